/* Programs laid out and run: block after block through slots that stay in the first-level cache. */
#include "core/rule/program.h"

#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 64, CACHE_LINE = ALIGNMENT / sizeof(union lane) }; /* bytes and lanes of one */
enum { BLOCK = 128, LINES_A_TASK = 128 * BLOCK, LINES_FOR_A_CREW = 4 * LINES_A_TASK };

/* ---- Layout ---- */

struct layout {
  struct arena *arena;
  const struct graph *graph;
  bool *needed;
  size_t *last_use; /* [node]: the node that uses it last */
  uint32_t *slot;   /* [node] */
  uint32_t *free_slots;
  size_t free_count;
  struct rule_program *program;
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
  return counts[operation];
}

/* Results are used behind the end, so that their slots are never given to others. */
static void mark(struct layout *layout, const struct program_results *results) {
  size_t count = layout->graph->count;
  const node ends[] = {results->values, results->kinds, results->missing};
  for (size_t i = 0; i < 3; i++) layout->needed[ends[i]] = true, layout->last_use[ends[i]] = count;
  for (size_t i = 0; i < results->column_count; i++) layout->needed[results->reads[i]] = true, layout->last_use[results->reads[i]] = count;
  for (size_t i = count; i-- > 0;) {
    const struct graph_node *it = &layout->graph->nodes[i];
    const node operands[] = {it->a, it->b, it->c};
    for (unsigned n = 0; layout->needed[i] && n < operand_count(it->operation); n++) {
      layout->needed[operands[n]] = true;
      if (layout->last_use[operands[n]] < i) layout->last_use[operands[n]] = i;
    }
  }
}

/* Constants and columns, in slots of their own; numbered from 0 here, moved behind the working slots at the end. */
static void place_leaves(struct layout *layout) {
  struct rule_program *program = layout->program;
  size_t columns = 0;
  for (size_t i = 0; i < layout->graph->count; i++) {
    const struct graph_node *it = &layout->graph->nodes[i];
    if (layout->needed[i]) program->constants += it->operation == OPERATION_CONSTANT, columns += it->operation == OPERATION_COLUMN;
  }
  program->constant_values = ARENA_ARRAY(layout->arena, union lane, program->constants);
  program->columns = ARENA_ARRAY(layout->arena, uint32_t, columns);
  uint32_t constant = 0, column = program->constants;
  for (size_t i = 0; i < layout->graph->count; i++) {
    const struct graph_node *it = &layout->graph->nodes[i];
    if (!layout->needed[i]) continue;
    if (it->operation == OPERATION_CONSTANT) {
      program->constant_values[constant] = it->value;
      layout->slot[i] = constant++;
    } else if (it->operation == OPERATION_COLUMN) {
      program->columns[column - program->constants] = it->a;
      layout->slot[i] = column++;
    }
  }
  program->slots = column;
}

static bool is_leaf(const struct layout *layout, node a) {
  unsigned operation = layout->graph->nodes[a].operation;
  return operation == OPERATION_CONSTANT || operation == OPERATION_COLUMN;
}

static void release(struct layout *layout, size_t user, node operand) {
  if (is_leaf(layout, operand) || layout->last_use[operand] != user) return;
  layout->free_slots[layout->free_count++] = layout->slot[operand];
  layout->last_use[operand] = SIZE_MAX; /* once, also where it is an operand twice */
}

/* Every needed node gets a slot that nothing alive is in; operands used for the last time give theirs up first: kernels allow it. */
static void place_steps(struct layout *layout) {
  struct rule_program *program = layout->program;
  program->steps = ARENA_ARRAY(layout->arena, struct program_step, layout->graph->count);
  for (size_t i = 0; i < layout->graph->count; i++) {
    const struct graph_node *it = &layout->graph->nodes[i];
    if (!layout->needed[i] || is_leaf(layout, (node)i)) continue;
    const node operands[] = {it->a, it->b, it->c};
    for (unsigned n = 0; n < operand_count(it->operation); n++) release(layout, i, operands[n]);
    layout->slot[i] = layout->free_count ? layout->free_slots[--layout->free_count] : program->working++;
    program->steps[program->step_count++] = (struct program_step){it->operation, (uint32_t)i, it->a, it->b, it->c};
  }
}

static uint32_t slot_of(const struct layout *layout, node a) {
  return layout->slot[a] + (is_leaf(layout, a) ? layout->program->working : 0);
}

/* Steps were noted with nodes; their slots are known now. An ABSENT keeps its column. */
static void name_slots(struct layout *layout) {
  for (size_t i = 0; i < layout->program->step_count; i++) {
    struct program_step *step = &layout->program->steps[i];
    unsigned operands = operand_count(step->operation);
    step->out = slot_of(layout, step->out);
    if (operands > 0) step->a = slot_of(layout, step->a);
    step->b = operands > 1 ? slot_of(layout, step->b) : step->out; /* not looked at, but there */
    step->c = operands > 2 ? slot_of(layout, step->c) : step->out;
  }
}

