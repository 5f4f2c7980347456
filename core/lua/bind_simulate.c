/*
 * columns:population(player, {…}): the relationships a simulation starts from, and who is a neighbour of whom, laid into the player's shared
 * memory as scenario_setup.h says.
 */
#include "core/lua/bind_columns.h"
#include "core/lua/bind_player.h"
#include "core/simulate/distribution.h"
#include "core/simulate/links.h"
#include "core/simulate/random.h"

#include <math.h>
#include <string.h>

struct making {
  lua_State *L;
  struct columns *columns;
  struct arena *arena;
  struct link_set recorded, links;
  size_t sources, rows; /* relationships of the record, and rows made of them */
  uint32_t *source_of;  /* [row] */
  uint64_t seed;
};

static double number_field(lua_State *L, int options, const char *name, double otherwise) {
  lua_getfield(L, options, name);
  double number = luaL_optnumber(L, -1, otherwise);
  lua_pop(L, 1);
  return number;
}

/* The number at position `i` of the list on top of the stack. */
static double number_at(lua_State *L, lua_Integer i, double otherwise) {
  lua_rawgeti(L, -1, i);
  double number = lua_isnil(L, -1) ? otherwise : luaL_checknumber(L, -1);
  lua_pop(L, 1);
  return number;
}

static void check_links(struct making *making, bool good) {
  if (!good) luaL_error(making->L, "more than %d links", MOST_LINKS);
}

/* options.pairs = { a, b, weight, a, b, weight, … }, relationships from 1. */
static void add_pairs(struct making *making) {
  lua_State *L = making->L;
  if (lua_getfield(L, 3, "pairs") == LUA_TTABLE) {
    lua_Integer count = (lua_Integer)lua_rawlen(L, -1);
    for (lua_Integer i = 1; i + 2 <= count; i += 3) {
      double a = number_at(L, i, 0), b = number_at(L, i + 1, 0), weight = number_at(L, i + 2, 1);
      if (!(a >= 1 && a <= (double)making->sources && b >= 1 && b <= (double)making->sources)) luaL_error(L, "no such relationship");
      check_links(making, link_add(&making->recorded, (uint32_t)a - 1, (uint32_t)b - 1, weight));
    }
  }
  lua_pop(L, 1);
}

/* options.alike = { column, … }: those with the same word there are all neighbours. */
static void add_alike(struct making *making) {
  lua_State *L = making->L;
  if (lua_getfield(L, 3, "alike") == LUA_TTABLE) {
    for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, -1); i++) {
      size_t column = (size_t)number_at(L, i, 1) - 1;
      double *words = ARENA_ARRAY(making->arena, double, making->sources);
      for (size_t row = 0; row < making->sources; row++) words[row] = columns_value(making->columns, column, row, 0);
      for (size_t a = 0; a < making->sources; a++)
        for (size_t b = a + 1; b < making->sources; b++)
          if (words[a] == words[b]) check_links(making, link_add(&making->recorded, (uint32_t)a, (uint32_t)b, 1));
    }
  }
  lua_pop(L, 1);
}

/* As many neighbours as the relationships of the record have. */
static void scale_links(struct making *making) {
  uint32_t *from = ARENA_ARRAY(making->arena, uint32_t, making->sources + 1), *degrees = ARENA_ARRAY(making->arena, uint32_t, making->sources);
  uint32_t *to = ARENA_ARRAY(making->arena, uint32_t, 2 * making->recorded.count + 1);
  double *weights = ARENA_ARRAY(making->arena, double, 2 * making->recorded.count + 1);
  link_set_join(&making->recorded);
  links_order(&making->recorded, making->sources, from, to, weights);
  for (size_t row = 0; row < making->sources; row++) degrees[row] = from[row + 1] - from[row];
  check_links(making, links_like(&making->links, making->rows, degrees, making->sources, making->seed));
}

