#include "core/practice/staff.h"

bool staff_away(const struct entity *staff, int32_t day) {
  const struct value *away = entity_field(staff, "away");
  for (size_t i = 0; away->kind == VALUE_LIST && i + 1 < away->as.list.count; i += 2)
    if (day >= away->as.list.items[i].as.integer && day <= away->as.list.items[i + 1].as.integer) return true;
  return false;
}

const struct entity *staff_present(const struct model *model, const struct entity *staff, int32_t day) {
  const struct entity *who = staff;
  for (size_t steps = model_count(model, KIND_STAFF); who && steps > 0; steps--) { /* two may cover each other: no more steps than people */
    if (!staff_away(who, day)) return who;
    who = entity_word(model, who, "cover");
  }
  return NULL;
}

enum { LONGEST_LOOK = 366 }; /* days of one absence */

/* The first day of a time away on which nobody is there. */
static bool uncovered_day(const struct model *model, const struct entity *staff, int32_t first, int32_t last, int32_t *day) {
  for (*day = first; *day <= last && *day - first < LONGEST_LOOK; ++*day)
    if (!staff_present(model, staff, *day)) return true;
  return false;
}

static void check_time_away(struct model *model, struct diagnostics *diagnostics, const struct entity *staff, const struct value *first,
                            const struct value *last) {
  const struct entity *cover = entity_word(model, staff, "cover");
  int32_t day;
  char text[24];
  if (!uncovered_day(model, staff, (int32_t)first->as.integer, (int32_t)last->as.integer, &day)) return;
  day_format(text, day);
  if (!cover)
    diagnostics_add(diagnostics, SEVERITY_WARNING, first->place, first->width, "%s is away and nobody covers; give %s a cover", staff->id, staff->id);
  else
    diagnostics_add(diagnostics, SEVERITY_WARNING, first->place, first->width, "on %s both %s and whoever covers are away", text, staff->id);
}

void check_covers(struct model *model, struct diagnostics *diagnostics) {
  for (size_t i = 0; i < model_count(model, KIND_STAFF); i++) {
    const struct entity *staff = model_at(model, KIND_STAFF, i);
    const struct value *away = entity_field(staff, "away");
    if (entity_word(model, staff, "cover") == staff)
      diagnostics_error(diagnostics, entity_field(staff, "cover"), "%s cannot stand in for themselves; name somebody else", staff->id);
    for (size_t n = 0; away->kind == VALUE_LIST && n + 1 < away->as.list.count; n += 2)
      check_time_away(model, diagnostics, staff, &away->as.list.items[n], &away->as.list.items[n + 1]);
  }
}
