/*
 * What the parts of the translator share. Private to core/rule.
 *
 * A function is walked once in the order of its instructions, not for a row but for all: registers hold lanes. A lane's value is a set of
 * tags, each a mask of the lanes that have it, and a payload for each. Where paths part, masks part; where they meet, registers are selected.
 */
#ifndef KITH_RULE_TRANSLATION_H
#define KITH_RULE_TRANSLATION_H

#include "core/rule/bytecode.h"
#include "core/rule/graph.h"
#include "core/rule/step.h"

enum shape {
  SHAPE_LANES,    /* nil, booleans, numbers, texts */
  SHAPE_ROW,      /* the first parameter */
  SHAPE_PARAMS,   /* of a step: `id` of the table, before which columns come */
  SHAPE_DRAW,     /* of a step: the last parameter */
  SHAPE_GROUP,    /* as r.cadence; `name` */
  SHAPE_TABLE,    /* `id` */
  SHAPE_FUNCTION, /* `id` */
  SHAPE_BUILTIN,  /* `name` */
  SHAPE_OTHER,    /* nothing that can be used */
  SHAPE_CLASH     /* not the same on the paths that met: fine while nobody looks */
};

/* In a lane a path leads to exactly one of the masks holds; payloads count where their mask does. */
struct lanes {
  uint8_t shape;
  uint32_t id;
  const char *name;
  node nil, flag, whole, number, word; /* masks */
  node truth;                          /* a mask: of the flags, which are true */
  node i, f, t;                        /* int64, double, number of a text */
};

typedef uint32_t value; /* a position in translation.values; equal ones are one */

enum { NIL_VALUE = 0 };

/* All that is known at a point of the walk. */
struct state {
  struct state *next;
  node path;       /* lanes that come here */
  node seen, last; /* whether a missing input was read, and column + 1 of the last one */
  value *fields;   /* of a step: what each column holds that can be assigned, by the column's number among those */
  node *uses;      /* of a step: how often each name was drawn, as a float */
  unsigned top;    /* behind the results of the last open call */
  value registers[];
};

struct frame {
  const struct frame *outer;
  const struct bytecode *code;
  uint32_t function;
  struct state *now;      /* NULL where no path leads */
  struct state **waiting; /* [position]: states that jumped there, the latest first; [count]: returned, result in the extra register */
  size_t at;
  bool several; /* some return has not exactly one result */
};

enum { MOST_NAMES = 64 }; /* of draws */

/* What a step has beside what a rule has. */
struct stepping {
  const struct step_column *columns;
  uint32_t *field_of; /* [column]: its number among those that can be assigned */
  size_t field_count;
  struct {
    const char *name; /* lives in `words` */
    size_t length;
    unsigned most; /* uses so far, on whichever path */
  } names[MOST_NAMES];
  size_t name_count;
  struct step_draw *draws;
  size_t draw_count, draw_room;
  node left; /* lanes that were assigned what no field can hold */
};

struct translation {
  struct arena *arena;
  struct graph graph;
  const struct rule_source *source;
  const struct rule_column *columns;
  size_t column_count;
  struct words *words;
  struct frame *frame;
  size_t walked;
  struct lanes *values;
  size_t value_count, value_room;
  uint32_t *value_table;
  struct state *free_states;
  node missing, missing_last; /* lanes that ended at a missing input, and at which */
  node *reads;                /* [column]: lanes that read it */
  struct stepping *stepping;        /* of a step; NULL for a rule */
  struct rule_refusal *refusal;
  bool refused;
};

/* Starts a translation that `t` describes; the function's code, NULL where refused. */
const struct bytecode *translation_start(struct translation *t, uint32_t function);

/* Gives up; the first reason stands. Returns NIL_VALUE so that callers go on harmlessly until they look. */
value refuse(struct translation *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- values.c ---- */

value lanes_add(struct translation *t, const struct lanes *lanes);
const struct lanes *lanes_of(const struct translation *t, value v);
value lanes_constant(struct translation *t, const struct rule_value *constant);
value lanes_float(struct translation *t, node f);
value lanes_integer(struct translation *t, node i);
value lanes_truth(struct translation *t, node mask);
/* One constant number, text, boolean or nil in all lanes. */
bool lanes_is_constant(const struct translation *t, value v, struct rule_value *constant);
/* `yes` where the mask holds, else `no`. */
value lanes_select(struct translation *t, node mask, value yes, value no);
node lanes_falsy(struct translation *t, value v);
node lanes_numeric(struct translation *t, const struct lanes *v);
node lanes_as_float(struct translation *t, const struct lanes *v);
/* The value where it is known to be true (or not). */
value lanes_given_truth(struct translation *t, value v, bool truth);
value lanes_without_nil(struct translation *t, value v);
node lanes_equals(struct translation *t, value x, value y);
/* Numbers compared by Lua's rules; OPERATION_LESS, _AT_MOST or _EQUAL. */
node compare_numbers(struct translation *t, enum operation operation, const struct lanes *x, const struct lanes *y);

/* ---- arithmetic.c: operators and the functions of math. They end lanes that meet nil or raise. ---- */

void end_missing(struct translation *t, struct state *state, node where);
/* Leaves the lanes where the mask holds; refuses where none is left. */
void keep_lanes(struct translation *t, struct state *state, node where, const char *what);
value arithmetic(struct translation *t, struct state *state, unsigned operation, value x, value y);
value negative(struct translation *t, struct state *state, value x);
node ordered(struct translation *t, struct state *state, enum operation operation, value x, value y);
value builtin(struct translation *t, struct state *state, const char *name, const value *arguments, unsigned count);

/* ---- lookup.c ---- */

value look_up(struct translation *t, struct state *state, value object, value key);
value look_up_field(struct translation *t, struct state *state, value object, const struct rule_value *key);

/* The column that r.name (or p.name, of a step's parameters) is; the last of a name counts. */
bool find_column(const struct translation *t, bool parameter, const char *group, const struct rule_value *key, uint32_t *column);
/* What a column holds before anything is assigned. */
value column_value(struct translation *t, uint32_t column, node absent);

/* ---- assign.c, draw.c: what only steps do ---- */

void assign(struct translation *t, struct state *state, value object, const struct rule_value *key, value v);
value draw(struct translation *t, struct state *state, const char *name, const value *arguments, unsigned count);

/* ---- walk.c ---- */

struct state *state_new(struct translation *t, const struct frame *frame);
/* What does not end with a call: path, what was read, fields, draws. */
void state_carry(const struct translation *t, struct state *to, const struct state *from);
void state_free(struct translation *t, struct state *state);
/* Runs a function of `frame->code` from the state in `frame->now`; the state that returned is left there, or NULL. */
void walk_function(struct translation *t, struct frame *frame);
/* calls.c: calls a function value with arguments from the caller's registers; false where refused or no path goes on. */
bool call_value(struct translation *t, struct frame *frame, unsigned base, unsigned arguments, bool *one_result);

#endif
