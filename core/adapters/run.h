/* Another program as a filter: bytes in, bytes out. No shell, none of our descriptors, a locale of "C", and an end to waiting. */
#ifndef KITH_ADAPTERS_RUN_H
#define KITH_ADAPTERS_RUN_H

#include "core/base/text.h"

struct run_limits {
  size_t output;    /* bytes of its output that are taken */
  int milliseconds; /* from start to end; then it is killed */
};

/*
 * Runs words[0], found on PATH, with the arguments that follow (NULL-terminated); `input` is its standard input, `output` becomes its
 * standard output, what it says on standard error is dropped. False with a reason fit for people in `why` when it is not there, fails,
 * says too much or takes too long; `output` is then of no use.
 */
bool run_program(const char *const words[], const void *input, size_t length, const struct run_limits *limits, struct buffer *output,
                 const char **why);

#endif
