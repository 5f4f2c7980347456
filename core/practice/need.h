/* Needs: the way from what somebody needs to what was delivered and checked against it, and which needs are in each other's way. */
#ifndef KITH_PRACTICE_NEED_H
#define KITH_PRACTICE_NEED_H

#include "core/practice/model.h"

enum need_state { NEED_NONE, NEED_IDENTIFIED, NEED_AGREED, NEED_PLANNED, NEED_DELIVERED, NEED_VERIFIED, NEED_DECLINED, NEED_STATES };

const char *need_state_name(enum need_state state);
enum need_state need_state_find(const char *name); /* NEED_NONE where unknown */

enum need_step {
  NEED_MAY_NOT,
  NEED_MAY,
  NEED_SKIPS /* it may, but states between were never noted */
};

/*
 * identified → agreed → planned → delivered → verified, a step at a time or, noted as skipping, several as far as delivered: only what was
 * delivered can be verified. Declined from the first three. Back: delivered → planned where it was not what was needed, verified or declined
 * → identified where it comes up again. Saying the same again is no step, and may be. NEED_NONE is where nothing was noted: identified.
 */
enum need_step need_may(enum need_state from, enum need_state to);

/* The state that comes next on the way; at its end the need may come up again. */
enum need_state need_next(enum need_state state);

/* Adds a finding for each `conflicts` of a need that names none ("RELATIONSHIP/NEED"), or itself. */
void need_check_conflicts(const struct model *model, struct diagnostics *diagnostics);

#endif
