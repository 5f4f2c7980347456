#include "core/base/wire.h"

#include <string.h>

#include "core/base/arena.h"

/* ---- Writing ---- */

static void add_little_endian(struct buffer *buffer, uint64_t word, size_t bytes) {
  char out[8];
  for (size_t i = 0; i < bytes; i++) out[i] = (char)(unsigned char)(word >> (8 * i));
  buffer_add(buffer, out, bytes);
}

static void add_count(struct buffer *buffer, size_t count) {
  if (count > UINT32_MAX) memory_exhausted();
  add_little_endian(buffer, count, 4);
}

void wire_nil(struct buffer *buffer) { buffer_add_char(buffer, WIRE_NIL); }

void wire_flag(struct buffer *buffer, bool flag) { buffer_add_char(buffer, flag ? WIRE_TRUE : WIRE_FALSE); }

void wire_integer(struct buffer *buffer, int64_t integer) {
  buffer_add_char(buffer, WIRE_INTEGER);
  add_little_endian(buffer, (uint64_t)integer, 8);
}

void wire_number(struct buffer *buffer, double number) {
  uint64_t bits;
  memcpy(&bits, &number, sizeof bits);
  buffer_add_char(buffer, WIRE_NUMBER);
  add_little_endian(buffer, bits, 8);
}

void wire_text(struct buffer *buffer, const char *bytes, size_t length) {
  buffer_add_char(buffer, WIRE_TEXT);
  add_count(buffer, length);
  buffer_add(buffer, bytes, length);
}

void wire_list(struct buffer *buffer, size_t count) {
  buffer_add_char(buffer, WIRE_LIST);
  add_count(buffer, count);
}

void wire_map(struct buffer *buffer, size_t count) {
  buffer_add_char(buffer, WIRE_MAP);
  add_count(buffer, count);
}

void wire_key(struct buffer *buffer, const char *bytes, size_t length) {
  add_count(buffer, length);
  buffer_add(buffer, bytes, length);
}

/* ---- Reading ---- */

static bool take(struct wire_reader *reader, size_t length, const char **bytes) {
  if (length > reader->left) return false;
  *bytes = reader->bytes;
  reader->bytes += length;
  reader->left -= length;
  return true;
}

static bool take_little_endian(struct wire_reader *reader, size_t bytes, uint64_t *word) {
  const char *from;
  if (!take(reader, bytes, &from)) return false;
  *word = 0;
  for (size_t i = 0; i < bytes; i++) *word |= (uint64_t)(unsigned char)from[i] << (8 * i);
  return true;
}

/* A length or count of things that take at least `each` bytes and so must still fit. */
static bool take_count(struct wire_reader *reader, size_t each, size_t *count) {
  uint64_t word;
  if (!take_little_endian(reader, 4, &word) || word > reader->left / each) return false;
  *count = (size_t)word;
  return true;
}

static bool take_text(struct wire_reader *reader, const char **bytes, size_t *length) {
  return take_count(reader, 1, length) && take(reader, *length, bytes);
}

bool wire_take(struct wire_reader *reader, struct wire_item *item) {
  const char *tag;
  uint64_t word;
  if (reader->values-- == 0 || !take(reader, 1, &tag) || (unsigned char)*tag > WIRE_MAP) return false;
  item->kind = (enum wire_kind)*tag;
  switch (item->kind) {
    case WIRE_NIL:
    case WIRE_FALSE:
    case WIRE_TRUE: return true;
    case WIRE_INTEGER:
    case WIRE_NUMBER:
      if (!take_little_endian(reader, 8, &word)) return false;
      memcpy(&item->as, &word, sizeof word);
      return true;
    case WIRE_TEXT: return take_text(reader, &item->as.text.bytes, &item->as.text.length);
    case WIRE_LIST: return take_count(reader, 1, &item->as.count);
    case WIRE_MAP: return take_count(reader, 5, &item->as.count);
  }
  return false;
}

bool wire_take_key(struct wire_reader *reader, const char **bytes, size_t *length) {
  return take_text(reader, bytes, length) && !memchr(*bytes, '\0', *length);
}
