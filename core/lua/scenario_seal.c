#include "core/lua/scenario_seal.h"

#include <lauxlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/lua/sandbox.h"
#include "core/rule/bytecode.h"

static int collect_bytes(lua_State *L, const void *bytes, size_t length, void *context) {
  (void)L;
  buffer_add(context, bytes, length);
  return 0;
}

/* The function on top of the stack, decoded; NULL where it is too long to tell. */
static const struct bytecode *decode(lua_State *L, struct arena *arena) {
  struct buffer bytes = {0};
  const char *why = NULL;
  lua_dump(L, collect_bytes, &bytes, 0);
  const char *copy = arena_copy(arena, bytes.bytes ? bytes.bytes : "", bytes.length);
  size_t length = bytes.length;
  buffer_free(&bytes);
  return bytecode_decode(arena, copy, length, &why);
}

static void refuse_assignments(lua_State *L, struct arena *arena) {
  const struct bytecode *code = decode(L, arena);
  for (size_t i = 0; code && i < code->count; i++) {
    if (code->code[i].operation != CODE_SETUPVAL) continue;
    const char *name = lua_getupvalue(L, -1, code->code[i].b + 1);
    luaL_error(L, "%s:%d: \"%s\" is outside the function; what changes from step to step is kept in the state, for a variable would depend on the "
                  "order of runs", code->source, code->code[i].line > 0 ? code->code[i].line : 1, name ? name : "?");
  }
}

/* Whether the upvalue of the function on top was seen before; notes it in the table at `seen`. */
static bool was_seen(lua_State *L, int seen, int upvalue) {
  void *id = lua_upvalueid(L, -1, upvalue);
  bool known = lua_rawgetp(L, seen, id) != LUA_TNIL;
  lua_pop(L, 1);
  lua_pushboolean(L, true);
  lua_rawsetp(L, seen, id);
  return known;
}

/* Stack: … function → … function */
static void seal(lua_State *L, int seen, struct arena *arena) {
  const char *name;
  luaL_checkstack(L, 8, "functions that refer to each other too deeply");
  refuse_assignments(L, arena);
  for (int i = 1; (name = lua_getupvalue(L, -1, i)); i++) { /* function value */
    int type = lua_type(L, -1);
    bool ours = !strcmp(name, "_ENV") || lua_iscfunction(L, -1) || (type != LUA_TTABLE && type != LUA_TFUNCTION);
    lua_pushvalue(L, -2);
    bool known = ours || was_seen(L, seen, i);
    lua_pop(L, 1);
    if (known) {
      lua_pop(L, 1);
    } else if (type == LUA_TTABLE) {
      sandbox_protect(L);
      lua_setupvalue(L, -2, i);
    } else {
      seal(L, seen, arena);
      lua_pop(L, 1);
    }
  }
}

void scenario_seal(lua_State *L, int functions, struct arena *arena) {
  functions = lua_absindex(L, functions);
  lua_newtable(L);
  int seen = lua_gettop(L);
  for (lua_pushnil(L); lua_next(L, functions); lua_pop(L, 1))
    if (lua_isfunction(L, -1) && !lua_iscfunction(L, -1)) seal(L, seen, arena);
  lua_pop(L, 1);
}
