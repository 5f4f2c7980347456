#include "core/base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIRST_BLOCK = 16 * 1024, LARGEST_STEP = 1024 * 1024, ALIGNMENT = 16 };

struct block {
  struct block *next; /* older */
  size_t size, used;
  _Alignas(ALIGNMENT) unsigned char bytes[];
};

struct arena {
  struct block *newest;
  size_t used;
};

void memory_exhausted(void) {
  static const char message[] = "kith: error: out of memory\n";
  ssize_t ignored = write(STDERR_FILENO, message, sizeof message - 1);
  (void)ignored;
  _exit(1);
}

void *memory_grow(void *block, size_t size) {
  void *grown = realloc(block, size ? size : 1);
  if (!grown) memory_exhausted();
  return grown;
}

static struct block *block_new(size_t size, struct block *next) {
  if (size > SIZE_MAX - sizeof(struct block)) memory_exhausted();
  struct block *block = memory_grow(NULL, sizeof(struct block) + size);
  block->next = next;
  block->size = size;
  block->used = 0;
  return block;
}

struct arena *arena_new(void) {
  struct arena *arena = memory_grow(NULL, sizeof *arena);
  arena->newest = block_new(FIRST_BLOCK, NULL);
  arena->used = 0;
  return arena;
}

void arena_free(struct arena *arena) {
  if (!arena) return;
  for (struct block *block = arena->newest, *next; block; block = next) {
    next = block->next;
    free(block);
  }
  free(arena);
}

void arena_reset(struct arena *arena) {
  while (arena->newest->next) {
    struct block *oldest_first = arena->newest->next;
    free(arena->newest);
    arena->newest = oldest_first;
  }
  arena->newest->used = 0;
  arena->used = 0;
}

/* Room without clearing it; arena_alloc and arena_copy fill it. */
static void *reserve(struct arena *arena, size_t size) {
  if (size > SIZE_MAX - ALIGNMENT) memory_exhausted();
  size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  struct block *block = arena->newest;
  if (block->size - block->used < size) {
    size_t next = block->size < LARGEST_STEP ? block->size * 2 : LARGEST_STEP;
    block = arena->newest = block_new(size > next ? size : next, block);
  }
  void *memory = block->bytes + block->used;
  block->used += size;
  arena->used += size;
  return memory;
}

void *arena_alloc(struct arena *arena, size_t size) {
  return memset(reserve(arena, size), 0, size);
}

char *arena_copy(struct arena *arena, const void *bytes, size_t length) {
  char *copy = reserve(arena, length + 1);
  if (length) memcpy(copy, bytes, length);
  copy[length] = '\0';
  return copy;
}

char *arena_vformat(struct arena *arena, const char *format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  char *text = reserve(arena, (size_t)(length < 0 ? 0 : length) + 1);
  text[0] = '\0';
  if (length > 0) vsnprintf(text, (size_t)length + 1, format, again);
  va_end(again);
  return text;
}

char *arena_format(struct arena *arena, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  char *text = arena_vformat(arena, format, arguments);
  va_end(arguments);
  return text;
}

size_t arena_used(const struct arena *arena) { return arena->used; }
