/* What is done with the rows of a tile. Private to core/simulate. */
#ifndef KITH_SIMULATE_TILE_H
#define KITH_SIMULATE_TILE_H

#include "core/simulate/simulation.h"

/* Lanes of rows `from` to before `to` as doubles: those of the column itself, or a copy in `buffer`. */
const double *tile_lanes(const struct tile *tile, size_t column, size_t from, size_t to, double *buffer);

/* Fills out[(row − from) × runs + run]; a flag is 0 or 1, missing NAN. False where a function ended the simulation. */
bool tile_read(const struct tile *tile, const struct reading *reading, size_t from, size_t to, double *out);

/* Something done to rows `from` to before `to`; its false ends the simulation. */
typedef bool tile_function(struct tile *tile, const void *what, size_t from, size_t to);

/* Does it to all rows, shared out to the tile's crew; false where it was ended. */
bool tile_over_rows(const struct tile *tile, tile_function *function, const void *what);

#endif
