/*
 * Plain data: what YAML, CSV and JSON are read into, what crosses the pipe between keeper and player,
 * and what an event's body is made of. A tree of values lives in one arena; nothing in it is freed alone.
 */
#ifndef KITH_BASE_VALUE_H
#define KITH_BASE_VALUE_H

#include "core/base/arena.h"
#include "core/base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum value_kind { VALUE_NIL, VALUE_FLAG, VALUE_INTEGER, VALUE_NUMBER, VALUE_TEXT, VALUE_LIST, VALUE_MAP };

enum {
  VALUE_DEPTH = 64,    /* deeper trees are refused wherever they come from */
  VALUE_MOST = 4000000 /* more values in one tree are refused by value_decode */
};

/* Where something stands in a source registered with diagnostics_source; source 0 is nowhere. Line and column count from 1, columns in bytes. */
struct place {
  uint32_t source;
  uint32_t line;
  uint32_t column;
};

struct value;
struct pair;

struct value {
  enum value_kind kind;
  struct place place;
  uint32_t width; /* bytes the value takes in its source, for the caret; 0: unknown */
  union {
    bool flag;
    int64_t integer;
    double number;
    struct {
      const char *bytes; /* NUL-terminated */
      size_t length;
    } text;
    struct {
      struct value *items;
      size_t count;
    } list;
    struct {
      struct pair *pairs; /* in the order they were added */
      size_t count;
      uint32_t *sorted; /* positions in byte order of their keys; made on first need */
    } map;
  } as;
};

struct pair {
  const char *key; /* NUL-terminated, no NUL inside */
  struct place place;
  struct value value;
};

struct value value_nil(void);
struct value value_flag(bool flag);
struct value value_integer(int64_t integer);
struct value value_number(double number);
struct value value_text(struct arena *arena, const char *bytes, size_t length); /* copies */
struct value value_string(struct arena *arena, const char *string);             /* copies up to NUL */
struct value value_list(void);
struct value value_map(void);

/* Appends a copy of `item` and returns its place in the list, good until the next addition. */
struct value *value_add(struct arena *arena, struct value *list, struct value item);
/* Appends key and value (no look for duplicates); returns the pair, good until the next addition. */
struct pair *value_set(struct arena *arena, struct value *map, const char *key, struct value item);
/* The pair of that key (of equal keys the one added first), NULL where there is none or `map` is no map. Logarithmic on large maps, whose
 * index is made on first need and again after an addition: first fill, then look; not from two threads before the first look. */
struct pair *value_find(struct arena *arena, const struct value *map, const char *key);
struct value *value_get(struct arena *arena, const struct value *map, const char *key);
/* The text of that key; "" where there is none, or it is no text. */
const char *value_get_word(struct arena *arena, const struct value *map, const char *key);
/* The map's pairs in byte order of their keys, equal ones in the order they were added; NULL past the end. */
const struct pair *value_sorted(struct arena *arena, const struct value *map, size_t position);

/* The text of a text value, else NULL. */
const char *value_word(const struct value *value);
/* Integer or number as a double; false for other kinds. */
bool value_as_number(const struct value *value, double *number);
/* Same kind and content, keys in any order, places aside; 1 and 1.0 differ. */
bool value_equal(struct arena *arena, const struct value *a, const struct value *b);
/* A name for messages: "a text", "a list", … */
const char *value_kind_name(enum value_kind kind);
/* A copy of the whole tree in another arena, places included. */
struct value value_copy(struct arena *arena, const struct value *value);

/*
 * The tree as it crosses the pipe (wire.h); places are not carried. value_decode treats its input as foreign: false, with nothing to free, unless
 * the bytes are exactly one tree of at most VALUE_DEPTH levels (lists and maps count; what stands deeper is neither encoded nor copied).
 * Texts are not checked to be UTF-8 (columns travel as texts).
 */
void value_encode(struct buffer *buffer, const struct value *value);
bool value_decode(struct arena *arena, const char *bytes, size_t length, struct value *value);

#endif
