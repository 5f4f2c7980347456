/*
 * Scenarios in the player: loading one, taking the description of a simulation, running chunks of it.
 *
 * core/simulate asks for values of rows by way of struct simulation_functions; here they come from translated functions (scenario_program.c), lanes
 * these leave from the interpreter (scenario_ask.c), and scores of rules by way of rule_score.c.
 */
#include "core/lua/bind.h"
#include "core/lua/rule_part.h"
#include "core/lua/rule_score.h"
#include "core/lua/sandbox.h"
#include "core/lua/scenario_seal.h"
#include "core/lua/verbs.h"
#include "core/simulate/statistics.h"

#include <sys/mman.h>

#define SCENARIOS "kith.scenarios" /* registry: name → list of functions */

#define TILE_BYTES ((size_t)512 << 20) /* a million relationships, some runs at once: few runs waste random numbers, which come for 32 */

/* ---- Loading ---- */

/* Runs protected, like a script: loading prelude → ; fills the reply and keeps the functions. */
static int load_scenario(lua_State *L) {
  struct answering *loading = lua_touserdata(L, 1);
  const char *name = value_get_word(loading->session->arena, loading->call, "scenario");
  lua_getfield(L, 2, "load");
  lua_pushstring(L, name);
  lua_call(L, 1, 2); /* loading prelude header functions */
  if (lua_isnil(L, 3)) return 0;
  scenario_seal(L, 4, loading->session->arena);
  *loading->reply = read_value(L, 3, loading->session->arena, true);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, SCENARIOS);
  lua_pushvalue(L, 4);
  lua_setfield(L, -2, name);
  return 0;
}

bool verb_load_scenario(struct player_session *session, const struct value *call, struct value *reply) {
  return prepared_load(&(struct answering){session, call, reply}, NULL, load_scenario);
}

/* ---- The description of a simulation ---- */

/* One at a time; it lives until the next or the player's end. */
static struct {
  struct arena *arena;
  void *memory;
  size_t size;
  struct scenario_setup setup;
} prepared;

/* Runs protected: functions that rules are made of keep nothing from row to row either, as those of the scenario (load_scenario). */
static int seal_rules(lua_State *L) {
  struct player_session *session = lua_touserdata(L, 1);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, RULES);
  for (size_t i = 0; i < prepared.setup.rule_count; i++) {
    if (lua_getfield(L, 2, prepared.setup.rules[i].name) == LUA_TTABLE && lua_rawgeti(L, -1, 1) == LUA_TTABLE)
      for (int list = 0; list < 2; list++)
        if (lua_getfield(L, 4, list ? "limits" : "factors") == LUA_TTABLE) scenario_seal(L, 5, session->arena);
    lua_settop(L, 2);
  }
  return 0;
}

static bool seal(struct player_session *session) {
  lua_State *L = host_state(session->host);
  lua_pushcfunction(L, seal_rules);
  lua_pushlightuserdata(L, session);
  return prepared_call(session, 1, 0);
}

static struct simulation_work work_of(const struct player_session *session) {
  return (struct simulation_work){.most_bytes = TILE_BYTES, .crew = session->crew};
}

/* Replies how many chunks are best asked for at once, { at_once = }; nothing where the description is none. */
bool verb_prepare_simulation(struct player_session *session, const struct value *call, struct value *reply) {
  if (prepared.arena) {
    arena_free(prepared.arena);
    munmap(prepared.memory, prepared.size);
  }
  prepared.arena = arena_new();
  prepared.size = session->columns_size;
  prepared.memory = prepared.size ? mmap(NULL, prepared.size, PROT_READ, MAP_SHARED, session->columns, 0) : MAP_FAILED;
  bool good = prepared.memory != MAP_FAILED;
  if (good) {
    struct value copy = value_copy(prepared.arena, call); /* the session's arena is emptied before the next call */
    good = scenario_setup_read(prepared.arena, &copy, prepared.memory, prepared.size, &prepared.setup);
  }
  if (good && !seal(session)) return false;
  struct simulation_work work = work_of(session);
  *reply = value_map();
  if (good) value_set(session->arena, reply, "at_once", value_integer((int64_t)simulation_chunks_at_once(&prepared.setup.simulation, &work)));
  return true;
}

/* ---- Running ---- */

struct running {
  struct asker asker;
  struct scenario_translation translation;
  struct asked step, *functions;     /* [the scenario's number for it], from 1 */
  struct scenario_program step_program, *programs;
  struct rule_scorer *scorers;
};

