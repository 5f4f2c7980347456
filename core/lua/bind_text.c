/* Days, numbers, words, files: the small functions of the module. */
#include "core/adapters/csv.h"
#include "core/adapters/digest.h"
#include "core/adapters/file.h"
#include "core/lua/bind.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { LARGEST_FILE = 1 << 30 };

/* The only clock in kith: the default of --today and --as-of. */
static int clock_today(lua_State *L) {
  time_t now = time(NULL);
  struct tm local;
  localtime_r(&now, &local);
  push_day(L, day_from_date((struct date){local.tm_year + 1900, local.tm_mon + 1, local.tm_mday}));
  return 1;
}

static int is_day(lua_State *L) {
  size_t length;
  int32_t day;
  const char *text = luaL_checklstring(L, 1, &length);
  lua_pushboolean(L, day_parse(text, length, &day));
  return 1;
}

static int is_moment(lua_State *L) {
  size_t length;
  int64_t moment;
  bool has_minute;
  const char *text = luaL_checklstring(L, 1, &length);
  lua_pushboolean(L, moment_parse(text, length, &moment, &has_minute));
  return 1;
}

static struct span check_span(lua_State *L, int argument) {
  size_t length;
  struct span span = {0};
  const char *text = luaL_checklstring(L, argument, &length);
  if (!span_parse(text, length, &span)) luaL_argerror(L, argument, "a length of time such as 30d or 6 months expected");
  return span;
}

static int is_span(lua_State *L) {
  size_t length;
  struct span span;
  const char *text = luaL_checklstring(L, 1, &length);
  lua_pushboolean(L, span_parse(text, length, &span));
  return 1;
}

static int span_length(lua_State *L) {
  lua_pushnumber(L, span_days(check_span(L, 1)));
  return 1;
}

static int add_days(lua_State *L) {
  int32_t day = check_day(L, 1);
  struct span span = check_span(L, 2);
  push_day(L, day_add(NULL, day, span, (int32_t)luaL_optinteger(L, 3, 1)));
  return 1;
}

static int days_between(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)check_day(L, 2) - check_day(L, 1));
  return 1;
}

static int day_number(lua_State *L) {
  lua_pushinteger(L, check_day(L, 1));
  return 1;
}

static int day_text(lua_State *L) {
  push_day(L, (int32_t)luaL_checkinteger(L, 1));
  return 1;
}

static int nearest(lua_State *L) {
  size_t length;
  const char *wanted = luaL_checklstring(L, 1, &length);
  struct nearest search = nearest_to(wanted, length);
  luaL_checktype(L, 2, LUA_TTABLE);
  for (lua_Integer i = 1; lua_rawgeti(L, 2, i) == LUA_TSTRING; i++) {
    nearest_offer(&search, lua_tostring(L, -1));
    lua_pop(L, 1); /* the table keeps the string */
  }
  if (search.best) lua_pushstring(L, search.best);
  else lua_pushnil(L);
  return 1;
}

static int push_buffer(lua_State *L, struct buffer *buffer) {
  lua_pushlstring(L, buffer->bytes ? buffer->bytes : "", buffer->length);
  buffer_free(buffer);
  return 1;
}

static bool is_plain(const char *text, size_t length) {
  for (size_t i = 0; i < length; i++)
    if ((unsigned char)text[i] < ' ' || (unsigned char)text[i] > '~') return false;
  return true;
}

static int visible(lua_State *L) {
  size_t length;
  const char *text = luaL_checklstring(L, 1, &length);
  if (is_plain(text, length)) { /* nearly all texts: the same string, no copy */
    lua_settop(L, 1);
    return 1;
  }
  struct buffer out = {0};
  buffer_add_visible(&out, text, length);
  return push_buffer(L, &out);
}

static int width(lua_State *L) {
  size_t length;
  const char *text = luaL_checklstring(L, 1, &length);
  lua_pushinteger(L, (lua_Integer)utf8_columns(text, length));
  return 1;
}

/* kith.within(text, columns): the longest beginning that takes at most so many columns. */
static int within(lua_State *L) {
  size_t length;
  const char *text = luaL_checklstring(L, 1, &length);
  lua_Integer columns_left = luaL_checkinteger(L, 2);
  lua_pushlstring(L, text, columns_left > 0 ? utf8_within(text, length, (size_t)columns_left) : 0);
  return 1;
}

/* kith.shown(text): what visible and width say, in one call. */
static int shown(lua_State *L) {
  lua_settop(L, 1);
  visible(L);
  if (lua_gettop(L) > 1) lua_replace(L, 1);
  width(L);
  return 2;
}

static int number(lua_State *L) {
  char text[32];
  number_text(text, luaL_checknumber(L, 1));
  lua_pushstring(L, text);
  return 1;
}

static int csv_field(lua_State *L) {
  size_t length;
  const char *text = luaL_checklstring(L, 1, &length);
  struct buffer out = {0};
  csv_write_field(&out, text, length);
  return push_buffer(L, &out);
}

