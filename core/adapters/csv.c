#include "core/adapters/csv.h"

#include <stdlib.h>
#include <string.h>

enum { GUESSED_FROM = 64 * 1024 };

/* A position in the text, with what a message needs to name it. */
struct spot {
  const char *at, *line_start;
  uint32_t line;
};

struct csv {
  struct spot spot;
  const char *start, *end;
  char separator;
  unsigned char ends_plain[256], ends_quoted[256]; /* bytes at which a scan through a field stops */
  unsigned char seen;                              /* all bytes of the row or'ed: below 0x80, the row is ASCII */
  struct diagnostics *diagnostics;
  uint32_t source;
  size_t count; /* fields of the row, those past CSV_FIELDS only counted */
  size_t width; /* of the header; 0: none */
  uint32_t row_line;
  uint64_t rows, rows_read; /* good ones; all */
  bool bad, ended;
  bool advised; /* how to make UTF-8 of it: once a file */
  struct arena *unquoted; /* fields that had doubled quotes, until the next row */
  struct csv_field fields[CSV_FIELDS];
};

/* Opening. */

/* The separator met most often on the first line outside quotes; the comma where none is. */
static char guess_separator(const char *text, size_t length) {
  size_t commas = 0, semicolons = 0, tabs = 0;
  bool quoted = false;
  for (size_t i = 0; i < length && i < GUESSED_FROM; i++) {
    char c = text[i];
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    commas += c == ',';
    semicolons += c == ';';
    tabs += c == '\t';
  }
  if (commas >= semicolons && commas >= tabs) return ',';
  return semicolons >= tabs ? ';' : '\t';
}

char csv_separator(const char *text, size_t length) {
  bool mark = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0;
  return mark ? guess_separator(text + 3, length - 3) : guess_separator(text, length);
}

/* Read byte by byte it would be thousands of findings. */
static void refuse_utf16(struct csv *csv) {
  if (csv->end - csv->start < 2 || (memcmp(csv->start, "\xFF\xFE", 2) && memcmp(csv->start, "\xFE\xFF", 2))) return;
  diagnostics_add(csv->diagnostics, SEVERITY_ERROR, (struct place){csv->source, 0, 0}, 0,
                  "is UTF-16, not UTF-8; save it as CSV UTF-8, or: iconv -f UTF-16 -t UTF-8");
  csv->ended = true;
}

struct csv *csv_open(const char *text, size_t length, char separator, struct diagnostics *diagnostics, uint32_t source) {
  struct csv *csv = memory_grow(NULL, sizeof *csv);
  memset(csv, 0, sizeof *csv - sizeof csv->fields);
  csv->start = text;
  if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
    text += 3;
    length -= 3;
  }
  csv->end = text + length;
  csv->spot = (struct spot){.at = text, .line_start = text, .line = 1};
  csv->separator = separator ? separator : guess_separator(text, length);
  csv->ends_plain[(unsigned char)csv->separator] = csv->ends_plain['\n'] = csv->ends_plain['\r'] = csv->ends_plain['\0'] = 1;
  csv->ends_quoted['"'] = csv->ends_quoted['\n'] = csv->ends_quoted['\r'] = csv->ends_quoted['\0'] = 1;
  csv->diagnostics = diagnostics;
  csv->source = source;
  csv->unquoted = arena_new();
  refuse_utf16(csv);
  return csv;
}

void csv_close(struct csv *csv) {
  if (!csv) return;
  arena_free(csv->unquoted);
  free(csv);
}

/* Findings. */

static struct place place_at(const struct csv *csv, const struct spot *spot) {
  size_t column = (size_t)(spot->at - spot->line_start) + 1;
  return (struct place){csv->source, spot->line, column < UINT32_MAX ? (uint32_t)column : UINT32_MAX};
}

/* One finding a row: what follows a first fault is mostly its consequence. */
#define complain(csv, spot, width, ...) \
  ((csv)->bad ? (void)0 : diagnostics_add((csv)->diagnostics, SEVERITY_ERROR, place_at(csv, spot), width, __VA_ARGS__), (void)((csv)->bad = true))

/* Reading a field. */

/* Steps over LF, CRLF or CR. */
static void end_line(struct spot *spot, const char *end) {
  bool two = *spot->at == '\r' && spot->at + 1 < end && spot->at[1] == '\n';
  spot->at += two ? 2 : 1;
  spot->line_start = spot->at;
  spot->line++;
}

/* Forward to the next byte that the table names, or the end. */
static void scan(struct csv *csv, const unsigned char *ends) {
  const char *at = csv->spot.at, *end = csv->end;
  unsigned char seen = csv->seen;
  while (at < end && !ends[(unsigned char)*at]) seen |= (unsigned char)*at++;
  csv->spot.at = at;
  csv->seen = seen;
}

