/*
 * Plain data as it crosses the pipe between keeper and player: a tag byte, then for texts, lists and maps a 4-byte length or count, for
 * integers and numbers 8 bytes, all little-endian. A list's items follow it, a map's keys (length and bytes) and values in turn.
 *
 * What is read is foreign: every length and count is held against the bytes that are left, and room is made as items arrive.
 */
#ifndef KITH_BASE_WIRE_H
#define KITH_BASE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"

enum wire_kind { WIRE_NIL, WIRE_FALSE, WIRE_TRUE, WIRE_INTEGER, WIRE_NUMBER, WIRE_TEXT, WIRE_LIST, WIRE_MAP };

/* ---- Writing ---- */

void wire_nil(struct buffer *buffer);
void wire_flag(struct buffer *buffer, bool flag);
void wire_integer(struct buffer *buffer, int64_t integer);
void wire_number(struct buffer *buffer, double number);
void wire_text(struct buffer *buffer, const char *bytes, size_t length);
void wire_list(struct buffer *buffer, size_t count);
void wire_map(struct buffer *buffer, size_t count);
void wire_key(struct buffer *buffer, const char *bytes, size_t length);

/* ---- Reading ---- */

struct wire_reader {
  const char *bytes;
  size_t left;
  size_t values; /* how many more may come: a byte of nil costs fifty in memory */
};

struct wire_item {
  enum wire_kind kind;
  union {
    int64_t integer;
    double number;
    struct {
      const char *bytes; /* within the reader's; not NUL-terminated */
      size_t length;
    } text;
    size_t count; /* of a list's items, of a map's pairs */
  } as;
};

/* The next item; of a list or map its head, what is in it comes next. False where the bytes are none. */
bool wire_take(struct wire_reader *reader, struct wire_item *item);
/* The key of a map's next pair, without NUL inside. */
bool wire_take_key(struct wire_reader *reader, const char **bytes, size_t *length);

#endif
