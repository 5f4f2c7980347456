#include "core/simulate/links.h"

#include <stdlib.h>
#include <string.h>

#include "core/simulate/random.h"

bool link_add(struct link_set *set, uint32_t a, uint32_t b, double weight) {
  if (a == b) return true;
  if (set->count >= MOST_LINKS) return false;
  if (set->count == set->room) {
    set->room = set->room * 2 + 64;
    set->links = memory_grow(set->links, set->room * sizeof *set->links);
  }
  set->links[set->count++] = a < b ? (struct link){a, b, weight} : (struct link){b, a, weight};
  return true;
}

void link_set_free(struct link_set *set) {
  free(set->links);
  *set = (struct link_set){0};
}

/* A whole number below `most`; `draw` numbers the draws of a name. */
static uint32_t pick(uint64_t seed, const char *name, size_t draw, size_t most) {
  struct random_place place = {seed, (uint32_t)draw, (uint32_t)(draw >> 32), RANDOM_NO_ROW};
  return (uint32_t)(random_uniform(&place, random_name(name, strlen(name)), 0) * (double)most);
}

bool links_random(struct link_set *set, size_t rows, double degree, uint64_t seed) {
  size_t wanted = (size_t)(degree * (double)rows / 2 + 0.5);
  for (size_t i = 0; i < wanted && rows > 1; i++) {
    uint32_t a = pick(seed, "links.one", i, rows), b = pick(seed, "links.other", i, rows - 1);
    if (!link_add(set, a, b + (b >= a), 1)) return false;
  }
  return true;
}

bool links_like(struct link_set *set, size_t rows, const uint32_t *degrees, size_t degree_count, uint64_t seed) {
  size_t ends = 0, at = 0;
  uint32_t *degree = memory_grow(NULL, rows * sizeof *degree + 1);
  for (size_t row = 0; row < rows; row++) ends += degree[row] = degree_count ? degrees[pick(seed, "links.degree", row, degree_count)] : 0;
  uint32_t *end = memory_grow(NULL, ends * sizeof *end + 1);
  for (size_t row = 0; row < rows; row++)
    for (uint32_t i = 0; i < degree[row]; i++) end[at++] = (uint32_t)row;
  for (size_t i = ends; i > 1; i--) { /* Fisher & Yates */
    size_t other = pick(seed, "links.end", i, i);
    uint32_t kept = end[i - 1];
    end[i - 1] = end[other];
    end[other] = kept;
  }
  size_t before = set->count;
  bool good = true;
  for (size_t i = 0; good && i + 1 < ends; i += 2) good = link_add(set, end[i], end[i + 1], 1);
  free(degree);
  free(end);
  return good && set->count >= before;
}

static int by_pair(const void *a, const void *b) {
  const struct link *left = a, *right = b;
  if (left->a != right->a) return left->a < right->a ? -1 : 1;
  return (left->b > right->b) - (left->b < right->b);
}

void link_set_join(struct link_set *set) {
  size_t kept = 0;
  if (set->count) qsort(set->links, set->count, sizeof *set->links, by_pair);
  for (size_t i = 0; i < set->count; i++) {
    const struct link *link = &set->links[i];
    if (!kept || by_pair(&set->links[kept - 1], link)) set->links[kept++] = *link;
    else if (link->weight > set->links[kept - 1].weight) set->links[kept - 1].weight = link->weight;
  }
  set->count = kept;
}

void links_order(const struct link_set *set, size_t rows, uint32_t *from, uint32_t *to, double *weights) {
  memset(from, 0, (rows + 1) * sizeof *from);
  for (size_t i = 0; i < set->count; i++) {
    from[set->links[i].a + 1]++;
    from[set->links[i].b + 1]++;
  }
  for (size_t row = 0; row < rows; row++) from[row + 1] += from[row];
  uint32_t *next = memory_grow(NULL, (rows + 1) * sizeof *next);
  memcpy(next, from, (rows + 1) * sizeof *next);
  for (int side = 0; side < 2; side++) { /* first those below a row, then those above: both in order, for the pairs are sorted */
    for (size_t i = 0; i < set->count; i++) {
      const struct link *link = &set->links[i];
      uint32_t row = side ? link->a : link->b, other = side ? link->b : link->a;
      weights[next[row]] = link->weight;
      to[next[row]++] = other;
    }
  }
  free(next);
}
