/* Programs laid out: which nodes are computed, in which order, and in which slot each result lies. */
#include "core/rule/program.h"

struct layout {
  struct arena *arena;
  const struct graph *graph;
  const struct program_wants *wants;
  bool *needed;
  bool *once;       /* [node]: the same for every block */
  bool *late;       /* [node]: wanted late, and by no other node */
  size_t *last_use; /* [node]: when it is used last; see turn */
  uint32_t *slot;   /* [node]: within its kind of slots */
  uint32_t *free_slots;
  size_t free_count;
  struct program *program;
};

static unsigned operand_count(unsigned operation) {
#define ONE(name, to, ta, expression) 1,
#define TWO(name, to, ta, tb, expression) 2,
#define THREE(name, to, ta, tb, tc, expression) 3,
#define CAREFUL(name, operands, common_case, any_case) operands,
  static const unsigned char counts[OPERATION_COUNT] = {RULE_OPERATIONS(ONE, TWO, THREE) RULE_CAREFUL_OPERATIONS(CAREFUL)};
#undef CAREFUL
#undef ONE
#undef TWO
#undef THREE
  return operation_is_draw(operation) ? 2 : counts[operation];
}

static const struct graph_node *at(const struct layout *layout, node a) { return &layout->graph->nodes[a]; }
static bool is_constant(const struct layout *layout, node a) { return at(layout, a)->operation == OPERATION_CONSTANT; }
static bool is_column(const struct layout *layout, node a) { return at(layout, a)->operation == OPERATION_COLUMN; }
static bool is_leaf(const struct layout *layout, node a) { return at(layout, a)->operation >= OPERATION_STEP; }

static bool is_once(const struct layout *layout, node i) {
  const struct graph_node *it = at(layout, i);
  if (it->operation == OPERATION_STEP) return true;
  if (it->operation == OPERATION_COLUMN) return layout->wants->column_once && layout->wants->column_once[it->a];
  if (it->operation == OPERATION_ABSENT || operation_is_draw(it->operation)) return false;
  const node operands[] = {it->a, it->b, it->c};
  for (unsigned n = 0; n < operand_count(it->operation); n++)
    if (!layout->once[operands[n]] && !is_constant(layout, operands[n])) return false;
  return it->operation != OPERATION_CONSTANT;
}

/* Nodes are computed in the graph's order, the late ones after all others. */
static size_t turn(const struct layout *layout, size_t i) { return layout->late[i] ? layout->graph->count + i : i; }

/* What is wanted is used behind the end, so that its slots are never given to others. */
static void mark(struct layout *layout) {
  const struct program_wants *wants = layout->wants;
  size_t count = layout->graph->count;
  for (size_t i = 0; i < count; i++) layout->once[i] = is_once(layout, (node)i);
  for (size_t i = 0; i < wants->end_count; i++) {
    layout->needed[wants->ends[i]] = true;
    layout->last_use[wants->ends[i]] = SIZE_MAX - 1;
    layout->late[wants->ends[i]] = i < wants->late_count && !layout->once[wants->ends[i]];
  }
  for (size_t i = wants->late_count; i < wants->end_count; i++) layout->late[wants->ends[i]] = false;
  for (size_t i = count; i-- > 0;) {
    const struct graph_node *it = at(layout, (node)i);
    const node operands[] = {it->a, it->b, it->c};
    for (unsigned n = 0; layout->needed[i] && n < operand_count(it->operation); n++) {
      layout->needed[operands[n]] = true;
      layout->late[operands[n]] = false;
      if (layout->last_use[operands[n]] < turn(layout, i)) layout->last_use[operands[n]] = turn(layout, i);
    }
  }
}

static void place_leaves(struct layout *layout) {
  struct program *program = layout->program;
  program->constant_values = ARENA_ARRAY(layout->arena, union lane, layout->graph->count);
  program->columns = ARENA_ARRAY(layout->arena, uint32_t, layout->graph->count);
  program->step = NO_SLOT;
  for (node i = 0; i < layout->graph->count; i++) {
    const struct graph_node *it = at(layout, i);
    if (!layout->needed[i]) continue;
    if (it->operation == OPERATION_CONSTANT) {
      program->constant_values[program->constants] = it->value;
      layout->slot[i] = program->constants++;
    } else if (it->operation == OPERATION_COLUMN) {
      program->columns[program->column_count] = it->a;
      layout->slot[i] = (uint32_t)program->column_count++;
    } else if (it->operation == OPERATION_STEP) {
      program->step = layout->slot[i] = program->once++; /* numbered within `once` for now */
    }
  }
}

