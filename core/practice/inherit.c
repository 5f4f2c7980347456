#include "core/practice/inherit.h"

#include <string.h>

/* ---- From one kind of entity to another ---- */

/* Where the fields of a kind stand among those of another; -1 for what is about the entity itself. Worked out once. */
static const int16_t *field_map(struct model *model, enum kind from, enum kind to) {
  int16_t **known = &model->inherited[to == KIND_RELATIONSHIP][from];
  const struct schema *source = &model->schemas[from], *target = &model->schemas[to];
  if (*known) return *known;
  *known = ARENA_ARRAY(model->arena, int16_t, source->count);
  for (size_t i = 0; i < source->count; i++) {
    const char *name = source->fields[i].name;
    bool about_itself = !strcmp(name, "label") || !strcmp(name, "doc") || !strcmp(name, "like");
    (*known)[i] = about_itself ? -1 : (int16_t)schema_field(target, name);
  }
  return *known;
}

static void inherit(struct model *model, struct entity *entity, const struct entity *from) {
  if (!from) return;
  const int16_t *own = field_map(model, from->kind, entity->kind);
  for (size_t i = 0; i < from->schema->count; i++)
    if (own[i] >= 0 && !entity->fields[own[i]]) entity->fields[own[i]] = from->fields[i];
}

void models_inherit(struct model *model, struct diagnostics *diagnostics) {
  struct table *table = &model->tables[KIND_RELATIONSHIP_MODEL];
  for (size_t i = 0; i < table->count; i++) {
    const struct entity *from = entity_word(model, table->items[i], "like");
    size_t steps = 0;
    for (; from && steps <= table->count; steps++) {
      inherit(model, table->items[i], from);
      from = entity_word(model, from, "like");
    }
    if (steps > table->count)
      diagnostics_error(diagnostics, entity_field(table->items[i], "like"), "relationship model \"%s\" is like itself, by way of others",
                        table->items[i]->id);
  }
}

/* ---- A relationship's sources, the nearest first ---- */

struct sources {
  const struct model *model;
  const struct entity *relationship;
  int group; /* own tags, the stakeholder's tags, model, level */
  size_t tag;
};

/* The next tag in a list that the vocabulary says something of. */
static const struct entity *next_tag(struct sources *sources, const struct entity *tagged) {
  const struct value *tags = tagged ? entity_field(tagged, "tags") : NULL;
  while (tags && tags->kind == VALUE_LIST && sources->tag < tags->as.list.count) {
    const char *word = value_word(&tags->as.list.items[sources->tag++]);
    const struct entity *tag = word ? model_find(sources->model, KIND_TAG, word) : NULL;
    if (tag) return tag;
  }
  sources->tag = 0;
  sources->group++;
  return NULL;
}

static const struct entity *next_source(struct sources *sources) {
  const struct entity *found = NULL;
  if (sources->group == 0) found = next_tag(sources, sources->relationship);
  if (!found && sources->group == 1) found = next_tag(sources, sources->relationship->parent);
  while (!found && sources->group < 4) {
    found = entity_word(sources->model, sources->relationship, sources->group == 2 ? "model" : "level");
    sources->group++;
  }
  return found;
}

void relationship_inherit(struct model *model, struct entity *relationship) {
  struct sources sources = {model, relationship, model_count(model, KIND_TAG) ? 0 : 2, 0};
  for (const struct entity *from; (from = next_source(&sources));) inherit(model, relationship, from);
}

const struct entity *relationship_origin(const struct model *model, const struct entity *relationship, const char *field) {
  const struct value *value = entity_field(relationship, field);
  struct sources sources = {model, relationship, 0, 0};
  if (value->kind == VALUE_NIL) return NULL;
  for (const struct entity *from; (from = next_source(&sources));)
    if (schema_field(from->schema, field) >= 0 && entity_field(from, field) == value) return from; /* the very value, handed on */
  return relationship;
}
