#include "core/practice/trigger.h"

#include <stdio.h>
#include <string.h>

/* ---- How a trigger is written ---- */

enum { MOST_WORDS = 3 };

struct reading {
  struct model *model;
  struct diagnostics *diagnostics;
  const struct value *text;
  const char *words[MOST_WORDS + 1];
  size_t at[MOST_WORDS + 1]; /* where each begins */
  size_t count;
};

static const char *const fixed_words[] = {"band", "overdue", "notice", "new", "incident", "complaint"};

static bool split(struct reading *reading) {
  const char *text = value_word(reading->text);
  for (size_t at = 0; text && text[at];) {
    size_t length = strcspn(text + at, " \t");
    if (length) {
      if (reading->count == MOST_WORDS) return false;
      reading->at[reading->count] = at;
      reading->words[reading->count++] = arena_copy(reading->model->arena, text + at, length);
    }
    at += length + strspn(text + at + length, " \t");
  }
  return reading->count > 0;
}

/* Always false: a finding at a word, with the one probably meant. */
static bool wrong_word(struct reading *reading, size_t word, const char *message, const char *meant) {
  struct value at = *reading->text;
  const char *shown = reading->words[word];
  if (at.place.column) at.place.column += (uint32_t)reading->at[word] + (at.width == at.as.text.length + 2);
  at.width = (uint32_t)strlen(shown);
  if (reading->diagnostics) diagnostics_error(reading->diagnostics, &at, "%s%s", message, meant ? arena_format(reading->model->arena, "; did you mean \"%s\"?", meant) : "");
  return false;
}

/* Incident, complaint, and own kinds like one of them. */
static bool is_trouble(const struct model *model, const char *word) {
  const struct entity *own = model_find(model, KIND_EVENT_KIND, word);
  const char *root = own ? entity_text(own, "like", "") : word;
  return !strcmp(root, "incident") || !strcmp(root, "complaint");
}

static bool unknown_first(struct reading *reading) {
  const struct model *model = reading->model;
  struct nearest nearest = nearest_to(reading->words[0], strlen(reading->words[0]));
  static const enum kind kinds[] = {KIND_SEVERITY, KIND_MEASURE, KIND_EVENT_KIND};
  for (size_t i = 0; i < sizeof fixed_words / sizeof *fixed_words; i++) nearest_offer(&nearest, fixed_words[i]);
  for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
    for (size_t i = 0; i < model_count(model, kinds[k]); i++) nearest_offer(&nearest, model_at(model, kinds[k], i)->id);
  return wrong_word(reading, 0,
                    "nothing opens a review by that name; there are band red, severe incident, complaint, overdue commitment, csat below 3, "
                    "notice, new owner", nearest.best);
}

static bool expects(struct reading *reading, const char *second) {
  if (reading->count == 2 && !strcmp(reading->words[1], second)) return true;
  const char *message = arena_format(reading->model->arena, "it is written \"%s %s\"", reading->words[0], second);
  return wrong_word(reading, reading->count > 1 ? 1 : 0, message, NULL);
}

static bool read_event(struct reading *reading, struct trigger *trigger) {
  const struct model *model = reading->model;
  size_t last = reading->count - 1;
  trigger->kind = TRIGGER_EVENT;
  trigger->of = reading->words[last];
  if (reading->count == 2) trigger->severity = model_find(model, KIND_SEVERITY, reading->words[0]);
  if (reading->count == 1 || trigger->severity) return true;
  return wrong_word(reading, 0, arena_format(model->arena, "no severity \"%s\"", reading->words[0]), model_nearest(model, KIND_SEVERITY, reading->words[0]));
}

