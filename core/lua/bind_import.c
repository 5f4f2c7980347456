/*
 * workspace:import: events that an importer made in the player, checked like any input and noted within the transaction that the caller began.
 */
#include "core/lua/bind_import.h"

#include "core/adapters/csv.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN = 60 /* bytes of a name in a message */, HELD_SHOWN = 20, RECORD_HEAD = 16, PART_HEAD = 8 };

bool import_clean(const struct import *import) { return diagnostics_errors(import->workspace->diagnostics) == import->errors_before; }

bool import_failed(struct import *import) {
  import->failure = journal_why(import->workspace->journal);
  return false;
}

const char *import_shown(struct arena *arena, const char *text) {
  struct buffer out = {0};
  size_t length = strlen(text), cut = length > SHOWN ? SHOWN : length;
  while (cut < length && cut > 0 && ((unsigned char)text[cut] & 0xc0) == 0x80) cut--;
  buffer_add_visible(&out, text, cut);
  const char *copy = arena_copy(arena, out.bytes ? out.bytes : "", out.length);
  buffer_free(&out);
  return copy;
}

/* ---- Whom an event concerns ---- */

static void hold(struct import *import, const char *name) {
  uint32_t number = words_number(import->held_names, name, strlen(name));
  while (number >= import->held_room) {
    size_t room = import->held_room ? 2 * import->held_room : 64;
    import->held = memory_grow(import->held, room * sizeof *import->held);
    memset(import->held + import->held_room, 0, (room - import->held_room) * sizeof *import->held);
    import->held_room = room;
  }
  import->held[number]++;
  import->held_events++;
}

static const char *create(struct import *import, struct value *of, const char *name) {
  char *id = ARENA_ARRAY(import->scratch, char, 81);
  struct value tree = value_map();
  id_from_name(id, name, strlen(name));
  if (!*id) {
    import_find_cell(import, of, name);
    TELL(import, of, "no id can be made of \"%s\"; make a stakeholder of that name in models/", import_shown(import->scratch, name));
    return NULL;
  }
  struct subject known = subjects_find(import->subjects, id, strlen(id));
  if (known.id) return import_same_party(import, id, name, of, false) ? known.id : NULL;
  value_set(import->scratch, &tree, "name", value_string(import->scratch, name));
  value_set(import->scratch, &tree, "relationship", value_map());
  import_set_place(&tree, of->place);
  import_party(import, id, &tree, of);
  return id;
}

static const char *nobody(struct import *import, struct value *of, const char *name) {
  if (import->unmatched == UNMATCHED_CREATE) return create(import, of, name);
  if (import->unmatched == UNMATCHED_HOLD) {
    hold(import, name);
    return NULL;
  }
  import_find_cell(import, of, name);
  const char *meant = subjects_nearest(import->subjects, name, strlen(name));
  TELL(import, of, "no stakeholder \"%s\"%s", import_shown(import->scratch, name),
       meant ? arena_format(import->scratch, "; did you mean \"%s\"?", import_shown(import->scratch, meant)) : "");
  return NULL;
}

/* Replaces what the file says by the id; false where the event cannot be noted. */
static bool resolve(struct import *import, struct value *event) {
  struct value *of = value_get(import->scratch, event, "of");
  if (!of && import->unmatched != UNMATCHED_HOLD) return true; /* event_check tells */
  const char *name = !of ? "" : of->kind == VALUE_INTEGER ? arena_format(import->scratch, "%lld", (long long)of->as.integer) : value_word(of);
  if (!name) return true;
  struct subject subject = {NULL, NULL};
  if (*name) subject = subjects_find(import->subjects, name, strlen(name));
  if (subject.other) {
    import_find_cell(import, of, name);
    TELL(import, of, "\"%s\" may be %s or %s; say which by its id", import_shown(import->scratch, name), subject.id, subject.other);
    return false;
  }
  const char *id = subject.id ? subject.id : nobody(import, of ? of : event, name);
  if (!id) return false;
  struct value known = value_string(import->scratch, id);
  known.place = of->place;
  *of = known;
  return true;
}

/* ---- Events ---- */

