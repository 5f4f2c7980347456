/*
 * Loaded into kith with LD_PRELOAD: makes one call of it fail, each in its turn, without starting kith anew for each.
 *
 * When kith first opens something in the workspace (FAULT_FOLDER; with FAULT_FROM=start at once) it stops and becomes a server: it reads a
 * line from the named pipe FAULT_ASK, forks, the child fails as told and goes on, and "STATUS FIRED" goes to FAULT_TELL, where STATUS is
 * what wait gives and FIRED whether the call was ever reached. A line is KIND N HOW:
 *
 *   memory N once|on     the N-th allocation fails, or it and all that follow; the player counts on from where it was forked
 *   disk N ERRNO once|on the N-th call that changes a file or folder of the workspace fails; a write of several bytes leaves half of them
 *   kill N               the process is killed before that call
 *
 * What stands in the files that standard output and error go to is thrown away before each.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum kind { NOTHING, MEMORY, DISK, KILL };
enum { LONGEST = 20 }; /* seconds */

static enum kind kind;
static atomic_long left;
static bool from_then_on, in_player;
static int error_told;
static volatile int *fired; /* shared with the server */
static const char *folder;
static int ask = -1, tell = -1;

static bool is_time(void) {
  long now = atomic_fetch_sub(&left, 1);
  if (now > 1 || (now < 1 && !from_then_on)) return false;
  *fired = 1;
  return true;
}

/* ---- The server ---- */

static bool arm(const char *line) {
  static const char *const kinds[] = {"", "memory", "disk", "kill"};
  char word[16], how[16] = "";
  long number;
  kind = NOTHING;
  error_told = ENOMEM;
  if (sscanf(line, "%15s %ld", word, &number) != 2) return false;
  for (enum kind each = MEMORY; each <= KILL; each++)
    if (!strcmp(word, kinds[each])) kind = each;
  if (kind == MEMORY) sscanf(line, "%*s %*d %15s", how);
  if (kind == DISK) sscanf(line, "%*s %*d %d %15s", &error_told, how);
  from_then_on = !strcmp(how, "on");
  left = number;
  return kind != NOTHING;
}

static void begin_anew(int stream) {
  if (ftruncate(stream, 0) == 0) lseek(stream, 0, SEEK_SET);
}

static void become_child(void) {
  close(ask);
  close(tell);
  alarm(LONGEST);
  begin_anew(STDOUT_FILENO);
  begin_anew(STDERR_FILENO);
}

static size_t read_line(char *line, size_t size) {
  size_t length = 0;
  while (length + 1 < size && read(ask, line + length, 1) == 1 && line[length] != '\n') length++;
  line[length] = '\0';
  return length;
}

/* Returns in the children only. */
static void serve(void) {
  char line[64], answer[64];
  const char *name = folder;
  folder = NULL; /* what the server itself does counts for nothing */
  ask = open(getenv("FAULT_ASK"), O_RDONLY | O_CLOEXEC);
  tell = open(getenv("FAULT_TELL"), O_WRONLY | O_CLOEXEC);
  while (read_line(line, sizeof line) > 0) {
    int status = 0;
    *fired = 0;
    pid_t child = fork();
    if (child == 0) {
      become_child();
      in_player = false;
      folder = name;
      if (!arm(line)) _exit(99);
      return;
    }
    if (child < 0 || waitpid(child, &status, 0) != child) _exit(98);
    int length = snprintf(answer, sizeof answer, "%d %d\n", status, *fired);
    if (write(tell, answer, (size_t)length) != length) _exit(97);
  }
  _exit(0);
}

static void forked(void) { in_player = true; }

__attribute__((constructor)) static void begin(void) {
  fired = mmap(NULL, sizeof *fired, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (fired == MAP_FAILED || !getenv("FAULT_ASK")) return;
  folder = getenv("FAULT_FOLDER");
  pthread_atfork(NULL, NULL, forked);
  if (getenv("FAULT_FROM")) serve();
}

/* kith is started in the workspace; what it knows of its own it opens by its whole path. */
static bool inside(const char *path) { return folder && path && (*path != '/' || !strncmp(path, folder, strlen(folder))); }

static void look_at(const char *path) {
  if (kind == NOTHING && inside(path)) serve();
}

/* ---- Allocations ---- */

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);

