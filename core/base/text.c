#include "core/base/text.h"

#include "core/base/arena.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- buffers ---- */

/* Room for `more` bytes and the NUL after them. */
static void reserve(struct buffer *buffer, size_t more) {
  if (more >= SIZE_MAX / 2 - buffer->length) memory_exhausted();
  size_t needed = buffer->length + more + 1;
  if (needed <= buffer->room) return;
  size_t room = buffer->room ? buffer->room * 2 : 64;
  if (room < needed) room = needed;
  buffer->bytes = memory_grow(buffer->bytes, room);
  buffer->room = room;
}

void buffer_add(struct buffer *buffer, const void *bytes, size_t length) {
  reserve(buffer, length);
  if (length) memcpy(buffer->bytes + buffer->length, bytes, length);
  buffer->length += length;
  buffer->bytes[buffer->length] = '\0';
}

void buffer_add_text(struct buffer *buffer, const char *text) { buffer_add(buffer, text, strlen(text)); }

void buffer_add_char(struct buffer *buffer, char c) { buffer_add(buffer, &c, 1); }

void buffer_vformat(struct buffer *buffer, const char *format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  if (length < 0) length = 0;
  reserve(buffer, (size_t)length);
  if (length) vsnprintf(buffer->bytes + buffer->length, (size_t)length + 1, format, again);
  va_end(again);
  buffer->length += (size_t)length;
  buffer->bytes[buffer->length] = '\0';
}

void buffer_format(struct buffer *buffer, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  buffer_vformat(buffer, format, arguments);
  va_end(arguments);
}

void buffer_clear(struct buffer *buffer) {
  buffer->length = 0;
  if (buffer->bytes) buffer->bytes[0] = '\0';
}

void buffer_free(struct buffer *buffer) {
  free(buffer->bytes);
  *buffer = (struct buffer){0};
}

/* ---- numbers ---- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

void number_text(char *out, double number) {
  if (!isfinite(number)) {
    strcpy(out, isnan(number) ? "nan" : number < 0 ? "-inf" : "inf");
    return;
  }
  if (number == 0) number = 0; /* drops the sign of -0 */
  /* 15 digits always survive in a normal number; subnormal ones have fewer, and their shortest form may have a single digit. */
  char text[64];
  for (int digits = fabs(number) < DBL_MIN ? 1 : 15; digits <= 17; digits++) {
    snprintf(text, sizeof text, "%.*g", digits, number);
    if (strtod(text, NULL) == number) break;
  }
  /* Whatever is no part of a number in the C locale is the decimal point of another, perhaps of several bytes. */
  bool point = false;
  for (const char *from = text; *from; from++) {
    if (is_digit(*from) || strchr("+-e", *from))
      *out++ = *from;
    else if (!point)
      *out++ = '.', point = true;
  }
  *out = '\0';
}

/* A double's exact midpoint has at most 767 significant digits; of what follows it only matters whether it is zero. */
enum { MOST_DIGITS = 780, LARGEST_EXPONENT = 100 * 1000 };

/* The significant digits as an integer, to be multiplied by ten to the power of `exponent`. */
struct decimal {
  size_t count;
  int64_t exponent;
  bool any, lost;
  char digits[MOST_DIGITS + 32];
};

static size_t read_digits(struct decimal *decimal, const char *text, size_t length, size_t at, bool fraction) {
  for (; at < length && is_digit(text[at]); at++) {
    decimal->any = true;
    bool leading_zero = decimal->count == 0 && text[at] == '0';
    bool full = decimal->count == MOST_DIGITS;
    if (!leading_zero && !full) decimal->digits[decimal->count++] = text[at];
    if (full && text[at] != '0') decimal->lost = true;
    if (full && !fraction) decimal->exponent++;
    if (!full && fraction) decimal->exponent--;
  }
  return at;
}

/* "e-12" at `at`; returns where it ends, or `at` itself where it has no digits. */
static size_t read_exponent(struct decimal *decimal, const char *text, size_t length, size_t at) {
  size_t start = at++;
  bool negative = at < length && text[at] == '-';
  if (at < length && (text[at] == '-' || text[at] == '+')) at++;
  if (at == length || !is_digit(text[at])) return start;
  int64_t exponent = 0;
  for (; at < length && is_digit(text[at]); at++)
    if (exponent < INT64_MAX / 100) exponent = exponent * 10 + (text[at] - '0');
  decimal->exponent += negative ? -exponent : exponent;
  return at;
}

