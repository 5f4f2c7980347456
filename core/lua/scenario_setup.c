#include "core/lua/scenario_setup.h"

#include <math.h>
#include <string.h>

#include "core/simulate/random.h"

struct reader {
  struct arena *arena;
  const struct value *call;
  const double *memory; /* M × N numbers */
  size_t memory_columns, rows, column_count;
  bool good; /* false once something was not as it should be */
};

/* ---- Fields of a map ---- */

static double number_of(struct reader *reader, const struct value *map, const char *name, double otherwise) {
  const struct value *value = value_get(reader->arena, map, name);
  double number = otherwise;
  if (value && value->kind == VALUE_FLAG) return value->as.flag;
  if (value && !value_as_number(value, &number)) reader->good = false;
  return number;
}

static size_t count_of(struct reader *reader, const struct value *map, const char *name, size_t most) {
  double number = number_of(reader, map, name, 0);
  if (!(number >= 0 && number <= (double)most)) reader->good = false;
  return reader->good ? (size_t)number : 0;
}

/* A column from 1, none where it is not given. */
static size_t column_of(struct reader *reader, const struct value *map, const char *name) {
  size_t column = count_of(reader, map, name, reader->column_count);
  return column ? column - 1 : NO_COLUMN;
}

static const struct value *list_of(struct reader *reader, const struct value *map, const char *name, size_t *count) {
  const struct value *list = value_get(reader->arena, map, name);
  *count = list && list->kind == VALUE_LIST ? list->as.list.count : 0;
  return *count ? list->as.list.items : NULL;
}

/* The position of a word among `words`, which end with NULL. */
static int choice_of(struct reader *reader, const struct value *map, const char *name, const char *const *words) {
  const char *word = value_get_word(reader->arena, map, name);
  for (int i = 0; words[i]; i++)
    if (!strcmp(words[i], word)) return i;
  reader->good = false;
  return 0;
}

static const double *memory_column(struct reader *reader, const struct value *map, const char *name) {
  size_t column = count_of(reader, map, name, reader->memory_columns);
  if (!column) reader->good = false;
  return reader->good ? reader->memory + (column - 1) * reader->rows : NULL;
}

/* ---- Parts ---- */

static const double *numbers_of(struct reader *reader, const struct value *map, const char *name, size_t *count) {
  const struct value *items = list_of(reader, map, name, count);
  double *numbers = ARENA_ARRAY(reader->arena, double, *count + 1);
  for (size_t i = 0; i < *count; i++)
    if (!value_as_number(&items[i], &numbers[i])) reader->good = false;
  return numbers;
}

static struct distribution distribution_of(struct reader *reader, const struct value *map) {
  static const char *const kinds[] = {"fixed", "uniform", "normal", "lognormal", "triangular", "gamma", "beta", "poisson", "discrete", "flag", NULL};
  struct distribution d = {.kind = (enum distribution_kind)choice_of(reader, map, "kind", kinds)};
  size_t weights;
  d.a = number_of(reader, map, "a", 0);
  d.b = number_of(reader, map, "b", 0);
  d.c = number_of(reader, map, "c", 0);
  const char *name = value_get_word(reader->arena, map, "name");
  d.name = random_name(name, strlen(name));
  d.values = numbers_of(reader, map, "values", &d.count);
  d.weights = numbers_of(reader, map, "weights", &weights);
  if (!weights) d.weights = NULL;
  else if (weights != d.count) reader->good = false;
  if (reader->good && distribution_fault(&d)) reader->good = false;
  return d;
}

static struct reading reading_of(struct reader *reader, const struct value *map, bool *has) {
  static const char *const kinds[] = {"number", "column", "compared", "function", NULL};
  static const char *const comparisons[] = {"==", "~=", "<", "<=", ">", ">=", NULL};
  if (has) *has = map != NULL;
  if (!map) return (struct reading){.kind = READ_NUMBER, .number = 1};
  struct reading reading = {.kind = (enum reading_kind)choice_of(reader, map, "kind", kinds)};
  reading.number = number_of(reader, map, "number", 0);
  reading.negated = number_of(reader, map, "negated", 0) != 0;
  reading.function = count_of(reader, map, "function", 100000);
  reading.column = column_of(reader, map, "column");
  if (reading.kind == READ_COMPARED) reading.comparison = (enum comparison)choice_of(reader, map, "comparison", comparisons);
  if ((reading.kind == READ_COMPARED || reading.kind == READ_COLUMN) && reading.column == NO_COLUMN) reader->good = false;
  return reading;
}

