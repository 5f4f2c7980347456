/*
 * kith.when_interrupted(text): what Ctrl-C says from here on; nil: nothing, as usual. The process then ends by the signal, so that a shell
 * sees it (130). Only what may be called within a signal handler is called there.
 */
#include "core/lua/bind.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static char last_words[256];
static volatile sig_atomic_t last_words_length;

static void say_and_end(int signal_number) {
  if (last_words_length > 0 && write(STDERR_FILENO, last_words, (size_t)last_words_length) < 0) last_words_length = 0;
  raise(signal_number); /* SA_RESETHAND: by now it ends the process */
}

static int when_interrupted(lua_State *L) {
  const char *text = luaL_optstring(L, 1, NULL), *clear = isatty(STDERR_FILENO) ? "\r\033[K" : ""; /* a line of progress, or ^C */
  struct sigaction former, action = {.sa_handler = text ? say_and_end : SIG_DFL, .sa_flags = (int)SA_RESETHAND};
  if (sigaction(SIGINT, NULL, &former) != 0 || former.sa_handler == SIG_IGN) return 0; /* in the background */
  if (!text && former.sa_handler != say_and_end) return 0;
  last_words_length = 0;
  if (text) {
    lua_pushfstring(L, "%s%s\n", clear, text);
    size_t length = lua_rawlen(L, -1);
    if (length > sizeof last_words) length = sizeof last_words;
    memcpy(last_words, lua_tostring(L, -1), length);
    last_words_length = (sig_atomic_t)length;
  }
  sigaction(SIGINT, &action, NULL);
  return 0;
}

void bind_interrupt(lua_State *L) {
  lua_pushcfunction(L, when_interrupted);
  lua_setfield(L, -2, "when_interrupted");
}
