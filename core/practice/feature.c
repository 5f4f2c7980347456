#include "core/practice/feature.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct fact_range {
  const struct fact *from, *to;
  const struct fact **by_event; /* by (seq, at); made on first need, for long ranges */
};

struct feature_set {
  struct arena *arena;
  const struct event_kinds *kinds;
  struct feature *features;
  size_t count, room;
  uint32_t state_words[PROMISE_STATES];
  uint32_t promise_state, promise_due;
  struct fact_range *ranges; /* by name: where its facts stand in the subject at hand */
  size_t range_count;
  const struct fact **chosen; /* what a feature rests on, for one cell */
  size_t chosen_room;
  uint32_t *observing; /* names whose facts are observations */
  size_t observing_count;
  int64_t observed_from; /* the subject's first observation; INT64_MAX: none */
};

static const char *const state_names[PROMISE_STATES] = {"open", "overdue", "kept", "kept late", "broken", "withdrawn"};

const char *promise_state_name(enum promise_state state) { return state_names[state]; }

const char *missing_text(enum missing missing) {
  static const char *const texts[] = {"", "not recorded", "out of date", "nothing observed yet", "not set in the model"};
  return texts[missing];
}

static uint32_t word(const struct event_kinds *kinds, const char *text) { return words_number(kinds->words, text, strlen(text)); }

/* Assessments are judgements, not observations; measures and what happened are. */
static void name_observing(struct feature_set *set) {
  const struct event_kinds *kinds = set->kinds;
  size_t measures = model_count(kinds->model, KIND_MEASURE);
  set->observing = ARENA_ARRAY(set->arena, uint32_t, kinds->count + measures);
  for (size_t i = 0; i < kinds->count; i++)
    if (kinds->items[i].observation) set->observing[set->observing_count++] = kinds->items[i].fact;
  for (size_t i = 0; i < measures; i++) set->observing[set->observing_count++] = word(kinds, model_at(kinds->model, KIND_MEASURE, i)->id);
}

struct feature_set *feature_set_new(struct arena *arena, const struct event_kinds *kinds) {
  struct feature_set *set = ARENA_NEW(arena, struct feature_set);
  set->arena = arena;
  set->kinds = kinds;
  set->promise_state = word(kinds, "commitment.state");
  set->promise_due = word(kinds, "commitment.due");
  name_observing(set);
  for (int i = 0; i < PROMISE_STATES; i++) set->state_words[i] = word(kinds, state_names[i]);
  return set;
}

struct arena *feature_arena(const struct feature_set *set) { return set->arena; }
const struct event_kinds *feature_kinds(const struct feature_set *set) { return set->kinds; }
size_t feature_count(const struct feature_set *set) { return set->count; }
const struct feature *feature_at(const struct feature_set *set, size_t position) { return &set->features[position]; }

struct feature *feature_append(struct feature_set *set) {
  if (set->count == set->room) {
    struct feature *features = ARENA_ARRAY(set->arena, struct feature, set->room * 2 + 16);
    if (set->count) memcpy(features, set->features, set->count * sizeof *features);
    set->features = features;
    set->room = set->room * 2 + 16;
  }
  return &set->features[set->count++];
}

/* ---- Finding facts of the subject at hand ---- */

static void index_names(struct feature_set *set, const struct subject *subject) {
  size_t names = words_count(set->kinds->words) + 1;
  if (set->range_count < names) {
    set->ranges = ARENA_ARRAY(set->arena, struct fact_range, names + names / 2);
    set->range_count = names + names / 2;
  }
  memset(set->ranges, 0, names * sizeof *set->ranges);
  for (size_t i = 0; i < subject->count;) {
    size_t j = i;
    while (j < subject->count && subject->facts[j].name == subject->facts[i].name) j++;
    set->ranges[subject->facts[i].name] = (struct fact_range){subject->facts + i, subject->facts + j, NULL};
    i = j;
  }
  set->observed_from = INT64_MAX;
  for (size_t i = 0; i < set->observing_count; i++) {
    struct fact_range range = set->ranges[set->observing[i]];
    if (range.from < range.to && range.from->at < set->observed_from) set->observed_from = range.from->at;
  }
}

bool subject_observed(struct feature_set *set, const struct subject *subject, int64_t until) {
  index_names(set, subject);
  return set->observed_from <= until;
}

static struct fact_range range_of(const struct feature_set *set, uint32_t name) {
  return name < set->range_count ? set->ranges[name] : (struct fact_range){NULL, NULL, NULL};
}

/* The first fact of the range at (at, seq) or later. */
static const struct fact *lower_bound(struct fact_range range, int64_t at, int64_t seq) {
  while (range.from < range.to) {
    const struct fact *middle = range.from + (range.to - range.from) / 2;
    if (middle->at < at || (middle->at == at && middle->seq < seq)) range.from = middle + 1;
    else range.to = middle;
  }
  return range.from;
}

