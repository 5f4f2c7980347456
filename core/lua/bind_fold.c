/*
 * kith.fold{…}: what chunks of runs come to, put together in the order they are added: chunk after chunk, of each chunk one policy after the
 * other. Differences between policies are taken run by run, for equal runs have equal luck.
 */
#include "core/lua/bind.h"
#include "core/simulate/statistics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FOLD_TYPE "kith.fold"

enum { CHUNK_MOST = 64 };

struct policy {
  struct summary *cells;     /* [cell] */
  size_t against;            /* the policy it is held against */
  struct moments *apart;     /* [series]: its end value less that of the policy it is held against */
  double *plans;             /* [plan × 2]: chosen, capacity */
  double *ends;              /* [series × CHUNK_MOST] of the chunk added last */
  size_t runs;               /* of that chunk */
  uint64_t chunks;
};

struct fold {
  size_t cells, series, plans, policies;
  struct policy *of;
};

static void *zeroed(size_t count, size_t size) { return memset(memory_grow(NULL, count * size), 0, count * size); }

static struct fold *check_fold(lua_State *L) { return luaL_checkudata(L, 1, FOLD_TYPE); }

static size_t size_option(lua_State *L, const char *name) {
  lua_getfield(L, 1, name);
  lua_Integer number = luaL_checkinteger(L, -1);
  luaL_argcheck(L, number >= 0 && number < 100000000, 1, name);
  lua_pop(L, 1);
  return (size_t)number;
}

/* The policy that policy `i` is held against, of the list of the option `against`, from 0. */
static size_t against_option(lua_State *L, size_t i, size_t policies) {
  luaL_argcheck(L, lua_getfield(L, 1, "against") == LUA_TTABLE, 1, "against");
  lua_Integer number = lua_rawgeti(L, -1, (lua_Integer)i + 1) == LUA_TNUMBER ? lua_tointeger(L, -1) : 0;
  luaL_argcheck(L, number >= 1 && (size_t)number <= policies, 1, "against");
  lua_pop(L, 2);
  return (size_t)number - 1;
}

/* kith.fold{ cells =, series = outcomes and groups, plans =, policies =, against = { of each policy, the one it is held against } } */
static int new_fold(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  struct fold counts = {size_option(L, "cells"), size_option(L, "series"), size_option(L, "plans"), size_option(L, "policies"), NULL};
  for (size_t i = 0; i < counts.policies; i++) against_option(L, i, counts.policies);
  struct fold *fold = lua_newuserdatauv(L, sizeof *fold, 0);
  *fold = counts;
  fold->of = zeroed(fold->policies + 1, sizeof *fold->of);
  for (size_t i = 0; i < fold->policies; i++) {
    fold->of[i].against = against_option(L, i, fold->policies);
    fold->of[i].cells = zeroed(fold->cells + 1, sizeof *fold->of[i].cells);
    fold->of[i].apart = zeroed(fold->series + 1, sizeof *fold->of[i].apart);
    fold->of[i].plans = zeroed(2 * fold->plans + 1, sizeof(double));
    fold->of[i].ends = zeroed(fold->series * CHUNK_MOST + 1, sizeof(double));
  }
  luaL_setmetatable(L, FOLD_TYPE);
  return 1;
}

static int collect(lua_State *L) {
  struct fold *fold = check_fold(L);
  for (size_t i = 0; fold->of && i < fold->policies; i++) {
    for (size_t cell = 0; cell < fold->cells; cell++) summary_free(&fold->of[i].cells[cell]);
    free(fold->of[i].cells);
    free(fold->of[i].apart);
    free(fold->of[i].plans);
    free(fold->of[i].ends);
  }
  free(fold->of);
  fold->of = NULL;
  return 0;
}

static struct policy *check_policy(lua_State *L, struct fold *fold) {
  lua_Integer policy = luaL_checkinteger(L, 2);
  luaL_argcheck(L, fold->of && policy >= 1 && (size_t)policy <= fold->policies, 2, "no such policy");
  return &fold->of[policy - 1];
}

static size_t check_at(lua_State *L, size_t count) {
  lua_Integer at = luaL_checkinteger(L, 3);
  luaL_argcheck(L, at >= 1 && (size_t)at <= count, 3, "out of range");
  return (size_t)at - 1;
}

/* ---- Adding ---- */

struct taken {
  const unsigned char *at, *end;
  size_t runs;
};

static bool take_cells(struct fold *fold, struct taken *taken, struct summary *cells) {
  for (size_t i = 0; i < fold->cells; i++)
    if (!summary_decode(&taken->at, taken->end, taken->runs, &cells[i])) return false;
  return true;
}

static bool take_rest(struct fold *fold, struct taken *taken, double *ends, double *plans) {
  for (size_t series = 0; series < fold->series; series++)
    for (size_t run = 0; run < taken->runs; run++)
      if (!number_decode(&taken->at, taken->end, &ends[series * CHUNK_MOST + run])) return false;
  for (size_t i = 0; i < 2 * fold->plans; i++)
    if (!number_decode(&taken->at, taken->end, &plans[i])) return false;
  return taken->at == taken->end;
}

