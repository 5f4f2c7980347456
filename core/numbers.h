/* The program's exp, log and pow. Not part of kith.so: a program that loads it keeps its own. */
#ifndef KITH_NUMBERS_H
#define KITH_NUMBERS_H

/* Tells rules that Lua computes with the functions of this file. */
void numbers_take_over(void);

#endif
