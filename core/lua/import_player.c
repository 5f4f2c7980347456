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
#include "core/adapters/csv.h"
#include "core/base/date.h"
#include "core/base/words.h"
#include "core/lua/bind.h"
#include "core/lua/verbs.h"

#include <stdlib.h>
#include <string.h>

#define IMPORTERS "kith.importers" /* registry: name → { header, row } */

enum { MOST_FINDINGS = 1000, MOST_RAISED = 20, ROWS_A_BUDGET = 4096, PART_BYTES = 256 * 1024, BYTES_A_SIGN = 8 * 1024 * 1024, SHOWN = 40 };

enum column_type { COLUMN_TEXT, COLUMN_NUMBER, COLUMN_FLAG, COLUMN_DATE };

struct column {
  const char *field;
  enum column_type type;
  const struct value *headers, *formats, *yes, *no; /* lists of texts */
  bool comma;                                       /* decimal = "," */
  bool optional;
  size_t at; /* its position in the header */
};

enum { ABSENT = CSV_FIELDS }; /* a column the file does not have */

struct importing {
  struct player_session *session;
  const struct player_input *input;
  struct arena *lasting, *of_row;
  struct diagnostics *told; /* the CSV reader's, only counted */
  struct csv *csv;
  const char **headers;
  size_t width;
  struct column *columns;
  size_t column_count;
  const struct value *unknown;
  const struct column *last; /* keep_last */
  struct words *last_keys;
  uint64_t *last_rows; /* by number of the key */
  size_t last_room;
  const struct csv_field *fields; /* of the row at hand */
  size_t offset;                  /* where that row, or blank lines before it, begins */
  bool bad;                       /* the row has a finding */
  const struct csv_field *missing; /* the empty cell read last */
  const char *missing_name;
  struct buffer part;
  struct value findings;
  size_t raised;
  const char *raised_last; /* its message */
  uint64_t kept;
  size_t signed_at; /* bytes read when the keeper last heard of us */
};

/* ---- Loading ---- */

static const char *text_of(struct arena *arena, const struct value *map, const char *name) {
  const struct value *value = value_get(arena, map, name);
  const char *text = value ? value_word(value) : NULL;
  return text ? text : "";
}

static int date_form(lua_State *L) {
  lua_pushboolean(L, date_format_valid(luaL_checkstring(L, 1)));
  return 1;
}

