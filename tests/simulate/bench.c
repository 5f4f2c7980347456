/*
 * make bench-simulate: the model of model.lua translated, with each instruction set and in both precisions, against plain C (by_hand.c,
 * gcc -O3 -march=native) and what else is installed (others/). One core, processor time, the best of some rounds each; then populations of
 * other sizes, and all cores by the clock.
 *
 *   bench [RELATIONSHIPS RUNS STEPS [RUNS A TILE [FIRST INSTRUCTION SET]]]    KITH_SHOW shows the program, KITH_BLOCK is lanes of a block;
 *                                                                            PYTHON names a python3 that has NumPy or Mesa
 *
 * What came of it is shown beside the time: its greatest difference from C, in standard errors (the others have graphs of their own).
 */
#include "core/base/crew.h"
#include "core/lua/host.h"
#include "core/lua/sandbox.h"
#include "core/lua/translate.h"
#include "core/numbers.h"
#include "core/rule/program.h"
#include "core/simulate/lanes.h"
#include "core/simulate/stepper.h"
#include "tests/simulate/by_hand.h"

#include <dlfcn.h>
#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TRUST, SATISFACTION, ACTIVE, PEERS, QUALITY, COLUMNS, ROUNDS = 12, OTHERS_ROUNDS = 3, TILES_A_THREAD = 6 };

static size_t tile = 64;

static const struct step_column columns[COLUMNS] = {
    [TRUST] = {"trust", COLUMN_NUMBER, STEP_LANE, true, true, false},
    [SATISFACTION] = {"satisfaction", COLUMN_NUMBER, STEP_LANE, true, true, false},
    [ACTIVE] = {"active", COLUMN_FLAG, STEP_LANE, true, true, false},
    [PEERS] = {"peers.trust", COLUMN_NUMBER, STEP_LANE, true, false, false},
    [QUALITY] = {"quality", COLUMN_NUMBER, STEP_ROW, true, false, false},
};

static double seconds(clockid_t clock) {
  struct timespec at;
  clock_gettime(clock, &at);
  return (double)at.tv_sec + (double)at.tv_nsec * 1e-9;
}

static double now(void) { return seconds(CLOCK_THREAD_CPUTIME_ID); }

static char *read_file(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  char *text = calloc(1, 65536);
  *length = file ? fread(text, 1, 65535, file) : 0;
  if (file) fclose(file);
  return text;
}

static const struct step_program *translate(struct host *host, struct arena *arena) {
  lua_State *L = host_state(host);
  struct rule_refusal refusal;
  size_t length;
  char *text = read_file("scripts/kith/player/rule.lua", &length);
  host_compile(host, "prelude", text, length);
  lua_newtable(L);
  host_call(host, 1, 1);
  lua_getfield(L, -1, "globals");
  for (lua_pushnil(L); lua_next(L, -2);) host_offer(host, lua_tostring(L, -2));
  text = read_file("tests/simulate/model.lua", &length);
  if (host_compile(host, "model", text, length) != HOST_DONE || host_call(host, 0, 1) != HOST_DONE) exit(printf("%s\n", host_error(host)->message));
  lua_newtable(L);
  lua_pushinteger(L, 13);
  lua_setfield(L, -2, "review_every");
  const struct step_program *program = translate_step(L, -2, -1, arena, columns, COLUMNS, words_new(), &refusal);
  if (!program) exit(printf("%d: %s\n", refusal.line, refusal.why));
  return program;
}

#define ONE(name, to, ta, expression) #name,
#define TWO(name, to, ta, tb, expression) #name,
#define THREE(name, to, ta, tb, tc, expression) #name,
#define CAREFUL(name, operands, common_case, any_case) #name,
static const char *const names[] = {RULE_OPERATIONS(ONE, TWO, THREE) RULE_CAREFUL_OPERATIONS(CAREFUL) "ABSENT", "DRAW_UNIFORM", "DRAW_NORMAL",
                                    "DRAW_CHANCE", "DRAW_EXPONENTIAL", "DRAW_POISSON"};

