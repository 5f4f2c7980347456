/* Draws for any processor of the kind kith is built for. */
#define VECTOR_BYTES 16
#define DRAWS draws_baseline
#include "core/simulate/draws.inc"
