#include "core/practice/event.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const directions[] = {"in", "out", NULL};
static const char *const promisers[] = {"us", "them", NULL};
static const char *const promise_states[] = {"kept", "kept late", "broken", "withdrawn", NULL};
static const char *const improvement_states[] = {"closed", "dropped", NULL};
static const char *const answers[] = {"yes", "no", "unknown", NULL};
static const char *const review_states[] = {"opened", "held", "closed", "cancelled", NULL};

static const struct field interaction_fields[] = {
    {"channel", FIELD_WORD, KIND_CHANNEL, 0, 0, NULL, 0},
    {"direction", FIELD_CHOICE, KIND_NONE, 0, 0, directions, 0},
    {"sentiment", FIELD_NUMBER, KIND_NONE, -1, 1, NULL, 0},
    {"note", FIELD_TEXT, KIND_NONE, 0, 0, NULL, FIELD_PERSONAL},
    {"participants", FIELD_TEXTS, KIND_NONE, 0, 0, NULL, FIELD_PERSONAL},
};
static const struct field measure_fields[] = {
    {"values", FIELD_NUMBERS, KIND_MEASURE, 0, 0, NULL, FIELD_REQUIRED},
    {"source", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0},
    {"note", FIELD_TEXT, KIND_NONE, 0, 0, NULL, FIELD_PERSONAL},
};
static const struct field trouble_fields[] = {
    {"severity", FIELD_WORD, KIND_SEVERITY, 0, 0, NULL, 0},
    {"title", FIELD_TEXT, KIND_NONE, 0, 0, NULL, FIELD_PERSONAL},
    {"due", FIELD_MOMENT, KIND_NONE, 0, 0, NULL, 0},
    {"resolved_at", FIELD_MOMENT, KIND_NONE, 0, 0, NULL, 0},
    {"note", FIELD_TEXT, KIND_NONE, 0, 0, NULL, FIELD_PERSONAL},
};
static const struct field commitment_fields[] = {
    {"by", FIELD_CHOICE, KIND_NONE, 0, 0, promisers, FIELD_REQUIRED},
    {"text", FIELD_TEXT, KIND_NONE, 0, 0, NULL, FIELD_PERSONAL},
    {"due", FIELD_DAY, KIND_NONE, 0, 0, NULL, 0},
    {"state", FIELD_CHOICE, KIND_NONE, 0, 0, promise_states, 0},
    {"settled", FIELD_DAY, KIND_NONE, 0, 0, NULL, 0},
    {"owner", FIELD_WORD, KIND_STAFF, 0, 0, NULL, 0},
    {"note", FIELD_TEXT, KIND_NONE, 0, 0, NULL, FIELD_PERSONAL},
};
static const struct field assessment_fields[] = {
    {"stage", FIELD_WORD, KIND_STAGE, 0, 0, NULL, 0},
    {"engagement", FIELD_SHIFT, KIND_ENGAGEMENT, 0, 0, NULL, 0},
    {"maturity.us", FIELD_NUMBER, KIND_NONE, 1, 5, NULL, 0},
    {"maturity.them", FIELD_NUMBER, KIND_NONE, 1, 5, NULL, 0},
    {"needs", FIELD_NOTES, KIND_NONE, 0, 0, NULL, 0},
    {"note", FIELD_TEXT, KIND_NONE, 0, 0, NULL, FIELD_PERSONAL},
};
static const struct field review_fields[] = {
    {"state", FIELD_CHOICE, KIND_NONE, 0, 0, review_states, FIELD_REQUIRED},
    {"due", FIELD_DAY, KIND_NONE, 0, 0, NULL, 0},
    {"relationship", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0},
    {"cause", FIELD_TEXTS, KIND_NONE, 0, 0, NULL, 0}, /* what opened it: "calendar" or what happened */
    {"evidence", FIELD_FREE, KIND_NONE, 0, 0, NULL, 0},
    {"outcome", FIELD_FREE, KIND_NONE, 0, 0, NULL, FIELD_PERSONAL},
};
static const struct field action_fields[] = {
    {"text", FIELD_TEXT, KIND_NONE, 0, 0, NULL, FIELD_PERSONAL},
    {"by", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0},
    {"due", FIELD_DAY, KIND_NONE, 0, 0, NULL, 0},
    {"state", FIELD_CHOICE, KIND_NONE, 0, 0, (const char *const[]){"done", "dropped", NULL}, 0},
};
/* Steps and cycles are names from scripts: who notes them checks them (practice/improvement.h). `reached` is what was computed at the end. */
static const struct field improvement_fields[] = {
    {"cycle", FIELD_TEXT, KIND_NONE, 0, 0, NULL, FIELD_REQUIRED},
    {"step", FIELD_TEXT, KIND_NONE, 0, 0, NULL, FIELD_REQUIRED},
    {"text", FIELD_TEXT, KIND_NONE, 0, 0, NULL, FIELD_PERSONAL},
    {"measure", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0}, /* a measure, or "score" */
    {"within", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0},
    {"baseline", FIELD_NUMBER, KIND_NONE, 0, 0, NULL, 0},
    {"target", FIELD_NUMBER, KIND_NONE, 0, 0, NULL, 0},
    {"due", FIELD_DAY, KIND_NONE, 0, 0, NULL, 0},
    {"owner", FIELD_WORD, KIND_STAFF, 0, 0, NULL, 0},
    {"state", FIELD_CHOICE, KIND_NONE, 0, 0, improvement_states, 0},
    {"actual", FIELD_NUMBER, KIND_NONE, 0, 0, NULL, 0},
    {"reached", FIELD_CHOICE, KIND_NONE, 0, 0, answers, 0},
    {"because", FIELD_TEXT, KIND_NONE, 0, 0, NULL, FIELD_PERSONAL},
    {"evidence", FIELD_TEXTS, KIND_NONE, 0, 0, NULL, 0},
    {"note", FIELD_TEXT, KIND_NONE, 0, 0, NULL, FIELD_PERSONAL},
};
static const struct field note_fields[] = {{"text", FIELD_TEXT, KIND_NONE, 0, 0, NULL, FIELD_PERSONAL}};
static const struct field definition_fields[] = {
    {"id", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0},
    {"tree", FIELD_FREE, KIND_NONE, 0, 0, NULL, FIELD_PERSONAL},
};
static const struct field script_fields[] = {{"files", FIELD_FREE, KIND_NONE, 0, 0, NULL, 0}};
static const struct field undo_fields[] = {{"note", FIELD_TEXT, KIND_NONE, 0, 0, NULL, FIELD_PERSONAL}};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct {
  const char *name;
  const struct field *fields;
  size_t count;
  bool of_subject, observation;
} built_in[] = {
    {"interaction", interaction_fields, COUNT(interaction_fields), true, true},
    {"measure", measure_fields, COUNT(measure_fields), true, true},
    {"incident", trouble_fields, COUNT(trouble_fields), true, true},
    {"complaint", trouble_fields, COUNT(trouble_fields), true, true},
    {"commitment", commitment_fields, COUNT(commitment_fields), true, true},
    {"assessment", assessment_fields, COUNT(assessment_fields), true, false},
    {"start", assessment_fields, COUNT(assessment_fields), true, false},        /* starting values from the model, noted once */
    {"review", review_fields, COUNT(review_fields), true, false},
    {"action", action_fields, COUNT(action_fields), true, false},
    {"improvement", improvement_fields, COUNT(improvement_fields), true, false},
    {"note", note_fields, COUNT(note_fields), true, false},
    {"stakeholder", definition_fields, COUNT(definition_fields), true, false},  /* a party born by import */
    {"definition", definition_fields, COUNT(definition_fields), true, false},   /* a model entry as it was when noted */
    {"practice", definition_fields, COUNT(definition_fields), false, false},    /* vocabulary and relationship models, likewise */
    {"scripts", script_fields, COUNT(script_fields), false, false},             /* digests of scripts in force */
    {"undo", undo_fields, COUNT(undo_fields), true, false},
};

