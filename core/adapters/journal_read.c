/* Reading the journal: facts in one ordered scan, events with the names people type. */
#include "core/adapters/journal_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Facts ---- */

struct scan {
  struct fact *facts;
  size_t count, room;
};

static void scan_add(struct scan *scan, sqlite3_stmt *statement) {
  if (scan->count == scan->room) {
    scan->room = scan->room ? scan->room * 2 : 256;
    scan->facts = memory_grow(scan->facts, scan->room * sizeof *scan->facts);
  }
  bool has_number = sqlite3_column_type(statement, 4) != SQLITE_NULL;
  scan->facts[scan->count++] = (struct fact){.name = (uint32_t)sqlite3_column_int64(statement, 1),
                                             .at = sqlite3_column_int64(statement, 2),
                                             .seq = sqlite3_column_int64(statement, 3),
                                             .number = has_number ? sqlite3_column_double(statement, 4) : NAN,
                                             .word = (uint32_t)sqlite3_column_int64(statement, 5)};
}

bool journal_facts(struct journal *journal, journal_facts_visitor visit, void *context) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(journal->db, "SELECT subject, name, at, seq, num, word FROM fact ORDER BY subject, name, at, seq", -1, &statement,
                         NULL) != SQLITE_OK)
    return journal_fail(journal, "the journal cannot be read");
  struct scan scan = {0};
  int64_t party = 0;
  bool going = true;
  while (going && sqlite3_step(statement) == SQLITE_ROW) {
    int64_t subject = sqlite3_column_int64(statement, 0);
    if (subject != party && scan.count) {
      going = visit(context, party, scan.facts, scan.count);
      scan.count = 0;
    }
    party = subject;
    scan_add(&scan, statement);
  }
  if (going && scan.count) visit(context, party, scan.facts, scan.count);
  free(scan.facts);
  return sqlite3_finalize(statement) == SQLITE_OK ? true : journal_fail(journal, "the journal cannot be read");
}

size_t journal_facts_of(struct journal *journal, struct arena *arena, int64_t party, const struct fact **facts) {
  sqlite3_stmt *statement;
  struct scan scan = {0};
  *facts = NULL;
  if (sqlite3_prepare_v2(journal->db, "SELECT subject, name, at, seq, num, word FROM fact WHERE subject = ? ORDER BY name, at, seq", -1,
                         &statement, NULL) != SQLITE_OK)
    return 0;
  sqlite3_bind_int64(statement, 1, party);
  while (sqlite3_step(statement) == SQLITE_ROW) scan_add(&scan, statement);
  sqlite3_finalize(statement);
  struct fact *copy = ARENA_ARRAY(arena, struct fact, scan.count);
  if (scan.count) memcpy(copy, scan.facts, scan.count * sizeof *copy);
  *facts = copy;
  free(scan.facts);
  return scan.count;
}

bool journal_parties(struct journal *journal, void (*visit)(void *context, int64_t party, const char *id), void *context) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(journal->db, "SELECT n, id FROM party WHERE id IS NOT NULL ORDER BY n", -1, &statement, NULL) != SQLITE_OK)
    return journal_fail(journal, "the journal cannot be read");
  while (sqlite3_step(statement) == SQLITE_ROW)
    visit(context, sqlite3_column_int64(statement, 0), (const char *)sqlite3_column_text(statement, 1));
  return sqlite3_finalize(statement) == SQLITE_OK ? true : journal_fail(journal, "the journal cannot be read");
}

bool journal_counts(struct journal *journal, void (*visit)(void *context, const char *id, int64_t count), void *context) {
  static const char counted[] =
      "SELECT party.id, count(*) FROM event JOIN party ON party.n = event.subject WHERE party.id IS NOT NULL"
      " AND event.kind NOT IN (SELECT n FROM word WHERE text IN ('definition', 'practice', 'scripts', 'stakeholder', 'start', 'undo'))"
      " AND event.n NOT IN (SELECT seq FROM superseded) GROUP BY party.n ORDER BY party.n";
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(journal->db, counted, -1, &statement, NULL) != SQLITE_OK) return journal_fail(journal, "the journal cannot be read");
  while (sqlite3_step(statement) == SQLITE_ROW)
    visit(context, (const char *)sqlite3_column_text(statement, 0), sqlite3_column_int64(statement, 1));
  return sqlite3_finalize(statement) == SQLITE_OK ? true : journal_fail(journal, "the journal cannot be read");
}

/* ---- Names of events ---- */

