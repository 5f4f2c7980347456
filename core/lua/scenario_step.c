#include "core/lua/scenario_step.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/lua/rule_part.h"
#include "core/lua/translate.h"

enum { LANES_A_TASK = 8192, LANES_FOR_A_CREW = 2 * LANES_A_TASK };

struct left { /* lanes for the interpreter, of one member of a crew */
  struct {
    size_t row, run;
  } *lanes;
  size_t count, room;
};

/* ---- Translation ---- */

static bool holds_all(const double *values, size_t rows) {
  for (size_t i = 0; i < rows; i++)
    if (isnan(values[i])) return false;
  return true;
}

static bool weighs_all(const struct simulation *simulation) {
  const struct links *links = &simulation->links;
  for (size_t i = 0; links->weights && links->from && i < links->from[simulation->rows]; i++)
    if (!(links->weights[i] > 0 && links->weights[i] < INFINITY)) return false;
  return true;
}

/* Means and sums of finite numbers are numbers; weights of 0 may leave nothing. */
static bool follows_whole(const struct simulation *simulation, size_t column) {
  for (size_t i = 0; i < simulation->plan_count; i++)
    if (simulation->plans[i].into == column) return true;
  for (size_t i = 0; i < simulation->population_count; i++)
    if (simulation->population[i].into == column) return true;
  for (size_t i = 0; i < simulation->peer_count; i++)
    if (simulation->peers[i].into == column) return weighs_all(simulation);
  return false;
}

static bool is_whole(const struct simulation *simulation, size_t at) {
  const struct simulation_column *column = &simulation->columns[at];
  if (column->reach == REACH_ROW) return column->values && holds_all(column->values, simulation->rows);
  return column->assignable || column->reach == REACH_RUN || follows_whole(simulation, at);
}

static const struct step_column *describe_columns(const struct simulation *simulation, struct arena *arena) {
  static const enum step_reach reaches[] = {[REACH_LANE] = STEP_LANE, [REACH_RUN] = STEP_RUN, [REACH_ROW] = STEP_ROW};
  struct step_column *columns = ARENA_ARRAY(arena, struct step_column, simulation->column_count + 1);
  for (size_t i = 0; i < simulation->column_count; i++) {
    const struct simulation_column *column = &simulation->columns[i];
    bool parameter = !strncmp(column->name, "p.", 2);
    columns[i] = (struct step_column){.name = column->name + (parameter ? 2 : 0), .type = column->type, .reach = reaches[column->reach],
                                      .whole = is_whole(simulation, i), .state = column->assignable, .parameter = parameter};
  }
  return columns;
}

static void fall_back_to_doubles(struct scenario_step *step) {
  struct stepper *stepper = stepper_new(step->program, 1, STEP_SINGLE);
  if (!stepper) {
    step->precision = STEP_DOUBLE;
    strcpy(step->refusal.why, "integers that differ from relationship to relationship; 0.0 and 1.0 are no integers, 0 and 1 are");
  }
  stepper_free(stepper);
}

void scenario_step_open(lua_State *L, struct scenario_step *step, const struct simulation *simulation, enum step_precision precision,
                        struct crew *crew, struct arena *arena, int texts, int params) {
  *step = (struct scenario_step){.crew = crew, .words = words_new(), .refusal = {.why = "a text of the record that cannot be numbered"}};
  if (!part_number_texts(L, texts, step->words)) return;
  step->program = translate_step(L, -1, params, arena, describe_columns(simulation, arena), simulation->column_count, step->words, &step->refusal);
  step->precision = precision;
  rule_kernels_in_use(); /* chosen before threads ask */
  if (step->program && precision == STEP_SINGLE) fall_back_to_doubles(step);
  step->steppers = ARENA_ARRAY(arena, struct stepper *, crew_size(crew));
  step->left = ARENA_ARRAY(arena, struct left, crew_size(crew));
}

static void free_steppers(struct scenario_step *step) {
  for (unsigned i = 0; step->steppers && i < crew_size(step->crew); i++) {
    stepper_free(step->steppers[i]);
    step->steppers[i] = NULL;
  }
}

void scenario_step_close(struct scenario_step *step) {
  free_steppers(step);
  for (unsigned i = 0; step->left && i < crew_size(step->crew); i++) free(step->left[i].lanes);
  if (step->words) words_free(step->words);
}

/* ---- Running ---- */

struct stepping {
  struct scenario_step *step;
  struct step_lanes lanes;
  size_t from, to, rows_a_task;
};

static bool note_left(void *context, size_t row, size_t run) {
  struct left *left = context;
  if (left->count == left->room) {
    left->room = left->room ? 2 * left->room : 64;
    left->lanes = memory_grow(left->lanes, left->room * sizeof *left->lanes);
  }
  left->lanes[left->count].row = row;
  left->lanes[left->count++].run = run;
  return true;
}

static void run_rows(void *context, size_t task, unsigned member) {
  struct stepping *stepping = context;
  struct scenario_step *step = stepping->step;
  size_t from = stepping->from + task * stepping->rows_a_task, left = stepping->to - from;
  if (!step->steppers[member]) step->steppers[member] = stepper_new(step->program, step->runs, step->precision);
  stepper_run(step->steppers[member], &stepping->lanes, from, from + (left < stepping->rows_a_task ? left : stepping->rows_a_task), note_left,
              &step->left[member]);
}

/* The members' lists, each in order, become one: the next lane is the first of some list. */
static bool interpret_left(struct scenario_step *step, stepper_left *interpret, void *context) {
  unsigned members = crew_size(step->crew);
  size_t at[CREW_MOST] = {0};
  for (;;) {
    unsigned next = members;
    for (unsigned i = 0; i < members; i++) {
      if (at[i] == step->left[i].count) continue;
      if (next == members || step->left[i].lanes[at[i]].row < step->left[next].lanes[at[next]].row) next = i;
    }
    if (next == members) return true;
    size_t n = at[next]++;
    if (!interpret(context, step->left[next].lanes[n].row, step->left[next].lanes[n].run)) return false;
  }
}

bool scenario_step_run(struct scenario_step *step, const struct tile *tile, size_t from, size_t to, stepper_left *interpret, void *context) {
  size_t lanes = (to - from) * tile->runs, rows = LANES_A_TASK / tile->runs;
  struct stepping stepping = {.step = step, .from = from, .to = to};
  if (step->runs != tile->runs) free_steppers(step);
  step->runs = tile->runs;
  for (unsigned i = 0; i < crew_size(step->crew); i++) step->left[i].count = 0;
  stepping.lanes = (struct step_lanes){.values = tile->values, .seed = tile->seed, .first_run = tile->first_run, .step = tile->step};
  stepping.rows_a_task = rows ? rows : 1;
  if (lanes < LANES_FOR_A_CREW || crew_size(step->crew) == 1) stepping.rows_a_task = to - from;
  if (from < to) crew_run(step->crew, run_rows, &stepping, (to - from + stepping.rows_a_task - 1) / stepping.rows_a_task);
  return interpret_left(step, interpret, context);
}
