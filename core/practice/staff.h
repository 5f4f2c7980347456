/* Who is there: absence of staff, and who covers. */
#ifndef KITH_PRACTICE_STAFF_H
#define KITH_PRACTICE_STAFF_H

#include "core/practice/model.h"

bool staff_away(const struct entity *staff, int32_t day);

/* Whoever does on a day what `staff` would: themselves, else the cover, else the cover's cover; NULL where all of them are away. */
const struct entity *staff_present(const struct model *model, const struct entity *staff, int32_t day);

/* Nobody covers themselves. That somebody is away and not covered on a day is a warning, at the time away. Once, after staff is checked. */
void check_covers(struct model *model, struct diagnostics *diagnostics);

#endif
