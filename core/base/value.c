#include "core/base/value.h"

#include <stdlib.h>
#include <string.h>

/* Lists and maps carry no room: it follows from the count. It is FIRST_ROOM, then doubles each time the count reaches it. */
enum { FIRST_ROOM = 4, SEARCHED_IN_ORDER = 8 };

enum tag { TAG_NIL = 'z', TAG_FALSE = 'f', TAG_TRUE = 't', TAG_INTEGER = 'i', TAG_NUMBER = 'n', TAG_TEXT = 's', TAG_LIST = 'l', TAG_MAP = 'm' };

/* Making values. */

struct value value_nil(void) { return (struct value){.kind = VALUE_NIL}; }
struct value value_flag(bool flag) { return (struct value){.kind = VALUE_FLAG, .as.flag = flag}; }
struct value value_integer(int64_t integer) { return (struct value){.kind = VALUE_INTEGER, .as.integer = integer}; }
struct value value_number(double number) { return (struct value){.kind = VALUE_NUMBER, .as.number = number}; }
struct value value_list(void) { return (struct value){.kind = VALUE_LIST}; }
struct value value_map(void) { return (struct value){.kind = VALUE_MAP}; }

struct value value_text(struct arena *arena, const char *bytes, size_t length) {
  struct value value = {.kind = VALUE_TEXT};
  value.as.text.bytes = arena_copy(arena, bytes, length);
  value.as.text.length = length;
  return value;
}

struct value value_string(struct arena *arena, const char *string) { return value_text(arena, string, strlen(string)); }

/* The array with room for one more than `count`: itself, or a copy of twice the size. */
static void *grown(struct arena *arena, void *array, size_t count, size_t size) {
  bool full = count == 0 || (count >= FIRST_ROOM && (count & (count - 1)) == 0);
  if (!full) return array;
  if (count > SIZE_MAX / 2 / size) memory_exhausted();
  char *larger = arena_alloc(arena, (count ? count * 2 : FIRST_ROOM) * size);
  if (count) memcpy(larger, array, count * size);
  return larger;
}

struct value *value_add(struct arena *arena, struct value *list, struct value item) {
  size_t count = list->as.list.count;
  list->as.list.items = grown(arena, list->as.list.items, count, sizeof item);
  list->as.list.items[count] = item;
  list->as.list.count = count + 1;
  return &list->as.list.items[count];
}

/* Adds under a key that is already in the arena. */
static struct pair *set_kept(struct arena *arena, struct value *map, const char *key, struct value item) {
  size_t count = map->as.map.count;
  if (count >= UINT32_MAX) memory_exhausted();
  map->as.map.pairs = grown(arena, map->as.map.pairs, count, sizeof(struct pair));
  map->as.map.pairs[count] = (struct pair){.key = key, .place = item.place, .value = item};
  map->as.map.count = count + 1;
  map->as.map.sorted = NULL;
  return &map->as.map.pairs[count];
}

struct pair *value_set(struct arena *arena, struct value *map, const char *key, struct value item) {
  return set_kept(arena, map, arena_copy(arena, key, strlen(key)), item);
}

/* Finding in maps. */

/* Merges two sorted neighbours; equal keys keep their order, so that the first added is the first found. */
static void merge(const struct pair *pairs, const uint32_t *from, uint32_t *to, size_t start, size_t middle, size_t end) {
  size_t left = start, right = middle;
  for (size_t out = start; out < end; out++) {
    bool take_left = right == end || (left < middle && strcmp(pairs[from[left]].key, pairs[from[right]].key) <= 0);
    to[out] = take_left ? from[left++] : from[right++];
  }
}

/* A merge sort from below: no recursion, and n log n comparisons whatever the keys are. */
static uint32_t *sorted_positions(struct arena *arena, const struct pair *pairs, size_t count) {
  uint32_t *from = ARENA_ARRAY(arena, uint32_t, count), *to = count > 1 ? memory_grow(NULL, count * sizeof *to) : NULL;
  uint32_t *kept = from, *spare = to;
  for (size_t i = 0; i < count; i++) from[i] = (uint32_t)i;
  for (size_t run = 1; run < count; run *= 2) {
    for (size_t start = 0; start < count; start += 2 * run) {
      size_t middle = start + run < count ? start + run : count, end = start + 2 * run < count ? start + 2 * run : count;
      merge(pairs, from, to, start, middle, end);
    }
    uint32_t *swapped = from;
    from = to;
    to = swapped;
  }
  if (from != kept) memcpy(kept, from, count * sizeof *kept);
  free(spare);
  return kept;
}

