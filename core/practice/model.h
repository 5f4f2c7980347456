/*
 * The model: who and what, typed by the vocabulary.
 *
 * A model is built in one piece from a merged tree (layers.h) and does not change afterwards. It owns an arena in which all its
 * entities live; model_free ends them together. Positions (of a stage among the stages, say) follow the order of declaration.
 */
#ifndef KITH_PRACTICE_MODEL_H
#define KITH_PRACTICE_MODEL_H

#include "core/base/date.h"
#include "core/base/diagnostic.h"
#include "core/practice/schema.h"

struct entity {
  enum kind kind;
  const char *id;              /* as written; "" for items of a list */
  const struct entity *parent; /* a need's relationship, a relationship's stakeholder, an attribute's event kind; else NULL */
  struct place place;
  uint32_t position;           /* among the model's entities of this kind */
  const struct schema *schema; /* with the workspace's own attributes appended */
  const struct value **fields; /* one a field of the schema, typed as schema.h says; NULL where absent */
  const struct value *tree;    /* as written */
};

struct table {
  struct entity **items; /* by position */
  size_t count;
  struct entity **sorted; /* by id */
  size_t sorted_count;    /* how many of the items stand in `sorted` */
  bool unread;            /* written in a form that could not be taken: words missed in it are not told one by one */
};

struct model {
  struct arena *arena;
  struct table tables[KIND_COUNT];
  struct schema schemas[KIND_COUNT];
  int16_t *inherited[2][KIND_COUNT]; /* where the fields of a kind stand among those of a relationship model [0] and of a relationship [1]; inherit.c */
  struct entity *practice;
  struct calendar calendar;
};

/* A word in a list of a shipped relationship model that is not there any more: the workspace said `off`, and the list is the shorter for it. */
bool word_taken_out(const struct diagnostics *diagnostics, const struct schema *schema, const struct value *word);

/* Builds and checks; findings go to `diagnostics`. Never NULL: where there were errors the model holds what was right. What `tree` points to
 * must outlive the model and not change. */
struct model *model_build(struct diagnostics *diagnostics, const struct value *tree);
void model_free(struct model *model);

/* By id; NULL where there is none. Needs share ids between relationships: use model_need. */
const struct entity *model_find(const struct model *model, enum kind kind, const char *id);
const struct entity *model_at(const struct model *model, enum kind kind, size_t position);
size_t model_count(const struct model *model, enum kind kind);
const struct entity *model_need(const struct model *model, const struct entity *relationship, const char *id);
/* The word probably meant, or NULL. */
const char *model_nearest(const struct model *model, enum kind kind, const char *wanted);
/* ` ; did you mean "x"?` or "": to end a message with. Lives in the model's arena. */
const char *model_suggestion(const struct model *model, enum kind kind, const char *wanted);

/* A typed field by its full name; a nil value where it is absent. The name must be one of the schema's. */
const struct value *entity_field(const struct entity *entity, const char *name);
/* The entity a FIELD_WORD names, NULL where absent. */
const struct entity *entity_word(const struct model *model, const struct entity *entity, const char *name);
/* Text, or `otherwise` where absent. */
const char *entity_text(const struct entity *entity, const char *name, const char *otherwise);
/* What people are shown: the label or name, else the id. */
const char *entity_label(const struct entity *entity);

/* A relationship's stakeholder: the one it is declared under, else its `to`. */
const struct entity *relationship_stakeholder(const struct model *model, const struct entity *relationship);
/* The later of its `since` and the day the record begins; INT32_MIN where neither is set. */
int32_t relationship_begins(const struct model *model, const struct entity *relationship);
/* How the cadence counts: days between contacts, NAN where none is set; max defaults to twice the ideal. */
double relationship_cadence_ideal(const struct entity *relationship);
double relationship_cadence_max(const struct entity *relationship);

/* Spans as one integer, for FIELD_SPAN. */
int64_t span_pack(struct span span);
struct span span_unpack(int64_t packed);

/* ---- Checking trees against schemas; also used for events and outcome files ---- */

/*
 * Checks `tree` against `schema` and types what is right into `fields` (schema->count values, what they need in `arena`). `what` names the thing for messages
 * ("stakeholder", "interaction"). FIELD_ENTITY and FIELD_ENTITIES are left to the caller. False when an error was added.
 */
bool check_fields(struct model *model, struct arena *arena, struct diagnostics *diagnostics, const struct schema *schema,
                  const char *what, const struct value *tree, struct value *fields);

/* The same for an entity, whose fields it sets. */
bool check_entity_fields(struct model *model, struct diagnostics *diagnostics, struct entity *entity, const char *what,
                         const struct value *tree);

/* One outcome file; its items become entities of the model, named by position in the typed lists. NULL when an error was added. */
const struct entity *outcome_check(struct model *model, struct diagnostics *diagnostics, const struct value *tree);

/* Whether an attribute belongs to a person: declared so. */
bool attribute_personal(const struct entity *attribute);

/* The field an attribute entity declares (its type, range, allowed values). */
struct field attribute_field(struct model *model, const struct entity *attribute);

/* For model.c and check.c: a new entity at the end of its table. */
struct entity *model_add(struct model *model, enum kind kind, const char *id, const struct entity *parent, const struct value *tree,
                         struct place place);

#endif
