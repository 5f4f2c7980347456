/*
 * Scenarios in the player: loading one, taking the description of a simulation, running chunks of it.
 *
 * core/simulate asks for values of rows by way of struct simulation_functions; here they are got from the interpreter, lane by lane, and scores of
 * rules by way of rule_score.c.
 */
#include "core/lua/bind.h"
#include "core/lua/lane.h"
#include "core/lua/rule_score.h"
#include "core/lua/sandbox.h"
#include "core/lua/scenario_seal.h"
#include "core/lua/scenario_setup.h"
#include "core/lua/scenario_step.h"
#include "core/lua/verbs.h"
#include "core/simulate/statistics.h"

#include <math.h>
#include <string.h>
#include <sys/mman.h>

#define SCENARIOS "kith.scenarios" /* registry: name → list of functions */

enum { LANES_A_BUDGET = 4096 };
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
  *reply = value_flag(good);
  return true;
}

/* ---- Running ---- */

struct running {
  struct player_session *session;
  lua_State *L;
  struct lane_row *lane;
  int functions, row, params, draws, texts; /* stack indices */
  const struct value *values;               /* of parameters that are one number for all runs */
  struct rule_scorer *scorers;
  struct scenario_step step;
  size_t lanes; /* that the interpreter was asked about */
  struct value finding;
  bool over; /* a limit was broken */
};

static void tell(struct running *running, size_t function, const char *message) {
  struct arena *arena = running->session->arena;
  const struct host_error *error = host_error(running->session->host);
  const struct lane_row *lane = running->lane;
  running->finding = value_map();
  value_set(arena, &running->finding, "function", value_integer((int64_t)function));
  value_set(arena, &running->finding, "row", value_integer((int64_t)lane->row + 1));
  value_set(arena, &running->finding, "run", value_integer((int64_t)lane->tile->first_run + (int64_t)lane->run + 1));
  value_set(arena, &running->finding, "step", value_integer(lane->tile->step));
  value_set(arena, &running->finding, "source", value_string(arena, message ? "" : error->source));
  value_set(arena, &running->finding, "line", value_integer(message ? 0 : error->line));
  value_set(arena, &running->finding, "message", value_string(arena, message ? message : error->message));
}

/* Sampled parameters have the value of the run. */
static void set_params(struct running *running) {
  const struct tile *tile = running->lane->tile;
  const struct simulation *simulation = tile->simulation;
  for (size_t i = 0; i < simulation->sampled_count; i++) {
    size_t column = simulation->sampled[i].column;
    lua_pushnumber(running->L, tile->values[column][running->lane->run]);
    lua_setfield(running->L, running->params + 1, strchr(simulation->columns[column].name, '.') + 1);
  }
}

/* Calls the function on top of the stack for the lane with what stands above it already; results or nothing are left. */
static bool call_for_lane(struct running *running, size_t function, int arguments, int results) {
  struct host *host = running->session->host;
  if (running->lanes++ % LANES_A_BUDGET == 0) host_budget(host, 0);
  switch (host_call(host, arguments, results)) {
    case HOST_DONE: return true;
    case HOST_MISSING:
      tell(running, function, arena_format(running->session->arena, "%s is missing", host_missing(host)));
      return false;
    case HOST_RAISED: tell(running, function, NULL); return false;
    case HOST_STEPS:
    case HOST_MEMORY: running->over = true; break;
  }
  return false;
}

/* Stack: … function → … function */
static bool step_lane(void *context, size_t row, size_t run) {
  struct running *running = context;
  lua_State *L = running->L;
  lane_move(running->lane, row, run);
  set_params(running);
  lua_pushvalue(L, -1);
  lua_pushvalue(L, running->row);
  lua_pushinteger(L, running->lane->tile->step);
  lua_pushvalue(L, running->params);
  lua_pushvalue(L, running->draws);
  return call_for_lane(running, prepared.setup.step, 4, 0);
}

