/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Trees of two formats: the same is asked in words of each, and words of each are to say the same. */
#define SAME_OUTPUT "same-states"

/* Whether a word of the second format asks what one of the first asks. */
static _Bool corresponds(host_u64 one, host_u64 other)
{
	return !(one & a_ask_fault()) == !(other & b_ask_fault()) &&
	       !(one & a_ask_write()) == !(other & b_ask_write());
}

/* Any words that ask the same, with whatever other bits. */
static struct asked as_second(const struct asked *first)
{
	struct asked second = any_words(first->request.owner);

	__CPROVER_assume(corresponds(first->request.defaults, second.request.defaults));
	__CPROVER_assume(corresponds(first->request.mask, second.request.mask));
	for (unsigned int page = 0; page < PROVE_PAGES; page++)
		__CPROVER_assume(corresponds(first->words[page], second.words[page]));
	show_asked(&second, b_ask_fault(), b_ask_write());
	return second;
}

/* An error is an error; a page has its pfn and is writable or not; all else is none. */
static _Bool same_state(struct prove_word one, struct prove_word other)
{
	if (one.error || other.error)
		return one.error && other.error;
	return one.valid == other.valid && one.write == other.write && one.pfn == other.pfn;
}

/* A page that may be read, where the second has its pfn without flags: for 0 that is none. */
static _Bool only_second_without_valid(struct prove_word one, struct prove_word other)
{
	return one.valid && !one.write && !other.valid && !other.write && !other.error &&
	       one.pfn == other.pfn;
}

static _Bool same_output(struct known known, const struct outcome *a, const struct outcome *b)
{
	_Bool same = 1;

	for (unsigned int page = 0; page < PROVE_PAGES; page++) {
		struct mapping mapping = mapping_of(PROVE_START + page * 4096ul);
		struct prove_word one = a_read_word(a->words[page]);
		struct prove_word other = b_read_word(b->words[page]);
		_Bool untouched = a->words[page] == a->asked.words[page] &&
				  b->words[page] == b->asked.words[page];
		/* Every page is written by a walk that comes to the end. */
		_Bool may_be_input = page < PROVE_RESUME || a->record.ret < 0 ||
				     a->record.walks > 1;

		if (!(may_be_input && untouched) && !same_state(one, other) &&
		    !(only_second_without_valid(one, other) && known_valid(known, mapping)))
			same = 0;
	}
	return same;
}
