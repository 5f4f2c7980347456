/* Reading a dump. A reader that once ran past the end stays failed and gives zeros; counts are held against the bytes that are left. */
#include "core/rule/bytecode.h"

#include <string.h>

enum { DEEPEST = 32, NO_INSTRUCTION = CODE_COUNT };

struct reader {
  struct arena *arena;
  const unsigned char *at, *end;
  bool failed;
};

#define LAYOUT(name, a, b, c) {a, b, c},
static const char layouts[CODE_COUNT][3] = {BYTECODE_OPERATIONS(LAYOUT)};
#undef LAYOUT

/* ---- Bytes ---- */

static const unsigned char *take(struct reader *reader, size_t length) {
  static const unsigned char nothing[8];
  if (reader->failed || (size_t)(reader->end - reader->at) < length) {
    reader->failed = true;
    return nothing;
  }
  const unsigned char *taken = reader->at;
  reader->at += length;
  return taken;
}

static unsigned take_byte(struct reader *reader) { return *take(reader, 1); }

/* Seven bits a byte, the most significant first; the last byte has the high bit. */
static size_t take_size(struct reader *reader) {
  size_t size = 0;
  for (int i = 0; i < 9; i++) {
    unsigned byte = take_byte(reader);
    size = size << 7 | (byte & 0x7f);
    if (byte & 0x80 || reader->failed) return reader->failed ? 0 : size;
  }
  reader->failed = true;
  return 0;
}

/* A count of things that take at least `each` bytes. */
static size_t take_count(struct reader *reader, size_t each) {
  size_t count = take_size(reader);
  if (count > (size_t)(reader->end - reader->at) / each) reader->failed = true;
  return reader->failed ? 0 : count;
}

static void take_text(struct reader *reader, struct rule_value *text, bool keep) {
  size_t size = take_size(reader), length = size ? size - 1 : 0;
  const unsigned char *bytes = take(reader, length);
  *text = (struct rule_value){.thing = RULE_WORD, .text = "", .length = 0};
  if (reader->failed || !keep) return;
  text->text = arena_copy(reader->arena, bytes, length);
  text->length = length;
}

/* ---- Parts of a function ---- */

static bool take_header(struct reader *reader) {
  static const unsigned char begin[] = {0x1b, 'L', 'u', 'a', 0x54, 0, 0x19, 0x93, '\r', '\n', 0x1a, '\n', 4, 8, 8};
  const unsigned char *bytes = take(reader, sizeof begin);
  if (reader->failed || memcmp(bytes, begin, sizeof begin) != 0) return false;
  int64_t whole;
  double number;
  memcpy(&whole, take(reader, 8), 8);
  memcpy(&number, take(reader, 8), 8);
  take_byte(reader); /* upvalues, said again below */
  return !reader->failed && whole == 0x5678 && number == 370.5;
}

static void take_code(struct reader *reader, struct bytecode *function) {
  size_t count = take_count(reader, 4);
  const unsigned char *bytes = take(reader, count * 4);
  if (!function || reader->failed) return;
  function->count = count;
  if (count == 0 || count > BYTECODE_MOST) {
    reader->failed = true;
    return;
  }
  function->code = ARENA_ARRAY(reader->arena, struct instruction, count);
  for (size_t i = 0; i < count; i++, bytes += 4) {
    uint32_t word = bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
    unsigned operation = word & 0x7f;
    function->code[i] = (struct instruction){.operation = (uint8_t)(operation < CODE_COUNT ? operation : NO_INSTRUCTION),
                                             .a = (uint8_t)(word >> 7),
                                             .k = word >> 15 & 1,
                                             .b = (uint8_t)(word >> 16),
                                             .c = (uint8_t)(word >> 24),
                                             .wide = (int32_t)(word >> 15)};
    if (operation == CODE_JMP) function->code[i].wide = (int32_t)(word >> 7) - 16777215;
    if (operation == CODE_EXTRAARG) function->code[i].wide = (int32_t)(word >> 7);
    if (operation == CODE_LOADI || operation == CODE_LOADF) function->code[i].wide -= 65535;
  }
}

static struct rule_value take_constant(struct reader *reader, bool keep) {
  struct rule_value value = {.thing = RULE_NOTHING};
  switch (take_byte(reader)) {
  case 0x00: break;
  case 0x01: value.thing = RULE_BOOLEAN; break;
  case 0x11:
    value.thing = RULE_BOOLEAN;
    value.boolean = true;
    break;
  case 0x03:
    value.thing = RULE_WHOLE;
    memcpy(&value.whole, take(reader, 8), 8);
    break;
  case 0x13:
    value.thing = RULE_FLOAT;
    memcpy(&value.number, take(reader, 8), 8);
    break;
  case 0x04:
  case 0x14: take_text(reader, &value, keep); break;
  default: reader->failed = true;
  }
  return value;
}

static void take_constants(struct reader *reader, struct bytecode *function) {
  size_t count = take_count(reader, 1);
  if (function) {
    function->constant_count = count;
    function->constants = ARENA_ARRAY(reader->arena, struct rule_value, count);
  }
  for (size_t i = 0; i < count && !reader->failed; i++) {
    struct rule_value constant = take_constant(reader, function != NULL);
    if (function) function->constants[i] = constant;
  }
}

