#include "core/adapters/yaml.h"

#include <string.h>
#include <yaml.h>

enum { QUOTED_BYTES = 60 }; /* how much of a key or value a message repeats */

enum key_state { KEY_WANTED, KEY_READ, KEY_REFUSED };

/* A list or map whose end has not come yet. */
struct level {
  struct value collection;
  size_t start;
  bool flow;   /* written with [ ] or { } */
  bool is_key; /* stands where a key should: read for its findings, then dropped */
  enum key_state state;
  const char *key;
  struct place key_place;
  uint32_t key_width;
  size_t key_end;
  const char *before; /* the plain text of the entry before, which a comma may have cut */
};

/*
 * libyaml counts characters, messages count bytes; marks come in the order of the file, so a cursor that walks along turns one into
 * the other without ever starting over. Lines are counted here too: libyaml also ends them at characters no editor does.
 */
struct cursor {
  size_t index, offset, line_start;
  uint32_t line;
};

struct reading {
  struct arena *arena;
  struct diagnostics *diagnostics;
  uint32_t source;
  const char *text;
  size_t length;
  yaml_parser_t parser;
  struct cursor cursor;
  struct level levels[VALUE_DEPTH];
  size_t depth, nodes, documents;
  struct value root;
  bool failed, stopped;
  struct buffer cut; /* a value that commas cut, put together again; empty: none */
  struct place cut_place;
  uint32_t cut_width;
};

/* Places. */

static bool continues_character(char byte) { return ((unsigned char)byte & 0xC0) == 0x80; }

static void cursor_forward(struct reading *reading, size_t index) {
  struct cursor *cursor = &reading->cursor;
  while (cursor->index < index && cursor->offset < reading->length) {
    bool line_ends = reading->text[cursor->offset] == '\n';
    do cursor->offset++;
    while (cursor->offset < reading->length && continues_character(reading->text[cursor->offset]));
    cursor->index++;
    if (!line_ends) continue;
    cursor->line++;
    cursor->line_start = cursor->offset;
  }
}

static void cursor_back(struct reading *reading, size_t index) {
  struct cursor *cursor = &reading->cursor;
  while (cursor->index > index && cursor->offset > 0) {
    do cursor->offset--;
    while (cursor->offset > 0 && continues_character(reading->text[cursor->offset]));
    cursor->index--;
    if (reading->text[cursor->offset] == '\n') cursor->line--;
  }
  cursor->line_start = cursor->offset;
  while (cursor->line_start > 0 && reading->text[cursor->line_start - 1] != '\n') cursor->line_start--;
}

static size_t offset_of(struct reading *reading, yaml_mark_t mark) {
  if (mark.index < reading->cursor.index) cursor_back(reading, mark.index);
  else cursor_forward(reading, mark.index);
  return reading->cursor.offset;
}

/* The place where the cursor is. */
static struct place place_here(const struct reading *reading) {
  size_t column = reading->cursor.offset - reading->cursor.line_start + 1;
  return (struct place){reading->source, reading->cursor.line, (uint32_t)column};
}

static struct place place_of(struct reading *reading, yaml_mark_t mark) {
  offset_of(reading, mark);
  return place_here(reading);
}

static struct place place_of_offset(struct reading *reading, size_t offset) {
  struct place place = {reading->source, 1, 1};
  for (size_t i = 0; i < offset && i < reading->length; i++) {
    bool line_ends = reading->text[i] == '\n';
    place.line += line_ends;
    place.column = line_ends ? 1 : place.column + 1;
  }
  return place;
}

/* Findings. */

/* As much of a text as a message should repeat, cut between characters. */
static const char *shortened(struct reading *reading, const char *text, size_t length) {
  if (length <= QUOTED_BYTES) return text;
  size_t kept = QUOTED_BYTES;
  while (kept > 0 && continues_character(text[kept])) kept--;
  return arena_format(reading->arena, "%.*s…", (int)kept, text);
}

#define complain(reading, ...) ((reading)->failed = true, diagnostics_add((reading)->diagnostics, SEVERITY_ERROR, __VA_ARGS__))

/* What was still open when the text ended; NULL where the problem is another. The cursor stands at the problem. */
static const char *left_open(const struct reading *reading) {
  static const char *const opened[][2] = {
      {"while scanning a quoted scalar", "the quote"}, {"while parsing a flow mapping", "the {"}, {"while parsing a flow sequence", "the ["}};
  size_t at = reading->cursor.offset;
  while (at < reading->length && strchr(" \t\r\n", reading->text[at])) at++;
  for (size_t i = 0; at == reading->length && reading->parser.context && i < sizeof opened / sizeof *opened; i++)
    if (!strcmp(reading->parser.context, opened[i][0])) return opened[i][1];
  return NULL;
}

