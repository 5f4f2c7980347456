/*
 * The player: a forked, confined process that runs scripts and answers with plain data.
 *
 * The keeper makes one with player_start, before it opens the journal, then calls it any number of times. What the player answers is
 * foreign data: decoded with bounds, checked by whoever asked. A player that falls silent, breaks a limit or ends is over; the keeper
 * goes on. What a player can do is given by a table of handlers, run in the child.
 */
#ifndef KITH_PLAYER_H
#define KITH_PLAYER_H

#include "core/base/crew.h"
#include "core/base/value.h"
#include "core/lua/host.h"

struct player_limits {
  struct host_limits host;
  int silence; /* milliseconds without a sign of life before the keeper ends it; 0: 2,000 */
  unsigned threads; /* that compute, the one that runs scripts among them; 0: as many as there are processors. Scripts have one thread always */
};

/* The child's side of a call. */
struct player_session {
  struct host *host;
  struct arena *arena; /* reset before every call */
  void *context;       /* what player_start was given: a copy, made by fork, of the keeper's memory */
  int columns;         /* descriptor of the shared memory made by player_start; its size is columns_size by then */
  size_t columns_size; /* as the call's "columns_size" says; 0 when the call has none */
  int answers;         /* for player_send */
  struct crew *crew;   /* for what is computed outside scripts; NULL where limits.threads is 1 */
  struct heart *heart; /* for player_beat */
};

struct player_verb {
  const char *name;
  /* Fills `reply`; false where `host_error(session->host)` tells why not (a reply made then is dropped). */
  bool (*run)(struct player_session *session, const struct value *call, struct value *reply);
};

/* In the child: sends part of an answer (FRAME_DATA). */
void player_send(struct player_session *session, const void *bytes, size_t length);

/* In the child, by the thread that serves: gives a sign of life, at most one every 50 ms. Scripts that run give theirs by themselves. */
void player_beat(struct player_session *session);

struct player;

/* Forks and confines. `verbs` ends with a NULL name. NULL with a reason in `why` when the system refuses. */
struct player *player_start(const struct player_limits *limits, const struct player_verb *verbs, void *context, const char **why);
void player_end(struct player *player); /* kills, waits, frees; NULL is fine */

/* The shared memory for columns: the keeper sizes it and maps it; the child maps what player_session says. NULL when it cannot be had. */
void *player_columns(struct player *player, size_t size);

enum player_outcome {
  PLAYER_DONE,
  PLAYER_RAISED, /* the script raised: player_failure says where and what; the player lives on */
  PLAYER_OVER    /* limit, silence or death: player_failure names the limit; every later call answers the same */
};

struct player_failure {
  const char *source; /* chunk name, "" where unknown */
  int line;           /* 0 where unknown */
  const char *message;
};

/*
 * Sends `call` (a map; "do" names the verb; "script", where present, is the path that messages name when the player falls silent) and
 * waits for the reply, which is decoded into `arena`. `part` (may be NULL) gets each FRAME_DATA payload; returning false ends the player.
 */
enum player_outcome player_call(struct player *player, struct arena *arena, const struct value *call, struct value *reply,
                                bool (*part)(void *context, const char *bytes, size_t length), void *context);
const struct player_failure *player_failure(const struct player *player);

#endif