/* The program's text: slots, w working, c constant, o computed once, otherwise a column. */
static void show_slot(const struct step_program *program, uint32_t slot) {
  const struct program *it = &program->program;
  union lane value;
  if (slot < it->working) printf(" w%u", slot);
  else if (program_is_constant(it, slot, &value)) printf(value.i == -1 ? " true" : " %g", value.f);
  else if (slot < it->working + it->constants + it->once) printf(" o%u", slot - it->working - it->constants);
  else printf(" %s", columns[it->columns[slot - (it->slots - it->column_count)]].name);
}

static void show(const struct step_program *program) {
  for (size_t i = 0; i < program->program.step_count; i++) {
    const struct program_step *step = &program->program.steps[i];
    printf("%3zu %-20s", i, names[step->operation]);
    show_slot(program, step->out);
    printf(" =");
    show_slot(program, step->a);
    show_slot(program, step->b);
    if (operation_is_draw(step->operation)) printf(" \"%s\"\n", program->draws[step->c].name);
    else show_slot(program, step->c), printf("\n");
  }
  for (size_t i = 0; i < program->store_count; i++) printf("    %s =", columns[program->stores[i].column].name), show_slot(program, program->stores[i].slot), printf("\n");
  printf("    left ="), show_slot(program, program->left), printf("\n");
}

static bool none_left(void *context, size_t row, size_t run) {
  (void)context;
  exit(printf("lane %zu %zu is left\n", row, run));
}

static void gather(const struct hand_model *model, enum step_precision precision, const char *values, char *out) {
  size_t width = tile * (precision == STEP_SINGLE ? sizeof(float) : sizeof(double));
  for (size_t row = 0; row < model->rows; row++, out += width) {
    uint32_t first = model->from[row], count = model->from[row + 1] - first;
    if (count) lanes_in_use()->precision[precision].gather(values, model->to + first, NULL, count, tile, count, out);
    else memcpy(out, values + row * width, width);
  }
}

static double lane_at(const void *values, enum step_precision precision, size_t n) {
  return precision == STEP_SINGLE ? (double)((const float *)values)[n] : ((const double *)values)[n];
}

static void fill_lanes(void *values, enum step_precision precision, size_t count, double value) {
  for (size_t n = 0; n < count; n++) {
    if (precision == STEP_SINGLE) ((float *)values)[n] = (float)value;
    else ((double *)values)[n] = value;
  }
}

struct results {
  double means[3], errors[3], ns;
};

static void finish(struct results *results, double (*sums)[3], size_t runs) {
  for (int k = 0; k < 3; k++) {
    double sum = 0, square = 0;
    for (size_t run = 0; run < runs; run++) sum += sums[run][k];
    results->means[k] = sum / (double)runs;
    for (size_t run = 0; run < runs; run++) square += pow(sums[run][k] - results->means[k], 2);
    results->errors[k] = sqrt(square / ((double)runs * ((double)runs - 1)));
  }
}

static struct results by_hand(struct hand_model *model, size_t runs, int steps) {
  struct results results = {.ns = 0};
  double(*sums)[3] = calloc(runs, sizeof *sums), start = now();
  for (size_t run = 0; run < runs; run++) by_hand_run(model, 1000 + run, steps, sums[run]);
  results.ns = (now() - start) * 1e9 / ((double)runs * (double)model->rows * steps);
  finish(&results, sums, runs);
  free(sums);
  return results;
}

