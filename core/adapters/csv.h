/*
 * CSV (RFC 4180) read from memory, row by row, with positions for messages. Our own because libcsv gives none.
 * Strict UTF-8, a byte order mark stripped, LF, CRLF or CR line ends, quotes doubled inside quoted fields.
 */
#ifndef KITH_ADAPTERS_CSV_H
#define KITH_ADAPTERS_CSV_H

#include "core/base/diagnostic.h"

enum { CSV_FIELDS = 1024, CSV_FIELD_BYTES = 1024 * 1024, CSV_ROWS = 50000000 };

struct csv_field {
  const char *bytes; /* not NUL-terminated; good until the next csv_next */
  size_t length;
  uint32_t line, column; /* where the field starts, from 1, in bytes */
};

struct csv;

/* `text` must outlive the reader. Columns of the first line count from after a byte order mark: register the source without it. `source` is the number diagnostics_source gave; `separator` is ',' ';' or TAB, 0: guessed from the first line. */
/* The one that csv_open guesses. */
char csv_separator(const char *text, size_t length);
struct csv *csv_open(const char *text, size_t length, char separator, struct diagnostics *diagnostics, uint32_t source);
void csv_close(struct csv *csv);

/* The next row that is not empty: its fields and their number; 0 at the end. Rows with errors (quote not closed, text after a closing
 * quote, invalid UTF-8, a NUL, a cap passed) are told as findings and skipped. */
size_t csv_next(struct csv *csv, const struct csv_field **fields);
/* The same for a file with a header. The first call returns the header, which the caller copies; from then on, here as in csv_next, rows
 * of another width are told ("7 fields where the header has 8") and skipped. A header with an error ends the reading: 0. */
size_t csv_header(struct csv *csv, const struct csv_field **fields);
uint32_t csv_line(const struct csv *csv);     /* line on which the row last returned starts */
uint64_t csv_rows(const struct csv *csv);     /* rows returned after the header */
size_t csv_offset(const struct csv *csv);     /* bytes read so far, for progress */

/* One field for writing: always quoted; text that a spreadsheet would take as a formula (a leading = + - @ TAB CR LF or full-width form,
 * also after a byte order mark, zero-width characters, bidirectional marks or spaces, or after an inner `;`) gets a ' before it.
 * A plain number is left as it is. After an inner `;` the ' stands there, where the new cell would start. */
void csv_write_field(struct buffer *out, const char *text, size_t length);

#endif
