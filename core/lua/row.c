/* r.name in an interpreted function. */
#include "core/lua/row.h"

#include <lauxlib.h>
#include <string.h>

/* r.name; upvalues: the row, names → column (from 1) or a group's proxy, texts. */
static int row_index(lua_State *L) {
  struct row *row = lua_touserdata(L, lua_upvalueindex(1));
  if (!row->input.present) return luaL_error(L, "this row was of an earlier run; a rule reads the row it is given");
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(2)) == LUA_TNUMBER) {
    size_t column = (size_t)lua_tointeger(L, -1) - 1, at = column * row->input.lines + row->line;
    row->reads[column] = 1;
    if (!row->input.present[at]) {
      row->last_missing = column + 1;
      host_saw_missing(row->host, lua_tostring(L, 2));
      lua_pushnil(L);
    } else if (row->columns[column].type == COLUMN_FLAG) {
      lua_pushboolean(L, row->input.values[at] != 0);
    } else if (row->columns[column].type == COLUMN_WORD) {
      lua_rawgeti(L, lua_upvalueindex(3), (lua_Integer)row->input.values[at]);
    } else {
      lua_pushnumber(L, row->input.values[at]);
    }
    return 1;
  }
  if (lua_istable(L, -1) || lua_isuserdata(L, -1)) return 1; /* a group such as r.cadence */
  const char *wanted = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
  struct nearest nearest = nearest_to(wanted, strlen(wanted));
  for (size_t i = 0; i < row->width; i++) nearest_offer(&nearest, row->columns[i].name);
  if (nearest.best) return luaL_error(L, "no field \"%s\" in a row; did you mean \"%s\"?", wanted, nearest.best);
  return luaL_error(L, "no field \"%s\" in a row", wanted);
}

static int row_newindex(lua_State *L) { return luaL_error(L, "a rule reads its row and cannot change it"); }

/* Pushes a proxy whose __index looks `names` (on top of the stack, popped) up. The row's userdata stands at `row`. */
static void push_proxy(lua_State *L, int row, int texts) {
  lua_newuserdatauv(L, 0, 0); /* names proxy */
  lua_newtable(L);            /* names proxy metatable */
  lua_pushvalue(L, row);
  lua_pushvalue(L, -4);
  lua_pushvalue(L, texts);
  lua_pushcclosure(L, row_index, 3);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, row_newindex);
  lua_setfield(L, -2, "__newindex");
  lua_pushliteral(L, "locked");
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_remove(L, -2); /* proxy */
}

/* names → names: puts the column's number into the table of its group, which is made on first need. */
static void add_to_group(lua_State *L, const char *name, const char *dot, lua_Integer number) {
  lua_pushlstring(L, name, (size_t)(dot - name));
  if (lua_rawget(L, -2) == LUA_TNIL) {
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushlstring(L, name, (size_t)(dot - name));
    lua_pushvalue(L, -2);
    lua_rawset(L, -4);
  }
  lua_pushinteger(L, number);
  lua_setfield(L, -2, dot + 1);
  lua_pop(L, 1);
}

/* Pushes the names of the columns: "cadence.ideal" becomes a proxy under "cadence". */
static void push_names(lua_State *L, int row_at, int texts) {
  const struct row *row = lua_touserdata(L, row_at);
  lua_newtable(L);
  for (size_t i = 0; i < row->width; i++) {
    const char *name = row->columns[i].name, *dot = strchr(name, '.');
    if (dot) {
      add_to_group(L, name, dot, (lua_Integer)i + 1);
    } else {
      lua_pushinteger(L, (lua_Integer)i + 1);
      lua_setfield(L, -2, name);
    }
  }
  lua_newtable(L); /* names groups: proxies are made once the tables are whole */
  for (lua_pushnil(L); lua_next(L, -3); lua_pop(L, 1)) {
    if (!lua_istable(L, -1)) continue;
    lua_pushvalue(L, -2);
    lua_pushvalue(L, -2);
    push_proxy(L, row_at, texts); /* … groups name table name proxy */
    lua_rawset(L, -5);
  }
  for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) { /* names groups name proxy */
    lua_pushvalue(L, -2);
    lua_pushvalue(L, -2);
    lua_rawset(L, -6);
  }
  lua_pop(L, 1);
}

struct row *row_new(lua_State *L, struct host *host) {
  struct row *row = lua_newuserdatauv(L, sizeof *row, 0);
  *row = (struct row){.host = host};
  return row;
}

void row_end(struct row *row) { row->input = (struct rule_input){.lines = 0}; }

void row_push(lua_State *L, int row, int texts) {
  push_names(L, row, texts);
  push_proxy(L, row, texts);
}
