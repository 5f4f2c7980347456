/*
 * The journal: what happened, in one SQLite file, append-only and chained; facts derived from it.
 *
 * Tables and digests are those of core/README.md. Every change is one transaction; an event is acknowledged only after journal_commit.
 * A connection is never carried across fork: open the journal after the players are started.
 */
#ifndef KITH_ADAPTERS_JOURNAL_H
#define KITH_ADAPTERS_JOURNAL_H

#include "core/base/words.h"
#include "core/practice/event.h"

struct journal;

/* Call before any journal is opened: where memory runs out SQLite then ends the process, as everything does (memory_exhausted). Else what
 * cannot be read for want of memory would be taken for what is not there. */
void journal_end_without_memory(void);

enum journal_access { JOURNAL_READ, JOURNAL_WRITE /* makes the file; it goes again if nothing is noted in it */ };

/*
 * Opens the journal and loads its words, in order, into `words`, which must be new and empty. NULL with a reason in `why` (good until the
 * next call); *absent says that the file is not there (JOURNAL_READ).
 */
struct journal *journal_open(const char *path, enum journal_access access, struct words *words, const char **why, bool *absent);
void journal_close(struct journal *journal); /* rolls back what is not committed */

/* The reason of the last failure. */
const char *journal_why(const struct journal *journal);

/* Another writer may have added words since this journal was opened; where those of memory then have other numbers, they are read anew and
 * *renumbered says so: event kinds must be made again (event_kinds_new), and columns made before are void. NULL: that is a failure. */
bool journal_begin(struct journal *journal, bool *renumbered);
bool journal_commit(struct journal *journal);
void journal_rollback(struct journal *journal);

/* ---- Writing ---- */

enum note_outcome {
  NOTE_FAILED,    /* journal_why */
  NOTE_ADDED,
  NOTE_KNOWN,     /* the same key with the same content was noted before: nothing added */
  NOTE_UNDONE,    /* known as well, but taken back since: it stays so */
  NOTE_CORRECTED  /* the same key with other content: added, and the former event no longer counts */
};

struct note {
  const struct event *event;
  int32_t noted;        /* the day kith is told */
  const char *actor;    /* who tells; "" where unknown */
  const char *importer; /* with event->key: what recognises repetition; NULL otherwise */
};

/*
 * Adds an event and its facts; the subject becomes a party where it is new. `body` is the event's as event_body gives it. *seq is the event's
 * number (of the known one for NOTE_KNOWN). For an event that continues another, event->about must name an event that exists:
 * see journal_event_find.
 */
enum note_outcome journal_note(struct journal *journal, const struct event_kinds *kinds, struct arena *arena, const struct note *note,
                               int64_t *seq);

/* Takes an event out of the facts (an undo event says so); false where there is none. */
bool journal_undo(struct journal *journal, const struct event_kinds *kinds, struct arena *arena, int64_t seq, int32_t noted,
                  const char *actor, const char *note);

/* Keeps a script's text by its digest. */
bool journal_keep_source(struct journal *journal, const char *text, size_t length, char hex[65]);
/* The text kept under a digest, copied into the arena; NULL where there is none. */
const char *journal_source(struct journal *journal, struct arena *arena, const char *hex, size_t *length);

/* A former id now means the same party under a new one. */
bool journal_rename(struct journal *journal, const char *was, const char *now);

/* ---- Reading ---- */

/* The party's number, 0 where the journal does not know the id. */
int64_t journal_party(struct journal *journal, const char *id);

/* One ordered scan of all facts, a call a subject; returning false stops. `id` is "" once erased. */
typedef bool (*journal_facts_visitor)(void *context, int64_t party, const struct fact *facts, size_t count);
bool journal_facts(struct journal *journal, journal_facts_visitor visit, void *context);
/* The facts of one party, in the arena. */
size_t journal_facts_of(struct journal *journal, struct arena *arena, int64_t party, const struct fact **facts);

/* All parties, a call each, in order of their numbers. */
bool journal_parties(struct journal *journal, void (*visit)(void *context, int64_t party, const char *id), void *context);

/* How many events that count each party has, kith's own bookkeeping left out; a call a party that has any, in order of their numbers. */
bool journal_counts(struct journal *journal, void (*visit)(void *context, const char *id, int64_t count), void *context);

struct journal_event {
  int64_t seq;
  const char *id;   /* what people type: "maria-rossi#2" */
  const char *of;   /* the subject's id; "" for the practice or once erased */
  const char *kind;
  const char *actor;
  int32_t noted;
  bool superseded;  /* undone or corrected */
  const char *body; /* JSON; NULL once erased */
  size_t body_length;
};

/* Events in order of their numbers; texts are good during the call only. NULLs and zeros do not restrict. Returning false stops. */
struct journal_filter {
  const char *of, *kind;
  int64_t seq;          /* just this one */
  int32_t noted_until;  /* 0: all */
  bool with_superseded;
  bool without_ids;     /* event.id is "" then: counting each takes its time */
};
typedef bool (*journal_event_visitor)(void *context, const struct journal_event *event);
bool journal_events(struct journal *journal, const struct journal_filter *filter, journal_event_visitor visit, void *context);

/* The number of the event people call `id` ("maria-rossi#2"); 0 where there is none. */
int64_t journal_event_find(struct journal *journal, const char *id);
/* What people call an event. In the arena. */
const char *journal_event_id(struct journal *journal, struct arena *arena, int64_t seq);

/* The newest day on which a definition of model or scripts was noted; INT32_MIN where none was. */
int32_t journal_defined_until(struct journal *journal);

/* ---- What was known on a day (journal_known.c) ---- */

/* A journal in memory that holds only what had been noted by the end of that day; closed like any. NULL on failure. */
struct journal *journal_known(struct journal *journal, const struct event_kinds *kinds, int32_t day);

struct late {
  int64_t events; /* of that day or before, and noted after it; kith's own bookkeeping left out */
  int64_t all;    /* of that day or before */
};
bool journal_late(struct journal *journal, int32_t day, struct late *late);

/* ---- Truth ---- */

/* Number of events and hash of the last, as "1234:9f86d0…": kept elsewhere, it shows a cut-off tail. */
bool journal_anchor(struct journal *journal, char out[96]);

/* The same as it was after `count` events; false where there never were as many. */
bool journal_anchor_at(struct journal *journal, int64_t count, char out[96]);

/* Checks the chain, the bodies' digests and that the facts follow from the events; one call a fault. False when it could not be read. */
bool journal_verify(struct journal *journal, const struct event_kinds *kinds, void (*fault)(void *context, const char *message), void *context);

/* Makes facts, mentions and keys again from the events. */
bool journal_rebuild(struct journal *journal, const struct event_kinds *kinds);

#endif
