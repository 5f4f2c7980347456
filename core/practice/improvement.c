#include "core/practice/improvement.h"

#include <math.h>
#include <string.h>

/* ---- Steps ---- */

bool improvement_may(const struct cycle *cycle, const char *from, const char *to) {
  if (!from) return cycle->count > 0 && !strcmp(cycle->steps[0].name, to);
  for (size_t i = 0; i < cycle->count; i++) {
    if (strcmp(cycle->steps[i].name, from)) continue;
    for (size_t exit = 0; exit < cycle->steps[i].exit_count; exit++)
      if (!strcmp(cycle->steps[i].exits[exit], to)) return true;
  }
  return false;
}

/* ---- Did we get there ---- */

enum better measure_better(const struct model *model, const char *measure) {
  const struct entity *entity = model_find(model, KIND_MEASURE, measure);
  return entity && !strcmp(entity_text(entity, "better", "high"), "low") ? BETTER_LOW : BETTER_HIGH;
}

bool improvement_is_better(enum better better, double from, double to) { return better == BETTER_LOW ? to < from : to > from; }

enum reached improvement_reached(enum better better, double target, double actual) {
  if (isnan(target) || isnan(actual)) return REACHED_UNKNOWN;
  return improvement_is_better(better, actual, target) ? REACHED_NO : REACHED_YES;
}

static bool counts(const struct calendar *calendar, const struct measuring *measuring, const struct fact *fact) {
  int32_t day = moment_day(fact->at);
  if (fact->name != measuring->fact || isnan(fact->number)) return false;
  if (day <= measuring->after || day > measuring->until) return false;
  return !measuring->within.count || day > day_add(calendar, measuring->until, measuring->within, -1);
}

static bool out_of_date(const struct calendar *calendar, const struct measuring *measuring, int64_t at) {
  return measuring->valid.count && moment_day(at) <= day_add(calendar, measuring->until, measuring->valid, -1);
}

struct measured improvement_measured(const struct calendar *calendar, const struct fact *facts, size_t count, const struct measuring *measuring,
                                     void (*used)(void *context, const struct fact *fact), void *context) {
  struct measured measured = {.value = NAN};
  const struct fact *last = NULL;
  double sum = 0;
  for (size_t i = 0; i < count; i++) {
    if (!counts(calendar, measuring, &facts[i])) continue;
    last = &facts[i];
    sum += last->number;
    measured.count++;
    if (measuring->within.count) used(context, last);
  }
  if (!last || (!measuring->within.count && out_of_date(calendar, measuring, last->at))) return (struct measured){.value = NAN};
  measured.at = last->at;
  measured.value = sum / (double)measured.count;
  if (measuring->within.count) return measured;
  measured.value = last->number;
  measured.count = 1;
  used(context, last);
  return measured;
}
