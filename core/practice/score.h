/*
 * From factors to a score. Factors are numbers 0..1 or missing; a missing one never counts as zero.
 *
 *   weighted   H = Σ wᵢ·sᵢ / Σ wᵢ over the factors that are present     (DOMAIN: weighted score)
 *   min        the lowest factor that is present
 *   any_poor   the lowest factor, if it falls into the lowest band; else weighted (Totango's two-rule form)
 *
 * coverage = Σ w(present) / Σ w. Below `enough` the band is unknown. Bands: lower bound inclusive, the top band closed.
 */
#ifndef KITH_PRACTICE_SCORE_H
#define KITH_PRACTICE_SCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum combine { COMBINE_WEIGHTED, COMBINE_MIN, COMBINE_ANY_POOR };
enum { BAND_UNKNOWN = -1, LIMITED_NOT = -1 };

struct rule_shape {
  enum combine combine;
  const double *weights; /* positive */
  size_t factors;
  const double *bands; /* lower bounds, ascending, the first 0 */
  size_t band_count;
  const int *limits; /* a band each: at most this one where the limit applies */
  size_t limit_count;
  double enough; /* coverage 0..1 */
};

struct score {
  double value, coverage; /* value NAN where no factor is present */
  int band;               /* BAND_UNKNOWN, or a position in bands */
  int limited;            /* position of the limit that lowered the band, or LIMITED_NOT */
};

/* `factors`: one a factor, NAN missing. `limits`: one a limit, non-zero where it applies. */
struct score score_combine(const struct rule_shape *shape, const double *factors, const uint8_t *limits);

/* What each factor adds to the value: wᵢ·sᵢ / Σ w(present); 0 for missing ones. They sum to the weighted value. */
void score_parts(const struct rule_shape *shape, const double *factors, double *parts);

/* Whole numbers near `numbers` that add up to `total`: largest remainder, ties to the earlier. Numbers may be negative. */
void parts_round(const double *numbers, size_t count, long total, int *whole);

#endif
