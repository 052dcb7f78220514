/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What two trees are compared in. */
#include "known.c"

struct outcome {
	struct asked asked;
	struct prove_record record;
	host_u64 words[PROVE_PAGES];
};

#if PROVE_ACROSS
#include "same-states.c"
#else
#include "same-words.c"
#endif

static _Bool out_of_memory(const struct outcome *a, const struct outcome *b)
{
	return a->record.ret == -EFAULT && b->record.ret == -ENOMEM && a->record.faults > 0 &&
	       prove_fault_result[a->record.faults - 1] == VM_FAULT_OOM;
}

/* The whole range, as a tree returns it that counts pages, or one that does not. */
static _Bool whole(_Bool returns_pages, long ret)
{
	return ret == (returns_pages ? PROVE_PAGES : 0);
}

static _Bool same_return(struct known known, const struct outcome *a, const struct outcome *b)
{
	struct mapping last = mapping_of(PROVE_START + (PROVE_PAGES - 1) * 4096ul);
	_Bool fewer = a->record.ret >= 0 && a->record.ret < PROVE_PAGES;

	if (a->record.ret < 0 || b->record.ret < 0)
		return a->record.ret == b->record.ret ||
		       (known.out_of_memory && out_of_memory(a, b));
	if (a_returns_pages == b_returns_pages)
		return a->record.ret == b->record.ret;
	return whole(b_returns_pages, b->record.ret) &&
	       (whole(a_returns_pages, a->record.ret) ||
		(a_returns_pages && fewer && known_uncounted(known, last)));
}

static _Bool same_faults(const struct prove_record *a, const struct prove_record *b)
{
	_Bool same = a->faults == b->faults;

	for (unsigned int number = 0; number < PROVE_PAGES; number++)
		if (a->fault_address[number] != b->fault_address[number] ||
		    a->fault_flags[number] != b->fault_flags[number])
			same = 0;
	return same;
}

static _Bool same_waits(const struct prove_record *a, const struct prove_record *b)
{
	return a->waits == b->waits && a->wait_address == b->wait_address &&
	       a->wait_shift == b->wait_shift;
}

static _Bool same_resume(const struct prove_record *a, const struct prove_record *b)
{
	return a->walks == b->walks && a->resume == b->resume;
}

static _Bool same_locks(const struct prove_record *a, const struct prove_record *b)
{
	_Bool same = a->lock_misused == b->lock_misused && a->warned == b->warned;

	for (unsigned int lock = 0; lock < HOST_LOCKS; lock++)
		if (a->held[lock] != b->held[lock])
			same = 0;
	return same;
}

/* Whether a known difference leaves open what the second tree does. */
static _Bool is_open(struct known known, const struct outcome *a)
{
	for (unsigned int page = PROVE_RESUME; page < PROVE_PAGES; page++) {
		struct mapping mapping = mapping_of(PROVE_START + page * 4096ul);
		/* A page that was not put out may have the error of its input: then it is open, too. */
		_Bool refused = a->record.ret == -EFAULT || a_read_word(a->words[page]).error;

		if (known_either_way(known, mapping) ||
		    (refused && known_refused(known, mapping, a->asked.request.owner)))
			return 1;
	}
	return 0;
}

static _Bool same(struct known known, const struct outcome *a, const struct outcome *b)
{
	return is_open(known, a) ||
	       (same_return(known, a, b) && same_output(known, a, b) &&
		same_faults(&a->record, &b->record) && same_waits(&a->record, &b->record) &&
		same_resume(&a->record, &b->record) && same_locks(&a->record, &b->record));
}

#define CALL(tree, outcome)                                                      \
	for (unsigned int page = 0; page < PROVE_PAGES; page++)                   \
		(outcome).words[page] = (outcome).asked.words[page];              \
	begin_record();                                                           \
	prove_now.ret = tree##_call(&(outcome).asked.request, (outcome).words);   \
	show_result(#tree, (outcome).words);                                      \
	(outcome).record = prove_now

/* What is the same, what of the known differences is needed for that, and what is reached. */
static void judge_in_detail(const struct outcome *a, const struct outcome *b)
{
	struct known but;
	_Bool held = !is_open(known_all, a);
	_Bool reported = held && a->record.walks == 1 && a->record.ret >= 0;

	STATE("same-return", !held || same_return(known_all, a, b));
	STATE(SAME_OUTPUT, !held || same_output(known_all, a, b));
	STATE("same-faults", !held || same_faults(&a->record, &b->record));
	STATE("same-waits", !held || same_waits(&a->record, &b->record));
	STATE("same-resume", !held || same_resume(&a->record, &b->record));
	STATE("same-locks", !held || same_locks(&a->record, &b->record));
#define WITHOUT(name, field)  \
	but = known_all;      \
	but.field = 0;        \
	KNOWN(name, same(but, a, b))
	EACH_KNOWN(WITHOUT);
	EACH_KNOWN_ACROSS(WITHOUT);
	REACH("success", reported);
	for (unsigned int page = PROVE_RESUME; page < PROVE_PAGES; page++) {
		struct prove_word word = a_read_word(a->words[page]);

		REACH("valid", reported && word.valid);
		REACH("write", reported && word.write);
		REACH("error", reported && word.error);
		REACH("none", reported && !word.valid && !word.error);
	}
	REACH("failure", held && a->record.ret < 0);
	REACH("fault", held && a->record.faults > 0);
	REACH("write-fault", held && a->record.fault_flags[0] & FAULT_FLAG_WRITE);
	REACH("wait", held && a->record.waits > 0);
	REACH("second-walk", held && a->record.walks > 1);
}

/* Whether they are the same in everything, without any known difference. */
static void judge_strictly(const struct outcome *a, const struct outcome *b)
{
	STATE("same-return", same_return(known_none, a, b));
	STATE(SAME_OUTPUT, same_output(known_none, a, b));
	STATE("same-faults", same_faults(&a->record, &b->record));
	STATE("same-waits", same_waits(&a->record, &b->record));
	STATE("same-resume", same_resume(&a->record, &b->record));
	STATE("same-locks", same_locks(&a->record, &b->record));
}

static void judge(void)
{
	struct outcome a, b;

	a.asked = any_asked();
	b.asked = as_second(&a.asked);
	CALL(a, a);
	CALL(b, b);

#if PROVE_IN_DETAIL
	KNOWN("any", same(known_none, &a, &b));
	judge_in_detail(&a, &b);
#else
	judge_strictly(&a, &b);
#endif
}
