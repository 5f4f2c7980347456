#include "core/adapters/json.h"

#include "core/base/arena.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * Reading is Jansson's. Writing is not: Jansson prints 0.1 with 17 digits and builds a tree of its own first, while an event's text
 * is hashed and stored and must be short, sorted and the same everywhere.
 */

static void *allocate(size_t size) { return memory_grow(NULL, size); }

void json_end_without_memory(void) { json_set_alloc_funcs(allocate, free); }

/* Writing. */

static void write_escape(struct buffer *out, unsigned char byte) {
  static const char letters[] = "\"\"\\\\\bb\ff\nn\rr\tt"; /* a byte, then the letter that stands for it */
  for (const char *at = letters; *at; at += 2) {
    if ((unsigned char)*at != byte) continue;
    buffer_add_char(out, '\\');
    buffer_add_char(out, at[1]);
    return;
  }
  buffer_format(out, "\\u%04x", byte);
}

static bool written_as_it_is(unsigned char byte) { return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\'; }

/* Bytes that are not UTF-8 become U+FFFD: what is written can always be read again. */
static void write_text(struct buffer *out, const char *text, size_t length) {
  buffer_add_char(out, '"');
  for (size_t at = 0; at < length;) {
    size_t plain = at;
    while (plain < length && written_as_it_is((unsigned char)text[plain])) plain++;
    if (plain > at) buffer_add(out, text + at, plain - at);
    at = plain;
    if (at == length) break;
    size_t sequence = utf8_sequence(text + at, length - at);
    if (sequence > 1) buffer_add(out, text + at, sequence);
    else if (sequence == 1) write_escape(out, (unsigned char)text[at]);
    else buffer_add_text(out, "\xEF\xBF\xBD");
    at += sequence ? sequence : 1;
  }
  buffer_add_char(out, '"');
}

static void write_number(struct buffer *out, double number) {
  char text[40];
  if (!isfinite(number)) {
    buffer_add_text(out, "null");
    return;
  }
  number_text(text, number);
  buffer_add_text(out, text);
  if (!strpbrk(text, ".e")) buffer_add_text(out, ".0");
}

static void write_integer(struct buffer *out, int64_t integer) {
  char digits[24];
  size_t at = sizeof digits;
  uint64_t left = integer < 0 ? 0 - (uint64_t)integer : (uint64_t)integer;
  do digits[--at] = (char)('0' + left % 10);
  while (left /= 10);
  if (integer < 0) digits[--at] = '-';
  buffer_add(out, digits + at, sizeof digits - at);
}

static void write_within(struct arena *arena, struct buffer *out, const struct value *value, int levels);

static void write_list(struct arena *arena, struct buffer *out, const struct value *list, int levels) {
  buffer_add_char(out, '[');
  for (size_t i = 0; levels && i < list->as.list.count; i++) {
    if (i) buffer_add_char(out, ',');
    write_within(arena, out, &list->as.list.items[i], levels - 1);
  }
  buffer_add_char(out, ']');
}

/* Of equal keys the one added first counts, as for value_find; json_read would refuse both. */
static void write_map(struct arena *arena, struct buffer *out, const struct value *map, int levels) {
  const char *before = NULL;
  buffer_add_char(out, '{');
  for (size_t i = 0; levels && i < map->as.map.count; i++) {
    const struct pair *pair = value_sorted(arena, map, i);
    if (before && strcmp(before, pair->key) == 0) continue;
    if (before) buffer_add_char(out, ',');
    before = pair->key;
    write_text(out, pair->key, strlen(pair->key));
    buffer_add_char(out, ':');
    write_within(arena, out, &pair->value, levels - 1);
  }
  buffer_add_char(out, '}');
}

static void write_within(struct arena *arena, struct buffer *out, const struct value *value, int levels) {
  switch (value->kind) {
    case VALUE_NIL: buffer_add_text(out, "null"); break;
    case VALUE_FLAG: buffer_add_text(out, value->as.flag ? "true" : "false"); break;
    case VALUE_INTEGER: write_integer(out, value->as.integer); break;
    case VALUE_NUMBER: write_number(out, value->as.number); break;
    case VALUE_TEXT: write_text(out, value->as.text.bytes, value->as.text.length); break;
    case VALUE_LIST: write_list(arena, out, value, levels); break;
    case VALUE_MAP: write_map(arena, out, value, levels); break;
  }
}

void json_write(struct arena *arena, struct buffer *out, const struct value *value) { write_within(arena, out, value, VALUE_DEPTH); }

/* Reading. */

static bool from_jansson(struct arena *arena, json_t *json, struct value *value, int levels);

static bool list_from(struct arena *arena, json_t *json, struct value *list, int levels) {
  *list = value_list();
  if (levels == 0) return false;
  for (size_t i = 0; i < json_array_size(json); i++) {
    struct value item;
    if (!from_jansson(arena, json_array_get(json, i), &item, levels - 1)) return false;
    value_add(arena, list, item);
  }
  return true;
}

static bool map_from(struct arena *arena, json_t *json, struct value *map, int levels) {
  *map = value_map();
  if (levels == 0) return false;
  for (void *at = json_object_iter(json); at; at = json_object_iter_next(json, at)) {
    struct value item;
    if (!from_jansson(arena, json_object_iter_value(at), &item, levels - 1)) return false;
    value_set(arena, map, json_object_iter_key(at), item);
  }
  return true;
}

static bool from_jansson(struct arena *arena, json_t *json, struct value *value, int levels) {
  switch (json_typeof(json)) {
    case JSON_NULL: *value = value_nil(); break;
    case JSON_TRUE: *value = value_flag(true); break;
    case JSON_FALSE: *value = value_flag(false); break;
    case JSON_INTEGER: *value = value_integer(json_integer_value(json)); break;
    case JSON_REAL: *value = value_number(json_real_value(json)); break;
    case JSON_STRING: *value = value_text(arena, json_string_value(json), json_string_length(json)); break;
    case JSON_ARRAY: return list_from(arena, json, value, levels);
    case JSON_OBJECT: return map_from(arena, json, value, levels);
  }
  return true;
}

bool json_read(struct arena *arena, const char *text, size_t length, struct value *value) {
  json_error_t error;
  *value = value_nil();
  json_t *json = json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
  if (!json) {
    if (json_error_code(&error) == json_error_out_of_memory) memory_exhausted();
    return false;
  }
  bool whole = from_jansson(arena, json, value, VALUE_DEPTH);
  json_decref(json);
  if (!whole) *value = value_nil();
  return whole;
}