/* Groups by a column of words: its numbers in the order given, from `first`; what is not among them is `otherwise`. */
static const uint32_t *groups_of(struct reader *reader, const struct value *map, uint32_t first, size_t *groups) {
  const double *numbers = numbers_of(reader, map, "groups", groups), *words;
  if (!*groups) return NULL;
  uint32_t *group_of = ARENA_ARRAY(reader->arena, uint32_t, reader->rows);
  words = memory_column(reader, map, "by");
  for (size_t row = 0; words && row < reader->rows; row++)
    for (size_t g = 0; g < *groups; g++)
      if (words[row] == numbers[g] || (isnan(words[row]) && numbers[g] == 0)) group_of[row] = first + (uint32_t)g;
  return group_of;
}

static void read_columns(struct reader *reader, struct simulation *simulation) {
  static const char *const types[] = {"number", "word", "flag", NULL}, *const reaches[] = {"lane", "run", "row", NULL};
  const struct value *items = list_of(reader, reader->call, "columns", &simulation->column_count);
  struct simulation_column *columns = ARENA_ARRAY(reader->arena, struct simulation_column, simulation->column_count + 1);
  reader->column_count = simulation->column_count;
  for (size_t i = 0; i < simulation->column_count; i++) {
    columns[i].name = value_get_word(reader->arena, &items[i], "name");
    columns[i].type = (enum column_type)choice_of(reader, &items[i], "type", types);
    columns[i].reach = (enum reach)choice_of(reader, &items[i], "reach", reaches);
    columns[i].assignable = number_of(reader, &items[i], "assignable", 0) != 0;
    if (columns[i].reach == REACH_ROW) columns[i].values = memory_column(reader, &items[i], "memory");
    if (columns[i].assignable && columns[i].reach != REACH_LANE) reader->good = false;
  }
  simulation->columns = columns;
}

static bool is_lane(const struct reader *reader, const struct simulation *simulation, size_t column) {
  return reader->good && column != NO_COLUMN && simulation->columns[column].reach == REACH_LANE;
}

static void read_starts(struct reader *reader, struct simulation *simulation) {
  const struct value *items = list_of(reader, reader->call, "starts", &simulation->start_count);
  struct start *starts = ARENA_ARRAY(reader->arena, struct start, simulation->start_count + 1);
  for (size_t i = 0; i < simulation->start_count; i++) {
    starts[i].column = column_of(reader, &items[i], "column");
    starts[i].from_record = value_get(reader->arena, &items[i], "memory") != NULL;
    if (starts[i].from_record) starts[i].values = memory_column(reader, &items[i], "memory");
    else starts[i].distribution = distribution_of(reader, value_get(reader->arena, &items[i], "distribution"));
    if (!is_lane(reader, simulation, starts[i].column)) reader->good = false;
  }
  simulation->starts = starts;
  items = list_of(reader, reader->call, "sampled", &simulation->sampled_count);
  struct sampled *sampled = ARENA_ARRAY(reader->arena, struct sampled, simulation->sampled_count + 1);
  for (size_t i = 0; i < simulation->sampled_count; i++) {
    sampled[i].column = column_of(reader, &items[i], "column");
    sampled[i].distribution = distribution_of(reader, value_get(reader->arena, &items[i], "distribution"));
    if (!reader->good || sampled[i].column == NO_COLUMN || simulation->columns[sampled[i].column].reach != REACH_RUN) reader->good = false;
  }
  simulation->sampled = sampled;
}

static const char *const HOWS[] = {"mean", "sum", "share", "count", "max", "min", "first", "ever", "cost", NULL};

static const struct gathering *read_gatherings(struct reader *reader, const struct simulation *simulation, const char *name, enum reach reach, size_t *count) {
  const struct value *items = list_of(reader, reader->call, name, count);
  struct gathering *list = ARENA_ARRAY(reader->arena, struct gathering, *count + 1);
  for (size_t i = 0; i < *count; i++) {
    list[i].how = (enum how)choice_of(reader, &items[i], "how", HOWS);
    list[i].of = column_of(reader, &items[i], "of");
    list[i].into = column_of(reader, &items[i], "into");
    bool fits = is_lane(reader, simulation, list[i].of) || (list[i].how == HOW_COUNT && list[i].of == NO_COLUMN);
    if (!reader->good || !fits || list[i].into == NO_COLUMN || simulation->columns[list[i].into].reach != reach) reader->good = false;
  }
  return list;
}

