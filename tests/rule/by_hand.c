/* Three rules in C as one would write them: what `make bench-rules` measures against. The Lua functions stand in bench.c. */
#include "tests/rule/by_hand.h"

#include <math.h>

void by_hand_arithmetic(const double *const *r, double *out, size_t rows) {
  const double *x = r[0], *y = r[1], *z = r[2], *n = r[3], *w = r[4];
  for (size_t i = 0; i < rows; i++) {
    double share = (x[i] * 0.3 + y[i] * 0.5 + z[i] * 0.2) / (1 + w[i]);
    out[i] = share * share + (1 - share) * n[i] * 0.25 - (x[i] - y[i]) * (z[i] - w[i]);
  }
}

void by_hand_branches(const double *const *r, double *out, size_t rows) {
  const double *x = r[0], *y = r[1], *z = r[2], *w = r[4], *level = r[5], *kind = r[6];
  for (size_t i = 0; i < rows; i++) {
    double s = x[i];
    if (level[i] == 1) s = s * 1.5;
    else if (level[i] == 2) s = s * 1.2;
    else s = s * 0.8;
    if (y[i] > 0.5 && z[i] < 0.3) {
      out[i] = s + 0.1;
      continue;
    }
    if (kind[i] == 3 || w[i] > 0.9) s = s - 0.2;
    out[i] = s < 0 ? 0 : s > 1 ? 1 : s;
  }
}

double (*by_hand_exp)(double) = exp, (*by_hand_log)(double) = log, (*by_hand_pow)(double, double) = pow;

void by_hand_powers(const double *const *r, double *out, size_t rows) {
  const double *x = r[0], *y = r[1], *z = r[2], *w = r[4];
  for (size_t i = 0; i < rows; i++) 
    out[i] = by_hand_pow(2, -x[i] / 30) * by_hand_pow(y[i], 0.7) + by_hand_exp(-z[i]) * by_hand_log(1 + w[i]);
}
