/*
 * Text: growing buffers, words people may have meant, UTF-8.
 * A struct buffer owns its bytes: start it as `struct buffer b = { 0 }`, end it with buffer_free.
 */
#ifndef KITH_BASE_TEXT_H
#define KITH_BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer {
  char *bytes; /* NUL-terminated once anything was added */
  size_t length, room;
};

void buffer_add(struct buffer *buffer, const void *bytes, size_t length);
void buffer_add_text(struct buffer *buffer, const char *text);
void buffer_add_char(struct buffer *buffer, char c);
/* Not for fractions (%f, %g): their decimal point depends on the locale; number_text is for them. */
void buffer_format(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buffer_vformat(struct buffer *buffer, const char *format, va_list arguments);
void buffer_clear(struct buffer *buffer);
void buffer_free(struct buffer *buffer);

/* The shortest decimal that reads back as the same double ("0.1", "-3", "1e+300", "0" for -0, "nan", "inf"); `out` holds 32 bytes. */
void number_text(char *out, double number);

/* Decimal notation only ("12", "-0.5", ".5", "1e-3"): no hexadecimal, infinity or NaN, nothing too large for a double, nothing
 * left over, no spaces. Independent of the locale. */
bool number_parse(const char *text, size_t length, double *number);

/*
 * Remembers the candidate closest to a mistyped word: edit distance with swapped neighbours counted once,
 * upper and lower case alike, at most a third of the word's letters wrong (one in short words, none in words of one or two
 * letters, no suggestion for words over 80 bytes). Ties go to the one offered first.
 *   struct nearest n = nearest_to("custmer", 7);
 *   for each word: nearest_offer(&n, word);
 *   n.best is the word probably meant, or NULL.
 */
struct nearest {
  const char *wanted;
  size_t length;
  const char *best;
  size_t distance;
};
struct nearest nearest_to(const char *wanted, size_t length);
void nearest_offer(struct nearest *nearest, const char *candidate);

/* Length in bytes of the valid UTF-8 sequence at `text`, 0 where it is not one (overlong, surrogate, cut off, past U+10FFFF). */
size_t utf8_sequence(const char *text, size_t length);
/* The code point of a valid sequence, as utf8_sequence measured it. */
uint32_t utf8_code(const char *text, size_t sequence);
/* Offset of the first byte that is not valid UTF-8, or `length`. */
size_t utf8_valid(const char *text, size_t length);
/* Columns a character takes on a terminal: 2 for East Asian wide ones and emoji, 0 for marks set on the one before, else 1. */
size_t code_columns(uint32_t code);
/* Columns a text takes; a byte that is not UTF-8 counts one. */
size_t utf8_columns(const char *text, size_t length);
/* Bytes of the longest beginning that takes at most so many columns. */
size_t utf8_within(const char *text, size_t length, size_t columns);

/* An id: letters, digits, '-', '_' and '.', first a letter or digit, at most 80 bytes. */
bool id_valid(const char *text, size_t length);

/*
 * An id made of a name: "Maria Rossi" → "maria-rossi", "Žofia Müller" → "zofia-muller". Accented Latin letters lose their marks, runs of
 * anything else become one '-', at most 80 bytes; "" where nothing is left. `out` holds 81 bytes.
 */
void id_from_name(char *out, const char *name, size_t length);

/* Characters that would steer a terminal or hide: controls, line separators, bidirectional marks, zero-width space and BOM. */
bool code_hidden(uint32_t code);
/* Hidden characters and bytes that are not UTF-8 as visible escapes (\n, \x1b, \u202e); the rest as it is. */
void buffer_add_visible(struct buffer *buffer, const char *text, size_t length);

#endif
