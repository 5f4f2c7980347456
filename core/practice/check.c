/* Holding a tree against a schema: one function a type of field, all findings in one pass. */
#include "core/base/recurrence.h"
#include "core/practice/model.h"

#include <stdlib.h>
#include <string.h>

struct check {
  struct model *model;
  struct arena *arena; /* of what is typed; messages too */
  struct diagnostics *diagnostics;
  const struct schema *schema;
  const char *what;
  struct value *fields;
  bool good;
};

static void wrong(struct check *check, const struct value *at, const char *message) {
  diagnostics_error(check->diagnostics, at, "%s", message);
  check->good = false;
}

#define WRONG(check, at, ...) wrong(check, at, arena_format((check)->arena, __VA_ARGS__))

static const char *article(const char *noun) { return strchr("aeiou", noun[0]) ? "an" : "a"; }

/* How a value is quoted in a message: cut, and with nothing in it that a terminal would act on. */
static const char *quoted(struct check *check, const struct value *value) {
  struct buffer text = {0};
  if (value->kind == VALUE_TEXT) {
    size_t shown = value->as.text.length > 40 ? 40 : value->as.text.length;
    while (shown < value->as.text.length && shown > 0 && ((unsigned char)value->as.text.bytes[shown] & 0xc0) == 0x80) shown--;
    buffer_add_char(&text, '"');
    buffer_add_visible(&text, value->as.text.bytes, shown);
    buffer_add_text(&text, shown < value->as.text.length ? "…\"" : "\"");
  } else if (value->kind == VALUE_INTEGER || value->kind == VALUE_NUMBER) {
    double number;
    char digits[32];
    value_as_number(value, &number);
    number_text(digits, number);
    buffer_add_text(&text, digits);
  } else {
    buffer_add_text(&text, value_kind_name(value->kind));
  }
  const char *copy = arena_copy(check->arena, text.bytes, text.length);
  buffer_free(&text);
  return copy;
}

static struct value typed(const struct value *source, struct value result) {
  result.place = source->place;
  result.width = source->width;
  return result;
}

static struct value check_text(struct check *check, const char *name, const struct value *value) {
  char digits[32];
  double number;
  if (value->kind == VALUE_TEXT) return *value;
  if (value_as_number(value, &number)) {
    number_text(digits, number);
    return typed(value, value_string(check->arena, digits));
  }
  WRONG(check, value, "%s must be a text, not %s", name, value_kind_name(value->kind));
  return value_nil();
}

static bool as_number(const struct value *value, double *number) {
  if (value_as_number(value, number)) return true;
  return value->kind == VALUE_TEXT && number_parse(value->as.text.bytes, value->as.text.length, number);
}

static struct value check_number(struct check *check, const struct field *field, const char *name, const struct value *value) {
  double number;
  if (!as_number(value, &number)) {
    WRONG(check, value, "%s must be a number, not %s", name, quoted(check, value));
    return value_nil();
  }
  if ((field->low != 0 || field->high != 0) && !(number >= field->low && number <= field->high)) {
    char shown[32], low[32], high[32];
    number_text(shown, number);
    number_text(low, field->low);
    number_text(high, field->high);
    WRONG(check, value, "%s is %s, outside %s to %s", name, shown, low, high);
    return value_nil();
  }
  return typed(value, value_number(number));
}

static struct value check_flag(struct check *check, const char *name, const struct value *value) {
  static const char *const yes[] = {"yes", "true", "on"}, *const no[] = {"no", "false", "off"};
  if (value->kind == VALUE_FLAG) return *value;
  const char *word = value_word(value);
  for (size_t i = 0; word && i < 3; i++) {
    if (!strcmp(word, yes[i])) return typed(value, value_flag(true));
    if (!strcmp(word, no[i])) return typed(value, value_flag(false));
  }
  WRONG(check, value, "%s must be yes or no, not %s", name, quoted(check, value));
  return value_nil();
}

