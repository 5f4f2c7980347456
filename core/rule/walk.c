/*
 * The walk over a function's instructions, once each, in their order. A jump leaves a copy of the state at its target; where the walk
 * comes there the copies meet, the latest first, which closes branches from the inside out. Only numeric loops lead back: they are unrolled.
 */
#include "core/rule/translation.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MOST_STEPS = 40000, MOST_TURNS = 4096, MOST_NESTED_LOOPS = 16 };

value refuse(struct translation *t, const char *format, ...) {
  if (t->refused) return NIL_VALUE;
  t->refused = true;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(t->refusal->why, sizeof t->refusal->why, format, arguments);
  va_end(arguments);
  if (!t->frame) return NIL_VALUE;
  t->refusal->line = t->frame->code->code[t->frame->at < t->frame->code->count ? t->frame->at : t->frame->code->count - 1].line;
  snprintf(t->refusal->source, sizeof t->refusal->source, "%s", t->frame->code->source);
  return NIL_VALUE;
}

/* ---- States ---- */

enum { MOST_REGISTERS = 257 };

/* Registers, and one for the result. */
static size_t width_of(const struct frame *frame) { return frame->code->registers + 1u; }

static size_t field_count(const struct translation *t) { return t->stepping ? t->stepping->field_count : 0; }
static size_t name_count(const struct translation *t) { return t->stepping ? MOST_NAMES : 0; }

struct state *state_new(struct translation *t, const struct frame *frame) {
  struct state *state = t->free_states;
  size_t width = MOST_REGISTERS + field_count(t) + name_count(t);
  if (state) t->free_states = state->next;
  else state = arena_alloc(t->arena, sizeof *state + width * sizeof(value));
  *state = (struct state){.path = ALWAYS, .fields = state->registers + MOST_REGISTERS};
  state->uses = state->fields + field_count(t);
  memset(state->registers, 0, width_of(frame) * sizeof(value));
  memset(state->fields, 0, (width - MOST_REGISTERS) * sizeof(value));
  return state;
}

void state_carry(const struct translation *t, struct state *to, const struct state *from) {
  to->path = from->path;
  to->seen = from->seen;
  to->last = from->last;
  memcpy(to->fields, from->fields, (field_count(t) + name_count(t)) * sizeof(value));
}

void state_free(struct translation *t, struct state *state) {
  if (!state) return;
  state->next = t->free_states;
  t->free_states = state;
}

static struct state *copy_of(struct translation *t, const struct frame *frame, const struct state *state) {
  struct state *copy = state_new(t, frame);
  state_carry(t, copy, state);
  memcpy(copy->registers, state->registers, width_of(frame) * sizeof(value));
  copy->top = state->top;
  return copy;
}

/* A mask that is true where the lanes of `ours` and false where those of `theirs` came from; simpler than a path where one condition parted them. */
static node parting(struct graph *graph, node ours, node theirs) {
  const struct graph_node *x = &graph->nodes[ours], *y = &graph->nodes[theirs];
  if (y->operation == OPERATION_BUT_NOT && x->operation == OPERATION_AND && x->a == y->a && x->b == y->b) return x->b;
  if (x->operation == OPERATION_BUT_NOT && y->operation == OPERATION_AND && x->a == y->a && x->b == y->b) return graph_not(graph, x->b);
  return graph_not(graph, theirs);
}

/* Makes one state of two that meet; `theirs` is given back. */
static struct state *meet(struct translation *t, const struct frame *frame, struct state *ours, struct state *theirs) {
  if (!ours || !theirs) return ours ? ours : theirs;
  struct graph *graph = &t->graph;
  node mask = parting(graph, ours->path, theirs->path);
  for (size_t i = 0; i < width_of(frame); i++)
    ours->registers[i] = lanes_select(t, mask, ours->registers[i], theirs->registers[i]);
  for (size_t i = 0; i < field_count(t); i++) ours->fields[i] = lanes_select(t, mask, ours->fields[i], theirs->fields[i]);
  for (size_t i = 0; i < name_count(t); i++) ours->uses[i] = graph_select(graph, mask, ours->uses[i], theirs->uses[i]);
  ours->seen = graph_select_mask(graph, mask, ours->seen, theirs->seen);
  ours->last = graph_select(graph, mask, ours->last, theirs->last);
  ours->path = graph_or(graph, ours->path, theirs->path);
  state_free(t, theirs);
  return ours;
}

