/*
 * Steps of a rehearsal: a Lua function (r, t, p, draw) that changes its row, translated as rules are (rule.h), into a program for lanes.
 *
 * A lane is a row in a run. What the function assigns to fields of the state, the program answers for every lane; a field that was
 * assigned is read anew. Draws are named places of random numbers; the program says which numbers it wants, and core/simulate fills them in.
 * Lanes on which Lua would raise, or a field would get something else than a finite number (or a boolean), are answered as not done: the
 * interpreter is to be asked about these, from the state before the step.
 */
#ifndef KITH_RULE_STEP_H
#define KITH_RULE_STEP_H

#include "core/rule/rule.h"

/* How far a value of a column holds: for one lane, for a run (all rows alike), for a row (all runs alike). */
enum step_reach { STEP_LANE, STEP_RUN, STEP_ROW };

struct step_column {
  const char *name; /* as in r.NAME; "peers.trust" for r.peers.trust; of a parameter, as in p.NAME */
  enum column_type type;
  enum step_reach reach;
  bool whole;     /* never missing; else NaN is missing */
  bool state;     /* can be assigned; such a column reaches a lane, and is whole */
  bool parameter; /* of p, not of r */
};

enum step_draw_kind { STEP_UNIFORM, STEP_NORMAL, STEP_CHANCE, STEP_EXPONENTIAL, STEP_POISSON }; /* in the order of enum random_kind */

struct step_draw {
  enum step_draw_kind kind;
  const char *name;
  size_t length;
  uint32_t use; /* how often a lane that comes here has drawn this name in this step before */
};

struct step_program;

/*
 * `params` is what the function gets as p, but for what is a column; `draw` is a table with functions nobody asks about. NULL with `refusal`
 * filled where the function is left to the interpreter. `words` as in rule_translate.
 */
const struct step_program *rule_translate_step(struct arena *arena, const struct rule_source *source, uint32_t function,
                                               const struct step_column *columns, size_t column_count, struct words *words,
                                               const struct rule_value *params, struct rule_refusal *refusal);

/* What a function is asked for: a number, true being 1 and false 0; a number only; or whether Lua takes it for true, as 1 and 0. */
enum step_answer { STEP_VALUE, STEP_NUMBER, STEP_TRUTH };
#define STEP_ANSWER UINT32_MAX /* stands for the column of what is answered */

/*
 * A function of the row, params and the step's number, that changes and draws nothing: a program that stores its answer, NAN for nil and where
 * the function ended at a missing input (0 where its truth is asked for).
 */
const struct step_program *rule_translate_value(struct arena *arena, const struct rule_source *source, uint32_t function, enum step_answer answer,
                                                const struct step_column *columns, size_t column_count, struct words *words,
                                                const struct rule_value *params, struct rule_refusal *refusal);

#endif