static void read_plans(struct reader *reader, struct simulation *simulation) {
  const struct value *items = list_of(reader, reader->call, "plans", &simulation->plan_count);
  struct plan *plans = ARENA_ARRAY(reader->arena, struct plan, simulation->plan_count + 1);
  for (size_t i = 0; i < simulation->plan_count; i++) {
    plans[i].into = column_of(reader, &items[i], "into");
    plans[i].limit_is_function = value_get(reader->arena, &items[i], "limit_function") != NULL;
    plans[i].limit = number_of(reader, &items[i], "limit", 0);
    plans[i].limit_function = count_of(reader, &items[i], "limit_function", 100000);
    plans[i].group_of = groups_of(reader, &items[i], 0, &plans[i].groups);
    if (!plans[i].group_of) plans[i].groups = 1;
    plans[i].where = reading_of(reader, value_get(reader->arena, &items[i], "where"), &plans[i].has_where);
    plans[i].rank = reading_of(reader, value_get(reader->arena, &items[i], "rank"), NULL);
    if (!is_lane(reader, simulation, plans[i].into)) reader->good = false;
  }
  simulation->plans = plans;
}

static void read_outcomes(struct reader *reader, struct simulation *simulation) {
  const struct value *items = list_of(reader, reader->call, "outcomes", &simulation->outcome_count);
  struct outcome *outcomes = ARENA_ARRAY(reader->arena, struct outcome, simulation->outcome_count + 1);
  for (size_t i = 0; i < simulation->outcome_count; i++) {
    struct outcome *outcome = &outcomes[i];
    outcome->how = (enum how)choice_of(reader, &items[i], "how", HOWS);
    outcome->of = reading_of(reader, value_get(reader->arena, &items[i], "of"), NULL);
    outcome->where = reading_of(reader, value_get(reader->arena, &items[i], "where"), &outcome->has_where);
    outcome->weight = reading_of(reader, value_get(reader->arena, &items[i], "weight"), &outcome->has_weight);
    outcome->share = number_of(reader, &items[i], "share", 0);
    outcome->each_step = number_of(reader, &items[i], "each_step", 0) != 0;
    outcome->over = (uint32_t)number_of(reader, &items[i], "over", 0);
    outcome->group_of = groups_of(reader, &items[i], 1, &outcome->groups);
  }
  simulation->outcomes = outcomes;
}

/* ---- Rules ---- */

static void read_shape(struct reader *reader, const struct value *map, struct rule_shape *shape) {
  static const char *const combines[] = {"weighted", "min", "any_poor", NULL};
  const struct value *own = value_get(reader->arena, map, "shape");
  shape->combine = (enum combine)choice_of(reader, own, "combine", combines);
  shape->enough = number_of(reader, own, "enough", 0);
  shape->weights = numbers_of(reader, own, "weights", &shape->factors);
  shape->bands = numbers_of(reader, own, "bands", &shape->band_count);
  const double *limits = numbers_of(reader, own, "limits", &shape->limit_count);
  int *bands = ARENA_ARRAY(reader->arena, int, shape->limit_count + 1);
  for (size_t i = 0; i < shape->limit_count; i++) bands[i] = (int)limits[i] - 1;
  shape->limits = bands;
}

static void read_rule_columns(struct reader *reader, const struct value *map, struct scored_rule *rule) {
  static const char *const types[] = {"number", "word", "flag", NULL};
  const struct value *items = list_of(reader, map, "columns", &rule->column_count);
  rule->columns = ARENA_ARRAY(reader->arena, const char *, rule->column_count + 1);
  rule->types = ARENA_ARRAY(reader->arena, enum column_type, rule->column_count + 1);
  rule->sources = ARENA_ARRAY(reader->arena, size_t, rule->column_count + 1);
  rule->numbers = ARENA_ARRAY(reader->arena, double, rule->column_count + 1);
  for (size_t i = 0; i < rule->column_count; i++) {
    rule->columns[i] = value_get_word(reader->arena, &items[i], "name");
    rule->types[i] = (enum column_type)choice_of(reader, &items[i], "type", types);
    rule->sources[i] = column_of(reader, &items[i], "column");
    rule->numbers[i] = number_of(reader, &items[i], "number", NAN);
  }
}

