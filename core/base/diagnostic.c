#include "core/base/diagnostic.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_FINDINGS = 1000, MOST_ALIKE = 20 };

struct source {
  const char *name;
  const char *text; /* NULL: no excerpts */
  size_t length;
};

struct finding {
  enum severity severity;
  struct place place;
  uint32_t width;
  uint32_t order; /* of discovery */
  uint32_t kind;  /* its position in diagnostics->kinds */
  const char *message;
};

/* Findings of a source that are alike. */
struct kind {
  enum severity severity;
  uint32_t source;
  const char *pattern; /* their message, with # for numbers and for what is quoted */
  size_t count;
  struct place last;   /* added */
  uint32_t last_line;  /* of all */
};

struct diagnostics {
  struct arena *arena; /* names, texts, messages */
  struct source *sources;
  size_t source_count, source_room;
  struct finding *findings;
  size_t finding_count, finding_room;
  struct kind *kinds;
  size_t kind_count, kind_room;
  size_t errors, warnings;
  size_t not_kept, unlike;             /* findings that are only counted; those of them that are of no kind */
  struct buffer raw, message, pattern; /* the finding being added */
};

struct diagnostics *diagnostics_new(void) {
  struct diagnostics *diagnostics = memory_grow(NULL, sizeof *diagnostics);
  *diagnostics = (struct diagnostics){.arena = arena_new()};
  return diagnostics;
}

void diagnostics_free(struct diagnostics *diagnostics) {
  if (!diagnostics) return;
  arena_free(diagnostics->arena);
  free(diagnostics->sources);
  free(diagnostics->findings);
  free(diagnostics->kinds);
  buffer_free(&diagnostics->raw);
  buffer_free(&diagnostics->message);
  buffer_free(&diagnostics->pattern);
  free(diagnostics);
}

/* ---- sources ---- */

uint32_t diagnostics_source(struct diagnostics *diagnostics, const char *name, const char *text, size_t length) {
  if (diagnostics->source_count == diagnostics->source_room) {
    diagnostics->source_room = diagnostics->source_room ? diagnostics->source_room * 2 : 16;
    diagnostics->sources = memory_grow(diagnostics->sources, diagnostics->source_room * sizeof *diagnostics->sources);
  }
  /* Names reach terminals too, and a file may be called anything. */
  buffer_clear(&diagnostics->raw);
  buffer_add_visible(&diagnostics->raw, name, strlen(name));
  diagnostics->sources[diagnostics->source_count++] = (struct source){
      .name = arena_copy(diagnostics->arena, diagnostics->raw.bytes, diagnostics->raw.length),
      .text = text ? arena_copy(diagnostics->arena, text, length) : NULL,
      .length = text ? length : 0,
  };
  return (uint32_t)diagnostics->source_count;
}

/* NULL for source 0 and for numbers never given out. */
static const struct source *source_at(const struct diagnostics *diagnostics, uint32_t number) {
  if (number == 0 || number > diagnostics->source_count) return NULL;
  return &diagnostics->sources[number - 1];
}

const char *diagnostics_source_name(const struct diagnostics *diagnostics, uint32_t source) {
  const struct source *known = source_at(diagnostics, source);
  return known ? known->name : "kith";
}

/* ---- findings ---- */

static bool known_already(const struct diagnostics *diagnostics, enum severity severity, struct place place, const char *message) {
  for (size_t i = 0; i < diagnostics->finding_count; i++) {
    const struct finding *other = &diagnostics->findings[i];
    if (other->place.line != place.line || other->place.column != place.column || other->place.source != place.source) continue;
    if (other->severity == severity && strcmp(other->message, message) == 0) return true;
  }
  return false;
}

static void keep(struct diagnostics *diagnostics, struct finding finding) {
  if (diagnostics->finding_count == diagnostics->finding_room) {
    diagnostics->finding_room = diagnostics->finding_room ? diagnostics->finding_room * 2 : 16;
    diagnostics->findings = memory_grow(diagnostics->findings, diagnostics->finding_room * sizeof *diagnostics->findings);
  }
  finding.message = arena_copy(diagnostics->arena, diagnostics->message.bytes, diagnostics->message.length);
  finding.order = (uint32_t)diagnostics->finding_count;
  diagnostics->findings[diagnostics->finding_count++] = finding;
}

static void count(struct diagnostics *diagnostics, enum severity severity) {
  if (severity == SEVERITY_ERROR)
    diagnostics->errors++;
  else
    diagnostics->warnings++;
}

