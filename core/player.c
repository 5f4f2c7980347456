/*
 * One socket pair carries calls one way and answers the other; the columns go through shared memory.
 *
 * The child is forked from a keeper that may have buffers, handlers and open files: it ends by _exit alone, so that nothing of the keeper's
 * is written twice, and closes everything but its own three descriptors before a script's first byte is read.
 */
#include "core/player.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/adapters/confine.h"
#include "core/adapters/pipe.h"

enum {
  DEFAULT_SILENCE = 2000,
  BEAT_EVERY = 50,  /* milliseconds */
  DEATH_TAKES = 500 /* milliseconds that a process which closed its socket gets to finish dying */
};
#define DEFAULT_MEMORY ((size_t)256 * 1024 * 1024)

struct player {
  struct player_limits limits;
  pid_t child; /* 0 once it has been waited for */
  int socket, columns;
  void *mapped;
  size_t mapped_size;
  bool over;
  struct player_failure failure; /* points into the texts below */
  char source[512], message[1100];
};

static int64_t milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- the child ---- */

struct heart {
  int socket;
  int64_t last; /* milliseconds */
};

static void beat(void *context) {
  struct heart *heart = context;
  int64_t now = milliseconds();
  if (now - heart->last < BEAT_EVERY) return;
  heart->last = now;
  if (!frame_send(heart->socket, FRAME_BEAT, NULL, 0)) _exit(0);
}

void player_beat(struct player_session *session) { beat(session->heart); }

void player_send(struct player_session *session, const void *bytes, size_t length) {
  if (!frame_send(session->answers, FRAME_DATA, bytes, length)) _exit(0);
}

static void set_text(struct arena *arena, struct value *map, const char *key, const char *text) {
  value_set(arena, map, key, value_string(arena, text));
}

/* { ok = true, reply = … } or { ok = false, source, line, message, over } */
static struct value failure_reply(struct arena *arena, const char *source, int line, const char *message, bool over) {
  struct value answer = value_map();
  value_set(arena, &answer, "ok", value_flag(false));
  set_text(arena, &answer, "source", source);
  value_set(arena, &answer, "line", value_integer(line));
  set_text(arena, &answer, "message", message && *message ? message : "failed and did not say why");
  value_set(arena, &answer, "over", value_flag(over));
  return answer;
}

static struct value run_verb(struct player_session *session, const struct player_verb *verb, const struct value *call) {
  struct value reply = value_nil();
  const struct value *size = value_get(session->arena, call, "columns_size");
  session->columns_size = size && size->kind == VALUE_INTEGER && size->as.integer > 0 ? (size_t)size->as.integer : 0;
  host_budget(session->host, 0);
  bool done = verb->run(session, call, &reply);
  bool over = host_over(session->host);
  if (!done || over) {
    const struct host_error *error = host_error(session->host);
    return failure_reply(session->arena, error->source, error->line, error->message, over);
  }
  lua_settop(host_state(session->host), 0);
  struct value answer = value_map();
  value_set(session->arena, &answer, "ok", value_flag(true));
  value_set(session->arena, &answer, "reply", reply);
  return answer;
}

static struct value answer_call(struct player_session *session, const struct player_verb *verbs, const struct buffer *payload) {
  struct value call;
  if (!value_decode(session->arena, payload->bytes, payload->length, &call))
    return failure_reply(session->arena, "", 0, "the call is no value", false);
  const struct value *name = value_get(session->arena, &call, "do");
  const char *word = name ? value_word(name) : NULL;
  for (const struct player_verb *verb = verbs; word && verb->name; verb++) {
    if (strcmp(verb->name, word) == 0) return run_verb(session, verb, &call);
  }
  return failure_reply(session->arena, "", 0, arena_format(session->arena, "the player knows no \"%s\"", word ? word : ""), false);
}

static void send_answer(struct player_session *session, const struct value *answer, struct buffer *bytes) {
  buffer_clear(bytes);
  value_encode(bytes, answer);
  if (bytes->length > FRAME_LARGEST) {
    struct value refusal = failure_reply(session->arena, "", 0, "answered with more than 256 MiB", false);
    buffer_clear(bytes);
    value_encode(bytes, &refusal);
  }
  if (!frame_send(session->answers, FRAME_REPLY, bytes->bytes, bytes->length)) _exit(0);
}

_Noreturn static void serve(struct player_session *session, const struct player_verb *verbs, struct heart *heart) {
  struct buffer call = { 0 }, bytes = { 0 };
  enum frame_type type;
  while (frame_receive(session->answers, -1, &type, &call) == FRAME_OK && type == FRAME_CALL) {
    arena_reset(session->arena);
    heart->last = milliseconds();
    struct value answer = answer_call(session, verbs, &call);
    send_answer(session, &answer, &bytes);
    if (host_over(session->host)) break;
  }
  _exit(0);
}

