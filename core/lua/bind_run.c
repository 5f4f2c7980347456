/* kith.run(words, input, milliseconds): another program as a filter; for the engine's own Lua, never for scripts. */
#include "core/adapters/run.h"
#include "core/lua/bind.h"

enum { MOST_WORDS = 16, LARGEST_OUTPUT = 16 * 1024 * 1024 };

/* What it wrote, or nil and why: "is not there", "failed", "takes too long", … */
static int run(lua_State *L) {
  const char *words[MOST_WORDS + 1] = {NULL}, *why = "";
  size_t length;
  luaL_checktype(L, 1, LUA_TTABLE);
  const char *input = luaL_checklstring(L, 2, &length);
  struct run_limits limits = {LARGEST_OUTPUT, (int)luaL_checkinteger(L, 3)};
  lua_Integer count = luaL_len(L, 1);
  luaL_argcheck(L, count > 0 && count <= MOST_WORDS, 1, "1 to 16 words");
  luaL_checkstack(L, MOST_WORDS, NULL);
  for (lua_Integer i = 0; i < count; i++) {
    lua_geti(L, 1, i + 1); /* stays on the stack, so that the text lives */
    words[i] = luaL_checkstring(L, -1);
  }
  struct buffer output = {0};
  bool done = run_program(words, input, length, &limits, &output, &why);
  if (done) lua_pushlstring(L, output.bytes ? output.bytes : "", output.length);
  buffer_free(&output);
  return done ? 1 : push_refusal(L, why);
}

void bind_run(lua_State *L) {
  lua_pushcfunction(L, run);
  lua_setfield(L, -2, "run");
}
