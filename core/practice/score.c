#include "core/practice/score.h"

#include <math.h>
#include <string.h>

/* Over all factors, and over those that are present. */
struct totals {
  double weights, present, sum, lowest; /* sum of weighted factors; the lowest NAN where none is present */
};

static struct totals totals_of(const struct rule_shape *shape, const double *factors) {
  struct totals totals = {0, 0, 0, NAN};
  for (size_t i = 0; i < shape->factors; i++) {
    double weight = shape->weights[i], factor = factors[i];
    totals.weights += weight;
    if (isnan(factor)) continue;
    totals.present += weight;
    totals.sum += weight * factor;
    if (!(factor >= totals.lowest)) totals.lowest = factor;
  }
  return totals;
}

static int band_of(const struct rule_shape *shape, double value) {
  int band = 0;
  for (size_t i = 1; i < shape->band_count; i++)
    if (value >= shape->bands[i]) band = (int)i;
  return band;
}

static double combined(const struct rule_shape *shape, const struct totals *totals) {
  if (shape->combine == COMBINE_MIN) return totals->lowest;
  if (shape->combine == COMBINE_ANY_POOR && shape->band_count > 1 && totals->lowest < shape->bands[1]) return totals->lowest;
  return totals->present > 0 ? totals->sum / totals->present : NAN;
}

struct score score_combine(const struct rule_shape *shape, const double *factors, const uint8_t *limits) {
  struct totals totals = totals_of(shape, factors);
  struct score score = {combined(shape, &totals), totals.weights > 0 ? totals.present / totals.weights : 0, BAND_UNKNOWN, LIMITED_NOT};
  if (isnan(score.value) || score.coverage < shape->enough || !shape->band_count) return score;
  score.band = band_of(shape, score.value);
  for (size_t i = 0; i < shape->limit_count; i++) {
    if (!limits[i] || shape->limits[i] >= score.band) continue;
    score.band = shape->limits[i];
    score.limited = (int)i;
  }
  return score;
}

void score_parts(const struct rule_shape *shape, const double *factors, double *parts) {
  double present = totals_of(shape, factors).present;
  for (size_t i = 0; i < shape->factors; i++) parts[i] = isnan(factors[i]) ? 0 : shape->weights[i] * factors[i] / present;
}

/* The position whose number lies furthest above (sign 1) or below (sign -1) its whole number. */
static size_t furthest(const double *numbers, const int *whole, size_t count, int sign) {
  size_t most = 0;
  for (size_t i = 1; i < count; i++)
    if (sign * (numbers[i] - whole[i]) > sign * (numbers[most] - whole[most])) most = i;
  return most;
}

void parts_round(const double *numbers, size_t count, long total, int *whole) {
  long given = 0;
  for (size_t i = 0; i < count; i++) {
    whole[i] = (int)floor(numbers[i]);
    given += whole[i];
  }
  for (; count && given < total; given++) whole[furthest(numbers, whole, count, 1)]++;
  for (; count && given > total; given--) whole[furthest(numbers, whole, count, -1)]--;
}
