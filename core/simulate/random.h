/*
 * Random numbers that depend on nothing but where they are used: seed, run, step, row, the draw's name, how often it was used there before.
 *
 * So neither threads, tiles and shards nor other draws change a number, and compared policies meet the same luck. The generator is
 * Philox4x32 with seven rounds (Salmon, Moraes, Dror and Shaw 2011, by their library Random123), keyed with the seed. A block of its counter
 * is (block of runs, step, row, name and use):
 *
 *   64 bits a run    runs 16 g + j and 16 g + 8 + j (j below 8) share block 8 g + j: its first and its second half    uniform, exponential,
 *                    and both normal numbers that Box and Muller's formula makes of the two halves                    normal, poisson
 *   32 bits a run    of runs 32 g to 32 g + 31, run 2 j + a + 16 b takes word a + 2 b of block 8 g + j                chance
 *
 * Each kind of number has its own blocks. Numbers in single precision have theirs: 32 bits a run, words a and a + 2 making two normal numbers.
 * Only + - * / and the square root are used, rounded as IEEE 754 says: the same bits from every compiler and processor.
 */
#ifndef KITH_SIMULATE_RANDOM_H
#define KITH_SIMULATE_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RANDOM_ROUNDS 7

enum random_kind { RANDOM_UNIFORM, RANDOM_NORMAL, RANDOM_CHANCE, RANDOM_EXPONENTIAL, RANDOM_POISSON, RANDOM_KINDS };

/* Where a number is drawn. What is drawn once a run (sampled parameters, resampling) has step 0 and row RANDOM_NO_ROW. */
struct random_place {
  uint64_t seed;
  uint32_t run, step, row;
};

#define RANDOM_NO_ROW UINT32_MAX

/* The number that stands for a name. Names of a scenario whose numbers are equal must be told: they would share their luck. */
uint32_t random_name(const char *name, size_t length);

/* `use` counts from 0 how often the place has drawn this name before, by whichever function. */

/* In [0, 1), a multiple of 2^-52. */
double random_uniform(const struct random_place *place, uint32_t name, uint32_t use);
/* Mean 0, deviation 1; never beyond 8.5. */
double random_normal(const struct random_place *place, uint32_t name, uint32_t use);
/* True with this probability, to 2^-32; above 1 always, NaN never. */
bool random_chance(const struct random_place *place, uint32_t name, uint32_t use, double probability);
/* Mean 1; never beyond 36.1. */
double random_exponential(const struct random_place *place, uint32_t name, uint32_t use);
/* A whole number; NaN where the mean is not within 0 to RANDOM_MOST_MEAN. */
double random_poisson(const struct random_place *place, uint32_t name, uint32_t use, double mean);

#define RANDOM_MOST_MEAN 500.0

/* For sampled parameters: these need several numbers, and take the uses from 0 on of the name for themselves. Shapes above 0. */
double random_gamma(const struct random_place *place, uint32_t name, double shape); /* scale 1 */
double random_beta(const struct random_place *place, uint32_t name, double a, double b);

/* The poisson number that a uniform one stands for: how many terms of the distribution it has passed. */
double random_poisson_of(double uniform, double mean);

/* The fourth word of the counter, and the generator itself: for the vectors of lanes and for tests. */
uint32_t random_stream(enum random_kind kind, uint32_t name, uint32_t use);
void random_block(uint64_t seed, const uint32_t counter[4], uint32_t words[4]);

#endif
