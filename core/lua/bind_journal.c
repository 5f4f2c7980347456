/* Noting and reading events: methods of a workspace that has a journal. */
#include "core/adapters/json.h"
#include "core/lua/bind_workspace.h"

#include <string.h>

static int answer(lua_State *L, struct workspace *workspace, bool good) {
  if (!good) return push_refusal(L, journal_why(workspace->journal));
  lua_pushboolean(L, 1);
  return 1;
}

/* workspace:begin(): a transaction. Columns made before it are not to be used in it. */
static int begin(lua_State *L) {
  struct workspace *workspace = check_journal(L, 1);
  bool renumbered = false, good = journal_begin(workspace->journal, &renumbered);
  if (renumbered) workspace->kinds = event_kinds_new(workspace->model, workspace->words);
  return answer(L, workspace, good);
}

static int commit(lua_State *L) {
  struct workspace *workspace = check_journal(L, 1);
  return answer(L, workspace, journal_commit(workspace->journal));
}

static int rollback(lua_State *L) {
  journal_rollback(check_journal(L, 1)->journal);
  return 0;
}

/* ---- Noting ---- */

/* Where findings about a value should point, when it comes from a command line or a file that Lua read. */
static void set_places(lua_State *L, int places, struct value *tree) {
  for (size_t i = 0; tree->kind == VALUE_MAP && i < tree->as.map.count; i++) {
    struct pair *pair = &tree->as.map.pairs[i];
    if (lua_getfield(L, places, pair->key) == LUA_TTABLE) {
      uint32_t numbers[4];
      for (int n = 0; n < 4; n++) {
        lua_rawgeti(L, -1, n + 1);
        numbers[n] = (uint32_t)lua_tointeger(L, -1);
        lua_pop(L, 1);
      }
      pair->place = pair->value.place = (struct place){numbers[0], numbers[1], numbers[2]};
      pair->value.width = numbers[3];
    }
    lua_pop(L, 1);
    set_places(L, places, &pair->value);
  }
}

static const struct value *place_of(struct arena *arena, const struct value *tree, const char *key) {
  const struct value *value = value_get(arena, tree, key);
  return value ? value : tree;
}

static bool several_relationships(struct workspace *workspace, const struct entity *stakeholder, struct buffer *names) {
  size_t count = 0;
  for (size_t i = 0; i < model_count(workspace->model, KIND_RELATIONSHIP); i++) {
    const struct entity *relationship = model_at(workspace->model, KIND_RELATIONSHIP, i);
    if (relationship->parent == stakeholder) buffer_format(names, "%s%s", count++ ? ", " : "", relationship->id);
  }
  return count > 0;
}

/* Events concern a relationship, or a stakeholder that has none of another name. */
static bool subject_known(struct workspace *workspace, const struct value *tree, const char *of) {
  if (model_find(workspace->model, KIND_RELATIONSHIP, of)) return true;
  const struct entity *stakeholder = model_find(workspace->model, KIND_STAKEHOLDER, of);
  struct buffer names = {0};
  bool good = stakeholder && !several_relationships(workspace, stakeholder, &names);
  if (stakeholder && !good)
    diagnostics_error(workspace->diagnostics, place_of(workspace->arena, tree, "of"), "\"%s\" has relationships of their own names; say which: %s", of,
                      names.bytes);
  else if (!stakeholder)
    diagnostics_error(workspace->diagnostics, place_of(workspace->arena, tree, "of"), "no stakeholder \"%s\"%s", of,
                      model_suggestion(workspace->model, KIND_STAKEHOLDER, of));
  buffer_free(&names);
  return good;
}

static bool remember(void *context, const struct journal_event *event) {
  struct {
    struct arena *arena;
    const char *kind, *of;
  } *found = context;
  found->kind = arena_copy(found->arena, event->kind, strlen(event->kind));
  found->of = arena_copy(found->arena, event->of, strlen(event->of));
  return true;
}