static void note_reads(struct layout *layout, const struct program_results *results) {
  struct rule_program *program = layout->program;
  program->reads = ARENA_ARRAY(layout->arena, struct program_read, results->column_count);
  for (size_t i = 0; i < results->column_count; i++) {
    node mask = results->reads[i];
    if (mask == NEVER) continue;
    program->read_columns = i + 1;
    program->reads[program->read_count++] = (struct program_read){(uint32_t)i, mask == ALWAYS ? NO_SLOT : slot_of(layout, mask)};
  }
}

const struct rule_program *program_make(struct arena *arena, const struct graph *graph, const struct program_results *results) {
  struct rule_program *program = ARENA_NEW(arena, struct rule_program);
  struct layout layout = {.arena = arena,
                          .graph = graph,
                          .needed = ARENA_ARRAY(arena, bool, graph->count),
                          .last_use = ARENA_ARRAY(arena, size_t, graph->count),
                          .slot = ARENA_ARRAY(arena, uint32_t, graph->count),
                          .free_slots = ARENA_ARRAY(arena, uint32_t, graph->count),
                          .program = program};
  mark(&layout, results);
  place_leaves(&layout);
  place_steps(&layout);
  program->slots += program->working;
  name_slots(&layout);
  note_reads(&layout, results);
  program->values = slot_of(&layout, results->values);
  program->kinds = slot_of(&layout, results->kinds);
  program->missing = slot_of(&layout, results->missing);
  return program;
}

void rule_program_size(const struct rule_program *program, size_t *instructions, size_t *registers) {
  *instructions = program->step_count;
  *registers = program->working;
}

/* ---- Running ---- */

static rule_kernel *const *chosen;

bool rule_use_kernels(enum rule_kernels kernels) {
  chosen = rule_kernels_baseline;
#if defined __x86_64__
  bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
                __builtin_cpu_supports("avx512bw");
  bool avx2 = __builtin_cpu_supports("avx2");
  if ((kernels == RULE_AVX512 || kernels == RULE_BEST) && avx512) chosen = rule_kernels_avx512;
  else if ((kernels == RULE_AVX2 || kernels == RULE_BEST) && avx2) chosen = rule_kernels_avx2;
  return (kernels != RULE_AVX512 || avx512) && (kernels != RULE_AVX2 || avx2);
#else
  return kernels == RULE_BEST || kernels == RULE_BASELINE;
#endif
}

struct run {
  const struct rule_program *program;
  const struct rule_input *input;
  struct rule_output output;
  const union lane **slots;
  union lane *memory;
  bool filled;
};

/* A cache line lies between slots, lest a store and the next load look alike to the processor (4 KiB apart). */
static size_t stride_of(size_t block) { return block + CACHE_LINE; }

static void fill_slots(struct run *run, size_t block) {
  const struct rule_program *program = run->program;
  for (uint32_t i = 0; i < program->constants; i++) {
    union lane *slot = run->memory + (program->working + i) * stride_of(block);
    for (size_t n = 0; n < block; n++) slot[n] = program->constant_values[i];
  }
  for (uint32_t i = 0; i < program->working + program->constants; i++) run->slots[i] = run->memory + i * stride_of(block);
}

static void note_read_columns(const struct run *run, size_t count) {
  const struct rule_program *program = run->program;
  for (size_t i = 0; i < program->read_count; i++) {
    const struct program_read *read = &program->reads[i];
    unsigned char *noted = &run->output.reads[read->column];
    int64_t any = read->mask == NO_SLOT;
    if (*noted) continue;
    for (size_t n = 0; read->mask != NO_SLOT && n < count; n++) any |= run->slots[read->mask][n].i;
    *noted = any != 0;
  }
}

/* A result that is the same everywhere need not be looked at lane by lane. */
static bool is_constant(const struct rule_program *program, uint32_t slot, int64_t *value) {
  if (slot < program->working || slot >= program->working + program->constants) return false;
  *value = program->constant_values[slot - program->working].i;
  return true;
}

static void hand_over(const struct run *run, size_t line, size_t count) {
  const struct rule_program *program = run->program;
  const struct rule_output *output = &run->output;
  int64_t same;
  if (program->values >= program->working) memcpy(output->values + line, run->slots[program->values], count * sizeof(union lane));
  if (is_constant(program, program->kinds, &same)) memset(output->kinds + line, (int)same, count);
  else
    for (size_t n = 0; n < count; n++) output->kinds[line + n] = (unsigned char)run->slots[program->kinds][n].i;
  if (is_constant(program, program->missing, &same) && same == 0) memset(output->missing + line, 0, count * sizeof *output->missing);
  else
    for (size_t n = 0; n < count; n++) output->missing[line + n] = (uint16_t)run->slots[program->missing][n].i;
  note_read_columns(run, count);
}

