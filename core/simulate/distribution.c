#include "core/simulate/distribution.h"

#include <math.h>

#include "core/simulate/random.h"

static double triangular(const struct distribution *d, double u) {
  double width = d->c - d->a, left = d->b - d->a;
  if (width <= 0) return d->a;
  return u < left / width ? d->a + sqrt(u * width * left) : d->c - sqrt((1 - u) * width * (d->c - d->b));
}

static double weight_of(const struct distribution *d, size_t i) { return d->weights ? d->weights[i] : 1; }

static double all_weights(const struct distribution *d) {
  double all = 0;
  for (size_t i = 0; i < d->count; i++) all += weight_of(d, i);
  return all;
}

static double discrete(const struct distribution *d, double u) {
  double wanted = u * all_weights(d), passed = 0;
  size_t last = 0;
  for (size_t i = 0; i < d->count; i++) {
    passed += weight_of(d, i);
    if (weight_of(d, i) > 0) last = i;
    if (wanted < passed) return d->values[i];
  }
  return d->values[last];
}

static bool finite_numbers(const struct distribution *d) {
  for (size_t i = 0; i < d->count; i++)
    if (!isfinite(d->values[i]) || !isfinite(weight_of(d, i)) || weight_of(d, i) < 0) return false;
  return isfinite(d->a) && isfinite(d->b) && isfinite(d->c);
}

const char *distribution_fault(const struct distribution *d) {
  if (!finite_numbers(d)) return "its numbers are finite, and no weight is negative";
  switch (d->kind) {
    case DISTRIBUTION_UNIFORM: return d->a <= d->b ? NULL : "the lower bound comes first";
    case DISTRIBUTION_NORMAL:
    case DISTRIBUTION_LOGNORMAL: return d->b >= 0 ? NULL : "a deviation is not negative";
    case DISTRIBUTION_TRIANGULAR: return d->a <= d->b && d->b <= d->c ? NULL : "it takes the lowest, the likeliest and the highest number, in this order";
    case DISTRIBUTION_GAMMA:
    case DISTRIBUTION_BETA: return d->a > 0 && d->b > 0 ? NULL : "both its numbers are above 0";
    case DISTRIBUTION_POISSON: return d->a >= 0 && d->a <= RANDOM_MOST_MEAN ? NULL : "its mean is between 0 and 500";
    case DISTRIBUTION_FLAG: return d->a >= 0 && d->a <= 1 ? NULL : "a probability is between 0 and 1";
    case DISTRIBUTION_DISCRETE: return all_weights(d) > 0 ? NULL : "it needs values, one of them at least with a weight above 0";
    case DISTRIBUTION_FIXED: break;
  }
  return NULL;
}

double distribution_draw(const struct distribution *d, uint64_t seed, uint32_t run, uint32_t row) {
  struct random_place place = {seed, run, 0, row};
  uint32_t name = d->name;
  switch (d->kind) {
    case DISTRIBUTION_FIXED: return d->a;
    case DISTRIBUTION_UNIFORM: return d->a + (d->b - d->a) * random_uniform(&place, name, 0);
    case DISTRIBUTION_NORMAL: return d->a + d->b * random_normal(&place, name, 0);
    case DISTRIBUTION_LOGNORMAL: return exp(d->a + d->b * random_normal(&place, name, 0));
    case DISTRIBUTION_TRIANGULAR: return triangular(d, random_uniform(&place, name, 0));
    case DISTRIBUTION_GAMMA: return random_gamma(&place, name, d->a) * d->b;
    case DISTRIBUTION_BETA: return random_beta(&place, name, d->a, d->b);
    case DISTRIBUTION_POISSON: return random_poisson(&place, name, 0, d->a);
    case DISTRIBUTION_DISCRETE: return discrete(d, random_uniform(&place, name, 0));
    case DISTRIBUTION_FLAG: return random_chance(&place, name, 0, d->a);
  }
  return NAN;
}
