/* r.name, r.name = value and draw.chance("name", …) in an interpreted function of a scenario. */
#include "core/lua/lane.h"

#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/lua/sandbox.h"
#include "core/simulate/random.h"

static struct lane_row *lane_of(lua_State *L) {
  struct lane_row *lane = lua_touserdata(L, lua_upvalueindex(1));
  if (!lane->tile) luaL_error(L, "this row was of an earlier run; a scenario reads the row it is given");
  return lane;
}

static int no_such_field(lua_State *L, const struct lane_row *lane) {
  const char *wanted = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
  struct nearest nearest = nearest_to(wanted, strlen(wanted));
  const struct simulation *simulation = lane->tile->simulation;
  for (size_t i = 0; i < simulation->column_count; i++) nearest_offer(&nearest, simulation->columns[i].name);
  if (nearest.best) return luaL_error(L, "no field \"%s\" in a row; did you mean \"%s\"?", wanted, nearest.best);
  return luaL_error(L, "no field \"%s\" in a row", wanted);
}

/* ---- The row ---- */

/* upvalues: the lane, names → column (from 1) or a group's proxy, texts. */
static int lane_index(lua_State *L) {
  struct lane_row *lane = lane_of(L);
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(2)) != LUA_TNUMBER) return lua_isuserdata(L, -1) ? 1 : no_such_field(L, lane);
  size_t column = (size_t)lua_tointeger(L, -1) - 1;
  double value = tile_get(lane->tile, column, lane->row, lane->run);
  if (isnan(value)) {
    host_saw_missing(lane->host, lua_tostring(L, 2));
    lua_pushnil(L);
    return 1;
  }
  switch (lane->tile->simulation->columns[column].type) {
    case COLUMN_FLAG: lua_pushboolean(L, value != 0); break;
    case COLUMN_WORD: lua_rawgeti(L, lua_upvalueindex(3), (lua_Integer)value); break;
    case COLUMN_NUMBER: lua_pushnumber(L, value); break;
  }
  return 1;
}

/* What a value is, for messages. */
static const char *kind_of(lua_State *L, int index) {
  switch (lua_type(L, index)) {
    case LUA_TNIL: return "nil";
    case LUA_TNUMBER: return "a number";
    case LUA_TSTRING: return "a text";
    case LUA_TBOOLEAN: return "true or false";
    default: return lua_istable(L, index) ? "a table" : "no value";
  }
}

/* The number that is stored for the value at index 3; raises where it is none for the field. */
static double stored(lua_State *L, const struct simulation_column *column, bool single) {
  if (column->type == COLUMN_FLAG) {
    if (!lua_isboolean(L, 3)) luaL_error(L, "%s is true or false, and this is %s", column->name, kind_of(L, 3));
    return lua_toboolean(L, 3);
  }
  if (lua_type(L, 3) != LUA_TNUMBER) luaL_error(L, "%s is a number, and this is %s", column->name, kind_of(L, 3));
  double value = lua_tonumber(L, 3);
  if (!isfinite(value)) luaL_error(L, "%s would be %s", column->name, isnan(value) ? "no number (0/0)" : "infinite");
  if (single && isinf((float)value)) luaL_error(L, "%s would be %f, too large for single precision", column->name, value);
  return value;
}

static int lane_newindex(lua_State *L) {
  struct lane_row *lane = lane_of(L);
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(2)) != LUA_TNUMBER) {
    if (lua_isuserdata(L, -1)) return luaL_error(L, "\"%s\" cannot be changed", lua_tostring(L, 2));
    return no_such_field(L, lane);
  }
  size_t at = (size_t)lua_tointeger(L, -1) - 1;
  const struct simulation_column *column = &lane->tile->simulation->columns[at];
  if (!column->assignable) return luaL_error(L, "%s is no field of the state and cannot be changed", column->name);
  if (!lane->may_change) return luaL_error(L, "only the step function changes a row");
  tile_put(lane->tile, at, lane->row, lane->run, stored(L, column, lane->tile->single));
  return 0;
}

/* names → proxy */
static void push_proxy(lua_State *L, int lane, int texts) {
  static const lua_CFunction functions[] = {lane_index, lane_newindex};
  static const char *const events[] = {"__index", "__newindex"};
  lua_newuserdatauv(L, 0, 0);
  lua_newtable(L); /* names proxy metatable */
  for (int i = 0; i < 2; i++) {
    lua_pushvalue(L, lane);
    lua_pushvalue(L, -4);
    lua_pushvalue(L, texts);
    lua_pushcclosure(L, functions[i], 3);
    lua_setfield(L, -2, events[i]);
  }
  lua_pushliteral(L, "locked");
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_remove(L, -2);
}

/* Pushes the names of a group ("peers"), or, for NULL, those that have none. */
static void push_names(lua_State *L, const struct simulation *simulation, const char *group) {
  size_t length = group ? strlen(group) : 0;
  lua_newtable(L);
  for (size_t i = 0; i < simulation->column_count; i++) {
    const char *name = simulation->columns[i].name, *dot = strchr(name, '.');
    bool of_group = group && dot && (size_t)(dot - name) == length && !memcmp(name, group, length);
    if (group ? !of_group : dot != NULL) continue;
    lua_pushinteger(L, (lua_Integer)i + 1);
    lua_setfield(L, -2, group ? dot + 1 : name);
  }
}

