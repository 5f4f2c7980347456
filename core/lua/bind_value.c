/* Plain data between Lua and the core. */
#include "core/lua/bind.h"

#include <stdlib.h>
#include <string.h>

void bind_type(lua_State *L, const char *name, const luaL_Reg *metamethods, const luaL_Reg *methods) {
  luaL_newmetatable(L, name); /* metatable */
  luaL_setfuncs(L, metamethods, 0);
  if (methods) {
    lua_newtable(L); /* metatable methods */
    luaL_setfuncs(L, methods, 0);
    lua_setfield(L, -2, "__index");
  }
  lua_pushliteral(L, "locked");
  lua_setfield(L, -2, "__metatable");
  lua_pop(L, 1);
}

void bind_methods(lua_State *L, const char *name, const luaL_Reg *methods) {
  luaL_getmetatable(L, name);
  lua_getfield(L, -1, "__index");
  luaL_setfuncs(L, methods, 0);
  lua_pop(L, 2);
}

static void push_list(lua_State *L, const struct value *list) {
  lua_createtable(L, (int)list->as.list.count, 0);
  for (size_t i = 0; i < list->as.list.count; i++) {
    push_value(L, &list->as.list.items[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

static void push_map(lua_State *L, const struct value *map) {
  lua_createtable(L, 0, (int)map->as.map.count);
  for (size_t i = 0; i < map->as.map.count; i++) {
    push_value(L, &map->as.map.pairs[i].value);
    lua_setfield(L, -2, map->as.map.pairs[i].key);
  }
}

void push_value(lua_State *L, const struct value *value) {
  luaL_checkstack(L, 4, "data nested too deep");
  switch (value->kind) {
    case VALUE_NIL: lua_pushnil(L); break;
    case VALUE_FLAG: lua_pushboolean(L, value->as.flag); break;
    case VALUE_INTEGER: lua_pushinteger(L, value->as.integer); break;
    case VALUE_NUMBER: lua_pushnumber(L, value->as.number); break;
    case VALUE_TEXT: lua_pushlstring(L, value->as.text.bytes, value->as.text.length); break;
    case VALUE_LIST: push_list(L, value); break;
    case VALUE_MAP: push_map(L, value); break;
  }
}

/* ---- Reading ---- */

struct reading {
  lua_State *L;
  struct arena *arena;
  bool skip_others;
};

static struct value read_at(struct reading *reading, int index, int depth);

static bool is_plain(lua_State *L, int index) {
  int type = lua_type(L, index);
  return type == LUA_TNIL || type == LUA_TBOOLEAN || type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TTABLE;
}

/* Whether the table's keys are exactly 1…n, n ≥ 1. */
static bool is_sequence(lua_State *L, int index) {
  lua_Integer length = (lua_Integer)lua_rawlen(L, index), count = 0;
  lua_pushnil(L);
  while (lua_next(L, index)) {
    lua_pop(L, 1);
    if (!lua_isinteger(L, -1) || lua_tointeger(L, -1) < 1 || lua_tointeger(L, -1) > length) {
      lua_pop(L, 1);
      return false;
    }
    count++;
  }
  return count > 0 && count == length;
}

static int by_key(const void *a, const void *b) { return strcmp(((const struct pair *)a)->key, ((const struct pair *)b)->key); }

static struct value read_map(struct reading *reading, int index, int depth) {
  lua_State *L = reading->L;
  struct value map = value_map();
  lua_pushnil(L);
  while (lua_next(L, index)) { /* key value */
    bool named = lua_type(L, -2) == LUA_TSTRING || lua_isinteger(L, -2);
    if (!named && !reading->skip_others) luaL_error(L, "a table of plain data has texts or whole numbers as keys");
    if (named && (is_plain(L, -1) || !reading->skip_others)) {
      lua_pushvalue(L, -2); /* a copy: converting the key itself would confuse lua_next */
      const char *key = arena_copy(reading->arena, lua_tostring(L, -1), strlen(lua_tostring(L, -1)));
      lua_pop(L, 1);
      value_set(reading->arena, &map, key, read_at(reading, lua_gettop(L), depth + 1));
    }
    lua_pop(L, 1);
  }
  if (map.as.map.count) qsort(map.as.map.pairs, map.as.map.count, sizeof *map.as.map.pairs, by_key);
  return map;
}

static struct value read_list(struct reading *reading, int index, int depth) {
  lua_State *L = reading->L;
  struct value list = value_list();
  for (lua_Integer i = 1, count = (lua_Integer)lua_rawlen(L, index); i <= count; i++) {
    lua_rawgeti(L, index, i);
    value_add(reading->arena, &list, read_at(reading, lua_gettop(L), depth + 1));
    lua_pop(L, 1);
  }
  return list;
}

static struct value read_at(struct reading *reading, int index, int depth) {
  lua_State *L = reading->L;
  size_t length;
  if (depth > VALUE_DEPTH - 2) luaL_error(L, "data nested deeper than %d levels", VALUE_DEPTH);
  luaL_checkstack(L, 6, "data nested too deep");
  switch (lua_type(L, index)) {
    case LUA_TNIL: return value_nil();
    case LUA_TBOOLEAN: return value_flag(lua_toboolean(L, index));
    case LUA_TNUMBER: return lua_isinteger(L, index) ? value_integer(lua_tointeger(L, index)) : value_number(lua_tonumber(L, index));
    case LUA_TSTRING: {
      const char *text = lua_tolstring(L, index, &length);
      return value_text(reading->arena, text, length);
    }
    case LUA_TTABLE: return is_sequence(L, index) ? read_list(reading, index, depth) : read_map(reading, index, depth);
    default: break;
  }
  if (!reading->skip_others) luaL_error(L, "a %s is no plain data", luaL_typename(L, index));
  return value_nil();
}

struct value read_value(lua_State *L, int index, struct arena *arena, bool skip_others) {
  struct reading reading = {L, arena, skip_others};
  return read_at(&reading, lua_absindex(L, index), 0);
}

/* ---- Days ---- */

int32_t check_day(lua_State *L, int argument) {
  size_t length;
  int64_t moment;
  bool has_minute;
  const char *text = luaL_checklstring(L, argument, &length);
  if (!moment_parse(text, length, &moment, &has_minute)) luaL_argerror(L, argument, "a day such as 2026-03-01 expected");
  return moment_day(moment);
}

void push_day(lua_State *L, int32_t day) {
  char text[24];
  day_format(text, day);
  lua_pushstring(L, text);
}

/* ---- Options and refusals ---- */

int push_refusal(lua_State *L, const char *why) {
  lua_pushnil(L);
  lua_pushstring(L, why);
  return 2;
}

int32_t check_day_option(lua_State *L, int options, const char *name) {
  lua_getfield(L, options, name);
  int32_t day = check_day(L, lua_gettop(L));
  lua_pop(L, 1);
  return day;
}

const char *text_option(lua_State *L, int options, const char *name, const char *otherwise) {
  lua_getfield(L, options, name);
  const char *text = lua_isstring(L, -1) ? lua_tostring(L, -1) : otherwise;
  lua_pop(L, 1);
  return text;
}
