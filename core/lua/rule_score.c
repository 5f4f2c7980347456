#include "core/lua/rule_score.h"

#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/lua/rule_part.h"

enum { BLOCK_ROWS = 256 };

struct rule_part {
  struct asked asked;
  struct scenario_program program;
  bool has_function;
  bool limit;
  size_t otherwise; /* column of the view that is a factor without a function; NO_COLUMN */
};

/* What a member of the crew computes in. */
struct rule_room {
  size_t runs;
  void **values;         /* [column of the view] */
  double *numbers;       /* of columns that are one number: [column][run] */
  double *answers;       /* [part][lane of a block] */
  double *factors;       /* of one lane */
  uint8_t *limits;
};

/* ---- Opening ---- */

static const struct step_column *view_columns(struct rule_scorer *scorer, const struct scenario_translation *translation,
                                              const struct simulation *simulation) {
  const struct scored_rule *rule = scorer->rule;
  struct simulation_column *columns = ARENA_ARRAY(translation->arena, struct simulation_column, rule->column_count + 1);
  struct step_column *described = ARENA_ARRAY(translation->arena, struct step_column, rule->column_count + 1);
  for (size_t i = 0; i < rule->column_count; i++) {
    size_t source = rule->sources[i];
    columns[i] = (struct simulation_column){.name = rule->columns[i], .type = rule->types[i], .reach = REACH_RUN};
    described[i] = (struct step_column){.name = rule->columns[i], .type = rule->types[i], .reach = STEP_RUN, .whole = !isnan(rule->numbers[i])};
    if (source == NO_COLUMN) continue;
    columns[i].reach = simulation->columns[source].reach;
    described[i].reach = translation->columns[source].reach;
    described[i].whole = translation->columns[source].whole;
  }
  scorer->view = (struct simulation){.rows = simulation->rows, .columns = columns, .column_count = rule->column_count};
  return described;
}

/* Pushes the list that has the part's function, and translates that where there is one. Stack indices of the rule's functions and params. */
static void open_part(struct rule_scorer *scorer, size_t number, const struct scenario_translation *translation, int functions, int params) {
  lua_State *L = translation->L;
  const struct scored_rule *rule = scorer->rule;
  struct rule_part *part = &scorer->parts[number];
  size_t factors = rule->shape.factors;
  part->limit = number >= factors;
  part->otherwise = part->limit ? NO_COLUMN : rule->defaults[number];
  part->asked.at = (int)(part->limit ? number - factors : number) + 1;
  part->asked.rule = rule->name;
  part->asked.part = part->limit ? "a limit" : rule->factors[number];
  lua_getfield(L, functions, part->limit ? "limits" : "factors");
  part->asked.table = lua_gettop(L);
  part->asked.params = params;
  part->has_function = lua_istable(L, -1) && lua_rawgeti(L, -1, part->asked.at) == LUA_TFUNCTION;
  if (part->has_function) scenario_program_value(&part->program, translation, params, part->limit ? STEP_TRUTH : STEP_NUMBER);
  lua_settop(L, part->asked.table);
}

static void push_functions(lua_State *L, const char *name) {
  luaL_getsubtable(L, LUA_REGISTRYINDEX, RULES);
  if (lua_getfield(L, -1, name) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_newtable(L);
  }
  lua_rawgeti(L, -1, 2);
  lua_rawgeti(L, -2, 1); /* rules rule params functions */
}

void rule_scorer_open(struct rule_scorer *scorer, const struct scored_rule *rule, struct asker *asker, const struct scenario_translation *translation,
                      const struct simulation *simulation, int texts) {
  lua_State *L = translation->L;
  *scorer = (struct rule_scorer){.rule = rule, .asker = asker, .members = translation->members};
  struct scenario_translation own = *translation;
  own.columns = view_columns(scorer, translation, simulation);
  own.column_count = rule->column_count;
  size_t parts = rule->shape.factors + rule->shape.limit_count;
  scorer->parts = ARENA_ARRAY(translation->arena, struct rule_part, parts + 1);
  scorer->rooms = ARENA_ARRAY(translation->arena, struct rule_room, scorer->members);
  struct lane_row *lane = lane_new(L, asker->session->host);
  lane_push_row(L, lua_gettop(L), texts, &scorer->view);
  int row = lua_gettop(L);
  push_functions(L, rule->name);
  int functions = lua_gettop(L);
  for (size_t i = 0; i < parts; i++) {
    luaL_checkstack(L, 8, NULL);
    open_part(scorer, i, &own, functions, functions - 1);
    scorer->parts[i].asked.lane = lane;
    scorer->parts[i].asked.row = row;
  }
}

static void free_room(struct rule_room *room) {
  free(room->values);
  free(room->numbers);
  free(room->answers);
  free(room->factors);
  free(room->limits);
}

void rule_scorer_close(struct rule_scorer *scorer) {
  const struct rule_shape *shape = &scorer->rule->shape;
  for (size_t i = 0; i < shape->factors + shape->limit_count; i++) scenario_program_close(&scorer->parts[i].program);
  for (unsigned i = 0; i < scorer->members; i++) free_room(&scorer->rooms[i]);
}

/* ---- Scoring ---- */

