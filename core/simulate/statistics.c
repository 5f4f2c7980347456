#include "core/simulate/statistics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/arena.h"

/* ---- Moments ---- */

void moments_add(struct moments *moments, double value) {
  double distance = value - moments->mean;
  moments->count++;
  moments->mean += distance / (double)moments->count;
  moments->squares += distance * (value - moments->mean);
}

void moments_merge(struct moments *into, const struct moments *from) {
  if (!from->count) return;
  double first = (double)into->count, second = (double)from->count, all = first + second, distance = from->mean - into->mean;
  into->squares += from->squares + distance * distance * first * second / all;
  into->mean = into->count ? into->mean + distance * second / all : from->mean;
  into->count += from->count;
}

double moments_deviation(const struct moments *moments) {
  return moments->count < 2 ? NAN : sqrt(moments->squares / (double)(moments->count - 1));
}

double moments_error(const struct moments *moments) { return moments_deviation(moments) / sqrt((double)moments->count); }

/* ---- Bins ---- */

enum { DIGITS = 10 };

static int32_t key_of(double value) {
  double size = fabs(value);
  if (size < 0x1p-60) return 0;
  uint64_t bits;
  memcpy(&bits, &size, sizeof bits);
  int32_t key = (int32_t)(bits >> (52 - DIGITS));
  return value < 0 ? -key : key;
}

/* The number a bin stands for: its middle, or where its edge is a whole number, that. */
static double number_of(int32_t key) {
  uint64_t edge_bits = (uint64_t)(key < 0 ? -key : key) << (52 - DIGITS), middle_bits = edge_bits | (uint64_t)1 << (51 - DIGITS);
  double edge, middle;
  memcpy(&edge, &edge_bits, sizeof edge);
  memcpy(&middle, &middle_bits, sizeof middle);
  double number = edge == floor(edge) ? edge : middle;
  return key < 0 ? -number : number;
}

static void reserve(struct summary *summary, size_t room) {
  if (room <= summary->bin_room) return;
  summary->bin_room = room < 2 * summary->bin_room ? 2 * summary->bin_room : room;
  summary->bins = memory_grow(summary->bins, summary->bin_room * sizeof *summary->bins);
}

static int by_key(const void *a, const void *b) {
  const struct bin *left = a, *right = b;
  return (left->key > right->key) - (left->key < right->key);
}

/* Bins of equal keys become one. */
static void gather_bins(struct summary *summary) {
  size_t kept = 0;
  if (summary->bin_count) qsort(summary->bins, summary->bin_count, sizeof *summary->bins, by_key);
  for (size_t i = 0; i < summary->bin_count; i++) {
    if (kept && summary->bins[kept - 1].key == summary->bins[i].key) summary->bins[kept - 1].count += summary->bins[i].count;
    else summary->bins[kept++] = summary->bins[i];
  }
  summary->bin_count = kept;
}

void summary_take(struct summary *summary, const double *values, size_t count) {
  reserve(summary, count);
  summary->moments = (struct moments){0};
  summary->least = summary->most = NAN;
  summary->bin_count = 0;
  for (size_t i = 0; i < count; i++) {
    if (isnan(values[i])) continue;
    moments_add(&summary->moments, values[i]);
    if (!(values[i] >= summary->least)) summary->least = values[i];
    if (!(values[i] <= summary->most)) summary->most = values[i];
    summary->bins[summary->bin_count++] = (struct bin){key_of(values[i]), 1};
  }
  gather_bins(summary);
}

/* Two sorted lists become one, from the end so that none is overwritten before it is read. */
static void merge_bins(struct summary *into, const struct summary *from) {
  size_t a = into->bin_count, b = from->bin_count, shared = 0;
  for (size_t i = 0, j = 0; i < a && j < b;) {
    int32_t left = into->bins[i].key, right = from->bins[j].key;
    shared += left == right;
    i += left <= right;
    j += right <= left;
  }
  size_t out = a + b - shared;
  reserve(into, out);
  into->bin_count = out;
  while (b > 0) {
    const struct bin *add = &from->bins[b - 1];
    if (a > 0 && into->bins[a - 1].key >= add->key) {
      struct bin own = into->bins[--a];
      if (own.key == add->key) own.count += from->bins[--b].count;
      into->bins[--out] = own;
    } else {
      into->bins[--out] = *add;
      b--;
    }
  }
}

void summary_merge(struct summary *into, const struct summary *from) {
  if (!from->moments.count) return;
  if (!into->moments.count) into->least = into->most = NAN;
  moments_merge(&into->moments, &from->moments);
  if (!(from->least >= into->least)) into->least = from->least;
  if (!(from->most <= into->most)) into->most = from->most;
  merge_bins(into, from);
}

void summary_free(struct summary *summary) {
  free(summary->bins);
  *summary = (struct summary){0};
}

double summary_quantile(const struct summary *summary, double share) {
  if (!summary->moments.count) return NAN;
  double rank = ceil(share * (double)summary->moments.count), passed = 0;
  if (share >= 1) return summary->most;
  if (rank <= 1) return summary->least;
  for (size_t i = 0; i < summary->bin_count; i++) {
    passed += summary->bins[i].count;
    if (passed >= rank) return fmin(fmax(number_of(summary->bins[i].key), summary->least), summary->most);
  }
  return summary->most;
}

/* ---- Bytes ---- */

static void add_number(struct buffer *buffer, uint64_t number) {
  for (; number > 127; number >>= 7) buffer_add_char(buffer, (char)((number & 127) | 128));
  buffer_add_char(buffer, (char)number);
}

