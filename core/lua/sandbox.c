/*
 * The environment of a script. Seen from a script:
 *
 *   _ENV   an empty table for ever; reading falls through to
 *   world  what was offered when the environment was made, and its own `require`; reading falls through to
 *   an error that names the nearest known name.
 *
 * Nothing a script can hold leads to `world`; libraries in it are read-only views (sandbox_protect).
 */
#include "core/lua/sandbox.h"

#include <lauxlib.h>
#include <lualib.h>
#include <string.h>

/* Keys in the registry, by address. */
static char offered_key, libraries_key, world_metatable_key, loading_mark;

static const char *const base_names[] = { "assert", "error", "ipairs", "select", "tonumber", "type", NULL };
static const char *const string_names[] = { "byte", "char", "find",  "format",  "gmatch", "gsub", "len",
                                            "lower", "match", "rep", "reverse", "sub",    "upper", NULL };
static const char *const table_names[] = { "concat", "insert", "remove", "unpack", NULL };
static const char *const math_names[] = { "abs", "acos", "asin", "atan", "ceil", "cos", "deg",        "exp",        "floor", "fmod",
                                          "huge", "log",  "max",  "maxinteger", "min", "mininteger", "modf",       "pi",    "rad",
                                          "sin", "sqrt", "tan",  "tointeger",  "type", "ult", NULL };
static const char *const utf8_names[] = { "char", "charpattern", "codepoint", "codes", "len", "offset", NULL };

/*
 * What Lua has and scripts do not, and why; a script that tries is told. In the libraries: string.dump (bytecode), string.pack and its
 * kin (formats that loop and allocate at will), table.move (2^60 turns in one call), math.random (differs from run to run).
 */
static const struct {
  const char *name, *reason;
} left_out[] = {
  { "_G", "every script has an environment of its own, _ENV" },
  { "collectgarbage", "memory is the host's; it could also stop the collector" },
  { "coroutine", "a fresh coroutine restarts the count of steps" },
  { "debug", "it reaches behind everything, the limits included" },
  { "dofile", "it reads files; use require" },
  { "getmetatable", "metatables reach what other scripts see" },
  { "io", "scripts read and write no files; return data" },
  { "load", "text made at run time is not checked; write functions" },
  { "loadfile", "it reads files; use require" },
  { "loadstring", "text made at run time is not checked; write functions" },
  { "next", "its order differs from run to run; use pairs, which is sorted" },
  { "os", "scripts have no clock, no files and no programs" },
  { "package", "libraries are found by require alone" },
  { "print", "standard output belongs to the answer; return data" },
  { "rawequal", "it goes around metatables" },
  { "rawget", "it goes around metatables" },
  { "rawlen", "it goes around metatables" },
  { "rawset", "it goes around metatables" },
  { "setmetatable", "finalizers and weak tables reach memory corruption in Lua 5.4.4" },
  { "warn", "standard error belongs to kith; return data" },
  { "xpcall", "its handler runs outside the budget; use pcall" },
};

/* ---- read-only views ---- */

static int refuse_change(lua_State *L) { return luaL_error(L, "this table cannot be changed"); }

static int view_length(lua_State *L) {
  lua_pushinteger(L, luaL_len(L, lua_upvalueindex(1)));
  return 1;
}

/* Calls the sorted pairs (upvalue 2) on what the view shows (upvalue 1). */
static int view_pairs(lua_State *L) {
  lua_pushvalue(L, lua_upvalueindex(2));
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_call(L, 1, 3);
  return 3;
}

static void push_offered(lua_State *L) { lua_rawgetp(L, LUA_REGISTRYINDEX, &offered_key); }

/* … shown → … shown metatable */
static void push_view_metatable(lua_State *L) {
  int shown = lua_gettop(L);
  lua_createtable(L, 0, 4);
  lua_pushvalue(L, shown);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, refuse_change);
  lua_setfield(L, -2, "__newindex");
  lua_pushvalue(L, shown);
  lua_pushcclosure(L, view_length, 1);
  lua_setfield(L, -2, "__len");
  lua_pushvalue(L, shown);
  push_offered(L);
  lua_getfield(L, -1, "pairs");
  lua_remove(L, -2);
  lua_pushcclosure(L, view_pairs, 2);
  lua_setfield(L, -2, "__pairs");
}