static void add_differences(struct fold *fold, struct policy *policy) {
  const struct policy *other = &fold->of[policy->against];
  for (size_t series = 0; series < fold->series; series++)
    for (size_t run = 0; run < policy->runs && run < other->runs; run++) {
      double apart = policy->ends[series * CHUNK_MOST + run] - other->ends[series * CHUNK_MOST + run];
      if (isfinite(apart)) moments_add(&policy->apart[series], apart);
    }
}

/* Everybody's differences at once, when the last policy of a chunk has come: the one they are held against need not be the first. */
static void chunk_done(struct fold *fold) {
  for (size_t i = 0; i < fold->policies; i++)
    if (fold->of[i].chunks != fold->of[0].chunks) return;
  for (size_t i = 0; i < fold->policies; i++) add_differences(fold, &fold->of[i]);
}

/* fold:add(policy, runs, bytes): true; false where the bytes are no chunk of so many runs. */
static int add(lua_State *L) {
  struct fold *fold = check_fold(L);
  struct policy *policy = check_policy(L, fold);
  lua_Integer runs = luaL_checkinteger(L, 3);
  size_t length;
  const char *bytes = luaL_checklstring(L, 4, &length);
  luaL_argcheck(L, runs >= 1 && runs <= CHUNK_MOST, 3, "a chunk has 1 to 64 runs");
  struct taken taken = {(const unsigned char *)bytes, (const unsigned char *)bytes + length, (size_t)runs};
  struct summary *cells = zeroed(fold->cells + 1, sizeof *cells);
  double *plans = zeroed(2 * fold->plans + 1, sizeof *plans);
  bool good = take_cells(fold, &taken, cells) && take_rest(fold, &taken, policy->ends, plans);
  for (size_t i = 0; good && i < fold->cells; i++) summary_merge(&policy->cells[i], &cells[i]);
  for (size_t i = 0; good && i < 2 * fold->plans; i++) policy->plans[i] += plans[i];
  for (size_t i = 0; i < fold->cells; i++) summary_free(&cells[i]);
  free(cells);
  free(plans);
  if (good) {
    policy->runs = (size_t)runs;
    policy->chunks++;
    chunk_done(fold);
  }
  lua_pushboolean(L, good);
  return 1;
}

/* ---- What it comes to ---- */

static void push_or_nil(lua_State *L, double number) {
  if (isfinite(number)) lua_pushnumber(L, number);
  else lua_pushnil(L);
}

static int push_moments(lua_State *L, const struct moments *moments) {
  lua_pushinteger(L, (lua_Integer)moments->count);
  push_or_nil(L, moments->count ? moments->mean : NAN);
  push_or_nil(L, moments_deviation(moments));
  push_or_nil(L, moments_error(moments));
  return 4;
}

/* fold:cell(policy, cell): number of runs, mean, deviation, standard error, least, most; nil for what is not known. */
static int cell(lua_State *L) {
  struct fold *fold = check_fold(L);
  const struct policy *policy = check_policy(L, fold);
  const struct summary *summary = &policy->cells[check_at(L, fold->cells)];
  push_moments(L, &summary->moments);
  push_or_nil(L, summary->moments.count ? summary->least : NAN);
  push_or_nil(L, summary->moments.count ? summary->most : NAN);
  return 6;
}

/* fold:quantile(policy, cell, share) */
static int quantile(lua_State *L) {
  struct fold *fold = check_fold(L);
  const struct policy *policy = check_policy(L, fold);
  push_or_nil(L, summary_quantile(&policy->cells[check_at(L, fold->cells)], luaL_checknumber(L, 4)));
  return 1;
}

/* fold:difference(policy, series): number of runs, mean, deviation, standard error of end values less those of the policy it
 * is held against, run by run. */
static int difference(lua_State *L) {
  struct fold *fold = check_fold(L);
  const struct policy *policy = check_policy(L, fold);
  return push_moments(L, &policy->apart[check_at(L, fold->series)]);
}

/* fold:plan(policy, plan): how many lanes were chosen, and how many could have been. */
static int plan(lua_State *L) {
  struct fold *fold = check_fold(L);
  const struct policy *policy = check_policy(L, fold);
  size_t at = check_at(L, fold->plans);
  lua_pushnumber(L, policy->plans[2 * at]);
  lua_pushnumber(L, policy->plans[2 * at + 1]);
  return 2;
}

/* kith.student(confidence, freedom): half the width of an interval, in standard errors. */
static int student(lua_State *L) {
  push_or_nil(L, student_width(luaL_checknumber(L, 1), luaL_checknumber(L, 2)));
  return 1;
}

void bind_fold(lua_State *L) {
  static const luaL_Reg metamethods[] = {{"__gc", collect}, {NULL, NULL}};
  static const luaL_Reg methods[] = {{"add", add}, {"cell", cell}, {"quantile", quantile}, {"difference", difference}, {"plan", plan}, {NULL, NULL}};
  bind_type(L, FOLD_TYPE, metamethods, methods);
  lua_pushcfunction(L, new_fold);
  lua_setfield(L, -2, "fold");
  lua_pushcfunction(L, student);
  lua_setfield(L, -2, "student");
}
