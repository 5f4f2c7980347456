/* Values of lanes: made, joined, compared. */
#include "core/rule/translation.h"

#include <string.h>

/* ---- The table of values ---- */

static uint64_t hash_of(const struct lanes *v) {
  const node parts[] = {v->shape, v->id, v->nil, v->flag, v->whole, v->number, v->word, v->truth, v->i, v->f, v->t};
  uint64_t h = (uintptr_t)v->name;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) h = (h ^ parts[i] ^ h >> 29) * 0x9e3779b97f4a7c15u;
  return h ^ h >> 32;
}

static bool same(const struct lanes *x, const struct lanes *y) {
  return x->shape == y->shape && x->id == y->id && x->name == y->name && x->nil == y->nil && x->flag == y->flag && x->whole == y->whole &&
         x->number == y->number && x->word == y->word && x->truth == y->truth && x->i == y->i && x->f == y->f && x->t == y->t;
}

static uint32_t *place_of(struct translation *t, const struct lanes *wanted) {
  size_t mask = t->value_room * 2 - 1, at = hash_of(wanted) & mask;
  while (t->value_table[at] && !same(&t->values[t->value_table[at] - 1], wanted)) at = (at + 1) & mask;
  return &t->value_table[at];
}

static void grow(struct translation *t) {
  size_t room = t->value_room ? t->value_room * 2 : 128;
  struct lanes *values = ARENA_ARRAY(t->arena, struct lanes, room);
  if (t->value_count) memcpy(values, t->values, t->value_count * sizeof *values);
  t->values = values;
  t->value_room = room;
  t->value_table = ARENA_ARRAY(t->arena, uint32_t, room * 2);
  for (size_t i = 0; i < t->value_count; i++) *place_of(t, &values[i]) = (uint32_t)i + 1;
}

static unsigned kinds_of(const struct lanes *v) {
  return (v->nil != NEVER) + (v->flag != NEVER) + (v->whole != NEVER) + (v->number != NEVER) + (v->word != NEVER);
}

/* A tag that is the only one left is in every lane that counts; payloads of tags that nothing has are nothing. */
static struct lanes tidy(struct lanes v) {
  if (v.shape == SHAPE_LANES && kinds_of(&v) == 1) {
    node *masks[] = {&v.nil, &v.flag, &v.whole, &v.number, &v.word};
    for (size_t i = 0; i < sizeof masks / sizeof *masks; i++)
      if (*masks[i] != NEVER) *masks[i] = ALWAYS;
  }
  if (v.flag == NEVER) v.truth = NEVER;
  if (v.whole == NEVER) v.i = 0;
  if (v.number == NEVER) v.f = 0;
  if (v.word == NEVER) v.t = 0;
  return v;
}

value lanes_add(struct translation *t, const struct lanes *lanes) {
  struct lanes wanted = tidy(*lanes);
  if (t->value_count == t->value_room) grow(t);
  uint32_t *place = place_of(t, &wanted);
  if (!*place) {
    t->values[t->value_count] = wanted;
    *place = (uint32_t)++t->value_count;
  }
  return *place - 1;
}

const struct lanes *lanes_of(const struct translation *t, value v) { return &t->values[v]; }

/* ---- Making ---- */

value lanes_float(struct translation *t, node f) { return lanes_add(t, &(struct lanes){.number = ALWAYS, .f = f}); }
value lanes_integer(struct translation *t, node i) { return lanes_add(t, &(struct lanes){.whole = ALWAYS, .i = i}); }
value lanes_truth(struct translation *t, node mask) { return lanes_add(t, &(struct lanes){.flag = ALWAYS, .truth = mask}); }

static value value_object(struct translation *t, enum shape shape, const struct rule_value *constant) {
  struct lanes v = {.shape = (uint8_t)shape, .id = constant->id, .name = constant->text};
  return lanes_add(t, &v);
}

