#include "core/practice/logistic.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

const double logistic_lambdas[] = {0.0001, 0.001, 0.01, 0.03, 0.1, 0.3, 1, 0};

enum { MOST_STEPS = 50, MOST_SWEEPS = 2000 };

struct fit {
  const struct logistic_data *data;
  int without;
  double lambda;
  double *mean, *deviation;  /* [input]; deviation 0: it does not vary */
  double *standard;          /* [observation × inputs + input], of all observations */
  double *beta;              /* [input + 1], the intercept last */
  double *gram, *slope;      /* of the second and first order about beta: (inputs + 1)², inputs + 1 */
  double *step;              /* [input + 1] */
  size_t trained;
};

static bool seen(const struct fit *fit, size_t row) { return (int)fit->data->fold[row] != fit->without; }

/* ---- The inputs ---- */

static void measure_input(struct fit *fit, size_t input) {
  const double *values = fit->data->inputs[input];
  double sum = 0, square = 0, present = 0;
  for (size_t row = 0; row < fit->data->count; row++)
    if (seen(fit, row) && !isnan(values[row])) sum += values[row], present++;
  double mean = present ? sum / present : 0;
  for (size_t row = 0; row < fit->data->count; row++)
    if (seen(fit, row) && !isnan(values[row])) square += (values[row] - mean) * (values[row] - mean);
  fit->mean[input] = mean;
  fit->deviation[input] = present ? sqrt(square / present) : 0;
  if (fit->deviation[input] < 1e-12) fit->deviation[input] = 0;
}

static void standardise(struct fit *fit) {
  size_t inputs = fit->data->input_count;
  for (size_t input = 0; input < inputs; input++) measure_input(fit, input);
  for (size_t row = 0; row < fit->data->count; row++)
    for (size_t input = 0; input < inputs; input++) {
      double value = fit->data->inputs[input][row];
      bool known = !isnan(value) && fit->deviation[input] > 0;
      fit->standard[row * inputs + input] = known ? (value - fit->mean[input]) / fit->deviation[input] : 0;
    }
}

/* ---- A Newton step ---- */

static double log_odds(const struct fit *fit, size_t row) {
  size_t inputs = fit->data->input_count;
  double sum = fit->beta[inputs];
  for (size_t input = 0; input < inputs; input++) sum += fit->beta[input] * fit->standard[row * inputs + input];
  return sum;
}

static double chance(double odds) { return odds < 0 ? exp(odds) / (1 + exp(odds)) : 1 / (1 + exp(-odds)); }

/* First and second derivatives of the mean log likelihood; the intercept is an input that is always 1. */
static void differentiate(struct fit *fit) {
  size_t inputs = fit->data->input_count, width = inputs + 1;
  memset(fit->gram, 0, width * width * sizeof *fit->gram);
  memset(fit->slope, 0, width * sizeof *fit->slope);
  for (size_t row = 0; row < fit->data->count; row++) {
    if (!seen(fit, row)) continue;
    const double *x = fit->standard + row * inputs;
    double p = chance(log_odds(fit, row)), weight = p * (1 - p), residual = (fit->data->happened[row] != 0) - p;
    for (size_t i = 0; i <= inputs; i++) {
      double xi = i < inputs ? x[i] : 1;
      fit->slope[i] += residual * xi / (double)fit->trained;
      for (size_t j = 0; j <= i; j++) fit->gram[i * width + j] += weight * xi * (j < inputs ? x[j] : 1) / (double)fit->trained;
    }
  }
  for (size_t i = 0; i < width; i++)
    for (size_t j = i + 1; j < width; j++) fit->gram[i * width + j] = fit->gram[j * width + i];
}

/* Goes to the top of the parabola about beta, one coordinate after the other, none but the intercept below zero; how far it went. */
static double climb(struct fit *fit, double *step) {
  size_t inputs = fit->data->input_count, width = inputs + 1;
  double furthest = 0, moved = 1;
  memset(step, 0, width * sizeof *step);
  for (int sweep = 0; sweep < MOST_SWEEPS && moved > 1e-10; sweep++) {
    moved = 0;
    for (size_t i = 0; i < width; i++) {
      double ridge = i < inputs ? fit->lambda : 0, curve = fit->gram[i * width + i] + ridge;
      if (curve < 1e-12 || (i < inputs && fit->deviation[i] == 0)) continue;
      double rest = fit->slope[i] - ridge * fit->beta[i];
      for (size_t j = 0; j < width; j++)
        if (j != i) rest -= fit->gram[i * width + j] * step[j];
      double to = rest / curve;
      if (i < inputs && fit->beta[i] + to < 0) to = -fit->beta[i];
      moved = fmax(moved, fabs(to - step[i]));
      step[i] = to;
    }
  }
  for (size_t i = 0; i < width; i++) furthest = fmax(furthest, fabs(step[i]));
  return furthest;
}

