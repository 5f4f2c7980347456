/*
 * Importers in the player: the rows of the inherited file, typed as the importer declares, become events.
 *
 * Cells are converted when the row function reads them, so a column nobody reads costs nothing. A cell that is not what it should be is a
 * finding; its row then counts as bad and what it emitted is dropped, while the row function runs on, so that all bad cells are found.
 *
 * Events leave in parts (FRAME_DATA): the bytes of the file read so far (8), then records of length (4), line (4), offset of the row in the
 * file (8), and `length` bytes of an encoded map; all little-endian. Rows that were not valid CSV are only counted: the keeper reads the
 * file again to tell them.
 */
#include "core/lua/import_player.h"

#include "core/base/date.h"
#include "core/lua/bind.h"

#include <stdlib.h>
#include <string.h>

#define IMPORTERS "kith.importers" /* registry: name → { header, row } */

enum { MOST_RAISED = 20, ROWS_A_BUDGET = 4096, PART_BYTES = 256 * 1024, BYTES_A_SIGN = 8 * 1024 * 1024 };

/* ---- Loading ---- */

static int date_form(lua_State *L) {
  lua_pushboolean(L, date_format_valid(luaL_checkstring(L, 1)));
  return 1;
}

static int64_t check_moment(lua_State *L, int argument) {
  size_t length;
  int64_t moment;
  bool has_minute;
  const char *text = luaL_checklstring(L, argument, &length);
  if (!moment_parse(text, length, &moment, &has_minute)) luaL_argerror(L, argument, "a day or a time such as 2026-03-01T14:30 expected");
  return moment;
}

static int minutes_between(lua_State *L) {
  lua_pushinteger(L, check_moment(L, 2) - check_moment(L, 1));
  return 1;
}

static int days_between(lua_State *L) {
  lua_pushinteger(L, moment_day(check_moment(L, 2)) - moment_day(check_moment(L, 1)));
  return 1;
}

/* Runs protected, like a script: loading prelude → ; fills the reply and keeps header and function. */
static int load_importer(lua_State *L) {
  struct answering *loading = lua_touserdata(L, 1);
  const char *name = value_get_word(loading->session->arena, loading->call, "importer");
  lua_getfield(L, 2, "load");
  lua_pushstring(L, name);
  lua_call(L, 1, 2); /* loading prelude header row */
  if (lua_isnil(L, 3)) return luaL_error(L, "there is no importer \"%s\"", name);
  *loading->reply = read_value(L, 3, loading->session->arena, true);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, IMPORTERS);
  lua_createtable(L, 2, 0);
  lua_pushvalue(L, 3);
  lua_rawseti(L, -2, 1);
  lua_pushvalue(L, 4);
  lua_rawseti(L, -2, 2);
  lua_setfield(L, -2, name);
  return 0;
}

bool verb_load_importer(struct player_session *session, const struct value *call, struct value *reply) {
  static const luaL_Reg extra[] = {{"date_form", date_form}, {"minutes", minutes_between}, {"days", days_between}, {"slug", bind_id_of}, {NULL, NULL}};
  return prepared_load(&(struct answering){session, call, reply}, extra, load_importer);
}

/* ---- Emitting ---- */

static void put(char *out, uint64_t number, size_t bytes) {
  for (size_t i = 0; i < bytes; i++) out[i] = (char)(unsigned char)(number >> (8 * i));
}

static void add_record(struct importing *importing, const struct value *tree) {
  char head[16] = {0};
  size_t start = importing->part.length;
  put(head + 4, csv_line(importing->csv), 4);
  put(head + 8, importing->offset, 8);
  buffer_add(&importing->part, head, sizeof head);
  value_encode(&importing->part, tree);
  put(importing->part.bytes + start, importing->part.length - start - sizeof head, 4);
}

