/* Kernels in single precision for processors with AVX2. */
#if defined __x86_64__
#define SINGLE
#define KERNELS rule_single_avx2
#include "core/rule/kernels.inc"
#else
typedef int single_avx2_not_here;
#endif
