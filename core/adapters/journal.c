#include "core/adapters/journal_private.h"

#include "core/adapters/json.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char schema[] =
    "PRAGMA application_id = 1802073192;" /* "kith" */
    "PRAGMA user_version = 1;"
    "CREATE TABLE word (n INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE origin (n INTEGER PRIMARY KEY, tag BLOB NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE party (n INTEGER PRIMARY KEY, tag BLOB NOT NULL UNIQUE, id TEXT UNIQUE) STRICT;"
    "CREATE TABLE event (n INTEGER PRIMARY KEY, origin INTEGER NOT NULL, seq INTEGER NOT NULL, noted INTEGER NOT NULL, actor INTEGER NOT NULL,"
    " kind INTEGER NOT NULL, subject INTEGER, digest BLOB NOT NULL, hash BLOB NOT NULL, UNIQUE (origin, seq)) STRICT;"
    "CREATE INDEX event_of ON event (subject);"
    "CREATE INDEX event_kind ON event (kind);"
    "CREATE TABLE body (n INTEGER PRIMARY KEY, salt BLOB NOT NULL, text TEXT NOT NULL) STRICT;"
    "CREATE TABLE source (digest BLOB PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE fact (subject INTEGER NOT NULL, name INTEGER NOT NULL, at INTEGER NOT NULL, seq INTEGER NOT NULL, num REAL, word INTEGER,"
    " PRIMARY KEY (subject, name, at, seq)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE mention (party INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (party, seq)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE imported (source INTEGER NOT NULL, key TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (source, key)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE superseded (seq INTEGER PRIMARY KEY, by INTEGER NOT NULL) STRICT;";

static const char *const sql[SQL_STATEMENTS] = {
    [SQL_WORD] = "INSERT INTO word (n, text) VALUES (?, ?)",
    [SQL_PARTY_BY_ID] = "SELECT n FROM party WHERE id = ?",
    [SQL_PARTY_NEW] = "INSERT INTO party (tag, id) VALUES (?, ?)",
    [SQL_PARTY_TAG] = "SELECT tag FROM party WHERE n = ?",
    [SQL_EVENT_NEW] = "INSERT INTO event (n, origin, seq, noted, actor, kind, subject, digest, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [SQL_BODY_NEW] = "INSERT INTO body (n, salt, text) VALUES (?, ?, ?)",
    [SQL_FACT_NEW] = "INSERT OR REPLACE INTO fact (subject, name, at, seq, num, word) VALUES (?, ?, ?, ?, ?, ?)",
    [SQL_FACTS_DROP] = "DELETE FROM fact WHERE subject = ? AND seq = ?",
    [SQL_MENTION_NEW] = "INSERT OR IGNORE INTO mention (party, seq) VALUES (?, ?)",
    [SQL_IMPORTED_FIND] = "SELECT seq FROM imported WHERE source = ? AND key = ?",
    [SQL_IMPORTED_SET] = "INSERT OR REPLACE INTO imported (source, key, seq) VALUES (?, ?, ?)",
    [SQL_SUPERSEDE] = "INSERT OR REPLACE INTO superseded (seq, by) VALUES (?, ?)",
    [SQL_BODY_TEXT] = "SELECT text FROM body WHERE n = ?",
    [SQL_SOURCE_NEW] = "INSERT OR IGNORE INTO source (digest, text) VALUES (?, ?)",
    [SQL_SOURCE_FIND] = "SELECT text FROM source WHERE digest = ?",
    [SQL_RENAME] = "UPDATE party SET id = ?2 WHERE id = ?1",
    [SQL_ORDINAL] = ("SELECT (SELECT count(*) FROM event e WHERE e.subject = event.subject AND e.n <= event.n), party.id"
                     " FROM event LEFT JOIN party ON party.n = event.subject WHERE event.n = ?"),
    [SQL_BY_ORDINAL] = "SELECT n FROM event WHERE subject = (SELECT n FROM party WHERE id = ?) ORDER BY n LIMIT 1 OFFSET ?",
    [SQL_EVENT_HEAD] = "SELECT subject, kind FROM event WHERE n = ?",
    [SQL_DEFINED] = "SELECT max(noted) FROM event WHERE kind IN (SELECT n FROM word WHERE text IN ('definition', 'practice', 'scripts'))",
};

/* ---- Statements and failures ---- */

