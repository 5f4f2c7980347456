#include "core/lua/subjects.h"

#include "core/base/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum rank { RANK_NONE, RANK_ALIAS, RANK_NAME, RANK_PARTY, RANK_ID };

struct meaning {
  struct subject subject;
  enum rank rank;
};

/* Texts, and by their number what they mean. */
struct lookup {
  struct words *texts;
  struct meaning *meanings;
  size_t room;
};

struct subjects {
  struct arena *arena;
  struct lookup exact, folded;
};

/* The next letter without case and accents, in bytes; spaces are passed over. False at the end. */
static bool next_letter(const char **at, char out[8]) {
  for (size_t length; **at; *at += length) {
    char letter[81];
    length = utf8_sequence(*at, strnlen(*at, 4));
    if (!length) length = 1;
    uint32_t code = length > 1 ? utf8_code(*at, length) : (unsigned char)**at;
    bool blank = code <= ' ' || code == 0xa0 || (code >= 0x2000 && code <= 0x200b) || code == 0x202f || code == 0x3000;
    if (blank || (code >= 0x300 && code <= 0x36f)) continue; /* an accent that follows its letter */
    id_from_name(letter, *at, length);
    snprintf(out, 8, "%.*s", *letter ? 1 : (int)length, *letter ? letter : *at);
    *at += length;
    return true;
  }
  return false;
}

/* Without case and accents, blanks as they are; the same on every machine, whatever its locale. `out` holds as many bytes as the text and
 * one more. The length. */
static size_t fold(char *out, const char *text, size_t length) {
  size_t count = 0;
  for (size_t i = 0, taken; i < length; i += taken) {
    unsigned char byte = (unsigned char)text[i];
    char letter[8];
    taken = 1;
    if (byte < 0x80) {
      out[count++] = byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : (char)byte;
      continue;
    }
    char sequence[5] = {0};
    size_t bytes = utf8_sequence(text + i, length - i < 4 ? length - i : 4);
    taken = bytes ? bytes : 1;
    memcpy(sequence, text + i, taken);
    const char *at = sequence;
    if (!next_letter(&at, letter)) continue; /* an accent of the letter before */
    size_t written = strlen(letter);
    memcpy(out + count, letter, written);
    count += written;
  }
  out[count] = '\0';
  return count;
}

bool names_alike(const char *a, const char *b) {
  char left[8], right[8];
  for (;;) {
    bool more = next_letter(&a, left);
    if (next_letter(&b, right) != more) return false;
    if (!more) return true;
    if (strcmp(left, right)) return false;
  }
}

/* A better reason wins; of equal ones that differ both are kept, for the message. */
static void lookup_add(struct lookup *lookup, const char *text, size_t length, const char *id, enum rank rank) {
  uint32_t number = words_number(lookup->texts, text, length);
  while (number >= lookup->room) {
    size_t room = lookup->room ? 2 * lookup->room : 256;
    lookup->meanings = memory_grow(lookup->meanings, room * sizeof *lookup->meanings);
    memset(lookup->meanings + lookup->room, 0, (room - lookup->room) * sizeof *lookup->meanings);
    lookup->room = room;
  }
  struct meaning *meaning = &lookup->meanings[number];
  if (rank > meaning->rank) *meaning = (struct meaning){{id, NULL}, rank};
  else if (rank == meaning->rank && strcmp(meaning->subject.id, id)) meaning->subject.other = id;
}

static struct subject lookup_find(const struct lookup *lookup, const char *text, size_t length) {
  uint32_t number = words_find(lookup->texts, text, length);
  return number ? lookup->meanings[number].subject : (struct subject){NULL, NULL};
}

static void add(struct subjects *subjects, const char *text, const char *id, enum rank rank) {
  size_t length = text ? strlen(text) : 0;
  if (!length) return;
  char *folded = arena_copy(subjects->arena, text, length);
  lookup_add(&subjects->exact, text, length, id, rank);
  lookup_add(&subjects->folded, folded, fold(folded, text, length), id, rank);
}

static void add_names(struct subjects *subjects, const char *id, const char *name, const struct value *aliases) {
  add(subjects, name, id, RANK_NAME);
  if (aliases && aliases->kind == VALUE_TEXT) add(subjects, value_word(aliases), id, RANK_ALIAS);
  for (size_t i = 0; aliases && aliases->kind == VALUE_LIST && i < aliases->as.list.count; i++)
    add(subjects, value_word(&aliases->as.list.items[i]), id, RANK_ALIAS);
}

void subjects_add(struct subjects *subjects, const char *id, const char *name, const struct value *aliases) {
  const char *kept = arena_copy(subjects->arena, id, strlen(id));
  add(subjects, kept, kept, RANK_ID);
  add_names(subjects, kept, name, aliases);
}

/* A relationship under its stakeholder's own id stands for the stakeholder; where all have names of their own, each may be meant. */
static void add_relationship(struct subjects *subjects, const struct model *model, const struct entity *relationship) {
  const struct entity *party = relationship->parent;
  add(subjects, relationship->id, relationship->id, RANK_ID);
  add(subjects, entity_text(relationship, "name", NULL), relationship->id, RANK_NAME);
  if (!party) return;
  const struct entity *own = model_find(model, KIND_RELATIONSHIP, party->id);
  if (own && own != relationship) return;
  add(subjects, party->id, relationship->id, RANK_PARTY);
  add_names(subjects, relationship->id, entity_text(party, "name", NULL), entity_field(party, "aliases"));
}

struct subjects *subjects_new(const struct model *model) {
  struct subjects *subjects = memory_grow(NULL, sizeof *subjects);
  *subjects = (struct subjects){.arena = arena_new(), .exact = {.texts = words_new()}, .folded = {.texts = words_new()}};
  for (size_t i = 0; i < model_count(model, KIND_RELATIONSHIP); i++)
    add_relationship(subjects, model, model_at(model, KIND_RELATIONSHIP, i));
  for (size_t i = 0; i < model_count(model, KIND_STAKEHOLDER); i++) {
    const struct entity *party = model_at(model, KIND_STAKEHOLDER, i);
    if (lookup_find(&subjects->exact, party->id, strlen(party->id)).id) continue; /* by way of a relationship */
    add(subjects, party->id, party->id, RANK_ID);
    add_names(subjects, party->id, entity_text(party, "name", NULL), entity_field(party, "aliases"));
  }
  return subjects;
}

void subjects_free(struct subjects *subjects) {
  if (!subjects) return;
  words_free(subjects->exact.texts);
  words_free(subjects->folded.texts);
  free(subjects->exact.meanings);
  free(subjects->folded.meanings);
  arena_free(subjects->arena);
  free(subjects);
}

struct subject subjects_find(const struct subjects *subjects, const char *text, size_t length) {
  struct subject subject = lookup_find(&subjects->exact, text, length);
  if (subject.id) return subject;
  char space[256], *folded = length < sizeof space ? space : memory_grow(NULL, length + 1);
  subject = lookup_find(&subjects->folded, folded, fold(folded, text, length));
  if (folded != space) free(folded);
  return subject;
}

const char *subjects_nearest(const struct subjects *subjects, const char *text, size_t length) {
  struct nearest nearest = nearest_to(text, length);
  for (uint32_t number = 1; number <= words_count(subjects->exact.texts); number++)
    nearest_offer(&nearest, words_text(subjects->exact.texts, number));
  return nearest.best;
}
