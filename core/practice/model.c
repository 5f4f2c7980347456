/* Building a model: entities are gathered first, so that words may point forward, then checked kind by kind. */
#include "core/base/recurrence.h"
#include "core/practice/event.h"
#include "core/practice/inherit.h"
#include "core/practice/need.h"
#include "core/practice/staff.h"
#include "core/practice/trigger.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Tables ---- */

static const struct value nothing;

struct entity *model_add(struct model *model, enum kind kind, const char *id, const struct entity *parent, const struct value *tree,
                         struct place place) {
  struct table *table = &model->tables[kind];
  if ((table->count & (table->count + 1)) == 0) { /* full at 0, 1, 3, 7 …: double */
    struct entity **items = ARENA_ARRAY(model->arena, struct entity *, 2 * table->count + 1);
    if (table->count) memcpy(items, table->items, table->count * sizeof *items);
    table->items = items;
  }
  struct entity *entity = ARENA_NEW(model->arena, struct entity);
  entity->kind = kind;
  entity->id = arena_copy(model->arena, id, strlen(id));
  entity->parent = parent;
  entity->place = place;
  entity->position = (uint32_t)table->count;
  entity->schema = &model->schemas[kind];
  entity->fields = ARENA_ARRAY(model->arena, const struct value *, entity->schema->count);
  entity->tree = tree;
  table->items[table->count++] = entity;
  return entity;
}

static int by_id(const void *a, const void *b) {
  return strcmp((*(struct entity *const *)a)->id, (*(struct entity *const *)b)->id);
}

static void table_sort(struct model *model, struct table *table) {
  table->sorted = ARENA_ARRAY(model->arena, struct entity *, table->count);
  if (table->count) memcpy(table->sorted, table->items, table->count * sizeof *table->sorted);
  table->sorted_count = table->count;
  if (table->count) qsort(table->sorted, table->count, sizeof *table->sorted, by_id);
}

const struct entity *model_find(const struct model *model, enum kind kind, const char *id) {
  const struct table *table = &model->tables[kind];
  size_t low = 0, high = table->sorted_count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    int order = strcmp(table->sorted[middle]->id, id);
    if (order == 0) return table->sorted[middle];
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return NULL;
}

const struct entity *model_at(const struct model *model, enum kind kind, size_t position) {
  return position < model->tables[kind].count ? model->tables[kind].items[position] : NULL;
}

size_t model_count(const struct model *model, enum kind kind) { return model->tables[kind].count; }

const struct entity *model_need(const struct model *model, const struct entity *relationship, const char *id) {
  const struct table *table = &model->tables[KIND_NEED];
  for (size_t i = 0; i < table->count; i++)
    if (table->items[i]->parent == relationship && !strcmp(table->items[i]->id, id)) return table->items[i];
  return NULL;
}

const char *model_nearest(const struct model *model, enum kind kind, const char *wanted) {
  struct nearest nearest = nearest_to(wanted, strlen(wanted));
  for (size_t i = 0; i < model->tables[kind].count; i++) nearest_offer(&nearest, model->tables[kind].items[i]->id);
  return nearest.best;
}

const char *model_suggestion(const struct model *model, enum kind kind, const char *wanted) {
  const char *meant = model_nearest(model, kind, wanted);
  return meant ? arena_format(model->arena, "; did you mean \"%s\"?", meant) : "";
}

/* ---- Reading entities ---- */

const struct value *entity_field(const struct entity *entity, const char *name) {
  int position = schema_field(entity->schema, name);
  return position < 0 || !entity->fields[position] ? &nothing : entity->fields[position];
}

const struct entity *entity_word(const struct model *model, const struct entity *entity, const char *name) {
  int position = schema_field(entity->schema, name);
  const struct value *word = position < 0 ? NULL : entity->fields[position];
  if (!word || word->kind != VALUE_INTEGER) return NULL;
  return model_at(model, entity->schema->fields[position].of, (size_t)word->as.integer);
}

