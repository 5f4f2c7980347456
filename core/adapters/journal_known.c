/* What the journal knew on a day: events count from when they were noted, not from when it was so. */
#include "core/adapters/journal_private.h"

#include "core/base/date.h"

#include <stdlib.h>

/* Events of parties that say what happened, not what kith keeps for itself. */
#define TELLING                                                                                                                             \
  " FROM event JOIN body ON body.n = event.n WHERE event.subject IS NOT NULL"                                                               \
  " AND event.kind NOT IN (SELECT n FROM word WHERE text IN ('definition', 'practice', 'scripts', 'stakeholder', 'start', 'undo'))"         \
  " AND event.n NOT IN (SELECT seq FROM superseded) AND substr(json_extract(body.text, '$.at'), 1, 10) <= ?1"

bool journal_late(struct journal *journal, int32_t day, struct late *late) {
  sqlite3_stmt *statement;
  char text[17];
  day_format(text, day);
  *late = (struct late){0, 0};
  if (sqlite3_prepare_v2(journal->db, "SELECT total(event.noted > ?2), count(*)" TELLING, -1, &statement, NULL) != SQLITE_OK)
    return journal_fail(journal, "the journal cannot be read");
  sqlite3_bind_text(statement, 1, text, -1, SQLITE_STATIC);
  sqlite3_bind_int(statement, 2, day);
  if (sqlite3_step(statement) == SQLITE_ROW) *late = (struct late){sqlite3_column_int64(statement, 0), sqlite3_column_int64(statement, 1)};
  return sqlite3_finalize(statement) == SQLITE_OK ? true : journal_fail(journal, "the journal cannot be read");
}

static bool forget_after(struct journal *journal, int32_t day) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(journal->db, "DELETE FROM body WHERE n IN (SELECT n FROM event WHERE noted > ?)", -1, &statement, NULL) != SQLITE_OK)
    return false;
  sqlite3_bind_int(statement, 1, day);
  sqlite3_step(statement);
  return sqlite3_finalize(statement) == SQLITE_OK;
}

struct journal *journal_known(struct journal *journal, const struct event_kinds *kinds, int32_t day) {
  struct journal *copy = calloc(1, sizeof *copy);
  if (!copy) memory_exhausted();
  bool good = journal_copy(journal, copy) && sqlite3_exec(copy->db, "BEGIN", NULL, NULL, NULL) == SQLITE_OK && forget_after(copy, day) &&
              journal_derive_again(copy, kinds) && sqlite3_exec(copy->db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
  if (good) return copy;
  journal_close(copy);
  journal_fail(journal, "the journal cannot be read");
  return NULL;
}
