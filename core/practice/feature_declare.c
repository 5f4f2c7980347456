/* What a rule declares as a feature, held against the vocabulary. */
#include "core/practice/feature.h"

#include <string.h>

static const char *const aggregate_names[] = {"latest", "first", "average",    "sum",      "lowest", "highest",
                                              "count",  "share", "days_since", "strength", "trend",  NULL};

struct declaration {
  struct feature_set *set;
  struct arena *arena;
  const struct event_kinds *kinds;
  struct diagnostics *diagnostics;
  struct feature *feature;
  const struct event_kind *kind;  /* of the events it goes over, NULL for measures and assessments */
  const struct entity *measure;   /* or NULL */
  struct condition *conditions;
  struct place of_place;          /* where it names what it goes over */
  bool good;
};

static void refuse(struct declaration *d, const struct value *at, const char *message) {
  diagnostics_error(d->diagnostics, at, "%s", message);
  d->good = false;
}
#define REFUSE(d, at, ...) refuse(d, at, arena_format((d)->arena, __VA_ARGS__))

static uint32_t number_of(const struct declaration *d, const char *text) { return words_number(d->kinds->words, text, strlen(text)); }

/* ---- What it goes over ---- */

static void of_measure(struct declaration *d, const struct entity *measure) {
  const struct value *scale = entity_field(measure, "scale"), *valid = entity_field(measure, "valid");
  d->measure = measure;
  d->feature->fact = number_of(d, measure->id);
  if (scale->kind == VALUE_LIST) {
    d->feature->scaled = true;
    d->feature->low = scale->as.list.items[0].as.number;
    d->feature->high = scale->as.list.items[1].as.number;
  }
  d->feature->inverted = !strcmp(entity_text(measure, "better", "high"), "low");
  if (valid->kind == VALUE_INTEGER) d->feature->valid = span_unpack(valid->as.integer);
}

static uint32_t fact_of_field(const struct event_kind *kind, const char *field) {
  int position = schema_field(&kind->schema, field);
  return position < 0 ? 0 : kind->field_facts[position];
}

static void of_kind(struct declaration *d, const struct event_kind *kind) {
  d->kind = kind;
  d->feature->fact = kind->fact;
  d->feature->counted_silence = !strcmp(kind->root->name, "interaction");
  d->feature->resolved_fact = fact_of_field(kind, "resolved_at");
  if (!strcmp(kind->root->name, "commitment")) {
    d->feature->due_fact = fact_of_field(kind, "due");
    d->feature->state_fact = fact_of_field(kind, "state");
  }
}

static bool of_assessment(struct declaration *d, const char *of) {
  static const char *const words[] = {"stage", "engagement", "desired"}, *const numbers[] = {"maturity.us", "maturity.them"};
  bool known = false;
  for (size_t i = 0; i < 3; i++)
    if (!strcmp(of, words[i])) known = d->feature->word = true;
  for (size_t i = 0; i < 2; i++) known |= !strcmp(of, numbers[i]);
  if (known) d->feature->fact = number_of(d, of);
  return known;
}

static const char *suggest_of(const struct declaration *d, const char *wanted) {
  struct nearest nearest = nearest_to(wanted, strlen(wanted));
  for (size_t i = 0; i < model_count(d->kinds->model, KIND_MEASURE); i++) nearest_offer(&nearest, model_at(d->kinds->model, KIND_MEASURE, i)->id);
  for (size_t i = 0; i < d->kinds->count; i++)
    if (d->kinds->items[i].observation) nearest_offer(&nearest, d->kinds->items[i].name);
  nearest_offer(&nearest, "contact");
  return nearest.best ? arena_format(d->arena, "; did you mean \"%s\"?", nearest.best) : "";
}

static void find_of(struct declaration *d, const struct value *of) {
  const char *word = value_word(of);
  d->feature->of = word;
  const struct entity *measure = word ? model_find(d->kinds->model, KIND_MEASURE, word) : NULL;
  const struct event_kind *kind = word ? event_kinds_find(d->kinds, word) : NULL;
  if (!word) REFUSE(d, of, "a feature names a measure, an event kind or \"contact\"");
  else if (measure) of_measure(d, measure);
  else if (!strcmp(word, "contact")) {
    of_kind(d, event_kinds_find(d->kinds, "interaction"));
    d->feature->contact = true;
  } else if (kind && kind->of_subject) of_kind(d, kind);
  else if (!of_assessment(d, word)) REFUSE(d, of, "no measure or event kind \"%s\"%s", word, suggest_of(d, word));
}

/* ---- Options ---- */

