/*
 * Decoder and translator on damaged bytecode: rule_fuzz SEED COUNT < chunks. What a function refers to is made up, differently each time;
 * programs that come out are run. It finds something by crashing: build it with the sanitizers (`make fuzz-rules`).
 */
#include "core/numbers.h"
#include "core/rule/rule.h"

#include <lauxlib.h>
#include <lualib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 10, LINES = 40, MOST_DUMPS = 20000, MOST_UPVALUES = 12 };

static const struct rule_column columns[COLUMNS] = {
    {"x", COLUMN_NUMBER, false}, {"y", COLUMN_NUMBER, true}, {"group.u", COLUMN_NUMBER, false}, {"level", COLUMN_WORD, false},
    {"kind", COLUMN_WORD, true}, {"active", COLUMN_FLAG, false}, {"z", COLUMN_NUMBER, false}, {"n", COLUMN_NUMBER, false},
    {"w", COLUMN_NUMBER, true}, {"group.v", COLUMN_NUMBER, false},
};

static struct {
  char *bytes;
  size_t length;
  struct rule_value upvalues[MOST_UPVALUES];
} dumps[MOST_DUMPS];
static size_t dump_count, rule_count;
static size_t dump_of_rule[MOST_DUMPS]; /* the others are functions that rules call: they seldom make sense of a row */
static uint64_t state;

static uint64_t next(void) {
  state ^= state << 13;
  state ^= state >> 7;
  return state ^= state << 17;
}

/* ---- Bytecode to damage ---- */

static int collect(lua_State *L, const void *bytes, size_t length, void *context) {
  (void)L;
  buffer_add(context, bytes, length);
  return 0;
}

static uint32_t add_dump(lua_State *L);

/* What the upvalue on top of the stack, popped, is; functions of Lua are dumped too. */
static struct rule_value describe(lua_State *L, const char *name) {
  struct rule_value value = {.thing = RULE_FLOAT, .number = lua_tonumber(L, -1)};
  if (lua_istable(L, -1)) value = (struct rule_value){.thing = RULE_TABLE, .id = !strcmp(name, "_ENV") ? 1 : 2};
  else if (lua_iscfunction(L, -1)) value = (struct rule_value){.thing = RULE_BUILTIN, .text = !strcmp(name, "max") ? "math.max" : "math.floor"};
  else if (lua_isfunction(L, -1)) value = (struct rule_value){.thing = RULE_FUNCTION, .id = add_dump(L)};
  lua_pop(L, 1);
  return value;
}

/* Dumps the function on top of the stack, which stays; 0 where there is no room. */
static uint32_t add_dump(lua_State *L) {
  struct buffer dump = {0};
  if (dump_count == MOST_DUMPS) return 0;
  lua_dump(L, collect, &dump, 0);
  uint32_t number = (uint32_t)dump_count++;
  dumps[number].bytes = dump.bytes;
  dumps[number].length = dump.length;
  const char *name;
  for (int i = 1; i <= MOST_UPVALUES && (name = lua_getupvalue(L, -1, i)); i++) dumps[number].upvalues[i - 1] = describe(L, name);
  return number;
}

static void read_chunks(void) {
  struct buffer all = {0};
  char bytes[65536];
  for (size_t got; (got = fread(bytes, 1, sizeof bytes, stdin)) > 0;) buffer_add(&all, bytes, got);
  lua_State *L = luaL_newstate();
  luaL_openlibs(L);
  for (char *at = all.bytes, *end; at && (end = strstr(at, "\n----\n")); at = end + 6) {
    if (luaL_loadbuffer(L, at, (size_t)(end - at), "=chunk") || lua_pcall(L, 0, 1, 0)) abort();
    dump_of_rule[rule_count++] = add_dump(L);
    lua_settop(L, 0);
  }
  lua_close(L);
  buffer_free(&all);
}

/* A damaged copy: bytes changed, numbers put on their bounds, pieces moved, the end cut off. */
static char *damaged(size_t which, size_t *length) {
  size_t size = dumps[which].length;
  char *copy = malloc(size + 1);
  memcpy(copy, dumps[which].bytes, size);
  for (size_t changes = next() % 4; changes > 0; changes--) {
    size_t at = 31 + next() % (size - 31);
    if (next() % 4 && size > 120) at = 48 + next() % (size / 2 - 40); /* instructions, mostly */
    switch (next() % 6) {
    case 0: copy[at] = (char)next(); break;
    case 1: copy[at] ^= (char)(1 << next() % 8); break;
    case 2: copy[at] = (char)(next() % 3 - 1); break;
    case 3: copy[at] = (char)(copy[at] + (char)(next() % 5) - 2); break;
    case 4: {
      size_t from = 31 + next() % (size - 31), count = 4 * (1 + next() % 4);
      if (from + count <= size && at + count <= size) memmove(copy + at, copy + from, count);
      break;
    }
    default:
      if (next() % 8 == 0) size = at + 1;
      if (size < 40) size = 40;
    }
  }
  *length = size;
  return copy;
}

/* ---- A made-up world ---- */

enum { WHOLE = MOST_DUMPS }; /* the function that is translated */

