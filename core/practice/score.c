#include "core/practice/score.h"

#include <math.h>
#include <string.h>

static double weight_sum(const struct rule_shape *shape, const double *factors) {
  double sum = 0;
  for (size_t i = 0; i < shape->factors; i++)
    if (!factors || !isnan(factors[i])) sum += shape->weights[i];
  return sum;
}

static double weighted(const struct rule_shape *shape, const double *factors) {
  double sum = 0, present = weight_sum(shape, factors);
  for (size_t i = 0; i < shape->factors; i++)
    if (!isnan(factors[i])) sum += shape->weights[i] * factors[i];
  return present > 0 ? sum / present : NAN;
}

static double lowest(const struct rule_shape *shape, const double *factors) {
  double low = NAN;
  for (size_t i = 0; i < shape->factors; i++)
    if (!isnan(factors[i]) && !(factors[i] >= low)) low = factors[i];
  return low;
}

static int band_of(const struct rule_shape *shape, double value) {
  int band = 0;
  for (size_t i = 1; i < shape->band_count; i++)
    if (value >= shape->bands[i]) band = (int)i;
  return band;
}

static double combined(const struct rule_shape *shape, const double *factors) {
  double low = lowest(shape, factors);
  if (shape->combine == COMBINE_MIN) return low;
  if (shape->combine == COMBINE_ANY_POOR && shape->band_count > 1 && low < shape->bands[1]) return low;
  return weighted(shape, factors);
}

struct score score_combine(const struct rule_shape *shape, const double *factors, const uint8_t *limits) {
  double all = weight_sum(shape, NULL);
  struct score score = {combined(shape, factors), all > 0 ? weight_sum(shape, factors) / all : 0, BAND_UNKNOWN, LIMITED_NOT};
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
  double present = weight_sum(shape, factors);
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
