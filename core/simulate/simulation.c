#include "core/simulate/simulation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/arena.h"
#include "core/simulate/outcomes.h"
#include "core/simulate/lanes.h"
#include "core/simulate/random.h"


const double *tile_row(const struct tile *tile, size_t column, size_t row, size_t *stride) {
  enum reach reach = tile->simulation->columns[column].reach;
  *stride = reach != REACH_ROW;
  return tile->values[column] + (reach == REACH_LANE ? row * tile->runs : reach == REACH_ROW ? row : 0);
}

/* ---- Readings ---- */

static double compare(const struct reading *reading, double value) {
  if (isnan(value)) return reading->comparison == COMPARE_UNEQUAL; /* missing equals nothing and is in no order */
  switch (reading->comparison) {
    case COMPARE_EQUAL: return value == reading->number;
    case COMPARE_UNEQUAL: return value != reading->number;
    case COMPARE_LESS: return value < reading->number;
    case COMPARE_AT_MOST: return value <= reading->number;
    case COMPARE_MORE: return value > reading->number;
    case COMPARE_AT_LEAST: return value >= reading->number;
  }
  return 0;
}

static void read_column(const struct tile *tile, const struct reading *reading, size_t from, size_t to, double *out) {
  for (size_t row = from; row < to; row++) {
    size_t stride;
    const double *values = tile_row(tile, reading->column, row, &stride);
    for (size_t run = 0; run < tile->runs; run++, out++)
      *out = reading->kind == READ_COMPARED ? compare(reading, values[run * stride]) : values[run * stride];
  }
}

bool tile_read(const struct tile *tile, const struct reading *reading, size_t from, size_t to, double *out) {
  const struct simulation_functions *functions = &tile->simulation->functions;
  size_t count = (to - from) * tile->runs;
  if (reading->kind == READ_FUNCTION) {
    if (!functions->value(functions->context, tile, reading->function, from, to, out)) return false;
  } else if (reading->kind == READ_NUMBER) {
    for (size_t i = 0; i < count; i++) out[i] = reading->number;
  } else {
    read_column(tile, reading, from, to, out);
  }
  for (size_t i = 0; reading->negated && i < count; i++) out[i] = isnan(out[i]) || out[i] == 0;
  return true;
}

/* ---- The start ---- */

static void sample(struct tile *tile) {
  const struct simulation *simulation = tile->simulation;
  for (size_t i = 0; i < simulation->sampled_count; i++)
    for (size_t run = 0; run < tile->runs; run++)
      tile->values[simulation->sampled[i].column][run] =
          distribution_draw(&simulation->sampled[i].distribution, tile->seed, tile->first_run + (uint32_t)run, RANDOM_NO_ROW);
}

/* A sign of life in what takes long; whether it is wanted to go on is asked between steps. */
static void still_at_it(const struct tile *tile, size_t row) {
  if (row % 16384 == 0 && tile->beat) tile->beat(tile->simulation->functions.context);
}

static void start(struct tile *tile) {
  const struct simulation *simulation = tile->simulation;
  for (size_t i = 0; i < simulation->start_count; i++) {
    const struct start *begin = &simulation->starts[i];
    double *out = tile->values[begin->column];
    for (size_t row = 0; row < simulation->rows; row++) {
      still_at_it(tile, row);
      for (size_t run = 0; run < tile->runs; run++)
        *out++ = begin->from_record ? begin->values[row]
                                    : distribution_draw(&begin->distribution, tile->seed, tile->first_run + (uint32_t)run, (uint32_t)row);
    }
  }
}

/* ---- What follows from the state ---- */

static double gathered(const struct gathering *gathering, double so_far, double value, double weight) {
  switch (gathering->how) {
    case HOW_MOST: return value > so_far ? value : so_far;
    case HOW_LEAST: return value < so_far ? value : so_far;
    case HOW_COUNT: return so_far + (gathering->of == NO_COLUMN || value != 0);
    default: return so_far + weight * value;
  }
}

static double beginning(enum how how) { return how == HOW_MOST ? -INFINITY : how == HOW_LEAST ? INFINITY : 0; }

/* Neighbours of one row, for all runs of the tile: a neighbour's runs lie together. */
static void gather_peers(const struct tile *tile, const struct gathering *gathering, size_t row, double *out) {
  const struct links *links = &tile->simulation->links;
  const double *values = gathering->of == NO_COLUMN ? NULL : tile->values[gathering->of];
  size_t first = links->from ? links->from[row] : 0, last = links->from ? links->from[row + 1] : 0, runs = tile->runs;
  bool own = first == last && gathering->how != HOW_SUM && gathering->how != HOW_COUNT;
  double all = 0;
  if (first < last && (gathering->how == HOW_MEAN || gathering->how == HOW_SUM)) {
    const double *weights = links->weights ? links->weights + first : NULL;
    for (size_t link = first; link < last; link++) all += links->weights ? links->weights[link] : 1;
    lanes_in_use()->gather(values, links->to + first, weights, last - first, runs, gathering->how == HOW_MEAN ? all : 1, out);
    return;
  }
  for (size_t run = 0; run < runs; run++) out[run] = own ? values[row * runs + run] : beginning(gathering->how);
  for (size_t link = first; link < last; link++) {
    const double *of = values ? values + links->to[link] * runs : out;
    for (size_t run = 0; run < runs; run++) out[run] = gathered(gathering, out[run], of[run], 1);
  }
}