/* Through the rest of a field that is not quoted, up to its separator or line end. */
static void scan_plain(struct csv *csv) {
  for (;;) {
    scan(csv, csv->ends_plain);
    if (csv->spot.at == csv->end || *csv->spot.at != '\0') return;
    complain(csv, &csv->spot, 0, "a NUL byte");
    csv->spot.at++;
  }
}

static void add_field(struct csv *csv, const struct spot *start, const char *bytes, size_t length) {
  if (csv->count++ == CSV_FIELDS) complain(csv, start, 0, "more than 1,024 fields");
  if (length > CSV_FIELD_BYTES) complain(csv, start, 0, "a field larger than 1 MiB");
  if (csv->count > CSV_FIELDS) return;
  struct place place = place_at(csv, start);
  csv->fields[csv->count - 1] = (struct csv_field){bytes, length, place.line, place.column};
}

/* A copy with every doubled quote made one. */
static const char *without_doubles(struct csv *csv, const char *bytes, size_t *length) {
  char *copy = arena_copy(csv->unquoted, bytes, *length), *to = copy;
  for (const char *from = copy, *end = copy + *length; from < end; from++) {
    *to++ = *from;
    if (*from == '"') from++;
  }
  *length = (size_t)(to - copy);
  return copy;
}

/* To the quote that closes the field; false where there is none within the largest field. */
static bool scan_quoted(struct csv *csv, const char *start, bool *doubled) {
  for (;;) {
    scan(csv, csv->ends_quoted);
    if (csv->spot.at == csv->end || csv->spot.at - start > 2 * CSV_FIELD_BYTES) return false;
    char c = *csv->spot.at;
    if (c == '\0') {
      complain(csv, &csv->spot, 0, "a NUL byte");
      csv->spot.at++;
    } else if (c != '"') {
      end_line(&csv->spot, csv->end);
    } else if (csv->spot.at + 1 < csv->end && csv->spot.at[1] == '"') {
      *doubled = true;
      csv->spot.at += 2;
    } else {
      return true;
    }
  }
}

/* A quote that is never closed would swallow all that follows: the row is given up, and the next line starts a new one. */
static void give_up_quoted(struct csv *csv, const struct spot *start) {
  bool too_large = csv->spot.at < csv->end;
  complain(csv, start, 0, too_large ? "a field larger than 1 MiB" : "quote opened here is not closed");
  csv->spot = *start;
  while (csv->spot.at < csv->end && *csv->spot.at != '\n' && *csv->spot.at != '\r') csv->spot.at++;
}

static void read_quoted(struct csv *csv) {
  struct spot start = csv->spot;
  bool doubled = false;
  const char *bytes = ++csv->spot.at;
  if (!scan_quoted(csv, bytes, &doubled)) {
    give_up_quoted(csv, &start);
    return;
  }
  size_t length = (size_t)(csv->spot.at++ - bytes);
  if (csv->spot.at < csv->end && !csv->ends_plain[(unsigned char)*csv->spot.at]) complain(csv, &csv->spot, 0, "text after the closing quote");
  scan_plain(csv);
  if (doubled) bytes = without_doubles(csv, bytes, &length);
  add_field(csv, &start, bytes, length);
}

static void read_field(struct csv *csv) {
  struct spot start = csv->spot;
  if (start.at < csv->end && *start.at == '"') {
    read_quoted(csv);
  } else {
    scan_plain(csv);
    add_field(csv, &start, start.at, (size_t)(csv->spot.at - start.at));
  }
}

/* Reading a row. */

/* The place of the first byte that is not UTF-8, if any: a row is checked as a whole, and only if it is not ASCII. */
static void check_utf8(struct csv *csv, struct spot from, const char *end) {
  size_t length = (size_t)(end - from.at), valid = utf8_valid(from.at, length);
  if (valid == length) return;
  const char *wrong = from.at + valid;
  while (from.at < wrong) {
    if (*from.at == '\n' || *from.at == '\r') end_line(&from, wrong);
    else from.at++;
  }
  complain(csv, &from, 0, "not valid UTF-8%s", csv->advised ? "" : "; save it as CSV UTF-8, or: iconv -f WINDOWS-1252 -t UTF-8");
  csv->advised = true;
}

