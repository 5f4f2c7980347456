/*
 * When something comes round again: a length of time from an anchor, or one day of each month, quarter, year or so many months.
 *
 *   "3 months"  "quarter"  "10 working days"                        steps from the anchor
 *   "first monday of the month"   "last friday of the quarter"      a weekday of each period
 *   "15th of the month"   "last day of the year"                    a day of each; the last of it where it is shorter
 *   "last working day of the quarter"   "3rd working day of every 2 months"
 *   "never"
 *
 * Month, quarter and year are the calendar's. Periods of "every N months" (quarters, years) are counted from the anchor's month. Each period
 * has exactly one day. Upper and lower case are alike.
 */
#ifndef KITH_BASE_RECURRENCE_H
#define KITH_BASE_RECURRENCE_H

#include "core/base/date.h"

enum recurrence_form { RECURRENCE_NEVER, RECURRENCE_SPAN, RECURRENCE_DAY, RECURRENCE_WORKING_DAY, RECURRENCE_WEEKDAY };

enum { RECURRENCE_MOST = 4000 }; /* the highest ordinal */

struct recurrence {
  enum recurrence_form form;
  struct span span; /* RECURRENCE_SPAN */
  int ordinal;      /* of the others: 1 the first … RECURRENCE_MOST; 0 the last */
  int weekday;      /* RECURRENCE_WEEKDAY: 1 Monday … 7 Sunday */
  int months;       /* length of a period: 1, 3, 12 of the calendar, or as many as were named */
  bool counted;     /* periods are counted from the anchor's month */
};

/* What is wrong with a text, and the bytes of it that it is about; where these are all of it, what it should be. */
struct recurrence_fault {
  size_t at, length;
  char message[200];
};

bool recurrence_parse(const char *text, size_t length, struct recurrence *recurrence, struct recurrence_fault *fault);
/* "3 months", "last friday of the quarter", "15th of every 2 months"; out holds 64 bytes. */
void recurrence_format(char *out, struct recurrence recurrence);

/* Where a due day is no working day: it stays, or goes to the next or the previous one. */
enum recurrence_shift { SHIFT_NONE, SHIFT_NEXT, SHIFT_PREVIOUS };
int32_t recurrence_shifted(const struct calendar *calendar, enum recurrence_shift shift, int32_t day);

/* The first day of the recurrence after `after` that is, before it is shifted, on or after the anchor. DAY_LAST where none is left; not for
 * RECURRENCE_NEVER. */
int32_t recurrence_next(const struct calendar *calendar, struct recurrence recurrence, enum recurrence_shift shift, int32_t anchor,
                        int32_t after);

/* As one integer, for a typed field. */
int64_t recurrence_pack(struct recurrence recurrence);
struct recurrence recurrence_unpack(int64_t packed);

#endif
