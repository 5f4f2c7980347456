#include "core/simulate/stepper.h"

#include "core/base/arena.h"
#include "core/rule/elementary.h"
#include "core/rule/program.h"
#include "core/simulate/lanes.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 4096, ALIGNMENT = 64 }; /* BLOCK_BYTES: of a slot; some ten of them stay in the first-level cache */

struct source { /* of a slot that is filled from a column */
  uint32_t slot, column;
  enum step_reach reach;
};

struct sink { /* a field of the state, and how it gets its values */
  uint32_t slot, column;
  size_t step; /* that writes straight into the column where no lane of a block is left; SIZE_MAX: none does */
  bool kept;   /* the slot is a column of its own: its values are put by first */
};

/* Its arena has all of it but the lanes. */
struct stepper {
  struct arena *arena;
  const struct step_program *step_program;
  const struct program *program;
  enum step_precision precision;
  size_t runs, rows_a_block, lane_size;
  const char **ahead; /* where the next block's lanes of columns lie */
  size_t ahead_count, fetching, fetched; /* how many; which is being fetched, and how many bytes of it have been */
  size_t block_bytes, share;             /* of a column; fetched with each step of the program */
  rule_kernel **operations; /* [step] */
  const struct lanes_kernels *kernels;
  const struct lanes_precision *of_precision;
  void **slots, **own; /* [slot]: where its lanes are, and its own place in memory */
  char *memory, *wide_memory;
  void **wide; /* in single precision: what is computed once, in doubles; [slot] */
  bool *idle, *wanted; /* [step], [slot]: see find_idle */
  struct source *sources;
  struct sink *sinks;
  uint32_t *streams; /* [draw] */
  const struct step_lanes *lanes; /* of the step at hand */
  size_t first_row;
};

static size_t wanted_block;
void stepper_use_block(size_t lanes) { wanted_block = lanes; }
size_t stepper_instructions(const struct step_program *program) { return program->program.step_count - program->program.once_count; }

/* ---- Making ---- */

#define ONE(name, to, ta, expression) #to #ta,
#define TWO(name, to, ta, tb, expression) #to #ta #tb,
#define THREE(name, to, ta, tb, tc, expression) #to #ta #tb #tc,
#define CAREFUL(name, operands, common_case, any_case) "fff",
static const char *const types[] = {RULE_OPERATIONS(ONE, TWO, THREE) RULE_CAREFUL_OPERATIONS(CAREFUL)};
#undef ONE
#undef TWO
#undef THREE
#undef CAREFUL

/* A select of whatever lanes is one of bits. */
static bool has_integers(const struct program_step *step) {
  return step->operation < OPERATION_ABSENT && step->operation != OPERATION_SELECT && strchr(types[step->operation], 'i');
}

const char *stepper_not_single(const struct step_program *steps) {
  const struct program *program = &steps->program;
  for (size_t i = program->once_count; i < program->step_count; i++)
    if (has_integers(&program->steps[i])) return "integers that differ from relationship to relationship; 0.0 and 1.0 are no integers, 0 and 1 are";
  for (uint32_t i = 0; i < program->constants; i++)
    if (isfinite(program->constant_values[i].f) && fabs(program->constant_values[i].f) > FLT_MAX) return "a number above 3.4e38";
  return NULL;
}

const struct lanes_kernels *lanes_in_use(void) {
#if defined __x86_64__
  if (rule_kernels_in_use() == RULE_AVX2) return &lanes_avx2;
  if (rule_kernels_in_use() == RULE_AVX512) return &lanes_avx512;
#endif
  return &lanes_baseline;
}

static const struct rule_kernel_set *operations_in_use(bool single) {
#if defined __x86_64__
  if (rule_kernels_in_use() == RULE_AVX2) return single ? &rule_single_avx2 : &rule_kernels_avx2;
  if (rule_kernels_in_use() == RULE_AVX512) return single ? &rule_single_avx512 : &rule_kernels_avx512;
#endif
  return single ? &rule_single_baseline : &rule_kernels_baseline;
}

