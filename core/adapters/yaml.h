/* YAML files as trees of values, through libyaml's event interface. */
#ifndef KITH_ADAPTERS_YAML_H
#define KITH_ADAPTERS_YAML_H

#include "core/base/diagnostic.h"

enum { YAML_LARGEST = 16 * 1024 * 1024, YAML_NODES = 2000000 };

/*
 * Reads one document. Every scalar becomes a text (the schema gives types: `no` stays "no"); a plain empty scalar, ~ and null
 * become nil. Places and widths are those of the file. Registers `name` as a source of `diagnostics` and tells there, all in one
 * pass where the form still allows: syntax errors, duplicate keys (naming the first one's line), aliases and anchors, tags,
 * several documents, keys that are not scalars, invalid UTF-8, depth past VALUE_DEPTH, size past the bounds above, NUL characters, and a comma
 * that probably cut a value inside { } (an entry without a value after a plain scalar: `{ name: Rossi, Maria }`).
 * A key that stands twice stays twice in `root`; the first is found. An empty file is an empty map. False when an error was added; `root` then holds what could be read.
 */
bool yaml_read(struct arena *arena, struct diagnostics *diagnostics, const char *name, const char *text, size_t length, struct value *root);

#endif
