/*
 * Features: declared windows over facts, computed as columns as of one or more days.
 *
 * The facts of one subject at a time go in, ordered by (name, at, seq); out comes a cell a feature and view. Sums run in that order, so the
 * same record gives the same bits. A window is (day − within, day]. A cell is missing, with the reason, where there is nothing to go by.
 */
#ifndef KITH_PRACTICE_FEATURE_H
#define KITH_PRACTICE_FEATURE_H

#include "core/practice/event.h"

enum aggregate {
  AGGREGATE_LATEST,
  AGGREGATE_FIRST,
  AGGREGATE_AVERAGE,
  AGGREGATE_SUM,
  AGGREGATE_LOWEST,
  AGGREGATE_HIGHEST,
  AGGREGATE_COUNT,
  AGGREGATE_SHARE,      /* of those in the window, the part that meets the conditions: 0..1 */
  AGGREGATE_DAYS_SINCE, /* days from the last one; contacts count from the beginning where there was none */
  AGGREGATE_STRENGTH,   /* sum of 2^(−age/half-life) */
  AGGREGATE_TREND       /* least-squares slope, per 30 days */
};

enum promise_state { PROMISE_OPEN, PROMISE_OVERDUE, PROMISE_KEPT, PROMISE_KEPT_LATE, PROMISE_BROKEN, PROMISE_WITHDRAWN, PROMISE_STATES };

/* A test of one attribute of an event ("incident.severity" is "severe") or, with fact 0, of the fact itself. */
struct condition {
  uint32_t fact;
  enum { CONDITION_WORD, CONDITION_NUMBER, CONDITION_AT_LEAST, CONDITION_AT_MOST, CONDITION_ABOVE, CONDITION_BELOW } test;
  uint32_t word;
  double number;
};

struct feature {
  const char *name;
  enum aggregate aggregate;
  const char *of;      /* as declared: "csat", "incident", "contact" */
  uint32_t fact;       /* the name of the facts it goes over */
  bool contact;        /* only interactions that count for the relationship's cadence */
  bool counted_silence; /* days_since: silence counts from the beginning */
  bool word;           /* the cell is a word's number */
  bool days;           /* count: different days, not events */
  bool first;          /* days_since: since the first, not the last */
  struct span within;  /* count 0: no window */
  struct span valid;   /* a measure's validity: an older value is out of date; count 0: for ever */
  bool scaled, inverted;
  double low, high;
  double half_life; /* days */
  bool open, only_states;
  unsigned states; /* 1 << enum promise_state */
  const struct condition *conditions;
  size_t condition_count;
  uint32_t due_fact, state_fact, resolved_fact; /* of the kind of event, 0 where it has none */
};

/* Which contacts count for a relationship: words of channels and names of own kinds; both empty: every interaction. */
struct contact {
  const uint32_t *channels, *kinds;
  size_t channel_count, kind_count;
};

struct view {
  int32_t as_of; /* the day that ages and windows refer to */
  int64_t until; /* what is known: facts up to this minute (day_end(as_of), or earlier where the record is frozen) */
};

enum missing {
  MISSING_NOT, /* present */
  MISSING_NEVER,      /* not recorded */
  MISSING_OUT_OF_DATE,
  MISSING_UNOBSERVED, /* a count of nothing, and the relationship was never observed */
  MISSING_NOT_SET     /* the model does not say */
};
const char *missing_text(enum missing missing);

struct cell {
  double value;
  enum missing missing;
  int64_t at; /* the newest fact it rests on; MOMENT_ALWAYS where it rests on none */
};

struct subject {
  const struct fact *facts; /* ordered by (name, at, seq) */
  size_t count;
  int32_t begins; /* later of the relationship's `since` and the day the record begins */
  struct contact contact;
};

struct feature_set;

/* Numbers of names and words are `kinds`'s. */
struct feature_set *feature_set_new(struct arena *arena, const struct event_kinds *kinds);

/*
 * Adds a feature from its declaration: a map with name, how ("latest"), of ("csat") and options. Findings stand
 * at the places of its values. False when an error was added.
 */
bool feature_declare(struct feature_set *set, struct diagnostics *diagnostics, const struct value *declaration);
/* For feature_declare: a new, empty feature at the end. */
struct feature *feature_append(struct feature_set *set);
struct arena *feature_arena(const struct feature_set *set);
const struct event_kinds *feature_kinds(const struct feature_set *set);
size_t feature_count(const struct feature_set *set);
const struct feature *feature_at(const struct feature_set *set, size_t position);

/* Fills cells[view * feature_count + feature] for one subject. */
void features_compute(struct feature_set *set, const struct subject *subject, const struct view *views, size_t view_count,
                      struct cell *cells);

/* Whether anything was observed of the subject by then: interactions, measures, incidents, promises. */
bool subject_observed(struct feature_set *set, const struct subject *subject, int64_t until);

/* Calls `used` for each fact that the feature's cell rests on, oldest first. */
void feature_evidence(struct feature_set *set, const struct feature *feature, const struct subject *subject, struct view view,
                      void (*used)(void *context, const struct fact *fact), void *context);

/* The state of a promise (a fact of kind commitment) as of a view. */
enum promise_state promise_state(struct feature_set *set, const struct fact *promise, struct view view);
const char *promise_state_name(enum promise_state state);

#endif
