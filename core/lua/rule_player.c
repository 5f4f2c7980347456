/* Rules in the player: loading one, and calling its functions row by row over the columns the keeper made. */
#include "core/lua/bind.h"
#include "core/lua/rule_part.h"
#include "core/lua/sandbox.h"
#include "core/lua/verbs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define ROW_TYPE "kith.row"

enum { MOST_FINDINGS = 20, LINES_A_BUDGET = 4096 };

/* ---- Loading ---- */

/* Runs protected, like a script: prelude → ; fills the reply and keeps the functions. */
static int load_rule(lua_State *L) {
  struct answering *loading = lua_touserdata(L, 1); /* loading prelude */
  const struct value *tune = value_get(loading->session->arena, loading->call, "tune");
  const char *name = value_get_word(loading->session->arena, loading->call, "rule");
  lua_getfield(L, 2, "load");
  lua_pushstring(L, name);
  if (tune) push_value(L, tune);
  else lua_pushnil(L);
  lua_call(L, 2, 3); /* loading prelude header functions params */
  if (lua_isnil(L, 3)) return 0;
  *loading->reply = read_value(L, 3, loading->session->arena, true);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, RULES);
  lua_createtable(L, 2, 0);
  lua_pushvalue(L, 4);
  lua_rawseti(L, -2, 1);
  lua_pushvalue(L, 5);
  sandbox_protect_strict(L, "param"); /* a factor cannot change what the next one sees */
  lua_rawseti(L, -2, 2);
  lua_setfield(L, -2, name);
  return 0;
}

bool verb_load_rule(struct player_session *session, const struct value *call, struct value *reply) {
  return prepared_load(&(struct answering){session, call, reply}, NULL, load_rule);
}

/* ---- Running ---- */

struct running {
  struct player_session *session;
  const struct value *call;
  struct value *reply;
  struct row *row;
  struct part part;
  struct value findings, parts;
  size_t factors, limits;
  size_t interpreted; /* lines */
  bool over;
};

static size_t count_of(struct running *running, const char *name) {
  const struct value *value = value_get(running->session->arena, running->call, name);
  return value && value->kind == VALUE_INTEGER && value->as.integer > 0 ? (size_t)value->as.integer : 0;
}

static void describe_columns(struct running *running, const struct value *columns) {
  struct arena *arena = running->session->arena;
  struct rule_column *described = ARENA_ARRAY(arena, struct rule_column, running->row->width);
  for (size_t i = 0; i < running->row->width; i++) {
    const struct value *column = &columns->as.list.items[i], *type = value_get(arena, column, "type");
    described[i].name = value_get_word(arena, column, "name");
    described[i].type = type && type->kind == VALUE_INTEGER ? (enum column_type)type->as.integer : COLUMN_NUMBER;
  }
  running->row->columns = described;
}

static bool map_columns(struct running *running) {
  struct row *row = running->row;
  const struct value *columns = value_get(running->session->arena, running->call, "columns");
  size_t lines = row->input.lines = count_of(running, "lines");
  row->width = columns && columns->kind == VALUE_LIST ? columns->as.list.count : 0;
  size_t needed = row->width * lines * (sizeof(double) + 1);
  if (needed > running->session->columns_size || !row->width) return false;
  row->reads = ARENA_ARRAY(running->session->arena, unsigned char, row->width);
  describe_columns(running, columns);
  if (!needed) return true;
  void *memory = mmap(NULL, running->session->columns_size, PROT_READ, MAP_SHARED, running->session->columns, 0);
  if (memory == MAP_FAILED) return false;
  row->input.values = memory;
  row->input.present = (const unsigned char *)memory + row->width * lines * sizeof(double);
  return true;
}

static void add_finding(struct running *running, const char *what, size_t part, const char *source, int line, const char *message) {
  struct arena *arena = running->session->arena;
  if (running->findings.as.list.count >= MOST_FINDINGS) return;
  struct value finding = value_map();
  value_set(arena, &finding, "row", value_integer((int64_t)running->row->line));
  value_set(arena, &finding, "part", value_integer((int64_t)part + 1));
  value_set(arena, &finding, "what", value_string(arena, what));
  value_set(arena, &finding, "source", value_string(arena, source));
  value_set(arena, &finding, "line", value_integer(line));
  value_set(arena, &finding, "message", value_string(arena, message));
  value_add(arena, &running->findings, finding);
}