/* emit { "interaction", of =, at =, key =, … } */
static int emit(lua_State *L) {
  struct importing *importing = lua_touserdata(L, lua_upvalueindex(1));
  if (!importing->fields) return luaL_error(L, "emit can be called only while it is a row's turn");
  if (lua_type(L, 1) != LUA_TTABLE || lua_rawgeti(L, 1, 1) != LUA_TSTRING)
    return luaL_error(L, "emit { \"interaction\", … }: an event begins with its kind");
  size_t length;
  const char *kind = lua_tolstring(L, -1, &length);
  struct value tree = value_map(), rest = read_value(L, 1, importing->of_row, false);
  value_set(importing->of_row, &tree, "kind", value_text(importing->of_row, kind, length));
  for (size_t i = 0; rest.kind == VALUE_MAP && i < rest.as.map.count; i++) {
    const struct pair *pair = &rest.as.map.pairs[i];
    if (strcmp(pair->key, "1") && strcmp(pair->key, "kind")) value_set(importing->of_row, &tree, pair->key, pair->value);
  }
  add_record(importing, &tree);
  return 0;
}

/* Sends what there is, also when that is nothing: the keeper must not take a long silence for an end. */
static void send_part(struct importing *importing) {
  importing->signed_at = csv_offset(importing->csv);
  put(importing->part.bytes, importing->signed_at, 8);
  player_send(importing->session, importing->part.bytes, importing->part.length);
  importing->part.length = 8;
}

static void send_when_due(struct importing *importing) {
  bool silent = csv_offset(importing->csv) - importing->signed_at > BYTES_A_SIGN;
  if (importing->part.length >= PART_BYTES || silent) send_part(importing);
}

/* ---- Rows ---- */

static void open_file(struct importing *importing) {
  csv_close(importing->csv);
  importing->csv = csv_open(importing->input->text, importing->input->length, 0, importing->told, 0);
  importing->signed_at = 0;
}

/* The number of the row's key, 0 where it has none. */
static uint32_t last_key(struct importing *importing, const struct csv_field *fields) {
  const char *text;
  size_t length;
  if (!importing->last || importing->last->at == ABSENT || !importing_cell(importing, &fields[importing->last->at], &text, &length)) return 0;
  return words_number(importing->last_keys, text, length);
}

/* Which row is the last of its key; the file is then read from its start again. */
static void find_last_rows(struct importing *importing) {
  const struct csv_field *fields;
  while (csv_header(importing->csv, &fields)) {
    uint32_t key = last_key(importing, fields);
    if (key >= importing->last_room) {
      importing->last_room = 2 * (size_t)key + 1024;
      importing->last_rows = memory_grow(importing->last_rows, importing->last_room * sizeof *importing->last_rows);
    }
    if (key) importing->last_rows[key] = csv_rows(importing->csv);
    send_when_due(importing);
  }
  open_file(importing);
  csv_header(importing->csv, &fields);
}

static bool wanted_row(struct importing *importing) {
  uint32_t key = last_key(importing, importing->fields);
  return !key || importing->last_rows[key] == csv_rows(importing->csv);
}

/* What the row function raised, unless a bad cell of the row has told already. A fault of the script meets every row: it is told once. */
static void tell_raised(struct importing *importing) {
  const struct host_error *error = host_error(importing->session->host);
  if (importing->bad) return;
  importing->bad = true;
  importing->raised++;
  const char *where = error->line > 0 ? arena_format(importing->lasting, " (%s:%d)", error->source, error->line) : "";
  const char *message = arena_format(importing->lasting, "%s%s", error->message, where);
  if (importing->raised_last && !strcmp(importing->raised_last, message)) return;
  importing->raised_last = message;
  importing_finding(importing, csv_line(importing->csv), 1, 0, message);
}

static void tell_missing(struct importing *importing) {
  const struct csv_field *cell = importing->missing;
  if (importing->bad) return;
  bool somewhere = cell && cell->line;
  importing_finding(importing, somewhere ? cell->line : csv_line(importing->csv), somewhere ? cell->column : 1, somewhere ? cell->length : 0,
              arena_format(importing->of_row, "%s is empty, and the importer reckons with it", importing->missing_name));
}

