#include "core/simulate/random.h"

#include "core/rule/elementary.h"

#include <Random123/philox.h>

enum { MOST_TRIES = 1000 };

/* ---- Numbers from bits, one at a time ---- */

#define NAMED(name) one_##name
#define SINGLE 0
typedef double scalar, number;
typedef uint64_t bits_scalar, bits;
#define NUMBER(b) rule_from_bits(b)
#define BITS(x) rule_bits(x)
#define WHOLE(b) rule_small_to_float(b)
#define TOP(b) (0 - ((b) >> 63))
#define ROOT(x) sqrt(x)
#include "core/simulate/normal.inc"

/* ---- Blocks ---- */

void random_block(uint64_t seed, const uint32_t counter[4], uint32_t words[4]) {
  philox4x32_ctr_t at = {{counter[0], counter[1], counter[2], counter[3]}};
  philox4x32_key_t key = {{(uint32_t)seed, (uint32_t)(seed >> 32)}};
  at = philox4x32_R(RANDOM_ROUNDS, at, key);
  for (int i = 0; i < 4; i++) words[i] = at.v[i];
}

/* FNV-1a by Fowler, Noll and Vo, and the finish of Appleby's MurmurHash3, which leaves no two numbers alike. */
uint32_t random_name(const char *name, size_t length) {
  uint32_t h = 2166136261u;
  for (size_t i = 0; i < length; i++) h = (h ^ (unsigned char)name[i]) * 16777619u;
  h = (h ^ h >> 16) * 0x85ebca6bu;
  h = (h ^ h >> 13) * 0xc2b2ae35u;
  return h ^ h >> 16;
}

uint32_t random_stream(enum random_kind kind, uint32_t name, uint32_t use) { return name + (use * RANDOM_KINDS + kind) * 0x9e3779b9u; }

/* The 64 bits of a run, and those of the run it shares the block with; whether it has the second half. */
static bool halves(const struct random_place *place, uint32_t stream, uint64_t *first, uint64_t *second) {
  uint32_t block = place->run >> 4 << 3 | (place->run & 7), words[4];
  random_block(place->seed, (uint32_t[4]){block, place->step, place->row, stream}, words);
  *first = words[0] | (uint64_t)words[1] << 32;
  *second = words[2] | (uint64_t)words[3] << 32;
  return place->run & 8;
}

static uint64_t half(const struct random_place *place, uint32_t stream) {
  uint64_t first, second;
  return halves(place, stream, &first, &second) ? second : first;
}

static uint32_t quarter(const struct random_place *place, uint32_t stream) {
  uint32_t block = place->run >> 5 << 3 | (place->run >> 1 & 7), words[4];
  random_block(place->seed, (uint32_t[4]){block, place->step, place->row, stream}, words);
  return words[(place->run & 1) | (place->run >> 3 & 2)];
}

/* ---- Distributions ---- */

double random_uniform(const struct random_place *place, uint32_t name, uint32_t use) {
  return one_uniform(half(place, random_stream(RANDOM_UNIFORM, name, use)));
}

double random_normal(const struct random_place *place, uint32_t name, uint32_t use) {
  uint64_t radius, turn;
  double first, second;
  bool is_second = halves(place, random_stream(RANDOM_NORMAL, name, use), &radius, &turn);
  one_normals(radius, turn, &first, &second);
  return is_second ? second : first;
}

bool random_chance(const struct random_place *place, uint32_t name, uint32_t use, double probability) {
  return rule_small_to_float(quarter(place, random_stream(RANDOM_CHANCE, name, use))) < probability * 0x1p32;
}

double random_exponential(const struct random_place *place, uint32_t name, uint32_t use) {
  return one_minus_log(one_above_zero(half(place, random_stream(RANDOM_EXPONENTIAL, name, use))));
}

double random_poisson_of(double uniform, double mean) {
  if (!(mean >= 0 && mean <= RANDOM_MOST_MEAN)) return NAN;
  double term = rule_exp(-mean), passed = term, count = 0;
  while (uniform >= passed && (count < mean || term > 0x1p-60)) { /* rounding may keep the sum from ever passing it */
    count++;
    term *= mean / count;
    passed += term;
  }
  return count;
}

double random_poisson(const struct random_place *place, uint32_t name, uint32_t use, double mean) {
  return random_poisson_of(one_uniform(half(place, random_stream(RANDOM_POISSON, name, use))), mean);
}

/* Marsaglia and Tsang 2000: a cubed normal number, taken or left. Below shape 1 by the power of a uniform one. */
static double gamma_from(const struct random_place *place, uint32_t name, double shape, uint32_t use) {
  if (shape < 1) {
    double u = one_above_zero(half(place, random_stream(RANDOM_EXPONENTIAL, name, use)));
    return gamma_from(place, name, shape + 1, use) * rule_pow(u, 1 / shape);
  }
  double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);
  for (int tries = 0; tries < MOST_TRIES; tries++, use++) { /* one in twenty is left, so the bound is never met */
    double x = random_normal(place, name, use), v = (1 + c * x) * (1 + c * x) * (1 + c * x);
    double minus_log_u = random_exponential(place, name, use + MOST_TRIES);
    if (v > 0 && x * x / 2 + d - d * v + d * rule_log(v) > -minus_log_u) return d * v;
  }
  return d;
}

double random_gamma(const struct random_place *place, uint32_t name, double shape) { return gamma_from(place, name, shape, 0); }

double random_beta(const struct random_place *place, uint32_t name, double a, double b) {
  double x = gamma_from(place, name, a, 0), y = gamma_from(place, name, b, 2 * MOST_TRIES);
  return x + y > 0 ? x / (x + y) : a / (a + b); /* both can vanish where a and b are tiny */
}
