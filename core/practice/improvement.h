/*
 * Improvements: entries of the improvement register.
 *
 * A cycle says which step may follow which. Whether an improvement got there follows from its target and from what was measured, never from
 * what somebody says: what is not measured is unknown.
 */
#ifndef KITH_PRACTICE_IMPROVEMENT_H
#define KITH_PRACTICE_IMPROVEMENT_H

#include "core/practice/event.h"

/* The exit behind a cycle's last step. */
#define IMPROVEMENT_CLOSED "closed"

struct cycle_step {
  const char *name;
  const char *const *exits; /* names of steps, or IMPROVEMENT_CLOSED */
  size_t exit_count;
};

struct cycle {
  const struct cycle_step *steps; /* in order */
  size_t count;
};

/* Whether an improvement may go from one step to another; from NULL it may only begin, with the first. */
bool improvement_may(const struct cycle *cycle, const char *from, const char *to);

enum better { BETTER_HIGH, BETTER_LOW };

/* Which values of a measure are better: as the vocabulary says, high where it does not. Also what is no measure, such as a score. */
enum better measure_better(const struct model *model, const char *measure);

/* Whether `to` is better than `from`; the same is not. */
bool improvement_is_better(enum better better, double from, double to);

enum reached { REACHED_UNKNOWN, REACHED_NO, REACHED_YES };

/* At the target or beyond it. Unknown where either is NAN. */
enum reached improvement_reached(enum better better, double target, double actual);

/* What of a measure counts: values of the days after `after`, up to and with `until`. */
struct measuring {
  uint32_t fact; /* the measure's name */
  int32_t after, until;
  struct span within; /* their mean over (until − within, until]; count 0: the latest */
  struct span valid;  /* a latest value of that age or older is out of date; count 0: for ever */
};

struct measured {
  double value; /* NAN: nothing that counts was measured */
  size_t count; /* of values behind it */
  int64_t at;   /* of the newest */
};

/* `facts` are the subject's, ordered by (name, at, seq); `used` is called for each that the value rests on, oldest first. */
struct measured improvement_measured(const struct calendar *calendar, const struct fact *facts, size_t count, const struct measuring *measuring,
                                     void (*used)(void *context, const struct fact *fact), void *context);

#endif
