/*
 * Threads that share out the tasks of one computation.
 *
 * Whoever starts a crew belongs to it and works too. Tasks are numbered and handed out in order to whoever is free, so results must depend on
 * a task's number alone; then they are the same for any number of threads. Where there is no crew (NULL) the caller does everything.
 *
 * A process that gives up system calls (core/adapters/confine.h) starts its crew before. A crew ends with the process, or with crew_end.
 */
#ifndef KITH_BASE_CREW_H
#define KITH_BASE_CREW_H

#include <stddef.h>

struct crew;

enum { CREW_MOST = 256 };

/* `member` is 0 for the caller of crew_run, below crew_size for the others: for memory of one's own. Tasks start no other crew_run. */
typedef void crew_task(void *context, size_t task, unsigned member);

/*
 * `size` threads, the caller among them; 0: as many as there are processors this process may use. Comes back when every thread runs and
 * waits, so that no more system calls are needed to start them. Smaller where the system refuses threads; NULL for a crew of one.
 */
struct crew *crew_start(unsigned size);
void crew_end(struct crew *crew); /* NULL is fine */

/* How many work, the caller among them: 1 for NULL. */
unsigned crew_size(const struct crew *crew);

/* Does tasks 0 … tasks-1 and comes back when all are done. What the caller wrote before is seen by all, what they wrote is seen after. */
void crew_run(struct crew *crew, crew_task *task, void *context, size_t tasks);

#endif