const char *entity_text(const struct entity *entity, const char *name, const char *otherwise) {
  const char *text = value_word(entity_field(entity, name));
  return text ? text : otherwise;
}

const char *entity_label(const struct entity *entity) {
  const char *label = schema_field(entity->schema, "label") >= 0 ? entity_text(entity, "label", NULL) : NULL;
  if (!label && schema_field(entity->schema, "name") >= 0) label = entity_text(entity, "name", NULL);
  return label ? label : entity->id;
}

const struct entity *relationship_stakeholder(const struct model *model, const struct entity *relationship) {
  return relationship->parent ? relationship->parent : entity_word(model, relationship, "to");
}

int32_t relationship_begins(const struct model *model, const struct entity *relationship) {
  const struct value *since = entity_field(relationship, "since"), *begins = entity_field(model->practice, "begins");
  int32_t first = begins->kind == VALUE_INTEGER ? (int32_t)begins->as.integer : INT32_MIN;
  return since->kind == VALUE_INTEGER && since->as.integer > first ? (int32_t)since->as.integer : first;
}

static double span_field(const struct entity *entity, const char *name) {
  const struct value *span = entity_field(entity, name);
  return span->kind == VALUE_INTEGER ? span_days(span_unpack(span->as.integer)) : NAN;
}

double relationship_cadence_ideal(const struct entity *relationship) { return span_field(relationship, "cadence.ideal"); }

double relationship_cadence_max(const struct entity *relationship) {
  double max = span_field(relationship, "cadence.max");
  return isnan(max) ? 2 * relationship_cadence_ideal(relationship) : max;
}

int64_t span_pack(struct span span) { return (int64_t)span.count * 8 + span.unit; }

struct span span_unpack(int64_t packed) { return (struct span){(int32_t)(packed / 8), (enum span_unit)(packed % 8)}; }

/* ---- Gathering ---- */

static void gather_children(struct model *model, struct diagnostics *diagnostics, struct entity *entity);

static void gather_one(struct model *model, struct diagnostics *diagnostics, enum kind kind, const char *id, const struct entity *parent,
                       const struct value *tree, struct place place) {
  if (!id_valid(id, strlen(id))) {
    struct buffer shown = {0};
    buffer_add_visible(&shown, id, strlen(id) > 60 ? 60 : strlen(id));
    diagnostics_add(diagnostics, SEVERITY_ERROR, place, (uint32_t)strlen(id),
                    "\"%s\" cannot be an id: only letters, digits, - _ . and at most 80 of them", shown.bytes ? shown.bytes : "");
    buffer_free(&shown);
    return;
  }
  gather_children(model, diagnostics, model_add(model, kind, id, parent, tree, place));
}

static void gather_map(struct model *model, struct diagnostics *diagnostics, enum kind kind, const struct entity *parent,
                       const struct value *map) {
  if (map->kind == VALUE_NIL) return;
  if (map->kind != VALUE_MAP) {
    diagnostics_error(diagnostics, map, "%s are written as a map, id: { … }, not as %s", schema_of(kind)->plural,
                      value_kind_name(map->kind));
    model->tables[kind].unread = true;
    return;
  }
  for (size_t i = 0; i < map->as.map.count; i++) {
    const struct pair *pair = &map->as.map.pairs[i];
    gather_one(model, diagnostics, kind, pair->key, parent, &pair->value, pair->place);
  }
}

/* The value of a dotted field in the tree as written. */
static const struct value *tree_field(struct model *model, const struct value *tree, const char *name) {
  const char *dot = strchr(name, '.');
  if (!dot) return value_get(model->arena, tree, name);
  const struct value *group = value_get(model->arena, tree, arena_copy(model->arena, name, (size_t)(dot - name)));
  return group ? tree_field(model, group, dot + 1) : NULL;
}