/* strtod rounds correctly but reads the locale's decimal point; an integer with an exponent has none. */
static double decimal_value(struct decimal *decimal) {
  if (decimal->count == 0) return 0;
  if (decimal->lost) decimal->digits[decimal->count++] = '1', decimal->exponent--;
  int64_t exponent = decimal->exponent;
  if (exponent > LARGEST_EXPONENT) exponent = LARGEST_EXPONENT;
  if (exponent < -LARGEST_EXPONENT) exponent = -LARGEST_EXPONENT;
  snprintf(decimal->digits + decimal->count, sizeof decimal->digits - decimal->count, "e%d", (int)exponent);
  return strtod(decimal->digits, NULL);
}

bool number_parse(const char *text, size_t length, double *number) {
  struct decimal decimal;
  decimal.count = 0;
  decimal.exponent = 0;
  decimal.any = decimal.lost = false;
  size_t at = 0;
  bool negative = length && text[0] == '-';
  if (length && (text[0] == '-' || text[0] == '+')) at++;
  at = read_digits(&decimal, text, length, at, false);
  if (at < length && text[at] == '.') at = read_digits(&decimal, text, length, at + 1, true);
  if (!decimal.any) return false;
  if (at < length && (text[at] == 'e' || text[at] == 'E')) at = read_exponent(&decimal, text, length, at);
  if (at != length) return false;
  double value = decimal_value(&decimal);
  if (isinf(value)) return false;
  *number = negative ? -value : value;
  return true;
}

/* ---- words people may have meant ---- */

enum { LONGEST_WORD = 80 };

/* Code points with ASCII letters in lower case; bytes that are not UTF-8 stand for themselves. */
static size_t letters_of(uint32_t *letters, const char *text, size_t length) {
  size_t count = 0;
  for (size_t at = 0, step; at < length; at += step, count++) {
    step = utf8_sequence(text + at, length - at);
    letters[count] = step ? utf8_code(text + at, step) : (unsigned char)text[at];
    if (letters[count] >= 'A' && letters[count] <= 'Z') letters[count] += 'a' - 'A';
    if (!step) step = 1;
  }
  return count;
}

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/* Optimal string alignment: insert, delete, replace, swap neighbours, each counted once. Keeps three rows of the table. */
static size_t edits(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count) {
  size_t rows[3][LONGEST_WORD + 1];
  for (size_t j = 0; j <= b_count; j++) rows[0][j] = j;
  for (size_t i = 1; i <= a_count; i++) {
    size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
    row[0] = i;
    for (size_t j = 1; j <= b_count; j++) {
      row[j] = above[j - 1] + (a[i - 1] != b[j - 1]);
      row[j] = least(row[j], least(above[j], row[j - 1]) + 1);
      bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = least(row[j], two_above[j - 2] + 1);
    }
  }
  return rows[a_count % 3][b_count];
}

/* `distance` is what a candidate has to stay below: 0 admits none. */
struct nearest nearest_to(const char *wanted, size_t length) {
  struct nearest nearest = {.wanted = wanted, .length = length};
  if (length == 0 || length > LONGEST_WORD) return nearest;
  uint32_t letters[LONGEST_WORD];
  size_t count = letters_of(letters, wanted, length);
  size_t allowed = count <= 2 ? 0 : count < 6 ? 1 : count / 3;
  nearest.distance = allowed + 1;
  return nearest;
}

void nearest_offer(struct nearest *nearest, const char *candidate) {
  size_t length = strnlen(candidate, LONGEST_WORD + 1);
  if (nearest->distance == 0 || length > LONGEST_WORD) return;
  uint32_t wanted[LONGEST_WORD], offered[LONGEST_WORD];
  size_t wanted_count = letters_of(wanted, nearest->wanted, nearest->length);
  size_t offered_count = letters_of(offered, candidate, length);
  size_t apart = wanted_count > offered_count ? wanted_count - offered_count : offered_count - wanted_count;
  if (apart >= nearest->distance) return;
  size_t distance = edits(wanted, wanted_count, offered, offered_count);
  if (distance >= nearest->distance) return;
  nearest->best = candidate;
  nearest->distance = distance;
}

/* ---- UTF-8 ---- */

static bool continues(unsigned char byte) { return (byte & 0xc0) == 0x80; }

size_t utf8_sequence(const char *text, size_t length) {
  const unsigned char *bytes = (const unsigned char *)text;
  if (length == 0) return 0;
  unsigned char first = bytes[0];
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0; /* a continuation, an overlong form, or past U+10FFFF */
  size_t size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (length < size) return 0;
  for (size_t i = 1; i < size; i++)
    if (!continues(bytes[i])) return 0;
  if (first == 0xe0 && bytes[1] < 0xa0) return 0; /* overlong */
  if (first == 0xed && bytes[1] > 0x9f) return 0; /* surrogate */
  if (first == 0xf0 && bytes[1] < 0x90) return 0; /* overlong */
  if (first == 0xf4 && bytes[1] > 0x8f) return 0; /* past U+10FFFF */
  return size;
}

