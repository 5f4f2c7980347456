/*
 * Every operation of a program, in one table: name, type of the result, types of up to three operands, and what it computes of a, b and c.
 *
 * Types: f double (also the number of a text), i int64, m mask (all bits or none). An expression must be defined for whatever lanes
 * hold, also those no path leads to. Adding a line here makes the kernels, in every instruction set, and the folding of constants.
 */
#ifndef KITH_RULE_OPERATIONS_H
#define KITH_RULE_OPERATIONS_H

#include "core/rule/rule.h"

#include <math.h>

#define RULE_OPERATIONS(ONE, TWO, THREE)                                                                                                   \
  TWO(ADD, f, f, f, a + b)                                                                                                                 \
  TWO(SUBTRACT, f, f, f, a - b)                                                                                                            \
  TWO(MULTIPLY, f, f, f, a *b)                                                                                                             \
  TWO(DIVIDE, f, f, f, a / b)                                                                                                              \
  TWO(FLOOR_DIVIDE, f, f, f, floor(a / b))                                                                                                 \
  TWO(MODULO, f, f, f, rule_modulo(a, b))                                                                                                  \
  TWO(REMAINDER, f, f, f, fmod(a, b))                                                                                                      \
  TWO(ARCTANGENT, f, f, f, atan2(a, b))                                                                                                    \
  ONE(NEGATE, f, f, -a)                                                                                                                    \
  ONE(ABSOLUTE, f, f, fabs(a))                                                                                                             \
  ONE(FLOOR, f, f, floor(a))                                                                                                               \
  ONE(CEILING, f, f, ceil(a))                                                                                                              \
  ONE(ROOT, f, f, sqrt(a))                                                                                                                 \
  ONE(LOGARITHM_2, f, f, log2(a))                                                                                                          \
  ONE(LOGARITHM_10, f, f, log10(a))                                                                                                        \
  ONE(SINE, f, f, sin(a))                                                                                                                  \
  ONE(COSINE, f, f, cos(a))                                                                                                                \
  ONE(TANGENT, f, f, tan(a))                                                                                                               \
  ONE(ARCSINE, f, f, asin(a))                                                                                                              \
  ONE(ARCCOSINE, f, f, acos(a))                                                                                                            \
  TWO(ADD_WHOLE, i, i, i, rule_wrap((uint64_t)a + (uint64_t)b))                                                                            \
  TWO(SUBTRACT_WHOLE, i, i, i, rule_wrap((uint64_t)a - (uint64_t)b))                                                                       \
  TWO(MULTIPLY_WHOLE, i, i, i, rule_wrap((uint64_t)a * (uint64_t)b))                                                                       \
  TWO(DIVIDE_WHOLE, i, i, i, rule_divide_whole(a, b))                                                                                      \
  TWO(MODULO_WHOLE, i, i, i, rule_modulo_whole(a, b))                                                                                      \
  TWO(REMAINDER_WHOLE, i, i, i, b == 0 || b == -1 ? 0 : a % b)                                                                             \
  ONE(TO_FLOAT, f, i, (double)a)                                                                                                           \
  ONE(TO_WHOLE, i, f, rule_fits(a) ? (int64_t)a : 0)                                                                                       \
  ONE(FITS, m, f, -(int64_t)rule_fits(a))                                                                                                  \
  TWO(LESS, m, f, f, -(int64_t)(a < b))                                                                                                    \
  TWO(AT_MOST, m, f, f, -(int64_t)(a <= b))                                                                                                \
  TWO(EQUAL, m, f, f, -(int64_t)(a == b))                                                                                                  \
  TWO(UNEQUAL, m, f, f, -(int64_t)(a != b))                                                                                                \
  TWO(LESS_WHOLE, m, i, i, -(int64_t)(a < b))                                                                                              \
  TWO(AT_MOST_WHOLE, m, i, i, -(int64_t)(a <= b))                                                                                          \
  TWO(EQUAL_WHOLE, m, i, i, -(int64_t)(a == b))                                                                                            \
  TWO(WHOLE_LESS, m, i, f, -(int64_t)rule_whole_less(a, b))                                                                                \
  TWO(WHOLE_AT_MOST, m, i, f, -(int64_t)rule_whole_at_most(a, b))                                                                          \
  TWO(LESS_THAN_WHOLE, m, f, i, -(int64_t)rule_less_whole(a, b))                                                                           \
  TWO(AT_MOST_A_WHOLE, m, f, i, -(int64_t)rule_at_most_whole(a, b))                                                                        \
  TWO(WHOLE_EQUAL, m, i, f, -(int64_t)(rule_fits(b) && (double)(int64_t)b == b && (int64_t)b == a))                                        \
  TWO(AND, m, m, m, a &b)                                                                                                                  \
  TWO(OR, m, m, m, a | b)                                                                                                                  \
  TWO(BUT_NOT, m, m, m, a & ~b)                                                                                                            \
  THREE(MULTIPLY_ADD, f, f, f, f, a *b + c)                                                                                                \
  THREE(MULTIPLY_SUBTRACT, f, f, f, f, a *b - c)                                                                                           \
  THREE(SUBTRACT_MULTIPLIED, f, f, f, f, c - a * b)                                                                                        \
  THREE(TOWARDS, f, f, f, f, (a - c) * b + c)                                                                                              \
  THREE(TOWARDS_LESS, f, f, f, f, c - (c - a) * b)                                                                                         \
  TWO(LARGER, f, f, f, a < b ? b : a)                                                                                                      \
  TWO(SMALLER, f, f, f, b < a ? b : a)                                                                                                     \
  THREE(CLAMP, f, f, f, f, (b < a ? b : a) < c ? c : b < a ? b : a)                                                                        \
  THREE(UNFINITE, m, f, m, m, c | (b & -(int64_t)(a - a != 0)))                                                                            \
  THREE(UNFINITE_EITHER, m, f, m, f, b & -(int64_t)((a - a) + (c - c) != 0))                                                               \
  THREE(SELECT, i, m, i, i, (b & a) | (c & ~a))