/* ---- Kinds ---- */

bool event_kind_built_in(const char *name) {
  for (size_t i = 0; i < COUNT(built_in); i++)
    if (!strcmp(built_in[i].name, name)) return true;
  return false;
}

static void name_facts(struct event_kinds *kinds, struct event_kind *kind) {
  struct buffer name = {0};
  kind->fact = words_number(kinds->words, kind->name, strlen(kind->name));
  kind->field_facts = ARENA_ARRAY(kinds->model->arena, uint32_t, kind->schema.count);
  for (size_t i = 0; i < kind->schema.count; i++) {
    buffer_clear(&name);
    buffer_format(&name, "%s.%s", kind->name, kind->schema.fields[i].name);
    kind->field_facts[i] = words_number(kinds->words, name.bytes, name.length);
  }
  buffer_free(&name);
}

static void add_own(struct event_kinds *kinds, const struct entity *own) {
  struct model *model = kinds->model;
  const struct event_kind *root = event_kinds_find(kinds, entity_text(own, "like", "note"));
  size_t attributes = 0;
  for (size_t i = 0; i < model_count(model, KIND_EVENT_ATTRIBUTE); i++)
    attributes += model_at(model, KIND_EVENT_ATTRIBUTE, i)->parent == own;
  struct field *fields = ARENA_ARRAY(model->arena, struct field, root->schema.count + attributes);
  memcpy(fields, root->schema.fields, root->schema.count * sizeof *fields);
  struct event_kind *kind = &kinds->items[kinds->count++];
  *kind = *root;
  kind->name = own->id;
  kind->schema = (struct schema){own->id, "", fields, root->schema.count};
  for (size_t i = 0; i < model_count(model, KIND_EVENT_ATTRIBUTE); i++)
    if (model_at(model, KIND_EVENT_ATTRIBUTE, i)->parent == own)
      fields[kind->schema.count++] = attribute_field(model, model_at(model, KIND_EVENT_ATTRIBUTE, i));
}

