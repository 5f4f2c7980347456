#include "core/practice/schema.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const stakeholder_kinds[] = {"person", "organization", "group", NULL};
static const char *const sides[] = {"us", "them", "both", NULL};
static const char *const attribute_types[] = {"text", "word", "number", "flag", "date", NULL};
static const char *const better[] = {"high", "low", NULL};
static const char *const roots[] = {"interaction", "incident", "complaint", "note", NULL};

/* What every list of words offers: the id stays, the label is the client's. */
#define WORD_FIELDS {"label", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0}, {"doc", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0}

static const struct field word_fields[] = {WORD_FIELDS};

static const struct field channel_fields[] = {
    WORD_FIELDS,
    {"awaits_answer", FIELD_FLAG, KIND_NONE, 0, 0, NULL, 0},
};

static const char *const recurs[] = {"skip", "fixed", "from_completion", NULL};
static const char *const shifts[] = {"next", "previous", NULL};

/* How often to be in touch, and when to review: of a relationship, a tag, a relationship model or a level; inherit.c says which wins. */
#define RHYTHM_FIELDS                                                      \
  {"cadence.ideal", FIELD_SPAN, KIND_NONE, 0, 0, NULL, 0},                 \
      {"cadence.max", FIELD_SPAN, KIND_NONE, 0, 0, NULL, 0},               \
      {"cadence.by", FIELD_TEXTS, KIND_NONE, 0, 0, NULL, 0},               \
      {"review.every", FIELD_RECURRENCE, KIND_NONE, 0, 0, NULL, 0},        \
      {"review.anchor", FIELD_DAY, KIND_NONE, 0, 0, NULL, 0},              \
      {"review.working_day", FIELD_CHOICE, KIND_NONE, 0, 0, shifts, 0},    \
      {"review.recur", FIELD_CHOICE, KIND_NONE, 0, 0, recurs, 0},          \
      {"review.prepare", FIELD_SPAN, KIND_NONE, 0, 0, NULL, 0},            \
      {"review.when", FIELD_TEXTS, KIND_NONE, 0, 0, NULL, 0},              \
      {"review.within", FIELD_SPAN, KIND_NONE, 0, 0, NULL, 0},             \
      {"review.again", FIELD_SPAN, KIND_NONE, 0, 0, NULL, 0},              \
      {"review.ask", FIELD_TEXTS, KIND_NONE, 0, 0, NULL, 0}

static const struct field rhythm_word_fields[] = {WORD_FIELDS, RHYTHM_FIELDS};

static const struct field measure_fields[] = {
    WORD_FIELDS,
    {"scale", FIELD_RANGE, KIND_NONE, 0, 0, NULL, 0},
    {"valid", FIELD_SPAN, KIND_NONE, 0, 0, NULL, 0},
    {"unit", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0},
    {"flow", FIELD_FLAG, KIND_NONE, 0, 0, NULL, 0},
    {"asked_of", FIELD_CHOICE, KIND_NONE, 0, 0, sides, 0},
    {"better", FIELD_CHOICE, KIND_NONE, 0, 0, better, 0},
};

static const struct field event_kind_fields[] = {
    WORD_FIELDS,
    {"like", FIELD_CHOICE, KIND_NONE, 0, 0, roots, FIELD_REQUIRED},
    {"attributes", FIELD_ENTITIES, KIND_EVENT_ATTRIBUTE, 0, 0, NULL, 0},
};

static const struct field attribute_fields[] = {
    WORD_FIELDS,
    {"type", FIELD_CHOICE, KIND_NONE, 0, 0, attribute_types, FIELD_REQUIRED},
    {"values", FIELD_TEXTS, KIND_NONE, 0, 0, NULL, 0},
    {"range", FIELD_RANGE, KIND_NONE, 0, 0, NULL, 0},
    {"personal", FIELD_FLAG, KIND_NONE, 0, 0, NULL, 0},
};

