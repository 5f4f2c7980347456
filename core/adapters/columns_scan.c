#include "core/adapters/columns_scan.h"

#include <string.h>

/* The id it had before it was renamed, where the journal still knows it by that one. */
static const char *former_id(const struct entity *relationship) {
  const struct entity *stakeholder = relationship->parent;
  return stakeholder && !strcmp(stakeholder->id, relationship->id) ? entity_text(stakeholder, "was", NULL) : NULL;
}

static int64_t party_of(struct journal *journal, const struct entity *relationship) {
  int64_t party = journal_party(journal, relationship->id);
  const char *was = party ? NULL : former_id(relationship);
  return was ? journal_party(journal, was) : party;
}

size_t columns_facts(struct columns *columns, struct journal *journal, size_t row, const struct fact **facts) {
  int64_t party = journal ? party_of(journal, columns->rows[row]) : 0;
  return party ? journal_facts_of(journal, columns->arena, party, facts) : 0;
}

struct scanning {
  struct columns *columns;
  uint32_t *row_of_relationship; /* by position: row + 1, 0 where it is not asked for */
  int64_t *party_of_row;         /* 0: not in the journal */
  uint32_t *row_of_party;        /* row + 1 */
  size_t party_count;
  uint8_t *done;
};

static void know_party(void *context, int64_t party, const char *id) {
  struct scanning *scanning = context;
  const struct entity *relationship = model_find(scanning->columns->model, KIND_RELATIONSHIP, id);
  uint32_t row = relationship ? scanning->row_of_relationship[relationship->position] : 0;
  if (row) scanning->party_of_row[row - 1] = party;
}

static bool scan_subject(void *context, int64_t party, const struct fact *facts, size_t count) {
  struct scanning *scanning = context;
  uint32_t row = party > 0 && (size_t)party < scanning->party_count ? scanning->row_of_party[party] : 0;
  if (!row) return true;
  columns_fill(scanning->columns, row - 1, facts, count);
  scanning->done[row - 1] = 1;
  return true;
}

static bool scan_few(struct columns *columns, struct journal *journal) {
  for (size_t row = 0; row < columns->row_count; row++) {
    const struct fact *facts = NULL;
    size_t count = columns_facts(columns, journal, row, &facts);
    columns_fill(columns, row, facts, count);
  }
  return true;
}

static bool scan_all(struct columns *columns, struct journal *journal) {
  size_t relationships = model_count(columns->model, KIND_RELATIONSHIP);
  struct scanning scanning = {.columns = columns,
                              .row_of_relationship = ARENA_ARRAY(columns->arena, uint32_t, relationships),
                              .party_of_row = ARENA_ARRAY(columns->arena, int64_t, columns->row_count),
                              .done = ARENA_ARRAY(columns->arena, uint8_t, columns->row_count)};
  for (size_t row = 0; row < columns->row_count; row++) scanning.row_of_relationship[columns->rows[row]->position] = (uint32_t)row + 1;
  if (!journal_parties(journal, know_party, &scanning)) return false;
  for (size_t row = 0; row < columns->row_count; row++)
    if (!scanning.party_of_row[row] && former_id(columns->rows[row])) scanning.party_of_row[row] = party_of(journal, columns->rows[row]);
  for (size_t row = 0; row < columns->row_count; row++)
    if ((size_t)scanning.party_of_row[row] >= scanning.party_count) scanning.party_count = (size_t)scanning.party_of_row[row] + 1;
  scanning.row_of_party = ARENA_ARRAY(columns->arena, uint32_t, scanning.party_count);
  for (size_t row = 0; row < columns->row_count; row++)
    if (scanning.party_of_row[row]) scanning.row_of_party[scanning.party_of_row[row]] = (uint32_t)row + 1;
  if (!journal_facts(journal, scan_subject, &scanning)) return false;
  for (size_t row = 0; row < columns->row_count; row++)
    if (!scanning.done[row]) columns_fill(columns, row, NULL, 0);
  return true;
}

bool columns_scan(struct columns *columns, struct journal *journal) {
  enum { FEW = 40 }; /* up to this many, looking each up is cheaper than the scan */
  columns_prepare(columns);
  return !journal || columns->row_count <= FEW ? scan_few(columns, journal) : scan_all(columns, journal);
}
