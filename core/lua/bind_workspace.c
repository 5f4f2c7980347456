/* kith.workspace(diagnostics): layers, the model built from them, and what the journal adds to it. */
#include "core/lua/bind_workspace.h"

#include "core/adapters/json.h"
#include "core/adapters/model_list.h"
#include "core/adapters/yaml.h"
#include "core/lua/subjects.h"
#include "core/practice/layers.h"

#include <stdlib.h>
#include <string.h>

struct workspace *check_workspace(lua_State *L, int argument) { return luaL_checkudata(L, argument, WORKSPACE_TYPE); }

struct workspace *check_built(lua_State *L, int argument) {
  struct workspace *workspace = check_workspace(L, argument);
  if (!workspace->model) luaL_error(L, "the workspace has no model yet; call build first");
  return workspace;
}

struct workspace *check_journal(lua_State *L, int argument) {
  struct workspace *workspace = check_built(L, argument);
  if (!workspace->journal) luaL_error(L, "the workspace has no journal");
  return workspace;
}

static int new_workspace(lua_State *L) {
  struct diagnostics *diagnostics = check_diagnostics(L, 1);
  struct workspace *workspace = lua_newuserdatauv(L, sizeof *workspace, 1);
  *workspace = (struct workspace){.diagnostics = diagnostics};
  luaL_setmetatable(L, WORKSPACE_TYPE);
  lua_pushvalue(L, 1); /* the findings live as long as the workspace */
  lua_setiuservalue(L, -2, 1);
  workspace->arena = arena_new();
  workspace->words = words_new();
  workspace->tree = value_map();
  return 1;
}

static int collect(lua_State *L) {
  struct workspace *workspace = check_workspace(L, 1);
  journal_close(workspace->journal);
  journal_close(workspace->whole);
  for (size_t i = 0; i < workspace->former_count; i++) model_free(workspace->former[i]);
  free(workspace->former);
  model_free(workspace->model);
  words_free(workspace->words);
  arena_free(workspace->arena);
  *workspace = (struct workspace){0};
  return 0;
}

/* workspace:layer(name, text): reads YAML and lays it upon what is there; whether it was read without errors. */
static int layer(lua_State *L) {
  struct workspace *workspace = check_workspace(L, 1);
  size_t length;
  const char *name = luaL_checkstring(L, 2), *text = luaL_checklstring(L, 3, &length);
  struct value tree = value_map();
  bool good = yaml_read(workspace->arena, workspace->diagnostics, name, text, length, &tree);
  if (tree.kind == VALUE_MAP) workspace->tree = layers_merge(workspace->arena, &workspace->tree, &tree);
  else diagnostics_error(workspace->diagnostics, &tree, "a model file is a map such as `stakeholders: { … }`, not %s", value_kind_name(tree.kind));
  lua_pushboolean(L, good && tree.kind == VALUE_MAP);
  return 1;
}

/* workspace:layer_list(name, text, plural): the same for a list kept as CSV. */
static int layer_list(lua_State *L) {
  struct workspace *workspace = check_workspace(L, 1);
  size_t length;
  const char *name = luaL_checkstring(L, 2), *text = luaL_checklstring(L, 3, &length);
  struct value tree;
  bool good = model_list_read(workspace->arena, workspace->diagnostics, name, text, length, luaL_checkstring(L, 4), &tree);
  workspace->tree = layers_merge(workspace->arena, &workspace->tree, &tree);
  lua_pushboolean(L, good);
  return 1;
}

static void push_span_of(lua_State *L, struct place place, size_t width) {
  const lua_Integer numbers[4] = {place.source, place.line, place.column, (lua_Integer)width};
  lua_createtable(L, 4, 0);
  for (int i = 0; i < 4; i++) {
    lua_pushinteger(L, numbers[i]);
    lua_rawseti(L, -2, i + 1);
  }
}

/* workspace:raw(key…): what the layers say under a key, or under keys one in the other, as written; where it stands, and where its key does,
 * both as { source, line, column, width }. */
static int raw(lua_State *L) {
  struct workspace *workspace = check_workspace(L, 1);
  int last = lua_gettop(L);
  const struct value *value = &workspace->tree;
  struct pair *pair = NULL;
  luaL_checkstring(L, 2);
  for (int i = 2; i <= last; i++) {
    pair = value->kind == VALUE_MAP ? value_find(workspace->arena, value, luaL_checkstring(L, i)) : NULL;
    if (!pair) return 0;
    value = &pair->value;
  }
  push_value(L, value);
  push_span_of(L, value->place, value->width);
  push_span_of(L, pair->place, strlen(pair->key));
  return 3;
}