static void tell_syntax(struct reading *reading) {
  const yaml_parser_t *parser = &reading->parser;
  if (parser->error == YAML_MEMORY_ERROR) memory_exhausted();
  bool of_reader = parser->error == YAML_READER_ERROR; /* these have an offset in bytes and no mark */
  struct place place = of_reader ? place_of_offset(reading, parser->problem_offset) : place_of(reading, parser->problem_mark);
  bool tab = !of_reader && reading->cursor.offset < reading->length && reading->text[reading->cursor.offset] == '\t';
  const char *open = of_reader ? NULL : left_open(reading), *problem = parser->problem ? parser->problem : "cannot be read";
  if (open) place = place_of(reading, parser->context_mark);
  if (open) complain(reading, place, 1, "%s opened here is not closed", open);
  else if (tab) complain(reading, place, 0, "a tab cannot stand here; YAML is indented with spaces");
  else if (!strcmp(problem, "mapping values are not allowed in this context"))
    complain(reading, place, 0, "not valid YAML: this colon begins a second value; put quotes round a text that holds \": \", or a space after the colon before");
  else complain(reading, place, 0, "not valid YAML: %s", problem);
  reading->stopped = true;
}

static void tell_duplicates(struct reading *reading, const struct value *map) {
  if (map->as.map.count < 2) return;
  const struct pair *first = value_sorted(reading->arena, map, 0);
  for (size_t i = 1; i < map->as.map.count; i++) {
    const struct pair *pair = value_sorted(reading->arena, map, i);
    size_t length = strlen(pair->key);
    if (strcmp(first->key, pair->key) == 0) {
      complain(reading, pair->place, (uint32_t)length, "key \"%s\" stands here a second time; first on line %u",
               shortened(reading, pair->key, length), first->place.line);
    } else {
      first = pair;
    }
  }
}

/* Anchors and tags stand before the value they belong to; the value is taken without them. */
static void tell_properties(struct reading *reading, const yaml_event_t *event, const yaml_char_t *anchor, const yaml_char_t *tag) {
  struct place place = place_of(reading, event->start_mark);
  if (anchor) complain(reading, place, 0, "anchors and aliases (&, *) are not taken; write the value out");
  if (tag) complain(reading, place, 0, "tags (!…) are not taken");
}

/* Values that a comma cut. In `{ name: Rossi, Maria }` libyaml sees a second key, "Maria", that has no value. */

static void add_cut_text(struct buffer *cut, const char *text) {
  for (; *text && cut->length < 2 * QUOTED_BYTES; text++) {
    if (*text == '"' || *text == '\\') buffer_add_char(cut, '\\');
    buffer_add_char(cut, *text);
  }
}

/* Whether the key read last stands alone, without a colon. */
static bool key_alone(const struct reading *reading, const struct level *level) {
  size_t at = level->key_end;
  while (at < reading->length && strchr(" \t\r\n", reading->text[at])) at++;
  return at == reading->length || reading->text[at] != ':';
}

static bool cut_by_comma(const struct reading *reading, const struct level *level) {
  bool after_text = reading->cut.length > 0 || level->before;
  return level->flow && level->state == KEY_READ && after_text && key_alone(reading, level);
}

static void add_cut(struct reading *reading, struct level *level) {
  if (reading->cut.length == 0) {
    add_cut_text(&reading->cut, level->before);
    reading->cut_place = level->key_place;
    reading->cut_width = level->key_width;
  }
  size_t key_start = level->key_end - level->key_width;
  bool close = key_start > 0 && reading->text[key_start - 1] == ',';
  add_cut_text(&reading->cut, close ? "," : ", ");
  add_cut_text(&reading->cut, level->key);
  level->state = KEY_WANTED;
}

/* Told once the entry after the last piece has come: one finding for "Rossi, Maria, Dr". */
static void tell_cut(struct reading *reading) {
  if (reading->cut.length == 0) return;
  complain(reading, reading->cut_place, reading->cut_width, "a comma ends the value inside { }; put quotes round it: \"%s\"",
           shortened(reading, reading->cut.bytes, reading->cut.length));
  buffer_clear(&reading->cut);
}

