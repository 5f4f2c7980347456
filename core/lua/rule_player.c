/* Rules in the player: loading one, and calling its functions row by row over the columns the keeper made. */
#include "core/lua/bind.h"
#include "core/lua/sandbox.h"
#include "core/lua/verbs.h"
#include "core/practice/columns.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define RULES "kith.rules" /* registry: name → { functions, params } */
#define ROW_TYPE "kith.row"

enum { MOST_FINDINGS = 20, LINES_A_BUDGET = 4096 };

static const char *text_of(struct player_session *session, const struct value *call, const char *name) {
  const struct value *value = value_get(session->arena, call, name);
  const char *text = value ? value_word(value) : NULL;
  return text ? text : "";
}

/* ---- Loading ---- */

struct loading {
  struct player_session *session;
  const struct value *call;
  struct value *reply;
};

/* Runs protected, like a script: prelude → ; fills the reply and keeps the functions. */
static int load_rule(lua_State *L) {
  struct loading *loading = lua_touserdata(L, 1); /* loading prelude */
  const struct value *tune = value_get(loading->session->arena, loading->call, "tune");
  const char *name = text_of(loading->session, loading->call, "rule");
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
  sandbox_protect(L); /* a factor cannot change what the next one sees */
  lua_rawseti(L, -2, 2);
  lua_setfield(L, -2, name);
  return 0;
}

bool verb_load_rule(struct player_session *session, const struct value *call, struct value *reply) {
  lua_State *L = host_state(session->host);
  struct loading loading = {session, call, reply};
  if (!prepare_scripts(session, call, NULL)) return false; /* prelude */
  lua_pushcfunction(L, load_rule);
  lua_insert(L, -2);
  lua_pushlightuserdata(L, &loading);
  lua_insert(L, -2); /* load_rule loading prelude */
  return prepared_call(session, 2, 0);
}

/* ---- Rows ---- */

/* One for a whole run: the line moves. Lua owns it, since a script may keep its row beyond the run, when there is nothing left to read. */
struct row {
  struct host *host;
  const double *values;
  const unsigned char *present;
  size_t lines, line, width;
  unsigned char *reads;   /* columns read by the function at hand */
  size_t last_missing;    /* column + 1 */
  unsigned char *types; /* enum column_type */
  const char **names;
};

/* r.name; upvalues: the row, names → column (from 1) or a group's proxy, texts. */
static int row_index(lua_State *L) {
  struct row *row = lua_touserdata(L, lua_upvalueindex(1));
  if (!row->present) return luaL_error(L, "this row was of an earlier run; a rule reads the row it is given");
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(2)) == LUA_TNUMBER) {
    size_t column = (size_t)lua_tointeger(L, -1) - 1, at = column * row->lines + row->line;
    row->reads[column] = 1;
    if (!row->present[at]) {
      row->last_missing = column + 1;
      host_saw_missing(row->host, lua_tostring(L, 2));
      lua_pushnil(L);
    } else if (row->types[column] == COLUMN_FLAG) {
      lua_pushboolean(L, row->values[at] != 0);
    } else if (row->types[column] == COLUMN_WORD) {
      lua_rawgeti(L, lua_upvalueindex(3), (lua_Integer)row->values[at]);
    } else {
      lua_pushnumber(L, row->values[at]);
    }
    return 1;
  }
  if (lua_istable(L, -1) || lua_isuserdata(L, -1)) return 1; /* a group such as r.cadence */
  const char *wanted = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
  struct nearest nearest = nearest_to(wanted, strlen(wanted));
  for (size_t i = 0; i < row->width; i++) nearest_offer(&nearest, row->names[i]);
  if (nearest.best) return luaL_error(L, "no field \"%s\" in a row; did you mean \"%s\"?", wanted, nearest.best);
  return luaL_error(L, "no field \"%s\" in a row", wanted);
}

static int row_newindex(lua_State *L) { return luaL_error(L, "a rule reads its row and cannot change it"); }

