#include "core/adapters/model_list.h"

#include "core/adapters/csv.h"
#include "core/base/words.h"
#include "core/practice/schema.h"

#include <string.h>

enum { DEEPEST = 8, MOST_COLUMNS = CSV_FIELDS };

struct column {
  const char *name;
  bool list;
  struct place place;
};

static struct value cell(struct arena *arena, uint32_t source, const struct csv_field *field, size_t from, size_t to) {
  while (from < to && field->bytes[from] == ' ') from++;
  while (to > from && field->bytes[to - 1] == ' ') to--;
  struct value text = value_text(arena, field->bytes + from, to - from);
  text.place = (struct place){source, field->line, field->column + (uint32_t)from};
  text.width = (uint32_t)(to - from);
  return text;
}

static struct value cells(struct arena *arena, uint32_t source, const struct csv_field *field) {
  struct value list = value_list();
  list.place = (struct place){source, field->line, field->column};
  for (size_t from = 0, i = 0; i <= field->length; i++) {
    if (i < field->length && field->bytes[i] != ';') continue;
    if (i > from) value_add(arena, &list, cell(arena, source, field, from, i));
    from = i + 1;
  }
  return list;
}

/* A key's place is its column's header: what is wrong with it is told once, not in every row. */
static void set_dotted(struct arena *arena, struct value *map, const char *name, struct place key, struct value item) {
  const char *dot = strchr(name, '.');
  if (!dot) {
    value_set(arena, map, name, item)->place = key;
    return;
  }
  const char *group = arena_copy(arena, name, (size_t)(dot - name));
  struct pair *pair = value_find(arena, map, group);
  if (!pair) pair = value_set(arena, map, group, value_map());
  if (pair->value.kind != VALUE_MAP) return; /* told of the header */
  pair->place = key;
  pair->value.place = item.place;
  set_dotted(arena, &pair->value, dot + 1, key, item);
}

/* Whether the field, or one of a nested relationship, takes a list. */
static bool takes_list(const char *name) {
  static const enum kind kinds[] = {KIND_STAKEHOLDER, KIND_RELATIONSHIP};
  const char *own = strncmp(name, "relationship.", 13) ? name : name + 13;
  for (size_t i = 0; i < 2; i++) {
    int position = schema_field(schema_of(kinds[i]), own);
    enum field_type type = position < 0 ? FIELD_TEXT : schema_of(kinds[i])->fields[position].type;
    if (type == FIELD_WORDS || type == FIELD_TEXTS) return true;
  }
  return false;
}

static bool is_part_of(const char *name, const char *whole) {
  size_t length = strlen(whole);
  return !strncmp(name, whole, length) && name[length] == '.';
}

static size_t depth_of(const char *name) {
  size_t depth = 0;
  for (const char *dot = name; (dot = strchr(dot, '.')); dot++) depth++;
  return depth;
}

/* A column that is a part of another, or of very many, has no place in a tree. */
static bool names_are_good(const struct column *columns, size_t count, struct diagnostics *diagnostics) {
  size_t before = diagnostics_errors(diagnostics);
  for (size_t i = 0; i < count; i++) {
    if (depth_of(columns[i].name) > DEEPEST)
      diagnostics_add(diagnostics, SEVERITY_ERROR, columns[i].place, 0, "this name has more than %d dots", DEEPEST);
    for (size_t j = 0; j < count; j++)
      if (is_part_of(columns[i].name, columns[j].name))
        diagnostics_add(diagnostics, SEVERITY_ERROR, columns[i].place, (uint32_t)strlen(columns[i].name),
                        "\"%s\" is a part of \"%s\", which is a column of its own", columns[i].name, columns[j].name);
  }
  return diagnostics_errors(diagnostics) == before;
}

static size_t read_header(struct csv *csv, struct arena *arena, struct diagnostics *diagnostics, uint32_t source, struct column *columns,
                          size_t *id) {
  const struct csv_field *fields;
  size_t count = csv_header(csv, &fields);
  *id = count;
  for (size_t i = 0; i < count && i < MOST_COLUMNS; i++) {
    columns[i].name = arena_copy(arena, fields[i].bytes, fields[i].length);
    columns[i].list = takes_list(columns[i].name);
    columns[i].place = (struct place){source, fields[i].line, fields[i].column};
    if (!strcmp(columns[i].name, "id")) *id = i;
  }
  if (count && *id == count)
    diagnostics_add(diagnostics, SEVERITY_ERROR, (struct place){source, 1, 1}, 0, "a list of a model needs a column `id`");
  return *id == count || !names_are_good(columns, count < MOST_COLUMNS ? count : MOST_COLUMNS, diagnostics) ? 0 : count;
}

bool model_list_read(struct arena *arena, struct diagnostics *diagnostics, const char *name, const char *text, size_t length,
                     const char *plural, struct value *tree) {
  size_t before = diagnostics_errors(diagnostics), id, count;
  uint32_t source = diagnostics_source(diagnostics, name, text, length);
  struct csv *csv = csv_open(text, length, 0, diagnostics, source);
  struct column *columns = ARENA_ARRAY(arena, struct column, MOST_COLUMNS);
  struct value entries = value_map();
  struct words *ids = words_new(); /* those seen; looking into the map while it grows would sort it anew for each */
  const struct csv_field *fields;
  *tree = value_map();
  count = read_header(csv, arena, diagnostics, source, columns, &id);
  while (count && csv_next(csv, &fields)) {
    struct value entry = value_map();
    entry.place = (struct place){source, fields[id].line, fields[id].column};
    for (size_t i = 0; i < count; i++) {
      if (i == id || !fields[i].length) continue;
      struct value item = columns[i].list ? cells(arena, source, &fields[i]) : cell(arena, source, &fields[i], 0, fields[i].length);
      set_dotted(arena, &entry, columns[i].name, columns[i].place, item);
    }
    const char *key = arena_copy(arena, fields[id].bytes, fields[id].length);
    if (words_number(ids, key, strlen(key)) <= entries.as.map.count)
      diagnostics_add(diagnostics, SEVERITY_ERROR, entry.place, (uint32_t)fields[id].length, "\"%s\" stands here a second time", key);
    else value_set(arena, &entries, key, entry)->place = entry.place;
  }
  csv_close(csv);
  words_free(ids);
  value_set(arena, tree, arena_copy(arena, plural, strlen(plural)), entries)->place = (struct place){source, 1, 1};
  return diagnostics_errors(diagnostics) == before;
}
