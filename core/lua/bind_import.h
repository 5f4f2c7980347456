/*
 * An import as the keeper sees it. bind_import.c takes the player's parts, finds out whom events concern and notes them; import_parties.c
 * gathers what the file says of parties; import_places.c finds the cells that findings are about.
 */
#ifndef KITH_LUA_BIND_IMPORT_H
#define KITH_LUA_BIND_IMPORT_H

#include "core/base/words.h"
#include "core/lua/bind_player.h"
#include "core/lua/bind_workspace.h"
#include "core/lua/subjects.h"

enum unmatched { UNMATCHED_ERROR, UNMATCHED_HOLD, UNMATCHED_CREATE };

/* A party that the file tells of. */
struct born {
  const char *id;
  uint32_t line;     /* that named it */
  struct value tree; /* all the file said, the later upon the earlier */
  struct value last; /* what it said last */
  bool in_model;     /* known before this import */
  bool unchanged;    /* the journal says the same */
};

/* What an event of this file said, by the number of its key. */
struct said {
  uint32_t line; /* 0: nothing yet */
  uint64_t content;
};

struct import {
  lua_State *L;
  struct workspace *workspace;
  struct arena *lasting, *scratch; /* the second is reset with every event */
  struct subjects *subjects;
  const char *importer, *by;
  enum unmatched unmatched;
  int32_t today;
  uint32_t source;
  size_t errors_before;
  struct diagnostics *trial; /* findings that are made once more, at their cells */
  const char *failure; /* of the journal; NULL: none */
  struct words *born_ids, *held_names, *keys;
  struct born *born;       /* by number of the id */
  uint64_t *held;          /* events, by number of the name */
  struct said *said;       /* by number of the key */
  size_t born_room, held_room, said_room;
  lua_Integer events, added, known, undone, corrected, held_events, parties_new, parties_corrected;
  const struct player_input *input;
  uint64_t offset; /* in the file, of the row that the event at hand came from */
  int progress; /* stack index of a function of the share done; 0: none */
};

#define TELL(import, at, ...) diagnostics_error((import)->workspace->diagnostics, at, __VA_ARGS__)

/* Whether there was no finding yet: with one nothing will be noted. */
bool import_clean(const struct import *import);
/* Remembers why; false. */
bool import_failed(struct import *import);
/* How a foreign text stands in a message: cut, hidden characters shown. */
const char *import_shown(struct arena *arena, const char *text);
/* Notes an event and counts it; false where the journal failed. */
bool import_note(struct import *import, const struct event *event, lua_Integer *added, lua_Integer *known, lua_Integer *corrected);

/* Gives a value, and all in it, a place. */
void import_set_place(struct value *value, struct place place);
/* Moves a value's place to the cell of the row that holds this text; false where there is none. */
bool import_find_cell(struct import *import, struct value *at, const char *text);
/* Moves the places of texts in `tree`, names of fields too, to the one cell that holds the text. */
void import_point(struct import *import, struct value *tree);

/*
 * Whether `name` may mean the party of an id that was made of it: a party has one name, but for case, spaces and accents, or one of its
 * aliases. Otherwise tells, with the mend for a name that an importer emits (`born`) or that an event concerns.
 */
bool import_same_party(struct import *import, const char *id, const char *name, const struct value *at, bool born);
/* What the file says of a party: { name =, relationship =, … }; findings stand at `at`. */
void import_party(struct import *import, const char *id, struct value *tree, const struct value *at);
/* emit { "stakeholder", id =, name =, relationship = {…} } */
void import_take_party(struct import *import, const struct value *event);
/* At the end of the file: notes the parties of which it says something new. False where the journal failed. */
bool import_note_parties(struct import *import);

#endif
