/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RECIPE_H
#define RECIPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE_BYTES	4096ULL
#define MAX_MAP_PAGES	(1ULL << 24)
/* The end of what a process can map: 128 TiB, or 3 GiB of 32-bit addresses. */
#define ADDRESS_END	(sizeof(void *) == 8 ? 1ULL << 47 : 0xc0000000ULL)
#define MAX_ID		120
#define CASE_SECONDS	30
#define MAX_SECONDS	100
#define LINE_WORDS	16

/* An address of a recipe: absolute, or an offset into what the kernel mapped on its own. */
struct address {
	enum { ABSOLUTE, IN_VDSO, IN_VVAR } base;
	uint64_t offset;
};

enum map_kind {
	MAP_KIND_ANON,
	MAP_KIND_FILE,
	MAP_KIND_SHMEM,
	MAP_KIND_HUGETLB,
	MAP_KIND_DEVICE,	/* the first of the module's own, in the order of its ABI */
};

struct map_options {
	bool shared;
	int kind;
	bool noreserve;
	bool readonly;
	bool has_file_pages;
	bool has_same;
	uint64_t file_pages;
	uint64_t file_offset;
	struct address same;
	int huge_shift;
};

struct call_options {
	uint64_t default_flags;
	uint64_t mask;
	const char *requests;
	uint32_t attempts;
	uint32_t walks;
	uint32_t owner;
	uint32_t timeout;	/* of a call by the entry point that takes the lock itself */
	bool keep_input;
	bool unlocked;
};

struct case_run;
struct step;

/* What an argument of a step is; the parser knows how each is written. */
enum argument {
	NO_ARGUMENT,
	ADDRESS,
	END_ADDRESS,	/* begin's second: any aligned address */
	PAGES,
	PAGES_OR_NONE,
	PROT,
	SHARING,
	MAP_KIND,
	ADVICE,
	UFFD_MODE,
	NODE,
	OWNER,
	SECONDS,
	KNOB,
	KNOB_VALUE,
	WORD,
	MASK_WORD,
	REQUESTS,
};

/* What a step is to its case. */
enum role {
	A_STEP,
	SETS_LIMIT,
	BEGINS_RANGE,	/* once in a case, before its call */
	BEGINS_OTHERS,	/* once, after that: the steps from here on are another thread's, during the call */
	ENDS_CASE,	/* the call: the case has nothing after it */
};

struct verb {
	const char *name;
	enum argument arguments[6];
	/* An option, "name=value" or a word; false if there is none of this name or value. */
	bool (*option)(struct step *step, const char *name, const char *value);
	/* Does the step: 0 or an errno. */
	int (*run)(struct case_run *run, const struct step *step);
	enum role role;
	/* What the step has before its words are read. */
	void (*defaults)(struct step *step);
};

struct step {
	const struct verb *verb;
	unsigned int line;
	const char *text;
	struct address at;
	struct address to;
	uint64_t address;	/* at and to in the process of the case, when it does the step */
	uint64_t other_address;
	uint64_t pages;
	int prot;
	int choice;		/* advice, mode, node, owner or knob */
	const char *value;	/* of a knob */
	union {
		struct map_options map;
		struct call_options call;
		bool hugetlb;	/* numa */
	};
};

struct recipe_case {
	const char *id;
	unsigned int line;
	size_t first;		/* its steps in the recipe's; the last is the call */
	size_t nr_steps;
	unsigned int seconds;	/* that it may take */
};

struct recipe {
	bool selftest;
	struct recipe_case *cases;
	size_t nr_cases;
	struct step *steps;
	size_t nr_steps;
};

/* An address as a pointer; one that has more bits than a pointer is refused by the parser. */
static inline void *at_address(uint64_t address)
{
	return (void *)(uintptr_t)address;
}

/* What is wrong with a recipe, and where. */
struct recipe_error {
	unsigned int line;
	char text[400];
};

/*
 * Reads a recipe. The text is cut into words in place and must outlive the recipe; a NUL, which
 * @length does not count, ends it. False, with @error filled in, if there is a mistake.
 */
bool recipe_parse(char *text, size_t length, struct recipe *recipe, struct recipe_error *error);

/* arguments.c: what an argument must look like, for messages; and its value into a step */
const char *argument_form(enum argument argument);
bool parse_argument(struct step *step, enum argument argument, const char *word);

/* verbs.c */
const struct verb *find_verb(const char *name);

/* values.c: words as values; false for one that is not of the form. */
bool parse_decimal(const char *word, uint64_t from, uint64_t to, uint64_t *value);
bool parse_hex(const char *word, uint64_t *value);
bool parse_address(const char *word, struct address *address);
bool parse_prot(const char *word, int *prot);
bool parse_flags_word(const char *word, bool is_mask, uint64_t *value);
int find_name(const char *const *names, const char *word);

/* requests.c */
bool requests_length(const char *text, uint64_t *pages);
bool requests_expand(const char *text, uint64_t *words, uint64_t pages);

/* names.c: what the words of a recipe stand for */
extern const char *const map_kind_names[];
extern const char *const advice_names[];
extern const int advice_numbers[];
extern const char *const uffd_mode_names[];
extern const char *const knob_names[];

#endif /* RECIPE_H */
