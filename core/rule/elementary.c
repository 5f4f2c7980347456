#include "core/rule/elementary.h"

bool rule_lua_has_ours;

/* exp(x + rest) of any size, times the sign; the result may leave the range of normal numbers. */
static double exp_any(double x, double rest, double sign) {
  if (rule_exp_common(x)) return sign * rule_exp_sum(x, rest);
  if (fabs(x) < 0x1p-54) return sign * (1.0 + x);
  if (x >= 1024) return sign * INFINITY;
  if (x <= -1024) return sign * 0.0;
  double more;
  uint64_t k, bits = rule_exp_parts(x, rest, &more, &k);
  if (x > 0) { /* the exponent may have grown too large */
    double scale = rule_from_bits(bits - (UINT64_C(1009) << 52));
    return sign * (0x1p1009 * (scale + scale * more));
  }
  double scale = rule_from_bits(bits + (UINT64_C(1022) << 52)), y = scale + scale * more;
  if (fabs(y) < 1.0) { /* a subnormal result is to be rounded once, to the bits it has */
    double low = scale - y + scale * more, high = 1.0 + y;
    low = 1.0 - high + y + low;
    y = (high + low) - 1.0;
  }
  return sign * (0x1p-1022 * y);
}

double rule_exp(double x) { return x != x ? x : exp_any(x, 0, 1); }

double rule_log(double x) {
  double rest;
  if (rule_log_common(x)) {
    double sum = rule_log_parts(rule_bits(x), &rest);
    return sum + rest;
  }
  if (x == 0) return -INFINITY;
  if (!(x > 0)) return NAN;
  if (x == INFINITY) return x;
  double sum = rule_log_parts(rule_bits(x * 0x1p52) - (UINT64_C(52) << 52), &rest); /* subnormal */
  return sum + rest;
}

static bool is_whole(double y) { return fabs(y) >= 0x1p53 || floor(y) == y; }
static bool is_odd(double y) { return fabs(y) < 0x1p53 && floor(y) == y && floor(y / 2) != y / 2; }

/* Zeros, infinities, NaN: what C prescribes. */
static bool prescribed(double x, double y, double *result) {
  double size = fabs(x);
  if (x == 1 || y == 0) *result = 1;
  else if (x != x || y != y) *result = NAN;
  else if (fabs(y) == INFINITY) *result = size == 1 ? 1 : (size < 1) == (y < 0) ? INFINITY : 0;
  else if (size == 0 || size == INFINITY) {
    double power = (size == 0) == (y < 0) ? INFINITY : 0;
    *result = x < 0 || (x == 0 && signbit(x)) ? (is_odd(y) ? -power : power) : power;
  } else if (x < 0 && !is_whole(y)) *result = NAN;
  else return false;
  return true;
}

double rule_pow(double x, double y) {
  double result, rest, size = fabs(x);
  if (rule_pow_common_x(x) && rule_pow_common_y(y)) {
    double exponent = rule_pow_exponent(rule_bits(x), y, &rest);
    return exp_any(exponent, rest, 1);
  }
  if (prescribed(x, y, &result)) return result;
  double sign = x < 0 && is_odd(y) ? -1 : 1;
  if (!rule_pow_common_y(y)) {
    if (size == 1) return sign;
    if (fabs(y) < 1) return 1; /* to the last bit */
    return sign * ((size > 1) == (y > 0) ? INFINITY : 0);
  }
  uint64_t bits = rule_bits(size);
  if (size < 0x1p-1022) bits = rule_bits(size * 0x1p52) - (UINT64_C(52) << 52);
  double exponent = rule_pow_exponent(bits, y, &rest);
  return exp_any(exponent, rest, sign);
}
