/*
 * The state half-trusted scripts run in: language and accounting layers.
 *
 * Language: a strict environment a script, made from an allow-list (sandbox.c says what is left out and why); an unknown global is an
 * error that names the nearest known one. Accounting: memory through the allocator, steps through a count hook that stays
 * fired once it has fired, caps on string.rep and friends. The process layer is core/adapters/confine.h.
 */
#ifndef KITH_LUA_HOST_H
#define KITH_LUA_HOST_H

#include <lua.h>

#include "core/base/text.h"

struct host_limits {
  size_t memory;      /* bytes; 0: 256 MiB */
  uint64_t steps;     /* virtual machine instructions until host_budget is called again; 0: 200,000,000. They also bound a call's
                         processor time, at 12 ns each: steps in library calls can take long */
};

enum { SCRIPT_LARGEST = 64 * 1024 };

enum host_outcome {
  HOST_DONE,
  HOST_RAISED,  /* the script raised an error */
  HOST_MISSING, /* arithmetic or ordering met a missing input: not an error; host_missing names it */
  HOST_STEPS,   /* past its budget of steps; the host can only be thrown away */
  HOST_MEMORY   /* past its memory; likewise */
};

struct host;

/* `beat` (may be NULL) is called every million or so steps. Never NULL back. Do not lua_close a host that broke a limit: host_free knows. */
struct host *host_new(const struct host_limits *limits, void (*beat)(void *), void *context);
void host_free(struct host *host);
lua_State *host_state(struct host *host);
struct host *host_of(lua_State *L);

/* Adds a function or value, on top of the stack and popped, to what every environment made after this sees under `name`. */
void host_offer(struct host *host, const char *name);

/*
 * A module for `require`: only names offered this way can be required; compiled in its own environment on first use by a script, and
 * anew for the next script, so that no state passes between them. Text is copied.
 */
void host_library(struct host *host, const char *name, const char *chunk, const char *text, size_t length);

/*
 * Compiles source text (never bytecode, at most SCRIPT_LARGEST bytes) as a function with a fresh strict environment and pushes it.
 * `chunk` is the path messages show ("scripts/rules/health.lua"). On HOST_RAISED nothing is pushed and host_error tells.
 */
enum host_outcome host_compile(struct host *host, const char *chunk, const char *text, size_t length);

/* A protected call of the function below its `arguments`, like lua_pcall: results or nothing are left. */
enum host_outcome host_call(struct host *host, int arguments, int results);

/* Whether a limit was broken: from then on everything is refused with the same outcome. */
bool host_over(const struct host *host);

/* A sign of life while C computes for a script. */
void host_beat(struct host *host);

/* Starts a new budget of steps (0: the limit given to host_new). */
void host_budget(struct host *host, uint64_t steps);

/* After HOST_RAISED, HOST_STEPS, HOST_MEMORY: where and what. `source` is a chunk name or "" and `line` 0 where unknown; `message` has no position in it. */
struct host_error {
  const char *source;
  int line;
  const char *message;
};
const struct host_error *host_error(const struct host *host);

/*
 * A row's __index calls this when it hands out nil for an input that is known but missing. Arithmetic, ordering, concatenation and
 * math.* with nil then end the call as HOST_MISSING; where no missing input was read since host_call began they raise an ordinary error.
 */
void host_saw_missing(struct host *host, const char *input);
const char *host_missing(const struct host *host);

#endif
