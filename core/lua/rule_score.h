/* A rule that scores simulated rows: its factors and limits over the lanes of a tile, put together as scores of the record are. */
#ifndef KITH_LUA_RULE_SCORE_H
#define KITH_LUA_RULE_SCORE_H

#include "core/lua/rule_part.h"
#include "core/lua/scenario_setup.h"
#include "core/player.h"

struct rule_scorer {
  lua_State *L;
  const struct player_session *session;
  const struct scored_rule *rule;
  struct arena *arena; /* of the lanes at hand */
  struct row *row;
  const struct rule_column *columns;
  int row_at, texts, functions, params; /* stack indices */
  size_t lanes;                         /* that the interpreter was asked about */
};

struct rule_fault {
  size_t row, run;
  bool over;           /* a limit was broken */
  const char *part;    /* "factor \"trust\"" */
  const char *message; /* NULL: host_error tells */
};

/* The rule must have been loaded (rule_player.c). Pushes what it needs, which stays until the scorer is closed. */
void rule_scorer_open(lua_State *L, struct rule_scorer *scorer, const struct player_session *session, const struct scored_rule *rule, int texts);
void rule_scorer_close(struct rule_scorer *scorer);

/* Scores of rows `from` to before `to`, all runs; NAN where the band is unknown. False with `fault` filled, whose texts live until the next call. */
bool rule_score(struct rule_scorer *scorer, const struct tile *tile, size_t from, size_t to, double *out, struct rule_fault *fault);

#endif