/* The keeper's handlers and masks are not the child's; SIGINT ends both, being sent to the whole group. */
static void reset_signals(void) {
  struct sigaction usual = { .sa_handler = SIG_DFL };
  for (int number = 1; number < 32; number++) sigaction(number, &usual, NULL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

_Noreturn static void run_child(const struct player *player, pid_t keeper, int answers, const struct player_verb *verbs, void *context) {
  prctl(PR_SET_PDEATHSIG, SIGKILL); /* the keeper's end is ours; */
  if (getppid() != keeper) _exit(0); /* it may have come before the line above */
  reset_signals();
  const char *why = NULL;
  mallopt(M_ARENA_MAX, 1); /* for more of them the C library counts the processors, and must not be killed for asking */
  struct crew *crew = crew_start(player->limits.threads); /* nobody starts a thread later */
  size_t cap = player->limits.host.memory ? player->limits.host.memory : DEFAULT_MEMORY;
  size_t memory = 2 * cap + 3 * (size_t)FRAME_LARGEST; /* the host counts for itself; this bounds what got past it */
  bool confined = confine((int[]){ answers, player->columns }, 2, memory, &why);
  if (!confined && confine_available(&why)) _exit(1); /* where there are no filters the rest still holds; `kith check` tells */
  struct heart heart = { answers, milliseconds() };
  struct player_session session = {
    .host = host_new(&player->limits.host, beat, &heart), .arena = arena_new(), .context = context, .columns = player->columns, .answers = answers,
    .crew = crew, .heart = &heart
  };
  serve(&session, verbs, &heart);
}

/* ---- the keeper: starting and ending ---- */

static struct player *abandon(struct player *player, int answers, const char **why) {
  *why = strerror(errno);
  if (answers >= 0) close(answers);
  player_end(player);
  return NULL;
}

struct player *player_start(const struct player_limits *limits, const struct player_verb *verbs, void *context, const char **why) {
  struct player *player = memory_grow(NULL, sizeof *player);
  *player = (struct player){ .limits = *limits, .socket = -1, .columns = -1 };
  player->failure = (struct player_failure){ player->source, 0, player->message };
  if (player->limits.silence <= 0) player->limits.silence = DEFAULT_SILENCE;
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) return abandon(player, -1, why);
  player->socket = pair[0];
  struct timeval patience = { player->limits.silence / 1000, player->limits.silence % 1000 * 1000 };
  setsockopt(pair[0], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience); /* a player that does not read must not hold us */
  player->columns = memfd_create("kith-columns", MFD_CLOEXEC);
  if (player->columns < 0) return abandon(player, pair[1], why);
  pid_t keeper = getpid();
  player->child = fork();
  if (player->child < 0) {
    player->child = 0;
    return abandon(player, pair[1], why);
  }
  if (player->child == 0) run_child(player, keeper, pair[1], verbs, context);
  close(pair[1]);
  return player;
}

static int wait_for_child(struct player *player) {
  int status = 0;
  while (waitpid(player->child, &status, 0) < 0 && errno == EINTR) continue;
  player->child = 0;
  return status;
}

static int kill_child(struct player *player) {
  if (player->child == 0) return 0;
  kill(player->child, SIGKILL);
  return wait_for_child(player);
}

void player_end(struct player *player) {
  if (!player) return;
  kill_child(player);
  if (player->mapped) munmap(player->mapped, player->mapped_size);
  if (player->socket >= 0) close(player->socket);
  if (player->columns >= 0) close(player->columns);
  free(player);
}

/* The memory only ever grows: a view the child still has never loses its ground. The child's filter has no ftruncate. */
void *player_columns(struct player *player, size_t size) {
  if (player->mapped && size <= player->mapped_size) return player->mapped;
  if (size == 0 || size > (size_t)INT64_MAX || ftruncate(player->columns, (off_t)size) != 0) return NULL;
  void *mapped = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, player->columns, 0);
  if (mapped == MAP_FAILED) return NULL;
  if (player->mapped) munmap(player->mapped, player->mapped_size);
  player->mapped = mapped;
  player->mapped_size = size;
  return mapped;
}

/* ---- the keeper: calling ---- */

static void tell(struct player *player, const char *source, int line) {
  snprintf(player->source, sizeof player->source, "%s", source ? source : "");
  player->failure.line = line;
}

static enum player_outcome end_child(struct player *player) {
  kill_child(player);
  player->over = true;
  return PLAYER_OVER;
}

static enum player_outcome fell_silent(struct player *player, const char *script) {
  tell(player, script, 0);
  snprintf(player->message, sizeof player->message, "gave no sign of life for %g s inside one library call (limits: silence in practice.yaml)",
           player->limits.silence / 1000.0);
  return end_child(player);
}