int64_t journal_event_find(struct journal *journal, const char *id) {
  const char *mark = strrchr(id, '#');
  char *end;
  long ordinal = mark && mark[1] >= '1' && mark[1] <= '9' ? strtol(mark + 1, &end, 10) : 0;
  if (ordinal < 1 || *end || (size_t)(mark - id) > 80) return 0;
  char subject[81];
  snprintf(subject, sizeof subject, "%.*s", (int)(mark - id), id);
  sqlite3_stmt *statement = journal_statement(journal, SQL_BY_ORDINAL);
  if (!statement) return 0;
  sqlite3_bind_text(statement, 1, subject, -1, SQLITE_TRANSIENT);
  sqlite3_bind_int64(statement, 2, ordinal - 1);
  int64_t seq = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
  sqlite3_reset(statement);
  return seq;
}

const char *journal_event_id(struct journal *journal, struct arena *arena, int64_t seq) {
  sqlite3_stmt *statement = journal_statement(journal, SQL_ORDINAL);
  if (!statement) return NULL;
  sqlite3_bind_int64(statement, 1, seq);
  const char *id = NULL;
  if (sqlite3_step(statement) == SQLITE_ROW) {
    const char *of = (const char *)sqlite3_column_text(statement, 1);
    id = arena_format(arena, "%s#%lld", of ? of : "", (long long)sqlite3_column_int64(statement, 0));
  }
  sqlite3_reset(statement);
  return id;
}

/* ---- Events ---- */

static sqlite3_stmt *select_events(struct journal *journal, const struct journal_filter *filter) {
  struct buffer text = {0};
  buffer_add_text(&text, "SELECT event.n, party.id, k.text, a.text, event.noted, s.by, body.text, event.subject FROM event"
                         " LEFT JOIN party ON party.n = event.subject JOIN word k ON k.n = event.kind JOIN word a ON a.n = event.actor"
                         " LEFT JOIN superseded s ON s.seq = event.n LEFT JOIN body ON body.n = event.n WHERE 1");
  if (filter->of) buffer_add_text(&text, " AND event.subject = (SELECT n FROM party WHERE id = ?1)");
  if (filter->kind) buffer_add_text(&text, filter->of ? " AND +event.kind = (SELECT n FROM word WHERE text = ?2)" /* by subject: that is far fewer */
                                                   : " AND event.kind = (SELECT n FROM word WHERE text = ?2)");
  if (filter->seq) buffer_add_text(&text, " AND event.n = ?3");
  if (filter->noted_until) buffer_add_text(&text, " AND event.noted <= ?4");
  if (!filter->with_superseded) buffer_add_text(&text, " AND s.by IS NULL");
  buffer_add_text(&text, " ORDER BY event.n");
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2(journal->db, text.bytes, -1, &statement, NULL);
  buffer_free(&text);
  if (code != SQLITE_OK) {
    journal_fail(journal, "the journal cannot be read");
    return NULL;
  }
  if (filter->of) sqlite3_bind_text(statement, 1, filter->of, -1, SQLITE_TRANSIENT);
  if (filter->kind) sqlite3_bind_text(statement, 2, filter->kind, -1, SQLITE_TRANSIENT);
  if (filter->seq) sqlite3_bind_int64(statement, 3, filter->seq);
  if (filter->noted_until) sqlite3_bind_int64(statement, 4, filter->noted_until);
  return statement;
}

static const char *column(sqlite3_stmt *statement, int position) {
  const char *text = (const char *)sqlite3_column_text(statement, position);
  return text ? text : "";
}

bool journal_events(struct journal *journal, const struct journal_filter *filter, journal_event_visitor visit, void *context) {
  sqlite3_stmt *statement = select_events(journal, filter);
  struct arena *arena = arena_new();
  bool going = statement != NULL;
  while (going && sqlite3_step(statement) == SQLITE_ROW) {
    struct journal_event event = {.seq = sqlite3_column_int64(statement, 0),
                                  .of = column(statement, 1),
                                  .kind = column(statement, 2),
                                  .actor = column(statement, 3),
                                  .noted = sqlite3_column_int(statement, 4),
                                  .superseded = sqlite3_column_type(statement, 5) != SQLITE_NULL,
                                  .body = (const char *)sqlite3_column_text(statement, 6)};
    event.body_length = (size_t)sqlite3_column_bytes(statement, 6);
    event.id = filter->without_ids || sqlite3_column_type(statement, 7) == SQLITE_NULL ? "" : journal_event_id(journal, arena, event.seq);
    going = visit(context, &event);
    arena_reset(arena);
  }
  arena_free(arena);
  return sqlite3_finalize(statement) == SQLITE_OK && statement ? true : journal_fail(journal, "the journal cannot be read");
}

int32_t journal_defined_until(struct journal *journal) {
  sqlite3_stmt *statement = journal_statement(journal, SQL_DEFINED);
  int32_t day = INT32_MIN;
  if (statement && sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_type(statement, 0) != SQLITE_NULL)
    day = sqlite3_column_int(statement, 0);
  if (statement) sqlite3_reset(statement);
  return day;
}
