/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What two trees are compared in, and the differences between releases that are known. */

/* A known difference is a premise, or says what the second tree does then. */
struct known {
	/* Words carry the order elsewhere or not at all, and bits from input to output. */
	_Bool layout;
	/* A page fault without memory: the first returns -EFAULT, the second -ENOMEM. */
	_Bool out_of_memory;
	/* Premises: no entry of the kind. */
	_Bool private_pmd;
	_Bool foreign_private;
	_Bool marker;
	_Bool exclusive;
	/* Premise: no VMA with raw pfns among pages. */
	_Bool mixed_map;
};

static _Bool premises(struct known known, const struct prove_request *request)
{
	if (known.mixed_map && prove_vma.vm_flags & VM_MIXEDMAP)
		return 0;
	for (unsigned int slot = 0; slot < PROVE_SHARED(PMD_SHIFT); slot++)
		if (known.private_pmd && prove_pmd[slot].kind == PROVE_DEVICE_PRIVATE)
			return 0;
	for (unsigned int page = 0; page < PROVE_PAGES; page++) {
		struct prove_entry pte = prove_pte[page];

		if (known.foreign_private && pte.kind == PROVE_DEVICE_PRIVATE &&
		    pte.owner != request->owner)
			return 0;
		if (known.marker &&
		    (pte.kind == PROVE_MARKER || pte.kind == PROVE_MARKER_UFFD_WP))
			return 0;
		if (known.exclusive && pte.kind == PROVE_DEVICE_EXCLUSIVE)
			return 0;
	}
	return 1;
}

struct outcome {
	struct prove_record record;
	host_u64 words[PROVE_PAGES];
};

static _Bool same_return(struct known known, const struct outcome *a, const struct outcome *b)
{
	if (a->record.ret == b->record.ret)
		return 1;
	return known.out_of_memory && a->record.ret == -EFAULT && b->record.ret == -ENOMEM &&
	       a->record.faults > 0 &&
	       prove_fault_result[a->record.faults - 1] == VM_FAULT_OOM;
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

static _Bool same_words(struct known known, const struct outcome *a, const struct outcome *b,
			const host_u64 *input)
{
	_Bool same = 1;

	for (unsigned int page = 0; page < PROVE_PAGES; page++) {
		host_u64 one = a->words[page], other = b->words[page];

		if (one != other &&
		    !(known.layout && other == translated(one, input[page], other) &&
		      a_read_word(one).carried == a_carried(input[page])))
			same = 0;
	}
	return same;
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

static _Bool same(struct known known, const struct outcome *a, const struct outcome *b,
		  const host_u64 *input, const struct prove_request *request)
{
	return !premises(known, request) ||
	       (same_return(known, a, b) && same_words(known, a, b, input) &&
		same_faults(&a->record, &b->record) && same_waits(&a->record, &b->record) &&
		same_resume(&a->record, &b->record) && same_locks(&a->record, &b->record));
}

static void judge(const struct prove_request *request, host_u64 *words)
{
	static const struct known none;
	static const struct known all = { 1, 1, 1, 1, 1, 1, 1 };
	struct known but;
	struct outcome a, b;
	_Bool held;

	for (unsigned int page = 0; page < PROVE_PAGES; page++)
		a.words[page] = b.words[page] = words[page];
	begin_record();
	prove_now.ret = a_call(request, a.words);
	show_result("a", a.words);
	a.record = prove_now;
	begin_record();
	prove_now.ret = b_call(request, b.words);
	show_result("b", b.words);
	b.record = prove_now;

	held = premises(all, request);
	STATE("same-return", !held || same_return(all, &a, &b));
	STATE("same-words", !held || same_words(all, &a, &b, words));
	STATE("same-faults", !held || same_faults(&a.record, &b.record));
	STATE("same-waits", !held || same_waits(&a.record, &b.record));
	STATE("same-resume", !held || same_resume(&a.record, &b.record));
	STATE("same-locks", !held || same_locks(&a.record, &b.record));
	KNOWN("any", same(none, &a, &b, words, request));
#define WITHOUT(name, field)  \
	but = all;            \
	but.field = 0;        \
	KNOWN(name, same(but, &a, &b, words, request))
	WITHOUT("layout", layout);
	WITHOUT("out-of-memory", out_of_memory);
	WITHOUT("private-pmd", private_pmd);
	WITHOUT("foreign-private", foreign_private);
	WITHOUT("marker", marker);
	WITHOUT("exclusive", exclusive);
	WITHOUT("mixed-map", mixed_map);
	REACH("success", held && a.record.ret == 0 && a.record.walks == 1);
	REACH("valid", held && a.record.ret == 0 && a_read_word(a.words[PROVE_PAGES - 1]).valid);
	REACH("error", held && a.record.ret == 0 && a_read_word(a.words[PROVE_PAGES - 1]).error);
	REACH("failure", held && a.record.ret < 0);
	REACH("fault", held && a.record.faults > 0);
	REACH("wait", held && a.record.waits > 0);
	REACH("second-walk", held && a.record.walks > 1);
}
