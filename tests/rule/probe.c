/*
 * Holds translated rule functions against the interpreter. Not part of kith; `make test` and `make differ-rules` run it.
 *
 *   probe differ ROWS < chunks      each chunk returns a function; every row is compared: value, kind, bits, input named missing, columns read
 *                                   KITH_PROBE_WHY tells why functions were left, KITH_PROBE_REFUSED shows them too
 *   probe threads ROWS < chunks     the same bits by one thread and by crews of several, for each chunk
 *   probe time < chunks             milliseconds to translate each
 */
#include "core/lua/rule_part.h"
#include "core/lua/sandbox.h"
#include "core/lua/translate.h"
#include "core/numbers.h"

#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { COLUMNS = 10, TEXTS = 4 };

static const struct rule_column columns[COLUMNS] = {
    {"x", COLUMN_NUMBER, false}, {"y", COLUMN_NUMBER, false}, {"z", COLUMN_NUMBER, false}, {"n", COLUMN_NUMBER, false},
    {"w", COLUMN_NUMBER, true}, {"group.u", COLUMN_NUMBER, false}, {"group.v", COLUMN_NUMBER, false}, {"level", COLUMN_WORD, false},
    {"kind", COLUMN_WORD, false}, {"active", COLUMN_FLAG, false},
};
static const char *const texts[TEXTS] = {"key", "major", "minor", "other"};

struct data {
  size_t lines;
  double *values;
  unsigned char *present;
};

/* ---- Rows ---- */

static uint64_t state = 88172645463325252u;

static uint64_t next(void) {
  state ^= state << 13;
  state ^= state >> 7;
  return state ^= state << 17;
}

static double any_number(bool small) {
  static const double special[] = {NAN, INFINITY, -INFINITY, 0.0, -0.0, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 0x1p53, 0x1p53 + 2,
                                   0x1p63, -0x1p63, 0x1.fffffffffffffp62, 1e15, -1e15, 0.1, 0.5, 1, -1, 2, 3, 10, 100, -7, 0.25};
  uint64_t roll = next();
  if (small) return (double)(int64_t)(roll % 21) - 5;
  switch (roll % 4) {
  case 0: return special[next() % (sizeof special / sizeof *special)];
  case 1: return (double)(int64_t)(next() % 21) - 10;
  case 2: return (double)(next() >> 11) * 0x1p-53;
  default: return ((double)(next() >> 11) * 0x1p-53 - 0.5) * 200;
  }
}

