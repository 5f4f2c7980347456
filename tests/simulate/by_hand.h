/* A model of relationships on a random graph, and plain C that runs it: what make bench-simulate holds translated steps against. */
#ifndef KITH_TESTS_BY_HAND_H
#define KITH_TESTS_BY_HAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hand_model {
  size_t rows;
  uint32_t *from, *to; /* neighbours of row i: to[from[i]] to before to[from[i + 1]] */
  double *quality, *trust, *satisfaction, *previous;
  bool *active;
};

/* The C library's, which the program's takes the place of. */
extern double (*by_hand_log)(double);

void by_hand_make(struct hand_model *model, size_t rows);
/* One run; sums: mean trust, share churned, mean satisfaction at its end. */
void by_hand_run(struct hand_model *model, uint64_t seed, int steps, double sums[3]);

#endif
