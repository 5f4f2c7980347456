/* A rule that scores simulated rows: its factors and limits over the lanes of a tile, put together as scores of the record are. */
#ifndef KITH_LUA_RULE_SCORE_H
#define KITH_LUA_RULE_SCORE_H

#include "core/lua/scenario_ask.h"
#include "core/lua/scenario_program.h"
#include "core/lua/scenario_setup.h"

struct rule_scorer {
  const struct scored_rule *rule;
  struct asker *asker;
  struct simulation view;  /* the rule's columns under its own names; no more of a simulation */
  struct rule_part *parts; /* every factor, then every limit */
  struct rule_room *rooms; /* [member] */
  unsigned members;
};

/*
 * The rule must have been loaded (rule_player.c), its functions sealed (scenario_seal.h). Pushes what it needs, which stays until the scorer is
 * closed; `texts` is a stack index. `translation` is the scenario's, whose columns the rule's come from.
 */
void rule_scorer_open(struct rule_scorer *scorer, const struct scored_rule *rule, struct asker *asker, const struct scenario_translation *translation,
                      const struct simulation *simulation, int texts);
void rule_scorer_close(struct rule_scorer *scorer);

/* Scores of rows `from` to before `to`, all runs, and their bands into the rule's column for them; NAN where the band is unknown. False where
 * the asker has a finding, or it is over. */
bool rule_score(struct rule_scorer *scorer, const struct tile *tile, size_t from, size_t to, double *out);

#endif
