/* Reviews as the verbs ask for them: when the next is due, which step is allowed, where a field comes from, who is there. */
#include "core/lua/bind_workspace.h"
#include "core/practice/inherit.h"
#include "core/practice/review.h"
#include "core/practice/staff.h"
#include "core/practice/trigger.h"

#include <string.h>

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

/* workspace:review_caused(relationship, day, notice): due, opens of a review that something asks for. */
static int caused_review(lua_State *L) {
  struct workspace *workspace = check_built(L, 1);
  const struct entity *relationship = model_find(workspace->model, KIND_RELATIONSHIP, luaL_checkstring(L, 2));
  if (!relationship) return 0;
  struct review_date date = review_caused(workspace->model, relationship, check_day(L, 3), lua_isnoneornil(L, 4) ? DAY_LAST : check_day(L, 4));
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

/* ---- Causes beside the calendar ---- */

struct causes {
  lua_State *L;
  struct workspace *workspace;
  struct arena *scratch;
  struct feature_set *set;
  const struct entity **relationship_of; /* by party; NULL: none, or one without triggers */
  size_t party_count;
  const struct entity *relationship;     /* at hand */
  uint8_t *done;                         /* by position among the relationships */
  int32_t day;
};

static bool has_triggers(const struct entity *relationship) {
  const struct value *when = entity_field(relationship, "review.when");
  return when->kind == VALUE_LIST && when->as.list.count > 0;
}

static void push_cause(void *context, const struct cause *cause) {
  struct causes *causes = context;
  lua_State *L = causes->L;
  lua_createtable(L, 0, 6);
  lua_pushstring(L, causes->relationship->id);
  lua_setfield(L, -2, "relationship");
  lua_pushstring(L, cause->trigger);
  lua_setfield(L, -2, "trigger");
  push_day(L, cause->day);
  lua_setfield(L, -2, "day");
  if (cause->seq) {
    lua_pushinteger(L, cause->seq);
    lua_setfield(L, -2, "seq");
    lua_pushstring(L, journal_event_id(causes->workspace->journal, causes->scratch, cause->seq));
    lua_setfield(L, -2, "id");
  }
  lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
}

static void find_causes(struct causes *causes, const struct entity *relationship, const struct fact *facts, size_t count) {
  struct subject subject = {.facts = facts, .count = count, .begins = relationship_begins(causes->workspace->model, relationship)};
  causes->relationship = relationship;
  causes->done[relationship->position] = 1;
  causes_find(causes->set, relationship, &subject, causes->day, push_cause, causes);
}

static void know_party(void *context, int64_t party, const char *id) {
  struct causes *causes = context;
  const struct entity *relationship = model_find(causes->workspace->model, KIND_RELATIONSHIP, id);
  if (!relationship || !has_triggers(relationship)) return;
  if ((size_t)party >= causes->party_count) {
    size_t count = (size_t)party * 2 + 64;
    const struct entity **grown = ARENA_ARRAY(causes->scratch, const struct entity *, count);
    if (causes->party_count) memcpy(grown, causes->relationship_of, causes->party_count * sizeof *grown);
    causes->relationship_of = grown;
    causes->party_count = count;
  }
  causes->relationship_of[party] = relationship;
}

static bool scan_party(void *context, int64_t party, const struct fact *facts, size_t count) {
  struct causes *causes = context;
  const struct entity *relationship = party > 0 && (size_t)party < causes->party_count ? causes->relationship_of[party] : NULL;
  if (relationship) find_causes(causes, relationship, facts, count);
  return true;
}

/* workspace:causes(day): what opens a review beside the calendar as of a day, by the triggers the core can find: a list of { relationship,
 * trigger, day, seq, id }. One scan of the facts, none where nobody has triggers. */
static int list_causes(lua_State *L) {
  struct workspace *workspace = check_built(L, 1);
  const struct model *model = workspace->model;
  struct causes causes = {.L = L, .workspace = workspace, .day = check_day(L, 2)};
  size_t count = model_count(model, KIND_RELATIONSHIP), triggered = 0;
  causes.scratch = push_scratch(L);
  lua_newtable(L);
  for (size_t i = 0; i < count; i++) triggered += has_triggers(model_at(model, KIND_RELATIONSHIP, i));
  if (!triggered) return 1;
  causes.set = feature_set_new(causes.scratch, workspace->kinds);
  causes.done = ARENA_ARRAY(causes.scratch, uint8_t, count);
  if (workspace->journal && (!journal_parties(workspace->journal, know_party, &causes) || !journal_facts(workspace->journal, scan_party, &causes)))
    return luaL_error(L, "%s", journal_why(workspace->journal));
  for (size_t i = 0; i < count; i++) { /* of whom nothing is recorded there may be a notice */
    const struct entity *relationship = model_at(model, KIND_RELATIONSHIP, i);
    if (!causes.done[i] && has_triggers(relationship)) find_causes(&causes, relationship, NULL, 0);
  }
  return 1;
}

void bind_review(lua_State *L) {
  static const luaL_Reg methods[] = {
      {"review_next", next_review}, {"review_caused", caused_review}, {"review_may", may_review}, {"origin", origin}, {"present", present}, {"causes", list_causes}, {NULL, NULL}};
  bind_methods(L, WORKSPACE_TYPE, methods);
}