/* What only kith itself notes, or what continues an event by a number that no file knows. */
static bool may_import(struct import *import, const struct event *event, struct value *tree) {
  static const char *const own[] = {"definition", "practice", "scripts", "start", "undo"};
  for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
    if (strcmp(event->kind->name, own[i])) continue;
    TELL(import, tree, "an importer cannot note a %s", own[i]);
    return false;
  }
  if (event->about) TELL(import, tree, "an importer cannot continue an event; the same key with other content corrects it");
  else if (!event->key) TELL(import, tree, "this %s has no key; give it one that stays the same, so that a second import does not double it",
                              event->kind->name);
  else if (moment_day(event->at) > import->today) TELL(import, tree, "this %s lies after today, the day it is noted", event->kind->name);
  else return true;
  return false;
}

bool import_note(struct import *import, const struct event *event, lua_Integer *added, lua_Integer *known, lua_Integer *corrected) {
  struct note note = {event, import->today, import->by, import->importer};
  int64_t seq;
  switch (journal_note(import->workspace->journal, import->workspace->kinds, import->scratch, &note, &seq)) {
    case NOTE_FAILED: return import_failed(import);
    case NOTE_ADDED: ++*added; break;
    case NOTE_KNOWN: ++*known; break;
    case NOTE_UNDONE: import->undone++; break;
    case NOTE_CORRECTED: ++*corrected; break;
  }
  return true;
}

/* Only tells contents apart within one file. */
static uint64_t content_of(struct import *import, const struct event *event) {
  struct value body = event_body(import->workspace->kinds, import->scratch, event);
  struct buffer bytes = {0};
  uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */
  value_encode(&bytes, &body);
  for (size_t i = 0; i < bytes.length; i++) hash = (hash ^ (unsigned char)bytes.bytes[i]) * 0x100000001b3u;
  buffer_free(&bytes);
  return hash;
}

static struct said *said_of(struct import *import, const char *key) {
  uint32_t number = words_number(import->keys, key, strlen(key));
  while (number >= import->said_room) {
    size_t room = import->said_room ? 2 * import->said_room : 1024;
    import->said = memory_grow(import->said, room * sizeof *import->said);
    memset(import->said + import->said_room, 0, (room - import->said_room) * sizeof *import->said);
    import->said_room = room;
  }
  return &import->said[number];
}

/* A key that a later file brings again with other content corrects; within one file neither of two is known to be the later. */
static bool says_otherwise(struct import *import, const struct event *event, const char *key, struct value *tree) {
  struct said *said = said_of(import, event->key);
  uint64_t content = content_of(import, event);
  bool otherwise = said->line && said->content != content;
  if (!said->line) *said = (struct said){tree->place.line, content};
  if (!otherwise) return false;
  const char *shown = import_shown(import->scratch, key);
  import_find_cell(import, tree, key);
  if (said->line == tree->place.line)
    TELL(import, tree, "this row makes two %ss with the same key \"%s\"; let the importer give each its own", event->kind->name, shown);
  else
    TELL(import, tree, "this says otherwise than line %u with the same key \"%s\"; give the file a key column%s", said->line, shown,
         tree->place.column ? " of which no value comes twice, or let the importer keep_last" : "");
  return true;
}

static bool check_event(struct import *import, struct value *tree, struct event *event) {
  if (event_check(import->workspace->kinds, import->scratch, import->trial, tree, import->today, event)) return true;
  import_point(import, tree);
  return event_check(import->workspace->kinds, import->scratch, import->workspace->diagnostics, tree, import->today, event);
}

/* With a finding nothing will be noted, so the rest is only checked. One row may emit several kinds under one key. */
static bool take_event(struct import *import, struct value *tree) {
  struct event event;
  if (!resolve(import, tree)) return true;
  if (!check_event(import, tree, &event) || !may_import(import, &event, tree)) return true;
  import->events++;
  const char *key = event.key;
  event.key = arena_format(import->scratch, "%s %s", event.kind->name, key);
  if (says_otherwise(import, &event, key, tree)) return true;
  return !import_clean(import) || import_note(import, &event, &import->added, &import->known, &import->corrected);
}

static uint64_t little_endian(const char *bytes, size_t count) {
  uint64_t number = 0;
  for (size_t i = 0; i < count; i++) number |= (uint64_t)(unsigned char)bytes[i] << (8 * i);
  return number;
}

