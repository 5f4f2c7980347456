/* Frames over a pair of connected stream sockets: length (4 bytes, little-endian), type (1 byte), payload. */
#ifndef KITH_ADAPTERS_PIPE_H
#define KITH_ADAPTERS_PIPE_H

#include "core/base/text.h"

enum { FRAME_LARGEST = 256 * 1024 * 1024 };

enum frame_type {
  FRAME_CALL = 'C',  /* keeper → player: an encoded value, what to do */
  FRAME_DATA = 'D',  /* player → keeper: part of an answer */
  FRAME_REPLY = 'R', /* player → keeper: the answer's end */
  FRAME_BEAT = 'B'   /* player → keeper: still at it; no payload */
};

enum frame_result {
  FRAME_OK,
  FRAME_END,    /* the other side is gone, perhaps in the middle of a frame */
  FRAME_SILENT, /* patience ran out */
  FRAME_BROKEN  /* too large, of no known type, or the system failed */
};

/* Writes all of it; false when the other side is gone, or takes nothing for as long as SO_SNDTIMEO says. Never raises SIGPIPE. */
bool frame_send(int descriptor, enum frame_type type, const void *payload, size_t length);
/* Waits at most `patience` milliseconds (-1: for ever) for the frame to begin and for each further piece of it. The payload replaces what `payload` held. */
enum frame_result frame_receive(int descriptor, int patience, enum frame_type *type, struct buffer *payload);

#endif
