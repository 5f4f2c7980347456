/*
 * Tests of core/simulate/random.h at fixed seeds: the generator's known answers, the numbers against the C library's in extended precision,
 * and whether they are distributed and as independent as they should be. Prints a line a check; `make test` runs it.
 * A statistic is brought to a standard normal number z; one beyond 4.5 in 60 would come by chance once in 2,000 times.
 */
#include "core/simulate/random.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT = 200000, CELLS = 200 };

static int failures;

static void check(bool good, const char *what, double value) {
  printf("%-6s %-56s % .4g\n", good ? "ok" : "FAILED", what, value);
  failures += !good;
}

static void check_z(const char *what, double z) { check(fabs(z) < 4.5, what, z); }

static void known_answers(void) { /* Random123's own vectors for philox4x32, 7 rounds */
  static const struct {
    uint64_t seed;
    uint32_t counter[4], words[4];
  } known[] = {
      {0, {0, 0, 0, 0}, {0x5f6fb709, 0x0d893f64, 0x4f121f81, 0x4f730a48}},
      {UINT64_MAX, {~0u, ~0u, ~0u, ~0u}, {0x5207ddc2, 0x45165e59, 0x4d8ee751, 0x8c52f662}},
      {0x299f31d0a4093822, {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0x4dfccaba, 0x190a87f0, 0xc47362ba, 0xb6b5242a}},
  };
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    uint32_t words[4];
    random_block(known[i].seed, known[i].counter, words);
    check(!memcmp(words, known[i].words, sizeof words), "Philox4x32-7, known answer", (double)i);
  }
}

/* ---- The numbers ---- */

/* The bits as the header lays them out, and the formulas with the C library's long double functions. */
static uint64_t bits_of(struct random_place at, enum random_kind kind, uint32_t name, int half) {
  uint32_t words[4], counter[4] = {at.run / 16 * 8 + at.run % 8, at.step, at.row, random_stream(kind, name, 0)};
  random_block(at.seed, counter, words);
  return words[2 * half] | (uint64_t)words[2 * half + 1] << 32;
}

static double normal_error(struct random_place at, uint32_t name) {
  uint64_t first = bits_of(at, RANDOM_NORMAL, name, 0), turn = bits_of(at, RANDOM_NORMAL, name, 1);
  long double radius = sqrtl(-2 * logl(1 - (long double)(first >> 12) * 0x1p-52L));
  long double angle = ((long double)(turn & 0xfffffffffffff) * 0x1p-52L - 0.5L) * acosl(0), pair[2];
  pair[0] = radius * cosl(angle) * (turn >> 63 ? -1 : 1);
  pair[1] = radius * sinl(angle);
  long double expected = pair[(at.run >> 3 & 1) ^ (turn >> 62 & 1)];
  return (double)(fabsl(random_normal(&at, name, 0) - expected) / (radius + 1e-300L));
}

static void accuracy(void) {
  double normal = 0, exponential = 0, uniform = 0;
  uint32_t name = random_name("accuracy", 8);
  for (uint32_t run = 0; run < COUNT; run++) {
    struct random_place at = {.seed = 11, .run = run, .step = 3, .row = 5};
    int half = at.run >> 3 & 1;
    double u = (double)(bits_of(at, RANDOM_UNIFORM, name, half) >> 12) * 0x1p-52;
    long double e = -logl(1 - (long double)(bits_of(at, RANDOM_EXPONENTIAL, name, half) >> 12) * 0x1p-52L);
    uniform = fmax(uniform, fabs(u - random_uniform(&at, name, 0)));
    normal = fmax(normal, normal_error(at, name));
    exponential = fmax(exponential, e > 0 ? (double)fabsl(random_exponential(&at, name, 0) / e - 1) : 0);
  }
  check(uniform == 0, "uniform: difference to the formula", uniform);
  check(normal < 4e-15, "normal: greatest error, of the radius", normal);
  check(exponential < 1e-15, "exponential: greatest relative error", exponential);
}

/* ---- Distributions ---- */

enum distribution { UNIFORM, NORMAL, EXPONENTIAL, POISSON_SMALL, POISSON_LARGE, GAMMA_SMALL, GAMMA_LARGE, BETA, CHANCE, DISTRIBUTIONS };

