/* Cells of a row, typed as the importer declares when the row function reads them; the header they stand under. */
#include "core/lua/import_player.h"

#include "core/base/date.h"

#include <string.h>

enum { SHOWN = 40 }; /* bytes of a cell in a message */

/* ---- Findings ---- */

/* A cell that is read twice. */
static bool told_already(const struct importing *importing, uint32_t line, uint32_t column, const char *message) {
  for (size_t i = importing->findings.as.list.count; i-- > 0;) {
    const struct value *told = importing->findings.as.list.items[i].as.list.items;
    if (told[0].as.integer != line) return false;
    if (told[1].as.integer == column && !strcmp(value_word(&told[3]), message)) return true;
  }
  return false;
}

static void add_finding(struct importing *importing, uint32_t line, uint32_t column, size_t width, const char *message) {
  struct arena *arena = importing->session->arena;
  struct value finding = value_list();
  value_add(arena, &finding, value_integer(line));
  value_add(arena, &finding, value_integer(column));
  value_add(arena, &finding, value_integer((int64_t)width));
  value_add(arena, &finding, value_string(arena, message));
  value_add(arena, &importing->findings, finding);
}

void importing_finding(struct importing *importing, uint32_t line, uint32_t column, size_t width, const char *message) {
  importing->bad = true;
  if (importing_full(importing) || told_already(importing, line, column, message)) return;
  add_finding(importing, line, column, width, message);
}

bool importing_full(const struct importing *importing) { return importing->findings.as.list.count >= MOST_FINDINGS; }

void importing_ends(struct importing *importing, uint32_t line) {
  add_finding(importing, line, 0, 0, "reading ended here: too much is wrong");
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
  importing_finding(importing, cell->line, cell->column, cell->length,
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

bool importing_cell(const struct importing *importing, const struct csv_field *cell, const char **text, size_t *length) {
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
  if (column->at == ABSENT || !importing_cell(importing, cell, &text, &length)) return push_missing(L, importing, cell, column->field);
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
  if (!importing_cell(importing, cell, &text, &length)) return push_missing(L, importing, cell, importing->headers[-1 - position]);
  lua_pushlstring(L, text, length);
  return 1;
}

static int row_newindex(lua_State *L) { return luaL_error(L, "an importer reads its row and cannot change it"); }

static void name_position(lua_State *L, const char *name, lua_Integer position) {
  lua_pushinteger(L, position);
  lua_setfield(L, -2, name);
}

void importing_push_row(lua_State *L, struct importing *importing, int self) {
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
  importing_finding(importing, at->line, at->column, meant ? at->length : 0,
              arena_format(arena, "no column %s%s", alternatives(arena, &names, "\""), advice));
}

static void place_column(struct importing *importing, struct column *column, const struct csv_field *fields) {
  column->at = header_position(importing, column->field);
  for (size_t i = 0; column->at == ABSENT && i < column->headers->as.list.count; i++)
    column->at = header_position(importing, value_word(&column->headers->as.list.items[i]));
  if (column->at == ABSENT && !column->optional) column_absent(importing, column, fields);
}

bool importing_header(struct importing *importing) {
  const struct csv_field *fields;
  importing->width = csv_header(importing->csv, &fields);
  importing->headers = ARENA_ARRAY(importing->lasting, const char *, importing->width + 1);
  for (size_t i = 0; i < importing->width; i++) {
    const char *text;
    size_t length;
    importing_cell(&(struct importing){0}, &fields[i], &text, &length);
    importing->headers[i] = arena_copy(importing->lasting, text, length);
  }
  if (!importing->width && !diagnostics_errors(importing->told)) importing_finding(importing, 0, 0, 0, "is empty: there is not even a header");
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
  struct column column = {.field = value_get_word(importing->lasting, declared, "field"), .at = ABSENT};
  const char *type = value_get_word(importing->lasting, declared, "type");
  for (int i = 0; i < 4; i++)
    if (!strcmp(types[i], type)) column.type = (enum column_type)i;
  const struct value *optional = value_get(importing->lasting, declared, "optional");
  column.optional = optional && optional->kind == VALUE_FLAG && optional->as.flag;
  column.headers = list_of(importing, declared, "headers");
  column.formats = list_of(importing, declared, "formats");
  column.yes = list_of(importing, declared, "yes");
  column.no = list_of(importing, declared, "no");
  column.comma = !strcmp(value_get_word(importing->lasting, declared, "decimal"), ",");
  return column;
}

void importing_declare(struct importing *importing, const struct value *header) {
  const struct value *columns = list_of(importing, header, "columns");
  const char *last = value_get_word(importing->lasting, header, "keep_last");
  importing->column_count = columns->as.list.count;
  importing->columns = ARENA_ARRAY(importing->lasting, struct column, importing->column_count);
  for (size_t i = 0; i < importing->column_count; i++) {
    importing->columns[i] = read_column(importing, &columns->as.list.items[i]);
    if (!strcmp(importing->columns[i].field, last)) importing->last = &importing->columns[i];
  }
  importing->unknown = list_of(importing, header, "unknown");
}