struct event_kinds *event_kinds_new(struct model *model, struct words *words) {
  size_t own = model_count(model, KIND_EVENT_KIND);
  struct event_kinds *kinds = ARENA_NEW(model->arena, struct event_kinds);
  *kinds = (struct event_kinds){model, words, ARENA_ARRAY(model->arena, struct event_kind, COUNT(built_in) + own), 0};
  for (size_t i = 0; i < COUNT(built_in); i++) {
    struct event_kind *kind = &kinds->items[kinds->count++];
    *kind = (struct event_kind){.name = built_in[i].name,
                                .root = kind,
                                .schema = {built_in[i].name, "", built_in[i].fields, built_in[i].count},
                                .of_subject = built_in[i].of_subject,
                                .observation = built_in[i].observation};
  }
  for (size_t i = 0; i < own; i++) add_own(kinds, model_at(model, KIND_EVENT_KIND, i));
  for (size_t i = 0; i < kinds->count; i++) name_facts(kinds, &kinds->items[i]);
  return kinds;
}

const struct event_kind *event_kinds_find(const struct event_kinds *kinds, const char *name) {
  for (size_t i = 0; i < kinds->count; i++)
    if (!strcmp(kinds->items[i].name, name)) return &kinds->items[i];
  return NULL;
}

const char *event_kinds_suggestion(const struct event_kinds *kinds, const char *wanted) {
  struct nearest nearest = nearest_to(wanted, strlen(wanted));
  for (size_t i = 0; i < kinds->count; i++) nearest_offer(&nearest, kinds->items[i].name);
  return nearest.best ? arena_format(kinds->model->arena, "; did you mean \"%s\"?", nearest.best) : "";
}

/* ---- Checking ---- */

static bool is_head(const char *key) {
  return !strcmp(key, "kind") || !strcmp(key, "of") || !strcmp(key, "at") || !strcmp(key, "about") || !strcmp(key, "key");
}

static const char *head_text(struct arena *arena, struct diagnostics *diagnostics, const struct value *tree, const char *name, bool *good) {
  const struct value *value = value_get(arena, tree, name);
  if (!value || value->kind == VALUE_NIL) return NULL;
  if (value->kind == VALUE_TEXT) return value->as.text.bytes;
  if (value->kind == VALUE_INTEGER) return arena_format(arena, "%lld", (long long)value->as.integer);
  diagnostics_error(diagnostics, value, "%s must be a text, not %s", name, value_kind_name(value->kind));
  *good = false;
  return NULL;
}

static bool head_at(struct arena *arena, struct diagnostics *diagnostics, const struct value *tree, int32_t today, struct event *event) {
  const struct value *at = value_get(arena, tree, "at");
  event->at = (int64_t)today * MINUTES_A_DAY;
  if (!at || at->kind == VALUE_NIL) return true;
  if (at->kind == VALUE_TEXT && moment_parse(at->as.text.bytes, at->as.text.length, &event->at, &event->at_minute)) return true;
  diagnostics_error(diagnostics, at, "at must be a day such as 2026-03-01 or a time such as 2026-03-01T14:30");
  return false;
}