static void wait_at(struct frame *frame, size_t position, struct state *state) {
  state->next = frame->waiting[position];
  frame->waiting[position] = state;
}

static void arrive(struct translation *t, struct frame *frame, size_t position) {
  while (frame->waiting[position]) {
    struct state *state = frame->waiting[position];
    frame->waiting[position] = state->next;
    frame->now = meet(t, frame, frame->now, state);
  }
}

/* The lanes of `mask` go on at `position` (a copy of the state, narrowed), the others stay. */
static struct state *send(struct translation *t, struct frame *frame, size_t position, node mask) {
  struct state *now = frame->now;
  node path = graph_and(&t->graph, now->path, mask);
  if (path == NEVER) return NULL;
  struct state *sent = copy_of(t, frame, now);
  sent->path = path;
  now->path = graph_but_not(&t->graph, now->path, mask);
  wait_at(frame, position, sent);
  return sent;
}

static void leave(struct translation *t, struct frame *frame) {
  state_free(t, frame->now);
  frame->now = NULL;
}

static void jump(struct translation *t, struct frame *frame, size_t position) {
  if (position <= frame->at) refuse(t, "a loop whose length is not known beforehand (while, repeat, goto)");
  else wait_at(frame, position, frame->now);
  frame->now = NULL;
}

/* ---- Instructions ---- */

static value constant(struct translation *t, const struct frame *frame, size_t number) {
  return lanes_constant(t, &frame->code->constants[number]);
}

static value whole(struct translation *t, int64_t number) { return lanes_integer(t, graph_whole(&t->graph, number)); }

static void load(struct translation *t, struct frame *frame, const struct instruction *it) {
  value *registers = frame->now->registers;
  switch (it->operation) {
  case CODE_MOVE: registers[it->a] = registers[it->b]; break;
  case CODE_LOADI: registers[it->a] = whole(t, it->wide); break;
  case CODE_LOADF: registers[it->a] = lanes_float(t, graph_float(&t->graph, it->wide)); break;
  case CODE_LOADK:
  case CODE_LOADKX: registers[it->a] = constant(t, frame, (size_t)it->wide); break;
  case CODE_LOADTRUE: registers[it->a] = lanes_truth(t, ALWAYS); break;
  case CODE_LOADNIL:
    for (unsigned i = 0; i <= it->b; i++) registers[it->a + i] = NIL_VALUE;
    break;
  default: registers[it->a] = lanes_truth(t, NEVER);
  }
  if (it->operation == CODE_LFALSESKIP) jump(t, frame, frame->at + 2);
}

static value upvalue(struct translation *t, struct frame *frame, unsigned number) {
  struct rule_value found;
  if (!t->source->upvalue(t->source->context, frame->function, number, &found)) return refuse(t, "a name from outside that cannot be read");
  return lanes_constant(t, &found);
}

static void get(struct translation *t, struct frame *frame, const struct instruction *it) {
  struct state *now = frame->now;
  const struct rule_value *constants = frame->code->constants;
  value result;
  switch (it->operation) {
  case CODE_GETUPVAL: result = upvalue(t, frame, it->b); break;
  case CODE_GETTABUP: result = look_up_field(t, now, upvalue(t, frame, it->b), &constants[it->c]); break;
  case CODE_GETFIELD: result = look_up_field(t, now, now->registers[it->b], &constants[it->c]); break;
  case CODE_GETI: result = look_up(t, now, now->registers[it->b], whole(t, it->c)); break;
  default: result = look_up(t, now, now->registers[it->b], now->registers[it->c]);
  }
  now->registers[it->a] = result;
}

static void set_field(struct translation *t, struct frame *frame, const struct instruction *it) {
  struct state *now = frame->now;
  value v = it->k ? constant(t, frame, it->c) : now->registers[it->c];
  assign(t, now, now->registers[it->a], &frame->code->constants[it->b], v);
}

