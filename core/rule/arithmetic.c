/* Operators and math.*: what they compute, and which lanes end at them. */
#include "core/rule/translation.h"

#include <string.h>

/* ---- Lanes that end ---- */

/* Where no missing input was read before, Lua raises: those lanes just leave the path, and are interpreted. */
void end_missing(struct translation *t, struct state *state, node where) {
  struct graph *graph = &t->graph;
  node ended = graph_and(graph, state->path, where), named = graph_and(graph, ended, state->seen);
  if (ended == NEVER) return;
  if (named != NEVER) {
    t->missing_last = t->missing == NEVER ? state->last : graph_select(graph, named, state->last, t->missing_last);
    t->missing = graph_or(graph, t->missing, named);
  }
  state->path = graph_but_not(graph, state->path, ended == state->path ? ended : where);
}

void keep_lanes(struct translation *t, struct state *state, node where, const char *what) {
  state->path = graph_and(&t->graph, state->path, where);
  if (state->path == NEVER) refuse(t, "%s that always ends the function here", what);
}

/* Both are numbers from here on. nil with nil or a number is missing; the rest raises, or is arithmetic on texts: interpreted. */
static bool both_numbers(struct translation *t, struct state *state, value x, value y, const char *what) {
  const struct lanes a = *lanes_of(t, x), b = *lanes_of(t, y);
  if (a.shape != SHAPE_LANES || b.shape != SHAPE_LANES) {
    refuse(t, "%s on something else than numbers", what);
    return false;
  }
  node second = graph_and(&t->graph, lanes_numeric(t, &a), b.nil);
  end_missing(t, state, graph_or(&t->graph, a.nil, second));
  node numbers = graph_and(&t->graph, lanes_numeric(t, &a), lanes_numeric(t, &b));
  keep_lanes(t, state, numbers, what);
  return !t->refused;
}

/* ---- Operators ---- */

static enum operation float_operation(unsigned operation) {
  switch (operation) {
  case CODE_ADD: return OPERATION_ADD;
  case CODE_SUB: return OPERATION_SUBTRACT;
  case CODE_MUL: return OPERATION_MULTIPLY;
  case CODE_DIV: return OPERATION_DIVIDE;
  case CODE_MOD: return OPERATION_MODULO;
  case CODE_IDIV: return OPERATION_FLOOR_DIVIDE;
  default: return OPERATION_POWER;
  }
}

/* Integers stay integers, but for `/` and `^`, which have none: OPERATION_COUNT. */
static enum operation whole_operation(unsigned operation) {
  switch (operation) {
  case CODE_ADD: return OPERATION_ADD_WHOLE;
  case CODE_SUB: return OPERATION_SUBTRACT_WHOLE;
  case CODE_MUL: return OPERATION_MULTIPLY_WHOLE;
  case CODE_MOD: return OPERATION_MODULO_WHOLE;
  case CODE_IDIV: return OPERATION_DIVIDE_WHOLE;
  default: return OPERATION_COUNT;
  }
}

/* Integer division by zero raises. */
static void keep_divisible(struct translation *t, struct state *state, node wholes, node divisor) {
  node zero = graph_two(&t->graph, OPERATION_EQUAL_WHOLE, divisor, graph_whole(&t->graph, 0));
  keep_lanes(t, state, graph_not(&t->graph, graph_and(&t->graph, wholes, zero)), "division by zero");
}

/* The result where `wholes` are the lanes in which all operands are integers. */
static value number_result(struct translation *t, node wholes, node i, node f) {
  struct lanes v = {.whole = wholes, .number = graph_not(&t->graph, wholes), .i = i, .f = f};
  return lanes_add(t, &v);
}

value arithmetic(struct translation *t, struct state *state, unsigned operation, value x, value y) {
  if (!both_numbers(t, state, x, y, "arithmetic")) return NIL_VALUE;
  const struct lanes a = *lanes_of(t, x), b = *lanes_of(t, y);
  enum operation whole = whole_operation(operation);
  node i = 0, f = 0, wholes = whole == OPERATION_COUNT ? NEVER : graph_and(&t->graph, a.whole, b.whole);
  if (wholes != NEVER && graph_implies(&t->graph, state->path, wholes) > 0) wholes = ALWAYS;
  if (wholes != NEVER) {
    if (operation == CODE_IDIV || operation == CODE_MOD) keep_divisible(t, state, wholes, b.i);
    i = graph_two(&t->graph, whole, a.i, b.i);
  }
  if (wholes != ALWAYS) f = graph_two(&t->graph, float_operation(operation), lanes_as_float(t, &a), lanes_as_float(t, &b));
  return number_result(t, wholes, i, f);
}

