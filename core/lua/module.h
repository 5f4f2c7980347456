/* The module `kith`: in the program, and as kith.so in a stock lua5.4. */
#ifndef KITH_LUA_MODULE_H
#define KITH_LUA_MODULE_H

#include <lua.h>

int luaopen_kith(lua_State *L);

/* What was done for good, as kith.done was told; "": nothing. */
const char *module_done(void);

#endif