static bool option_span(struct declaration *d, const char *name, const struct value *value, struct span *span) {
  if (value->kind == VALUE_TEXT && span_parse(value->as.text.bytes, value->as.text.length, span)) return true;
  REFUSE(d, value, "%s must be a length of time such as \"30d\" or \"6 months\"", name);
  return false;
}

static bool option_number(struct declaration *d, const char *name, const struct value *value, double *number) {
  if (value_as_number(value, number)) return true;
  REFUSE(d, value, "%s must be a number, not %s", name, value_kind_name(value->kind));
  return false;
}

static bool option_flag(struct declaration *d, const char *name, const struct value *value) {
  if (value->kind == VALUE_FLAG) return value->as.flag;
  REFUSE(d, value, "%s must be true or false, not %s", name, value_kind_name(value->kind));
  return false;
}

static void option_state(struct declaration *d, const struct value *value) {
  const char *word = value_word(value);
  struct nearest nearest = nearest_to(word ? word : "", word ? strlen(word) : 0);
  d->feature->only_states = true;
  for (int i = 0; word && i < PROMISE_STATES; i++) {
    nearest_offer(&nearest, promise_state_name((enum promise_state)i));
    if (strcmp(word, promise_state_name((enum promise_state)i))) continue;
    d->feature->states |= 1u << i;
    return;
  }
  const char *meant = nearest.best ? arena_format(d->arena, "; did you mean \"%s\"?", nearest.best) : "";
  REFUSE(d, value, "no commitment state \"%s\"%s They are open, overdue, kept, kept late, broken and withdrawn", word ? word : "",
         *meant ? meant : ".");
}

static void add_condition(struct declaration *d, struct condition condition) {
  d->conditions[d->feature->condition_count++] = condition;
}

/* A word or number the event's attribute must have: checked by the schema like the event itself. */
static void option_attribute(struct declaration *d, int position, const struct value *value) {
  const struct schema *schema = &d->kind->schema;
  struct value tree = value_map(), *fields = ARENA_ARRAY(d->arena, struct value, schema->count);
  value_set(d->arena, &tree, schema->fields[position].name, *value);
  struct schema one = {schema->name, "", schema->fields + position, 1};
  if (!check_fields(d->kinds->model, d->arena, d->diagnostics, &one, schema->name, &tree, fields)) {
    d->good = false;
    return;
  }
  /* The first word of an event is the word of its own fact. */
  bool main = position == 0 && strcmp(schema->fields[0].name, "state");
  struct condition condition = {.fact = main ? 0 : d->kind->field_facts[position], .test = CONDITION_WORD};
  const struct value *typed = &fields[0];
  const char *word = typed->kind == VALUE_INTEGER ? model_at(d->kinds->model, one.fields[0].of, (size_t)typed->as.integer)->id : value_word(typed);
  if (typed->kind == VALUE_NUMBER || typed->kind == VALUE_FLAG) {
    condition.test = CONDITION_NUMBER;
    condition.number = typed->kind == VALUE_FLAG ? typed->as.flag : typed->as.number;
  } else {
    condition.word = word ? number_of(d, word) : 0;
  }
  add_condition(d, condition);
}

static bool option_bound(struct declaration *d, const char *name, const struct value *value) {
  static const char *const names[] = {"at_least", "at_most", "above", "below"};
  for (int i = 0; i < 4; i++) {
    if (strcmp(name, names[i])) continue;
    double bound = 0;
    if (!d->measure) REFUSE(d, value, "%s bounds the value of a measure, and \"%s\" is none", name, d->feature->of);
    else if (option_number(d, name, value, &bound))
      add_condition(d, (struct condition){.test = CONDITION_AT_LEAST + (unsigned)i, .number = bound});
    return true;
  }
  return false;
}

static const char *suggest_option(const struct declaration *d, const char *wanted) {
  static const char *const known[] = {"within", "raw", "open", "state", "at_least", "at_most", "above", "below", "half_life", "days", "first"};
  struct nearest nearest = nearest_to(wanted, strlen(wanted));
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) nearest_offer(&nearest, known[i]);
  for (size_t i = 0; d->kind && i < d->kind->schema.count; i++) nearest_offer(&nearest, d->kind->schema.fields[i].name);
  return nearest.best ? arena_format(d->arena, "; did you mean \"%s\"?", nearest.best) : "";
}

