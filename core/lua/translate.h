/*
 * What the translator of rules (core/rule) is told of Lua: a function's dump, its upvalues, the tables it reads.
 *
 * Nothing here runs a script: tables are read raw, through the read-only views that the sandbox makes and no other metatables.
 */
#ifndef KITH_LUA_TRANSLATE_H
#define KITH_LUA_TRANSLATE_H

#include <lua.h>

#include "core/rule/step.h"

/*
 * rule_translate for the function at stack index `function`, called with a row and the value at `params`. What the function refers to is
 * read now, so run the program before anything else runs in this state.
 */
const struct rule_program *translate_function(lua_State *L, int function, int params, struct arena *arena, const struct rule_column *columns,
                                              size_t column_count, struct words *words, struct rule_refusal *refusal);

/* The same for a step, called with a row, the step's number, params and a table of draws. Also `columns` must live as long as the program. */
const struct step_program *translate_step(lua_State *L, int function, int params, struct arena *arena, const struct step_column *columns,
                                          size_t column_count, struct words *words, struct rule_refusal *refusal);

/* The same for a function called with a row, params and the step's number, for what it answers. */
const struct step_program *translate_value(lua_State *L, int function, int params, enum step_answer answer, struct arena *arena,
                                           const struct step_column *columns, size_t column_count, struct words *words,
                                           struct rule_refusal *refusal);

#endif
