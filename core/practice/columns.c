#include "core/practice/columns.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The workspace's own attributes, but those of a person: they are nobody's score. */
static void collect_own(struct columns *columns, enum kind kind) {
  for (size_t i = 0; i < model_count(columns->model, kind); i++) {
    const struct entity *attribute = model_at(columns->model, kind, i);
    if (!attribute_personal(attribute)) columns->own[columns->own_count++] = attribute;
  }
}

struct columns *columns_new(const struct event_kinds *kinds, struct diagnostics *diagnostics) {
  struct arena *arena = arena_new();
  struct columns *columns = ARENA_NEW(arena, struct columns);
  columns->arena = arena;
  columns->kinds = kinds;
  columns->model = kinds->model;
  columns->diagnostics = diagnostics;
  columns->set = feature_set_new(arena, kinds);
  columns->texts = words_new();
  size_t most = model_count(columns->model, KIND_STAKEHOLDER_ATTRIBUTE) + model_count(columns->model, KIND_RELATIONSHIP_ATTRIBUTE);
  columns->own = ARENA_ARRAY(arena, const struct entity *, most);
  collect_own(columns, KIND_STAKEHOLDER_ATTRIBUTE);
  collect_own(columns, KIND_RELATIONSHIP_ATTRIBUTE);
  return columns;
}

void columns_free(struct columns *columns) {
  if (!columns) return;
  words_free(columns->texts);
  arena_free(columns->arena);
}

/* ---- A row ---- */

static int by_name_at_seq(const void *a, const void *b) {
  const struct fact *left = a, *right = b;
  if (left->name != right->name) return left->name < right->name ? -1 : 1;
  if (left->at != right->at) return left->at < right->at ? -1 : 1;
  return (left->seq > right->seq) - (left->seq < right->seq);
}

struct start_facts {
  struct columns *columns;
  struct fact *facts;
  size_t count, room;
};

static void add_start_fact(void *context, const struct fact *fact) {
  struct start_facts *start = context;
  if (start->count == start->room) {
    struct fact *facts = ARENA_ARRAY(start->columns->arena, struct fact, start->room * 2 + 8);
    if (start->count) memcpy(facts, start->facts, start->count * sizeof *facts);
    start->facts = facts;
    start->room = start->room * 2 + 8;
  }
  start->facts[start->count++] = *fact;
}

/* Starting values that the journal does not hold yet count as if noted: a first look needs no first note. */
static bool with_start(struct columns *columns, const struct entity *relationship, const struct fact **facts, size_t *count) {
  struct start_facts start = {.columns = columns};
  struct event event;
  for (size_t i = 0; i < *count; i++)
    if ((*facts)[i].at == MOMENT_ALWAYS) return false; /* noted: only starting values are from always */
  if (!event_start(columns->kinds, columns->arena, columns->diagnostics, relationship, DAY_LAST, &event)) return false;
  struct value body = event_body(columns->kinds, columns->arena, &event);
  for (size_t i = 0; i < *count; i++) add_start_fact(&start, &(*facts)[i]);
  event_facts(columns->kinds, columns->arena, event.kind, &body, add_start_fact, &start);
  if (start.count) qsort(start.facts, start.count, sizeof *start.facts, by_name_at_seq);
  *facts = start.facts;
  *count = start.count;
  return true;
}

/* Which contacts count; relationships of one model share the list of words, so the last answer mostly serves again. */
static struct contact contact_of(struct columns *columns, const struct entity *relationship) {
  static const struct contact every;
  const struct value *by = entity_field(relationship, "cadence.by");
  if (by->kind != VALUE_LIST) return every;
  size_t count = by->as.list.count;
  uint32_t *channels = ARENA_ARRAY(columns->arena, uint32_t, count), *kinds = ARENA_ARRAY(columns->arena, uint32_t, count);
  struct contact contact = {channels, kinds, 0, 0};
  for (size_t i = 0; i < count; i++) {
    const char *word = value_word(&by->as.list.items[i]);
    uint32_t number = words_number(columns->kinds->words, word, strlen(word));
    if (model_find(columns->model, KIND_CHANNEL, word)) channels[contact.channel_count++] = number;
    else kinds[contact.kind_count++] = number;
  }
  return contact;
}

