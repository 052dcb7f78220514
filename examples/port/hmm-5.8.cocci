// SPDX-License-Identifier: GPL-2.0-or-later
//
// The mechanical part of a port from the customizable pfn format (5.7) to HMM_PFN_* (5.8):
//
//     spatch --in-place --sp-file hmm-5.8.cocci driver.c
//
// What it leaves is what has to be decided: the test of HMM_PFN_VALID before each page, requests that
// are written anew before each attempt, results that were counts, and the driver's own tables. Then
// `hmm-pfn audit source driver.c` says what is left.

// The format goes, with the tables that nothing else uses.
@@
struct hmm_range *range;
expression E;
@@
(
- range->flags = E;
|
- range->values = E;
|
- range->pfn_shift = E;
)

@@
struct hmm_range range;
expression E;
@@
(
- range.flags = E;
|
- range.values = E;
|
- range.pfn_shift = E;
)

@@
identifier name;
expression E;
@@
struct hmm_range name = {
...,
- .flags = E,
...,
};

@@
identifier name;
expression E;
@@
struct hmm_range name = {
...,
- .values = E,
...,
};

@@
identifier name;
expression E;
@@
struct hmm_range name = {
...,
- .pfn_shift = E,
...,
};

@@
identifier name;
expression E;
@@
struct hmm_range name = {
...,
- .pfns = E,
+ .hmm_pfns = E,
...,
};

// Requests: write alone asks nothing, and all ones is no longer what a mask should be.
@@
struct hmm_range *range;
@@
(
- range->flags[HMM_PFN_VALID] | range->flags[HMM_PFN_WRITE]
+ HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE
|
- range->flags[HMM_PFN_VALID]
+ HMM_PFN_REQ_FAULT
|
- range->flags[HMM_PFN_WRITE]
+ HMM_PFN_REQ_WRITE
|
- range->values[HMM_PFN_NONE]
+ 0
)

@@
struct hmm_range range;
@@
(
- range.flags[HMM_PFN_VALID] | range.flags[HMM_PFN_WRITE]
+ HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE
|
- range.flags[HMM_PFN_VALID]
+ HMM_PFN_REQ_FAULT
|
- range.flags[HMM_PFN_WRITE]
+ HMM_PFN_REQ_WRITE
|
- range.values[HMM_PFN_NONE]
+ 0
)

@@
struct hmm_range *range;
@@
range->pfn_flags_mask =
(
- -1UL
+ HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE
|
- ~0UL
+ HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE
|
- ULONG_MAX
+ HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE
|
- U64_MAX
+ HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE
)
;

@@
struct hmm_range range;
@@
range.pfn_flags_mask =
(
- -1UL
+ HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE
|
- ~0UL
+ HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE
|
- ULONG_MAX
+ HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE
|
- U64_MAX
+ HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE
)
;

// Entries: which page, which frame.
@@
expression R, E;
@@
- hmm_device_entry_to_page(R, E)
+ hmm_pfn_to_page(E)

@@
expression R, E;
@@
- hmm_device_entry_to_pfn(R, E)
+ ((E) & ~HMM_PFN_FLAGS)

@@
struct hmm_range *range;
@@
- range->pfns
+ range->hmm_pfns

@@
struct hmm_range range;
@@
- range.pfns
+ range.hmm_pfns
