/*
 * What is kept of many runs, so that parts put together in one order give the same bytes however the runs were divided: number, mean and
 * spread, the extremes, and a histogram that quantiles are read from.
 *
 * The histogram is log-linear: a bin is a number's sign, power of two and the first ten digits of its binary fraction. A quantile is the
 * middle of the bin that its run lies in, or the bin's edge where that is a whole number: within 1/1024 (0.1 %) of the run's own value, and whole
 * numbers up to 2048 are exact. Where that lies outside the least and the most of all runs, it is these. Numbers below 2^-60 count as zero.
 *
 * A summary owns its bins: start it as `struct summary s = {0}`, end it with summary_free.
 */
#ifndef KITH_SIMULATE_STATISTICS_H
#define KITH_SIMULATE_STATISTICS_H

#include "core/base/text.h"

/* Number, mean, and the sum of squared distances from the mean. */
struct moments {
  uint64_t count;
  double mean, squares;
};

void moments_add(struct moments *moments, double value);
/* Chan, Golub & LeVeque 1983. The order of merging is part of the result's last bits. */
void moments_merge(struct moments *into, const struct moments *from);
/* Standard deviation (n − 1) and standard error of the mean; NAN for fewer than two. */
double moments_deviation(const struct moments *moments);
double moments_error(const struct moments *moments);

struct bin {
  int32_t key; /* ascending with the numbers */
  uint32_t count;
};

struct summary {
  struct moments moments;
  double least, most; /* NAN where there is none */
  struct bin *bins;   /* by key */
  size_t bin_count, bin_room;
};

/* Replaces what `summary` held by the summary of these values; NAN ones are left out. */
void summary_take(struct summary *summary, const double *values, size_t count);
void summary_merge(struct summary *into, const struct summary *from);
void summary_free(struct summary *summary);
/* 0 … 1: the value that so many of the runs do not pass (nearest rank); NAN where there is none. */
double summary_quantile(const struct summary *summary, double share);

/* Bytes of a summary, little-endian, the same on every machine; and back. `at` moves on. False, with nothing to free, where they are none of
 * at most `most` values. */
void summary_encode(struct buffer *buffer, const struct summary *summary);
bool summary_decode(const unsigned char **at, const unsigned char *end, uint64_t most, struct summary *summary);

/* A number in eight bytes, and back; likewise. */
void number_encode(struct buffer *buffer, double number);
bool number_decode(const unsigned char **at, const unsigned char *end, double *number);

/* The two-sided interval's half width in standard errors: Student's t of `confidence` (0.95) with `freedom` degrees; Hill 1970, good to six
 * digits. INFINITY for no freedom. */
double student_width(double confidence, double freedom);

#endif