value lanes_constant(struct translation *t, const struct rule_value *constant) {
  switch (constant->thing) {
  case RULE_NOTHING: return NIL_VALUE;
  case RULE_BOOLEAN: return lanes_truth(t, constant->boolean ? ALWAYS : NEVER);
  case RULE_WHOLE: return lanes_integer(t, graph_whole(&t->graph, constant->whole));
  case RULE_FLOAT: return lanes_float(t, graph_float(&t->graph, constant->number));
  case RULE_WORD: {
    if (memchr(constant->text, '\0', constant->length)) return lanes_add(t, &(struct lanes){.shape = SHAPE_OTHER});
    double number = words_number(t->words, constant->text, constant->length);
    return lanes_add(t, &(struct lanes){.word = ALWAYS, .t = graph_float(&t->graph, number)});
  }
  case RULE_TABLE: return value_object(t, SHAPE_TABLE, constant);
  case RULE_FUNCTION: return value_object(t, SHAPE_FUNCTION, constant);
  case RULE_BUILTIN: return value_object(t, SHAPE_BUILTIN, constant);
  default: return lanes_add(t, &(struct lanes){.shape = SHAPE_OTHER});
  }
}

bool lanes_is_constant(const struct translation *t, value v, struct rule_value *constant) {
  const struct lanes *it = lanes_of(t, v);
  union lane fixed = {.i = 0};
  *constant = (struct rule_value){.thing = RULE_NOTHING};
  if (it->shape != SHAPE_LANES) return false;
  if (it->nil == ALWAYS) return true;
  if (it->flag == ALWAYS) {
    constant->thing = RULE_BOOLEAN;
    constant->boolean = it->truth == ALWAYS;
    return it->truth == ALWAYS || it->truth == NEVER;
  }
  if (it->whole == ALWAYS && graph_is_constant(&t->graph, it->i, &fixed)) {
    constant->thing = RULE_WHOLE;
    constant->whole = fixed.i;
    return true;
  }
  if (it->number == ALWAYS && graph_is_constant(&t->graph, it->f, &fixed)) {
    constant->thing = RULE_FLOAT;
    constant->number = fixed.f;
    return true;
  }
  if (it->word == ALWAYS && graph_is_constant(&t->graph, it->t, &fixed)) {
    constant->thing = RULE_WORD;
    constant->text = words_text(t->words, (uint32_t)fixed.f);
    constant->length = strlen(constant->text);
    return true;
  }
  return false;
}

/* ---- Joining and narrowing ---- */

static node payload(struct translation *t, node mask, node has_yes, node has_no, node yes, node no) {
  if (has_yes == NEVER) return no;
  return has_no == NEVER ? yes : graph_select(&t->graph, mask, yes, no);
}

value lanes_select(struct translation *t, node mask, value yes, value no) {
  if (yes == no || mask == ALWAYS) return yes;
  if (mask == NEVER) return no;
  struct lanes x = *lanes_of(t, yes), y = *lanes_of(t, no), v = {.shape = SHAPE_CLASH};
  if (x.shape != SHAPE_LANES || y.shape != SHAPE_LANES) return lanes_add(t, &v);
  struct graph *graph = &t->graph;
  v = (struct lanes){.nil = graph_select_mask(graph, mask, x.nil, y.nil),
                     .flag = graph_select_mask(graph, mask, x.flag, y.flag),
                     .whole = graph_select_mask(graph, mask, x.whole, y.whole),
                     .number = graph_select_mask(graph, mask, x.number, y.number),
                     .word = graph_select_mask(graph, mask, x.word, y.word)};
  if (x.flag == NEVER || y.flag == NEVER) v.truth = x.flag == NEVER ? y.truth : x.truth;
  else v.truth = graph_select_mask(graph, mask, x.truth, y.truth);
  v.i = payload(t, mask, x.whole, y.whole, x.i, y.i);
  v.f = payload(t, mask, x.number, y.number, x.f, y.f);
  v.t = payload(t, mask, x.word, y.word, x.t, y.t);
  return lanes_add(t, &v);
}

value lanes_without_nil(struct translation *t, value v) {
  struct lanes narrowed = *lanes_of(t, v);
  if (narrowed.shape != SHAPE_LANES || narrowed.nil == ALWAYS) return v;
  narrowed.nil = NEVER;
  return lanes_add(t, &narrowed);
}

value lanes_given_truth(struct translation *t, value v, bool truth) {
  struct lanes narrowed = *lanes_of(t, v);
  if (narrowed.shape != SHAPE_LANES) return v;
  if (truth) narrowed.nil = NEVER;
  else narrowed.whole = narrowed.number = narrowed.word = NEVER;
  narrowed.truth = truth ? ALWAYS : NEVER;
  return kinds_of(&narrowed) ? lanes_add(t, &narrowed) : v;
}

