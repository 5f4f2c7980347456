/* What came of a rule's run: scores, factors, the cells and events behind them. Methods of columns. */
#include "core/adapters/columns_scan.h"
#include "core/lua/bind_columns.h"

#include <math.h>
#include <string.h>

static double *read_numbers(lua_State *L, int options, const char *name, struct arena *arena, size_t *count) {
  lua_getfield(L, options, name);
  luaL_checktype(L, -1, LUA_TTABLE);
  *count = lua_rawlen(L, -1);
  double *numbers = ARENA_ARRAY(arena, double, *count + 1);
  for (size_t i = 0; i < *count; i++) {
    lua_rawgeti(L, -1, (lua_Integer)i + 1);
    numbers[i] = luaL_checknumber(L, -1);
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return numbers;
}

/* columns:shape{ combine =, weights =, bands = lower bounds, limits = bands from 1, enough = } */
static int set_shape(lua_State *L) {
  static const char *const combines[] = {"weighted", "min", "any_poor", NULL};
  struct columns *columns = check_columns(L, 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  struct rule_shape *shape = &columns->shape;
  lua_getfield(L, 2, "combine");
  shape->combine = (enum combine)luaL_checkoption(L, -1, "weighted", combines);
  lua_getfield(L, 2, "enough");
  shape->enough = luaL_checknumber(L, -1);
  lua_pop(L, 2);
  shape->weights = read_numbers(L, 2, "weights", columns->arena, &shape->factors);
  shape->bands = read_numbers(L, 2, "bands", columns->arena, &shape->band_count);
  const double *limits = read_numbers(L, 2, "limits", columns->arena, &shape->limit_count);
  int *bands = ARENA_ARRAY(columns->arena, int, shape->limit_count + 1);
  for (size_t i = 0; i < shape->limit_count; i++) bands[i] = (int)limits[i] - 1;
  shape->limits = bands;
  if (shape->factors != columns->factor_count) return luaL_error(L, "the shape has another number of factors than were run");
  return 0;
}

static size_t check_line(lua_State *L, struct columns *columns, size_t *row, size_t *view) {
  lua_Integer r = luaL_checkinteger(L, 2), v = luaL_checkinteger(L, 3);
  luaL_argcheck(L, r >= 1 && (size_t)r <= columns->row_count, 2, "no such row");
  luaL_argcheck(L, v >= 1 && (size_t)v <= columns->view_count, 3, "no such view");
  *row = (size_t)r - 1;
  *view = (size_t)v - 1;
  return *row * columns->view_count + *view;
}

static void line_factors(const struct columns *columns, size_t line, double *factors) {
  for (size_t i = 0; i < columns->factor_count; i++) factors[i] = columns->factors[i][line];
}

/* The age in days of the oldest input that the present factors rest on, -1 where none is dated. */
static lua_Integer oldest_input(const struct columns *columns, size_t line, size_t view, const double *factors) {
  size_t count = feature_count(columns->set);
  lua_Integer oldest = -1;
  for (size_t feature = 0; feature < columns->declared; feature++) {
    const struct cell *cell = &columns->cells[line * count + feature];
    bool used = false;
    for (size_t i = 0; i < columns->factor_count; i++) used |= !isnan(factors[i]) && columns->reads[i][feature];
    if (!used || cell->missing || cell->at == MOMENT_ALWAYS) continue;
    lua_Integer age = (lua_Integer)columns->views[view].as_of - moment_day(cell->at);
    if (age > oldest) oldest = age;
  }
  return oldest;
}

/* What lowers the value most: the factor with the largest weight × (1 − s) / Σ w(present). */
static int costliest(const struct columns *columns, const double *factors, double *cost) {
  double present = 0;
  int most = -1;
  *cost = 0;
  for (size_t i = 0; i < columns->factor_count; i++)
    if (!isnan(factors[i])) present += columns->shape.weights[i];
  for (size_t i = 0; i < columns->factor_count; i++) {
    double lost = isnan(factors[i]) ? 0 : columns->shape.weights[i] * (1 - factors[i]) / present;
    if (lost > *cost) {
      *cost = lost;
      most = (int)i;
    }
  }
  return most;
}

static void push_or_nil(lua_State *L, double number) {
  if (isnan(number)) lua_pushnil(L);
  else lua_pushnumber(L, number);
}

static struct score score_line(struct columns *columns, size_t line, double *factors) {
  uint8_t limits[1000];
  line_factors(columns, line, factors);
  for (size_t i = 0; i < columns->shape.limit_count; i++) limits[i] = columns->limits[i][line];
  return score_combine(&columns->shape, factors, limits);
}

/* columns:score(row, view): value, coverage, band, limit, oldest input's age, costliest factor, its cost; numbers from 1, nil for none. */
static int score(lua_State *L) {
  struct columns *columns = check_columns(L, 1);
  size_t row, view, line = check_line(L, columns, &row, &view);
  double factors[1000], cost;
  struct score result = score_line(columns, line, factors);
  lua_Integer oldest = oldest_input(columns, line, view, factors);
  int most = costliest(columns, factors, &cost);
  push_or_nil(L, result.value);
  lua_pushnumber(L, result.coverage);
  if (result.band == BAND_UNKNOWN) lua_pushnil(L);
  else lua_pushinteger(L, result.band + 1);
  if (result.limited == LIMITED_NOT) lua_pushnil(L);
  else lua_pushinteger(L, result.limited + 1);
  if (oldest < 0) lua_pushnil(L);
  else lua_pushinteger(L, oldest);
  if (most < 0) lua_pushnil(L);
  else lua_pushinteger(L, most + 1);
  lua_pushnumber(L, cost);
  return 7;
}

/* columns:factors(row, view): a list of { value =, part =, missing = input, applies… }. */
static int factor_list(lua_State *L) {
  struct columns *columns = check_columns(L, 1);
  size_t row, view, line = check_line(L, columns, &row, &view);
  double factors[1000], parts[1000];
  line_factors(columns, line, factors);
  score_parts(&columns->shape, factors, parts);
  lua_createtable(L, (int)columns->factor_count, 0);
  for (size_t i = 0; i < columns->factor_count; i++) {
    lua_createtable(L, 0, 3);
    push_or_nil(L, factors[i]);
    lua_setfield(L, -2, "value");
    lua_pushnumber(L, parts[i]);
    lua_setfield(L, -2, "part");
    size_t input = columns->missing_input[i][line];
    if (isnan(factors[i]) && input && input <= columns_width(columns)) {
      lua_pushstring(L, columns_name(columns, input - 1));
      lua_setfield(L, -2, "missing");
    }
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

/* columns:lacks(row, view): names of the inputs for want of which factors are missing, in the order of the factors. */
static int lacks(lua_State *L) {
  struct columns *columns = check_columns(L, 1);
  size_t row, view, line = check_line(L, columns, &row, &view);
  lua_newtable(L);
  for (size_t i = 0; i < columns->factor_count; i++) {
    size_t input = columns->missing_input[i][line];
    if (!isnan(columns->factors[i][line]) || !input || input > columns_width(columns)) continue;
    lua_pushstring(L, columns_name(columns, input - 1));
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
  }
  return 1;
}

/* columns:inputs(factor): names of the columns it read; factor 0 is the class. */
static int inputs(lua_State *L) {
  struct columns *columns = check_columns(L, 1);
  lua_Integer factor = luaL_checkinteger(L, 2);
  size_t position = factor == 0 ? columns->factor_count : (size_t)factor - 1;
  luaL_argcheck(L, factor >= 0 && position <= columns->factor_count && columns->reads[position], 2, "no such factor");
  lua_newtable(L);
  for (size_t i = 0; i < columns_width(columns); i++) {
    if (!columns->reads[position][i]) continue;
    lua_pushstring(L, columns_name(columns, i));
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
  }
  return 1;
}

/* columns:class(row, view): the class's number from 1 and nil, or nil and the input that was missing. */
static int class_of(lua_State *L) {
  struct columns *columns = check_columns(L, 1);
  size_t row, view, line = check_line(L, columns, &row, &view);
  if (!columns->classes) return 0;
  if (columns->classes[line]) {
    lua_pushinteger(L, columns->classes[line]);
    return 1;
  }
  size_t input = columns->missing_input[columns->factor_count][line];
  lua_pushnil(L);
  if (input && input <= columns_width(columns)) lua_pushstring(L, columns_name(columns, input - 1));
  else lua_pushnil(L);
  return 2;
}

static int find_column(struct columns *columns, const char *name) {
  for (size_t i = 0; i < columns_width(columns); i++)
    if (!strcmp(columns_name(columns, i), name)) return (int)i;
  return -1;
}

/* columns:cell(row, view, name): value (text for words), reason where missing, day of the newest fact behind it, how it is computed. */
static int cell(lua_State *L) {
  struct columns *columns = check_columns(L, 1);
  size_t row, view, line = check_line(L, columns, &row, &view);
  int column = find_column(columns, luaL_checkstring(L, 4));
  luaL_argcheck(L, column >= 0, 4, "no such column");
  double value = columns_value(columns, (size_t)column, row, view);
  size_t features = feature_count(columns->set);
  const struct cell *of_feature = (size_t)column < features ? &columns->cells[line * features + (size_t)column] : NULL;
  if (isnan(value)) lua_pushnil(L);
  else if (columns_type(columns, (size_t)column) == COLUMN_WORD) lua_pushstring(L, words_text(columns->texts, (uint32_t)value));
  else if (columns_type(columns, (size_t)column) == COLUMN_FLAG) lua_pushboolean(L, value != 0);
  else lua_pushnumber(L, value);
  if (isnan(value)) lua_pushstring(L, missing_text(of_feature ? of_feature->missing : MISSING_NOT_SET));
  else lua_pushnil(L);
  if (of_feature && of_feature->at != MOMENT_ALWAYS) push_day(L, moment_day(of_feature->at));
  else lua_pushnil(L);
  return 3;
}

static void add_evidence(void *context, const struct fact *fact) {
  lua_State *L = context;
  lua_pushinteger(L, fact->seq);
  lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
}

/* columns:evidence(row, view, name): numbers of the events a feature rests on, oldest first; none for attributes. */
static int evidence(lua_State *L) {
  struct columns *columns = check_columns(L, 1);
  size_t row, view;
  check_line(L, columns, &row, &view);
  int column = find_column(columns, luaL_checkstring(L, 4));
  lua_newtable(L);
  if (column < 0 || (size_t)column >= feature_count(columns->set)) return 1;
  lua_getiuservalue(L, 1, 1);
  struct journal *journal = check_workspace(L, lua_gettop(L))->journal;
  lua_pop(L, 1);
  const struct fact *facts = NULL;
  size_t count = columns_facts(columns, journal, row, &facts);
  columns_evidence(columns, row, view, (size_t)column, facts, count, add_evidence, L);
  return 1;
}

/* columns:position(name): the column's number, for `defaults`. */
static int position(lua_State *L) {
  int column = find_column(check_columns(L, 1), luaL_checkstring(L, 2));
  if (column < 0) return 0;
  lua_pushinteger(L, column + 1);
  return 1;
}

static int names(lua_State *L) {
  struct columns *columns = check_columns(L, 1);
  lua_newtable(L);
  for (size_t i = 0; i < columns_width(columns); i++) {
    lua_pushstring(L, columns_name(columns, i));
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

static int observed(lua_State *L) {
  struct columns *columns = check_columns(L, 1);
  size_t row, view, line = check_line(L, columns, &row, &view);
  lua_pushboolean(L, columns->observed[line]);
  return 1;
}

/* columns:number(row, view, position): like cell, for a number's column found before. */
static int number(lua_State *L) {
  struct columns *columns = check_columns(L, 1);
  size_t row, view;
  check_line(L, columns, &row, &view);
  lua_Integer position = luaL_checkinteger(L, 4);
  luaL_argcheck(L, position >= 1 && (size_t)position <= columns_width(columns), 4, "no such column");
  push_or_nil(L, columns_value(columns, (size_t)position - 1, row, view));
  return 1;
}

/* columns:begun(row, view): whether the relationship had begun by then. */
static int begun(lua_State *L) {
  struct columns *columns = check_columns(L, 1);
  size_t row, view;
  check_line(L, columns, &row, &view);
  lua_pushboolean(L, columns->begins[row] <= columns->views[view].as_of);
  return 1;
}

/* kith.round_parts(numbers, total): whole numbers near them that add up to the total. */
static int round_parts(lua_State *L) {
  double numbers[1000];
  int whole[1000];
  size_t count = lua_rawlen(L, 1);
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_argcheck(L, count <= 1000, 1, "too many parts");
  for (size_t i = 0; i < count; i++) {
    lua_rawgeti(L, 1, (lua_Integer)i + 1);
    numbers[i] = luaL_checknumber(L, -1);
    lua_pop(L, 1);
  }
  parts_round(numbers, count, (long)luaL_checkinteger(L, 2), whole);
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; i++) {
    lua_pushinteger(L, whole[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

void bind_scores(lua_State *L) {
  static const luaL_Reg methods[] = {{"shape", set_shape},  {"score", score},       {"factors", factor_list}, {"inputs", inputs}, {"lacks", lacks},
                                     {"class", class_of},   {"cell", cell},         {"evidence", evidence},   {"position", position},
                                     {"names", names},      {"observed", observed}, {"number", number},       {"begun", begun},
                                     {NULL, NULL}};
  bind_methods(L, COLUMNS_TYPE, methods);
  lua_pushcfunction(L, round_parts);
  lua_setfield(L, -2, "round_parts");
}
