#include "core/lua/translate.h"

#include "core/lua/sandbox.h"

#include <lauxlib.h>

enum { MOST_VIEWS = 8 }; /* read-only views one behind the other, as in an environment */

struct objects {
  lua_State *L;
  struct arena *arena;
  int table; /* stack index: object → id, id → object */
};

/* ---- Values ---- */

/* The id of the table or function on top of the stack. */
static uint32_t id_of(const struct objects *objects) {
  lua_State *L = objects->L;
  lua_pushvalue(L, -1);
  if (lua_rawget(L, objects->table) == LUA_TNIL) {
    lua_pop(L, 1);
    lua_pushvalue(L, -1);
    lua_rawseti(L, objects->table, (lua_Integer)lua_rawlen(L, objects->table) + 1);
    lua_pushvalue(L, -1);
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, objects->table));
    lua_rawset(L, objects->table);
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, objects->table));
  }
  uint32_t id = (uint32_t)lua_tointeger(L, -1);
  lua_pop(L, 1);
  return id;
}

static void describe_number(lua_State *L, struct rule_value *value) {
  value->thing = lua_isinteger(L, -1) ? RULE_WHOLE : RULE_FLOAT;
  if (value->thing == RULE_WHOLE) value->whole = lua_tointeger(L, -1);
  else value->number = lua_tonumber(L, -1);
}

static void describe_function(const struct objects *objects, struct rule_value *value) {
  if (!lua_iscfunction(objects->L, -1)) {
    value->thing = RULE_FUNCTION;
    value->id = id_of(objects);
  } else if ((value->text = library_math_name(objects->L, -1))) {
    value->thing = RULE_BUILTIN;
  }
}

/* Pops the value on top of the stack. */
static void describe(const struct objects *objects, struct rule_value *value) {
  lua_State *L = objects->L;
  *value = (struct rule_value){.thing = RULE_OTHER};
  switch (lua_type(L, -1)) {
  case LUA_TNIL: value->thing = RULE_NOTHING; break;
  case LUA_TBOOLEAN:
    value->thing = RULE_BOOLEAN;
    value->boolean = lua_toboolean(L, -1);
    break;
  case LUA_TNUMBER: describe_number(L, value); break;
  case LUA_TSTRING:
    value->thing = RULE_WORD;
    value->text = lua_tolstring(L, -1, &value->length);
    value->text = arena_copy(objects->arena, value->text, value->length);
    break;
  case LUA_TTABLE:
    value->thing = RULE_TABLE;
    value->id = id_of(objects);
    break;
  case LUA_TFUNCTION: describe_function(objects, value); break;
  default: break;
  }
  lua_pop(L, 1);
}

static bool push_key(lua_State *L, const struct rule_value *key) {
  switch (key->thing) {
  case RULE_BOOLEAN: lua_pushboolean(L, key->boolean); return true;
  case RULE_WHOLE: lua_pushinteger(L, key->whole); return true;
  case RULE_FLOAT: lua_pushnumber(L, key->number); return true;
  case RULE_WORD: lua_pushlstring(L, key->text, key->length); return true;
  default: return false;
  }
}

/* table → the table it shows what it has not itself, or nothing pushed; `known` is false where a function would be asked. */
static bool push_shown(lua_State *L, bool *known) {
  *known = true;
  if (!lua_getmetatable(L, -1)) return false;
  lua_pushliteral(L, "__index");
  int type = lua_rawget(L, -2);
  lua_remove(L, -2); /* … table index */
  if (type == LUA_TTABLE) return true;
  *known = type == LUA_TNIL;
  lua_pop(L, 1);
  return false;
}

/* ---- What core/rule asks for ---- */

static int collect_bytes(lua_State *L, const void *bytes, size_t length, void *context) {
  (void)L;
  buffer_add(context, bytes, length);
  return 0;
}

static const char *dump(void *context, uint32_t function, size_t *length) {
  struct objects *objects = context;
  struct buffer bytes = {0};
  lua_rawgeti(objects->L, objects->table, function);
  bool good = lua_dump(objects->L, collect_bytes, &bytes, 0) == 0;
  lua_pop(objects->L, 1);
  char *copy = good ? arena_copy(objects->arena, bytes.bytes, bytes.length) : NULL;
  *length = bytes.length;
  buffer_free(&bytes);
  return copy;
}

