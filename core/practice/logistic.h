/*
 * What weights the record itself would give: a logistic regression with a ridge, weights not below zero.
 *
 * Inputs are brought to mean 0 and deviation 1 over the observations that are fitted; a missing one (NAN) stands at the mean. What is minimised is
 *
 *   − mean log likelihood + ½·λ·Σ β²,   β ≥ 0, the intercept free
 *
 * by Newton steps, each solved coordinate by coordinate (Friedman, Hastie & Tibshirani 2010, Regularization paths for generalized linear models
 * via coordinate descent). A weighted score adds what speaks for a relationship; a weight below zero would turn a factor's meaning round, so
 * such a factor gets none (house). λ is the one of a few with the least log loss on relationships that were left out (cross-validation).
 */
#ifndef KITH_PRACTICE_LOGISTIC_H
#define KITH_PRACTICE_LOGISTIC_H

#include <stdint.h>

#include "core/base/arena.h"

struct logistic_data {
  const double *const *inputs; /* [input][observation], NAN missing */
  size_t input_count;
  const uint8_t *happened;
  const uint8_t *fold; /* [observation]: the part it belongs to, from 0; all of a relationship in the same one */
  size_t count, folds;
};

enum { LOGISTIC_ALL = -1 }; /* no fold is left out */

/* Weights in the inputs' own units (not deviations) from all observations but those of the fold `without`. All zero where nothing can be learnt:
 * all or none happened, or no input varies. */
void logistic_fit(const struct logistic_data *data, double lambda, int without, double *weights);

extern const double logistic_lambdas[]; /* rising; ends with 0 */

/* The λ of that list whose fits tell best what happened to the folds they did not see; the larger where two tell the same. */
double logistic_lambda(const struct logistic_data *data);

#endif
