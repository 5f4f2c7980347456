#include "core/rule/graph.h"

#include <string.h>

enum { SEARCH = 32 }; /* steps a look for implied masks may take, so that the whole stays linear */

/* ---- Nodes ---- */

static uint64_t hash_of(const struct graph_node *it) {
  uint64_t h = it->operation * 0x9e3779b97f4a7c15u ^ (uint64_t)it->value.i * 0xff51afd7ed558ccdu;
  h = (h ^ it->a) * 0xc4ceb9fe1a85ec53u;
  h = (h ^ it->b ^ h >> 29) * 0x9e3779b97f4a7c15u;
  h = (h ^ it->c ^ h >> 31) * 0xff51afd7ed558ccdu;
  return h ^ h >> 32;
}

static bool same(const struct graph_node *x, const struct graph_node *y) {
  return x->operation == y->operation && x->a == y->a && x->b == y->b && x->c == y->c && x->value.i == y->value.i;
}

static node *place_of(struct graph *graph, const struct graph_node *wanted) {
  size_t at = hash_of(wanted) & (graph->table_size - 1);
  while (graph->table[at] && !same(&graph->nodes[graph->table[at] - 1], wanted)) at = (at + 1) & (graph->table_size - 1);
  return &graph->table[at];
}

static void grow(struct graph *graph) {
  size_t room = graph->room ? graph->room * 2 : 256;
  struct graph_node *nodes = ARENA_ARRAY(graph->arena, struct graph_node, room);
  if (graph->count) memcpy(nodes, graph->nodes, graph->count * sizeof *nodes);
  graph->nodes = nodes;
  graph->room = room;
  graph->table_size = room * 2;
  graph->table = ARENA_ARRAY(graph->arena, node, graph->table_size); /* numbers from 1, 0 is free */
  for (size_t i = 0; i < graph->count; i++) *place_of(graph, &nodes[i]) = (node)i + 1;
}

static node add(struct graph *graph, struct graph_node wanted) {
  if (graph->count == graph->room) grow(graph);
  node *place = place_of(graph, &wanted);
  if (*place) return *place - 1;
  if (graph->count >= graph->most) {
    graph->full = true;
    return NEVER;
  }
  graph->nodes[graph->count] = wanted;
  *place = (node)++graph->count;
  return *place - 1;
}

static node constant(struct graph *graph, union lane value) {
  return add(graph, (struct graph_node){.operation = OPERATION_CONSTANT, .value = value});
}

void graph_start(struct graph *graph, struct arena *arena, size_t most) {
  *graph = (struct graph){.arena = arena, .most = most};
  graph_whole(graph, 0);  /* NEVER */
  graph_whole(graph, -1); /* ALWAYS */
}

node graph_float(struct graph *graph, double value) { return constant(graph, (union lane){.f = value}); }
node graph_whole(struct graph *graph, int64_t value) { return constant(graph, (union lane){.i = value}); }

node graph_column(struct graph *graph, uint32_t column) {
  return add(graph, (struct graph_node){.operation = OPERATION_COLUMN, .a = column});
}

node graph_absent(struct graph *graph, uint32_t column) {
  return add(graph, (struct graph_node){.operation = OPERATION_ABSENT, .a = column});
}

node graph_step(struct graph *graph) { return add(graph, (struct graph_node){.operation = OPERATION_STEP}); }

node graph_draw(struct graph *graph, enum operation operation, node mask, node parameter, uint32_t number) {
  return add(graph, (struct graph_node){.operation = (uint8_t)operation, .a = mask, .b = parameter, .c = number});
}

bool graph_is_constant(const struct graph *graph, node a, union lane *value) {
  if (graph->nodes[a].operation != OPERATION_CONSTANT) return false;
  *value = graph->nodes[a].value;
  return true;
}

/* Adds the operation, or what it gives where its operands are constants: by the very kernel that would run. */
static node apply(struct graph *graph, enum operation operation, node a, node b, node c) {
  union lane values[3], out;
  bool fixed = graph_is_constant(graph, a, &values[0]) && graph_is_constant(graph, b, &values[1]) && graph_is_constant(graph, c, &values[2]);
  if (!fixed) return add(graph, (struct graph_node){.operation = (uint8_t)operation, .a = a, .b = b, .c = c});
  rule_kernels_baseline.lanes[operation](&out, &values[0], &values[1], &values[2], 1);
  return constant(graph, out);
}