/* Starts a function, on top of the stack, and notes for the report whether it is translated. */
static void start_part(lua_State *L, struct running *running, const char *what, size_t part, int params) {
  struct arena *arena = running->session->arena;
  const struct rule_refusal *refusal = &running->part.refusal;
  running->interpreted = 0;
  player_beat(running->session); /* a translated function gives no sign of life */
  part_start(L, &running->part, arena, params);
  if (lua_type(L, -1) != LUA_TFUNCTION) return;
  struct value note = value_map();
  value_set(arena, &note, "what", value_string(arena, what));
  value_set(arena, &note, "part", value_integer((int64_t)part + 1));
  value_set(arena, &note, "translated", value_flag(running->part.translated));
  if (!running->part.translated) {
    value_set(arena, &note, "source", value_string(arena, refusal->source));
    value_set(arena, &note, "line", value_integer(refusal->line));
    value_set(arena, &note, "why", value_string(arena, refusal->why));
  }
  value_add(arena, &running->parts, note);
}

/* A line that the interpreter is asked about has its share of a budget of steps. */
static enum host_outcome interpret(lua_State *L, struct running *running, int row_at, int params_at) {
  if (running->interpreted++ % LINES_A_BUDGET == 0) host_budget(running->session->host, 0);
  return part_interpret(L, &running->part, row_at, params_at);
}

static void tell_raised(struct running *running, const char *what, size_t part) {
  const struct host_error *error = host_error(running->session->host);
  add_finding(running, what, part, error->source, error->line, error->message);
}

/* A factor's number, NAN where missing; what is neither is a finding. */
static double interpreted_factor(lua_State *L, struct running *running, size_t factor, int row_at, int params_at) {
  enum host_outcome outcome = interpret(L, running, row_at, params_at);
  if (outcome == HOST_RAISED) tell_raised(running, "factor", factor);
  if (outcome == HOST_STEPS || outcome == HOST_MEMORY) running->over = true;
  if (outcome != HOST_DONE) return NAN;
  double value = NAN;
  if (lua_type(L, -1) == LUA_TNUMBER) {
    char text[32];
    value = lua_tonumber(L, -1);
    number_text(text, value);
    if (!(value >= 0 && value <= 1)) {
      const char *message = isnan(value) ? "is not a number (0/0)" : arena_format(running->session->arena, "is %s, outside 0 to 1", text);
      add_finding(running, "factor", factor, "", 0, message);
      value = NAN;
    }
  } else if (!lua_isnil(L, -1)) {
    const char *found = lua_isstring(L, -1) ? "a text" : lua_isboolean(L, -1) ? "true or false" : lua_istable(L, -1) ? "a table" : "no value";
    add_finding(running, "factor", factor, "", 0, arena_format(running->session->arena, "is %s, not a number", found));
  }
  lua_pop(L, 1);
  return value;
}

/* The interpreter is asked where the translated function cannot tell, and again where something is to be told. */
static double factor_value(lua_State *L, struct running *running, size_t factor, int row_at, int params_at) {
  union lane value;
  switch (part_answer(&running->part, &value)) {
  case RULE_IS_NUMBER:
    if (value.f >= 0 && value.f <= 1) return value.f;
    break;
  case RULE_IS_INTEGER:
    if (value.i == 0 || value.i == 1) return (double)value.i;
    break;
  case RULE_IS_NIL:
  case RULE_IS_MISSING: return NAN;
  default: break;
  }
  return interpreted_factor(L, running, factor, row_at, params_at);
}

/* Without a function the factor is the feature of its name, as it stands. */
static double feature_value(struct running *running, size_t factor, size_t column) {
  struct row *row = running->row;
  size_t at = column * row->input.lines + row->line;
  row->reads[column] = 1;
  row->last_missing = 0;
  if (!row->input.present[at]) {
    row->last_missing = column + 1;
    return NAN;
  }
  double value = row->input.values[at];
  char text[32];
  number_text(text, value);
  if (value >= 0 && value <= 1) return value;
  add_finding(running, "factor", factor, "", 0, arena_format(running->session->arena, "is %s, outside 0 to 1; give it a `value` function", text));
  return NAN;
}

