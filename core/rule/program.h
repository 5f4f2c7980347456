/* A finished program: what is made of a graph, and what runs. */
#ifndef KITH_RULE_PROGRAM_H
#define KITH_RULE_PROGRAM_H

#include "core/rule/graph.h"
#include "core/rule/step.h"

/*
 * Slots are numbered, each a block of lanes long: working ones, used again and again; constants; `once`, what is the same for every block
 * of a run; then columns.
 */
struct program_step {
  uint16_t operation;
  uint32_t out, a, b, c; /* slots; of an ABSENT, a is the column; of a DRAW_…, c is the number of the draw */
};

struct program_read {
  uint32_t column, mask; /* a column and the slot of the lanes that read it; NO_SLOT: every lane */
};

#define NO_SLOT UINT32_MAX

struct program {
  struct program_step *steps;
  size_t once_count; /* the first so many serve every block of a run */
  size_t late_from;  /* from here on: what is wanted late */
  size_t step_count;
  uint32_t working, constants, once, slots; /* counts; slots is all of them */
  union lane *constant_values;
  uint32_t *columns; /* of the slots behind those computed once */
  size_t column_count;
  uint32_t step; /* the slot of the step's number, NO_SLOT where it is not looked at */
};

struct rule_program {
  struct program program;
  struct program_read *reads;
  size_t read_count, read_columns; /* columns: up to the last that is read */
  uint32_t values, kinds, missing; /* slots of the results */
};

struct step_store {
  uint32_t column, slot; /* a field of the state and what it gets; a flag as 0 or 1 */
};

struct step_program {
  struct program program;
  const struct step_column *columns;
  struct step_store *stores;
  size_t store_count;
  uint32_t left; /* slot of a mask: lanes for which the stores do not hold, left to the interpreter */
  const struct step_draw *draws;
  size_t draw_count;
};

/*
 * What a program is to compute, and which columns are the same for every block (NULL: none). The first `late_count` ends are computed last, where
 * nothing else needs them: only then what they replace is no longer looked at.
 */
struct program_wants {
  const node *ends;
  size_t end_count, late_count;
  const bool *column_once;
};

/* Keeps what is wanted, in the graph's order, and gives it slots; those of `ends` go to `slots`. */
void program_make(struct arena *arena, const struct graph *graph, const struct program_wants *wants, struct program *program, uint32_t *slots);

/* Whether all lanes of a slot always hold the same value, and which. */
bool program_is_constant(const struct program *program, uint32_t slot, union lane *value);

#endif