/* workspace:journal(path, "read" | "write"): true, or nil, why, absent. */
static int open_journal(lua_State *L) {
  struct workspace *workspace = check_workspace(L, 1);
  bool write = !strcmp(luaL_checkstring(L, 3), "write"), absent = false;
  const char *why = "";
  if (workspace->journal) return luaL_error(L, "the journal is open already");
  workspace->journal = journal_open(luaL_checkstring(L, 2), write ? JOURNAL_WRITE : JOURNAL_READ, workspace->words, &why, &absent);
  lua_pushboolean(L, workspace->journal != NULL);
  if (workspace->journal) return 1;
  lua_pushnil(L);
  lua_replace(L, -2);
  lua_pushstring(L, why);
  lua_pushboolean(L, absent);
  return 3;
}

/* ---- What the journal defines ---- */

struct defined {
  struct workspace *workspace;
  struct words *ids; /* of the parties collected, numbered like their places in the map: looking each up there would sort it anew */
  struct value below; /* parties born by import, in the form of a model file */
  struct value above; /* entries as they were on a past day */
  int32_t day;        /* of the past; INT32_MAX: now */
};

static struct value *stakeholders_of(struct defined *defined, struct value *tree) {
  struct pair *pair = value_find(defined->workspace->arena, tree, "stakeholders");
  return pair ? &pair->value : &value_set(defined->workspace->arena, tree, "stakeholders", value_map())->value;
}

/* The entry of a party, new (nil) or as collected so far. */
static struct value *entry_of(struct defined *defined, struct value *parties, const char *id, bool *known) {
  uint32_t number = words_number(defined->ids, id, strlen(id));
  *known = number <= parties->as.map.count;
  if (!*known) value_set(defined->workspace->arena, parties, arena_copy(defined->workspace->arena, id, strlen(id)), value_nil());
  return &parties->as.map.pairs[number - 1].value;
}

static bool read_definition(struct defined *defined, const struct journal_event *event, struct value *tree) {
  struct value body;
  if (!event->body || !json_read(defined->workspace->arena, event->body, event->body_length, &body)) return false;
  const struct value *found = value_get(defined->workspace->arena, &body, "tree");
  if (found) *tree = *found;
  return found != NULL;
}

/* A party born by import: what each import said of it, the later upon the earlier; the first reaches back for ever. */
static bool add_born(void *context, const struct journal_event *event) {
  struct defined *defined = context;
  struct arena *arena = defined->workspace->arena;
  struct value tree;
  if (!*event->of || !read_definition(defined, event, &tree)) return true;
  bool known;
  struct value *entry = entry_of(defined, stakeholders_of(defined, &defined->below), event->of, &known);
  if (!known) *entry = tree;
  else if (event->noted <= defined->day) *entry = layers_merge(arena, entry, &tree);
  return true;
}

/* The entry as last noted by the day; the first reaches back for ever. */
static bool add_past(void *context, const struct journal_event *event) {
  struct defined *defined = context;
  struct value tree;
  if (!*event->of || !read_definition(defined, event, &tree)) return true;
  bool known;
  struct value *entry = entry_of(defined, stakeholders_of(defined, &defined->above), event->of, &known);
  if (!known || event->noted <= defined->day) *entry = tree;
  return true;
}

static bool add_past_practice(void *context, const struct journal_event *event) {
  struct defined *defined = context;
  struct value tree;
  bool first = defined->above.as.map.count == 0;
  if ((first || event->noted <= defined->day) && read_definition(defined, event, &tree)) defined->above = tree;
  return true;
}

/* Calls `add` for the journal's events of a kind; the parties it collects are numbered anew. */
static void collect_defined(struct defined *defined, const char *kind, journal_event_visitor add) {
  defined->ids = words_new();
  journal_events(defined->workspace->journal, &(struct journal_filter){.kind = kind, .without_ids = true}, add, defined);
  words_free(defined->ids);
}