static void make_rows(struct making *making) {
  double size = number_field(making->L, 3, "size", 0);
  making->rows = size >= 1 ? (size_t)size : making->sources;
  making->source_of = ARENA_ARRAY(making->arena, uint32_t, making->rows + 1);
  for (size_t row = 0; row < making->rows; row++) {
    struct random_place place = {making->seed, (uint32_t)row, 0, RANDOM_NO_ROW};
    double u = size >= 1 ? random_uniform(&place, random_name("population", 10), 0) : 0;
    making->source_of[row] = size >= 1 ? (uint32_t)(u * (double)making->sources) : (uint32_t)row;
  }
}

static void make_links(struct making *making) {
  double degree = number_field(making->L, 3, "random", 0);
  add_pairs(making);
  add_alike(making);
  if (making->rows != making->sources) scale_links(making);
  else making->links = making->recorded, making->recorded = (struct link_set){0};
  if (degree > 0) check_links(making, links_random(&making->links, making->rows, degree, making->seed));
}

/* options.columns[i] with options.otherwise[i] where it is missing; how many relationships of the record lack it. */
static size_t write_column(struct making *making, size_t i, double *out) {
  lua_State *L = making->L;
  lua_getfield(L, 3, "columns");
  size_t column = (size_t)number_at(L, (lua_Integer)i + 1, 1) - 1, missing = 0;
  lua_getfield(L, 3, "otherwise");
  double otherwise = lua_istable(L, -1) ? number_at(L, (lua_Integer)i + 1, NAN) : NAN;
  lua_pop(L, 2);
  luaL_argcheck(L, column < columns_width(making->columns), 3, "no such column");
  double *values = ARENA_ARRAY(making->arena, double, making->sources);
  for (size_t row = 0; row < making->sources; row++) {
    values[row] = columns_value(making->columns, column, row, 0);
    missing += isnan(values[row]);
    if (isnan(values[row])) values[row] = otherwise;
  }
  for (size_t row = 0; row < making->rows; row++) out[row] = values[making->source_of[row]];
  return missing;
}

/* Runs protected, so that what was taken is given back: making columns options → result */
static int make(lua_State *L) {
  struct making *making = lua_touserdata(L, 1);
  struct player_handle *handle = check_player(L, 2);
  lua_getfield(L, 3, "columns");
  size_t count = lua_rawlen(L, -1);
  lua_pop(L, 1);
  make_rows(making);
  make_links(making);
  link_set_join(&making->links);
  size_t links = 2 * making->links.count, numbers = count * making->rows + links;
  size_t bytes = numbers * sizeof(double) + (making->rows + 1 + links) * sizeof(uint32_t);
  double *memory = player_columns(handle->player, bytes);
  if (!memory) return luaL_error(L, "no memory for the population");
  lua_createtable(L, 0, 5);
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; i++) {
    lua_pushinteger(L, (lua_Integer)write_column(making, i, memory + i * making->rows));
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_setfield(L, -2, "missing");
  uint32_t *from = (uint32_t *)(void *)(memory + numbers);
  links_order(&making->links, making->rows, from, from + making->rows + 1, memory + count * making->rows);
  lua_pushinteger(L, (lua_Integer)making->rows);
  lua_setfield(L, -2, "rows");
  lua_pushinteger(L, (lua_Integer)links);
  lua_setfield(L, -2, "links");
  lua_pushinteger(L, (lua_Integer)bytes);
  lua_setfield(L, -2, "bytes");
  return 1;
}

/*
 * columns:population(player, { columns = { position… }, otherwise = { number… }, pairs =, alike =, random = degree, size = rows, seed = }):
 * { rows =, links =, bytes =, missing = { how many relationships lack that column } }. With `size` so many rows are drawn from the record, with
 * replacement, and neighbours with the same distribution of their number.
 */
static int population(lua_State *L) {
  struct making making = {.L = L, .columns = check_columns(L, 1), .arena = arena_new()};
  luaL_checktype(L, 3, LUA_TTABLE);
  making.sources = making.columns->row_count;
  making.seed = (uint64_t)number_field(L, 3, "seed", 1);
  lua_pushcfunction(L, make);
  lua_pushlightuserdata(L, &making);
  lua_pushvalue(L, 2);
  lua_pushvalue(L, 3);
  int status = lua_pcall(L, 3, 1, 0);
  link_set_free(&making.recorded);
  link_set_free(&making.links);
  arena_free(making.arena);
  return status == LUA_OK ? 1 : lua_error(L);
}

