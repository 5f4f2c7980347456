/*
 * The functions of Lua's libraries that scripts get in our form. The rest of a library is Lua's own; what it is given by then
 * is tame. Each replacement says what it is for.
 */
#include <lauxlib.h>
#include <string.h>

#include "core/lua/sandbox.h"

enum { REPEAT_LARGEST = 1024 * 1024, UNPACK_MOST = 10000, SORT_MOST = 1 << 26 };

/* Runs Lua's own function, kept as the first upvalue, on the arguments as they stand. None of those wrapped has upvalues. */
static int run_original(lua_State *L) { return lua_tocfunction(L, lua_upvalueindex(1))(L); }

/* pcall: limits pass through it, and a missing input is told as such. */
static int protected_call(lua_State *L) {
  luaL_checkany(L, 1);
  int status = lua_pcall(L, lua_gettop(L) - 1, LUA_MULTRET, 0);
  host_uncatchable(L, status);
  if (status != LUA_OK && host_missing_mark(L, -1)) {
    lua_pop(L, 1);
    lua_pushliteral(L, "missing");
  }
  lua_pushboolean(L, status == LUA_OK);
  lua_insert(L, 1);
  return lua_gettop(L);
}

/* Pushes the text of a value. An address would differ from run to run; a metatable's __tostring is one of ours. */
static void push_text(lua_State *L, int index) {
  int type = lua_type(L, index);
  bool has_address = type == LUA_TTABLE || type == LUA_TFUNCTION || type == LUA_TUSERDATA || type == LUA_TLIGHTUSERDATA || type == LUA_TTHREAD;
  if (!has_address || luaL_getmetafield(L, index, "__tostring") != LUA_TNIL) {
    if (has_address) lua_pop(L, 1);
    luaL_tolstring(L, index, NULL);
  } else {
    lua_pushstring(L, lua_typename(L, type));
  }
}

static int to_text(lua_State *L) {
  luaL_checkany(L, 1);
  push_text(L, 1);
  return 1;
}

/* Walks a table in the order of its keys as they were when the walk began; a key that has gone by its turn is skipped. */
static int walk(lua_State *L) {
  lua_Integer position = lua_tointeger(L, lua_upvalueindex(3));
  for (;;) {
    lua_settop(L, 0);
    if (lua_rawgeti(L, lua_upvalueindex(2), ++position) == LUA_TNIL) return 1;
    lua_pushvalue(L, 1);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) break;
  }
  lua_pushinteger(L, position); /* key value position */
  lua_replace(L, lua_upvalueindex(3));
  return 2;
}

/* pairs: sorted, because the order of a hash differs from run to run. */
static int sorted_pairs(lua_State *L) {
  if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) {
    lua_pushvalue(L, 1);
    lua_call(L, 1, 3);
    return 3;
  }
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_pushvalue(L, 1);
  sorted_keys(L, 1);
  lua_pushinteger(L, 0);
  lua_pushcclosure(L, walk, 3);
  lua_pushvalue(L, 1);
  lua_pushnil(L);
  return 3;
}

/* string.rep: Lua's own makes 2^60 turns for an empty string, and lets one call fill the memory. */
static int repeat(lua_State *L) {
  size_t length, between;
  luaL_checklstring(L, 1, &length);
  lua_Integer times = luaL_checkinteger(L, 2);
  luaL_optlstring(L, 3, "", &between);
  if (times <= 0 || length + between == 0) {
    lua_pushliteral(L, "");
    return 1;
  }
  bool fits = length <= REPEAT_LARGEST && between <= REPEAT_LARGEST && (lua_Unsigned)times - 1 <= REPEAT_LARGEST / (length + between) &&
              (size_t)times * length + ((size_t)times - 1) * between <= REPEAT_LARGEST;
  if (!fits) return luaL_error(L, "string.rep makes at most 1 MiB");
  return run_original(L);
}

/* string.format: no addresses, neither asked for by %p nor by %s of a table. Lua's own function checks everything else. */
static int format(lua_State *L) {
  size_t length;
  const char *text = luaL_checklstring(L, 1, &length), *end = text + length; /* may hold NULs */
  int arguments = lua_gettop(L), argument = 1;
  luaL_checkstack(L, 4, NULL);
  while ((text = memchr(text, '%', (size_t)(end - text)))) {
    text += 1 + strspn(text + 1, "-+ #0123456789."); /* stops at the NUL after the end at the latest */
    if (text >= end) break;
    char conversion = *text++;
    if (conversion == '%') continue;
    argument++;
    if (conversion == 'p') return luaL_error(L, "string.format has no %%p in scripts: addresses differ from run to run");
    if (conversion == 's' && argument <= arguments) {
      push_text(L, argument);
      lua_replace(L, argument);
    }
  }
  return run_original(L);
}

