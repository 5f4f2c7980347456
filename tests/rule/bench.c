/*
 * make bench-rules: three rules over a million rows: translated, in C by hand, and in plain Lua 5.4 with a table a row, on one core; and
 * translated on all cores.
 * Results are compared before times are told; a time is the best of several. `rule_bench FOLDER` also writes rows, rules and results there, for
 * alternatives/run.lua, which asks other engines.
 */
#include "core/lua/rule_part.h"
#include "core/lua/translate.h"
#include "core/numbers.h"
#include "tests/rule/by_hand.h"

#include <dlfcn.h>
#include <lauxlib.h>
#include <lualib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROWS = 1000000, COLUMNS = 7, ROUNDS = 60, LUA_ROUNDS = 3 };

static const struct rule_column columns[COLUMNS] = {{"x", COLUMN_NUMBER, true}, {"y", COLUMN_NUMBER, true},   {"z", COLUMN_NUMBER, true},
                                                    {"n", COLUMN_NUMBER, true}, {"w", COLUMN_NUMBER, true},   {"level", COLUMN_WORD, true},
                                                    {"kind", COLUMN_WORD, true}};
static const char *const texts[] = {"key", "major", "minor", "other"};

static const struct {
  const char *name, *file, *lua;
  void (*by_hand)(const double *const *r, double *out, size_t rows);
  double aim;
} rules[] = {
    {"arithmetic", "arithmetic",
     "return function(r)\n"
     "  local share = (r.x * 0.3 + r.y * 0.5 + r.z * 0.2) / (1 + r.w)\n"
     "  return share * share + (1 - share) * r.n * 0.25 - (r.x - r.y) * (r.z - r.w)\n"
     "end",
     by_hand_arithmetic, 0.6},
    {"branches and text", "branches",
     "return function(r)\n"
     "  local s = r.x\n"
     "  if r.level == 'key' then s = s * 1.5 elseif r.level == 'major' then s = s * 1.2 else s = s * 0.8 end\n"
     "  if r.y > 0.5 and r.z < 0.3 then return s + 0.1 end\n"
     "  if r.kind == 'minor' or r.w > 0.9 then s = s - 0.2 end\n"
     "  if s < 0 then return 0 end\n"
     "  if s > 1 then return 1 end\n"
     "  return s\n"
     "end",
     by_hand_branches, 1.5},
    {"exp, log, power", "powers", "return function(r) return 2 ^ (-r.x / 30) * r.y ^ 0.7 + math.exp(-r.z) * math.log(1 + r.w) end", by_hand_powers, 2},
};

static double *values;
static unsigned char *present;

/* Processor time, which others on the machine disturb less than what the wall clock says; that counts where threads are compared. */
enum { OF_THREAD = CLOCK_THREAD_CPUTIME_ID, OF_WALL = CLOCK_MONOTONIC };

static double now(clockid_t clock) {
  struct timespec at;
  clock_gettime(clock, &at);
  return (double)at.tv_sec + (double)at.tv_nsec * 1e-9;
}

static void fill(void) {
  uint64_t state = 88172645463325252u;
  values = aligned_alloc(4096, sizeof *values * COLUMNS * ROWS); /* as shared memory is */
  present = malloc(COLUMNS * ROWS);
  memset(present, 1, COLUMNS * ROWS);
  for (size_t i = 0; i < (size_t)COLUMNS * ROWS; i++) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    values[i] = i / ROWS >= 5 ? (double)(1 + state % 4) : (double)(state >> 11) * 0x1p-53;
  }
}

/* The C library's own functions, which the program's take the place of: what C by hand would be timed with. */
static void use_c_library(bool use) {
  by_hand_exp = exp;
  by_hand_log = log;
  by_hand_pow = pow;
  if (!use) return;
  void *library = dlopen("libm.so.6", RTLD_NOW);
  void *found[] = {library ? dlsym(library, "exp") : NULL, library ? dlsym(library, "log") : NULL, library ? dlsym(library, "pow") : NULL};
  if (found[0]) memcpy(&by_hand_exp, &found[0], sizeof found[0]);
  if (found[1]) memcpy(&by_hand_log, &found[1], sizeof found[1]);
  if (found[2]) memcpy(&by_hand_pow, &found[2], sizeof found[2]);
}

/* ---- The three ways ---- */

/* Results of the first round, with the program's exp, log and pow; times of the others, with the C library's. */
static double by_hand(size_t rule, double *out) {
  const double *r[COLUMNS];
  double best = 1e9;
  for (size_t i = 0; i < COLUMNS; i++) r[i] = values + i * ROWS;
  double *other = malloc(sizeof *other * ROWS);
  use_c_library(false);
  rules[rule].by_hand(r, out, ROWS);
  use_c_library(true);
  for (int round = 0; round < ROUNDS; round++) {
    double start = now(OF_THREAD);
    rules[rule].by_hand(r, other, ROWS);
    double took = now(OF_THREAD) - start;
    if (round > 0 && took < best) best = took;
  }
  free(other);
  return best;
}