/* Measures carry their scale in the vocabulary. */
static bool check_scales(const struct event_kinds *kinds, struct diagnostics *diagnostics, const struct event *event) {
  const struct value *values = &event->fields[0];
  bool good = true;
  for (size_t i = 0; values->kind == VALUE_MAP && i < values->as.map.count; i++) {
    const struct pair *pair = &values->as.map.pairs[i];
    const struct entity *measure = model_find(kinds->model, KIND_MEASURE, pair->key);
    const struct value *scale = measure ? entity_field(measure, "scale") : NULL;
    if (!scale || scale->kind != VALUE_LIST || pair->value.kind != VALUE_NUMBER) continue;
    double low = scale->as.list.items[0].as.number, high = scale->as.list.items[1].as.number;
    if (pair->value.as.number >= low && pair->value.as.number <= high) continue;
    char number[32], lowest[32], highest[32];
    number_text(number, pair->value.as.number);
    number_text(lowest, low);
    number_text(highest, high);
    diagnostics_error(diagnostics, &pair->value, "%s is %s, outside its scale of %s to %s", pair->key, number, lowest, highest);
    good = false;
  }
  return good;
}

static const struct event_kind *head_kind(const struct event_kinds *kinds, struct arena *arena, struct diagnostics *diagnostics,
                                          const struct value *tree) {
  const struct value *name = value_get(arena, tree, "kind");
  const char *word = name ? value_word(name) : NULL;
  const struct event_kind *kind = word ? event_kinds_find(kinds, word) : NULL;
  if (!word) diagnostics_error(diagnostics, tree, "an event begins with its kind, a text");
  else if (!kind) diagnostics_error(diagnostics, name, "no event kind \"%s\"%s", word, event_kinds_suggestion(kinds, word));
  return kind;
}

/* An event that continues another tells only what is new. */
static struct schema nothing_required(struct arena *arena, const struct schema *schema) {
  struct field *fields = ARENA_ARRAY(arena, struct field, schema->count);
  memcpy(fields, schema->fields, schema->count * sizeof *fields);
  for (size_t i = 0; i < schema->count; i++) fields[i].flags &= ~(unsigned)FIELD_REQUIRED;
  return (struct schema){schema->name, schema->plural, fields, schema->count};
}

bool event_check(const struct event_kinds *kinds, struct arena *arena, struct diagnostics *diagnostics, const struct value *tree,
                 int32_t today, struct event *event) {
  bool good = true;
  *event = (struct event){.kind = head_kind(kinds, arena, diagnostics, tree), .place = tree->place};
  if (!event->kind) return false;
  event->of = head_text(arena, diagnostics, tree, "of", &good);
  event->about = head_text(arena, diagnostics, tree, "about", &good);
  event->key = head_text(arena, diagnostics, tree, "key", &good);
  good &= head_at(arena, diagnostics, tree, today, event);
  event->fields = ARENA_ARRAY(arena, struct value, event->kind->schema.count);
  struct value rest = value_map();
  rest.place = tree->place;
  for (size_t i = 0; i < tree->as.map.count; i++) {
    const struct pair *pair = &tree->as.map.pairs[i];
    if (is_head(pair->key)) continue;
    value_set(arena, &rest, pair->key, pair->value)->place = pair->place;
  }
  struct schema schema = event->about ? nothing_required(arena, &event->kind->schema) : event->kind->schema;
  good &= check_fields(kinds->model, arena, diagnostics, &schema, event->kind->name, &rest, event->fields);
  if (!strcmp(event->kind->root->name, "measure")) good &= check_scales(kinds, diagnostics, event);
  if (event->kind->of_subject && !event->of && !event->about) {
    diagnostics_error(diagnostics, tree, "this %s does not say whom it concerns; give it `of`", event->kind->name);
    good = false;
  }
  return good;
}

bool event_start(const struct event_kinds *kinds, struct arena *arena, struct diagnostics *diagnostics, const struct entity *relationship,
                 int32_t today, struct event *event) {
  const struct value *start = value_get(arena, relationship->tree, "start");
  if (!start || start->kind != VALUE_MAP || !start->as.map.count) return false;
  int32_t begins = relationship_begins(kinds->model, relationship);
  if (begins == INT32_MIN || begins > today) begins = today;
  struct value tree = value_map();
  char text[24];
  day_format(text, begins);
  value_set(arena, &tree, "kind", value_string(arena, "start"));
  value_set(arena, &tree, "of", value_string(arena, relationship->id));
  value_set(arena, &tree, "at", value_string(arena, text));
  for (size_t i = 0; i < start->as.map.count; i++) value_set(arena, &tree, start->as.map.pairs[i].key, start->as.map.pairs[i].value);
  return event_check(kinds, arena, diagnostics, &tree, today, event);
}

