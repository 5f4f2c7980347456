/* Definitions in the journal: what changed in models and scripts is noted, and found again for a past day. */
#include "core/adapters/json.h"
#include "core/lua/bind_workspace.h"

#include <stdlib.h>
#include <string.h>

static bool keep_last(void *context, const struct journal_event *event) {
  struct buffer *last = context;
  buffer_clear(last);
  if (event->body) buffer_add(last, event->body, event->body_length);
  return true;
}

/* Written in a file; what came by import alone is in the journal already. */
static bool from_file(const struct value *tree) {
  if (tree->place.source) return true;
  for (size_t i = 0; tree->kind == VALUE_MAP && i < tree->as.map.count; i++)
    if (tree->as.map.pairs[i].place.source) return true;
  return false;
}

/* The newest definition of each party, read in one pass: looking each up would take as long as all else. */
struct definitions {
  struct words *ids;
  struct arena *arena;
  const char **bodies; /* by number of the id */
  size_t room;
};

static bool keep_definition(void *context, const struct journal_event *event) {
  struct definitions *definitions = context;
  size_t number = words_number(definitions->ids, event->of, strlen(event->of));
  if (number >= definitions->room) {
    size_t room = 2 * number + 64;
    definitions->bodies = memory_grow(definitions->bodies, room * sizeof *definitions->bodies);
    memset(definitions->bodies + definitions->room, 0, (room - definitions->room) * sizeof *definitions->bodies);
    definitions->room = room;
  }
  definitions->bodies[number] = event->body ? arena_copy(definitions->arena, event->body, event->body_length) : NULL;
  return true;
}

static const char *definition_of(const struct definitions *definitions, const char *id) {
  size_t number = words_find(definitions->ids, id, strlen(id));
  return number && number < definitions->room ? definitions->bodies[number] : NULL;
}

/* Notes a definition where it differs from the `former` body, if any; 1, 0, or -1 on failure. */
static int note_unless_same(struct workspace *workspace, const char *kind, const char *of, const char *field, struct value tree,
                            const char *former, int32_t today, const char *actor) {
  struct arena *arena = arena_new();
  struct value map = value_map(), last;
  struct event event;
  int64_t seq;
  bool known = former && json_read(arena, former, strlen(former), &last);
  const struct value *before = known ? value_get(arena, &last, field) : NULL;
  bool same = before && value_equal(workspace->arena, before, &tree); /* what it makes to look things up in the tree stays with the tree */
  arena_free(arena);
  if (same) return 0;
  arena = workspace->arena;
  value_set(arena, &map, "kind", value_string(arena, kind));
  if (of) value_set(arena, &map, "of", value_string(arena, of));
  value_set(arena, &map, field, tree);
  if (!event_check(workspace->kinds, arena, workspace->diagnostics, &map, today, &event)) return -1;
  struct note note = {&event, today, actor, NULL};
  return journal_note(workspace->journal, workspace->kinds, arena, &note, &seq) == NOTE_ADDED ? 1 : -1;
}

/* The same for what there is one of: the practice, the scripts. */
static int note_definition(struct workspace *workspace, const char *kind, const char *field, struct value tree, int32_t today, const char *actor) {
  struct buffer body = {0};
  journal_events(workspace->journal, &(struct journal_filter){.kind = kind, .without_ids = true}, keep_last, &body);
  int result = note_unless_same(workspace, kind, NULL, field, tree, body.length ? body.bytes : NULL, today, actor);
  buffer_free(&body);
  return result;
}

static int note_stakeholders(struct workspace *workspace, int32_t today, const char *actor) {
  struct definitions definitions = {.ids = words_new(), .arena = arena_new()};
  int added = 0, one = 0;
  journal_events(workspace->journal, &(struct journal_filter){.kind = "definition", .without_ids = true}, keep_definition, &definitions);
  for (size_t i = 0; one >= 0 && i < model_count(workspace->model, KIND_STAKEHOLDER); i++) {
    const struct entity *stakeholder = model_at(workspace->model, KIND_STAKEHOLDER, i);
    if (!from_file(stakeholder->tree)) continue;
    const char *former = definition_of(&definitions, stakeholder->id);
    one = note_unless_same(workspace, "definition", stakeholder->id, "tree", *stakeholder->tree, former, today, actor);
    added += one;
  }
  free(definitions.bodies);
  words_free(definitions.ids);
  arena_free(definitions.arena);
  return one < 0 ? -1 : added;
}

static bool keep_first(void *context, const struct journal_event *event) {
  keep_last(context, event);
  return false;
}

/* A party that a model file renamed (`was:`) is known by its new id from the next note on. */
static bool rename_parties(struct workspace *workspace) {
  bool good = true;
  for (size_t i = 0; i < model_count(workspace->model, KIND_STAKEHOLDER); i++) {
    const struct entity *stakeholder = model_at(workspace->model, KIND_STAKEHOLDER, i);
    const char *was = entity_text(stakeholder, "was", NULL);
    if (!was || !journal_party(workspace->journal, was) || journal_party(workspace->journal, stakeholder->id)) continue;
    good &= journal_rename(workspace->journal, was, stakeholder->id);
  }
  return good;
}