static int64_t check_moment(lua_State *L, int argument) {
  size_t length;
  int64_t moment;
  bool has_minute;
  const char *text = luaL_checklstring(L, argument, &length);
  if (!moment_parse(text, length, &moment, &has_minute)) luaL_argerror(L, argument, "a day such as 2026-03-01 or a time such as 2026-03-01T14:30 expected");
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

struct loading {
  struct player_session *session;
  const struct value *call;
  struct value *reply;
};

/* Runs protected, like a script: loading prelude → ; fills the reply and keeps header and function. */
static int load_importer(lua_State *L) {
  struct loading *loading = lua_touserdata(L, 1);
  const char *name = text_of(loading->session->arena, loading->call, "importer");
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
  static const luaL_Reg extra[] = {{"date_form", date_form}, {"minutes", minutes_between}, {"days", days_between}, {NULL, NULL}};
  lua_State *L = host_state(session->host);
  struct loading loading = {session, call, reply};
  if (!prepare_scripts(session, call, extra)) return false; /* prelude */
  lua_pushcfunction(L, load_importer);
  lua_insert(L, -2);
  lua_pushlightuserdata(L, &loading);
  lua_insert(L, -2); /* load_importer loading prelude */
  return prepared_call(session, 2, 0);
}

/* ---- Findings ---- */

static void add_finding(struct importing *importing, uint32_t line, uint32_t column, size_t width, const char *message) {
  struct arena *arena = importing->session->arena;
  importing->bad = true;
  if (importing->findings.as.list.count >= MOST_FINDINGS) return;
  struct value finding = value_list();
  value_add(arena, &finding, value_integer(line));
  value_add(arena, &finding, value_integer(column));
  value_add(arena, &finding, value_integer((int64_t)width));
  value_add(arena, &finding, value_string(arena, message));
  value_add(arena, &importing->findings, finding);
}

/* A cell as messages show it: cut, and with nothing in it that a terminal would act on. */
static const char *shown(struct arena *arena, const char *text, size_t length) {
  struct buffer out = {0};
  size_t cut = length > SHOWN ? SHOWN : length;
  while (cut < length && cut > 0 && ((unsigned char)text[cut] & 0xc0) == 0x80) cut--;
  buffer_add_visible(&out, text, cut);
  const char *copy = arena_format(arena, "\"%s%s\"", out.bytes ? out.bytes : "", cut < length ? "…" : "");
  buffer_free(&out);
  return copy;
}

/* `"a"`, `"a" or "b"`, `"a", "b" or "c"` */
static const char *alternatives(struct arena *arena, const struct value *list, const char *quote) {
  const char *text = "";
  for (size_t i = 0; i < list->as.list.count; i++) {
    const char *join = i == 0 ? "" : i + 1 == list->as.list.count ? " or " : ", ";
    text = arena_format(arena, "%s%s%s%s%s", text, join, quote, value_word(&list->as.list.items[i]), quote);
  }
  return text;
}

static void bad_cell(struct importing *importing, const struct csv_field *cell, const char *name, const char *text, size_t length,
                     const char *expected) {
  struct arena *arena = importing->of_row;
  add_finding(importing, cell->line, cell->column, cell->length,
              arena_format(arena, "%s is %s, not %s", name, shown(arena, text, length), expected));
}

/* ---- Cells ---- */

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

static bool same_letters(const char *a, size_t length, const char *b) {
  for (size_t i = 0; i < length; i++) {
    char x = a[i], y = b[i];
    if (x >= 'A' && x <= 'Z') x = (char)(x - 'A' + 'a');
    if (y >= 'A' && y <= 'Z') y = (char)(y - 'A' + 'a');
    if (x != y) return false; /* also where b ends early */
  }
  return b[length] == '\0';
}

static bool in_list(const struct value *list, const char *text, size_t length) {
  for (size_t i = 0; list && i < list->as.list.count; i++)
    if (same_letters(text, length, list->as.list.items[i].as.text.bytes)) return true;
  return false;
}

/* The cell without blanks around it; false where it is empty or holds a text for unknown. */
static bool cell_text(const struct importing *importing, const struct csv_field *cell, const char **text, size_t *length) {
  const char *from = cell->bytes, *to = from + cell->length;
  while (from < to && is_blank(*from)) from++;
  while (to > from && is_blank(to[-1])) to--;
  *text = from;
  *length = (size_t)(to - from);
  return *length && !in_list(importing->unknown, from, *length);
}

static int push_missing(lua_State *L, struct importing *importing, const struct csv_field *cell, const char *name) {
  importing->missing = cell;
  importing->missing_name = name;
  host_saw_missing(importing->session->host, name);
  lua_pushnil(L);
  return 1;
}

static bool push_number(lua_State *L, const struct column *column, const char *text, size_t length) {
  char copy[64];
  double number;
  if (length >= sizeof copy) return false;
  memcpy(copy, text, length);
  for (size_t i = 0; column->comma && i < length; i++) {
    if (copy[i] == '.') return false;
    if (copy[i] == ',') copy[i] = '.';
  }
  if (!number_parse(copy, length, &number)) return false;
  lua_pushnumber(L, number);
  return true;
}

static bool push_date(lua_State *L, const struct column *column, const char *text, size_t length) {
  int64_t moment;
  bool has_minute;
  char out[24];
  for (size_t i = 0; i < column->formats->as.list.count; i++) {
    if (!moment_scan(text, length, value_word(&column->formats->as.list.items[i]), &moment, &has_minute)) continue;
    moment_format(out, moment, has_minute);
    lua_pushstring(L, out);
    return true;
  }
  return false;
}

static const char *expected(struct arena *arena, const struct column *column) {
  if (column->type == COLUMN_NUMBER) return column->comma ? "a number with a decimal comma, such as 12,5" : "a number such as 12.5";
  if (column->type == COLUMN_DATE) return arena_format(arena, "a date of the form %s", alternatives(arena, column->formats, ""));
  return arena_format(arena, "%s or %s", alternatives(arena, column->yes, "\""), alternatives(arena, column->no, "\""));
}

static int push_cell(lua_State *L, struct importing *importing, const struct column *column) {
  static const struct csv_field nowhere;
  const struct csv_field *cell = column->at == ABSENT ? &nowhere : &importing->fields[column->at];
  const char *text;
  size_t length;
  if (column->at == ABSENT || !cell_text(importing, cell, &text, &length)) return push_missing(L, importing, cell, column->field);
  switch (column->type) {
    case COLUMN_TEXT: lua_pushlstring(L, text, length); return 1;
    case COLUMN_NUMBER:
      if (push_number(L, column, text, length)) return 1;
      break;
    case COLUMN_FLAG:
      if (in_list(column->yes, text, length) || in_list(column->no, text, length)) {
        lua_pushboolean(L, in_list(column->yes, text, length));
        return 1;
      }
      break;
    case COLUMN_DATE:
      if (push_date(L, column, text, length)) return 1;
      break;
  }
  bad_cell(importing, cell, column->field, text, length, expected(importing->of_row, column));
  return push_missing(L, importing, cell, column->field);
}

/* ---- The row ---- */

static int unknown_field(lua_State *L, struct importing *importing) {
  size_t length = 0;
  const char *wanted = lua_type(L, 2) == LUA_TSTRING ? lua_tolstring(L, 2, &length) : "";
  struct nearest nearest = nearest_to(wanted, length);
  for (size_t i = 0; i < importing->column_count; i++) nearest_offer(&nearest, importing->columns[i].field);
  nearest_offer(&nearest, "line");
  for (size_t i = 0; i < importing->width; i++) nearest_offer(&nearest, importing->headers[i]);
  if (nearest.best) return luaL_error(L, "no column \"%s\" in this file; did you mean \"%s\"?", wanted, nearest.best);
  return luaL_error(L, "no column \"%s\" in this file", wanted);
}

/* r.name; upvalues: importing, names → column from 1, -1 - position of a header, or 0 for the line. */
static int row_index(lua_State *L) {
  struct importing *importing = lua_touserdata(L, lua_upvalueindex(1));
  if (!importing->fields) return luaL_error(L, "a row can be read only while it is its turn");
  lua_settop(L, 2);
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(2)) != LUA_TNUMBER) return unknown_field(L, importing);
  lua_Integer position = lua_tointeger(L, -1);
  if (position > 0) return push_cell(L, importing, &importing->columns[position - 1]);
  if (position == 0) {
    lua_pushinteger(L, csv_line(importing->csv));
    return 1;
  }
  const struct csv_field *cell = &importing->fields[-1 - position];
  const char *text;
  size_t length;
  if (!cell_text(importing, cell, &text, &length)) return push_missing(L, importing, cell, importing->headers[-1 - position]);
  lua_pushlstring(L, text, length);
  return 1;
}