static void read_factors(struct reader *reader, const struct value *map, struct scored_rule *rule) {
  size_t count;
  const struct value *items = list_of(reader, map, "factors", &count);
  if (count != rule->shape.factors) reader->good = false;
  rule->factors = ARENA_ARRAY(reader->arena, const char *, count + 1);
  rule->defaults = ARENA_ARRAY(reader->arena, size_t, count + 1);
  for (size_t i = 0; i < count; i++) {
    size_t column = count_of(reader, &items[i], "default", rule->column_count);
    rule->factors[i] = value_get_word(reader->arena, &items[i], "name");
    rule->defaults[i] = column ? column - 1 : NO_COLUMN;
  }
}

static void read_bands(struct reader *reader, const struct value *map, const struct simulation *simulation, struct scored_rule *rule) {
  size_t count;
  rule->band_into = column_of(reader, map, "band_into");
  rule->band_words = numbers_of(reader, map, "band_words", &count);
  if (rule->band_into != NO_COLUMN && (count != rule->shape.band_count || !is_lane(reader, simulation, rule->band_into))) reader->good = false;
}

static void read_rules(struct reader *reader, struct scenario_setup *setup) {
  const struct value *items = list_of(reader, reader->call, "scores", &setup->rule_count);
  struct scored *scores = ARENA_ARRAY(reader->arena, struct scored, setup->rule_count + 1);
  setup->rules = ARENA_ARRAY(reader->arena, struct scored_rule, setup->rule_count + 1);
  for (size_t i = 0; i < setup->rule_count; i++) {
    struct scored_rule *rule = &setup->rules[i];
    scores[i] = (struct scored){i, column_of(reader, &items[i], "into")};
    rule->name = value_get_word(reader->arena, &items[i], "rule");
    read_shape(reader, &items[i], &rule->shape);
    read_rule_columns(reader, &items[i], rule);
    read_factors(reader, &items[i], rule);
    read_bands(reader, &items[i], &setup->simulation, rule);
    if (!is_lane(reader, &setup->simulation, scores[i].into)) reader->good = false;
  }
  setup->simulation.scores = scores;
  setup->simulation.score_count = setup->rule_count;
}

/* ---- The whole ---- */

/* What the memory holds behind the columns. */
static void read_links(struct reader *reader, struct simulation *simulation, size_t size) {
  size_t links = count_of(reader, reader->call, "links", UINT32_MAX), rows = reader->rows, columns = reader->memory_columns * rows;
  if (!links) return;
  if (!reader->good || (size / sizeof(double)) < columns + links || size - (columns + links) * sizeof(double) < (rows + 1 + links) * sizeof(uint32_t)) {
    reader->good = false;
    return;
  }
  simulation->links.weights = reader->memory + columns;
  simulation->links.from = (const uint32_t *)(const void *)(reader->memory + columns + links);
  simulation->links.to = simulation->links.from + rows + 1;
  for (size_t row = 0; row < rows; row++)
    if (simulation->links.from[row] > simulation->links.from[row + 1]) reader->good = false;
  if (simulation->links.from[0] != 0 || simulation->links.from[rows] != links) reader->good = false;
  for (size_t i = 0; reader->good && i < links; i++)
    if (simulation->links.to[i] >= rows) reader->good = false;
}

bool scenario_setup_read(struct arena *arena, const struct value *call, const void *memory, size_t size, struct scenario_setup *setup) {
  struct reader reader = {.arena = arena, .call = call, .memory = memory, .good = true};
  struct simulation *simulation = &setup->simulation;
  *setup = (struct scenario_setup){0};
  reader.rows = simulation->rows = count_of(&reader, call, "rows", UINT32_MAX - 1);
  reader.memory_columns = count_of(&reader, call, "memory_columns", 100000);
  if (!reader.good || !reader.rows || reader.rows * reader.memory_columns > size / sizeof(double)) return false;
  simulation->steps = (uint32_t)count_of(&reader, call, "steps", 1000000);
  setup->step = count_of(&reader, call, "step", 100000);
  read_columns(&reader, simulation);
  read_links(&reader, simulation, size);
  if (!reader.good) return false;
  read_starts(&reader, simulation);
  simulation->peers = read_gatherings(&reader, simulation, "peers", REACH_LANE, &simulation->peer_count);
  simulation->population = read_gatherings(&reader, simulation, "population", REACH_RUN, &simulation->population_count);
  read_plans(&reader, simulation);
  read_outcomes(&reader, simulation);
  read_rules(&reader, setup);
  const struct value *texts = value_get(arena, call, "texts");
  setup->texts = texts ? *texts : value_list();
  return reader.good;
}
