/* Loading scripts in the player: the prelude, the libraries, the layers of a definition. */
#include "core/lua/bind.h"
#include "core/lua/verbs.h"

#include <string.h>

const struct player_verb player_verbs[] = {{"load_rule", verb_load_rule},
                                           {"run_rule", verb_run_rule},
                                           {"load_importer", verb_load_importer},
                                           {"run_importer", verb_run_importer},
                                           {"load_report", verb_load_report},
                                           {"run_report", verb_run_report},
                                           {"load_cycle", verb_load_cycle},
                                           {"run_cycle", verb_run_cycle},
                                           {"load_scenario", verb_load_scenario},
                                           {"prepare_simulation", verb_prepare_simulation},
                                           {"simulate", verb_simulate},
                                           {NULL, NULL}};

/* line(level): the line on which the function `level` calls up stands at the moment, and its file; for messages about declarations. */
static int line_of(lua_State *L) {
  lua_Debug info;
  bool found = lua_getstack(L, (int)luaL_checkinteger(L, 1), &info) && lua_getinfo(L, "Sl", &info);
  lua_pushinteger(L, found && info.currentline > 0 ? info.currentline : 0);
  lua_pushstring(L, found && info.source[0] == '@' ? info.source + 1 : "");
  return 2;
}

/* where(function): the line on which it begins, and its file. */
static int where_of(lua_State *L) {
  lua_Debug info;
  luaL_checktype(L, 1, LUA_TFUNCTION);
  lua_settop(L, 1);
  lua_getinfo(L, ">S", &info);
  lua_pushinteger(L, info.linedefined);
  lua_pushstring(L, info.source[0] == '@' ? info.source + 1 : "");
  return 2;
}

static const char *text_field(struct arena *arena, const struct value *map, const char *name, size_t *length) {
  const struct value *value = value_get(arena, map, name);
  if (!value || value->kind != VALUE_TEXT) return NULL;
  if (length) *length = value->as.text.length;
  return value->as.text.bytes;
}

/* Raised inside the prelude's own call, so that it ends with the script's message and place. */
static int raise_again(lua_State *L, struct host *host) {
  const struct host_error *error = host_error(host);
  return luaL_error(L, "%s:%d: %s", error->source, error->line > 0 ? error->line : 1, error->message);
}

/* definitions(name): what the scripts of that name return, lowest layer first, and their files; upvalues are the session and the call. */
static int definitions(lua_State *L) {
  struct player_session *session = lua_touserdata(L, lua_upvalueindex(1));
  const struct value *scripts = value_get(session->arena, lua_touserdata(L, lua_upvalueindex(2)), "scripts");
  const char *wanted = luaL_checkstring(L, 1);
  lua_newtable(L);
  lua_newtable(L); /* name list files */
  for (size_t i = 0; scripts && scripts->kind == VALUE_LIST && i < scripts->as.list.count; i++) {
    const struct value *script = &scripts->as.list.items[i];
    size_t length = 0;
    const char *name = text_field(session->arena, script, "name", NULL), *chunk = text_field(session->arena, script, "chunk", NULL);
    const char *text = text_field(session->arena, script, "text", &length);
    if (!name || !chunk || !text || strcmp(name, wanted)) continue;
    if (host_compile(session->host, chunk, text, length) != HOST_DONE) return raise_again(L, session->host);
    lua_call(L, 0, 1); /* name list files definition */
    if (!lua_istable(L, -1)) return luaL_error(L, "%s:1: this file returns no table; end it with `return { … }`", chunk);
    lua_rawseti(L, -3, (lua_Integer)lua_rawlen(L, -3) + 1);
    lua_pushstring(L, chunk);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
  }
  return 2;
}

