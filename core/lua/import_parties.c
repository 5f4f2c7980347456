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

static bool check_parts(struct import *import, struct diagnostics *told, enum kind kind, const struct value *map) {
  bool good = true;
  for (size_t i = 0; map && map->kind == VALUE_MAP && i < map->as.map.count; i++) {
    const struct schema *schema = &import->workspace->model->schemas[kind];
    struct value *fields = ARENA_ARRAY(import->scratch, struct value, schema->count);
    good &= check_fields(import->workspace->model, import->scratch, told, schema, schema->name, &map->as.map.pairs[i].value, fields);
  }
  return good;
}

static bool check_tree(struct import *import, struct diagnostics *told, const struct value *tree, const char *id) {
  struct value one = value_map(), parties = value_map();
  const struct value *own = value_get(import->scratch, tree, "relationship"), *several = value_get(import->scratch, tree, "relationships");
  value_set(import->scratch, &parties, id, *tree);
  if (own) value_set(import->scratch, &one, id, *own);
  bool good = check_parts(import, told, KIND_STAKEHOLDER, &parties);
  good &= check_parts(import, told, KIND_RELATIONSHIP, &one);
  good &= check_parts(import, told, KIND_RELATIONSHIP, several);
  good &= check_parts(import, told, KIND_NEED, own ? value_get(import->scratch, own, "needs") : NULL);
  return good;
}

static const char *name_of(struct import *import, const struct value *tree) {
  const struct value *name = value_get(import->scratch, tree, "name");
  return name && name->kind == VALUE_TEXT ? value_word(name) : NULL;
}

static void tell_no_id(struct import *import, const char *id, const char *name, const struct value *at) {
  struct value place = *at;
  import_find_cell(import, &place, *id ? id : name ? name : "");
  if (!*id && name) TELL(import, &place, "no id can be made of \"%s\"; give the file an id column", import_shown(import->scratch, name));
  else TELL(import, &place, "\"%s\" cannot be an id: only letters, digits, - _ . and at most 80 of them; slug(text) makes one",
            import_shown(import->scratch, id));
}

static bool id_given(struct import *import, const char *id, const char *name, const struct value *at);

/* Two rows of one name and without ids are one party, unless they are reached in different ways. */
static bool one_person(struct import *import, const struct value *tree, const struct value *at, const char *id, const char *name) {
  static const char *const reached_by[] = {"email", "phone"};
  const struct born *born = born_of(import, id);
  if (!born->id || id_given(import, id, name, at)) return true;
  for (size_t i = 0; i < sizeof reached_by / sizeof *reached_by; i++) {
    const struct value *now = value_get(import->scratch, tree, reached_by[i]), *before = value_get(import->lasting, &born->tree, reached_by[i]);
    const char *one = now ? value_word(now) : NULL, *other = before ? value_word(before) : NULL;
    if (!one || !other || names_alike(one, other)) continue;
    struct value place = *at;
    import_find_cell(import, &place, one);
    TELL(import, &place, "\"%s\" stands on line %u with another %s; where it is somebody else, give the two ids", import_shown(import->scratch, name),
         born->line, reached_by[i]);
    return false;
  }
  return true;
}

/* By the rules of a model file, so that the model can still be built afterwards. */
static bool check_party(struct import *import, struct value *tree, const struct value *at, const char *id) {
  const struct model *model = import->workspace->model;
  const struct entity *relationship = model_find(model, KIND_RELATIONSHIP, id);
  const char *name = name_of(import, tree);
  if (!id_valid(id, strlen(id))) {
    tell_no_id(import, id, name, at);
    return false;
  }
  if (relationship && !(relationship->parent && !strcmp(relationship->parent->id, id))) {
    struct value place = *at;
    import_find_cell(import, &place, id);
    TELL(import, &place, "the id \"%s\" is a relationship's already", id);
    return false;
  }
  if (!check_tree(import, import->trial, tree, id)) {
    import_point(import, tree);
    return check_tree(import, import->workspace->diagnostics, tree, id);
  }
  return !name || (import_same_party(import, id, name, at, true) && one_person(import, tree, at, id, name));
}

/* ---- Two names, one party? ---- */

struct noted_name {
  struct import *import;
  const char *name;
  bool found;
};

static bool compare_name(void *context, const struct journal_event *event) {
  struct noted_name *noted = context;
  struct value body;
  if (!event->body || !json_read(noted->import->scratch, event->body, event->body_length, &body)) return true;
  const struct value *tree = value_get(noted->import->scratch, &body, "tree");
  const char *name = tree && tree->kind == VALUE_MAP ? name_of(noted->import, tree) : NULL;
  noted->found = name && names_alike(name, noted->name);
  return !noted->found;
}

/* Whether an import named the party so: what a model file then calls it does not make it another. */
static bool noted_as(struct import *import, const char *id, const char *name) {
  struct noted_name noted = {import, name, false};
  const struct journal_filter filter = {.of = id, .kind = "stakeholder", .without_ids = true};
  journal_events(import->workspace->journal, &filter, compare_name, &noted);
  return noted.found;
}

static bool among(const struct value *aliases, const char *name) {
  if (aliases && aliases->kind == VALUE_TEXT) return names_alike(value_word(aliases), name);
  for (size_t i = 0; aliases && aliases->kind == VALUE_LIST && i < aliases->as.list.count; i++) {
    const char *alias = value_word(&aliases->as.list.items[i]);
    if (alias && names_alike(alias, name)) return true;
  }
  return false;
}

/* An id that is not what the name makes, or that stands in the row, was given on purpose. */
static bool id_given(struct import *import, const char *id, const char *name, const struct value *at) {
  char made[81];
  struct value place = *at;
  id_from_name(made, name, strlen(name));
  return strcmp(made, id) || (strcmp(name, id) && import_find_cell(import, &place, id));
}

bool import_same_party(struct import *import, const char *id, const char *name, const struct value *at, bool emitted) {
  const struct born *born = born_of(import, id);
  const struct model *model = import->workspace->model;
  const struct entity *party = model_find(model, KIND_STAKEHOLDER, id);
  const struct value *aliases = born->id ? value_get(import->lasting, &born->tree, "aliases") : NULL;
  const char *former = born->id ? name_of(import, &born->tree) : NULL;
  uint32_t line = former ? born->line : 0;
  if (!party) party = model_find(model, KIND_RELATIONSHIP, id);
  if (!former && party) former = entity_text(party, "name", NULL);
  if (!former || names_alike(former, name) || among(aliases, name) || (party && among(entity_field(party, "aliases"), name))) return true;
  if (id_given(import, id, name, at) || (!line && noted_as(import, id, name))) return true;
  struct value place = *at;
  import_find_cell(import, &place, name);
  const char *mend = !emitted ? arena_format(import->scratch, "where it is the same, write %s, else another name", id)
                     : line   ? "give them ids"
                              : "give it an id, or make it an alias there";
  TELL(import, &place, "\"%s\" would become the same stakeholder as \"%s\"%s, %s; %s", import_shown(import->scratch, name),
       import_shown(import->scratch, former), line ? arena_format(import->scratch, " of line %u", line) : "", id, mend);
  return false;
}

/* ---- Gathering ---- */

/* Comparing makes the indexes of maps; those of what stays must not lie in the arena that is reset. */
static void make_indexes(struct import *import, const struct value *value) { value_equal(import->lasting, value, value); }

static void keep_party(struct import *import, const char *id, const struct value *tree) {
  struct born *born = born_of(import, id);
  if (name_of(import, tree)) born->line = tree->place.line;
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

void import_party(struct import *import, const char *id, struct value *tree, const struct value *at) {
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
