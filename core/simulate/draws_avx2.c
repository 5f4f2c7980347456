/* The same draws for processors with AVX2; the Makefile compiles this file, and no other, for it. */
#if defined __x86_64__
#define VECTOR_BYTES 32
#define DRAWS draws_avx2
#include "core/simulate/draws.inc"
#else
typedef int draws_avx2_not_here;
#endif
