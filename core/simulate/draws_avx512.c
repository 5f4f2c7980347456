/* The same draws for processors with AVX-512; the Makefile compiles this file, and no other, for it. */
#if defined __x86_64__
#define VECTOR_BYTES 64
#define DRAWS draws_avx512
#include "core/simulate/draws.inc"
#else
typedef int draws_avx512_not_here;
#endif
