/*
 * States, accounting and protected calls. What scripts see is made in sandbox.c.
 *
 * A limit that is broken stays broken: `over` is set once, and from then on the hook, every pcall of a script and every host_call
 * raise or return it again, so that no handler in a script can live on past it.
 */
#include "core/lua/host.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/arena.h"
#include "core/lua/message.h"
#include "core/lua/sandbox.h"

#define DEFAULT_MEMORY ((size_t)256 * 1024 * 1024)
#define DEFAULT_STEPS 200000000

enum {
  HOOK_STEPS = 1000,
  STEPS_A_SAMPLE = 16 * HOOK_STEPS, /* between looks at the clock */
  STEPS_A_BEAT = 1000000,
  THRASHES = 8 /* full collections in quick succession before memory counts as spent */
};

/*
 * A budget of steps also bounds the processor time of a call, by what so many steps may take: a plain one takes 2 to 5 ns, so scripts that do not
 * spend themselves inside library calls never notice. Without it 200 million steps of 1 MiB of string.rep each would last for hours.
 */
enum { NANOSECONDS_A_STEP = 12 };
#define SHORTEST_TIME 250000000 /* nanoseconds; small budgets are not to depend on how fast the machine starts */

/* Every allocation is on a list: a state that broke a limit is not safe to close, its memory is released without asking it. */
struct block {
  struct block *previous, *next;
};

struct host {
  lua_State *L;
  enum host_outcome over; /* HOST_DONE while no limit is broken */
  int depth;              /* of host_call */
  bool trusted;           /* ours is running, not a script: the memory cap does not apply */

  size_t memory, memory_limit;
  size_t since_refusal; /* bytes that were granted since */
  int thrashes;
  bool refused;        /* since the outermost host_call began */
  struct block blocks; /* head of the ring */

  uint64_t steps_limit, budget;
  int64_t left; /* of the budget */
  int64_t until_sample, until_beat;
  size_t unsaid; /* bytes handed out since the last beat */
  uint64_t spent, sampled_at; /* nanoseconds of processor time, as far as sampled */
  uint64_t calls, sampled_call;
  void (*beat)(void *);
  void *context;

  bool saw_missing;
  char missing[128];

  struct told told;
  bool handled; /* the handler of the running call has told */
};

static const char missing_mark, over_mark; /* raised by address; scripts never hold light userdata */

struct host *host_of(lua_State *L) { return *(struct host **)lua_getextraspace(L); }
lua_State *host_state(struct host *host) { return host->L; }
const struct host_error *host_error(const struct host *host) { return &host->told.error; }
bool host_over(const struct host *host) { return host->over != HOST_DONE; }

void host_beat(struct host *host) {
  if (host->beat) host->beat(host->context);
}

/* Message handler of every call: runs where the error happened, before the stack is unwound. */
static int on_error(lua_State *L) {
  struct host *host = host_of(L);
  if (lua_islightuserdata(L, 1)) return 1;
  tell_running_place(&host->told, L);
  tell_error(&host->told, L, 1);
  host->handled = true;
  return 1;
}

static void break_limit(struct host *host, enum host_outcome outcome) {
  if (host->over) return;
  host->over = outcome;
  if (outcome == HOST_STEPS) tell_steps(&host->told, host->budget, host->left > 0);
  else tell_memory(&host->told, host->memory_limit);
}

/* ---- memory ---- */

/*
 * Lua answers a refusal with a full collection and asks once more, so a refusal alone breaks nothing; the place is kept for the case
 * that it does. Refusals without much work between them mean that each allocation collects everything: then memory is spent.
 */
static bool refuse(struct host *host) {
  host->thrashes = host->since_refusal < host->memory_limit / 16 ? host->thrashes + 1 : 1;
  host->since_refusal = 0;
  host->refused = true;
  if (host->L) tell_running_place(&host->told, host->L);
  return false;
}

static bool granted(struct host *host, size_t had, size_t wanted) {
  if (wanted <= had || host->trusted) return true;
  size_t more = wanted - had;
  if (host->thrashes > THRASHES || more > host->memory_limit || host->memory > host->memory_limit - more) return refuse(host);
  host->since_refusal += more;
  return true;
}

static void release(struct host *host, struct block *block, size_t had) {
  if (!block) return;
  block->previous->next = block->next;
  block->next->previous = block->previous;
  host->memory -= had;
  free(block);
}

/* A few steps can fill much memory; on a busy machine that must not look like silence. The budget of steps bounds it all the same. */
static void tell_of_memory(struct host *host, size_t size) {
  enum { BYTES_A_BEAT = 8 << 20 };
  host->unsaid += size;
  if (host->unsaid < BYTES_A_BEAT || !host->beat) return;
  host->unsaid = 0;
  host->beat(host->context);
}