bool journal_fail(struct journal *journal, const char *what) {
  int code = sqlite3_extended_errcode(journal->db);
  const char *reason = sqlite3_errmsg(journal->db);
  if ((code & 0xff) == SQLITE_BUSY) reason = "another kith is writing to it; try again";
  if ((code & 0xff) == SQLITE_NOTADB) reason = "it is no kith journal";
  if ((code & 0xff) == SQLITE_FULL) reason = "the disk is full; nothing of this was noted";
  if ((code & 0xff) == SQLITE_READONLY) reason = "it cannot be written to";
  snprintf(journal->why, sizeof journal->why, "%s: %s", what, reason);
  return false;
}

const char *journal_why(const struct journal *journal) { return journal->why; }

sqlite3_stmt *journal_statement(struct journal *journal, enum statement which) {
  sqlite3_stmt **statement = &journal->statements[which];
  if (*statement) {
    sqlite3_reset(*statement);
  } else if (sqlite3_prepare_v3(journal->db, sql[which], -1, SQLITE_PREPARE_PERSISTENT, statement, NULL) != SQLITE_OK) {
    journal_fail(journal, "the journal cannot be used");
    return NULL;
  }
  return *statement;
}

bool journal_step(struct journal *journal, sqlite3_stmt *statement, bool *row) {
  int code = sqlite3_step(statement);
  *row = code == SQLITE_ROW;
  return code == SQLITE_ROW || code == SQLITE_DONE ? true : journal_fail(journal, "the journal cannot be used");
}

static bool run(struct journal *journal, sqlite3_stmt *statement) {
  bool row, good = journal_step(journal, statement, &row);
  sqlite3_reset(statement);
  return good;
}

static bool execute(struct journal *journal, const char *text, const char *what) {
  return sqlite3_exec(journal->db, text, NULL, NULL, NULL) == SQLITE_OK ? true : journal_fail(journal, what);
}

static void bind_text(sqlite3_stmt *statement, int position, const char *text) {
  sqlite3_bind_text(statement, position, text, -1, SQLITE_STATIC);
}

/* ---- Opening ---- */

static bool load_words(struct journal *journal) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(journal->db, "SELECT text FROM word ORDER BY n", -1, &statement, NULL) != SQLITE_OK)
    return journal_fail(journal, "the journal cannot be read");
  while (sqlite3_step(statement) == SQLITE_ROW)
    words_number(journal->words, (const char *)sqlite3_column_text(statement, 0), (size_t)sqlite3_column_bytes(statement, 0));
  journal->words_kept = journal->words_written = words_count(journal->words);
  return sqlite3_finalize(statement) == SQLITE_OK ? true : journal_fail(journal, "the journal cannot be read");
}

static bool load_head(struct journal *journal) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(journal->db,
                         "SELECT origin.n, origin.tag, coalesce(event.n, 0), event.hash FROM origin LEFT JOIN event ON event.origin = origin.n"
                         " WHERE origin.n = 1 ORDER BY event.seq DESC LIMIT 1",
                         -1, &statement, NULL) != SQLITE_OK)
    return journal_fail(journal, "the journal cannot be read");
  bool found = sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_bytes(statement, 1) == TAG_BYTES;
  if (found) {
    journal->origin_number = sqlite3_column_int64(statement, 0);
    memcpy(journal->origin, sqlite3_column_blob(statement, 1), TAG_BYTES);
    journal->last_seq = sqlite3_column_int64(statement, 2);
    memset(journal->head, 0, DIGEST_BYTES);
    if (sqlite3_column_bytes(statement, 3) == DIGEST_BYTES) memcpy(journal->head, sqlite3_column_blob(statement, 3), DIGEST_BYTES);
  }
  sqlite3_finalize(statement);
  if (!found) snprintf(journal->why, sizeof journal->why, "it is no kith journal");
  return found;
}

static bool create(struct journal *journal) {
  sqlite3_stmt *statement;
  uint8_t tag[TAG_BYTES];
  random_bytes(tag, sizeof tag);
  if (!execute(journal, schema, "the journal cannot be made")) return false;
  if (sqlite3_prepare_v2(journal->db, "INSERT INTO origin (n, tag) VALUES (1, ?)", -1, &statement, NULL) != SQLITE_OK) return false;
  sqlite3_bind_blob(statement, 1, tag, sizeof tag, SQLITE_STATIC);
  bool good = sqlite3_step(statement) == SQLITE_DONE;
  sqlite3_finalize(statement);
  return good;
}

