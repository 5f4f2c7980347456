/*
 * What a file says of parties. Gathered over the whole file and noted at its end, where it differs from what this importer said before; so a
 * file that was imported changes nothing the second time, however often it repeats or contradicts itself.
 */
#include "core/lua/bind_import.h"

#include "core/adapters/json.h"
#include "core/practice/layers.h"

#include <string.h>

static struct born *born_of(struct import *import, const char *id) {
  uint32_t number = words_number(import->born_ids, id, strlen(id));
  while (number >= import->born_room) {
    size_t room = import->born_room ? 2 * import->born_room : 256;
    import->born = memory_grow(import->born, room * sizeof *import->born);
    memset(import->born + import->born_room, 0, (room - import->born_room) * sizeof *import->born);
    import->born_room = room;
  }
  return &import->born[number];
}

static bool check_parts(struct import *import, enum kind kind, const struct value *map) {
  bool good = true;
  for (size_t i = 0; map && map->kind == VALUE_MAP && i < map->as.map.count; i++) {
    const struct schema *schema = &import->workspace->model->schemas[kind];
    struct value *fields = ARENA_ARRAY(import->scratch, struct value, schema->count);
    good &= check_fields(import->workspace->model, import->scratch, import->workspace->diagnostics, schema, schema->name,
                         &map->as.map.pairs[i].value, fields);
  }
  return good;
}

/* By the rules of a model file, so that the model can still be built afterwards. */
static bool check_party(struct import *import, const struct value *tree, const struct value *at, const char *id) {
  struct arena *arena = import->scratch;
  const struct model *model = import->workspace->model;
  const struct entity *relationship = model_find(model, KIND_RELATIONSHIP, id);
  if (!id_valid(id, strlen(id))) {
    TELL(import, at, "\"%s\" cannot be an id: only letters, digits, - _ . and at most 80 of them; slug(text) makes one", import_shown(arena, id));
    return false;
  }
  if (relationship && !(relationship->parent && !strcmp(relationship->parent->id, id))) {
    TELL(import, at, "the id \"%s\" is a relationship's already", id);
    return false;
  }
  struct value one = value_map(), parties = value_map();
  const struct value *own = value_get(arena, tree, "relationship"), *several = value_get(arena, tree, "relationships");
  value_set(arena, &parties, id, *tree);
  if (own) value_set(arena, &one, id, *own);
  bool good = check_parts(import, KIND_STAKEHOLDER, &parties);
  good &= check_parts(import, KIND_RELATIONSHIP, &one);
  good &= check_parts(import, KIND_RELATIONSHIP, several);
  good &= check_parts(import, KIND_NEED, own ? value_get(arena, own, "needs") : NULL);
  return good;
}

/* Comparing makes the indexes of maps; those of what stays must not lie in the arena that is reset. */
static void make_indexes(struct import *import, const struct value *value) { value_equal(import->lasting, value, value); }

static void keep_party(struct import *import, const char *id, const struct value *tree) {
  struct born *born = born_of(import, id);
  born->last = value_copy(import->lasting, tree);
  make_indexes(import, &born->last);
  if (born->id) {
    born->tree = layers_merge(import->lasting, &born->tree, &born->last);
  } else {
    born->id = words_text(import->born_ids, words_number(import->born_ids, id, strlen(id)));
    born->in_model = model_find(import->workspace->model, KIND_STAKEHOLDER, id) != NULL;
    born->tree = born->last;
  }
  make_indexes(import, &born->tree);
  const struct value *name = value_get(import->lasting, &born->tree, "name");
  struct subject known = subjects_find(import->subjects, id, strlen(id)); /* perhaps by a relationship of another name */
  if (!known.other)
    subjects_add(import->subjects, known.id ? known.id : id, name ? value_word(name) : NULL, value_get(import->lasting, &born->tree, "aliases"));
}

void import_party(struct import *import, const char *id, const struct value *tree, const struct value *at) {
  const struct born *born = born_of(import, id);
  bool same = born->id && value_equal(import->scratch, &born->last, tree); /* most rows tell of somebody told before */
  if (!same && check_party(import, tree, at, id)) keep_party(import, id, tree);
}

void import_take_party(struct import *import, const struct value *event) {
  const struct value *id = value_get(import->scratch, event, "id");
  if (!id) id = value_get(import->scratch, event, "of");
  const char *word = id ? value_word(id) : NULL;
  if (!word) {
    TELL(import, id ? id : event, "a stakeholder needs an id, a text; slug(text) makes one of a name");
    return;
  }
  struct value tree = value_map();
  tree.place = event->place;
  for (size_t i = 0; i < event->as.map.count; i++) {
    const struct pair *pair = &event->as.map.pairs[i];
    bool head = !strcmp(pair->key, "kind") || !strcmp(pair->key, "id") || !strcmp(pair->key, "of") || !strcmp(pair->key, "key");
    if (!head) value_set(import->scratch, &tree, pair->key, pair->value)->place = pair->place;
  }
  import_party(import, word, &tree, id);
}

/* ---- At the end of the file ---- */

static bool compare_born(void *context, const struct journal_event *event) {
  struct import *import = context;
  struct value body;
  uint32_t number = words_find(import->born_ids, event->of, strlen(event->of));
  if (!number || !event->body || !import->born[number].id) return true;
  arena_reset(import->scratch);
  if (!json_read(import->scratch, event->body, event->body_length, &body)) return true;
  const struct value *importer = value_get(import->scratch, &body, "importer"), *tree = value_get(import->scratch, &body, "tree");
  if (!importer || !tree || !value_word(importer) || strcmp(value_word(importer), import->importer)) return true;
  import->born[number].unchanged = value_equal(import->scratch, tree, &import->born[number].tree);
  return true;
}

static bool note_party(struct import *import, const struct born *born) {
  struct value tree = value_map();
  struct event event;
  lua_Integer known = 0;
  arena_reset(import->scratch);
  value_set(import->scratch, &tree, "kind", value_string(import->scratch, "stakeholder"));
  value_set(import->scratch, &tree, "of", value_string(import->scratch, born->id));
  value_set(import->scratch, &tree, "key", value_string(import->scratch, arena_format(import->scratch, "stakeholder %s", born->id)));
  value_set(import->scratch, &tree, "tree", born->tree);
  if (!event_check(import->workspace->kinds, import->scratch, import->workspace->diagnostics, &tree, import->today, &event)) return true;
  lua_Integer added = 0;
  if (!import_note(import, &event, &added, &known, &import->parties_corrected)) return false;
  if (!born->in_model) import->parties_new += added;
  return true;
}

bool import_note_parties(struct import *import) {
  uint32_t count = words_count(import->born_ids);
  if (!count || !import_clean(import)) return true;
  const struct journal_filter parties = {.kind = "stakeholder", .without_ids = true};
  if (!journal_events(import->workspace->journal, &parties, compare_born, import)) return import_failed(import);
  for (uint32_t number = 1; number <= count; number++) {
    const struct born *born = &import->born[number];
    if (born->id && !born->unchanged && !note_party(import, born)) return false;
  }
  return true;
}
