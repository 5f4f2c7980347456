/*
 * An import as the keeper sees it. bind_import.c takes the player's parts, finds out whom events concern and notes them; import_parties.c
 * gathers what the file says of parties.
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
  struct value tree; /* all the file said, the later upon the earlier */
  struct value last; /* what it said last */
  bool in_model;     /* known before this import */
  bool unchanged;    /* the journal says the same */
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
  const char *failure; /* of the journal; NULL: none */
  struct words *born_ids, *held_names;
  struct born *born;       /* by number of the id */
  uint64_t *held;          /* events, by number of the name */
  size_t born_room, held_room;
  lua_Integer events, added, known, corrected, held_events, parties_new, parties_corrected;
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

/* What the file says of a party: { name =, relationship =, … }; findings stand at `at`. */
void import_party(struct import *import, const char *id, const struct value *tree, const struct value *at);
/* emit { "stakeholder", id =, name =, relationship = {…} } */
void import_take_party(struct import *import, const struct value *event);
/* At the end of the file: notes the parties of which it says something new. False where the journal failed. */
bool import_note_parties(struct import *import);

#endif
