#include "core/lua/scenario_ask.h"

#include <lauxlib.h>
#include <math.h>
#include <string.h>

enum { LANES_A_BUDGET = 4096 };

void asker_open(struct asker *asker, struct player_session *session) {
  *asker = (struct asker){.session = session, .lock = PTHREAD_MUTEX_INITIALIZER};
}

void asker_close(struct asker *asker) { pthread_mutex_destroy(&asker->lock); }

/* Whoever holds the lock is interpreting, and the interpreter gives signs of life by itself. */
void asker_beat(struct asker *asker) {
  if (pthread_mutex_trylock(&asker->lock) != 0) return;
  host_beat(asker->session->host);
  pthread_mutex_unlock(&asker->lock);
}

/* ---- Findings; with the lock held ---- */

/* Whether the lane comes before that of the finding there is. */
static bool is_first(struct asker *asker, const struct asked_lane *lane) {
  const uint32_t here[] = {lane->view->first_run, lane->view->step, (uint32_t)lane->row, (uint32_t)lane->run};
  size_t i = 0;
  while (i < 3 && asker->any && here[i] == asker->found[i]) i++;
  if (asker->any && here[i] >= asker->found[i]) return false;
  memcpy(asker->found, here, sizeof here);
  return asker->any = true;
}

/* `message` NULL: that of the interpreter. */
static bool tell(struct asker *asker, const struct asked *asked, const struct asked_lane *lane, const char *message) {
  struct arena *arena = asker->session->arena;
  const struct host_error *error = host_error(asker->session->host);
  struct value finding = value_map();
  if (!is_first(asker, lane)) return false;
  value_set(arena, &finding, "function", value_integer((int64_t)asked->number));
  value_set(arena, &finding, "row", value_integer((int64_t)lane->row + 1));
  value_set(arena, &finding, "run", value_integer((int64_t)lane->view->first_run + (int64_t)lane->run + 1));
  value_set(arena, &finding, "step", value_integer(lane->view->step));
  value_set(arena, &finding, "source", value_string(arena, message ? "" : error->source));
  value_set(arena, &finding, "line", value_integer(message ? 0 : error->line));
  value_set(arena, &finding, "message", value_string(arena, message ? message : error->message));
  if (asked->rule) value_set(arena, &finding, "rule", value_string(arena, asked->rule));
  if (asked->part) value_set(arena, &finding, "part", value_string(arena, asked->part));
  asker->finding = finding;
  return false;
}

bool asker_refuse(struct asker *asker, const struct asked *asked, const struct asked_lane *lane, const char *message) {
  pthread_mutex_lock(&asker->lock);
  tell(asker, asked, lane, message);
  pthread_mutex_unlock(&asker->lock);
  return false;
}

/* ---- Calling; with the lock held ---- */

/* Sampled parameters have the value of the run. */
static void set_params(const struct asker *asker, const struct asked_lane *lane) {
  lua_State *L = host_state(asker->session->host);
  const struct simulation *simulation = lane->sampled ? lane->sampled->simulation : NULL;
  for (size_t i = 0; simulation && i < simulation->sampled_count; i++) {
    size_t column = simulation->sampled[i].column;
    lua_pushnumber(L, tile_get(lane->sampled, column, lane->row, lane->run));
    lua_setfield(L, asker->own_params, strchr(simulation->columns[column].name, '.') + 1);
  }
}

static lua_State *prepare(struct asker *asker, const struct asked *asked, const struct asked_lane *lane) {
  lua_State *L = host_state(asker->session->host);
  asked->lane->tile = lane->view;
  lane_move(asked->lane, lane->row, lane->run);
  set_params(asker, lane);
  lua_rawgeti(L, asked->table, asked->at);
  if (asker->asked++ % LANES_A_BUDGET == 0) host_budget(asker->session->host, 0);
  return L;
}

