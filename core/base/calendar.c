/* The part of date.h that counts: spans, working days, series. */
#include "core/base/date.h"

#include <string.h>

static int64_t floor_divide(int64_t a, int64_t b) { return a / b - (a % b < 0); }

static int32_t day_within(int64_t day) { return (int32_t)(day < DAY_FIRST ? DAY_FIRST : day > DAY_LAST ? DAY_LAST : day); }

/* ---- spans ---- */

enum { MOST_SPANS = 100 * 1000 };

static const struct unit {
  const char *letters, *one, *many;
  double days;
} units[] = {
    [SPAN_DAY] = {"d", "day", "days", 1},         [SPAN_WORKING_DAY] = {"wd", "working day", "working days", 7.0 / 5},
    [SPAN_WEEK] = {"w", "week", "weeks", 7},      [SPAN_MONTH] = {"m", "month", "months", 365.25 / 12},
    [SPAN_YEAR] = {"y", "year", "years", 365.25},
};
enum { UNITS = sizeof units / sizeof *units };

/* What is left to read. */
struct reader {
  const char *at, *end;
};

static bool is_space(char c) { return c == ' ' || c == '\t'; }

static bool skip_spaces(struct reader *reader) {
  const char *start = reader->at;
  while (reader->at < reader->end && is_space(*reader->at)) reader->at++;
  return reader->at > start;
}

/* True where exactly `phrase` is left; one space in it stands for any number of them. */
static bool rest_is(struct reader reader, const char *phrase) {
  for (; *phrase; phrase++) {
    if (*phrase == ' ') {
      if (!skip_spaces(&reader)) return false;
    } else if (reader.at == reader.end || *reader.at++ != *phrase) {
      return false;
    }
  }
  return reader.at == reader.end;
}

/* "every " is skipped, with the spaces after it. */
static bool skip_every(struct reader *reader) {
  static const char word[] = "every";
  size_t length = sizeof word - 1;
  if ((size_t)(reader->end - reader->at) <= length || memcmp(reader->at, word, length) != 0 || !is_space(reader->at[length])) return false;
  reader->at += length;
  skip_spaces(reader);
  return true;
}

/* False where there is no number or one out of bounds. */
static bool read_count(struct reader *reader, int32_t *count) {
  *count = 0;
  for (; reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9'; reader->at++) {
    *count = *count * 10 + (*reader->at - '0');
    if (*count > MOST_SPANS) return false;
  }
  return *count > 0;
}

/* "quarter", and after "every" any unit without a number. */
static bool parse_single(struct reader reader, bool every, struct span *span) {
  *span = (struct span){3, SPAN_MONTH};
  if (rest_is(reader, "quarter")) return true;
  for (int unit = 0; every && unit < UNITS; unit++) {
    *span = (struct span){1, (enum span_unit)unit};
    if (rest_is(reader, units[unit].one)) return true;
  }
  return false;
}

bool span_parse(const char *text, size_t length, struct span *span) {
  struct reader reader = {text, text + length};
  skip_spaces(&reader);
  while (reader.end > reader.at && is_space(reader.end[-1])) reader.end--;
  bool every = skip_every(&reader);
  struct span read;
  if (parse_single(reader, every, &read)) {
    *span = read;
    return true;
  }
  if (!read_count(&reader, &read.count)) return false;
  bool apart = skip_spaces(&reader);
  if (apart && (rest_is(reader, "quarter") || rest_is(reader, "quarters"))) {
    *span = (struct span){3 * read.count, SPAN_MONTH};
    return true;
  }
  for (int unit = 0; unit < UNITS; unit++) {
    bool named = apart ? rest_is(reader, units[unit].one) || rest_is(reader, units[unit].many) : rest_is(reader, units[unit].letters);
    if (!named) continue;
    *span = (struct span){read.count, (enum span_unit)unit};
    return true;
  }
  return false;
}

void span_format(char *out, struct span span) {
  char digits[12];
  int count = 0;
  for (uint32_t left = span.count > 0 ? (uint32_t)span.count : 0; left || !count; left /= 10) digits[count++] = (char)('0' + left % 10);
  while (count) *out++ = digits[--count];
  *out++ = ' ';
  strcpy(out, span.count == 1 ? units[span.unit].one : units[span.unit].many);
}

double span_days(struct span span) { return span.count * units[span.unit].days; }

/* ---- working days ---- */

static const struct calendar weekdays_only = {.weekdays = WEEKDAYS};

static const struct calendar *calendar_or_weekdays(const struct calendar *calendar) { return calendar ? calendar : &weekdays_only; }

static bool worked_weekday(const struct calendar *calendar, int32_t day) { return calendar->weekdays >> weekday(day) & 1u; }

