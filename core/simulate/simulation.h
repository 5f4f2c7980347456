/*
 * Runs of a scenario: relationships side by side with runs, step after step, and what came of each run.
 *
 * A lane is one relationship in one run. A *tile* holds some runs of all relationships; every field of it is a column, and of a column that
 * differs by lane the runs of a relationship lie together: values[row * runs + run]. Nothing depends on how runs are divided into tiles, nor on
 * who calls the functions of a scenario: they are reached through struct simulation_functions, interpreted or translated.
 *
 * A step: the plans choose, the step function is called for every lane and stores into the columns of the state, then the columns that
 * follow from the state (neighbours, the whole population, scores of rules) are computed anew, and outcomes are taken. So a step sees
 * neighbours, population, scores and choices as of the step before.
 *
 * Threads of a crew each work on tiles of their own, or, where these are few, share out the rows of one. A tile says on whose account.
 *
 * A simulation is described once, lives in its caller's arena and is only read while it runs; a chunk's memory is its own and freed with it.
 */
#ifndef KITH_SIMULATE_SIMULATION_H
#define KITH_SIMULATE_SIMULATION_H

#include "core/base/crew.h"
#include "core/practice/columns.h"
#include "core/simulate/distribution.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CHUNK_RUNS = 64 }; /* a chunk is the unit of work, of storage and of summation */
#define NO_COLUMN SIZE_MAX

/* ---- Columns: everything a scenario's functions see by name ---- */

enum reach { REACH_LANE, REACH_RUN, REACH_ROW };

struct simulation_column {
  const char *name; /* "trust", "peers.trust", "all.trust", "visit", "health", "level" */
  enum column_type type;
  enum reach reach;
  bool assignable;       /* a field of the state */
  const double *values;  /* REACH_ROW: one a row, NAN missing; words are numbers of the caller's texts. NULL otherwise */
};

struct tile {
  const struct simulation *simulation;
  uint64_t seed;
  uint32_t first_run;
  size_t runs;
  uint32_t step;   /* 0 at the start */
  struct crew *crew; /* that shares out its rows; NULL: nobody */
  unsigned member;   /* of the crew: who works on it, for memory of one's own */
  bool single;       /* lanes are floats */
  /* [column]: rows × runs doubles (floats), runs or rows doubles, as the column reaches; NAN missing; flags 0 and 1 */
  void **values;
};

/* One lane of a column. Only those of columns that reach a lane are put. */
double tile_get(const struct tile *tile, size_t column, size_t row, size_t run);
void tile_put(const struct tile *tile, size_t column, size_t row, size_t run, double value);

/* ---- What is taken of a row ---- */

enum reading_kind { READ_NUMBER, READ_COLUMN, READ_COMPARED, READ_FUNCTION };
enum comparison { COMPARE_EQUAL, COMPARE_UNEQUAL, COMPARE_LESS, COMPARE_AT_MOST, COMPARE_MORE, COMPARE_AT_LEAST };

struct reading {
  enum reading_kind kind;
  double number;     /* READ_NUMBER; what READ_COMPARED compares with */
  size_t column;     /* READ_COLUMN, READ_COMPARED */
  bool negated;      /* "not active": 1 for 0 and 0 for others */
  enum comparison comparison;
  size_t function;   /* READ_FUNCTION: the caller's number for it */
};

/* ---- The parts of a simulation ---- */

enum how { HOW_MEAN, HOW_SUM, HOW_SHARE, HOW_COUNT, HOW_MOST, HOW_LEAST, HOW_FIRST, HOW_EVER, HOW_COST };

/* Of neighbours, or of everybody, after a step. Without a neighbour, mean, most and least are the row's own value. */
struct gathering {
  enum how how; /* HOW_MEAN, HOW_SUM, HOW_COUNT, HOW_MOST, HOW_LEAST */
  size_t of;    /* a column of the state; HOW_COUNT may have NO_COLUMN: all neighbours count, else those with a value that is not 0 */
  size_t into;
};

struct links { /* neighbours of row i: to[from[i]] … to[from[i + 1] − 1], ascending */
  const uint32_t *from, *to;
  const double *weights; /* NULL: all 1 */
};