uint32_t utf8_code(const char *text, size_t sequence) {
  const unsigned char *bytes = (const unsigned char *)text;
  static const unsigned char payload[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
  uint32_t code = bytes[0] & payload[sequence];
  for (size_t i = 1; i < sequence; i++) code = code << 6 | (bytes[i] & 0x3fu);
  return code;
}

size_t utf8_valid(const char *text, size_t length) {
  size_t at = 0;
  for (size_t step; at < length; at += step) {
    step = utf8_sequence(text + at, length - at);
    if (!step) break;
  }
  return at;
}

struct range {
  uint32_t first, last;
};

/* Unicode 15: East Asian width wide or full, emoji among them; and the marks of the scripts one meets most, joiners, variation selectors. */
static const struct range wide[] = {
    {0x1100, 0x115f}, {0x231a, 0x231b}, {0x2329, 0x232a}, {0x23e9, 0x23ec}, {0x23f0, 0x23f0}, {0x23f3, 0x23f3}, {0x25fd, 0x25fe},
    {0x2614, 0x2615}, {0x2648, 0x2653}, {0x267f, 0x267f}, {0x2693, 0x2693}, {0x26a1, 0x26a1}, {0x26aa, 0x26ab}, {0x26bd, 0x26be},
    {0x26c4, 0x26c5}, {0x26ce, 0x26ce}, {0x26d4, 0x26d4}, {0x26ea, 0x26ea}, {0x26f2, 0x26f3}, {0x26f5, 0x26f5}, {0x26fa, 0x26fa},
    {0x26fd, 0x26fd}, {0x2705, 0x2705}, {0x270a, 0x270b}, {0x2728, 0x2728}, {0x274c, 0x274c}, {0x274e, 0x274e}, {0x2753, 0x2755},
    {0x2757, 0x2757}, {0x2795, 0x2797}, {0x27b0, 0x27b0}, {0x27bf, 0x27bf}, {0x2b1b, 0x2b1c}, {0x2b50, 0x2b50}, {0x2b55, 0x2b55},
    {0x2e80, 0x303e}, {0x3041, 0x3247}, {0x3250, 0x4dbf}, {0x4e00, 0xa4cf}, {0xa960, 0xa97c}, {0xac00, 0xd7a3}, {0xf900, 0xfaff},
    {0xfe10, 0xfe19}, {0xfe30, 0xfe6b}, {0xff01, 0xff60}, {0xffe0, 0xffe6}, {0x16fe0, 0x18cff}, {0x1aff0, 0x1b2ff}, {0x1f004, 0x1f004},
    {0x1f0cf, 0x1f0cf}, {0x1f18e, 0x1f18e}, {0x1f191, 0x1f19a}, {0x1f200, 0x1f320}, {0x1f32d, 0x1f335}, {0x1f337, 0x1f37c},
    {0x1f37e, 0x1f393}, {0x1f3a0, 0x1f3ca}, {0x1f3cf, 0x1f3d3}, {0x1f3e0, 0x1f3f0}, {0x1f3f4, 0x1f3f4}, {0x1f3f8, 0x1f43e},
    {0x1f440, 0x1f440}, {0x1f442, 0x1f4fc}, {0x1f4ff, 0x1f53d}, {0x1f54b, 0x1f54e}, {0x1f550, 0x1f567}, {0x1f57a, 0x1f57a},
    {0x1f595, 0x1f596}, {0x1f5a4, 0x1f5a4}, {0x1f5fb, 0x1f64f}, {0x1f680, 0x1f6c5}, {0x1f6cc, 0x1f6cc}, {0x1f6d0, 0x1f6d2},
    {0x1f6d5, 0x1f6d7}, {0x1f6dc, 0x1f6df}, {0x1f6eb, 0x1f6ec}, {0x1f6f4, 0x1f6fc}, {0x1f7e0, 0x1f7eb}, {0x1f7f0, 0x1f7f0},
    {0x1f90c, 0x1f93a}, {0x1f93c, 0x1f945}, {0x1f947, 0x1f9ff}, {0x1fa70, 0x1faff}, {0x20000, 0x3fffd}};
static const struct range marks[] = {
    {0x300, 0x36f}, {0x483, 0x489}, {0x591, 0x5bd}, {0x5bf, 0x5bf}, {0x5c1, 0x5c2}, {0x5c4, 0x5c5}, {0x5c7, 0x5c7}, {0x610, 0x61a},
    {0x64b, 0x65f}, {0x670, 0x670}, {0x6d6, 0x6dc}, {0x6df, 0x6e4}, {0x6e7, 0x6e8}, {0x6ea, 0x6ed}, {0x900, 0x902}, {0x93a, 0x93a},
    {0x93c, 0x93c}, {0x941, 0x948}, {0x94d, 0x94d}, {0x951, 0x957}, {0xe31, 0xe31}, {0xe34, 0xe3a}, {0xe47, 0xe4e}, {0x1160, 0x11ff},
    {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x200c, 0x200d}, {0x20d0, 0x20f0}, {0x302a, 0x302d}, {0x3099, 0x309a}, {0xfe00, 0xfe0f},
    {0xfe20, 0xfe2f}, {0xe0100, 0xe01ef}};

static bool is_within(const struct range *ranges, size_t count, uint32_t code) {
  size_t low = 0, high = count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (ranges[middle].last < code) low = middle + 1;
    else high = middle;
  }
  return low < count && code >= ranges[low].first;
}

