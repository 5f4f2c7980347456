/*
 * Loaded into kith with LD_PRELOAD: writes down every change it makes to the files of the folder FAULT_FOLDER, in order, to the end of the
 * file FAULT_RECORD, for tests/faults/power.lua. Each is a line, and after `write` the bytes themselves:
 *
 *   write NAME OFFSET LENGTH     size NAME LENGTH     sync NAME     create NAME     unlink NAME     link NAME NAME     rename NAME NAME
 *   commit                       sqlite3_exec has answered that a COMMIT is done
 *
 * The folder itself is called ".". FAULT_PRAGMA stands in for what kith asks SQLite for: journal_mode and synchronous.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *folder;
static int record = -1;

static void forked(void) { folder = NULL; }

static void *original(const char *name) { return dlsym(RTLD_NEXT, name); }

#define ORIGINAL(name, result, ...) \
  static result (*real)(__VA_ARGS__); \
  if (!real) *(void **)&real = original(#name)

static ssize_t put(const void *bytes, size_t length) {
  ORIGINAL(write, ssize_t, int, const void *, size_t);
  return real(record, bytes, length);
}

__attribute__((constructor)) static void begin(void) {
  folder = getenv("FAULT_FOLDER");
  ORIGINAL(open, int, const char *, int, ...);
  if (folder) record = real(getenv("FAULT_RECORD"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  pthread_atfork(NULL, NULL, forked);
}

/* The name within the folder, which kith is started in; NULL for what lies elsewhere. */
static const char *within(const char *path) {
  size_t length = folder ? strlen(folder) : 0;
  if (folder && *path != '/') return strncmp(path, "./", 2) ? path : path + 2;
  if (!folder || strncmp(path, folder, length)) return NULL;
  return !path[length] ? "." : path[length] == '/' ? path + length + 1 : NULL;
}

static const char *name_of(int file, char path[PATH_MAX]) {
  char link[32];
  if (!folder) return NULL;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length < 0) return NULL;
  path[length] = '\0';
  return strstr(path, " (deleted)") ? NULL : within(path); /* what has no name any more is not there later */
}

static void tell(const char *format, ...) {
  char line[2 * PATH_MAX];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  if (put(line, (size_t)length) != length) _exit(99);
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off_t at) {
  ORIGINAL(pwrite64, ssize_t, int, const void *, size_t, off_t);
  char path[PATH_MAX];
  const char *name = name_of(file, path);
  ssize_t written = real(file, bytes, length, at);
  if (!name || written <= 0) return written;
  tell("write %s %lld %zd\n", name, (long long)at, written);
  if (put(bytes, (size_t)written) != written) _exit(99);
  return written;
}

#define SYNCING(name) \
  int name(int file) { \
    ORIGINAL(name, int, int); \
    char path[PATH_MAX]; \
    const char *within_folder = name_of(file, path); \
    int outcome = real(file); \
    if (within_folder && outcome == 0) tell("sync %s\n", within_folder); \
    return outcome; \
  }
SYNCING(fsync)
SYNCING(fdatasync)

int ftruncate64(int file, off_t length) {
  ORIGINAL(ftruncate64, int, int, off_t);
  char path[PATH_MAX];
  const char *name = name_of(file, path);
  int outcome = real(file, length);
  if (name && outcome == 0) tell("size %s %lld\n", name, (long long)length);
  return outcome;
}

int unlink(const char *path) {
  ORIGINAL(unlink, int, const char *);
  const char *name = within(path);
  int outcome = real(path);
  if (name && outcome == 0) tell("unlink %s\n", name);
  return outcome;
}

#define NAMING(name) \
  int name(const char *from, const char *to) { \
    ORIGINAL(name, int, const char *, const char *); \
    const char *one = within(from), *other = within(to); \
    int outcome = real(from, to); \
    if (one && other && outcome == 0) tell(#name " %s %s\n", one, other); \
    return outcome; \
  }
NAMING(link)
NAMING(rename)

int open64(const char *path, int flags, ...) {
  ORIGINAL(open64, int, const char *, int, ...);
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  const char *name = within(path);
  bool creates = name && (flags & O_CREAT) && access(path, F_OK) != 0;
  int file = real(path, flags, mode);
  if (creates && file >= 0) tell("create %s\n", name);
  return file;
}

struct sqlite3;
int sqlite3_exec(struct sqlite3 *db, const char *text, int (*callback)(void *, int, char **, char **), void *context, char **error);

int sqlite3_exec(struct sqlite3 *db, const char *text, int (*callback)(void *, int, char **, char **), void *context, char **error) {
  ORIGINAL(sqlite3_exec, int, struct sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *, char **);
  const char *other = getenv("FAULT_PRAGMA");
  int outcome = real(db, other && strstr(text, "journal_mode = TRUNCATE") ? other : text, callback, context, error);
  if (folder && outcome == 0 && !strcmp(text, "COMMIT")) tell("commit\n");
  return outcome;
}