static void push_base64(lua_State *L, const uint8_t *bytes, size_t length) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  luaL_Buffer out;
  luaL_buffinit(L, &out);
  for (size_t i = 0; i < length; i += 3) {
    uint32_t group = (uint32_t)bytes[i] << 16 | (i + 1 < length ? (uint32_t)bytes[i + 1] << 8 : 0) | (i + 2 < length ? bytes[i + 2] : 0);
    luaL_addchar(&out, letters[group >> 18]);
    luaL_addchar(&out, letters[group >> 12 & 63]);
    luaL_addchar(&out, i + 1 < length ? letters[group >> 6 & 63] : '=');
    luaL_addchar(&out, i + 2 < length ? letters[group & 63] : '=');
  }
  luaL_pushresult(&out);
}

/* kith.base64(bytes): as a data: address in a page wants a picture. */
static int base64(lua_State *L) {
  size_t length;
  const char *bytes = luaL_checklstring(L, 1, &length);
  push_base64(L, (const uint8_t *)bytes, length);
  return 1;
}

/* kith.digest(text, "hex" | "base64"): SHA-256; the second as a page's policy wants it. */
static int digest_of(lua_State *L) {
  static const char *const forms[] = {"hex", "base64", NULL};
  struct piece piece = {NULL, 0};
  uint8_t bytes[DIGEST_BYTES];
  char hex[DIGEST_HEX];
  piece.bytes = luaL_checklstring(L, 1, &piece.length);
  digest(bytes, &piece, 1);
  if (luaL_checkoption(L, 2, "hex", forms)) return push_base64(L, bytes, sizeof bytes), 1;
  digest_hex(hex, bytes);
  lua_pushstring(L, hex);
  return 1;
}

static int read_file(lua_State *L) {
  const char *folder = luaL_optstring(L, 1, NULL), *path = luaL_checkstring(L, 2), *why = "";
  struct buffer text = {0};
  if (file_read(folder, path, LARGEST_FILE, &text, &why)) return push_buffer(L, &text);
  buffer_free(&text);
  lua_pushnil(L);
  lua_pushstring(L, why);
  return 2;
}

static int write_file(lua_State *L) {
  size_t length;
  const char *path = luaL_checkstring(L, 1), *text = luaL_checklstring(L, 2, &length), *why = "";
  if (file_write(path, text, length, lua_toboolean(L, 3), &why)) {
    lua_pushboolean(L, 1);
    return 1;
  }
  lua_pushnil(L);
  lua_pushstring(L, why);
  return 2;
}

/* kith.write_files(folder, { { path, text }, … }): a list with true or why not, for each. */
static int write_files(lua_State *L) {
  const char *folder = luaL_checkstring(L, 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  size_t count = lua_rawlen(L, 2);
  struct file_to_write *files = lua_newuserdatauv(L, (count + 1) * sizeof *files, 0); /* folder list files */
  for (size_t i = 0; i < count; i++) {
    luaL_argcheck(L, lua_rawgeti(L, 2, (lua_Integer)i + 1) == LUA_TTABLE, 2, "is no list of paths with texts");
    bool whole = lua_rawgeti(L, -1, 1) == LUA_TSTRING && lua_rawgeti(L, -2, 2) == LUA_TSTRING;
    luaL_argcheck(L, whole, 2, "is no list of paths with texts");
    files[i].path = lua_tostring(L, -2); /* the list keeps both alive */
    files[i].bytes = lua_tolstring(L, -1, &files[i].length);
    lua_pop(L, 3);
  }
  files_write(folder, files, count);
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; i++) {
    if (files[i].why) lua_pushstring(L, files[i].why);
    else lua_pushboolean(L, true);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

static int is_terminal(lua_State *L) {
  lua_pushboolean(L, isatty((int)luaL_checkinteger(L, 1)));
  return 1;
}

static int columns(lua_State *L) {
  struct winsize size;
  bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  lua_pushinteger(L, known ? size.ws_col : 80);
  return 1;
}

int bind_id_of(lua_State *L) {
  size_t length;
  char id[81];
  const char *name = luaL_checklstring(L, 1, &length);
  id_from_name(id, name, length);
  lua_pushstring(L, id);
  return 1;
}

void bind_text(lua_State *L) {
  static const luaL_Reg functions[] = {{"clock_today", clock_today}, {"is_day", is_day},           {"is_moment", is_moment},
                                       {"is_span", is_span},         {"span_days", span_length},   {"day_add", add_days},
                                       {"days_between", days_between}, {"day_number", day_number}, {"day_text", day_text},
                                       {"nearest", nearest},         {"visible", visible},         {"shown", shown},         {"width", width},
                                       {"number", number},           {"csv_field", csv_field},     {"read_file", read_file},
                                       {"write_file", write_file},   {"write_files", write_files},   {"is_terminal", is_terminal}, {"columns", columns},
                                       {"id", bind_id_of},                 {"within", within},         {"digest", digest_of},
                                       {"base64", base64},           {NULL, NULL}};
  luaL_setfuncs(L, functions, 0);
}
