/* The same kernels for processors with AVX-512; the Makefile compiles this file, and no other, for it. */
#if defined __x86_64__
#define VECTOR_BYTES 64
#define LANES_KERNELS lanes_avx512
#include "core/simulate/lanes.inc"
#else
typedef int lanes_avx512_not_here;
#endif
