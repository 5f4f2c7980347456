#include "core/simulate/simulation.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/arena.h"
#include "core/simulate/lanes.h"
#include "core/simulate/outcomes.h"
#include "core/simulate/plans.h"
#include "core/simulate/random.h"
#include "core/simulate/tile.h"

enum { ROWS_AHEAD = 4, CACHE_LINE = 64, CACHED_BYTES = 512 * 1024, TILE_IN_CACHE = 4 * 1024 * 1024 };

/* ---- The start ---- */

static void sample(struct tile *tile) {
  const struct simulation *simulation = tile->simulation;
  for (size_t i = 0; i < simulation->sampled_count; i++)
    for (size_t run = 0; run < tile->runs; run++)
      ((double *)tile->values[simulation->sampled[i].column])[run] =
          distribution_draw(&simulation->sampled[i].distribution, tile->seed, tile->first_run + (uint32_t)run, RANDOM_NO_ROW);
}

static bool start_rows(struct tile *tile, const void *what, size_t from, size_t to) {
  const struct start *start = what;
  for (size_t row = from; row < to; row++)
    for (size_t run = 0; run < tile->runs; run++)
      tile_put(tile, start->column, row, run,
               start->from_record ? start->values[row]
                                  : distribution_draw(&start->distribution, tile->seed, tile->first_run + (uint32_t)run, (uint32_t)row));
  return true;
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

/* Bytes of a row's runs. */
static size_t width_of(const struct tile *tile) { return tile->runs * (tile->single ? sizeof(float) : sizeof(double)); }

/* Means and sums of neighbours of one row, for all runs of the tile: a neighbour's runs lie together. */
static void add_peers(const struct tile *tile, const struct gathering *gathering, size_t row) {
  const struct links *links = &tile->simulation->links;
  size_t first = links->from[row], last = links->from[row + 1];
  const double *weights = links->weights ? links->weights + first : NULL;
  double all = 0;
  for (size_t link = first; link < last; link++) all += links->weights ? links->weights[link] : 1;
  lanes_in_use()->precision[tile->single].gather(tile->values[gathering->of], links->to + first, weights, last - first, tile->runs,
                                                 gathering->how == HOW_MEAN ? all : 1, (char *)tile->values[gathering->into] + row * width_of(tile));
}

static double gather_lane(const struct tile *tile, const struct gathering *gathering, size_t row, size_t run) {
  const struct links *links = &tile->simulation->links;
  size_t first = links->from ? links->from[row] : 0, last = links->from ? links->from[row + 1] : 0;
  if (first == last && gathering->how != HOW_SUM && gathering->how != HOW_COUNT) return tile_get(tile, gathering->of, row, run);
  double so_far = beginning(gathering->how);
  for (size_t link = first; link < last; link++)
    so_far = gathered(gathering, so_far, gathering->of == NO_COLUMN ? 1 : tile_get(tile, gathering->of, links->to[link], run), 1);
  return so_far;
}

static void gather_peers(const struct tile *tile, const struct gathering *gathering, size_t row) {
  const struct links *links = &tile->simulation->links;
  bool adds = gathering->how == HOW_MEAN || gathering->how == HOW_SUM;
  if (adds && links->from && links->from[row] < links->from[row + 1]) add_peers(tile, gathering, row);
  else
    for (size_t run = 0; run < tile->runs; run++) tile_put(tile, gathering->into, row, run, gather_lane(tile, gathering, row, run));
}

static void gather_population(const struct tile *tile, const struct gathering *gathering) {
  const struct simulation *simulation = tile->simulation;
  double *out = tile->values[gathering->into];
  double buffer[CHUNK_RUNS];
  for (size_t run = 0; run < tile->runs; run++) out[run] = beginning(gathering->how);
  for (size_t row = 0; row < simulation->rows; row++) {
    const double *values = gathering->of == NO_COLUMN ? NULL : tile_lanes(tile, gathering->of, row, row + 1, buffer);
    for (size_t run = 0; run < tile->runs; run++) out[run] = gathered(gathering, out[run], values ? values[run] : 1, 1);
  }
  for (size_t run = 0; gathering->how == HOW_MEAN && run < tile->runs; run++) out[run] /= (double)simulation->rows;
}

/* Neighbours lie anywhere: of a large population they are asked of memory some rows ahead. */
static void fetch_peers(const struct tile *tile, size_t column, size_t row) {
  const struct links *links = &tile->simulation->links;
  const char *values = tile->values[column];
  size_t width = width_of(tile);
  for (size_t link = links->from ? links->from[row] : 0; links->from && link < links->from[row + 1]; link++)
    for (size_t at = 0; at < width; at += CACHE_LINE) __builtin_prefetch(values + links->to[link] * width + at);
}

static bool peers_of_rows(struct tile *tile, const void *what, size_t from, size_t to) {
  const struct gathering *gathering = what;
  bool far = tile->simulation->rows * width_of(tile) > CACHED_BYTES;
  for (size_t row = from; row < to; row++) {
    if (far && row + ROWS_AHEAD < to && gathering->of != NO_COLUMN) fetch_peers(tile, gathering->of, row + ROWS_AHEAD);
    gather_peers(tile, gathering, row);
  }
  return true;
}

static bool score_rows(struct tile *tile, const void *what, size_t from, size_t to) {
  const struct scored *scored = what;
  const struct simulation_functions *functions = &tile->simulation->functions;
  if (!tile->single) return functions->score(functions->context, tile, scored->rule, from, to, (double *)tile->values[scored->into] + from * tile->runs);
  double *scores = memory_grow(NULL, (to - from) * tile->runs * sizeof *scores);
  bool good = functions->score(functions->context, tile, scored->rule, from, to, scores);
  for (size_t i = 0; good && i < (to - from) * tile->runs; i++) tile_put(tile, scored->into, from, i, scores[i]);
  free(scores);
  return good;
}

static bool follow(struct tile *tile) {
  const struct simulation *simulation = tile->simulation;
  bool good = true;
  for (size_t i = 0; good && i < simulation->peer_count; i++) good = tile_over_rows(tile, peers_of_rows, &simulation->peers[i]);
  for (size_t i = 0; good && i < simulation->population_count; i++) gather_population(tile, &simulation->population[i]);
  for (size_t i = 0; good && i < simulation->score_count; i++) good = tile_over_rows(tile, score_rows, &simulation->scores[i]);
  return good;
}

/* ---- A tile ---- */

struct room {
  struct choosing *choosing;
  struct taking taking;
};

/* A tile's part in a chunk. */
struct share {
  struct chunk *chunk;
  size_t first;              /* of the tile's runs, in the chunk */
  double *chosen, *capacity; /* [plan] */
};

static bool step_rows(struct tile *tile, const void *what, size_t from, size_t to) {
  const struct simulation_functions *functions = &tile->simulation->functions;
  (void)what;
  return functions->step(functions->context, tile, from, to);
}

static bool begin(struct tile *tile, struct room *room, const struct share *share) {
  const struct simulation *simulation = tile->simulation;
  tile->step = 0;
  sample(tile);
  for (size_t i = 0; i < simulation->start_count; i++)
    if (!tile_over_rows(tile, start_rows, &simulation->starts[i])) return false;
  for (size_t i = 0; i < simulation->plan_count; i++)
    for (size_t lane = 0; lane < simulation->rows * tile->runs; lane++) tile_put(tile, simulation->plans[i].into, 0, lane, 0);
  return follow(tile) && outcomes_take(tile, &room->taking, share->chunk);
}

static bool step(struct tile *tile, struct room *room, const struct share *share) {
  const struct simulation *simulation = tile->simulation;
  for (size_t i = 0; i < simulation->plan_count; i++)
    if (!plan_choose(tile, i, room->choosing, &share->chosen[i], &share->capacity[i])) return false;
  return tile_over_rows(tile, step_rows, NULL) && follow(tile) && outcomes_take(tile, &room->taking, share->chunk);
}

static size_t lanes_columns(const struct simulation *simulation) {
  size_t count = 1; /* what functions answer */
  for (size_t i = 0; i < simulation->column_count; i++) count += simulation->columns[i].reach == REACH_LANE;
  return count + 2 * (simulation->plan_count > 0); /* and what plans are made from */
}

/* Lanes of a column, so that no vector of them lies across two lines of the cache. */
static void *lanes_new(struct arena *arena, size_t bytes) {
  uintptr_t at = (uintptr_t)ARENA_ARRAY(arena, char, bytes + CACHE_LINE);
  return (void *)((at + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE);
}

static void *column_new(struct arena *arena, const struct tile *tile, const struct simulation_column *column) {
  if (column->reach == REACH_ROW) return (void *)column->values;
  if (column->reach == REACH_RUN) return ARENA_ARRAY(arena, double, tile->runs);
  return lanes_new(arena, tile->simulation->rows * tile->runs * (tile->single ? sizeof(float) : sizeof(double)));
}

/* Room for a tile of so many runs, and for what is made of it. */
static void make_room(struct arena *arena, struct tile *tile, struct room *room) {
  const struct simulation *simulation = tile->simulation;
  tile->values = ARENA_ARRAY(arena, void *, simulation->column_count);
  for (size_t i = 0; i < simulation->column_count; i++) tile->values[i] = column_new(arena, tile, &simulation->columns[i]);
  room->choosing = choosing_new(arena, simulation, tile->runs);
  room->taking = taking_new(arena, simulation, tile->runs);
}

/* ---- Runs ---- */

/* A whole chunk where the caches hold it, else the runs that share random numbers, and fewer only where memory wants it. */
static size_t runs_of_tile(const struct simulation *simulation, size_t most_bytes) {
  size_t lane = simulation->single ? sizeof(float) : sizeof(double), one = simulation->rows * lanes_columns(simulation) * lane, fit = most_bytes / one;
  if (one * CHUNK_RUNS <= TILE_IN_CACHE) return CHUNK_RUNS;
  return fit >= DRAWS_AT_ONCE ? DRAWS_AT_ONCE : fit < 1 ? 1 : fit;
}

/* Whether there is memory for a tile for each thread. */
static bool fits_every_thread(const struct simulation *simulation, const struct simulation_work *work) {
  return runs_of_tile(simulation, work->most_bytes / crew_size(work->crew)) >= DRAWS_AT_ONCE;
}

size_t simulation_chunks_at_once(const struct simulation *simulation, const struct simulation_work *work) {
  return fits_every_thread(simulation, work) ? 2 * (size_t)crew_size(work->crew) : 1;
}

struct running {
  const struct simulation *simulation;
  const struct simulation_work *work;
  struct chunk *chunks;
  size_t runs_a_tile, tiles_a_chunk;
  struct crew *within;  /* that shares out the rows of a tile; NULL where each thread has a tile of its own */
  double *plans;        /* [tile][chosen of each plan, capacity of each plan] */
  atomic_size_t failed; /* the first tile that did; SIZE_MAX */
};

static void note_failure(struct running *running, size_t number) {
  size_t first = atomic_load(&running->failed);
  while (number < first && !atomic_compare_exchange_weak(&running->failed, &first, number)) continue;
}

static struct share share_of(const struct running *running, size_t number) {
  size_t plans = running->simulation->plan_count;
  double *own = running->plans + 2 * plans * number;
  return (struct share){.chunk = &running->chunks[number / running->tiles_a_chunk], .first = number % running->tiles_a_chunk * running->runs_a_tile,
                        .chosen = own, .capacity = own + plans};
}

/* A tile from the start to the end; given up where one before it failed. */
static void run_tile(void *context, size_t number, unsigned member) {
  struct running *running = context;
  const struct simulation_work *work = running->work;
  struct share share = share_of(running, number);
  if (share.first >= share.chunk->runs || atomic_load(&running->failed) < number) return;
  struct tile tile = {.simulation = running->simulation, .seed = work->seed, .crew = running->within, .member = member,
                      .single = running->simulation->single};
  struct room room = {0};
  struct arena *arena = arena_new();
  tile.first_run = share.chunk->number * CHUNK_RUNS + (uint32_t)share.first;
  tile.runs = share.chunk->runs - share.first < running->runs_a_tile ? share.chunk->runs - share.first : running->runs_a_tile;
  make_room(arena, &tile, &room);
  room.taking.first = share.first;
  bool good = begin(&tile, &room, &share);
  for (tile.step = 1; good && tile.step <= running->simulation->steps; tile.step++)
    good = atomic_load(&running->failed) > number && step(&tile, &room, &share);
  if (!good) note_failure(running, number);
  arena_free(arena);
}

void chunk_free(struct chunk *chunk) {
  free(chunk->values);
  free(chunk->chosen);
  *chunk = (struct chunk){0};
}

static void chunk_open(const struct simulation *simulation, struct chunk *chunk) {
  size_t values = simulation_cells(simulation) * chunk->runs * sizeof(double), plans = 2 * (simulation->plan_count + 1) * sizeof(double);
  chunk->values = memory_grow(NULL, values ? values : 1);
  chunk->chosen = memory_grow(NULL, plans);
  memset(chunk->chosen, 0, plans);
  chunk->capacity = chunk->chosen + simulation->plan_count + 1;
}

/* What was chosen in the tiles of a chunk: whole numbers, so that no order matters. */
static void add_plans(const struct running *running, size_t tiles) {
  for (size_t number = 0; number < tiles; number++) {
    struct share share = share_of(running, number);
    for (size_t i = 0; i < running->simulation->plan_count; i++) {
      share.chunk->chosen[i] += share.chosen[i];
      share.chunk->capacity[i] += share.capacity[i];
    }
  }
}

bool simulation_run(const struct simulation *simulation, const struct simulation_work *work, struct chunk *chunks, size_t count) {
  struct running running = {.simulation = simulation, .work = work, .chunks = chunks};
  running.runs_a_tile = runs_of_tile(simulation, work->most_bytes);
  running.tiles_a_chunk = (CHUNK_RUNS + running.runs_a_tile - 1) / running.runs_a_tile;
  size_t tiles = count * running.tiles_a_chunk;
  bool apart = tiles >= crew_size(work->crew) && fits_every_thread(simulation, work);
  running.within = apart ? NULL : work->crew;
  running.plans = calloc(2 * simulation->plan_count * tiles + 1, sizeof *running.plans);
  if (!running.plans) memory_exhausted();
  atomic_init(&running.failed, SIZE_MAX);
  for (size_t i = 0; i < count; i++) chunk_open(simulation, &chunks[i]);
  crew_run(apart ? work->crew : NULL, run_tile, &running, tiles);
  bool good = atomic_load(&running.failed) == SIZE_MAX;
  if (good) add_plans(&running, tiles);
  for (size_t i = 0; !good && i < count; i++) chunk_free(&chunks[i]);
  free(running.plans);
  return good;
}