/* Pushes a proxy whose __index looks `names` (on top of the stack, popped) up. The row's userdata stands at `row`. */
static void push_proxy(lua_State *L, int row, int texts) {
  lua_newuserdatauv(L, 0, 0); /* names proxy */
  lua_newtable(L);            /* names proxy metatable */
  lua_pushvalue(L, row);
  lua_pushvalue(L, -4);
  lua_pushvalue(L, texts);
  lua_pushcclosure(L, row_index, 3);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, row_newindex);
  lua_setfield(L, -2, "__newindex");
  lua_pushliteral(L, "locked");
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_remove(L, -2); /* proxy */
}

/* ---- Running ---- */

struct running {
  struct player_session *session;
  const struct value *call;
  struct value *reply;
  struct row *row;
  struct value findings;
  size_t factors, limits;
  bool over;
};

static size_t count_of(struct running *running, const char *name) {
  const struct value *value = value_get(running->session->arena, running->call, name);
  return value && value->kind == VALUE_INTEGER && value->as.integer > 0 ? (size_t)value->as.integer : 0;
}

static const struct value *columns_of(struct running *running) { return value_get(running->session->arena, running->call, "columns"); }

/* Pushes the names of the columns: "cadence.ideal" becomes a proxy under "cadence". */
static void push_names(lua_State *L, struct running *running, int row, int texts) {
  const struct value *columns = columns_of(running);
  lua_newtable(L);
  for (size_t i = 0; i < columns->as.list.count; i++) {
    const struct value *column = &columns->as.list.items[i];
    const char *name = text_of(running->session, column, "name"), *dot = strchr(name, '.');
    const struct value *type = value_get(running->session->arena, column, "type");
    running->row->names[i] = name;
    running->row->types[i] = type && type->kind == VALUE_INTEGER ? (unsigned char)type->as.integer : COLUMN_NUMBER;
    if (dot) {
      lua_pushlstring(L, name, (size_t)(dot - name));
      if (lua_rawget(L, -2) == LUA_TNIL) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_pushlstring(L, name, (size_t)(dot - name));
        lua_pushvalue(L, -2);
        lua_rawset(L, -4);
      }
      lua_pushinteger(L, (lua_Integer)i + 1);
      lua_setfield(L, -2, dot + 1);
      lua_pop(L, 1);
    } else {
      lua_pushinteger(L, (lua_Integer)i + 1);
      lua_setfield(L, -2, name);
    }
  }
  lua_newtable(L); /* names groups: proxies are made once the tables are whole */
  for (lua_pushnil(L); lua_next(L, -3); lua_pop(L, 1)) {
    if (!lua_istable(L, -1)) continue;
    lua_pushvalue(L, -2);
    lua_pushvalue(L, -2);
    push_proxy(L, row, texts); /* … groups name table name proxy */
    lua_rawset(L, -5);
  }
  for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) { /* names groups name proxy */
    lua_pushvalue(L, -2);
    lua_pushvalue(L, -2);
    lua_rawset(L, -6);
  }
  lua_pop(L, 1);
}