static void compute(struct translation *t, struct frame *frame, const struct instruction *it) {
  struct state *now = frame->now;
  value x = now->registers[it->b], result;
  if (it->operation == CODE_ADDI) result = arithmetic(t, now, CODE_ADD, x, whole(t, it->c - 127));
  else if (it->operation <= CODE_IDIVK) result = arithmetic(t, now, it->operation - CODE_ADDK + CODE_ADD, x, constant(t, frame, it->c));
  else if (it->operation <= CODE_IDIV) result = arithmetic(t, now, it->operation, x, now->registers[it->c]);
  else if (it->operation == CODE_UNM) result = negative(t, now, x);
  else result = lanes_truth(t, lanes_falsy(t, x));
  now->registers[it->a] = result;
}

/* ---- Branches ---- */

static value immediate(struct translation *t, const struct instruction *it) { return whole(t, it->b - 127); }

/* Where the test of this instruction holds. */
static node tested(struct translation *t, struct frame *frame, const struct instruction *it) {
  struct state *now = frame->now;
  value a = now->registers[it->a];
  switch (it->operation) {
  case CODE_EQ: return lanes_equals(t, a, now->registers[it->b]);
  case CODE_LT: return ordered(t, now, OPERATION_LESS, a, now->registers[it->b]);
  case CODE_LE: return ordered(t, now, OPERATION_AT_MOST, a, now->registers[it->b]);
  case CODE_EQK: return lanes_equals(t, a, constant(t, frame, it->b));
  case CODE_EQI: return lanes_equals(t, a, immediate(t, it));
  case CODE_LTI: return ordered(t, now, OPERATION_LESS, a, immediate(t, it));
  case CODE_LEI: return ordered(t, now, OPERATION_AT_MOST, a, immediate(t, it));
  case CODE_GTI: return ordered(t, now, OPERATION_LESS, immediate(t, it), a);
  case CODE_GEI: return ordered(t, now, OPERATION_AT_MOST, immediate(t, it), a);
  case CODE_TEST: return graph_not(&t->graph, lanes_falsy(t, a));
  default: return graph_not(&t->graph, lanes_falsy(t, now->registers[it->b]));
  }
}

/* What a test tells of the value it looked at holds in every register that has it. */
static void learn(struct translation *t, const struct frame *frame, struct state *state, const struct instruction *it, value known, bool holds) {
  value narrowed = known;
  if (it->operation == CODE_TEST || it->operation == CODE_TESTSET) narrowed = lanes_given_truth(t, known, holds);
  else if (it->operation == CODE_EQK && frame->code->constants[it->b].thing == RULE_NOTHING)
    narrowed = holds ? NIL_VALUE : lanes_without_nil(t, known);
  if (!state || narrowed == known) return;
  for (unsigned i = 0; i < frame->code->registers; i++)
    if (state->registers[i] == known) state->registers[i] = narrowed;
}

/* The instruction behind a test is a jump, taken where the test comes out as k says; else it is skipped. */
static void branch(struct translation *t, struct frame *frame, const struct instruction *it) {
  value known = frame->now->registers[it->operation == CODE_TESTSET ? it->b : it->a];
  node holds = tested(t, frame, it);
  if (t->refused) return;
  node taken = it->k ? holds : graph_not(&t->graph, holds);
  size_t target = (size_t)it[1].wide;
  if (target <= frame->at + 1) {
    refuse(t, "a loop whose length is not known beforehand (while, repeat, goto)");
    return;
  }
  struct state *sent = send(t, frame, target, taken);
  if (sent && it->operation == CODE_TESTSET) sent->registers[it->a] = known;
  learn(t, frame, sent, it, known, it->k);
  if (frame->now->path == NEVER) {
    leave(t, frame);
    return;
  }
  learn(t, frame, frame->now, it, known, !it->k);
  wait_at(frame, frame->at + 2, frame->now);
  frame->now = NULL;
}

/* ---- Calls and returns ---- */

static void finish(struct frame *frame, value result, bool one) {
  struct state *now = frame->now;
  now->registers[frame->code->registers] = result;
  if (!one) frame->several = true;
  wait_at(frame, frame->code->count, now);
  frame->now = NULL;
}

static void give_back(struct translation *t, struct frame *frame, const struct instruction *it) {
  const value *registers = frame->now->registers;
  if (it->operation == CODE_RETURN1) finish(frame, registers[it->a], true);
  else if (it->operation == CODE_RETURN0) finish(frame, NIL_VALUE, false);
  else if (it->b) finish(frame, it->b > 1 ? registers[it->a] : NIL_VALUE, it->b == 2);
  else if (frame->now->top > it->a) finish(frame, registers[it->a], frame->now->top == it->a + 1u);
  else refuse(t, "a return of a number of results that is not known beforehand");
}