/*
 * Functions that are vectorised for common operands only: name, how many operands, the common case (which says by *common whether it
 * is one), any case. See elementary.h. POWER_OF takes one base for all lanes, so that its logarithm is computed once: it looks at the
 * first lane of `a` alone.
 */
#define RULE_CAREFUL_OPERATIONS(CAREFUL)                                                                                                   \
  CAREFUL(POWER, 2, rule_power_common(a, b, &common), rule_power(a, b))                                                                    \
  CAREFUL(POWER_OF, 2, rule_power_common(base, b, &common), rule_power(base, b))                                                           \
  CAREFUL(EXPONENTIAL, 1, rule_exponential_common(a, &common), rule_exponential(a))                                                        \
  CAREFUL(LOGARITHM, 1, rule_logarithm_common(a, &common), rule_logarithm(a))

#define RULE_ONE(name, out, ta, expression) OPERATION_##name,
#define RULE_TWO(name, out, ta, tb, expression) OPERATION_##name,
#define RULE_THREE(name, out, ta, tb, tc, expression) OPERATION_##name,
#define RULE_CAREFUL(name, operands, common_case, any_case) OPERATION_##name,
/*
 * Behind the table: ABSENT is a mask made of a column's presence bytes. Draws of random numbers in the lanes of a mask, and with a parameter
 * where they have one (b): core/simulate has them. Then leaves; STEP is the step's number, an integer.
 */
enum operation {
  RULE_OPERATIONS(RULE_ONE, RULE_TWO, RULE_THREE) RULE_CAREFUL_OPERATIONS(RULE_CAREFUL)
  OPERATION_ABSENT,
  OPERATION_DRAW_UNIFORM, OPERATION_DRAW_NORMAL, OPERATION_DRAW_CHANCE, OPERATION_DRAW_EXPONENTIAL, OPERATION_DRAW_POISSON,
  OPERATION_STEP, OPERATION_COLUMN, OPERATION_CONSTANT, OPERATION_COUNT
};
#undef RULE_ONE
#undef RULE_TWO
#undef RULE_THREE
#undef RULE_CAREFUL

static inline bool operation_is_draw(unsigned operation) {
  return operation >= OPERATION_DRAW_UNIFORM && operation <= OPERATION_DRAW_POISSON;
}

/*
 * Lanes of 8 bytes (union lane); of 4 for programs in single precision (union lane_single), which know masks and floats only.
 * Out may be one of the operands. For ABSENT, `a` is presence bytes.
 */
typedef void rule_kernel(void *out, const void *a, const void *b, const void *c, size_t lines);

union lane_single {
  float f;
  int32_t i;
};

/* By operation; `first` and `second` are for an operand that is the same in all lanes, NULL where there is none of the kind. */
struct rule_kernel_set {
  rule_kernel *lanes[OPERATION_ABSENT + 1], *first[OPERATION_ABSENT + 1], *second[OPERATION_ABSENT + 1];
};

extern const struct rule_kernel_set rule_kernels_baseline, rule_single_baseline;
#if defined __x86_64__
extern const struct rule_kernel_set rule_kernels_avx2, rule_single_avx2;
extern const struct rule_kernel_set rule_kernels_avx512, rule_single_avx512;
#endif

/* ---- Lua's rules that take more than an expression ---- */

static inline int64_t rule_wrap(uint64_t bits) { return (int64_t)bits; }

static inline bool rule_fits(double a) { return a >= -0x1p63 && a < 0x1p63; }

static inline double rule_modulo(double a, double b) {
  double m = fmod(a, b);
  return (m > 0 ? b < 0 : m < 0 && b > 0) ? m + b : m;
}

/* Division by zero raises in Lua: those lanes have left the path. */
static inline int64_t rule_divide_whole(int64_t a, int64_t b) {
  if (b == 0 || b == -1) return b == 0 ? 0 : rule_wrap(0 - (uint64_t)a);
  int64_t q = a / b;
  return (a ^ b) < 0 && a % b != 0 ? q - 1 : q;
}

static inline int64_t rule_modulo_whole(int64_t a, int64_t b) {
  if (b == 0 || b == -1) return 0;
  int64_t m = a % b;
  return m != 0 && (m ^ b) < 0 ? m + b : m;
}

/* Whole against float compares as the numbers they are, beyond 2^53 too. */
static inline bool rule_whole_less(int64_t a, double b) {
  if (b >= 0x1p63) return true;
  return b > -0x1p63 && a < (int64_t)ceil(b);
}
static inline bool rule_whole_at_most(int64_t a, double b) {
  if (b >= 0x1p63) return true;
  return b >= -0x1p63 && a <= (int64_t)floor(b);
}
static inline bool rule_less_whole(double a, int64_t b) {
  if (a < -0x1p63) return true;
  return a < 0x1p63 && (int64_t)floor(a) < b;
}
static inline bool rule_at_most_whole(double a, int64_t b) {
  if (a < -0x1p63) return true;
  return a < 0x1p63 && (int64_t)ceil(a) <= b;
}

#endif
