#include "core/practice/review.h"

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

struct review_date review_next(const struct model *model, const struct entity *relationship, int32_t begins, int32_t after) {
  const struct value *every = entity_field(relationship, "review.every"), *anchor = entity_field(relationship, "review.anchor");
  const struct value *prepare = entity_field(relationship, "review.prepare");
  if (every->kind != VALUE_INTEGER) return (struct review_date){0};
  int32_t first = anchor->kind == VALUE_INTEGER ? (int32_t)anchor->as.integer : begins;
  struct review_date date = {.reviewed = true};
  date.due = series_on_or_after(&model->calendar, first, span_unpack(every->as.integer), after + 1);
  if (date.due < first) date.due = first;
  date.opens = date.due;
  if (prepare->kind == VALUE_INTEGER) date.opens = day_add(&model->calendar, date.due, span_unpack(prepare->as.integer), -1);
  return date;
}
