// SPDX-License-Identifier: GPL-2.0-or-later
/* A page walk of the tests' own, by model.md. */
#include <linux/pagewalk.h>
#include <linux/hugetlb.h>

static int hole(struct mm_walk *walk, unsigned long start, unsigned long end)
{
	return walk->ops->pte_hole(start, end, -1, walk);
}

static int walk_below_pud(struct mm_walk *walk, pud_t *pud, unsigned long at, unsigned long end)
{
	int ret = 0;

	while (at < end && !ret) {
		unsigned long next = pmd_addr_end(at, end);
		pmd_t *pmd = pmd_offset(pud, at);

		ret = pmd_none(*pmd) ? hole(walk, at, next) :
				       walk->ops->pmd_entry(pmd, at, next, walk);
		at = next;
	}
	return ret;
}

static int walk_below_pgd(struct mm_walk *walk, pgd_t *pgd, unsigned long at, unsigned long end)
{
	int ret = 0;

	while (at < end && !ret) {
		unsigned long next = pud_addr_end(at, end);
		pud_t *pud = pud_offset(p4d_offset(pgd, at), at);

		if (!walk->vma || pud_none(*pud))
			ret = hole(walk, at, next);
		else if (pud_leaf(*pud))
			ret = walk->ops->pud_entry(pud, at, next, walk);
		else
			ret = walk_below_pud(walk, pud, at, next);
		at = next;
	}
	return ret;
}

static int walk_tables(struct mm_walk *walk, unsigned long at, unsigned long end)
{
	int ret = 0;

	while (at < end && !ret) {
		unsigned long next = pgd_addr_end(at, end);
		pgd_t *pgd = pgd_offset(walk->mm, at);

		ret = pgd_none_or_clear_bad(pgd) ? hole(walk, at, next) :
						   walk_below_pgd(walk, pgd, at, next);
		at = next;
	}
	return ret;
}

static int walk_hugetlb(struct mm_walk *walk, unsigned long at, unsigned long end)
{
	unsigned long size = huge_page_size(hstate_vma(walk->vma));
	unsigned long mask = huge_page_mask(hstate_vma(walk->vma));
	int ret = 0;

	while (at < end && !ret) {
		unsigned long next = min((at & mask) + size, end);
		pte_t *pte = huge_pte_offset(walk->mm, at & mask, size);

		ret = pte ? walk->ops->hugetlb_entry(pte, mask, at, next, walk) :
			    hole(walk, at, next);
		at = next;
	}
	return ret;
}

static int walk_vma(struct mm_walk *walk, unsigned long start, unsigned long end)
{
	int ret = walk->ops->test_walk(start, end, walk);

	if (ret)
		return ret > 0 ? 0 : ret;
	return is_vm_hugetlb_page(walk->vma) ? walk_hugetlb(walk, start, end) :
					       walk_tables(walk, start, end);
}

int walk_page_range(struct mm_struct *mm, unsigned long start, unsigned long end,
		    const struct mm_walk_ops *ops, void *private)
{
	struct mm_walk walk = { .ops = ops, .mm = mm, .private = private };
	int ret = 0;

	if (start >= end)
		return -EINVAL;
	while (start < end && !ret) {
		struct vm_area_struct *vma = find_vma(mm, start);
		unsigned long next = end;

		walk.vma = vma && vma->vm_start <= start ? vma : NULL;
		if (vma)
			next = min(end, walk.vma ? vma->vm_end : vma->vm_start);
		ret = walk.vma ? walk_vma(&walk, start, next) : walk_tables(&walk, start, next);
		start = next;
	}
	return ret;
}
