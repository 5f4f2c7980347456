/* Programs run: block after block through slots that stay in the first-level cache. */
#include "core/rule/program.h"

#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 64, CACHE_LINE = ALIGNMENT / sizeof(union lane) }; /* bytes and lanes of one */
enum { BLOCK = 128, LINES_A_TASK = 128 * BLOCK, LINES_FOR_A_CREW = 4 * LINES_A_TASK };

void rule_program_size(const struct rule_program *program, size_t *instructions, size_t *registers) {
  *instructions = program->program.step_count;
  *registers = program->program.working;
}

/* ---- Running ---- */

static const struct rule_kernel_set *chosen;
static enum rule_kernels in_use;

enum rule_kernels rule_kernels_in_use(void) {
  if (!chosen) rule_use_kernels(RULE_BEST);
  return in_use;
}

bool rule_use_kernels(enum rule_kernels kernels) {
  chosen = &rule_kernels_baseline;
  in_use = RULE_BASELINE;
#if defined __x86_64__
  bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
                __builtin_cpu_supports("avx512bw");
  bool avx2 = __builtin_cpu_supports("avx2");
  if ((kernels == RULE_AVX512 || kernels == RULE_BEST) && avx512) chosen = &rule_kernels_avx512, in_use = RULE_AVX512;
  else if ((kernels == RULE_AVX2 || kernels == RULE_BEST) && avx2) chosen = &rule_kernels_avx2, in_use = RULE_AVX2;
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
  const struct program *program = &run->program->program;
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
static void hand_over(const struct run *run, size_t line, size_t count) {
  const struct rule_program *program = run->program;
  const struct rule_output *output = &run->output;
  union lane same;
  if (program->values >= program->program.working) memcpy(output->values + line, run->slots[program->values], count * sizeof(union lane));
  if (program_is_constant(&program->program, program->kinds, &same)) memset(output->kinds + line, (int)same.i, count);
  else
    for (size_t n = 0; n < count; n++) output->kinds[line + n] = (unsigned char)run->slots[program->kinds][n].i;
  if (program_is_constant(&program->program, program->missing, &same) && same.i == 0) memset(output->missing + line, 0, count * sizeof *output->missing);
  else
    for (size_t n = 0; n < count; n++) output->missing[line + n] = (uint16_t)run->slots[program->missing][n].i;
  note_read_columns(run, count);
}

/* Asks memory for lanes `from` to before `to` of every column, counted from this block's first. */
static void fetch_columns(const struct run *run, size_t from, size_t to) {
  const struct program *program = &run->program->program;
  for (uint32_t i = program->slots - (uint32_t)program->column_count; i < program->slots; i++)
    for (size_t n = from; n < to; n += CACHE_LINE) __builtin_prefetch(run->slots[i] + n);
}

/* The next block is fetched while this one is computed, a share before each step: all at once would hold up what the steps load. */
static void run_steps(const struct run *run, size_t line, size_t count) {
  const struct program *program = &run->program->program;
  const struct rule_input *input = run->input;
  size_t share = (count / (program->step_count + 1) / CACHE_LINE + 1) * CACHE_LINE;
  for (size_t n = count; n < 2 * count; n += CACHE_LINE) __builtin_prefetch(run->output.values + line + n, 1);
  for (size_t i = 0; i < program->step_count; i++) {
    const struct program_step *step = &program->steps[i];
    const union lane *a = step->operation == OPERATION_ABSENT ? (const union lane *)(const void *)(input->present + step->a * input->lines + line)
                                                              : run->slots[step->a];
    if (i * share < count) fetch_columns(run, count + i * share, count + (i + 1) * share);
    chosen->lanes[step->operation]((union lane *)run->slots[step->out], a, run->slots[step->b], run->slots[step->c], count);
  }
}

static void run_block(struct run *run, size_t line, size_t count) {
  const struct program *program = &run->program->program;
  const struct rule_input *input = run->input;
  uint32_t first = program->slots - (uint32_t)program->column_count, values = run->program->values;
  for (uint32_t i = first; i < program->slots; i++)
    run->slots[i] = (const union lane *)(input->values + program->columns[i - first] * input->lines + line);
  if (values < program->working) run->slots[values] = run->output.values + line; /* made where it is wanted */
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
  const struct program *program = &like->program->program;
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
