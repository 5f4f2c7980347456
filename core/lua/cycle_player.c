/* Cycles in the player: loading one, and asking its choose function which exit of a step an improvement takes. */
#include "core/lua/bind.h"
#include "core/lua/verbs.h"

#include <string.h>

#define CYCLES "kith.cycles" /* registry: name → choose function */

/* ---- Loading ---- */

/* Runs protected, like a script: choosing prelude → ; fills the reply and keeps the function. */
static int load_cycle(lua_State *L) {
  struct answering *choosing = lua_touserdata(L, 1);
  lua_getfield(L, 2, "load");
  lua_pushstring(L, value_get_word(choosing->session->arena, choosing->call, "cycle"));
  lua_call(L, 1, 2); /* choosing prelude header choose */
  if (lua_isnil(L, 3)) return luaL_error(L, "there is no cycle \"%s\"", value_get_word(choosing->session->arena, choosing->call, "cycle"));
  *choosing->reply = read_value(L, 3, choosing->session->arena, true);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, CYCLES);
  lua_pushvalue(L, 4);
  lua_setfield(L, -2, value_get_word(choosing->session->arena, choosing->call, "cycle"));
  return 0;
}

bool verb_load_cycle(struct player_session *session, const struct value *call, struct value *reply) {
  return prepared_load(&(struct answering){session, call, reply}, NULL, load_cycle);
}

/* ---- Choosing ---- */

/* i.name; upvalues: what is known, and the list of all names an improvement has. */
static int improvement_index(lua_State *L) {
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 1;
  const char *wanted = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
  struct nearest nearest = nearest_to(wanted, strlen(wanted));
  for (lua_Integer i = 1; lua_rawgeti(L, lua_upvalueindex(2), i) == LUA_TSTRING; i++) {
    const char *name = lua_tostring(L, -1);
    if (!strcmp(name, wanted)) {
      host_saw_missing(host_of(L), name);
      lua_pushnil(L);
      return 1;
    }
    nearest_offer(&nearest, name); /* the list keeps the text alive */
    lua_pop(L, 1);
  }
  if (nearest.best) return luaL_error(L, "no field \"%s\" in an improvement; did you mean \"%s\"?", wanted, nearest.best);
  return luaL_error(L, "no field \"%s\" in an improvement", wanted);
}

static int improvement_newindex(lua_State *L) { return luaL_error(L, "a cycle reads the improvement and cannot change it"); }

/* Pushes the improvement that choose gets: plain data, read-only. */
static void push_improvement(lua_State *L, const struct answering *choosing) {
  const struct value *known = value_get(choosing->session->arena, choosing->call, "improvement");
  const struct value *names = value_get(choosing->session->arena, choosing->call, "fields"), empty = value_map();
  lua_newuserdatauv(L, 0, 0);
  lua_newtable(L); /* improvement metatable */
  push_value(L, known ? known : &empty);
  push_value(L, names ? names : &empty);
  lua_pushcclosure(L, improvement_index, 2);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, improvement_newindex);
  lua_setfield(L, -2, "__newindex");
  lua_pushliteral(L, "locked");
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
}

/* What came back, on top of the stack: { step = text }, or { found = "a number" } where it is no text. */
static void take_answer(lua_State *L, const struct answering *choosing) {
  static const char *const found[] = {"nothing", "true or false", "a value", "a number", "a text", "a table", "a function"};
  struct arena *arena = choosing->session->arena;
  size_t length;
  int type = lua_type(L, -1);
  if (type == LUA_TSTRING) {
    const char *text = lua_tolstring(L, -1, &length);
    value_set(arena, choosing->reply, "step", value_text(arena, text, length));
  } else {
    value_set(arena, choosing->reply, "found", value_string(arena, type >= 0 && type <= LUA_TFUNCTION ? found[type] : "a value"));
  }
}

/* Only host_call runs what scripts wrote. The reply names the missing input where choose reckoned with one. */
bool verb_run_cycle(struct player_session *session, const struct value *call, struct value *reply) {
  lua_State *L = host_state(session->host);
  struct answering choosing = {session, call, reply};
  int base = lua_gettop(L);
  *reply = value_map();
  luaL_getsubtable(L, LUA_REGISTRYINDEX, CYCLES);
  lua_getfield(L, -1, value_get_word(session->arena, call, "cycle"));
  push_improvement(L, &choosing); /* cycles choose improvement */
  enum host_outcome outcome = host_call(session->host, 1, 1);
  if (outcome == HOST_DONE) take_answer(L, &choosing);
  if (outcome == HOST_MISSING) value_set(session->arena, reply, "missing", value_string(session->arena, host_missing(session->host)));
  lua_settop(L, base);
  return outcome == HOST_DONE || outcome == HOST_MISSING;
}
