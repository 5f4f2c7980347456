/* Calls: functions of math by their names, Lua functions by walking them where they are called. */
#include "core/rule/translation.h"

#include <string.h>

enum { DEEPEST = 16 };

static bool runs_already(const struct frame *frame, uint32_t function, int *depth) {
  *depth = 0;
  for (; frame; frame = frame->outer, ++*depth)
    if (frame->function == function) return true;
  return false;
}

static const struct bytecode *code_of(struct translation *t, uint32_t function) {
  size_t length;
  const char *why = "cannot be read", *bytes = t->source->dump(t->source->context, function, &length);
  const struct bytecode *code = bytes ? bytecode_decode(t->arena, bytes, length, &why) : NULL;
  if (!code) refuse(t, "a call of a function that %s", why);
  return code;
}

/* The state that came back goes on in the caller. */
static bool resume(struct translation *t, struct frame *frame, struct frame *inner, unsigned base) {
  if (t->refused) return false;
  struct state *back = inner->now, *now = frame->now;
  if (!back) {
    refuse(t, "a call that always ends the function here");
    return false;
  }
  state_carry(t, now, back);
  now->registers[base] = back->registers[inner->code->registers];
  state_free(t, back);
  return true;
}

static bool call_function(struct translation *t, struct frame *frame, uint32_t function, unsigned base, unsigned arguments, bool *one_result) {
  int depth;
  if (runs_already(frame, function, &depth) || depth >= DEEPEST) {
    refuse(t, depth >= DEEPEST ? "calls nested too deeply" : "a function that calls itself");
    return false;
  }
  const struct bytecode *code = code_of(t, function);
  if (!code) return false;
  struct frame inner = {.outer = frame, .code = code, .function = function};
  inner.now = state_new(t, &inner);
  state_carry(t, inner.now, frame->now);
  for (unsigned i = 0; i < arguments && i < code->parameters; i++) inner.now->registers[i] = frame->now->registers[base + 1 + i];
  t->frame = &inner;
  walk_function(t, &inner);
  t->frame = frame;
  *one_result = !inner.several;
  return resume(t, frame, &inner, base);
}

bool call_value(struct translation *t, struct frame *frame, unsigned base, unsigned arguments, bool *one_result) {
  const struct lanes callee = *lanes_of(t, frame->now->registers[base]);
  *one_result = true;
  if (callee.shape == SHAPE_FUNCTION) return call_function(t, frame, callee.id, base, arguments, one_result);
  if (callee.shape == SHAPE_BUILTIN) {
    bool draws = !strncmp(callee.name, "draw.", 5);
    value result = (draws ? draw : builtin)(t, frame->now, callee.name, &frame->now->registers[base + 1], arguments);
    frame->now->registers[base] = result;
  } else {
    refuse(t, "a call of something that is not known beforehand");
  }
  return !t->refused;
}
