#include "core/simulate/outcomes.h"

#include "core/simulate/lanes.h"
#include "core/simulate/tile.h"

#include <math.h>

enum { BLOCK_ROWS = 64 };

size_t outcome_points(const struct simulation *simulation, const struct outcome *outcome) {
  return outcome->each_step ? (size_t)simulation->steps + 1 : 1;
}

size_t simulation_cells(const struct simulation *simulation) {
  size_t cells = 0;
  for (size_t i = 0; i < simulation->outcome_count; i++)
    cells += (1 + simulation->outcomes[i].groups) * outcome_points(simulation, &simulation->outcomes[i]);
  return cells;
}

struct taking taking_new(struct arena *arena, const struct simulation *simulation, size_t runs) {
  size_t most = 0, all = 0, block = BLOCK_ROWS * runs;
  for (size_t i = 0; i < simulation->outcome_count; i++) {
    size_t groups = 1 + simulation->outcomes[i].groups;
    most = groups > most ? groups : most;
    all += groups;
  }
  struct taking taking = {0};
  taking.of = ARENA_ARRAY(arena, double, block);
  taking.where = ARENA_ARRAY(arena, double, block);
  taking.weight = ARENA_ARRAY(arena, double, block);
  taking.sum = ARENA_ARRAY(arena, double, most * runs);
  taking.all = ARENA_ARRAY(arena, double, most * runs);
  taking.carried = ARENA_ARRAY(arena, double, all * runs);
  return taking;
}

static bool is_condition(enum how how) { return how == HOW_SHARE || how == HOW_COUNT || how == HOW_FIRST || how == HOW_EVER; }

/* A row's part in the greatest or least of a group; missing values have none. */
static void add(const struct outcome *outcome, double value, double weight, double *most, double *all) {
  if (isnan(value) || isnan(weight)) return;
  if (!*all || (outcome->how == HOW_MOST ? value > *most : value < *most)) *most = value;
  *all += 1;
}

/* The lanes of a reading for rows `from` to before `to`: those of its column, or worked out in `buffer`; NULL where a function ended the simulation. */
static const double *lanes_of(const struct tile *tile, const struct reading *reading, size_t from, size_t to, double *buffer) {
  bool plain = reading->kind == READ_COLUMN && !reading->negated && tile->simulation->columns[reading->column].reach == REACH_LANE;
  if (plain) return tile_lanes(tile, reading->column, from, to, buffer);
  return tile_read(tile, reading, from, to, buffer) ? buffer : NULL;
}

struct block { /* lanes of some rows */
  const double *of, *where, *weight;
  size_t from, to;
};

static bool read_block(const struct tile *tile, const struct outcome *outcome, struct taking *taking, struct block *block) {
  block->of = lanes_of(tile, &outcome->of, block->from, block->to, taking->of);
  block->where = outcome->has_where ? lanes_of(tile, &outcome->where, block->from, block->to, taking->where) : NULL;
  block->weight = outcome->has_weight ? lanes_of(tile, &outcome->weight, block->from, block->to, taking->weight) : NULL;
  return block->of && !(outcome->has_where && !block->where) && !(outcome->has_weight && !block->weight);
}

static const double *past(const double *lanes, size_t count) { return lanes ? lanes + count : NULL; }

static void add_extremes(const struct tile *tile, const struct outcome *outcome, struct taking *taking, const struct block *block) {
  size_t runs = tile->runs, lane = 0;
  for (size_t row = block->from; row < block->to; row++) {
    size_t group = outcome->group_of ? outcome->group_of[row] : 0;
    for (size_t run = 0; run < runs; run++, lane++) {
      if (block->where && !(block->where[lane] != 0 && !isnan(block->where[lane]))) continue;
      double weight = block->weight ? block->weight[lane] : 1;
      add(outcome, block->of[lane], weight, &taking->sum[run], &taking->all[run]);
      if (group) add(outcome, block->of[lane], weight, &taking->sum[group * runs + run], &taking->all[group * runs + run]);
    }
  }
}