static void call(struct translation *t, struct frame *frame, const struct instruction *it) {
  bool one = true, tail = it->operation == CODE_TAILCALL, open = tail || it->c == 0;
  unsigned arguments = it->b - 1u;
  if (it->b == 0) {
    if (frame->now->top <= it->a) {
      refuse(t, "a call with a number of arguments that is not known beforehand");
      return;
    }
    arguments = frame->now->top - it->a - 1u;
  }
  if (!tail && it->c > 2) refuse(t, "a call for several results");
  if (t->refused || !call_value(t, frame, it->a, arguments, &one)) return;
  if (tail) finish(frame, frame->now->registers[it->a], one);
  else if (open && !one) refuse(t, "a call of which the number of results is not known beforehand");
  else if (open) frame->now->top = it->a + 1u;
}

/* ---- Loops ---- */

struct loop {
  bool floats;
  int64_t first, step;
  uint64_t turns;
  double x, limit, by;
};

static bool prepare_whole(struct loop *loop, const struct rule_value *limit) {
  int64_t last = limit->whole;
  if (limit->thing == RULE_FLOAT) {
    double whole_limit = loop->step < 0 ? ceil(limit->number) : floor(limit->number);
    if (!rule_fits(whole_limit)) return false;
    last = (int64_t)whole_limit;
  }
  uint64_t distance = loop->step > 0 ? (uint64_t)last - (uint64_t)loop->first : (uint64_t)loop->first - (uint64_t)last;
  uint64_t stride = loop->step > 0 ? (uint64_t)loop->step : 0 - (uint64_t)loop->step;
  if (loop->step > 0 ? loop->first > last : loop->first < last) return true;
  if (distance / stride >= MOST_TURNS) return false;
  loop->turns = distance / stride + 1;
  return true;
}

static double as_double(const struct rule_value *v) { return v->thing == RULE_WHOLE ? (double)v->whole : v->number; }

/* As Lua prepares a numeric loop; false where its bounds are not small constants. */
static bool prepare_loop(struct translation *t, const value *registers, struct loop *loop) {
  struct rule_value bounds[3];
  *loop = (struct loop){.turns = 0};
  for (int i = 0; i < 3; i++)
    if (!lanes_is_constant(t, registers[i], &bounds[i]) || (bounds[i].thing != RULE_WHOLE && bounds[i].thing != RULE_FLOAT)) return false;
  loop->floats = bounds[0].thing == RULE_FLOAT || bounds[2].thing == RULE_FLOAT;
  loop->first = bounds[0].whole;
  loop->step = bounds[2].whole;
  loop->x = as_double(&bounds[0]);
  loop->limit = as_double(&bounds[1]);
  loop->by = as_double(&bounds[2]);
  if (loop->by == 0 || loop->by != loop->by) return false;
  if (!loop->floats) return prepare_whole(loop, &bounds[1]);
  for (double x = loop->x; loop->by > 0 ? x <= loop->limit : loop->limit <= x; x += loop->by)
    if (++loop->turns > MOST_TURNS) return false;
  return true;
}

static void walk(struct translation *t, struct frame *frame, size_t from, size_t to, int loops);

/* One bound for everything a function can make the translator do: instructions, calls, turns of loops, nodes. */
static void spend(struct translation *t, size_t steps) {
  t->walked += steps;
  if (t->walked > MOST_STEPS || t->graph.full) refuse(t, "more than can be translated, with what it calls and its loops unrolled");
}

static void unroll(struct translation *t, struct frame *frame, const struct instruction *it, int loops) {
  struct loop loop;
  size_t begin = frame->at + 1, end = (size_t)it->wide;
  if (loops >= MOST_NESTED_LOOPS || !prepare_loop(t, &frame->now->registers[it->a], &loop)) {
    refuse(t, "a loop whose bounds are not small constants");
    return;
  }
  for (uint64_t turn = 0; turn < loop.turns && frame->now && !t->refused; turn++) {
    value counter = loop.floats ? lanes_float(t, graph_float(&t->graph, loop.x))
                                : whole(t, rule_wrap((uint64_t)loop.first + turn * (uint64_t)loop.step));
    frame->now->registers[it->a + 3] = counter;
    walk(t, frame, begin, end, loops + 1);
    arrive(t, frame, end);
    loop.x += loop.by;
    spend(t, 1); /* an empty turn takes time too */
  }
}

