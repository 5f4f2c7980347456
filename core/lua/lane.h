/*
 * What a scenario's functions are given when they are interpreted: a row, which is one lane of a tile and moves on from lane to lane, and
 * the functions that draw random numbers for it. Lua owns it, since a script may keep its row beyond the run, when there is nothing left to read.
 */
#ifndef KITH_LUA_LANE_H
#define KITH_LUA_LANE_H

#include <lua.h>

#include "core/lua/host.h"
#include "core/simulate/simulation.h"

enum { MOST_DRAWS = 64 }; /* names of draws in one step of one lane */

struct lane_row {
  struct host *host;
  struct tile *tile; /* NULL: there is nothing to read */
  size_t row, run;
  bool may_change; /* in a step */
  struct {
    uint32_t name, uses;
  } draws[MOST_DRAWS];
  size_t draw_count;
};

/* Pushes a lane's memory, to be filled. */
struct lane_row *lane_new(lua_State *L, struct host *host);
/* Pushes what functions get as their row; `lane` and `texts` are stack indices of lane_new's and of the list of texts. */
void lane_push_row(lua_State *L, int lane, int texts, const struct simulation *simulation);
/* Pushes the table of draws. */
void lane_push_draws(lua_State *L, int lane);

/* Sets the lane; draws of the lane begin anew. */
void lane_move(struct lane_row *lane, size_t row, size_t run);

#endif