static double translated(size_t rule, double *out, enum rule_kernels kernels, struct crew *crew, clockid_t clock) {
  struct host *host = host_new(NULL, NULL, NULL);
  lua_State *L = host_state(host);
  struct arena *arena = arena_new();
  struct words *words = words_new();
  for (size_t i = 0; i < 4; i++) words_number(words, texts[i], strlen(texts[i]));
  host_compile(host, "bench", rules[rule].lua, strlen(rules[rule].lua));
  host_call(host, 0, 1);
  lua_pushnil(L);
  struct rule_refusal refusal;
  const struct rule_program *program = translate_function(L, -2, -1, arena, columns, COLUMNS, words, &refusal);
  struct rule_input input = {values, present, ROWS};
  struct rule_output output = {ARENA_ARRAY(arena, union lane, ROWS), ARENA_ARRAY(arena, unsigned char, ROWS), ARENA_ARRAY(arena, uint16_t, ROWS),
                               ARENA_ARRAY(arena, unsigned char, COLUMNS)};
  double best = 1e9;
  rule_use_kernels(kernels);
  for (int round = 0; program && round < ROUNDS; round++) {
    double start = now(clock);
    rule_run_all(program, &input, crew, &output);
    double took = now(clock) - start;
    if (took < best) best = took;
  }
  for (size_t i = 0; i < ROWS; i++) out[i] = output.kinds[i] == RULE_IS_INTEGER ? (double)output.values[i].i : output.values[i].f;
  words_free(words);
  arena_free(arena);
  host_free(host);
  return best;
}

/* A fresh state without sandbox or hooks; a table for every row, or one that is filled again, which is the cheaper way. */
static double in_lua(size_t rule, double *out, bool again) {
  lua_State *L = luaL_newstate();
  luaL_openlibs(L);
  if (luaL_dostring(L, rules[rule].lua)) abort();
  lua_createtable(L, 0, COLUMNS); /* function row */
  double best = 1e9;
  for (int round = 0; round < LUA_ROUNDS; round++) {
    double start = now(OF_THREAD);
    for (size_t i = 0; i < ROWS; i++) {
      lua_pushvalue(L, 1);
      if (again) lua_pushvalue(L, 2);
      else lua_createtable(L, 0, COLUMNS);
      for (size_t c = 0; c < COLUMNS; c++) {
        if (columns[c].type == COLUMN_WORD) lua_pushstring(L, texts[(size_t)values[c * ROWS + i] - 1]);
        else lua_pushnumber(L, values[c * ROWS + i]);
        lua_setfield(L, -2, columns[c].name);
      }
      if (lua_pcall(L, 1, 1, 0)) abort();
      out[i] = lua_tonumber(L, -1);
      lua_pop(L, 1);
    }
    double took = now(OF_THREAD) - start;
    if (took < best) best = took;
  }
  lua_close(L);
  return best;
}

static size_t differing(const double *a, const double *b) {
  size_t count = 0;
  for (size_t i = 0; i < ROWS; i++) count += memcmp(&a[i], &b[i], sizeof *a) != 0;
  return count;
}

/* ---- For other engines ---- */

static void write_file(const char *folder, const char *name, const void *bytes, size_t length) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "wb");
  if (!file || fwrite(bytes, 1, length, file) != length || fclose(file) != 0) {
    perror(path);
    exit(1);
  }
}

static void write_rule(const char *folder, size_t rule, const double *results, double seconds) {
  char name[100], text[100];
  write_file(folder, rules[rule].file, results, ROWS * sizeof *results);
  snprintf(name, sizeof name, "%s.lua", rules[rule].file);
  write_file(folder, name, rules[rule].lua, strlen(rules[rule].lua));
  snprintf(name, sizeof name, "%s.ns", rules[rule].file);
  write_file(folder, name, text, (size_t)snprintf(text, sizeof text, "%.2f", seconds * 1e9 / ROWS));
}

int main(int count, char **words) {
  numbers_take_over();
  double *ours = malloc(sizeof *ours * ROWS), *hand = malloc(sizeof *hand * ROWS), *lua = malloc(sizeof *lua * ROWS);
  struct crew *crew = crew_start(0);
  size_t wrong = 0;
  fill();
  if (count > 1) write_file(words[1], "rows", values, (size_t)COLUMNS * ROWS * sizeof *values);
  printf("%-18s %8s %8s %8s %8s %10s %8s %8s   best against C, against Lua; all cores against one\n", "ns a row", "baseline", "AVX2", "best",
         "threads", "C by hand", "Lua 5.4", "refilled");
  for (size_t rule = 0; rule < sizeof rules / sizeof *rules; rule++) {
    double baseline = translated(rule, ours, RULE_BASELINE, NULL, OF_THREAD), c = by_hand(rule, hand), l = in_lua(rule, lua, false), refilled = in_lua(rule, lua, true);
    wrong += differing(ours, lua);
    double avx2 = translated(rule, ours, RULE_AVX2, NULL, OF_THREAD);
    wrong += differing(ours, lua);
    double best = translated(rule, ours, RULE_BEST, NULL, OF_THREAD);
    wrong += differing(ours, lua) + differing(hand, lua);
    double alone = translated(rule, ours, RULE_BEST, NULL, OF_WALL), shared = translated(rule, ours, RULE_BEST, crew, OF_WALL);
    wrong += differing(ours, lua);
    printf("%-18s %8.2f %8.2f %8.2f %8.2f %10.2f %8.1f %8.1f   %.2f (aim %.1f), %.0f (aim 30); %.2f\n", rules[rule].name, baseline * 1e9 / ROWS,
           avx2 * 1e9 / ROWS, best * 1e9 / ROWS, shared * 1e9 / ROWS, c * 1e9 / ROWS, l * 1e9 / ROWS, refilled * 1e9 / ROWS, c / best,
           rules[rule].aim, l / best, alone / shared);
    if (count > 1) write_rule(words[1], rule, ours, best);
  }
  printf("%zu of %d results differ; %u threads\n", wrong, 15 * ROWS, crew_size(crew));
  crew_end(crew);
  free(ours);
  free(hand);
  free(lua);
  free(values);
  free(present);
  return wrong != 0;
}