/* ---- kinds ---- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* `at is "1/2/2026", 3 too many` -> `at is #, # too many` */
static void make_pattern(struct buffer *pattern, const char *message) {
  buffer_clear(pattern);
  while (*message) {
    const char *end = *message == '"' ? strchr(message + 1, '"') : NULL;
    if (end) {
      message = end + 1;
    } else if (is_digit(*message)) {
      while (is_digit(*message)) message++;
    } else {
      buffer_add_char(pattern, *message++);
      continue;
    }
    buffer_add_char(pattern, '#');
  }
  buffer_add_char(pattern, '\0');
}

/* The kind of the finding whose message stands in diagnostics->message; NULL where there is none yet. */
static struct kind *kind_of(struct diagnostics *diagnostics, const struct finding *finding) {
  make_pattern(&diagnostics->pattern, diagnostics->message.bytes);
  for (size_t i = 0; i < diagnostics->kind_count; i++) {
    struct kind *kind = &diagnostics->kinds[i];
    bool like = kind->severity == finding->severity && kind->source == finding->place.source;
    if (like && strcmp(kind->pattern, diagnostics->pattern.bytes) == 0) return kind;
  }
  return NULL;
}

static struct kind *new_kind(struct diagnostics *diagnostics, const struct finding *finding) {
  if (diagnostics->kind_count == diagnostics->kind_room) {
    diagnostics->kind_room = diagnostics->kind_room ? diagnostics->kind_room * 2 : 16;
    diagnostics->kinds = memory_grow(diagnostics->kinds, diagnostics->kind_room * sizeof *diagnostics->kinds);
  }
  struct kind *kind = &diagnostics->kinds[diagnostics->kind_count++];
  const char *pattern = arena_copy(diagnostics->arena, diagnostics->pattern.bytes, diagnostics->pattern.length);
  *kind = (struct kind){.severity = finding->severity, .source = finding->place.source, .pattern = pattern};
  return kind;
}

static void count_in(struct kind *kind, struct place place) {
  kind->count++;
  kind->last = place;
  if (place.line > kind->last_line) kind->last_line = place.line;
}

/* ---- adding ---- */

/* Memory is bounded: a hostile file can have millions of findings. */
static void only_count(struct diagnostics *diagnostics, struct kind *kind, const struct finding *finding) {
  if (kind && kind->last.line == finding->place.line && kind->last.column == finding->place.column) return; /* told already */
  if (kind)
    count_in(kind, finding->place);
  else
    diagnostics->unlike++;
  count(diagnostics, finding->severity);
  diagnostics->not_kept++;
}

static void add(struct diagnostics *diagnostics, struct finding finding, const char *format, va_list arguments) {
  buffer_clear(&diagnostics->raw);
  buffer_vformat(&diagnostics->raw, format, arguments);
  buffer_clear(&diagnostics->message);
  buffer_add_visible(&diagnostics->message, diagnostics->raw.bytes, diagnostics->raw.length);
  if (!finding.place.column) finding.width = 0; /* a whole line, as a row of a table: no word in it is underlined */
  struct kind *kind = kind_of(diagnostics, &finding);
  bool full = diagnostics->finding_count >= MOST_FINDINGS;
  if (full && (kind || diagnostics->kind_count >= MOST_FINDINGS)) { /* the first of a kind is kept all the same */
    only_count(diagnostics, kind, &finding);
    return;
  }
  if (known_already(diagnostics, finding.severity, finding.place, diagnostics->message.bytes)) return;
  if (!kind) kind = new_kind(diagnostics, &finding);
  finding.kind = (uint32_t)(kind - diagnostics->kinds);
  count_in(kind, finding.place);
  count(diagnostics, finding.severity);
  keep(diagnostics, finding);
}

void diagnostics_add(struct diagnostics *diagnostics, enum severity severity, struct place place, uint32_t width, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  add(diagnostics, (struct finding){.severity = severity, .place = place, .width = width}, format, arguments);
  va_end(arguments);
}

void diagnostics_error(struct diagnostics *diagnostics, const struct value *at, const char *format, ...) {
  struct finding finding = {.severity = SEVERITY_ERROR};
  if (at) finding.place = at->place, finding.width = at->width;
  va_list arguments;
  va_start(arguments, format);
  add(diagnostics, finding, format, arguments);
  va_end(arguments);
}

size_t diagnostics_errors(const struct diagnostics *diagnostics) { return diagnostics->errors; }

size_t diagnostics_warnings(const struct diagnostics *diagnostics) { return diagnostics->warnings; }

/* ---- excerpts ---- */

/* Where rendering stands in a source. Findings come sorted, so that every text is walked through once. */
struct cursor {
  const struct source *source;
  uint32_t line;
  size_t start, end; /* of the line, without its end of line */
};