/* columns:texts(): the texts of its columns of words, by their numbers; columns:type(position): 0 number, 1 word, 2 flag. */
static int texts(lua_State *L) {
  const struct columns *columns = check_columns(L, 1);
  lua_createtable(L, (int)words_count(columns->texts), 0);
  for (uint32_t i = 1; i <= words_count(columns->texts); i++) {
    lua_pushstring(L, words_text(columns->texts, i));
    lua_rawseti(L, -2, i);
  }
  return 1;
}

static int list_columns(lua_State *L) {
  static const char *const types[] = {"number", "word", "flag"};
  struct columns *columns = check_columns(L, 1);
  lua_newtable(L);
  for (size_t i = 0; i < columns_width(columns); i++) {
    lua_createtable(L, 0, 2);
    lua_pushstring(L, columns_name(columns, i));
    lua_setfield(L, -2, "name");
    lua_pushstring(L, types[columns_type(columns, i)]);
    lua_setfield(L, -2, "type");
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

/* The list of numbers in a field, in memory that the result's user value keeps; NULL where it has none. */
static const double *numbers_field(lua_State *L, const char *name, size_t *count) {
  *count = 0;
  if (lua_getfield(L, 1, name) != LUA_TTABLE) return NULL; /* the list stays on the stack, and what is made beside it */
  *count = lua_rawlen(L, -1);
  double *numbers = lua_newuserdatauv(L, (*count + 1) * sizeof *numbers, 0);
  lua_insert(L, -2);
  for (size_t i = 0; i < *count; i++) numbers[i] = number_at(L, (lua_Integer)i + 1, NAN);
  return numbers;
}

/* kith.distribution_fault{ kind =, a =, b =, c =, values =, weights = }: nil, or why these numbers make none. */
static int fault_of(lua_State *L) {
  static const char *const kinds[] = {"fixed", "uniform", "normal", "lognormal", "triangular", "gamma", "beta", "poisson", "discrete", "flag", NULL};
  size_t weights;
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_getfield(L, 1, "kind");
  struct distribution distribution = {.kind = (enum distribution_kind)luaL_checkoption(L, -1, NULL, kinds)};
  distribution.a = number_field(L, 1, "a", 0);
  distribution.b = number_field(L, 1, "b", 0);
  distribution.c = number_field(L, 1, "c", 0);
  distribution.values = numbers_field(L, "values", &distribution.count);
  distribution.weights = numbers_field(L, "weights", &weights);
  const char *why = distribution.weights && weights != distribution.count ? "as many weights as values" : distribution_fault(&distribution);
  lua_pushstring(L, why);
  return 1;
}

/* kith.uniform(seed, name, number): the number-th of its numbers, in [0, 1). */
static int uniform(lua_State *L) {
  size_t length;
  const char *name = luaL_checklstring(L, 2, &length);
  struct random_place place = {(uint64_t)luaL_checkinteger(L, 1), (uint32_t)luaL_checkinteger(L, 3), 0, RANDOM_NO_ROW};
  lua_pushnumber(L, random_uniform(&place, random_name(name, length), 0));
  return 1;
}

/* kith.draw_number(name): the number that stands for a draw's name; two names with the same would share their luck. */
static int draw_number(lua_State *L) {
  size_t length;
  const char *name = luaL_checklstring(L, 1, &length);
  lua_pushinteger(L, random_name(name, length));
  return 1;
}

void bind_simulate(lua_State *L) {
  static const luaL_Reg methods[] = {{"population", population}, {"texts", texts}, {"list", list_columns}, {NULL, NULL}};
  bind_methods(L, COLUMNS_TYPE, methods);
  lua_pushcfunction(L, fault_of);
  lua_setfield(L, -2, "distribution_fault");
  lua_pushcfunction(L, uniform);
  lua_setfield(L, -2, "uniform");
  lua_pushcfunction(L, draw_number);
  lua_setfield(L, -2, "draw_number");
}