static struct subject subject_of(struct columns *columns, size_t row, const struct fact *facts, size_t count) {
  const struct entity *relationship = columns->rows[row], *model = entity_word(columns->model, relationship, "model");
  const struct value *own = entity_field(relationship, "cadence.by"), *models = model ? entity_field(model, "cadence.by") : NULL;
  bool shared = models && own->kind == models->kind && (own->kind != VALUE_LIST || own->as.list.items == models->as.list.items);
  if (!shared || columns->contact_model != model) columns->contact = contact_of(columns, relationship);
  columns->contact_model = shared ? model : NULL;
  return (struct subject){facts, count, columns->begins[row], columns->contact};
}

void columns_fill(struct columns *columns, size_t row, const struct fact *facts, size_t count) {
  with_start(columns, columns->rows[row], &facts, &count);
  struct subject subject = subject_of(columns, row, facts, count);
  size_t line = row * columns->view_count;
  features_compute(columns->set, &subject, columns->views, columns->view_count, columns->cells + line * feature_count(columns->set));
  for (size_t v = 0; v < columns->view_count; v++)
    columns->observed[line + v] = subject_observed(columns->set, &subject, columns->views[v].until);
}

static void find_positions(struct columns *columns);

void columns_prepare(struct columns *columns) {
  find_positions(columns);
  size_t lines = columns->row_count * columns->view_count;
  columns->cells = ARENA_ARRAY(columns->arena, struct cell, lines * feature_count(columns->set));
  columns->observed = ARENA_ARRAY(columns->arena, uint8_t, lines);
  columns->begins = ARENA_ARRAY(columns->arena, int32_t, columns->row_count);
  for (size_t row = 0; row < columns->row_count; row++) columns->begins[row] = relationship_begins(columns->model, columns->rows[row]);
}

void columns_evidence(struct columns *columns, size_t row, size_t view, size_t feature, const struct fact *facts, size_t count,
                      void (*used)(void *context, const struct fact *fact), void *context) {
  with_start(columns, columns->rows[row], &facts, &count);
  struct subject subject = subject_of(columns, row, facts, count);
  feature_evidence(columns->set, feature_at(columns->set, feature), &subject, columns->views[view], used, context);
}

/* ---- Attributes beside the features ---- */

enum attribute {
  ATTRIBUTE_ID,
  ATTRIBUTE_LEVEL,
  ATTRIBUTE_TYPE,
  ATTRIBUTE_MODEL,
  ATTRIBUTE_OWNER,
  ATTRIBUTE_KIND,
  ATTRIBUTE_ROLE,
  ATTRIBUTE_POWER,
  ATTRIBUTE_INTEREST,
  ATTRIBUTE_LEGITIMACY,
  ATTRIBUTE_URGENCY,
  ATTRIBUTE_VALUE,
  ATTRIBUTE_AGE,
  ATTRIBUTE_IDEAL,
  ATTRIBUTE_MAX,
  ATTRIBUTE_GAP,
  ATTRIBUTES
};

static const struct {
  const char *name;
  bool word;
} attributes[ATTRIBUTES] = {
    [ATTRIBUTE_ID] = {"id", true},           [ATTRIBUTE_LEVEL] = {"level", true},        [ATTRIBUTE_TYPE] = {"type", true},
    [ATTRIBUTE_MODEL] = {"model", true},     [ATTRIBUTE_OWNER] = {"owner", true},        [ATTRIBUTE_KIND] = {"kind", true},
    [ATTRIBUTE_ROLE] = {"role", true},       [ATTRIBUTE_POWER] = {"power", false},       [ATTRIBUTE_INTEREST] = {"interest", false},
    [ATTRIBUTE_LEGITIMACY] = {"legitimacy", false}, [ATTRIBUTE_URGENCY] = {"urgency", false}, [ATTRIBUTE_VALUE] = {"value", false},
    [ATTRIBUTE_AGE] = {"age", false},        [ATTRIBUTE_IDEAL] = {"cadence.ideal", false}, [ATTRIBUTE_MAX] = {"cadence.max", false},
    [ATTRIBUTE_GAP] = {"engagement_gap", false},
};

