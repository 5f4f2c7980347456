/*
 * Civil dates: no clock, no time zone, no locale.
 *
 * A day is the number of days since 1970-01-01 in the proleptic Gregorian calendar. A moment is a day with an optional minute,
 * counted in minutes since 1970-01-01 00:00; a moment without a minute is the first minute of its day. Years 1 to 9999.
 */
#ifndef KITH_BASE_DATE_H
#define KITH_BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MINUTES_A_DAY = 1440 };
enum { DAY_FIRST = -719162, DAY_LAST = 2932896 }; /* 0001-01-01 and 9999-12-31 */
#define MOMENT_ALWAYS INT64_MIN /* before every day: a first value reaches back for ever */

struct date {
  int year, month, day; /* month and day from 1 */
};

int32_t day_from_date(struct date date);
struct date date_from_day(int32_t day);
bool date_exists(struct date date);
int weekday(int32_t day); /* 1 Monday … 7 Sunday */

/* The day of a moment, also before 1970; moments outside the years 1 to 9999 (MOMENT_ALWAYS) give the first or last day. */
int32_t moment_day(int64_t moment);
/* The last minute of a day: what "as of a day" includes. */
int64_t day_end(int32_t day);

/* YYYY-MM-DD. False where the text has another form or the day does not exist. */
bool day_parse(const char *text, size_t length, int32_t *day);
/* YYYY-MM-DD, or YYYY-MM-DDTHH:MM, or the same with a space for T. */
bool moment_parse(const char *text, size_t length, int64_t *moment, bool *has_minute);
/* Writes YYYY-MM-DD (or with THH:MM); out holds 17 bytes. */
void day_format(char *out, int32_t day);
void moment_format(char *out, int64_t moment, bool with_minute);

/*
 * Reads a moment in a declared format, made of yyyy yy mm m dd d HH H MM (month is `mm` or `m`, minute `MM`), month names `mon`
 * (Jan … Dec, English) and any other characters literally: "d/m/yyyy HH:MM". Single letters take one or two digits, `yy` is
 * 1970–2069. The whole text must match. date_format_valid tells whether a format names year, month and day exactly once, hour
 * and minute both or neither, and nothing that looks like a part but is none (`yyy`, a lone `M`).
 */
bool date_format_valid(const char *format);
bool moment_scan(const char *text, size_t length, const char *format, int64_t *moment, bool *has_minute);

/* A length of time people name: "30d", "2 weeks", "6 months", "1y", "10 working days", with "every" before it or without;
 * also "quarter" (3 months), and "every month" for "every 1 month". Units may be d, w, m, y and wd right after the number. */
enum span_unit { SPAN_DAY, SPAN_WORKING_DAY, SPAN_WEEK, SPAN_MONTH, SPAN_YEAR };
struct span {
  int32_t count; /* 1 … 100,000 */
  enum span_unit unit;
};
bool span_parse(const char *text, size_t length, struct span *span);
/* "30 days", "1 month", "6 months", "10 working days"; out holds 32 bytes. */
void span_format(char *out, struct span span);
/* About how many days: 7 a week, 365.25/12 a month, 365.25 a year, 7/5 a working day. */
double span_days(struct span span);

/* Which days are worked on: weekdays as bits (1 << weekday, Monday 1), holidays sorted by day. Working days Monday to Friday: WEEKDAYS.
 * Where a calendar is asked for, NULL is Monday to Friday without holidays. */
#define WEEKDAYS ((1u << 1) | (1u << 2) | (1u << 3) | (1u << 4) | (1u << 5))
struct calendar {
  unsigned weekdays;
  const int32_t *holidays;
  size_t holiday_count;
};
bool working_day(const struct calendar *calendar, int32_t day);
/* The nearest working day on or after (step 1) or on or before (step -1); the day itself where none is found within 366 days. */
int32_t working_day_from(const struct calendar *calendar, int32_t day, int step);
/* Working days in (from, to]; negative where `to` is earlier. */
int32_t working_days_between(const struct calendar *calendar, int32_t from, int32_t to);

/* `times` spans from a day, forwards or backwards. Months and years keep the day of the month and shorten it where the month
 * is shorter (31 January + 1 month = 28 or 29 February), always counted from `day`, so that repeated steps do not drift.
 * N working days lead to the Nth working day after (before) `day`. Results stay within the years 1 to 9999. */
int32_t day_add(const struct calendar *calendar, int32_t day, struct span span, int32_t times);

/* The first day of the series anchor, anchor + span, anchor + 2 span … (also before the anchor) that is on or after `day`. */
int32_t series_on_or_after(const struct calendar *calendar, int32_t anchor, struct span span, int32_t day);

#endif