static int note_definitions(struct workspace *workspace, int32_t today, const char *actor) {
  struct value practice = value_map();
  if (!rename_parties(workspace)) return -1;
  for (size_t i = 0; i < workspace->tree.as.map.count; i++) {
    const struct pair *pair = &workspace->tree.as.map.pairs[i];
    if (strcmp(pair->key, "stakeholders")) value_set(workspace->arena, &practice, pair->key, pair->value);
  }
  int of_practice = note_definition(workspace, "practice", "tree", practice, today, actor);
  int of_stakeholders = of_practice < 0 ? -1 : note_stakeholders(workspace, today, actor);
  return of_stakeholders < 0 ? -1 : of_practice + of_stakeholders;
}

static bool found_one(void *context, const struct journal_event *event) {
  (void)event;
  *(bool *)context = true;
  return false;
}

static int note_starts(struct workspace *workspace, int32_t today, const char *actor) {
  int added = 0;
  for (size_t i = 0; i < model_count(workspace->model, KIND_RELATIONSHIP); i++) {
    const struct entity *relationship = model_at(workspace->model, KIND_RELATIONSHIP, i);
    struct event event;
    int64_t seq;
    bool noted = false;
    if (!event_start(workspace->kinds, workspace->arena, workspace->diagnostics, relationship, today, &event)) continue;
    journal_events(workspace->journal, &(struct journal_filter){.of = relationship->id, .kind = "start"}, found_one, &noted);
    struct note note = {&event, today, actor, NULL};
    if (noted) continue;
    if (journal_note(workspace->journal, workspace->kinds, workspace->arena, &note, &seq) != NOTE_ADDED) return -1;
    added++;
  }
  return added;
}

static int note_scripts(lua_State *L, struct workspace *workspace, int files, int32_t today, const char *actor) {
  struct value map = value_map();
  for (lua_Integer i = 1; lua_rawgeti(L, files, i) == LUA_TTABLE; i++) {
    size_t length;
    char hex[65];
    lua_getfield(L, -1, "path");
    lua_getfield(L, -2, "text"); /* file path text */
    const char *text = lua_tolstring(L, -1, &length);
    if (!journal_keep_source(workspace->journal, text, length, hex)) return -1;
    value_set(workspace->arena, &map, arena_copy(workspace->arena, lua_tostring(L, -2), strlen(lua_tostring(L, -2))),
              value_string(workspace->arena, hex));
    lua_pop(L, 3);
  }
  lua_pop(L, 1);
  return note_definition(workspace, "scripts", "files", map, today, actor);
}

/* workspace:sync({ path =, text = }…, { today =, by = }): notes definitions, starting values and scripts that changed; how many. */
static int sync_definitions(lua_State *L) {
  struct workspace *workspace = check_journal(L, 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  luaL_checktype(L, 3, LUA_TTABLE);
  int32_t today = check_day_option(L, 3, "today");
  const char *actor = text_option(L, 3, "by", "");
  int definitions = note_definitions(workspace, today, actor);
  int starts = definitions < 0 ? -1 : note_starts(workspace, today, actor);
  int scripts = starts < 0 ? -1 : note_scripts(L, workspace, 2, today, actor);
  if (scripts < 0) return push_refusal(L, journal_why(workspace->journal));
  lua_pushinteger(L, definitions + starts + scripts);
  return 1;
}

/* workspace:scripts_at(day): path → text of the scripts in force then (the first noted reach back for ever), or nil where none were noted. */
static int scripts_at(lua_State *L) {
  struct workspace *workspace = check_journal(L, 1);
  struct buffer body = {0};
  struct value last;
  struct journal_filter filter = {.kind = "scripts", .noted_until = check_day(L, 2)};
  journal_events(workspace->journal, &filter, keep_last, &body);
  if (!body.length) journal_events(workspace->journal, &(struct journal_filter){.kind = "scripts"}, keep_first, &body);
  bool known = body.length && json_read(workspace->arena, body.bytes, body.length, &last);
  buffer_free(&body);
  const struct value *files = known ? value_get(workspace->arena, &last, "files") : NULL;
  if (!files) return 0;
  lua_newtable(L);
  for (size_t i = 0; i < files->as.map.count; i++) {
    size_t length = 0;
    const char *hex = value_word(&files->as.map.pairs[i].value);
    const char *text = hex ? journal_source(workspace->journal, workspace->arena, hex, &length) : NULL;
    if (!text) continue;
    lua_pushlstring(L, text, length);
    lua_setfield(L, -2, files->as.map.pairs[i].key);
  }
  return 1;
}

/* workspace:defined_until(): the newest day on which a definition was noted; before build as well. */
static int defined_until(lua_State *L) {
  struct workspace *workspace = check_workspace(L, 1);
  int32_t day = workspace->journal ? journal_defined_until(workspace->journal) : INT32_MIN;
  if (day == INT32_MIN) return 0;
  push_day(L, day);
  return 1;
}

void bind_definitions(lua_State *L) {
  static const luaL_Reg methods[] = {{"sync", sync_definitions}, {"scripts_at", scripts_at}, {"defined_until", defined_until}, {NULL, NULL}};
  bind_methods(L, WORKSPACE_TYPE, methods);
}