/* The index is a cache: making it does not change what the map says, so const maps get one too. */
static const uint32_t *index_of(struct arena *arena, const struct value *map) {
  if (!map->as.map.sorted) ((struct value *)map)->as.map.sorted = sorted_positions(arena, map->as.map.pairs, map->as.map.count);
  return map->as.map.sorted;
}

static struct pair *find_in_order(const struct value *map, const char *key) {
  for (size_t i = 0; i < map->as.map.count; i++) {
    if (strcmp(map->as.map.pairs[i].key, key) == 0) return &map->as.map.pairs[i];
  }
  return NULL;
}

struct pair *value_find(struct arena *arena, const struct value *map, const char *key) {
  if (!map || map->kind != VALUE_MAP) return NULL;
  if (map->as.map.count <= SEARCHED_IN_ORDER) return find_in_order(map, key);
  const uint32_t *sorted = index_of(arena, map);
  size_t low = 0, high = map->as.map.count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (strcmp(map->as.map.pairs[sorted[middle]].key, key) < 0) low = middle + 1;
    else high = middle;
  }
  if (low == map->as.map.count) return NULL;
  struct pair *pair = &map->as.map.pairs[sorted[low]];
  return strcmp(pair->key, key) == 0 ? pair : NULL;
}

struct value *value_get(struct arena *arena, const struct value *map, const char *key) {
  struct pair *pair = value_find(arena, map, key);
  return pair ? &pair->value : NULL;
}

const struct pair *value_sorted(struct arena *arena, const struct value *map, size_t position) {
  if (map->kind != VALUE_MAP || position >= map->as.map.count) return NULL;
  return &map->as.map.pairs[index_of(arena, map)[position]];
}

/* Reading, comparing, copying. */

const char *value_word(const struct value *value) { return value && value->kind == VALUE_TEXT ? value->as.text.bytes : NULL; }

const char *value_get_word(struct arena *arena, const struct value *map, const char *key) {
  const struct value *value = value_get(arena, map, key);
  const char *word = value ? value_word(value) : NULL;
  return word ? word : "";
}

bool value_as_number(const struct value *value, double *number) {
  if (value && value->kind == VALUE_INTEGER) *number = (double)value->as.integer;
  else if (value && value->kind == VALUE_NUMBER) *number = value->as.number;
  else return false;
  return true;
}

static bool same_number(double a, double b) { return a == b || (a != a && b != b); }

static bool same_text(const struct value *a, const struct value *b) {
  size_t length = a->as.text.length;
  return length == b->as.text.length && memcmp(a->as.text.bytes, b->as.text.bytes, length) == 0;
}

static bool equal_within(struct arena *arena, const struct value *a, const struct value *b, int levels);

static bool same_list(struct arena *arena, const struct value *a, const struct value *b, int levels) {
  if (levels == 0 || a->as.list.count != b->as.list.count) return false;
  for (size_t i = 0; i < a->as.list.count; i++) {
    if (!equal_within(arena, &a->as.list.items[i], &b->as.list.items[i], levels - 1)) return false;
  }
  return true;
}

static bool same_map(struct arena *arena, const struct value *a, const struct value *b, int levels) {
  if (levels == 0 || a->as.map.count != b->as.map.count) return false;
  for (size_t i = 0; i < a->as.map.count; i++) {
    const struct pair *one = value_sorted(arena, a, i), *other = value_sorted(arena, b, i);
    if (strcmp(one->key, other->key) != 0 || !equal_within(arena, &one->value, &other->value, levels - 1)) return false;
  }
  return true;
}

static bool equal_within(struct arena *arena, const struct value *a, const struct value *b, int levels) {
  if (a->kind != b->kind) return false;
  switch (a->kind) {
    case VALUE_NIL: return true;
    case VALUE_FLAG: return a->as.flag == b->as.flag;
    case VALUE_INTEGER: return a->as.integer == b->as.integer;
    case VALUE_NUMBER: return same_number(a->as.number, b->as.number);
    case VALUE_TEXT: return same_text(a, b);
    case VALUE_LIST: return same_list(arena, a, b, levels);
    case VALUE_MAP: return same_map(arena, a, b, levels);
  }
  return false;
}