/* Views are made once a table, so that shared and circular tables keep their shape. `seen`: table → view. */
static void protect(lua_State *L, int seen) {
  if (lua_type(L, -1) != LUA_TTABLE) return;
  if (lua_getmetatable(L, -1)) { /* an object of ours guards itself */
    lua_pop(L, 1);
    return;
  }
  luaL_checkstack(L, 10, NULL);
  lua_pushvalue(L, -1);
  if (lua_rawget(L, seen) != LUA_TNIL) { /* … shown view */
    lua_remove(L, -2);
    return;
  }
  lua_pop(L, 1);
  int shown = lua_gettop(L), view = shown + 1;
  lua_newtable(L);
  lua_pushvalue(L, shown);
  lua_pushvalue(L, view);
  lua_rawset(L, seen);
  lua_pushnil(L);
  while (lua_next(L, shown)) { /* … shown view key value */
    protect(L, seen);
    lua_pushvalue(L, -2);
    lua_insert(L, -2); /* … shown view key key value' */
    lua_rawset(L, shown);
  }
  lua_pushvalue(L, shown);
  push_view_metatable(L); /* … shown view shown metatable */
  lua_setmetatable(L, view);
  lua_settop(L, view);
  lua_remove(L, shown);
}

void sandbox_protect(lua_State *L) {
  lua_newtable(L);
  lua_insert(L, -2); /* … seen value */
  protect(L, lua_gettop(L) - 1);
  lua_remove(L, -2);
}

/* ---- names ---- */

/* Adds `; did you mean "…"?` for the nearest of the keys of the table at `index` to the text on top; leaves one text. */
static void add_nearest(lua_State *L, int index, const char *wanted, size_t length) {
  sorted_keys(L, index); /* … text keys */
  struct nearest nearest = nearest_to(wanted, length);
  lua_Integer count = (lua_Integer)lua_rawlen(L, -1);
  for (lua_Integer i = 1; i <= count; i++) {
    if (lua_rawgeti(L, -1, i) == LUA_TSTRING) nearest_offer(&nearest, lua_tostring(L, -1)); /* the list keeps it alive */
    lua_pop(L, 1);
  }
  if (nearest.best) {
    lua_pushfstring(L, "; did you mean \"%s\"?", nearest.best); /* … text keys suggestion */
    lua_remove(L, -2);
    lua_concat(L, 2);
  } else {
    lua_pop(L, 1);
  }
}

/* Raises the text on top, with the position of the calling script before it. */
static int raise_here(lua_State *L) {
  luaL_where(L, 1);
  lua_insert(L, -2);
  lua_concat(L, 2);
  return lua_error(L);
}

/* __index of a strict table: (table, key); upvalue: what its keys are called. */
static int unknown_key(lua_State *L) {
  size_t length;
  const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tolstring(L, 2, &length) : NULL;
  if (!key || length > 200) return luaL_error(L, "a %s is named by a short text", lua_tostring(L, lua_upvalueindex(1)));
  lua_pushfstring(L, "no \"%s\" among the %ss", key, lua_tostring(L, lua_upvalueindex(1)));
  add_nearest(L, 1, key, length);
  return raise_here(L);
}

void sandbox_protect_strict(lua_State *L, const char *what) {
  lua_pushvalue(L, -1);
  sandbox_protect(L); /* … shown view */
  lua_insert(L, -2);
  lua_createtable(L, 0, 1);
  lua_pushstring(L, what);
  lua_pushcclosure(L, unknown_key, 1);
  lua_setfield(L, -2, "__index");
  lua_setmetatable(L, -2); /* view shown */
  lua_pop(L, 1);
}

/* __index of world: (world, name) */
static int unknown_name(lua_State *L) {
  if (lua_type(L, 2) != LUA_TSTRING) return luaL_error(L, "unknown name: a %s is no name", luaL_typename(L, 2));
  size_t length;
  const char *name = lua_tolstring(L, 2, &length);
  for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++) {
    if (strcmp(name, left_out[i].name) == 0) return luaL_error(L, "\"%s\" is not for scripts: %s", name, left_out[i].reason);
  }
  if (length > 200) return luaL_error(L, "unknown name of %d bytes", (int)length);
  lua_pushfstring(L, "unknown name \"%s\"", name);
  add_nearest(L, 1, name, length);
  return raise_here(L);
}

