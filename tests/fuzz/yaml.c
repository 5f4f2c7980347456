/* YAML of any bytes: read, told, and told so that a terminal can show it. See `make fuzz-readers`. */
#include "core/adapters/yaml.h"
#include "core/base/arena.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  struct arena *arena = arena_new();
  struct diagnostics *diagnostics = diagnostics_new();
  struct buffer told = {0};
  struct value root;
  bool good = yaml_read(arena, diagnostics, "fuzz.yaml", (const char *)bytes, size, &root);
  diagnostics_render(diagnostics, size % 2, &told);
  if (good != (diagnostics_errors(diagnostics) == 0)) abort();
  for (size_t i = 0; i < told.length; i++)
    if ((unsigned char)told.bytes[i] < ' ' && told.bytes[i] != '\n') abort();
  buffer_free(&told);
  diagnostics_free(diagnostics);
  arena_free(arena);
  return 0;
}