static void measure_line(struct cursor *cursor, size_t start) {
  const char *text = cursor->source->text;
  const char *newline = memchr(text + start, '\n', cursor->source->length - start);
  cursor->start = start;
  cursor->end = newline ? (size_t)(newline - text) : cursor->source->length;
}

/* False where the source has no such line. */
static bool cursor_seek(struct cursor *cursor, const struct source *source, uint32_t line) {
  if (!source->text || line == 0) return false;
  if (cursor->source != source || cursor->line > line) {
    cursor->source = source;
    cursor->line = 1;
    measure_line(cursor, 0);
  }
  for (; cursor->line < line && cursor->end < source->length; cursor->line++) measure_line(cursor, cursor->end + 1);
  return cursor->line == line;
}

/* A line is cropped to WINDOW characters; BEFORE of them stay before the caret. NEIGHBOURHOOD bytes around the caret always
 * hold a full window, so that the cost of an excerpt does not depend on the length of its line. */
enum { WINDOW = 100, BEFORE = 30, ELLIPSIS = 3, NEIGHBOURHOOD = 4 * (WINDOW + 16) };

struct cells {
  const char *text;                       /* the neighbourhood */
  size_t count, first, last;              /* characters; those in the window */
  size_t marked_from, marked_to;          /* characters underlined */
  uint16_t offset[2 * NEIGHBOURHOOD + 1]; /* of each character's first byte, then of the end */
};

static void split_into_cells(struct cells *cells, const char *text, size_t length) {
  cells->text = text;
  cells->count = 0;
  for (size_t at = 0, step; at < length; at += step) {
    step = utf8_sequence(text + at, length - at);
    if (!step) step = 1;
    cells->offset[cells->count++] = (uint16_t)at;
  }
  cells->offset[cells->count] = (uint16_t)length;
}

/* The character that a byte belongs to; the end counts as one more. */
static size_t cell_of(const struct cells *cells, size_t byte) {
  size_t cell = 0;
  while (cell < cells->count && cells->offset[cell + 1] <= byte) cell++;
  return cell;
}

static void choose_window(struct cells *cells) {
  cells->first = 0;
  cells->last = cells->count;
  if (cells->count <= WINDOW) return;
  if (cells->marked_to > WINDOW - ELLIPSIS && cells->marked_from > BEFORE) cells->first = cells->marked_from - BEFORE;
  if (cells->first > cells->count - WINDOW) cells->first = cells->count - WINDOW;
  cells->last = cells->first + WINDOW;
  size_t readable = cells->last < cells->count ? cells->last - ELLIPSIS : cells->last;
  if (cells->marked_to > readable && cells->marked_from < readable) cells->marked_to = readable;
}

/* `column` and `width` in bytes from the start of the line. */
static void cut_out(struct cells *cells, const char *line, size_t length, uint32_t column, uint32_t width) {
  size_t caret = column ? column - 1 : 0;
  if (caret > length) caret = length;
  size_t from = caret > NEIGHBOURHOOD ? caret - NEIGHBOURHOOD : 0;
  for (int i = 0; from > 0 && i < 3 && (line[from] & 0xc0) == 0x80; i++) from++; /* not in the middle of a character */
  size_t to = length - caret > NEIGHBOURHOOD ? caret + NEIGHBOURHOOD : length;
  size_t marked = width ? width : 1;
  if (marked > to - caret) marked = to - caret;
  split_into_cells(cells, line + from, to - from);
  cells->marked_from = cell_of(cells, caret - from);
  cells->marked_to = marked ? cell_of(cells, caret + marked - 1 - from) + 1 : cells->marked_from + 1;
  choose_window(cells);
}

static void add_cell(struct buffer *out, const struct cells *cells, size_t cell) {
  const char *text = cells->text + cells->offset[cell];
  size_t size = cells->offset[cell + 1] - (size_t)cells->offset[cell];
  bool valid = utf8_sequence(text, size) == size;
  if (*text == '\t')
    buffer_add_char(out, ' ');
  else if (!valid || code_hidden(utf8_code(text, size)))
    buffer_add_char(out, '?');
  else
    buffer_add(out, text, size);
}

static void add_cells(struct buffer *out, const struct cells *cells) {
  size_t first = cells->first, last = cells->last;
  if (first > 0) first += ELLIPSIS, buffer_add_text(out, "...");
  if (last < cells->count) last -= ELLIPSIS;
  for (size_t cell = first; cell < last; cell++) add_cell(out, cells, cell);
  if (last < cells->last) buffer_add_text(out, "...");
}

