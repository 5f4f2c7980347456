/* The same kernels for processors with AVX-512; the Makefile compiles this file, and no other, for it. */
#if defined __x86_64__
#define KERNELS rule_kernels_avx512
#include "core/rule/kernels.inc"
#else
typedef int kernels_avx512_not_here;
#endif
