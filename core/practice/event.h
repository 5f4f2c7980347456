/*
 * Events: what happened, as the journal keeps it, and the facts that follow.
 *
 * An event comes as a flat map: `kind`, `of` (whom it concerns), `at`, optionally `key` (an importer's) and `about` (the event it
 * continues: a promise kept, an incident resolved, a review closed), and the fields of its kind. Kinds are the built-in ones and those a
 * workspace declares `like:` one of them. An event with `about` is of the same kind as the one it continues and needs no required fields.
 */
#ifndef KITH_PRACTICE_EVENT_H
#define KITH_PRACTICE_EVENT_H

#include "core/base/words.h"
#include "core/practice/model.h"

struct event_kind {
  const char *name;
  const struct event_kind *root; /* the built-in kind it is like; itself for a built-in one */
  struct schema schema;
  bool of_subject;  /* concerns a stakeholder or relationship (else the practice) */
  bool observation; /* counts as having observed the relationship */
  uint32_t fact;    /* word numbers: of the kind … */
  uint32_t *field_facts; /* … and of "kind.field", one a field of the schema */
};

struct event_kinds {
  struct model *model;
  struct words *words;
  struct event_kind *items;
  size_t count;
};

/* Whether kith itself has a kind of event of that name. */
bool event_kind_built_in(const char *name);

/* Lives in the model's arena. Interns the names of facts in `words`. */
struct event_kinds *event_kinds_new(struct model *model, struct words *words);
const struct event_kind *event_kinds_find(const struct event_kinds *kinds, const char *name);
const char *event_kinds_suggestion(const struct event_kinds *kinds, const char *wanted);

struct event {
  const struct event_kind *kind;
  const char *of;    /* id, or NULL */
  const char *about; /* as typed, or NULL */
  const char *key;   /* or NULL */
  int64_t at;
  bool at_minute; /* `at` has a minute */
  struct value *fields;
  struct place place; /* for findings about the event as a whole */
};

/* Checks one event's map; `today` is its day where it has no `at`. What it needs lives in `arena`. */
bool event_check(const struct event_kinds *kinds, struct arena *arena, struct diagnostics *diagnostics, const struct value *tree,
                 int32_t today, struct event *event);

/* The event that a relationship's starting values make, as of its beginning (of the record, where it has no `since`; not after `today`);
 * false where it has none. */
bool event_start(const struct event_kinds *kinds, struct arena *arena, struct diagnostics *diagnostics, const struct entity *relationship,
                 int32_t today, struct event *event);

/* The body as the journal keeps it: fields in their written form, with `at`, and `about` and `key` where given. */
struct value event_body(const struct event_kinds *kinds, struct arena *arena, const struct event *event);

/*
 * A fact: at some time, a name had a number (NAN: none) or a word (0: none) for a subject. `seq` is the event it comes from, or, for an event that
 * continues another, that other's, so that what is known of one incident or promise is found together.
 */
struct fact {
  int64_t at;
  int64_t seq;
  double number;
  uint32_t name, word;
};

/* Calls `emit` for each fact that follows from an event's body; fact.seq is left 0 for the journal to fill. */
void event_facts(const struct event_kinds *kinds, struct arena *arena, const struct event_kind *kind, const struct value *body,
                 void (*emit)(void *context, const struct fact *fact), void *context);

#endif