value negative(struct translation *t, struct state *state, value x) {
  if (!both_numbers(t, state, x, x, "arithmetic")) return NIL_VALUE;
  const struct lanes a = *lanes_of(t, x);
  node i = graph_two(&t->graph, OPERATION_SUBTRACT_WHOLE, graph_whole(&t->graph, 0), a.i);
  struct lanes v = {.whole = a.whole, .number = a.number, .i = i, .f = graph_one(&t->graph, OPERATION_NEGATE, a.f)};
  return lanes_add(t, &v);
}

node ordered(struct translation *t, struct state *state, enum operation operation, value x, value y) {
  if (!both_numbers(t, state, x, y, "ordering")) return NEVER;
  return compare_numbers(t, operation, lanes_of(t, x), lanes_of(t, y));
}

/* ---- math.* ---- */

/* All arguments are numbers from here on: any nil is missing, other things raise or are texts. */
static bool all_numbers(struct translation *t, struct state *state, const char *name, const value *arguments, unsigned count) {
  node nil = NEVER, numbers = ALWAYS;
  for (unsigned n = 0; n < count; n++) {
    const struct lanes a = *lanes_of(t, arguments[n]);
    if (a.shape != SHAPE_LANES) {
      refuse(t, "%s of something else than numbers", name);
      return false;
    }
    nil = graph_or(&t->graph, nil, a.nil);
    numbers = graph_and(&t->graph, numbers, lanes_numeric(t, &a));
  }
  end_missing(t, state, nil);
  keep_lanes(t, state, numbers, name);
  return !t->refused;
}

/* math.max, math.min: Lua's own order of comparisons decides about NaN, -0 and integer or float. */
static value extreme(struct translation *t, const value *arguments, unsigned count, bool greatest) {
  value best = arguments[0];
  for (unsigned n = 1; n < count; n++) {
    const struct lanes a = *lanes_of(t, best), b = *lanes_of(t, arguments[n]);
    node better = greatest ? compare_numbers(t, OPERATION_LESS, &a, &b) : compare_numbers(t, OPERATION_LESS, &b, &a);
    best = lanes_select(t, better, arguments[n], best);
  }
  return best;
}

/* An integer where it fits, else the float itself. */
static value rounded(struct translation *t, value x, enum operation operation) {
  const struct lanes a = *lanes_of(t, x);
  if (a.number == NEVER) return x;
  node f = graph_one(&t->graph, operation, a.f), fits = graph_one(&t->graph, OPERATION_FITS, f);
  value of_float = number_result(t, fits, graph_one(&t->graph, OPERATION_TO_WHOLE, f), f);
  return lanes_select(t, a.whole, lanes_integer(t, a.i), of_float);
}

static value absolute(struct translation *t, value x) {
  struct lanes a = *lanes_of(t, x);
  node zero = graph_whole(&t->graph, 0);
  node below = graph_two(&t->graph, OPERATION_LESS_WHOLE, a.i, zero);
  a.i = graph_select(&t->graph, below, graph_two(&t->graph, OPERATION_SUBTRACT_WHOLE, zero, a.i), a.i);
  a.f = graph_one(&t->graph, OPERATION_ABSOLUTE, a.f);
  return lanes_add(t, &a);
}

/* math.fmod: the remainder as C has it, for integers too. */
static value remainder_of(struct translation *t, struct state *state, value x, value y) {
  const struct lanes a = *lanes_of(t, x), b = *lanes_of(t, y);
  node wholes = graph_and(&t->graph, a.whole, b.whole), i = 0;
  if (wholes != NEVER) {
    keep_divisible(t, state, wholes, b.i);
    i = graph_two(&t->graph, OPERATION_REMAINDER_WHOLE, a.i, b.i);
  }
  return number_result(t, wholes, i, graph_two(&t->graph, OPERATION_REMAINDER, lanes_as_float(t, &a), lanes_as_float(t, &b)));
}

