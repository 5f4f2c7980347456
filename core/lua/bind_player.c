/* kith.player{…}: the confined process that runs scripts. */
#include "core/adapters/confine.h"
#include "core/lua/bind_player.h"
#include "core/lua/verbs.h"

#include <string.h>

struct player_handle *check_player(lua_State *L, int argument) {
  struct player_handle *handle = luaL_checkudata(L, argument, PLAYER_TYPE);
  if (!handle->player) luaL_error(L, "the player has ended");
  return handle;
}

static lua_Integer limit(lua_State *L, const char *name) {
  lua_getfield(L, 1, name);
  lua_Integer value = luaL_optinteger(L, -1, 0);
  lua_pop(L, 1);
  return value > 0 ? value : 0;
}

static unsigned threads(lua_State *L) {
  lua_getfield(L, 1, "threads");
  lua_Integer value = luaL_optinteger(L, -1, 1);
  lua_pop(L, 1);
  return value >= 0 && value < CREW_MOST ? (unsigned)value : CREW_MOST;
}

/*
 * kith.player{ memory = MiB, steps =, silence = milliseconds, threads = 1 (0: one a processor), input = text }: the player, or nil and why.
 */
static int new_player(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  struct player_limits limits = {{(size_t)limit(L, "memory") << 20, (uint64_t)limit(L, "steps")}, (int)limit(L, "silence"), threads(L)};
  struct player_handle *handle = lua_newuserdatauv(L, sizeof *handle, 1);
  *handle = (struct player_handle){.arena = NULL};
  luaL_setmetatable(L, PLAYER_TYPE);
  lua_getfield(L, 1, "input"); /* the child's copy of it is made by fork, so it must live only until then; it stays for messages */
  if (lua_isstring(L, -1)) handle->input.text = lua_tolstring(L, -1, &handle->input.length);
  lua_setiuservalue(L, -2, 1);
  const char *why = "";
  handle->player = player_start(&limits, player_verbs, &handle->input, &why);
  if (!handle->player) {
    lua_pushnil(L);
    lua_pushstring(L, why);
    return 2;
  }
  handle->arena = arena_new();
  return 1;
}

static int collect(lua_State *L) {
  struct player_handle *handle = luaL_checkudata(L, 1, PLAYER_TYPE);
  player_end(handle->player);
  arena_free(handle->arena);
  *handle = (struct player_handle){.arena = NULL};
  return 0;
}

int push_failure(lua_State *L, const struct player_handle *handle, enum player_outcome outcome) {
  const struct player_failure *failure = player_failure(handle->player);
  lua_pushnil(L);
  lua_createtable(L, 0, 4);
  lua_pushstring(L, failure->source);
  lua_setfield(L, -2, "source");
  lua_pushinteger(L, failure->line);
  lua_setfield(L, -2, "line");
  lua_pushstring(L, failure->message);
  lua_setfield(L, -2, "message");
  lua_pushboolean(L, outcome == PLAYER_OVER);
  lua_setfield(L, -2, "over");
  return 2;
}

/* player:call{ do = …, … }: the reply as plain data, or nil and { source =, line =, message =, over = }. */
static int call(lua_State *L) {
  struct player_handle *handle = check_player(L, 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  arena_reset(handle->arena);
  struct value question = read_value(L, 2, handle->arena, false), reply;
  enum player_outcome outcome = player_call(handle->player, handle->arena, &question, &reply, NULL, NULL);
  if (outcome != PLAYER_DONE) return push_failure(L, handle, outcome);
  push_value(L, &reply);
  return 1;
}

/* kith.confined(): whether scripts can be confined to an allow-list of system calls here, or false and why not. */
static int confined(lua_State *L) {
  const char *why = "";
  lua_pushboolean(L, confine_available(&why));
  lua_pushstring(L, why);
  return 2;
}

void bind_player(lua_State *L) {
  static const luaL_Reg metamethods[] = {{"__gc", collect}, {NULL, NULL}};
  static const luaL_Reg methods[] = {{"call", call}, {"close", collect}, {NULL, NULL}};
  bind_type(L, PLAYER_TYPE, metamethods, methods);
  lua_pushcfunction(L, new_player);
  lua_setfield(L, -2, "player");
  lua_pushcfunction(L, bind_packed);
  lua_setfield(L, -2, "packed");
  lua_pushcfunction(L, confined);
  lua_setfield(L, -2, "confined");
}