bool value_equal(struct arena *arena, const struct value *a, const struct value *b) { return equal_within(arena, a, b, VALUE_DEPTH); }

const char *value_kind_name(enum value_kind kind) {
  switch (kind) {
    case VALUE_NIL: return "nothing";
    case VALUE_FLAG: return "a flag";
    case VALUE_INTEGER: return "a whole number";
    case VALUE_NUMBER: return "a number";
    case VALUE_TEXT: return "a text";
    case VALUE_LIST: return "a list";
    case VALUE_MAP: return "a map";
  }
  return "an unknown value";
}

static struct value copy_within(struct arena *arena, const struct value *value, int levels) {
  struct value copy = *value;
  if (value->kind == VALUE_TEXT) {
    copy.as.text.bytes = arena_copy(arena, value->as.text.bytes, value->as.text.length);
  } else if (value->kind == VALUE_LIST) {
    copy.as.list.items = NULL;
    copy.as.list.count = 0;
    for (size_t i = 0; levels && i < value->as.list.count; i++) value_add(arena, &copy, copy_within(arena, &value->as.list.items[i], levels - 1));
  } else if (value->kind == VALUE_MAP) {
    copy.as.map.pairs = NULL;
    copy.as.map.count = 0;
    copy.as.map.sorted = NULL;
    for (size_t i = 0; levels && i < value->as.map.count; i++) {
      const struct pair *pair = &value->as.map.pairs[i];
      value_set(arena, &copy, pair->key, copy_within(arena, &pair->value, levels - 1))->place = pair->place;
    }
  }
  return copy;
}

struct value value_copy(struct arena *arena, const struct value *value) { return copy_within(arena, value, VALUE_DEPTH); }

/* The tagged form: writing. */

static void add_little_endian(struct buffer *buffer, uint64_t word, size_t bytes) {
  char out[8];
  for (size_t i = 0; i < bytes; i++) out[i] = (char)(unsigned char)(word >> (8 * i));
  buffer_add(buffer, out, bytes);
}

static void add_head(struct buffer *buffer, enum tag tag, size_t count) {
  if (count > UINT32_MAX) memory_exhausted();
  buffer_add_char(buffer, (char)tag);
  add_little_endian(buffer, count, 4);
}

static void add_key(struct buffer *buffer, const char *key) {
  size_t length = strlen(key);
  if (length > UINT32_MAX) memory_exhausted();
  add_little_endian(buffer, length, 4);
  buffer_add(buffer, key, length);
}

static void add_number(struct buffer *buffer, double number) {
  uint64_t bits;
  memcpy(&bits, &number, sizeof bits);
  buffer_add_char(buffer, TAG_NUMBER);
  add_little_endian(buffer, bits, 8);
}

static void encode_within(struct buffer *buffer, const struct value *value, int levels);

static void add_list(struct buffer *buffer, const struct value *list, int levels) {
  size_t count = levels ? list->as.list.count : 0;
  add_head(buffer, TAG_LIST, count);
  for (size_t i = 0; i < count; i++) encode_within(buffer, &list->as.list.items[i], levels - 1);
}

static void add_map(struct buffer *buffer, const struct value *map, int levels) {
  size_t count = levels ? map->as.map.count : 0;
  add_head(buffer, TAG_MAP, count);
  for (size_t i = 0; i < count; i++) {
    add_key(buffer, map->as.map.pairs[i].key);
    encode_within(buffer, &map->as.map.pairs[i].value, levels - 1);
  }
}

static void encode_within(struct buffer *buffer, const struct value *value, int levels) {
  switch (value->kind) {
    case VALUE_NIL: buffer_add_char(buffer, TAG_NIL); break;
    case VALUE_FLAG: buffer_add_char(buffer, value->as.flag ? TAG_TRUE : TAG_FALSE); break;
    case VALUE_INTEGER:
      buffer_add_char(buffer, TAG_INTEGER);
      add_little_endian(buffer, (uint64_t)value->as.integer, 8);
      break;
    case VALUE_NUMBER: add_number(buffer, value->as.number); break;
    case VALUE_TEXT:
      add_head(buffer, TAG_TEXT, value->as.text.length);
      buffer_add(buffer, value->as.text.bytes, value->as.text.length);
      break;
    case VALUE_LIST: add_list(buffer, value, levels); break;
    case VALUE_MAP: add_map(buffer, value, levels); break;
  }
}

