#include "core/simulate/outcomes.h"

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

/* A row's part in the sums of a group; missing values have none, but a condition that is missing does not hold. */
static void add(const struct outcome *outcome, double value, double weight, double *sum, double *all) {
  if (is_condition(outcome->how)) value = value != 0 && !isnan(value);
  if (isnan(value) || isnan(weight)) return;
  switch (outcome->how) {
    case HOW_MOST: *sum = !*all || value > *sum ? value : *sum; break;
    case HOW_LEAST: *sum = !*all || value < *sum ? value : *sum; break;
    default: *sum += weight * value; break;
  }
  *all += outcome->how == HOW_MOST || outcome->how == HOW_LEAST ? 1 : weight;
}

static bool read_block(const struct tile *tile, const struct outcome *outcome, struct taking *taking, size_t from, size_t to) {
  return tile_read(tile, &outcome->of, from, to, taking->of) &&
         (!outcome->has_where || tile_read(tile, &outcome->where, from, to, taking->where)) &&
         (!outcome->has_weight || tile_read(tile, &outcome->weight, from, to, taking->weight));
}

static void add_block(const struct tile *tile, const struct outcome *outcome, struct taking *taking, size_t from, size_t to) {
  size_t runs = tile->runs, lane = 0;
  for (size_t row = from; row < to; row++) {
    size_t group = outcome->group_of ? outcome->group_of[row] : 0;
    for (size_t run = 0; run < runs; run++, lane++) {
      if (outcome->has_where && !(taking->where[lane] != 0 && !isnan(taking->where[lane]))) continue;
      double value = taking->of[lane], weight = outcome->has_weight ? taking->weight[lane] : 1;
      add(outcome, value, weight, &taking->sum[run], &taking->all[run]);
      if (group) add(outcome, value, weight, &taking->sum[group * runs + run], &taking->all[group * runs + run]);
    }
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

static bool take_one(const struct tile *tile, const struct outcome *outcome, struct taking *taking, double *carried, double *out, size_t runs_of_chunk) {
  size_t runs = tile->runs, groups = 1 + outcome->groups, points = outcome_points(tile->simulation, outcome), rows = tile->simulation->rows;
  bool carries = outcome->how == HOW_COST || outcome->how == HOW_FIRST || outcome->how == HOW_EVER;
  bool last = tile->step == tile->simulation->steps;
  if (!outcome->each_step && !carries && !last) return true;
  for (size_t i = 0; i < groups * runs; i++) taking->sum[i] = taking->all[i] = 0;
  for (size_t from = 0; from < rows; from += BLOCK_ROWS) {
    size_t to = rows - from < BLOCK_ROWS ? rows : from + BLOCK_ROWS;
    if (!read_block(tile, outcome, taking, from, to)) return false;
    add_block(tile, outcome, taking, from, to);
  }
  size_t point = outcome->each_step ? tile->step : 0;
  for (size_t group = 0; group < groups; group++)
    for (size_t run = 0; run < runs; run++) {
      size_t at = group * runs + run;
      double value = result(outcome, tile->step, taking->sum[at], taking->all[at], &carried[at]);
      if (outcome->each_step || last) out[(group * points + point) * runs_of_chunk + taking->first + run] = value;
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