static struct rule_room *room_for(struct rule_scorer *scorer, const struct tile *tile) {
  struct rule_room *room = &scorer->rooms[tile->member];
  const struct scored_rule *rule = scorer->rule;
  if (room->runs == tile->runs) return room;
  free_room(room);
  size_t parts = rule->shape.factors + rule->shape.limit_count;
  room->runs = tile->runs;
  room->values = memory_grow(NULL, (rule->column_count + 1) * sizeof *room->values);
  room->numbers = memory_grow(NULL, (rule->column_count + 1) * tile->runs * sizeof *room->numbers);
  room->answers = memory_grow(NULL, (parts + 1) * BLOCK_ROWS * tile->runs * sizeof *room->answers);
  room->factors = memory_grow(NULL, (parts + 1) * sizeof *room->factors);
  room->limits = memory_grow(NULL, parts + 1);
  for (size_t i = 0; i < rule->column_count; i++)
    for (size_t run = 0; run < tile->runs; run++) room->numbers[i * tile->runs + run] = rule->numbers[i];
  return room;
}

/* A tile that has the rule's columns: the simulation's under other names. */
static struct tile view_of(const struct rule_scorer *scorer, const struct tile *tile, struct rule_room *room) {
  const struct scored_rule *rule = scorer->rule;
  struct tile view = *tile;
  for (size_t i = 0; i < rule->column_count; i++)
    room->values[i] = rule->sources[i] == NO_COLUMN ? room->numbers + i * tile->runs : tile->values[rule->sources[i]];
  view.simulation = &scorer->view;
  view.values = room->values;
  return view;
}

struct scoring { /* of a part, over rows */
  struct rule_scorer *scorer;
  struct rule_part *part;
  struct tile *view;
  size_t from;
  double *out;
};

static bool ask(void *context, size_t row, size_t run) {
  struct scoring *scoring = context;
  const struct asked_lane lane = {.view = scoring->view, .row = row, .run = run};
  return ask_value(scoring->scorer->asker, &scoring->part->asked, &lane, scoring->part->limit ? STEP_TRUTH : STEP_NUMBER,
                   &scoring->out[(row - scoring->from) * scoring->view->runs + run]);
}

static bool ask_all(struct scoring *scoring, size_t to) {
  for (size_t row = scoring->from; row < to; row++)
    for (size_t run = 0; run < scoring->view->runs; run++)
      if (!ask(scoring, row, run)) return false;
  return true;
}

/* A factor that is a column as it stands. */
static void take_column(struct scoring *scoring, size_t to) {
  double *out = scoring->out;
  for (size_t row = scoring->from; row < to; row++)
    for (size_t run = 0; run < scoring->view->runs; run++)
      *out++ = scoring->part->otherwise == NO_COLUMN ? NAN : tile_get(scoring->view, scoring->part->otherwise, row, run);
}

static bool is_within(struct scoring *scoring, size_t lanes) {
  for (size_t i = 0; i < lanes; i++) {
    double value = scoring->out[i];
    char number[32], message[64] = "is ";
    if (isnan(value) || (value >= 0 && value <= 1)) continue;
    number_text(number, value);
    snprintf(message, sizeof message, "is %s, outside 0 to 1", number);
    const struct asked_lane lane = {.view = scoring->view, .row = scoring->from + i / scoring->view->runs, .run = i % scoring->view->runs};
    return asker_refuse(scoring->scorer->asker, &scoring->part->asked, &lane, message);
  }
  return true;
}

static bool run_part(struct scoring *scoring, size_t to) {
  struct rule_part *part = scoring->part;
  bool good = true;
  if (!part->has_function) take_column(scoring, to);
  else if (!part->program.program) good = ask_all(scoring, to);
  else good = scenario_program_run(&part->program, scoring->view, scoring->view->values, scoring->from, to, scoring->out, ask, scoring);
  return good && (part->limit || is_within(scoring, (to - scoring->from) * scoring->view->runs));
}

/* A column takes the bands where somebody reads them. */
static void combine(const struct rule_scorer *scorer, const struct tile *tile, const struct rule_room *room, size_t from, size_t to, double *out) {
  const struct rule_shape *shape = &scorer->rule->shape;
  size_t lanes = (to - from) * tile->runs, into = scorer->rule->band_into;
  size_t part_size = BLOCK_ROWS * room->runs;
  for (size_t lane = 0; lane < lanes; lane++) {
    for (size_t i = 0; i < shape->factors; i++) room->factors[i] = room->answers[i * part_size + lane];
    for (size_t i = 0; i < shape->limit_count; i++) room->limits[i] = room->answers[(shape->factors + i) * part_size + lane] != 0;
    struct score score = score_combine(shape, room->factors, room->limits);
    out[lane] = score.band == BAND_UNKNOWN ? NAN : score.value;
    if (into != NO_COLUMN) tile_put(tile, into, from, lane, score.band == BAND_UNKNOWN ? NAN : scorer->rule->band_words[score.band]);
  }
}

static bool score_block(struct rule_scorer *scorer, const struct tile *tile, struct tile *view, const struct rule_room *room, size_t from,
                        size_t to, double *out) {
  size_t parts = scorer->rule->shape.factors + scorer->rule->shape.limit_count;
  for (size_t i = 0; i < parts; i++) {
    struct scoring scoring = {scorer, &scorer->parts[i], view, from, room->answers + i * BLOCK_ROWS * view->runs};
    if (!run_part(&scoring, to)) return false;
  }
  combine(scorer, tile, room, from, to, out);
  return true;
}

bool rule_score(struct rule_scorer *scorer, const struct tile *tile, size_t from, size_t to, double *out) {
  struct rule_room *room = room_for(scorer, tile);
  struct tile view = view_of(scorer, tile, room);
  for (size_t row = from; row < to; row += BLOCK_ROWS) {
    size_t end = to - row < BLOCK_ROWS ? to : row + BLOCK_ROWS;
    if (!score_block(scorer, tile, &view, room, row, end, out + (row - from) * tile->runs)) return false;
  }
  return true;
}
