/* Random numbers for 32 neighbouring runs of a row at a time, by vectors; the same as random.h's one by one. Private to core/simulate. */
#ifndef KITH_SIMULATE_DRAWS_H
#define KITH_SIMULATE_DRAWS_H

#include "core/simulate/random.h"

enum { DRAWS_AT_ONCE = 32 };

struct draws_place {
  uint64_t seed;
  uint32_t step, stream; /* stream: random_stream */
};

/* For runs 32 * group on. `out` holds 32 numbers and need not be aligned. */
struct draws_kernels {
  void (*uniform)(const struct draws_place *place, uint32_t row, uint32_t group, double *out);
  void (*normal)(const struct draws_place *place, uint32_t row, uint32_t group, double *out);
  void (*exponential)(const struct draws_place *place, uint32_t row, uint32_t group, double *out);
  void (*words)(const struct draws_place *place, uint32_t row, uint32_t group, uint32_t *out);
  void (*uniform_single)(const struct draws_place *place, uint32_t row, uint32_t group, float *out);
  void (*normal_single)(const struct draws_place *place, uint32_t row, uint32_t group, float *out);
  void (*exponential_single)(const struct draws_place *place, uint32_t row, uint32_t group, float *out);
};

extern const struct draws_kernels draws_baseline;
#if defined __x86_64__
extern const struct draws_kernels draws_avx2, draws_avx512;
#endif

#endif