/* nearest(name): the other script of the call that was probably meant; nil where none is near. Upvalues as those of definitions. */
static int nearest_script(lua_State *L) {
  struct player_session *session = lua_touserdata(L, lua_upvalueindex(1));
  const struct value *scripts = value_get(session->arena, lua_touserdata(L, lua_upvalueindex(2)), "scripts");
  size_t length;
  const char *wanted = luaL_checklstring(L, 1, &length);
  struct nearest search = nearest_to(wanted, length);
  for (size_t i = 0; scripts && scripts->kind == VALUE_LIST && i < scripts->as.list.count; i++) {
    const char *name = value_get_word(session->arena, &scripts->as.list.items[i], "name");
    if (strcmp(name, wanted)) nearest_offer(&search, name);
  }
  lua_pushstring(L, search.best);
  return 1;
}

bool prepared_call(struct player_session *session, int arguments, int results) {
  return host_call(session->host, arguments, results) == HOST_DONE;
}

static void offer_libraries(struct player_session *session, const struct value *call) {
  const struct value *libraries = value_get(session->arena, call, "libraries");
  for (size_t i = 0; libraries && libraries->kind == VALUE_LIST && i < libraries->as.list.count; i++) {
    const struct value *library = &libraries->as.list.items[i];
    size_t length = 0;
    const char *name = text_field(session->arena, library, "name", NULL), *chunk = text_field(session->arena, library, "chunk", NULL);
    const char *text = text_field(session->arena, library, "text", &length);
    if (name && chunk && text) host_library(session->host, name, chunk, text, length);
  }
}

static void push_engine(struct player_session *session, const struct value *call, const luaL_Reg *extra) {
  lua_State *L = host_state(session->host);
  lua_newtable(L);
  lua_pushcfunction(L, line_of);
  lua_setfield(L, -2, "line");
  lua_pushcfunction(L, where_of);
  lua_setfield(L, -2, "where");
  lua_pushlightuserdata(L, session);
  lua_pushlightuserdata(L, (void *)call);
  luaL_setfuncs(L, (const luaL_Reg[]){{"definitions", definitions}, {"nearest", nearest_script}, {NULL, NULL}}, 2);
  if (extra) luaL_setfuncs(L, extra, 0);
}

/* Compiles the engine's own script of that name in the call; false with host_error set. */
static bool compile_own(struct player_session *session, const struct value *call, const char *name) {
  const struct value *own = value_get(session->arena, call, name);
  size_t length = 0;
  const char *chunk = own ? text_field(session->arena, own, "chunk", NULL) : NULL;
  const char *text = own ? text_field(session->arena, own, "text", &length) : NULL;
  return host_compile(session->host, chunk ? chunk : name, text ? text : "", length) == HOST_DONE;
}

bool prepare_scripts(struct player_session *session, const struct value *call, const luaL_Reg *extra) {
  lua_State *L = host_state(session->host);
  offer_libraries(session, call);
  if (!compile_own(session, call, "prelude")) return false;
  push_engine(session, call, extra);
  lua_pushvalue(L, -1);
  lua_insert(L, -3); /* engine prelude function, engine */
  if (!prepared_call(session, 1, 1)) return lua_pop(L, 1), false; /* engine prelude */
  if (!compile_own(session, call, "layers")) return lua_pop(L, 2), false;
  lua_rotate(L, -3, 1); /* layers engine prelude */
  lua_pushvalue(L, -1);
  lua_insert(L, -4); /* prelude layers engine prelude */
  if (!prepared_call(session, 2, 0)) return lua_pop(L, 1), false;
  lua_getfield(L, -1, "globals");
  for (lua_pushnil(L); lua_next(L, -2);) { /* prelude globals name value */
    host_offer(session->host, lua_tostring(L, -2));
  }
  lua_pop(L, 1);
  return true;
}

bool prepared_load(struct answering *answering, const luaL_Reg *extra, lua_CFunction load) {
  lua_State *L = host_state(answering->session->host);
  if (!prepare_scripts(answering->session, answering->call, extra)) return false; /* prelude */
  lua_pushcfunction(L, load);
  lua_insert(L, -2);
  lua_pushlightuserdata(L, answering);
  lua_insert(L, -2); /* load answering prelude */
  return prepared_call(answering->session, 2, 0);
}
