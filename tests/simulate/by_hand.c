/* The model in C as one would write it: doubles, xoshiro256++ (Blackman and Vigna), normal numbers by the polar method, run after run. */
#include "tests/simulate/by_hand.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MEAN_DEGREE = 8 };

double (*by_hand_log)(double) = log;

static uint64_t words[4];
static double spare;
static bool has_spare;

static uint64_t rotated(uint64_t x, int k) { return x << k | x >> (64 - k); }

static uint64_t next(void) {
  uint64_t result = rotated(words[0] + words[3], 23) + words[0], t = words[1] << 17;
  words[2] ^= words[0];
  words[3] ^= words[1];
  words[1] ^= words[2];
  words[0] ^= words[3];
  words[2] ^= t;
  words[3] = rotated(words[3], 45);
  return result;
}

static void seed(uint64_t x) {
  for (int i = 0; i < 4; i++) { /* splitmix64 */
    uint64_t z = x += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    words[i] = z ^ z >> 31;
  }
  has_spare = false;
}

static double uniform(void) { return (double)(next() >> 11) * 0x1p-53; }

static double normal(void) {
  if (has_spare) {
    has_spare = false;
    return spare;
  }
  double x, y, s;
  do {
    x = 2 * uniform() - 1;
    y = 2 * uniform() - 1;
    s = x * x + y * y;
  } while (s >= 1 || s == 0);
  double scale = sqrt(-2 * by_hand_log(s) / s);
  spare = y * scale;
  has_spare = true;
  return x * scale;
}

/* A random graph: each pair of a list of MEAN_DEGREE / 2 for every relationship is linked both ways. */
void by_hand_make(struct hand_model *model, size_t rows) {
  size_t links = rows * MEAN_DEGREE / 2;
  uint32_t *pairs = malloc(2 * links * sizeof *pairs);
  *model = (struct hand_model){.rows = rows, .from = calloc(rows + 2, sizeof(uint32_t)), .to = malloc((2 * links + 1) * sizeof(uint32_t))};
  model->quality = malloc(rows * sizeof(double));
  model->trust = malloc(rows * sizeof(double));
  model->previous = malloc(rows * sizeof(double));
  model->satisfaction = malloc(rows * sizeof(double));
  model->active = malloc(rows);
  seed(1);
  for (size_t i = 0; i < 2 * links; i++) pairs[i] = (uint32_t)(next() % rows);
  for (size_t i = 0; i < 2 * links; i++) model->from[pairs[i] + 2]++;
  for (size_t i = 2; i < rows + 2; i++) model->from[i] += model->from[i - 1];
  for (size_t i = 0; i < 2 * links; i++) model->to[model->from[pairs[i] + 1]++] = pairs[i ^ 1];
  for (size_t i = 0; i < rows; i++) model->quality[i] = 0.28 + 0.64 * uniform();
  free(pairs);
}

static double clamp(double x) { return x < 0 ? 0 : x > 1 ? 1 : x; }

static void step(struct hand_model *model, int t) {
  memcpy(model->previous, model->trust, model->rows * sizeof(double));
  for (size_t i = 0; i < model->rows; i++) {
    if (!model->active[i]) continue;
    double s = clamp(model->satisfaction[i] + 0.2 * (model->quality[i] + 0.1 * normal() - model->satisfaction[i])), x = model->trust[i];
    model->satisfaction[i] = s;
    if (uniform() < 0.05) x = x - 0.15 * (1 - s);
    else if (s > x) x = x + 0.02 * (s - x);
    else x = x - 0.06 * (x - s);
    double sum = 0;
    uint32_t degree = model->from[i + 1] - model->from[i];
    for (uint32_t k = model->from[i]; k < model->from[i + 1]; k++) sum += model->previous[model->to[k]];
    if (degree) x += 0.05 * (sum / degree - x);
    if (t % 13 == 0) x += 0.03 * (1 - x);
    x = clamp(x);
    model->trust[i] = x;
    if (x < 0.25 && uniform() < 0.1) model->active[i] = false;
  }
}

void by_hand_run(struct hand_model *model, uint64_t seed_of_run, int steps, double sums[3]) {
  sums[0] = sums[1] = sums[2] = 0;
  seed(seed_of_run);
  for (size_t i = 0; i < model->rows; i++) model->trust[i] = model->satisfaction[i] = 0.5, model->active[i] = true;
  for (int t = 1; t <= steps; t++) step(model, t);
  for (size_t i = 0; i < model->rows; i++) {
    sums[0] += model->trust[i] / (double)model->rows;
    sums[1] += !model->active[i] / (double)model->rows;
    sums[2] += model->satisfaction[i] / (double)model->rows;
  }
}