/* Asks memory for lanes `from` to before `to` of every column, counted from this block's first. */
static void fetch_columns(const struct run *run, size_t from, size_t to) {
  for (uint32_t i = run->program->working + run->program->constants; i < run->program->slots; i++)
    for (size_t n = from; n < to; n += CACHE_LINE) __builtin_prefetch(run->slots[i] + n);
}

/* The next block is fetched while this one is computed, a share before each step: all at once would hold up what the steps load. */
static void run_steps(const struct run *run, size_t line, size_t count) {
  const struct rule_program *program = run->program;
  const struct rule_input *input = run->input;
  size_t share = (count / (program->step_count + 1) / CACHE_LINE + 1) * CACHE_LINE;
  for (size_t n = count; n < 2 * count; n += CACHE_LINE) __builtin_prefetch(run->output.values + line + n, 1);
  for (size_t i = 0; i < program->step_count; i++) {
    const struct program_step *step = &program->steps[i];
    const union lane *a = step->operation == OPERATION_ABSENT ? (const union lane *)(const void *)(input->present + step->a * input->lines + line)
                                                              : run->slots[step->a];
    if (i * share < count) fetch_columns(run, count + i * share, count + (i + 1) * share);
    chosen[step->operation]((union lane *)run->slots[step->out], a, run->slots[step->b], run->slots[step->c], count);
  }
}

static void run_block(struct run *run, size_t line, size_t count) {
  const struct rule_program *program = run->program;
  const struct rule_input *input = run->input;
  uint32_t first = program->working + program->constants;
  for (uint32_t i = first; i < program->slots; i++)
    run->slots[i] = (const union lane *)(input->values + program->columns[i - first] * input->lines + line);
  if (program->values < program->working) run->slots[program->values] = run->output.values + line; /* made where it is wanted */
  run_steps(run, line, count);
  hand_over(run, line, count);
}

/* Memory for `members` runs of one program, each filled by whoever runs it. */
struct runs {
  struct run *each;
  size_t block;
  union lane *lanes;
  const union lane **slots;
};

static struct runs runs_open(const struct run *like, unsigned members, size_t block) {
  const struct rule_program *program = like->program;
  size_t lanes = (program->working + program->constants) * stride_of(block);
  lanes = (lanes / CACHE_LINE + 1) * CACHE_LINE;
  struct runs runs = {.block = block};
  runs.each = malloc(members * sizeof *runs.each);
  runs.lanes = aligned_alloc(ALIGNMENT, members * lanes * sizeof(union lane));
  runs.slots = malloc(members * (program->slots + 1) * sizeof *runs.slots);
  if (!runs.each || !runs.lanes || !runs.slots) memory_exhausted();
  for (unsigned i = 0; i < members; i++) {
    runs.each[i] = *like;
    runs.each[i].memory = runs.lanes + i * lanes;
    runs.each[i].slots = runs.slots + i * (program->slots + 1);
  }
  return runs;
}

static void runs_close(const struct runs *runs) {
  free(runs->each);
  free(runs->lanes);
  free(runs->slots);
}

static void run_lines(struct run *run, size_t from, size_t to, size_t block) {
  if (!run->filled) fill_slots(run, block);
  run->filled = true;
  for (size_t line = from; line < to; line += block) run_block(run, line, to - line < block ? to - line : block);
}

void rule_run(const struct rule_program *program, const struct rule_input *input, size_t from, size_t to, size_t block,
              const struct rule_output *output) {
  if (!chosen) rule_use_kernels(RULE_BEST);
  struct runs runs = runs_open(&(struct run){.program = program, .input = input, .output = *output}, 1, block ? block : BLOCK);
  run_lines(runs.each, from, to, runs.block);
  runs_close(&runs);
}

static void run_task(void *context, size_t task, unsigned member) {
  const struct runs *runs = context;
  struct run *run = &runs->each[member];
  size_t from = task * LINES_A_TASK, left = run->input->lines - from;
  run_lines(run, from, from + (left < LINES_A_TASK ? left : LINES_A_TASK), runs->block);
}

void rule_run_all(const struct rule_program *program, const struct rule_input *input, struct crew *crew, const struct rule_output *output) {
  if (crew_size(crew) == 1 || input->lines < LINES_FOR_A_CREW) {
    rule_run(program, input, 0, input->lines, 0, output);
    return;
  }
  if (!chosen) rule_use_kernels(RULE_BEST);
  unsigned members = crew_size(crew);
  size_t columns = program->read_columns;
  struct runs runs = runs_open(&(struct run){.program = program, .input = input, .output = *output}, members, BLOCK);
  unsigned char *reads = calloc(members, columns + 1); /* each notes for itself */
  if (!reads) memory_exhausted();
  for (unsigned i = 0; i < members; i++) runs.each[i].output.reads = reads + i * columns;
  crew_run(crew, run_task, &runs, (input->lines + LINES_A_TASK - 1) / LINES_A_TASK);
  for (size_t i = 0; i < members * columns; i++) output->reads[i % columns] |= reads[i];
  free(reads);
  runs_close(&runs);
}
