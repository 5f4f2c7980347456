/*
 * The step function of a scenario over a tile: translated where it can be (core/rule/step.h), on all threads of the crew where there is
 * enough to do. Lanes the translation does not answer for are asked of the interpreter, in their order.
 */
#ifndef KITH_LUA_SCENARIO_STEP_H
#define KITH_LUA_SCENARIO_STEP_H

#include <lua.h>

#include "core/base/crew.h"
#include "core/rule/step.h"
#include "core/simulate/simulation.h"
#include "core/simulate/stepper.h"

struct scenario_step {
  const struct step_program *program; /* NULL: interpreted */
  enum step_precision precision;
  struct rule_refusal refusal; /* why interpreted, or in doubles where single precision was wanted; else empty */
  struct crew *crew;
  struct words *words;
  struct stepper **steppers; /* [member of the crew], for `runs` runs side by side */
  size_t runs;
  struct left *left; /* [member] */
};

/* The function is on top of the stack and stays; `texts` and `params` are stack indices. What it makes lives in the arena, but for what
 * scenario_step_close frees. */
void scenario_step_open(lua_State *L, struct scenario_step *step, const struct simulation *simulation, enum step_precision precision,
                        struct crew *crew, struct arena *arena, int texts, int params);
void scenario_step_close(struct scenario_step *step);

/* One step of a translated function; `interpret` does a lane, and its false ends the step. */
bool scenario_step_run(struct scenario_step *step, const struct tile *tile, size_t from, size_t to, stepper_left *interpret, void *context);

#endif
