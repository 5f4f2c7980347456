#ifndef KITH_VERSION
#define KITH_VERSION "0.1.0"
#endif