static int by_event_and_time(const void *a, const void *b) {
  const struct fact *left = *(const struct fact *const *)a, *right = *(const struct fact *const *)b;
  if (left->seq != right->seq) return left->seq < right->seq ? -1 : 1;
  return left->at != right->at ? (left->at < right->at ? -1 : 1) : (left > right) - (left < right);
}

static void index_events(struct feature_set *set, struct fact_range *range) {
  size_t count = (size_t)(range->to - range->from);
  range->by_event = ARENA_ARRAY(set->arena, const struct fact *, count);
  for (size_t i = 0; i < count; i++) range->by_event[i] = range->from + i;
  qsort(range->by_event, count, sizeof *range->by_event, by_event_and_time);
}

/* The last fact of the event that is known by then, in a range ordered by events. */
static const struct fact *last_of_event(const struct fact_range *range, int64_t seq, int64_t until) {
  size_t low = 0, high = (size_t)(range->to - range->from);
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    const struct fact *fact = range->by_event[middle];
    if (fact->seq < seq || (fact->seq == seq && fact->at <= until)) low = middle + 1;
    else high = middle;
  }
  return low > 0 && range->by_event[low - 1]->seq == seq ? range->by_event[low - 1] : NULL;
}

/* What is known by then of an attribute of one event: the latest word on it, told with the event or in one that continues it. */
static const struct fact *attribute_of(struct feature_set *set, uint32_t name, const struct fact *event, int64_t until) {
  enum { SHORT = 32 }; /* up to this many facts, looking at each is quicker than an index */
  struct fact_range *range = name < set->range_count ? &set->ranges[name] : NULL;
  const struct fact *found = NULL;
  if (!range || range->from == range->to) return NULL;
  if (range->to - range->from > SHORT) {
    if (!range->by_event) index_events(set, range);
    return last_of_event(range, event->seq, until);
  }
  for (const struct fact *fact = range->from; fact < range->to && fact->at <= until; fact++)
    if (fact->seq == event->seq) found = fact;
  return found;
}

enum promise_state promise_state(struct feature_set *set, const struct fact *promise, struct view view) {
  const struct fact *state = attribute_of(set, set->promise_state, promise, view.until);
  const struct fact *due = attribute_of(set, set->promise_due, promise, view.until);
  int32_t due_day = due ? moment_day((int64_t)due->number) : INT32_MAX;
  if (!state) return due_day < view.as_of ? PROMISE_OVERDUE : PROMISE_OPEN;
  for (int i = PROMISE_KEPT; i < PROMISE_STATES; i++) {
    if (state->word != set->state_words[i]) continue;
    return i == PROMISE_KEPT && moment_day(state->at) > due_day ? PROMISE_KEPT_LATE : (enum promise_state)i;
  }
  return PROMISE_OPEN;
}

/* ---- Conditions ---- */

static bool contact_counts(const struct feature_set *set, const struct contact *contact, const struct fact *fact) {
  if (!contact->channel_count && !contact->kind_count) return true;
  for (size_t i = 0; i < contact->channel_count; i++)
    if (fact->word == contact->channels[i]) return true;
  for (size_t i = 0; i < contact->kind_count; i++) { /* the same event under its own kind's name */
    struct fact_range range = range_of(set, contact->kinds[i]);
    const struct fact *own = lower_bound(range, fact->at, fact->seq);
    if (own < range.to && own->at == fact->at && own->seq == fact->seq) return true;
  }
  return false;
}

static bool number_meets(const struct condition *condition, double number) {
  switch (condition->test) {
    case CONDITION_NUMBER: return number == condition->number;
    case CONDITION_AT_LEAST: return number >= condition->number;
    case CONDITION_AT_MOST: return number <= condition->number;
    case CONDITION_ABOVE: return number > condition->number;
    case CONDITION_BELOW: return number < condition->number;
    case CONDITION_WORD: break;
  }
  return false;
}

static bool condition_met(struct feature_set *set, const struct condition *condition, const struct fact *fact, int64_t until) {
  const struct fact *attribute = condition->fact ? attribute_of(set, condition->fact, fact, until) : fact;
  if (!attribute) return false;
  return condition->test == CONDITION_WORD ? attribute->word == condition->word : number_meets(condition, attribute->number);
}

static bool still_open(struct feature_set *set, const struct feature *feature, const struct fact *fact, struct view view) {
  if (feature->state_fact) return promise_state(set, fact, view) <= PROMISE_OVERDUE;
  const struct fact *resolved = feature->resolved_fact ? attribute_of(set, feature->resolved_fact, fact, view.until) : NULL;
  return !resolved || resolved->number > (double)view.until;
}