static void read_row(struct csv *csv) {
  struct spot start = csv->spot;
  csv->count = 0;
  csv->bad = false;
  csv->seen = 0;
  csv->row_line = start.line;
  if (arena_used(csv->unquoted)) arena_reset(csv->unquoted);
  for (;;) {
    read_field(csv);
    if (csv->spot.at == csv->end || *csv->spot.at != csv->separator) break;
    csv->spot.at++;
  }
  if (csv->seen >= 0x80 && !csv->bad) check_utf8(csv, start, csv->spot.at);
  if (csv->spot.at < csv->end) end_line(&csv->spot, csv->end);
  if (csv->width && csv->count != csv->width) {
    complain(csv, &start, 0, "%zu field%s where the header has %zu", csv->count, csv->count == 1 ? "" : "s", csv->width);
  }
}

static bool skip_empty_lines(struct csv *csv) {
  while (csv->spot.at < csv->end && (*csv->spot.at == '\n' || *csv->spot.at == '\r')) end_line(&csv->spot, csv->end);
  return csv->spot.at < csv->end;
}

static bool below_row_cap(struct csv *csv) {
  if (csv->rows_read++ < CSV_ROWS) return true;
  csv->bad = false;
  complain(csv, &csv->spot, 0, "more than 50,000,000 rows");
  return false;
}

size_t csv_next(struct csv *csv, const struct csv_field **fields) {
  *fields = csv->fields;
  while (!csv->ended && skip_empty_lines(csv) && below_row_cap(csv)) {
    read_row(csv);
    if (csv->bad) continue;
    csv->rows++;
    return csv->count;
  }
  csv->ended = true;
  return 0;
}

size_t csv_header(struct csv *csv, const struct csv_field **fields) {
  if (csv->width) return csv_next(csv, fields);
  *fields = csv->fields;
  if (csv->ended || !skip_empty_lines(csv)) return 0;
  read_row(csv);
  csv->ended = csv->bad; /* without its header the rest says nothing */
  if (csv->bad) return 0;
  return csv->width = csv->count;
}

uint32_t csv_line(const struct csv *csv) { return csv->row_line; }
uint64_t csv_rows(const struct csv *csv) { return csv->rows; }
size_t csv_offset(const struct csv *csv) { return (size_t)(csv->spot.at - csv->start); }

/* Writing. */

/* Characters that show nothing or a blank, behind which a spreadsheet still finds a formula. */
static bool passed_over(uint32_t code) {
  static const uint32_t ranges[][2] = {{0x20, 0x20},     {0x7F, 0xA0},     {0xAD, 0xAD},     {0x34F, 0x34F},   {0x61C, 0x61C},
                                       {0x115F, 0x1160}, {0x1680, 0x1680}, {0x17B4, 0x17B5}, {0x180B, 0x180F}, {0x2000, 0x200F},
                                       {0x2028, 0x202F}, {0x205F, 0x206F}, {0x3000, 0x3000}, {0x3164, 0x3164}, {0xFE00, 0xFE0F},
                                       {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xE0000, 0xE0FFF}};
  for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
    if (code >= ranges[i][0] && code <= ranges[i][1]) return true;
  }
  return false;
}

/* = + - @, their full-width and small forms, and control characters, TAB and line ends among them. */
static bool starts_formula(uint32_t code) {
  static const uint32_t starts[] = {'=', '+', '-', '@', 0xFF1D, 0xFF0B, 0xFF0D, 0xFF20, 0xFE66, 0xFE62, 0xFE63, 0xFE6B, 0x2212};
  for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
    if (code == starts[i]) return true;
  }
  return code < 0x20;
}

static bool taken_as_formula(const char *text, size_t length) {
  double number;
  for (size_t at = 0; at < length;) {
    size_t size = utf8_sequence(text + at, length - at);
    if (size == 0) { /* not UTF-8: a reader may drop it */
      at++;
      continue;
    }
    uint32_t code = utf8_code(text + at, size);
    if (starts_formula(code)) return !number_parse(text, length, &number);
    if (!passed_over(code)) return false;
    at += size;
  }
  return false;
}

/* A piece between two `;`: a spreadsheet that splits there starts a new cell with each. */
static void write_piece(struct buffer *out, const char *text, size_t length) {
  if (taken_as_formula(text, length)) buffer_add_char(out, '\'');
  for (const char *quote; (quote = memchr(text, '"', length));) {
    size_t before = (size_t)(quote - text) + 1;
    buffer_add(out, text, before);
    buffer_add_char(out, '"');
    text += before;
    length -= before;
  }
  buffer_add(out, text, length);
}

void csv_write_field(struct buffer *out, const char *text, size_t length) {
  buffer_add_char(out, '"');
  for (const char *semicolon; (semicolon = memchr(text, ';', length));) {
    size_t piece = (size_t)(semicolon - text);
    write_piece(out, text, piece);
    buffer_add_char(out, ';');
    text += piece + 1;
    length -= piece + 1;
  }
  write_piece(out, text, length);
  buffer_add_char(out, '"');
}
