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

/*
 * The next due day: of the series anchor, anchor + every, anchor + 2 every …, the first after `after`: the relationship's beginning, or the later of the last
 * review's due day and the day it was closed, so that what was missed is skipped, not piled up. Without an anchor the series starts at `begins`.
 */
struct review_date review_next(const struct model *model, const struct entity *relationship, int32_t begins, int32_t after);

#endif
