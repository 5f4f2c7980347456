#include "core/lua/rule_part.h"

#include <string.h>

#include "core/lua/translate.h"

/* Columns without a missing value need no masks. */
static void find_whole_columns(struct row *row, struct arena *arena) {
  struct rule_column *columns = ARENA_ARRAY(arena, struct rule_column, row->width);
  for (size_t i = 0; i < row->width; i++) {
    columns[i] = row->columns[i];
    columns[i].whole = row->input.lines && !memchr(row->input.present + i * row->input.lines, 0, row->input.lines);
  }
  row->columns = columns;
}

bool part_number_texts(lua_State *L, int texts, struct words *words) {
  lua_Integer count = (lua_Integer)lua_rawlen(L, texts);
  bool good = true;
  for (lua_Integer i = 1; i <= count && good; i++) {
    size_t length = 0;
    lua_rawgeti(L, texts, i);
    const char *text = lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &length) : NULL;
    good = text && words_number(words, text, length) == (uint32_t)i;
    lua_pop(L, 1);
  }
  return good;
}

void part_open(lua_State *L, struct part *part, struct row *row, struct crew *crew, struct arena *arena, int texts, bool interpret) {
  *part = (struct part){.row = row, .crew = crew};
  if (interpret) return;
  part->words = words_new();
  if (!part_number_texts(L, texts, part->words)) {
    part_close(part);
    return;
  }
  find_whole_columns(row, arena);
  part->output.values = ARENA_ARRAY(arena, union lane, row->input.lines);
  part->output.kinds = ARENA_ARRAY(arena, unsigned char, row->input.lines);
  part->output.missing = ARENA_ARRAY(arena, uint16_t, row->input.lines);
  part->output.reads = row->reads;
}

void part_close(struct part *part) {
  if (part->words) words_free(part->words);
  part->words = NULL;
}

void part_start(lua_State *L, struct part *part, struct arena *arena, int params) {
  struct row *row = part->row;
  memset(row->reads, 0, row->width);
  part->translated = false;
  part->refusal = (struct rule_refusal){.why = "asked for"};
  if (!part->words || lua_type(L, -1) != LUA_TFUNCTION) return;
  const struct rule_program *program = translate_function(L, -1, params, arena, row->columns, row->width, part->words, &part->refusal);
  if (!program) return;
  rule_run_all(program, &row->input, part->crew, &part->output);
  part->translated = true;
}

enum rule_kind part_answer(struct part *part, union lane *value) {
  if (!part->translated) return RULE_INTERPRET;
  size_t line = part->row->line;
  *value = part->output.values[line];
  part->row->last_missing = part->output.missing[line];
  return part->output.kinds[line];
}

enum host_outcome part_interpret(lua_State *L, struct part *part, int row_at, int params_at) {
  lua_pushvalue(L, -1);
  lua_pushvalue(L, row_at);
  lua_pushvalue(L, params_at);
  part->row->last_missing = 0;
  return host_call(part->row->host, 2, 1);
}