static void add_sums(const struct tile *tile, const struct outcome *outcome, struct taking *taking, const struct block *block) {
  const struct lanes_kernels *kernels = lanes_in_use();
  size_t runs = tile->runs;
  bool condition = is_condition(outcome->how);
  kernels->tally(block->of, block->where, block->weight, block->to - block->from, runs, condition, taking->sum, taking->all);
  for (size_t row = block->from; outcome->group_of && row < block->to; row++) {
    size_t group = outcome->group_of[row], lane = (row - block->from) * runs;
    if (!group) continue;
    kernels->tally(block->of + lane, past(block->where, lane), past(block->weight, lane), 1, runs, condition, taking->sum + group * runs,
                   taking->all + group * runs);
  }
}

/* The outcome of a run from its sums; `carried` is what it keeps from step to step. */
static double result(const struct outcome *outcome, uint32_t step, double sum, double all, double *carried) {
  bool met = outcome->share > 0 ? all > 0 && sum >= outcome->share * all : sum > 0;
  switch (outcome->how) {
    case HOW_MEAN:
    case HOW_SHARE: return all > 0 ? sum / all : NAN;
    case HOW_MOST:
    case HOW_LEAST: return all > 0 ? sum : NAN;
    case HOW_SUM:
    case HOW_COUNT: return sum;
    case HOW_COST: return *carried += step ? sum : 0; /* the start costs nothing */
    case HOW_FIRST:
      if (met && !*carried) *carried = (double)step + 1; /* 0: not yet */
      return *carried ? *carried - 1 : NAN;
    case HOW_EVER: return *carried = met || *carried;
  }
  return NAN;
}

/* What was of one step each becomes the mean over some, missing ones left out: from the last to the first, so that none is read that has changed. */
static void average(const struct outcome *outcome, size_t points, size_t runs_of_chunk, double *out) {
  for (size_t point = points; point-- > 0;) {
    size_t from = point + 1 > outcome->over ? point + 1 - outcome->over : 0, count = 0;
    double sum = 0;
    for (size_t i = from; i <= point; i++) {
      double value = out[i * runs_of_chunk];
      if (isnan(value)) continue;
      sum += value;
      count++;
    }
    out[point * runs_of_chunk] = count ? sum / (double)count : NAN;
  }
}

static bool take_one(const struct tile *tile, const struct outcome *outcome, struct taking *taking, double *carried, double *out, size_t runs_of_chunk) {
  size_t runs = tile->runs, groups = 1 + outcome->groups, points = outcome_points(tile->simulation, outcome), rows = tile->simulation->rows;
  bool carries = outcome->how == HOW_COST || outcome->how == HOW_FIRST || outcome->how == HOW_EVER;
  bool last = tile->step == tile->simulation->steps;
  if (!outcome->each_step && !carries && !last) return true;
  for (size_t i = 0; i < groups * runs; i++) taking->sum[i] = taking->all[i] = 0;
  for (size_t from = 0; from < rows; from += BLOCK_ROWS) {
    struct block block = {.from = from, .to = rows - from < BLOCK_ROWS ? rows : from + BLOCK_ROWS};
    if (!read_block(tile, outcome, taking, &block)) return false;
    if (outcome->how == HOW_MOST || outcome->how == HOW_LEAST) add_extremes(tile, outcome, taking, &block);
    else add_sums(tile, outcome, taking, &block);
  }
  size_t point = outcome->each_step ? tile->step : 0;
  for (size_t group = 0; group < groups; group++)
    for (size_t run = 0; run < runs; run++) {
      size_t at = group * runs + run;
      double value = result(outcome, tile->step, taking->sum[at], taking->all[at], &carried[at]);
      if (outcome->each_step || last) out[(group * points + point) * runs_of_chunk + taking->first + run] = value;
      if (last && outcome->over > 1) average(outcome, points, runs_of_chunk, out + group * points * runs_of_chunk + taking->first + run);
    }
  return true;
}

bool outcomes_take(const struct tile *tile, struct taking *taking, struct chunk *chunk) {
  const struct simulation *simulation = tile->simulation;
  double *carried = taking->carried, *out = chunk->values;
  for (size_t i = 0; i < simulation->outcome_count; i++) {
    const struct outcome *outcome = &simulation->outcomes[i];
    size_t groups = 1 + outcome->groups;
    if (!take_one(tile, outcome, taking, carried, out, chunk->runs)) return false;
    carried += groups * tile->runs;
    out += groups * outcome_points(simulation, outcome) * chunk->runs;
  }
  return true;
}
