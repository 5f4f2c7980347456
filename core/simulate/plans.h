/* Which rows of a tile get what is scarce: for each plan, the highest ranked of each group. Private to core/simulate. */
#ifndef KITH_SIMULATE_PLANS_H
#define KITH_SIMULATE_PLANS_H

#include "core/base/arena.h"
#include "core/simulate/simulation.h"

struct choosing; /* room for choosing in a tile of so many runs */
struct choosing *choosing_new(struct arena *arena, const struct simulation *simulation, size_t runs);

/* Fills the plan's column with 1 for the chosen and 0 for others; adds how many were chosen, and how many could have been. */
bool plan_choose(struct tile *tile, size_t plan, struct choosing *choosing, double *chosen, double *capacity);

#endif
