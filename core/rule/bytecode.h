/*
 * Lua 5.4 bytecode, decoded from the form string.dump gives. The bytes are foreign input: whatever they say, every register, constant, upvalue
 * and jump of a decoded function lies within bounds. Opcodes are the same in 5.4.0 to 5.4.8.
 */
#ifndef KITH_RULE_BYTECODE_H
#define KITH_RULE_BYTECODE_H

#include "core/rule/rule.h"

/* name, what A, B and C are: R register, K constant, T text constant, U upvalue, X either register or constant by k, - anything else */
#define BYTECODE_OPERATIONS(OP)                                                                                                            \
  OP(MOVE, 'R', 'R', '-') OP(LOADI, 'R', '-', '-') OP(LOADF, 'R', '-', '-') OP(LOADK, 'R', '-', '-') OP(LOADKX, 'R', '-', '-')            \
  OP(LOADFALSE, 'R', '-', '-') OP(LFALSESKIP, 'R', '-', '-') OP(LOADTRUE, 'R', '-', '-') OP(LOADNIL, 'R', '-', '-')                        \
  OP(GETUPVAL, 'R', 'U', '-') OP(SETUPVAL, 'R', 'U', '-') OP(GETTABUP, 'R', 'U', 'T') OP(GETTABLE, 'R', 'R', 'R') OP(GETI, 'R', 'R', '-') \
  OP(GETFIELD, 'R', 'R', 'T') OP(SETTABUP, 'U', 'T', 'X') OP(SETTABLE, 'R', 'R', 'X') OP(SETI, 'R', '-', 'X') OP(SETFIELD, 'R', 'T', 'X') \
  OP(NEWTABLE, 'R', '-', '-') OP(SELF, 'R', 'R', 'X') OP(ADDI, 'R', 'R', '-') OP(ADDK, 'R', 'R', 'K') OP(SUBK, 'R', 'R', 'K')             \
  OP(MULK, 'R', 'R', 'K') OP(MODK, 'R', 'R', 'K') OP(POWK, 'R', 'R', 'K') OP(DIVK, 'R', 'R', 'K') OP(IDIVK, 'R', 'R', 'K')                \
  OP(BANDK, 'R', 'R', 'K') OP(BORK, 'R', 'R', 'K') OP(BXORK, 'R', 'R', 'K') OP(SHRI, 'R', 'R', '-') OP(SHLI, 'R', 'R', '-')               \
  OP(ADD, 'R', 'R', 'R') OP(SUB, 'R', 'R', 'R') OP(MUL, 'R', 'R', 'R') OP(MOD, 'R', 'R', 'R') OP(POW, 'R', 'R', 'R')                      \
  OP(DIV, 'R', 'R', 'R') OP(IDIV, 'R', 'R', 'R') OP(BAND, 'R', 'R', 'R') OP(BOR, 'R', 'R', 'R') OP(BXOR, 'R', 'R', 'R')                   \
  OP(SHL, 'R', 'R', 'R') OP(SHR, 'R', 'R', 'R') OP(MMBIN, 'R', 'R', '-') OP(MMBINI, 'R', '-', '-') OP(MMBINK, 'R', 'K', '-')              \
  OP(UNM, 'R', 'R', '-') OP(BNOT, 'R', 'R', '-') OP(NOT, 'R', 'R', '-') OP(LEN, 'R', 'R', '-') OP(CONCAT, 'R', '-', '-')                  \
  OP(CLOSE, 'R', '-', '-') OP(TBC, 'R', '-', '-') OP(JMP, '-', '-', '-') OP(EQ, 'R', 'R', '-') OP(LT, 'R', 'R', '-') OP(LE, 'R', 'R', '-') \
  OP(EQK, 'R', 'K', '-') OP(EQI, 'R', '-', '-') OP(LTI, 'R', '-', '-') OP(LEI, 'R', '-', '-') OP(GTI, 'R', '-', '-')                      \
  OP(GEI, 'R', '-', '-') OP(TEST, 'R', '-', '-') OP(TESTSET, 'R', 'R', '-') OP(CALL, 'R', '-', '-') OP(TAILCALL, 'R', '-', '-')           \
  OP(RETURN, 'R', '-', '-') OP(RETURN0, '-', '-', '-') OP(RETURN1, 'R', '-', '-') OP(FORLOOP, 'R', '-', '-') OP(FORPREP, 'R', '-', '-')   \
  OP(TFORPREP, 'R', '-', '-') OP(TFORCALL, 'R', '-', '-') OP(TFORLOOP, 'R', '-', '-') OP(SETLIST, 'R', '-', '-')                          \
  OP(CLOSURE, 'R', '-', '-') OP(VARARG, 'R', '-', '-') OP(VARARGPREP, '-', '-', '-') OP(EXTRAARG, '-', '-', '-')

#define BYTECODE_NAME(name, a, b, c) CODE_##name,
enum bytecode_operation { BYTECODE_OPERATIONS(BYTECODE_NAME) CODE_COUNT };
#undef BYTECODE_NAME

struct instruction {
  uint8_t operation; /* enum bytecode_operation */
  uint8_t a, b, c;
  bool k;
  int32_t wide;   /* Bx, sBx or sJ as the operation has it; for jumps and loops the position they lead to */
  int32_t line;   /* 0 unknown */
};

struct bytecode {
  struct instruction *code;
  size_t count;
  struct rule_value *constants;
  size_t constant_count;
  const char *source; /* chunk name without the '@'; "" unknown */
  unsigned parameters, registers, upvalues;
  bool varargs;
};

enum { BYTECODE_MOST = 16384 }; /* instructions; longer functions are refused */

/* NULL with `why` where the bytes are not a function of Lua 5.4 or not one that can be relied on. Allocates in the arena; copies texts. */
const struct bytecode *bytecode_decode(struct arena *arena, const char *bytes, size_t length, const char **why);

#endif