/* __newindex of an environment: (environment, name, value) */
static int undeclared_name(lua_State *L) {
  if (lua_type(L, 2) != LUA_TSTRING || lua_rawlen(L, 2) > 200) return luaL_error(L, "assignment to an undeclared name");
  const char *name = lua_tostring(L, 2);
  return luaL_error(L, "assignment to the undeclared name \"%s\"; write local %s", name, name);
}

/* ---- require ---- */

/* Runs the library on top of the stack; leaves its value, or raises after forgetting that it was being loaded. */
static void run_library(lua_State *L, const char *name) {
  lua_pushstring(L, name);
  int status = lua_pcall(L, 1, 1, 0);
  if (status == LUA_OK && !lua_isnil(L, -1)) {
    host_uncatchable(L, status);
    return;
  }
  lua_pushnil(L);
  lua_setfield(L, lua_upvalueindex(1), name);
  host_uncatchable(L, status);
  if (status == LUA_OK) luaL_error(L, "the library \"%s\" returns nothing", name);
  lua_error(L);
}

/* Compiles the entry { chunk, text } on top of the stack. Its messages bring their own position. */
static void compile_library(lua_State *L, const char *name) {
  struct host *host = host_of(L);
  size_t length;
  lua_rawgeti(L, -1, 1);
  lua_rawgeti(L, -2, 2); /* … entry chunk text */
  const char *text = lua_tolstring(L, -1, &length);
  lua_pushvalue(L, lua_upvalueindex(1)); /* … entry chunk text loaded */
  enum host_outcome outcome = host_compile_within(host, lua_tostring(L, -3), text, length, lua_gettop(L));
  if (outcome == HOST_DONE) return;
  host_uncatchable(L, LUA_OK);
  lua_pushnil(L);
  lua_setfield(L, lua_upvalueindex(1), name);
  const struct host_error *error = host_error(host);
  if (error->line > 0) lua_pushfstring(L, "%s:%d: %s", error->source, error->line, error->message);
  else lua_pushfstring(L, "the library \"%s\": %s", name, error->message);
  lua_error(L);
}

/* require: (name), upvalue 1 is the table of what this script has loaded. */
static int require(lua_State *L) {
  const char *name = luaL_checkstring(L, 1);
  lua_settop(L, 1);
  if (lua_getfield(L, lua_upvalueindex(1), name) == LUA_TLIGHTUSERDATA && lua_touserdata(L, -1) == &loading_mark)
    return luaL_error(L, "the library \"%s\" requires itself, perhaps by way of others", name);
  if (!lua_isnil(L, -1)) return 1;
  lua_rawgetp(L, LUA_REGISTRYINDEX, &libraries_key); /* name nil libraries */
  if (lua_getfield(L, 3, name) == LUA_TNIL) {
    lua_pushfstring(L, "no library \"%s\"", name);
    add_nearest(L, 3, name, strlen(name));
    return raise_here(L);
  }
  lua_pushlightuserdata(L, &loading_mark);
  lua_setfield(L, lua_upvalueindex(1), name);
  compile_library(L, name);
  run_library(L, name);
  lua_pushvalue(L, -1);
  lua_setfield(L, lua_upvalueindex(1), name);
  return 1;
}

/* ---- environments ---- */

/* Pushes a copy of what is offered, with `require` for the table of loaded libraries at `loaded`. */
static void push_world(lua_State *L, int loaded) {
  lua_newtable(L);
  int world = lua_gettop(L);
  push_offered(L);
  lua_pushnil(L);
  while (lua_next(L, world + 1)) { /* … world offered name value */
    lua_pushvalue(L, -2);
    lua_insert(L, -2);
    lua_rawset(L, world);
  }
  lua_pop(L, 1);
  lua_pushvalue(L, loaded);
  lua_pushcclosure(L, require, 1);
  lua_setfield(L, world, "require");
  lua_rawgetp(L, LUA_REGISTRYINDEX, &world_metatable_key);
  lua_setmetatable(L, world);
}

void sandbox_environment(lua_State *L, int loaded) {
  luaL_checkstack(L, 12, NULL);
  int base = lua_gettop(L);
  if (loaded) lua_pushvalue(L, loaded);
  else lua_newtable(L);
  lua_newtable(L);
  lua_createtable(L, 0, 2); /* loaded environment metatable */
  push_world(L, base + 1);
  lua_setfield(L, base + 3, "__index");
  lua_pushcfunction(L, undeclared_name);
  lua_setfield(L, base + 3, "__newindex");
  lua_setmetatable(L, base + 2);
  lua_remove(L, base + 1);
}

