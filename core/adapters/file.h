/* Files of a workspace: read whole, written beside and renamed. Nothing is reached outside the folder they are named in. */
#ifndef KITH_ADAPTERS_FILE_H
#define KITH_ADAPTERS_FILE_H

#include "core/base/text.h"

/*
 * Reads a regular file into `out`. With `folder`, `path` is relative and resolved beneath it (openat2 RESOLVE_BENEATH where the system has
 * it, else no "..", no absolute path, no symbolic link out); without, any path. Not larger than `largest` bytes.
 * False with a reason fit for people in `why` ("no such file", "is a folder", "larger than 16 MiB", …), which is a static text or errno's.
 */
bool file_read(const char *folder, const char *path, size_t largest, struct buffer *out, const char **why);
/* Writes beside, syncs, renames over `path`; refuses to replace an existing file unless `replace`,
 * and ever to replace a folder, device or pipe. A symbolic link is replaced itself, not what it leads to. */
bool file_write(const char *path, const void *bytes, size_t length, bool replace, const char **why);

/* New files of one folder, as file_write without `replace` would write each, but brought to the disk together: one by one that takes most of
 * the time. `why` of each is NULL where it was written. */
struct file_to_write {
  const char *path;
  const void *bytes;
  size_t length;
  const char *why;
};
void files_write(const char *folder, struct file_to_write *files, size_t count);

#endif
