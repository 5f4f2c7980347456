/* Reports in the player: loading one, and having it build its document from the data the keeper gathered. */
#include "core/lua/bind.h"
#include "core/lua/verbs.h"

#define REPORTS "kith.reports" /* registry: name → build function */

/* Runs protected, like a script: making prelude → ; fills the reply and keeps the function. */
static int load_report(lua_State *L) {
  struct answering *making = lua_touserdata(L, 1);
  lua_getfield(L, 2, "load");
  lua_pushstring(L, value_get_word(making->session->arena, making->call, "report"));
  lua_call(L, 1, 2); /* making prelude header build */
  *making->reply = read_value(L, 3, making->session->arena, true);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, REPORTS);
  lua_pushvalue(L, 4);
  lua_setfield(L, -2, value_get_word(making->session->arena, making->call, "report"));
  return 0;
}

bool verb_load_report(struct player_session *session, const struct value *call, struct value *reply) {
  return prepared_load(&(struct answering){session, call, reply}, NULL, load_report);
}

/* Likewise: making → ; what build returns is read while the call is still protected, for reading may raise. */
static int run_report(lua_State *L) {
  struct answering *making = lua_touserdata(L, 1);
  const struct value *data = value_get(making->session->arena, making->call, "data");
  luaL_getsubtable(L, LUA_REGISTRYINDEX, REPORTS);
  if (lua_getfield(L, -1, value_get_word(making->session->arena, making->call, "report")) != LUA_TFUNCTION) return luaL_error(L, "the report \"%s\" was not loaded", value_get_word(making->session->arena, making->call, "report"));
  if (data && data->kind == VALUE_TEXT) push_packed(L, data->as.text.bytes, data->as.text.length);
  else lua_newtable(L);
  lua_call(L, 1, 1); /* making reports tree */
  *making->reply = read_value(L, -1, making->session->arena, false);
  return 0;
}

bool verb_run_report(struct player_session *session, const struct value *call, struct value *reply) {
  lua_State *L = host_state(session->host);
  struct answering making = {session, call, reply};
  lua_pushcfunction(L, run_report);
  lua_pushlightuserdata(L, &making);
  return prepared_call(session, 1, 0);
}
