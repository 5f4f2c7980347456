#include "core/simulate/plans.h"

#include <math.h>
#include <string.h>

#include "core/simulate/tile.h"

struct candidate {
  double rank;
  uint32_t row;
};

struct choosing {
  double *wanted, *ranks, *limits; /* lanes, lanes, runs */
  uint32_t **starts;               /* [plan][group]: where its candidates stand; [groups]: the end */
  struct candidate *candidates;    /* rows: of each group those chosen so far, a heap with the last of them first */
  size_t *chosen;                  /* [group] */
};

/* ---- Room ---- */

static uint32_t *starts_of(struct arena *arena, const struct plan *plan, size_t rows) {
  uint32_t *starts = ARENA_ARRAY(arena, uint32_t, plan->groups + 1);
  for (size_t row = 0; row < rows; row++) starts[(plan->group_of ? plan->group_of[row] : 0) + 1]++;
  for (size_t group = 0; group < plan->groups; group++) starts[group + 1] += starts[group];
  return starts;
}

struct choosing *choosing_new(struct arena *arena, const struct simulation *simulation, size_t runs) {
  struct choosing *choosing = ARENA_NEW(arena, struct choosing);
  size_t rows = simulation->rows, most_groups = 0;
  choosing->starts = ARENA_ARRAY(arena, uint32_t *, simulation->plan_count + 1);
  for (size_t i = 0; i < simulation->plan_count; i++) {
    choosing->starts[i] = starts_of(arena, &simulation->plans[i], rows);
    if (simulation->plans[i].groups > most_groups) most_groups = simulation->plans[i].groups;
  }
  if (!simulation->plan_count) return choosing;
  choosing->wanted = ARENA_ARRAY(arena, double, rows * runs);
  choosing->ranks = ARENA_ARRAY(arena, double, rows * runs);
  choosing->limits = ARENA_ARRAY(arena, double, runs);
  choosing->candidates = ARENA_ARRAY(arena, struct candidate, rows);
  choosing->chosen = ARENA_ARRAY(arena, size_t, most_groups);
  return choosing;
}

/* ---- The highest ranked of a group ---- */

/* Highest rank first, of equals the row that comes first. */
static bool comes_before(const struct candidate *a, const struct candidate *b) { return a->rank != b->rank ? a->rank > b->rank : a->row < b->row; }

static void rise(struct candidate *heap, size_t at) {
  struct candidate it = heap[at];
  for (; at > 0 && comes_before(&heap[(at - 1) / 2], &it); at = (at - 1) / 2) heap[at] = heap[(at - 1) / 2];
  heap[at] = it;
}

static void sink(struct candidate *heap, size_t count) {
  struct candidate it = heap[0];
  size_t at = 0;
  for (size_t child; (child = 2 * at + 1) < count; at = child) {
    if (child + 1 < count && comes_before(&heap[child], &heap[child + 1])) child++;
    if (!comes_before(&it, &heap[child])) break;
    heap[at] = heap[child];
  }
  heap[at] = it;
}

/* Takes the candidate among at most `most`, in place of the last of them where they are so many. */
static void consider(struct candidate *heap, size_t *count, size_t most, struct candidate it) {
  if (*count < most) {
    heap[*count] = it;
    rise(heap, (*count)++);
  } else if (most && comes_before(&it, heap)) {
    heap[0] = it;
    sink(heap, most);
  }
}

/* ---- A plan ---- */

static size_t whole_limit(double limit, size_t rows) { return limit >= 1 ? limit < (double)rows ? (size_t)limit : rows : 0; }

static void choose_in_run(const struct tile *tile, const struct plan *plan, const uint32_t *starts, const struct choosing *choosing, size_t run,
                          double *chosen, double *capacity) {
  size_t rows = tile->simulation->rows, most = whole_limit(choosing->limits[run], rows);
  memset(choosing->chosen, 0, plan->groups * sizeof *choosing->chosen);
  for (size_t row = 0; row < rows; row++) {
    size_t lane = row * tile->runs + run, group = plan->group_of ? plan->group_of[row] : 0;
    tile_put(tile, plan->into, row, run, 0);
    if (plan->has_where && (choosing->wanted[lane] == 0 || isnan(choosing->wanted[lane]))) continue;
    double rank = choosing->ranks[lane];
    consider(choosing->candidates + starts[group], &choosing->chosen[group], most, (struct candidate){isnan(rank) ? -INFINITY : rank, (uint32_t)row});
  }
  for (size_t group = 0; group < plan->groups; group++) {
    for (size_t i = 0; i < choosing->chosen[group]; i++) tile_put(tile, plan->into, choosing->candidates[starts[group] + i].row, run, 1);
    *chosen += (double)choosing->chosen[group];
  }
  if (choosing->limits[run] > 0) *capacity += floor(choosing->limits[run]) * (double)plan->groups;
}

struct reading_rows {
  const struct reading *reading;
  double *out;
};

static bool read_rows(struct tile *tile, const void *what, size_t from, size_t to) {
  const struct reading_rows *it = what;
  return tile_read(tile, it->reading, from, to, it->out + from * tile->runs);
}

bool plan_choose(struct tile *tile, size_t number, struct choosing *choosing, double *chosen, double *capacity) {
  const struct simulation *simulation = tile->simulation;
  const struct plan *plan = &simulation->plans[number];
  if (plan->has_where && !tile_over_rows(tile, read_rows, &(struct reading_rows){&plan->where, choosing->wanted})) return false;
  if (!tile_over_rows(tile, read_rows, &(struct reading_rows){&plan->rank, choosing->ranks})) return false;
  for (size_t run = 0; run < tile->runs; run++) choosing->limits[run] = plan->limit;
  if (plan->limit_is_function && !simulation->functions.limit(simulation->functions.context, tile, plan->limit_function, choosing->limits)) return false;
  for (size_t run = 0; run < tile->runs; run++) choose_in_run(tile, plan, choosing->starts[number], choosing, run, chosen, capacity);
  return true;
}