static void gather_children(struct model *model, struct diagnostics *diagnostics, struct entity *entity) {
  const struct schema *schema = schema_of(entity->kind);
  if (entity->tree->kind != VALUE_MAP) return;
  for (size_t i = 0; i < schema->count; i++) {
    const struct field *field = &schema->fields[i];
    if (field->type != FIELD_ENTITY && field->type != FIELD_ENTITIES) continue;
    const struct value *tree = tree_field(model, entity->tree, field->name);
    const struct entity *parent = entity->kind == KIND_PRACTICE ? NULL : entity;
    if (!tree) continue;
    if (field->type == FIELD_ENTITIES) gather_map(model, diagnostics, field->of, parent, tree);
    else gather_one(model, diagnostics, field->of, entity->id, parent, tree, tree->place);
  }
}

/* ---- The workspace's own attributes ---- */

bool attribute_personal(const struct entity *attribute) {
  const struct value *personal = entity_field(attribute, "personal");
  return personal->kind == VALUE_FLAG && personal->as.flag;
}

struct field attribute_field(struct model *model, const struct entity *attribute) {
  static const struct {
    const char *word;
    enum field_type type;
  } types[] = {{"text", FIELD_TEXT}, {"word", FIELD_CHOICE}, {"number", FIELD_NUMBER}, {"flag", FIELD_FLAG}, {"date", FIELD_DAY}};
  struct field field = {.name = attribute->id, .type = FIELD_TEXT};
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (!strcmp(entity_text(attribute, "type", "text"), types[i].word)) field.type = types[i].type;
  const struct value *range = entity_field(attribute, "range"), *values = entity_field(attribute, "values");
  if (range->kind == VALUE_LIST) {
    field.low = range->as.list.items[0].as.number;
    field.high = range->as.list.items[1].as.number;
  }
  size_t count = values->kind == VALUE_LIST ? values->as.list.count : 0;
  const char **choices = ARENA_ARRAY(model->arena, const char *, count + 1);
  for (size_t i = 0; i < count; i++) choices[i] = value_word(&values->as.list.items[i]);
  field.choices = choices;
  if (field.type == FIELD_TEXT || attribute_personal(attribute)) field.flags = FIELD_PERSONAL;
  return field;
}

/* Usable as r.name: a Lua name, and no keyword. */
static bool name_in_lua(const char *id) {
  static const char *const keywords[] = {"and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if",
                                         "in", "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while"};
  for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
    if (!strcmp(id, keywords[i])) return false;
  return strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == strlen(id) && !(id[0] >= '0' && id[0] <= '9');
}

