/* A workspace as the bindings see it: layers of trees, the model built from them, the journal. */
#ifndef KITH_LUA_BIND_WORKSPACE_H
#define KITH_LUA_BIND_WORKSPACE_H

#include "core/adapters/journal.h"
#include "core/lua/bind.h"

struct workspace {
  struct arena *arena;
  struct diagnostics *diagnostics; /* owned by the userdata in the first user value */
  struct value tree;               /* layers so far */
  struct words *words;
  struct journal *journal;
  struct journal *whole; /* the journal proper, while `journal` is one of what was known on a day */
  struct model *model; /* NULL until built */
  struct event_kinds *kinds;
  struct model **former; /* models built before; entities handed out may still point into them */
  size_t former_count;
};

struct workspace *check_workspace(lua_State *L, int argument);
/* With a model; raises where there is none yet. */
struct workspace *check_built(lua_State *L, int argument);
/* With a journal; raises where there is none. */
struct workspace *check_journal(lua_State *L, int argument);

/* Memory for the call at hand, ended with the userdata that is pushed. */
struct arena *push_scratch(lua_State *L);

#endif