static void release(struct layout *layout, size_t now, node operand) {
  if (is_leaf(layout, operand) || layout->once[operand] || layout->last_use[operand] != now) return;
  layout->free_slots[layout->free_count++] = layout->slot[operand];
  layout->last_use[operand] = SIZE_MAX; /* once, also where it is an operand twice */
}

static void add_step(struct layout *layout, size_t i) {
  const struct graph_node *it = at(layout, (node)i);
  layout->program->steps[layout->program->step_count++] = (struct program_step){it->operation, (uint32_t)i, it->a, it->b, it->c};
}

static bool is_step(const struct layout *layout, size_t i) { return layout->needed[i] && !is_leaf(layout, (node)i); }

static uint32_t free_slot(struct layout *layout) {
  return layout->free_count ? layout->free_slots[--layout->free_count] : layout->program->working++;
}

/* Every needed node gets a slot that nothing alive is in; operands used for the last time give theirs up first: kernels allow it. */
static void place_working(struct layout *layout, bool late) {
  for (size_t i = 0; i < layout->graph->count; i++) {
    const struct graph_node *it = at(layout, (node)i);
    if (!is_step(layout, i) || layout->once[i] || layout->late[i] != late) continue;
    const node operands[] = {it->a, it->b, it->c};
    bool apart = operation_is_draw(it->operation); /* draws look at their operands again when they have filled in numbers */
    if (apart) layout->slot[i] = free_slot(layout);
    for (unsigned n = 0; n < operand_count(it->operation); n++) release(layout, turn(layout, i), operands[n]);
    if (!apart) layout->slot[i] = free_slot(layout);
    add_step(layout, i);
  }
}

static void place_steps(struct layout *layout) {
  struct program *program = layout->program;
  program->steps = ARENA_ARRAY(layout->arena, struct program_step, layout->graph->count);
  for (size_t i = 0; i < layout->graph->count; i++) {
    if (!is_step(layout, i) || !layout->once[i]) continue;
    layout->slot[i] = program->once++;
    add_step(layout, i);
  }
  program->once_count = program->step_count;
  place_working(layout, false);
  program->late_from = program->step_count;
  place_working(layout, true);
}

static uint32_t slot_of(const struct layout *layout, node a) {
  const struct program *program = layout->program;
  uint32_t first = 0;
  if (is_constant(layout, a)) first = program->working;
  else if (is_column(layout, a)) first = program->working + program->constants + program->once;
  else if (layout->once[a]) first = program->working + program->constants;
  return first + layout->slot[a];
}

/* Steps were noted with nodes; their slots are known now. What is no operand stays: the column of an ABSENT, the number of a draw. */
static void name_slots(struct layout *layout) {
  for (size_t i = 0; i < layout->program->step_count; i++) {
    struct program_step *step = &layout->program->steps[i];
    unsigned operands = operand_count(step->operation);
    step->out = slot_of(layout, step->out);
    if (operands > 0) step->a = slot_of(layout, step->a);
    step->b = operands > 1 ? slot_of(layout, step->b) : step->out; /* not looked at, but there */
    if (!operation_is_draw(step->operation)) step->c = operands > 2 ? slot_of(layout, step->c) : step->out;
  }
}

void program_make(struct arena *arena, const struct graph *graph, const struct program_wants *wants, struct program *program, uint32_t *slots) {
  struct layout layout = {.arena = arena,
                          .graph = graph,
                          .wants = wants,
                          .needed = ARENA_ARRAY(arena, bool, graph->count),
                          .once = ARENA_ARRAY(arena, bool, graph->count),
                          .late = ARENA_ARRAY(arena, bool, graph->count),
                          .last_use = ARENA_ARRAY(arena, size_t, graph->count),
                          .slot = ARENA_ARRAY(arena, uint32_t, graph->count),
                          .free_slots = ARENA_ARRAY(arena, uint32_t, graph->count),
                          .program = program};
  *program = (struct program){.steps = NULL};
  mark(&layout);
  place_leaves(&layout);
  place_steps(&layout);
  program->slots = program->working + program->constants + program->once + (uint32_t)program->column_count;
  if (program->step != NO_SLOT) program->step += program->working + program->constants;
  name_slots(&layout);
  for (size_t i = 0; i < wants->end_count; i++) slots[i] = slot_of(&layout, wants->ends[i]);
}

bool program_is_constant(const struct program *program, uint32_t slot, union lane *value) {
  if (slot < program->working || slot >= program->working + program->constants) return false;
  *value = program->constant_values[slot - program->working];
  return true;
}