/* Whether the child ended by itself, with its status: closing the socket comes a moment before the end. */
static bool has_ended(struct player *player, int *status) {
  for (int64_t end = milliseconds() + DEATH_TAKES; milliseconds() < end;) {
    pid_t ended = waitpid(player->child, status, WNOHANG);
    if (ended == player->child) {
      player->child = 0;
      return true;
    }
    if (ended < 0 && errno != EINTR) return false;
    poll(NULL, 0, 1);
  }
  return false;
}

static enum player_outcome ended(struct player *player, const char *script) {
  int status = 0;
  tell(player, script, 0);
  if (!has_ended(player, &status)) {
    snprintf(player->message, sizeof player->message, "stopped listening and was ended");
  } else if (WIFSIGNALED(status)) {
    const char *name = strsignal(WTERMSIG(status));
    snprintf(player->message, sizeof player->message, "ended without an answer (signal %d, %c%s)", WTERMSIG(status),
             tolower((unsigned char)*name), name + 1);
  } else {
    snprintf(player->message, sizeof player->message, "ended without an answer (exit status %d)", WEXITSTATUS(status));
  }
  return end_child(player);
}

static enum player_outcome broke_the_protocol(struct player *player, const char *script) {
  tell(player, script, 0);
  snprintf(player->message, sizeof player->message, "answered with something that is no answer");
  return end_child(player);
}

static enum player_outcome script_failed(struct player *player, struct arena *arena, const struct value *answer) {
  const struct value *source = value_get(arena, answer, "source"), *line = value_get(arena, answer, "line");
  const struct value *message = value_get(arena, answer, "message"), *over = value_get(arena, answer, "over");
  bool line_known = line && line->kind == VALUE_INTEGER && line->as.integer > 0 && line->as.integer <= INT_MAX;
  const char *text = message ? value_word(message) : NULL;
  tell(player, source ? value_word(source) : NULL, line_known ? (int)line->as.integer : 0);
  snprintf(player->message, sizeof player->message, "%s", text ? text : "failed and did not say why");
  return over && over->kind == VALUE_FLAG && over->as.flag ? end_child(player) : PLAYER_RAISED;
}

static enum player_outcome take_reply(struct player *player, struct arena *arena, const struct buffer *payload, const char *script,
                                      struct value *reply) {
  struct value answer;
  if (!value_decode(arena, payload->bytes, payload->length, &answer)) return broke_the_protocol(player, script);
  const struct value *ok = value_get(arena, &answer, "ok"), *content = value_get(arena, &answer, "reply");
  if (!ok || ok->kind != VALUE_FLAG || (ok->as.flag && !content)) return broke_the_protocol(player, script);
  if (!ok->as.flag) return script_failed(player, arena, &answer);
  *reply = *content;
  return PLAYER_DONE;
}

struct parts {
  bool (*take)(void *context, const char *bytes, size_t length);
  void *context;
};

/* `payload` is the caller's: it frees it. */
static enum player_outcome await_reply(struct player *player, struct arena *arena, struct buffer *payload, const char *script, struct value *reply,
                                       struct parts parts) {
  for (;;) {
    enum frame_type type;
    enum frame_result result = frame_receive(player->socket, player->limits.silence, &type, payload);
    if (result == FRAME_SILENT) return fell_silent(player, script);
    if (result == FRAME_END) return ended(player, script);
    if (result != FRAME_OK || type == FRAME_CALL) return broke_the_protocol(player, script);
    if (type == FRAME_REPLY) return take_reply(player, arena, payload, script, reply);
    if (type == FRAME_DATA && parts.take && !parts.take(parts.context, payload->bytes, payload->length)) {
      tell(player, script, 0);
      snprintf(player->message, sizeof player->message, "sent something that was refused");
      return end_child(player);
    }
  }
}

enum player_outcome player_call(struct player *player, struct arena *arena, const struct value *call, struct value *reply,
                                bool (*part)(void *context, const char *bytes, size_t length), void *context) {
  *reply = value_nil();
  if (player->over) return PLAYER_OVER;
  const struct value *script_value = value_get(arena, call, "script");
  const char *script = script_value ? value_word(script_value) : NULL;
  struct buffer payload = { 0 };
  value_encode(&payload, call);
  bool fits = payload.length <= FRAME_LARGEST;
  bool sent = fits && frame_send(player->socket, FRAME_CALL, payload.bytes, payload.length);
  enum player_outcome outcome = PLAYER_RAISED;
  if (sent) {
    outcome = await_reply(player, arena, &payload, script, reply, (struct parts){ part, context });
  } else if (fits) {
    outcome = ended(player, script);
  } else {
    tell(player, script, 0);
    snprintf(player->message, sizeof player->message, "the call is larger than 256 MiB");
  }
  buffer_free(&payload);
  return outcome;
}

const struct player_failure *player_failure(const struct player *player) { return &player->failure; }
