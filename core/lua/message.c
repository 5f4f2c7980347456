#include "core/lua/message.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/arena.h"

enum { LEVELS_SEARCHED = 250 }; /* more C functions than Lua lets nest above the innermost Lua function */

void told_start(struct told *told) { told->error = (struct host_error){ told->source, 0, told->message }; }

void told_end(struct told *told) {
  for (size_t i = 0; i < told->chunk_count; i++) free(told->chunks[i].name);
  free(told->chunks);
}

void told_add_chunk(struct told *told, const char *name) {
  for (size_t i = 0; i < told->chunk_count; i++) {
    if (strcmp(told->chunks[i].name, name) == 0) return;
  }
  told->chunks = memory_grow(told->chunks, (told->chunk_count + 1) * sizeof *told->chunks);
  struct chunk *chunk = &told->chunks[told->chunk_count++];
  size_t length = strlen(name), room = sizeof chunk->shown - 1;
  chunk->name = memcpy(memory_grow(NULL, length + 1), name, length + 1);
  if (length <= room) memcpy(chunk->shown, name, length + 1);
  else snprintf(chunk->shown, sizeof chunk->shown, "...%s", name + length - (room - 3)); /* as luaO_chunkid does */
}

void tell_place(struct told *told, const char *source, int line) {
  snprintf(told->source, sizeof told->source, "%s", source);
  told->error.line = line;
}

void tell_running_place(struct told *told, lua_State *L) {
  lua_Debug ar;
  for (int level = 0; level < LEVELS_SEARCHED && lua_getstack(L, level, &ar); level++) {
    lua_getinfo(L, "Sl", &ar);
    if (ar.currentline > 0) {
      tell_place(told, ar.source + (*ar.source == '@'), ar.currentline);
      return;
    }
  }
  tell_place(told, "", 0);
}

void tell_format(struct told *told, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(told->message, sizeof told->message, format, arguments);
  va_end(arguments);
}

/* If a chunk's "name:line: " stands at `text`: its length, the chunk and the line. */
static size_t position_at(const struct told *told, const char *text, const struct chunk **chunk, int *line) {
  for (size_t i = 0; i < told->chunk_count; i++) {
    size_t length = strlen(told->chunks[i].shown);
    if (strncmp(text, told->chunks[i].shown, length) != 0 || text[length] != ':') continue;
    size_t digits = strspn(text + length + 1, "0123456789");
    const char *end = text + length + 1 + digits;
    if (digits == 0 || digits > 9 || *end != ':') continue;
    *chunk = &told->chunks[i];
    *line = atoi(text + length + 1);
    return (size_t)(end - text) + 1 + (end[1] == ' ');
  }
  return 0;
}

/* Ends the message, cut at a character's border with "…" where it is too long. */
static void end_message(struct told *told, size_t length) {
  size_t kept = length;
  if (length > MESSAGE_LARGEST) {
    kept = MESSAGE_LARGEST;
    while (kept > 0 && ((unsigned char)told->message[kept] & 0xC0) == 0x80) kept--;
  }
  strcpy(told->message + kept, length > kept ? "…" : "");
}

void tell_message(struct told *told, const char *text) {
  size_t length = 0;
  char before = ' ';
  while (*text && length < MESSAGE_LARGEST + 1) {
    const struct chunk *chunk = NULL;
    int line = 0;
    size_t skipped = strchr(" \n\"'(", before) ? position_at(told, text, &chunk, &line) : 0;
    if (skipped && length == 0) tell_place(told, chunk->name, line);
    text += skipped;
    if (skipped) continue;
    before = *text++;
    told->message[length++] = before;
  }
  end_message(told, length);
  char *more = strstr(told->message, "stack overflow") ? strchr(told->message, '\n') : NULL;
  if (more) *more = '\0';
}

void tell_error(struct told *told, lua_State *L, int index) {
  int type = lua_type(L, index);
  if (type == LUA_TSTRING || type == LUA_TNUMBER) tell_message(told, lua_tostring(L, index));
  else tell_format(told, "error object is a %s value", lua_typename(L, type));
}

/* 200000000 → "200,000,000"; `out` holds 32 bytes. */
static void grouped(char *out, uint64_t number) {
  char digits[24];
  int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
  for (int i = 0; i < length; i++) {
    *out++ = digits[i];
    if ((length - i) % 3 == 1 && i + 1 < length) *out++ = ',';
  }
  *out = '\0';
}

void tell_steps(struct told *told, uint64_t steps, bool by_time) {
  char count[32];
  grouped(count, steps);
  if (by_time) tell_format(told, "ran for longer than its limit of %s steps may take (limits: steps in practice.yaml)", count);
  else tell_format(told, "ran past its limit of %s steps (limits: steps in practice.yaml)", count);
}

void tell_memory(struct told *told, size_t limit) {
  static const size_t mebibyte = 1024 * 1024, kibibyte = 1024;
  size_t unit = limit % mebibyte == 0 ? mebibyte : limit % kibibyte == 0 ? kibibyte : 1;
  char amount[32];
  grouped(amount, limit / unit);
  tell_format(told, "asked for more than its limit of %s %s of memory (limits: memory in practice.yaml)", amount,
              unit == mebibyte ? "MiB" : unit == kibibyte ? "KiB" : "bytes");
}