/* An event that continues another is of its kind and concerns whom it concerns. */
static bool continues_known(struct workspace *workspace, struct arena *arena, const struct value *tree, struct event *event) {
  struct {
    struct arena *arena;
    const char *kind, *of;
  } found = {arena, NULL, NULL};
  int64_t seq = journal_event_find(workspace->journal, event->about);
  if (seq) journal_events(workspace->journal, &(struct journal_filter){.seq = seq}, remember, &found);
  if (!found.kind) {
    diagnostics_error(workspace->diagnostics, place_of(arena, tree, "about"), "there is no event %s%s", event->about,
                      seq ? " any more: it was undone or corrected" : "");
    return false;
  }
  const struct event_kind *kind = event_kinds_find(workspace->kinds, found.kind);
  if (!kind || kind->root != event->kind->root) {
    diagnostics_error(workspace->diagnostics, place_of(arena, tree, "about"), "%s is of kind %s, not %s", event->about, found.kind,
                      event->kind->name);
    return false;
  }
  event->kind = kind->schema.count == event->kind->schema.count ? kind : event->kind;
  event->of = found.of;
  return true;
}

static int push_outcome(lua_State *L, struct workspace *workspace, struct arena *arena, enum note_outcome outcome, int64_t seq) {
  static const char *const names[] = {NULL, "added", "known", "undone", "corrected"};
  if (outcome == NOTE_FAILED) return push_refusal(L, journal_why(workspace->journal));
  const char *id = journal_event_id(workspace->journal, arena, seq);
  lua_pushstring(L, names[outcome]);
  lua_pushstring(L, id ? id : "");
  return 2;
}

/* Checks and notes one event's tree; pushes the result. */
static int note_tree(lua_State *L, struct workspace *workspace, struct arena *arena, const struct value *tree, int options) {
  struct event event;
  int32_t today = check_day_option(L, options, "today");
  bool good = event_check(workspace->kinds, arena, workspace->diagnostics, tree, today, &event);
  bool born = good && !strcmp(event.kind->name, "stakeholder");
  if (good && event.about) good = continues_known(workspace, arena, tree, &event);
  else if (good && event.of && !born) good = subject_known(workspace, tree, event.of);
  if (good && moment_day(event.at) > today) {
    diagnostics_error(workspace->diagnostics, place_of(arena, tree, "at"), "this lies after today, the day it is noted");
    good = false;
  }
  if (!good) return push_refusal(L, "findings");
  struct note note = {&event, today, text_option(L, options, "by", ""), text_option(L, options, "importer", NULL)};
  int64_t seq;
  enum note_outcome outcome = journal_note(workspace->journal, workspace->kinds, arena, &note, &seq);
  return push_outcome(L, workspace, arena, outcome, seq);
}