/* A line an instruction as the difference to the one before; -128 says that the absolute list has it. */
static void take_lines(struct reader *reader, struct bytecode *function, int32_t defined) {
  size_t count = take_count(reader, 1);
  const unsigned char *deltas = take(reader, count);
  size_t absolutes = take_count(reader, 2);
  size_t next = 0; /* instruction without a line so far */
  int32_t line = defined;
  bool known = function && !reader->failed && count == function->count;
  for (size_t i = 0; i <= absolutes && !reader->failed; i++) {
    size_t pc = i < absolutes ? take_size(reader) : count;
    int32_t absolute = i < absolutes ? (int32_t)(take_size(reader) & 0x3fffffff) : 0;
    for (; known && next < pc && next < count; next++) {
      line = (int32_t)((uint32_t)line + (uint32_t)(int32_t)(int8_t)deltas[next]);
      function->code[next].line = line > 0 ? line : 0;
    }
    if (known && i < absolutes && next == pc && next < count) function->code[next++].line = line = absolute;
  }
}

static void take_debug(struct reader *reader, struct bytecode *function, int32_t defined) {
  struct rule_value text;
  take_lines(reader, function, defined);
  for (size_t left = take_count(reader, 3); left > 0 && !reader->failed; left--) { /* locals */
    take_text(reader, &text, false);
    take_size(reader);
    take_size(reader);
  }
  for (size_t left = take_count(reader, 1); left > 0 && !reader->failed; left--) take_text(reader, &text, false); /* upvalues' names */
}

/* `function` is NULL for one made inside another: it is only passed over. */
static void take_function(struct reader *reader, struct bytecode *function, int depth) {
  struct rule_value source;
  take_text(reader, &source, function != NULL);
  int32_t defined = (int32_t)(take_size(reader) & 0x3fffffff);
  take_size(reader);
  unsigned parameters = take_byte(reader), varargs = take_byte(reader), registers = take_byte(reader);
  if (function) {
    function->source = source.length && source.text[0] == '@' ? source.text + 1 : "";
    function->parameters = parameters;
    function->varargs = varargs != 0;
    function->registers = registers;
  }
  take_code(reader, function);
  take_constants(reader, function);
  size_t upvalues = take_count(reader, 3);
  take(reader, upvalues * 3);
  if (function) function->upvalues = (unsigned)upvalues;
  size_t inner = take_count(reader, 8);
  if (depth >= DEEPEST) reader->failed = true;
  for (; inner > 0 && !reader->failed; inner--) take_function(reader, NULL, depth + 1);
  take_debug(reader, function, defined);
}

/* ---- Checks ---- */

static bool operand_good(const struct bytecode *function, char layout, unsigned operand, bool k) {
  switch (layout) {
  case 'R': return operand < function->registers;
  case 'K': return operand < function->constant_count;
  case 'T': return operand < function->constant_count && function->constants[operand].thing == RULE_WORD;
  case 'U': return operand < function->upvalues;
  case 'X': return operand < (k ? function->constant_count : function->registers);
  default: return true;
  }
}

static bool is_test(unsigned operation) { return operation >= CODE_EQ && operation <= CODE_TESTSET; }

/* Turns distances into positions; false where one leads out of the function or is not what its operation needs. */
static bool settle(struct bytecode *function, size_t at) {
  struct instruction *it = &function->code[at];
  int64_t count = (int64_t)function->count, target = (int64_t)at + 1;
  switch (it->operation) {
  case CODE_JMP: target += it->wide; break;
  case CODE_FORPREP: /* the position of its FORLOOP, which leads back behind it */
    target += it->wide;
    if (target >= count - 1 || it->a + 3u >= function->registers) return false;
    if (function->code[target].operation != CODE_FORLOOP || function->code[target].a != it->a) return false;
    if (function->code[target].wide != target - (int64_t)at) return false;
    break;
  case CODE_LOADK: return (size_t)it->wide < function->constant_count;
  case CODE_LOADKX:
    if (target >= count || function->code[target].operation != CODE_EXTRAARG) return false;
    it->wide = function->code[target].wide;
    return (size_t)it->wide < function->constant_count;
  case CODE_LOADNIL: return (unsigned)it->a + it->b < function->registers;
  case CODE_CALL:
  case CODE_TAILCALL: return (unsigned)it->a + it->b <= function->registers;
  case CODE_RETURN: return it->b == 0 || (unsigned)it->a + it->b - 1 <= function->registers;
  case CODE_LFALSESKIP: return target + 1 < count;
  default: return !is_test(it->operation) || (target + 1 < count && function->code[target].operation == CODE_JMP);
  }
  if (target < 0 || target >= count) return false;
  it->wide = (int32_t)target;
  return true;
}

static bool check(struct bytecode *function) {
  if (function->parameters > function->registers) return false;
  for (size_t i = 0; i < function->count; i++) {
    const struct instruction *it = &function->code[i];
    if (it->operation >= CODE_COUNT) return false;
    const char *layout = layouts[it->operation];
    if (!operand_good(function, layout[0], it->a, false) || !operand_good(function, layout[1], it->b, false) ||
        !operand_good(function, layout[2], it->c, it->k))
      return false;
  }
  for (size_t i = 0; i < function->count; i++)
    if (!settle(function, i)) return false;
  unsigned last = function->code[function->count - 1].operation;
  return last >= CODE_RETURN && last <= CODE_RETURN1;
}

const struct bytecode *bytecode_decode(struct arena *arena, const char *bytes, size_t length, const char **why) {
  struct reader reader = {arena, (const unsigned char *)bytes, (const unsigned char *)bytes + length, false};
  struct bytecode *function = ARENA_NEW(arena, struct bytecode);
  *why = "is not bytecode of Lua 5.4";
  if (!take_header(&reader)) return NULL;
  take_function(&reader, function, 0);
  if (function->count > BYTECODE_MOST) *why = "is too long to be translated";
  if (reader.failed || reader.at != reader.end || !check(function)) return NULL;
  return function;
}
