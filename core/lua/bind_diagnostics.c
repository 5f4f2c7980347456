/* Findings: kith.diagnostics(). */
#include "core/lua/bind.h"

struct diagnostics *check_diagnostics(lua_State *L, int argument) {
  return *(struct diagnostics **)luaL_checkudata(L, argument, DIAGNOSTICS_TYPE);
}

static int new_diagnostics(lua_State *L) {
  struct diagnostics **handle = lua_newuserdatauv(L, sizeof *handle, 0);
  *handle = NULL;
  luaL_setmetatable(L, DIAGNOSTICS_TYPE);
  *handle = diagnostics_new();
  return 1;
}

static int collect(lua_State *L) {
  struct diagnostics **handle = luaL_checkudata(L, 1, DIAGNOSTICS_TYPE);
  diagnostics_free(*handle);
  *handle = NULL;
  return 0;
}

static int source(lua_State *L) {
  size_t length;
  const char *name = luaL_checkstring(L, 2), *text = luaL_optlstring(L, 3, NULL, &length);
  lua_pushinteger(L, diagnostics_source(check_diagnostics(L, 1), name, text, text ? length : 0));
  return 1;
}

/* source number, line, column, width, message */
static int add(lua_State *L, enum severity severity) {
  struct place place = {(uint32_t)luaL_checkinteger(L, 2), (uint32_t)luaL_checkinteger(L, 3), (uint32_t)luaL_checkinteger(L, 4)};
  diagnostics_add(check_diagnostics(L, 1), severity, place, (uint32_t)luaL_checkinteger(L, 5), "%s", luaL_checkstring(L, 6));
  return 0;
}

static int error(lua_State *L) { return add(L, SEVERITY_ERROR); }
static int warning(lua_State *L) { return add(L, SEVERITY_WARNING); }

static int errors(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)diagnostics_errors(check_diagnostics(L, 1)));
  return 1;
}

static int warnings(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)diagnostics_warnings(check_diagnostics(L, 1)));
  return 1;
}

/* all: true where those that are alike are wanted too -> text */
static int render(lua_State *L) {
  struct buffer out = {0};
  diagnostics_render(check_diagnostics(L, 1), lua_toboolean(L, 2), &out);
  lua_pushlstring(L, out.bytes ? out.bytes : "", out.length);
  buffer_free(&out);
  return 1;
}

static int left_out(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)diagnostics_left_out(check_diagnostics(L, 1)));
  return 1;
}

void bind_diagnostics(lua_State *L) {
  static const luaL_Reg metamethods[] = {{"__gc", collect}, {NULL, NULL}};
  static const luaL_Reg methods[] = {{"source", source}, {"error", error},   {"warning", warning}, {"errors", errors},
                                     {"warnings", warnings}, {"render", render}, {"left_out", left_out}, {NULL, NULL}};
  bind_type(L, DIAGNOSTICS_TYPE, metamethods, methods);
  lua_pushcfunction(L, new_diagnostics);
  lua_setfield(L, -2, "diagnostics");
}
