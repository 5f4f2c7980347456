/* A finished program: what rule_translate makes and rule_run runs. Private to core/rule. */
#ifndef KITH_RULE_PROGRAM_H
#define KITH_RULE_PROGRAM_H

#include "core/rule/graph.h"

/* Slots are numbered: working ones, each a block long and used again and again, then constants, then columns. */
struct program_step {
  uint16_t operation;
  uint32_t out, a, b, c;
};

struct program_read {
  uint32_t column, mask; /* a column and the slot of the lanes that read it; NO_SLOT: every lane */
};

#define NO_SLOT UINT32_MAX

struct rule_program {
  struct program_step *steps;
  size_t step_count;
  uint32_t working, constants, slots; /* counts; slots is all of them */
  union lane *constant_values;
  uint32_t *columns; /* of the slots behind the constants */
  struct program_read *reads;
  size_t read_count, read_columns; /* columns: up to the last that is read */
  uint32_t values, kinds, missing; /* slots of the results */
};

struct program_results {
  node values, kinds, missing;
  const node *reads; /* [column] */
  size_t column_count;
};

/* Keeps what the results need, in the graph's order, and gives it slots. */
const struct rule_program *program_make(struct arena *arena, const struct graph *graph, const struct program_results *results);

#endif