/* A new map with the values of `by` in place of `map`'s, since trees are shared; with `add` also what only `by` has. */
static struct value replaced(struct arena *arena, const struct value *map, const struct value *by, bool add) {
  struct value result = value_map();
  for (size_t i = 0; map->kind == VALUE_MAP && i < map->as.map.count; i++) {
    const struct pair *pair = &map->as.map.pairs[i];
    const struct value *other = value_get(arena, by, pair->key);
    value_set(arena, &result, pair->key, other ? *other : pair->value)->place = pair->place;
  }
  for (size_t i = 0; add && i < by->as.map.count; i++) {
    const struct pair *pair = &by->as.map.pairs[i];
    if (!value_find(arena, map, pair->key)) value_set(arena, &result, pair->key, pair->value);
  }
  return result;
}

/* Vocabulary and entries as they were on a past day. Replaced, not merged: what was taken out since was there then. */
static struct value with_past(struct defined *defined, const struct value *tree) {
  struct arena *arena = defined->workspace->arena;
  collect_defined(defined, "practice", add_past_practice);
  struct value past = replaced(arena, tree, &defined->above, true);
  defined->above = value_map();
  collect_defined(defined, "definition", add_past);
  struct value *now = stakeholders_of(defined, &past);
  *now = replaced(arena, now, stakeholders_of(defined, &defined->above), false);
  return past;
}

/* The tree in force: parties of the journal below the files; for a past day, definitions as they were then in place of today's. */
static struct value tree_in_force(struct workspace *workspace, int32_t day) {
  struct defined defined = {workspace, NULL, value_map(), value_map(), day};
  if (!workspace->journal) return workspace->tree;
  collect_defined(&defined, "stakeholder", add_born);
  struct value tree = layers_merge(workspace->arena, &defined.below, &workspace->tree);
  return day == INT32_MAX ? tree : with_past(&defined, &tree);
}

/* workspace:build([day]): the model, as of a past day where one is given. Findings go to the diagnostics. */
static int build(lua_State *L) {
  struct workspace *workspace = check_workspace(L, 1);
  int32_t day = lua_isnoneornil(L, 2) ? INT32_MAX : check_day(L, 2);
  struct value tree = tree_in_force(workspace, day);
  if (workspace->model) {
    workspace->former = memory_grow(workspace->former, (workspace->former_count + 1) * sizeof *workspace->former);
    workspace->former[workspace->former_count++] = workspace->model;
  }
  workspace->model = model_build(workspace->diagnostics, &tree);
  workspace->kinds = event_kinds_new(workspace->model, workspace->words);
  return 0;
}

/* ---- Finding things ---- */

static enum kind check_kind(lua_State *L, int argument) {
  const char *name = luaL_checkstring(L, argument);
  for (int kind = KIND_PRACTICE; kind < KIND_COUNT; kind++) {
    const char *words = schema_of((enum kind)kind)->name;
    size_t i = 0;
    while (words[i] && (words[i] == name[i] || (words[i] == ' ' && name[i] == '_'))) i++;
    if (words[i] == name[i]) return (enum kind)kind;
  }
  if (!strcmp(name, "staff")) return KIND_STAFF;
  luaL_argerror(L, argument, "no such kind of thing");
  return KIND_NONE;
}

/* workspace:plural(kind): the key under which model files keep them. */
static int plural(lua_State *L) {
  lua_pushstring(L, schema_of(check_kind(L, 2))->plural);
  return 1;
}

