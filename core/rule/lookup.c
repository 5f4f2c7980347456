/* r.silence, r.cadence.max, p.gone_at, WEIGHT[r.level]: what indexing gives. */
#include "core/rule/translation.h"

#include <stdio.h>
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

bool find_column(const struct translation *t, bool parameter, const char *group, const struct rule_value *key, uint32_t *column) {
  for (size_t i = t->column_count; i-- > 0;) {
    if (parameter != (t->stepping && t->stepping->columns[i].parameter) || !is_named(t->columns[i].name, group, key->text, key->length)) continue;
    *column = (uint32_t)i;
    return true;
  }
  return false;
}

value column_value(struct translation *t, uint32_t column, node absent) {
  struct graph *graph = &t->graph;
  node here = graph_not(graph, absent), values = graph_column(graph, column);
  enum column_type type = t->columns[column].type;
  struct lanes v = {.nil = absent};
  if (type == COLUMN_WORD) v.word = here, v.t = values;
  else if (type == COLUMN_NUMBER) v.number = here, v.f = values;
  else v.flag = here, v.truth = graph_two(graph, OPERATION_UNEQUAL, values, graph_float(graph, 0));
  return lanes_add(t, &v);
}

/* Rules are told by bytes where a value is missing, steps by NaN. */
static node absent_of(struct translation *t, uint32_t column) {
  struct graph *graph = &t->graph;
  if (t->columns[column].whole) return NEVER;
  if (!t->stepping) return graph_absent(graph, column);
  node values = graph_column(graph, column);
  return graph_not(graph, graph_two(graph, OPERATION_EQUAL, values, values));
}

/* A value of the row, and a note of who read it and what was missing last. */
static value read_column(struct translation *t, struct state *state, uint32_t column) {
  struct graph *graph = &t->graph;
  if (t->stepping && t->stepping->columns[column].state) return state->fields[t->stepping->field_of[column]];
  node absent = absent_of(t, column);
  int known = graph_implies(graph, state->path, absent);
  if (known) absent = known > 0 ? ALWAYS : NEVER;
  t->reads[column] = graph_or(graph, t->reads[column], state->path);
  state->last = graph_select(graph, absent, graph_whole(graph, column + 1), state->last);
  state->seen = graph_or(graph, absent, state->seen);
  return column_value(t, column, absent);
}

static value look_up_row(struct translation *t, struct state *state, const char *group, const struct rule_value *key) {
  uint32_t column;
  if (key->thing != RULE_WORD || memchr(key->text, '\0', key->length)) return refuse(t, "a field of the row that is no name");
  if (find_column(t, false, group, key, &column)) return read_column(t, state, column);
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

/* What is sampled is a column; all else is as the policy has it. */
static value look_up_params(struct translation *t, struct state *state, uint32_t table, const struct rule_value *key) {
  uint32_t column;
  if (key->thing == RULE_WORD && find_column(t, true, NULL, key, &column)) return read_column(t, state, column);
  return look_up_table(t, table, key);
}

/* draw.normal is known by its name, wherever it goes. */
static value look_up_draw(struct translation *t, const struct rule_value *key) {
  char name[64];
  if (key->thing != RULE_WORD || key->length > 50) return refuse(t, "a draw whose kind is not known beforehand");
  int length = snprintf(name, sizeof name, "draw.%s", key->text);
  const char *kept = words_text(t->words, words_number(t->words, name, (size_t)length));
  return lanes_add(t, &(struct lanes){.shape = SHAPE_BUILTIN, .name = kept});
}

value look_up_field(struct translation *t, struct state *state, value object, const struct rule_value *key) {
  const struct lanes it = *lanes_of(t, object);
  switch (it.shape) {
  case SHAPE_ROW: return look_up_row(t, state, NULL, key);
  case SHAPE_GROUP: return look_up_row(t, state, it.name, key);
  case SHAPE_PARAMS: return look_up_params(t, state, it.id, key);
  case SHAPE_DRAW: return look_up_draw(t, key);
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
