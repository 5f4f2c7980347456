#include "core/adapters/file.h"

#include "core/base/arena.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(SYS_openat2) && defined(__has_include)
#if __has_include(<linux/openat2.h>)
#include <linux/openat2.h>
#define HAS_OPENAT2 1
#endif
#endif

enum { PORTION = 64 * 1024, NAMES_TRIED = 100, OPENS_TRIED = 16 };
#define OPEN_TO_READ (O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK) /* without O_NONBLOCK a fifo would hold us for ever */

static const char OUTSIDE[] = "leads outside the folder";

static const char *reason(int error) {
  switch (error) {
    case ENOENT: return "no such file";
    case EACCES:
    case EPERM: return "not permitted";
    case EISDIR: return "is a folder";
    case ENOTDIR: return "a part of the path is not a folder";
    case ELOOP: return "leads through too many symbolic links";
    case EXDEV: return OUTSIDE;
    case EEXIST: return "exists already";
    case ENAMETOOLONG: return "the name is too long";
    case ENOSPC:
    case EDQUOT: return "the disk is full";
    case EROFS: return "the disk cannot be written to";
    default: return strerror(error);
  }
}

static const char *too_large(size_t largest) {
  static _Thread_local char text[48];
  if (largest >= 1024 * 1024 && largest % (1024 * 1024) == 0) snprintf(text, sizeof text, "larger than %zu MiB", largest / (1024 * 1024));
  else if (largest >= 1024 && largest % 1024 == 0) snprintf(text, sizeof text, "larger than %zu KiB", largest / 1024);
  else snprintf(text, sizeof text, "larger than %zu bytes", largest);
  return text;
}

/* Opening beneath a folder. */

/* Refused on every system alike, so that a workspace that works on one works on all. */
static bool stays_inside(const char *path) {
  if (*path == '/') return false;
  for (const char *part = path; part; part = strchr(part, '/')) {
    part += *part == '/';
    size_t length = strcspn(part, "/");
    if (length == 2 && part[0] == '.' && part[1] == '.') return false;
  }
  return true;
}

/* Part by part and through no symbolic link at all: stricter than openat2, and as safe against a folder changed meanwhile. */
static int open_by_parts(int folder, const char *path) {
  char *parts = strdup(path), *left = NULL;
  if (!parts) memory_exhausted();
  int at = dup(folder);
  char *part = strtok_r(parts, "/", &left);
  if (!part && at >= 0) {
    close(at);
    at = -1;
    errno = EISDIR;
  }
  while (part && at >= 0) {
    char *next = strtok_r(NULL, "/", &left);
    int opened = openat(at, part, OPEN_TO_READ | O_NOFOLLOW | (next ? O_DIRECTORY : 0));
    int error = errno;
    close(at);
    errno = error;
    at = opened;
    part = next;
  }
  int error = errno;
  free(parts);
  errno = error;
  return at;
}

