/*
 * Runs translated steps, and functions that answer a value (core/rule/step.h), over the lanes of a tile, block after block of whole rows.
 *
 * A stepper belongs to one program, one number of runs side by side, and one thread; it owns its memory until stepper_free. Results depend
 * neither on blocks nor on the instruction set. In single precision a step is computed with floats, and integers can
 * be computed only where they are the same for all rows.
 */
#ifndef KITH_SIMULATE_STEPPER_H
#define KITH_SIMULATE_STEPPER_H

#include "core/rule/step.h"

enum step_precision { STEP_DOUBLE, STEP_SINGLE };

struct step_lanes {
  void *const *values; /* [column]. STEP_LANE: rows × runs lanes, [row * runs + run]; STEP_RUN: a double a run; STEP_ROW: a double a row */
  bool single;         /* lanes are floats; always so where the stepper is in single precision */
  uint64_t seed;
  uint32_t first_run, step;
  double *answers; /* of a program that answers: (to − from) × runs numbers */
};

struct stepper;

/* Why a program cannot be run in single precision; NULL where it can. */
const char *stepper_not_single(const struct step_program *program);

/* NULL where single precision is wanted and cannot be had. */
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
