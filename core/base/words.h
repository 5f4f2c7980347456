/* Words as numbers: each text is kept once and known by a small number from 1 in order of arrival; 0 is no word. */
#ifndef KITH_BASE_WORDS_H
#define KITH_BASE_WORDS_H

#include <stddef.h>
#include <stdint.h>

struct words;

struct words *words_new(void);
void words_free(struct words *words);
/* The word's number, given one if it is new. */
uint32_t words_number(struct words *words, const char *text, size_t length);
/* Its number, or 0 where it was never seen. */
uint32_t words_find(const struct words *words, const char *text, size_t length);
/* Forgets all of them. */
void words_clear(struct words *words);
/* "" for numbers never given. Good until words_free. */
const char *words_text(const struct words *words, uint32_t number);
uint32_t words_count(const struct words *words);

#endif
