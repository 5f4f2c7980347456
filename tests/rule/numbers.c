/* exp, log and pow of core/rule against the C library's in long double: rule_numbers COUNT prints the greatest errors. */
#include "core/rule/elementary.h"

#include <stdio.h>
#include <stdlib.h>

static uint64_t state = 88172645463325252u;

static uint64_t next(void) {
  state ^= state << 13;
  state ^= state >> 7;
  return state ^= state << 17;
}

static double any_number(void) {
  static const double special[] = {0, -0.0, 1, -1, INFINITY, -INFINITY, NAN, 0x1p-1022, 5e-324, 0x1p1023, 0.5, 2, 3, -3,
                                   1e300, 0x1p53, 0x1p53 + 2, 1.5e-323, 709.78, -745.1, -708.5, 0x1.fffffffffffffp1023};
  uint64_t roll = next();
  double share = (double)(roll >> 11) * 0x1p-53;
  switch (next() % 6) {
  case 0: return rule_from_bits(roll);
  case 1: return (double)(int64_t)(roll % 41) - 20;
  case 2: return share;
  case 3: return (share - 0.5) * 1500;
  case 4: return 1 + (share - 0.5) * 0x1p-10;
  default: return special[roll % (sizeof special / sizeof *special)];
  }
}

/* In units of the last place; what is not finite must agree exactly. */
static double error_of(double result, long double exact) {
  double rounded = (double)exact;
  if (result != result || exact != exact) return (result != result) == (exact != exact) ? 0 : INFINITY;
  if (isinf(result) || isinf(rounded)) return result == rounded ? 0 : INFINITY;
  if (result == 0 && rounded == 0) return signbit(result) == signbit(rounded) ? 0 : INFINITY;
  return (double)(fabsl(result - exact) / (nextafter(fabs(rounded), INFINITY) - fabs(rounded)));
}

int main(int count_of_words, char **words) {
  double exp_error = 0, log_error = 0, pow_error = 0;
  for (long left = count_of_words > 1 ? atol(words[1]) : 100000; left > 0; left--) {
    double x = any_number(), y = any_number();
    exp_error = fmax(exp_error, error_of(rule_exp(x), expl(x)));
    log_error = fmax(log_error, error_of(rule_log(x), logl(x)));
    pow_error = fmax(pow_error, error_of(rule_pow(x, y), powl(x, y)));
  }
  printf("exp %.3f, log %.3f, pow %.3f units in the last place\n", exp_error, log_error, pow_error);
  return !(exp_error < 0.6 && log_error < 0.6 && pow_error < 0.6);
}