static bool step_rows(void *context, struct tile *tile, size_t from, size_t to) {
  struct running *running = context;
  bool good = true;
  running->lane->tile = tile;
  running->lane->may_change = true;
  lua_rawgeti(running->L, running->functions, (lua_Integer)prepared.setup.step);
  if (running->step.program) good = scenario_step_run(&running->step, tile, from, to, step_lane, running);
  for (size_t row = from; !running->step.program && good && row < to; row++)
    for (size_t run = 0; good && run < tile->runs; run++) good = step_lane(running, row, run);
  lua_pop(running->L, 1);
  running->lane->may_change = false;
  return good;
}

/* Pops the result of a function: a number, true as 1, false as 0, nothing as NAN. */
static bool take_result(struct running *running, size_t function, double *out) {
  lua_State *L = running->L;
  const char *wrong = NULL;
  *out = NAN;
  if (lua_isboolean(L, -1)) *out = lua_toboolean(L, -1);
  else if (lua_type(L, -1) == LUA_TNUMBER) *out = lua_tonumber(L, -1);
  else if (!lua_isnil(L, -1)) wrong = arena_format(running->session->arena, "returns a %s where a number, true or false is wanted", luaL_typename(L, -1));
  if (!wrong && lua_type(L, -1) == LUA_TNUMBER && !isfinite(*out)) wrong = isnan(*out) ? "returns no number (0/0)" : "returns an infinite number";
  lua_pop(L, 1);
  if (wrong) tell(running, function, wrong);
  return !wrong;
}

static bool value_of_lane(struct running *running, size_t function, size_t row, size_t run, double *out) {
  lua_State *L = running->L;
  lane_move(running->lane, row, run);
  set_params(running);
  lua_pushvalue(L, -1);
  lua_pushvalue(L, running->row);
  lua_pushvalue(L, running->params);
  lua_pushinteger(L, running->lane->tile->step);
  if (running->lanes++ % LANES_A_BUDGET == 0) host_budget(running->session->host, 0);
  enum host_outcome outcome = host_call(running->session->host, 3, 1);
  *out = NAN;
  if (outcome == HOST_DONE) return take_result(running, function, out);
  if (outcome == HOST_MISSING) return true;
  if (outcome == HOST_RAISED) tell(running, function, NULL);
  else running->over = true;
  return false;
}

static bool interpret_value(void *context, const struct tile *tile, size_t function, size_t from, size_t to, double *out) {
  struct running *running = context;
  bool good = true;
  running->lane->tile = (struct tile *)tile;
  lua_rawgeti(running->L, running->functions, (lua_Integer)function);
  for (size_t row = from; good && row < to; row++)
    for (size_t run = 0; good && run < tile->runs; run++) good = value_of_lane(running, function, row, run, out++);
  lua_pop(running->L, 1);
  return good;
}

static bool interpret_limit(void *context, const struct tile *tile, size_t function, double *out) {
  struct running *running = context;
  bool good = true;
  running->lane->tile = (struct tile *)tile;
  for (size_t run = 0; good && run < tile->runs; run++) {
    lane_move(running->lane, 0, run);
    set_params(running);
    lua_rawgeti(running->L, running->functions, (lua_Integer)function);
    lua_pushvalue(running->L, running->params);
    lua_pushinteger(running->L, tile->step);
    good = call_for_lane(running, function, 2, 1) && take_result(running, function, &out[run]);
    if (good && isnan(out[run])) out[run] = 0;
  }
  return good;
}

static bool score_rows(void *context, const struct tile *tile, size_t rule, size_t from, size_t to, double *out) {
  struct running *running = context;
  struct rule_fault fault;
  running->lane->tile = (struct tile *)tile;
  if (rule_score(&running->scorers[rule], tile, from, to, out, &fault)) return true;
  lane_move(running->lane, fault.row, fault.run);
  if (fault.over) running->over = true;
  else tell(running, 0, fault.message);
  if (!fault.over) {
    value_set(running->session->arena, &running->finding, "rule", value_string(running->session->arena, prepared.setup.rules[rule].name));
    value_set(running->session->arena, &running->finding, "part", value_string(running->session->arena, fault.part));
  }
  return false;
}

static bool beat(void *context) {
  struct running *running = context;
  host_beat(running->session->host);
  return true;
}

/* ---- A chunk ---- */

