/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every reproducer, in the order in which they run: name, function. */
REPRODUCER("hugetlb-first-page-only", hugetlb_first_page_only)
REPRODUCER("hugetlb-empty-slot", hugetlb_empty_slot)
REPRODUCER("hinting-page", hinting_page)
REPRODUCER("hinting-huge-page", hinting_huge_page)
REPRODUCER("poison-is-none", poison_is_none)
REPRODUCER("hole-takes-all", hole_takes_all)
REPRODUCER("past-end-neighbour", past_end_neighbour)
REPRODUCER("order-of-neighbours", order_of_neighbours)
REPRODUCER("hugetlb-hinting-spins", hugetlb_hinting_spins)
REPRODUCER("hugetlb-poison-bits", hugetlb_poison_bits)