struct on_rows { /* a function over rows of a tile */
  struct running *running;
  const struct asked *asked;
  struct tile *tile;
  size_t from;
  double *out;
};

static struct asked_lane lane_at(struct tile *tile, size_t row, size_t run) {
  return (struct asked_lane){.view = tile, .sampled = tile, .row = row, .run = run};
}

static bool interpret_all(stepper_left *interpret, struct on_rows *on, size_t to) {
  for (size_t row = on->from; row < to; row++)
    for (size_t run = 0; run < on->tile->runs; run++)
      if (!interpret(on, row, run)) return false;
  return true;
}

static bool step_lane(void *context, size_t row, size_t run) {
  struct on_rows *on = context;
  const struct asked_lane lane = lane_at(on->tile, row, run);
  return ask_step(&on->running->asker, on->asked, &lane);
}

static bool step_rows(void *context, struct tile *tile, size_t from, size_t to) {
  struct running *running = context;
  struct on_rows on = {running, &running->step, tile, from, NULL};
  if (!running->step_program.program) return interpret_all(step_lane, &on, to);
  return scenario_program_run(&running->step_program, tile, tile->values, from, to, NULL, step_lane, &on);
}

static bool value_of_lane(void *context, size_t row, size_t run) {
  struct on_rows *on = context;
  const struct asked_lane lane = lane_at(on->tile, row, run);
  return ask_value(&on->running->asker, on->asked, &lane, STEP_VALUE, &on->out[(row - on->from) * on->tile->runs + run]);
}

static bool value_of_rows(void *context, const struct tile *tile, size_t function, size_t from, size_t to, double *out) {
  struct running *running = context;
  struct on_rows on = {running, &running->functions[function], (struct tile *)tile, from, out};
  if (!running->programs[function].program) return interpret_all(value_of_lane, &on, to);
  return scenario_program_run(&running->programs[function], tile, tile->values, from, to, out, value_of_lane, &on);
}

static bool limit_of_runs(void *context, const struct tile *tile, size_t function, double *out) {
  struct running *running = context;
  for (size_t run = 0; run < tile->runs; run++) {
    const struct asked_lane lane = lane_at((struct tile *)tile, 0, run);
    if (!ask_limit(&running->asker, &running->functions[function], &lane, &out[run])) return false;
  }
  return true;
}

static bool score_rows(void *context, const struct tile *tile, size_t rule, size_t from, size_t to, double *out) {
  struct running *running = context;
  return rule_score(&running->scorers[rule], tile, from, to, out);
}

static bool beat(void *context) {
  struct running *running = context;
  asker_beat(&running->asker);
  return true;
}

/* ---- Chunks ---- */

/* Pushes the parameters, as scripts may read them, and the table behind. */
static void push_params(lua_State *L, const struct value *values) {
  if (values) push_value(L, values); /* those that are one number for all runs */
  else lua_newtable(L);
  lua_pushvalue(L, -1);
  sandbox_protect(L); /* own view */
  lua_insert(L, -2);  /* view own */
}

/* Cells, end values and plans as they go into the result file (statistics.h; scripts/kith/simulate/result.lua reads them by kith.fold). */
static void encode_chunk(const struct simulation *simulation, const struct chunk *chunk, struct buffer *out) {
  struct summary summary = {0};
  size_t cells = simulation_cells(simulation), cell = 0;
  for (; cell < cells; cell++) {
    summary_take(&summary, chunk->values + cell * chunk->runs, chunk->runs);
    summary_encode(out, &summary);
  }
  cell = 0;
  for (size_t i = 0; i < simulation->outcome_count; i++) {
    size_t points = outcome_points(simulation, &simulation->outcomes[i]);
    for (size_t group = 0; group <= simulation->outcomes[i].groups; group++, cell += points)
      for (size_t run = 0; run < chunk->runs; run++) number_encode(out, chunk->values[(cell + points - 1) * chunk->runs + run]);
  }
  for (size_t i = 0; i < simulation->plan_count; i++) {
    number_encode(out, chunk->chosen[i]);
    number_encode(out, chunk->capacity[i]);
  }
  summary_free(&summary);
}

static size_t number_of(struct arena *arena, const struct value *call, const char *name) {
  const struct value *value = value_get(arena, call, name);
  return value && value->kind == VALUE_INTEGER && value->as.integer > 0 ? (size_t)value->as.integer : 0;
}

