/* SHA-256 and unpredictable bytes, through libsodium. */
#ifndef KITH_ADAPTERS_DIGEST_H
#define KITH_ADAPTERS_DIGEST_H

#include <stddef.h>
#include <stdint.h>

enum { DIGEST_BYTES = 32, DIGEST_HEX = 65 };

struct piece {
  const void *bytes;
  size_t length;
};
/* Of the pieces one after the other. */
void digest(uint8_t out[DIGEST_BYTES], const struct piece *pieces, size_t count);
void digest_hex(char out[DIGEST_HEX], const uint8_t digest[DIGEST_BYTES]);
/* Drawn from the system in large portions, so that a salt an event stays cheap. */
void random_bytes(void *out, size_t length);

#endif