/* An integer chosen among constants, as a float: the constants are turned into floats instead. */
static bool float_choice(struct graph *graph, node a, int depth, node *result) {
  const struct graph_node it = graph->nodes[a];
  node yes, no;
  if (it.operation == OPERATION_CONSTANT) {
    *result = graph_float(graph, (double)it.value.i);
    return true;
  }
  if (it.operation != OPERATION_SELECT || depth == 0) return false;
  if (!float_choice(graph, it.b, depth - 1, &yes) || !float_choice(graph, it.c, depth - 1, &no)) return false;
  *result = graph_select(graph, it.a, yes, no);
  return true;
}

node graph_one(struct graph *graph, enum operation operation, node a) {
  node chosen;
  if (operation == OPERATION_TO_FLOAT && float_choice(graph, a, 3, &chosen)) return chosen;
  return apply(graph, operation, a, 0, 0);
}

static bool whole_exact(const struct graph *graph, node a, double *value) {
  union lane fixed;
  if (!graph_is_constant(graph, a, &fixed) || fixed.i > (INT64_C(1) << 53) || fixed.i < -(INT64_C(1) << 53)) return false;
  *value = (double)fixed.i;
  return true;
}

/* Literals are mostly small integers and columns floats: their comparison needs no care. */
static node compare_mixed(struct graph *graph, enum operation operation, node a, node b) {
  double value;
  bool first = operation == OPERATION_WHOLE_LESS || operation == OPERATION_WHOLE_AT_MOST || operation == OPERATION_WHOLE_EQUAL;
  if (!whole_exact(graph, first ? a : b, &value)) return apply(graph, operation, a, b, 0);
  node as_float = graph_float(graph, value);
  enum operation plain = operation == OPERATION_WHOLE_EQUAL                                             ? OPERATION_EQUAL
                         : operation == OPERATION_WHOLE_LESS || operation == OPERATION_LESS_THAN_WHOLE ? OPERATION_LESS
                                                                                                       : OPERATION_AT_MOST;
  return first ? apply(graph, plain, as_float, b, 0) : apply(graph, plain, a, as_float, 0);
}

/* c + (a - c) b, and c - (c - a) b: what moves towards something, as most things in a rehearsal do. */
static bool towards(struct graph *graph, bool adds, const struct graph_node *product, node c, node *result) {
  const node factors[] = {product->a, product->b};
  for (int i = 0; i < 2; i++) {
    const struct graph_node way = graph->nodes[factors[i]];
    if (way.operation != OPERATION_SUBTRACT || (adds ? way.b : way.a) != c) continue;
    *result = adds ? apply(graph, OPERATION_TOWARDS, way.a, factors[1 - i], c) : apply(graph, OPERATION_TOWARDS_LESS, way.b, factors[1 - i], c);
    return true;
  }
  return false;
}

/* A factor that is a constant stands second, where kernels look for it. */
static node product_with(struct graph *graph, enum operation operation, const struct graph_node *product, node c) {
  bool swap = graph->nodes[product->a].operation == OPERATION_CONSTANT;
  return apply(graph, operation, swap ? product->b : product->a, swap ? product->a : product->b, c);
}

/* A product that is added or subtracted needs no slot of its own; it is rounded all the same (the kernels contract nothing). */
static bool with_product(struct graph *graph, enum operation operation, node a, node b, node *result) {
  if (operation != OPERATION_ADD && operation != OPERATION_SUBTRACT) return false;
  const struct graph_node x = graph->nodes[a], y = graph->nodes[b];
  bool adds = operation == OPERATION_ADD;
  if (y.operation == OPERATION_MULTIPLY && towards(graph, adds, &y, a, result)) return true;
  if (adds && x.operation == OPERATION_MULTIPLY && towards(graph, true, &x, b, result)) return true;
  if (y.operation == OPERATION_MULTIPLY) *result = product_with(graph, adds ? OPERATION_MULTIPLY_ADD : OPERATION_SUBTRACT_MULTIPLIED, &y, a);
  else if (x.operation == OPERATION_MULTIPLY) *result = product_with(graph, adds ? OPERATION_MULTIPLY_ADD : OPERATION_MULTIPLY_SUBTRACT, &x, b);
  else return false;
  return true;
}

node graph_two(struct graph *graph, enum operation operation, node a, node b) {
  union lane value;
  node fused;
  if (with_product(graph, operation, a, b, &fused)) return fused;
  if (operation == OPERATION_POWER && graph_is_constant(graph, b, &value) && value.f == 2) return apply(graph, OPERATION_MULTIPLY, a, a, 0);
  if (operation == OPERATION_POWER && graph_is_constant(graph, a, &value) && !graph_is_constant(graph, b, &value)) operation = OPERATION_POWER_OF;
  if (operation >= OPERATION_WHOLE_LESS && operation <= OPERATION_WHOLE_EQUAL) return compare_mixed(graph, operation, a, b);
  return apply(graph, operation, a, b, 0);
}

