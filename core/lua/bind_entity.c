/* Entities of the model as scripts and verbs read them: e.name, e.owner, e["cadence.ideal"], e.cadence.ideal. */
#include "core/base/recurrence.h"
#include "core/lua/bind_workspace.h"

#include <string.h>

struct handle {
  const struct entity *entity;
  const struct model *model;
};

void push_entity(lua_State *L, int workspace_index, const struct entity *entity) {
  workspace_index = lua_absindex(L, workspace_index);
  struct handle *handle = lua_newuserdatauv(L, sizeof *handle, 1);
  *handle = (struct handle){entity, check_built(L, workspace_index)->model};
  luaL_setmetatable(L, ENTITY_TYPE);
  lua_pushvalue(L, workspace_index); /* the model it points into lives with the workspace */
  lua_setiuservalue(L, -2, 1);
}

static struct handle *check_handle(lua_State *L, int argument) { return luaL_checkudata(L, argument, ENTITY_TYPE); }

const struct entity *check_entity(lua_State *L, int argument) { return check_handle(L, argument)->entity; }

static void push_word(lua_State *L, const struct handle *handle, enum kind of, const struct value *value) {
  const struct entity *entity = value->kind == VALUE_INTEGER ? model_at(handle->model, of, (size_t)value->as.integer) : NULL;
  if (entity) lua_pushstring(L, entity->id);
  else push_value(L, value);
}

static void push_field(lua_State *L, const struct handle *handle, const struct field *field, const struct value *value);

