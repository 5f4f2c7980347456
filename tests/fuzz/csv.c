/* CSV of any bytes, also as a list of a model; what was read, written again and read again, is the same. See `make fuzz-readers`. */
#include "core/adapters/csv.h"
#include "core/adapters/model_list.h"
#include "core/base/arena.h"

#include <stdbool.h>
#include <stdlib.h>

enum { WRITTEN = 3 }; /* rows; more take time and show nothing new */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct csv *open(struct diagnostics *diagnostics, const char *text, size_t length, char separator) {
  return csv_open(text, length, separator, diagnostics, diagnostics_source(diagnostics, "fuzz.csv", text, length));
}

/* A ' may have come in where a cell begins, also behind a `;`: a spreadsheet would else compute it. */
static bool same(const struct csv_field *was, const struct csv_field *is) {
  size_t at = 0;
  for (size_t i = 0; i < is->length; i++) {
    bool begins = at == 0 || was->bytes[at - 1] == ';';
    if (at < was->length && was->bytes[at] == is->bytes[i]) at++;
    else if (!begins || is->bytes[i] != '\'') return false;
  }
  return at == was->length;
}

static void write_and_read(const struct csv_field *fields, size_t count) {
  struct diagnostics *diagnostics = diagnostics_new();
  struct buffer out = {0};
  const struct csv_field *again;
  bool empty = true;
  for (size_t i = 0; i < count; i++) {
    if (i) buffer_add_char(&out, ',');
    csv_write_field(&out, fields[i].bytes, fields[i].length);
    empty = empty && fields[i].length == 0;
  }
  buffer_add_char(&out, '\n');
  struct csv *csv = open(diagnostics, out.bytes, out.length, ',');
  size_t found = csv_next(csv, &again);
  if (found != count && !empty) abort();
  for (size_t i = 0; i < found; i++)
    if (!same(&fields[i], &again[i])) abort();
  csv_close(csv);
  buffer_free(&out);
  diagnostics_free(diagnostics);
}

static void read_rows(const char *text, size_t length, char separator) {
  struct diagnostics *diagnostics = diagnostics_new();
  struct buffer told = {0};
  const struct csv_field *fields;
  struct csv *csv = open(diagnostics, text, length, separator);
  size_t rows = 0;
  for (size_t count; (count = csv_next(csv, &fields)) > 0;)
    if (rows++ < WRITTEN) write_and_read(fields, count);
  if (csv_offset(csv) > length) abort();
  csv_close(csv);
  diagnostics_render(diagnostics, length % 2, &told);
  buffer_free(&told);
  diagnostics_free(diagnostics);
}

static void read_list(const char *text, size_t length) {
  struct arena *arena = arena_new();
  struct diagnostics *diagnostics = diagnostics_new();
  struct value tree;
  bool good = model_list_read(arena, diagnostics, "stakeholders.csv", text, length, "stakeholders", &tree);
  if (good != (diagnostics_errors(diagnostics) == 0)) abort();
  diagnostics_free(diagnostics);
  arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  if (size == 0) return 0;
  const char *text = (const char *)bytes + 1;
  read_rows(text, size - 1, ",;\t"[bytes[0] % 4]);
  read_list(text, size - 1);
  return 0;
}
