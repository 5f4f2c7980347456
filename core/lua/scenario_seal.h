/*
 * Functions of a scenario keep nothing outside their row: what they kept would depend on the order in which rows and runs are gone through, and
 * the bytes of a result with it.
 */
#ifndef KITH_LUA_SCENARIO_SEAL_H
#define KITH_LUA_SCENARIO_SEAL_H

#include <lua.h>

#include "core/base/arena.h"

/* For every function in the list at `functions`, and those they refer to: tables they refer to can be read only from here on. Raises, with the
 * place, where one assigns a variable outside itself. */
void scenario_seal(lua_State *L, int functions, struct arena *arena);

#endif
