/*
 * The program while it is made: nodes that each are computed once. Equal nodes are one node, what is constant is computed at once, and
 * masks are kept small by the laws that joining paths needs. Operands come before the node that uses them.
 */
#ifndef KITH_RULE_GRAPH_H
#define KITH_RULE_GRAPH_H

#include "core/rule/operations.h"

typedef uint32_t node;

enum { NEVER = 0, ALWAYS = 1 }; /* the masks that hold in no lane and in every lane */

struct graph_node {
  uint8_t operation;
  node a, b, c;     /* of a COLUMN or ABSENT, a is the column; of a DRAW_…, c is its number */
  union lane value; /* of a CONSTANT */
};

struct graph {
  struct arena *arena;
  struct graph_node *nodes;
  size_t count, room, most;
  node *table; /* open hash of all nodes */
  size_t table_size;
  bool full; /* past `most`: what is asked for is no longer added, and the translation is to be given up */
};

void graph_start(struct graph *graph, struct arena *arena, size_t most);

node graph_float(struct graph *graph, double value);
node graph_whole(struct graph *graph, int64_t value);
node graph_column(struct graph *graph, uint32_t column);
node graph_absent(struct graph *graph, uint32_t column);

/* The step's number. */
node graph_step(struct graph *graph);
/* A draw in the lanes of `mask`; `number` tells draws apart. */
node graph_draw(struct graph *graph, enum operation operation, node mask, node parameter, uint32_t number);

node graph_one(struct graph *graph, enum operation operation, node a);
node graph_two(struct graph *graph, enum operation operation, node a, node b);
/* `bad`, and where `mask` holds and f is no finite number. */
node graph_unfinite(struct graph *graph, node f, node mask, node bad);

node graph_and(struct graph *graph, node a, node b);
node graph_or(struct graph *graph, node a, node b);
node graph_but_not(struct graph *graph, node a, node b);
node graph_not(struct graph *graph, node a);
/* Values of any type. */
node graph_select(struct graph *graph, node mask, node yes, node no);
/* The same for masks. */
node graph_select_mask(struct graph *graph, node mask, node yes, node no);

/* Whether where `path` holds `mask` does (1), does not (-1), or that cannot be seen (0). */
int graph_implies(const struct graph *graph, node path, node mask);

bool graph_is_constant(const struct graph *graph, node a, union lane *value);

#endif
