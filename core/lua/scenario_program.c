#include "core/lua/scenario_program.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/lua/translate.h"

/* ---- Columns ---- */

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

const struct step_column *scenario_columns(const struct simulation *simulation, struct arena *arena) {
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

/* ---- Translation ---- */

static void fall_back_to_doubles(struct scenario_program *program) {
  const char *why = stepper_not_single(program->program);
  if (!why) return;
  program->precision = STEP_DOUBLE;
  snprintf(program->refusal.why, sizeof program->refusal.why, "%s", why);
}

static void start(struct scenario_program *program, const struct scenario_translation *translation, enum step_precision precision) {
  *program = (struct scenario_program){.precision = precision, .members = translation->members, .refusal = {.why = "asked for"}};
  program->steppers = ARENA_ARRAY(translation->arena, struct stepper *, translation->members);
  program->runs = ARENA_ARRAY(translation->arena, size_t, translation->members);
  rule_kernels_in_use(); /* chosen before threads ask */
}

void scenario_program_step(struct scenario_program *program, const struct scenario_translation *translation, int params, enum step_precision precision) {
  start(program, translation, precision);
  if (!translation->words) return;
  program->program = translate_step(translation->L, -1, params, translation->arena, translation->columns, translation->column_count,
                                    translation->words, &program->refusal);
  if (program->program && precision == STEP_SINGLE) fall_back_to_doubles(program);
}

void scenario_program_value(struct scenario_program *program, const struct scenario_translation *translation, int params, enum step_answer answer) {
  start(program, translation, STEP_DOUBLE);
  if (!translation->words) return;
  program->program = translate_value(translation->L, -1, params, answer, translation->arena, translation->columns, translation->column_count,
                                     translation->words, &program->refusal);
}

void scenario_program_close(struct scenario_program *program) {
  for (unsigned i = 0; i < program->members; i++) stepper_free(program->steppers[i]);
  program->members = 0;
}

/* ---- Running ---- */

bool scenario_program_run(struct scenario_program *program, const struct tile *tile, void *const *values, size_t from, size_t to, double *answers,
                          stepper_left *interpret, void *context) {
  struct stepper **own = &program->steppers[tile->member];
  struct step_lanes lanes = {.values = values, .single = tile->single, .seed = tile->seed, .first_run = tile->first_run, .step = tile->step, .answers = answers};
  if (program->runs[tile->member] != tile->runs) {
    stepper_free(*own);
    *own = stepper_new(program->program, tile->runs, program->precision);
    program->runs[tile->member] = tile->runs;
  }
  return stepper_run(*own, &lanes, from, to, interpret, context);
}
