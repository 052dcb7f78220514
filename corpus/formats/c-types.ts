// SPDX-License-Identifier: GPL-2.0-or-later
import { isModern, kernelOf, type SideName, wordLayoutOf } from '../../oracle/run/side-names';
import { KIND_ROWS, LEVEL_NAMES, NAMES_AT } from '../../oracle/scenario/entry-kinds';
import { sideIdentifier, word } from './c-text';

/** What the C forms call their things by themselves; a prefix of the user's replaces it. */
export const DEFAULT_PREFIX = 'hmm_fixtures';

/** A text of C with another prefix, in names and in the names of constants. */
export function withPrefix(text: string, prefix: string): string {
  return text
    .replaceAll(DEFAULT_PREFIX, prefix)
    .replaceAll(DEFAULT_PREFIX.toUpperCase(), prefix.toUpperCase());
}

/** The sides of a file as constants, in the order of the tables. */
export function sideEnum(sides: readonly SideName[]): string {
  const rows = sides.map(
    (side) => `\tHMM_FIXTURES_SIDE_${sideIdentifier(side).toUpperCase()},\t/* ${side} */\n`,
  );
  return (
    '/* Implementations of hmm_range_fault(), in the order of the tables. */\n' +
    `enum hmm_fixtures_side {\n${rows.join('')}\tHMM_FIXTURES_NR_SIDES\n};\n`
  );
}

/** The bits that are not the pfn, in the words of each side with the fixed format. */
export function wordMasks(sides: readonly SideName[]): string {
  const rows = sides.filter(isModern).flatMap((side) => {
    const { bits, flags, orderShift } = wordLayoutOf(side);
    const kernel = kernelOf(side);
    const name = sideIdentifier(side).toUpperCase();
    return [
      `#define HMM_FIXTURES_FLAGS_${name}\t${word(flags)}\t/* ${kernel}, ${bits} bits */\n`,
      ...(orderShift === undefined
        ? []
        : [`#define HMM_FIXTURES_ORDER_SHIFT_${name}\t${orderShift}\n`]),
    ];
  });
  if (rows.length === 0) return '';
  return `
/*
 * HMM_PFN_FLAGS of each kernel: what is left of a word without these bits is the pfn. From 5.9 on
 * the order of the CPU's mapping is among them, five bits from the shift on; a mask of VALID, WRITE
 * and ERROR alone leaves the order in the pfn.
 */
${rows.join('')}`;
}

/** What both C forms say of page states and of the customizable format. */
export const STATE_TYPES = `
/* What an output word says of its page, whatever its format. */
enum hmm_fixtures_state {
	HMM_FIXTURES_STATE_NONE,	/* nothing is known of it; it can be faulted */
	HMM_FIXTURES_STATE_ERROR,	/* it cannot be accessed */
	HMM_FIXTURES_STATE_SPECIAL,	/* values[HMM_PFN_SPECIAL], v5.7 only: an error */
	HMM_FIXTURES_STATE_READ,	/* a page that can be read */
	HMM_FIXTURES_STATE_WRITE,	/* a page that can be written, too */
	HMM_FIXTURES_STATE_STRAY,	/* a pfn without any flag: no page to be mapped */
	HMM_FIXTURES_STATE_MALFORMED	/* flags that exclude each other */
};

/*
 * pfn is 0 where there is none, and the whole word if it is malformed. order is that of the CPU's
 * mapping, which may begin before the page; 0 where the word tells none.
 */
struct hmm_fixtures_page {
	enum hmm_fixtures_state state;
	uint64_t pfn;
	unsigned int order;
};

/* The driver's customizable format: flags[], values[] and pfn_shift. */
struct hmm_fixtures_format {
	uint64_t valid, write;
	uint64_t error, none, special;
	unsigned int pfn_shift;
};
`;

/** Columns of a tab, and the one where comments begin. */
const TAB = 8;
const COMMENTS = 40;

