/* JSON through Jansson: bodies of events, and back. */
#ifndef KITH_ADAPTERS_JSON_H
#define KITH_ADAPTERS_JSON_H

#include "core/base/value.h"

/* The same for Jansson as journal_end_without_memory: an event's text would be taken for one that is no JSON. */
void json_end_without_memory(void);

/* Compact, keys in byte order, numbers in shortest form (an integral double as 1.0, so that it is read back as a double); NaN and infinite become null. */
void json_write(struct arena *arena, struct buffer *out, const struct value *value);
/* Integers stay integers, null becomes nil. False where the text is not one JSON value (duplicate keys refused, depth ≤ VALUE_DEPTH). */
bool json_read(struct arena *arena, const char *text, size_t length, struct value *value);

#endif
