/* When something comes round again: the days. How it is written is recurrence_text.c's. */
#include "core/base/recurrence.h"

/* ---- One day of a period ---- */

static int64_t floor_divide(int64_t a, int64_t b) { return a / b - (a % b < 0); }

static int64_t month_number(int32_t day) {
  struct date date = date_from_day(day);
  return (int64_t)date.year * 12 + date.month - 1;
}

/* The first day of a month, counted from the year 0; held within the years 1 to 9999. */
static int32_t month_begins(int64_t number) {
  if (number < 12) return DAY_FIRST;
  if (number >= (int64_t)10000 * 12) return DAY_LAST;
  return day_from_date((struct date){.year = (int)(number / 12), .month = (int)(number % 12) + 1, .day = 1});
}

/* The ordinal weekday of [first, last]. Texts name no more than every period has. */
static int32_t weekday_of(int32_t first, int32_t last, int wanted, int ordinal) {
  if (!ordinal) return last - (weekday(last) - wanted + 7) % 7;
  return first + (wanted - weekday(first) + 7) % 7 + (ordinal - 1) * 7;
}

/* The last one where there are fewer; the last day where none is worked. */
static int32_t working_day_of(const struct calendar *calendar, int32_t first, int32_t last, int ordinal) {
  int worked = working_days_between(calendar, first - 1, last);
  if (!worked) return last;
  if (!ordinal || ordinal >= worked) return working_day_from(calendar, last, -1);
  return day_add(calendar, first - 1, (struct span){ordinal, SPAN_WORKING_DAY}, 1);
}

static int32_t day_of_period(const struct calendar *calendar, const struct recurrence *recurrence, int64_t first_month) {
  int32_t first = month_begins(first_month), last = month_begins(first_month + recurrence->months) - 1;
  switch (recurrence->form) {
    case RECURRENCE_WEEKDAY: return weekday_of(first, last, recurrence->weekday, recurrence->ordinal);
    case RECURRENCE_WORKING_DAY: return working_day_of(calendar, first, last, recurrence->ordinal);
    default: return !recurrence->ordinal || recurrence->ordinal > last - first + 1 ? last : first + recurrence->ordinal - 1;
  }
}

/* ---- The series ---- */

static int32_t on_or_after(const struct calendar *calendar, const struct recurrence *recurrence, int32_t anchor, int32_t day) {
  if (recurrence->form == RECURRENCE_SPAN) return series_on_or_after(calendar, anchor, recurrence->span, day);
  int64_t origin = recurrence->counted ? month_number(anchor) : 0;
  int64_t period = floor_divide(month_number(day) - origin, recurrence->months);
  int32_t found = day_of_period(calendar, recurrence, origin + period * recurrence->months);
  return found >= day ? found : day_of_period(calendar, recurrence, origin + (period + 1) * recurrence->months);
}

int32_t recurrence_shifted(const struct calendar *calendar, enum recurrence_shift shift, int32_t day) {
  return shift == SHIFT_NONE ? day : working_day_from(calendar, day, shift == SHIFT_NEXT ? 1 : -1);
}

/* What lies up to the last working day is shifted to that day at the latest; what lies after it may be shifted past `after`. */
int32_t recurrence_next(const struct calendar *calendar, struct recurrence recurrence, enum recurrence_shift shift, int32_t anchor,
                        int32_t after) {
  int32_t from = recurrence_shifted(calendar, shift == SHIFT_NONE ? SHIFT_NONE : SHIFT_PREVIOUS, after) + 1;
  if (from < anchor) from = anchor;
  while (from < DAY_LAST) {
    int32_t day = on_or_after(calendar, &recurrence, anchor, from), shifted = recurrence_shifted(calendar, shift, day);
    if (shifted > after) return shifted;
    if (day < from) break; /* the years end */
    from = day + 1;
  }
  return DAY_LAST;
}

/* ---- As one integer ---- */

enum { FORM_BITS = 3, ORDINAL_BITS = 12, WEEKDAY_BITS = 3, MONTH_BITS = 20 };

static int64_t take(int64_t *packed, int bits) {
  int64_t value = *packed & ((1LL << bits) - 1);
  *packed >>= bits;
  return value;
}

int64_t recurrence_pack(struct recurrence r) {
  if (r.form == RECURRENCE_SPAN) return ((int64_t)r.span.count << FORM_BITS | r.span.unit) << FORM_BITS | r.form;
  int64_t packed = ((int64_t)r.counted << MONTH_BITS | r.months) << WEEKDAY_BITS | r.weekday;
  return (packed << ORDINAL_BITS | r.ordinal) << FORM_BITS | r.form;
}

struct recurrence recurrence_unpack(int64_t packed) {
  struct recurrence r = {.form = (enum recurrence_form)take(&packed, FORM_BITS)};
  if (r.form == RECURRENCE_SPAN) {
    r.span.unit = (enum span_unit)take(&packed, FORM_BITS);
    r.span.count = (int32_t)packed;
    return r;
  }
  r.ordinal = (int)take(&packed, ORDINAL_BITS);
  r.weekday = (int)take(&packed, WEEKDAY_BITS);
  r.months = (int)take(&packed, MONTH_BITS);
  r.counted = packed & 1;
  return r;
}
