/* The same kernels for processors with AVX2; the Makefile compiles this file, and no other, for it. */
#if defined __x86_64__
#define VECTOR_BYTES 32
#define LANES_KERNELS lanes_avx2
#include "core/simulate/lanes.inc"
#else
typedef int lanes_avx2_not_here;
#endif
