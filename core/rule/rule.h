/*
 * Rules over columns: a Lua function of one row, translated from its bytecode into a small typed program that runs over blocks of rows.
 *
 * rule_translate gets the function's dump and asks a rule_source for everything the function refers to; core/lua implements that, so
 * that this room never sees lua.h. The values it is told must hold until the program has run: translate right before running.
 * A program answers each row with what Lua would return, down to the bits and to integer or float; or says "interpret this one" for rows on
 * which Lua would raise or do what is left to it. README.md explains the pipeline.
 *
 * Programs live in the arena they were made in and are only read when they run.
 */
#ifndef KITH_RULE_RULE_H
#define KITH_RULE_RULE_H

#include "core/base/arena.h"
#include "core/base/crew.h"
#include "core/base/words.h"
#include "core/practice/columns.h"

#include <stdbool.h>
#include <stdint.h>

/* What a function can refer to beside its row. */
enum rule_thing {
  RULE_NOTHING, /* nil */
  RULE_BOOLEAN,
  RULE_WHOLE, /* an integer */
  RULE_FLOAT,
  RULE_WORD,
  RULE_TABLE,    /* id; plain or read-only */
  RULE_FUNCTION, /* id; a Lua function */
  RULE_BUILTIN,  /* text: its name, as in "math.floor" */
  RULE_OTHER     /* nothing a rule can be translated with */
};

struct rule_value {
  enum rule_thing thing;
  bool boolean;
  int64_t whole;
  double number;
  uint32_t id;
  const char *text; /* lives as long as the source */
  size_t length;
};

struct rule_source {
  void *context;
  /* The function's binary form, with debug information; NULL when it cannot be had. Lives as long as the source. */
  const char *(*dump)(void *context, uint32_t function, size_t *length);
  /* Upvalue `index`, from 0; false when there is none. */
  bool (*upvalue)(void *context, uint32_t function, unsigned index, struct rule_value *value);
  /* What `table[key]` gives without running any script; false where that cannot be said. */
  bool (*index)(void *context, uint32_t table, const struct rule_value *key, struct rule_value *value);
  /* The `position`-th (from 0) key of the table that is a text; false past the last. */
  bool (*key)(void *context, uint32_t table, unsigned position, struct rule_value *key);
};

struct rule_column {
  const char *name; /* "silence", "cadence.ideal" */
  enum column_type type;
  bool whole; /* no row is without a value */
};

/* Why a function stays with the interpreter. */
struct rule_refusal {
  int line;          /* 0 where unknown */
  char source[128];  /* chunk name, "" where unknown */
  char why[160];
};

struct rule_program;

/*
 * `words` holds the texts of the word columns by their numbers; texts of the function are added to it. The function is called with a row
 * and `params`. NULL with `refusal` filled when the function is left to the interpreter. At most RULE_MOST_COLUMNS columns.
 */
const struct rule_program *rule_translate(struct arena *arena, const struct rule_source *source, uint32_t function,
                                          const struct rule_column *columns, size_t column_count, struct words *words,
                                          const struct rule_value *params, struct rule_refusal *refusal);

enum { RULE_MOST_COLUMNS = 4096 };

/* The columns as practice/columns.h lays them out: values column by column, presence bytes likewise. */
struct rule_input {
  const double *values;
  const unsigned char *present;
  size_t lines;
};

enum rule_kind {
  RULE_IS_NIL,
  RULE_IS_FALSE,
  RULE_IS_TRUE,
  RULE_IS_INTEGER, /* lane.i */
  RULE_IS_NUMBER,  /* lane.f */
  RULE_IS_TEXT,    /* lane.f: its number in `words` */
  RULE_IS_MISSING, /* ended at a missing input */
  RULE_INTERPRET   /* only the interpreter can tell */
};

union lane {
  double f;
  int64_t i;
};

struct rule_output {
  union lane *values;   /* [line] */
  unsigned char *kinds; /* [line], enum rule_kind */
  uint16_t *missing;    /* [line]: column + 1 of the missing input read last, 0 none; nothing where RULE_INTERPRET */
  unsigned char *reads; /* [column]: set to 1 where some row read it, else left alone */
};

/* Which kernels run: the best the processor has, unless said otherwise; results never depend on it. False where the processor has them not. */
enum rule_kernels { RULE_BEST, RULE_BASELINE, RULE_AVX2, RULE_AVX512 };
bool rule_use_kernels(enum rule_kernels kernels);
enum rule_kernels rule_kernels_in_use(void);

/* Runs lines `from` to before `to`, `block` at a time (0: the size that suits the cache). */
void rule_run(const struct rule_program *program, const struct rule_input *input, size_t from, size_t to, size_t block,
              const struct rule_output *output);

/* Runs all lines, shared out to a crew (may be NULL) where there are enough of them. */
void rule_run_all(const struct rule_program *program, const struct rule_input *input, struct crew *crew, const struct rule_output *output);

/* Instructions of the program and registers it needs, for those who measure. */
void rule_program_size(const struct rule_program *program, size_t *instructions, size_t *registers);

#endif
