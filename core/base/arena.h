/*
 * Memory that lives together dies together.
 *
 * An arena hands out memory that is freed as a whole: a model, a command's
 * findings, a frame's tree each have one. Whoever calls arena_new owns the
 * arena and calls arena_free; nothing inside is freed on its own.
 */
#ifndef KITH_BASE_ARENA_H
#define KITH_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena);

/* Zeroed memory, aligned for any type. Never NULL: see memory_exhausted. */
void *arena_alloc(struct arena *arena, size_t size);

/* A copy of `length` bytes with a NUL after them. */
char *arena_copy(struct arena *arena, const void *bytes, size_t length);
char *arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vformat(struct arena *arena, const char *format, va_list arguments);

/* Forgets everything inside and keeps the first block for the next round. */
void arena_reset(struct arena *arena);

/* Bytes handed out since creation or reset. */
size_t arena_used(const struct arena *arena);

/* malloc and realloc that end the process when memory runs out: the journal's
 * transactions make dying at any instant safe, so nobody has to carry on. */
void *memory_grow(void *block, size_t size);
_Noreturn void memory_exhausted(void);

#define ARENA_NEW(arena, type) ((type *)arena_alloc(arena, sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc(arena, sizeof(type) * (count)))

#endif