/** What else the header declares. */
export const HEADER_TYPES = `
enum hmm_fixtures_level {
	HMM_FIXTURES_PTE,
	HMM_FIXTURES_PMD,
	HMM_FIXTURES_PUD,
	HMM_FIXTURES_PGD
};

/* What stands in a slot of the page table. */
enum hmm_fixtures_kind {
${kindEnum()}
};

/* A missing pfn or owner is 0. */
struct hmm_fixtures_entry {
	uint64_t at;
	uint64_t pfn;
	enum hmm_fixtures_level level;
	enum hmm_fixtures_kind kind;
	unsigned char write, protnone, special;
	unsigned short owner;
};

#define HMM_FIXTURES_VMA_READ		0x01u
#define HMM_FIXTURES_VMA_WRITE		0x02u
#define HMM_FIXTURES_VMA_SHARED		0x04u
#define HMM_FIXTURES_VMA_IO		0x08u
#define HMM_FIXTURES_VMA_PFNMAP		0x10u
#define HMM_FIXTURES_VMA_MIXEDMAP	0x20u

enum hmm_fixtures_backing {
	HMM_FIXTURES_ANON,
	HMM_FIXTURES_FILE,
	HMM_FIXTURES_HUGETLB
};

/* file_pfn is the frame of a file's first page; huge_page_shift is 21 or 30 for hugetlb. */
struct hmm_fixtures_vma {
	uint64_t start, end;
	unsigned int flags;
	enum hmm_fixtures_backing backing;
	uint64_t file_pfn;
	unsigned int huge_page_shift;
};

/* Why the fault of a page fails. */
enum hmm_fixtures_failure {
	HMM_FIXTURES_SIGBUS,
	HMM_FIXTURES_OOM,
	HMM_FIXTURES_POISON,
	HMM_FIXTURES_SIGSEGV
};

struct hmm_fixtures_fault_error {
	uint64_t at;
	enum hmm_fixtures_failure error;
};

/* How page faults of a page answer: the first times of them, or each, if that is 0. */
struct hmm_fixtures_answer {
	uint64_t at;
	enum hmm_fixtures_answer_kind {
		/* Page faults and waits come back without having done anything. */
		HMM_FIXTURES_NO_PROGRESS,
		/* They would drop the mmap lock before they do anything: they fail, as the call keeps it. */
		HMM_FIXTURES_LOCK_DROP_RETRY,
		/* They would drop the mmap lock when all is done: they keep it. */
		HMM_FIXTURES_LOCK_DROP_COMPLETED
	} kind;
	unsigned int times;
};

/* A page of a file that has another frame from then on; what is mapped there is unmapped first. */
struct hmm_fixtures_file_page {
	uint64_t at, pfn;
};

/* What other threads do before a walk, in this order; the first walk is 1. */
struct hmm_fixtures_event {
	unsigned int before_walk;
	unsigned int invalidate;
	/* All VMAs that there are from then on, if changes_vmas is not 0. */
	unsigned int changes_vmas;
	const struct hmm_fixtures_vma *vmas;
	size_t nr_vmas;
	const struct hmm_fixtures_file_page *file_pages;
	size_t nr_file_pages;
	const struct hmm_fixtures_entry *entries;
	size_t nr_entries;
};

/* The request of a page, or a mask; _ALL is all ones. */
enum hmm_fixtures_ask {
	HMM_FIXTURES_ASK_NOTHING,
	HMM_FIXTURES_ASK_READ,
	HMM_FIXTURES_ASK_WRITE,
	HMM_FIXTURES_ASK_WRITE_ONLY,	/* write without fault: meaningless, but can be passed */
	HMM_FIXTURES_ASK_ALL
};

/* handle_mm_fault() was called for this many consecutive pages. */
struct hmm_fixtures_fault {
	uint64_t at;
	size_t pages;
	unsigned int write;
};

#define HMM_FIXTURES_LIVELOCK	(-1000)	/* as ret: its walks would repeat without end */
#define HMM_FIXTURES_NO_RESULT	(-1001)	/* as ret: a pfn did not fit into a 32-bit long */

/* The result of one side for a case; its arrays have one word per page of the range. */
struct hmm_fixtures_result {
	int ret;			/* 0 or a negative errno */
	long long count;		/* the page count that v5.7 returns; -1 if there is none */
	unsigned int walks;		/* walks begun */
	size_t stopped_at;		/* output before this page, input from it on */
	uint64_t default_flags;
	uint64_t pfn_flags_mask;
	const uint64_t *input;		/* the array before the call: the requests */
	const uint64_t *output;		/* ... and after the call */
	const struct hmm_fixtures_page *pages;	/* the meaning of the output: stopped_at of them */
	const struct hmm_fixtures_fault *faults;
	size_t nr_faults;
};

/* One call of hmm_range_fault() on one address space. */
struct hmm_fixtures_case {
	const char *id;
	const char *causes;		/* known differences and contract violations that it shows */
	uint64_t start, end;
	size_t nr_pages;
	const unsigned char *requests;	/* one enum hmm_fixtures_ask per page */
	enum hmm_fixtures_ask default_ask, mask;
	unsigned int owner;		/* dev_private_owner; 0 is none */
	uint64_t zero_pfn;		/* the shared zero page */
	uint64_t next_pfn;		/* page faults allocate frames from here on */
	const struct hmm_fixtures_vma *vmas;
	size_t nr_vmas;
	const struct hmm_fixtures_entry *entries;	/* stored in this order */
	size_t nr_entries;
	const struct hmm_fixtures_fault_error *fault_errors;
	size_t nr_fault_errors;
	const struct hmm_fixtures_answer *answers;
	size_t nr_answers;
	const struct hmm_fixtures_event *events;
	size_t nr_events;
	struct hmm_fixtures_format format;
	const struct hmm_fixtures_result *results;	/* HMM_FIXTURES_NR_SIDES of them */
};
`;

/** A kind as a constant of C, by its name in documents. */
export function kindConstant(is: string): string {
  return `HMM_FIXTURES_${is.toUpperCase().replaceAll('-', '_')}`;
}

/** The kinds by their names, each once, with what the name does not say. */
function kindEnum(): string {
  const names = new Set([
    'none',
    'table',
    ...LEVEL_NAMES.flatMap((level) => [...NAMES_AT[level].keys()]),
  ]);
  return [...names]
    .map((is, index) => {
      const constant = `${kindConstant(is)}${index === names.size - 1 ? '' : ','}`;
      const remark = KIND_ROWS.find((row) => row.is === is && row.remark !== undefined)?.remark;
      if (remark === undefined) return `\t${constant}`;
      const tabs = '\t'.repeat(Math.ceil((COMMENTS - TAB - constant.length) / TAB));
      return `\t${constant}${tabs}/* ${remark} */`;
    })
    .join('\n');
}