/* Building the tree. */

static struct level *top(struct reading *reading) { return reading->depth ? &reading->levels[reading->depth - 1] : NULL; }

static bool key_expected(struct reading *reading) {
  const struct level *level = top(reading);
  return level && level->collection.kind == VALUE_MAP && level->state == KEY_WANTED;
}

/* Puts a finished value where it belongs. */
static void settle(struct reading *reading, struct value value) {
  struct level *level = top(reading);
  if (!level) {
    reading->root = value;
  } else if (level->collection.kind == VALUE_LIST) {
    value_add(reading->arena, &level->collection, value);
  } else {
    if (level->state == KEY_READ) value_set(reading->arena, &level->collection, level->key, value)->place = level->key_place;
    level->state = KEY_WANTED;
  }
}

static void refuse_key(struct reading *reading, struct place place, uint32_t width) {
  complain(reading, place, width, "a key must be a plain word");
  top(reading)->state = KEY_REFUSED;
}

static bool count_node(struct reading *reading, const yaml_event_t *event) {
  if (++reading->nodes <= YAML_NODES) return true;
  complain(reading, place_of(reading, event->start_mark), 0, "more than 2,000,000 values");
  reading->stopped = true;
  return false;
}

static bool is_nil(const yaml_event_t *event) {
  const char *word = (const char *)event->data.scalar.value;
  if (event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE) return false;
  return *word == '\0' || strcmp(word, "~") == 0 || strcmp(word, "null") == 0;
}

static void read_key(struct reading *reading, const yaml_event_t *event, struct place place, uint32_t width) {
  struct level *level = top(reading);
  const char *word = (const char *)event->data.scalar.value;
  if (event->data.scalar.length == 0) {
    refuse_key(reading, place, width);
    return;
  }
  level->key = arena_copy(reading->arena, word, event->data.scalar.length);
  level->key_place = place;
  level->key_width = width;
  level->key_end = reading->cursor.offset;
  level->state = KEY_READ;
}

static void read_value(struct reading *reading, const yaml_event_t *event, struct place place, uint32_t width) {
  struct level *level = top(reading);
  const char *word = (const char *)event->data.scalar.value;
  bool plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE, nil = is_nil(event);
  if (level && plain && !*word && cut_by_comma(reading, level)) {
    add_cut(reading, level);
    return;
  }
  tell_cut(reading);
  struct value value = nil ? value_nil() : value_text(reading->arena, word, event->data.scalar.length);
  value.place = place;
  value.width = width;
  if (level) level->before = plain && !nil ? value.as.text.bytes : NULL;
  settle(reading, value);
}

static void read_scalar(struct reading *reading, const yaml_event_t *event) {
  if (!count_node(reading, event)) return;
  tell_properties(reading, event, event->data.scalar.anchor, event->data.scalar.tag);
  struct place place = place_of(reading, event->start_mark);
  size_t start = reading->cursor.offset, end = offset_of(reading, event->end_mark);
  uint32_t width = (uint32_t)(end > start ? end - start : 0);
  if (memchr(event->data.scalar.value, '\0', event->data.scalar.length)) complain(reading, place, width, "a NUL character is not taken");
  if (key_expected(reading)) read_key(reading, event, place, width);
  else read_value(reading, event, place, width);
}

static void read_alias(struct reading *reading, const yaml_event_t *event) {
  if (!count_node(reading, event)) return;
  tell_properties(reading, event, event->data.alias.anchor, NULL);
  if (key_expected(reading)) {
    top(reading)->state = KEY_REFUSED;
    return;
  }
  tell_cut(reading);
  struct value value = value_nil();
  value.place = place_of(reading, event->start_mark);
  if (top(reading)) top(reading)->before = NULL;
  settle(reading, value);
}

static void open_level(struct reading *reading, const yaml_event_t *event, struct value collection, bool flow) {
  if (!count_node(reading, event)) return;
  collection.place = place_of(reading, event->start_mark);
  tell_cut(reading);
  if (reading->depth == VALUE_DEPTH) {
    complain(reading, collection.place, 0, "nested deeper than %d levels", VALUE_DEPTH);
    reading->stopped = true; /* going on would only count brackets, and libyaml gets slower with each */
    return;
  }
  bool is_key = key_expected(reading);
  if (is_key) refuse_key(reading, collection.place, 0);
  else if (top(reading)) top(reading)->before = NULL;
  struct level level = {.collection = collection, .start = reading->cursor.offset, .flow = flow, .is_key = is_key};
  reading->levels[reading->depth++] = level;
}

