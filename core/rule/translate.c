/* From a function to a program: sets the walk up and makes results of what came back. */
#include "core/rule/program.h"
#include "core/rule/translation.h"

#include <stdio.h>

enum { MOST_NODES = 60000 };

/* A function that anything called has no result for gets nil, like any other. */
static value first_result(const struct frame *frame) { return frame->now->registers[frame->code->registers]; }

static node kind(struct translation *t, enum rule_kind number) { return graph_whole(&t->graph, number); }

static node kind_of(struct translation *t, const struct lanes *v) {
  struct graph *graph = &t->graph;
  node flag = graph_select(graph, v->truth, kind(t, RULE_IS_TRUE), kind(t, RULE_IS_FALSE));
  node result = graph_select(graph, v->flag, flag, kind(t, RULE_IS_NIL));
  result = graph_select(graph, v->word, kind(t, RULE_IS_TEXT), result);
  result = graph_select(graph, v->whole, kind(t, RULE_IS_INTEGER), result);
  return graph_select(graph, v->number, kind(t, RULE_IS_NUMBER), result);
}

static node bits_of(struct translation *t, const struct lanes *v) {
  node result = v->word == NEVER ? v->i : v->whole == NEVER ? v->t : graph_select(&t->graph, v->whole, v->i, v->t);
  if (v->number == NEVER) return result;
  return v->whole == NEVER && v->word == NEVER ? v->f : graph_select(&t->graph, v->number, v->f, result);
}

/* What the function answers, and by which lanes each column is read. */
static const struct rule_program *make(struct translation *t, const node results[3]) {
  struct rule_program *program = ARENA_NEW(t->arena, struct rule_program);
  size_t count = 3 + t->column_count;
  node *ends = ARENA_ARRAY(t->arena, node, count);
  uint32_t *slots = ARENA_ARRAY(t->arena, uint32_t, count);
  for (size_t i = 0; i < count; i++) ends[i] = i < 3 ? results[i] : t->reads[i - 3];
  program_make(t->arena, &t->graph, &(struct program_wants){.ends = ends, .end_count = count}, &program->program, slots);
  program->values = slots[0];
  program->kinds = slots[1];
  program->missing = slots[2];
  program->reads = ARENA_ARRAY(t->arena, struct program_read, t->column_count);
  for (uint32_t i = 0; i < t->column_count; i++) {
    if (t->reads[i] == NEVER) continue;
    program->read_columns = i + 1;
    program->reads[program->read_count++] = (struct program_read){i, t->reads[i] == ALWAYS ? NO_SLOT : slots[3 + i]};
  }
  return program;
}

/* Lanes that neither returned nor ended at a missing input are for the interpreter. */
static const struct rule_program *conclude(struct translation *t, const struct frame *frame) {
  const struct lanes v = *lanes_of(t, first_result(frame));
  struct graph *graph = &t->graph;
  const struct state *end = frame->now;
  if (v.shape != SHAPE_LANES) {
    refuse(t, "a result that is no number, text, boolean or nil");
    return NULL;
  }
  node rest = graph_select(graph, t->missing, kind(t, RULE_IS_MISSING), kind(t, RULE_INTERPRET));
  node missing = t->missing == NEVER ? end->last : graph_select(graph, end->path, end->last, t->missing_last);
  node results[] = {bits_of(t, &v), graph_select(graph, end->path, kind_of(t, &v), rest), missing};
  if (graph->full) refuse(t, "more than can be translated, with what it calls and its loops unrolled");
  return t->refused ? NULL : make(t, results);
}

/* Parameters: the row, then params. */
static void enter(struct translation *t, struct frame *frame, const struct rule_value *params) {
  frame->now = state_new(t, frame);
  if (frame->code->parameters > 0) frame->now->registers[0] = lanes_add(t, &(struct lanes){.shape = SHAPE_ROW});
  if (frame->code->parameters > 1) frame->now->registers[1] = lanes_constant(t, params);
  t->frame = frame;
  walk_function(t, frame);
  if (!frame->now) refuse(t, "a function that never returns");
}

const struct bytecode *translation_start(struct translation *t, uint32_t function) {
  size_t length;
  const char *why = "cannot be read", *bytes = t->source->dump(t->source->context, function, &length);
  const struct bytecode *code = bytes ? bytecode_decode(t->arena, bytes, length, &why) : NULL;
  *t->refusal = (struct rule_refusal){.line = 0};
  if (!code || t->column_count > RULE_MOST_COLUMNS) {
    snprintf(t->refusal->why, sizeof t->refusal->why, "%s", code ? "of more columns than can be translated" : why);
    return NULL;
  }
  graph_start(&t->graph, t->arena, MOST_NODES);
  lanes_add(t, &(struct lanes){.nil = ALWAYS}); /* NIL_VALUE */
  t->reads = ARENA_ARRAY(t->arena, node, t->column_count);
  return code;
}

const struct rule_program *rule_translate(struct arena *arena, const struct rule_source *source, uint32_t function,
                                          const struct rule_column *columns, size_t column_count, struct words *words,
                                          const struct rule_value *params, struct rule_refusal *refusal) {
  struct translation t = {.arena = arena, .source = source, .columns = columns, .column_count = column_count, .words = words, .refusal = refusal};
  struct frame frame = {.code = translation_start(&t, function), .function = function};
  if (!frame.code) return NULL;
  enter(&t, &frame, params);
  return t.refused ? NULL : conclude(&t, &frame);
}
