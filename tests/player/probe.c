/*
 * Threads in a confined player. Not part of kith; spec/crew_spec.lua runs it.
 *
 *   player_probe starts COUNT THREADS    starts players in a row, each computes a sum by its crew
 *   player_probe VERB THREADS            one call, and how it went: sum thread open hang memory busy
 */
#include "core/player.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TASKS = 2000 };

struct sums {
  uint64_t of_task[TASKS];
  struct player_session *session;
};

/* Allocates, so that every thread has asked the C library for memory. */
static void add(void *context, size_t task, unsigned member) {
  struct sums *sums = context;
  volatile uint64_t *cell = malloc(sizeof *cell);
  *cell = 0;
  for (size_t i = 0; i < 100; i++) *cell += task * i;
  sums->of_task[task] = *cell;
  free((void *)cell);
  if (member == 0) player_beat(sums->session);
}

static bool sum(struct player_session *session, const struct value *call, struct value *reply) {
  (void)call;
  struct sums *sums = ARENA_NEW(session->arena, struct sums);
  uint64_t all = 0;
  sums->session = session;
  for (int round = 0; round < 3; round++) crew_run(session->crew, add, sums, TASKS);
  for (size_t i = 0; i < TASKS; i++) all += sums->of_task[i];
  *reply = value_integer((int64_t)all);
  return true;
}

/* ---- What must not be possible ---- */

static void *nothing(void *argument) { return argument; }

static bool start_thread(struct player_session *session, const struct value *call, struct value *reply) {
  (void)session, (void)call;
  pthread_t thread;
  *reply = value_integer(pthread_create(&thread, NULL, nothing, NULL));
  return true;
}

static void in_others(struct player_session *session, crew_task *task) { crew_run(session->crew, task, session, 1000); }

/* The caller waits, so that another thread comes to it. */
static void open_file(void *context, size_t task, unsigned member) {
  (void)context, (void)task;
  if (member > 0) close(open("/etc/hostname", O_RDONLY));
  else
    for (volatile int i = 0; i < 1000000; i++) continue;
}

static bool open_in_a_thread(struct player_session *session, const struct value *call, struct value *reply) {
  (void)call;
  in_others(session, open_file);
  *reply = value_flag(true);
  return true;
}

static void never_end(void *context, size_t task, unsigned member) {
  (void)context, (void)task, (void)member;
  for (volatile int i = 0;;) (void)i;
}

static bool hang(struct player_session *session, const struct value *call, struct value *reply) {
  (void)call, (void)reply;
  in_others(session, never_end);
  return true;
}

static void take_memory(void *context, size_t task, unsigned member) {
  (void)context, (void)task, (void)member;
  for (;;) memset(memory_grow(NULL, 1 << 20), 1, 1 << 20);
}

static bool exhaust(struct player_session *session, const struct value *call, struct value *reply) {
  (void)call, (void)reply;
  in_others(session, take_memory);
  return true;
}

/* Longer than the silence that is allowed, with signs of life. */
static void take_time(void *context, size_t task, unsigned member) {
  (void)task;
  for (volatile int i = 0; i < 1000000; i++) continue;
  if (member == 0) player_beat(context);
}

static bool busy(struct player_session *session, const struct value *call, struct value *reply) {
  (void)call;
  in_others(session, take_time);
  *reply = value_flag(true);
  return true;
}

static const struct player_verb verbs[] = {{"sum", sum},      {"thread", start_thread}, {"open", open_in_a_thread}, {"hang", hang},
                                           {"memory", exhaust}, {"busy", busy},         {NULL, NULL}};

/* ---- The keeper ---- */

static enum player_outcome ask(struct player *player, const char *verb, int64_t *answer) {
  struct arena *arena = arena_new();
  struct value call = value_map(), reply;
  value_set(arena, &call, "do", value_string(arena, verb));
  enum player_outcome outcome = player_call(player, arena, &call, &reply, NULL, NULL);
  *answer = reply.kind == VALUE_INTEGER ? reply.as.integer : -1;
  arena_free(arena);
  return outcome;
}

static int start_many(int count, unsigned threads) {
  const int64_t expected = (int64_t)TASKS * (TASKS - 1) / 2 * 4950;
  int failed = 0;
  for (int i = 0; i < count; i++) {
    const char *why = "";
    int64_t answer = 0;
    struct player *player = player_start(&(struct player_limits){.threads = threads, .silence = 20000}, verbs, NULL, &why);
    if (!player || ask(player, "sum", &answer) != PLAYER_DONE || answer != expected) {
      printf("%s\n", player ? player_failure(player)->message : why);
      failed++;
    }
    player_end(player);
  }
  printf("%d started, %d failed\n", count, failed);
  return failed != 0;
}

static int one(const char *verb, unsigned threads) {
  static const char *const outcomes[] = {"done", "raised", "over"};
  const char *why = "";
  int64_t answer;
  struct player_limits limits = {.host = {.memory = 32 << 20}, .silence = strcmp(verb, "hang") && strcmp(verb, "busy") ? 20000 : 300, .threads = threads};
  struct player *player = player_start(&limits, verbs, NULL, &why);
  if (!player) return 1;
  enum player_outcome outcome = ask(player, verb, &answer);
  printf("%s: %s\n", outcomes[outcome], outcome == PLAYER_DONE ? "" : player_failure(player)->message);
  player_end(player);
  return 0;
}

int main(int count, char **words) {
  if (count == 4 && !strcmp(words[1], "starts")) return start_many(atoi(words[2]), (unsigned)atoi(words[3]));
  if (count == 3) return one(words[1], (unsigned)atoi(words[2]));
  fprintf(stderr, "usage: player_probe starts COUNT THREADS | VERB THREADS\n");
  return 1;
}