/* What a share counts as met; every other aggregate just leaves the rest out. */
static bool meets(struct feature_set *set, const struct feature *feature, const struct fact *fact, struct view view) {
  if (feature->open && !still_open(set, feature, fact, view)) return false;
  if (feature->only_states && !(feature->states >> promise_state(set, fact, view) & 1)) return false;
  for (size_t i = 0; i < feature->condition_count; i++)
    if (feature->conditions[i].test >= CONDITION_AT_LEAST && !condition_met(set, &feature->conditions[i], fact, view.until)) return false;
  return true;
}

static bool concerned(struct feature_set *set, const struct feature *feature, const struct subject *subject, const struct fact *fact,
                      struct view view) {
  if (feature->contact && !contact_counts(set, &subject->contact, fact)) return false;
  if (feature->scaled && !(fact->number >= feature->low && fact->number <= feature->high)) return false; /* noted on another scale */
  for (size_t i = 0; i < feature->condition_count; i++)
    if (feature->conditions[i].test < CONDITION_AT_LEAST && !condition_met(set, &feature->conditions[i], fact, view.until)) return false;
  return true;
}

/* ---- Choosing the facts a cell rests on ---- */

static int64_t window_start(const struct feature_set *set, const struct feature *feature, struct view view) {
  if (!feature->within.count) return MOMENT_ALWAYS;
  return day_end(day_add(&set->kinds->model->calendar, view.as_of, feature->within, -1));
}

static void choose(struct feature_set *set, const struct fact *fact, size_t *count) {
  if (*count == set->chosen_room) {
    const struct fact **room = ARENA_ARRAY(set->arena, const struct fact *, set->chosen_room * 2 + 64);
    if (*count) memcpy(room, set->chosen, *count * sizeof *room);
    set->chosen = room;
    set->chosen_room = set->chosen_room * 2 + 64;
  }
  set->chosen[(*count)++] = fact;
}

/* A promise that is still open, or was taken back, is neither kept nor broken: it has no part in a share, unless asked for by name. */
static bool settled_enough(struct feature_set *set, const struct feature *feature, const struct fact *fact, struct view view) {
  if (feature->aggregate != AGGREGATE_SHARE || !feature->only_states) return true;
  enum promise_state state = promise_state(set, fact, view);
  return (state != PROMISE_OPEN && state != PROMISE_WITHDRAWN) || (feature->states >> state & 1);
}

/* All facts in the window that the feature is concerned with; `met`, where given, counts those that meet a share's conditions. */
static size_t choose_all(struct feature_set *set, const struct feature *feature, const struct subject *subject, struct view view,
                         size_t *met) {
  struct fact_range range = range_of(set, feature->fact);
  int64_t after = window_start(set, feature, view);
  size_t count = 0;
  *met = 0;
  for (const struct fact *fact = range.from; fact < range.to && fact->at <= view.until; fact++) {
    if (after != MOMENT_ALWAYS && fact->at <= after) continue;
    if (!concerned(set, feature, subject, fact, view)) continue;
    if (!settled_enough(set, feature, fact, view)) continue;
    bool good = meets(set, feature, fact, view);
    *met += good;
    if (good || feature->aggregate == AGGREGATE_SHARE) choose(set, fact, &count);
  }
  return count;
}

/* Latest and days-since need only the last one: look from the end. */
static size_t choose_last(struct feature_set *set, const struct feature *feature, const struct subject *subject, struct view view) {
  struct fact_range range = range_of(set, feature->fact);
  int64_t after = window_start(set, feature, view);
  size_t count = 0;
  for (const struct fact *fact = range.to; fact > range.from && !count;) {
    fact--;
    if (fact->at > view.until) continue;
    if (after != MOMENT_ALWAYS && fact->at <= after) break;
    if (concerned(set, feature, subject, fact, view) && meets(set, feature, fact, view)) choose(set, fact, &count);
  }
  return count;
}

static size_t choose_facts(struct feature_set *set, const struct feature *feature, const struct subject *subject, struct view view,
                           size_t *met) {
  *met = 0;
  if (feature->aggregate == AGGREGATE_LATEST || (feature->aggregate == AGGREGATE_DAYS_SINCE && !feature->first))
    return choose_last(set, feature, subject, view);
  return choose_all(set, feature, subject, view, met);
}

/* ---- Aggregates ---- */

static double brought_to_scale(const struct feature *feature, double number) {
  if (!feature->scaled) return number;
  double unit = (number - feature->low) / (feature->high - feature->low);
  return feature->inverted ? 1 - unit : unit;
}

static double age_days(struct view view, const struct fact *fact) { return (double)(view.as_of - moment_day(fact->at)); }

