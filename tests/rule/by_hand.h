#ifndef KITH_TESTS_BY_HAND_H
#define KITH_TESTS_BY_HAND_H

#include <stddef.h>

/* r: the columns x y z n w level kind; one result a row. */
void by_hand_arithmetic(const double *const *r, double *out, size_t rows);
void by_hand_branches(const double *const *r, double *out, size_t rows);
void by_hand_powers(const double *const *r, double *out, size_t rows);

/* What by_hand_powers computes with. */
extern double (*by_hand_exp)(double), (*by_hand_log)(double), (*by_hand_pow)(double, double);

#endif
