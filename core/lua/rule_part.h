/*
 * One function of a rule over all lines: translated and run at once where it can be, else line by line in the interpreter.
 * Which of the two is nobody's business but a report's: the answers are the same.
 */
#ifndef KITH_LUA_RULE_PART_H
#define KITH_LUA_RULE_PART_H

#include "core/lua/row.h"

#define RULES "kith.rules" /* registry: name → { functions, params } of the rules that were loaded */

struct part {
  struct row *row;
  struct crew *crew;   /* who works; NULL: the caller alone */
  struct words *words; /* the texts of word columns, by their numbers; NULL: interpret everything */
  struct rule_output output; /* of the function at hand, where it is translated */
  bool translated;
  struct rule_refusal refusal; /* why not */
};

/* Gives the texts of the list at that index the numbers they have in columns; false where some text is not what its number says. */
bool part_number_texts(lua_State *L, int texts, struct words *words);

/* The columns and lines must stand in `row`. `crew` may be NULL. `texts` is the stack index of the list of texts. What it makes lives in the arena, but for
 * the words: part_close. */
void part_open(lua_State *L, struct part *part, struct row *row, struct crew *crew, struct arena *arena, int texts, bool interpret);
void part_close(struct part *part);

/* Starts with the function on top of the stack: translates it, runs it over all lines, notes what it read in row->reads. */
void part_start(lua_State *L, struct part *part, struct arena *arena, int params);

/* What the translated function answered on the row's line; RULE_INTERPRET where the interpreter has to be asked. Sets row->last_missing. */
enum rule_kind part_answer(struct part *part, union lane *value);

/* Calls the function on top of the stack, which stays, with (row, params) at those indices; the result or nothing is pushed. */
enum host_outcome part_interpret(lua_State *L, struct part *part, int row_at, int params_at);

#endif
