/* Kernels for any processor of the kind kith is built for. */
#define VECTOR_BYTES 16
#define LANES_KERNELS lanes_baseline
#include "core/simulate/lanes.inc"
