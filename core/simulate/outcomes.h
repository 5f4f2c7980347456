/* What is taken of a tile after each step: one number a run, outcome and group. Private to core/simulate. */
#ifndef KITH_SIMULATE_OUTCOMES_H
#define KITH_SIMULATE_OUTCOMES_H

#include "core/base/arena.h"
#include "core/simulate/simulation.h"

struct taking {
  size_t first;                        /* the tile's first run within its chunk */
  double *of, *where, *weight;         /* a block of lanes each */
  double *sum, *all;                   /* [group or everybody][run] */
  double *carried;                     /* [cells without points][run]: costs so far, the step in which something first was so */
};

struct taking taking_new(struct arena *arena, const struct simulation *simulation, size_t runs);
bool outcomes_take(const struct tile *tile, struct taking *taking, struct chunk *chunk);

#endif
