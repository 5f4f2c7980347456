/*
 * Holds translated steps against the interpreter. Not part of kith; `make test` and `make differ-steps` run it.
 *
 *   probe < chunks    each chunk returns a step function; every lane of a tile is compared: fields, bit by bit, and whether Lua raised; then
 *                     in both precisions with every instruction set, other blocks, and the tile in two parts
 *   probe values < chunks    each chunk returns a function (r, p, t); what it answers is compared, for each kind of answer
 *                     KITH_PROBE_WHY tells why functions were left to the interpreter
 */
#include "core/lua/lane.h"
#include "core/lua/sandbox.h"
#include "core/lua/translate.h"
#include "core/numbers.h"
#include "core/simulate/stepper.h"

#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { X, Y, Z, ACTIVE, FIELDS, PEERS = FIELDS, N, LEVEL, KIND, W, ALL, SAMPLED, V, COLUMNS, TEXTS = 4, ROWS = 11, RUNS = 40, FIRST_RUN = 50 };

static const struct simulation_column columns[COLUMNS] = {
    [X] = {.name = "x", .reach = REACH_LANE, .assignable = true},
    [Y] = {.name = "y", .reach = REACH_LANE, .assignable = true},
    [Z] = {.name = "z", .reach = REACH_LANE, .assignable = true},
    [ACTIVE] = {.name = "active", .type = COLUMN_FLAG, .reach = REACH_LANE, .assignable = true},
    [PEERS] = {.name = "group.u", .reach = REACH_LANE},
    [N] = {.name = "n", .reach = REACH_ROW},
    [LEVEL] = {.name = "level", .type = COLUMN_WORD, .reach = REACH_ROW},
    [KIND] = {.name = "kind", .type = COLUMN_WORD, .reach = REACH_ROW},
    [W] = {.name = "w", .reach = REACH_ROW},
    [ALL] = {.name = "all.m", .reach = REACH_RUN},
    [SAMPLED] = {.name = "p.sampled", .reach = REACH_RUN},
    [V] = {.name = "group.v", .reach = REACH_LANE},
};
static const char *const texts[TEXTS] = {"key", "major", "minor", "other"};
static struct step_column step_columns[COLUMNS];

/* ---- A tile ---- */

static uint64_t random_state = 88172645463325252u;

static uint64_t next(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  return random_state ^= random_state << 17;
}

static double any_number(void) {
  static const double special[] = {0.0, -0.0, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 0x1p53, 0x1p63, -0x1p63, 0.1, 0.5, 1, -1, 2, 3, 10, -7};
  uint64_t roll = next();
  if (roll % 5 == 0) return special[next() % (sizeof special / sizeof *special)];
  return roll % 2 ? (double)(next() >> 11) * 0x1p-53 : ((double)(next() >> 11) * 0x1p-53 - 0.5) * 20;
}

static size_t size_of(int column) { return columns[column].reach == REACH_LANE ? ROWS * RUNS : columns[column].reach == REACH_ROW ? ROWS : RUNS; }

static bool is_whole(int column) { return columns[column].assignable || columns[column].reach == REACH_RUN || column == PEERS || column == W; }

static void fill(double **values) {
  for (int c = 0; c < COLUMNS; c++) {
    values[c] = malloc(size_of(c) * sizeof(double));
    for (size_t i = 0; i < size_of(c); i++) {
      values[c][i] = columns[c].type == COLUMN_WORD ? (double)(1 + next() % TEXTS) : columns[c].type == COLUMN_FLAG ? (double)(next() % 2) : any_number();
      if (!is_whole(c) && next() % 6 == 0) values[c][i] = NAN;
    }
  }
}

static size_t lane_size(enum step_precision precision) { return precision == STEP_SINGLE ? sizeof(float) : sizeof(double); }

static bool same_fields(void *const *a, void *const *b, enum step_precision precision) {
  for (int c = 0; c < FIELDS; c++)
    if (memcmp(a[c], b[c], ROWS * RUNS * lane_size(precision)) != 0) return false;
  return true;
}