/* ---- Bodies ---- */

static struct value day_value(struct arena *arena, int64_t day) {
  char text[24];
  day_format(text, (int32_t)day);
  return value_string(arena, text);
}

static struct value moment_value(struct arena *arena, int64_t moment, bool with_minute) {
  char text[24];
  moment_format(text, moment, with_minute);
  return value_string(arena, text);
}

/* A typed value in the form people write. */
static struct value written(const struct event_kinds *kinds, struct arena *arena, const struct field *field, const struct value *value) {
  struct value list = value_list();
  switch (field->type) {
    case FIELD_WORD: return value_string(arena, model_at(kinds->model, field->of, (size_t)value->as.integer)->id);
    case FIELD_DAY: return day_value(arena, value->as.integer);
    case FIELD_MOMENT: return moment_value(arena, value->as.integer, value->as.integer % MINUTES_A_DAY != 0);
    case FIELD_WORDS:
    case FIELD_SHIFT:
      for (size_t i = 0; i < value->as.list.count; i++) {
        const struct value *item = &value->as.list.items[i];
        if (item->kind == VALUE_INTEGER)
          value_add(arena, &list, value_string(arena, model_at(kinds->model, field->of, (size_t)item->as.integer)->id));
      }
      if (field->type == FIELD_WORDS) return list;
      return list.as.list.count == 1 ? list.as.list.items[0]
                                     : value_string(arena, arena_format(arena, "%s -> %s", value_word(&list.as.list.items[0]),
                                                                        value_word(&list.as.list.items[1])));
    default: return *value;
  }
}

/* Sets "a.b.c" in nested maps. */
static void set_dotted(struct arena *arena, struct value *map, const char *name, struct value item) {
  const char *dot = strchr(name, '.');
  if (!dot) {
    value_set(arena, map, name, item);
    return;
  }
  const char *group = arena_copy(arena, name, (size_t)(dot - name));
  struct pair *pair = value_find(arena, map, group);
  if (!pair) pair = value_set(arena, map, group, value_map());
  set_dotted(arena, &pair->value, dot + 1, item);
}

struct value event_body(const struct event_kinds *kinds, struct arena *arena, const struct event *event) {
  struct value body = value_map();
  value_set(arena, &body, "at", moment_value(arena, event->at, event->at_minute));
  if (event->about) value_set(arena, &body, "about", value_string(arena, event->about));
  if (event->key) value_set(arena, &body, "key", value_string(arena, event->key));
  for (size_t i = 0; i < event->kind->schema.count; i++) {
    const struct field *field = &event->kind->schema.fields[i];
    if (event->fields[i].kind != VALUE_NIL) set_dotted(arena, &body, field->name, written(kinds, arena, field, &event->fields[i]));
  }
  return body;
}

/* ---- Facts ---- */

/* Facts follow from the body as written, not from today's vocabulary: a stage that was since taken out still is what was noted. */
struct emitter {
  const struct event_kinds *kinds;
  struct arena *arena;
  void (*emit)(void *context, const struct fact *fact);
  void *context;
  int64_t at;
};

static void emit_number(const struct emitter *e, uint32_t name, double number) {
  e->emit(e->context, &(struct fact){.at = e->at, .number = number, .name = name});
}

static void emit_word(const struct emitter *e, uint32_t name, const char *word, size_t length) {
  uint32_t number = length ? words_number(e->kinds->words, word, length) : 0;
  e->emit(e->context, &(struct fact){.at = e->at, .number = NAN, .name = name, .word = number});
}

static uint32_t name_of(const struct emitter *e, const char *prefix, const char *name) {
  char joined[256];
  int length = snprintf(joined, sizeof joined, "%s%s", prefix, name);
  return words_number(e->kinds->words, joined, length < (int)sizeof joined ? (size_t)length : sizeof joined - 1);
}

static const struct value *body_field(const struct emitter *e, const struct value *body, const char *name) {
  const char *dot = strchr(name, '.');
  if (!dot) return value_get(e->arena, body, name);
  const struct value *group = value_get(e->arena, body, arena_copy(e->arena, name, (size_t)(dot - name)));
  return group ? body_field(e, group, dot + 1) : NULL;
}

static bool written_moment(const struct value *value, int64_t *moment) {
  bool has_minute;
  return value && value->kind == VALUE_TEXT && moment_parse(value->as.text.bytes, value->as.text.length, moment, &has_minute);
}

