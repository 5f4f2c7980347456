/* Reviews: when one is due and which steps it may take. */
#ifndef KITH_PRACTICE_REVIEW_H
#define KITH_PRACTICE_REVIEW_H

#include "core/practice/model.h"

enum review_state { REVIEW_NONE, REVIEW_OPENED, REVIEW_HELD, REVIEW_CLOSED, REVIEW_CANCELLED, REVIEW_STATES };

const char *review_state_name(enum review_state state);
enum review_state review_state_find(const char *name); /* REVIEW_NONE where unknown */

/* none → opened → held → closed; opened → closed (held and closed at once); opened or held → cancelled. */
bool review_may(enum review_state from, enum review_state to);

struct review_date {
  bool reviewed; /* false: the relationship has no review set */
  int32_t due;   /* next due day */
  int32_t opens; /* due less the time to prepare */
};

/* What was before, in days; INT32_MIN where nothing was. */
struct review_past {
  int32_t begins; /* of the relationship: nothing is due on that day or before it */
  int32_t due;    /* of the last review that the calendar opened */
  int32_t over;   /* when the last review of all was closed or cancelled */
};

/*
 * The next day of the recurrence (review.every, from review.anchor, else from the beginning on), as review.recur counts:
 *   skip             the first after the last due day and the day the last review was over: what was missed is skipped
 *   fixed            the first after the last due day: every day is held in its turn, none is dropped
 *   from_completion  so long after the last review was over, and never before the anchor
 */
struct review_date review_next(const struct model *model, const struct entity *relationship, struct review_past past);

/* When a review is due that something asks for on `day`: after review.within (14 days), and opened at once. For the last day to give notice
 * (else DAY_LAST) it is the last working day before, opened review.prepare (else review.within) before that. */
struct review_date review_caused(const struct model *model, const struct entity *relationship, int32_t day, int32_t notice);

/* The day on which a review due on `due` is opened: review.prepare before. */
int32_t review_opens(const struct model *model, const struct entity *relationship, int32_t due);

#endif