static bool is_set(struct arena *arena, const struct value *call, const char *name) {
  const struct value *value = value_get(arena, call, name);
  return value && value->kind == VALUE_FLAG && value->as.flag;
}

/* Why the step was interpreted, or computed in doubles where floats were wanted. */
static void note_slower(struct running *running, const char *name, struct value *reply) {
  struct arena *arena = running->asker.session->arena;
  const struct rule_refusal *refusal = &running->step_program.refusal;
  struct value note = value_map();
  value_set(arena, &note, "source", value_string(arena, refusal->source));
  value_set(arena, &note, "line", value_integer(refusal->line));
  value_set(arena, &note, "why", value_string(arena, refusal->why));
  if (refusal->why[0]) value_set(arena, reply, name, note);
}

static struct words *number_texts(lua_State *L, int texts) {
  struct words *words = words_new();
  if (part_number_texts(L, texts, words)) return words;
  words_free(words);
  return NULL;
}

static void open_function(struct running *running, const struct reading *reading) {
  if (reading->kind == READ_FUNCTION && !running->programs[reading->function].steppers) {
    lua_rawgeti(running->translation.L, running->step.table, (lua_Integer)reading->function);
    scenario_program_value(&running->programs[reading->function], &running->translation, running->step.params, STEP_VALUE);
    lua_pop(running->translation.L, 1);
  }
}

/* What outcomes and plans are taken from. The step's own parameters become constants: all is translated anew for each policy. */
static void open_functions(struct running *running, const struct simulation *simulation, enum step_precision precision) {
  lua_State *L = running->translation.L;
  size_t count = lua_rawlen(L, running->step.table);
  running->functions = ARENA_ARRAY(running->translation.arena, struct asked, count + 1);
  running->programs = ARENA_ARRAY(running->translation.arena, struct scenario_program, count + 1);
  for (size_t i = 1; i <= count; i++) {
    running->functions[i] = running->step;
    running->functions[i].at = (int)i;
    running->functions[i].number = i;
  }
  for (size_t i = 0; i < simulation->outcome_count; i++) {
    open_function(running, &simulation->outcomes[i].of);
    if (simulation->outcomes[i].has_where) open_function(running, &simulation->outcomes[i].where);
    if (simulation->outcomes[i].has_weight) open_function(running, &simulation->outcomes[i].weight);
  }
  for (size_t i = 0; i < simulation->plan_count; i++) {
    open_function(running, &simulation->plans[i].rank);
    if (simulation->plans[i].has_where) open_function(running, &simulation->plans[i].where);
  }
  running->step = running->functions[prepared.setup.step];
  lua_rawgeti(L, running->step.table, running->step.at);
  scenario_program_step(&running->step_program, &running->translation, running->step.params, precision);
  lua_pop(L, 1);
}

/* Pushes what functions are given: lane texts row params own draws scenarios functions. False where the scenario was not loaded. */
static bool open_running(struct running *running, struct player_session *session, const struct value *call, const struct simulation *simulation) {
  lua_State *L = host_state(session->host);
  int base = lua_gettop(L);
  bool interpret = is_set(session->arena, call, "interpret");
  luaL_checkstack(L, 20 + 6 * (int)prepared.setup.rule_count, NULL);
  asker_open(&running->asker, session);
  struct lane_row *lane = lane_new(L, session->host);
  push_value(L, &prepared.setup.texts);
  lane_push_row(L, base + 1, base + 2, simulation);
  push_params(L, value_get(session->arena, call, "params"));
  lane_push_draws(L, base + 1);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, SCENARIOS);
  if (lua_getfield(L, -1, value_get_word(session->arena, call, "scenario")) != LUA_TTABLE) return false;
  running->asker.own_params = base + 5;
  running->asker.draws = base + 6;
  running->step = (struct asked){.table = base + 8, .lane = lane, .row = base + 3, .params = base + 4};
  running->translation = (struct scenario_translation){.L = L, .arena = session->arena, .words = interpret ? NULL : number_texts(L, base + 2),
                                                      .columns = scenario_columns(simulation, session->arena),
                                                      .column_count = simulation->column_count, .members = crew_size(session->crew)};
  open_functions(running, simulation, is_set(session->arena, call, "single") ? STEP_SINGLE : STEP_DOUBLE);
  running->scorers = ARENA_ARRAY(session->arena, struct rule_scorer, prepared.setup.rule_count + 1);
  for (size_t i = 0; i < prepared.setup.rule_count; i++)
    rule_scorer_open(&running->scorers[i], &prepared.setup.rules[i], &running->asker, &running->translation, simulation, base + 2);
  return true;
}

