/* Layers of definitions: shipped, packs, workspace, as trees laid one over the other. */
#ifndef KITH_PRACTICE_LAYERS_H
#define KITH_PRACTICE_LAYERS_H

#include "core/base/value.h"

/*
 * Lays `over` upon `base`: maps merge key by key, lists and single values are replaced, `off` removes the entry.
 * What came from where can be read from the places of what remains. The result shares what neither side changed.
 */
struct value layers_merge(struct arena *arena, const struct value *base, const struct value *over);

#endif
