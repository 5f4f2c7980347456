/*
 * The keeper's start: a Lua state, the folder kith's own files are in, and scripts/kith/main.lua, which is the command line.
 *
 * main.lua gets the data folder as its argument and the command line in `arg`; it returns the exit status. What people did wrong it
 * reports itself, so an error that reaches this file is a defect in kith.
 */
#include <errno.h>
#include <fcntl.h>
#include <lauxlib.h>
#include <lfs.h>
#include <limits.h>
#include <lua.h>
#include <lualib.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/adapters/journal.h"
#include "core/adapters/json.h"
#include "core/base/arena.h"
#include "core/lua/module.h"
#include "core/numbers.h"

#define MAIN "scripts/kith/main.lua"
#define PATH "%s/scripts/?.lua;%s/scripts/?/init.lua;/usr/share/lua/5.4/?.lua;/usr/local/share/lua/5.4/?.lua"

/* A file that this process opens must never get the number of a standard stream that whoever started it had closed. */
static void hold_standard_streams(void) {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++)
    if (fcntl(stream, F_GETFD) < 0 && open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY) != stream) _exit(1);
}

/* At exit, however it came about: output that did not reach its file is an error. */
static void close_output(void) {
  bool lost = ferror(stdout) != 0;
  errno = 0;
  if (fclose(stdout) == 0 && !lost) return;
  const char *what = "cannot write standard output", *done = module_done();
  if (*done) what = ", but standard output cannot be written";
  fprintf(stderr, "kith: error: %s%s%s%s\n", done, what, errno ? ": " : "", errno ? strerror(errno) : "");
  _exit(1);
}

/* KITH_HOME; else the folder above the program's (a source tree, or share/kith of an installation that was moved); else as compiled in. */
static const char *data_folder(char folder[PATH_MAX]) {
  static const char *const places[] = {"..", "../..", "../share/kith"};
  const char *home = getenv("KITH_HOME");
  if (home && *home) return realpath(home, folder) ? folder : home;
  char program[PATH_MAX], candidate[PATH_MAX + 64];
  ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  if (length <= 0) return KITH_DATA;
  program[length] = '\0';
  *strrchr(program, '/') = '\0';
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
    snprintf(candidate, sizeof candidate, "%s/%s/" MAIN, program, places[i]);
    if (access(candidate, R_OK) != 0) continue;
    candidate[strlen(candidate) - strlen("/" MAIN)] = '\0';
    if (realpath(candidate, folder)) return folder;
  }
  return KITH_DATA;
}

static void set_up(lua_State *L, const char *data, int count, char **words) {
  lua_pushboolean(L, 1);
  lua_setfield(L, LUA_REGISTRYINDEX, "LUA_NOENV"); /* what LUA_PATH names is not kith's */
  luaL_openlibs(L);
  lua_getglobal(L, "package");
  lua_pushfstring(L, PATH, data, data);
  lua_setfield(L, -2, "path");
  luaL_gsub(L, LUA_CPATH_DEFAULT, ";./?.so", ""); /* nor is what lies in the current folder */
  lua_setfield(L, -2, "cpath");
  lua_getfield(L, -1, "preload");
  lua_pushcfunction(L, luaopen_lfs);
  lua_setfield(L, -2, "lfs");
  lua_pushcfunction(L, luaopen_kith);
  lua_setfield(L, -2, "kith");
  lua_pop(L, 2);
  lua_createtable(L, count, 1);
  for (int i = 0; i < count; i++) {
    lua_pushstring(L, words[i]);
    lua_rawseti(L, -2, i);
  }
  lua_setglobal(L, "arg");
}

static int with_traceback(lua_State *L) {
  luaL_traceback(L, L, luaL_tolstring(L, 1, NULL), 1);
  return 1;
}

/* count, words -> exit status */
static int keeper(lua_State *L) {
  char folder[PATH_MAX];
  const char *data = data_folder(folder);
  set_up(L, data, (int)lua_tointeger(L, 1), lua_touserdata(L, 2));
  lua_pushfstring(L, "%s/" MAIN, data);
  if (luaL_loadfilex(L, lua_tostring(L, -1), "t") != LUA_OK) return lua_error(L);
  lua_pushstring(L, data);
  lua_call(L, 1, 1); /* within main's protected call */
  if (!lua_isinteger(L, -1)) return luaL_error(L, MAIN " returned no exit status");
  return 1;
}

int main(int count, char **words) {
  numbers_take_over();
  journal_end_without_memory();
  json_end_without_memory();
  hold_standard_streams();
  signal(SIGPIPE, SIG_DFL); /* `kith score | head` ends quietly, even where whoever started us ignores the signal */
  atexit(close_output);

  lua_State *L = luaL_newstate();
  if (!L) memory_exhausted();
  lua_pushcfunction(L, with_traceback);
  lua_pushcfunction(L, keeper);
  lua_pushinteger(L, count);
  lua_pushlightuserdata(L, words);
  int outcome = lua_pcall(L, 2, 1, 1);
  if (outcome == LUA_ERRMEM) memory_exhausted();
  bool done = outcome == LUA_OK;
  int status = done ? (int)lua_tointeger(L, -1) : 1;
  if (!done) fprintf(stderr, "kith: internal error: %s\n", lua_tostring(L, -1));
#ifdef __SANITIZE_ADDRESS__
  lua_close(L); /* so that what was really lost shows */
#endif
  /* Otherwise the system takes all of it back sooner than Lua could; stopping at any instant is safe, and a player dies with its keeper. */
  return status;
}
