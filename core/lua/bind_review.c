/* Reviews as the verbs ask for them: when the next is due, which step is allowed, where a field comes from, who is there. */
#include "core/lua/bind_workspace.h"
#include "core/practice/inherit.h"
#include "core/practice/review.h"
#include "core/practice/staff.h"

static int32_t day_or_none(lua_State *L, int argument) { return lua_isnoneornil(L, argument) ? INT32_MIN : check_day(L, argument); }

/* workspace:review_next(relationship, begins, last_due, last_over): due, opens, as core/practice/review.h says; nil where none is set. */
static int next_review(lua_State *L) {
  struct workspace *workspace = check_built(L, 1);
  const struct entity *relationship = model_find(workspace->model, KIND_RELATIONSHIP, luaL_checkstring(L, 2));
  if (!relationship) return 0;
  struct review_past past = {check_day(L, 3), day_or_none(L, 4), day_or_none(L, 5)};
  struct review_date date = review_next(workspace->model, relationship, past);
  if (!date.reviewed) return 0;
  push_day(L, date.due);
  push_day(L, date.opens);
  return 2;
}

/* workspace:review_may(from, to) with "none", "opened", … */
static int may_review(lua_State *L) {
  enum review_state from = review_state_find(luaL_checkstring(L, 2)), to = review_state_find(luaL_checkstring(L, 3));
  lua_pushboolean(L, review_may(from, to));
  return 1;
}

/* workspace:origin(relationship, field): kind and id of the tag, relationship model or level that gave the field, or of the relationship
 * itself; nil where nobody did. */
static int origin(lua_State *L) {
  struct workspace *workspace = check_built(L, 1);
  const struct entity *relationship = model_find(workspace->model, KIND_RELATIONSHIP, luaL_checkstring(L, 2));
  const struct entity *from = relationship ? relationship_origin(workspace->model, relationship, luaL_checkstring(L, 3)) : NULL;
  if (!from) return 0;
  lua_pushstring(L, from->schema->name);
  lua_pushstring(L, from->id);
  return 2;
}

/* workspace:present(staff, day): who does on that day what they would, by id; nil where all are away. */
static int present(lua_State *L) {
  struct workspace *workspace = check_built(L, 1);
  const struct entity *staff = model_find(workspace->model, KIND_STAFF, luaL_checkstring(L, 2));
  const struct entity *who = staff ? staff_present(workspace->model, staff, check_day(L, 3)) : NULL;
  if (!who) return 0;
  lua_pushstring(L, who->id);
  return 1;
}

void bind_review(lua_State *L) {
  static const luaL_Reg methods[] = {
      {"review_next", next_review}, {"review_may", may_review}, {"origin", origin}, {"present", present}, {NULL, NULL}};
  bind_methods(L, WORKSPACE_TYPE, methods);
}
