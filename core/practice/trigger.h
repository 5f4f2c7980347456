/*
 * What opens a review beside the calendar: review.when, a list of
 *
 *   incident, severe incident, complaint, …   one was noted (of that severity or a higher one); own kinds like them too
 *   overdue commitment                        a promise of either side is past its day
 *   csat below 3, spend above 500             a measure crossed that value, in its own units
 *   notice                                    the last day to give notice (`until` less `notice`) comes near
 *   band red, new owner                       a score fell, the owner changed: these are looked for in scripts/kith/trigger.lua
 *
 * A trigger finds causes: what happened, on which day, by which event. Whether a cause opens a review depends on the reviews before it
 * (scripts/kith/review.lua).
 */
#ifndef KITH_PRACTICE_TRIGGER_H
#define KITH_PRACTICE_TRIGGER_H

#include "core/practice/feature.h"

enum { TRIGGER_REACH = 182 }; /* days: what lies further back opens nothing */

enum trigger_kind { TRIGGER_EVENT, TRIGGER_OVERDUE, TRIGGER_MEASURE, TRIGGER_NOTICE, TRIGGER_OTHER };

struct trigger {
  enum trigger_kind kind;
  const char *text;             /* as written */
  const char *of;               /* the kind of event, or the measure */
  const struct entity *severity; /* the least; NULL: any */
  bool above;
  double bound;
};

/* Reads one; false with a finding at the word that is wrong. */
bool trigger_parse(struct model *model, struct diagnostics *diagnostics, const struct value *text, struct trigger *trigger);

/* Checks the triggers that an entity says of its own. */
void check_triggers(struct model *model, struct diagnostics *diagnostics, const struct entity *entity);

struct cause {
  const char *trigger; /* as written */
  int64_t seq;         /* the event; 0 for a notice */
  int32_t day;         /* since when it is so; for a notice the last day to give it */
};

/* The last day to give notice, DAY_LAST where the relationship has no end or no notice. */
int32_t notice_day(const struct model *model, const struct entity *relationship);

/* Calls `found` for the newest cause, as of a day, of each trigger that a relationship has, in the order of its list. A notice is found
 * always, whenever its day. */
void causes_find(struct feature_set *set, const struct entity *relationship, const struct subject *subject, int32_t day,
                 void (*found)(void *context, const struct cause *cause), void *context);

#endif
