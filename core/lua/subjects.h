/*
 * Whom a text in a file means: an id, else a name, else an alias; if none, the same with upper and lower case alike. Made once an import,
 * so that a lookup costs no walk through the model.
 */
#ifndef KITH_LUA_SUBJECTS_H
#define KITH_LUA_SUBJECTS_H

#include "core/practice/model.h"

struct subjects;

struct subjects *subjects_new(const struct model *model);
void subjects_free(struct subjects *subjects);

/* One more that events can concern, for the rest of the import; `name` may be NULL, `aliases` (a text, or a list of texts) too. */
void subjects_add(struct subjects *subjects, const char *id, const char *name, const struct value *aliases);

/* Whether two names are the same but for case, spaces and accents. */
bool names_alike(const char *a, const char *b);

struct subject {
  const char *id;    /* what events are noted under; NULL: nobody */
  const char *other; /* the text means this one as well; NULL: it is clear */
};
struct subject subjects_find(const struct subjects *subjects, const char *text, size_t length);

/* The id, name or alias probably meant, or NULL. */
const char *subjects_nearest(const struct subjects *subjects, const char *text, size_t length);

#endif