static struct results translated(const struct step_program *program, struct hand_model *model, size_t runs, int steps, enum step_precision precision) {
  struct results results = {.ns = 0};
  double(*sums)[3] = calloc(runs, sizeof *sums), start = now();
  void *values[COLUMNS];
  struct stepper *stepper = stepper_new(program, tile, precision);
  if (!stepper) exit(printf("not in single precision\n"));
  for (int i = 0; i < QUALITY; i++) values[i] = aligned_alloc(4096, model->rows * tile * sizeof(double));
  values[QUALITY] = model->quality;
  for (size_t first = 0; first < runs; first += tile) {
    for (int i = 0; i <= ACTIVE; i++) fill_lanes(values[i], precision, model->rows * tile, i == ACTIVE ? 1 : 0.5);
    for (int step = 1; step <= steps; step++) {
      struct step_lanes lanes = {.values = values, .single = precision == STEP_SINGLE, .seed = 7, .first_run = (uint32_t)first, .step = (uint32_t)step};
      gather(model, precision, values[TRUST], values[PEERS]);
      stepper_run(stepper, &lanes, 0, model->rows, none_left, NULL);
    }
    for (size_t n = 0; n < model->rows * tile; n++) {
      double *sum = sums[first + n % tile];
      sum[0] += lane_at(values[TRUST], precision, n) / (double)model->rows;
      sum[1] += (lane_at(values[ACTIVE], precision, n) == 0) / (double)model->rows;
      sum[2] += lane_at(values[SATISFACTION], precision, n) / (double)model->rows;
    }
  }
  results.ns = (now() - start) * 1e9 / ((double)runs * (double)model->rows * steps);
  finish(&results, sums, runs);
  for (int i = 0; i < QUALITY; i++) free(values[i]);
  stepper_free(stepper);
  free(sums);
  return results;
}

static void tell(const char *name, struct results results, struct results against) {
  double worst = 0;
  for (int k = 0; k < 3; k++) worst = fmax(worst, fabs(results.means[k] - against.means[k]) / hypot(results.errors[k], against.errors[k]));
  printf("%-24s %8.2f %8.2f   %.4f %.4f %.4f %6.1f\n", name, results.ns, against.ns / results.ns, results.means[0], results.means[1], results.means[2],
         worst);
}

/* Another program that prints mean trust, share churned, mean satisfaction and nanoseconds; nothing where it cannot be run. */
static void tell_other(const char *name, const char *command, const char *script, size_t rows, int runs, int steps, struct results against) {
  char line[400];
  struct results results = {.ns = 1e9};
  for (int round = 0; round < OTHERS_ROUNDS; round++) {
    double ns;
    snprintf(line, sizeof line, "%s tests/simulate/others/%s %zu %d %d 2>/dev/null", command, script, rows, runs, steps);
    FILE *pipe = popen(line, "r");
    int found = pipe ? fscanf(pipe, "%lf %lf %lf %lf", &results.means[0], &results.means[1], &results.means[2], &ns) : 0;
    if (pipe) pclose(pipe);
    if (found != 4) break;
    if (ns < results.ns) results.ns = ns;
  }
  if (results.ns == 1e9) printf("%-24s skipped: not installed\n", name);
  else printf("%-24s %8.2f %8.3f   %.4f %.4f %.4f\n", name, results.ns, against.ns / results.ns, results.means[0], results.means[1], results.means[2]);
}

static void tell_others(size_t rows, int steps, struct results plain) {
  tell_other("Lua 5.4, flat arrays", "lua5.4", "flat.lua", rows, 1, steps, plain);
  tell_other("LuaJIT, flat arrays", "luajit", "flat.lua", rows, 4, steps, plain);
  const char *python = getenv("PYTHON") ? getenv("PYTHON") : "/usr/bin/python3";
  tell_other("NumPy, one run", python, "numpy_runs.py", rows, 1, steps, plain);
  tell_other("NumPy, 64 side by side", python, "numpy_runs.py", rows, 64, steps, plain);
  tell_other("Mesa", python, "mesa_model.py", rows, 1, steps, plain);
}

/* For populations of different sizes, with tiles of 32 runs as kith makes them. */
static void tell_sizes(const struct step_program *program) {
  printf("\nns a relationship and step, by population\n%-24s %8s %8s %8s\n", "relationships", "C", "doubles", "single");
  tile = DRAWS_AT_ONCE;
  for (size_t rows = 100; rows <= 1000000; rows *= 10) {
    struct hand_model model;
    int steps = rows >= 1000000 ? 13 : rows >= 100000 ? 52 : 260;
    by_hand_make(&model, rows);
    double ns[3] = {by_hand(&model, rows >= 100000 ? 1 : tile, steps).ns, translated(program, &model, tile, steps, STEP_DOUBLE).ns,
                    translated(program, &model, tile, steps, STEP_SINGLE).ns};
    printf("%-24zu %8.2f %8.2f %8.2f\n", rows, ns[0], ns[1], ns[2]);
  }
}