/* math.log with a base has its own functions for 2 and 10. */
static value logarithm(struct translation *t, const value *arguments, unsigned count) {
  struct graph *graph = &t->graph;
  node x = lanes_as_float(t, lanes_of(t, arguments[0])), natural = graph_one(graph, OPERATION_LOGARITHM, x);
  if (count < 2) return lanes_float(t, natural);
  node base = lanes_as_float(t, lanes_of(t, arguments[1]));
  node general = graph_two(graph, OPERATION_DIVIDE, natural, graph_one(graph, OPERATION_LOGARITHM, base));
  node is_ten = graph_two(graph, OPERATION_EQUAL, base, graph_float(graph, 10));
  node is_two = graph_two(graph, OPERATION_EQUAL, base, graph_float(graph, 2));
  node result = graph_select(graph, is_ten, graph_one(graph, OPERATION_LOGARITHM_10, x), general);
  return lanes_float(t, graph_select(graph, is_two, graph_one(graph, OPERATION_LOGARITHM_2, x), result));
}

static value scaled(struct translation *t, value x, double factor) {
  return lanes_float(t, graph_two(&t->graph, OPERATION_MULTIPLY, lanes_as_float(t, lanes_of(t, x)), graph_float(&t->graph, factor)));
}

static const struct {
  const char *name;
  enum operation operation;
} plain[] = {
    {"math.sqrt", OPERATION_ROOT},  {"math.exp", OPERATION_EXPONENTIAL}, {"math.sin", OPERATION_SINE},     {"math.cos", OPERATION_COSINE},
    {"math.tan", OPERATION_TANGENT}, {"math.asin", OPERATION_ARCSINE},   {"math.acos", OPERATION_ARCCOSINE},
};

#define PI 3.141592653589793238462643383279502884

static value special(struct translation *t, struct state *state, const char *name, const value *arguments, unsigned count) {
  if (!strcmp(name, "math.floor")) return rounded(t, arguments[0], OPERATION_FLOOR);
  if (!strcmp(name, "math.ceil")) return rounded(t, arguments[0], OPERATION_CEILING);
  if (!strcmp(name, "math.abs")) return absolute(t, arguments[0]);
  if (!strcmp(name, "math.max")) return extreme(t, arguments, count, true);
  if (!strcmp(name, "math.min")) return extreme(t, arguments, count, false);
  if (!strcmp(name, "math.log")) return logarithm(t, arguments, count);
  if (!strcmp(name, "math.deg")) return scaled(t, arguments[0], 180.0 / PI);
  if (!strcmp(name, "math.rad")) return scaled(t, arguments[0], PI / 180.0);
  if (!strcmp(name, "math.fmod") && count > 1) return remainder_of(t, state, arguments[0], arguments[1]);
  if (!strcmp(name, "math.atan")) {
    node x = count > 1 ? lanes_as_float(t, lanes_of(t, arguments[1])) : graph_float(&t->graph, 1);
    return lanes_float(t, graph_two(&t->graph, OPERATION_ARCTANGENT, lanes_as_float(t, lanes_of(t, arguments[0])), x));
  }
  return refuse(t, "a call of %s", name);
}

value builtin(struct translation *t, struct state *state, const char *name, const value *arguments, unsigned count) {
  static const char *const known[] = {"math.floor", "math.ceil", "math.abs", "math.max", "math.min", "math.log",
                                      "math.deg",   "math.rad",  "math.fmod", "math.atan"};
  enum operation operation = OPERATION_COUNT;
  bool is_known = false;
  for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
    if (!strcmp(name, plain[i].name)) operation = plain[i].operation;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) is_known |= !strcmp(name, known[i]);
  if (count == 0 || (operation == OPERATION_COUNT && !is_known)) return refuse(t, "a call of %s", name);
  if (!all_numbers(t, state, name, arguments, count)) return NIL_VALUE;
  if (operation == OPERATION_COUNT) return special(t, state, name, arguments, count);
  return lanes_float(t, graph_one(&t->graph, operation, lanes_as_float(t, lanes_of(t, arguments[0]))));
}