static const struct {
  const char *name;
  double mean, variance, kurtosis; /* kurtosis: the fourth central moment over the variance squared */
} distributions[] = {
    [UNIFORM] = {"uniform", 0.5, 1.0 / 12, 1.8},      [NORMAL] = {"normal", 0, 1, 3},
    [EXPONENTIAL] = {"exponential", 1, 1, 9},         [POISSON_SMALL] = {"poisson, mean 0.3", 0.3, 0.3, 3 + 1 / 0.3},
    [POISSON_LARGE] = {"poisson, mean 80", 80, 80, 3 + 1.0 / 80}, [GAMMA_SMALL] = {"gamma, shape 0.5", 0.5, 0.5, 15},
    [GAMMA_LARGE] = {"gamma, shape 4", 4, 4, 4.5},    [BETA] = {"beta, 2 and 3", 0.4, 0.04, 2.357142857142857},
    [CHANCE] = {"chance, 0.05", 0.05, 0.0475, 1 / 0.0475 - 3},
};

static double draw(enum distribution which, const struct random_place *at, uint32_t name, uint32_t use) {
  switch (which) {
  case UNIFORM: return random_uniform(at, name, use);
  case NORMAL: return random_normal(at, name, use);
  case EXPONENTIAL: return random_exponential(at, name, use);
  case POISSON_SMALL: return random_poisson(at, name, use, 0.3);
  case POISSON_LARGE: return random_poisson(at, name, use, 80);
  case GAMMA_SMALL: return random_gamma(at, name, 0.5);
  case GAMMA_LARGE: return random_gamma(at, name, 4);
  case BETA: return random_beta(at, name, 2, 3);
  default: return random_chance(at, name, use, 0.05);
  }
}

