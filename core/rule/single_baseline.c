/* Kernels in single precision for any processor of the kind kith is built for. */
#define SINGLE
#define KERNELS rule_single_baseline
#include "core/rule/kernels.inc"