static void gather_population(const struct tile *tile, const struct gathering *gathering) {
  const struct simulation *simulation = tile->simulation;
  double *out = tile->values[gathering->into];
  const double *values = gathering->of == NO_COLUMN ? NULL : tile->values[gathering->of];
  for (size_t run = 0; run < tile->runs; run++) out[run] = beginning(gathering->how);
  for (size_t row = 0; row < simulation->rows; row++)
    for (size_t run = 0; run < tile->runs; run++)
      out[run] = gathered(gathering, out[run], values ? values[row * tile->runs + run] : 1, 1);
  for (size_t run = 0; gathering->how == HOW_MEAN && run < tile->runs; run++) out[run] /= (double)simulation->rows;
}

static bool follow(struct tile *tile) {
  const struct simulation *simulation = tile->simulation;
  const struct simulation_functions *functions = &simulation->functions;
  for (size_t i = 0; i < simulation->peer_count; i++)
    for (size_t row = 0; row < simulation->rows; row++) {
      still_at_it(tile, row);
      gather_peers(tile, &simulation->peers[i], row, tile->values[simulation->peers[i].into] + row * tile->runs);
    }
  for (size_t i = 0; i < simulation->population_count; i++) gather_population(tile, &simulation->population[i]);
  for (size_t i = 0; i < simulation->score_count; i++)
    if (!functions->score(functions->context, tile, simulation->scores[i].rule, 0, simulation->rows, tile->values[simulation->scores[i].into]))
      return false;
  return true;
}

/* ---- Plans ---- */

struct candidate {
  double rank;
  uint32_t row;
};

/* Highest rank first, of equals the row that comes first. */
static int by_rank(const void *a, const void *b) {
  const struct candidate *left = a, *right = b;
  if (left->rank != right->rank) return left->rank > right->rank ? -1 : 1;
  return (left->row > right->row) - (left->row < right->row);
}

struct choosing {
  const struct plan *plan;
  double *wanted, *ranks, *limits; /* lanes, lanes, runs */
  struct candidate *candidates;    /* rows */
  double *used;                    /* by group */
};

static void choose_in_run(const struct tile *tile, struct choosing *choosing, size_t run, double *chosen, double *capacity) {
  const struct plan *plan = choosing->plan;
  size_t rows = tile->simulation->rows, count = 0;
  double *out = tile->values[plan->into];
  for (size_t row = 0; row < rows; row++) {
    size_t lane = row * tile->runs + run;
    out[lane] = 0;
    if (choosing->wanted && (choosing->wanted[lane] == 0 || isnan(choosing->wanted[lane]))) continue;
    double rank = choosing->ranks[lane];
    choosing->candidates[count++] = (struct candidate){isnan(rank) ? -INFINITY : rank, (uint32_t)row};
  }
  if (count) qsort(choosing->candidates, count, sizeof *choosing->candidates, by_rank);
  for (size_t group = 0; group < plan->groups; group++) choosing->used[group] = 0;
  double limit = floor(choosing->limits[run]);
  for (size_t i = 0; i < count; i++) {
    uint32_t row = choosing->candidates[i].row;
    double *used = &choosing->used[plan->group_of ? plan->group_of[row] : 0];
    if (*used >= limit) continue;
    *used += 1;
    *chosen += 1;
    out[row * tile->runs + run] = 1;
  }
  if (limit > 0) *capacity += limit * (double)plan->groups;
}

static bool choose(struct tile *tile, const struct plan *plan, struct choosing *choosing, double *chosen, double *capacity) {
  const struct simulation *simulation = tile->simulation;
  choosing->plan = plan;
  double *wanted = choosing->wanted;
  if (plan->has_where && !tile_read(tile, &plan->where, 0, simulation->rows, wanted)) return false;
  if (!tile_read(tile, &plan->rank, 0, simulation->rows, choosing->ranks)) return false;
  for (size_t run = 0; run < tile->runs; run++) choosing->limits[run] = plan->limit;
  if (plan->limit_is_function && !simulation->functions.limit(simulation->functions.context, tile, plan->limit_function, choosing->limits)) return false;
  if (!plan->has_where) choosing->wanted = NULL;
  for (size_t run = 0; run < tile->runs; run++) choose_in_run(tile, choosing, run, chosen, capacity);
  choosing->wanted = wanted;
  return true;
}

