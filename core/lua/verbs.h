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

/*
 * Runs the engine's own prelude (call.prelude = { chunk =, text = }), offers the globals it returns to scripts, and pushes the table it
 * returned. The prelude gets a table of C functions: line(level), where(function), definitions(name), and those in `extra` (may be NULL).
 * definitions(name) compiles and runs the scripts of that name in call.scripts, lowest layer first, and lists what they returned.
 * Libraries in call.libraries are offered to require. False with host_error set; nothing is pushed then.
 */
bool prepare_scripts(struct player_session *session, const struct value *call, const luaL_Reg *extra);

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