static struct data make_data(size_t lines) {
  struct data data = {lines, malloc(COLUMNS * lines * sizeof(double)), malloc(COLUMNS * lines)};
  for (size_t c = 0; c < COLUMNS; c++)
    for (size_t line = 0; line < lines; line++) {
      size_t at = c * lines + line;
      data.present[at] = columns[c].whole || next() % 6 != 0;
      data.values[at] = columns[c].type == COLUMN_WORD   ? (double)(1 + next() % TEXTS)
                         : columns[c].type == COLUMN_FLAG ? (double)(next() % 2)
                                                          : any_number(c == 3);
      if (!data.present[at]) data.values[at] = 0;
    }
  return data;
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

/* The engine's own functions, as the player offers them; params are left on the stack. */
static struct host *start_host(void) {
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
  luaL_loadstring(L, "return { rate = 0.5, limit = 10, half = 30, turns = 3, HIGH = 'key' }"); /* texts params */
  lua_call(L, 0, 1);
  sandbox_protect(L);
  return host;
}

/* Compiles a chunk and leaves the function it returns on the stack. */
static bool push_function(struct host *host, const char *text, size_t length) {
  host_budget(host, 0);
  if (host_compile(host, "chunk", text, length) != HOST_DONE) fail(text, host);
  if (host_call(host, 0, 1) != HOST_DONE) fail(text, host);
  return lua_isfunction(host_state(host), -1);
}

/* ---- Comparison ---- */

struct count {
  size_t functions, translated, rows, left, differing, inputs;
};

static const char *const kind_names[] = {"nil", "false", "true", "integer", "number", "text", "missing", "interpret"};

/* What the interpreter's outcome is in terms of a translated one. */
static enum rule_kind kind_of(lua_State *L, enum host_outcome outcome, struct words *words, union lane *value) {
  if (outcome == HOST_MISSING) return RULE_IS_MISSING;
  if (outcome != HOST_DONE) return RULE_INTERPRET;
  switch (lua_type(L, -1)) {
  case LUA_TNIL: return RULE_IS_NIL;
  case LUA_TBOOLEAN: return lua_toboolean(L, -1) ? RULE_IS_TRUE : RULE_IS_FALSE;
  case LUA_TNUMBER:
    if (lua_isinteger(L, -1)) value->i = lua_tointeger(L, -1);
    else value->f = lua_tonumber(L, -1);
    return lua_isinteger(L, -1) ? RULE_IS_INTEGER : RULE_IS_NUMBER;
  default: value->f = words_number(words, lua_tostring(L, -1), lua_rawlen(L, -1)); return RULE_IS_TEXT;
  }
}

static bool same_value(enum rule_kind kind, union lane a, union lane b) {
  if (kind == RULE_IS_NUMBER) return a.i == b.i || (isnan(a.f) && isnan(b.f)); /* a NaN is a NaN */
  return (kind != RULE_IS_INTEGER && kind != RULE_IS_TEXT) || a.i == b.i;
}

static void tell(struct count *count, const char *text, size_t line, const struct data *data, const char *what) {
  if (count->differing++ > 5) return;
  printf("%s\nline %zu: %s\n", text, line, what);
  for (size_t c = 0; c < COLUMNS; c++) {
    size_t at = c * data->lines + line;
    if (data->present[at]) printf("  %s = %.17g\n", columns[c].name, data->values[at]);
    else printf("  %s missing\n", columns[c].name);
  }
}

/* The function is on top of the stack; texts, params, the row's memory and the row stand at 1 to 4. */
static void compare_rows(lua_State *L, struct part *part, const struct data *data, struct count *count, const char *text, unsigned char *reads) {
  char what[200];
  for (part->row->line = 0; part->row->line < data->lines; part->row->line++) {
    size_t line = part->row->line;
    union lane ours, theirs = {.i = 0};
    part->row->reads = reads;
    enum rule_kind kind = part_answer(part, &ours);
    size_t named = part->row->last_missing;
    enum host_outcome outcome = part_interpret(L, part, 4, 2);
    enum rule_kind expected = kind_of(L, outcome, part->words, &theirs);
    if (outcome == HOST_DONE) lua_pop(L, 1);
    count->rows++;
    if (kind == RULE_INTERPRET) {
      count->left++;
    } else if (kind != expected || !same_value(kind, ours, theirs) || named != part->row->last_missing) {
      snprintf(what, sizeof what, "%s %.17g (%llx) missing %zu, interpreted %s %.17g (%llx) missing %zu", kind_names[kind], ours.f,
               (unsigned long long)ours.i, named, kind_names[expected], theirs.f, (unsigned long long)theirs.i, part->row->last_missing);
      tell(count, text, line, data, what);
    }
  }
}

/* The same with other kernels and block sizes. */
static bool same_output(const struct rule_output *a, const struct rule_output *b, size_t lines) {
  for (size_t line = 0; line < lines; line++) {
    if (a->kinds[line] != b->kinds[line]) return false;
    if (a->kinds[line] == RULE_INTERPRET) continue;
    if (a->missing[line] != b->missing[line] || !same_value(a->kinds[line], a->values[line], b->values[line])) return false;
  }
  return true;
}

static struct rule_output new_output(struct arena *arena, size_t lines) {
  return (struct rule_output){ARENA_ARRAY(arena, union lane, lines), ARENA_ARRAY(arena, unsigned char, lines), ARENA_ARRAY(arena, uint16_t, lines),
                              ARENA_ARRAY(arena, unsigned char, COLUMNS)};
}

static void compare_machines(lua_State *L, struct part *part, const struct data *data, struct arena *arena, struct count *count, const char *text) {
  static const struct {
    enum rule_kernels kernels;
    size_t block;
  } ways[] = {{RULE_BASELINE, 0}, {RULE_BASELINE, 1}, {RULE_AVX2, 0}, {RULE_AVX2, 33}, {RULE_BEST, 7}, {RULE_BEST, 256}, {RULE_BEST, 100000}};
  struct rule_refusal refusal;
  const struct rule_program *program = translate_function(L, -1, 2, arena, part->row->columns, COLUMNS, part->words, &refusal);
  if (!program) return;
  struct rule_output output = new_output(arena, data->lines);
  for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
    memset(output.reads, 0, COLUMNS);
    rule_use_kernels(ways[i].kernels);
    rule_run(program, &part->row->input, 0, data->lines, ways[i].block, &output);
    if (!same_output(&output, &part->output, data->lines)) tell(count, text, 0, data, "kernels or blocks differ");
    if (memcmp(output.reads, part->output.reads, COLUMNS) != 0) tell(count, text, 0, data, "reads differ by kernels or blocks");
  }
  rule_use_kernels(RULE_BEST);
}

