#include "core/lua/rule_score.h"

#include <lauxlib.h>
#include <math.h>
#include <string.h>

enum { LINES_A_BUDGET = 4096, MOST_LINES = 65536 };

void rule_scorer_open(lua_State *L, struct rule_scorer *scorer, const struct player_session *session, const struct scored_rule *rule, int texts) {
  *scorer = (struct rule_scorer){.L = L, .session = session, .rule = rule, .arena = arena_new(), .texts = texts};
  struct rule_column *columns = ARENA_ARRAY(session->arena, struct rule_column, rule->column_count + 1);
  for (size_t i = 0; i < rule->column_count; i++) columns[i] = (struct rule_column){rule->columns[i], rule->types[i], false};
  scorer->columns = columns;
  scorer->row = row_new(L, session->host);
  scorer->row->columns = columns;
  scorer->row->width = rule->column_count;
  row_push(L, lua_gettop(L), texts);
  scorer->row_at = lua_gettop(L);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, RULES);
  if (lua_getfield(L, -1, rule->name) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_newtable(L);
  }
  lua_rawgeti(L, -1, 1);
  lua_rawgeti(L, -2, 2); /* row proxy rules rule functions params */
  scorer->params = lua_gettop(L);
  scorer->functions = scorer->params - 1;
}

void rule_scorer_close(struct rule_scorer *scorer) {
  row_end(scorer->row);
  arena_free(scorer->arena);
}

/* The lanes as lines of the rule's columns. */
static void lay_out(struct rule_scorer *scorer, const struct tile *tile, size_t from, size_t to) {
  const struct scored_rule *rule = scorer->rule;
  size_t lines = (to - from) * tile->runs;
  double *values = ARENA_ARRAY(scorer->arena, double, rule->column_count * lines), *out = values;
  unsigned char *present = ARENA_ARRAY(scorer->arena, unsigned char, rule->column_count * lines), *known = present;
  for (size_t i = 0; i < rule->column_count; i++)
    for (size_t row = from; row < to; row++) {
      size_t stride = 0;
      const double *source = rule->sources[i] == NO_COLUMN ? &rule->numbers[i] : tile_row(tile, rule->sources[i], row, &stride);
      for (size_t run = 0; run < tile->runs; run++) {
        *out = source[run * stride];
        *known++ = !isnan(*out++);
      }
    }
  scorer->row->input = (struct rule_input){values, present, lines};
  scorer->row->columns = scorer->columns;
  scorer->row->reads = ARENA_ARRAY(scorer->arena, unsigned char, rule->column_count + 1);
}

/* Asks the interpreter about the row's line; the result of the function on top of the stack is pushed, or nothing. */
static enum host_outcome interpret(struct rule_scorer *scorer, struct part *part, struct rule_fault *fault) {
  if (scorer->lanes++ % LINES_A_BUDGET == 0) host_budget(scorer->session->host, 0);
  enum host_outcome outcome = part_interpret(scorer->L, part, scorer->row_at, scorer->params);
  fault->over = outcome == HOST_STEPS || outcome == HOST_MEMORY;
  return outcome;
}

static bool outside(struct rule_scorer *scorer, double value, struct rule_fault *fault) {
  char text[32];
  if (isnan(value) || (value >= 0 && value <= 1)) return false;
  number_text(text, value);
  fault->message = arena_format(scorer->arena, "is %s, outside 0 to 1", text);
  return true;
}

/* A factor's number, NAN where it is missing. */
static bool factor_value(struct rule_scorer *scorer, struct part *part, double *out, struct rule_fault *fault) {
  union lane value;
  lua_State *L = scorer->L;
  enum rule_kind kind = part_answer(part, &value);
  *out = kind == RULE_IS_NUMBER ? value.f : kind == RULE_IS_INTEGER ? (double)value.i : NAN;
  if (kind == RULE_IS_NIL || kind == RULE_IS_MISSING) return true;
  if (kind == RULE_IS_NUMBER || kind == RULE_IS_INTEGER) return !outside(scorer, *out, fault);
  enum host_outcome outcome = interpret(scorer, part, fault);
  if (outcome != HOST_DONE) return outcome == HOST_MISSING;
  if (lua_type(L, -1) == LUA_TNUMBER) *out = lua_tonumber(L, -1);
  bool good = lua_type(L, -1) == LUA_TNUMBER ? !isnan(*out) : lua_isnil(L, -1);
  if (!good) fault->message = arena_format(scorer->arena, "is %s, not a number", lua_isnumber(L, -1) ? "0/0" : luaL_typename(L, -1));
  lua_pop(L, 1);
  return good && !outside(scorer, *out, fault);
}

