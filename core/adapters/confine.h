/* What a process that runs half-trusted scripts gives up, through resource limits and libseccomp. */
#ifndef KITH_ADAPTERS_CONFINE_H
#define KITH_ADAPTERS_CONFINE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Closes every descriptor but those listed, forbids core dumps, new files, new processes and new privileges, bounds private memory to
 * `memory` bytes beyond what the process has already (views of descriptors do not count), and sets a system-call allow-list under which
 * the process can compute, allocate, map the descriptors it has, read and write them, and end. Anything else ends the process. There is
 * no way back. Threads have to run before, past their start, which takes calls that are not in the list; they are
 * confined too, and no other can start. No stdio and no poll afterwards: the first asks for files' states,
 * the second counts against the limit on files.
 * Returns false where the allow-list could not be set (then the rest still holds) with the reason in `why`.
 */
bool confine(const int *keep, size_t keep_count, size_t memory, const char **why);

/* Whether this system can set the allow-list; `kith check` says so where it cannot. */
bool confine_available(const char **why);

#endif