static void close_running(struct running *running) {
  for (size_t i = 0; running->scorers && i < prepared.setup.rule_count; i++) rule_scorer_close(&running->scorers[i]);
  for (size_t i = 1; running->programs && i <= lua_rawlen(running->translation.L, running->step.table); i++)
    scenario_program_close(&running->programs[i]);
  scenario_program_close(&running->step_program);
  if (running->translation.words) words_free(running->translation.words);
  asker_close(&running->asker);
}

/* Threads that wait for the one interpreter would only be in each other's way. */
static bool is_translated(const struct running *running) {
  bool all = running->step_program.program != NULL;
  for (size_t i = 1; i <= lua_rawlen(running->translation.L, running->step.table); i++)
    all = all && (!running->programs[i].steppers || running->programs[i].program);
  return all;
}

struct encoding {
  const struct simulation *simulation;
  struct chunk *chunks;
  struct buffer *bytes; /* [chunk] */
};

static void encode_one(void *context, size_t number, unsigned member) {
  struct encoding *encoding = context;
  (void)member;
  encode_chunk(encoding->simulation, &encoding->chunks[number], &encoding->bytes[number]);
  chunk_free(&encoding->chunks[number]);
}

/* The chunks of a call, each as text, in order. */
static struct value encode_chunks(const struct player_session *session, const struct simulation *simulation, struct chunk *chunks, size_t count) {
  struct value list = value_list();
  struct encoding encoding = {simulation, chunks, ARENA_ARRAY(session->arena, struct buffer, count + 1)};
  crew_run(session->crew, encode_one, &encoding, count);
  for (size_t i = 0; i < count; i++) {
    value_add(session->arena, &list, value_text(session->arena, encoding.bytes[i].bytes, encoding.bytes[i].length));
    buffer_free(&encoding.bytes[i]);
  }
  return list;
}

/* The chunks that call.chunks numbers, of call.runs runs in all; their count. */
static size_t read_chunks(struct arena *arena, const struct value *call, struct chunk **chunks) {
  const struct value *numbers = value_get(arena, call, "chunks");
  size_t all = number_of(arena, call, "runs"), count = numbers && numbers->kind == VALUE_LIST ? numbers->as.list.count : 0, good = 0;
  *chunks = ARENA_ARRAY(arena, struct chunk, count + 1);
  for (size_t i = 0; i < count; i++) {
    const struct value *number = &numbers->as.list.items[i];
    size_t at = number->kind == VALUE_INTEGER && number->as.integer >= 0 ? (size_t)number->as.integer : SIZE_MAX;
    if (at >= simulation_chunks(all)) continue;
    (*chunks)[good++] = (struct chunk){.number = (uint32_t)at, .runs = all - at * CHUNK_RUNS < CHUNK_RUNS ? all - at * CHUNK_RUNS : CHUNK_RUNS};
  }
  return good;
}

/* Only host_call runs what scripts wrote. Replies the chunks asked for, in order; or a finding. */
bool verb_simulate(struct player_session *session, const struct value *call, struct value *reply) {
  lua_State *L = host_state(session->host);
  struct running running = {.scorers = NULL};
  struct simulation simulation = prepared.setup.simulation;
  struct simulation_work work = work_of(session);
  struct chunk *chunks;
  int base = lua_gettop(L);
  *reply = value_map();
  if (!simulation.rows) return false;
  work.seed = number_of(session->arena, call, "seed");
  size_t count = read_chunks(session->arena, call, &chunks);
  bool loaded = open_running(&running, session, call, &simulation);
  simulation.single = running.step_program.program && running.step_program.precision == STEP_SINGLE;
  simulation.functions = (struct simulation_functions){&running, beat, step_rows, value_of_rows, score_rows, limit_of_runs};
  if (loaded && !is_translated(&running)) work.crew = NULL;
  bool done = loaded && simulation_run(&simulation, &work, chunks, count);
  if (done) {
    note_slower(&running, running.step_program.program ? "doubles" : "untranslated", reply);
    value_set(session->arena, reply, "partials", encode_chunks(session, &simulation, chunks, count));
  } else if (!running.asker.over) {
    value_set(session->arena, reply, "finding", running.asker.finding);
  }
  close_running(&running);
  lua_settop(L, base);
  return loaded && !running.asker.over;
}