/* What every row has beside attributes of the workspace's own (columns.c). */
static bool read_by_rules(const char *name) {
  static const char *const names[] = {"id",      "level",     "type",       "stage",   "model", "owner", "kind",    "role",        "power",     "interest",
                                      "urgency", "legitimacy", "value",      "age",     "cadence", "engagement", "desired", "engagement_gap", "maturity_us", "maturity_them"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (!strcmp(names[i], name)) return true;
  return false;
}

static void check_attribute(struct diagnostics *diagnostics, const struct entity *attribute, enum kind kind) {
  if (!name_in_lua(attribute->id))
    diagnostics_add(diagnostics, SEVERITY_ERROR, attribute->place, (uint32_t)strlen(attribute->id),
                    "an attribute is read as r.name in rules, so \"%s\" cannot be one: letters, digits and _, no digit first, no word of Lua's own",
                    attribute->id);
  const char *clash = kind == KIND_NONE ? NULL : attribute->id;
  if (clash && (schema_field(schema_of(kind), clash) >= 0 || schema_group(schema_of(kind), clash)))
    diagnostics_add(diagnostics, SEVERITY_ERROR, attribute->place, (uint32_t)strlen(clash), "every %s has a field \"%s\" already",
                    schema_of(kind)->name, clash);
  else if (clash && read_by_rules(clash))
    diagnostics_add(diagnostics, SEVERITY_ERROR, attribute->place, (uint32_t)strlen(clash), "rules read something else as r.%s already", clash);
  bool has_values = entity_field(attribute, "values")->kind == VALUE_LIST;
  if (!strcmp(entity_text(attribute, "type", ""), "word") && !has_values)
    diagnostics_add(diagnostics, SEVERITY_ERROR, attribute->place, (uint32_t)strlen(attribute->id),
                    "an attribute of type word needs its values: [ … ]");
}

/* Appends what the workspace declares, so that one check serves built-in and own fields alike. */
static void extend_schema(struct model *model, struct diagnostics *diagnostics, enum kind kind, enum kind attributes) {
  const struct table *table = &model->tables[attributes];
  const struct schema *built_in = schema_of(kind);
  struct field *fields = ARENA_ARRAY(model->arena, struct field, built_in->count + table->count);
  memcpy(fields, built_in->fields, built_in->count * sizeof *fields);
  for (size_t i = 0; i < table->count; i++) {
    check_attribute(diagnostics, table->items[i], kind);
    fields[built_in->count + i] = attribute_field(model, table->items[i]);
  }
  model->schemas[kind].fields = fields;
  model->schemas[kind].count = built_in->count + table->count;
  for (size_t i = 0; i < model->tables[kind].count; i++)
    model->tables[kind].items[i]->fields = ARENA_ARRAY(model->arena, const struct value *, model->schemas[kind].count);
}

/* ---- After checking ---- */

bool word_taken_out(const struct diagnostics *diagnostics, const struct schema *schema, const struct value *word) {
  static const char shipped[] = "kith:";
  if (strcmp(schema->name, "relationship model")) return false;
  return !word->place.source || !strncmp(diagnostics_source_name(diagnostics, word->place.source), shipped, sizeof shipped - 1);
}

static void check_cadence_words(struct model *model, struct diagnostics *diagnostics, const struct entity *entity) {
  const struct value *by = entity_field(entity, "cadence.by");
  for (size_t i = 0; by->kind == VALUE_LIST && i < by->as.list.count; i++) {
    const struct value *item = &by->as.list.items[i];
    const char *word = value_word(item);
    if (!word || model_find(model, KIND_CHANNEL, word) || model_find(model, KIND_EVENT_KIND, word)) continue;
    if (model->tables[KIND_CHANNEL].unread || model->tables[KIND_EVENT_KIND].unread) continue;
    if (word_taken_out(diagnostics, entity->schema, item)) continue;
    const char *meant = model_nearest(model, KIND_CHANNEL, word);
    if (!meant) meant = model_nearest(model, KIND_EVENT_KIND, word);
    diagnostics_error(diagnostics, item, "no channel or event kind \"%s\"%s", word,
                      meant ? arena_format(model->arena, "; did you mean \"%s\"?", meant) : "");
  }
}

/* Told once, where the longer one is written: what is inherited has its own finding there. */
static void check_cadence(struct diagnostics *diagnostics, const struct entity *entity) {
  const struct value *ideal = entity_field(entity, "cadence.ideal"), *max = entity_field(entity, "cadence.max");
  if (ideal->kind != VALUE_INTEGER || max->kind != VALUE_INTEGER) return;
  if (span_days(span_unpack(max->as.integer)) < span_days(span_unpack(ideal->as.integer)))
    diagnostics_error(diagnostics, max, "cadence.max is shorter than cadence.ideal");
}

/* From completion is counted by a length of time. */
static void check_recurrence_way(struct diagnostics *diagnostics, const struct entity *entity) {
  const struct value *every = entity_field(entity, "review.every"), *recur = entity_field(entity, "review.recur");
  if (every->kind != VALUE_INTEGER || recur->kind != VALUE_TEXT || strcmp(value_word(recur), "from_completion")) return;
  struct recurrence recurrence = recurrence_unpack(every->as.integer);
  char text[64];
  recurrence_format(text, recurrence);
  if (recurrence.form != RECURRENCE_SPAN && recurrence.form != RECURRENCE_NEVER)
    diagnostics_error(diagnostics, recur, "from_completion counts a length of time, such as every: 3 months, from the day a review was over; "
                                          "this one is every: %s", text);
}

static void check_rhythm(struct diagnostics *diagnostics, const struct entity *entity) {
  check_cadence(diagnostics, entity);
  check_recurrence_way(diagnostics, entity);
}

static bool gives_rhythm(enum kind kind) { return kind == KIND_LEVEL || kind == KIND_TAG || kind == KIND_RELATIONSHIP_MODEL; }

/* An entry that ended up in the wrong map, mostly by being added at the end of a file. */
static const char *perhaps_stakeholder(struct model *model, const struct entity *relationship) {
  static const char *const tell_tale[] = {"kind", "roles", "relationship", "relationships"};
  for (size_t i = 0; i < sizeof tell_tale / sizeof *tell_tale; i++)
    if (value_get(model->arena, relationship->tree, tell_tale[i])) return "; a stakeholder stands under `stakeholders:`";
  return "";
}

static void finish_relationship(struct model *model, struct diagnostics *diagnostics, struct entity *relationship) {
  relationship_inherit(model, relationship);
  const struct entity *stakeholder = relationship->parent;
  int owner = schema_field(relationship->schema, "owner");
  if (stakeholder && entity_field(stakeholder, "owner")->kind != VALUE_NIL && !relationship->fields[owner])
    relationship->fields[owner] = entity_field(stakeholder, "owner");
  check_cadence_words(model, diagnostics, relationship);
  check_rhythm(diagnostics, relationship);
  if (!stakeholder && entity_word(model, relationship, "from") && entity_word(model, relationship, "from") == entity_word(model, relationship, "to"))
    diagnostics_error(diagnostics, entity_field(relationship, "to"), "a relationship is between two; this one goes from \"%s\" to itself",
                      entity_word(model, relationship, "to")->id);
  const struct value *since = entity_field(relationship, "since"), *until = entity_field(relationship, "until");
  if (since->kind == VALUE_INTEGER && until->kind == VALUE_INTEGER && until->as.integer < since->as.integer)
    diagnostics_error(diagnostics, until, "this relationship ends before it begins");
  const struct value *ends[2] = {entity_field(relationship, "from"), entity_field(relationship, "to")};
  for (int i = 0; i < 2; i++) {
    if (stakeholder && ends[i]->kind != VALUE_NIL)
      diagnostics_error(diagnostics, ends[i], "a relationship under a stakeholder is to the organization; between two others it stands under "
                                              "`relationships` at the top level");
    if (!stakeholder && !value_get(model->arena, relationship->tree, i ? "to" : "from"))
      diagnostics_add(diagnostics, SEVERITY_ERROR, relationship->place, (uint32_t)strlen(relationship->id),
                      "a relationship between two others needs a field \"%s\"%s", i ? "to" : "from", perhaps_stakeholder(model, relationship));
  }
}

static bool twice(const struct table *table, const struct entity *entity) {
  size_t count = 0;
  for (size_t i = 0; i < table->count; i++) count += !strcmp(table->items[i]->id, entity->id);
  return count > 1;
}

/* Events name their subject by one word, so stakeholders and relationships share one set of ids. */
static void check_subjects(struct model *model, struct diagnostics *diagnostics) {
  const struct table *table = &model->tables[KIND_RELATIONSHIP];
  for (size_t i = 0; i < table->count; i++) {
    const struct entity *relationship = table->items[i], *same = model_find(model, KIND_STAKEHOLDER, relationship->id);
    if (same && same != relationship->parent && !strcmp(same->id, relationship->id) && !twice(table, relationship))
      diagnostics_add(diagnostics, SEVERITY_ERROR, relationship->place, (uint32_t)strlen(relationship->id),
                      "the id \"%s\" is a stakeholder's already", relationship->id);
  }
  for (size_t i = 1; i < table->sorted_count; i++) {
    const struct entity *second = table->sorted[i];
    if (strcmp(table->sorted[i - 1]->id, second->id)) continue;
    diagnostics_add(diagnostics, SEVERITY_ERROR, second->place, (uint32_t)strlen(second->id),
                    "there are two relationships with the id \"%s\"", second->id);
  }
}

static int by_integer(const void *a, const void *b) {
  int32_t left = *(const int32_t *)a, right = *(const int32_t *)b;
  return (left > right) - (left < right);
}

static void make_calendar(struct model *model) {
  const struct value *days = entity_field(model->practice, "holidays");
  size_t count = days->kind == VALUE_LIST ? days->as.list.count : 0;
  int32_t *holidays = ARENA_ARRAY(model->arena, int32_t, count);
  for (size_t i = 0; i < count; i++) holidays[i] = (int32_t)days->as.list.items[i].as.integer;
  if (count) qsort(holidays, count, sizeof *holidays, by_integer);
  model->calendar = (struct calendar){WEEKDAYS, holidays, count};
}

static void check_kind(struct model *model, struct diagnostics *diagnostics, enum kind kind) {
  if (kind == KIND_STAKEHOLDER) extend_schema(model, diagnostics, kind, KIND_STAKEHOLDER_ATTRIBUTE);
  if (kind == KIND_RELATIONSHIP) extend_schema(model, diagnostics, kind, KIND_RELATIONSHIP_ATTRIBUTE);
  struct table *table = &model->tables[kind];
  for (size_t i = 0; i < table->count; i++) {
    struct entity *entity = table->items[i];
    check_entity_fields(model, diagnostics, entity, entity->schema->name, entity->tree);
    if (kind == KIND_EVENT_KIND && event_kind_built_in(entity->id))
      diagnostics_add(diagnostics, SEVERITY_ERROR, entity->place, (uint32_t)strlen(entity->id),
                      "kith has a kind of event \"%s\" already; give yours a name of its own", entity->id);
    if (kind == KIND_EVENT_ATTRIBUTE) check_attribute(diagnostics, entity, KIND_NONE);
    if (gives_rhythm(kind) || kind == KIND_RELATIONSHIP) check_triggers(model, diagnostics, entity);
    if (kind == KIND_RELATIONSHIP) finish_relationship(model, diagnostics, entity);
    if (gives_rhythm(kind)) check_cadence_words(model, diagnostics, entity);
  }
  if (kind == KIND_RELATIONSHIP_MODEL) models_inherit(model, diagnostics);
  for (size_t i = 0; gives_rhythm(kind) && i < table->count; i++) check_rhythm(diagnostics, table->items[i]);
  if (kind == KIND_STAFF) check_covers(model, diagnostics);
}

struct model *model_build(struct diagnostics *diagnostics, const struct value *tree) {
  struct arena *arena = arena_new();
  struct model *model = ARENA_NEW(arena, struct model);
  model->arena = arena;
  for (int kind = 0; kind < KIND_COUNT; kind++) model->schemas[kind] = *schema_of(kind);
  struct value *copy = ARENA_NEW(arena, struct value);
  *copy = *tree;
  model->practice = model_add(model, KIND_PRACTICE, "practice", NULL, copy, tree->place);
  gather_children(model, diagnostics, model->practice);
  for (int kind = 0; kind < KIND_COUNT; kind++) table_sort(model, &model->tables[kind]);
  for (int kind = KIND_PRACTICE; kind < KIND_OUTCOME; kind++) check_kind(model, diagnostics, kind);
  make_calendar(model);
  check_subjects(model, diagnostics);
  need_check_conflicts(model, diagnostics);
  return model;
}

void model_free(struct model *model) {
  if (model) arena_free(model->arena);
}
