/*
 * What a script sees: the allow-listed, read-only, strict environment, and the functions in it that are ours.
 * Private to core/lua: host.c makes states and calls into them, sandbox.c builds environments, library.c holds the
 * replaced functions, sorted.c the orders. The second half is what those need of host.c.
 */
#ifndef KITH_LUA_SANDBOX_H
#define KITH_LUA_SANDBOX_H

#include "core/lua/host.h"

/* Opens the libraries, keeps what scripts may have, locks it, and gives nil its metatable. Once a state. */
void sandbox_open(lua_State *L);

/*
 * Pushes a fresh environment. `loaded` is the stack index of the table of libraries it has required, 0 for a new one: a script and
 * the libraries it requires share it, two scripts never do, so that not even a library's own state passes from one to the other.
 */
void sandbox_environment(lua_State *L, int loaded);

/* Replaces the plain table on top of the stack by a read-only view of it, tables inside likewise; other values stay as they are. */
void sandbox_protect(lua_State *L);
/* The same for a plain table of named things, of which a script may read none that is not there: a `what` ("param") is missed. */
void sandbox_protect_strict(lua_State *L, const char *what);

/* Name on top of the stack: pops a value and sets what later environments see. */
void sandbox_offer(lua_State *L, const char *name);
void sandbox_library(lua_State *L, const char *name, const char *chunk, const char *text, size_t length);

/* library.c: sets the replaced functions in the library tables at these stack indices. */
void library_replace(lua_State *L, int base, int string, int table, int math);

/* "math.floor" where the value at `index` is a function of math as scripts see it, else NULL. */
const char *library_math_name(lua_State *L, int index);

/* sorted.c */
typedef bool sorted_before(void *context, uint32_t a, uint32_t b);
/* Positions 0 … count - 1 in order, equals as they stood; any `before` is safe, it may raise. Pushes the userdata that owns the result. */
const uint32_t *sorted_positions(lua_State *L, size_t count, sorted_before *before, void *context);
/* Pushes a list of the table's keys: numbers ascending, strings bytewise, false, true. Raises where a key has no order. */
void sorted_keys(lua_State *L, int table);

/* host.c */
/* After a protected call made inside a script: raises again what a script may not catch. */
void host_uncatchable(lua_State *L, int status);
/* Whether the value is the mark raised for a missing input. */
bool host_missing_mark(lua_State *L, int index);
/* Raises the mark where a missing input was read, else the error "`what` with nil, …". */
int host_met_nil(lua_State *L, const char *what);
/* host_compile with an environment that shares `loaded`. */
enum host_outcome host_compile_within(struct host *host, const char *chunk, const char *text, size_t length, int loaded);

#endif