void lane_push_row(lua_State *L, int lane, int texts, const struct simulation *simulation) {
  push_names(L, simulation, NULL);
  for (size_t i = 0; i < simulation->column_count; i++) {
    const char *name = simulation->columns[i].name, *dot = strchr(name, '.');
    if (!dot || !strncmp(name, "p.", 2)) continue; /* parameters have their own table */
    lua_pushlstring(L, name, (size_t)(dot - name)); /* names group */
    lua_pushvalue(L, -1);
    if (lua_rawget(L, -3) == LUA_TNIL) {
      push_names(L, simulation, lua_tostring(L, -2)); /* names group nil names */
      push_proxy(L, lane, texts);
      lua_remove(L, -2);
      lua_rawset(L, -3);
    } else {
      lua_pop(L, 2);
    }
  }
  push_proxy(L, lane, texts);
}

struct lane_row *lane_new(lua_State *L, struct host *host) {
  struct lane_row *lane = lua_newuserdatauv(L, sizeof *lane, 0);
  *lane = (struct lane_row){.host = host};
  return lane;
}

void lane_move(struct lane_row *lane, size_t row, size_t run) {
  lane->row = row;
  lane->run = run;
  lane->draw_count = 0;
}

/* ---- Draws ---- */

/* The place and name of a draw, and which use of the name in this lane and step it is. */
static struct random_place place_draw(lua_State *L, struct lane_row **at, uint32_t *number, uint32_t *use) {
  struct lane_row *lane = *at = lane_of(L);
  size_t length, i = 0;
  if (lua_type(L, 1) != LUA_TSTRING) luaL_error(L, "a draw begins with its name: draw.chance(\"incident\", 0.05)");
  const char *name = lua_tolstring(L, 1, &length);
  if (!lane->may_change) luaL_error(L, "only the step function draws");
  *number = random_name(name, length);
  while (i < lane->draw_count && lane->draws[i].name != *number) i++;
  if (i == MOST_DRAWS) luaL_error(L, "more than %d names of draws in a step", MOST_DRAWS);
  if (i == lane->draw_count) {
    lane->draws[i].name = *number;
    lane->draws[i].uses = 0;
    lane->draw_count++;
  }
  *use = lane->draws[i].uses++;
  return (struct random_place){lane->tile->seed, lane->tile->first_run + (uint32_t)lane->run, lane->tile->step, (uint32_t)lane->row};
}

/* A number a draw is given; a missing one passes on as in all arithmetic. */
static double argument(lua_State *L, int index, const char *what) {
  if (lua_isnil(L, index)) host_met_nil(L, what);
  if (lua_type(L, index) != LUA_TNUMBER) luaL_error(L, "%s is a number, and this is %s", what, kind_of(L, index));
  return lua_tonumber(L, index);
}

/* Likewise a number that has to lie within bounds. */
static double bounded(lua_State *L, int index, const char *what, double least, double most) {
  double value = argument(L, index, what);
  if (value >= least && value <= most) return value;
  char text[3][32];
  for (int i = 0; i < 3; i++) snprintf(text[i], sizeof text[i], "%.15g", (double[]){least, most, value}[i]);
  if (isnan(value)) snprintf(text[2], sizeof text[2], "no number (0/0)");
  if (isinf(most)) luaL_error(L, "%s of \"%s\" is %s or above, and this is %s", what, lua_tostring(L, 1), text[0], text[2]);
  return luaL_error(L, "%s of \"%s\" is between %s and %s, and this is %s", what, lua_tostring(L, 1), text[0], text[1], text[2]);
}

static int draw_uniform(lua_State *L) {
  struct lane_row *lane;
  uint32_t name, use;
  struct random_place place = place_draw(L, &lane, &name, &use);
  double low = lua_isnone(L, 2) ? 0 : argument(L, 2, "the lower bound"), high = lua_isnone(L, 2) ? 1 : bounded(L, 3, "the upper bound", low, INFINITY);
  lua_pushnumber(L, low + (high - low) * random_uniform(&place, name, use));
  return 1;
}

static int draw_normal(lua_State *L) {
  struct lane_row *lane;
  uint32_t name, use;
  struct random_place place = place_draw(L, &lane, &name, &use);
  double mean = argument(L, 2, "the mean"), deviation = bounded(L, 3, "the deviation", 0, INFINITY);
  lua_pushnumber(L, mean + deviation * random_normal(&place, name, use));
  return 1;
}

static int draw_chance(lua_State *L) {
  struct lane_row *lane;
  uint32_t name, use;
  struct random_place place = place_draw(L, &lane, &name, &use);
  lua_pushboolean(L, random_chance(&place, name, use, bounded(L, 2, "the probability", 0, 1)));
  return 1;
}

static int draw_exponential(lua_State *L) {
  struct lane_row *lane;
  uint32_t name, use;
  struct random_place place = place_draw(L, &lane, &name, &use);
  lua_pushnumber(L, bounded(L, 2, "the mean", 0, INFINITY) * random_exponential(&place, name, use));
  return 1;
}

static int draw_poisson(lua_State *L) {
  struct lane_row *lane;
  uint32_t name, use;
  struct random_place place = place_draw(L, &lane, &name, &use);
  lua_pushnumber(L, random_poisson(&place, name, use, bounded(L, 2, "the mean", 0, RANDOM_MOST_MEAN)));
  return 1;
}

void lane_push_draws(lua_State *L, int lane) {
  static const luaL_Reg draws[] = {{"uniform", draw_uniform}, {"normal", draw_normal}, {"chance", draw_chance},
                                   {"exponential", draw_exponential}, {"poisson", draw_poisson}, {NULL, NULL}};
  lua_newtable(L);
  lua_pushvalue(L, lane);
  luaL_setfuncs(L, draws, 1);
  sandbox_protect(L);
}