static void read_option(struct declaration *d, const struct pair *pair) {
  const char *name = pair->key;
  const struct value *value = &pair->value;
  struct feature *feature = d->feature;
  struct span span;
  bool promises = feature->state_fact != 0;
  int position = d->kind ? schema_field(&d->kind->schema, name) : -1;
  if (!strcmp(name, "within")) {
    if (option_span(d, name, value, &span)) feature->within = span;
  } else if (!strcmp(name, "half_life")) {
    if (option_span(d, name, value, &span)) feature->half_life = span_days(span);
  } else if (!strcmp(name, "raw")) {
    if (option_flag(d, name, value)) feature->scaled = feature->inverted = false;
  } else if (!strcmp(name, "days") && feature->aggregate == AGGREGATE_COUNT) {
    feature->days = option_flag(d, name, value);
  } else if (!strcmp(name, "first") && feature->aggregate == AGGREGATE_DAYS_SINCE) {
    feature->first = option_flag(d, name, value);
    feature->counted_silence &= !feature->first; /* before the first there was no silence */
  } else if (!strcmp(name, "open") && (promises || feature->resolved_fact)) {
    feature->open = option_flag(d, name, value);
  } else if (!strcmp(name, "state") && promises) {
    size_t count = value->kind == VALUE_LIST ? value->as.list.count : 1;
    for (size_t i = 0; i < count; i++) option_state(d, value->kind == VALUE_LIST ? &value->as.list.items[i] : value);
  } else if (position >= 0) {
    option_attribute(d, position, value);
  } else if (!option_bound(d, name, value)) {
    struct value key = value_string(d->arena, name);
    key.place = pair->place;
    key.width = pair->place.line == d->of_place.line && pair->place.column == d->of_place.column ? 0 : (uint32_t)strlen(name);
    REFUSE(d, &key, "no option \"%s\" for %s(\"%s\")%s", name, aggregate_names[feature->aggregate], feature->of, suggest_option(d, name));
  }
}

static bool is_head(const char *key) {
  return !strcmp(key, "name") || !strcmp(key, "how") || !strcmp(key, "of") || !strcmp(key, "line") || !strcmp(key, "chunk");
}

/* Numbers are folded only where each event has one. */
static void check_sense(struct declaration *d, const struct value *of) {
  enum aggregate aggregate = d->feature->aggregate;
  bool counts = aggregate == AGGREGATE_COUNT || aggregate == AGGREGATE_SHARE || aggregate == AGGREGATE_DAYS_SINCE ||
                aggregate == AGGREGATE_STRENGTH;
  if (d->kind && !counts)
    REFUSE(d, of, "%s needs a number, and \"%s\" is an event kind; count, share, days_since and strength take one",
           aggregate_names[aggregate], d->feature->of);
  bool met = d->feature->open || d->feature->only_states;
  for (size_t i = 0; i < d->feature->condition_count; i++) met |= d->conditions[i].test >= CONDITION_AT_LEAST;
  if (aggregate == AGGREGATE_SHARE && !met && d->good)
    REFUSE(d, of, "share needs to know the part of what: state, open, at_least, at_most, above or below");
}

bool feature_declare(struct feature_set *set, struct diagnostics *diagnostics, const struct value *declaration) {
  struct arena *arena = feature_arena(set);
  const struct value *name = value_get(arena, declaration, "name"), *how = value_get(arena, declaration, "how");
  const struct value *of = value_get(arena, declaration, "of");
  struct declaration d = {set, arena, feature_kinds(set), diagnostics, feature_append(set), NULL, NULL, NULL, {0}, true};
  if (!of) of = declaration;
  d.feature->name = name && value_word(name) ? value_word(name) : "";
  d.feature->half_life = 90;
  d.conditions = ARENA_ARRAY(arena, struct condition, declaration->kind == VALUE_MAP ? declaration->as.map.count : 0);
  d.feature->conditions = d.conditions;
  int aggregate = 0;
  while (aggregate_names[aggregate] && (!how || !value_word(how) || strcmp(aggregate_names[aggregate], value_word(how)))) aggregate++;
  if (!aggregate_names[aggregate]) {
    REFUSE(&d, declaration, "no such feature");
    return false;
  }
  d.feature->aggregate = (enum aggregate)aggregate;
  d.of_place = of->place;
  find_of(&d, of);
  d.feature->word &= d.feature->aggregate == AGGREGATE_LATEST || d.feature->aggregate == AGGREGATE_FIRST;
  bool known = d.good;
  for (size_t i = 0; known && i < declaration->as.map.count; i++)
    if (!is_head(declaration->as.map.pairs[i].key)) read_option(&d, &declaration->as.map.pairs[i]);
  if (d.good) check_sense(&d, of);
  return d.good;
}
