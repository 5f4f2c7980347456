/*
 * What a starting value or a parameter is drawn from. Every draw is a pure function of seed, run, row and name, as those of a step are
 * (random.h); what needs several numbers takes the name's next uses.
 */
#ifndef KITH_SIMULATE_DISTRIBUTION_H
#define KITH_SIMULATE_DISTRIBUTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum distribution_kind {
  DISTRIBUTION_FIXED,      /* a */
  DISTRIBUTION_UNIFORM,    /* a to b */
  DISTRIBUTION_NORMAL,     /* mean a, deviation b */
  DISTRIBUTION_LOGNORMAL,  /* exp of a normal of mean a, deviation b */
  DISTRIBUTION_TRIANGULAR, /* lowest a, most likely b, highest c */
  DISTRIBUTION_GAMMA,      /* shape a, scale b */
  DISTRIBUTION_BETA,       /* a, b */
  DISTRIBUTION_POISSON,    /* mean a, at most 1,000,000 */
  DISTRIBUTION_DISCRETE,   /* values with weights */
  DISTRIBUTION_FLAG        /* 1 with probability a, else 0 */
};

struct distribution {
  enum distribution_kind kind;
  double a, b, c;
  const double *values, *weights; /* DISTRIBUTION_DISCRETE; weights NULL: all alike */
  size_t count;
  uint32_t name; /* random_name of its draws */
};

/* NULL, or why these numbers make no distribution. */
const char *distribution_fault(const struct distribution *distribution);

/* Row RANDOM_NO_ROW for what holds for a whole run. */
double distribution_draw(const struct distribution *distribution, uint64_t seed, uint32_t run, uint32_t row);

#endif