static struct value check_day(struct check *check, const char *name, const struct value *value) {
  int32_t day;
  if (value->kind == VALUE_TEXT && day_parse(value->as.text.bytes, value->as.text.length, &day)) return typed(value, value_integer(day));
  WRONG(check, value, "%s must be a day such as 2026-03-01, not %s", name, quoted(check, value));
  return value_nil();
}

static struct value check_moment(struct check *check, const char *name, const struct value *value) {
  int64_t moment;
  bool has_minute;
  if (value->kind == VALUE_TEXT && moment_parse(value->as.text.bytes, value->as.text.length, &moment, &has_minute))
    return typed(value, value_integer(moment));
  WRONG(check, value, "%s must be a day such as 2026-03-01 or a time such as 2026-03-01T14:30, not %s", name, quoted(check, value));
  return value_nil();
}

static struct value check_span(struct check *check, const char *name, const struct value *value) {
  struct span span;
  if (value->kind == VALUE_TEXT && span_parse(value->as.text.bytes, value->as.text.length, &span))
    return typed(value, value_integer(span_pack(span)));
  WRONG(check, value, "%s must be a length of time such as 30d, 2 weeks or 6 months, not %s", name, quoted(check, value));
  return value_nil();
}

/* A part of a text, as a value of its own: for the caret. A value in quotes is wider than its text. */
static struct value part_of(struct check *check, const struct value *text, size_t at, size_t length) {
  struct value part = value_text(check->arena, text->as.text.bytes + at, length);
  part.place = text->place;
  if (part.place.column) part.place.column += (uint32_t)at + (text->width == text->as.text.length + 2);
  part.width = (uint32_t)length;
  return part;
}

static struct value check_recurrence(struct check *check, const char *name, const struct value *value) {
  struct recurrence recurrence;
  struct recurrence_fault fault;
  if (value->kind != VALUE_TEXT) return check_span(check, name, value);
  if (recurrence_parse(value->as.text.bytes, value->as.text.length, &recurrence, &fault))
    return typed(value, value_integer(recurrence_pack(recurrence)));
  struct value part = part_of(check, value, fault.at, fault.length);
  bool whole = fault.length == value->as.text.length;
  if (whole) WRONG(check, value, "%s must be %s, not %s", name, fault.message, quoted(check, value));
  else WRONG(check, &part, "%s: %s", name, fault.message);
  return value_nil();
}

/* One day, or the first and the last with ".." between. */
static bool check_time(struct check *check, const char *name, const struct value *value, struct value *days) {
  const char *text = value_word(value), *dots = text ? strstr(text, "..") : NULL;
  size_t length = text ? value->as.text.length : 0, first_length = dots ? (size_t)(dots - text) : length;
  int32_t first, last;
  bool good = text && day_parse(text, first_length, &first);
  if (good && dots) good = day_parse(dots + 2, length - first_length - 2, &last);
  else if (good) last = first;
  if (!good) WRONG(check, value, "%s must be days such as 2026-08-01 or times such as 2026-08-01..2026-08-21, not %s", name, quoted(check, value));
  else if (last < first) WRONG(check, value, "%s ends before it begins", quoted(check, value));
  if (!good || last < first) return false;
  value_add(check->arena, days, typed(value, value_integer(first)));
  value_add(check->arena, days, typed(value, value_integer(last)));
  return true;
}

static struct value check_times(struct check *check, const char *name, const struct value *value) {
  struct value days = typed(value, value_list());
  if (value->kind != VALUE_LIST) return check_time(check, name, value, &days) ? days : value_nil();
  for (size_t i = 0; i < value->as.list.count; i++) check_time(check, name, &value->as.list.items[i], &days);
  return days;
}

