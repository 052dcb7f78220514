/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Part of glue.c: tells the host of each walk, and of each piece that a callback of it gets. */

/* Where the next walk of this one's caller would begin. */
static host_u64 tree_last(const void *private)
{
	return tree_far(((const struct hmm_vma_walk *)private)->last);
}

/* The tree's callbacks, and those that tell the host of each piece they get. */
static const struct mm_walk_ops *tree_ops;

static const struct host_vma *tree_host_vma(const struct mm_walk *walk)
{
	return walk->vma ? walk->vma->host : NULL;
}

static void tree_begin_piece(enum host_piece kind, unsigned long start, unsigned long end,
			     const struct mm_walk *walk)
{
	host_begin_piece(kind, tree_host_vma(walk), tree_far(start), tree_far(end));
}

static int tree_test_walk(unsigned long start, unsigned long end, struct mm_walk *walk)
{
	int ret;

	tree_begin_piece(HOST_PIECE_TEST, start, end, walk);
	ret = tree_ops->test_walk(start, end, walk);
	host_end_piece(ret);
	return ret;
}

#if TREE_HOLE_HAS_DEPTH
static int tree_pte_hole(unsigned long start, unsigned long end, int depth, struct mm_walk *walk)
#define TREE_DEPTH depth,
#else
static int tree_pte_hole(unsigned long start, unsigned long end, struct mm_walk *walk)
#define TREE_DEPTH
#endif
{
	int ret;

	tree_begin_piece(HOST_PIECE_HOLE, start, end, walk);
	ret = tree_ops->pte_hole(start, end, TREE_DEPTH walk);
	host_end_piece(ret);
	return ret;
}

static int tree_pud_entry(pud_t *pud, unsigned long start, unsigned long end, struct mm_walk *walk)
{
	int ret;

	tree_begin_piece(HOST_PIECE_PUD, start, end, walk);
	ret = tree_ops->pud_entry(pud, start, end, walk);
	host_end_piece(ret);
	return ret;
}

static int tree_pmd_entry(pmd_t *pmd, unsigned long start, unsigned long end, struct mm_walk *walk)
{
	int ret;

	tree_begin_piece(HOST_PIECE_PMD, start, end, walk);
	ret = tree_ops->pmd_entry(pmd, start, end, walk);
	host_end_piece(ret);
	return ret;
}

static int tree_hugetlb_entry(pte_t *pte, unsigned long hmask, unsigned long start,
			      unsigned long end, struct mm_walk *walk)
{
	int ret;

	tree_begin_piece(HOST_PIECE_HUGETLB, start, end, walk);
	ret = tree_ops->hugetlb_entry(pte, hmask, start, end, walk);
	host_end_piece(ret);
	return ret;
}

static void tree_tell_of_pieces(struct mm_walk_ops *telling)
{
	if (telling->test_walk)
		telling->test_walk = tree_test_walk;
	if (telling->pte_hole)
		telling->pte_hole = tree_pte_hole;
	if (telling->pud_entry)
		telling->pud_entry = tree_pud_entry;
	if (telling->pmd_entry)
		telling->pmd_entry = tree_pmd_entry;
	if (telling->hugetlb_entry)
		telling->hugetlb_entry = tree_hugetlb_entry;
}

int __real_walk_page_range(struct mm_struct *mm, unsigned long start, unsigned long end,
			   const struct mm_walk_ops *ops, void *private);
/* In the linker's place of every call of walk_page_range() (--wrap). */
int __wrap_walk_page_range(struct mm_struct *mm, unsigned long start, unsigned long end,
			   const struct mm_walk_ops *ops, void *private)
{
	struct mm_walk_ops telling = *ops;
	int ret;

	host_begin_walk(tree_far(start));
	tree_ops = ops;
	if (host_scenario->detailed)
		tree_tell_of_pieces(&telling);
	ret = __real_walk_page_range(mm, start, end, &telling, private);
	host_end_walk(tree_last(private));
	return ret;
}
