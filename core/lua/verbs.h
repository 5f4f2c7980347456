/* What a player can be asked to do; each verb is one function that runs in the child (core/player.h). */
#ifndef KITH_LUA_VERBS_H
#define KITH_LUA_VERBS_H

#include <lauxlib.h>

#include "core/player.h"

/* What the player inherits from the keeper's memory. */
struct player_input {
  const char *text; /* the file an importer goes over; NULL where there is none */
  size_t length;
};

extern const struct player_verb player_verbs[];

/* ---- prepare.c: what loading scripts has in common ---- */

/* A call and its reply, for a C function that runs protected: it gets this as light userdata, at stack index 1. */
struct answering {
  struct player_session *session;
  const struct value *call;
  struct value *reply;
};

/*
 * Runs the engine's own prelude (call.prelude = { chunk =, text = }) and then call.layers with what it returned, offers the globals in that
 * to scripts, and pushes it. Both get a table of C functions: line(level), where(function), definitions(name), nearest(name), and those in
 * `extra` (may be NULL). definitions(name) compiles and runs the scripts of that name in call.scripts, lowest layer first, and lists what
 * they returned.
 * Libraries in call.libraries are offered to require. False with host_error set; nothing is pushed then.
 */
bool prepare_scripts(struct player_session *session, const struct value *call, const luaL_Reg *extra);

/* Prepares, then calls `load` protected: answering prelude → ; it fills the reply and keeps the functions. */
bool prepared_load(struct answering *answering, const luaL_Reg *extra, lua_CFunction load);

/* Calls the function below its arguments; on failure host_error tells. HOST_MISSING counts as a failure here. */
bool prepared_call(struct player_session *session, int arguments, int results);

/* ---- The verbs ---- */
bool verb_load_rule(struct player_session *session, const struct value *call, struct value *reply);
bool verb_run_rule(struct player_session *session, const struct value *call, struct value *reply);
bool verb_load_importer(struct player_session *session, const struct value *call, struct value *reply);
bool verb_run_importer(struct player_session *session, const struct value *call, struct value *reply);
bool verb_load_report(struct player_session *session, const struct value *call, struct value *reply);
bool verb_load_scenario(struct player_session *session, const struct value *call, struct value *reply);
bool verb_prepare_simulation(struct player_session *session, const struct value *call, struct value *reply);
bool verb_simulate(struct player_session *session, const struct value *call, struct value *reply);
bool verb_run_report(struct player_session *session, const struct value *call, struct value *reply);
bool verb_load_cycle(struct player_session *session, const struct value *call, struct value *reply);
bool verb_run_cycle(struct player_session *session, const struct value *call, struct value *reply);

#endif
