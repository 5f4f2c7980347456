/* kith.auc, kith.auc_difference, kith.share_interval, kith.lift, kith.logistic: over lists of numbers. */
#include "core/lua/bind.h"
#include "core/practice/auc.h"
#include "core/practice/logistic.h"

#include <math.h>

/* Lists live in an arena that Lua collects, for reading them can raise. */
static struct arena *new_arena(lua_State *L) {
  struct arena **handle = lua_newuserdatauv(L, sizeof *handle, 0);
  *handle = NULL;
  luaL_setmetatable(L, "kith.arena");
  return *handle = arena_new();
}

static int collect(lua_State *L) {
  struct arena **handle = luaL_checkudata(L, 1, "kith.arena");
  if (*handle) arena_free(*handle);
  *handle = NULL;
  return 0;
}

/* A list of `count` numbers; `gaps` lets false stand for a missing one, NAN. */
static double *read_numbers(lua_State *L, int index, struct arena *arena, size_t count, bool gaps) {
  luaL_checktype(L, index, LUA_TTABLE);
  luaL_argcheck(L, lua_rawlen(L, index) == count, index, "lists of the same length expected");
  double *numbers = ARENA_ARRAY(arena, double, count);
  for (size_t i = 0; i < count; i++) {
    int type = lua_rawgeti(L, index, (lua_Integer)i + 1);
    bool missing = gaps && type == LUA_TBOOLEAN;
    luaL_argcheck(L, missing || type == LUA_TNUMBER, index, "a list of numbers expected");
    numbers[i] = missing ? NAN : lua_tonumber(L, -1);
    luaL_argcheck(L, missing || isfinite(numbers[i]), index, "finite numbers expected");
    lua_pop(L, 1);
  }
  return numbers;
}

static uint8_t *read_flags(lua_State *L, int index, struct arena *arena, size_t count) {
  luaL_checktype(L, index, LUA_TTABLE);
  luaL_argcheck(L, lua_rawlen(L, index) == count, index, "lists of the same length expected");
  uint8_t *flags = ARENA_ARRAY(arena, uint8_t, count);
  for (size_t i = 0; i < count; i++) {
    lua_rawgeti(L, index, (lua_Integer)i + 1);
    flags[i] = (uint8_t)lua_toboolean(L, -1);
    lua_pop(L, 1);
  }
  return flags;
}

/* Whose each is: whole numbers from 1 to `count`. */
static uint32_t *read_owners(lua_State *L, int index, struct arena *arena, size_t count) {
  const double *numbers = read_numbers(L, index, arena, count, false);
  uint32_t *of = ARENA_ARRAY(arena, uint32_t, count);
  for (size_t i = 0; i < count; i++) {
    luaL_argcheck(L, numbers[i] >= 1 && numbers[i] <= (double)count, index, "numbers from 1 to the list's length expected");
    of[i] = (uint32_t)numbers[i] - 1;
  }
  return of;
}

static struct observations read_observations(lua_State *L, struct arena *arena) {
  luaL_checktype(L, 1, LUA_TTABLE);
  size_t count = lua_rawlen(L, 1);
  return (struct observations){read_numbers(L, 1, arena, count, false), read_flags(L, 2, arena, count), read_owners(L, 3, arena, count), count};
}

static void push_number_or_nil(lua_State *L, double number) {
  if (isnan(number)) lua_pushnil(L);
  else lua_pushnumber(L, number);
}

/* kith.auc(numbers, happened, of): value, its standard error, the lower and the upper end of the 95% interval; nil for what cannot be told. `of`
 * holds whose each is, as numbers from 1. */
static int auc(lua_State *L) {
  lua_settop(L, 3);
  struct arena *arena = new_arena(L);
  struct observations observations = read_observations(L, arena);
  struct auc measured = auc_measure(arena, &observations);
  double low, high;
  auc_interval(measured, &low, &high);
  push_number_or_nil(L, measured.value);
  push_number_or_nil(L, measured.error);
  push_number_or_nil(L, low);
  push_number_or_nil(L, high);
  return 4;
}

/* kith.auc_difference(numbers, happened, of, others): how much larger the AUC of `numbers` is than that of `others`, and the error of that. */
static int auc_difference(lua_State *L) {
  lua_settop(L, 4);
  struct arena *arena = new_arena(L);
  struct observations observations = read_observations(L, arena);
  struct auc difference = auc_compare(arena, &observations, read_numbers(L, 4, arena, observations.count, false));
  push_number_or_nil(L, difference.value);
  push_number_or_nil(L, difference.error);
  return 2;
}