static rule_kernel *kernel_for(const struct rule_kernel_set *set, const struct program *program, const struct program_step *step) {
  union lane value;
  if (operation_is_draw(step->operation)) return NULL;
  if (set->second[step->operation] && program_is_constant(program, step->b, &value)) return set->second[step->operation];
  if (set->first[step->operation] && program_is_constant(program, step->a, &value)) return set->first[step->operation];
  return set->lanes[step->operation];
}

static void choose_kernels(struct stepper *stepper) {
  const struct rule_kernel_set *set = operations_in_use(stepper->precision == STEP_SINGLE);
  stepper->operations = ARENA_ARRAY(stepper->arena, rule_kernel *, stepper->program->step_count + 1);
  for (size_t i = 0; i < stepper->program->step_count; i++) stepper->operations[i] = kernel_for(set, stepper->program, &stepper->program->steps[i]);
  stepper->kernels = lanes_in_use();
  stepper->of_precision = &stepper->kernels->precision[stepper->precision];
}

/* A cache line between slots, as in core/rule/machine.c. */
static char *make_slots(const struct program *program, size_t lanes, size_t lane_size, void **slots) {
  size_t stride = (lanes * lane_size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT + ALIGNMENT;
  char *memory = aligned_alloc(ALIGNMENT, stride * (program->slots + 1));
  if (!memory) memory_exhausted();
  memset(memory, 0, stride * (program->slots + 1));
  for (uint32_t i = 0; i <= program->slots; i++) slots[i] = memory + i * stride;
  return memory;
}

/* A mask is all ones, which no arithmetic makes of a float. */
static void fill_constants(const struct program *program, size_t lanes, size_t lane_size, void **slots) {
  for (uint32_t i = 0; i < program->constants; i++) {
    union lane value = program->constant_values[i], *out = slots[program->working + i];
    union lane_single single = {.f = (float)value.f}, *out_single = slots[program->working + i];
    if (value.i == -1) single.i = -1;
    for (size_t n = 0; n < lanes && lane_size == sizeof(union lane); n++) out[n] = value;
    for (size_t n = 0; n < lanes && lane_size != sizeof(union lane); n++) out_single[n] = single;
  }
}

static uint32_t first_column(const struct program *program) { return program->slots - (uint32_t)program->column_count; }

static void find_sources(struct stepper *stepper) {
  const struct program *program = stepper->program;
  stepper->sources = ARENA_ARRAY(stepper->arena, struct source, program->column_count + 1);
  for (uint32_t i = 0; i < program->column_count; i++)
    stepper->sources[i] = (struct source){first_column(program) + i, program->columns[i], stepper->step_program->columns[program->columns[i]].reach};
}

static bool reads(const struct program_step *step, uint32_t slot) { return step->a == slot || step->b == slot || step->c == slot; }

/* Whether others than the sink's own step still look at the column once late steps write. */
static bool is_read_late(const struct stepper *stepper, const struct sink *sink, uint32_t column_slot) {
  const struct program *program = stepper->program;
  for (size_t i = program->late_from; i < program->step_count; i++)
    if (i != sink->step && reads(&program->steps[i], column_slot)) return true;
  for (size_t i = 0; i < stepper->step_program->store_count; i++)
    if (stepper->step_program->stores[i].slot == column_slot) return true;
  return false;
}

static void find_sinks(struct stepper *stepper) {
  const struct step_program *steps = stepper->step_program;
  const struct program *program = stepper->program;
  stepper->sinks = ARENA_ARRAY(stepper->arena, struct sink, steps->store_count + 1);
  for (size_t n = 0; n < steps->store_count; n++) {
    struct sink *sink = &stepper->sinks[n];
    *sink = (struct sink){.slot = steps->stores[n].slot, .column = steps->stores[n].column, .step = SIZE_MAX};
    sink->kept = sink->slot >= first_column(program);
    for (size_t i = program->late_from; i < program->step_count; i++)
      if (program->steps[i].out == sink->slot) sink->step = i;
    for (size_t i = 0; i < n; i++) /* two fields of the same value */
      if (stepper->sinks[i].slot == sink->slot) sink->step = SIZE_MAX;
    for (size_t i = 0; i < program->column_count; i++)
      if (program->columns[i] == sink->column && is_read_late(stepper, sink, first_column(program) + (uint32_t)i)) sink->step = SIZE_MAX;
  }
  for (size_t n = 0; n < steps->store_count; n++)
    for (size_t i = n + 1; i < steps->store_count; i++)
      if (stepper->sinks[i].slot == stepper->sinks[n].slot) stepper->sinks[n].step = SIZE_MAX;
}

struct stepper *stepper_new(const struct step_program *program, size_t runs, enum step_precision precision) {
  if (precision == STEP_SINGLE && stepper_not_single(program)) return NULL;
  struct arena *arena = arena_new();
  struct stepper *stepper = ARENA_NEW(arena, struct stepper);
  size_t lane_size = precision == STEP_SINGLE ? sizeof(union lane_single) : sizeof(union lane);
  size_t block = wanted_block ? wanted_block : BLOCK_BYTES / lane_size, slots = program->program.slots + 1;
  *stepper = (struct stepper){.arena = arena, .step_program = program, .program = &program->program, .precision = precision, .runs = runs,
                              .lane_size = lane_size};
  stepper->rows_a_block = runs < block ? block / runs : 1;
  size_t lanes = stepper->rows_a_block * runs;
  stepper->block_bytes = lanes * stepper->lane_size;
  stepper->share = (program->program.column_count * stepper->block_bytes / (stepper_instructions(program) + 1) / ALIGNMENT + 1) * ALIGNMENT;
  stepper->idle = ARENA_ARRAY(arena, bool, program->program.step_count + slots + 1);
  stepper->wanted = stepper->idle + program->program.step_count;
  stepper->ahead = ARENA_ARRAY(arena, const char *, program->program.column_count + 1);
  choose_kernels(stepper);
  stepper->slots = ARENA_ARRAY(arena, void *, 3 * slots);
  stepper->own = stepper->slots + slots;
  stepper->wide = stepper->own + slots;
  stepper->memory = make_slots(stepper->program, lanes, stepper->lane_size, stepper->slots);
  memcpy(stepper->own, stepper->slots, slots * sizeof *stepper->slots);
  fill_constants(stepper->program, lanes, stepper->lane_size, stepper->slots);
  if (precision == STEP_SINGLE && program->program.once) {
    stepper->wide_memory = make_slots(stepper->program, lanes, sizeof(union lane), stepper->wide);
    fill_constants(stepper->program, lanes, sizeof(union lane), stepper->wide);
  }
  find_sources(stepper);
  find_sinks(stepper);
  stepper->streams = ARENA_ARRAY(arena, uint32_t, program->draw_count + 1);
  for (size_t i = 0; i < program->draw_count; i++) {
    const struct step_draw *draw = &program->draws[i];
    stepper->streams[i] = random_stream((enum random_kind)draw->kind, random_name(draw->name, draw->length), draw->use);
  }
  return stepper;
}

void stepper_free(struct stepper *stepper) {
  if (!stepper) return;
  free(stepper->memory);
  free(stepper->wide_memory);
  arena_free(stepper->arena); /* the stepper with it */
}

/* ---- Draws ---- */

static draws_fill *fill_for(const struct stepper *stepper, unsigned operation) {
  switch (operation) {
  case OPERATION_DRAW_NORMAL: return stepper->of_precision->normal;
  case OPERATION_DRAW_CHANCE: return stepper->of_precision->chance;
  case OPERATION_DRAW_EXPONENTIAL: return stepper->of_precision->exponential;
  default: return stepper->of_precision->uniform;
  }
}

static void counts(const struct stepper *stepper, const char *mask, const void *means, void *out, size_t count) {
  for (size_t n = 0; n < count; n++) {
    double *wide = (double *)out + n;
    float *narrow = (float *)out + n;
    if (!stepper->kernels->any(mask + n * stepper->lane_size, stepper->lane_size)) continue;
    if (stepper->precision == STEP_DOUBLE) *wide = random_poisson_of(*wide, ((const double *)means)[n]);
    else *narrow = (float)random_poisson_of((double)*narrow, (double)((const float *)means)[n]);
  }
}

static void draw(struct stepper *stepper, const struct program_step *step, void *out, size_t row, size_t rows) {
  const struct step_lanes *lanes = stepper->lanes;
  const struct draws_place place = {.seed = lanes->seed, .step = lanes->step, .stream = stepper->streams[step->c], .row = (uint32_t)row,
                                    .first_run = lanes->first_run, .rows = rows, .runs = stepper->runs};
  const void *mask = stepper->slots[step->a], *given = stepper->slots[step->b];
  fill_for(stepper, step->operation)(&place, mask, given, out);
  if (step->operation == OPERATION_DRAW_POISSON) counts(stepper, mask, given, out, rows * stepper->runs);
}

/* ---- A step ---- */

static void put(const struct stepper *stepper, void *slot, size_t at, double value) {
  if (stepper->precision == STEP_DOUBLE) ((double *)slot)[at] = value;
  else ((float *)slot)[at] = (float)value;
}

static void narrow_once(const struct stepper *stepper, uint32_t slot, char type, size_t count) {
  const union lane *from = stepper->wide[slot];
  union lane_single *to = stepper->slots[slot];
  for (size_t n = 0; n < count; n++) {
    if (type == 'm') to[n].i = (int32_t)from[n].i;
    else to[n].f = (float)from[n].f;
  }
}

/* What the first row's lanes hold, for the other rows of a block. */
static void repeat(const struct stepper *stepper, uint32_t slot) {
  size_t width = stepper->runs * stepper->lane_size;
  for (size_t row = 1; row < stepper->rows_a_block; row++) memcpy((char *)stepper->slots[slot] + row * width, stepper->slots[slot], width);
}

/* What a mask holds that is the same for the whole step: 1 all lanes, -1 none, 0 it differs. */
static int same_in_all(const struct stepper *stepper, uint32_t slot) {
  uint32_t first = stepper->program->working + stepper->program->constants;
  size_t bytes = stepper->runs * stepper->lane_size;
  if (slot < first || slot >= first + stepper->program->once) return 0;
  return stepper->kernels->all(stepper->slots[slot], bytes) ? 1 : stepper->kernels->any(stepper->slots[slot], bytes) ? 0 : -1;
}

/*
 * What is not looked at in this step: every thirteenth week something happens, and in twelve nobody asks what. From the last to the first: an
 * operation is needed where its slot is wanted, and then wants its operands; a choice that is the same for all lanes wants one of them only,
 * and nothing is done where that is in its place already.
 */
static void find_idle(struct stepper *stepper) {
  const struct program *program = stepper->program;
  bool *wanted = stepper->wanted;
  memset(wanted, 0, (program->slots + 1) * sizeof *wanted);
  wanted[stepper->step_program->left] = true;
  for (size_t i = 0; i < stepper->step_program->store_count; i++) wanted[stepper->sinks[i].slot] = true;
  for (size_t i = program->step_count; i-- > program->once_count;) {
    const struct program_step *step = &program->steps[i];
    unsigned operands = operation_is_draw(step->operation) ? 2 : (unsigned)strlen(types[step->operation]) - 1;
    int same = step->operation == OPERATION_SELECT ? same_in_all(stepper, step->a) : 0;
    stepper->idle[i] = !wanted[step->out] || (same && i < program->late_from && (same > 0 ? step->b : step->c) == step->out);
    if (!wanted[step->out]) continue;
    wanted[step->out] = false;
    wanted[step->a] |= !same;
    wanted[step->b] |= same >= 0 && operands > 1;
    wanted[step->c] |= same <= 0 && operands > 2;
  }
}

/* The step's number, columns that reach a run, and what follows from these: the same for all rows of all blocks. */
static void prepare(struct stepper *stepper) {
  const struct program *program = stepper->program;
  bool single = stepper->precision == STEP_SINGLE;
  void **slots = single && program->once ? stepper->wide : stepper->slots;
  size_t runs = stepper->runs;
  for (size_t n = 0; program->step != NO_SLOT && n < runs; n++) ((union lane *)slots[program->step])[n].i = stepper->lanes->step;
  if (program->step != NO_SLOT && !single) repeat(stepper, program->step);
  for (size_t i = 0; i < program->column_count; i++) {
    const struct source *source = &stepper->sources[i];
    const double *values = stepper->lanes->values[source->column];
    if (source->reach != STEP_RUN) continue;
    for (size_t n = 0; n < runs; n++) put(stepper, stepper->slots[source->slot], n, values[n]);
    if (single && program->once) memcpy(stepper->wide[source->slot], values, runs * sizeof *values);
    repeat(stepper, source->slot);
  }
  for (size_t i = 0; i < program->once_count; i++) {
    const struct program_step *step = &program->steps[i];
    rule_kernels_baseline.lanes[step->operation](slots[step->out], slots[step->a], slots[step->b], slots[step->c], runs);
    if (single) narrow_once(stepper, step->out, types[step->operation][0], runs);
    repeat(stepper, step->out);
  }
  find_idle(stepper);
}

/* Slots of columns that differ by lane are where these lie, but for those of floats when doubles are computed. */
static void take_lanes(struct stepper *stepper, const struct source *source, size_t row, size_t rows) {
  bool widens = stepper->lanes->single && stepper->precision == STEP_DOUBLE;
  size_t size = widens ? sizeof(float) : stepper->lane_size, count = rows * stepper->runs;
  char *lanes = (char *)stepper->lanes->values[source->column] + row * stepper->runs * size;
  stepper->slots[source->slot] = widens ? stepper->own[source->slot] : (void *)lanes;
  if (widens) stepper->kernels->widen((const float *)(const void *)lanes, count, stepper->own[source->slot]);
  else stepper->ahead[stepper->ahead_count++] = lanes + count * size;
}

static void take_columns(struct stepper *stepper, size_t row, size_t rows) {
  stepper->ahead_count = stepper->fetching = stepper->fetched = 0;
  for (size_t i = 0; i < stepper->program->column_count; i++) {
    const struct source *source = &stepper->sources[i];
    if (source->reach == STEP_LANE) take_lanes(stepper, source, row, rows);
    if (source->reach != STEP_ROW) continue;
    const double *values = stepper->lanes->values[source->column];
    stepper->of_precision->spread(values + row, rows, stepper->runs, stepper->slots[source->slot]);
  }
}

/* Asks memory for a share of the next block's columns before each step of the program: all at once would hold up what steps load. */
static inline void fetch_ahead(struct stepper *stepper) {
  if (stepper->fetching == stepper->ahead_count) return;
  const char *next = stepper->ahead[stepper->fetching] + stepper->fetched, *end = next + stepper->share;
  for (; next < end; next += ALIGNMENT) __builtin_prefetch(next);
  stepper->fetched += stepper->share;
  if (stepper->fetched >= stepper->block_bytes) stepper->fetched = 0, stepper->fetching++;
}

static inline __attribute__((always_inline)) void compute(struct stepper *stepper, size_t at, void *out, size_t row, size_t rows) {
  const struct program_step *step = &stepper->program->steps[at];
  void **slots = stepper->slots;
  fetch_ahead(stepper);
  if (operation_is_draw(step->operation)) draw(stepper, step, out, row, rows);
  else stepper->operations[at](out, slots[step->a], slots[step->b], slots[step->c], rows * stepper->runs);
}

static void compute_all(struct stepper *stepper, size_t from, size_t to, size_t row, size_t rows) {
  for (size_t i = from; i < to; i++)
    if (!stepper->idle[i]) compute(stepper, i, stepper->slots[stepper->program->steps[i].out], row, rows);
}

static char *field_at(const struct stepper *stepper, const struct sink *sink, size_t row) {
  size_t width = stepper->runs * stepper->lane_size;
  if (sink->column == STEP_ANSWER) return (char *)stepper->lanes->answers + (row - stepper->first_row) * width;
  return (char *)stepper->lanes->values[sink->column] + row * width;
}

/* Lanes `from` to before `to` of a block whose first row is `row`. */
static void store(const struct stepper *stepper, const struct sink *sink, size_t row, size_t from, size_t to) {
  size_t size = stepper->lane_size;
  memcpy(field_at(stepper, sink, row) + from * size, (const char *)stepper->slots[sink->slot] + from * size, (to - from) * size);
}

/* Late steps of sinks that allow it write into the columns themselves; nobody looks at their slots. */
static void store_all(struct stepper *stepper, size_t row, size_t rows) {
  size_t count = stepper->step_program->store_count;
  for (size_t i = stepper->program->late_from; i < stepper->program->step_count; i++) {
    void *out = stepper->slots[stepper->program->steps[i].out];
    for (size_t n = 0; n < count; n++)
      if (stepper->sinks[n].step == i) out = field_at(stepper, &stepper->sinks[n], row);
    compute(stepper, i, out, row, rows);
  }
  for (size_t n = 0; n < count; n++)
    if (stepper->sinks[n].step == SIZE_MAX) store(stepper, &stepper->sinks[n], row, 0, rows * stepper->runs);
}

static bool store_some(struct stepper *stepper, size_t row, size_t rows, stepper_left *left, void *context) {
  size_t size = stepper->lane_size, count = rows * stepper->runs;
  const char *is_left = stepper->slots[stepper->step_program->left];
  compute_all(stepper, stepper->program->late_from, stepper->program->step_count, row, rows);
  for (size_t at = 0; at < count; at++)
    for (size_t i = 0; !stepper->kernels->any(is_left + at * size, size) && i < stepper->step_program->store_count; i++)
      store(stepper, &stepper->sinks[i], row, at, at + 1);
  for (size_t at = 0; at < count; at++)
    if (stepper->kernels->any(is_left + at * size, size) && !left(context, row + at / stepper->runs, at % stepper->runs)) return false;
  return true;
}

/* What a field gets may be another field's column: its values are put by before any column changes. */
static void keep_columns(struct stepper *stepper, size_t rows) {
  for (size_t i = 0; i < stepper->step_program->store_count; i++) {
    uint32_t slot = stepper->sinks[i].slot;
    if (!stepper->sinks[i].kept || stepper->slots[slot] == stepper->own[slot]) continue;
    memcpy(stepper->own[slot], stepper->slots[slot], rows * stepper->runs * stepper->lane_size);
    stepper->slots[slot] = stepper->own[slot];
  }
}

static bool run_block(struct stepper *stepper, size_t row, size_t rows, stepper_left *left, void *context) {
  take_columns(stepper, row, rows);
  compute_all(stepper, stepper->program->once_count, stepper->program->late_from, row, rows);
  keep_columns(stepper, rows);
  if (stepper->kernels->any(stepper->slots[stepper->step_program->left], rows * stepper->runs * stepper->lane_size)) return store_some(stepper, row, rows, left, context);
  store_all(stepper, row, rows);
  return true;
}

bool stepper_run(struct stepper *stepper, const struct step_lanes *lanes, size_t from, size_t to, stepper_left *left, void *context) {
  stepper->lanes = lanes;
  stepper->first_row = from;
  prepare(stepper);
  for (size_t row = from; row < to; row += stepper->rows_a_block) {
    size_t rows = to - row < stepper->rows_a_block ? to - row : stepper->rows_a_block;
    if (!run_block(stepper, row, rows, left, context)) return false;
  }
  return true;
}