static bool take_record(struct import *import, const char *bytes, size_t length, uint32_t line) {
  struct value tree;
  arena_reset(import->scratch);
  if (!value_decode(import->scratch, bytes, length, &tree) || tree.kind != VALUE_MAP) return false;
  import_set_place(&tree, (struct place){import->source, line, 0});
  const struct value *kind = value_get(import->scratch, &tree, "kind");
  if (!kind || !value_word(kind)) return false;
  if (strcmp(value_word(kind), "stakeholder")) return take_event(import, &tree);
  import_take_party(import, &tree);
  return true;
}

static void show_progress(struct import *import, uint64_t read) {
  if (!import->progress || !import->input->length) return;
  lua_pushvalue(import->L, import->progress);
  lua_pushnumber(import->L, (double)read / (double)import->input->length);
  if (lua_pcall(import->L, 1, 0, 0) != LUA_OK) lua_pop(import->L, 1); /* a line on a terminal is no reason to fail */
}

/* The form of a part is told in import_player.c; all of it is foreign. */
static bool take_part(void *context, const char *bytes, size_t length) {
  struct import *import = context;
  if (length < PART_HEAD) return false;
  for (size_t at = PART_HEAD; at < length;) {
    if (length - at < RECORD_HEAD) return false;
    uint64_t size = little_endian(bytes + at, 4);
    uint32_t line = (uint32_t)little_endian(bytes + at + 4, 4);
    import->offset = little_endian(bytes + at + 8, 8);
    at += RECORD_HEAD;
    if (size > length - at || !take_record(import, bytes + at, (size_t)size, line)) return false;
    at += (size_t)size;
  }
  show_progress(import, little_endian(bytes, PART_HEAD));
  return true;
}

/* ---- The end of the file ---- */

/* What the player found in cells: { line, column, width, message }… */
static void take_findings(struct import *import, const struct value *reply) {
  const struct value *findings = value_get(import->lasting, reply, "findings");
  for (size_t i = 0; findings && findings->kind == VALUE_LIST && i < findings->as.list.count; i++) {
    const struct value *finding = &findings->as.list.items[i], *items = finding->as.list.items;
    if (finding->kind != VALUE_LIST || finding->as.list.count != 4 || !value_word(&items[3])) continue;
    struct place place = {import->source, (uint32_t)items[0].as.integer, (uint32_t)items[1].as.integer};
    diagnostics_add(import->workspace->diagnostics, SEVERITY_ERROR, place, (uint32_t)items[2].as.integer, "%s", value_word(&items[3]));
  }
}

static int64_t count_of(struct import *import, const struct value *reply, const char *name) {
  const struct value *count = value_get(import->lasting, reply, name);
  return count && count->kind == VALUE_INTEGER ? count->as.integer : 0;
}

/* Rows that are no valid CSV the player only counted; reading them again here tells them at their places. */
static void tell_faults(struct import *import) {
  const struct csv_field *fields;
  struct csv *csv = csv_open(import->input->text, import->input->length, 0, import->workspace->diagnostics, import->source);
  while (csv_header(csv, &fields)) continue;
  csv_close(csv);
}

/* ---- The binding ---- */

static void set_count(lua_State *L, const char *name, lua_Integer count) {
  lua_pushinteger(L, count);
  lua_setfield(L, -2, name);
}

struct held {
  const char *name;
  uint64_t count;
};

static int by_count(const void *a, const void *b) {
  const struct held *left = a, *right = b;
  if (left->count != right->count) return left->count < right->count ? 1 : -1;
  return strcmp(left->name, right->name);
}

