/* Long lists of a model kept as CSV: models/stakeholders.csv, one row an entry. */
#ifndef KITH_ADAPTERS_MODEL_LIST_H
#define KITH_ADAPTERS_MODEL_LIST_H

#include "core/base/diagnostic.h"

/*
 * The same tree as a YAML file would give: { plural: { id: { field: text } } }. The header names fields, dotted ones nested ("relationship.owner"),
 * and has an `id`; where a field takes a list its cell is split at ';'. Empty cells are left out. False when an error was added.
 */
bool model_list_read(struct arena *arena, struct diagnostics *diagnostics, const char *name, const char *text, size_t length,
                     const char *plural, struct value *tree);

#endif