/* Position of the first holiday on or after a day. */
static size_t first_holiday(const struct calendar *calendar, int32_t day) {
  size_t low = 0, high = calendar->holiday_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (calendar->holidays[middle] < day)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

bool working_day(const struct calendar *calendar, int32_t day) {
  calendar = calendar_or_weekdays(calendar);
  if (!worked_weekday(calendar, day)) return false;
  size_t next = first_holiday(calendar, day);
  return next == calendar->holiday_count || calendar->holidays[next] != day;
}

int32_t working_day_from(const struct calendar *calendar, int32_t day, int step) {
  for (int32_t moved = 0; moved <= 366; moved++) {
    int32_t candidate = day_within((int64_t)day + (int64_t)moved * (step < 0 ? -1 : 1));
    if (working_day(calendar, candidate)) return candidate;
  }
  return day;
}

static int days_a_week(const struct calendar *calendar) {
  int count = 0;
  for (int day = 1; day <= 7; day++) count += calendar->weekdays >> day & 1u;
  return count;
}

/* Worked weekdays up to and including `day`, holidays aside, counted from a Monday in 1969 (negative before). */
static int64_t worked_weekdays_until(const struct calendar *calendar, int32_t day) {
  int64_t count = floor_divide((int64_t)day + 3, 7) * days_a_week(calendar);
  for (int i = 1, last = weekday(day); i <= last; i++) count += calendar->weekdays >> i & 1u;
  return count;
}

/* Holidays in (from, to] that take away a day of work. */
static int64_t holidays_between(const struct calendar *calendar, int32_t from, int32_t to) {
  int64_t count = 0;
  for (size_t i = first_holiday(calendar, from); i < calendar->holiday_count && calendar->holidays[i] <= to; i++) {
    int32_t holiday = calendar->holidays[i];
    bool repeated = i > 0 && calendar->holidays[i - 1] == holiday;
    if (holiday > from && !repeated) count += worked_weekday(calendar, holiday);
  }
  return count;
}

int32_t working_days_between(const struct calendar *calendar, int32_t from, int32_t to) {
  if (to < from) return -working_days_between(calendar, to, from);
  calendar = calendar_or_weekdays(calendar);
  int64_t weekdays = worked_weekdays_until(calendar, to) - worked_weekdays_until(calendar, from);
  return (int32_t)(weekdays - holidays_between(calendar, from, to));
}

/* Working days passed on the way from `day` to `distance` days after (direction 1) or before it (-1), the end included. */
static int32_t worked_on_the_way(const struct calendar *calendar, int32_t day, int32_t distance, int direction) {
  return direction > 0 ? working_days_between(calendar, day, day + distance) : working_days_between(calendar, day - distance - 1, day - 1);
}

/* The nth working day after or before `day`: the shortest way that passes n of them. Without any, the last or first day there is. */
static int32_t move_working_days(const struct calendar *calendar, int32_t day, int64_t count) {
  calendar = calendar_or_weekdays(calendar);
  int direction = count < 0 ? -1 : 1;
  int64_t wanted = count < 0 ? -count : count;
  int32_t edge = direction > 0 ? DAY_LAST - day : day - DAY_FIRST;
  int a_week = days_a_week(calendar);
  if (wanted == 0 || edge <= 0) return day;
  /* So many weeks have enough days of work even if every holiday fell into them. */
  int64_t enough = a_week ? ((wanted + (int64_t)calendar->holiday_count) / a_week + 1) * 7 : edge;
  int32_t low = 1, high = enough < edge ? (int32_t)enough : edge;
  while (low < high) {
    int32_t middle = low + (high - low) / 2;
    if (worked_on_the_way(calendar, day, middle, direction) >= wanted)
      high = middle;
    else
      low = middle + 1;
  }
  return day + low * direction;
}

/* ---- steps ---- */

static int64_t month_number(struct date date) { return (int64_t)date.year * 12 + date.month - 1; }

/* May be a day outside the years 1 to 9999, by one. */
static int32_t move_months(int32_t day, int64_t months) {
  struct date date = date_from_day(day);
  int64_t number = month_number(date) + months;
  if (number < 12) return DAY_FIRST - 1;
  if (number >= (int64_t)10000 * 12) return DAY_LAST + 1;
  date.year = (int)(number / 12);
  date.month = (int)(number % 12) + 1;
  while (!date_exists(date)) date.day--;
  return day_from_date(date);
}

int32_t day_add(const struct calendar *calendar, int32_t day, struct span span, int32_t times) {
  int64_t count = (int64_t)span.count * times;
  day = day_within(day);
  switch (span.unit) {
    case SPAN_DAY: return day_within(day + count);
    case SPAN_WEEK: return day_within(day + count * 7);
    case SPAN_WORKING_DAY: return move_working_days(calendar, day, count);
    case SPAN_MONTH: return day_within(move_months(day, count));
    case SPAN_YEAR: return day_within(move_months(day, count * 12));
  }
  return day;
}

static int32_t day_series(int32_t anchor, int64_t step, int32_t day) {
  return day_within(anchor - floor_divide((int64_t)anchor - day, step) * step);
}

/* No step before the last one that does not pass the day's month can reach the day, and the next one always does. */
static int32_t month_series(int32_t anchor, int64_t step, int32_t day) {
  int64_t apart = month_number(date_from_day(day)) - month_number(date_from_day(anchor));
  int64_t steps = floor_divide(apart, step);
  int32_t reached = move_months(anchor, steps * step);
  return day_within(reached >= day ? reached : move_months(anchor, (steps + 1) * step));
}

/* Forwards the step has to pass all days of work before `day`, backwards it may pass those from `day` on. */
static int32_t working_day_series(const struct calendar *calendar, int32_t anchor, int64_t step, int32_t day) {
  int64_t steps = day > anchor ? working_days_between(calendar, anchor, day - 1) / step + 1
                               : -(working_days_between(calendar, day - 1, anchor - 1) / step);
  return move_working_days(calendar, anchor, steps * step);
}

int32_t series_on_or_after(const struct calendar *calendar, int32_t anchor, struct span span, int32_t day) {
  anchor = day_within(anchor);
  day = day_within(day);
  if (span.count < 1) return day; /* no span at all: nothing to divide by */
  switch (span.unit) {
    case SPAN_DAY: return day_series(anchor, span.count, day);
    case SPAN_WEEK: return day_series(anchor, (int64_t)span.count * 7, day);
    case SPAN_WORKING_DAY: return working_day_series(calendar, anchor, span.count, day);
    case SPAN_MONTH: return month_series(anchor, span.count, day);
    case SPAN_YEAR: return month_series(anchor, (int64_t)span.count * 12, day);
  }
  return day;
}
