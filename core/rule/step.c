/* From a step function to a program: the walk is a rule's (walk.c), with fields that change and draws. */
#include "core/rule/program.h"
#include "core/rule/translation.h"

#include <math.h>

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

/* The fields as they stand before the call. */
static void enter(struct translation *t, struct frame *frame) {
  frame->now = state_new(t, frame);
  for (uint32_t i = 0; i < t->column_count; i++)
    if (t->stepping->columns[i].state) frame->now->fields[t->stepping->field_of[i]] = column_value(t, i, NEVER);
  t->frame = frame;
}

static value row_value(struct translation *t) { return lanes_add(t, &(struct lanes){.shape = SHAPE_ROW}); }

static value params_value(struct translation *t, const struct rule_value *params) {
  return params->thing == RULE_TABLE ? lanes_add(t, &(struct lanes){.shape = SHAPE_PARAMS, .id = params->id}) : NIL_VALUE;
}

static void walk(struct translation *t, struct frame *frame) {
  walk_function(t, frame);
  if (!frame->now) refuse(t, "a function that never returns");
}

static void walk_step(struct translation *t, struct frame *frame, const struct rule_value *params) {
  enter(t, frame);
  const value given[] = {row_value(t), lanes_integer(t, graph_step(&t->graph)), params_value(t, params), lanes_add(t, &(struct lanes){.shape = SHAPE_DRAW})};
  for (unsigned i = 0; i < frame->code->parameters && i < sizeof given / sizeof *given; i++) frame->now->registers[i] = given[i];
  walk(t, frame);
}

static void walk_value(struct translation *t, struct frame *frame, const struct rule_value *params) {
  enter(t, frame);
  const value given[] = {row_value(t), params_value(t, params), lanes_integer(t, graph_step(&t->graph))};
  for (unsigned i = 0; i < frame->code->parameters && i < sizeof given / sizeof *given; i++) frame->now->registers[i] = given[i];
  walk(t, frame);
}

static node stored(struct translation *t, value field) {
  const struct lanes *v = lanes_of(t, field);
  struct graph *graph = &t->graph;
  return v->flag == ALWAYS ? graph_select(graph, v->truth, graph_float(graph, 1), graph_float(graph, 0)) : v->f;
}

/* `stores` have their columns; `ends` is what each gets, then the mask of the lanes for which that holds, which is turned around: others are left. */
static const struct step_program *make(struct translation *t, node *ends, struct step_store *stores, size_t count) {
  ends[count] = graph_not(&t->graph, ends[count]);
  if (t->graph.full) refuse(t, "more than can be translated, with what it calls and its loops unrolled");
  if (t->refused) return NULL;
  struct step_program *program = ARENA_NEW(t->arena, struct step_program);
  uint32_t *slots = ARENA_ARRAY(t->arena, uint32_t, count + 1);
  bool *once = ARENA_ARRAY(t->arena, bool, t->column_count);
  for (size_t i = 0; i < t->column_count; i++) once[i] = t->stepping->columns[i].reach == STEP_RUN;
  struct program_wants wants = {.ends = ends, .end_count = count + 1, .late_count = count, .column_once = once};
  program_make(t->arena, &t->graph, &wants, &program->program, slots);
  for (size_t i = 0; i < count; i++) stores[i].slot = slots[i];
  program->stores = stores;
  program->store_count = count;
  program->left = slots[count];
  program->columns = t->stepping->columns;
  program->draws = t->stepping->draws;
  program->draw_count = t->stepping->draw_count;
  return program;
}

/* Fields that hold at the end what they held at the start are not stored. */
static const struct step_program *conclude_step(struct translation *t, const struct state *end) {
  size_t count = 0, most = t->stepping->field_count + 1;
  node *ends = ARENA_ARRAY(t->arena, node, most);
  struct step_store *stores = ARENA_ARRAY(t->arena, struct step_store, most);
  for (uint32_t i = 0; i < t->column_count; i++) {
    if (!t->stepping->columns[i].state || end->fields[t->stepping->field_of[i]] == column_value(t, i, NEVER)) continue;
    stores[count].column = i;
    ends[count++] = stored(t, end->fields[t->stepping->field_of[i]]);
  }
  ends[count] = graph_but_not(&t->graph, end->path, t->stepping->left);
  return make(t, ends, stores, count);
}

