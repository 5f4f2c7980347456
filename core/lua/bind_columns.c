/* workspace:columns{…}: features of many relationships, and the rule run over them. */
#include "core/adapters/columns_scan.h"
#include "core/lua/bind_columns.h"
#include "core/lua/bind_player.h"

#include <math.h>
#include <string.h>

struct columns *check_columns(lua_State *L, int argument) {
  return *(struct columns **)luaL_checkudata(L, argument, COLUMNS_TYPE);
}

static int collect(lua_State *L) {
  struct columns **handle = luaL_checkudata(L, 1, COLUMNS_TYPE);
  columns_free(*handle);
  *handle = NULL;
  return 0;
}

/* ---- Making them ---- */

static uint32_t read_place(const struct value *numbers, struct place *place) {
  uint32_t four[4] = {0};
  for (size_t i = 0; numbers && numbers->kind == VALUE_LIST && i < numbers->as.list.count && i < 4; i++)
    four[i] = (uint32_t)numbers->as.list.items[i].as.integer;
  *place = (struct place){four[0], four[1], four[2]};
  return four[3];
}

/* Declarations come from scripts by way of the player: { name =, how =, of =, …, place = { source, line, column, width } }, and, where the
 * options were found in the text, keys = and values = { option = place }. */
static void place_declaration(struct arena *arena, struct value *declaration) {
  const struct value *keys = value_get(arena, declaration, "keys"), *values = value_get(arena, declaration, "values");
  declaration->width = read_place(value_get(arena, declaration, "place"), &declaration->place);
  struct value plain = value_map();
  for (size_t i = 0; i < declaration->as.map.count; i++) {
    struct pair *pair = &declaration->as.map.pairs[i];
    if (!strcmp(pair->key, "place") || !strcmp(pair->key, "keys") || !strcmp(pair->key, "values")) continue;
    const struct value *key_at = keys ? value_get(arena, keys, pair->key) : NULL, *value_at = values ? value_get(arena, values, pair->key) : NULL;
    struct place key_place = declaration->place;
    if (key_at) read_place(key_at, &key_place);
    pair->value.place = declaration->place;
    pair->value.width = declaration->width;
    if (value_at) pair->value.width = read_place(value_at, &pair->value.place);
    for (size_t n = 0; pair->value.kind == VALUE_LIST && n < pair->value.as.list.count; n++) {
      pair->value.as.list.items[n].place = pair->value.place;
      pair->value.as.list.items[n].width = pair->value.width;
    }
    value_set(arena, &plain, pair->key, pair->value)->place = key_place;
  }
  plain.place = declaration->place;
  plain.width = declaration->width;
  *declaration = plain;
}

static bool declare_all(struct columns *columns, struct diagnostics *diagnostics, struct value *declarations) {
  bool good = true;
  for (size_t i = 0; declarations->kind == VALUE_LIST && i < declarations->as.list.count; i++) {
    place_declaration(columns->arena, &declarations->as.list.items[i]);
    good &= feature_declare(columns->set, diagnostics, &declarations->as.list.items[i]);
  }
  return good;
}

/* What every row has beside the rule's own features. */
static void declare_every_row(struct columns *columns) {
  static const char *const names[][2] = {
      {"stage", "stage"}, {"engagement", "engagement"}, {"desired", "desired"}, {"maturity_us", "maturity.us"}, {"maturity_them", "maturity.them"}};
  columns->declared = feature_count(columns->set);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    struct value declaration = value_map();
    value_set(columns->arena, &declaration, "name", value_string(columns->arena, names[i][0]));
    value_set(columns->arena, &declaration, "how", value_string(columns->arena, "latest"));
    value_set(columns->arena, &declaration, "of", value_string(columns->arena, names[i][1]));
    feature_declare(columns->set, columns->diagnostics, &declaration);
  }
}

