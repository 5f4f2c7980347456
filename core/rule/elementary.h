/*
 * exp, log and pow, the same in the interpreter and in every kernel.
 *
 * Lua asks the C library, and the C library answers by processor. So they are defined here, in plain arithmetic that compilers can vectorise
 * and that rounds the same everywhere; core/elementary.c gives the program's Lua the same functions. Method (a table of 128 steps, logarithm
 * and exponential with a rest, in the form without fused operations) and polynomials after Szabolcs Nagy's in ARM's optimized routines,
 * which glibc has too (copyright 2018 Arm Limited, MIT licence): errors below 0.6 units in the last place.
 *
 * The common cases are inline: first ask whether a case is common, else call the function itself.
 */
#ifndef KITH_RULE_ELEMENTARY_H
#define KITH_RULE_ELEMENTARY_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/rule/elementary_tables.h"

/*
 * Whether Lua has these functions too: the program's has, that of another program that loads kith.so has its own. Where it has not,
 * rules use what Lua uses, one row at a time.
 */
extern bool rule_lua_has_ours;

double rule_exp(double x);
double rule_log(double x);
double rule_pow(double x, double y);

static inline uint64_t rule_bits(double x) {
  union {
    double f;
    uint64_t u;
  } as = {.f = x};
  return as.u;
}

static inline double rule_from_bits(uint64_t bits) {
  union {
    uint64_t u;
    double f;
  } as = {.u = bits};
  return as.f;
}

/* A small integer as a double, without an instruction that AVX2 has not. */
static inline double rule_small_to_float(uint64_t k) { return rule_from_bits(0x4338000000000000u + k) - 0x1.8p52; }

/* log(x) of a positive, normal, finite x, given as bits, as the sum of the result and *rest. */
static inline double rule_log_parts(uint64_t x, double *rest) {
  const double a0 = -0.5, a1 = 0x1.555555555556p-2 * -2, a2 = -0x1.0000000000006p-2 * -2, a3 = 0x1.999999959554ep-3 * 4,
               a4 = -0x1.555555529a47ap-3 * 4, a5 = 0x1.2495b9b4845e9p-3 * -8, a6 = -0x1.0002b8b263fc3p-3 * -8;
  uint64_t steps = x - 0x3fe6955500000000u, i = steps >> 45 & 127;
  uint64_t z_bits = x - (steps & UINT64_C(0xfff) << 52);
  double k = rule_small_to_float(((steps >> 52) ^ 0x800) - 0x800), z = rule_from_bits(z_bits); /* the shift with its sign */
  double inverse = rule_inverse_table[i], log_c = rule_log_table[i], log_rest = rule_log_rest_table[i];
  double z_high = rule_from_bits((z_bits + (UINT64_C(1) << 31)) & UINT64_MAX << 32), z_low = z - z_high;
  double r_high = z_high * inverse - 1.0, r_low = z_low * inverse, r = r_high + r_low;
  double t1 = k * 0x1.62e42fefa3800p-1 + log_c, t2 = t1 + r;
  double low1 = k * 0x1.ef35793c76730p-45 + log_rest, low2 = t1 - t2 + r;
  double ar = a0 * r, ar2 = r * ar, ar3 = r * ar2;
  double ar_high = a0 * r_high, ar_high2 = r_high * ar_high;
  double high = t2 + ar_high2, low3 = r_low * (ar + ar_high), low4 = t2 - high + ar_high2;
  double p = ar3 * (a1 + r * a2 + ar2 * (a3 + r * a4 + ar2 * (a5 + r * a6)));
  double low = low1 + low2 + low3 + low4 + p, sum = high + low;
  *rest = high - sum + low;
  return sum;
}

/* The parts of exp(x + rest): 2^(k/128) as bits, and what is to be added to 1. */
static inline uint64_t rule_exp_parts(double x, double rest, double *more, uint64_t *k) {
  const double c2 = 0x1.ffffffffffdbdp-2, c3 = 0x1.555555555543cp-3, c4 = 0x1.55555cf172b91p-5, c5 = 0x1.1111167a4d017p-7;
  double shifted = x * 0x1.71547652b82fep7 + 0x1.8p52;
  *k = rule_bits(shifted);
  double turns = shifted - 0x1.8p52;
  double r = x + turns * -0x1.62e42fefa0000p-8 + turns * -0x1.cf79abc9e3b39p-47 + rest, r2 = r * r;
  *more = rule_power_rest_table[*k & 127] + r + r2 * (c2 + r * c3) + r2 * r2 * (c4 + r * c5);
  return rule_power_table[*k & 127] + (*k << 45);
}

/* exp(x + rest) where rule_exp_common(x). */
static inline double rule_exp_sum(double x, double rest) {
  double more;
  uint64_t k;
  double scale = rule_from_bits(rule_exp_parts(x, rest, &more, &k));
  return scale + scale * more;
}

/* int, so that `&` joins them without a branch. */
static inline int rule_exp_common(double x) { return (fabs(x) < 512) & (fabs(x) >= 0x1p-54); }
static inline int rule_log_common(double x) { return (x >= 0x1p-1022) & (x < INFINITY); }
static inline int rule_pow_common_x(double x) { return rule_log_common(x); }
static inline int rule_pow_common_y(double y) { return (fabs(y) < 0x1p62) & (fabs(y) >= 0x1p-64); }

/* y log(x) as a sum. */
static inline double rule_pow_exponent(uint64_t x, double y, double *rest) {
  double low, high = rule_log_parts(x, &low);
  double y_high = rule_from_bits(rule_bits(y) & UINT64_MAX << 27), y_low = y - y_high;
  double high_high = rule_from_bits(rule_bits(high) & UINT64_MAX << 27), high_low = high - high_high + low;
  *rest = y_low * high_high + y * high_low;
  return y_high * high_high;
}

/* ---- As kernels want them ---- */

static inline double rule_exponential_common(double a, bool *common) {
  *common = rule_exp_common(a);
  return rule_exp_sum(a, 0);
}

static inline double rule_logarithm_common(double a, bool *common) {
  double rest, sum = rule_log_parts(rule_bits(a), &rest);
  *common = rule_log_common(a);
  return sum + rest;
}

/* Lua squares by multiplication. */
static inline double rule_power_common(double a, double b, bool *common) {
  double rest, exponent = rule_pow_exponent(rule_bits(a), b, &rest), result = rule_exp_sum(exponent, rest);
  *common = (b == 2) | (rule_pow_common_x(a) & rule_pow_common_y(b) & rule_exp_common(exponent));
  return b == 2 ? a * a : result;
}

static inline double rule_exponential(double a) { return rule_lua_has_ours ? rule_exp(a) : exp(a); }
static inline double rule_logarithm(double a) { return rule_lua_has_ours ? rule_log(a) : log(a); }
static inline double rule_power(double a, double b) { return b == 2 ? a * a : rule_lua_has_ours ? rule_pow(a, b) : pow(a, b); }

#endif
