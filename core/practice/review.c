#include "core/practice/review.h"

#include "core/base/recurrence.h"

#include <string.h>

static const char *const names[REVIEW_STATES] = {"none", "opened", "held", "closed", "cancelled"};

const char *review_state_name(enum review_state state) { return names[state]; }

enum review_state review_state_find(const char *name) {
  for (int i = REVIEW_OPENED; i < REVIEW_STATES; i++)
    if (!strcmp(names[i], name)) return (enum review_state)i;
  return REVIEW_NONE;
}

bool review_may(enum review_state from, enum review_state to) {
  static const bool may[REVIEW_STATES][REVIEW_STATES] = {
      [REVIEW_NONE][REVIEW_OPENED] = true,    [REVIEW_OPENED][REVIEW_HELD] = true,      [REVIEW_OPENED][REVIEW_CLOSED] = true,
      [REVIEW_HELD][REVIEW_CLOSED] = true,    [REVIEW_OPENED][REVIEW_CANCELLED] = true, [REVIEW_HELD][REVIEW_CANCELLED] = true,
  };
  return may[from][to];
}

/* ---- When the next is due ---- */

enum review_recur { RECUR_SKIP, RECUR_FIXED, RECUR_FROM_COMPLETION };

static enum review_recur recur_of(const struct entity *relationship) {
  const char *word = entity_text(relationship, "review.recur", "skip");
  return !strcmp(word, "fixed") ? RECUR_FIXED : !strcmp(word, "from_completion") ? RECUR_FROM_COMPLETION : RECUR_SKIP;
}

static enum recurrence_shift shift_of(const struct entity *relationship) {
  const char *word = entity_text(relationship, "review.working_day", "");
  return !strcmp(word, "next") ? SHIFT_NEXT : !strcmp(word, "previous") ? SHIFT_PREVIOUS : SHIFT_NONE;
}

static int32_t later(int32_t a, int32_t b) { return a > b ? a : b; }

int32_t review_opens(const struct model *model, const struct entity *relationship, int32_t due) {
  const struct value *prepare = entity_field(relationship, "review.prepare");
  return prepare->kind == VALUE_INTEGER ? day_add(&model->calendar, due, span_unpack(prepare->as.integer), -1) : due;
}

struct review_date review_caused(const struct model *model, const struct entity *relationship, int32_t day, int32_t notice) {
  const struct value *within = entity_field(relationship, "review.within"), *prepare = entity_field(relationship, "review.prepare");
  struct span soon = within->kind == VALUE_INTEGER ? span_unpack(within->as.integer) : (struct span){14, SPAN_DAY};
  enum recurrence_shift shift = shift_of(relationship);
  struct review_date date = {.reviewed = true, .opens = day};
  date.due = recurrence_shifted(&model->calendar, shift, day_add(&model->calendar, day, soon, 1));
  if (notice == DAY_LAST) return date;
  date.due = recurrence_shifted(&model->calendar, SHIFT_PREVIOUS, notice - 1);
  date.opens = prepare->kind == VALUE_INTEGER ? review_opens(model, relationship, date.due) : day_add(&model->calendar, date.due, soon, -1);
  return date;
}

struct review_date review_next(const struct model *model, const struct entity *relationship, struct review_past past) {
  const struct value *every = entity_field(relationship, "review.every"), *anchor = entity_field(relationship, "review.anchor");
  const struct calendar *calendar = &model->calendar;
  struct recurrence recurrence = {.form = RECURRENCE_NEVER};
  if (every->kind == VALUE_INTEGER) recurrence = recurrence_unpack(every->as.integer);
  if (recurrence.form == RECURRENCE_NEVER) return (struct review_date){0};
  enum review_recur recur = recur_of(relationship);
  enum recurrence_shift shift = shift_of(relationship);
  int32_t first = anchor->kind == VALUE_INTEGER ? (int32_t)anchor->as.integer : past.begins;
  int32_t after = later(past.begins, past.due);
  if (recur == RECUR_SKIP) after = later(after, past.over);
  struct review_date date = {.reviewed = true};
  if (recur == RECUR_FROM_COMPLETION && past.over != INT32_MIN)
    date.due = recurrence_shifted(calendar, shift, later(first, day_add(calendar, past.over, recurrence.span, 1)));
  else
    date.due = recurrence_next(calendar, recurrence, shift, first, after);
  date.opens = review_opens(model, relationship, date.due);
  return date;
}
