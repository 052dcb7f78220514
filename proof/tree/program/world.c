/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The world of a proof: its state, and what is recorded of a call. */

#define PROVE_SHARED(shift) \
	(((PROVE_START + (PROVE_PAGES - 1ul) * 4096) >> (shift)) - (PROVE_START >> (shift)) + 1)

const unsigned long prove_start = PROVE_START;
const unsigned int prove_pages = PROVE_PAGES;
const unsigned long prove_resume = PROVE_START + PROVE_RESUME * 4096ul;

struct prove_entry prove_pgd[PROVE_MOST];
struct prove_entry prove_pud[PROVE_MOST];
struct prove_entry prove_pmd[PROVE_MOST];
struct prove_entry prove_pte[PROVE_MOST];
struct prove_entry prove_huge[PROVE_MOST];
_Bool prove_huge_missing[PROVE_MOST];
struct prove_record prove_now;
unsigned int prove_fault_result[PROVE_MOST];
_Bool prove_retry[2];

struct mm_struct prove_mm;
struct mm_struct init_mm;
static struct task_struct prove_task = { &prove_mm };
struct task_struct *current = &prove_task;
unsigned long jiffies;
struct hstate prove_hstates[2] = { { 9 }, { 18 } };
static char prove_owners[2];
struct dev_pagemap prove_pagemap[2] = { { &prove_owners[0] }, { &prove_owners[1] } };
struct page prove_page[2] = { { &prove_pagemap[0] }, { &prove_pagemap[1] } };
struct folio prove_folio[2] = { { &prove_pagemap[0] }, { &prove_pagemap[1] } };
host_u64 prove_zero_pfn;
static struct vm_area_struct prove_vma;

#define PROVE_LOCK(name) [name] = { name }
spinlock_t tree_locks[HOST_LOCKS] = {
	PROVE_LOCK(HOST_LOCK_PTE),	   PROVE_LOCK(HOST_LOCK_PMD),
	PROVE_LOCK(HOST_LOCK_PUD),	   PROVE_LOCK(HOST_LOCK_HUGETLB_PAGE),
	PROVE_LOCK(HOST_LOCK_HUGETLB_VMA), PROVE_LOCK(HOST_LOCK_PTE_MAP),
	PROVE_LOCK(HOST_LOCK_MMAP),
};

static struct vm_area_struct *vma_above(unsigned long address)
{
	return address < prove_vma.vm_end ? &prove_vma : NULL;
}

struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long address)
{
	(void)mm;
	return vma_above(address);
}

struct vm_area_struct *vma_lookup(struct mm_struct *mm, unsigned long address)
{
	struct vm_area_struct *vma = find_vma(mm, address);

	return vma && vma->vm_start <= address ? vma : NULL;
}

void host_take(enum host_lock lock)
{
	if (prove_now.held[lock])
		prove_now.lock_misused = 1;
	prove_now.held[lock] = 1;
}

void host_release(enum host_lock lock)
{
	if (!prove_now.held[lock])
		prove_now.lock_misused = 1;
	prove_now.held[lock] = 0;
}

void host_warn(const char *file, int line)
{
	(void)file;
	(void)line;
	prove_now.warned = 1;
}

void host_bug(const char *file, int line)
{
	(void)file;
	(void)line;
	__CPROVER_assert(0, "statement no-bug");
	__CPROVER_assume(0);
}

long tree_no_dma(void)
{
	host_bug("does DMA in a range fault", 0);
	return 0;
}

/*
 * One entry that becomes another while it is walked over, at any one of the reads that are calls; a tree
 * that reads it again sees the other.
 */
static struct prove_entry prove_others[2];
static struct {
	_Bool made;
	enum prove_level level;
	unsigned int slot;
	/* What stands there when it is not in the table: before the change the other, then the first. */
	struct prove_entry other;
} prove_change;
_Bool nondet_change(void);

static struct prove_entry *changed_slot(void)
{
	struct prove_entry *tables[] = { prove_pud, prove_pmd };

	return &tables[prove_change.level][prove_change.slot];
}

static void swap_change(void)
{
	struct prove_entry *slot = changed_slot();
	struct prove_entry entry = *slot;

	*slot = prove_change.other;
	prove_change.other = entry;
}

void prove_read(enum prove_level level, unsigned int slot)
{
#if PROVE_CHANGES
	/* With the lock of its level held it stays as it is. */
	if (prove_now.held[level == PROVE_LEVEL_PUD ? HOST_LOCK_PUD : HOST_LOCK_PMD])
		return;
	if (prove_change.made || !nondet_change())
		return;
	prove_change.made = 1;
	prove_change.level = level;
	prove_change.slot = slot;
	prove_change.other = prove_others[level];
	swap_change();
#else
	(void)level;
	(void)slot;
#endif
}

void prove_visit(unsigned int slot)
{
	prove_now.visits[slot]++;
	/* A PUD that has changed may be looked at once more. */
	__CPROVER_assert(prove_now.visits[slot] <= 1 + prove_change.made, "statement walk-ends");
	__CPROVER_assume(prove_now.visits[slot] <= 1 + prove_change.made);
}

unsigned int prove_fault(unsigned long address, unsigned int flags, _Bool writable)
{
	unsigned int number = prove_now.faults++;

	for (unsigned int lock = 0; lock < HOST_LOCK_MMAP; lock++)
		prove_now.fault_under_lock |= prove_now.held[lock];
	prove_now.write_fault_refused |= flags & FAULT_FLAG_WRITE && !writable;
	__CPROVER_assert(number < PROVE_PAGES, "statement faults-counted");
	__CPROVER_assume(number < PROVE_PAGES);
	prove_now.fault_address[number] = address;
	prove_now.fault_flags[number] = flags;
	return prove_fault_result[number];
}

void prove_wait(unsigned long address, unsigned int shift)
{
	prove_now.waits++;
	prove_now.wait_address = address;
	prove_now.wait_shift = shift;
}

/* The first answer is taken before the first walk, the second before the second. */
_Bool prove_check_retry(void)
{
	return prove_retry[prove_now.walks == 0 ? 0 : 1];
}
