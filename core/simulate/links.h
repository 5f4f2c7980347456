/*
 * Who is a neighbour of whom: pairs of rows with a weight, put in order.
 *
 * Links are symmetric and none leads to itself; of equal pairs the larger weight counts. Random ones depend on the seed alone.
 */
#ifndef KITH_SIMULATE_LINKS_H
#define KITH_SIMULATE_LINKS_H

#include "core/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct link {
  uint32_t a, b; /* rows; a < b once added */
  double weight;
};

struct link_set {
  struct link *links; /* owned: link_set_free */
  size_t count, room;
};

enum { MOST_LINKS = 100000000 };

/* False where there are too many. */
bool link_add(struct link_set *set, uint32_t a, uint32_t b, double weight);
void link_set_free(struct link_set *set);

/* Pairs drawn until rows have `degree` neighbours in the mean (Erdős & Rényi 1959: the number of links is fixed). */
bool links_random(struct link_set *set, size_t rows, double degree, uint64_t seed);
/* Every row gets a number of neighbours resampled from `degrees`, and ends are joined at random (configuration model; Bollobás 1980): what would
 * be a link to itself, or a second one of a pair, is dropped, which in large sparse graphs are few. */
bool links_like(struct link_set *set, size_t rows, const uint32_t *degrees, size_t degree_count, uint64_t seed);

/* Puts the pairs in order and joins equal ones. */
void link_set_join(struct link_set *set);
/* The neighbours of every row in ascending order, of a set that was joined: from[rows + 1], to and weights of 2 × count entries. */
void links_order(const struct link_set *set, size_t rows, uint32_t *from, uint32_t *to, double *weights);

#endif
