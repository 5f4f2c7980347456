/* The same kernels for processors with AVX2; the Makefile compiles this file, and no other, with -mavx2. */
#if defined __x86_64__
#define KERNELS rule_kernels_avx2
#include "core/rule/kernels.inc"
#else
typedef int kernels_avx2_not_here;
#endif
