#include "core/adapters/digest.h"

#include <pthread.h>
#include <sodium.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

enum { POOL_BYTES = 4096 };

/* A pool a thread: no lock, and a fork has only one to forget. */
static _Thread_local struct {
  unsigned char bytes[POOL_BYTES];
  size_t left; /* unused bytes, at the end */
} pool;

/* A child must not hand out the salts its parent is about to hand out. */
static void forget_pool(void) {
  sodium_memzero(pool.bytes, sizeof pool.bytes);
  pool.left = 0;
}

static _Noreturn void cannot_start(void) {
  static const char message[] = "kith: error: libsodium cannot start\n";
  ssize_t ignored = write(STDERR_FILENO, message, sizeof message - 1);
  (void)ignored;
  _exit(1);
}

static void start(void) {
  if (sodium_init() < 0 || pthread_atfork(NULL, NULL, forget_pool) != 0) cannot_start();
}

static void start_once(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  if (pthread_once(&once, start) != 0) cannot_start();
}

void digest(uint8_t out[DIGEST_BYTES], const struct piece *pieces, size_t count) {
  _Static_assert(DIGEST_BYTES == crypto_hash_sha256_BYTES, "SHA-256");
  crypto_hash_sha256_state state;
  start_once();
  crypto_hash_sha256_init(&state);
  for (size_t i = 0; i < count; i++) crypto_hash_sha256_update(&state, pieces[i].bytes, pieces[i].length);
  crypto_hash_sha256_final(&state, out);
}

void digest_hex(char out[DIGEST_HEX], const uint8_t bytes[DIGEST_BYTES]) { sodium_bin2hex(out, DIGEST_HEX, bytes, DIGEST_BYTES); }

void random_bytes(void *out, size_t length) {
  start_once();
  if (length > POOL_BYTES / 4) {
    randombytes_buf(out, length);
    return;
  }
  if (pool.left < length) {
    randombytes_buf(pool.bytes, POOL_BYTES);
    pool.left = POOL_BYTES;
  }
  unsigned char *from = pool.bytes + POOL_BYTES - pool.left;
  memcpy(out, from, length);
  sodium_memzero(from, length); /* an erased event's salt is nowhere else either */
  pool.left -= length;
}