static bool memory_fails(void) {
  if (kind != MEMORY || !is_time()) return false;
  errno = ENOMEM;
  return true;
}

void *malloc(size_t size) { return memory_fails() ? NULL : __libc_malloc(size); }
void *calloc(size_t count, size_t size) { return memory_fails() ? NULL : __libc_calloc(count, size); }
void *realloc(void *block, size_t size) { return memory_fails() ? NULL : __libc_realloc(block, size); }

/* ---- Files and folders ---- */

static void *original(const char *name) { return dlsym(RTLD_NEXT, name); }

static bool disk_fails(bool of_workspace) {
  if ((kind != DISK && kind != KILL) || in_player || !of_workspace || !is_time()) return false;
  if (kind == KILL) raise(SIGKILL);
  errno = error_told;
  return true;
}

static bool of_workspace(int file) {
  char link[32], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  if (kind == NOTHING || in_player) return false;
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length > 0) path[length] = '\0';
  return length > 0 && inside(path);
}

#define ORIGINAL(name, result, ...) \
  static result (*real)(__VA_ARGS__); \
  if (!real) *(void **)&real = original(#name)

/* A write that fails leaves half of its bytes, as a disk does that is full. */
ssize_t write(int file, const void *bytes, size_t length) {
  ORIGINAL(write, ssize_t, int, const void *, size_t);
  bool fails = disk_fails(of_workspace(file));
  ssize_t written = real(file, bytes, fails ? length / 2 : length);
  if (fails) errno = error_told;
  return fails ? -1 : written;
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off_t at) {
  ORIGINAL(pwrite64, ssize_t, int, const void *, size_t, off_t);
  bool fails = disk_fails(of_workspace(file));
  ssize_t written = real(file, bytes, fails ? length / 2 : length, at);
  if (fails) errno = error_told;
  return fails ? -1 : written;
}

#define ON_FILE(name) \
  int name(int file) { \
    ORIGINAL(name, int, int); \
    return disk_fails(of_workspace(file)) ? -1 : real(file); \
  }
ON_FILE(fsync)
ON_FILE(fdatasync)
ON_FILE(syncfs)

#define ON_LENGTH(name) \
  int name(int file, off_t length) { \
    ORIGINAL(name, int, int, off_t); \
    return disk_fails(of_workspace(file)) ? -1 : real(file, length); \
  }
ON_LENGTH(ftruncate)
ON_LENGTH(ftruncate64)

#define ON_PATH(name) \
  int name(const char *path) { \
    ORIGINAL(name, int, const char *); \
    return disk_fails(inside(path)) ? -1 : real(path); \
  }
ON_PATH(unlink)

#define ON_PATHS(name) \
  int name(const char *from, const char *to) { \
    ORIGINAL(name, int, const char *, const char *); \
    return disk_fails(inside(to)) ? -1 : real(from, to); \
  }
ON_PATHS(rename)
ON_PATHS(link)

static int opened(const char *path, int flags, mode_t mode) {
  ORIGINAL(open64, int, const char *, int, ...);
  look_at(path);
  return disk_fails((flags & O_CREAT) && inside(path)) ? -1 : real(path, flags, mode);
}

#define OPENING(name) \
  int name(const char *path, int flags, ...) { \
    va_list arguments; \
    va_start(arguments, flags); \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0; \
    va_end(arguments); \
    return opened(path, flags, mode); \
  }
OPENING(open)
OPENING(open64)

int mkdir(const char *path, mode_t mode) {
  ORIGINAL(mkdir, int, const char *, mode_t);
  return disk_fails(inside(path)) ? -1 : real(path, mode);
}

/* renameat2 is called by its number. */
long syscall(long number, ...) {
  ORIGINAL(syscall, long, long, ...);
  long words[6];
  va_list arguments;
  va_start(arguments, number);
  for (int i = 0; i < 6; i++) words[i] = va_arg(arguments, long);
  va_end(arguments);
  if (number == SYS_renameat2 && disk_fails(inside((const char *)words[3]))) return -1;
  return real(number, words[0], words[1], words[2], words[3], words[4], words[5]);
}
