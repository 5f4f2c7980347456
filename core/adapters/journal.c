#include "core/adapters/journal_private.h"

#include <errno.h>
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

enum { WAIT = 10000 }; /* milliseconds, for another kith that writes */

static const char damaged[] = "it is empty or damaged; put back a copy", not_writable[] = "the folder cannot be written to";
static const char cut_short[] = "the last writing to it was cut short; to take that back, kith must be allowed to write to it and to its folder";

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
    [SQL_SUPERSEDED] = "SELECT 1 FROM superseded WHERE seq = ?",
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

/* SQLite ends a transaction itself when the disk is full or fails. What came after that would be kept at once, each by itself: half of what
 * was to be noted. So nothing comes after it; why is already told. */
static bool was_ended(const struct journal *journal) { return journal->writing && sqlite3_get_autocommit(journal->db); }

sqlite3_stmt *journal_statement(struct journal *journal, enum statement which) {
  sqlite3_stmt **statement = &journal->statements[which];
  if (was_ended(journal)) return NULL;
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

bool journal_run(struct journal *journal, sqlite3_stmt *statement) {
  bool row, good = journal_step(journal, statement, &row);
  sqlite3_reset(statement);
  return good;
}

static bool refuse(struct journal *journal, const char *reason) {
  snprintf(journal->why, sizeof journal->why, "%s", reason);
  return false;
}

static bool execute(struct journal *journal, const char *text, const char *what) {
  return sqlite3_exec(journal->db, text, NULL, NULL, NULL) == SQLITE_OK ? true : journal_fail(journal, what);
}

void journal_bind_text(sqlite3_stmt *statement, int position, const char *text) {
  sqlite3_bind_text(statement, position, text, -1, SQLITE_STATIC);
}

/* ---- Memory ---- */

static sqlite3_mem_methods standard;

static void *allocate(int size) {
  void *block = standard.xMalloc(size);
  if (!block) memory_exhausted();
  return block;
}

static void *grow(void *block, int size) {
  void *grown = standard.xRealloc(block, size);
  if (!grown) memory_exhausted();
  return grown;
}

void journal_end_without_memory(void) {
  if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &standard) != SQLITE_OK) return;
  sqlite3_mem_methods ending = standard;
  ending.xMalloc = allocate;
  ending.xRealloc = grow;
  sqlite3_config(SQLITE_CONFIG_MALLOC, &ending);
}

/* ---- Opening ---- */

static bool load_words(struct journal *journal) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(journal->db, "SELECT text FROM word ORDER BY n", -1, &statement, NULL) != SQLITE_OK)
    return journal_fail(journal, "the journal cannot be read");
  while (sqlite3_step(statement) == SQLITE_ROW) {
    const char *text = (const char *)sqlite3_column_text(statement, 0); /* NULL in a damaged file */
    words_number(journal->words, text ? text : "", text ? (size_t)sqlite3_column_bytes(statement, 0) : 0);
  }
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
  return found ? true : refuse(journal, "it is no kith journal");
}

static bool fill(struct journal *journal) {
  sqlite3_stmt *statement;
  uint8_t tag[TAG_BYTES];
  random_bytes(tag, sizeof tag);
  if (!execute(journal, "BEGIN", "the journal cannot be made")) return false;
  if (!execute(journal, schema, "the journal cannot be made")) return false;
  if (sqlite3_prepare_v2(journal->db, "INSERT INTO origin (n, tag) VALUES (1, ?)", -1, &statement, NULL) != SQLITE_OK) return false;
  sqlite3_bind_blob(statement, 1, tag, sizeof tag, SQLITE_STATIC);
  bool good = sqlite3_step(statement) == SQLITE_DONE;
  sqlite3_finalize(statement);
  return good && execute(journal, "COMMIT", "the journal cannot be made");
}

static bool is_empty(struct journal *journal) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(journal->db, "SELECT count(*) FROM sqlite_schema", -1, &statement, NULL) != SQLITE_OK) return false;
  bool empty = sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_int64(statement, 0) == 0;
  sqlite3_finalize(statement);
  return empty;
}

