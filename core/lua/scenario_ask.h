/*
 * Asking the interpreter about one lane: the step, what a function answers, a limit. One thread at a time; whoever computes may ask.
 *
 * What went wrong becomes a finding { function =, row =, run =, step =, source =, line =, message =, rule =, part = }; of several that of
 * the first lane stays.
 */
#ifndef KITH_LUA_SCENARIO_ASK_H
#define KITH_LUA_SCENARIO_ASK_H

#include <pthread.h>

#include "core/lua/lane.h"
#include "core/player.h"
#include "core/rule/step.h"

struct asker {
  struct player_session *session;
  pthread_mutex_t lock; /* over all that follows, and the Lua state */
  int own_params, draws; /* stack indices: the parameters of the scenario, to be written, and the table of draws */
  size_t asked;
  bool over; /* a limit was broken: no finding */
  struct value finding;
  uint32_t found[4]; /* where: first run of the tile, step, row, run */
  bool any;
};

/* A function and what it is given; stack indices. */
struct asked {
  int table, at;          /* the table that has it, and where there */
  struct lane_row *lane;
  int row, params;
  size_t number;          /* the scenario's for it; 0: it is a rule's */
  const char *rule, *part; /* "health", "factor \"trust\"" */
};

void asker_open(struct asker *asker, struct player_session *session);
void asker_close(struct asker *asker);

/* A lane of a tile; of a tile in view->simulation's columns, `sampled` is the one whose parameters of the run count. */
struct asked_lane {
  struct tile *view;
  const struct tile *sampled; /* NULL: parameters are the same for all runs */
  size_t row, run;
};

/* False with a finding, or `over`. */
bool ask_step(struct asker *asker, const struct asked *asked, const struct asked_lane *lane);
bool ask_value(struct asker *asker, const struct asked *asked, const struct asked_lane *lane, enum step_answer answer, double *out);
/* Called with params and the step's number alone; nothing is 0. */
bool ask_limit(struct asker *asker, const struct asked *asked, const struct asked_lane *lane, double *out);

/* What a function answered cannot be used: notes the finding. Always false. */
bool asker_refuse(struct asker *asker, const struct asked *asked, const struct asked_lane *lane, const char *message);

/* A sign of life, from whichever thread. */
void asker_beat(struct asker *asker);

#endif