static void *allocate(void *context, void *pointer, size_t old, size_t size) {
  struct host *host = context;
  struct block *block = pointer ? (struct block *)pointer - 1 : NULL;
  size_t had = block ? old + sizeof *block : 0, wanted = size + sizeof *block;
  if (size == 0) {
    release(host, block, had);
    return NULL;
  }
  if (!granted(host, had, wanted)) return NULL;
  struct block links = block ? *block : (struct block){ host->blocks.previous, &host->blocks };
  struct block *grown = realloc(block, wanted);
  if (!grown) return wanted <= had ? pointer : NULL; /* Lua counts on shrinking to succeed */
  *grown = links;
  links.previous->next = links.next->previous = grown;
  host->memory += wanted - had;
  tell_of_memory(host, wanted);
  return grown + 1;
}

/* Only what kith does itself runs unprotected, and that only fails when the system has no memory left. */
static int panic(lua_State *L) {
  (void)L;
  memory_exhausted();
}

/* ---- steps ---- */

static uint64_t processor_time(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static bool out_of_time(const struct host *host) {
  return host->spent > SHORTEST_TIME && host->spent / NANOSECONDS_A_STEP > host->budget;
}

/* Adds the time since the last look to what was spent; what passed between two calls is not the script's. */
static void look_at_clock(struct host *host) {
  uint64_t now = processor_time(), passed = host->sampled_call == host->calls ? now - host->sampled_at : 0;
  host->sampled_call = host->calls;
  host->sampled_at = now;
  host->spent += passed;
  host->until_beat -= (int64_t)(passed / NANOSECONDS_A_STEP); /* slow steps must not look like silence */
  host->until_sample = STEPS_A_SAMPLE;
}

static void count_steps(lua_State *L, lua_Debug *ar) {
  (void)ar;
  struct host *host = host_of(L);
  host->left -= HOOK_STEPS;
  host->until_beat -= HOOK_STEPS;
  if ((host->until_sample -= HOOK_STEPS) <= 0) look_at_clock(host);
  if (host->until_beat <= 0) {
    host->until_beat = STEPS_A_BEAT;
    if (host->beat) host->beat(host->context);
  }
  if (!host->over && (host->left <= 0 || out_of_time(host))) {
    tell_running_place(&host->told, L);
    break_limit(host, HOST_STEPS);
  }
  host_uncatchable(L, LUA_OK);
}

void host_budget(struct host *host, uint64_t steps) {
  host->budget = steps ? steps : host->steps_limit;
  if (host->budget > INT64_MAX / 2) host->budget = INT64_MAX / 2;
  host->left = (int64_t)host->budget;
  host->spent = 0;
}

/* ---- limits and missing inputs inside scripts ---- */

/* Lua's buffers for growing texts ask the allocator themselves and raise a plain error when they are refused. */
static bool memory_ran_out(const struct host *host, int status) {
  if (status == LUA_ERRMEM) return true;
  if (status == LUA_OK || !host->refused || lua_type(host->L, -1) != LUA_TSTRING) return false;
  return strcmp(lua_tostring(host->L, -1), "not enough memory") == 0;
}

void host_uncatchable(lua_State *L, int status) {
  struct host *host = host_of(L);
  if (memory_ran_out(host, status)) break_limit(host, HOST_MEMORY);
  if (!host->over) return;
  lua_pushlightuserdata(L, (void *)&over_mark);
  lua_error(L);
}

bool host_missing_mark(lua_State *L, int index) {
  return lua_islightuserdata(L, index) && lua_touserdata(L, index) == (const void *)&missing_mark;
}

int host_met_nil(lua_State *L, const char *what) {
  if (!host_of(L)->saw_missing) return luaL_error(L, "%s with nil, and no input of this row is missing", what);
  lua_pushlightuserdata(L, (void *)&missing_mark);
  return lua_error(L);
}

void host_saw_missing(struct host *host, const char *input) {
  host->saw_missing = true;
  size_t length = strnlen(input, sizeof host->missing - 1);
  memcpy(host->missing, input, length);
  host->missing[length] = '\0';
}

const char *host_missing(const struct host *host) { return host->missing; }

/* ---- states ---- */

struct host *host_new(const struct host_limits *limits, void (*beat)(void *), void *context) {
  struct host *host = memory_grow(NULL, sizeof *host);
  *host = (struct host){ .beat = beat, .context = context, .trusted = true, .until_sample = STEPS_A_SAMPLE, .until_beat = STEPS_A_BEAT };
  host->blocks.previous = host->blocks.next = &host->blocks;
  host->memory_limit = limits && limits->memory ? limits->memory : DEFAULT_MEMORY;
  host->steps_limit = limits && limits->steps ? limits->steps : DEFAULT_STEPS;
  told_start(&host->told);
  host_budget(host, 0);
  lua_State *L = lua_newstate(allocate, host);
  if (!L) memory_exhausted();
  host->L = L;
  *(struct host **)lua_getextraspace(L) = host;
  lua_atpanic(L, panic);
  sandbox_open(L);
  lua_sethook(L, count_steps, LUA_MASKCOUNT, HOOK_STEPS);
  return host;
}

void host_free(struct host *host) {
  if (!host) return;
  if (!host->over) lua_close(host->L);
  for (struct block *block = host->blocks.next, *next; block != &host->blocks; block = next) {
    next = block->next;
    free(block);
  }
  told_end(&host->told);
  free(host);
}

void host_offer(struct host *host, const char *name) { sandbox_offer(host->L, name); }

void host_library(struct host *host, const char *name, const char *chunk, const char *text, size_t length) {
  sandbox_library(host->L, name, chunk, text, length);
}

/* ---- compiling ---- */

static enum host_outcome refuse_text(struct host *host, const char *chunk, const char *message) {
  tell_place(&host->told, chunk, 0);
  tell_message(&host->told, message);
  return HOST_RAISED;
}

/* lua_load is protected: nothing raises past it. */
static enum host_outcome load(struct host *host, const char *chunk, const char *text, size_t length) {
  lua_State *L = host->L;
  struct buffer name = { 0 };
  buffer_format(&name, "@%s", chunk);
  int status = luaL_loadbufferx(L, text, length, name.bytes, "t");
  buffer_free(&name);
  if (status == LUA_OK) return HOST_DONE;
  tell_place(&host->told, chunk, 0);
  if (status == LUA_ERRMEM) break_limit(host, HOST_MEMORY);
  else if (strcmp(lua_tostring(L, -1), "C stack overflow") == 0) tell_format(&host->told, "nested too deeply");
  else tell_error(&host->told, L, -1);
  lua_pop(L, 1);
  return host->over ? host->over : HOST_RAISED;
}

enum host_outcome host_compile_within(struct host *host, const char *chunk, const char *text, size_t length, int loaded) {
  if (host->over) return host->over;
  if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) { /* editors on Windows write it */
    text += 3;
    length -= 3;
  }
  told_add_chunk(&host->told, chunk);
  if (length > SCRIPT_LARGEST) return refuse_text(host, chunk, "larger than 64 KiB");
  if (length > 0 && text[0] == LUA_SIGNATURE[0]) return refuse_text(host, chunk, "compiled code; a script is source text");
  bool trusted = host->trusted;
  host->trusted = false;
  enum host_outcome outcome = load(host, chunk, text, length);
  host->trusted = true;
  if (outcome == HOST_DONE) {
    sandbox_environment(host->L, loaded);
    lua_setupvalue(host->L, -2, 1); /* the chunk's _ENV */
  }
  host->trusted = trusted;
  return outcome;
}

