/* draw.normal("service", mean, deviation) in a step: which random number it is, and what is made of it. */
#include "core/rule/translation.h"

#include <string.h>

enum { MOST_USES = 64 }; /* of a name, where how many differs by lane */

/* How a number in its simplest form becomes what was asked for; GIVEN: it is drawn with its parameter. */
enum making { BETWEEN, SHIFTED, SCALED, GIVEN };

static const struct {
  const char *name;
  enum operation operation;
  enum making making;
  unsigned least, most; /* numbers behind the name */
} kinds[] = {
    {"draw.uniform", OPERATION_DRAW_UNIFORM, BETWEEN, 0, 2}, {"draw.normal", OPERATION_DRAW_NORMAL, SHIFTED, 2, 2},
    {"draw.chance", OPERATION_DRAW_CHANCE, GIVEN, 1, 1},     {"draw.poisson", OPERATION_DRAW_POISSON, GIVEN, 1, 1},
    {"draw.exponential", OPERATION_DRAW_EXPONENTIAL, SCALED, 1, 1},
};

static bool number_of_name(struct translation *t, const struct rule_value *name, size_t *number) {
  struct stepping *stepping = t->stepping;
  for (*number = 0; *number < stepping->name_count; ++*number)
    if (stepping->names[*number].length == name->length && !memcmp(stepping->names[*number].name, name->text, name->length)) return true;
  if (stepping->name_count == MOST_NAMES) return false;
  stepping->names[*number].name = arena_copy(t->arena, name->text, name->length);
  stepping->names[*number].length = name->length;
  stepping->name_count++;
  return true;
}

static node draw_node(struct translation *t, enum operation operation, node mask, node parameter, size_t name, unsigned use) {
  struct stepping *stepping = t->stepping;
  struct step_draw it = {.kind = (enum step_draw_kind)(operation - OPERATION_DRAW_UNIFORM), .name = stepping->names[name].name,
                         .length = stepping->names[name].length, .use = use};
  size_t number = 0;
  while (number < stepping->draw_count && (stepping->draws[number].kind != it.kind || stepping->draws[number].name != it.name || stepping->draws[number].use != use)) number++;
  if (number == stepping->draw_count) {
    if (number == stepping->draw_room) {
      stepping->draw_room = stepping->draw_room ? 2 * stepping->draw_room : 16;
      struct step_draw *more = ARENA_ARRAY(t->arena, struct step_draw, stepping->draw_room);
      if (number) memcpy(more, stepping->draws, number * sizeof *more);
      stepping->draws = more;
    }
    stepping->draws[stepping->draw_count++] = it;
  }
  return graph_draw(&t->graph, operation, mask, parameter, (uint32_t)number);
}

/* Mostly all lanes that come here have drawn the name as often before. Where not, each lane takes what belongs to its count. */
static node counted(struct translation *t, struct state *state, enum operation operation, node parameter, size_t name) {
  struct graph *graph = &t->graph;
  node uses = state->uses[name], result = 0;
  union lane fixed;
  unsigned most = t->stepping->names[name].most++;
  state->uses[name] = graph_two(graph, OPERATION_ADD, uses, graph_float(graph, 1));
  if (graph_is_constant(graph, uses, &fixed)) return draw_node(t, operation, state->path, parameter, name, (unsigned)fixed.f);
  if (most > MOST_USES) return refuse(t, "more than %d draws of one name, how many of them differs", MOST_USES);
  for (unsigned use = 0; use <= most; use++) {
    node here = graph_two(graph, OPERATION_EQUAL, uses, graph_float(graph, use));
    node number = draw_node(t, operation, graph_and(graph, state->path, here), parameter, name, use);
    bool mask = operation == OPERATION_DRAW_CHANCE;
    result = use == 0 ? number : mask ? graph_select_mask(graph, here, number, result) : graph_select(graph, here, number, result);
  }
  return result;
}

static node made(struct translation *t, enum making making, node number, const node given[2], unsigned count) {
  struct graph *graph = &t->graph;
  if (making == GIVEN || count == 0) return number;
  if (making == SCALED) return graph_two(graph, OPERATION_MULTIPLY, given[0], number);
  node scale = making == SHIFTED ? given[1] : graph_two(graph, OPERATION_SUBTRACT, given[1], given[0]);
  return graph_two(graph, OPERATION_ADD, given[0], graph_two(graph, OPERATION_MULTIPLY, scale, number));
}

static node at_most(struct graph *graph, node a, node b) { return graph_two(graph, OPERATION_AT_MOST, a, b); }

/* Where the numbers of a draw make sense; where not, Lua raises (core/lua/lane.c). A poisson draw answers for itself. */
static node possible(struct graph *graph, enum operation operation, const node given[2], unsigned count) {
  node zero = graph_float(graph, 0);
  if (count == 0) return ALWAYS;
  switch (operation) {
    case OPERATION_DRAW_CHANCE: return graph_and(graph, at_most(graph, zero, given[0]), at_most(graph, given[0], graph_float(graph, 1)));
    case OPERATION_DRAW_NORMAL: return at_most(graph, zero, given[1]);
    case OPERATION_DRAW_EXPONENTIAL: return at_most(graph, zero, given[0]);
    case OPERATION_DRAW_UNIFORM: return at_most(graph, given[0], given[1]);
    default: return ALWAYS;
  }
}

value draw(struct translation *t, struct state *state, const char *name, const value *arguments, unsigned count) {
  struct rule_value text;
  size_t number, kind = 0;
  node given[2] = {0, 0};
  while (kind < sizeof kinds / sizeof *kinds && strcmp(name, kinds[kind].name)) kind++;
  if (kind == sizeof kinds / sizeof *kinds) return refuse(t, "a call of %s", name);
  if (count == 0 || !lanes_is_constant(t, arguments[0], &text) || text.thing != RULE_WORD) return refuse(t, "a draw whose name is not known beforehand");
  if (!number_of_name(t, &text, &number)) return refuse(t, "more than %d names of draws", MOST_NAMES);
  while (count > 1 && arguments[count - 1] == NIL_VALUE) count--;
  if (count - 1 < kinds[kind].least || count - 1 > kinds[kind].most || (kinds[kind].making == BETWEEN && count == 2))
    return refuse(t, "%s with %u numbers", name, count - 1);
  for (unsigned i = 1; i < count; i++) {
    const struct lanes v = *lanes_of(t, arguments[i]);
    if (v.shape != SHAPE_LANES) return refuse(t, "%s of something else than numbers", name);
    keep_lanes(t, state, lanes_numeric(t, &v), name);
    given[i - 1] = lanes_as_float(t, &v);
  }
  if (!t->refused) keep_lanes(t, state, possible(&t->graph, kinds[kind].operation, given, count - 1), name);
  if (t->refused) return NIL_VALUE;
  node drawn = counted(t, state, kinds[kind].operation, kinds[kind].making == GIVEN ? given[0] : 0, number);
  if (kinds[kind].operation == OPERATION_DRAW_CHANCE) return lanes_truth(t, drawn);
  if (kinds[kind].operation == OPERATION_DRAW_POISSON) /* a mean out of range: Lua raises */
    t->stepping->left = graph_unfinite(&t->graph, drawn, state->path, t->stepping->left);
  return lanes_float(t, made(t, kinds[kind].making, drawn, given, count - 1));
}