/* workspace:note(event, { today =, by =, importer =, places = }): "added" | "known" | "undone" (known, but taken back) | "corrected" and the event's id; nil and why. */
static int note(lua_State *L) {
  struct workspace *workspace = check_journal(L, 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  luaL_checktype(L, 3, LUA_TTABLE);
  struct value tree = read_value(L, 2, workspace->arena, false);
  if (lua_getfield(L, 3, "places") == LUA_TTABLE) set_places(L, lua_gettop(L), &tree);
  lua_pop(L, 1);
  return note_tree(L, workspace, workspace->arena, &tree, 3);
}

static int undo(lua_State *L) {
  struct workspace *workspace = check_journal(L, 1);
  const char *id = luaL_checkstring(L, 2);
  luaL_checktype(L, 3, LUA_TTABLE);
  int64_t seq = journal_event_find(workspace->journal, id);
  bool found = false;
  struct {
    struct arena *arena;
    const char *kind, *of;
  } event = {workspace->arena, NULL, NULL};
  if (seq) found = journal_events(workspace->journal, &(struct journal_filter){.seq = seq}, remember, &event) && event.kind;
  if (!found) return push_refusal(L, lua_pushfstring(L, seq ? "%s was undone or corrected already" : "there is no event %s", id));
  bool defines = !strcmp(event.kind, "definition") || !strcmp(event.kind, "practice") || !strcmp(event.kind, "scripts");
  if (defines) return push_refusal(L, lua_pushfstring(L, "%s is of kind %s; change the file it was noted from instead", id, event.kind));
  if (!event_kinds_find(workspace->kinds, event.kind) || !strcmp(event.kind, "undo"))
    return push_refusal(L, lua_pushfstring(L, "%s is of kind %s, which cannot be undone", id, event.kind));
  return answer(L, workspace, journal_undo(workspace->journal, workspace->kinds, workspace->arena, seq, check_day_option(L, 3, "today"),
                                           text_option(L, 3, "by", ""), text_option(L, 3, "note", NULL)));
}

/* ---- Reading ---- */

struct pushing {
  lua_State *L;
  struct journal *journal;
  struct arena *arena;
  lua_Integer count;
};

static void set_text(lua_State *L, const char *name, const char *text) {
  lua_pushstring(L, text);
  lua_setfield(L, -2, name);
}

/* One table an event: the body's fields beside id, of, kind, noted, by. */
static bool push_event(void *context, const struct journal_event *event) {
  struct pushing *pushing = context;
  lua_State *L = pushing->L;
  struct value body;
  bool whole = event->body && json_read(pushing->arena, event->body, event->body_length, &body) && body.kind == VALUE_MAP;
  if (whole) push_value(L, &body);
  else lua_newtable(L);
  const struct value *about = whole ? value_get(pushing->arena, &body, "about") : NULL;
  const char *continued = about && about->kind == VALUE_INTEGER ? journal_event_id(pushing->journal, pushing->arena, about->as.integer) : NULL;
  if (continued) set_text(L, "about", continued);
  set_text(L, "id", event->id);
  set_text(L, "of", event->of);
  set_text(L, "kind", event->kind);
  set_text(L, "by_whom", event->actor);
  push_day(L, event->noted);
  lua_setfield(L, -2, "noted");
  lua_pushinteger(L, event->seq);
  lua_setfield(L, -2, "seq");
  lua_pushboolean(L, event->superseded);
  lua_setfield(L, -2, "superseded");
  lua_pushboolean(L, event->body == NULL);
  lua_setfield(L, -2, "erased");
  lua_rawseti(L, -2, ++pushing->count);
  arena_reset(pushing->arena);
  return true;
}

/* Held by a userdata, so that an error in between loses nothing. */
static int free_scratch(lua_State *L) {
  arena_free(*(struct arena **)lua_touserdata(L, 1));
  return 0;
}

struct arena *push_scratch(lua_State *L) {
  struct arena **scratch = lua_newuserdatauv(L, sizeof *scratch, 0);
  *scratch = NULL;
  if (luaL_newmetatable(L, "kith.scratch")) {
    lua_pushcfunction(L, free_scratch);
    lua_setfield(L, -2, "__gc");
  }
  lua_setmetatable(L, -2);
  return *scratch = arena_new();
}

/* workspace:events{ of =, kind =, id =, with_superseded = } */
static int events(lua_State *L) {
  struct workspace *workspace = check_journal(L, 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  struct journal_filter filter = {.of = text_option(L, 2, "of", NULL), .kind = text_option(L, 2, "kind", NULL)};
  const char *id = text_option(L, 2, "id", NULL);
  lua_getfield(L, 2, "with_superseded");
  filter.with_superseded = lua_toboolean(L, -1);
  struct pushing pushing = {L, workspace->journal, push_scratch(L), 0};
  lua_newtable(L);
  if (id && !(filter.seq = journal_event_find(workspace->journal, id))) return 1;
  luaL_checkstack(L, 80, "events nested too deep");
  if (!journal_events(workspace->journal, &filter, push_event, &pushing)) return luaL_error(L, "%s", journal_why(workspace->journal));
  return 1;
}

struct strangers {
  lua_State *L;
  const struct model *model;
};

static void push_stranger(void *context, const char *id, int64_t count) {
  struct strangers *strangers = context;
  lua_State *L = strangers->L;
  if (model_find(strangers->model, KIND_RELATIONSHIP, id) || model_find(strangers->model, KIND_STAKEHOLDER, id)) return;
  lua_createtable(L, 0, 2);
  set_text(L, "id", id);
  lua_pushinteger(L, count);
  lua_setfield(L, -2, "count");
  lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
}

/* workspace:strangers(): { id, count } of those that the journal tells of and no model does, in order of their coming. */
static int strangers(lua_State *L) {
  struct workspace *workspace = check_journal(L, 1);
  struct strangers pushing = {L, workspace->model};
  lua_newtable(L);
  if (!journal_counts(workspace->journal, push_stranger, &pushing)) return luaL_error(L, "%s", journal_why(workspace->journal));
  return 1;
}

/* workspace:event_id(seq) */
static int event_id(lua_State *L) {
  struct workspace *workspace = check_journal(L, 1);
  struct arena *scratch = push_scratch(L);
  lua_pushstring(L, journal_event_id(workspace->journal, scratch, luaL_checkinteger(L, 2)));
  return 1;
}

/* ---- Truth ---- */

static int anchor(lua_State *L) {
  char text[96];
  journal_anchor(check_journal(L, 1)->journal, text);
  lua_pushstring(L, text);
  return 1;
}

static int anchor_at(lua_State *L) {
  char text[96];
  if (!journal_anchor_at(check_journal(L, 1)->journal, luaL_checkinteger(L, 2), text)) return 0;
  lua_pushstring(L, text);
  return 1;
}

static void push_fault(void *context, const char *message) {
  lua_State *L = context;
  lua_pushstring(L, message);
  lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
}

static int verify(lua_State *L) {
  struct workspace *workspace = check_journal(L, 1);
  lua_newtable(L);
  if (!journal_verify(workspace->journal, workspace->kinds, push_fault, L)) return push_refusal(L, journal_why(workspace->journal));
  return 1;
}

static int rebuild(lua_State *L) {
  struct workspace *workspace = check_journal(L, 1);
  return answer(L, workspace, journal_rebuild(workspace->journal, workspace->kinds));
}

/* ---- What was known on a day ---- */

/* workspace:only_known(day): from now on the journal is what had been noted by then; without a day it is whole again. For reading. */
static int only_known(lua_State *L) {
  struct workspace *workspace = check_journal(L, 1);
  if (workspace->whole) {
    journal_close(workspace->journal);
    workspace->journal = workspace->whole;
    workspace->whole = NULL;
  }
  if (lua_isnoneornil(L, 2)) return 0;
  struct journal *known = journal_known(workspace->journal, workspace->kinds, check_day(L, 2));
  if (!known) return luaL_error(L, "%s", journal_why(workspace->journal));
  workspace->whole = workspace->journal;
  workspace->journal = known;
  return 0;
}

/* workspace:late(day): how many events of that day or before were noted after it, and of how many. */
static int late(lua_State *L) {
  struct workspace *workspace = check_journal(L, 1);
  struct late late;
  if (!journal_late(workspace->journal, check_day(L, 2), &late)) return luaL_error(L, "%s", journal_why(workspace->journal));
  lua_pushinteger(L, late.events);
  lua_pushinteger(L, late.all);
  return 2;
}

void bind_journal(lua_State *L) {
  static const luaL_Reg methods[] = {{"begin", begin},       {"commit", commit},         {"rollback", rollback},   {"note", note},
                                     {"undo", undo},         {"events", events},         {"strangers", strangers},   {"event_id", event_id},   {"anchor", anchor},
                                     {"anchor_at", anchor_at}, {"verify", verify},       {"rebuild", rebuild},     {"only_known", only_known},
                                     {"late", late},         {NULL, NULL}};
  bind_methods(L, WORKSPACE_TYPE, methods);
}