/* kith.share_interval(met, of): the ends of the 95% interval of a share. */
static int interval_of_share(lua_State *L) {
  double met = luaL_checknumber(L, 1), of = luaL_checknumber(L, 2), low, high;
  luaL_argcheck(L, of > 0 && met >= 0 && met <= of, 2, "more than none expected, and no fewer than were met");
  share_interval(met, of, &low, &high);
  lua_pushnumber(L, low);
  lua_pushnumber(L, high);
  return 2;
}

/* kith.lift(numbers, happened, groups): groups of equal size, the highest numbers first: a list of { size =, happened = }. */
static int lift(lua_State *L) {
  lua_settop(L, 3);
  size_t groups = (size_t)luaL_checkinteger(L, 3), count = lua_rawlen(L, 1);
  luaL_argcheck(L, groups >= 1 && groups <= count, 3, "at least one group, and one each at most");
  struct arena *arena = new_arena(L);
  struct observations observations = {read_numbers(L, 1, arena, count, false), read_flags(L, 2, arena, count), NULL, count};
  double *happened = ARENA_ARRAY(arena, double, groups);
  size_t *sizes = ARENA_ARRAY(arena, size_t, groups);
  lift_groups(arena, &observations, groups, happened, sizes);
  lua_createtable(L, (int)groups, 0);
  for (size_t i = 0; i < groups; i++) {
    lua_createtable(L, 0, 2);
    lua_pushinteger(L, (lua_Integer)sizes[i]);
    lua_setfield(L, -2, "size");
    lua_pushnumber(L, happened[i]);
    lua_setfield(L, -2, "happened");
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

static void push_weights(lua_State *L, struct arena *arena, const struct logistic_data *data, double lambda, int without) {
  double *weights = ARENA_ARRAY(arena, double, data->input_count);
  logistic_fit(data, lambda, without, weights);
  lua_createtable(L, (int)data->input_count, 0);
  for (size_t i = 0; i < data->input_count; i++) {
    lua_pushnumber(L, weights[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

static const double *const *read_inputs(lua_State *L, struct arena *arena, size_t inputs, size_t count) {
  const double **read = ARENA_ARRAY(arena, const double *, inputs);
  for (size_t i = 0; i < inputs; i++) {
    lua_rawgeti(L, 1, (lua_Integer)i + 1);
    read[i] = read_numbers(L, lua_gettop(L), arena, count, true);
    lua_pop(L, 1);
  }
  return (const double *const *)read;
}

/* kith.logistic(inputs, happened, fold, lambda): weights of the inputs (lists of numbers, false where missing), in their own units, none below zero;
 * then a list of the weights found without each fold (numbers from 1, of the observations), and λ: the one that tells best, unless given. */
static int logistic(lua_State *L) {
  lua_settop(L, 4);
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_checktype(L, 2, LUA_TTABLE);
  struct arena *arena = new_arena(L);
  size_t count = lua_rawlen(L, 2);
  const double *numbers = read_numbers(L, 3, arena, count, false);
  uint8_t *fold = ARENA_ARRAY(arena, uint8_t, count);
  struct logistic_data data = {.input_count = lua_rawlen(L, 1), .happened = read_flags(L, 2, arena, count), .fold = fold, .count = count};
  for (size_t i = 0; i < count; i++) {
    luaL_argcheck(L, numbers[i] >= 1 && numbers[i] <= 100, 3, "folds are numbered from 1 to 100 at most");
    fold[i] = (uint8_t)(numbers[i] - 1);
    if (fold[i] >= data.folds) data.folds = (size_t)fold[i] + 1;
  }
  data.inputs = read_inputs(L, arena, data.input_count, count);
  double lambda = lua_isnil(L, 4) ? logistic_lambda(&data) : luaL_checknumber(L, 4);
  push_weights(L, arena, &data, lambda, LOGISTIC_ALL);
  lua_createtable(L, (int)data.folds, 0);
  for (size_t i = 0; i < data.folds; i++) {
    push_weights(L, arena, &data, lambda, (int)i);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_pushnumber(L, lambda);
  return 3;
}

void bind_statistics(lua_State *L) {
  static const luaL_Reg metamethods[] = {{"__gc", collect}, {NULL, NULL}};
  static const luaL_Reg functions[] = {{"auc", auc},   {"auc_difference", auc_difference}, {"share_interval", interval_of_share},
                                       {"lift", lift}, {"logistic", logistic},             {NULL, NULL}};
  bind_type(L, "kith.arena", metamethods, NULL);
  luaL_setfuncs(L, functions, 0);
}
