#include "core/practice/need.h"

#include <string.h>

/* ---- States ---- */

static const char *const names[NEED_STATES] = {"none", "identified", "agreed", "planned", "delivered", "verified", "declined"};

const char *need_state_name(enum need_state state) { return names[state]; }

enum need_state need_state_find(const char *name) {
  for (int i = NEED_IDENTIFIED; i < NEED_STATES; i++)
    if (!strcmp(names[i], name)) return (enum need_state)i;
  return NEED_NONE;
}

enum need_step need_may(enum need_state from, enum need_state to) {
  static const bool back[NEED_STATES][NEED_STATES] = {
      [NEED_DELIVERED][NEED_PLANNED] = true,    [NEED_VERIFIED][NEED_IDENTIFIED] = true, [NEED_DECLINED][NEED_IDENTIFIED] = true,
      [NEED_IDENTIFIED][NEED_DECLINED] = true,  [NEED_AGREED][NEED_DECLINED] = true,     [NEED_PLANNED][NEED_DECLINED] = true,
  };
  if (from == NEED_NONE) from = NEED_IDENTIFIED;
  if (to == from || back[from][to]) return NEED_MAY;
  if (to == NEED_NONE || from == NEED_DECLINED || to == NEED_DECLINED || to < from) return NEED_MAY_NOT;
  if (to == from + 1) return NEED_MAY;
  return to <= NEED_DELIVERED ? NEED_SKIPS : NEED_MAY_NOT;
}

enum need_state need_next(enum need_state state) {
  if (state == NEED_NONE) return NEED_AGREED;
  return state < NEED_VERIFIED ? (enum need_state)(state + 1) : NEED_IDENTIFIED;
}

/* ---- Conflicts ---- */

static const char *need_label(const struct model *model, const struct entity *need) {
  return arena_format(model->arena, "%s/%s", need->parent ? need->parent->id : "", need->id);
}

/* The need that "RELATIONSHIP/NEED" names; ids have no slash. */
static const struct entity *named(const struct model *model, const char *text) {
  const char *slash = strchr(text, '/');
  if (!slash) return NULL;
  const struct entity *relationship = model_find(model, KIND_RELATIONSHIP, arena_copy(model->arena, text, (size_t)(slash - text)));
  return relationship ? model_need(model, relationship, slash + 1) : NULL;
}

static const char *suggestion(const struct model *model, const char *wanted) {
  struct nearest nearest = nearest_to(wanted, strlen(wanted));
  for (size_t i = 0; i < model_count(model, KIND_NEED); i++) nearest_offer(&nearest, need_label(model, model_at(model, KIND_NEED, i)));
  return nearest.best ? arena_format(model->arena, "; did you mean \"%s\"?", nearest.best) : "";
}

void need_check_conflicts(const struct model *model, struct diagnostics *diagnostics) {
  for (size_t i = 0; i < model_count(model, KIND_NEED); i++) {
    const struct entity *need = model_at(model, KIND_NEED, i);
    const struct value *conflicts = entity_field(need, "conflicts");
    for (size_t n = 0; conflicts->kind == VALUE_LIST && n < conflicts->as.list.count; n++) {
      const struct value *text = &conflicts->as.list.items[n];
      const struct entity *other = named(model, value_word(text));
      if (!other)
        diagnostics_error(diagnostics, text, "no need \"%s\"; one is named RELATIONSHIP/NEED%s", value_word(text),
                          suggestion(model, value_word(text)));
      else if (other == need) diagnostics_error(diagnostics, text, "a need is not in its own way");
    }
  }
}
