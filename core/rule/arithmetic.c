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

/* A call of a function of math: its arguments are numbers in all lanes that are left. */
struct call {
  struct translation *t;
  struct state *state;
  const value *arguments;
  unsigned count;
};

/* Lua's own order of comparisons decides about NaN, -0 and integer or float. */
static value extreme(const struct call *call, bool greatest) {
  struct translation *t = call->t;
  value best = call->arguments[0];
  for (unsigned n = 1; n < call->count; n++) {
    const struct lanes a = *lanes_of(t, best), b = *lanes_of(t, call->arguments[n]);
    node better = greatest ? compare_numbers(t, OPERATION_LESS, &a, &b) : compare_numbers(t, OPERATION_LESS, &b, &a);
    best = lanes_select(t, better, call->arguments[n], best);
  }
  return best;
}

static value greatest(const struct call *call) { return extreme(call, true); }
static value least(const struct call *call) { return extreme(call, false); }

/* An integer where it fits, else the float itself. */
static value rounded(const struct call *call, enum operation operation) {
  struct translation *t = call->t;
  const struct lanes a = *lanes_of(t, call->arguments[0]);
  if (a.number == NEVER) return call->arguments[0];
  node f = graph_one(&t->graph, operation, a.f), fits = graph_one(&t->graph, OPERATION_FITS, f);
  value of_float = number_result(t, fits, graph_one(&t->graph, OPERATION_TO_WHOLE, f), f);
  return lanes_select(t, a.whole, lanes_integer(t, a.i), of_float);
}

static value rounded_down(const struct call *call) { return rounded(call, OPERATION_FLOOR); }
static value rounded_up(const struct call *call) { return rounded(call, OPERATION_CEILING); }

/* The integer that a number is, else nil. */
static value whole_or_nil(const struct call *call) {
  struct graph *graph = &call->t->graph;
  const struct lanes a = *lanes_of(call->t, call->arguments[0]);
  node is_floor = graph_two(graph, OPERATION_EQUAL, graph_one(graph, OPERATION_FLOOR, a.f), a.f);
  node exact = graph_and(graph, a.number, graph_and(graph, is_floor, graph_one(graph, OPERATION_FITS, a.f)));
  struct lanes v = {.nil = graph_but_not(graph, a.number, exact), .whole = graph_or(graph, a.whole, exact)};
  v.i = graph_select(graph, a.whole, a.i, graph_one(graph, OPERATION_TO_WHOLE, a.f));
  return lanes_add(call->t, &v);
}

static value absolute(const struct call *call) {
  struct graph *graph = &call->t->graph;
  struct lanes a = *lanes_of(call->t, call->arguments[0]);
  node zero = graph_whole(graph, 0), below = graph_two(graph, OPERATION_LESS_WHOLE, a.i, zero);
  a.i = graph_select(graph, below, graph_two(graph, OPERATION_SUBTRACT_WHOLE, zero, a.i), a.i);
  a.f = graph_one(graph, OPERATION_ABSOLUTE, a.f);
  return lanes_add(call->t, &a);
}

/* The remainder as C has it, for integers too. */
static value remainder_of(const struct call *call) {
  struct translation *t = call->t;
  if (call->count < 2) return refuse(t, "a call of math.fmod with one number");
  const struct lanes a = *lanes_of(t, call->arguments[0]), b = *lanes_of(t, call->arguments[1]);
  node wholes = graph_and(&t->graph, a.whole, b.whole), i = 0;
  if (wholes != NEVER) {
    keep_divisible(t, call->state, wholes, b.i);
    i = graph_two(&t->graph, OPERATION_REMAINDER_WHOLE, a.i, b.i);
  }
  return number_result(t, wholes, i, graph_two(&t->graph, OPERATION_REMAINDER, lanes_as_float(t, &a), lanes_as_float(t, &b)));
}

/* An argument as a float. */
static node float_of(const struct call *call, unsigned n) { return lanes_as_float(call->t, lanes_of(call->t, call->arguments[n])); }

/* With a base there are functions of their own for 2 and 10. */
static value logarithm(const struct call *call) {
  struct graph *graph = &call->t->graph;
  node x = float_of(call, 0), natural = graph_one(graph, OPERATION_LOGARITHM, x);
  if (call->count < 2) return lanes_float(call->t, natural);
  node base = float_of(call, 1);
  node general = graph_two(graph, OPERATION_DIVIDE, natural, graph_one(graph, OPERATION_LOGARITHM, base));
  node is_ten = graph_two(graph, OPERATION_EQUAL, base, graph_float(graph, 10));
  node is_two = graph_two(graph, OPERATION_EQUAL, base, graph_float(graph, 2));
  node result = graph_select(graph, is_ten, graph_one(graph, OPERATION_LOGARITHM_10, x), general);
  return lanes_float(call->t, graph_select(graph, is_two, graph_one(graph, OPERATION_LOGARITHM_2, x), result));
}

static value arctangent(const struct call *call) {
  node x = call->count > 1 ? float_of(call, 1) : graph_float(&call->t->graph, 1);
  return lanes_float(call->t, graph_two(&call->t->graph, OPERATION_ARCTANGENT, float_of(call, 0), x));
}

static value scaled(const struct call *call, double factor) {
  return lanes_float(call->t, graph_two(&call->t->graph, OPERATION_MULTIPLY, float_of(call, 0), graph_float(&call->t->graph, factor)));
}

#define PI 3.141592653589793238462643383279502884
static value degrees(const struct call *call) { return scaled(call, 180.0 / PI); }
static value radians(const struct call *call) { return scaled(call, PI / 180.0); }

/* Made by a function; or, where there is none, by an operation on one float. */
static const struct {
  const char *name;
  value (*make)(const struct call *call);
  enum operation operation;
} functions[] = {
    {"math.abs", absolute, 0},
    {"math.ceil", rounded_up, 0},
    {"math.floor", rounded_down, 0},
    {"math.tointeger", whole_or_nil, 0},
    {"math.max", greatest, 0},
    {"math.min", least, 0},
    {"math.fmod", remainder_of, 0},
    {"math.log", logarithm, 0},
    {"math.atan", arctangent, 0},
    {"math.deg", degrees, 0},
    {"math.rad", radians, 0},
    {"math.sqrt", NULL, OPERATION_ROOT},
    {"math.exp", NULL, OPERATION_EXPONENTIAL},
    {"math.sin", NULL, OPERATION_SINE},
    {"math.cos", NULL, OPERATION_COSINE},
    {"math.tan", NULL, OPERATION_TANGENT},
    {"math.asin", NULL, OPERATION_ARCSINE},
    {"math.acos", NULL, OPERATION_ARCCOSINE},
};

value builtin(struct translation *t, struct state *state, const char *name, const value *arguments, unsigned count) {
  const struct call call = {t, state, arguments, count};
  size_t i = 0;
  while (i < sizeof functions / sizeof *functions && strcmp(name, functions[i].name) != 0) i++;
  if (count == 0 || i == sizeof functions / sizeof *functions) return refuse(t, "a call of %s", name);
  if (!all_numbers(t, state, name, arguments, count)) return NIL_VALUE;
  return functions[i].make ? functions[i].make(&call) : lanes_float(t, graph_one(&t->graph, functions[i].operation, float_of(&call, 0)));
}
