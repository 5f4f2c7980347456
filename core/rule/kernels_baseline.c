/* Kernels for any processor of the kind kith is built for. */
#define KERNELS rule_kernels_baseline
#include "core/rule/kernels.inc"