static bool map_columns(struct running *running) {
  struct row *row = running->row;
  const struct value *columns = columns_of(running);
  row->lines = count_of(running, "lines");
  row->width = columns && columns->kind == VALUE_LIST ? columns->as.list.count : 0;
  size_t needed = row->width * row->lines * (sizeof(double) + 1);
  if (needed > running->session->columns_size || !row->width) return false;
  row->host = running->session->host;
  row->reads = ARENA_ARRAY(running->session->arena, unsigned char, row->width);
  row->types = ARENA_ARRAY(running->session->arena, unsigned char, row->width);
  row->names = ARENA_ARRAY(running->session->arena, const char *, row->width);
  if (!needed) return true;
  void *memory = mmap(NULL, running->session->columns_size, PROT_READ, MAP_SHARED, running->session->columns, 0);
  if (memory == MAP_FAILED) return false;
  row->values = memory;
  row->present = (const unsigned char *)memory + row->width * row->lines * sizeof(double);
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

/* Calls the function on top of the stack with (row, params) at those indices; the result or nothing is left. */
static enum host_outcome call_on_row(lua_State *L, struct running *running, int row_at, int params_at) {
  lua_pushvalue(L, row_at);
  lua_pushvalue(L, params_at);
  running->row->last_missing = 0;
  return host_call(running->session->host, 2, 1);
}

static void tell_raised(struct running *running, const char *what, size_t part) {
  const struct host_error *error = host_error(running->session->host);
  add_finding(running, what, part, error->source, error->line, error->message);
}

/* A factor's number, NAN where missing; what is neither is a finding. */
static double factor_value(lua_State *L, struct running *running, size_t factor, int row_at, int params_at) {
  enum host_outcome outcome = call_on_row(L, running, row_at, params_at);
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
    add_finding(running, "factor", factor, "", 0, arena_format(running->session->arena, "is %s, not a number", lua_isstring(L, -1) ? "a text" : lua_isboolean(L, -1) ? "true or false" : lua_istable(L, -1) ? "a table" : "no value"));
  }
  lua_pop(L, 1);
  return value;
}

/* Without a function the factor is the feature of its name, as it stands. */
static double feature_value(struct running *running, size_t factor, size_t column) {
  struct row *row = running->row;
  size_t at = column * row->lines + row->line;
  row->reads[column] = 1;
  row->last_missing = 0;
  if (!row->present[at]) {
    row->last_missing = column + 1;
    return NAN;
  }
  double value = row->values[at];
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
    double *numbers = ARENA_ARRAY(arena, double, row->lines);
    unsigned char *inputs = ARENA_ARRAY(arena, unsigned char, row->lines);
    memset(row->reads, 0, row->width);
    bool has_function = lua_rawgeti(L, -1, (lua_Integer)factor + 1) == LUA_TFUNCTION; /* … factors function */
    size_t column = defaults && factor < defaults->as.list.count ? (size_t)defaults->as.list.items[factor].as.integer : 0;
    for (row->line = 0; row->line < row->lines && !running->over; row->line++) {
      if (row->line % LINES_A_BUDGET == 0) host_budget(running->session->host, 0);
      if (has_function) lua_pushvalue(L, -1);
      if (has_function) numbers[row->line] = factor_value(L, running, factor, row_at, params);
      else numbers[row->line] = column && column <= row->width ? feature_value(running, factor, column - 1) : NAN;
      inputs[row->line] = isnan(numbers[row->line]) && row->last_missing < 256 ? (unsigned char)row->last_missing : 0;
    }
    lua_pop(L, 1);
    reply_blob(running, &values, numbers, row->lines * sizeof *numbers);
    reply_blob(running, &missing, inputs, row->lines);
    reply_blob(running, &reads, row->reads, row->width);
  }
  lua_pop(L, 1);
  value_set(arena, running->reply, "factors", values);
  value_set(arena, running->reply, "missing", missing);
  value_set(arena, running->reply, "reads", reads);
}

static void run_limits(lua_State *L, struct running *running, int functions, int params, int row_at) {
  struct arena *arena = running->session->arena;
  struct row *row = running->row;
  struct value limits = value_list();
  lua_getfield(L, functions, "limits");
  for (size_t limit = 0; limit < running->limits && !running->over; limit++) {
    unsigned char *applies = ARENA_ARRAY(arena, unsigned char, row->lines);
    bool has_function = lua_rawgeti(L, -1, (lua_Integer)limit + 1) == LUA_TFUNCTION;
    for (row->line = 0; has_function && row->line < row->lines && !running->over; row->line++) {
      if (row->line % LINES_A_BUDGET == 0) host_budget(running->session->host, 0);
      lua_pushvalue(L, -1);
      enum host_outcome outcome = call_on_row(L, running, row_at, params);
      if (outcome == HOST_RAISED) tell_raised(running, "limit", limit);
      if (outcome == HOST_STEPS || outcome == HOST_MEMORY) running->over = true;
      if (outcome != HOST_DONE) continue; /* with a missing input it does not apply */
      applies[row->line] = (unsigned char)lua_toboolean(L, -1);
      lua_pop(L, 1);
    }
    lua_pop(L, 1);
    reply_blob(running, &limits, applies, row->lines);
  }
  lua_pop(L, 1);
  value_set(arena, running->reply, "limits", limits);
}