/* What a number's share of the distribution below it is, where that is known in closed form. */
static double below(enum distribution which, double x) {
  switch (which) {
  case NORMAL: return 0.5 * erfc(-x / sqrt(2));
  case EXPONENTIAL: return 1 - exp(-x);
  case GAMMA_SMALL: return erf(sqrt(x));
  case GAMMA_LARGE: return 1 - exp(-x) * (1 + x + x * x / 2 + x * x * x / 6);
  case BETA: return x * x * (6 - 8 * x + 3 * x * x);
  default: return x;
  }
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Kolmogorov and Smirnov's distance; beyond 2.2 by chance once in 8,000 times. And chi-square over equal cells. */
static void fit(enum distribution which, double *values) {
  char what[100];
  double distance = 0, square = 0;
  size_t cells[CELLS] = {0};
  for (size_t i = 0; i < COUNT; i++) values[i] = below(which, values[i]);
  for (size_t i = 0; i < COUNT; i++) cells[values[i] >= 1 ? CELLS - 1 : (size_t)(values[i] * CELLS)]++;
  for (size_t i = 0; i < CELLS; i++) square += pow((double)cells[i] - (double)COUNT / CELLS, 2) / ((double)COUNT / CELLS);
  qsort(values, COUNT, sizeof *values, ascending);
  for (size_t i = 0; i < COUNT; i++) distance = fmax(distance, fmax(fabs(values[i] - (double)i / COUNT), fabs((double)(i + 1) / COUNT - values[i])));
  snprintf(what, sizeof what, "%s: Kolmogorov-Smirnov", distributions[which].name);
  check(distance * sqrt(COUNT) < 2.2, what, distance * sqrt(COUNT));
  snprintf(what, sizeof what, "%s: chi-square of %d cells", distributions[which].name, CELLS);
  check_z(what, (square - (CELLS - 1)) / sqrt(2.0 * (CELLS - 1)));
}

static void moments(enum distribution which, const double *values) {
  char what[100];
  double sum = 0, square = 0, mean = distributions[which].mean, variance = distributions[which].variance;
  for (size_t i = 0; i < COUNT; i++) sum += values[i] - mean, square += (values[i] - mean) * (values[i] - mean);
  snprintf(what, sizeof what, "%s: mean", distributions[which].name);
  check_z(what, sum / sqrt(variance * COUNT));
  snprintf(what, sizeof what, "%s: variance", distributions[which].name);
  check_z(what, (square / COUNT - variance) / (variance * sqrt((distributions[which].kurtosis - 1) / COUNT)));
}

static void distribution_tests(double *values) {
  for (int which = 0; which < DISTRIBUTIONS; which++) {
    for (uint32_t i = 0; i < COUNT; i++) { /* runs, steps and rows all vary */
      struct random_place at = {.seed = 1, .run = i % 64, .step = i / 64 % 50, .row = i / 3200};
      values[i] = draw(which, &at, random_name(distributions[which].name, 5), 0);
    }
    moments(which, values);
    if (which != POISSON_SMALL && which != POISSON_LARGE && which != CHANCE) fit(which, values);
  }
}

/* ---- Independence ---- */

/* Numbers of two places that differ in one thing only hang together no more than chance has it, nor do their squares (the tails). */
static void pair(const char *what, enum distribution which, struct random_place (*other)(struct random_place), uint32_t other_name, uint32_t other_use) {
  char text[100];
  double product = 0, squares = 0, mean = distributions[which].mean, variance = distributions[which].variance;
  uint32_t name = random_name("pair", 4);
  for (uint32_t i = 0; i < COUNT; i++) {
    struct random_place at = {.seed = 5, .run = i % 256, .step = i / 256 % 30, .row = i / 7680}, there = other(at);
    double x = draw(which, &at, name, 0) - mean, y = draw(which, &there, other_name, other_use) - mean;
    product += x * y / variance;
    squares += (x * x / variance - 1) * (y * y / variance - 1) / (distributions[which].kurtosis - 1);
  }
  snprintf(text, sizeof text, "%s: correlation with %s", distributions[which].name, what);
  check_z(text, product / sqrt(COUNT));
  if (which != CHANCE) snprintf(text, sizeof text, "%s: the same of squares", distributions[which].name), check_z(text, squares / sqrt(COUNT));
}

static struct random_place same(struct random_place at) { return at; }
static struct random_place next_run(struct random_place at) { return at.run++, at; }
static struct random_place shared_block(struct random_place at) { return at.run ^= 8, at; }
static struct random_place other_shared_block(struct random_place at) { return at.run ^= 16, at; }
static struct random_place next_step(struct random_place at) { return at.step++, at; }
static struct random_place next_row(struct random_place at) { return at.row++, at; }
static struct random_place next_seed(struct random_place at) { return at.seed++, at; }

static void independence(void) {
  static const enum distribution kinds[] = {UNIFORM, NORMAL, CHANCE};
  uint32_t name = random_name("pair", 4), other = random_name("pair2", 5);
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    pair("the next run", kinds[i], next_run, name, 0);
    pair("the run that shares its block", kinds[i], shared_block, name, 0);
    pair("the run 16 away", kinds[i], other_shared_block, name, 0);
    pair("the next step", kinds[i], next_step, name, 0);
    pair("the next row", kinds[i], next_row, name, 0);
    pair("the next seed", kinds[i], next_seed, name, 0);
    pair("another name", kinds[i], same, other, 0);
    pair("the next use", kinds[i], same, name, 1);
  }
}

static void edges(void) {
  struct random_place at = {.seed = 1};
  uint32_t name = random_name("edge", 4), always = 0, never = 0;
  for (at.run = 0; at.run < 1000; at.run++) {
    always += random_chance(&at, name, 0, 1) && random_chance(&at, name, 0, 7);
    never += random_chance(&at, name, 0, 0) || random_chance(&at, name, 0, -1) || random_chance(&at, name, 0, NAN);
  }
  check(always == 1000, "a chance of 1 or above always comes", always);
  check(never == 0, "a chance of 0, below, or NaN never comes", never);
  check(isnan(random_poisson(&at, name, 0, -0.1)) && isnan(random_poisson(&at, name, 0, 501)), "a poisson mean out of range gives NaN", 0);
  check(random_poisson(&at, name, 0, 0) == 0, "a poisson mean of 0 gives 0", 0);
  check(random_poisson_of(0x1.fffffffffffffp-1, 500) < 800, "the last poisson number of a large mean is found", random_poisson_of(0x1.fffffffffffffp-1, 500));
}

int main(void) {
  double *values = malloc(COUNT * sizeof *values);
  known_answers();
  accuracy();
  edges();
  distribution_tests(values);
  independence();
  free(values);
  printf("%d failed\n", failures);
  return failures > 0;
}
