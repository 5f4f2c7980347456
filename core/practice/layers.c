#include "core/practice/layers.h"

#include <string.h>

static bool is_off(const struct value *value) {
  const char *word = value_word(value);
  return word && !strcmp(word, "off");
}

struct value layers_merge(struct arena *arena, const struct value *base, const struct value *over) {
  if (base->kind != VALUE_MAP || over->kind != VALUE_MAP) return over->kind == VALUE_NIL ? *base : *over;
  struct value merged = value_map();
  merged.place = over->place.source ? over->place : base->place;
  merged.width = over->place.source ? over->width : base->width;
  for (size_t i = 0; i < base->as.map.count; i++) {
    const struct pair *pair = &base->as.map.pairs[i];
    const struct pair *upon = value_find(arena, over, pair->key);
    if (upon && is_off(&upon->value)) continue;
    struct value item = upon ? layers_merge(arena, &pair->value, &upon->value) : pair->value;
    value_set(arena, &merged, pair->key, item)->place = upon ? upon->place : pair->place;
  }
  for (size_t i = 0; i < over->as.map.count; i++) {
    const struct pair *pair = &over->as.map.pairs[i];
    if (value_find(arena, base, pair->key) || is_off(&pair->value)) continue;
    value_set(arena, &merged, pair->key, pair->value)->place = pair->place;
  }
  return merged;
}