void sandbox_offer(lua_State *L, const char *name) {
  luaL_checkstack(L, 12, NULL);
  sandbox_protect(L);
  push_offered(L);
  lua_insert(L, -2);
  lua_setfield(L, -2, name);
  lua_pop(L, 1);
}

void sandbox_library(lua_State *L, const char *name, const char *chunk, const char *text, size_t length) {
  luaL_checkstack(L, 4, NULL);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &libraries_key);
  lua_createtable(L, 2, 0);
  lua_pushstring(L, chunk);
  lua_rawseti(L, -2, 1);
  lua_pushlstring(L, text, length);
  lua_rawseti(L, -2, 2);
  lua_setfield(L, -2, name);
  lua_pop(L, 1);
}

/* ---- the state ---- */

static int nil_met(lua_State *L) { return host_met_nil(L, lua_tostring(L, lua_upvalueindex(1))); }

/* Arithmetic and ordering with nil end in host_met_nil; indexing, calling and `#` stay ordinary errors. */
static void give_nil_its_metatable(lua_State *L) {
  static const struct {
    const char *event, *what;
  } events[] = {
    { "__add", "arithmetic" },  { "__sub", "arithmetic" }, { "__mul", "arithmetic" },    { "__div", "arithmetic" }, { "__mod", "arithmetic" },
    { "__pow", "arithmetic" },  { "__unm", "arithmetic" }, { "__idiv", "arithmetic" },   { "__band", "arithmetic" }, { "__bor", "arithmetic" },
    { "__bxor", "arithmetic" }, { "__shl", "arithmetic" }, { "__shr", "arithmetic" },    { "__bnot", "arithmetic" }, { "__lt", "ordering" },
    { "__le", "ordering" },     { "__concat", "joining text" },
  };
  lua_pushnil(L);
  lua_newtable(L);
  for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
    lua_pushstring(L, events[i].what);
    lua_pushcclosure(L, nil_met, 1);
    lua_setfield(L, -2, events[i].event);
  }
  lua_setmetatable(L, -2);
  lua_pop(L, 1);
}

/* Pushes a table with the named fields of what `open` makes. */
static int push_library(lua_State *L, lua_CFunction open, const char *const *names) {
  lua_pushcfunction(L, open);
  lua_call(L, 0, 1);
  lua_newtable(L);
  for (; *names; names++) {
    lua_getfield(L, -2, *names);
    lua_setfield(L, -2, *names);
  }
  lua_remove(L, -2);
  return lua_gettop(L);
}

static void set_protected(lua_State *L, int offered, int library, const char *name) {
  lua_pushvalue(L, library);
  sandbox_protect(L);
  lua_setfield(L, offered, name);
}

/* ("x"):upper() finds our functions; no script can reach the table they are in. */
static void lock_string_methods(lua_State *L, int string) {
  lua_pushliteral(L, "");
  lua_getmetatable(L, -1);
  lua_pushvalue(L, string);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 2);
}

static void set_in_registry(lua_State *L, const void *key) {
  lua_newtable(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, key);
}

void sandbox_open(lua_State *L) {
  int top = lua_gettop(L);
  int offered = push_library(L, luaopen_base, base_names);
  int string = push_library(L, luaopen_string, string_names);
  int table = push_library(L, luaopen_table, table_names);
  int math = push_library(L, luaopen_math, math_names);
  int utf8 = push_library(L, luaopen_utf8, utf8_names);
  library_replace(L, offered, string, table, math);
  lock_string_methods(L, string);
  lua_pushvalue(L, offered);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &offered_key); /* from here on views find `pairs` */
  set_protected(L, offered, string, "string");
  set_protected(L, offered, table, "table");
  set_protected(L, offered, math, "math");
  set_protected(L, offered, utf8, "utf8");
  set_in_registry(L, &libraries_key);
  lua_createtable(L, 0, 1);
  lua_pushcfunction(L, unknown_name);
  lua_setfield(L, -2, "__index");
  lua_rawsetp(L, LUA_REGISTRYINDEX, &world_metatable_key);
  lua_newtable(L); /* Lua's own table of globals, with all it holds, is dropped */
  lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
  give_nil_its_metatable(L);
  lua_settop(L, top);
}
