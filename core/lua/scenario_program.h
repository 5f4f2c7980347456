/*
 * A function of a scenario, or of a rule that scores simulated rows, over the lanes of a tile: translated where it can be (core/rule/step.h), each
 * member of a crew with a stepper of its own. Lanes the translation does not answer for are asked of the interpreter.
 */
#ifndef KITH_LUA_SCENARIO_PROGRAM_H
#define KITH_LUA_SCENARIO_PROGRAM_H

#include <lua.h>

#include "core/base/crew.h"
#include "core/rule/step.h"
#include "core/simulate/simulation.h"
#include "core/simulate/stepper.h"

/* What the functions of one call are translated with. Everything lives in the arena. */
struct scenario_translation {
  lua_State *L;
  struct arena *arena;
  struct words *words; /* of the word columns; NULL: interpret everything */
  const struct step_column *columns;
  size_t column_count;
  unsigned members; /* of the crew */
};

struct scenario_program {
  const struct step_program *program; /* NULL: interpreted */
  enum step_precision precision;
  struct rule_refusal refusal; /* why interpreted, or in doubles where single precision was wanted; else empty */
  struct stepper **steppers;   /* [member], for `runs` runs side by side */
  size_t *runs;
  unsigned members;
};

/* Columns of a simulation as functions read them. */
const struct step_column *scenario_columns(const struct simulation *simulation, struct arena *arena);

/* The function is on top of the stack and stays; `params` is a stack index. */
void scenario_program_step(struct scenario_program *program, const struct scenario_translation *translation, int params, enum step_precision precision);
void scenario_program_value(struct scenario_program *program, const struct scenario_translation *translation, int params, enum step_answer answer);
void scenario_program_close(struct scenario_program *program);

/*
 * Runs a translated function over rows `from` to before `to`, on the account of tile->member; `values` are the columns it was translated
 * with, `answers` what a value function fills, (to − from) × runs numbers. `interpret` does a lane, and its false ends it.
 */
bool scenario_program_run(struct scenario_program *program, const struct tile *tile, void *const *values, size_t from, size_t to, double *answers,
                          stepper_left *interpret, void *context);

#endif