static double slope(const struct feature *feature, const struct fact *const *facts, size_t count, struct view view) {
  double x_mean = 0, y_mean = 0, cross = 0, square = 0;
  for (size_t i = 0; i < count; i++) {
    x_mean += -age_days(view, facts[i]) / (double)count;
    y_mean += brought_to_scale(feature, facts[i]->number) / (double)count;
  }
  for (size_t i = 0; i < count; i++) {
    double x = -age_days(view, facts[i]) - x_mean;
    cross += x * (brought_to_scale(feature, facts[i]->number) - y_mean);
    square += x * x;
  }
  return square > 0 ? 30 * cross / square : NAN;
}

static double fold(const struct feature *feature, const struct fact *const *facts, size_t count, struct view view) {
  double total = 0, lowest = INFINITY, highest = -INFINITY;
  if (feature->aggregate == AGGREGATE_TREND) return slope(feature, facts, count, view);
  for (size_t i = 0; i < count; i++) {
    double number = brought_to_scale(feature, facts[i]->number);
    total += feature->aggregate == AGGREGATE_STRENGTH ? exp2(-age_days(view, facts[i]) / feature->half_life) : number;
    lowest = number < lowest ? number : lowest;
    highest = number > highest ? number : highest;
  }
  switch (feature->aggregate) {
    case AGGREGATE_AVERAGE: return total / (double)count;
    case AGGREGATE_LOWEST: return lowest;
    case AGGREGATE_HIGHEST: return highest;
    default: return total;
  }
}

static size_t count_days(const struct fact *const *facts, size_t count) {
  size_t days = 0;
  for (size_t i = 0; i < count; i++) days += i == 0 || moment_day(facts[i]->at) != moment_day(facts[i - 1]->at);
  return days;
}

static struct cell cell_missing(enum missing missing) { return (struct cell){NAN, missing, MOMENT_ALWAYS}; }

static bool out_of_date(const struct feature_set *set, const struct feature *feature, struct view view, const struct fact *newest) {
  if (!feature->valid.count || feature->within.count) return false;
  return moment_day(newest->at) <= day_add(&set->kinds->model->calendar, view.as_of, feature->valid, -1);
}

static struct cell nothing_chosen(const struct feature_set *set, const struct feature *feature, const struct subject *subject,
                                  struct view view) {
  if (feature->aggregate == AGGREGATE_DAYS_SINCE && feature->counted_silence) {
    int32_t days = view.as_of - subject->begins;
    return days < 0 ? cell_missing(MISSING_NEVER) : (struct cell){days, MISSING_NOT, MOMENT_ALWAYS};
  }
  if (feature->aggregate == AGGREGATE_COUNT || feature->aggregate == AGGREGATE_STRENGTH)
    return set->observed_from <= view.until ? (struct cell){0, MISSING_NOT, MOMENT_ALWAYS} : cell_missing(MISSING_UNOBSERVED);
  return cell_missing(MISSING_NEVER);
}

static struct cell compute_cell(struct feature_set *set, const struct feature *feature, const struct subject *subject, struct view view) {
  size_t met, count = choose_facts(set, feature, subject, view, &met);
  if (!count) return nothing_chosen(set, feature, subject, view);
  const struct fact *newest = set->chosen[count - 1];
  if (out_of_date(set, feature, view, newest)) return cell_missing(MISSING_OUT_OF_DATE);
  struct cell cell = {0, MISSING_NOT, newest->at};
  switch (feature->aggregate) {
    case AGGREGATE_LATEST: cell.value = feature->word ? newest->word : brought_to_scale(feature, newest->number); break;
    case AGGREGATE_FIRST: cell.value = feature->word ? set->chosen[0]->word : brought_to_scale(feature, set->chosen[0]->number); break;
    case AGGREGATE_COUNT: cell.value = (double)(feature->days ? count_days(set->chosen, count) : count); break;
    case AGGREGATE_SHARE: cell.value = (double)met / (double)count; break;
    case AGGREGATE_DAYS_SINCE: cell.value = age_days(view, feature->first ? set->chosen[0] : newest); break;
    default: cell.value = fold(feature, set->chosen, count, view);
  }
  return isnan(cell.value) ? cell_missing(MISSING_NEVER) : cell;
}

void features_compute(struct feature_set *set, const struct subject *subject, const struct view *views, size_t view_count,
                      struct cell *cells) {
  index_names(set, subject);
  for (size_t v = 0; v < view_count; v++)
    for (size_t f = 0; f < set->count; f++) cells[v * set->count + f] = compute_cell(set, &set->features[f], subject, views[v]);
}

void feature_evidence(struct feature_set *set, const struct feature *feature, const struct subject *subject, struct view view,
                      void (*used)(void *context, const struct fact *fact), void *context) {
  index_names(set, subject);
  size_t met, count = choose_facts(set, feature, subject, view, &met);
  for (size_t i = 0; i < count; i++) used(context, set->chosen[i]);
}