/* What the lanes that returned answer, by kind; `done` gets the mask of those whose answer that is. */
static node answered(struct translation *t, const struct frame *frame, enum step_answer answer, node *done) {
  struct graph *graph = &t->graph;
  value result = frame->now->registers[frame->code->registers];
  const struct lanes v = *lanes_of(t, result);
  node numeric = lanes_numeric(t, &v), none = graph_float(graph, NAN), one = graph_float(graph, 1), zero = graph_float(graph, 0);
  *done = frame->now->path;
  if (answer == STEP_TRUTH) return graph_select(graph, lanes_falsy(t, result), zero, one);
  if (v.shape != SHAPE_LANES) return refuse(t, "a result that is no number, boolean or nil");
  node f = lanes_as_float(t, &v), unfinite = numeric == NEVER ? NEVER : graph_unfinite(graph, f, numeric, NEVER);
  *done = graph_but_not(graph, *done, graph_or(graph, v.word, unfinite));
  if (answer == STEP_NUMBER) *done = graph_but_not(graph, *done, v.flag);
  node flag = v.flag == NEVER ? none : graph_select(graph, v.flag, graph_select(graph, v.truth, one, zero), none);
  return numeric == NEVER ? flag : graph_select(graph, numeric, f, flag);
}

/* Lanes that ended at a missing input are answered too. */
static const struct step_program *conclude_value(struct translation *t, const struct frame *frame, enum step_answer answer) {
  struct step_store *store = ARENA_NEW(t->arena, struct step_store);
  node done, ends[2], missing = graph_float(&t->graph, answer == STEP_TRUTH ? 0 : NAN);
  node returned = answered(t, frame, answer, &done);
  ends[0] = t->missing == NEVER ? returned : graph_select(&t->graph, t->missing, missing, returned);
  ends[1] = graph_or(&t->graph, done, t->missing);
  store->column = STEP_ANSWER;
  return make(t, ends, store, 1);
}

/* The columns as a function sees them that changes nothing. */
static const struct step_column *unchanging(struct arena *arena, const struct step_column *columns, size_t count) {
  struct step_column *copy = ARENA_ARRAY(arena, struct step_column, count + 1);
  for (size_t i = 0; i < count; i++) {
    copy[i] = columns[i];
    copy[i].state = false;
  }
  return copy;
}

/* A translation of a function of so many columns, ready to walk; false where refused. */
static bool start(struct translation *t, struct frame *frame, const struct step_column *columns) {
  take_columns(t, columns);
  frame->code = translation_start(t, frame->function);
  return frame->code;
}

const struct step_program *rule_translate_step(struct arena *arena, const struct rule_source *source, uint32_t function,
                                               const struct step_column *columns, size_t column_count, struct words *words,
                                               const struct rule_value *params, struct rule_refusal *refusal) {
  struct stepping stepping = {.left = NEVER};
  struct translation t = {.arena = arena, .source = source, .column_count = column_count, .words = words, .refusal = refusal, .stepping = &stepping};
  struct frame frame = {.function = function};
  if (!start(&t, &frame, columns)) return NULL;
  walk_step(&t, &frame, params);
  return t.refused ? NULL : conclude_step(&t, frame.now);
}

const struct step_program *rule_translate_value(struct arena *arena, const struct rule_source *source, uint32_t function, enum step_answer answer,
                                                const struct step_column *columns, size_t column_count, struct words *words,
                                                const struct rule_value *params, struct rule_refusal *refusal) {
  struct stepping stepping = {.left = NEVER};
  struct translation t = {.arena = arena, .source = source, .column_count = column_count, .words = words, .refusal = refusal, .stepping = &stepping};
  struct frame frame = {.function = function};
  if (!start(&t, &frame, unchanging(arena, columns, column_count))) return NULL;
  walk_value(&t, &frame, params);
  return t.refused ? NULL : conclude_value(&t, &frame, answer);
}