static void differ(struct host *host, const char *text, size_t length, const struct data *data, struct count *count, bool machines) {
  lua_State *L = host_state(host);
  struct arena *arena = arena_new();
  unsigned char translated_reads[COLUMNS] = {0}, reads[COLUMNS] = {0};
  struct row *row = row_new(L, host);
  row->input = (struct rule_input){data->values, data->present, data->lines};
  row->columns = columns;
  row->width = COLUMNS;
  row->reads = translated_reads;
  struct part part;
  row_push(L, 3, 1);
  part_open(L, &part, row, NULL, arena, 1, false);
  push_function(host, text, length);
  part_start(L, &part, arena, 2);
  count->functions++;
  if (part.translated) {
    size_t differing = count->differing;
    count->translated++;
    if (machines) compare_machines(L, &part, data, arena, count, text);
    compare_rows(L, &part, data, count, text, reads);
    size_t left = 0;
    for (size_t i = 0; i < data->lines; i++) left += part.output.kinds[i] == RULE_INTERPRET;
    for (size_t c = 0; c < COLUMNS; c++) /* rows left to the interpreter note themselves what they read */
      if (translated_reads[c] > reads[c] || (left == 0 && translated_reads[c] != reads[c])) tell(count, text, 0, data, "columns read differ");
    if (count->differing != differing) count->inputs++;
  } else {
    if (getenv("KITH_PROBE_REFUSED")) printf("%s\n-- left: line %d: %s\n", text, part.refusal.line, part.refusal.why);
    if (getenv("KITH_PROBE_WHY")) printf("left: %s\n", part.refusal.why);
  }
  part_close(&part);
  row_end(row);
  lua_settop(L, 2);
  arena_free(arena);
}

static void differ_by_threads(struct host *host, const char *text, size_t length, const struct data *data, struct count *count) {
  lua_State *L = host_state(host);
  struct arena *arena = arena_new();
  struct words *words = words_new();
  struct rule_refusal refusal;
  struct rule_input input = {data->values, data->present, data->lines};
  for (size_t i = 0; i < TEXTS; i++) words_number(words, texts[i], strlen(texts[i]));
  push_function(host, text, length);
  const struct rule_program *program = translate_function(L, -1, 2, arena, columns, COLUMNS, words, &refusal);
  struct rule_output alone = new_output(arena, data->lines), shared = new_output(arena, data->lines);
  count->functions++;
  if (program) rule_run(program, &input, 0, data->lines, 0, &alone);
  for (unsigned threads = 1; program && threads <= 7; threads += threads == 1 ? 1 : 5) { /* 1, 2, 7 */
    struct crew *crew = crew_start(threads);
    memset(shared.reads, 0, COLUMNS);
    rule_run_all(program, &input, crew, &shared);
    crew_end(crew);
    if (!same_output(&alone, &shared, data->lines)) tell(count, text, 0, data, "threads differ");
    if (memcmp(alone.reads, shared.reads, COLUMNS) != 0) tell(count, text, 0, data, "reads differ by threads");
    count->rows += data->lines;
  }
  count->translated += program != NULL;
  words_free(words);
  lua_settop(L, 2);
  arena_free(arena);
}

static void translate_only(struct host *host, const char *text, size_t length) {
  lua_State *L = host_state(host);
  struct arena *arena = arena_new();
  struct words *words = words_new();
  struct rule_refusal refusal;
  struct timespec before, after;
  push_function(host, text, length);
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
  const struct rule_program *program = translate_function(L, -1, 2, arena, columns, COLUMNS, words, &refusal);
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
  size_t steps = 0, registers = 0;
  if (program) rule_program_size(program, &steps, &registers);
  printf("%.2f ms, %s, %zu instructions, %zu registers, %zu KiB\n",
         (double)(after.tv_sec - before.tv_sec) * 1e3 + (double)(after.tv_nsec - before.tv_nsec) / 1e6, program ? "translated" : refusal.why, steps,
         registers, arena_used(arena) / 1024);
  words_free(words);
  lua_settop(L, 2);
  arena_free(arena);
}

int main(int count_of_words, char **words) {
  numbers_take_over();
  const char *what = count_of_words > 1 ? words[1] : "";
  struct data data = make_data(count_of_words > 2 ? strtoul(words[2], NULL, 10) : 1000);
  struct count count = {0};
  size_t length;
  char *all = read_all(stdin, &length), *at = all;
  struct host *host = start_host();
  for (char *end; at && (end = strstr(at, "\n----\n")); at = end + 6) {
    end[1] = '\0';
    if (!strcmp(what, "differ")) differ(host, at, (size_t)(end + 1 - at), &data, &count, count.functions % 16 == 0);
    else if (!strcmp(what, "threads")) differ_by_threads(host, at, (size_t)(end + 1 - at), &data, &count);
    else translate_only(host, at, (size_t)(end + 1 - at));
    if (count.functions % 1000 == 999) { /* chunks are remembered for messages */
      host_free(host);
      host = start_host();
    }
  }
  host_free(host);
  free(all);
  free(data.values);
  free(data.present);
  if (strcmp(what, "time") != 0)
    printf("%zu functions, %zu translated, %zu rows compared, %zu left to the interpreter, %zu differing\n", count.functions, count.translated,
           count.rows, count.left, count.differing);
  return count.differing ? 1 : 0;
}