static void push_field_list(lua_State *L, const struct handle *handle, struct field item, const struct value *list) {
  lua_createtable(L, (int)list->as.list.count, 0);
  for (size_t i = 0; i < list->as.list.count; i++) {
    push_field(L, handle, &item, &list->as.list.items[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

/* Sets table["a.b"] as table.a.b; the table stands below the value, which is popped. */
static void set_dotted(lua_State *L, const char *name) {
  const char *dot = strchr(name, '.');
  if (!dot) {
    lua_setfield(L, -2, name);
    return;
  }
  lua_pushlstring(L, name, (size_t)(dot - name));
  lua_pushvalue(L, -1);
  if (lua_rawget(L, -4) == LUA_TNIL) { /* table value group nil */
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, -2);
    lua_pushvalue(L, -2);
    lua_rawset(L, -6);
  } /* table value group inner */
  lua_remove(L, -2);
  lua_insert(L, -2); /* table inner value */
  set_dotted(L, dot + 1);
  lua_pop(L, 1);
}

/* Outcomes and their items: plain tables of their fields, with their place. */
static void push_item(lua_State *L, const struct handle *handle, const struct entity *item) {
  luaL_checkstack(L, 10, "nested too deep");
  lua_newtable(L);
  for (size_t i = 0; i < item->schema->count; i++) {
    if (!item->fields[i]) continue;
    push_field(L, handle, &item->schema->fields[i], item->fields[i]);
    set_dotted(L, item->schema->fields[i].name);
  }
  lua_createtable(L, 3, 0);
  const uint32_t numbers[3] = {item->place.source, item->place.line, item->place.column};
  for (int i = 0; i < 3; i++) {
    lua_pushinteger(L, numbers[i]);
    lua_rawseti(L, -2, i + 1);
  }
  lua_setfield(L, -2, "place");
}

static void push_moment(lua_State *L, int64_t moment) {
  char text[24];
  moment_format(text, moment, moment % MINUTES_A_DAY != 0);
  lua_pushstring(L, text);
}

static void push_span(lua_State *L, int64_t packed) {
  char text[40];
  span_format(text, span_unpack(packed));
  lua_pushstring(L, text);
}

static void push_recurrence(lua_State *L, int64_t packed) {
  char text[64];
  recurrence_format(text, recurrence_unpack(packed));
  lua_pushstring(L, text);
}

/* Typed values in the form people write: days and spans as texts, words as ids. */
static void push_field(lua_State *L, const struct handle *handle, const struct field *field, const struct value *value) {
  struct field item = *field;
  if (value->kind == VALUE_NIL) {
    lua_pushnil(L);
    return;
  }
  switch (field->type) {
    case FIELD_DAY: push_day(L, (int32_t)value->as.integer); return;
    case FIELD_MOMENT: push_moment(L, value->as.integer); return;
    case FIELD_SPAN: push_span(L, value->as.integer); return;
    case FIELD_RECURRENCE: push_recurrence(L, value->as.integer); return;
    case FIELD_WORD: push_word(L, handle, field->of, value); return;
    case FIELD_ITEMS:
      lua_createtable(L, (int)value->as.list.count, 0);
      for (size_t i = 0; i < value->as.list.count; i++) {
        push_item(L, handle, model_at(handle->model, field->of, (size_t)value->as.list.items[i].as.integer));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
      }
      return;
    case FIELD_WORDS:
    case FIELD_SHIFT: item.type = FIELD_WORD; break;
    case FIELD_TIMES:
    case FIELD_DAYS: item.type = FIELD_DAY; break;
    default: push_value(L, value); return;
  }
  push_field_list(L, handle, item, value);
}

/* A group such as cadence, as a table of its fields. */
static int push_group(lua_State *L, const struct handle *handle, const char *group) {
  size_t length = strlen(group);
  const struct schema *schema = handle->entity->schema;
  lua_newtable(L);
  for (size_t i = 0; i < schema->count; i++) {
    const char *name = schema->fields[i].name;
    if (strncmp(name, group, length) || name[length] != '.') continue;
    if (!handle->entity->fields[i]) continue;
    push_field(L, handle, &schema->fields[i], handle->entity->fields[i]);
    lua_setfield(L, -2, name + length + 1);
  }
  return 1;
}

static int push_place(lua_State *L, const struct handle *handle) {
  lua_createtable(L, 3, 0);
  const uint32_t numbers[3] = {handle->entity->place.source, handle->entity->place.line, handle->entity->place.column};
  for (int i = 0; i < 3; i++) {
    lua_pushinteger(L, numbers[i]);
    lua_rawseti(L, -2, i + 1);
  }
  return 1;
}

static int push_related(lua_State *L, const struct entity *entity) {
  if (!entity) return 0;
  lua_getiuservalue(L, 1, 1);
  push_entity(L, -1, entity);
  return 1;
}

/* "Maria Rossi", or "Maria Rossi, the lease" where the stakeholder has relationships of their own names. */
static int push_title(lua_State *L, const struct handle *handle) {
  const struct entity *entity = handle->entity, *parent = entity->kind == KIND_RELATIONSHIP ? entity->parent : NULL;
  if (!parent) lua_pushstring(L, entity_label(entity));
  else if (!strcmp(parent->id, entity->id)) lua_pushstring(L, entity_label(parent));
  else lua_pushfstring(L, "%s, %s", entity_label(parent), entity_label(entity));
  return 1;
}

static int get_field(lua_State *L) {
  const struct handle *handle = check_handle(L, 1);
  const struct entity *entity = handle->entity;
  const char *name = luaL_checkstring(L, 2);
  int position = schema_field(entity->schema, name);
  bool named = !strcmp(name, "label") || !strcmp(name, "name");
  if (!strcmp(name, "id")) return lua_pushstring(L, entity->id), 1;
  if (named) return lua_pushstring(L, entity_label(entity)), 1;
  if (position >= 0 && !entity->fields[position]) return 0;
  if (position >= 0) return push_field(L, handle, &entity->schema->fields[position], entity->fields[position]), 1;
  if (!strcmp(name, "title")) return push_title(L, handle);
  if (!strcmp(name, "is")) return lua_pushstring(L, entity->schema->name), 1;
  if (!strcmp(name, "place")) return push_place(L, handle);
  if (!strcmp(name, "to_organization")) return lua_pushboolean(L, entity->parent != NULL), 1;
  if (!strcmp(name, "parent")) return push_related(L, entity->parent);
  if (!strcmp(name, "stakeholder") && entity->kind == KIND_RELATIONSHIP)
    return push_related(L, relationship_stakeholder(handle->model, entity));
  if (schema_group(entity->schema, name)) return push_group(L, handle, name);
  return luaL_error(L, "a %s has no field \"%s\"", entity->schema->name, name);
}

void push_outcome_table(lua_State *L, const struct model *model, const struct entity *outcome) {
  push_item(L, &(struct handle){outcome, model}, outcome);
}

static int equal(lua_State *L) {
  lua_pushboolean(L, check_entity(L, 1) == check_entity(L, 2));
  return 1;
}

static int to_string(lua_State *L) {
  lua_pushfstring(L, "%s %s", check_entity(L, 1)->schema->name, check_entity(L, 1)->id);
  return 1;
}

void bind_entity(lua_State *L) {
  static const luaL_Reg metamethods[] = {{"__index", get_field}, {"__eq", equal}, {"__tostring", to_string}, {NULL, NULL}};
  bind_type(L, ENTITY_TYPE, metamethods, NULL);
}
