/* What the files of the journal share: journal.c (opening, parties, sources), journal_write.c, journal_read.c, journal_verify.c. */
#ifndef KITH_ADAPTERS_JOURNAL_PRIVATE_H
#define KITH_ADAPTERS_JOURNAL_PRIVATE_H

#include "core/adapters/digest.h"
#include "core/adapters/journal.h"

#include <sqlite3.h>

enum { TAG_BYTES = 16, SALT_BYTES = 32 };

enum statement {
  SQL_WORD,
  SQL_PARTY_BY_ID,
  SQL_PARTY_NEW,
  SQL_PARTY_TAG,
  SQL_EVENT_NEW,
  SQL_BODY_NEW,
  SQL_FACT_NEW,
  SQL_FACTS_DROP,
  SQL_MENTION_NEW,
  SQL_IMPORTED_FIND,
  SQL_IMPORTED_SET,
  SQL_SUPERSEDE,
  SQL_SUPERSEDED,
  SQL_BODY_TEXT,
  SQL_SOURCE_NEW,
  SQL_SOURCE_FIND,
  SQL_RENAME,
  SQL_ORDINAL,
  SQL_BY_ORDINAL,
  SQL_EVENT_HEAD,
  SQL_DEFINED,
  SQL_STATEMENTS
};

struct journal {
  sqlite3 *db;
  bool made;    /* by this process */
  bool writing; /* from journal_begin to the commit or rollback */
  struct words *words;
  uint32_t words_kept; /* how many of them the file holds */
  uint32_t words_written; /* and with those of the open transaction */
  sqlite3_stmt *statements[SQL_STATEMENTS];
  uint8_t origin[TAG_BYTES];
  int64_t origin_number, last_seq;
  uint8_t head[DIGEST_BYTES];
  char why[512];
};

/* A prepared statement, made on first use and reset; NULL with `why` set when it cannot be made. */
sqlite3_stmt *journal_statement(struct journal *journal, enum statement which);
/* Steps once: SQLITE_ROW or SQLITE_DONE, else `why` is set and false returned. *row tells which. */
bool journal_step(struct journal *journal, sqlite3_stmt *statement, bool *row);
/* Writes the words that memory has and the file has not. */
bool journal_keep_words(struct journal *journal);
/* Steps a statement that has no rows, and resets it. */
bool journal_run(struct journal *journal, sqlite3_stmt *statement);
void journal_bind_text(sqlite3_stmt *statement, int position, const char *text); /* `text` must outlive the step */
bool journal_fail(struct journal *journal, const char *what);

/* hash = SHA-256(previous ‖ origin ‖ seq ‖ noted ‖ actor ‖ kind ‖ subject ‖ digest), texts with their length before them. */
struct chain_fields {
  const uint8_t *origin;
  int64_t seq, noted;
  const char *actor, *kind;
  const void *subject; /* TAG_BYTES, or NULL */
  const uint8_t *digest;
};
void journal_chain(uint8_t hash[DIGEST_BYTES], const uint8_t previous[DIGEST_BYTES], const struct chain_fields *fields);

/* Writes what follows from an event: facts, mentions, keys, what it replaces. From journal_note, and again when all is rebuilt. */
bool journal_derive(struct journal *journal, const struct event_kinds *kinds, struct arena *arena, const struct event_kind *kind,
                    const struct value *body, int64_t party, int64_t seq);

/* Opens a copy in memory of all the journal holds, in `copy`, which is all zero; its words are the journal's. */
bool journal_copy(struct journal *journal, struct journal *copy);
/* Makes all that follows from the events again, within a transaction. */
bool journal_derive_again(struct journal *journal, const struct event_kinds *kinds);

#endif