static void read_views(lua_State *L, int options, struct columns *columns) {
  lua_getfield(L, options, "views");
  luaL_checktype(L, -1, LUA_TTABLE);
  columns->view_count = lua_rawlen(L, -1);
  columns->views = ARENA_ARRAY(columns->arena, struct view, columns->view_count);
  for (size_t i = 0; i < columns->view_count; i++) {
    lua_rawgeti(L, -1, (lua_Integer)i + 1);
    lua_getfield(L, -1, "as_of");
    columns->views[i].as_of = check_day(L, lua_gettop(L));
    columns->views[i].until = day_end(columns->views[i].as_of);
    if (lua_getfield(L, -2, "until_") != LUA_TNIL) columns->views[i].until = day_end(check_day(L, lua_gettop(L)));
    lua_pop(L, 3);
  }
  lua_pop(L, 1);
}

static void read_rows(lua_State *L, int options, struct columns *columns) {
  lua_getfield(L, options, "of");
  luaL_checktype(L, -1, LUA_TTABLE);
  size_t count = lua_rawlen(L, -1);
  columns->rows = ARENA_ARRAY(columns->arena, const struct entity *, count);
  for (size_t i = 0; i < count; i++) {
    lua_rawgeti(L, -1, (lua_Integer)i + 1);
    const struct entity *relationship = model_find(columns->model, KIND_RELATIONSHIP, luaL_checkstring(L, -1));
    if (!relationship) luaL_error(L, "no relationship \"%s\"", lua_tostring(L, -1));
    columns->rows[columns->row_count++] = relationship;
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
}

/* workspace:columns{ features = declarations, views = { { as_of =, until_ = } … }, of = ids }: columns, or nil where a declaration is wrong.
 * With check = true only the declarations are checked. */
static int new_columns(lua_State *L) {
  struct workspace *workspace = check_built(L, 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  struct columns **handle = lua_newuserdatauv(L, sizeof *handle, 2);
  *handle = NULL;
  luaL_setmetatable(L, COLUMNS_TYPE);
  lua_pushvalue(L, 1);
  lua_setiuservalue(L, -2, 1);
  struct columns *columns = *handle = columns_new(workspace->kinds, workspace->diagnostics);
  lua_getfield(L, 2, "features");
  struct value declarations = read_value(L, lua_gettop(L), columns->arena, true);
  lua_pop(L, 1);
  if (!declare_all(columns, workspace->diagnostics, &declarations)) return 0;
  lua_getfield(L, 2, "check");
  if (lua_toboolean(L, -1)) return 1;
  lua_pop(L, 1);
  declare_every_row(columns);
  read_views(L, 2, columns);
  read_rows(L, 2, columns);
  if (!columns_scan(columns, workspace->journal)) return luaL_error(L, "%s", journal_why(workspace->journal));
  return 1;
}

/* ---- Running a rule over them ---- */

static struct value describe_columns(struct columns *columns) {
  struct value list = value_list();
  for (size_t i = 0; i < columns_width(columns); i++) {
    struct value column = value_map();
    value_set(columns->arena, &column, "name", value_string(columns->arena, columns_name(columns, i)));
    value_set(columns->arena, &column, "type", value_integer(columns_type(columns, i)));
    value_add(columns->arena, &list, column);
  }
  return list;
}

static struct value list_texts(struct columns *columns) {
  struct value list = value_list();
  for (uint32_t i = 1; i <= words_count(columns->texts); i++)
    value_add(columns->arena, &list, value_string(columns->arena, words_text(columns->texts, i)));
  return list;
}

static size_t lines_of(const struct columns *columns) { return columns->row_count * columns->view_count; }

/* What the player answers is foreign: exactly `size` bytes or nothing. */
static const void *blob(const struct value *value, size_t size) {
  return value && value->kind == VALUE_TEXT && value->as.text.length == size ? value->as.text.bytes : NULL;
}

/* Copies blobs of `size` bytes into aligned memory, one a part; false where the answer has another shape. */
static bool take_blobs(struct columns *columns, const struct value *reply, const char *name, size_t count, size_t size, const void **out) {
  const struct value *list = value_get(columns->arena, reply, name);
  if (count && (!list || list->kind != VALUE_LIST || list->as.list.count != count)) return false;
  for (size_t i = 0; i < count; i++) {
    const void *bytes = blob(&list->as.list.items[i], size);
    if (!bytes) return false;
    out[i] = arena_copy(columns->arena, bytes, size);
  }
  return true;
}

static bool take_answer(struct columns *columns, const struct value *reply, size_t factors, size_t limits, bool classes) {
  size_t lines = lines_of(columns), width = columns_width(columns);
  columns->factor_count = factors;
  columns->factors = ARENA_ARRAY(columns->arena, const double *, factors);
  columns->missing_input = ARENA_ARRAY(columns->arena, const uint8_t *, factors + 1);
  columns->limits = ARENA_ARRAY(columns->arena, const uint8_t *, limits);
  columns->reads = ARENA_ARRAY(columns->arena, const uint8_t *, factors + 1);
  bool good = take_blobs(columns, reply, "factors", factors, lines * sizeof(double), (const void **)columns->factors) &&
              take_blobs(columns, reply, "missing", factors, lines, (const void **)columns->missing_input) &&
              take_blobs(columns, reply, "reads", factors, width, (const void **)columns->reads) &&
              take_blobs(columns, reply, "limits", limits, lines, (const void **)columns->limits);
  if (good && classes) {
    columns->classes = blob(value_get(columns->arena, reply, "class"), lines);
    columns->missing_input[factors] = blob(value_get(columns->arena, reply, "class_missing"), lines);
    columns->reads[factors] = blob(value_get(columns->arena, reply, "class_reads"), width);
    good = columns->classes && columns->missing_input[factors] && columns->reads[factors];
  }
  return good;
}

static size_t option_count(lua_State *L, int options, const char *name) {
  lua_getfield(L, options, name);
  lua_Integer count = luaL_optinteger(L, -1, 0);
  lua_pop(L, 1);
  return count > 0 && count < 1000 ? (size_t)count : 0;
}

/* columns:run(player, { rule =, script =, factors = n, limits = n, defaults = { column… }, classes = { … } }): the findings, and how each
 * function was run: { what =, part =, translated =, line =, source =, why = }; or nil and a failure. interpret = true translates none. */
static int run(lua_State *L) {
  struct columns *columns = check_columns(L, 1);
  struct player_handle *handle = check_player(L, 2);
  luaL_checktype(L, 3, LUA_TTABLE);
  size_t factors = option_count(L, 3, "factors"), limits = option_count(L, 3, "limits");
  size_t size = columns_width(columns) * lines_of(columns) * (sizeof(double) + 1);
  unsigned char *memory = player_columns(handle->player, size ? size : 1);
  if (!memory) return luaL_error(L, "no memory for the columns");
  columns_write(columns, memory);
  struct value call = read_value(L, 3, columns->arena, false), reply;
  bool classes = value_get(columns->arena, &call, "classes") != NULL;
  value_set(columns->arena, &call, "do", value_string(columns->arena, "run_rule"));
  value_set(columns->arena, &call, "lines", value_integer((int64_t)lines_of(columns)));
  value_set(columns->arena, &call, "columns_size", value_integer((int64_t)(size ? size : 1)));
  value_set(columns->arena, &call, "columns", describe_columns(columns));
  value_set(columns->arena, &call, "texts", list_texts(columns));
  enum player_outcome outcome = player_call(handle->player, columns->arena, &call, &reply, NULL, NULL);
  if (outcome != PLAYER_DONE) return push_failure(L, handle, outcome);
  if (!take_answer(columns, &reply, factors, limits, classes)) return luaL_error(L, "the player's answer has another shape than asked for");
  const struct value *findings = value_get(columns->arena, &reply, "findings");
  if (findings) push_value(L, findings);
  else lua_newtable(L);
  const struct value *parts = value_get(columns->arena, &reply, "parts");
  if (parts) push_value(L, parts);
  else lua_newtable(L);
  return 2;
}

void bind_columns(lua_State *L) {
  static const luaL_Reg metamethods[] = {{"__gc", collect}, {NULL, NULL}};
  static const luaL_Reg methods[] = {{"run", run}, {NULL, NULL}};
  static const luaL_Reg makers[] = {{"columns", new_columns}, {NULL, NULL}};
  bind_type(L, COLUMNS_TYPE, metamethods, methods);
  bind_methods(L, WORKSPACE_TYPE, makers);
}
