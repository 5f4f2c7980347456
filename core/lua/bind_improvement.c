/* Improvements and needs: legality of steps, and what was measured; methods of a workspace. What they are, is put together in Lua. */
#include "core/lua/bind_workspace.h"
#include "core/practice/improvement.h"
#include "core/practice/need.h"

#include <math.h>
#include <string.h>

/* ---- Steps ---- */

static const char *const *read_exits(lua_State *L, struct arena *arena, int step, size_t *count) {
  lua_getfield(L, step, "exits");
  *count = lua_istable(L, -1) ? lua_rawlen(L, -1) : 0;
  const char **exits = ARENA_ARRAY(arena, const char *, *count + 1);
  for (size_t i = 0; i < *count; i++) {
    lua_rawgeti(L, -1, (lua_Integer)i + 1);
    exits[i] = arena_copy(arena, luaL_checkstring(L, -1), strlen(luaL_checkstring(L, -1)));
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return exits;
}

static struct cycle read_cycle(lua_State *L, struct arena *arena, int list) {
  luaL_checktype(L, list, LUA_TTABLE);
  size_t count = lua_rawlen(L, list);
  struct cycle_step *steps = ARENA_ARRAY(arena, struct cycle_step, count + 1);
  for (size_t i = 0; i < count; i++) {
    lua_rawgeti(L, list, (lua_Integer)i + 1);
    steps[i].name = text_option(L, lua_gettop(L), "name", "");
    steps[i].name = arena_copy(arena, steps[i].name, strlen(steps[i].name));
    steps[i].exits = read_exits(L, arena, lua_gettop(L), &steps[i].exit_count);
    lua_pop(L, 1);
  }
  return (struct cycle){steps, count};
}

/* workspace:improvement_may({ { name =, exits = { … } }… }, from or nil, to) */
static int may_improve(lua_State *L) {
  struct workspace *workspace = check_built(L, 1);
  struct cycle cycle = read_cycle(L, workspace->arena, 2);
  lua_pushboolean(L, improvement_may(&cycle, luaL_optstring(L, 3, NULL), luaL_checkstring(L, 4)));
  return 1;
}

/* ---- Did we get there ---- */

/* workspace:improvement_reached(measure, target or nil, actual or nil): true, false, or nil where it is not known. */
static int reached(lua_State *L) {
  struct workspace *workspace = check_built(L, 1);
  enum better better = measure_better(workspace->model, luaL_checkstring(L, 2));
  enum reached answer = improvement_reached(better, luaL_optnumber(L, 3, NAN), luaL_optnumber(L, 4, NAN));
  if (answer == REACHED_UNKNOWN) lua_pushnil(L);
  else lua_pushboolean(L, answer == REACHED_YES);
  return 1;
}

/* workspace:is_better(measure, from, to) */
static int is_better(lua_State *L) {
  struct workspace *workspace = check_built(L, 1);
  enum better better = measure_better(workspace->model, luaL_checkstring(L, 2));
  lua_pushboolean(L, improvement_is_better(better, luaL_checknumber(L, 3), luaL_checknumber(L, 4)));
  return 1;
}

static struct span span_option(lua_State *L, int options, const char *name) {
  const char *text = text_option(L, options, name, NULL);
  struct span span = {0};
  if (text && !span_parse(text, strlen(text), &span)) luaL_error(L, "%s is no length of time", text);
  return span;
}

/* The facts of whoever was asked about last: questions about one subject come one after the other. */
struct known {
  const char *of;
  const struct fact *facts;
  size_t count;
};

static void look_up(struct workspace *workspace, struct known *known, const char *of) {
  if (known->of && !strcmp(known->of, of)) return;
  int64_t party = workspace->journal ? journal_party(workspace->journal, of) : 0;
  *known = (struct known){.of = of};
  if (party) known->count = journal_facts_of(workspace->journal, workspace->arena, party, &known->facts);
}

/* Adds the number of the event that the fact comes from to the list on top of the stack. */
static void add_event(void *context, const struct fact *fact) {
  lua_State *L = context;
  lua_pushinteger(L, fact->seq);
  lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
}

/* question → answer, on the stack */
static void push_measured(lua_State *L, struct workspace *workspace, struct known *known) {
  int question = lua_gettop(L);
  const char *name = text_option(L, question, "measure", "");
  const struct entity *measure = model_find(workspace->model, KIND_MEASURE, name);
  const struct value *valid = measure ? entity_field(measure, "valid") : NULL;
  struct measuring measuring = {.fact = words_number(workspace->words, name, strlen(name)), .after = INT32_MIN};
  measuring.until = check_day_option(L, question, "until_");
  if (lua_getfield(L, question, "after") != LUA_TNIL) measuring.after = check_day_option(L, question, "after");
  lua_pop(L, 1);
  measuring.within = span_option(L, question, "within");
  if (valid && valid->kind == VALUE_INTEGER) measuring.valid = span_unpack(valid->as.integer);
  look_up(workspace, known, text_option(L, question, "of", ""));
  lua_createtable(L, 0, 4);
  lua_newtable(L); /* question answer events */
  struct measured measured = improvement_measured(&workspace->model->calendar, known->facts, known->count, &measuring, add_event, L);
  lua_setfield(L, -2, "events");
  if (!isnan(measured.value)) {
    lua_pushnumber(L, measured.value);
    lua_setfield(L, -2, "value");
    push_day(L, moment_day(measured.at));
    lua_setfield(L, -2, "day");
  }
}

/* workspace:measured{ { of =, measure =, after = day or nil, until_ = day, within = span or nil }… }: for each { value, day (of the newest),
 * events = numbers }, without value where nothing that counts was measured. Each subject's facts are read once where its questions stand
 * together. */
static int measured(lua_State *L) {
  struct workspace *workspace = check_built(L, 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  struct known known = {0};
  size_t count = lua_rawlen(L, 2);
  lua_createtable(L, (int)count, 0);
  for (size_t i = 1; i <= count; i++) {
    lua_rawgeti(L, 2, (lua_Integer)i);
    push_measured(L, workspace, &known); /* answers question answer */
    lua_rawseti(L, -3, (lua_Integer)i);
    lua_pop(L, 1);
  }
  return 1;
}

/* ---- Needs ---- */

/* workspace:need_may(from or nil, to): "may", "skips", or nil and the state that comes next. */
static int may_need(lua_State *L) {
  enum need_state from = need_state_find(luaL_optstring(L, 2, ""));
  enum need_step step = need_may(from, need_state_find(luaL_checkstring(L, 3)));
  if (step != NEED_MAY_NOT) return lua_pushstring(L, step == NEED_MAY ? "may" : "skips"), 1;
  lua_pushnil(L);
  lua_pushstring(L, need_state_name(need_next(from)));
  return 2;
}

void bind_improvement(lua_State *L) {
  static const luaL_Reg methods[] = {{"improvement_may", may_improve}, {"improvement_reached", reached}, {"is_better", is_better},
                                     {"measured", measured},           {"need_may", may_need},         {NULL, NULL}};
  bind_methods(L, WORKSPACE_TYPE, methods);
}
