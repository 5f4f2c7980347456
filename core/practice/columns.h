/*
 * Columns: what a rule sees of many relationships as of one or more days, and the scores that come of it.
 *
 * A cell a relationship, view and feature; attributes beside them. They are filled subject by subject from one scan of the facts and laid into
 * the player's shared memory; the player answers with a number a factor, and the keeper combines (practice/score.h).
 *
 * Shared memory, for C columns and N = rows × views lines (line = row × views + view): C × N doubles, column by column, then C × N bytes,
 * zero where the value is missing. Words are positions, from 1, in the call's list of texts.
 */
#ifndef KITH_PRACTICE_COLUMNS_H
#define KITH_PRACTICE_COLUMNS_H

#include "core/practice/feature.h"
#include "core/practice/score.h"

struct columns {
  struct arena *arena;
  const struct model *model;
  const struct event_kinds *kinds;
  struct diagnostics *diagnostics;
  struct feature_set *set;
  size_t declared; /* features the rule declared; behind them those every row has (stage, …) */
  const struct entity **rows;
  size_t row_count;
  struct view *views;
  size_t view_count;
  struct cell *cells;      /* [(row × views + view) × features + feature] */
  int32_t *begins;         /* [row] */
  uint8_t *observed;       /* [row × views + view] */
  const struct entity **own; /* the workspace's own attributes */
  size_t own_count;
  int *positions;          /* of attributes in their schemas */
  struct words *texts;     /* of the word columns */
  struct contact contact;  /* of the relationship model last looked at */
  const struct entity *contact_model;
  /* what the player answered */
  struct rule_shape shape;
  size_t factor_count;
  const double **factors;        /* [factor][line], NAN missing */
  const uint8_t **missing_input; /* [factor][line]: column + 1 of the input that was missing, 0 unknown */
  const uint8_t **limits;        /* [limit][line] */
  const uint8_t *classes;        /* [line]: class + 1, 0 unknown */
  const uint8_t **reads;         /* [factor][column]: whether it read it; last the class */
};

struct columns *columns_new(const struct event_kinds *kinds, struct diagnostics *diagnostics);
void columns_free(struct columns *columns);

/* Makes room for the cells, once rows, views and features are set; every row is then to be filled. */
void columns_prepare(struct columns *columns);
/* Computes a row from its subject's facts, ordered by (name, at, seq); none is fine. */
void columns_fill(struct columns *columns, size_t row, const struct fact *facts, size_t count);
/* The facts of the row's subject that one cell rests on. */
void columns_evidence(struct columns *columns, size_t row, size_t view, size_t feature, const struct fact *facts, size_t count,
                      void (*used)(void *context, const struct fact *fact), void *context);

/* The columns the player gets: features and attributes. */
size_t columns_width(const struct columns *columns);
const char *columns_name(const struct columns *columns, size_t column);
enum column_type { COLUMN_NUMBER, COLUMN_WORD, COLUMN_FLAG };
enum column_type columns_type(const struct columns *columns, size_t column);
/* Its value for a row and view, NAN where missing; words as numbers of `texts`. */
double columns_value(struct columns *columns, size_t column, size_t row, size_t view);
void columns_write(struct columns *columns, unsigned char *memory);

#endif