/* Whoever was stopped within a commit leaves half of it, and SQLite's own journal of what was there before. It is taken back by whoever
 * comes next, also one who only reads: for that, and for nothing else, through a connection that may write. */
static bool take_back_unfinished(struct journal *journal) {
  static const char look[] = "SELECT 1 FROM sqlite_schema LIMIT 1";
  sqlite3_exec(journal->db, look, NULL, NULL, NULL);
  if (sqlite3_extended_errcode(journal->db) != SQLITE_READONLY_ROLLBACK) return true;
  sqlite3 *writer = NULL;
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
  bool good = sqlite3_open_v2(sqlite3_db_filename(journal->db, "main"), &writer, flags, NULL) == SQLITE_OK &&
              sqlite3_busy_timeout(writer, WAIT) == SQLITE_OK && sqlite3_exec(writer, look, NULL, NULL, NULL) == SQLITE_OK;
  sqlite3_close(writer);
  return good ? true : refuse(journal, cut_short);
}

/* An empty file is a damaged one: a new journal gets its name only when it is whole. TRUNCATE with EXTRA loses no acknowledged commit at a
 * power cut, where SQLite's defaults and WAL with NORMAL do. */
static bool set_up(struct journal *journal, enum journal_access access) {
  sqlite3_busy_timeout(journal->db, WAIT);
  sqlite3_db_config(journal->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config(journal->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  if (!take_back_unfinished(journal)) return false;
  if (!execute(journal, "PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 1073741824", "the journal cannot be opened"))
    return false;
  bool in_memory = !*sqlite3_db_filename(journal->db, "main");
  if (is_empty(journal) && !(in_memory && fill(journal))) return refuse(journal, damaged);
  if (access == JOURNAL_READ) return true;
  return execute(journal, "PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = EXTRA", "the journal cannot be opened");
}

static bool access_is_missing(const char *path) { return access(path, F_OK) != 0 && errno == ENOENT; }

/* Gives the file its name, unless another was quicker: then that one's is used. *made says which. */
static bool give_name(const char *from, const char *path, bool *made) {
  *made = link(from, path) == 0;
  if (*made || errno == EEXIST) {
    unlink(from);
    return true;
  }
  return *made = rename(from, path) == 0; /* a file system without links */
}

static bool make(struct journal *journal) {
  return execute(journal, "PRAGMA journal_mode = OFF; PRAGMA synchronous = EXTRA", "the journal cannot be made") && fill(journal);
}

static bool make_file(const char *path, bool *made, char why[512]) {
  struct journal journal = {0};
  struct buffer name = {0};
  buffer_format(&name, "%s.new-%ld", path, (long)getpid());
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
  bool opened = sqlite3_open_v2(name.bytes, &journal.db, flags, NULL) == SQLITE_OK;
  bool good = opened ? make(&journal) : refuse(&journal, not_writable);
  sqlite3_close(journal.db);
  if (good && !give_name(name.bytes, path, made)) good = refuse(&journal, not_writable);
  if (!good) {
    unlink(name.bytes);
    snprintf(why, 512, "%s", journal.why);
  }
  buffer_free(&name);
  return good;
}

static bool is_bare(struct journal *journal) {
  sqlite3_stmt *statement;
  bool good = sqlite3_prepare_v2(journal->db, "SELECT 1 FROM event LIMIT 1", -1, &statement, NULL) == SQLITE_OK;
  bool bare = good && sqlite3_step(statement) == SQLITE_DONE;
  sqlite3_finalize(statement);
  return bare;
}

/* What this process made and nothing was noted in goes again; under a writer's lock, so that whoever waits for it finds the file gone. */
static void remove_bare(struct journal *journal) {
  struct buffer path = {0};
  buffer_add_text(&path, sqlite3_db_filename(journal->db, "main"));
  if (sqlite3_exec(journal->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK) {
    if (is_bare(journal) && unlink(path.bytes) == 0) {
      buffer_add_text(&path, "-journal");
      unlink(path.bytes);
    }
    sqlite3_exec(journal->db, "ROLLBACK", NULL, NULL, NULL);
  }
  buffer_free(&path);
}

static bool has_moved(struct journal *journal) {
  int moved = 0;
  return sqlite3_file_control(journal->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved;
}

struct journal *journal_open(const char *path, enum journal_access mode, struct words *words, const char **why, bool *absent) {
  static char reason[512];
  bool missing = strcmp(path, ":memory:") && access_is_missing(path), made = false;
  *absent = missing && mode == JOURNAL_READ;
  *why = reason;
  if (*absent) {
    snprintf(reason, sizeof reason, "there is no journal yet");
    return NULL;
  }
  if (missing && !make_file(path, &made, reason)) return NULL;
  struct journal *journal = memory_grow(NULL, sizeof *journal);
  *journal = (struct journal){.words = words, .made = made};
  int flags = mode == JOURNAL_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
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
  if (journal->made) {
    sqlite3_exec(journal->db, "ROLLBACK", NULL, NULL, NULL); /* of what was begun, if anything was */
    remove_bare(journal);
  }
  sqlite3_close(journal->db);
  free(journal);
}

/* Whether the file's words have the numbers that memory gives them; words only in memory do not matter. */
static bool words_agree(struct journal *journal) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(journal->db, "SELECT n, text FROM word WHERE n > ? ORDER BY n", -1, &statement, NULL) != SQLITE_OK) return false;
  sqlite3_bind_int64(statement, 1, journal->words_kept);
  bool agree = true;
  while (agree && sqlite3_step(statement) == SQLITE_ROW) {
    const char *text = (const char *)sqlite3_column_text(statement, 1);
    uint32_t n = (uint32_t)sqlite3_column_int64(statement, 0);
    agree = text && !strcmp(words_text(journal->words, n), text);
    journal->words_kept = journal->words_written = n;
  }
  sqlite3_finalize(statement);
  return agree;
}

bool journal_begin(struct journal *journal, bool *renumbered) {
  bool anew = false;
  if (!execute(journal, "BEGIN IMMEDIATE", "the journal cannot be written")) return false;
  if (has_moved(journal)) {
    sqlite3_exec(journal->db, "ROLLBACK", NULL, NULL, NULL);
    return refuse(journal, "the journal was replaced or taken away while it was open; try again");
  }
  if (!load_head(journal)) return false;
  if (!words_agree(journal)) {
    words_clear(journal->words);
    anew = true;
    if (!load_words(journal)) return false;
  }
  if (renumbered) *renumbered = anew;
  journal->writing = !anew || renumbered;
  if (journal->writing) return true;
  snprintf(journal->why, sizeof journal->why, "the journal cannot be written: another kith wrote to it meanwhile; try again");
  journal_rollback(journal);
  return false;
}

/* Numbers are given in memory first, and a word is worth keeping only with its event: within the same transaction, so that the event can
 * be read before it is committed. */
bool journal_keep_words(struct journal *journal) {
  for (uint32_t n = journal->words_written + 1; n <= words_count(journal->words); n++) {
    sqlite3_stmt *statement = journal_statement(journal, SQL_WORD);
    if (!statement) return false;
    sqlite3_bind_int64(statement, 1, n);
    journal_bind_text(statement, 2, words_text(journal->words, n));
    if (!journal_run(journal, statement)) return false;
    journal->words_written = n;
  }
  return true;
}

bool journal_commit(struct journal *journal) {
  if (was_ended(journal) || !journal_keep_words(journal) || !execute(journal, "COMMIT", "the journal cannot be written")) return false;
  journal->writing = false;
  journal->words_kept = journal->words_written;
  return true;
}

void journal_rollback(struct journal *journal) {
  bool ended = was_ended(journal);
  journal->writing = false;
  if (!ended && sqlite3_get_autocommit(journal->db)) return;
  if (!ended) sqlite3_exec(journal->db, "ROLLBACK", NULL, NULL, NULL);
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
  journal_bind_text(statement, 1, id);
  int64_t party = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
  sqlite3_reset(statement);
  return party;
}

bool journal_rename(struct journal *journal, const char *was, const char *now) {
  sqlite3_stmt *statement = journal_statement(journal, SQL_RENAME);
  if (!statement) return false;
  journal_bind_text(statement, 1, was);
  journal_bind_text(statement, 2, now);
  return journal_run(journal, statement);
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
  return journal_run(journal, statement);
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