size_t code_columns(uint32_t code) {
  if (code < marks[0].first) return 1;
  if (is_within(marks, sizeof marks / sizeof *marks, code)) return 0;
  return is_within(wide, sizeof wide / sizeof *wide, code) ? 2 : 1;
}

/* Goes on while the columns are enough for the next character; returns the bytes gone over. */
static size_t columns_of(const char *text, size_t length, size_t most, size_t *taken) {
  size_t at = 0;
  *taken = 0;
  for (size_t step; at < length; at += step) {
    step = utf8_sequence(text + at, length - at);
    size_t columns = step ? code_columns(utf8_code(text + at, step)) : 1;
    if (*taken + columns > most) break;
    *taken += columns;
    if (!step) step = 1;
  }
  return at;
}

size_t utf8_columns(const char *text, size_t length) {
  size_t taken;
  columns_of(text, length, SIZE_MAX, &taken);
  return taken;
}

size_t utf8_within(const char *text, size_t length, size_t columns) {
  size_t taken;
  return columns_of(text, length, columns, &taken);
}

bool id_valid(const char *text, size_t length) {
  if (length == 0 || length > 80) return false;
  for (size_t i = 0; i < length; i++) {
    char c = text[i];
    bool alphanumeric = is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    bool mark = c == '-' || c == '_' || c == '.';
    if (!alphanumeric && !(mark && i > 0)) return false;
  }
  return true;
}

bool code_hidden(uint32_t code) {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return true;
  if (code == 0x061c || code == 0x200b || code == 0x200e || code == 0x200f || code == 0xfeff) return true;
  return (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

static void add_escape(struct buffer *buffer, uint32_t code) {
  if (code == '\n')
    buffer_add_text(buffer, "\\n");
  else if (code == '\r')
    buffer_add_text(buffer, "\\r");
  else if (code == '\t')
    buffer_add_text(buffer, "\\t");
  else
    buffer_format(buffer, code < 0x80 ? "\\x%02x" : "\\u%04x", (unsigned)code);
}

void buffer_add_visible(struct buffer *buffer, const char *text, size_t length) {
  size_t plain = 0; /* start of what can be copied as it is */
  for (size_t at = 0, step; at < length; at += step) {
    step = utf8_sequence(text + at, length - at);
    uint32_t code = step ? utf8_code(text + at, step) : 0;
    if (step && !code_hidden(code)) continue;
    buffer_add(buffer, text + plain, at - plain);
    if (step)
      add_escape(buffer, code);
    else
      buffer_format(buffer, "\\x%02x", (unsigned)(unsigned char)text[at]), step = 1;
    plain = at + step;
  }
  buffer_add(buffer, text + plain, length - plain);
}

/* The letters of U+00C0 … U+017F without their marks. */
static char plain_letter(uint32_t code) {
  static const char letters[] = "aaaaaaaceeeeiiiidnooooo-ouuuuytsaaaaaaaceeeeiiiidnooooo-ouuuuyty"
                                "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
                                "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
  return code >= 0xc0 && code < 0xc0 + sizeof letters - 1 ? letters[code - 0xc0] : '-';
}

static char id_character(const char *name, size_t sequence) {
  char c = name[0];
  if (sequence > 1) return plain_letter(utf8_code(name, sequence));
  if (c >= 'A' && c <= 'Z') return (char)(c - 'A' + 'a');
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-';
}

void id_from_name(char *out, const char *name, size_t length) {
  size_t used = 0;
  for (size_t i = 0; i < length && used < 80;) {
    size_t sequence = utf8_sequence(name + i, length - i);
    char c = sequence ? id_character(name + i, sequence) : '-';
    if (c != '-' || (used && out[used - 1] != '-')) out[used++] = c;
    i += sequence ? sequence : 1;
  }
  while (used && out[used - 1] == '-') used--;
  out[used] = '\0';
}
