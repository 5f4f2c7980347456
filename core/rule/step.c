/* From a step function to a program: the walk is a rule's (walk.c), with fields that change and draws. */
#include "core/rule/program.h"
#include "core/rule/translation.h"

/* A rule's columns, as the walk reads them; fields that can be assigned are numbered. */
static void take_columns(struct translation *t, const struct step_column *columns) {
  struct rule_column *plain = ARENA_ARRAY(t->arena, struct rule_column, t->column_count);
  t->stepping->columns = columns;
  t->stepping->field_of = ARENA_ARRAY(t->arena, uint32_t, t->column_count);
  for (size_t i = 0; i < t->column_count; i++) {
    plain[i] = (struct rule_column){.name = columns[i].name, .type = columns[i].type, .whole = columns[i].whole};
    if (columns[i].state) t->stepping->field_of[i] = (uint32_t)t->stepping->field_count++;
  }
  t->columns = plain;
}

static void enter(struct translation *t, struct frame *frame, const struct rule_value *params) {
  frame->now = state_new(t, frame);
  unsigned parameters = frame->code->parameters;
  value *registers = frame->now->registers;
  for (uint32_t i = 0; i < t->column_count; i++)
    if (t->stepping->columns[i].state) frame->now->fields[t->stepping->field_of[i]] = column_value(t, i, NEVER);
  if (parameters > 0) registers[0] = lanes_add(t, &(struct lanes){.shape = SHAPE_ROW});
  if (parameters > 1) registers[1] = lanes_integer(t, graph_step(&t->graph));
  if (parameters > 2 && params->thing == RULE_TABLE) registers[2] = lanes_add(t, &(struct lanes){.shape = SHAPE_PARAMS, .id = params->id});
  if (parameters > 3) registers[3] = lanes_add(t, &(struct lanes){.shape = SHAPE_DRAW});
  t->frame = frame;
  walk_function(t, frame);
  if (!frame->now) refuse(t, "a function that never returns");
}

static node stored(struct translation *t, value field) {
  const struct lanes *v = lanes_of(t, field);
  struct graph *graph = &t->graph;
  return v->flag == ALWAYS ? graph_select(graph, v->truth, graph_float(graph, 1), graph_float(graph, 0)) : v->f;
}

/* Fields that hold at the end what they held at the start are not stored. */
static const struct step_program *conclude(struct translation *t, const struct state *end) {
  struct step_program *program = ARENA_NEW(t->arena, struct step_program);
  size_t count = 0, most = t->stepping->field_count + 1;
  node *ends = ARENA_ARRAY(t->arena, node, most);
  uint32_t *slots = ARENA_ARRAY(t->arena, uint32_t, most);
  bool *once = ARENA_ARRAY(t->arena, bool, t->column_count);
  program->stores = ARENA_ARRAY(t->arena, struct step_store, most);
  for (uint32_t i = 0; i < t->column_count; i++) {
    once[i] = t->stepping->columns[i].reach == STEP_RUN;
    if (!t->stepping->columns[i].state || end->fields[t->stepping->field_of[i]] == column_value(t, i, NEVER)) continue;
    program->stores[count].column = i;
    ends[count++] = stored(t, end->fields[t->stepping->field_of[i]]);
  }
  ends[count] = graph_but_not(&t->graph, end->path, t->stepping->left);
  if (t->graph.full) refuse(t, "more than can be translated, with what it calls and its loops unrolled");
  if (t->refused) return NULL;
  struct program_wants wants = {.ends = ends, .end_count = count + 1, .late_count = count, .column_once = once};
  program_make(t->arena, &t->graph, &wants, &program->program, slots);
  for (size_t i = 0; i < count; i++) program->stores[i].slot = slots[i];
  program->store_count = count;
  program->done = slots[count];
  program->columns = t->stepping->columns;
  program->draws = t->stepping->draws;
  program->draw_count = t->stepping->draw_count;
  return program;
}

const struct step_program *rule_translate_step(struct arena *arena, const struct rule_source *source, uint32_t function,
                                               const struct step_column *columns, size_t column_count, struct words *words,
                                               const struct rule_value *params, struct rule_refusal *refusal) {
  struct stepping stepping = {.left = NEVER};
  struct translation t = {.arena = arena, .source = source, .column_count = column_count, .words = words, .refusal = refusal, .stepping = &stepping};
  take_columns(&t, columns);
  struct frame frame = {.code = translation_start(&t, function), .function = function};
  if (!frame.code) return NULL;
  enter(&t, &frame, params);
  return t.refused ? NULL : conclude(&t, frame.now);
}
