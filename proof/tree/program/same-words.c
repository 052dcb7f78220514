/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Trees of one format: the same words are asked, and the same words are to be there. */
#define SAME_OUTPUT "same-words"

static struct asked as_second(const struct asked *asked)
{
	return *asked;
}

/* An output word of the first tree as the second would write it, with what that carries. */
static host_u64 translated(host_u64 output, host_u64 input, host_u64 other)
{
	struct prove_word word = a_read_word(output);

	/* Words without an order say nothing about the other's. */
	if (!a_has_order)
		word.order = b_read_word(other).order;
	return b_write_word(word) | b_carried(input);
}

static _Bool same_output(struct known known, const struct outcome *a, const struct outcome *b)
{
	_Bool same = 1;

	for (unsigned int page = 0; page < PROVE_PAGES; page++) {
		host_u64 one = a->words[page], other = b->words[page];
		host_u64 input = a->asked.words[page];

		if (one != other &&
		    !(known.layout && other == translated(one, input, other) &&
		      a_read_word(one).carried == a_carried(input)))
			same = 0;
	}
	return same;
}