/* Minus the log likelihood of the observations that are fitted, or of the others. */
static double log_loss(const struct fit *fit, bool fitted) {
  double sum = 0;
  for (size_t row = 0; row < fit->data->count; row++) {
    if (seen(fit, row) != fitted) continue;
    double odds = log_odds(fit, row);
    sum += (odds > 0 ? odds + log(1 + exp(-odds)) : log(1 + exp(odds))) - (fit->data->happened[row] ? odds : 0);
  }
  return sum;
}

static double minimised(const struct fit *fit) {
  double ridge = 0;
  for (size_t i = 0; i < fit->data->input_count; i++) ridge += fit->beta[i] * fit->beta[i];
  return log_loss(fit, true) / (double)fit->trained + fit->lambda / 2 * ridge;
}

static void take_step(struct fit *fit, const double *step, double part) {
  for (size_t i = 0; i <= fit->data->input_count; i++) fit->beta[i] += part * step[i];
}

/* Newton's step, halved while it overshoots. */
static void solve(struct fit *fit) {
  double *step = fit->step, now = minimised(fit);
  for (int n = 0; n < MOST_STEPS; n++) {
    differentiate(fit);
    if (climb(fit, step) < 1e-8) return;
    double part = 1, before = now;
    take_step(fit, step, part);
    while ((now = minimised(fit)) > before && part > 1e-6) {
      take_step(fit, step, -part / 2);
      part /= 2;
    }
    if (before - now < 1e-12) return;
  }
}

static struct fit *prepare(struct arena *arena, const struct logistic_data *data, int without) {
  struct fit *fit = ARENA_NEW(arena, struct fit);
  size_t inputs = data->input_count, width = inputs + 1;
  *fit = (struct fit){.data = data, .without = without};
  fit->mean = ARENA_ARRAY(arena, double, inputs);
  fit->deviation = ARENA_ARRAY(arena, double, inputs);
  fit->standard = ARENA_ARRAY(arena, double, data->count * inputs);
  fit->beta = ARENA_ARRAY(arena, double, width);
  fit->gram = ARENA_ARRAY(arena, double, width * width);
  fit->slope = ARENA_ARRAY(arena, double, width);
  fit->step = ARENA_ARRAY(arena, double, width);
  for (size_t row = 0; row < data->count; row++) fit->trained += seen(fit, row);
  standardise(fit);
  return fit;
}

/* Starts at the share that happened; false where that is all or none. */
static bool start(struct fit *fit) {
  double happened = 0;
  for (size_t row = 0; row < fit->data->count; row++) happened += seen(fit, row) && fit->data->happened[row];
  if (happened == 0 || happened == (double)fit->trained) return false;
  fit->beta[fit->data->input_count] = log(happened / ((double)fit->trained - happened));
  return true;
}

void logistic_fit(const struct logistic_data *data, double lambda, int without, double *weights) {
  struct arena *arena = arena_new();
  struct fit *fit = prepare(arena, data, without);
  fit->lambda = lambda;
  if (start(fit)) solve(fit);
  for (size_t i = 0; i < data->input_count; i++) weights[i] = fit->deviation[i] > 0 ? fit->beta[i] / fit->deviation[i] : 0;
  arena_free(arena);
}

/* ---- How much ridge ---- */

double logistic_lambda(const struct logistic_data *data) {
  enum { LAMBDAS = sizeof logistic_lambdas / sizeof *logistic_lambdas - 1 };
  double losses[LAMBDAS] = {0};
  struct arena *arena = arena_new();
  for (size_t fold = 0; fold < data->folds; fold++) {
    arena_reset(arena);
    struct fit *fit = prepare(arena, data, (int)fold);
    if (!start(fit)) continue;
    for (size_t i = LAMBDAS; i > 0; i--) { /* from much to little, each from where the last one ended */
      fit->lambda = logistic_lambdas[i - 1];
      solve(fit);
      losses[i - 1] += log_loss(fit, false);
    }
  }
  arena_free(arena);
  size_t best = LAMBDAS - 1;
  for (size_t i = LAMBDAS - 1; i > 0; i--)
    if (losses[i - 1] < losses[best]) best = i - 1;
  return logistic_lambdas[best];
}
