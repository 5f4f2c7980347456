#include "core/simulate/tile.h"

#include "core/simulate/lanes.h"

#include <stdatomic.h>
#include <string.h>

enum { LANES_A_TASK = 8192 };

double tile_get(const struct tile *tile, size_t column, size_t row, size_t run) {
  enum reach reach = tile->simulation->columns[column].reach;
  const void *values = tile->values[column];
  if (reach == REACH_LANE && tile->single) return (double)((const float *)values)[row * tile->runs + run];
  return ((const double *)values)[reach == REACH_LANE ? row * tile->runs + run : reach == REACH_ROW ? row : run];
}

void tile_put(const struct tile *tile, size_t column, size_t row, size_t run, double value) {
  if (tile->single) ((float *)tile->values[column])[row * tile->runs + run] = (float)value;
  else ((double *)tile->values[column])[row * tile->runs + run] = value;
}

const double *tile_lanes(const struct tile *tile, size_t column, size_t from, size_t to, double *buffer) {
  if (!tile->single) return (const double *)tile->values[column] + from * tile->runs;
  lanes_in_use()->widen((const float *)tile->values[column] + from * tile->runs, (to - from) * tile->runs, buffer);
  return buffer;
}

/* ---- Readings ---- */

/* Missing values equal nothing and are in no order, as NANs are. */
static void compare(const struct reading *reading, double *lanes, size_t count) {
  double with = reading->number;
  switch (reading->comparison) {
    case COMPARE_EQUAL: for (size_t i = 0; i < count; i++) lanes[i] = lanes[i] == with; break;
    case COMPARE_UNEQUAL: for (size_t i = 0; i < count; i++) lanes[i] = lanes[i] != with; break;
    case COMPARE_LESS: for (size_t i = 0; i < count; i++) lanes[i] = lanes[i] < with; break;
    case COMPARE_AT_MOST: for (size_t i = 0; i < count; i++) lanes[i] = lanes[i] <= with; break;
    case COMPARE_MORE: for (size_t i = 0; i < count; i++) lanes[i] = lanes[i] > with; break;
    case COMPARE_AT_LEAST: for (size_t i = 0; i < count; i++) lanes[i] = lanes[i] >= with; break;
  }
}

static void read_column(const struct tile *tile, size_t column, size_t from, size_t to, double *out) {
  enum reach reach = tile->simulation->columns[column].reach;
  const double *values = tile->values[column], *lanes = reach == REACH_LANE ? tile_lanes(tile, column, from, to, out) : NULL;
  if (lanes && lanes != out) memcpy(out, lanes, (to - from) * tile->runs * sizeof *out);
  for (size_t row = from; !lanes && row < to; row++)
    for (size_t run = 0; run < tile->runs; run++) *out++ = values[reach == REACH_ROW ? row : run];
}

bool tile_read(const struct tile *tile, const struct reading *reading, size_t from, size_t to, double *out) {
  const struct simulation_functions *functions = &tile->simulation->functions;
  size_t count = (to - from) * tile->runs;
  if (reading->kind == READ_FUNCTION) {
    if (!functions->value(functions->context, tile, reading->function, from, to, out)) return false;
  } else if (reading->kind == READ_NUMBER) {
    for (size_t i = 0; i < count; i++) out[i] = reading->number;
  } else {
    read_column(tile, reading->column, from, to, out);
    if (reading->kind == READ_COMPARED) compare(reading, out, count);
  }
  for (size_t i = 0; reading->negated && i < count; i++) out[i] = (out[i] == 0) | (out[i] != out[i]);
  return true;
}

/* ---- Rows shared out ---- */

struct sharing {
  const struct tile *tile;
  tile_function *function;
  const void *what;
  size_t rows_a_task;
  atomic_bool ended;
};

static void share_rows(void *context, size_t task, unsigned member) {
  struct sharing *sharing = context;
  struct tile tile = *sharing->tile;
  const struct simulation_functions *functions = &tile.simulation->functions;
  size_t from = task * sharing->rows_a_task, left = tile.simulation->rows - from;
  if (tile.crew) tile.member = member;
  if (atomic_load(&sharing->ended)) return; /* tasks before this one have begun, and are done to their end */
  bool good = !functions->beat || functions->beat(functions->context);
  good = good && sharing->function(&tile, sharing->what, from, from + (left < sharing->rows_a_task ? left : sharing->rows_a_task));
  if (!good) atomic_store(&sharing->ended, true);
}

bool tile_over_rows(const struct tile *tile, tile_function *function, const void *what) {
  size_t rows = LANES_A_TASK / tile->runs + 1;
  struct sharing sharing = {.tile = tile, .function = function, .what = what, .rows_a_task = rows};
  crew_run(tile->crew, share_rows, &sharing, (tile->simulation->rows + rows - 1) / rows);
  return !atomic_load(&sharing.ended);
}