/* The class's position from 1 in call.classes, 0 where an input was missing. */
static size_t class_number(lua_State *L, struct running *running) {
  const struct value *classes = value_get(running->session->arena, running->call, "classes");
  const char *name = lua_tostring(L, -1);
  for (size_t i = 0; name && classes && i < classes->as.list.count; i++) {
    const char *word = value_word(&classes->as.list.items[i]);
    if (word && !strcmp(word, name)) return i + 1;
  }
  if (!lua_isnil(L, -1))
    add_finding(running, "class", 0, "", 0, arena_format(running->session->arena, "is \"%s\", which `classes` does not list", name ? name : luaL_typename(L, -1)));
  return 0;
}

static void run_class(lua_State *L, struct running *running, int functions, int params, int row_at) {
  struct row *row = running->row;
  if (lua_getfield(L, functions, "class") == LUA_TFUNCTION) {
    unsigned char *classes = ARENA_ARRAY(running->session->arena, unsigned char, row->lines);
    unsigned char *inputs = ARENA_ARRAY(running->session->arena, unsigned char, row->lines);
    memset(row->reads, 0, row->width);
    for (row->line = 0; row->line < row->lines && !running->over; row->line++) {
      if (row->line % LINES_A_BUDGET == 0) host_budget(running->session->host, 0);
      lua_pushvalue(L, -1);
      enum host_outcome outcome = call_on_row(L, running, row_at, params);
      if (outcome == HOST_RAISED) tell_raised(running, "class", 0);
      if (outcome == HOST_STEPS || outcome == HOST_MEMORY) running->over = true;
      inputs[row->line] = row->last_missing < 256 ? (unsigned char)row->last_missing : 0;
      if (outcome != HOST_DONE) continue;
      classes[row->line] = (unsigned char)class_number(L, running);
      lua_pop(L, 1);
    }
    value_set(running->session->arena, running->reply, "class", value_text(running->session->arena, (char *)classes, row->lines));
    value_set(running->session->arena, running->reply, "class_missing", value_text(running->session->arena, (char *)inputs, row->lines));
    value_set(running->session->arena, running->reply, "class_reads", value_text(running->session->arena, (char *)row->reads, row->width));
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
  struct running running = {.session = session, .call = call, .reply = reply, .findings = value_list()};
  int base = lua_gettop(L);
  *reply = value_map();
  running.factors = count_of(&running, "factors");
  running.limits = count_of(&running, "limits");
  running.row = lua_newuserdatauv(L, sizeof *running.row, 0);
  *running.row = (struct row){.host = session->host};
  if (!map_columns(&running)) {
    lua_settop(L, base);
    return false;
  }
  push_texts(L, &running);
  push_names(L, &running, base + 1, base + 2);
  push_proxy(L, base + 1, base + 2);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, RULES);
  bool loaded = lua_getfield(L, -1, text_of(session, call, "rule")) == LUA_TTABLE;
  if (loaded) {
    lua_rawgeti(L, -1, 1);
    lua_rawgeti(L, -2, 2);
    int params = lua_gettop(L);
    run_factors(L, &running, params - 1, params, base + 3);
    run_limits(L, &running, params - 1, params, base + 3);
    run_class(L, &running, params - 1, params, base + 3);
  }
  if (running.row->values) munmap((void *)running.row->values, session->columns_size);
  running.row->values = NULL;
  running.row->present = NULL;
  lua_settop(L, base);
  value_set(session->arena, reply, "findings", running.findings);
  return loaded && !running.over;
}