static const struct field staff_fields[] = {
    {"name", FIELD_TEXT, KIND_NONE, 0, 0, NULL, FIELD_PERSONAL},
    {"role", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0},
    {"email", FIELD_TEXT, KIND_NONE, 0, 0, NULL, FIELD_PERSONAL},
    {"cover", FIELD_WORD, KIND_STAFF, 0, 0, NULL, 0},
    {"away", FIELD_TIMES, KIND_NONE, 0, 0, NULL, 0},
};

static const struct field goal_fields[] = {
    {"name", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0},
    {"owner", FIELD_WORD, KIND_STAFF, 0, 0, NULL, 0},
    {"weight", FIELD_NUMBER, KIND_NONE, 0, 1e6, NULL, 0},
};

static const struct field service_fields[] = {
    {"name", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0},
    {"doc", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0},
    {"goals", FIELD_WORDS, KIND_GOAL, 0, 0, NULL, 0},
    {"owner", FIELD_WORD, KIND_STAFF, 0, 0, NULL, 0},
};

/* What a relationship has of its own or from its relationship model; model.c fills the one from the other by name. */
#define PRACTICED_FIELDS                                                   \
  {"type", FIELD_WORD, KIND_TYPE, 0, 0, NULL, 0},                          \
      {"level", FIELD_WORD, KIND_LEVEL, 0, 0, NULL, 0},                    \
      {"owner", FIELD_WORD, KIND_STAFF, 0, 0, NULL, 0},                    \
      {"journey", FIELD_WORDS, KIND_STAGE, 0, 0, NULL, 0},                 \
      RHYTHM_FIELDS,                                                       \
      {"score", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0},                     \
      {"measures", FIELD_WORDS, KIND_MEASURE, 0, 0, NULL, 0},              \
      {"notice", FIELD_SPAN, KIND_NONE, 0, 0, NULL, 0},                    \
      {"responsibilities", FIELD_NOTES, KIND_NONE, 0, 0, NULL, 0},         \
      {"behaviour", FIELD_TEXTS, KIND_NONE, 0, 0, NULL, 0},                \
      {"risks", FIELD_TEXTS, KIND_NONE, 0, 0, NULL, 0},                    \
      {"opportunities", FIELD_TEXTS, KIND_NONE, 0, 0, NULL, 0}

static const struct field relationship_model_fields[] = {
    WORD_FIELDS,
    {"like", FIELD_WORD, KIND_RELATIONSHIP_MODEL, 0, 0, NULL, 0},
    PRACTICED_FIELDS,
};

static const struct field relationship_fields[] = {
    {"from", FIELD_WORD, KIND_STAKEHOLDER, 0, 0, NULL, 0},
    {"to", FIELD_WORD, KIND_STAKEHOLDER, 0, 0, NULL, 0},
    {"name", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0},
    {"model", FIELD_WORD, KIND_RELATIONSHIP_MODEL, 0, 0, NULL, 0},
    PRACTICED_FIELDS,
    {"since", FIELD_DAY, KIND_NONE, 0, 0, NULL, 0},
    {"until", FIELD_DAY, KIND_NONE, 0, 0, NULL, 0},
    {"value", FIELD_NUMBER, KIND_NONE, 0, 0, NULL, 0},
    {"tags", FIELD_TEXTS, KIND_NONE, 0, 0, NULL, 0},
    {"note", FIELD_TEXT, KIND_NONE, 0, 0, NULL, FIELD_PERSONAL},
    {"start.stage", FIELD_WORD, KIND_STAGE, 0, 0, NULL, FIELD_STARTING},
    {"start.engagement", FIELD_SHIFT, KIND_ENGAGEMENT, 0, 0, NULL, FIELD_STARTING},
    {"start.maturity.us", FIELD_NUMBER, KIND_NONE, 1, 5, NULL, FIELD_STARTING},
    {"start.maturity.them", FIELD_NUMBER, KIND_NONE, 1, 5, NULL, FIELD_STARTING},
    {"needs", FIELD_ENTITIES, KIND_NEED, 0, 0, NULL, 0},
};