static void reply_blob(struct running *running, struct value *list, const void *bytes, size_t size) {
  value_add(running->session->arena, list, value_text(running->session->arena, bytes, size));
}

/* Each function over all lines, so that what it reads is known of it alone. Stack on entry: … functions params row. */
static void run_factors(lua_State *L, struct running *running, int functions, int params, int row_at) {
  struct arena *arena = running->session->arena;
  struct row *row = running->row;
  const struct value *defaults = value_get(arena, running->call, "defaults"); /* a factor's column, from 1, where it has no function */
  struct value values = value_list(), missing = value_list(), reads = value_list();
  lua_getfield(L, functions, "factors");
  for (size_t factor = 0; factor < running->factors && !running->over; factor++) {
    double *numbers = ARENA_ARRAY(arena, double, row->input.lines);
    unsigned char *inputs = ARENA_ARRAY(arena, unsigned char, row->input.lines);
    bool has_function = lua_rawgeti(L, -1, (lua_Integer)factor + 1) == LUA_TFUNCTION; /* … factors function */
    start_part(L, running, "factor", factor, params);
    size_t column = defaults && factor < defaults->as.list.count ? (size_t)defaults->as.list.items[factor].as.integer : 0;
    for (row->line = 0; row->line < row->input.lines && !running->over; row->line++) {
      if (has_function) numbers[row->line] = factor_value(L, running, factor, row_at, params);
      else numbers[row->line] = column && column <= row->width ? feature_value(running, factor, column - 1) : NAN;
      inputs[row->line] = isnan(numbers[row->line]) && row->last_missing < 256 ? (unsigned char)row->last_missing : 0;
    }
    lua_pop(L, 1);
    reply_blob(running, &values, numbers, row->input.lines * sizeof *numbers);
    reply_blob(running, &missing, inputs, row->input.lines);
    reply_blob(running, &reads, row->reads, row->width);
  }
  lua_pop(L, 1);
  value_set(arena, running->reply, "factors", values);
  value_set(arena, running->reply, "missing", missing);
  value_set(arena, running->reply, "reads", reads);
}

static bool limit_applies(lua_State *L, struct running *running, size_t limit, int row_at, int params_at) {
  union lane value;
  enum rule_kind kind = part_answer(&running->part, &value);
  if (kind != RULE_INTERPRET) return kind != RULE_IS_NIL && kind != RULE_IS_FALSE && kind != RULE_IS_MISSING;
  enum host_outcome outcome = interpret(L, running, row_at, params_at);
  if (outcome == HOST_RAISED) tell_raised(running, "limit", limit);
  if (outcome == HOST_STEPS || outcome == HOST_MEMORY) running->over = true;
  if (outcome != HOST_DONE) return false; /* with a missing input it does not apply */
  bool applies = lua_toboolean(L, -1);
  lua_pop(L, 1);
  return applies;
}

static void run_limits(lua_State *L, struct running *running, int functions, int params, int row_at) {
  struct arena *arena = running->session->arena;
  struct row *row = running->row;
  struct value limits = value_list();
  lua_getfield(L, functions, "limits");
  for (size_t limit = 0; limit < running->limits && !running->over; limit++) {
    unsigned char *applies = ARENA_ARRAY(arena, unsigned char, row->input.lines);
    bool has_function = lua_rawgeti(L, -1, (lua_Integer)limit + 1) == LUA_TFUNCTION;
    start_part(L, running, "limit", limit, params);
    for (row->line = 0; has_function && row->line < row->input.lines && !running->over; row->line++)
      applies[row->line] = limit_applies(L, running, limit, row_at, params);
    lua_pop(L, 1);
    reply_blob(running, &limits, applies, row->input.lines);
  }
  lua_pop(L, 1);
  value_set(arena, running->reply, "limits", limits);
}

/* The position from 1 of a name in call.classes, 0 where it does not stand there. */
static size_t class_named(struct running *running, const char *name) {
  const struct value *classes = value_get(running->session->arena, running->call, "classes");
  for (size_t i = 0; name && classes && i < classes->as.list.count; i++) {
    const char *word = value_word(&classes->as.list.items[i]);
    if (word && !strcmp(word, name)) return i + 1;
  }
  return 0;
}