static struct value check_word(struct check *check, enum kind of, const struct value *value) {
  const char *word = value_word(value);
  if (!word) {
    WRONG(check, value, "%s %s is named by one word, not by %s", article(schema_of(of)->name), schema_of(of)->name, value_kind_name(value->kind));
    return value_nil();
  }
  const struct entity *entity = model_find(check->model, of, word);
  if (entity) return typed(value, value_integer(entity->position));
  if (check->model->tables[of].unread) return value_nil();
  WRONG(check, value, "no %s %s%s", schema_of(of)->name, quoted(check, value), model_suggestion(check->model, of, word));
  return value_nil();
}

static struct value check_choice(struct check *check, const struct field *field, const char *name, const struct value *value) {
  const char *word = value_word(value);
  struct nearest nearest = nearest_to(word ? word : "", word ? strlen(word) : 0);
  struct buffer list = {0};
  for (const char *const *choice = field->choices; *choice; choice++) {
    if (word && !strcmp(word, *choice)) {
      buffer_free(&list);
      return *value;
    }
    nearest_offer(&nearest, *choice);
    buffer_format(&list, "%s%s", choice == field->choices ? "" : choice[1] ? ", " : " or ", *choice);
  }
  const char *meant = nearest.best ? arena_format(check->arena, "; did you mean \"%s\"?", nearest.best) : "";
  WRONG(check, value, "%s must be %s, not %s%s", name, list.bytes ? list.bytes : "", quoted(check, value), meant);
  buffer_free(&list);
  return value_nil();
}

/* "supportive -> leading" or one word alone. */
static struct value check_shift(struct check *check, enum kind of, const struct value *value) {
  struct value shift = typed(value, value_list());
  const char *text = value_word(value);
  const char *arrow = text ? strstr(text, "->") : NULL;
  if (!arrow) {
    value_add(check->arena, &shift, check_word(check, of, value));
    return shift;
  }
  const char *ends[2][2] = {{text, arrow}, {arrow + 2, text + value->as.text.length}};
  for (int i = 0; i < 2; i++) {
    const char *from = ends[i][0], *to = ends[i][1];
    while (from < to && *from == ' ') from++;
    while (to > from && to[-1] == ' ') to--;
    struct value part = part_of(check, value, (size_t)(from - text), (size_t)(to - from));
    value_add(check->arena, &shift, check_word(check, of, &part));
  }
  return shift;
}

static struct value check_one(struct check *check, const struct field *field, const char *name, const struct value *value);

/* Each item of a list by the rules of `item`; one item alone will do. */
static struct value check_list(struct check *check, struct field item, const char *name, const struct value *value) {
  struct value list = typed(value, value_list());
  if (value->kind != VALUE_LIST) {
    value_add(check->arena, &list, check_one(check, &item, name, value));
    return list;
  }
  for (size_t i = 0; i < value->as.list.count; i++) {
    const struct value *each = &value->as.list.items[i];
    const char *word = item.type == FIELD_WORD ? value_word(each) : NULL;
    if (word && !model_find(check->model, item.of, word) && word_taken_out(check->diagnostics, check->schema, each)) continue;
    struct value one = check_one(check, &item, name, each);
    if (one.kind != VALUE_NIL) value_add(check->arena, &list, one);
  }
  return list;
}

static struct value check_range(struct check *check, const char *name, const struct value *value) {
  struct value range = typed(value, value_list());
  double ends[2] = {0, 0};
  bool good = value->kind == VALUE_LIST && value->as.list.count == 2;
  for (size_t i = 0; good && i < 2; i++) good = as_number(&value->as.list.items[i], &ends[i]);
  if (!good || !(ends[0] < ends[1])) {
    WRONG(check, value, "%s must be [lowest, highest], two numbers, the lower first", name);
    return value_nil();
  }
  value_add(check->arena, &range, value_number(ends[0]));
  value_add(check->arena, &range, value_number(ends[1]));
  return range;
}