static int row_newindex(lua_State *L) { return luaL_error(L, "an importer reads its row and cannot change it"); }

static void name_position(lua_State *L, const char *name, lua_Integer position) {
  lua_pushinteger(L, position);
  lua_setfield(L, -2, name);
}

/* `self` is the stack index of the userdata that `importing` is. */
static void push_row(lua_State *L, struct importing *importing, int self) {
  lua_newuserdatauv(L, 0, 0);
  lua_newtable(L); /* row metatable */
  lua_pushvalue(L, self);
  lua_newtable(L);
  for (size_t i = importing->width; i > 0; i--) name_position(L, importing->headers[i - 1], -(lua_Integer)i); /* of equal headers the first */
  name_position(L, "line", 0);
  for (size_t i = 0; i < importing->column_count; i++) name_position(L, importing->columns[i].field, (lua_Integer)i + 1);
  lua_pushcclosure(L, row_index, 2);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, row_newindex);
  lua_setfield(L, -2, "__newindex");
  lua_pushliteral(L, "locked");
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
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
  if (lua_type(L, 1) != LUA_TTABLE || lua_rawgeti(L, 1, 1) != LUA_TSTRING) return luaL_error(L, "emit { \"interaction\", … }: an event begins with its kind");
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

/* ---- The header ---- */

static size_t header_position(const struct importing *importing, const char *name) {
  for (size_t i = 0; i < importing->width; i++)
    if (same_letters(importing->headers[i], strlen(importing->headers[i]), name)) return i;
  return ABSENT;
}

/* At the header that is nearest to one of the names. */
static void column_absent(struct importing *importing, const struct column *column, const struct csv_field *fields) {
  struct arena *arena = importing->session->arena;
  struct value names = value_list();
  const char *meant = NULL;
  value_add(arena, &names, value_string(arena, column->field));
  for (size_t i = 0; i < column->headers->as.list.count; i++) {
    const struct value *name = &column->headers->as.list.items[i];
    if (!in_list(&names, name->as.text.bytes, name->as.text.length)) value_add(arena, &names, *name);
  }
  for (size_t i = 0; !meant && i < names.as.list.count; i++) {
    struct nearest nearest = nearest_to(names.as.list.items[i].as.text.bytes, names.as.list.items[i].as.text.length);
    for (size_t h = 0; h < importing->width; h++) nearest_offer(&nearest, importing->headers[h]);
    meant = nearest.best;
  }
  const struct csv_field *at = meant ? &fields[header_position(importing, meant)] : &fields[0];
  const char *advice = meant ? arena_format(arena, "; did you mean %s?", shown(arena, meant, strlen(meant))) : "";
  add_finding(importing, at->line, at->column, meant ? at->length : 0,
              arena_format(arena, "no column %s%s", alternatives(arena, &names, "\""), advice));
}