/* Columns of the terminal that these characters take as they are shown. */
static size_t columns_between(const struct cells *cells, size_t from, size_t to) {
  size_t columns = 0;
  for (size_t cell = from; cell < to; cell++) {
    const char *text = cells->text + cells->offset[cell];
    size_t size = cells->offset[cell + 1] - (size_t)cells->offset[cell];
    bool shown = utf8_sequence(text, size) == size && !code_hidden(utf8_code(text, size));
    columns += shown ? code_columns(utf8_code(text, size)) : 1;
  }
  return columns;
}

static void render_excerpt(const struct finding *finding, const struct cursor *cursor, struct buffer *out) {
  const char *line = cursor->source->text + cursor->start;
  size_t length = cursor->end - cursor->start;
  if (length && line[length - 1] == '\r') length--;
  if (length == 0) return;
  struct cells cells;
  cut_out(&cells, line, length, finding->place.column, finding->width);
  char number[16];
  int gutter = snprintf(number, sizeof number, "%5lu", (unsigned long)finding->place.line);
  buffer_format(out, "%s | ", number);
  add_cells(out, &cells);
  size_t cut = cells.first > 0 && cells.marked_from >= cells.first + ELLIPSIS ? ELLIPSIS : 0;
  size_t before = cut + columns_between(&cells, cells.first + cut, cells.marked_from);
  buffer_format(out, "\n%*s | %*s^", gutter, "", (int)before, "");
  for (size_t column = 1; column < columns_between(&cells, cells.marked_from, cells.marked_to); column++) buffer_add_char(out, '~');
  buffer_add_char(out, '\n');
}

/* ---- rendering ---- */

/* `more`: how many of its kind are left out behind it. */
static void render_finding(const struct diagnostics *diagnostics, const struct finding *finding, size_t more, struct cursor *cursor,
                           struct buffer *out) {
  const struct source *source = source_at(diagnostics, finding->place.source);
  struct place place = finding->place;
  buffer_add_text(out, diagnostics_source_name(diagnostics, place.source));
  if (source && place.line) { buffer_format(out, ":%lu:%lu", (unsigned long)place.line, (unsigned long)(place.column ? place.column : 1)); }
  buffer_format(out, ": %s: %s", finding->severity == SEVERITY_ERROR ? "error" : "warning", finding->message);
  if (more) buffer_format(out, " … and %zu more like this", more);
  if (more && place.line) buffer_format(out, ", up to line %lu", (unsigned long)diagnostics->kinds[finding->kind].last_line);
  buffer_add_char(out, '\n');
  if (source && cursor_seek(cursor, source, place.line)) render_excerpt(finding, cursor, out);
}

static int compare(uint32_t a, uint32_t b) { return (a > b) - (a < b); }

static int by_place(const void *one, const void *another) {
  const struct finding *a = *(const struct finding *const *)one, *b = *(const struct finding *const *)another;
  int order = compare(a->place.source, b->place.source);
  if (!order) order = compare(a->place.line, b->place.line);
  if (!order) order = compare(a->place.column, b->place.column);
  return order ? order : compare(a->order, b->order);
}

size_t diagnostics_left_out(const struct diagnostics *diagnostics) {
  size_t count = diagnostics->unlike;
  for (size_t i = 0; i < diagnostics->kind_count; i++) {
    if (diagnostics->kinds[i].count > MOST_ALIKE) count += diagnostics->kinds[i].count - MOST_ALIKE;
  }
  return count;
}

void diagnostics_render(const struct diagnostics *diagnostics, bool all, struct buffer *out) {
  size_t count = diagnostics->finding_count;
  const struct finding **sorted = memory_grow(NULL, count * sizeof *sorted);
  for (size_t i = 0; i < count; i++) sorted[i] = &diagnostics->findings[i];
  qsort(sorted, count, sizeof *sorted, by_place);
  struct cursor cursor = {0};
  size_t *shown = memory_grow(NULL, (diagnostics->kind_count + 1) * sizeof *shown);
  memset(shown, 0, (diagnostics->kind_count + 1) * sizeof *shown);
  for (size_t i = 0; i < count; i++) {
    size_t alike = diagnostics->kinds[sorted[i]->kind].count, position = ++shown[sorted[i]->kind];
    size_t left_out = !all && position == MOST_ALIKE ? alike - MOST_ALIKE : 0;
    if (all || position <= MOST_ALIKE) render_finding(diagnostics, sorted[i], left_out, &cursor, out);
  }
  free(shown);
  free(sorted);
  size_t more = all ? diagnostics->not_kept : diagnostics->unlike;
  if (more) buffer_format(out, "kith: %zu more finding%s not shown\n", more, more == 1 ? "" : "s");
}