/* Pushes the parameters, as scripts may read them, and the table behind. */
static void push_params(struct running *running) {
  lua_State *L = running->L;
  if (running->values) push_value(L, running->values);
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

static void open_scorers(struct running *running) {
  const struct scenario_setup *setup = &prepared.setup;
  running->scorers = ARENA_ARRAY(running->session->arena, struct rule_scorer, setup->rule_count + 1);
  for (size_t i = 0; i < setup->rule_count; i++)
    rule_scorer_open(running->L, &running->scorers[i], running->session, &setup->rules[i], running->texts);
}

static bool is_set(struct arena *arena, const struct value *call, const char *name) {
  const struct value *value = value_get(arena, call, name);
  return value && value->kind == VALUE_FLAG && value->as.flag;
}

/* The step is translated anew for each policy, whose parameters become constants. */
static void open_step(struct running *running, const struct value *call, const struct simulation *simulation) {
  struct player_session *session = running->session;
  lua_rawgeti(running->L, running->functions, (lua_Integer)prepared.setup.step);
  enum step_precision precision = is_set(session->arena, call, "single") ? STEP_SINGLE : STEP_DOUBLE;
  scenario_step_open(running->L, &running->step, simulation, precision, session->crew, session->arena, running->texts, running->params);
  if (is_set(session->arena, call, "interpret")) running->step.program = NULL;
  lua_pop(running->L, 1);
}

/* Why the step was interpreted, or computed in doubles where floats were wanted. */
static void note_slower(struct running *running, const char *name, struct value *reply) {
  struct arena *arena = running->session->arena;
  const struct rule_refusal *refusal = &running->step.refusal;
  struct value note = value_map();
  value_set(arena, &note, "source", value_string(arena, refusal->source));
  value_set(arena, &note, "line", value_integer(refusal->line));
  value_set(arena, &note, "why", value_string(arena, refusal->why));
  if (refusal->why[0]) value_set(arena, reply, name, note);
}

/* Stack: lane texts row params own draws scenarios functions. Only host_call runs what scripts wrote. */
bool verb_simulate(struct player_session *session, const struct value *call, struct value *reply) {
  lua_State *L = host_state(session->host);
  struct running running = {.session = session, .L = L, .values = value_get(session->arena, call, "params")};
  struct simulation simulation = prepared.setup.simulation;
  struct buffer bytes = {0};
  struct chunk chunk;
  int base = lua_gettop(L);
  *reply = value_map();
  if (!simulation.rows) return false;
  luaL_checkstack(L, 20 + 6 * (int)prepared.setup.rule_count, NULL);
  running.lane = lane_new(L, session->host);
  push_value(L, &prepared.setup.texts);
  lane_push_row(L, base + 1, base + 2, &simulation);
  push_params(&running);
  lane_push_draws(L, base + 1);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, SCENARIOS);
  bool loaded = lua_getfield(L, -1, value_get_word(session->arena, call, "scenario")) == LUA_TTABLE;
  running.texts = base + 2;
  running.row = base + 3;
  running.params = base + 4;
  running.draws = base + 6;
  running.functions = base + 8;
  open_scorers(&running);
  if (loaded) open_step(&running, call, &simulation);
  simulation.functions = (struct simulation_functions){&running, step_rows, interpret_value, score_rows, interpret_limit};
  bool done = loaded && simulation_run(&simulation, number_of(session->arena, call, "seed"), (uint32_t)number_of(session->arena, call, "first"),
                                       number_of(session->arena, call, "runs"), TILE_BYTES, beat, &chunk);
  running.lane->tile = NULL;
  if (done) {
    encode_chunk(&simulation, &chunk, &bytes);
    note_slower(&running, running.step.program ? "doubles" : "untranslated", reply);
    value_set(session->arena, reply, "partial", value_text(session->arena, bytes.bytes, bytes.length));
    chunk_free(&chunk);
    buffer_free(&bytes);
  } else if (!running.over) {
    value_set(session->arena, reply, "finding", running.finding);
  }
  for (size_t i = 0; i < prepared.setup.rule_count; i++) rule_scorer_close(&running.scorers[i]);
  scenario_step_close(&running.step);
  lua_settop(L, base);
  return loaded && !running.over;
}