static bool take_number(const unsigned char **at, const unsigned char *end, uint64_t *number) {
  *number = 0;
  for (int shift = 0; shift < 63 && *at < end; shift += 7) {
    unsigned char byte = *(*at)++;
    *number |= (uint64_t)(byte & 127) << shift;
    if (byte < 128) return true;
  }
  return false;
}

void number_encode(struct buffer *buffer, double number) {
  uint64_t bits;
  if (isnan(number)) number = NAN; /* one of the many */
  memcpy(&bits, &number, sizeof bits);
  for (int i = 0; i < 8; i++) buffer_add_char(buffer, (char)(bits >> 8 * i & 255));
}

bool number_decode(const unsigned char **at, const unsigned char *end, double *number) {
  uint64_t bits = 0;
  if (end - *at < 8) return false;
  for (int i = 0; i < 8; i++) bits |= (uint64_t)(*at)[i] << 8 * i;
  memcpy(number, &bits, sizeof *number);
  *at += 8;
  return true;
}

void summary_encode(struct buffer *buffer, const struct summary *summary) {
  int64_t last = INT32_MIN;
  add_number(buffer, summary->moments.count);
  if (!summary->moments.count) return;
  number_encode(buffer, summary->moments.mean);
  number_encode(buffer, summary->moments.squares);
  number_encode(buffer, summary->least);
  number_encode(buffer, summary->most);
  add_number(buffer, summary->bin_count);
  for (size_t i = 0; i < summary->bin_count; i++) {
    add_number(buffer, (uint64_t)(summary->bins[i].key - last));
    add_number(buffer, summary->bins[i].count);
    last = summary->bins[i].key;
  }
}

static bool decode_bins(const unsigned char **at, const unsigned char *end, struct summary *summary) {
  uint64_t more, count, all = 0;
  int64_t key = INT32_MIN;
  for (size_t i = 0; i < summary->bin_count; i++) {
    if (!take_number(at, end, &more) || !take_number(at, end, &count)) return false;
    if (more > UINT32_MAX || count < 1 || count > summary->moments.count - all || (i && !more)) return false;
    key += (int64_t)more;
    if (key > INT32_MAX) return false;
    all += count;
    summary->bins[i] = (struct bin){(int32_t)key, (uint32_t)count};
  }
  return all == summary->moments.count;
}

bool summary_decode(const unsigned char **at, const unsigned char *end, uint64_t most, struct summary *summary) {
  uint64_t bins;
  *summary = (struct summary){.least = NAN, .most = NAN};
  if (!take_number(at, end, &summary->moments.count) || summary->moments.count > most) return false;
  if (!summary->moments.count) return true;
  if (!number_decode(at, end, &summary->moments.mean) || !number_decode(at, end, &summary->moments.squares) ||
      !number_decode(at, end, &summary->least) || !number_decode(at, end, &summary->most) || !take_number(at, end, &bins))
    return false;
  bool sane = summary->moments.squares >= 0 && isfinite(summary->moments.squares) && isfinite(summary->moments.mean) &&
              summary->least <= summary->most && isfinite(summary->least) && isfinite(summary->most) && bins <= summary->moments.count;
  if (!sane) return false;
  reserve(summary, bins);
  summary->bin_count = bins;
  if (decode_bins(at, end, summary)) return true;
  summary_free(summary);
  return false;
}

/* ---- Student's t ---- */

static double normal_width(double tail);

/* Algorithm 396 (Hill 1970): the quantile of Student's t that leaves `tail` outside on both sides together. */
static double hill(double tail, double n) {
  const double half_pi = 1.5707963267948966;
  if (n == 1) return cos(tail * half_pi) / sin(tail * half_pi);
  if (n == 2) return sqrt(2 / (tail * (2 - tail)) - 2);
  double a = 1 / (n - 0.5), b = 48 / (a * a), c = ((20700 * a / b - 98) * a - 16) * a + 96.36;
  double d = ((94.5 / (b + c) - 3) / b + 1) * sqrt(a * half_pi) * n, y = pow(d * tail, 2 / n);
  if (y > 0.05 + a) {
    double x = -normal_width(tail);
    y = x * x;
    if (n < 5) c += 0.3 * (n - 4.5) * (x + 0.6);
    c += (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b;
    y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x;
    y = expm1(a * y * y);
  } else {
    y = ((1 / (((n + 6) / (n * y) - 0.089 * d - 0.822) * (n + 2) * 3) + 0.5 / (n + 4)) * y - 1) * (n + 1) / (n + 2) + 1 / y;
  }
  return sqrt(n * y);
}

/* The normal quantile that leaves `tail` outside on both sides: Acklam's rational form, errors below 1.15e-9, for tails up to 1. */
static double normal_width(double tail) {
  static const double a[] = {-3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02, 1.383577518672690e+02, -3.066479806614716e+01, 2.506628277459239e+00};
  static const double b[] = {-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02, 6.680131188771972e+01, -1.328068155288572e+01};
  static const double c[] = {-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00, -2.549732539343734e+00, 4.374664141464968e+00, 2.938163982698783e+00};
  static const double d[] = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00};
  double p = tail / 2;
  if (p < 0.02425) {
    double q = sqrt(-2 * log(p));
    return -(((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) / ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);
  }
  double q = p - 0.5, r = q * q;
  return -(((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q / (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
}

double student_width(double confidence, double freedom) {
  if (!(freedom >= 1)) return INFINITY;
  return hill(1 - confidence, floor(freedom));
}
