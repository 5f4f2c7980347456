/* Filling columns from the journal: one ordered scan of all facts, or a look-up each where only a few are asked for. */
#ifndef KITH_ADAPTERS_COLUMNS_SCAN_H
#define KITH_ADAPTERS_COLUMNS_SCAN_H

#include "core/adapters/journal.h"
#include "core/practice/columns.h"

/* Prepares and fills every row. `journal` may be NULL: nothing was recorded yet. False with the journal's reason. */
bool columns_scan(struct columns *columns, struct journal *journal);

/* The facts of a row's subject, in the columns' arena. */
size_t columns_facts(struct columns *columns, struct journal *journal, size_t row, const struct fact **facts);

#endif
