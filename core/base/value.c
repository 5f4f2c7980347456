#include "core/base/value.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/wire.h"

/* Lists and maps carry no room: it follows from the count. It is FIRST_ROOM, then doubles each time the count reaches it. */
enum { FIRST_ROOM = 4, SEARCHED_IN_ORDER = 8 };

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

/* ---- The form that crosses the pipe (wire.h) ---- */

static void encode_within(struct buffer *buffer, const struct value *value, int levels);

static void encode_list(struct buffer *buffer, const struct value *list, int levels) {
  size_t count = levels ? list->as.list.count : 0;
  wire_list(buffer, count);
  for (size_t i = 0; i < count; i++) encode_within(buffer, &list->as.list.items[i], levels - 1);
}

static void encode_map(struct buffer *buffer, const struct value *map, int levels) {
  size_t count = levels ? map->as.map.count : 0;
  wire_map(buffer, count);
  for (size_t i = 0; i < count; i++) {
    const struct pair *pair = &map->as.map.pairs[i];
    wire_key(buffer, pair->key, strlen(pair->key));
    encode_within(buffer, &pair->value, levels - 1);
  }
}

static void encode_within(struct buffer *buffer, const struct value *value, int levels) {
  switch (value->kind) {
    case VALUE_NIL: wire_nil(buffer); break;
    case VALUE_FLAG: wire_flag(buffer, value->as.flag); break;
    case VALUE_INTEGER: wire_integer(buffer, value->as.integer); break;
    case VALUE_NUMBER: wire_number(buffer, value->as.number); break;
    case VALUE_TEXT: wire_text(buffer, value->as.text.bytes, value->as.text.length); break;
    case VALUE_LIST: encode_list(buffer, value, levels); break;
    case VALUE_MAP: encode_map(buffer, value, levels); break;
  }
}

void value_encode(struct buffer *buffer, const struct value *value) { encode_within(buffer, value, VALUE_DEPTH); }

static bool decode_within(struct arena *arena, struct wire_reader *reader, struct value *value, int levels);

static bool decode_list(struct arena *arena, struct wire_reader *reader, size_t count, struct value *list, int levels) {
  *list = value_list();
  for (size_t i = 0; i < count; i++) {
    struct value item;
    if (!decode_within(arena, reader, &item, levels - 1)) return false;
    value_add(arena, list, item);
  }
  return true;
}

static bool decode_map(struct arena *arena, struct wire_reader *reader, size_t count, struct value *map, int levels) {
  *map = value_map();
  for (size_t i = 0; i < count; i++) {
    const char *key;
    size_t length;
    struct value item;
    if (!wire_take_key(reader, &key, &length)) return false;
    key = arena_copy(arena, key, length);
    if (!decode_within(arena, reader, &item, levels - 1)) return false;
    set_kept(arena, map, key, item);
  }
  return true;
}

static bool decode_within(struct arena *arena, struct wire_reader *reader, struct value *value, int levels) {
  struct wire_item item;
  *value = value_nil();
  if (!wire_take(reader, &item)) return false;
  switch (item.kind) {
    case WIRE_NIL: return true;
    case WIRE_FALSE:
    case WIRE_TRUE: *value = value_flag(item.kind == WIRE_TRUE); return true;
    case WIRE_INTEGER: *value = value_integer(item.as.integer); return true;
    case WIRE_NUMBER: *value = value_number(item.as.number); return true;
    case WIRE_TEXT: *value = value_text(arena, item.as.text.bytes, item.as.text.length); return true;
    case WIRE_LIST: return levels > 0 && decode_list(arena, reader, item.as.count, value, levels);
    case WIRE_MAP: return levels > 0 && decode_map(arena, reader, item.as.count, value, levels);
  }
  return false;
}

bool value_decode(struct arena *arena, const char *bytes, size_t length, struct value *value) {
  struct wire_reader reader = {.bytes = bytes, .left = length, .values = VALUE_MOST};
  bool whole = decode_within(arena, &reader, value, VALUE_DEPTH) && reader.left == 0;
  if (!whole) *value = value_nil();
  return whole;
}
