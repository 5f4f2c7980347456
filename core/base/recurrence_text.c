/* How a recurrence is written: ORDINAL [day | working day | WEEKDAY] of PERIOD, else a length of time, or never. */
#include "core/base/recurrence.h"
#include "core/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MOST_WORDS = 9, LONGEST_WORD = 23, MOST_MONTHS = 1200 };

static const char *const weekdays[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
static const char *const ordinals[] = {"last", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"};
static const struct period {
  const char *one, *many;
  int months;
} periods[] = {{"month", "months", 1}, {"quarter", "quarters", 3}, {"year", "years", 12}};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- Words ---- */

struct word {
  char text[LONGEST_WORD + 1]; /* lower case */
  size_t at, length;           /* in the text */
};

struct reader {
  struct word words[MOST_WORDS + 1]; /* the last is empty, at the text's end */
  size_t count, next;
  struct recurrence_fault *fault;
};

static bool is_space(char c) { return c == ' ' || c == '\t'; }
static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c; }

/* False where there are more or longer words than any recurrence has. */
static bool split(struct reader *reader, const char *text, size_t length) {
  for (size_t at = 0; at < length;) {
    while (at < length && is_space(text[at])) at++;
    if (at == length) break;
    if (reader->count == MOST_WORDS) return false;
    struct word *word = &reader->words[reader->count++];
    word->at = at;
    for (; at < length && !is_space(text[at]); at++) {
      if (word->length == LONGEST_WORD) return false;
      word->text[word->length++] = lower(text[at]);
    }
  }
  return reader->count > 0;
}

static const struct word *word_now(const struct reader *reader) { return &reader->words[reader->next]; }

static bool skip(struct reader *reader, const char *word) {
  bool is = !strcmp(word_now(reader)->text, word);
  reader->next += is;
  return is;
}

/* Always false: what is wrong with a word, or with the end. */
__attribute__((format(printf, 3, 4))) static bool fault(struct reader *reader, const struct word *word, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(reader->fault->message, sizeof reader->fault->message, format, arguments);
  va_end(arguments);
  reader->fault->at = word->at;
  reader->fault->length = word->length;
  return false;
}

/* What the word should have been, after the one before it; and the word probably meant. */
static bool unexpected(struct reader *reader, const char *expected, const char *const *known, size_t count) {
  const struct word *word = word_now(reader), *before = reader->next ? &reader->words[reader->next - 1] : NULL;
  struct nearest nearest = nearest_to(word->text, word->length);
  for (size_t i = 0; i < count; i++) nearest_offer(&nearest, known[i]);
  char meant[64] = "";
  if (nearest.best) snprintf(meant, sizeof meant, "; did you mean \"%s\"?", nearest.best);
  if (!before) return fault(reader, word, "\"%s\" does not say which one, such as %s%s", word->text, expected, meant);
  if (!word->length) return fault(reader, before, "after \"%s\" comes %s", before->text, expected);
  return fault(reader, word, "after \"%s\" comes %s, not \"%s\"%s", before->text, expected, word->text, meant);
}

/* A whole number of at most six digits; bytes it took, 0 where there is none. */
static size_t number_at(const char *text, int *number) {
  size_t length = 0;
  for (*number = 0; text[length] >= '0' && text[length] <= '9'; length++) {
    if (length == 6) return 0;
    *number = *number * 10 + (text[length] - '0');
  }
  return length;
}

/* ---- Parts ---- */

static const char *suffix_of(int number) {
  int last = number % 10, tens = number / 10 % 10;
  return tens == 1 ? "th" : last == 1 ? "st" : last == 2 ? "nd" : last == 3 ? "rd" : "th";
}

static bool read_ordinal(struct reader *reader, struct recurrence *r) {
  const struct word *word = word_now(reader);
  size_t digits = number_at(word->text, &r->ordinal);
  for (int i = 0; !digits && i < (int)COUNT(ordinals); i++) {
    if (strcmp(word->text, ordinals[i])) continue;
    r->ordinal = i;
    reader->next++;
    return true;
  }
  if (!digits) return unexpected(reader, "first, last or 15th", ordinals, COUNT(ordinals));
  if (r->ordinal == 0) return fault(reader, word, "days are counted from the 1st");
  if (r->ordinal > RECURRENCE_MOST) return fault(reader, word, "at most the %dth", RECURRENCE_MOST);
  if (strcmp(word->text + digits, suffix_of(r->ordinal)))
    return fault(reader, word, "\"%s\" does not say which one; did you mean \"%d%s\"?", word->text, r->ordinal, suffix_of(r->ordinal));
  reader->next++;
  return true;
}

/* Which days are counted; "15th of" counts all. */
static bool read_day(struct reader *reader, struct recurrence *r) {
  static const char *const known[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "day", "working", "of"};
  r->form = RECURRENCE_DAY;
  if (!strcmp(word_now(reader)->text, "of") || skip(reader, "day")) return true;
  if (skip(reader, "working")) {
    static const char *const days[] = {"day"};
    r->form = RECURRENCE_WORKING_DAY;
    return skip(reader, "day") || unexpected(reader, "\"day\"", days, 1);
  }
  r->form = RECURRENCE_WEEKDAY;
  for (int i = 0; i < 7; i++)
    if (skip(reader, weekdays[i])) {
      r->weekday = i + 1;
      return true;
    }
  return unexpected(reader, "a weekday, \"day\" or \"working day\"", known, COUNT(known));
}

/* "the month", "every month", "every 2 months". */
static bool read_period(struct reader *reader, struct recurrence *r) {
  static const char *const of[] = {"of"}, *const which[] = {"the", "every"};
  static const char *const one[] = {"month", "quarter", "year"}, *const many[] = {"months", "quarters", "years"};
  if (!skip(reader, "of")) return unexpected(reader, "\"of\"", of, 1);
  int times = 1;
  bool every = skip(reader, "every");
  if (!every && !skip(reader, "the")) return unexpected(reader, "\"the\" or \"every\"", which, 2);
  const struct word *number = word_now(reader);
  if (every && number->length && number_at(number->text, &times) == number->length) reader->next++;
  else times = 1;
  r->counted = times > 1;
  for (size_t i = 0; i < COUNT(periods); i++)
    if (skip(reader, periods[i].one) || (every && skip(reader, periods[i].many))) {
      bool good = times > 0 && times <= MOST_MONTHS / periods[i].months;
      r->months = good ? periods[i].months * times : 0;
      return good || fault(reader, number, "every 1 to %d %s", MOST_MONTHS / periods[i].months, periods[i].many);
    }
  return unexpected(reader, times > 1 ? "months, quarters or years" : "month, quarter or year", times > 1 ? many : one, 3);
}

/* ---- The whole ---- */

/* The fewest or most days that so many months have, wherever they begin. */
static int days_in(int months, bool most) {
  int found = 0;
  for (int month = 1; month <= 12; month++) {
    int year = most ? 2023 : 2021, end = month - 1 + months % 12; /* from March 2023 on a leap day follows, from 2021 none */
    int32_t first = day_from_date((struct date){year, month, 1});
    int32_t last = day_from_date((struct date){year + end / 12, end % 12 + 1, 1});
    int days = last - first + months / 12 * (most ? 366 : 365);
    if (!found || (most ? days > found : days < found)) found = days;
  }
  return found;
}

/* Not every month has a fifth Monday, and none a 32nd day. */
static bool check_ordinal(struct reader *reader, const struct recurrence *r) {
  const struct word *ordinal = &reader->words[0];
  int fewest = days_in(r->months, false) / 7, most = days_in(r->months, true);
  if (r->form == RECURRENCE_WEEKDAY && r->ordinal > fewest)
    return fault(reader, ordinal, "there are not always more than %d of them; did you mean \"last\"?", fewest);
  if (r->form != RECURRENCE_WEEKDAY && r->ordinal > most) return fault(reader, ordinal, "there are at most %d days; did you mean \"last\"?", most);
  return true;
}

static bool read_rule(struct reader *reader, struct recurrence *r) {
  if (!read_ordinal(reader, r) || !read_day(reader, r) || !read_period(reader, r)) return false;
  if (reader->next < reader->count) return fault(reader, word_now(reader), "nothing comes after \"%s\"", reader->words[reader->next - 1].text);
  return check_ordinal(reader, r);
}

/* A number that counts units was meant as a length of time. */
static bool looks_like_span(const struct reader *reader) {
  const struct word *first = &reader->words[0];
  int number;
  size_t digits = number_at(first->text, &number);
  return !strcmp(first->text, "every") || (digits && digits == first->length) || reader->count == 1;
}

bool recurrence_parse(const char *text, size_t length, struct recurrence *recurrence, struct recurrence_fault *about) {
  static const char whole[] = "a length of time such as 3 months, or a day such as first monday of the month";
  struct reader reader = {.fault = about};
  *recurrence = (struct recurrence){.form = RECURRENCE_SPAN};
  if (span_parse(text, length, &recurrence->span)) return true;
  *recurrence = (struct recurrence){.form = RECURRENCE_NEVER};
  struct word all = {.at = 0, .length = length};
  if (!split(&reader, text, length)) return fault(&reader, &all, "%s", whole);
  if (reader.count == 1 && !strcmp(reader.words[0].text, "never")) return true;
  if (looks_like_span(&reader)) return fault(&reader, &all, "%s", whole);
  return read_rule(&reader, recurrence);
}

void recurrence_format(char *out, struct recurrence r) {
  enum { ROOM = 64 };
  if (r.form == RECURRENCE_NEVER) snprintf(out, ROOM, "never");
  if (r.form == RECURRENCE_SPAN) span_format(out, r.span);
  if (r.form == RECURRENCE_NEVER || r.form == RECURRENCE_SPAN) return;
  char which[16], period[32];
  if (r.ordinal < (int)COUNT(ordinals) && !(r.form == RECURRENCE_DAY && r.ordinal)) snprintf(which, sizeof which, "%s", ordinals[r.ordinal]);
  else snprintf(which, sizeof which, "%d%s", r.ordinal, suffix_of(r.ordinal));
  const char *day = r.form == RECURRENCE_WEEKDAY ? weekdays[r.weekday - 1] : r.form == RECURRENCE_WORKING_DAY ? "working day" : r.ordinal ? NULL : "day";
  const struct period *named = &periods[r.months == 1 ? 0 : r.months == 3 ? 1 : 2];
  if (r.counted) snprintf(period, sizeof period, "every %d months", r.months);
  else snprintf(period, sizeof period, "the %s", named->one);
  snprintf(out, ROOM, "%s%s%s of %s", which, day ? " " : "", day ? day : "", period);
}