/* ---- Cores ---- */

struct tiles {
  const struct step_program *program;
  struct hand_model *model;
  int steps;
};

static void run_a_tile(void *context, size_t number, unsigned member) {
  const struct tiles *tiles = context;
  (void)number, (void)member;
  translated(tiles->program, tiles->model, tile, tiles->steps, STEP_SINGLE);
}

/* As many tiles as keep all cores at work, on one and on all of them, by the clock: the best of some rounds each. */
static void tell_cores(const struct step_program *program, struct hand_model *model, int steps) {
  struct crew *crews[] = {NULL, crew_start(0)};
  struct tiles tiles = {program, model, steps};
  double best[2] = {1e9, 1e9};
  unsigned threads = crew_size(crews[1]);
  for (int round = 0; round < ROUNDS; round++) {
    double start = seconds(CLOCK_MONOTONIC);
    crew_run(crews[round % 2], run_a_tile, &tiles, TILES_A_THREAD * threads);
    best[round % 2] = fmin(best[round % 2], seconds(CLOCK_MONOTONIC) - start);
  }
  printf("\n%u threads, each with tiles of its own, single: %.2f times the runs of one, by the clock\n", threads, best[0] / best[1]);
  crew_end(crews[1]);
}

int main(int count, char **arguments) {
  size_t rows = count > 1 ? strtoul(arguments[1], NULL, 10) : 1000, runs = count > 2 ? strtoul(arguments[2], NULL, 10) : 256;
  int steps = count > 3 ? atoi(arguments[3]) : 260;
  static const struct {
    const char *name;
    enum rule_kernels kernels;
  } ways[] = {{"baseline", RULE_BASELINE}, {"AVX2", RULE_AVX2}, {"AVX-512", RULE_AVX512}};
  if (getenv("KITH_BLOCK")) stepper_use_block(strtoul(getenv("KITH_BLOCK"), NULL, 10));
  if (count > 4) tile = strtoul(arguments[4], NULL, 10);
  struct hand_model model;
  struct arena *arena = arena_new();
  numbers_take_over();
  void *library = dlopen("libm.so.6", RTLD_NOW), *found = library ? dlsym(library, "log") : NULL;
  if (found) memcpy(&by_hand_log, &found, sizeof found);
  setbuf(stdout, NULL);
  by_hand_make(&model, rows);
  const struct step_program *program = translate(host_new(NULL, NULL, NULL), arena);
  if (getenv("KITH_SHOW")) show(program);
  struct results plain = by_hand(&model, runs, steps);
  for (int round = 1; round < ROUNDS; round++) {
    double ns = by_hand(&model, tile, steps).ns;
    if (ns < plain.ns) plain.ns = ns;
  }
  printf("%zu instructions; %zu relationships, %zu runs of %d steps\n", stepper_instructions(program), rows, runs, steps);
  printf("%-24s %8s %8s   %s\n", "", "ns", "× C", "trust, churned, satisfaction, greatest difference in standard errors");
  tell("C, doubles", plain, plain);
  for (size_t i = count > 5 ? strtoul(arguments[5], NULL, 10) : 0; i < 3; i++) {
    char name[64];
    if (!rule_use_kernels(ways[i].kernels)) continue; /* this processor has it not */
    for (int precision = 0; precision < 2; precision++) {
      struct results best = translated(program, &model, runs, steps, precision);
      for (int round = 1; round < ROUNDS; round++) {
        double ns = translated(program, &model, tile, steps, precision).ns;
        if (ns < best.ns) best.ns = ns;
      }
      snprintf(name, sizeof name, "kith, %s, %s", precision ? "single" : "doubles", ways[i].name);
      tell(name, best, plain);
    }
  }
  if (count > 1) return 0;
  tell_others(rows, steps, plain);
  tell_cores(program, &model, steps);
  tell_sizes(program);
  return 0;
}