static bool limit_applies(struct rule_scorer *scorer, struct part *part, uint8_t *out, struct rule_fault *fault) {
  union lane value;
  enum rule_kind kind = part_answer(part, &value);
  *out = kind != RULE_IS_NIL && kind != RULE_IS_FALSE && kind != RULE_IS_MISSING;
  if (kind != RULE_INTERPRET) return true;
  enum host_outcome outcome = interpret(scorer, part, fault);
  *out = 0;
  if (outcome != HOST_DONE) return outcome == HOST_MISSING; /* with a missing input it does not apply */
  *out = lua_toboolean(scorer->L, -1) != 0;
  lua_pop(scorer->L, 1);
  return true;
}

/* Every factor, then every limit, over all lines: factors[line * factors + factor], limits likewise. */
static bool run_parts(struct rule_scorer *scorer, double *factors, uint8_t *limits, struct rule_fault *fault) {
  const struct rule_shape *shape = &scorer->rule->shape;
  struct row *row = scorer->row;
  lua_State *L = scorer->L;
  struct part part;
  bool good = true;
  part_open(L, &part, row, scorer->session->crew, scorer->arena, scorer->texts, false);
  for (size_t i = 0; good && i < shape->factors + shape->limit_count; i++) {
    bool limit = i >= shape->factors;
    size_t at = limit ? i - shape->factors : i;
    lua_getfield(L, scorer->functions, limit ? "limits" : "factors");
    bool has_function = lua_rawgeti(L, -1, (lua_Integer)at + 1) == LUA_TFUNCTION; /* list function */
    size_t column = limit ? NO_COLUMN : scorer->rule->defaults[at];
    const double *otherwise = column == NO_COLUMN ? NULL : row->input.values + column * row->input.lines;
    fault->part = limit ? "a limit" : scorer->rule->factors[at];
    part_start(L, &part, scorer->arena, scorer->params);
    for (row->line = 0; good && row->line < row->input.lines; row->line++) {
      size_t line = row->line;
      if (limit) good = limit_applies(scorer, &part, &limits[line * shape->limit_count + at], fault);
      else if (has_function) good = factor_value(scorer, &part, &factors[line * shape->factors + at], fault);
      else good = !outside(scorer, factors[line * shape->factors + at] = otherwise ? otherwise[line] : NAN, fault);
      if (!good) fault->row = line;
    }
    lua_pop(L, 2);
  }
  part_close(&part);
  return good;
}

static bool score_block(struct rule_scorer *scorer, const struct tile *tile, size_t from, size_t to, double *out, struct rule_fault *fault) {
  const struct rule_shape *shape = &scorer->rule->shape;
  arena_reset(scorer->arena);
  *fault = (struct rule_fault){.row = from};
  lay_out(scorer, tile, from, to);
  size_t lines = scorer->row->input.lines;
  double *factors = ARENA_ARRAY(scorer->arena, double, lines * shape->factors + 1);
  uint8_t *limits = ARENA_ARRAY(scorer->arena, uint8_t, lines * shape->limit_count + 1);
  if (!run_parts(scorer, factors, limits, fault)) {
    size_t line = fault->row;
    fault->row = from + line / tile->runs;
    fault->run = line % tile->runs;
    return false;
  }
  for (size_t line = 0; line < lines; line++) {
    struct score score = score_combine(shape, factors + line * shape->factors, limits + line * shape->limit_count);
    out[line] = score.band == BAND_UNKNOWN ? NAN : score.value;
  }
  return true;
}

bool rule_score(struct rule_scorer *scorer, const struct tile *tile, size_t from, size_t to, double *out, struct rule_fault *fault) {
  size_t rows = MOST_LINES / tile->runs;
  for (size_t row = from; row < to; row += rows) {
    size_t end = to - row < rows ? to : row + rows;
    if (!score_block(scorer, tile, row, end, out + (row - from) * tile->runs, fault)) return false;
  }
  return true;
}