/* Those met most often first. */
static void push_held(struct import *import) {
  lua_State *L = import->L;
  size_t count = words_count(import->held_names);
  struct held *names = ARENA_ARRAY(import->lasting, struct held, count);
  for (uint32_t i = 0; i < count; i++) names[i] = (struct held){words_text(import->held_names, i + 1), import->held[i + 1]};
  if (count) qsort(names, count, sizeof *names, by_count);
  lua_createtable(L, HELD_SHOWN, 0);
  for (size_t i = 0; i < count && i < HELD_SHOWN; i++) {
    lua_createtable(L, 0, 2);
    lua_pushstring(L, names[i].name);
    lua_setfield(L, -2, "name");
    set_count(L, "count", (lua_Integer)names[i].count);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

static void push_counts(struct import *import, const struct value *reply) {
  lua_State *L = import->L;
  lua_Integer parties = 0;
  for (uint32_t number = 1; number <= words_count(import->born_ids); number++) parties += import->born[number].id != NULL;
  lua_createtable(L, 0, 12);
  set_count(L, "rows", count_of(import, reply, "rows"));
  set_count(L, "kept", count_of(import, reply, "kept"));
  set_count(L, "events", import->events);
  set_count(L, "added", import->added);
  set_count(L, "known", import->known);
  set_count(L, "undone", import->undone);
  set_count(L, "corrected", import->corrected);
  set_count(L, "held", import->held_events);
  set_count(L, "held_parties", (lua_Integer)words_count(import->held_names));
  set_count(L, "stakeholders", parties);
  set_count(L, "stakeholders_new", import->parties_new);
  set_count(L, "stakeholders_corrected", import->parties_corrected);
  push_held(import);
  lua_setfield(L, -2, "held_names");
}

static void end(struct import *import) {
  subjects_free(import->subjects);
  words_free(import->born_ids);
  words_free(import->held_names);
  free(import->born);
  free(import->held);
  free(import->said);
  words_free(import->keys);
  diagnostics_free(import->trial);
  arena_free(import->scratch);
  arena_free(import->lasting);
}

static enum unmatched check_unmatched(lua_State *L) {
  static const char *const words[] = {"error", "hold", "create", NULL};
  lua_getfield(L, 4, "unmatched");
  return (enum unmatched)luaL_checkoption(L, -1, "error", words); /* stays on the stack, as all that is checked here */
}

static void read_options(lua_State *L, struct import *import) {
  lua_getfield(L, 4, "name");
  import->importer = luaL_checkstring(L, -1);
  lua_getfield(L, 4, "by");
  import->by = luaL_optstring(L, -1, "");
  lua_getfield(L, 4, "today");
  import->today = check_day(L, lua_gettop(L));
  lua_getfield(L, 4, "source");
  import->source = (uint32_t)luaL_optinteger(L, -1, 0);
  import->unmatched = check_unmatched(L);
  if (lua_getfield(L, 4, "progress") == LUA_TFUNCTION) import->progress = lua_gettop(L);
}

/*
 * workspace:import(player, call, { name = the importer's, source = number of the file among the findings, today =, by =, unmatched =,
 * progress = function(share) }): counts, with findings in the diagnostics; nil and what went wrong, as player:call, where the
 * script failed, or nil and a text where the journal did. `call` is the player's: { do = "run_importer", importer =, script = }.
 */
static int import_events(lua_State *L) {
  struct workspace *workspace = check_journal(L, 1);
  struct player_handle *handle = check_player(L, 2);
  luaL_checktype(L, 3, LUA_TTABLE);
  luaL_checktype(L, 4, LUA_TTABLE);
  lua_settop(L, 4);
  struct import import = {.L = L, .workspace = workspace, .input = &handle->input};
  read_options(L, &import);
  luaL_checkstack(L, 20, NULL);
  arena_reset(handle->arena);
  struct value call = read_value(L, 3, handle->arena, false), reply;
  import.errors_before = diagnostics_errors(workspace->diagnostics);
  import.lasting = arena_new();
  import.scratch = arena_new();
  import.born_ids = words_new();
  import.held_names = words_new();
  import.keys = words_new();
  import.trial = diagnostics_new();
  import.subjects = subjects_new(workspace->model);
  enum player_outcome outcome = player_call(handle->player, handle->arena, &call, &reply, take_part, &import);
  if (outcome == PLAYER_DONE) {
    take_findings(&import, &reply);
    if (count_of(&import, &reply, "faults") > 0) tell_faults(&import);
    import_note_parties(&import);
  }
  int results = 1;
  if (import.failure) {
    lua_pushnil(L);
    lua_pushstring(L, import.failure);
    results = 2;
  } else if (outcome != PLAYER_DONE) {
    results = push_failure(L, handle, outcome);
  } else {
    push_counts(&import, &reply);
  }
  end(&import);
  return results;
}

void bind_import(lua_State *L) {
  luaL_getmetatable(L, WORKSPACE_TYPE);
  lua_getfield(L, -1, "__index");
  lua_pushcfunction(L, import_events);
  lua_setfield(L, -2, "import");
  lua_pop(L, 2);
}