static void place_column(struct importing *importing, struct column *column, const struct csv_field *fields) {
  column->at = header_position(importing, column->field);
  for (size_t i = 0; column->at == ABSENT && i < column->headers->as.list.count; i++)
    column->at = header_position(importing, value_word(&column->headers->as.list.items[i]));
  if (column->at == ABSENT && !column->optional) column_absent(importing, column, fields);
}

static bool read_header(struct importing *importing) {
  const struct csv_field *fields;
  importing->width = csv_header(importing->csv, &fields);
  importing->headers = ARENA_ARRAY(importing->lasting, const char *, importing->width + 1);
  for (size_t i = 0; i < importing->width; i++) {
    const char *text;
    size_t length;
    cell_text(&(struct importing){0}, &fields[i], &text, &length);
    importing->headers[i] = arena_copy(importing->lasting, text, length);
  }
  if (!importing->width && !diagnostics_errors(importing->told)) add_finding(importing, 0, 0, 0, "is empty: there is not even a header");
  if (!importing->width) return false;
  for (size_t i = 0; i < importing->column_count; i++) place_column(importing, &importing->columns[i], fields);
  return importing->findings.as.list.count == 0;
}

/* ---- The importer's header ---- */

static const struct value *list_of(struct importing *importing, const struct value *map, const char *name) {
  static const struct value none = {.kind = VALUE_LIST};
  const struct value *list = value_get(importing->lasting, map, name);
  return list && list->kind == VALUE_LIST ? list : &none; /* an empty table is read as a map */
}

static struct column read_column(struct importing *importing, const struct value *declared) {
  static const char *const types[] = {"text", "number", "flag", "date"};
  struct column column = {.field = text_of(importing->lasting, declared, "field"), .at = ABSENT};
  const char *type = text_of(importing->lasting, declared, "type");
  for (int i = 0; i < 4; i++)
    if (!strcmp(types[i], type)) column.type = (enum column_type)i;
  const struct value *optional = value_get(importing->lasting, declared, "optional");
  column.optional = optional && optional->kind == VALUE_FLAG && optional->as.flag;
  column.headers = list_of(importing, declared, "headers");
  column.formats = list_of(importing, declared, "formats");
  column.yes = list_of(importing, declared, "yes");
  column.no = list_of(importing, declared, "no");
  column.comma = !strcmp(text_of(importing->lasting, declared, "decimal"), ",");
  return column;
}

/* The declared columns, from the table that the prelude made. */
static void read_declared(struct importing *importing, const struct value *header) {
  const struct value *columns = list_of(importing, header, "columns");
  const char *last = text_of(importing->lasting, header, "keep_last");
  importing->column_count = columns->as.list.count;
  importing->columns = ARENA_ARRAY(importing->lasting, struct column, importing->column_count);
  for (size_t i = 0; i < importing->column_count; i++) {
    importing->columns[i] = read_column(importing, &columns->as.list.items[i]);
    if (!strcmp(importing->columns[i].field, last)) importing->last = &importing->columns[i];
  }
  importing->unknown = list_of(importing, header, "unknown");
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
  if (!importing->last || importing->last->at == ABSENT || !cell_text(importing, &fields[importing->last->at], &text, &length)) return 0;
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
  add_finding(importing, csv_line(importing->csv), 1, 0, message);
}

static void tell_missing(struct importing *importing) {
  const struct csv_field *cell = importing->missing;
  if (importing->bad) return;
  bool somewhere = cell && cell->line;
  add_finding(importing, somewhere ? cell->line : csv_line(importing->csv), somewhere ? cell->column : 1, somewhere ? cell->length : 0,
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
    if (importing->findings.as.list.count >= MOST_FINDINGS || importing->raised >= MOST_RAISED) break;
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
  if (lua_getfield(L, -1, text_of(session->arena, call, "importer")) != LUA_TTABLE) return false;
  lua_rawgeti(L, -1, 1);
  lua_rawgeti(L, -2, 2);
  return true;
}

/* All of it is the engine's own; only host_call runs what scripts wrote. */
static bool run(lua_State *L, struct importing *importing, int self, struct value *reply) {
  int function = lua_gettop(L); /* … header function */
  struct value header = read_value(L, function - 1, importing->lasting, true);
  read_declared(importing, &header);
  open_file(importing);
  buffer_add(&importing->part, "\0\0\0\0\0\0\0\0", 8);
  bool good = true;
  if (read_header(importing)) {
    push_row(L, importing, self);
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