static bool upvalue(void *context, uint32_t function, unsigned index, struct rule_value *value) {
  struct objects *objects = context;
  lua_rawgeti(objects->L, objects->table, function);
  bool found = lua_getupvalue(objects->L, -1, (int)index + 1) != NULL;
  if (found) describe(objects, value);
  lua_pop(objects->L, 1);
  return found;
}

static bool index_table(void *context, uint32_t table, const struct rule_value *key, struct rule_value *value) {
  struct objects *objects = context;
  lua_State *L = objects->L;
  int top = lua_gettop(L);
  bool known = true;
  lua_rawgeti(L, objects->table, table);
  for (int views = 0; views < MOST_VIEWS; views++) { /* … table */
    if (!push_key(L, key)) break;
    if (lua_rawget(L, -2) != LUA_TNIL) {
      describe(objects, value);
      lua_settop(L, top);
      return true;
    }
    lua_pop(L, 1);
    if (push_shown(L, &known)) continue;
    *value = (struct rule_value){.thing = RULE_NOTHING};
    lua_settop(L, top);
    return known;
  }
  lua_settop(L, top);
  return false;
}

static bool key_of(void *context, uint32_t table, unsigned position, struct rule_value *key) {
  struct objects *objects = context;
  lua_State *L = objects->L;
  int top = lua_gettop(L);
  bool known = true;
  lua_rawgeti(L, objects->table, table);
  do {
    for (lua_pushnil(L); lua_next(L, -2);) {
      lua_pop(L, 1); /* … table key */
      if (lua_type(L, -1) != LUA_TSTRING || position-- > 0) continue;
      describe(objects, key);
      lua_settop(L, top);
      return true;
    }
  } while (push_shown(L, &known) && lua_gettop(L) < top + MOST_VIEWS);
  lua_settop(L, top);
  return false;
}

/* A question about the function and params at these indices; what is asked stays on the stack until it is over. */
struct question {
  struct objects objects;
  struct rule_source source;
  struct rule_value params;
  uint32_t function;
};

static void ask(struct question *question, lua_State *L, int function, int params, struct arena *arena) {
  *question = (struct question){.objects = {.L = L, .arena = arena}, .source = {&question->objects, dump, upvalue, index_table, key_of}};
  function = lua_absindex(L, function);
  params = lua_absindex(L, params);
  luaL_checkstack(L, MOST_VIEWS + 16, NULL);
  lua_newtable(L);
  question->objects.table = lua_gettop(L);
  lua_pushvalue(L, params);
  describe(&question->objects, &question->params);
  lua_pushvalue(L, function);
  question->function = id_of(&question->objects);
}

const struct rule_program *translate_function(lua_State *L, int function, int params, struct arena *arena, const struct rule_column *columns,
                                              size_t column_count, struct words *words, struct rule_refusal *refusal) {
  int top = lua_gettop(L);
  struct question question;
  ask(&question, L, function, params, arena);
  const struct rule_program *program =
      rule_translate(arena, &question.source, question.function, columns, column_count, words, &question.params, refusal);
  lua_settop(L, top);
  return program;
}

const struct step_program *translate_step(lua_State *L, int function, int params, struct arena *arena, const struct step_column *columns,
                                          size_t column_count, struct words *words, struct rule_refusal *refusal) {
  int top = lua_gettop(L);
  struct question question;
  ask(&question, L, function, params, arena);
  const struct step_program *program =
      rule_translate_step(arena, &question.source, question.function, columns, column_count, words, &question.params, refusal);
  lua_settop(L, top);
  return program;
}

const struct step_program *translate_value(lua_State *L, int function, int params, enum step_answer answer, struct arena *arena,
                                           const struct step_column *columns, size_t column_count, struct words *words,
                                           struct rule_refusal *refusal) {
  int top = lua_gettop(L);
  struct question question;
  ask(&question, L, function, params, arena);
  const struct step_program *program =
      rule_translate_value(arena, &question.source, question.function, answer, columns, column_count, words, &question.params, refusal);
  lua_settop(L, top);
  return program;
}