/* table.unpack: a bounded number of results. */
static int unpack(lua_State *L) {
  lua_Integer first = luaL_optinteger(L, 2, 1);
  lua_Integer last = luaL_opt(L, luaL_checkinteger, 3, luaL_len(L, 1));
  if (first <= last && (lua_Unsigned)last - (lua_Unsigned)first >= UNPACK_MOST) return luaL_error(L, "table.unpack gives at most 10,000 values");
  return run_original(L);
}

struct sort {
  lua_State *L;
  int items, comparison; /* stack indices; comparison 0 is `<` */
};

static bool item_before(void *context, uint32_t a, uint32_t b) {
  struct sort *sort = context;
  lua_State *L = sort->L;
  bool before;
  if (sort->comparison) {
    lua_pushvalue(L, sort->comparison);
    lua_rawgeti(L, sort->items, (lua_Integer)a + 1);
    lua_rawgeti(L, sort->items, (lua_Integer)b + 1);
    lua_call(L, 2, 1);
    before = lua_toboolean(L, -1);
    lua_pop(L, 1);
  } else {
    lua_rawgeti(L, sort->items, (lua_Integer)a + 1);
    lua_rawgeti(L, sort->items, (lua_Integer)b + 1);
    before = lua_compare(L, -2, -1, LUA_OPLT);
    lua_pop(L, 2);
  }
  return before;
}

/* table.sort: stable, so that equals come out as they went in; sorts a copy, so that a comparison may do what it likes. */
static int sort_table(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  if (lua_getmetatable(L, 1)) return luaL_argerror(L, 1, "this table cannot be changed");
  bool has_comparison = !lua_isnoneornil(L, 2);
  if (has_comparison) luaL_checktype(L, 2, LUA_TFUNCTION);
  lua_settop(L, 2);
  lua_Unsigned count = lua_rawlen(L, 1);
  luaL_argcheck(L, count <= SORT_MOST, 1, "too many items");
  lua_createtable(L, (int)count, 0); /* table comparison items */
  for (lua_Unsigned i = 1; i <= count; i++) {
    lua_rawgeti(L, 1, (lua_Integer)i);
    lua_rawseti(L, 3, (lua_Integer)i);
  }
  struct sort sort = { L, 3, has_comparison ? 2 : 0 };
  const uint32_t *order = sorted_positions(L, (size_t)count, item_before, &sort); /* table comparison items order */
  for (lua_Unsigned i = 0; i < count; i++) {
    lua_rawgeti(L, 3, (lua_Integer)order[i] + 1);
    lua_rawseti(L, 1, (lua_Integer)i + 1);
  }
  return 0;
}

/* math.*: nil counts as a missing input. Upvalues: Lua's function, its name. */
static int over_numbers(lua_State *L) {
  for (int i = lua_gettop(L); i > 0; i--) {
    if (lua_isnil(L, i)) return host_met_nil(L, lua_tostring(L, lua_upvalueindex(2)));
  }
  return run_original(L);
}

const char *library_math_name(lua_State *L, int index) {
  if (lua_tocfunction(L, index) != over_numbers || !lua_getupvalue(L, index, 2)) return NULL;
  const char *name = lua_tostring(L, -1); /* the closure keeps it alive */
  lua_pop(L, 1);
  return name;
}

static void wrap_math(lua_State *L, int math) {
  lua_pushnil(L);
  while (lua_next(L, math)) { /* … name value; assigning to a field that exists is allowed during the walk */
    if (lua_iscfunction(L, -1)) {
      lua_pushfstring(L, "math.%s", lua_tostring(L, -2));
      lua_pushcclosure(L, over_numbers, 2); /* … name wrapped */
      lua_pushvalue(L, -2);
      lua_insert(L, -2);
      lua_rawset(L, math);
    } else {
      lua_pop(L, 1);
    }
  }
}

static void wrap(lua_State *L, int library, const char *name, lua_CFunction wrapper) {
  lua_getfield(L, library, name);
  lua_pushcclosure(L, wrapper, 1);
  lua_setfield(L, library, name);
}

void library_replace(lua_State *L, int base, int string, int table, int math) {
  lua_pushcfunction(L, protected_call);
  lua_setfield(L, base, "pcall");
  lua_pushcfunction(L, to_text);
  lua_setfield(L, base, "tostring");
  lua_pushcfunction(L, sorted_pairs);
  lua_setfield(L, base, "pairs");
  wrap(L, string, "rep", repeat);
  wrap(L, string, "format", format);
  wrap(L, table, "unpack", unpack);
  lua_pushcfunction(L, sort_table);
  lua_setfield(L, table, "sort");
  wrap_math(L, math);
}
