/* r.silence, r.cadence.max, p.gone_at, WEIGHT[r.level]: what indexing gives. */
#include "core/rule/translation.h"

#include <string.h>

enum { MOST_KEYS = 64 }; /* of a table that is indexed by a text of the row */

/* ---- The row ---- */

/* "group.name", or "name" where there is no group. The last column of a name is the one that counts. */
static bool is_named(const char *column, const char *group, const char *name, size_t length) {
  if (group) {
    size_t prefix = strlen(group);
    if (strncmp(column, group, prefix) != 0 || column[prefix] != '.') return false;
    column += prefix + 1;
  }
  return strncmp(column, name, length) == 0 && column[length] == '\0';
}

static bool find_column(const struct translation *t, const char *group, const struct rule_value *key, uint32_t *column) {
  for (size_t i = t->column_count; i-- > 0;) {
    if (!is_named(t->columns[i].name, group, key->text, key->length)) continue;
    *column = (uint32_t)i;
    return true;
  }
  return false;
}

/* A value of the row, and a note of who read it and what was missing last. */
static value read_column(struct translation *t, struct state *state, uint32_t column) {
  struct graph *graph = &t->graph;
  const struct rule_column *it = &t->columns[column];
  node absent = it->whole ? NEVER : graph_absent(graph, column);
  int known = graph_implies(graph, state->path, absent);
  if (known) absent = known > 0 ? ALWAYS : NEVER;
  t->reads[column] = graph_or(graph, t->reads[column], state->path);
  state->last = graph_select(graph, absent, graph_whole(graph, column + 1), state->last);
  state->seen = graph_or(graph, absent, state->seen);
  node here = graph_not(graph, absent), values = graph_column(graph, column);
  struct lanes v = {.nil = absent};
  if (it->type == COLUMN_WORD) v.word = here, v.t = values;
  else if (it->type == COLUMN_NUMBER) v.number = here, v.f = values;
  else v.flag = here, v.truth = graph_not(graph, graph_two(graph, OPERATION_EQUAL, values, graph_float(graph, 0)));
  return lanes_add(t, &v);
}

static value look_up_row(struct translation *t, struct state *state, const char *group, const struct rule_value *key) {
  uint32_t column;
  if (key->thing != RULE_WORD || memchr(key->text, '\0', key->length)) return refuse(t, "a field of the row that is no name");
  if (find_column(t, group, key, &column)) return read_column(t, state, column);
  for (size_t i = 0; i < t->column_count && !group; i++) {
    const char *name = t->columns[i].name;
    if (strncmp(name, key->text, key->length) || name[key->length] != '.') continue;
    const char *whole_name = words_text(t->words, words_number(t->words, key->text, key->length)); /* equal names, equal values */
    return lanes_add(t, &(struct lanes){.shape = SHAPE_GROUP, .name = whole_name});
  }
  return refuse(t, "a field \"%.60s\" that no row has", key->text);
}

/* ---- Tables ---- */

static value look_up_table(struct translation *t, uint32_t table, const struct rule_value *key) {
  struct rule_value found;
  if (!t->source->index(t->source->context, table, key, &found)) {
    if (key->thing == RULE_WORD) return refuse(t, "a name \"%.60s\" that is not known beforehand", key->text);
    return refuse(t, "a table's field that is not known beforehand");
  }
  return lanes_constant(t, &found);
}

/* A text of the row as key: the table's entries, each where the text is its key; nil finds nothing. Other keys are left to the interpreter. */
static value look_up_by_word(struct translation *t, struct state *state, uint32_t table, value key) {
  const struct lanes k = *lanes_of(t, key);
  value result = NIL_VALUE;
  struct rule_value each;
  keep_lanes(t, state, graph_or(&t->graph, k.word, k.nil), "indexing");
  for (unsigned n = 0; t->source->key(t->source->context, table, n, &each); n++) {
    if (n == MOST_KEYS) return refuse(t, "a table of more than %d entries", MOST_KEYS);
    value word = lanes_constant(t, &each), entry = look_up_table(t, table, &each);
    if (lanes_of(t, entry)->shape != SHAPE_LANES) return refuse(t, "a table of tables or functions, indexed by a value of the row");
    node here = graph_two(&t->graph, OPERATION_EQUAL, k.t, lanes_of(t, word)->t);
    result = lanes_select(t, graph_and(&t->graph, k.word, here), entry, result);
  }
  return result;
}

value look_up_field(struct translation *t, struct state *state, value object, const struct rule_value *key) {
  const struct lanes it = *lanes_of(t, object);
  switch (it.shape) {
  case SHAPE_ROW: return look_up_row(t, state, NULL, key);
  case SHAPE_GROUP: return look_up_row(t, state, it.name, key);
  case SHAPE_TABLE: return look_up_table(t, it.id, key);
  default: return refuse(t, "a field of something that is no table");
  }
}

value look_up(struct translation *t, struct state *state, value object, value key) {
  struct rule_value constant;
  if (lanes_is_constant(t, key, &constant)) return look_up_field(t, state, object, &constant);
  const struct lanes it = *lanes_of(t, object), k = *lanes_of(t, key);
  if (it.shape == SHAPE_TABLE && k.shape == SHAPE_LANES) return look_up_by_word(t, state, it.id, key);
  return refuse(t, "indexing by a value that is not known beforehand");
}
