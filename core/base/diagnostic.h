/*
 * Findings: what is wrong with what people wrote, and where.
 *
 * Everything that reads input adds findings to one struct diagnostics and goes on, so that a pass tells all of them at once.
 * Rendered as an interface that editors parse and that must not drift:
 *
 *   models/people.yaml:12:12: error: no level "strategc"; did you mean "strategic"?
 *      12 |     level: strategc
 *         |            ^~~~~~~~
 *
 * Nowhere (source 0) reads `kith: error: …`, a whole source (line 0) `people.yaml: error: …`; neither has an excerpt, nor have
 * empty lines. Columns are bytes in the first line and characters under the excerpt, which is cropped to about 100 of them. One
 * source character takes one cell: tabs a space, hidden characters and bytes that are not UTF-8 a `?`.
 *
 * The struct is owned by whoever made it; texts and names it is given are copied.
 */
#ifndef KITH_BASE_DIAGNOSTIC_H
#define KITH_BASE_DIAGNOSTIC_H

#include "core/base/value.h"

enum severity { SEVERITY_ERROR, SEVERITY_WARNING };

struct diagnostics;

struct diagnostics *diagnostics_new(void);
void diagnostics_free(struct diagnostics *diagnostics);

/* Registers a source under the name messages show; `text` (may be NULL: no excerpts) is copied. Returns its number, from 1. */
uint32_t diagnostics_source(struct diagnostics *diagnostics, const char *name, const char *text, size_t length);
/* "kith" for source 0 and numbers never given out. Good as long as the diagnostics. */
const char *diagnostics_source_name(const struct diagnostics *diagnostics, uint32_t source);

/* A finding at a place; `width` is the number of bytes to underline (0: one). The same finding at the same place is dropped.
 * Past 1,000 findings those like an earlier one are only counted. */
void diagnostics_add(struct diagnostics *diagnostics, enum severity severity, struct place place, uint32_t width, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* An error at the place of a value; NULL: nowhere. */
void diagnostics_error(struct diagnostics *diagnostics, const struct value *at, const char *format, ...) __attribute__((format(printf, 3, 4)));

size_t diagnostics_errors(const struct diagnostics *diagnostics);
size_t diagnostics_warnings(const struct diagnostics *diagnostics);

/* Findings, by source in order of registration, then line and column, then order of discovery. One systematic fault of a long file is not
 * told a thousand times: the twentieth of those in a source that differ only in numbers and in what is quoted says how many more there are,
 * and they are left out, unless `all` are wanted. */
void diagnostics_render(const struct diagnostics *diagnostics, bool all, struct buffer *out);
/* How many that leaves out. */
size_t diagnostics_left_out(const struct diagnostics *diagnostics);

#endif
