#include "core/base/words.h"

#include "core/base/arena.h"

#include <stdlib.h>
#include <string.h>

struct words {
  struct arena *arena;
  const char **texts; /* texts[number - 1] */
  size_t *lengths;
  uint32_t count, room;
  uint32_t *slots; /* open addressing; 0 is free */
  size_t slot_count;
};

struct words *words_new(void) {
  struct words *words = memory_grow(NULL, sizeof *words);
  *words = (struct words){.arena = arena_new(), .slot_count = 256};
  words->slots = calloc(words->slot_count, sizeof *words->slots);
  if (!words->slots) memory_exhausted();
  return words;
}

void words_free(struct words *words) {
  if (!words) return;
  arena_free(words->arena);
  free(words->texts);
  free(words->lengths);
  free(words->slots);
  free(words);
}

/* FNV-1a: only spreads words over slots, nothing printed depends on it. */
static uint64_t hash(const char *text, size_t length) {
  uint64_t h = 0xcbf29ce484222325u;
  for (size_t i = 0; i < length; i++) h = (h ^ (unsigned char)text[i]) * 0x100000001b3u;
  return h ^ (h >> 32);
}

static size_t slot_for(const struct words *words, const char *text, size_t length) {
  size_t slot = hash(text, length) & (words->slot_count - 1);
  for (uint32_t number; (number = words->slots[slot]); slot = (slot + 1) & (words->slot_count - 1))
    if (words->lengths[number - 1] == length && !memcmp(words->texts[number - 1], text, length)) break;
  return slot;
}

static void grow(struct words *words) {
  if (words->count == words->room) {
    words->room = words->room ? words->room * 2 : 128;
    words->texts = memory_grow(words->texts, words->room * sizeof *words->texts);
    words->lengths = memory_grow(words->lengths, words->room * sizeof *words->lengths);
  }
  if (words->count * 2 < words->slot_count) return;
  free(words->slots);
  words->slot_count *= 2;
  words->slots = calloc(words->slot_count, sizeof *words->slots);
  if (!words->slots) memory_exhausted();
  for (uint32_t i = 0; i < words->count; i++) words->slots[slot_for(words, words->texts[i], words->lengths[i])] = i + 1;
}

uint32_t words_find(const struct words *words, const char *text, size_t length) { return words->slots[slot_for(words, text, length)]; }

uint32_t words_number(struct words *words, const char *text, size_t length) {
  uint32_t known = words_find(words, text, length);
  if (known) return known;
  grow(words);
  words->texts[words->count] = arena_copy(words->arena, text, length);
  words->lengths[words->count] = length;
  words->count++;
  return words->slots[slot_for(words, text, length)] = words->count;
}

const char *words_text(const struct words *words, uint32_t number) {
  return number >= 1 && number <= words->count ? words->texts[number - 1] : "";
}

void words_clear(struct words *words) {
  arena_reset(words->arena);
  memset(words->slots, 0, words->slot_count * sizeof *words->slots);
  words->count = 0;
}

uint32_t words_count(const struct words *words) { return words->count; }
