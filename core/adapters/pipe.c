#include "core/adapters/pipe.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { HEADER = 5, PIECE = 64 * 1024 };

static bool send_all(int descriptor, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t sent = send(descriptor, bytes, length, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes += sent;
    length -= (size_t)sent;
  }
  return true;
}

bool frame_send(int descriptor, enum frame_type type, const void *payload, size_t length) {
  if (length > FRAME_LARGEST) return false;
  char header[HEADER] = { (char)(length & 0xff), (char)(length >> 8 & 0xff), (char)(length >> 16 & 0xff), (char)(length >> 24 & 0xff), (char)type };
  return send_all(descriptor, header, HEADER) && send_all(descriptor, payload, length);
}

static int64_t milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Waits until something can be read. Without a limit the read itself waits: a confined process need not be able to poll. */
static enum frame_result wait_for(int descriptor, int patience) {
  if (patience < 0) return FRAME_OK;
  int64_t end = milliseconds() + patience;
  for (;;) {
    int64_t left = end - milliseconds();
    struct pollfd waiting = { .fd = descriptor, .events = POLLIN };
    int ready = poll(&waiting, 1, left > 0 ? (int)left : 0);
    if (ready > 0) return FRAME_OK;
    if (ready == 0) return FRAME_SILENT;
    if (errno != EINTR) return FRAME_BROKEN;
  }
}

/* Reads exactly `length` bytes, at most PIECE. */
static enum frame_result read_all(int descriptor, int patience, char *bytes, size_t length) {
  while (length > 0) {
    enum frame_result waited = wait_for(descriptor, patience);
    if (waited != FRAME_OK) return waited;
    ssize_t got = read(descriptor, bytes, length);
    if (got < 0 && errno == EINTR) continue;
    if (got == 0 || (got < 0 && errno == ECONNRESET)) return FRAME_END;
    if (got < 0) return FRAME_BROKEN;
    bytes += got;
    length -= (size_t)got;
  }
  return FRAME_OK;
}

static bool known_type(char type) { return type == FRAME_CALL || type == FRAME_DATA || type == FRAME_REPLY || type == FRAME_BEAT; }

/* The payload's room grows with what arrives, not with what was announced. */
enum frame_result frame_receive(int descriptor, int patience, enum frame_type *type, struct buffer *payload) {
  char header[HEADER], piece[PIECE];
  buffer_clear(payload);
  enum frame_result result = read_all(descriptor, patience, header, HEADER);
  if (result != FRAME_OK) return result;
  size_t length = 0;
  for (int i = 3; i >= 0; i--) length = length << 8 | (unsigned char)header[i];
  if (length > FRAME_LARGEST || !known_type(header[4])) return FRAME_BROKEN;
  *type = (enum frame_type)header[4];
  while (length > 0) {
    size_t part = length < PIECE ? length : PIECE;
    result = read_all(descriptor, patience, piece, part);
    if (result != FRAME_OK) return result;
    buffer_add(payload, piece, part);
    length -= part;
  }
  return FRAME_OK;
}
