/* Whether the journal is what was written: chain, bodies, and facts that follow from the events. */
#include "core/adapters/journal_private.h"

#include "core/adapters/json.h"

#include <stdio.h>
#include <string.h>

bool journal_anchor(struct journal *journal, char out[96]) {
  char hex[DIGEST_HEX];
  digest_hex(hex, journal->head);
  snprintf(out, 96, "%lld:%s", (long long)journal->last_seq, hex);
  return true;
}

bool journal_anchor_at(struct journal *journal, int64_t count, char out[96]) {
  sqlite3_stmt *statement;
  char hex[DIGEST_HEX];
  if (sqlite3_prepare_v2(journal->db, "SELECT hash FROM event WHERE origin = 1 AND seq = ?", -1, &statement, NULL) != SQLITE_OK) return false;
  sqlite3_bind_int64(statement, 1, count);
  bool found = sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_bytes(statement, 0) == DIGEST_BYTES;
  if (found) digest_hex(hex, sqlite3_column_blob(statement, 0));
  if (found) snprintf(out, 96, "%lld:%s", (long long)count, hex);
  sqlite3_finalize(statement);
  return found;
}

/* ---- The chain ---- */

static const char every_event[] =
    "SELECT event.n, event.seq, event.noted, a.text, k.text, party.tag, event.digest, event.hash, body.salt, body.text, event.subject, origin.tag, party.id"
    " FROM event LEFT JOIN word a ON a.n = event.actor LEFT JOIN word k ON k.n = event.kind LEFT JOIN party ON party.n = event.subject"
    " LEFT JOIN origin ON origin.n = event.origin LEFT JOIN body ON body.n = event.n ORDER BY event.origin, event.seq";

struct verifier {
  struct journal *journal;
  void (*fault)(void *context, const char *message);
  void *context;
};

/* "brewer#3 (event 8): …"; what concerns nobody, or nobody known, has its number only. */
static void fault(const struct verifier *verifier, int64_t n, const char *what) {
  char message[256];
  struct arena *arena = arena_new();
  const char *id = journal_event_id(verifier->journal, arena, n);
  if (id && *id != '#') snprintf(message, sizeof message, "%s (event %lld): %s", id, (long long)n, what);
  else snprintf(message, sizeof message, "event %lld: %s", (long long)n, what);
  arena_free(arena);
  verifier->fault(verifier->context, message);
}

static const char *text_of(sqlite3_stmt *statement, int position) {
  const char *text = (const char *)sqlite3_column_text(statement, position);
  return text ? text : "";
}

static bool blob_is(sqlite3_stmt *statement, int position, const void *bytes, int length) {
  return sqlite3_column_bytes(statement, position) == length && !memcmp(sqlite3_column_blob(statement, position), bytes, (size_t)length);
}

static void check_body(const struct verifier *verifier, sqlite3_stmt *statement, int64_t n) {
  uint8_t digested[DIGEST_BYTES];
  if (sqlite3_column_type(statement, 9) == SQLITE_NULL) { /* erased, and then whom it concerned has no name any more */
    bool erased = sqlite3_column_type(statement, 10) != SQLITE_NULL && sqlite3_column_type(statement, 12) == SQLITE_NULL;
    if (!erased) fault(verifier, n, "its text is gone");
    return;
  }
  struct piece pieces[] = {{sqlite3_column_blob(statement, 8), (size_t)sqlite3_column_bytes(statement, 8)},
                           {sqlite3_column_text(statement, 9), (size_t)sqlite3_column_bytes(statement, 9)}};
  digest(digested, pieces, 2);
  if (!blob_is(statement, 6, digested, DIGEST_BYTES)) fault(verifier, n, "its text is not what was noted");
}

static bool verify_chain(struct journal *journal, const struct verifier *verifier) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(journal->db, every_event, -1, &statement, NULL) != SQLITE_OK)
    return journal_fail(journal, "the journal cannot be read");
  uint8_t previous[DIGEST_BYTES] = {0}, hash[DIGEST_BYTES];
  int64_t expected = 1;
  int code;
  while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
    int64_t n = sqlite3_column_int64(statement, 0);
    bool whole = sqlite3_column_bytes(statement, 6) == DIGEST_BYTES && sqlite3_column_bytes(statement, 7) == DIGEST_BYTES &&
                 sqlite3_column_bytes(statement, 11) == TAG_BYTES && sqlite3_column_type(statement, 3) != SQLITE_NULL &&
                 sqlite3_column_type(statement, 4) != SQLITE_NULL; /* a word that is gone would read as no word, which an actor may be */
    bool subject = sqlite3_column_type(statement, 10) != SQLITE_NULL;
    if (sqlite3_column_int64(statement, 1) != expected++) fault(verifier, n, "one before it is missing");
    if (!whole || (subject && sqlite3_column_bytes(statement, 5) != TAG_BYTES)) {
      fault(verifier, n, "it is not whole");
      continue;
    }
    struct chain_fields fields = {sqlite3_column_blob(statement, 11), sqlite3_column_int64(statement, 1), sqlite3_column_int64(statement, 2),
                                  text_of(statement, 3), text_of(statement, 4), subject ? sqlite3_column_blob(statement, 5) : NULL,
                                  sqlite3_column_blob(statement, 6)};
    journal_chain(hash, previous, &fields);
    if (!blob_is(statement, 7, hash, DIGEST_BYTES)) fault(verifier, n, "the chain is broken here");
    memcpy(previous, sqlite3_column_blob(statement, 7), DIGEST_BYTES);
    check_body(verifier, statement, n);
  }
  sqlite3_finalize(statement);
  return code == SQLITE_DONE ? true : journal_fail(journal, "the journal cannot be read");
}

