/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_LINUX_STRING_H
#define _HMM_AUDIT_LINUX_STRING_H

#include <linux/types.h>

void *memcpy(void *to, const void *from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int byte, size_t bytes);
int memcmp(const void *one, const void *other, size_t bytes);
size_t strlen(const char *text);
int strcmp(const char *one, const char *other);
int strncmp(const char *one, const char *other, size_t bytes);
int snprintf(char *to, size_t bytes, const char *format, ...) __printf(3, 4);

static inline void *memset64(u64 *words, u64 word, size_t count)
{
	for (size_t i = 0; i < count; i++)
		words[i] = word;
	return words;
}
static inline void *memset_l(unsigned long *words, unsigned long word, size_t count)
{
	for (size_t i = 0; i < count; i++)
		words[i] = word;
	return words;
}
static inline void *memset_p(void **words, void *word, size_t count)
{
	for (size_t i = 0; i < count; i++)
		words[i] = word;
	return words;
}
#define struct_size(pointer, member, count) \
	(sizeof(*(pointer)) + sizeof((pointer)->member[0]) * (count))
#define array_size(a, b) ((size_t)(a) * (b))

#endif
