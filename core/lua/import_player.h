/*
 * An import as the player sees it. import_player.c runs it and sends what is emitted; import_cells.c types the cells of a row, looks
 * columns up in the header, and adds findings.
 */
#ifndef KITH_LUA_IMPORT_PLAYER_H
#define KITH_LUA_IMPORT_PLAYER_H

#include "core/adapters/csv.h"
#include "core/base/words.h"
#include "core/lua/verbs.h"

enum { MOST_FINDINGS = 20000 }; /* of cells; where there are more the file is not read to its end */

enum column_type { COLUMN_TEXT, COLUMN_NUMBER, COLUMN_FLAG, COLUMN_DATE };

struct column {
  const char *field;
  enum column_type type;
  const struct value *headers, *formats, *yes, *no; /* lists of texts */
  bool comma;                                       /* decimal = "," */
  bool optional;
  size_t at; /* its position in the header */
};

enum { ABSENT = CSV_FIELDS }; /* a column the file does not have */

struct importing {
  struct player_session *session;
  const struct player_input *input;
  struct arena *lasting, *of_row;
  struct diagnostics *told; /* the CSV reader's, only counted */
  struct csv *csv;
  const char **headers;
  size_t width;
  struct column *columns;
  size_t column_count;
  const struct value *unknown;
  const struct column *last; /* keep_last */
  struct words *last_keys;
  uint64_t *last_rows; /* by number of the key */
  size_t last_room;
  const struct csv_field *fields; /* of the row at hand */
  size_t offset;                  /* where that row, or blank lines before it, begins */
  bool bad;                       /* the row has a finding */
  const struct csv_field *missing; /* the empty cell read last */
  const char *missing_name;
  struct buffer part;
  struct value findings;
  size_t raised;
  const char *raised_last; /* its message */
  uint64_t kept;
  size_t signed_at; /* bytes read when the keeper last heard of us */
};


/* Makes the row at hand bad. */
void importing_finding(struct importing *importing, uint32_t line, uint32_t column, size_t width, const char *message);
/* Whether no more findings are taken; and the finding that says where reading ended. */
bool importing_full(const struct importing *importing);
void importing_ends(struct importing *importing, uint32_t line);

/* The declared columns, from the table that the prelude made. */
void importing_declare(struct importing *importing, const struct value *header);
/* Reads the file's header and finds the columns in it; false where there were findings. */
bool importing_header(struct importing *importing);

/* The cell without blanks around it; false where it is empty or holds a text for unknown. */
bool importing_cell(const struct importing *importing, const struct csv_field *cell, const char **text, size_t *length);
/* Pushes `r`; `self` is the stack index of the userdata that `importing` is. */
void importing_push_row(lua_State *L, struct importing *importing, int self);

#endif