void value_encode(struct buffer *buffer, const struct value *value) { encode_within(buffer, value, VALUE_DEPTH); }

/* The tagged form: reading. Counts are promises of the sender, so room is made as items arrive, not when they are announced. */

struct reader {
  struct arena *arena;
  const char *bytes;
  size_t left;
  size_t values; /* how many more may come: a byte of nil costs fifty in memory */
};

static bool take(struct reader *reader, size_t length, const char **bytes) {
  if (length > reader->left) return false;
  *bytes = reader->bytes;
  reader->bytes += length;
  reader->left -= length;
  return true;
}

static bool take_little_endian(struct reader *reader, size_t bytes, uint64_t *word) {
  const char *from;
  if (!take(reader, bytes, &from)) return false;
  *word = 0;
  for (size_t i = 0; i < bytes; i++) *word |= (uint64_t)(unsigned char)from[i] << (8 * i);
  return true;
}

/* A length or count of things that take at least `each` bytes and so must still fit. */
static bool take_count(struct reader *reader, size_t each, size_t *count) {
  uint64_t word;
  if (!take_little_endian(reader, 4, &word) || word > reader->left / each) return false;
  *count = (size_t)word;
  return true;
}

static bool take_text(struct reader *reader, struct value *value) {
  size_t length;
  const char *bytes;
  if (!take_count(reader, 1, &length) || !take(reader, length, &bytes)) return false;
  *value = value_text(reader->arena, bytes, length);
  return true;
}

static bool take_key(struct reader *reader, const char **key) {
  size_t length;
  const char *bytes;
  if (!take_count(reader, 1, &length) || !take(reader, length, &bytes)) return false;
  if (memchr(bytes, '\0', length)) return false;
  *key = arena_copy(reader->arena, bytes, length);
  return true;
}

static bool decode_within(struct reader *reader, struct value *value, int levels);

static bool take_list(struct reader *reader, struct value *list, int levels) {
  size_t count;
  if (levels == 0 || !take_count(reader, 1, &count)) return false;
  *list = value_list();
  for (size_t i = 0; i < count; i++) {
    struct value item;
    if (!decode_within(reader, &item, levels - 1)) return false;
    value_add(reader->arena, list, item);
  }
  return true;
}

static bool take_map(struct reader *reader, struct value *map, int levels) {
  size_t count;
  if (levels == 0 || !take_count(reader, 5, &count)) return false;
  *map = value_map();
  for (size_t i = 0; i < count; i++) {
    const char *key;
    struct value item;
    if (!take_key(reader, &key) || !decode_within(reader, &item, levels - 1)) return false;
    set_kept(reader->arena, map, key, item);
  }
  return true;
}

static bool take_word(struct reader *reader, enum tag tag, struct value *value) {
  uint64_t word;
  if (!take_little_endian(reader, 8, &word)) return false;
  if (tag == TAG_INTEGER) {
    int64_t integer;
    memcpy(&integer, &word, sizeof integer);
    *value = value_integer(integer);
  } else {
    double number;
    memcpy(&number, &word, sizeof number);
    *value = value_number(number);
  }
  return true;
}

static bool decode_within(struct reader *reader, struct value *value, int levels) {
  const char *tag;
  *value = value_nil();
  if (reader->values-- == 0 || !take(reader, 1, &tag)) return false;
  switch (*tag) {
    case TAG_NIL: return true;
    case TAG_FALSE: *value = value_flag(false); return true;
    case TAG_TRUE: *value = value_flag(true); return true;
    case TAG_INTEGER:
    case TAG_NUMBER: return take_word(reader, (enum tag)*tag, value);
    case TAG_TEXT: return take_text(reader, value);
    case TAG_LIST: return take_list(reader, value, levels);
    case TAG_MAP: return take_map(reader, value, levels);
    default: return false;
  }
}

bool value_decode(struct arena *arena, const char *bytes, size_t length, struct value *value) {
  struct reader reader = {.arena = arena, .bytes = bytes, .left = length, .values = VALUE_MOST};
  bool whole = decode_within(&reader, value, VALUE_DEPTH) && reader.left == 0;
  if (!whole) *value = value_nil();
  return whole;
}
