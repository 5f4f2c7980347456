/*
 * Where in the file findings about an event stand. What an importer emits has no place of its own: it is looked for in the cells of the row
 * that the event came from. Only findings pay for that.
 */
#include "core/lua/bind_import.h"

#include "core/adapters/csv.h"

#include <string.h>

enum { MOST_SHOWN = 1000 /* findings; the rest is only counted */ };

void import_set_place(struct value *value, struct place place) {
  value->place = place;
  for (size_t i = 0; value->kind == VALUE_LIST && i < value->as.list.count; i++) import_set_place(&value->as.list.items[i], place);
  for (size_t i = 0; value->kind == VALUE_MAP && i < value->as.map.count; i++) {
    value->as.map.pairs[i].place = place;
    import_set_place(&value->as.map.pairs[i].value, place);
  }
}

struct row {
  struct csv *csv; /* NULL: there is none */
  const struct csv_field *fields;
  size_t count;
};

static struct row open_row(struct import *import) {
  struct row row = {NULL, NULL, 0};
  const struct player_input *input = import->input;
  bool shown = diagnostics_errors(import->workspace->diagnostics) < MOST_SHOWN;
  if (!shown || import->offset >= input->length) return row;
  char separator = csv_separator(input->text, input->length);
  row.csv = csv_open(input->text + import->offset, input->length - import->offset, separator, import->trial, 0);
  row.count = csv_next(row.csv, &row.fields);
  return row;
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

static bool cell_is(const struct csv_field *cell, const char *text) {
  const char *from = cell->bytes, *to = from + cell->length;
  size_t length = strlen(text);
  while (from < to && is_blank(*from)) from++;
  while (to > from && is_blank(to[-1])) to--;
  if (!length || (size_t)(to - from) != length) return false;
  for (size_t i = 0; i < length; i++) {
    char a = from[i], b = text[i]; /* importers like to make words lower case */
    if (a != b && !((a ^ b) == 0x20 && ((a | 0x20) >= 'a' && (a | 0x20) <= 'z'))) return false;
  }
  return true;
}

/* The first cell of the row, on its first line, that holds just this text; NULL. With `only`, NULL where several do. */
static const struct csv_field *find(const struct row *row, const char *text, bool only) {
  const struct csv_field *found = NULL;
  for (size_t i = 0; i < row->count; i++) {
    const struct csv_field *cell = &row->fields[i];
    if (cell->line != csv_line(row->csv) || !cell_is(cell, text)) continue;
    if (!only) return cell;
    if (found) return NULL;
    found = cell;
  }
  return found;
}

bool import_find_cell(struct import *import, struct value *at, const char *text) {
  struct row row = open_row(import);
  const struct csv_field *cell = find(&row, text, false);
  if (cell) {
    at->place.column = cell->column;
    at->width = (uint32_t)cell->length;
  }
  csv_close(row.csv);
  return cell != NULL;
}

static void point(const struct row *row, struct value *value) {
  const struct csv_field *cell = value->kind == VALUE_TEXT ? find(row, value_word(value), true) : NULL;
  if (cell) {
    value->place.column = cell->column;
    value->width = (uint32_t)cell->length;
  }
  for (size_t i = 0; value->kind == VALUE_LIST && i < value->as.list.count; i++) point(row, &value->as.list.items[i]);
  for (size_t i = 0; value->kind == VALUE_MAP && i < value->as.map.count; i++) {
    struct pair *pair = &value->as.map.pairs[i];
    if ((cell = find(row, pair->key, true))) pair->place.column = cell->column;
    point(row, &pair->value);
  }
}

void import_point(struct import *import, struct value *tree) {
  struct row row = open_row(import);
  point(&row, tree);
  csv_close(row.csv);
}
