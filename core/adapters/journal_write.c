/* Noting events: chained, with their bodies, and everything that follows from them. */
#include "core/adapters/journal_private.h"
#include "core/adapters/json.h"

#include <math.h>
#include <string.h>

/* ---- Parties ---- */

static int64_t party_new(struct journal *journal, const char *id) {
  uint8_t tag[TAG_BYTES];
  sqlite3_stmt *statement = journal_statement(journal, SQL_PARTY_NEW);
  random_bytes(tag, sizeof tag);
  if (!statement) return 0;
  sqlite3_bind_blob(statement, 1, tag, sizeof tag, SQLITE_STATIC);
  journal_bind_text(statement, 2, id);
  return journal_run(journal, statement) ? sqlite3_last_insert_rowid(journal->db) : 0;
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
  writer->good = journal_run(writer->journal, statement);
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
  return journal_run(journal, drop);
}

static bool supersede(struct journal *journal, int64_t seq, int64_t by) {
  sqlite3_stmt *mark = journal_statement(journal, SQL_SUPERSEDE);
  if (!mark) return false;
  sqlite3_bind_int64(mark, 1, seq);
  sqlite3_bind_int64(mark, 2, by);
  return journal_run(journal, mark);
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
    if (!journal_run(journal, statement)) return false;
  }
  return true;
}

static bool set_imported(struct journal *journal, const char *importer, const char *key, int64_t seq) {
  sqlite3_stmt *statement = journal_statement(journal, SQL_IMPORTED_SET);
  if (!statement) return false;
  sqlite3_bind_int64(statement, 1, words_number(journal->words, importer, strlen(importer)));
  journal_bind_text(statement, 2, key);
  sqlite3_bind_int64(statement, 3, seq);
  return journal_run(journal, statement);
}

static int64_t find_imported(struct journal *journal, const char *importer, const char *key) {
  uint32_t source = words_find(journal->words, importer, strlen(importer));
  sqlite3_stmt *statement = source ? journal_statement(journal, SQL_IMPORTED_FIND) : NULL;
  if (!statement) return 0;
  sqlite3_bind_int64(statement, 1, source);
  journal_bind_text(statement, 2, key);
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

static bool is_superseded(struct journal *journal, int64_t seq) {
  sqlite3_stmt *statement = journal_statement(journal, SQL_SUPERSEDED);
  if (!statement) return false;
  sqlite3_bind_int64(statement, 1, seq);
  bool found = sqlite3_step(statement) == SQLITE_ROW;
  sqlite3_reset(statement);
  return found;
}

static bool write_body(struct journal *journal, int64_t seq, const uint8_t *salt, const struct buffer *text) {
  sqlite3_stmt *statement = journal_statement(journal, SQL_BODY_NEW);
  if (!statement) return false;
  sqlite3_bind_int64(statement, 1, seq);
  sqlite3_bind_blob(statement, 2, salt, SALT_BYTES, SQLITE_STATIC);
  sqlite3_bind_text(statement, 3, text->bytes, (int)text->length, SQLITE_STATIC);
  return journal_run(journal, statement);
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
  return journal_run(journal, statement);
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
  if (!journal_derive(journal, kinds, arena, note->event->kind, body, party, *seq) || !journal_keep_words(journal)) return false;
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
  if (former && same_body(journal, former, &text)) outcome = is_superseded(journal, former) ? NOTE_UNDONE : NOTE_KNOWN;
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