static bool read_measure(struct reading *reading, struct trigger *trigger) {
  static const char form[] = "a measure opens a review when it goes below or above a value, such as csat below 3";
  trigger->kind = TRIGGER_MEASURE;
  trigger->of = reading->words[0];
  if (reading->count < 3) return wrong_word(reading, 0, form, NULL);
  struct nearest nearest = nearest_to(reading->words[1], strlen(reading->words[1]));
  nearest_offer(&nearest, "below");
  nearest_offer(&nearest, "above");
  trigger->above = !strcmp(reading->words[1], "above");
  if (!trigger->above && strcmp(reading->words[1], "below")) return wrong_word(reading, 1, form, nearest.best);
  if (number_parse(reading->words[2], strlen(reading->words[2]), &trigger->bound)) return true;
  return wrong_word(reading, 2, arena_format(reading->model->arena, "\"%s\" is no number", reading->words[2]), NULL);
}

static bool read_trigger(struct reading *reading, struct trigger *trigger) {
  const char *first = reading->words[0];
  const struct model *model = reading->model;
  trigger->kind = TRIGGER_OTHER;
  if (!strcmp(first, "band")) return reading->count == 2 || wrong_word(reading, 0, "say which band, such as band red", NULL);
  if (!strcmp(first, "new")) return expects(reading, "owner");
  trigger->kind = !strcmp(first, "overdue") ? TRIGGER_OVERDUE : TRIGGER_NOTICE;
  if (trigger->kind == TRIGGER_OVERDUE) return expects(reading, "commitment");
  if (!strcmp(first, "notice")) return reading->count == 1 || wrong_word(reading, 1, "nothing comes after \"notice\"", NULL);
  if (model_find(model, KIND_MEASURE, first)) return read_measure(reading, trigger);
  if (reading->count <= 2 && is_trouble(model, reading->words[reading->count - 1])) return read_event(reading, trigger);
  return unknown_first(reading);
}

bool trigger_parse(struct model *model, struct diagnostics *diagnostics, const struct value *text, struct trigger *trigger) {
  struct reading reading = {.model = model, .diagnostics = diagnostics, .text = text};
  *trigger = (struct trigger){.kind = TRIGGER_OTHER, .text = value_word(text)};
  if (!trigger->text || !split(&reading)) {
    if (diagnostics) diagnostics_error(diagnostics, text, "what opens a review is said in one to three words, such as severe incident or csat below 3");
    return false;
  }
  return read_trigger(&reading, trigger);
}

void check_triggers(struct model *model, struct diagnostics *diagnostics, const struct entity *entity) {
  const struct value *when = entity_field(entity, "review.when");
  struct trigger trigger;
  for (size_t i = 0; when->kind == VALUE_LIST && i < when->as.list.count; i++)
    trigger_parse(model, diagnostics, &when->as.list.items[i], &trigger);
}

/* ---- Facts ---- */

struct range {
  const struct fact *from, *to;
};

/* Facts of one name; a subject's are ordered by name first. */
static struct range facts_named(const struct subject *subject, const struct event_kinds *kinds, const char *name) {
  uint32_t number = words_find(kinds->words, name, strlen(name));
  size_t low = 0, high = subject->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (subject->facts[middle].name < number) low = middle + 1;
    else high = middle;
  }
  size_t end = low;
  while (number && end < subject->count && subject->facts[end].name == number) end++;
  return (struct range){subject->facts + low, subject->facts + end};
}

struct finding {
  struct feature_set *set;
  const struct event_kinds *kinds;
  const struct subject *subject;
  int32_t day;
  void (*found)(void *context, const struct cause *cause);
  void *context;
};

static bool within_reach(const struct finding *finding, int32_t day) { return day <= finding->day && day > finding->day - TRIGGER_REACH; }

static bool severe_enough(const struct finding *finding, const struct trigger *trigger, const struct fact *fact) {
  if (!trigger->severity) return true;
  const struct entity *severity = model_find(finding->kinds->model, KIND_SEVERITY, words_text(finding->kinds->words, fact->word));
  return severity && severity->position >= trigger->severity->position;
}

static void tell(const struct finding *finding, const struct trigger *trigger, int64_t seq, int32_t day) {
  finding->found(finding->context, &(struct cause){trigger->text, seq, day});
}

