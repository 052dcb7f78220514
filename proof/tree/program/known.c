/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The differences between two trees that are known, each of which can be left in or out. */

/* A known difference says what the second tree does then, or leaves that open where the first refuses. */
struct known {
	/* Words carry the order elsewhere or not at all, and bits from input to output. */
	_Bool layout;
	/* A page fault without memory: the first returns -EFAULT, the second -ENOMEM. */
	_Bool out_of_memory;
	/* The first tree refuses such an entry. */
	_Bool private_pmd;
	_Bool foreign_private;
	_Bool marker;
	_Bool exclusive;
	_Bool devmap;
	/* Or a VMA with raw pfns among pages. */
	_Bool mixed_map;
	/* The first tree has the valid bit where the second has the pfn alone. */
	_Bool pte_protnone;
	_Bool pmd_protnone;
	_Bool hugetlb_protnone;
	_Bool hugetlb_none;
	_Bool hugetlb_migration;
	_Bool hugetlb_hwpoison;
	/* A count of pages leaves out what the range ends in. */
	_Bool count_hole;
	_Bool count_gap;
	_Bool count_pmd;
};

static const struct known known_none;
static const struct known known_all = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };

/* Runs an assertion for each known difference that may be needed, with all of the others. */
#define EACH_KNOWN(leave_out)                                  \
	leave_out("layout", layout);                           \
	leave_out("out-of-memory", out_of_memory);             \
	leave_out("private-pmd", private_pmd);                 \
	leave_out("foreign-private", foreign_private);         \
	leave_out("marker", marker);                           \
	leave_out("exclusive", exclusive);                     \
	leave_out("devmap", devmap);                           \
	leave_out("mixed-map", mixed_map)
#define EACH_KNOWN_ACROSS(leave_out)                           \
	leave_out("pte-protnone-valid", pte_protnone);         \
	leave_out("pmd-protnone-valid", pmd_protnone);         \
	leave_out("hugetlb-protnone-valid", hugetlb_protnone); \
	leave_out("hugetlb-none-valid", hugetlb_none);         \
	leave_out("hugetlb-migration-valid", hugetlb_migration); \
	leave_out("hugetlb-hwpoison-valid", hugetlb_hwpoison); \
	leave_out("count-ends-in-hole", count_hole);           \
	leave_out("count-ends-in-gap", count_gap);             \
	leave_out("count-ends-in-unmapped-pmd", count_pmd)

/*
 * Whether the first tree is known to refuse what a page's entry is, where the second does not: the other
 * way round nothing is known.
 */
static _Bool known_refused(struct known known, struct mapping mapping, unsigned int owner)
{
	struct prove_entry entry = mapping.entry;

	if (!mapping.vma)
		return 0;
	/* That refuses a VMA before any of its entries is read, also one of hugetlb. */
	if (known.mixed_map && mapping.vma->vm_flags & VM_MIXEDMAP)
		return 1;
	if (mapping.hugetlb)
		return 0;
	if (mapping.shift == PMD_SHIFT)
		return known.private_pmd && entry.kind == PROVE_DEVICE_PRIVATE;
	if (mapping.shift != PAGE_SHIFT)
		return 0;
	return (known.foreign_private && entry.kind == PROVE_DEVICE_PRIVATE &&
		entry.owner != owner) ||
	       (known.marker && entry.kind == PROVE_MARKER_UFFD_WP) ||
	       (known.exclusive && entry.kind == PROVE_DEVICE_EXCLUSIVE) ||
	       (known.devmap && entry.kind == PROVE_DEVMAP);
}

/* Markers but those of userfaultfd were refused, then faulted, and are refused again. */
static _Bool known_either_way(struct known known, struct mapping mapping)
{
	return known.marker && mapping.vma && !mapping.hugetlb &&
	       mapping.shift == PAGE_SHIFT && mapping.entry.kind == PROVE_MARKER;
}

/* Whether an entry without rights, or one that is not present, is known to be valid in the first. */
static _Bool known_valid(struct known known, struct mapping mapping)
{
	struct prove_entry entry = mapping.entry;
	_Bool present = entry.kind == PROVE_PRESENT || entry.kind == PROVE_DEVMAP;

	if (!mapping.hugetlb)
		return present && entry.protnone &&
		       ((known.pte_protnone && mapping.shift == PAGE_SHIFT) ||
			(known.pmd_protnone && mapping.shift == PMD_SHIFT));
	return !mapping.missing &&
	       ((known.hugetlb_protnone && present && entry.protnone) ||
		(known.hugetlb_none && entry.kind == PROVE_NONE) ||
		(known.hugetlb_migration && entry.kind == PROVE_MIGRATION) ||
		(known.hugetlb_hwpoison && entry.kind == PROVE_HWPOISON));
}

/* Whether a count is known to leave out what stands there. */
static _Bool known_uncounted(struct known known, struct mapping mapping)
{
	unsigned char kind = mapping.entry.kind;

	if (!mapping.vma)
		return known.count_gap;
	if (mapping.hugetlb)
		return known.count_hole && mapping.missing;
	if (mapping.shift == PAGE_SHIFT)
		return 0;
	if (kind == PROVE_NONE)
		return known.count_hole;
	return known.count_pmd && mapping.shift == PMD_SHIFT &&
	       (kind == PROVE_MIGRATION || kind == PROVE_DEVICE_PRIVATE ||
		kind == PROVE_NONPRESENT || kind == PROVE_BAD);
}
