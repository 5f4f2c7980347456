/* Columns as the bindings hold them. */
#ifndef KITH_LUA_BIND_COLUMNS_H
#define KITH_LUA_BIND_COLUMNS_H

#include "core/lua/bind_workspace.h"
#include "core/practice/columns.h"

struct columns *check_columns(lua_State *L, int argument);

#endif
