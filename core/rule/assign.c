/* r.trust = v in a step: fields take finite numbers, as floats, or booleans. */
#include "core/rule/translation.h"

#include <string.h>

static value as_number(struct translation *t, struct state *state, const struct lanes *v) {
  keep_lanes(t, state, lanes_numeric(t, v), "an assignment of something else than a number");
  node f = lanes_as_float(t, v);
  t->stepping->left = graph_unfinite(&t->graph, f, state->path, t->stepping->left);
  return lanes_float(t, f);
}

static value as_flag(struct translation *t, struct state *state, const struct lanes *v) {
  keep_lanes(t, state, v->flag, "an assignment of something else than true or false");
  return lanes_truth(t, v->truth);
}

void assign(struct translation *t, struct state *state, value object, const struct rule_value *key, value v) {
  const struct lanes given = *lanes_of(t, v);
  uint32_t column;
  if (lanes_of(t, object)->shape != SHAPE_ROW) {
    refuse(t, "a change of something else than the row");
  } else if (memchr(key->text, '\0', key->length) || !find_column(t, false, NULL, key, &column) || !t->stepping->columns[column].state) {
    refuse(t, "a change of \"%.60s\", which is no field of the state", key->text);
  } else if (given.shape != SHAPE_LANES) {
    refuse(t, "an assignment of something else than a number or a boolean");
  } else {
    bool flag = t->columns[column].type == COLUMN_FLAG;
    state->fields[t->stepping->field_of[column]] = flag ? as_flag(t, state, &given) : as_number(t, state, &given);
  }
}
