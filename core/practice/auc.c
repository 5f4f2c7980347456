#include "core/practice/auc.h"

#include <math.h>
#include <stdlib.h>

static const double NORMAL_95 = 1.959963984540054; /* 97.5% of the standard normal distribution lie below it */

/* ---- Order ---- */

struct ranked {
  double number;
  size_t at; /* position among the observations */
};

static int by_number(const void *a, const void *b) {
  const struct ranked *left = a, *right = b;
  if (left->number != right->number) return left->number < right->number ? -1 : 1;
  return (left->at > right->at) - (left->at < right->at);
}

/* Rising. */
static struct ranked *rank(struct arena *arena, const double *numbers, size_t count) {
  struct ranked *ranked = ARENA_ARRAY(arena, struct ranked, count);
  for (size_t i = 0; i < count; i++) ranked[i] = (struct ranked){numbers[i], i};
  if (count) qsort(ranked, count, sizeof *ranked, by_number);
  return ranked;
}

static size_t end_of_ties(const struct ranked *ranked, size_t from, size_t count) {
  size_t to = from;
  while (to < count && ranked[to].number == ranked[from].number) to++;
  return to;
}

static size_t count_happened(const struct observations *observations) {
  size_t count = 0;
  for (size_t i = 0; i < observations->count; i++) count += observations->happened[i] != 0;
  return count;
}

/* ---- Placements ---- */

/*
 * Where each observation lies among those of the other side, 0 … 1: for one where it happened the share of the others with lower numbers, for
 * one where not the share of the others with higher ones; ties count half. The mean of either side is the AUC.
 */
static double *place_all(struct arena *arena, const struct observations *observations, const double *numbers) {
  size_t count = observations->count, happened = count_happened(observations), not_happened = count - happened;
  struct ranked *ranked = rank(arena, numbers, count);
  double *places = ARENA_ARRAY(arena, double, count);
  size_t below[2] = {0, 0}; /* not happened, happened */
  for (size_t from = 0, to; from < count; from = to) {
    size_t tied[2] = {0, 0};
    to = end_of_ties(ranked, from, count);
    for (size_t i = from; i < to; i++) tied[observations->happened[ranked[i].at] != 0]++;
    double lower = ((double)below[0] + 0.5 * (double)tied[0]) / (double)not_happened;
    double higher = ((double)(happened - below[1] - tied[1]) + 0.5 * (double)tied[1]) / (double)happened;
    for (size_t i = from; i < to; i++) places[ranked[i].at] = observations->happened[ranked[i].at] ? lower : higher;
    below[0] += tied[0];
    below[1] += tied[1];
  }
  return places;
}

static double mean_where_happened(const struct observations *observations, const double *places) {
  double sum = 0;
  size_t happened = count_happened(observations);
  for (size_t i = 0; i < observations->count; i++)
    if (observations->happened[i]) sum += places[i];
  return sum / (double)happened;
}

/* ---- The error ---- */

struct cluster {
  double up, down; /* sums of place − mean where it happened and where not */
  bool has_up, has_down;
};

/* Obuchowski's variance: of the sums a relationship has on either side, and of both together. */
static double error_of(struct arena *arena, const struct observations *observations, const double *places, double mean) {
  struct cluster *clusters = ARENA_ARRAY(arena, struct cluster, observations->count);
  double happened = (double)count_happened(observations), others = (double)observations->count - happened;
  double up = 0, down = 0, both = 0, ups = 0, downs = 0, all = 0;
  for (size_t i = 0; i < observations->count; i++) {
    struct cluster *cluster = &clusters[observations->of[i]];
    if (observations->happened[i]) cluster->up += places[i] - mean;
    else cluster->down += places[i] - mean;
    if (observations->happened[i]) cluster->has_up = true;
    else cluster->has_down = true;
  }
  for (size_t i = 0; i < observations->count; i++) {
    const struct cluster *cluster = &clusters[i];
    up += cluster->up * cluster->up;
    down += cluster->down * cluster->down;
    both += cluster->up * cluster->down;
    ups += cluster->has_up;
    downs += cluster->has_down;
    all += cluster->has_up || cluster->has_down;
  }
  if (ups < 2 || downs < 2) return NAN;
  double variance = ups / (ups - 1) * up / (happened * happened) + downs / (downs - 1) * down / (others * others) +
                    2 * all / (all - 1) * both / (happened * others);
  return variance > 0 ? sqrt(variance) : 0;
}

static bool both_sides(const struct observations *observations) {
  size_t happened = count_happened(observations);
  return happened && happened < observations->count;
}

struct auc auc_measure(struct arena *arena, const struct observations *observations) {
  if (!both_sides(observations)) return (struct auc){NAN, NAN};
  const double *places = place_all(arena, observations, observations->numbers);
  double value = mean_where_happened(observations, places);
  return (struct auc){value, error_of(arena, observations, places, value)};
}

struct auc auc_compare(struct arena *arena, const struct observations *first, const double *others) {
  if (!both_sides(first)) return (struct auc){NAN, NAN};
  double *places = place_all(arena, first, first->numbers);
  const double *other_places = place_all(arena, first, others);
  for (size_t i = 0; i < first->count; i++) places[i] -= other_places[i];
  double value = mean_where_happened(first, places);
  return (struct auc){value, error_of(arena, first, places, value)};
}

void auc_interval(struct auc auc, double *low, double *high) {
  *low = *high = NAN;
  if (!(auc.error > 0) || !(auc.value > 0 && auc.value < 1)) return;
  double odds = log(auc.value / (1 - auc.value)), reach = NORMAL_95 * auc.error / (auc.value * (1 - auc.value));
  *low = 1 / (1 + exp(-(odds - reach)));
  *high = 1 / (1 + exp(-(odds + reach)));
}

/* ---- Shares and lift ---- */

void share_interval(double met, double of, double *low, double *high) {
  double z = NORMAL_95, share = met / of, scale = 1 + z * z / of;
  double middle = (share + z * z / (2 * of)) / scale;
  double reach = z / scale * sqrt(share * (1 - share) / of + z * z / (4 * of * of));
  *low = met > 0 ? middle - reach : 0;
  *high = met < of ? middle + reach : 1;
}

void lift_groups(struct arena *arena, const struct observations *observations, size_t groups, double *happened, size_t *sizes) {
  size_t count = observations->count;
  struct ranked *ranked = rank(arena, observations->numbers, count);
  for (size_t group = 0; group < groups; group++) happened[group] = sizes[group] = 0;
  for (size_t from = 0, to; from < count; from = to) {
    size_t tied = 0;
    to = end_of_ties(ranked, from, count);
    for (size_t i = from; i < to; i++) tied += observations->happened[ranked[i].at] != 0;
    for (size_t i = from; i < to; i++) {
      size_t group = (count - 1 - i) * groups / count;
      happened[group] += (double)tied / (double)(to - from);
      sizes[group]++;
    }
  }
}