static const struct field need_fields[] = {
    {"text", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0},
    {"goal", FIELD_WORD, KIND_GOAL, 0, 0, NULL, 0},
    {"service", FIELD_WORD, KIND_SERVICE, 0, 0, NULL, 0},
    {"priority", FIELD_CHOICE, KIND_NONE, 0, 0, (const char *const[]){"low", "medium", "high", NULL}, 0},
    {"conflicts", FIELD_TEXTS, KIND_NONE, 0, 0, NULL, 0}, /* RELATIONSHIP/NEED; need.c checks them */
};

static const struct field stakeholder_fields[] = {
    {"name", FIELD_TEXT, KIND_NONE, 0, 0, NULL, FIELD_PERSONAL},
    {"kind", FIELD_CHOICE, KIND_NONE, 0, 0, stakeholder_kinds, 0},
    {"roles", FIELD_WORDS, KIND_ROLE, 0, 0, NULL, 0},
    {"power", FIELD_NUMBER, KIND_NONE, 0, 1, NULL, 0},
    {"interest", FIELD_NUMBER, KIND_NONE, 0, 1, NULL, 0},
    {"legitimacy", FIELD_NUMBER, KIND_NONE, 0, 1, NULL, 0},
    {"urgency", FIELD_NUMBER, KIND_NONE, 0, 1, NULL, 0},
    {"owner", FIELD_WORD, KIND_STAFF, 0, 0, NULL, 0},
    {"tags", FIELD_TEXTS, KIND_NONE, 0, 0, NULL, 0},
    {"aliases", FIELD_TEXTS, KIND_NONE, 0, 0, NULL, FIELD_PERSONAL},
    {"email", FIELD_TEXT, KIND_NONE, 0, 0, NULL, FIELD_PERSONAL},
    {"phone", FIELD_TEXT, KIND_NONE, 0, 0, NULL, FIELD_PERSONAL},
    {"note", FIELD_TEXT, KIND_NONE, 0, 0, NULL, FIELD_PERSONAL},
    {"was", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0},
    {"relationship", FIELD_ENTITY, KIND_RELATIONSHIP, 0, 0, NULL, 0},
    {"relationships", FIELD_ENTITIES, KIND_RELATIONSHIP, 0, 0, NULL, 0},
};