node graph_unfinite(struct graph *graph, node f, node mask, node bad) {
  union lane value;
  if (graph_is_constant(graph, f, &value) && value.f - value.f == 0) return bad;
  const struct graph_node before = graph->nodes[bad];
  if (before.operation == OPERATION_UNFINITE && before.b == mask && before.c == NEVER) return apply(graph, OPERATION_UNFINITE_EITHER, f, mask, before.a);
  return apply(graph, OPERATION_UNFINITE, f, mask, bad);
}

/* ---- Masks ---- */

static int implies(const struct graph *graph, node path, node mask, int *fuel);

/* What holds of a mask that is made of others, from what holds of those. */
static int implies_parts(const struct graph *graph, node path, node mask, int *fuel) {
  const struct graph_node *it = &graph->nodes[mask];
  if (it->operation != OPERATION_AND && it->operation != OPERATION_OR && it->operation != OPERATION_BUT_NOT) return 0;
  int a = implies(graph, path, it->a, fuel), b = implies(graph, path, it->b, fuel);
  if (it->operation == OPERATION_BUT_NOT) b = -b;
  if (it->operation == OPERATION_OR) return a > 0 || b > 0 ? 1 : a < 0 && b < 0 ? -1 : 0;
  return a < 0 || b < 0 ? -1 : a > 0 && b > 0 ? 1 : 0;
}

static int implies_itself(const struct graph *graph, node path, node mask, int *fuel) {
  for (; --*fuel > 0;) {
    if (path == mask) return 1;
    const struct graph_node *it = &graph->nodes[path];
    if (it->operation == OPERATION_BUT_NOT) {
      if (it->b == mask) return -1;
    } else if (it->operation == OPERATION_AND) {
      int second = implies_itself(graph, it->b, mask, fuel);
      if (second) return second;
    } else {
      return 0;
    }
    path = it->a;
  }
  return 0;
}

static int implies(const struct graph *graph, node path, node mask, int *fuel) {
  if (mask == NEVER || mask == ALWAYS) return mask == ALWAYS ? 1 : -1;
  int known = implies_itself(graph, path, mask, fuel);
  return known || *fuel <= 0 ? known : implies_parts(graph, path, mask, fuel);
}

int graph_implies(const struct graph *graph, node path, node mask) {
  int fuel = SEARCH;
  return implies(graph, path, mask, &fuel);
}

node graph_not(struct graph *graph, node a) {
  const struct graph_node *it = &graph->nodes[a];
  if (it->operation == OPERATION_BUT_NOT && it->a == ALWAYS) return it->b;
  return apply(graph, OPERATION_BUT_NOT, ALWAYS, a, 0);
}

static bool is_not(const struct graph *graph, node a, node *of) {
  const struct graph_node *it = &graph->nodes[a];
  *of = it->b;
  return it->operation == OPERATION_BUT_NOT && it->a == ALWAYS;
}

node graph_and(struct graph *graph, node a, node b) {
  node inner;
  if (a == ALWAYS || b == ALWAYS) return a == ALWAYS ? b : a;
  int known = graph_implies(graph, a, b);
  if (known) return known > 0 ? a : NEVER;
  known = graph_implies(graph, b, a);
  if (known) return known > 0 ? b : NEVER;
  if (is_not(graph, b, &inner)) return apply(graph, OPERATION_BUT_NOT, a, inner, 0);
  if (is_not(graph, a, &inner)) return apply(graph, OPERATION_BUT_NOT, b, inner, 0);
  return apply(graph, OPERATION_AND, a, b, 0);
}

node graph_but_not(struct graph *graph, node a, node b) {
  node inner;
  if (a == ALWAYS) return graph_not(graph, b);
  int known = graph_implies(graph, a, b);
  if (known) return known > 0 ? NEVER : a;
  if (is_not(graph, b, &inner)) return graph_and(graph, a, inner);
  return apply(graph, OPERATION_BUT_NOT, a, b, 0);
}

/* The one mask that `a or b` is, ALWAYS + 1 … or NEVER where they do not join: P and c, P and not c → P. */
static bool join(struct graph *graph, node a, node b, node *joined) {
  node other;
  const struct graph_node *x = &graph->nodes[a], *y = &graph->nodes[b];
  if (x->operation == OPERATION_BUT_NOT && y->operation != OPERATION_BUT_NOT) return join(graph, b, a, joined);
  if (y->operation == OPERATION_BUT_NOT) {
    bool meets = x->operation == OPERATION_AND && ((x->a == y->a && x->b == y->b) || (x->b == y->a && x->a == y->b));
    meets = meets || (is_not(graph, y->a, &other) && x->operation == OPERATION_BUT_NOT && x->a == y->b && x->b == other);
    if (meets || (y->a == ALWAYS && y->b == a)) {
      *joined = y->a;
      return true;
    }
  }
  if (graph_implies(graph, a, b) > 0) *joined = b;
  else if (graph_implies(graph, b, a) > 0) *joined = a;
  else return false;
  return true;
}