size_t columns_width(const struct columns *columns) { return feature_count(columns->set) + ATTRIBUTES + columns->own_count; }

const char *columns_name(const struct columns *columns, size_t column) {
  size_t features = feature_count(columns->set);
  if (column < features) return feature_at(columns->set, column)->name;
  if (column < features + ATTRIBUTES) return attributes[column - features].name;
  return columns->own[column - features - ATTRIBUTES]->id;
}

static enum column_type own_type(const struct entity *attribute) {
  const char *type = entity_text(attribute, "type", "text");
  if (!strcmp(type, "flag")) return COLUMN_FLAG;
  return !strcmp(type, "text") || !strcmp(type, "word") ? COLUMN_WORD : COLUMN_NUMBER;
}

enum column_type columns_type(const struct columns *columns, size_t column) {
  size_t features = feature_count(columns->set);
  if (column < features) return feature_at(columns->set, column)->word ? COLUMN_WORD : COLUMN_NUMBER;
  if (column < features + ATTRIBUTES) return attributes[column - features].word ? COLUMN_WORD : COLUMN_NUMBER;
  return own_type(columns->own[column - features - ATTRIBUTES]);
}

static double text_value(struct columns *columns, const char *text) {
  return text && *text ? (double)words_number(columns->texts, text, strlen(text)) : NAN;
}

static double word_value(struct columns *columns, const struct entity *entity, int position) {
  const struct value *value = position < 0 ? NULL : entity->fields[position];
  if (!value || value->kind != VALUE_INTEGER) return NAN;
  return text_value(columns, model_at(columns->model, entity->schema->fields[position].of, (size_t)value->as.integer)->id);
}

static double number_value(const struct value *value) {
  if (value->kind == VALUE_FLAG) return value->as.flag;
  double number;
  return value_as_number(value, &number) ? number : NAN;
}

static double role_value(struct columns *columns, const struct entity *stakeholder) {
  const struct value *roles = stakeholder ? entity_field(stakeholder, "roles") : NULL;
  if (!roles || roles->kind != VALUE_LIST || !roles->as.list.count) return NAN;
  return text_value(columns, model_at(columns->model, KIND_ROLE, (size_t)roles->as.list.items[0].as.integer)->id);
}

static double feature_number(struct columns *columns, const char *name, size_t line) {
  size_t count = feature_count(columns->set);
  for (size_t f = columns->declared; f < count; f++)
    if (!strcmp(feature_at(columns->set, f)->name, name)) {
      const struct cell *cell = &columns->cells[line * count + f];
      return cell->missing ? NAN : cell->value;
    }
  return NAN;
}

/* Steps from where engagement stands to where it is wanted, on 0..4 (house). */
static double gap_value(struct columns *columns, size_t line) {
  double ends[2] = {feature_number(columns, "engagement", line), feature_number(columns, "desired", line)};
  const struct entity *steps[2];
  for (int i = 0; i < 2; i++) {
    steps[i] = isnan(ends[i]) ? NULL : model_find(columns->model, KIND_ENGAGEMENT, words_text(columns->kinds->words, (uint32_t)ends[i]));
    if (!steps[i]) return NAN;
  }
  return (double)steps[1]->position - (double)steps[0]->position;
}

static double number_at(const struct entity *entity, int position) {
  const struct value *value = entity && position >= 0 ? entity->fields[position] : NULL;
  return value ? number_value(value) : NAN;
}

