/* A player as the bindings hold it. */
#ifndef KITH_LUA_BIND_PLAYER_H
#define KITH_LUA_BIND_PLAYER_H

#include "core/lua/bind.h"
#include "core/lua/verbs.h"

struct player_handle {
  struct player *player; /* NULL once ended */
  struct arena *arena;   /* of questions and replies; reset before each */
  struct player_input input;
};

struct player_handle *check_player(lua_State *L, int argument);
/* Pushes nil and what went wrong; the number of results. */
int push_failure(lua_State *L, const struct player_handle *handle, enum player_outcome outcome);

#endif