/* The class of the result on top of the stack, 0 where an input was missing. */
static size_t class_number(lua_State *L, struct running *running) {
  const char *name = lua_tostring(L, -1);
  size_t number = class_named(running, name);
  if (!number && !lua_isnil(L, -1))
    add_finding(running, "class", 0, "", 0,
                arena_format(running->session->arena, "is \"%s\", which `classes` does not list", name ? name : luaL_typename(L, -1)));
  return number;
}

static size_t class_of_line(lua_State *L, struct running *running, int row_at, int params_at) {
  union lane value;
  enum rule_kind kind = part_answer(&running->part, &value);
  size_t number = kind == RULE_IS_TEXT ? class_named(running, words_text(running->part.words, (uint32_t)value.f)) : 0;
  if (number || kind == RULE_IS_NIL || kind == RULE_IS_MISSING) return number;
  enum host_outcome outcome = interpret(L, running, row_at, params_at);
  if (outcome == HOST_RAISED) tell_raised(running, "class", 0);
  if (outcome == HOST_STEPS || outcome == HOST_MEMORY) running->over = true;
  if (outcome != HOST_DONE) return 0;
  number = class_number(L, running);
  lua_pop(L, 1);
  return number;
}

static void run_class(lua_State *L, struct running *running, int functions, int params, int row_at) {
  struct row *row = running->row;
  struct arena *arena = running->session->arena;
  if (lua_getfield(L, functions, "class") == LUA_TFUNCTION) {
    unsigned char *classes = ARENA_ARRAY(arena, unsigned char, row->input.lines);
    unsigned char *inputs = ARENA_ARRAY(arena, unsigned char, row->input.lines);
    start_part(L, running, "class", 0, params);
    for (row->line = 0; row->line < row->input.lines && !running->over; row->line++) {
      classes[row->line] = (unsigned char)class_of_line(L, running, row_at, params);
      inputs[row->line] = row->last_missing < 256 ? (unsigned char)row->last_missing : 0;
    }
    value_set(arena, running->reply, "class", value_text(arena, (char *)classes, row->input.lines));
    value_set(arena, running->reply, "class_missing", value_text(arena, (char *)inputs, row->input.lines));
    value_set(arena, running->reply, "class_reads", value_text(arena, (char *)row->reads, row->width));
  }
  lua_pop(L, 1);
}

static void push_texts(lua_State *L, struct running *running) {
  const struct value *texts = value_get(running->session->arena, running->call, "texts");
  if (texts) push_value(L, texts);
  else lua_newtable(L);
}

/* The stack: row texts proxy rules rule functions params. All of it is the engine's own; only host_call runs what scripts wrote. */
bool verb_run_rule(struct player_session *session, const struct value *call, struct value *reply) {
  lua_State *L = host_state(session->host);
  struct running running = {.session = session, .call = call, .reply = reply, .findings = value_list(), .parts = value_list()};
  const struct value *interpreted = value_get(session->arena, call, "interpret");
  int base = lua_gettop(L);
  *reply = value_map();
  running.factors = count_of(&running, "factors");
  running.limits = count_of(&running, "limits");
  running.row = row_new(L, session->host);
  if (!map_columns(&running)) {
    lua_settop(L, base);
    return false;
  }
  push_texts(L, &running);
  row_push(L, base + 1, base + 2);
  part_open(L, &running.part, running.row, session->crew, session->arena, base + 2, interpreted && interpreted->kind == VALUE_FLAG && interpreted->as.flag);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, RULES);
  bool loaded = lua_getfield(L, -1, value_get_word(session->arena, call, "rule")) == LUA_TTABLE;
  if (loaded) {
    lua_rawgeti(L, -1, 1);
    lua_rawgeti(L, -2, 2);
    int params = lua_gettop(L);
    run_factors(L, &running, params - 1, params, base + 3);
    run_limits(L, &running, params - 1, params, base + 3);
    run_class(L, &running, params - 1, params, base + 3);
  }
  if (running.row->input.values) munmap((void *)running.row->input.values, session->columns_size);
  row_end(running.row);
  part_close(&running.part);
  lua_settop(L, base);
  value_set(session->arena, reply, "findings", running.findings);
  value_set(session->arena, reply, "parts", running.parts);
  return loaded && !running.over;
}