/* The one that was noted last. */
static void find_event(const struct finding *finding, const struct trigger *trigger) {
  struct range range = facts_named(finding->subject, finding->kinds, trigger->of);
  const struct fact *newest = NULL;
  for (const struct fact *fact = range.from; fact < range.to; fact++)
    if (within_reach(finding, moment_day(fact->at)) && severe_enough(finding, trigger, fact) && (!newest || fact->seq > newest->seq)) newest = fact;
  if (newest) tell(finding, trigger, newest->seq, moment_day(newest->at));
}

/* The one that became overdue last. */
static void find_overdue(const struct finding *finding, const struct trigger *trigger) {
  struct range promises = facts_named(finding->subject, finding->kinds, "commitment"), dues = facts_named(finding->subject, finding->kinds, "commitment.due");
  struct view view = {finding->day, day_end(finding->day)};
  int64_t seq = 0;
  int32_t since = INT32_MIN;
  if (promises.from == promises.to || dues.from == dues.to) return;
  subject_observed(finding->set, finding->subject, view.until); /* makes the set look at this subject */
  for (const struct fact *promise = promises.from; promise < promises.to && promise->at <= view.until; promise++) {
    if (promise_state(finding->set, promise, view) != PROMISE_OVERDUE) continue;
    int32_t day = INT32_MIN;
    for (const struct fact *due = dues.from; due < dues.to; due++)
      if (due->seq == promise->seq && due->at <= view.until) day = moment_day((int64_t)due->number) + 1;
    bool newer = day > since || (day == since && promise->seq > seq);
    if (!within_reach(finding, day) || !newer) continue;
    since = day;
    seq = promise->seq;
  }
  if (seq) tell(finding, trigger, seq, since);
}

/* Where the newest value lies beyond the bound: the first of the run of values that do. */
static void find_measure(const struct finding *finding, const struct trigger *trigger) {
  struct range range = facts_named(finding->subject, finding->kinds, trigger->of);
  const struct fact *crossed = NULL;
  for (const struct fact *fact = range.from; fact < range.to && fact->at <= day_end(finding->day); fact++) {
    bool beyond = trigger->above ? fact->number > trigger->bound : fact->number < trigger->bound;
    if (!beyond) crossed = NULL;
    else if (!crossed) crossed = fact;
  }
  if (crossed && within_reach(finding, moment_day(crossed->at))) tell(finding, trigger, crossed->seq, moment_day(crossed->at));
}

int32_t notice_day(const struct model *model, const struct entity *relationship) {
  const struct value *until = entity_field(relationship, "until"), *notice = entity_field(relationship, "notice");
  if (until->kind != VALUE_INTEGER || notice->kind != VALUE_INTEGER) return DAY_LAST;
  return day_add(&model->calendar, (int32_t)until->as.integer, span_unpack(notice->as.integer), -1);
}

void causes_find(struct feature_set *set, const struct entity *relationship, const struct subject *subject, int32_t day,
                 void (*found)(void *context, const struct cause *cause), void *context) {
  const struct event_kinds *kinds = feature_kinds(set);
  struct finding finding = {set, kinds, subject, day, found, context};
  const struct value *when = entity_field(relationship, "review.when");
  for (size_t i = 0; when->kind == VALUE_LIST && i < when->as.list.count; i++) {
    struct trigger trigger;
    if (!trigger_parse(kinds->model, NULL, &when->as.list.items[i], &trigger)) continue;
    int32_t last = trigger.kind == TRIGGER_NOTICE ? notice_day(kinds->model, relationship) : DAY_LAST;
    switch (trigger.kind) {
      case TRIGGER_EVENT: find_event(&finding, &trigger); break;
      case TRIGGER_OVERDUE: find_overdue(&finding, &trigger); break;
      case TRIGGER_MEASURE: find_measure(&finding, &trigger); break;
      case TRIGGER_NOTICE:
        if (last < DAY_LAST) tell(&finding, &trigger, 0, last);
        break;
      case TRIGGER_OTHER: break;
    }
  }
}