/* With the function and its arguments on the stack; results or nothing are left. HOST_MISSING is for the caller to tell. */
static enum host_outcome call(struct asker *asker, const struct asked *asked, const struct asked_lane *lane, int arguments, int results) {
  enum host_outcome outcome = host_call(asker->session->host, arguments, results);
  asked->lane->tile = NULL;
  if (outcome == HOST_RAISED) tell(asker, asked, lane, NULL);
  if (outcome == HOST_STEPS || outcome == HOST_MEMORY) asker->over = true;
  return outcome;
}

static bool tell_missing(struct asker *asker, const struct asked *asked, const struct asked_lane *lane) {
  return tell(asker, asked, lane, arena_format(asker->session->arena, "%s is missing", host_missing(asker->session->host)));
}

bool ask_step(struct asker *asker, const struct asked *asked, const struct asked_lane *lane) {
  pthread_mutex_lock(&asker->lock);
  lua_State *L = prepare(asker, asked, lane);
  lua_pushvalue(L, asked->row);
  lua_pushinteger(L, lane->view->step);
  lua_pushvalue(L, asked->params);
  lua_pushvalue(L, asker->draws);
  asked->lane->may_change = true;
  enum host_outcome outcome = call(asker, asked, lane, 4, 0);
  asked->lane->may_change = false;
  if (outcome == HOST_MISSING) tell_missing(asker, asked, lane);
  pthread_mutex_unlock(&asker->lock);
  return outcome == HOST_DONE;
}

/* What is wrong with the result on top of the stack; NULL where it is fine, and `out` has it. */
static const char *read_result(lua_State *L, struct arena *arena, enum step_answer answer, double *out) {
  int type = lua_type(L, -1);
  *out = answer == STEP_TRUTH ? lua_toboolean(L, -1) : NAN;
  if (answer == STEP_TRUTH || type == LUA_TNIL) return NULL;
  if (type == LUA_TBOOLEAN && answer == STEP_VALUE) *out = lua_toboolean(L, -1);
  else if (type == LUA_TNUMBER) *out = lua_tonumber(L, -1);
  else return arena_format(arena, answer == STEP_NUMBER ? "is %s, not a number" : "returns a %s where a number, true or false is wanted", luaL_typename(L, -1));
  if (isnan(*out)) return answer == STEP_NUMBER ? "is 0/0, not a number" : "returns no number (0/0)";
  return isinf(*out) && answer == STEP_VALUE ? "returns an infinite number" : NULL;
}

/* Pops the result. */
static bool take_result(struct asker *asker, const struct asked *asked, const struct asked_lane *lane, enum step_answer answer, double *out) {
  lua_State *L = host_state(asker->session->host);
  const char *wrong = read_result(L, asker->session->arena, answer, out);
  lua_pop(L, 1);
  return wrong ? tell(asker, asked, lane, wrong) : true;
}

bool ask_value(struct asker *asker, const struct asked *asked, const struct asked_lane *lane, enum step_answer answer, double *out) {
  pthread_mutex_lock(&asker->lock);
  lua_State *L = prepare(asker, asked, lane);
  lua_pushvalue(L, asked->row);
  lua_pushvalue(L, asked->params);
  lua_pushinteger(L, lane->view->step);
  enum host_outcome outcome = call(asker, asked, lane, 3, 1);
  bool good = outcome == HOST_DONE ? take_result(asker, asked, lane, answer, out) : outcome == HOST_MISSING;
  if (outcome == HOST_MISSING) *out = answer == STEP_TRUTH ? 0 : NAN;
  pthread_mutex_unlock(&asker->lock);
  return good;
}

bool ask_limit(struct asker *asker, const struct asked *asked, const struct asked_lane *lane, double *out) {
  pthread_mutex_lock(&asker->lock);
  lua_State *L = prepare(asker, asked, lane);
  lua_pushvalue(L, asked->params);
  lua_pushinteger(L, lane->view->step);
  enum host_outcome outcome = call(asker, asked, lane, 2, 1);
  bool good = outcome == HOST_DONE && take_result(asker, asked, lane, STEP_VALUE, out);
  if (outcome == HOST_MISSING) tell_missing(asker, asked, lane);
  if (good && isnan(*out)) *out = 0;
  pthread_mutex_unlock(&asker->lock);
  return good;
}
