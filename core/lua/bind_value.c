/* Plain data between Lua and the core. */
#include "core/lua/bind.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/wire.h"

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

/* ---- Packed: from Lua straight to bytes and back, for data too large to stand as a tree as well ---- */

static void pack_at(lua_State *L, int index, struct buffer *out, int depth);

static void pack_list(lua_State *L, int index, struct buffer *out, int depth) {
  size_t count = lua_rawlen(L, index);
  wire_list(out, count);
  for (size_t i = 1; i <= count; i++) {
    lua_rawgeti(L, index, (lua_Integer)i);
    pack_at(L, lua_gettop(L), out, depth + 1);
    lua_pop(L, 1);
  }
}

static void pack_map(lua_State *L, int index, struct buffer *out, int depth) {
  size_t count = 0;
  for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) count++;
  wire_map(out, count);
  for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) { /* key value */
    size_t length;
    if (lua_type(L, -2) != LUA_TSTRING) luaL_error(L, "a table of plain data has texts as keys");
    const char *key = lua_tolstring(L, -2, &length);
    wire_key(out, key, length);
    pack_at(L, lua_gettop(L), out, depth + 1);
  }
}

static void pack_at(lua_State *L, int index, struct buffer *out, int depth) {
  size_t length;
  if (depth > VALUE_DEPTH - 2) luaL_error(L, "data nested deeper than %d levels", VALUE_DEPTH);
  luaL_checkstack(L, 6, "data nested too deep");
  switch (lua_type(L, index)) {
    case LUA_TNIL: wire_nil(out); break;
    case LUA_TBOOLEAN: wire_flag(out, lua_toboolean(L, index)); break;
    case LUA_TNUMBER:
      if (lua_isinteger(L, index)) wire_integer(out, lua_tointeger(L, index));
      else wire_number(out, lua_tonumber(L, index));
      break;
    case LUA_TSTRING: {
      const char *text = lua_tolstring(L, index, &length);
      wire_text(out, text, length);
      break;
    }
    case LUA_TTABLE:
      if (is_sequence(L, index)) pack_list(L, index, out, depth);
      else pack_map(L, index, out, depth);
      break;
    default: luaL_error(L, "a %s is no plain data", luaL_typename(L, index));
  }
}

static int collect_buffer(lua_State *L) {
  buffer_free(lua_touserdata(L, 1));
  return 0;
}

/* kith.packed(data): plain data as one text, for a call that hands on much. */
int bind_packed(lua_State *L) {
  struct buffer *out = lua_newuserdatauv(L, sizeof *out, 0); /* freed whatever happens */
  *out = (struct buffer){0};
  lua_createtable(L, 0, 1);
  lua_pushcfunction(L, collect_buffer);
  lua_setfield(L, -2, "__gc");
  lua_setmetatable(L, -2);
  pack_at(L, 1, out, 0);
  lua_pushlstring(L, out->bytes, out->length);
  buffer_free(out);
  return 1;
}

static bool push_item(lua_State *L, struct wire_reader *reader, int levels);

static bool push_items(lua_State *L, struct wire_reader *reader, size_t count, int levels) {
  lua_createtable(L, count < 1024 ? (int)count : 1024, 0);
  for (size_t i = 0; i < count; i++) {
    if (!push_item(L, reader, levels - 1)) return false;
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return true;
}

static bool push_pairs(lua_State *L, struct wire_reader *reader, size_t count, int levels) {
  const char *key;
  size_t length;
  lua_createtable(L, 0, count < 64 ? (int)count : 64);
  for (size_t i = 0; i < count; i++) {
    if (!wire_take_key(reader, &key, &length)) return false;
    lua_pushlstring(L, key, length);
    if (!push_item(L, reader, levels - 1)) return false;
    lua_rawset(L, -3);
  }
  return true;
}

static bool push_item(lua_State *L, struct wire_reader *reader, int levels) {
  struct wire_item item;
  if (!lua_checkstack(L, 4) || !wire_take(reader, &item)) return false;
  switch (item.kind) {
    case WIRE_NIL: lua_pushnil(L); return true;
    case WIRE_FALSE:
    case WIRE_TRUE: lua_pushboolean(L, item.kind == WIRE_TRUE); return true;
    case WIRE_INTEGER: lua_pushinteger(L, item.as.integer); return true;
    case WIRE_NUMBER: lua_pushnumber(L, item.as.number); return true;
    case WIRE_TEXT: lua_pushlstring(L, item.as.text.bytes, item.as.text.length); return true;
    case WIRE_LIST: return levels > 0 && push_items(L, reader, item.as.count, levels);
    case WIRE_MAP: return levels > 0 && push_pairs(L, reader, item.as.count, levels);
  }
  return false;
}

void push_packed(lua_State *L, const char *bytes, size_t length) {
  struct wire_reader reader = {.bytes = bytes, .left = length, .values = VALUE_MOST};
  if (!push_item(L, &reader, VALUE_DEPTH) || reader.left) luaL_error(L, "what was handed over is no data");
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
