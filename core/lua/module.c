#include "core/lua/module.h"

#include "core/lua/bind.h"
#include "core/version.h"

#include <stdio.h>
#include <stdlib.h>

static char done[400];

const char *module_done(void) { return done; }

/* kith.done(text): what was done, to be told at the end in case that output is lost. */
static int set_done(lua_State *L) {
  snprintf(done, sizeof done, "%s", luaL_checkstring(L, 1));
  return 0;
}

/* kith.open(dir, options): a workspace, by the engine's own Lua; or nil, why, and an exit status. */
static int open_workspace(lua_State *L) {
  lua_settop(L, 2);
  lua_getglobal(L, "require");
  lua_pushliteral(L, "kith.workspace");
  lua_call(L, 1, 1); /* dir options workspace */
  lua_getfield(L, -1, "open_at");
  lua_insert(L, 1);
  lua_pop(L, 1); /* open_at dir options */
  lua_call(L, 2, LUA_MULTRET);
  return lua_gettop(L);
}

int luaopen_kith(lua_State *L) {
  lua_newtable(L);
  lua_pushliteral(L, KITH_VERSION);
  lua_setfield(L, -2, "version");
  const char *home = getenv("KITH_HOME"); /* main.lua puts the folder it was found in here instead */
  lua_pushstring(L, home && *home ? home : KITH_DATA);
  lua_setfield(L, -2, "home");
  lua_pushcfunction(L, open_workspace);
  lua_setfield(L, -2, "open");
  lua_pushcfunction(L, set_done);
  lua_setfield(L, -2, "done");
  bind_text(L);
  bind_diagnostics(L);
  bind_workspace(L);
  bind_entity(L);
  bind_journal(L);
  bind_review(L);
  bind_definitions(L);
  bind_improvement(L);
  bind_columns(L);
  bind_scores(L);
  bind_player(L);
  bind_import(L);
  bind_interrupt(L);
  bind_run(L);
  bind_statistics(L);
  bind_simulate(L);
  bind_fold(L);
  return 1;
}