enum host_outcome host_compile(struct host *host, const char *chunk, const char *text, size_t length) {
  return host_compile_within(host, chunk, text, length, 0);
}

/* ---- calling ---- */

/* The outcome of a call that failed with its error on top of the stack. */
static enum host_outcome failure(struct host *host, int status) {
  if (memory_ran_out(host, status)) break_limit(host, HOST_MEMORY);
  if (host->over) return host->over;
  if (host_missing_mark(host->L, -1)) return HOST_MISSING;
  if (!host->handled) { /* not even the handler could run */
    tell_place(&host->told, "", 0);
    tell_error(&host->told, host->L, -1);
  }
  return HOST_RAISED;
}

/* Stack: … function argument* → … result* */
enum host_outcome host_call(struct host *host, int arguments, int results) {
  lua_State *L = host->L;
  int handler = lua_gettop(L) - arguments;
  if (host->over) {
    lua_settop(L, handler - 1);
    return host->over;
  }
  bool saw_missing = host->saw_missing, trusted = host->trusted;
  host->saw_missing = host->trusted = host->handled = false;
  if (host->depth++ == 0) {
    host->calls++;
    host->refused = false;
  }
  lua_pushcfunction(L, on_error);
  lua_insert(L, handler);
  int status = lua_pcall(L, arguments, results, handler); /* … handler result* or error */
  host->depth--;
  host->trusted = trusted;
  host->saw_missing = host->depth > 0 && (host->saw_missing || saw_missing);
  if (status == LUA_OK && !host->over) {
    lua_remove(L, handler);
    return HOST_DONE;
  }
  enum host_outcome outcome = failure(host, status);
  host->handled = false; /* an outer call's error is another */
  lua_settop(L, handler - 1);
  return outcome;
}
