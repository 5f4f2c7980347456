/*
 * Runs translated steps, and functions that answer a value (core/rule/step.h), over the lanes of a tile, block after block of whole rows.
 *
 * A stepper belongs to one program, one number of runs side by side, and one thread; it owns its memory until stepper_free. Results depend
 * neither on blocks nor on the instruction set. In single precision a step is computed with floats; what it stores are floats then, though
 * a tile holds doubles. Integers can then be computed only where they are the same for all rows.
 */
#ifndef KITH_SIMULATE_STEPPER_H
#define KITH_SIMULATE_STEPPER_H

#include "core/rule/step.h"

enum step_precision { STEP_DOUBLE, STEP_SINGLE };

struct step_lanes {
  double *const *values; /* [column]. STEP_LANE: rows × runs numbers, [row * runs + run]; STEP_RUN: one a run; STEP_ROW: one a row */
  uint64_t seed;
  uint32_t first_run, step;
  double *answers; /* of a program that answers: (to − from) × runs numbers */
};

struct stepper;

/* NULL where the program computes with integers that differ from lane to lane, and single precision is wanted. */
struct stepper *stepper_new(const struct step_program *program, size_t runs, enum step_precision precision);
void stepper_free(struct stepper *stepper);

/*
 * One step for rows `from` to before `to`. Lanes the program does not answer for are left as they were, and handed to `left`, where
 * the interpreter may change them; false from it ends the step, and is what is answered.
 */
typedef bool stepper_left(void *context, size_t row, size_t run);
bool stepper_run(struct stepper *stepper, const struct step_lanes *lanes, size_t from, size_t to, stepper_left *left, void *context);

/* For those who measure and test: instructions for every block; lanes of a block, to be set before stepper_new (0: what suits the cache). */
size_t stepper_instructions(const struct step_program *program);
void stepper_use_block(size_t lanes);

#endif
