/*
 * Orders that are the same on every run: a stable merge sort over positions, and the keys of a table.
 * The C library's qsort is not stable, calls the system for memory sizes, and may read outside the array under a bad comparison.
 */
#include <lauxlib.h>
#include <string.h>

#include "core/lua/sandbox.h"

/* Merges from[start, middle) and from[middle, end) into `to`; the left one goes first unless the right one is truly before it. */
static void merge(uint32_t *to, const uint32_t *from, size_t start, size_t middle, size_t end, sorted_before *before, void *context) {
  if (middle >= end || !before(context, from[middle], from[middle - 1])) {
    memcpy(to + start, from + start, (end - start) * sizeof *to);
    return;
  }
  size_t left = start, right = middle;
  for (size_t i = start; i < end; i++) {
    bool take_right = right < end && (left >= middle || before(context, from[right], from[left]));
    to[i] = take_right ? from[right++] : from[left++];
  }
}

static size_t at_most(size_t a, size_t b) { return a < b ? a : b; }

const uint32_t *sorted_positions(lua_State *L, size_t count, sorted_before *before, void *context) {
  if (count > UINT32_MAX / 2) luaL_error(L, "too many values to sort");
  uint32_t *from = lua_newuserdatauv(L, (2 * count + 1) * sizeof *from, 0);
  uint32_t *to = from + count;
  for (size_t i = 0; i < count; i++) from[i] = (uint32_t)i;
  for (size_t width = 1; width < count; width *= 2) {
    for (size_t start = 0; start < count; start += 2 * width) {
      merge(to, from, start, at_most(start + width, count), at_most(start + 2 * width, count), before, context);
    }
    uint32_t *merged = to;
    to = from;
    from = merged;
  }
  return from;
}

enum key_kind { KEY_NUMBER, KEY_TEXT, KEY_FLAG };

struct key {
  enum key_kind kind;
  union {
    long double number; /* holds every integer and every float of Lua exactly */
    struct {
      const char *bytes;
      size_t length;
    } text;
    int flag;
  } as;
};

static bool text_before(const struct key *a, const struct key *b) {
  size_t shorter = at_most(a->as.text.length, b->as.text.length);
  int difference = memcmp(a->as.text.bytes, b->as.text.bytes, shorter);
  return difference ? difference < 0 : a->as.text.length < b->as.text.length;
}

static bool key_before(void *context, uint32_t first, uint32_t second) {
  const struct key *a = (const struct key *)context + first, *b = (const struct key *)context + second;
  if (a->kind != b->kind) return a->kind < b->kind;
  if (a->kind == KEY_NUMBER) return a->as.number < b->as.number;
  if (a->kind == KEY_TEXT) return text_before(a, b);
  return a->as.flag < b->as.flag;
}

/* The key on top of the stack, which stays there and keeps a text's bytes alive. */
static struct key key_read(lua_State *L) {
  struct key key = { 0 };
  switch (lua_type(L, -1)) {
    case LUA_TNUMBER:
      key.kind = KEY_NUMBER;
      key.as.number = lua_isinteger(L, -1) ? (long double)lua_tointeger(L, -1) : (long double)lua_tonumber(L, -1);
      break;
    case LUA_TSTRING:
      key.kind = KEY_TEXT;
      key.as.text.bytes = lua_tolstring(L, -1, &key.as.text.length);
      break;
    case LUA_TBOOLEAN:
      key.kind = KEY_FLAG;
      key.as.flag = lua_toboolean(L, -1);
      break;
    default: luaL_error(L, "pairs: a key that is a %s has no place in an order", luaL_typename(L, -1));
  }
  return key;
}

static size_t count_keys(lua_State *L, int table) {
  size_t count = 0;
  lua_pushnil(L);
  while (lua_next(L, table)) {
    count++;
    lua_pop(L, 1);
  }
  return count;
}

void sorted_keys(lua_State *L, int table) {
  table = lua_absindex(L, table);
  luaL_checkstack(L, 8, NULL);
  size_t count = count_keys(L, table), filled = 0;
  struct key *keys = lua_newuserdatauv(L, (count + 1) * sizeof *keys, 0);
  lua_createtable(L, (int)count, 0);
  int found = lua_gettop(L);
  lua_pushnil(L);
  while (filled < count && lua_next(L, table)) { /* … keys found key value */
    lua_pop(L, 1);
    keys[filled++] = key_read(L);
    lua_pushvalue(L, -1);
    lua_rawseti(L, found, (lua_Integer)filled);
  }
  lua_settop(L, found);
  const uint32_t *order = sorted_positions(L, filled, key_before, keys);
  lua_createtable(L, (int)filled, 0); /* … keys found order result */
  for (size_t i = 0; i < filled; i++) {
    lua_rawgeti(L, found, (lua_Integer)order[i] + 1);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_replace(L, found - 1);
  lua_settop(L, found - 1);
}