/* ---- Questions ---- */

node lanes_falsy(struct translation *t, value v) {
  const struct lanes it = *lanes_of(t, v);
  if (it.shape != SHAPE_LANES) return it.shape == SHAPE_CLASH ? refuse(t, "a value that differs in kind from path to path") : NEVER;
  return graph_or(&t->graph, it.nil, graph_but_not(&t->graph, it.flag, it.truth));
}

node lanes_numeric(struct translation *t, const struct lanes *v) { return graph_or(&t->graph, v->whole, v->number); }

/* math.floor gives an integer where it can; back as a float that is what it floored, but for the sign of zero. */
static bool floored(struct translation *t, const struct lanes *v, node *f) {
  const struct graph_node *whole = &t->graph.nodes[v->i], *fits = &t->graph.nodes[v->whole];
  bool both = whole->operation == OPERATION_TO_WHOLE && fits->operation == OPERATION_FITS && whole->a == fits->a;
  *f = whole->a;
  return both && (v->number == NEVER || v->f == whole->a);
}

node lanes_as_float(struct translation *t, const struct lanes *v) {
  node f;
  if (v->whole == NEVER) return v->f;
  if (floored(t, v, &f)) return graph_two(&t->graph, OPERATION_ADD, f, graph_float(&t->graph, 0));
  node converted = graph_one(&t->graph, OPERATION_TO_FLOAT, v->i);
  return v->number == NEVER ? converted : graph_select(&t->graph, v->whole, converted, v->f);
}

node compare_numbers(struct translation *t, enum operation operation, const struct lanes *x, const struct lanes *y) {
  struct graph *graph = &t->graph;
  enum operation wholes = operation - OPERATION_LESS + OPERATION_LESS_WHOLE;
  node both = graph_two(graph, wholes, x->i, y->i), none = graph_two(graph, operation, x->f, y->f), first, second;
  if (operation == OPERATION_EQUAL) {
    first = graph_two(graph, OPERATION_WHOLE_EQUAL, x->i, y->f);
    second = graph_two(graph, OPERATION_WHOLE_EQUAL, y->i, x->f);
  } else {
    bool less = operation == OPERATION_LESS;
    first = graph_two(graph, less ? OPERATION_WHOLE_LESS : OPERATION_WHOLE_AT_MOST, x->i, y->f);
    second = graph_two(graph, less ? OPERATION_LESS_THAN_WHOLE : OPERATION_AT_MOST_A_WHOLE, x->f, y->i);
  }
  node with_whole = y->number == NEVER ? both : graph_select_mask(graph, y->whole, both, first);
  node with_float = y->number == NEVER ? second : graph_select_mask(graph, y->whole, second, none);
  if (x->whole == NEVER || x->number == NEVER) return x->whole == NEVER ? with_float : with_whole;
  return graph_select_mask(graph, x->whole, with_whole, with_float);
}

static node both_and(struct translation *t, node x, node y, node holds) {
  return graph_and(&t->graph, graph_and(&t->graph, x, y), holds);
}

node lanes_equals(struct translation *t, value x, value y) {
  const struct lanes a = *lanes_of(t, x), b = *lanes_of(t, y);
  if ((a.shape == SHAPE_LANES) != (b.shape == SHAPE_LANES) && a.shape != SHAPE_CLASH && b.shape != SHAPE_CLASH) return NEVER;
  if (a.shape != SHAPE_LANES || b.shape != SHAPE_LANES) return refuse(t, "a comparison of something else than numbers, texts, booleans and nil");
  struct graph *graph = &t->graph;
  node equal = graph_and(graph, a.nil, b.nil);
  node alike = graph_select_mask(graph, a.truth, b.truth, graph_not(graph, b.truth));
  equal = graph_or(graph, equal, both_and(t, a.flag, b.flag, alike));
  equal = graph_or(graph, equal, both_and(t, a.word, b.word, graph_two(graph, OPERATION_EQUAL, a.t, b.t)));
  node numeric = graph_and(graph, lanes_numeric(t, &a), lanes_numeric(t, &b));
  if (numeric == NEVER) return equal;
  return graph_or(graph, equal, graph_and(graph, numeric, compare_numbers(t, OPERATION_EQUAL, &a, &b)));
}