/* ---- The walk ---- */

/* A step changes fields of its row; that it is the row, and such a field, is seen on the walk. */
static const char *left_out(const struct translation *t, unsigned operation) {
  if (t->stepping && operation == CODE_SETFIELD) return NULL;
  switch (operation) {
  case CODE_SETUPVAL: return "a change of a variable outside the function";
  case CODE_SETTABUP:
  case CODE_SETTABLE:
  case CODE_SETI:
  case CODE_SETFIELD: return "a change of a table";
  case CODE_NEWTABLE:
  case CODE_SETLIST: return "a table made in the function";
  case CODE_SELF: return "a method call";
  case CODE_CONCAT: return "joining of texts (..)";
  case CODE_LEN: return "a length (#)";
  case CODE_TFORPREP:
  case CODE_TFORCALL:
  case CODE_TFORLOOP: return "a loop over a list (pairs, ipairs)";
  case CODE_CLOSURE: return "a function made in the function";
  case CODE_VARARG:
  case CODE_VARARGPREP: return "a function with ...";
  case CODE_TBC:
  case CODE_CLOSE: return "a variable to be closed";
  case CODE_BAND:
  case CODE_BOR:
  case CODE_BXOR:
  case CODE_SHL:
  case CODE_SHR:
  case CODE_BANDK:
  case CODE_BORK:
  case CODE_BXORK:
  case CODE_SHRI:
  case CODE_SHLI:
  case CODE_BNOT: return "arithmetic on bits";
  default: return NULL;
  }
}

static void step(struct translation *t, struct frame *frame, const struct instruction *it) {
  unsigned operation = it->operation;
  if (operation <= CODE_LOADNIL) load(t, frame, it);
  else if (operation <= CODE_GETFIELD) get(t, frame, it);
  else if (operation == CODE_SETFIELD) set_field(t, frame, it);
  else if (operation <= CODE_IDIV || operation == CODE_UNM || operation == CODE_NOT) compute(t, frame, it);
  else if (operation >= CODE_MMBIN && operation <= CODE_MMBINK) return; /* what Lua does where operands are no numbers: seen to before */
  else if (operation == CODE_JMP) jump(t, frame, (size_t)it->wide);
  else if (operation >= CODE_EQ && operation <= CODE_TESTSET) branch(t, frame, it);
  else if (operation == CODE_CALL || operation == CODE_TAILCALL) call(t, frame, it);
  else if (operation >= CODE_RETURN && operation <= CODE_RETURN1) give_back(t, frame, it);
  else refuse(t, "an instruction out of place");
}

static void walk(struct translation *t, struct frame *frame, size_t from, size_t to, int loops) {
  for (size_t at = from; at < to && !t->refused; at++) {
    const struct instruction *it = &frame->code->code[at];
    arrive(t, frame, at);
    frame->at = at;
    if (!frame->now) continue;
    spend(t, 1);
    if (t->refused) return;
    if (it->operation == CODE_FORPREP) unroll(t, frame, it, loops), at = (size_t)it->wide;
    else step(t, frame, it);
  }
}

/* What is left to the interpreter must not even stand in the function: rows that are interpreted after all might change what others see. */
static void check_left_out(struct translation *t, struct frame *frame) {
  for (frame->at = 0; frame->at < frame->code->count; frame->at++) {
    const char *what = left_out(t, frame->code->code[frame->at].operation);
    if (!what) continue;
    refuse(t, "%s", what);
    return;
  }
  frame->at = 0;
  if (frame->code->varargs) refuse(t, "a function with ...");
}

void walk_function(struct translation *t, struct frame *frame) {
  size_t count = frame->code->count;
  if (frame->outer) spend(t, count); /* it was decoded for this call */
  frame->waiting = ARENA_ARRAY(t->arena, struct state *, count + 1);
  check_left_out(t, frame);
  walk(t, frame, 0, count, 0);
  frame->at = count - 1;
  frame->now = NULL;
  if (!t->refused) arrive(t, frame, count);
}