/* ---- Scripts ---- */

static char *read_all(FILE *file, size_t *length) {
  struct buffer all = {0};
  char bytes[65536];
  for (size_t got; (got = fread(bytes, 1, sizeof bytes, file)) > 0;) buffer_add(&all, bytes, got);
  *length = all.length;
  return all.bytes;
}

static void fail(const char *what, struct host *host) {
  printf("%s: %s:%d: %s\n", what, host_error(host)->source, host_error(host)->line, host_error(host)->message);
  exit(1);
}

static const struct simulation simulation = {.rows = ROWS, .columns = columns, .column_count = COLUMNS};

/* The engine's own functions are offered; texts, params, the lane, the row and the draws are left on the stack, 1 to 5. */
static struct host *start_host(struct lane_row **lane) {
  struct host *host = host_new(NULL, NULL, NULL);
  lua_State *L = host_state(host);
  FILE *file = fopen("scripts/kith/player/rule.lua", "rb");
  size_t length = 0;
  char *text = file ? read_all(file, &length) : NULL;
  if (!text || host_compile(host, "prelude", text, length) != HOST_DONE) fail("prelude", host);
  fclose(file);
  free(text);
  lua_newtable(L);
  if (host_call(host, 1, 1) != HOST_DONE) fail("prelude", host);
  lua_getfield(L, -1, "globals");
  for (lua_pushnil(L); lua_next(L, -2);) host_offer(host, lua_tostring(L, -2));
  lua_settop(L, 0);
  lua_newtable(L);
  for (size_t i = 0; i < TEXTS; i++) {
    lua_pushstring(L, texts[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  luaL_loadstring(L, "return { rate = 0.5, limit = 10, half = 30, turns = 3, HIGH = 'key' }");
  lua_call(L, 0, 1);
  *lane = lane_new(L, host);
  lane_push_row(L, 3, 1, &simulation);
  lane_push_draws(L, 3);
  return host;
}

/* ---- Comparison ---- */

struct probe {
  struct host *host;
  struct lane_row *lane;
  const double *sampled;
  size_t raised;
  struct {
    size_t functions, translated, lanes, left, differing;
  } count;
};

/* The function is on top of the stack. Whether it raised is counted; a raised lane keeps what it had assigned. */
static bool interpret(void *context, size_t row, size_t run) {
  struct probe *probe = context;
  lua_State *L = host_state(probe->host);
  int top = lua_gettop(L);
  lane_move(probe->lane, row, run);
  lua_pushnumber(L, probe->sampled[run]);
  lua_setfield(L, 2, "sampled");
  host_budget(probe->host, 0);
  lua_pushvalue(L, -1);
  lua_pushvalue(L, 4);
  lua_pushinteger(L, probe->lane->tile->step);
  lua_pushvalue(L, 2);
  lua_pushvalue(L, 5);
  probe->raised += host_call(probe->host, 4, 0) != HOST_DONE;
  lua_settop(L, top);
  return true;
}

static bool note(void *context, size_t row, size_t run) {
  bool *left = context;
  left[row * RUNS + run] = true;
  return true;
}

/* The columns of doubles as a tile has them: lanes in single precision are floats. */
static void tile_of(double *const *values, enum step_precision precision, void **out) {
  for (int c = 0; c < COLUMNS; c++) {
    out[c] = malloc(size_of(c) * sizeof(double));
    memcpy(out[c], values[c], size_of(c) * sizeof(double));
    for (size_t i = 0; precision == STEP_SINGLE && columns[c].reach == REACH_LANE && i < size_of(c); i++) ((float *)out[c])[i] = (float)values[c][i];
  }
}

static void free_tile(void **values) {
  for (int c = 0; c < COLUMNS; c++) free(values[c]);
}

static void run(const struct step_program *program, enum step_precision precision, void *const *values, uint32_t step, size_t from_run, size_t runs,
                bool *left) {
  void *part[COLUMNS];
  size_t size = lane_size(precision);
  bool part_left[ROWS * RUNS] = {false};
  struct step_lanes lanes = {.values = part, .single = precision == STEP_SINGLE, .seed = 99, .first_run = (uint32_t)(FIRST_RUN + from_run), .step = step};
  struct stepper *stepper = stepper_new(program, runs, precision);
  for (int c = 0; c < COLUMNS; c++) {
    bool by_lane = columns[c].reach == REACH_LANE;
    part[c] = by_lane ? malloc(ROWS * RUNS * size) : (double *)values[c] + (columns[c].reach == REACH_RUN ? from_run : 0);
    for (size_t row = 0; by_lane && row < ROWS; row++)
      memcpy((char *)part[c] + row * runs * size, (char *)values[c] + (row * RUNS + from_run) * size, runs * size);
  }
  stepper_run(stepper, &lanes, 0, ROWS / 2, note, part_left);
  bool later[ROWS * RUNS] = {false};
  stepper_run(stepper, &lanes, ROWS / 2, ROWS, note, later);
  for (int c = 0; c < COLUMNS; c++) {
    if (columns[c].reach != REACH_LANE) continue;
    for (size_t row = 0; row < ROWS; row++)
      memcpy((char *)values[c] + (row * RUNS + from_run) * size, (char *)part[c] + row * runs * size, runs * size);
    free(part[c]);
  }
  for (size_t row = 0; row < ROWS; row++) /* `note` numbers lanes as if all runs were there */
    for (size_t n = 0; n < runs; n++) left[row * RUNS + from_run + n] = (row < ROWS / 2 ? part_left : later)[row * RUNS + n];
  stepper_free(stepper);
}

static void tell(struct probe *probe, const char *text, const char *what, size_t lane) {
  if (probe->count.differing++ < 5) printf("%s\n%s, row %zu run %zu\n", text, what, lane / RUNS, lane % RUNS);
}

/* The first way is what the others are held against. */
static void compare_ways(struct probe *probe, const struct step_program *program, enum step_precision precision, double *const *start, uint32_t step,
                         const char *text) {
  static const struct {
    enum rule_kernels kernels;
    size_t block, first;
  } ways[] = {{RULE_BEST, 0, RUNS}, {RULE_BASELINE, 0, RUNS}, {RULE_AVX2, 33, RUNS},   {RULE_BEST, 1, RUNS},
              {RULE_BEST, 0, 7},    {RULE_BASELINE, 200, 32}, {RULE_BEST, 100000, 1}};
  void *values[COLUMNS], *expected[COLUMNS];
  bool left[ROWS * RUNS] = {false};
  for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
    bool now_left[ROWS * RUNS] = {false};
    tile_of(start, precision, values);
    rule_use_kernels(ways[i].kernels);
    stepper_use_block(ways[i].block);
    run(program, precision, values, step, 0, ways[i].first, now_left);
    if (ways[i].first < RUNS) run(program, precision, values, step, ways[i].first, RUNS - ways[i].first, now_left);
    if (i == 0) memcpy(expected, values, sizeof values), memcpy(left, now_left, sizeof left);
    if (!same_fields(values, expected, precision) || memcmp(now_left, left, sizeof now_left) != 0)
      tell(probe, text, precision == STEP_SINGLE ? "kernels, blocks or tiles differ in single precision" : "kernels, blocks or tiles differ", i);
    if (i > 0) free_tile(values);
  }
  free_tile(expected);
  rule_use_kernels(RULE_BEST);
  stepper_use_block(0);
}

static void differ(struct probe *probe, const char *text, size_t length, double *const *start) {
  lua_State *L = host_state(probe->host);
  struct arena *arena = arena_new();
  struct words *words = words_new();
  struct rule_refusal refusal;
  uint32_t step = (uint32_t)probe->count.functions % 7 + 1;
  void *ours[COLUMNS], *theirs[COLUMNS];
  bool left[ROWS * RUNS] = {false};
  for (size_t i = 0; i < TEXTS; i++) words_number(words, texts[i], strlen(texts[i]));
  host_budget(probe->host, 0);
  if (host_compile(probe->host, "chunk", text, length) != HOST_DONE || host_call(probe->host, 0, 1) != HOST_DONE) fail(text, probe->host);
  tile_of(start, STEP_DOUBLE, ours);
  tile_of(start, STEP_DOUBLE, theirs);
  probe->count.functions++;
  lua_pushnil(L);
  lua_setfield(L, 2, "sampled");
  const struct step_program *program = translate_step(L, -1, 2, arena, step_columns, COLUMNS, words, &refusal);
  if (program) {
    probe->count.translated++;
    run(program, STEP_DOUBLE, ours, step, 0, RUNS, left);
    if (probe->count.functions % 8 == 0) compare_ways(probe, program, STEP_DOUBLE, start, step, text);
    if (probe->count.functions % 8 == 0 && !stepper_not_single(program)) compare_ways(probe, program, STEP_SINGLE, start, step, text);
    struct tile tile = {.simulation = &simulation, .seed = 99, .first_run = FIRST_RUN, .runs = RUNS, .step = step, .values = theirs};
    probe->lane->tile = &tile;
    probe->lane->may_change = true;
    probe->sampled = theirs[SAMPLED];
    for (size_t lane = 0; lane < ROWS * RUNS; lane++) {
      size_t raised = probe->raised;
      interpret(probe, lane / RUNS, lane % RUNS);
      probe->count.lanes++;
      probe->count.left += left[lane];
      if (left[lane]) {
        for (int c = 0; c < FIELDS; c++)
          if (memcmp((double *)ours[c] + lane, &start[c][lane], sizeof(double)) != 0) tell(probe, text, "a lane that was left has changed", lane);
      } else if (raised != probe->raised) {
        tell(probe, text, "Lua raises", lane);
      } else {
        for (int c = 0; c < FIELDS; c++)
          if (memcmp((double *)ours[c] + lane, (double *)theirs[c] + lane, sizeof(double)) != 0) tell(probe, text, columns[c].name, lane);
      }
    }
    probe->lane->tile = NULL;
  } else if (getenv("KITH_PROBE_WHY")) {
    printf("left: %s\n", refusal.why);
  }
  free_tile(ours);
  free_tile(theirs);
  words_free(words);
  lua_settop(L, 5);
  arena_free(arena);
}

/* ---- Values ---- */

/* What the interpreter says of the lane, with the function on top of the stack; false where it raises, or answers what is no such value. */
static bool interpret_value(struct probe *probe, size_t lane, enum step_answer answer, double *out) {
  lua_State *L = host_state(probe->host);
  int top = lua_gettop(L);
  lane_move(probe->lane, lane / RUNS, lane % RUNS);
  lua_pushnumber(L, probe->sampled[lane % RUNS]);
  lua_setfield(L, 2, "sampled");
  host_budget(probe->host, 0);
  lua_pushvalue(L, -1);
  lua_pushvalue(L, 4);
  lua_pushvalue(L, 2);
  lua_pushinteger(L, probe->lane->tile->step);
  enum host_outcome outcome = host_call(probe->host, 3, 1);
  int type = outcome == HOST_DONE ? lua_type(L, -1) : LUA_TNIL;
  bool good = outcome == HOST_DONE || outcome == HOST_MISSING;
  *out = answer == STEP_TRUTH ? 0 : NAN;
  if (answer == STEP_TRUTH && outcome == HOST_DONE) *out = lua_toboolean(L, -1);
  else if (type == LUA_TNUMBER) *out = lua_tonumber(L, -1);
  else if (type == LUA_TBOOLEAN && answer == STEP_VALUE) *out = lua_toboolean(L, -1);
  else good = good && type == LUA_TNIL;
  if (type == LUA_TNUMBER && !isfinite(*out)) good = false;
  lua_settop(L, top);
  return good;
}

static bool same_number(double a, double b) { return (isnan(a) && isnan(b)) || memcmp(&a, &b, sizeof a) == 0; }

static void compare_answers(struct probe *probe, const struct step_program *program, enum step_answer answer, void **values, uint32_t step, const char *text) {
  double answers[ROWS * RUNS], expected;
  bool left[ROWS * RUNS] = {false};
  struct step_lanes lanes = {.values = values, .seed = 99, .first_run = FIRST_RUN, .step = step, .answers = answers};
  struct tile tile = {.simulation = &simulation, .seed = 99, .first_run = FIRST_RUN, .runs = RUNS, .step = step, .values = values};
  struct stepper *stepper = stepper_new(program, RUNS, STEP_DOUBLE);
  stepper_run(stepper, &lanes, 0, ROWS, note, left);
  stepper_free(stepper);
  probe->lane->tile = &tile;
  for (size_t lane = 0; lane < ROWS * RUNS; lane++) {
    probe->count.lanes++;
    probe->count.left += left[lane];
    if (left[lane]) continue;
    if (!interpret_value(probe, lane, answer, &expected)) tell(probe, text, "Lua raises, or answers something else", lane);
    else if (!same_number(answers[lane], expected)) tell(probe, text, "the answer differs", lane);
  }
  probe->lane->tile = NULL;
}

static void differ_values(struct probe *probe, const char *text, size_t length, double *const *start) {
  lua_State *L = host_state(probe->host);
  void *values[COLUMNS];
  tile_of(start, STEP_DOUBLE, values);
  probe->sampled = values[SAMPLED];
  host_budget(probe->host, 0);
  if (host_compile(probe->host, "chunk", text, length) != HOST_DONE || host_call(probe->host, 0, 1) != HOST_DONE) fail(text, probe->host);
  probe->count.functions++;
  for (enum step_answer answer = STEP_VALUE; answer <= STEP_TRUTH; answer++) {
    struct arena *arena = arena_new();
    struct words *words = words_new();
    struct rule_refusal refusal;
    for (size_t i = 0; i < TEXTS; i++) words_number(words, texts[i], strlen(texts[i]));
    lua_pushnil(L);
    lua_setfield(L, 2, "sampled");
    const struct step_program *program = translate_value(L, -1, 2, answer, arena, step_columns, COLUMNS, words, &refusal);
    probe->count.translated += program && answer == STEP_VALUE;
    if (program) compare_answers(probe, program, answer, values, (uint32_t)probe->count.functions % 7 + 1, text);
    else if (getenv("KITH_PROBE_WHY")) printf("left: %s\n", refusal.why);
    words_free(words);
    arena_free(arena);
  }
  free_tile(values);
  lua_settop(L, 5);
}

int main(int argument_count, char **arguments) {
  bool of_values = argument_count > 1 && !strcmp(arguments[1], "values");
  struct probe probe = {.host = NULL};
  double *start[COLUMNS];
  size_t length;
  char *all = read_all(stdin, &length), *at = all;
  numbers_take_over();
  fill(start);
  for (int c = 0; c < COLUMNS; c++)
    step_columns[c] = (struct step_column){.name = c == SAMPLED ? "sampled" : columns[c].name, .type = columns[c].type, .whole = is_whole(c),
                                           .reach = columns[c].reach == REACH_LANE ? STEP_LANE : columns[c].reach == REACH_ROW ? STEP_ROW : STEP_RUN,
                                           .state = columns[c].assignable, .parameter = c == SAMPLED};
  probe.host = start_host(&probe.lane);
  for (char *end; at && (end = strstr(at, "\n----\n")); at = end + 6) {
    end[1] = '\0';
    (of_values ? differ_values : differ)(&probe, at, (size_t)(end + 1 - at), start);
    if (probe.count.functions % 1000 == 999) { /* chunks are remembered for messages */
      host_free(probe.host);
      probe.host = start_host(&probe.lane);
    }
  }
  host_free(probe.host);
  for (int c = 0; c < COLUMNS; c++) free(start[c]);
  free(all);
  printf("%zu functions, %zu translated, %zu lanes compared, %zu left to the interpreter, %zu differing\n", probe.count.functions, probe.count.translated,
         probe.count.lanes, probe.count.left, probe.count.differing);
  return probe.count.differing > 0;
}
