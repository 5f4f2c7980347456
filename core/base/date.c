#include "core/base/date.h"

#include <string.h>

/* ---- days and dates ---- */

/*
 * Both directions count years from March, so that the leap day is the last of its year, and in eras of 400 years, which all have
 * the same number of days (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
 */
enum { ERA_DAYS = 146097, EPOCH = 719468 /* days from 0000-03-01 to 1970-01-01 */ };

static int64_t floor_divide(int64_t a, int64_t b) { return a / b - (a % b < 0); }

int32_t day_from_date(struct date date) {
  int64_t year = (int64_t)date.year - (date.month <= 2);
  int64_t era = floor_divide(year, 400);
  int64_t year_of_era = year - era * 400;
  int64_t month_from_march = (date.month + 9) % 12;
  int64_t day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
  int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return (int32_t)(era * ERA_DAYS + day_of_era - EPOCH);
}

struct date date_from_day(int32_t day) {
  int64_t from_march = (int64_t)day + EPOCH;
  int64_t era = floor_divide(from_march, ERA_DAYS);
  int64_t day_of_era = from_march - era * ERA_DAYS;
  int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int64_t month_from_march = (5 * day_of_year + 2) / 153;
  struct date date = {
      .month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9),
      .day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1),
  };
  date.year = (int)(year_of_era + era * 400 + (date.month <= 2));
  return date;
}

bool date_exists(struct date date) {
  static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (date.year < 1 || date.year > 9999 || date.month < 1 || date.month > 12 || date.day < 1) return false;
  bool leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);
  return date.day <= lengths[date.month - 1] + (leap && date.month == 2);
}

int weekday(int32_t day) {
  int64_t from_monday = (int64_t)day + 3; /* 1970-01-01 was a Thursday */
  return (int)(from_monday - floor_divide(from_monday, 7) * 7) + 1;
}

static int32_t day_within(int64_t day) { return (int32_t)(day < DAY_FIRST ? DAY_FIRST : day > DAY_LAST ? DAY_LAST : day); }

int32_t moment_day(int64_t moment) { return day_within(floor_divide(moment, MINUTES_A_DAY)); }

int64_t day_end(int32_t day) { return ((int64_t)day + 1) * MINUTES_A_DAY - 1; }

/* ---- the written form ---- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool digits_at(const char *text, int count, int *number) {
  *number = 0;
  for (int i = 0; i < count; i++) {
    if (!is_digit(text[i])) return false;
    *number = *number * 10 + (text[i] - '0');
  }
  return true;
}

bool day_parse(const char *text, size_t length, int32_t *day) {
  struct date date;
  if (length != 10 || text[4] != '-' || text[7] != '-') return false;
  if (!digits_at(text, 4, &date.year) || !digits_at(text + 5, 2, &date.month) || !digits_at(text + 8, 2, &date.day)) return false;
  if (!date_exists(date)) return false;
  *day = day_from_date(date);
  return true;
}

bool moment_parse(const char *text, size_t length, int64_t *moment, bool *has_minute) {
  int hour = 0, minute = 0;
  bool timed = length == 16;
  if (timed) {
    if ((text[10] != 'T' && text[10] != ' ') || text[13] != ':') return false;
    if (!digits_at(text + 11, 2, &hour) || !digits_at(text + 14, 2, &minute) || hour > 23 || minute > 59) return false;
  }
  int32_t day;
  if (!day_parse(text, timed ? 10 : length, &day)) return false;
  *moment = (int64_t)day * MINUTES_A_DAY + hour * 60 + minute;
  *has_minute = timed;
  return true;
}

static char *put_digits(char *out, int number, int count) {
  for (int i = count - 1; i >= 0; i--, number /= 10) out[i] = (char)('0' + number % 10);
  return out + count;
}

static char *put_day(char *out, int32_t day) {
  struct date date = date_from_day(day_within(day));
  out = put_digits(out, date.year, 4);
  *out++ = '-';
  out = put_digits(out, date.month, 2);
  *out++ = '-';
  return put_digits(out, date.day, 2);
}

void day_format(char *out, int32_t day) { *put_day(out, day) = '\0'; }

void moment_format(char *out, int64_t moment, bool with_minute) {
  int minute = (int)(moment % MINUTES_A_DAY);
  if (minute < 0) minute += MINUTES_A_DAY;
  out = put_day(out, moment_day(moment));
  if (with_minute) {
    *out++ = 'T';
    out = put_digits(out, minute / 60, 2);
    *out++ = ':';
    out = put_digits(out, minute % 60, 2);
  }
  *out = '\0';
}

/* ---- declared formats ---- */