static void emit_field(const struct emitter *e, uint32_t name, const struct field *field, const struct value *value) {
  double number;
  int64_t moment;
  if (!value || (field->flags & FIELD_PERSONAL)) return;
  bool date = field->type == FIELD_DAY || field->type == FIELD_MOMENT;
  bool word = field->type == FIELD_WORD || field->type == FIELD_CHOICE;
  if (field->type == FIELD_NUMBER && value_as_number(value, &number)) emit_number(e, name, number);
  if (field->type == FIELD_FLAG && value->kind == VALUE_FLAG) emit_number(e, name, value->as.flag);
  if (date && written_moment(value, &moment)) emit_number(e, name, (double)moment);
  if (word && value->kind == VALUE_TEXT) emit_word(e, name, value->as.text.bytes, value->as.text.length);
}

static void emit_map(const struct emitter *e, const char *prefix, const struct value *map) {
  for (size_t i = 0; map && map->kind == VALUE_MAP && i < map->as.map.count; i++) {
    const struct pair *pair = &map->as.map.pairs[i];
    uint32_t name = name_of(e, prefix, pair->key);
    double number;
    if (value_as_number(&pair->value, &number)) emit_number(e, name, number);
    if (pair->value.kind == VALUE_TEXT) emit_word(e, name, pair->value.as.text.bytes, pair->value.as.text.length);
  }
}

/* "supportive -> leading": where it stands, and where it is wanted. */
static void emit_shift(const struct emitter *e, const struct value *value) {
  const char *text = value ? value_word(value) : NULL;
  if (!text) return;
  const char *arrow = strstr(text, " -> ");
  emit_word(e, name_of(e, "", "engagement"), text, arrow ? (size_t)(arrow - text) : strlen(text));
  if (arrow) emit_word(e, name_of(e, "", "desired"), arrow + 4, strlen(arrow + 4));
}

/* What was judged stands under its own name ("stage"), whichever event told it. */
static void emit_assessment(const struct emitter *e, const struct event_kind *kind, const struct value *body) {
  for (size_t i = 0; i < kind->schema.count; i++) {
    const struct field *field = &kind->schema.fields[i];
    const struct value *value = body_field(e, body, field->name);
    if (field->type == FIELD_SHIFT) emit_shift(e, value);
    else if (field->type == FIELD_NOTES) emit_map(e, "need.", value);
    else emit_field(e, name_of(e, "", field->name), field, value);
  }
}

/* One fact for the event itself, its word that of its first field (channel, severity, by); then one a further field.
 * A promise noted with its outcome was open until the day it was settled. */
static void emit_event(const struct emitter *e, const struct event_kind *named, const struct event_kind *kind, const struct value *body) {
  const struct field *first = &kind->schema.fields[0];
  bool first_is_word = (first->type == FIELD_WORD || first->type == FIELD_CHOICE) && strcmp(first->name, "state");
  const struct value *word = first_is_word ? body_field(e, body, first->name) : NULL;
  bool has_word = word && word->kind == VALUE_TEXT;
  if (!value_get(e->arena, body, "about"))
    emit_word(e, named->fact, has_word ? word->as.text.bytes : "", has_word ? word->as.text.length : 0);
  for (size_t i = first_is_word; i < named->schema.count; i++) {
    const struct field *field = &named->schema.fields[i];
    struct emitter when = *e;
    if (!strcmp(field->name, "state")) written_moment(body_field(e, body, "settled"), &when.at);
    emit_field(&when, named->field_facts[i], field, body_field(e, body, field->name));
  }
}

void event_facts(const struct event_kinds *kinds, struct arena *arena, const struct event_kind *kind, const struct value *body,
                 void (*emit)(void *context, const struct fact *fact), void *context) {
  struct emitter e = {kinds, arena, emit, context, 0};
  const char *root = kind->root->name;
  if (!written_moment(value_get(arena, body, "at"), &e.at)) return;
  if (!strcmp(root, "measure")) {
    emit_map(&e, "", body_field(&e, body, "values"));
  } else if (!strcmp(root, "assessment") || !strcmp(root, "start")) {
    if (!strcmp(root, "start")) e.at = MOMENT_ALWAYS;
    emit_assessment(&e, kind, body);
  } else if (kind->of_subject && strcmp(root, "stakeholder") && strcmp(root, "definition") && strcmp(root, "undo")) {
    emit_event(&e, kind->root, kind, body);
    if (kind != kind->root) emit_event(&e, kind, kind, body);
  }
}