/* practice.yaml and models/ share one table: a small client needs only practice.yaml. */
static const struct field practice_fields[] = {
    {"name", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0},
    {"organization", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0},
    {"begins", FIELD_DAY, KIND_NONE, 0, 0, NULL, 0},
    {"uses", FIELD_TEXTS, KIND_NONE, 0, 0, NULL, 0},
    {"score", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0},
    {"tune", FIELD_FREE, KIND_NONE, 0, 0, NULL, 0},
    {"limits.steps", FIELD_NUMBER, KIND_NONE, 1000, 1e12, NULL, 0},
    {"limits.memory", FIELD_NUMBER, KIND_NONE, 4, 65536, NULL, 0}, /* MiB */
    {"limits.silence", FIELD_NUMBER, KIND_NONE, 0.1, 600, NULL, 0}, /* seconds */
    {"report.colour", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0},
    {"report.logo", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0},
    {"report.language", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0},
    {"report.words", FIELD_FREE, KIND_NONE, 0, 0, NULL, 0}, /* our text → the client's */
    {"holidays", FIELD_DAYS, KIND_NONE, 0, 0, NULL, 0},
    {"stages", FIELD_ENTITIES, KIND_STAGE, 0, 0, NULL, 0},
    {"levels", FIELD_ENTITIES, KIND_LEVEL, 0, 0, NULL, 0},
    {"tags", FIELD_ENTITIES, KIND_TAG, 0, 0, NULL, 0},
    {"types", FIELD_ENTITIES, KIND_TYPE, 0, 0, NULL, 0},
    {"roles", FIELD_ENTITIES, KIND_ROLE, 0, 0, NULL, 0},
    {"channels", FIELD_ENTITIES, KIND_CHANNEL, 0, 0, NULL, 0},
    {"severities", FIELD_ENTITIES, KIND_SEVERITY, 0, 0, NULL, 0},
    {"engagements", FIELD_ENTITIES, KIND_ENGAGEMENT, 0, 0, NULL, 0},
    {"measures", FIELD_ENTITIES, KIND_MEASURE, 0, 0, NULL, 0},
    {"event_kinds", FIELD_ENTITIES, KIND_EVENT_KIND, 0, 0, NULL, 0},
    {"attributes.stakeholder", FIELD_ENTITIES, KIND_STAKEHOLDER_ATTRIBUTE, 0, 0, NULL, 0},
    {"attributes.relationship", FIELD_ENTITIES, KIND_RELATIONSHIP_ATTRIBUTE, 0, 0, NULL, 0},
    {"staff", FIELD_ENTITIES, KIND_STAFF, 0, 0, NULL, 0},
    {"goals", FIELD_ENTITIES, KIND_GOAL, 0, 0, NULL, 0},
    {"services", FIELD_ENTITIES, KIND_SERVICE, 0, 0, NULL, 0},
    {"relationship_models", FIELD_ENTITIES, KIND_RELATIONSHIP_MODEL, 0, 0, NULL, 0},
    {"stakeholders", FIELD_ENTITIES, KIND_STAKEHOLDER, 0, 0, NULL, 0},
    {"relationships", FIELD_ENTITIES, KIND_RELATIONSHIP, 0, 0, NULL, 0},
};

/* One finding, decision, action or commitment of a review. */
static const struct field outcome_item_fields[] = {
    {"text", FIELD_TEXT, KIND_NONE, 0, 0, NULL, FIELD_REQUIRED},
    {"by", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0}, /* staff, or "us" or "them" for a commitment */
    {"due", FIELD_DAY, KIND_NONE, 0, 0, NULL, 0},
    {"need", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0},
};

/* An improvement that a review opens; improvement_change.lua checks it. */
static const struct field outcome_improvement_fields[] = {
    {"text", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0},
    {"measure", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0}, /* a measure, or "score" */
    {"from", FIELD_NUMBER, KIND_NONE, 0, 0, NULL, 0},
    {"to", FIELD_NUMBER, KIND_NONE, 0, 0, NULL, 0},
    {"due", FIELD_DAY, KIND_NONE, 0, 0, NULL, 0},
    {"within", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0},
    {"owner", FIELD_WORD, KIND_STAFF, 0, 0, NULL, 0},
    {"cycle", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0},
};

static const struct field outcome_fields[] = {
    {"review", FIELD_TEXT, KIND_NONE, 0, 0, NULL, FIELD_REQUIRED},
    {"held", FIELD_DAY, KIND_NONE, 0, 0, NULL, FIELD_REQUIRED},
    {"present", FIELD_TEXTS, KIND_NONE, 0, 0, NULL, 0},
    {"view.us", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0},
    {"view.them", FIELD_TEXT, KIND_NONE, 0, 0, NULL, 0},
    {"findings", FIELD_ITEMS, KIND_OUTCOME_ITEM, 0, 0, NULL, 0},
    {"decisions", FIELD_ITEMS, KIND_OUTCOME_ITEM, 0, 0, NULL, 0},
    {"actions", FIELD_ITEMS, KIND_OUTCOME_ITEM, 0, 0, NULL, 0},
    {"commitments", FIELD_ITEMS, KIND_OUTCOME_ITEM, 0, 0, NULL, 0},
    {"improvements", FIELD_ITEMS, KIND_OUTCOME_IMPROVEMENT, 0, 0, NULL, 0},
    {"answers", FIELD_NOTES, KIND_NONE, 0, 0, NULL, 0},
    {"assessed.stage", FIELD_WORD, KIND_STAGE, 0, 0, NULL, 0},
    {"assessed.engagement", FIELD_SHIFT, KIND_ENGAGEMENT, 0, 0, NULL, 0},
    {"assessed.maturity.us", FIELD_NUMBER, KIND_NONE, 1, 5, NULL, 0},
    {"assessed.maturity.them", FIELD_NUMBER, KIND_NONE, 1, 5, NULL, 0},
    {"measures", FIELD_NUMBERS, KIND_MEASURE, 0, 0, NULL, 0},
    {"needs", FIELD_NOTES, KIND_NONE, 0, 0, NULL, 0},
    {"changes", FIELD_FREE, KIND_NONE, 0, 0, NULL, 0},
};

