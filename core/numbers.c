/*
 * exp, log and pow of the whole program, Lua's `^` and math.exp included: those of core/rule, so that a rule has the same bits interpreted
 * and translated, and the same on every machine. The C library chooses its own by processor.
 */
#include "core/numbers.h"

#include "core/rule/elementary.h"

double exp(double x) { return rule_exp(x); }
double log(double x) { return rule_log(x); }
double pow(double x, double y) { return rule_pow(x, y); }

void numbers_take_over(void) { rule_lua_has_ours = true; }
