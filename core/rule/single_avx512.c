/* Kernels in single precision for processors with AVX-512. */
#if defined __x86_64__
#define SINGLE
#define KERNELS rule_single_avx512
#include "core/rule/kernels.inc"
#else
typedef int single_avx512_not_here;
#endif
