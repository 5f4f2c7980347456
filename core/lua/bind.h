/* What the binding files share. One file binds one thing; a binding checks arguments, calls the core, pushes the result. */
#ifndef KITH_LUA_BIND_H
#define KITH_LUA_BIND_H

#include <lauxlib.h>
#include <lua.h>

#include "core/base/diagnostic.h"
#include "core/practice/model.h"

#define DIAGNOSTICS_TYPE "kith.diagnostics"
#define WORKSPACE_TYPE "kith.workspace"
#define ENTITY_TYPE "kith.entity"
#define COLUMNS_TYPE "kith.columns"
#define PLAYER_TYPE "kith.player"

/* Each registers its types and, where it has any, adds functions to the module table on top of the stack. */
void bind_text(lua_State *L);
void bind_diagnostics(lua_State *L);
void bind_workspace(lua_State *L);
void bind_entity(lua_State *L);
void bind_journal(lua_State *L);     /* methods on WORKSPACE_TYPE */
void bind_review(lua_State *L);      /* likewise */
void bind_definitions(lua_State *L); /* likewise */
void bind_improvement(lua_State *L); /* likewise */
void bind_scores(lua_State *L);      /* methods on COLUMNS_TYPE */
void bind_columns(lua_State *L);
void bind_player(lua_State *L);
void bind_import(lua_State *L); /* a method on WORKSPACE_TYPE */
void bind_interrupt(lua_State *L);
void bind_run(lua_State *L);
void bind_statistics(lua_State *L);
void bind_simulate(lua_State *L); /* methods on COLUMNS_TYPE */
void bind_fold(lua_State *L);

/* A type whose metatable and methods are separate tables; both may be NULL-terminated lists, `methods` may be NULL. */
void bind_type(lua_State *L, const char *name, const luaL_Reg *metamethods, const luaL_Reg *methods);

/* Adds methods to a type made before. */
void bind_methods(lua_State *L, const char *name, const luaL_Reg *methods);

/* ---- Options in a table, and refusals (bind_value.c) ---- */
int32_t check_day_option(lua_State *L, int options, const char *name);
/* Good as long as the table holds it. */
const char *text_option(lua_State *L, int options, const char *name, const char *otherwise);
/* Pushes nil and why; the number of results. */
int push_refusal(lua_State *L, const char *why);

/* ---- Plain data (bind_value.c) ---- */

/* Pushes nil, booleans, numbers, texts and nested tables; lists become sequences. */
void push_value(lua_State *L, const struct value *value);
/* The value at `index`: tables with only 1…n become lists, others maps with keys in byte order. Raises on functions and the like, and on depth.
 * Userdata and functions are left out instead where `skip_others`. */
struct value read_value(lua_State *L, int index, struct arena *arena, bool skip_others);

/* kith.packed(data), and the data pushed again; raises where the bytes are none. */
int bind_packed(lua_State *L);
void push_packed(lua_State *L, const char *bytes, size_t length);

/* A Lua function: the id made of a name (bind_text.c); for the keeper and for importers alike. */
int bind_id_of(lua_State *L);

/* ---- Days ---- */
int32_t check_day(lua_State *L, int argument);
void push_day(lua_State *L, int32_t day);

/* ---- Things ---- */
struct diagnostics *check_diagnostics(lua_State *L, int argument);

struct workspace; /* bind_workspace.h */
/* Pushes a handle that keeps the workspace at `workspace_index` alive. */
void push_entity(lua_State *L, int workspace_index, const struct entity *entity);
/* Pushes a checked outcome as a plain table, items with their `place`. */
void push_outcome_table(lua_State *L, const struct model *model, const struct entity *outcome);
const struct entity *check_entity(lua_State *L, int argument);

#endif
