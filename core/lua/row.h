/*
 * The row a rule's function is called with when it is interpreted: one for a whole run, over the columns that rule_translate and rule_run
 * take; only the line moves. Lua owns it, since a script may keep its row beyond the run, when there is nothing left to read.
 */
#ifndef KITH_LUA_ROW_H
#define KITH_LUA_ROW_H

#include <lua.h>

#include "core/lua/host.h"
#include "core/rule/rule.h"

struct row {
  struct host *host;
  struct rule_input input;
  const struct rule_column *columns;
  size_t width, line;
  unsigned char *reads; /* columns read by the function at hand */
  size_t last_missing;  /* column + 1 */
};

/* Pushes a row's memory, to be filled; row_end it before the columns go. */
struct row *row_new(lua_State *L, struct host *host);
void row_end(struct row *row);

/* Pushes what functions get as their row; `row` and `texts` are stack indices of row_new's and of the list of texts. */
void row_push(lua_State *L, int row, int texts);

#endif
