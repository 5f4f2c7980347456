/*
 * A simulation as the keeper describes it: plain data, and columns in shared memory. Private to core/lua.
 *
 * Shared memory, for M columns, N rows and L links: M × N doubles, column by column, NAN missing; where there are links L doubles, their
 * weights; N + 1 32-bit numbers, where each row's neighbours begin; L 32-bit numbers, the neighbours.
 */
#ifndef KITH_LUA_SCENARIO_SETUP_H
#define KITH_LUA_SCENARIO_SETUP_H

#include "core/base/value.h"
#include "core/practice/score.h"
#include "core/simulate/simulation.h"

/* A rule that scores simulated rows: a column of it is a column of the simulation, or a number. */
struct scored_rule {
  const char *name;
  struct rule_shape shape;
  const char **factors;    /* their names */
  size_t *defaults;        /* [factor]: the column that is its value where it has no function; NO_COLUMN */
  const char **columns;    /* names, as its functions know them */
  enum column_type *types;
  size_t *sources;         /* [column]: a column of the simulation, or NO_COLUMN: */
  double *numbers;         /* this number, NAN missing */
  size_t column_count;
  size_t band_into;        /* the column of the simulation that takes the band; NO_COLUMN */
  const double *band_words; /* [band]: what it takes, a word's number */
};

struct scenario_setup {
  struct simulation simulation; /* without its functions */
  size_t step;                  /* number of the step function */
  struct scored_rule *rules;
  size_t rule_count;
  struct value texts;           /* of the word columns, by number from 1 */
};

/* Everything lives in `arena`. False where `call` is no such description, or the memory is too small for it. */
bool scenario_setup_read(struct arena *arena, const struct value *call, const void *memory, size_t size, struct scenario_setup *setup);

#endif