static bool is_empty(struct journal *journal) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(journal->db, "SELECT count(*) FROM sqlite_schema", -1, &statement, NULL) != SQLITE_OK) return false;
  bool empty = sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_int64(statement, 0) == 0;
  sqlite3_finalize(statement);
  return empty;
}

/* TRUNCATE with EXTRA loses no acknowledged commit at a power cut, where SQLite's defaults and WAL with NORMAL do. */
static bool set_up(struct journal *journal, enum journal_access access) {
  sqlite3_busy_timeout(journal->db, 10000);
  sqlite3_db_config(journal->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config(journal->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  if (!execute(journal, "PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 1073741824", "the journal cannot be opened"))
    return false;
  if (access == JOURNAL_READ) return true;
  if (!execute(journal, "PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = EXTRA", "the journal cannot be opened")) return false;
  if (!is_empty(journal)) return true;
  if (!journal_begin(journal)) return false;
  if (!is_empty(journal)) { /* another was quicker */
    journal_rollback(journal);
    return true;
  }
  return create(journal) && execute(journal, "COMMIT", "the journal cannot be made");
}

static bool access_is_missing(const char *path) { return access(path, F_OK) != 0 && errno == ENOENT; }

struct journal *journal_open(const char *path, enum journal_access mode, struct words *words, const char **why, bool *absent) {
  static char reason[512];
  *absent = mode == JOURNAL_READ && path[0] && strcmp(path, ":memory:") && access_is_missing(path);
  *why = reason;
  if (*absent) {
    snprintf(reason, sizeof reason, "there is no journal yet");
    return NULL;
  }
  struct journal *journal = memory_grow(NULL, sizeof *journal);
  *journal = (struct journal){.words = words};
  int flags = mode == JOURNAL_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  bool good = sqlite3_open_v2(path, &journal->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW, NULL) == SQLITE_OK;
  if (!good) journal_fail(journal, "the journal cannot be opened");
  if (good && set_up(journal, mode) && load_head(journal) && load_words(journal)) return journal;
  snprintf(reason, sizeof reason, "%s", journal->why);
  journal_close(journal);
  return NULL;
}

void journal_close(struct journal *journal) {
  if (!journal) return;
  for (int i = 0; i < SQL_STATEMENTS; i++) sqlite3_finalize(journal->statements[i]);
  sqlite3_close(journal->db);
  free(journal);
}

bool journal_begin(struct journal *journal) {
  if (!execute(journal, "BEGIN IMMEDIATE", "the journal cannot be written")) return false;
  /* Another writer may have been at it since it was opened. */
  return journal->last_seq == 0 && !journal->origin_number ? true : load_head(journal);
}

/* Numbers are given in memory first, and a word is worth keeping only with its event: within the same transaction, so that the event can
 * be read before it is committed. */
static bool keep_words(struct journal *journal) {
  for (uint32_t n = journal->words_written + 1; n <= words_count(journal->words); n++) {
    sqlite3_stmt *statement = journal_statement(journal, SQL_WORD);
    if (!statement) return false;
    sqlite3_bind_int64(statement, 1, n);
    bind_text(statement, 2, words_text(journal->words, n));
    if (!run(journal, statement)) return false;
    journal->words_written = n;
  }
  return true;
}

bool journal_commit(struct journal *journal) {
  if (!keep_words(journal) || !execute(journal, "COMMIT", "the journal cannot be written")) return false;
  journal->words_kept = journal->words_written;
  return true;
}

void journal_rollback(struct journal *journal) {
  if (sqlite3_get_autocommit(journal->db)) return;
  sqlite3_exec(journal->db, "ROLLBACK", NULL, NULL, NULL);
  journal->words_written = journal->words_kept;
  load_head(journal);
}

/* ---- The chain ---- */

void journal_chain(uint8_t hash[DIGEST_BYTES], const uint8_t previous[DIGEST_BYTES], const struct chain_fields *fields) {
  int64_t numbers[2] = {fields->seq, fields->noted};
  uint8_t fixed[16], lengths[8];
  uint32_t sizes[2] = {(uint32_t)strlen(fields->actor), (uint32_t)strlen(fields->kind)};
  for (int i = 0; i < 16; i++) fixed[i] = (uint8_t)((uint64_t)numbers[i / 8] >> (8 * (i % 8)));
  for (int i = 0; i < 8; i++) lengths[i] = (uint8_t)(sizes[i / 4] >> (8 * (i % 4)));
  struct piece pieces[] = {{previous, DIGEST_BYTES},      {fields->origin, TAG_BYTES},
                           {fixed, sizeof fixed},         {lengths, sizeof lengths},
                           {fields->actor, sizes[0]},     {fields->kind, sizes[1]},
                           {fields->subject, fields->subject ? TAG_BYTES : 0}, {fields->digest, DIGEST_BYTES}};
  digest(hash, pieces, sizeof pieces / sizeof *pieces);
}

/* ---- Parties ---- */

int64_t journal_party(struct journal *journal, const char *id) {
  sqlite3_stmt *statement = journal_statement(journal, SQL_PARTY_BY_ID);
  if (!statement) return 0;
  bind_text(statement, 1, id);
  int64_t party = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
  sqlite3_reset(statement);
  return party;
}

static int64_t party_new(struct journal *journal, const char *id) {
  uint8_t tag[TAG_BYTES];
  sqlite3_stmt *statement = journal_statement(journal, SQL_PARTY_NEW);
  random_bytes(tag, sizeof tag);
  if (!statement) return 0;
  sqlite3_bind_blob(statement, 1, tag, sizeof tag, SQLITE_STATIC);
  bind_text(statement, 2, id);
  return run(journal, statement) ? sqlite3_last_insert_rowid(journal->db) : 0;
}

static bool party_tag(struct journal *journal, int64_t party, uint8_t tag[TAG_BYTES]) {
  sqlite3_stmt *statement = journal_statement(journal, SQL_PARTY_TAG);
  if (!statement) return false;
  sqlite3_bind_int64(statement, 1, party);
  bool found = sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_bytes(statement, 0) == TAG_BYTES;
  if (found) memcpy(tag, sqlite3_column_blob(statement, 0), TAG_BYTES);
  sqlite3_reset(statement);
  return found ? true : journal_fail(journal, "a party of the journal is gone");
}

bool journal_rename(struct journal *journal, const char *was, const char *now) {
  sqlite3_stmt *statement = journal_statement(journal, SQL_RENAME);
  if (!statement) return false;
  bind_text(statement, 1, was);
  bind_text(statement, 2, now);
  return run(journal, statement);
}

/* ---- Noting ---- */

struct fact_writer {
  struct journal *journal;
  int64_t party, seq;
  bool good;
};

static void write_fact(void *context, const struct fact *fact) {
  struct fact_writer *writer = context;
  sqlite3_stmt *statement = journal_statement(writer->journal, SQL_FACT_NEW);
  if (!statement || !writer->good) return;
  sqlite3_bind_int64(statement, 1, writer->party);
  sqlite3_bind_int64(statement, 2, fact->name);
  sqlite3_bind_int64(statement, 3, fact->at);
  sqlite3_bind_int64(statement, 4, writer->seq);
  if (isnan(fact->number)) sqlite3_bind_null(statement, 5);
  else sqlite3_bind_double(statement, 5, fact->number);
  if (fact->word) sqlite3_bind_int64(statement, 6, fact->word);
  else sqlite3_bind_null(statement, 6);
  writer->good = run(writer->journal, statement);
}

static int64_t party_of(struct journal *journal, int64_t seq) {
  sqlite3_stmt *head = journal_statement(journal, SQL_EVENT_HEAD);
  if (!head) return 0;
  sqlite3_bind_int64(head, 1, seq);
  int64_t party = sqlite3_step(head) == SQLITE_ROW ? sqlite3_column_int64(head, 0) : 0;
  sqlite3_reset(head);
  return party;
}

static bool drop_facts(struct journal *journal, int64_t seq) {
  int64_t party = party_of(journal, seq);
  sqlite3_stmt *drop = journal_statement(journal, SQL_FACTS_DROP);
  if (!drop) return false;
  sqlite3_bind_int64(drop, 1, party);
  sqlite3_bind_int64(drop, 2, seq);
  return run(journal, drop);
}

static bool supersede(struct journal *journal, int64_t seq, int64_t by) {
  sqlite3_stmt *mark = journal_statement(journal, SQL_SUPERSEDE);
  if (!mark) return false;
  sqlite3_bind_int64(mark, 1, seq);
  sqlite3_bind_int64(mark, 2, by);
  return run(journal, mark);
}

/* Whoever else took part, by id: their relationship is formed by it too. */
static bool write_mentions(struct journal *journal, struct arena *arena, const struct value *body, int64_t seq) {
  const struct value *participants = value_get(arena, body, "participants");
  for (size_t i = 0; participants && participants->kind == VALUE_LIST && i < participants->as.list.count; i++) {
    const char *id = value_word(&participants->as.list.items[i]);
    int64_t party = id ? journal_party(journal, id) : 0;
    sqlite3_stmt *statement = party ? journal_statement(journal, SQL_MENTION_NEW) : NULL;
    if (!statement) continue;
    sqlite3_bind_int64(statement, 1, party);
    sqlite3_bind_int64(statement, 2, seq);
    if (!run(journal, statement)) return false;
  }
  return true;
}

static bool set_imported(struct journal *journal, const char *importer, const char *key, int64_t seq) {
  sqlite3_stmt *statement = journal_statement(journal, SQL_IMPORTED_SET);
  if (!statement) return false;
  sqlite3_bind_int64(statement, 1, words_number(journal->words, importer, strlen(importer)));
  bind_text(statement, 2, key);
  sqlite3_bind_int64(statement, 3, seq);
  return run(journal, statement);
}

static int64_t find_imported(struct journal *journal, const char *importer, const char *key) {
  uint32_t source = words_find(journal->words, importer, strlen(importer));
  sqlite3_stmt *statement = source ? journal_statement(journal, SQL_IMPORTED_FIND) : NULL;
  if (!statement) return 0;
  sqlite3_bind_int64(statement, 1, source);
  bind_text(statement, 2, key);
  int64_t seq = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
  sqlite3_reset(statement);
  return seq;
}

/* The number of the event that this one continues, 0 where it opens something itself. */
static int64_t continued_by(struct arena *arena, const struct value *body) {
  const struct value *about = value_get(arena, body, "about");
  return about && about->kind == VALUE_INTEGER ? about->as.integer : 0;
}

/* The event's facts, kept under the event it continues where it continues one. */
static bool write_facts(struct journal *journal, const struct event_kinds *kinds, struct arena *arena, const struct event_kind *kind,
                        const struct value *body, int64_t party, int64_t seq) {
  int64_t continued = continued_by(arena, body);
  struct fact_writer writer = {journal, party, continued ? continued : seq, true};
  event_facts(kinds, arena, kind, body, write_fact, &writer);
  return writer.good;
}

static const char still_counting[] =
    "SELECT event.n, k.text, body.text FROM event JOIN word k ON k.n = event.kind JOIN body ON body.n = event.n"
    " WHERE event.subject = ? AND event.n >= ? AND event.n NOT IN (SELECT seq FROM superseded) ORDER BY event.n";

/* What is known of one incident or promise without the events that no longer count: those of it that do are told again. */
static bool tell_again(struct journal *journal, const struct event_kinds *kinds, struct arena *arena, int64_t party, int64_t opening) {
  sqlite3_stmt *statement;
  if (!drop_facts(journal, opening)) return false;
  if (sqlite3_prepare_v2(journal->db, still_counting, -1, &statement, NULL) != SQLITE_OK)
    return journal_fail(journal, "the journal cannot be used");
  sqlite3_bind_int64(statement, 1, party);
  sqlite3_bind_int64(statement, 2, opening);
  bool good = true;
  while (good && sqlite3_step(statement) == SQLITE_ROW) {
    struct value body;
    int64_t seq = sqlite3_column_int64(statement, 0);
    const struct event_kind *kind = event_kinds_find(kinds, (const char *)sqlite3_column_text(statement, 1));
    if (!kind || !json_read(arena, (const char *)sqlite3_column_text(statement, 2), (size_t)sqlite3_column_bytes(statement, 2), &body)) continue;
    if (seq == opening || continued_by(arena, &body) == opening) good = write_facts(journal, kinds, arena, kind, &body, party, seq);
  }
  sqlite3_finalize(statement);
  return good;
}

/* An undone event no longer counts, nor, where it opened something, what others added to that. */
static bool take_back(struct journal *journal, const struct event_kinds *kinds, struct arena *arena, int64_t seq, int64_t by) {
  sqlite3_stmt *text = journal_statement(journal, SQL_BODY_TEXT);
  struct value body = value_map();
  if (!text || !supersede(journal, seq, by)) return false;
  sqlite3_bind_int64(text, 1, seq);
  if (sqlite3_step(text) == SQLITE_ROW)
    json_read(arena, (const char *)sqlite3_column_text(text, 0), (size_t)sqlite3_column_bytes(text, 0), &body);
  sqlite3_reset(text);
  int64_t opening = continued_by(arena, &body);
  return opening ? tell_again(journal, kinds, arena, party_of(journal, seq), opening) : drop_facts(journal, seq);
}

bool journal_derive(struct journal *journal, const struct event_kinds *kinds, struct arena *arena, const struct event_kind *kind,
                    const struct value *body, int64_t party, int64_t seq) {
  const struct value *key = value_get(arena, body, "key"), *importer = value_get(arena, body, "importer");
  bool keyed = key && importer && value_word(key) && value_word(importer);
  int64_t former = keyed ? find_imported(journal, value_word(importer), value_word(key)) : 0;
  if (former && (!drop_facts(journal, former) || !supersede(journal, former, seq))) return false;
  if (!strcmp(kind->name, "undo")) {
    int64_t undone = continued_by(arena, body);
    return !undone || take_back(journal, kinds, arena, undone, seq);
  }
  if (!write_facts(journal, kinds, arena, kind, body, party, seq) || !write_mentions(journal, arena, body, seq)) return false;
  return keyed ? set_imported(journal, value_word(importer), value_word(key), seq) : true;
}

static bool same_body(struct journal *journal, int64_t seq, const struct buffer *text) {
  sqlite3_stmt *statement = journal_statement(journal, SQL_BODY_TEXT);
  if (!statement) return false;
  sqlite3_bind_int64(statement, 1, seq);
  bool same = sqlite3_step(statement) == SQLITE_ROW && (size_t)sqlite3_column_bytes(statement, 0) == text->length &&
              !memcmp(sqlite3_column_text(statement, 0), text->bytes, text->length);
  sqlite3_reset(statement);
  return same;
}

static bool write_body(struct journal *journal, int64_t seq, const uint8_t *salt, const struct buffer *text) {
  sqlite3_stmt *statement = journal_statement(journal, SQL_BODY_NEW);
  if (!statement) return false;
  sqlite3_bind_int64(statement, 1, seq);
  sqlite3_bind_blob(statement, 2, salt, SALT_BYTES, SQLITE_STATIC);
  sqlite3_bind_text(statement, 3, text->bytes, (int)text->length, SQLITE_STATIC);
  return run(journal, statement);
}

static bool write_event(struct journal *journal, const struct chain_fields *fields, int64_t party, int64_t seq,
                        const uint8_t hash[DIGEST_BYTES]) {
  sqlite3_stmt *statement = journal_statement(journal, SQL_EVENT_NEW);
  if (!statement) return false;
  sqlite3_bind_int64(statement, 1, seq);
  sqlite3_bind_int64(statement, 2, journal->origin_number);
  sqlite3_bind_int64(statement, 3, seq);
  sqlite3_bind_int64(statement, 4, fields->noted);
  sqlite3_bind_int64(statement, 5, words_number(journal->words, fields->actor, strlen(fields->actor)));
  sqlite3_bind_int64(statement, 6, words_number(journal->words, fields->kind, strlen(fields->kind)));
  if (party) sqlite3_bind_int64(statement, 7, party);
  else sqlite3_bind_null(statement, 7);
  sqlite3_bind_blob(statement, 8, fields->digest, DIGEST_BYTES, SQLITE_STATIC);
  sqlite3_bind_blob(statement, 9, hash, DIGEST_BYTES, SQLITE_STATIC);
  return run(journal, statement);
}

/* Appends: body, chained event, then what follows from it. */
static bool append(struct journal *journal, const struct event_kinds *kinds, struct arena *arena, const struct note *note,
                   const struct value *body, const struct buffer *text, int64_t *seq) {
  uint8_t salt[SALT_BYTES], digested[DIGEST_BYTES], tag[TAG_BYTES], hash[DIGEST_BYTES];
  int64_t party = note->event->of ? journal_party(journal, note->event->of) : 0;
  if (note->event->of && !party) party = party_new(journal, note->event->of);
  if (note->event->of && (!party || !party_tag(journal, party, tag))) return false;
  *seq = journal->last_seq + 1;
  random_bytes(salt, sizeof salt);
  digest(digested, (struct piece[]){{salt, sizeof salt}, {text->bytes, text->length}}, 2);
  struct chain_fields fields = {journal->origin, *seq, note->noted, note->actor, note->event->kind->name, party ? tag : NULL, digested};
  journal_chain(hash, journal->head, &fields);
  if (!write_event(journal, &fields, party, *seq, hash) || !write_body(journal, *seq, salt, text)) return false;
  if (!journal_derive(journal, kinds, arena, note->event->kind, body, party, *seq) || !keep_words(journal)) return false;
  journal->last_seq = *seq;
  memcpy(journal->head, hash, sizeof hash);
  return true;
}

enum note_outcome journal_note(struct journal *journal, const struct event_kinds *kinds, struct arena *arena, const struct note *note,
                               int64_t *seq) {
  struct value body = event_body(kinds, arena, note->event);
  struct buffer text = {0};
  bool keyed = note->event->key && note->importer;
  if (note->event->about) { /* by number, for what people call it changes when a party is renamed */
    int64_t continued = journal_event_find(journal, note->event->about);
    *value_get(arena, &body, "about") = value_integer(continued);
  }
  if (keyed) value_set(arena, &body, "importer", value_string(arena, note->importer));
  json_write(arena, &text, &body);
  int64_t former = keyed ? find_imported(journal, note->importer, note->event->key) : 0;
  enum note_outcome outcome = former ? NOTE_CORRECTED : NOTE_ADDED;
  *seq = former;
  if (former && same_body(journal, former, &text)) outcome = NOTE_KNOWN;
  else if (!append(journal, kinds, arena, note, &body, &text, seq)) outcome = NOTE_FAILED;
  buffer_free(&text);
  return outcome;
}

bool journal_undo(struct journal *journal, const struct event_kinds *kinds, struct arena *arena, int64_t seq, int32_t noted,
                  const char *actor, const char *note) {
  struct event event = {.kind = event_kinds_find(kinds, "undo"), .about = journal_event_id(journal, arena, seq)};
  if (!event.about) return false;
  event.of = arena_copy(arena, event.about, strcspn(event.about, "#"));
  event.at = (int64_t)noted * MINUTES_A_DAY;
  event.fields = ARENA_ARRAY(arena, struct value, event.kind->schema.count);
  if (note) event.fields[0] = value_string(arena, note);
  struct note undo = {&event, noted, actor, NULL};
  return journal_note(journal, kinds, arena, &undo, &seq) == NOTE_ADDED;
}

/* ---- Sources ---- */

bool journal_keep_source(struct journal *journal, const char *text, size_t length, char hex[65]) {
  uint8_t digested[DIGEST_BYTES];
  digest(digested, &(struct piece){text, length}, 1);
  digest_hex(hex, digested);
  sqlite3_stmt *statement = journal_statement(journal, SQL_SOURCE_NEW);
  if (!statement) return false;
  sqlite3_bind_blob(statement, 1, digested, sizeof digested, SQLITE_STATIC);
  sqlite3_bind_text(statement, 2, text, (int)length, SQLITE_STATIC);
  return run(journal, statement);
}

static bool from_hex(const char *hex, uint8_t out[DIGEST_BYTES]) {
  if (strlen(hex) != 2 * DIGEST_BYTES || strspn(hex, "0123456789abcdef") != 2 * DIGEST_BYTES) return false;
  for (int i = 0; i < DIGEST_BYTES; i++) {
    char pair[3] = {hex[2 * i], hex[2 * i + 1], 0};
    out[i] = (uint8_t)strtoul(pair, NULL, 16);
  }
  return true;
}

const char *journal_source(struct journal *journal, struct arena *arena, const char *hex, size_t *length) {
  uint8_t digested[DIGEST_BYTES];
  sqlite3_stmt *statement = from_hex(hex, digested) ? journal_statement(journal, SQL_SOURCE_FIND) : NULL;
  if (!statement) return NULL;
  sqlite3_bind_blob(statement, 1, digested, sizeof digested, SQLITE_STATIC);
  const char *text = NULL;
  if (sqlite3_step(statement) == SQLITE_ROW) {
    *length = (size_t)sqlite3_column_bytes(statement, 0);
    text = arena_copy(arena, sqlite3_column_text(statement, 0), *length);
  }
  sqlite3_reset(statement);
  return text;
}