/* A map under the writer's own keys: of texts, or of numbers under ids of a kind. */
static struct value check_map(struct check *check, const struct field *field, const char *name, const struct value *value) {
  if (value->kind != VALUE_MAP) {
    WRONG(check, value, "%s must be a map, not %s", name, value_kind_name(value->kind));
    return value_nil();
  }
  struct field item = {.name = field->name, .type = field->type == FIELD_NOTES ? FIELD_TEXT : FIELD_NUMBER};
  struct value map = typed(value, value_map());
  for (size_t i = 0; i < value->as.map.count; i++) {
    const struct pair *pair = &value->as.map.pairs[i];
    struct value key = value_string(check->arena, pair->key);
    key.place = pair->place;
    key.width = (uint32_t)strlen(pair->key);
    if (field->of != KIND_NONE) check_word(check, field->of, &key);
    value_set(check->arena, &map, pair->key, check_one(check, &item, pair->key, &pair->value))->place = pair->place;
  }
  return map;
}

static struct value check_items(struct check *check, const struct field *field, const char *name, const struct value *value) {
  struct value positions = typed(value, value_list());
  if (value->kind != VALUE_LIST) {
    WRONG(check, value, "%s must be a list", name);
    return value_nil();
  }
  for (size_t i = 0; i < value->as.list.count; i++) {
    const struct value *tree = &value->as.list.items[i];
    struct value wrapped = *tree;
    if (tree->kind == VALUE_TEXT) { /* a text alone stands for the item's first field */
      wrapped = typed(tree, value_map());
      value_set(check->arena, &wrapped, schema_of(field->of)->fields[0].name, *tree);
    }
    struct entity *item = model_add(check->model, field->of, "", NULL, tree, tree->place);
    check->good &= check_entity_fields(check->model, check->diagnostics, item, item->schema->name, &wrapped);
    value_add(check->arena, &positions, value_integer(item->position));
  }
  return positions;
}

static struct value check_one(struct check *check, const struct field *field, const char *name, const struct value *value) {
  if (value->kind == VALUE_NIL) return *value;
  struct field item = *field;
  switch (field->type) {
    case FIELD_TEXT: return check_text(check, name, value);
    case FIELD_NUMBER: return check_number(check, field, name, value);
    case FIELD_FLAG: return check_flag(check, name, value);
    case FIELD_DAY: return check_day(check, name, value);
    case FIELD_MOMENT: return check_moment(check, name, value);
    case FIELD_SPAN: return check_span(check, name, value);
    case FIELD_RECURRENCE: return check_recurrence(check, name, value);
    case FIELD_TIMES: return check_times(check, name, value);
    case FIELD_WORD: return check_word(check, field->of, value);
    case FIELD_SHIFT: return check_shift(check, field->of, value);
    case FIELD_CHOICE: return check_choice(check, field, name, value);
    case FIELD_RANGE: return check_range(check, name, value);
    case FIELD_NOTES:
    case FIELD_NUMBERS: return check_map(check, field, name, value);
    case FIELD_ITEMS: return check_items(check, field, name, value);
    case FIELD_WORDS: item.type = FIELD_WORD; break;
    case FIELD_TEXTS: item.type = FIELD_TEXT; break;
    case FIELD_DAYS: item.type = FIELD_DAY; break;
    case FIELD_FREE:
    case FIELD_ENTITY:
    case FIELD_ENTITIES: return *value;
  }
  return check_list(check, item, name, value);
}

/* The next step of each field's name below the prefix: what a mistyped key may have meant. */
static const char *suggest_key(struct check *check, const char *prefix, const char *key) {
  struct nearest nearest = nearest_to(key, strlen(key));
  size_t skip = strlen(prefix);
  for (size_t i = 0; i < check->schema->count; i++) {
    const char *name = check->schema->fields[i].name;
    if (strncmp(name, prefix, skip)) continue;
    const char *step = name + skip, *dot = strchr(step, '.');
    nearest_offer(&nearest, dot ? arena_copy(check->arena, step, (size_t)(dot - step)) : step);
  }
  return nearest.best ? arena_format(check->arena, "; did you mean \"%s\"?", nearest.best) : "";
}