/* Stack: … function row emit. False when a limit was broken. */
static bool run_row(lua_State *L, struct importing *importing, int function) {
  size_t start = importing->part.length;
  arena_reset(importing->of_row);
  importing->bad = false;
  importing->missing = NULL;
  for (int i = 0; i < 3; i++) lua_pushvalue(L, function + i);
  enum host_outcome outcome = host_call(importing->session->host, 2, 0);
  if (outcome == HOST_RAISED) tell_raised(importing);
  if (outcome == HOST_MISSING) tell_missing(importing);
  if (importing->bad) importing->part.length = start;
  importing->kept++;
  return outcome != HOST_STEPS && outcome != HOST_MEMORY;
}

static bool run_rows(lua_State *L, struct importing *importing, int function) {
  struct host *host = importing->session->host;
  bool going = true;
  for (uint64_t row = 0; going; row++) {
    if (row % ROWS_A_BUDGET == 0) host_budget(host, 0);
    importing->offset = csv_offset(importing->csv);
    if (!csv_header(importing->csv, &importing->fields)) break;
    if (importing->last && !wanted_row(importing)) continue;
    going = run_row(L, importing, function);
    send_when_due(importing);
    if (importing_full(importing) || importing->raised >= MOST_RAISED) {
      importing_ends(importing, csv_line(importing->csv));
      break;
    }
  }
  importing->fields = NULL; /* a row kept by the script is no row any more */
  if (going) send_part(importing);
  return going;
}

static void reply_counts(struct importing *importing, struct value *reply) {
  struct arena *arena = importing->session->arena;
  *reply = value_map();
  value_set(arena, reply, "rows", value_integer((int64_t)csv_rows(importing->csv)));
  value_set(arena, reply, "kept", value_integer((int64_t)importing->kept));
  value_set(arena, reply, "faults", value_integer((int64_t)diagnostics_errors(importing->told)));
  value_set(arena, reply, "findings", importing->findings);
}

/* Pushes header and row function; false where the importer was not loaded. */
static bool push_importer(struct player_session *session, const struct value *call) {
  lua_State *L = host_state(session->host);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, IMPORTERS);
  if (lua_getfield(L, -1, value_get_word(session->arena, call, "importer")) != LUA_TTABLE) return false;
  lua_rawgeti(L, -1, 1);
  lua_rawgeti(L, -2, 2);
  return true;
}

/* All of it is the engine's own; only host_call runs what scripts wrote. */
static bool run(lua_State *L, struct importing *importing, int self, struct value *reply) {
  int function = lua_gettop(L); /* … header function */
  struct value header = read_value(L, function - 1, importing->lasting, true);
  importing_declare(importing, &header);
  open_file(importing);
  buffer_add(&importing->part, "\0\0\0\0\0\0\0\0", 8);
  bool good = true;
  if (importing_header(importing)) {
    importing_push_row(L, importing, self);
    lua_pushvalue(L, self);
    lua_pushcclosure(L, emit, 1); /* … header function row emit */
    if (importing->last) find_last_rows(importing);
    good = run_rows(L, importing, function);
  }
  reply_counts(importing, reply);
  return good;
}

static void end(struct importing *importing) {
  csv_close(importing->csv);
  diagnostics_free(importing->told);
  words_free(importing->last_keys);
  free(importing->last_rows);
  buffer_free(&importing->part);
  arena_free(importing->of_row);
  arena_free(importing->lasting);
  *importing = (struct importing){0};
}

/* The state is a userdata: a row or an emit that a script kept may be called in a later run, and finds that its turn is over. */
bool verb_run_importer(struct player_session *session, const struct value *call, struct value *reply) {
  lua_State *L = host_state(session->host);
  int base = lua_gettop(L);
  struct importing *importing = lua_newuserdatauv(L, sizeof *importing, 0);
  *importing = (struct importing){.session = session, .input = session->context, .findings = value_list()};
  importing->lasting = arena_new();
  importing->of_row = arena_new();
  importing->told = diagnostics_new();
  importing->last_keys = words_new();
  bool has_input = importing->input && importing->input->text;
  bool good = has_input && push_importer(session, call) && run(L, importing, base + 1, reply);
  end(importing);
  lua_settop(L, base);
  return good;
}
