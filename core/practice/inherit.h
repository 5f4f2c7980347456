/*
 * Where a relationship has its fields from. What it does not say itself comes, field by field, from the first of these that says it: its own
 * tags in their order, its stakeholder's tags, its relationship model (and those that model is like), its level.
 */
#ifndef KITH_PRACTICE_INHERIT_H
#define KITH_PRACTICE_INHERIT_H

#include "core/practice/model.h"

/* Each relationship model gets what it leaves out from the one it is like; a circle is a finding. Once, after models are checked. */
void models_inherit(struct model *model, struct diagnostics *diagnostics);

/* The same for a relationship that is checked. */
void relationship_inherit(struct model *model, struct entity *relationship);

/* The tag, relationship model or level that gave the relationship a field, the relationship itself where it says so of its own; NULL where
 * nobody does. */
const struct entity *relationship_origin(const struct model *model, const struct entity *relationship, const char *field);

#endif