static void check_tree(struct check *check, const char *prefix, const struct value *tree, int depth);

static const struct field *first_of_group(const struct schema *schema, const char *group) {
  size_t length = strlen(group);
  for (size_t i = 0; i < schema->count; i++)
    if (!strncmp(schema->fields[i].name, group, length) && schema->fields[i].name[length] == '.') return &schema->fields[i];
  return NULL;
}

static void check_pair(struct check *check, const char *prefix, const struct pair *pair, int depth) {
  const char *name = prefix[0] ? arena_format(check->arena, "%s%s", prefix, pair->key) : pair->key;
  int position = schema_field(check->schema, name);
  if (position >= 0) {
    check->fields[position] = check_one(check, &check->schema->fields[position], name, &pair->value);
  } else if (schema_group(check->schema, name) && pair->value.kind == VALUE_MAP) {
    check_tree(check, arena_format(check->arena, "%s.", name), &pair->value, depth + 1);
  } else if (schema_group(check->schema, name)) {
    const struct field *first = first_of_group(check->schema, name);
    check->fields[first - check->schema->fields] = check_one(check, first, name, &pair->value);
  } else {
    struct value at = value_string(check->arena, pair->key);
    at.place = pair->place;
    at.width = (uint32_t)strlen(pair->key);
    const char *meant = suggest_key(check, prefix, pair->key);
    if (prefix[0]) WRONG(check, &at, "no field \"%s\" in %.*s%s", pair->key, (int)strlen(prefix) - 1, prefix, meant);
    else WRONG(check, &at, "no field \"%s\" in %s %s%s", pair->key, article(check->what), check->what, meant);
  }
}

static void check_tree(struct check *check, const char *prefix, const struct value *tree, int depth) {
  if (tree->kind == VALUE_NIL || depth > VALUE_DEPTH) return;
  if (tree->kind != VALUE_MAP) {
    WRONG(check, tree, "%s %s is written as a map of fields, not as %s", article(check->what), check->what, value_kind_name(tree->kind));
    return;
  }
  for (size_t i = 0; i < tree->as.map.count; i++) check_pair(check, prefix, &tree->as.map.pairs[i], depth);
}

bool check_fields(struct model *model, struct arena *arena, struct diagnostics *diagnostics, const struct schema *schema,
                  const char *what, const struct value *tree, struct value *fields) {
  struct check check = {model, arena, diagnostics, schema, what, fields, true};
  check_tree(&check, "", tree, 0);
  for (size_t i = 0; check.good && i < schema->count; i++)
    if ((schema->fields[i].flags & FIELD_REQUIRED) && fields[i].kind == VALUE_NIL)
      WRONG(&check, tree, "this %s needs a field \"%s\"", what, schema->fields[i].name);
  return check.good;
}

bool check_entity_fields(struct model *model, struct diagnostics *diagnostics, struct entity *entity, const char *what,
                         const struct value *tree) {
  size_t count = entity->schema->count;
  struct value *typed_fields = memory_grow(NULL, count * sizeof *typed_fields);
  memset(typed_fields, 0, count * sizeof *typed_fields);
  bool good = check_fields(model, model->arena, diagnostics, entity->schema, what, tree, typed_fields);
  for (size_t i = 0; i < count; i++) { /* kept one by one: most fields of most entities are absent */
    if (typed_fields[i].kind == VALUE_NIL) continue;
    struct value *kept = ARENA_NEW(model->arena, struct value);
    *kept = typed_fields[i];
    entity->fields[i] = kept;
  }
  free(typed_fields);
  return good;
}

const struct entity *outcome_check(struct model *model, struct diagnostics *diagnostics, const struct value *tree) {
  struct entity *outcome = model_add(model, KIND_OUTCOME, "", NULL, tree, tree->place);
  bool good = check_entity_fields(model, diagnostics, outcome, "review's outcome", tree);
  return good ? outcome : NULL;
}