static bool join_within(struct graph *graph, node a, node b, int depth, node *joined) {
  if (a == NEVER || b == NEVER) {
    *joined = a == NEVER ? b : a;
    return true;
  }
  if (join(graph, a, b, joined)) return true;
  const struct graph_node it = graph->nodes[a];
  node part;
  if (depth == 0 || it.operation != OPERATION_OR) return false;
  if (join_within(graph, it.b, b, depth - 1, &part)) {
    *joined = depth > 1 && join_within(graph, it.a, part, depth - 1, joined) ? *joined : apply(graph, OPERATION_OR, it.a, part, 0);
    return true;
  }
  if (join_within(graph, it.a, b, depth - 1, &part)) {
    *joined = depth > 1 && join_within(graph, it.b, part, depth - 1, joined) ? *joined : apply(graph, OPERATION_OR, part, it.b, 0);
    return true;
  }
  return false;
}

node graph_or(struct graph *graph, node a, node b) {
  node joined;
  if (a == ALWAYS || b == ALWAYS) return ALWAYS;
  if (join_within(graph, a, b, 3, &joined) || join_within(graph, b, a, 3, &joined)) return joined;
  return apply(graph, OPERATION_OR, a, b, 0);
}

node graph_select_mask(struct graph *graph, node mask, node yes, node no) {
  if (mask == ALWAYS || yes == no) return yes;
  if (mask == NEVER) return no;
  if (yes == ALWAYS) return graph_or(graph, mask, no);
  if (yes == NEVER) return graph_but_not(graph, no, mask);
  if (no == ALWAYS) return graph_or(graph, graph_not(graph, mask), yes);
  if (no == NEVER || no == mask) return graph_and(graph, mask, yes);
  if (yes == mask) return graph_or(graph, mask, no);
  const struct graph_node part = graph->nodes[yes];
  if (part.operation == OPERATION_BUT_NOT && part.a == no) return graph_but_not(graph, no, graph_and(graph, mask, part.b)); /* the same, less something */
  return graph_select(graph, mask, yes, no);
}

/* a < b ? b : a and the like, in one operation. A choice is bits; that it is one of floats shows in the comparison being of the same nodes. */
static bool extreme(struct graph *graph, node mask, node yes, node no, node *result) {
  const struct graph_node m = graph->nodes[mask], n = graph->nodes[no];
  union lane low, high;
  if (m.operation != OPERATION_LESS) return false;
  if (m.a == no && m.b == yes) *result = apply(graph, OPERATION_LARGER, no, yes, 0);
  else if (m.a == yes && m.b == no) *result = apply(graph, OPERATION_SMALLER, no, yes, 0);
  else if (m.b == yes && n.operation == OPERATION_SMALLER && n.a == m.a && graph_is_constant(graph, yes, &low) &&
           graph_is_constant(graph, n.b, &high) && low.f <= high.f) /* x < low ? low : the smaller of x and high */
    *result = apply(graph, OPERATION_CLAMP, m.a, n.b, yes);
  else return false;
  return true;
}

/* The part of `mask` that still tells something where `other` does not hold. */
static node without(const struct graph *graph, node mask, node other) {
  const struct graph_node *it = &graph->nodes[mask];
  return it->operation == OPERATION_BUT_NOT && it->b == other ? it->a : mask;
}

node graph_select(struct graph *graph, node mask, node yes, node no) {
  node inner;
  if (mask == ALWAYS || yes == no) return yes;
  if (mask == NEVER) return no;
  if (is_not(graph, mask, &inner)) return graph_select(graph, inner, no, yes);
  const struct graph_node m = graph->nodes[mask], y = graph->nodes[yes], n = graph->nodes[no];
  if (y.operation == OPERATION_SELECT && y.a == mask) return graph_select(graph, mask, y.b, no);
  if (n.operation == OPERATION_SELECT && n.a == mask) return graph_select(graph, mask, yes, n.c);
  if (m.operation == OPERATION_OR && y.operation == OPERATION_SELECT && (m.a == y.a || m.b == y.a)) { /* one choice after the other */
    node rest = without(graph, m.a == y.a ? m.b : m.a, y.a);
    return graph_select(graph, y.a, y.b, graph_select(graph, rest, y.c, no));
  }
  if (extreme(graph, mask, yes, no, &inner)) return inner;
  return apply(graph, OPERATION_SELECT, mask, yes, no);
}