enum part { PART_YEAR, PART_MONTH, PART_DAY, PART_HOUR, PART_MINUTE, PARTS, PART_LITERAL, PART_UNKNOWN };

struct token {
  enum part part;
  size_t length;            /* in the format */
  int least_digits, digits; /* how many a number takes; 0: a name */
};

/* The part a format names at `format`, which is not at its end. */
static struct token token_at(const char *format) {
  static const struct {
    const char *name;
    struct token token;
  } known[] = {
      {"yyyy", {PART_YEAR, 4, 4, 4}}, {"yy", {PART_YEAR, 2, 2, 2}}, {"mm", {PART_MONTH, 2, 2, 2}},
      {"m", {PART_MONTH, 1, 1, 2}},   {"dd", {PART_DAY, 2, 2, 2}},  {"d", {PART_DAY, 1, 1, 2}},
      {"HH", {PART_HOUR, 2, 2, 2}},   {"H", {PART_HOUR, 1, 1, 2}},  {"MM", {PART_MINUTE, 2, 2, 2}},
  };
  if (strncmp(format, "mon", 3) == 0) return (struct token){PART_MONTH, 3, 0, 0};
  if (!strchr("ymdHM", *format)) return (struct token){PART_LITERAL, 1, 0, 0};
  size_t run = strspn(format, (char[]){*format, '\0'});
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (run == known[i].token.length && known[i].name[0] == *format) return known[i].token;
  return (struct token){PART_UNKNOWN, run, 0, 0};
}

bool date_format_valid(const char *format) {
  int times[PARTS] = {0};
  for (struct token token; *format; format += token.length) {
    token = token_at(format);
    if (token.part == PART_UNKNOWN) return false;
    if (token.part < PARTS) times[token.part]++;
  }
  bool dated = times[PART_YEAR] == 1 && times[PART_MONTH] == 1 && times[PART_DAY] == 1;
  return dated && times[PART_HOUR] == times[PART_MINUTE] && times[PART_HOUR] <= 1;
}

/* The number of the month whose name stands at `text`, 0 where none does. */
static int month_named(const char *text, size_t length) {
  static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
  if (length < 3) return 0;
  for (int month = 0; month < 12; month++) {
    int i = 0;
    while (i < 3 && (text[i] | 0x20) == names[month * 3 + i]) i++;
    if (i == 3) return month + 1;
  }
  return 0;
}

/* Reads one part; returns the bytes it took, 0 where it does not match. */
static size_t scan_part(const char *text, size_t length, const char *format, struct token token, int *number) {
  if (token.part == PART_LITERAL) return length && *text == *format;
  if (token.digits == 0) {
    *number = month_named(text, length);
    return *number ? 3 : 0;
  }
  int count = 0;
  while (count < token.digits && (size_t)count < length && is_digit(text[count])) count++;
  if (count < token.least_digits || !digits_at(text, count, number)) return 0;
  if (token.part == PART_YEAR && token.digits == 2) *number += *number < 70 ? 2000 : 1900;
  return (size_t)count;
}

bool moment_scan(const char *text, size_t length, const char *format, int64_t *moment, bool *has_minute) {
  int numbers[PART_UNKNOWN] = {0};
  if (!date_format_valid(format)) return false;
  bool timed = false;
  size_t at = 0;
  for (struct token token; *format; format += token.length) {
    token = token_at(format);
    size_t taken = scan_part(text + at, length - at, format, token, &numbers[token.part]);
    if (!taken) return false;
    timed = timed || token.part == PART_MINUTE;
    at += taken;
  }
  struct date date = {.year = numbers[PART_YEAR], .month = numbers[PART_MONTH], .day = numbers[PART_DAY]};
  if (at != length || !date_exists(date) || numbers[PART_HOUR] > 23 || numbers[PART_MINUTE] > 59) return false;
  *moment = (int64_t)day_from_date(date) * MINUTES_A_DAY + numbers[PART_HOUR] * 60 + numbers[PART_MINUTE];
  *has_minute = timed;
  return true;
}