static int open_beneath(int folder, const char *path) {
#ifdef HAS_OPENAT2
  struct open_how how = {.flags = OPEN_TO_READ, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
  for (int i = 0; i < OPENS_TRIED; i++) { /* EAGAIN: something was renamed meanwhile */
    long opened = syscall(SYS_openat2, folder, path, &how, sizeof how);
    if (opened >= 0 || (errno != EAGAIN && errno != EINTR)) {
      bool missing = opened < 0 && (errno == ENOSYS || errno == EPERM); /* EPERM: some containers answer so to calls they do not know */
      return missing ? open_by_parts(folder, path) : (int)opened;
    }
  }
  return -1;
#else
  return open_by_parts(folder, path);
#endif
}

static int open_in(const char *folder, const char *path, const char **why) {
  if (folder && !stays_inside(path)) {
    *why = OUTSIDE;
    return -1;
  }
  int opened;
  if (folder) {
    int base = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    opened = base >= 0 ? open_beneath(base, path) : -1;
    int error = errno;
    if (base >= 0) close(base);
    errno = error;
  } else {
    opened = open(path, OPEN_TO_READ);
  }
  if (opened < 0) *why = reason(errno);
  return opened;
}

/* Reading. */

static bool read_whole(int file, size_t largest, struct buffer *out, const char **why) {
  char portion[PORTION];
  for (;;) {
    ssize_t got = read(file, portion, sizeof portion);
    if (got == 0) return true;
    if (got < 0 && errno == EINTR) continue;
    *why = got < 0 ? reason(errno) : too_large(largest);
    if (got < 0 || (size_t)got > largest - out->length) return false;
    buffer_add(out, portion, (size_t)got);
  }
}

static bool fit_to_read(int file, size_t largest, const char **why) {
  struct stat status;
  if (fstat(file, &status) != 0) *why = reason(errno);
  else if (S_ISDIR(status.st_mode)) *why = "is a folder";
  else if (!S_ISREG(status.st_mode)) *why = "is not a regular file";
  else if ((uintmax_t)status.st_size > largest) *why = too_large(largest);
  else return true;
  return false;
}

bool file_read(const char *folder, const char *path, size_t largest, struct buffer *out, const char **why) {
  buffer_clear(out);
  int file = open_in(folder, path, why);
  if (file < 0) return false;
  bool done = fit_to_read(file, largest, why) && read_whole(file, largest, out, why);
  close(file);
  if (!done) buffer_clear(out);
  return done;
}

/* Writing. */

/* Creates a file beside `path` that nobody else has; its name goes to `beside`. */
static int create_beside(const char *path, struct buffer *beside) {
  for (int i = 0; i < NAMES_TRIED; i++) {
    buffer_clear(beside);
    buffer_format(beside, "%s.new-%ld-%d", path, (long)getpid(), i);
    int file = open(beside->bytes, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (file >= 0 || errno != EEXIST) return file;
  }
  return -1;
}

static bool write_whole(int file, const char *bytes, size_t length, bool sync) {
  while (length > 0) {
    ssize_t written = write(file, bytes, length);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes += written;
    length -= (size_t)written;
  }
  return !sync || fsync(file) == 0;
}

/* Only a file or a link is ever replaced: renaming over a device or a pipe would take it away from the whole system. */
static bool replaceable(const char *path, bool replace, struct stat *old, const char **why) {
  memset(old, 0, sizeof *old);
  if (lstat(path, old) != 0) {
    if (errno != ENOENT) *why = reason(errno);
    return errno == ENOENT;
  }
  bool fit = S_ISREG(old->st_mode) || S_ISLNK(old->st_mode);
  if (fit && replace) return true;
  *why = S_ISDIR(old->st_mode) ? "is a folder" : fit ? "exists already" : "is not a regular file";
  return false;
}

/* A replaced file keeps its permissions. */
static bool keep_permissions(int file, const struct stat *old) { return !S_ISREG(old->st_mode) || fchmod(file, old->st_mode & 0777) == 0; }

/* Gives the file its name in one step, so that nothing which appeared meanwhile is replaced unasked. */
static bool put_in_place(const char *beside, const char *path, bool replace) {
  if (replace) return rename(beside, path) == 0;
#if defined(SYS_renameat2) && defined(RENAME_NOREPLACE)
  if (syscall(SYS_renameat2, AT_FDCWD, beside, AT_FDCWD, path, RENAME_NOREPLACE) == 0) return true;
  if (errno != ENOSYS && errno != EINVAL && errno != EPERM) return false;
#endif
  return link(beside, path) == 0 && unlink(beside) == 0;
}

/* The new name is on disk only when the folder is. */
static bool sync_folder(const char *path) {
  const char *slash = strrchr(path, '/');
  struct buffer name = {0};
  buffer_add(&name, slash ? path : ".", slash ? (size_t)(slash - path) + 1 : 1);
  int folder = open(name.bytes, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  buffer_free(&name);
  if (folder < 0) return false;
  bool synced = fsync(folder) == 0 || errno == EINVAL; /* some file systems cannot sync folders */
  int error = errno;
  close(folder);
  errno = error;
  return synced;
}

/* The whole text in a file beside `path`, whose name goes to `beside`; on disk where `sync`. */
static bool write_beside(const char *path, const void *bytes, size_t length, bool replace, bool sync, struct buffer *beside, const char **why) {
  struct stat old;
  if (!replaceable(path, replace, &old, why)) return false;
  int file = create_beside(path, beside);
  if (file < 0) {
    *why = errno == ENOENT ? "no such folder" : reason(errno);
    return false;
  }
  bool written = keep_permissions(file, &old) && write_whole(file, bytes, length, sync);
  int error = errno;
  if (close(file) != 0 && written) {
    written = false;
    error = errno;
  }
  if (written) return true;
  *why = reason(error);
  unlink(beside->bytes);
  return false;
}

static bool place(const struct buffer *beside, const char *path, bool replace, const char **why) {
  if (put_in_place(beside->bytes, path, replace)) return true;
  *why = reason(errno);
  unlink(beside->bytes);
  return false;
}

bool file_write(const char *path, const void *bytes, size_t length, bool replace, const char **why) {
  struct buffer beside = {0};
  bool done = write_beside(path, bytes, length, replace, true, &beside, why) && place(&beside, path, replace, why);
  if (done && !sync_folder(path)) {
    *why = reason(errno);
    done = false;
  }
  buffer_free(&beside);
  return done;
}

/* All that was written in the file system of that folder; the whole system's where there is no such call. */
static void sync_all(const char *folder) {
#if defined(__linux__)
  int opened = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  bool synced = opened >= 0 && syncfs(opened) == 0;
  if (opened >= 0) close(opened);
  if (synced) return;
#else
  (void)folder;
#endif
  sync();
}

void files_write(const char *folder, struct file_to_write *files, size_t count) {
  struct buffer *besides = memory_grow(NULL, (count + 1) * sizeof *besides);
  memset(besides, 0, (count + 1) * sizeof *besides);
  size_t placed = 0;
  for (size_t i = 0; i < count; i++) {
    files[i].why = NULL;
    if (write_beside(files[i].path, files[i].bytes, files[i].length, false, false, &besides[i], &files[i].why)) placed++;
  }
  if (placed) sync_all(folder);
  for (size_t i = 0; i < count; i++) {
    if (!files[i].why) place(&besides[i], files[i].path, false, &files[i].why);
    buffer_free(&besides[i]);
  }
  if (placed) sync_all(folder);
  free(besides);
}
