/* One socket is the child's standard input and output, so that a child that is gone is an error code here and never a signal. */
#include "core/adapters/run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct running {
  pid_t child;
  int socket;
  const char *input;
  size_t left; /* of the input */
  bool told;   /* all of it, and that there is no more */
  int64_t until;
};

static int64_t milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The error number, 0 when it runs. */
static int start(const char *const words[], int theirs, pid_t *child) {
  char path[4096], *environment[] = {path, "LC_ALL=C", NULL};
  const char *own = getenv("PATH");
  snprintf(path, sizeof path, "PATH=%s", own ? own : "/usr/bin:/bin");
  posix_spawn_file_actions_t actions;
  if (posix_spawn_file_actions_init(&actions) != 0) return ENOMEM;
  int failed = posix_spawn_file_actions_adddup2(&actions, theirs, STDIN_FILENO);
  if (!failed) failed = posix_spawn_file_actions_adddup2(&actions, theirs, STDOUT_FILENO);
  if (!failed) failed = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
#if defined __GLIBC_PREREQ
#if __GLIBC_PREREQ(2, 34)
  if (!failed) failed = posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
#endif
#endif
  /* posix_spawnp changes no word: the cast is what its old signature wants. */
  if (!failed) failed = posix_spawnp(child, words[0], &actions, NULL, (char *const *)words, environment);
  posix_spawn_file_actions_destroy(&actions);
  return failed;
}

static void tell(struct running *it) {
  while (it->left > 0) {
    ssize_t sent = send(it->socket, it->input, it->left, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno == EAGAIN) return;
    if (sent < 0) break; /* it reads no further; what it has to say may still come */
    it->input += sent;
    it->left -= (size_t)sent;
  }
  it->told = true;
  shutdown(it->socket, SHUT_WR);
}

/* 1 there may be more, 0 that was all, −1 an error. */
static int hear(struct running *it, struct buffer *output) {
  char piece[16384];
  ssize_t got = recv(it->socket, piece, sizeof piece, MSG_DONTWAIT);
  if (got < 0) return errno == EAGAIN || errno == EINTR ? 1 : errno == ECONNRESET ? 0 : -1;
  buffer_add(output, piece, (size_t)got);
  return got > 0;
}

/* NULL, or why it was given up. */
static const char *converse(struct running *it, size_t largest, struct buffer *output) {
  for (;;) {
    int64_t left = it->until - milliseconds();
    if (left <= 0) return "takes too long";
    struct pollfd wait = {it->socket, (short)(it->told ? POLLIN : POLLIN | POLLOUT), 0};
    if (poll(&wait, 1, (int)left) < 0 && errno != EINTR) return strerror(errno);
    if (!it->told && (wait.revents & POLLOUT)) tell(it);
    if (!(wait.revents & (POLLIN | POLLHUP | POLLERR))) continue;
    int more = hear(it, output);
    if (more < 0) return strerror(errno);
    if (output->length > largest) return "says too much";
    if (!more) return NULL;
  }
}

/* A child that has closed its output is given the rest of its time to end. */
static const char *end(struct running *it, const char *failed) {
  int status = 0;
  close(it->socket);
  while (!failed) {
    pid_t ended = waitpid(it->child, &status, WNOHANG);
    if (ended == it->child) return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? NULL : "failed";
    if (ended < 0 && errno != EINTR) return strerror(errno);
    if (milliseconds() > it->until) failed = "takes too long";
    nanosleep(&(struct timespec){0, 200000}, NULL);
  }
  kill(it->child, SIGKILL);
  while (waitpid(it->child, &status, 0) < 0 && errno == EINTR) continue;
  return failed;
}

bool run_program(const char *const words[], const void *input, size_t length, const struct run_limits *limits, struct buffer *output,
                 const char **why) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) return *why = strerror(errno), false;
  struct running it = {0, pair[0], input, length, false, milliseconds() + limits->milliseconds};
  int failed = start(words, pair[1], &it.child);
  close(pair[1]);
  if (failed) {
    close(pair[0]);
    *why = failed == ENOENT ? "is not there" : strerror(failed);
    return false;
  }
  const char *wrong = end(&it, converse(&it, limits->output, output));
  if (wrong) *why = wrong;
  return wrong == NULL;
}
