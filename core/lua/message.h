/*
 * Where an error was and what it says, told without Lua's memory: the allocator and the hook tell too.
 * Private to core/lua.
 */
#ifndef KITH_LUA_MESSAGE_H
#define KITH_LUA_MESSAGE_H

#include "core/lua/host.h"

enum { SOURCE_LARGEST = 512, MESSAGE_LARGEST = 1000 };

struct chunk {
  char shown[LUA_IDSIZE]; /* as Lua shortens it in messages */
  char *name;
};

struct told {
  struct host_error error; /* points into the texts below */
  char source[SOURCE_LARGEST], message[MESSAGE_LARGEST + 8];
  struct chunk *chunks; /* every name that positions in messages may have */
  size_t chunk_count;
};

void told_start(struct told *told);
void told_end(struct told *told);
void told_add_chunk(struct told *told, const char *name);

/* Allocate nothing and raise nothing. */
void tell_place(struct told *told, const char *source, int line);
void tell_running_place(struct told *told, lua_State *L); /* the innermost Lua function that runs */
void tell_format(struct told *told, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A message of Lua's: positions are taken out; those at its beginning, of which the last is nearest to the cause, become the place. */
void tell_message(struct told *told, const char *text);
/* The error value at `index`; never asks the value itself for a text. */
void tell_error(struct told *told, lua_State *L, int index);

/* The messages of limits. */
void tell_steps(struct told *told, uint64_t steps, bool by_time);
void tell_memory(struct told *told, size_t limit);

#endif
