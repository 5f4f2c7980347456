/*
 * What may stand in a model file: the kinds of things, their fields, and what each field takes.
 *
 * One table a kind (schema.c). A field with a dot in its name lives in a nested map: "cadence.ideal" is written `cadence: { ideal: 30d }`,
 * and `cadence: 30d` gives the group's first field. What a workspace declares under `attributes` is appended to the tables at run time.
 */
#ifndef KITH_PRACTICE_SCHEMA_H
#define KITH_PRACTICE_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

enum kind {
  KIND_NONE,
  KIND_PRACTICE,
  KIND_STAGE,
  KIND_LEVEL,
  KIND_TAG,
  KIND_TYPE,
  KIND_ROLE,
  KIND_CHANNEL,
  KIND_SEVERITY,
  KIND_ENGAGEMENT,
  KIND_MEASURE,
  KIND_EVENT_KIND,
  KIND_EVENT_ATTRIBUTE,
  KIND_STAKEHOLDER_ATTRIBUTE,
  KIND_RELATIONSHIP_ATTRIBUTE,
  KIND_STAFF,
  KIND_GOAL,
  KIND_SERVICE,
  KIND_RELATIONSHIP_MODEL,
  KIND_STAKEHOLDER,
  KIND_RELATIONSHIP,
  KIND_NEED,
  KIND_OUTCOME,
  KIND_OUTCOME_ITEM,
  KIND_OUTCOME_IMPROVEMENT,
  KIND_COUNT
};

enum field_type {
  FIELD_TEXT,
  FIELD_NUMBER,   /* low … high */
  FIELD_FLAG,     /* yes/no, true/false, on/off */
  FIELD_DAY,      /* YYYY-MM-DD; typed as the day's number */
  FIELD_MOMENT,   /* a day with an optional minute; typed as minutes */
  FIELD_SPAN,     /* "30d", "6 months"; typed with span_pack */
  FIELD_RECURRENCE, /* "3 months", "first monday of the month"; typed with recurrence_pack */
  FIELD_WORD,     /* the id of an entity of kind `of`; typed as its position */
  FIELD_WORDS,    /* a list of such; one word alone will do */
  FIELD_SHIFT,    /* "a -> b" or "a", words of kind `of`: a list of one or two positions */
  FIELD_CHOICE,   /* one of `choices`; typed as its text */
  FIELD_TEXTS,    /* a list of texts; one text alone will do */
  FIELD_DAYS,     /* a list of days */
  FIELD_TIMES,    /* a list of days and of times from day to day, 2026-08-01..2026-08-21; typed as first and last days in turn */
  FIELD_RANGE,    /* [low, high] */
  FIELD_NOTES,    /* a map of texts under keys of the writer's own */
  FIELD_NUMBERS,  /* a map of numbers; keys are ids of kind `of` where given */
  FIELD_FREE,     /* any tree; whoever uses it checks it */
  FIELD_ENTITY,   /* one entity of kind `of`, nested */
  FIELD_ENTITIES, /* a map id → entity of kind `of` */
  FIELD_ITEMS     /* a list of entities of kind `of`, without ids */
};

enum field_flags {
  FIELD_REQUIRED = 1,
  FIELD_STARTING = 2, /* a starting value, noted once in the journal */
  FIELD_PERSONAL = 4  /* belongs to a person: never in facts, leaves with the person */
};

struct field {
  const char *name;
  enum field_type type;
  enum kind of;
  double low, high; /* both 0: any number */
  const char *const *choices;
  unsigned flags;
};

struct schema {
  const char *name;   /* for messages: "stakeholder" */
  const char *plural; /* the key in model files: "stakeholders" */
  const struct field *fields;
  size_t count;
};

const struct schema *schema_of(enum kind kind);

/* Position of a field by its full name, -1 where there is none. */
int schema_field(const struct schema *schema, const char *name);

/* Whether some field's name begins with `name` and a dot. */
bool schema_group(const struct schema *schema, const char *name);

#endif