static int list(lua_State *L) {
  struct workspace *workspace = check_built(L, 1);
  enum kind kind = check_kind(L, 2);
  size_t count = model_count(workspace->model, kind);
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; i++) {
    push_entity(L, 1, model_at(workspace->model, kind, i));
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

/* workspace:find(kind, id): the entity, or nil and the id probably meant. */
static int find(lua_State *L) {
  struct workspace *workspace = check_built(L, 1);
  enum kind kind = check_kind(L, 2);
  const char *id = luaL_checkstring(L, 3);
  const struct entity *entity = model_find(workspace->model, kind, id);
  if (entity) {
    push_entity(L, 1, entity);
    return 1;
  }
  const char *meant = model_nearest(workspace->model, kind, id);
  lua_pushnil(L);
  if (meant) lua_pushstring(L, meant);
  else lua_pushnil(L);
  return 2;
}

/* workspace:named(text): the id that a name or alias means, and another that it may mean as well; nil, nil and the nearest where nobody is
 * called so. */
static int named(lua_State *L) {
  struct workspace *workspace = check_built(L, 1);
  size_t length;
  const char *text = luaL_checklstring(L, 2, &length);
  struct subjects *subjects = subjects_new(workspace->model);
  struct subject subject = subjects_find(subjects, text, length);
  const char *nearest = subject.id ? NULL : subjects_nearest(subjects, text, length);
  lua_pushstring(L, subject.id);
  lua_pushstring(L, subject.other);
  lua_pushstring(L, nearest);
  subjects_free(subjects);
  return 3;
}

/* workspace:attribute_values(name): what an own attribute of type word can be, nil where there is no such. */
static int attribute_values(lua_State *L) {
  static const enum kind kinds[] = {KIND_STAKEHOLDER_ATTRIBUTE, KIND_RELATIONSHIP_ATTRIBUTE};
  struct workspace *workspace = check_built(L, 1);
  for (int i = 0; i < 2; i++) {
    const struct entity *attribute = model_find(workspace->model, kinds[i], luaL_checkstring(L, 2));
    const struct value *values = attribute ? entity_field(attribute, "values") : NULL;
    if (!values || values->kind != VALUE_LIST) continue;
    push_value(L, values);
    return 1;
  }
  return 0;
}

/* workspace:list_attributes("stakeholder_attribute" | "relationship_attribute"): names of those that rules may read, the personal ones not. */
static int list_attributes(lua_State *L) {
  static const char *const kinds[] = {"stakeholder_attribute", "relationship_attribute", NULL};
  struct workspace *workspace = check_built(L, 1);
  enum kind kind = luaL_checkoption(L, 2, NULL, kinds) ? KIND_RELATIONSHIP_ATTRIBUTE : KIND_STAKEHOLDER_ATTRIBUTE;
  lua_newtable(L);
  for (size_t i = 0; i < model_count(workspace->model, kind); i++) {
    if (attribute_personal(model_at(workspace->model, kind, i))) continue;
    lua_pushstring(L, model_at(workspace->model, kind, i)->id);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
  }
  return 1;
}

/* workspace:field_place(kind, id, field): where an entity's value stands, as { source, line, column, width }; inherited ones too. */
static int field_place(lua_State *L) {
  struct workspace *workspace = check_built(L, 1);
  const struct entity *entity = model_find(workspace->model, check_kind(L, 2), luaL_checkstring(L, 3));
  const struct value *value = entity ? entity_field(entity, luaL_checkstring(L, 4)) : NULL;
  if (!value || value->kind == VALUE_NIL) return 0;
  push_span_of(L, value->place, value->width);
  return 1;
}

static int find_need(lua_State *L) {
  struct workspace *workspace = check_built(L, 1);
  const struct entity *relationship = model_find(workspace->model, KIND_RELATIONSHIP, luaL_checkstring(L, 2));
  const struct entity *need = relationship ? model_need(workspace->model, relationship, luaL_checkstring(L, 3)) : NULL;
  if (!need) return 0;
  push_entity(L, 1, need);
  return 1;
}

/* workspace:outcome(name, text): a review's outcome file as a checked table, or nil where it has findings. */
static int outcome(lua_State *L) {
  struct workspace *workspace = check_built(L, 1);
  size_t length, before = diagnostics_errors(workspace->diagnostics);
  const char *name = luaL_checkstring(L, 2), *text = luaL_checklstring(L, 3, &length);
  struct value tree = value_map();
  yaml_read(workspace->arena, workspace->diagnostics, name, text, length, &tree);
  const struct entity *checked = outcome_check(workspace->model, workspace->diagnostics, &tree);
  if (!checked || diagnostics_errors(workspace->diagnostics) > before) return 0;
  push_outcome_table(L, workspace->model, checked);
  return 1;
}

/* workspace:source_name(n): the name behind a place. */
static int source_name(lua_State *L) {
  lua_pushstring(L, diagnostics_source_name(check_workspace(L, 1)->diagnostics, (uint32_t)luaL_checkinteger(L, 2)));
  return 1;
}

void bind_workspace(lua_State *L) {
  static const luaL_Reg metamethods[] = {{"__gc", collect}, {NULL, NULL}};
  static const luaL_Reg methods[] = {{"layer", layer}, {"layer_list", layer_list}, {"raw", raw},   {"journal", open_journal},   {"build", build}, {"list", list}, {"plural", plural},
                                     {"find", find},   {"named", named}, {"find_need", find_need}, {"field_place", field_place}, {"list_attributes", list_attributes}, {"attribute_values", attribute_values}, {"source_name", source_name}, {"outcome", outcome}, {NULL, NULL}};
  bind_type(L, WORKSPACE_TYPE, metamethods, methods);
  lua_pushcfunction(L, new_workspace);
  lua_setfield(L, -2, "workspace");
}