/* `end` is the offset past a closing bracket, 0 where there is none. */
static void close_level(struct reading *reading, size_t end) {
  struct level *level = &reading->levels[reading->depth - 1];
  tell_cut(reading);
  if (level->collection.kind == VALUE_MAP) tell_duplicates(reading, &level->collection);
  if (level->flow && end > level->start) level->collection.width = (uint32_t)(end - level->start);
  reading->depth--;
  if (!level->is_key) settle(reading, level->collection);
}

static void open_document(struct reading *reading, const yaml_event_t *event) {
  if (++reading->documents == 1) return;
  complain(reading, place_of(reading, event->start_mark), 0, "a second document starts here; one file holds one document");
  reading->stopped = true;
}

static void read_event(struct reading *reading, const yaml_event_t *event) {
  switch (event->type) {
    case YAML_DOCUMENT_START_EVENT: open_document(reading, event); break;
    case YAML_SCALAR_EVENT: read_scalar(reading, event); break;
    case YAML_ALIAS_EVENT: read_alias(reading, event); break;
    case YAML_SEQUENCE_START_EVENT:
      tell_properties(reading, event, event->data.sequence_start.anchor, event->data.sequence_start.tag);
      open_level(reading, event, value_list(), event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE);
      break;
    case YAML_MAPPING_START_EVENT:
      tell_properties(reading, event, event->data.mapping_start.anchor, event->data.mapping_start.tag);
      open_level(reading, event, value_map(), event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
      break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: close_level(reading, offset_of(reading, event->end_mark)); break;
    case YAML_STREAM_END_EVENT: reading->stopped = true; break;
    default: break;
  }
}

static void read_events(struct reading *reading) {
  if (!yaml_parser_initialize(&reading->parser)) memory_exhausted();
  yaml_parser_set_encoding(&reading->parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&reading->parser, (const unsigned char *)reading->text, reading->length);
  while (!reading->stopped) {
    yaml_event_t event;
    if (!yaml_parser_parse(&reading->parser, &event)) {
      tell_syntax(reading);
      break;
    }
    read_event(reading, &event);
    yaml_event_delete(&event);
  }
  while (reading->depth > 0) close_level(reading, 0); /* after an error: what was open counts as far as it was read */
  yaml_parser_delete(&reading->parser);
}

/* What must be refused before libyaml sees it. */

/* Directives for tags serve only tags, and libyaml compares each with all before it. */
static bool tag_directive(const char *text, size_t length, size_t *offset) {
  const char *end = text + length;
  for (const char *at = text; (at = memmem(at, (size_t)(end - at), "%TAG", 4)); at += 4) {
    bool starts_line = at == text || strchr("\n\r\x85\xA8\xA9\xBF", at[-1]); /* last bytes of what libyaml takes as line ends, or of a mark */
    *offset = (size_t)(at - text);
    if (starts_line) return true;
  }
  return false;
}

static bool acceptable(struct reading *reading) {
  size_t offset = utf8_valid(reading->text, reading->length);
  if (offset < reading->length) {
    complain(reading, place_of_offset(reading, offset), 0, "not valid UTF-8");
  } else if (tag_directive(reading->text, reading->length, &offset)) {
    complain(reading, place_of_offset(reading, offset), 4, "tags (!…) are not taken");
  }
  return !reading->failed;
}

bool yaml_read(struct arena *arena, struct diagnostics *diagnostics, const char *name, const char *text, size_t length, struct value *root) {
  if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) { /* not part of the first line, for columns as for editors */
    text += 3;
    length -= 3;
  }
  bool fits = length <= YAML_LARGEST;
  uint32_t source = diagnostics_source(diagnostics, name, fits ? text : NULL, fits ? length : 0);
  struct place start = {source, 1, 1};
  struct reading reading = {.arena = arena, .diagnostics = diagnostics, .source = source, .text = length ? text : "", .length = length};
  reading.cursor.line = 1;
  reading.root = value_nil();
  if (!fits) complain(&reading, start, 0, "larger than 16 MiB");
  else if (acceptable(&reading)) read_events(&reading);
  if (reading.root.kind == VALUE_NIL) {
    reading.root = value_map();
    reading.root.place = start;
  }
  buffer_free(&reading.cut);
  *root = reading.root;
  return !reading.failed;
}
