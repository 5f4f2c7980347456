/*
 * What is done with many lanes at once beside the operations of a program (core/rule/operations.h), for each instruction set. Private to
 * core/simulate. Results are the same bits for all of them; random numbers are those of random.h.
 */
#ifndef KITH_SIMULATE_LANES_H
#define KITH_SIMULATE_LANES_H

#include "core/simulate/random.h"

enum { DRAWS_AT_ONCE = 32 };

/* Where a draw's lanes are: whole rows of them, [row * runs + run]. */
struct draws_place {
  uint64_t seed;
  uint32_t step, stream;   /* stream: random_stream */
  uint32_t row, first_run; /* of the first lane */
  size_t rows, runs;
};

/*
 * Random numbers for these lanes: doubles, floats in single precision; of a chance masks, with the probabilities in `given`. Runs 32 g to
 * 32 g + 31 of a row share random numbers; where `mask` wants none of them, `out` stays as it is.
 */
typedef void draws_fill(const struct draws_place *place, const void *mask, const void *given, void *out);

/* What differs by precision: lanes are doubles, or floats. */
struct lanes_precision {
  draws_fill *uniform, *normal, *chance, *exponential;
  /* Of each run, what rows[0] … hold of it added up in that order, times their weights (NULL: 1), over `divisor`. */
  void (*gather)(const void *values, const uint32_t *rows, const double *weights, size_t count, size_t runs, double divisor, void *out);
  /* values[0] for `runs` lanes, then values[1] … */
  void (*spread)(const double *values, size_t rows, size_t runs, void *out);
};

struct lanes_kernels {
  struct lanes_precision precision[2]; /* enum step_precision */
  void (*widen)(const float *values, size_t count, double *out);
  /*
   * Adds lanes of `rows` rows to sums of their runs: weights times values to `sum`, weights to `all`; where `where` is 0 or missing (NaN), the
   * value or the weight is missing, nothing. Of a condition what holds counts 1, else and if missing 0. NULL: everywhere; weight 1.
   */
  void (*tally)(const double *values, const double *where, const double *weights, size_t rows, size_t runs, bool condition, double *sum, double *all);
  /* Whether some bit (every bit) of a mask's bytes is set; a multiple of 4 of them. */
  bool (*any)(const void *mask, size_t bytes);
  bool (*all)(const void *mask, size_t bytes);
};

/* Those that go with rule_use_kernels. */
const struct lanes_kernels *lanes_in_use(void);

extern const struct lanes_kernels lanes_baseline;
#if defined __x86_64__
extern const struct lanes_kernels lanes_avx2, lanes_avx512;
#endif

#endif