/* ---- Runs ---- */

struct room {
  struct choosing choosing;
  struct taking taking;
};

static bool run_tile(struct tile *tile, struct room *room, bool (*beat)(void *), struct chunk *chunk) {
  const struct simulation *simulation = tile->simulation;
  const struct simulation_functions *functions = &simulation->functions;
  sample(tile);
  start(tile);
  for (size_t i = 0; i < simulation->plan_count; i++)
    memset(tile->values[simulation->plans[i].into], 0, simulation->rows * tile->runs * sizeof(double));
  tile->step = 0;
  if (!follow(tile) || !outcomes_take(tile, &room->taking, chunk)) return false;
  for (tile->step = 1; tile->step <= simulation->steps; tile->step++) {
    if (beat && !beat(functions->context)) return false;
    for (size_t i = 0; i < simulation->plan_count; i++)
      if (!choose(tile, &simulation->plans[i], &room->choosing, &chunk->chosen[i], &chunk->capacity[i])) return false;
    if (!functions->step(functions->context, tile, 0, simulation->rows)) return false;
    if (!follow(tile) || !outcomes_take(tile, &room->taking, chunk)) return false;
  }
  return true;
}

static size_t lanes_columns(const struct simulation *simulation) {
  size_t count = 0;
  for (size_t i = 0; i < simulation->column_count; i++) count += simulation->columns[i].reach == REACH_LANE;
  return count + 2 * (simulation->plan_count > 0); /* and what plans are made from */
}

static size_t runs_of_tile(const struct simulation *simulation, size_t runs, size_t most_bytes) {
  size_t one = simulation->rows * lanes_columns(simulation) * sizeof(double), fit = one ? most_bytes / one : runs;
  if (fit >= runs) return runs;
  return fit >= DRAWS_AT_ONCE ? fit / DRAWS_AT_ONCE * DRAWS_AT_ONCE : fit < 1 ? 1 : fit; /* runs that share random numbers stay together */
}

/* Room for a tile of so many runs, and for what is made of it. */
static void make_room(struct arena *arena, struct tile *tile, struct room *room) {
  const struct simulation *simulation = tile->simulation;
  size_t rows = simulation->rows, lanes = rows * tile->runs;
  tile->values = ARENA_ARRAY(arena, double *, simulation->column_count);
  for (size_t i = 0; i < simulation->column_count; i++) {
    const struct simulation_column *column = &simulation->columns[i];
    tile->values[i] = column->reach == REACH_ROW ? (double *)column->values : ARENA_ARRAY(arena, double, column->reach == REACH_LANE ? lanes : tile->runs);
  }
  if (simulation->plan_count) {
    room->choosing = (struct choosing){.wanted = ARENA_ARRAY(arena, double, lanes), .ranks = ARENA_ARRAY(arena, double, lanes),
                                       .limits = ARENA_ARRAY(arena, double, tile->runs), .candidates = ARENA_ARRAY(arena, struct candidate, rows),
                                       .used = ARENA_ARRAY(arena, double, rows + 1)};
  }
  room->taking = taking_new(arena, simulation, tile->runs);
}

void chunk_free(struct chunk *chunk) {
  free(chunk->values);
  free(chunk->chosen);
  *chunk = (struct chunk){0};
}

static void chunk_new(const struct simulation *simulation, size_t runs, struct chunk *chunk) {
  size_t values = simulation_cells(simulation) * runs * sizeof(double), plans = 2 * (simulation->plan_count + 1) * sizeof(double);
  *chunk = (struct chunk){.runs = runs, .values = memory_grow(NULL, values ? values : 1), .chosen = memory_grow(NULL, plans)};
  memset(chunk->chosen, 0, plans);
  chunk->capacity = chunk->chosen + simulation->plan_count + 1;
}

bool simulation_run(const struct simulation *simulation, uint64_t seed, uint32_t first_run, size_t runs, size_t most_bytes,
                    bool (*beat)(void *context), struct chunk *chunk) {
  struct arena *arena = arena_new();
  size_t at_once = runs_of_tile(simulation, runs, most_bytes);
  bool good = true;
  chunk_new(simulation, runs, chunk);
  for (size_t done = 0; good && done < runs; done += at_once) {
    struct tile tile = {.simulation = simulation, .seed = seed, .first_run = first_run + (uint32_t)done, .beat = beat};
    struct room room = {0};
    tile.runs = runs - done < at_once ? runs - done : at_once;
    make_room(arena, &tile, &room);
    room.taking.first = done;
    good = run_tile(&tile, &room, beat, chunk);
    arena_reset(arena);
  }
  arena_free(arena);
  if (!good) chunk_free(chunk);
  return good;
}