struct world {
  size_t which; /* the dump that is damaged */
  char *bytes;
  size_t length;
};

static const char *dump(void *context, uint32_t function, size_t *length) {
  struct world *world = context;
  if (function == WHOLE) {
    *length = world->length;
    return world->bytes;
  }
  if (function % 16 == 7) return NULL;
  *length = dumps[function % dump_count].length;
  return dumps[function % dump_count].bytes;
}

static void make_up(struct rule_value *value) {
  static const char *const words[] = {"key", "x", "math.floor", "math.max", "math.log", "math.fmod", "math.huge", ""};
  static const enum rule_thing likely[] = {RULE_WHOLE, RULE_FLOAT, RULE_FLOAT, RULE_FLOAT, RULE_WORD}; /* else few programs come out */
  *value = (struct rule_value){.thing = next() % 64 ? likely[next() % 5] : (enum rule_thing)(next() % (RULE_OTHER + 1))};
  value->boolean = next() % 2;
  value->whole = (int64_t)(next() % 3 ? next() % 7 - 3 : next());
  value->number = next() % 3 ? (double)(next() % 9) / 4 - 1 : next() % 2 ? NAN : INFINITY;
  value->id = (uint32_t)(next() % 50);
  value->text = words[next() % 8];
  value->length = strlen(value->text);
}

static bool upvalue(void *context, uint32_t function, unsigned index, struct rule_value *value) {
  const struct world *world = context;
  size_t which = function == WHOLE ? world->which : function % dump_count;
  make_up(value);
  if (index < MOST_UPVALUES && next() % 64) *value = dumps[which].upvalues[index];
  return index < 200;
}

static bool index_table(void *context, uint32_t table, const struct rule_value *key, struct rule_value *value) {
  static const char *const known[] = {"math.floor", "math.ceil", "math.abs",  "math.sqrt", "math.max", "math.min", "math.log",
                                      "math.exp",   "math.fmod", "math.atan", "math.deg",  "math.rad", "math.sin"};
  (void)context;
  make_up(value);
  if (table == 1) *value = (struct rule_value){.thing = RULE_FUNCTION, .id = (uint32_t)(next() % dump_count)}; /* of _ENV */
  if (key->thing == RULE_WORD && !strcmp(key->text, "math")) *value = (struct rule_value){.thing = RULE_TABLE, .id = 2};
  for (size_t i = 0; key->thing == RULE_WORD && i < sizeof known / sizeof *known; i++)
    if (!strcmp(key->text, known[i] + 5)) *value = (struct rule_value){.thing = RULE_BUILTIN, .text = known[i]};
  return table % 16 != 3;
}

static bool key_of(void *context, uint32_t table, unsigned position, struct rule_value *key) {
  (void)context;
  make_up(key);
  key->thing = RULE_WORD;
  return position < table;
}

/* ---- One execution ---- */

static void run(const struct rule_program *program) {
  double values[COLUMNS * LINES];
  unsigned char present[COLUMNS * LINES], kinds[LINES], reads[COLUMNS] = {0};
  uint16_t missing[LINES];
  union lane results[LINES];
  for (size_t i = 0; i < COLUMNS * LINES; i++) {
    present[i] = columns[i / LINES].whole || next() % 4 != 0;
    values[i] = next() % 5 ? (double)(next() % 5) - 2 : next() % 2 ? NAN : 0x1p63;
  }
  rule_run(program, &(struct rule_input){values, present, LINES}, 0, LINES, 1 + next() % 50, &(struct rule_output){results, kinds, missing, reads});
  for (size_t i = 0; i < LINES; i++)
    if (kinds[i] > RULE_INTERPRET || (kinds[i] != RULE_INTERPRET && missing[i] > COLUMNS)) abort();
}

int main(int count_of_words, char **words) {
  numbers_take_over();
  size_t count = count_of_words > 2 ? strtoul(words[2], NULL, 10) : 1000, translated = 0;
  uint64_t seed = count_of_words > 1 ? strtoul(words[1], NULL, 10) : 1;
  struct arena *arena = arena_new();
  read_chunks();
  for (size_t i = 0; i < count && dump_count; i++) {
    struct words *texts = words_new();
    struct rule_refusal refusal;
    struct rule_value params;
    state = (seed + i) * 0x9e3779b97f4a7c15u | 1;
    for (int n = 0; n < 8; n++) next();
    struct world world = {0};
    world.which = next() % 16 ? dump_of_rule[next() % rule_count] : next() % dump_count;
    world.bytes = damaged(world.which, &world.length);
    make_up(&params);
    if (next() % 16) params = (struct rule_value){.thing = RULE_TABLE, .id = 2};
    words_number(texts, "key", 3);
    const struct rule_program *program =
        rule_translate(arena, &(struct rule_source){&world, dump, upvalue, index_table, key_of}, WHOLE, columns, COLUMNS, texts, &params, &refusal);
    if (program) run(program), translated++;
    free(world.bytes);
    words_free(texts);
    arena_reset(arena);
  }
  for (size_t i = 0; i < dump_count; i++) free(dumps[i].bytes);
  arena_free(arena);
  printf("%zu executions, %zu translated and run\n", count, translated);
  return 0;
}