/* ---- What follows from the events ---- */

static bool derive_all(struct journal *journal, const struct event_kinds *kinds) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(journal->db,
                         "SELECT event.n, event.subject, k.text, body.text FROM event JOIN word k ON k.n = event.kind"
                         " JOIN body ON body.n = event.n ORDER BY event.n",
                         -1, &statement, NULL) != SQLITE_OK)
    return journal_fail(journal, "the journal cannot be read");
  struct arena *arena = arena_new();
  bool good = true;
  while (good && sqlite3_step(statement) == SQLITE_ROW) {
    const struct event_kind *kind = event_kinds_find(kinds, text_of(statement, 2));
    struct value body;
    if (kind && json_read(arena, text_of(statement, 3), (size_t)sqlite3_column_bytes(statement, 3), &body))
      good = journal_derive(journal, kinds, arena, kind, &body, sqlite3_column_int64(statement, 1), sqlite3_column_int64(statement, 0));
    arena_reset(arena);
  }
  arena_free(arena);
  return sqlite3_finalize(statement) == SQLITE_OK && good;
}

bool journal_derive_again(struct journal *journal, const struct event_kinds *kinds) {
  static const char clear[] = "DELETE FROM fact; DELETE FROM mention; DELETE FROM imported; DELETE FROM superseded";
  return sqlite3_exec(journal->db, clear, NULL, NULL, NULL) == SQLITE_OK && derive_all(journal, kinds);
}

bool journal_rebuild(struct journal *journal, const struct event_kinds *kinds) {
  if (!journal_begin(journal, NULL)) return false;
  if (journal_derive_again(journal, kinds) && journal_commit(journal)) return true;
  journal_rollback(journal);
  return false;
}

bool journal_copy(struct journal *journal, struct journal *copy) {
  copy->words = journal->words;
  copy->words_kept = journal->words_kept;
  bool good = sqlite3_open(":memory:", &copy->db) == SQLITE_OK;
  sqlite3_backup *backup = good ? sqlite3_backup_init(copy->db, "main", journal->db, "main") : NULL;
  good = backup && sqlite3_backup_step(backup, -1) == SQLITE_DONE;
  sqlite3_backup_finish(backup);
  return good;
}

static bool same_rows(struct journal *journal, struct journal *copy, const char *query) {
  sqlite3_stmt *one = NULL, *other = NULL;
  bool same = sqlite3_prepare_v2(journal->db, query, -1, &one, NULL) == SQLITE_OK &&
              sqlite3_prepare_v2(copy->db, query, -1, &other, NULL) == SQLITE_OK;
  for (int left = SQLITE_ROW; same && left == SQLITE_ROW;) {
    left = sqlite3_step(one);
    same = sqlite3_step(other) == left;
    for (int i = 0; same && left == SQLITE_ROW && i < sqlite3_column_count(one); i++)
      same = sqlite3_column_bytes(one, i) == sqlite3_column_bytes(other, i) &&
             !strcmp(text_of(one, i), text_of(other, i));
  }
  sqlite3_finalize(one);
  sqlite3_finalize(other);
  return same;
}

/* Everything derived is made again in a copy in memory and compared row by row. */
static bool verify_derived(struct journal *journal, const struct event_kinds *kinds, const struct verifier *verifier) {
  static const struct {
    const char *query, *message;
  } tables[] = {
      {"SELECT * FROM fact ORDER BY 1, 2, 3, 4", "the facts are not those that follow from the events; run: kith verify --rebuild"},
      {"SELECT * FROM superseded ORDER BY 1", "which events are undone is not what follows from the events; run: kith verify --rebuild"},
      {"SELECT * FROM imported ORDER BY 1, 2", "the keys of imports are not those of the events; run: kith verify --rebuild"},
      {"SELECT * FROM mention ORDER BY 1, 2", "who took part is not what follows from the events; run: kith verify --rebuild"},
  };
  struct journal copy = {0};
  bool good = journal_copy(journal, &copy) && sqlite3_exec(copy.db, "BEGIN", NULL, NULL, NULL) == SQLITE_OK && journal_derive_again(&copy, kinds);
  for (size_t i = 0; good && i < sizeof tables / sizeof *tables; i++)
    if (!same_rows(journal, &copy, tables[i].query)) verifier->fault(verifier->context, tables[i].message);
  for (int i = 0; i < SQL_STATEMENTS; i++) sqlite3_finalize(copy.statements[i]);
  sqlite3_close(copy.db);
  return good ? true : journal_fail(journal, "the journal cannot be read");
}

static bool verify_file(struct journal *journal, const struct verifier *verifier) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(journal->db, "PRAGMA integrity_check(20)", -1, &statement, NULL) != SQLITE_OK)
    return journal_fail(journal, "the journal cannot be read");
  while (sqlite3_step(statement) == SQLITE_ROW)
    if (strcmp(text_of(statement, 0), "ok")) verifier->fault(verifier->context, text_of(statement, 0));
  return sqlite3_finalize(statement) == SQLITE_OK ? true : journal_fail(journal, "the journal cannot be read");
}

bool journal_verify(struct journal *journal, const struct event_kinds *kinds, void (*report)(void *context, const char *message), void *context) {
  struct verifier verifier = {journal, report, context};
  bool alone = sqlite3_get_autocommit(journal->db) && sqlite3_exec(journal->db, "BEGIN", NULL, NULL, NULL) == SQLITE_OK;
  bool good = verify_file(journal, &verifier) && verify_chain(journal, &verifier) && verify_derived(journal, kinds, &verifier);
  if (alone) sqlite3_exec(journal->db, "ROLLBACK", NULL, NULL, NULL); /* it was one look: what others note meanwhile is no fault */
  return good;
}
