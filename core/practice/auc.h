/*
 * How well numbers foretold what happened: discrimination, shares, lift. Statistics only; who was scored and what happened is the caller's.
 *
 * An observation is a number and whether the thing happened. `of` says whose it is, from 0 and below `count`: several observations of one
 * relationship, on different days, are not independent, and intervals take that into account. What is needed on the way lives in the arena.
 */
#ifndef KITH_PRACTICE_AUC_H
#define KITH_PRACTICE_AUC_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/arena.h"

struct observations {
  const double *numbers; /* finite */
  const uint8_t *happened;
  const uint32_t *of;
  size_t count;
};

struct auc {
  double value; /* P(number where it happened > number where not) + ½·P(tie); NAN where all or none happened */
  double error; /* standard error; NAN where there are fewer than two on a side */
};

/*
 * The error is that of DeLong, DeLong & Clarke-Pearson (1988), Comparing the areas under two or more correlated receiver operating
 * characteristic curves; for several observations of one relationship Obuchowski's (1997), Nonparametric analysis of clustered ROC curve
 * data, which is the same where each has one. By ranks, as Sun & Xu (2014) do it: O(n log n).
 */
struct auc auc_measure(struct arena *arena, const struct observations *observations);

/* How much more the first numbers tell than `others` of the same observations: the difference of the two and its error. */
struct auc auc_compare(struct arena *arena, const struct observations *first, const double *others);

/* 95%: on the scale of log odds, so that it stays within 0 … 1 (Pepe 2003). NAN where the error is not known or 0. */
void auc_interval(struct auc auc, double *low, double *high);

/* The 95% interval of a share (Wilson 1927). `of` above 0. */
void share_interval(double met, double of, double *low, double *high);

/*
 * The observations in so many groups of equal size (give or take one), the highest numbers first: how many each has, and in how many of them it
 * happened. Equal numbers that fall into two groups share what happened evenly, so the order in which they come does not matter.
 */
void lift_groups(struct arena *arena, const struct observations *observations, size_t groups, double *happened, size_t *sizes);

#endif