static double attribute_value(struct columns *columns, enum attribute attribute, size_t row, size_t view) {
  const struct entity *relationship = columns->rows[row];
  const struct entity *stakeholder = relationship_stakeholder(columns->model, relationship);
  int position = columns->positions[attribute];
  switch (attribute) {
    case ATTRIBUTE_ID: return text_value(columns, relationship->id);
    case ATTRIBUTE_LEVEL:
    case ATTRIBUTE_TYPE:
    case ATTRIBUTE_MODEL:
    case ATTRIBUTE_OWNER: return word_value(columns, relationship, position);
    case ATTRIBUTE_KIND: return stakeholder ? text_value(columns, entity_text(stakeholder, "kind", NULL)) : NAN;
    case ATTRIBUTE_ROLE: return role_value(columns, stakeholder);
    case ATTRIBUTE_POWER:
    case ATTRIBUTE_INTEREST:
    case ATTRIBUTE_LEGITIMACY:
    case ATTRIBUTE_URGENCY: return number_at(stakeholder, position);
    case ATTRIBUTE_VALUE: return number_at(relationship, position);
    case ATTRIBUTE_AGE: return columns->begins[row] == INT32_MIN ? NAN : (double)columns->views[view].as_of - columns->begins[row];
    case ATTRIBUTE_IDEAL: return relationship_cadence_ideal(relationship);
    case ATTRIBUTE_MAX: return relationship_cadence_max(relationship);
    case ATTRIBUTE_GAP: return gap_value(columns, row * columns->view_count + view);
    case ATTRIBUTES: break;
  }
  return NAN;
}

/* Where attributes stand in the schemas, found once. */
static void find_positions(struct columns *columns) {
  columns->positions = ARENA_ARRAY(columns->arena, int, ATTRIBUTES);
  for (int i = 0; i < ATTRIBUTES; i++) {
    bool of_stakeholder = i >= ATTRIBUTE_POWER && i <= ATTRIBUTE_URGENCY;
    columns->positions[i] = schema_field(&columns->model->schemas[of_stakeholder ? KIND_STAKEHOLDER : KIND_RELATIONSHIP], attributes[i].name);
  }
}

static double own_value(struct columns *columns, size_t position, size_t row) {
  const struct entity *attribute = columns->own[position], *relationship = columns->rows[row];
  bool of_stakeholder = attribute->kind == KIND_STAKEHOLDER_ATTRIBUTE;
  const struct entity *entity = of_stakeholder ? relationship_stakeholder(columns->model, relationship) : relationship;
  if (!entity) return NAN;
  const struct value *value = entity_field(entity, attribute->id);
  return own_type(attribute) == COLUMN_WORD ? text_value(columns, value_word(value)) : number_value(value);
}

double columns_value(struct columns *columns, size_t column, size_t row, size_t view) {
  size_t features = feature_count(columns->set), line = row * columns->view_count + view;
  if (column >= features + ATTRIBUTES) return own_value(columns, column - features - ATTRIBUTES, row);
  if (column >= features) return attribute_value(columns, (enum attribute)(column - features), row, view);
  const struct cell *cell = &columns->cells[line * features + column];
  if (cell->missing) return NAN;
  return feature_at(columns->set, column)->word ? text_value(columns, words_text(columns->kinds->words, (uint32_t)cell->value)) : cell->value;
}

/* Attributes but age and gap are the same in every view. */
static bool same_in_views(const struct columns *columns, size_t column) {
  size_t features = feature_count(columns->set);
  return column >= features && column != features + ATTRIBUTE_AGE && column != features + ATTRIBUTE_GAP;
}

static void write_column(struct columns *columns, size_t column, double *values, unsigned char *present) {
  bool same = same_in_views(columns, column);
  for (size_t row = 0; row < columns->row_count; row++)
    for (size_t view = 0; view < columns->view_count; view++) {
      size_t line = row * columns->view_count + view;
      values[line] = same && view ? values[line - 1] : columns_value(columns, column, row, view);
      present[line] = !isnan(values[line]);
    }
}

void columns_write(struct columns *columns, unsigned char *memory) {
  size_t width = columns_width(columns), lines = columns->row_count * columns->view_count;
  double *values = (double *)(void *)memory;
  for (size_t column = 0; column < width; column++)
    write_column(columns, column, values + column * lines, memory + width * lines * sizeof *values + column * lines);
}