#define SCHEMA(name, plural, fields) {name, plural, fields, COUNT(fields)}

static const struct schema schemas[KIND_COUNT] = {
    [KIND_NONE] = {"", "", NULL, 0},
    [KIND_PRACTICE] = SCHEMA("practice", "", practice_fields),
    [KIND_STAGE] = SCHEMA("stage", "stages", word_fields),
    [KIND_LEVEL] = SCHEMA("level", "levels", rhythm_word_fields),
    [KIND_TAG] = SCHEMA("tag", "tags", rhythm_word_fields),
    [KIND_TYPE] = SCHEMA("type", "types", word_fields),
    [KIND_ROLE] = SCHEMA("role", "roles", word_fields),
    [KIND_CHANNEL] = SCHEMA("channel", "channels", channel_fields),
    [KIND_SEVERITY] = SCHEMA("severity", "severities", word_fields),
    [KIND_ENGAGEMENT] = SCHEMA("engagement", "engagements", word_fields),
    [KIND_MEASURE] = SCHEMA("measure", "measures", measure_fields),
    [KIND_EVENT_KIND] = SCHEMA("event kind", "event_kinds", event_kind_fields),
    [KIND_EVENT_ATTRIBUTE] = SCHEMA("attribute", "attributes", attribute_fields),
    [KIND_STAKEHOLDER_ATTRIBUTE] = SCHEMA("attribute", "attributes", attribute_fields),
    [KIND_RELATIONSHIP_ATTRIBUTE] = SCHEMA("attribute", "attributes", attribute_fields),
    [KIND_STAFF] = SCHEMA("staff member", "staff", staff_fields),
    [KIND_GOAL] = SCHEMA("goal", "goals", goal_fields),
    [KIND_SERVICE] = SCHEMA("service", "services", service_fields),
    [KIND_RELATIONSHIP_MODEL] = SCHEMA("relationship model", "relationship_models", relationship_model_fields),
    [KIND_STAKEHOLDER] = SCHEMA("stakeholder", "stakeholders", stakeholder_fields),
    [KIND_RELATIONSHIP] = SCHEMA("relationship", "relationships", relationship_fields),
    [KIND_NEED] = SCHEMA("need", "needs", need_fields),
    [KIND_OUTCOME] = SCHEMA("outcome", "", outcome_fields),
    [KIND_OUTCOME_ITEM] = SCHEMA("item", "", outcome_item_fields),
    [KIND_OUTCOME_IMPROVEMENT] = SCHEMA("improvement", "", outcome_improvement_fields),
};

const struct schema *schema_of(enum kind kind) { return &schemas[kind]; }

int schema_field(const struct schema *schema, const char *name) {
  for (size_t i = 0; i < schema->count; i++) /* the first letter settles most */
    if (schema->fields[i].name[0] == name[0] && !strcmp(schema->fields[i].name, name)) return (int)i;
  return -1;
}

bool schema_group(const struct schema *schema, const char *name) {
  size_t length = strlen(name);
  for (size_t i = 0; i < schema->count; i++)
    if (!strncmp(schema->fields[i].name, name, length) && schema->fields[i].name[length] == '.') return true;
  return false;
}