struct start {
  size_t column;
  bool from_record;
  const double *values;             /* from_record: one a row */
  struct distribution distribution; /* else drawn for each lane; DISTRIBUTION_FIXED draws nothing */
};

struct sampled {
  size_t column; /* REACH_RUN */
  struct distribution distribution;
};

struct scored {
  size_t rule; /* the caller's number for it */
  size_t into;
};

struct plan {
  size_t into;
  bool limit_is_function; /* of a run; else the number */
  double limit;
  size_t limit_function;
  const uint32_t *group_of; /* [row]: the group, from 0, that the limit holds for; NULL: it holds for the whole */
  size_t groups;            /* 1 for the whole */
  bool has_where;
  struct reading where, rank;
};

struct outcome {
  enum how how;
  struct reading of;
  bool has_where, has_weight;
  struct reading where, weight;
  double share;              /* HOW_FIRST, HOW_EVER: of the rows, so many must meet it; 0: one */
  const uint32_t *group_of;  /* [row]: group from 1, 0 none; NULL: no groups */
  size_t groups;
  bool each_step;            /* a point for every step, the start included; else one for the end */
  uint32_t over;             /* each point is the mean over so many steps, its own the last, fewer where there are fewer; 0: its own. each_step only */
};

/*
 * What runs a scenario's functions, over rows `from` to before `to` of a tile and all its runs. They are called from several threads at
 * once, each with another tile->member. False ends the simulation; why is the callee's to remember: of what went wrong, only the first in
 * order of runs of a tile, step and row is sure to be the same however many threads there are.
 */
struct simulation_functions {
  void *context;
  bool (*beat)(void *context); /* called every now and then; false ends the simulation too; may be NULL */
  bool (*step)(void *context, struct tile *tile, size_t from, size_t to);
  /* `out` holds (to − from) × runs numbers: true is 1, false 0, missing NAN. */
  bool (*value)(void *context, const struct tile *tile, size_t function, size_t from, size_t to, double *out);
  bool (*score)(void *context, const struct tile *tile, size_t rule, size_t from, size_t to, double *out);
  /* One number a run. */
  bool (*limit)(void *context, const struct tile *tile, size_t function, double *out);
};

struct simulation {
  size_t rows;
  bool single; /* in single precision: lanes are floats, half the memory. Outcomes are added up in doubles all the same */
  uint32_t steps;
  const struct simulation_column *columns;
  size_t column_count;
  struct links links;
  const struct start *starts;
  size_t start_count;
  const struct sampled *sampled;
  size_t sampled_count;
  const struct gathering *peers, *population;
  size_t peer_count, population_count;
  const struct scored *scores;
  size_t score_count;
  const struct plan *plans;
  size_t plan_count;
  const struct outcome *outcomes;
  size_t outcome_count;
  struct simulation_functions functions;
};

/* ---- What came of it ---- */

/* Points of an outcome, and cells of all: an outcome has (1 + groups) × points of them, everybody first, then the groups. */
size_t outcome_points(const struct simulation *simulation, const struct outcome *outcome);
size_t simulation_cells(const struct simulation *simulation);

struct chunk {
  uint32_t number; /* its first run is CHUNK_RUNS times that */
  size_t runs;     /* CHUNK_RUNS, or less for the last */
  double *values;                 /* [cell][run]: what the outcome was; NAN where it is of nobody */
  double *chosen, *capacity;      /* [plan]: lanes chosen and lanes that could have been, over all runs and steps */
};

struct simulation_work {
  uint64_t seed;
  size_t most_bytes; /* for tiles, roughly; at least one tile of one run */
  struct crew *crew; /* may be NULL */
};

/* How many chunks so many runs come to. */
static inline size_t simulation_chunks(size_t runs) { return (runs + CHUNK_RUNS - 1) / CHUNK_RUNS; }

/* How many chunks at once keep every thread of the crew at work. */
size_t simulation_chunks_at_once(const struct simulation *simulation, const struct simulation_work *work);

/*
 * Fills chunks, whose numbers and runs are given; what comes out depends on neither memory nor crew nor the others. False, with nothing to
 * free, where a function or its beat said so.
 */
bool simulation_run(const struct simulation *simulation, const struct simulation_work *work, struct chunk *chunks, size_t count);
void chunk_free(struct chunk *chunk);

#endif
