/* One round of work at a time: whoever wakes while it is open joins in, and it is closed when the caller finds no task left. */
#include "core/base/crew.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "core/base/arena.h"

/* Bytes; what the system gives by default would count, untouched, towards a confined process's memory. */
enum { STACK = 512 * 1024 };

struct member {
  struct crew *crew;
  unsigned number;
  pthread_t thread;
};

struct crew {
  unsigned size;
  struct member members[CREW_MOST]; /* the first is the caller's */
  pthread_mutex_t lock;             /* over what stands below, up to `next` */
  pthread_cond_t change;            /* a round was opened, or the end has come */
  pthread_cond_t idle;              /* a thread has started, or found no more to do */
  unsigned started, busy;
  uint64_t round;
  bool open, over;
  crew_task *task;
  void *context;
  size_t tasks;
  atomic_size_t next;
};

static void take_tasks(struct crew *crew, unsigned member) {
  size_t task;
  while ((task = atomic_fetch_add_explicit(&crew->next, 1, memory_order_relaxed)) < crew->tasks) crew->task(crew->context, task, member);
}

/* With the lock held. */
static void work(struct crew *crew, unsigned member) {
  crew->busy++;
  pthread_mutex_unlock(&crew->lock);
  take_tasks(crew, member);
  pthread_mutex_lock(&crew->lock);
  crew->busy--;
  pthread_cond_signal(&crew->idle);
}

static void *live(void *argument) {
  const struct member *member = argument;
  struct crew *crew = member->crew;
  uint64_t last = 0;
  pthread_mutex_lock(&crew->lock);
  crew->started++;
  pthread_cond_signal(&crew->idle);
  while (!crew->over) {
    if (crew->open && crew->round != last) {
      last = crew->round;
      work(crew, member->number);
    } else {
      pthread_cond_wait(&crew->change, &crew->lock);
    }
  }
  pthread_mutex_unlock(&crew->lock);
  return NULL;
}

static unsigned processors(void) {
  cpu_set_t ours;
  return sched_getaffinity(0, sizeof ours, &ours) == 0 ? (unsigned)CPU_COUNT(&ours) : 1;
}

/* Signals are for the caller's thread. */
static void start_threads(struct crew *crew, unsigned size) {
  sigset_t all, before;
  pthread_attr_t attributes;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, STACK);
  for (crew->size = 1; crew->size < size; crew->size++) {
    struct member *member = &crew->members[crew->size];
    *member = (struct member){.crew = crew, .number = crew->size};
    if (pthread_create(&member->thread, &attributes, live, member) != 0) break;
  }
  pthread_attr_destroy(&attributes);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

struct crew *crew_start(unsigned size) {
  if (size == 0) size = processors();
  if (size > CREW_MOST) size = CREW_MOST;
  if (size <= 1) return NULL;
  struct crew *crew = memory_grow(NULL, sizeof *crew);
  *crew = (struct crew){.lock = PTHREAD_MUTEX_INITIALIZER, .change = PTHREAD_COND_INITIALIZER, .idle = PTHREAD_COND_INITIALIZER};
  start_threads(crew, size);
  pthread_mutex_lock(&crew->lock);
  while (crew->started < crew->size - 1) pthread_cond_wait(&crew->idle, &crew->lock);
  pthread_mutex_unlock(&crew->lock);
  return crew;
}

void crew_end(struct crew *crew) {
  if (!crew) return;
  pthread_mutex_lock(&crew->lock);
  crew->over = true;
  pthread_cond_broadcast(&crew->change);
  pthread_mutex_unlock(&crew->lock);
  for (unsigned i = 1; i < crew->size; i++) pthread_join(crew->members[i].thread, NULL);
  free(crew);
}

unsigned crew_size(const struct crew *crew) { return crew ? crew->size : 1; }

void crew_run(struct crew *crew, crew_task *task, void *context, size_t tasks) {
  if (!crew || tasks <= 1) {
    for (size_t i = 0; i < tasks; i++) task(context, i, 0);
    return;
  }
  pthread_mutex_lock(&crew->lock);
  crew->task = task;
  crew->context = context;
  crew->tasks = tasks;
  atomic_store_explicit(&crew->next, 0, memory_order_relaxed);
  crew->round++;
  crew->open = true;
  pthread_cond_broadcast(&crew->change);
  work(crew, 0);
  crew->open = false; /* who wakes only now need not be waited for */
  while (crew->busy > 0) pthread_cond_wait(&crew->idle, &crew->lock);
  pthread_mutex_unlock(&crew->lock);
}
