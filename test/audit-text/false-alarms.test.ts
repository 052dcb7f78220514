// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { patchFindings, sourceFindings } from './support';

async function found(text: string, rule: string): Promise<string[]> {
  const findings = await sourceFindings(text);
  return findings.filter((one) => one.rule === rule).map(({ severity }) => severity);
}

describe('0 beside a test of the sequence', () => {
  const count = (use: string) =>
    found(
      `static int f(struct hmm_range *range)\n{\n	int err, tries = 3;\n\nagain:\n	err = hmm_range_fault(range);\n${use}\n	return err;\n}\n`,
      'count-expected',
    );
  const right = [
    '	if (!err && mmu_interval_read_retry(range->notifier, range->notifier_seq))\n		err = -EAGAIN;',
    '	if (mmu_interval_read_retry(range->notifier, range->notifier_seq) && !err)\n		return -EAGAIN;',
    '	if (err == 0 && demo_stale(range))\n		goto again;',
    '	if (!err) {\n		if (mmu_interval_read_retry(range->notifier, range->notifier_seq))\n			goto again;\n	}',
    '	if (err || mmu_interval_read_retry(range->notifier, range->notifier_seq))\n		return -EAGAIN;',
    '	if (unlikely(!err && !demo_valid(range)))\n		err = -EBUSY;',
    '	if (!err && mmu_interval_read_retry(range->notifier, range->notifier_seq) && --tries)\n		goto again;',
    '	if (0 == err)\n		demo_use(range);',
    '	if (0 != err)\n		return err;',
    '	while (!err && demo_stale(range))\n		demo_wait(range);',
    '	return !err && demo_stale(range) ? -EAGAIN : err;',
  ];
  for (const use of right) it(use.trim(), async () => expect(await count(use)).toEqual([]));

  const wrong = [
    '	if (!err)\n		goto again;',
    '	if (!err || err == -EBUSY)\n		goto again;',
    '	if ((err == 0 || err == -EBUSY) && !time_after(jiffies, timeout))\n		goto again;',
    '	if (!err && --tries)\n		goto again;',
    '	if (unlikely(err == 0))\n		return -EBUSY;',
    '	if (0 >= err)\n		return err;',
  ];
  for (const use of wrong) it(use.trim(), async () => expect(await count(use)).toEqual(['bug']));

  it('is a retry in the condition of a loop', async () => {
    const text =
      'int f(struct hmm_range *range)\n{\n	int err;\n\n	do {\n		err = hmm_range_fault(range);\n	} while (!err || err == -EBUSY);\n	return err;\n}\n';
    expect(await found(text, 'count-expected')).toEqual(['bug']);
    const stale = text.replace('!err ||', '(!err && demo_stale(range)) ||');
    expect(await found(stale, 'count-expected')).toEqual([]);
  });

  it('goes on to the next part of a range', async () => {
    const text =
      'int f(struct hmm_range *range)\n{\n	int err, i;\n\n	for (i = 0; i < 9; i++) {\n		err = hmm_range_fault(range);\n		if (!err)\n			continue;\n		return err;\n	}\n	return 0;\n}\n';
    expect(await found(text, 'count-expected')).toEqual([]);
    const endless = text.replace('(i = 0; i < 9; i++)', '(;;)');
    expect(await found(endless, 'count-expected')).toEqual(['bug']);
  });
});

describe('a snapshot', () => {
  const snapshot = (use: string) =>
    found(
      `static long f(struct hmm_range *range, long n, char *out)
{
	long i, got = 0;

	range->default_flags = 0;
	range->pfn_flags_mask = 0;
	if (hmm_range_fault(range))
		return 0;
	for (i = 0; i < n; i++) {
		${use}
	}
	return got;
}
`,
      'error-ignored',
    );
  const heuristics = [
    'if (range->hmm_pfns[i] & HMM_PFN_VALID) got++;',
    'if (!(range->hmm_pfns[i] & HMM_PFN_VALID)) continue; got++;',
    'if (!(range->hmm_pfns[i] & HMM_PFN_VALID)) break;',
    'if (!(range->hmm_pfns[i] & HMM_PFN_VALID)) { err = -EFAULT; goto out; }',
    'if (!(range->hmm_pfns[i] & HMM_PFN_VALID)) return -EFAULT;',
    'got += !!(range->hmm_pfns[i] & HMM_PFN_VALID);',
  ];
  for (const use of heuristics) {
    it(`that only counts: ${use}`, async () => expect(await snapshot(use)).toEqual([]));
  }

  const states = [
    'out[i] = range->hmm_pfns[i] & HMM_PFN_VALID ? 1 : 0;',
    'out[i] = (range->hmm_pfns[i] & HMM_PFN_WRITE) ? 3 : 1;',
    'if (range->hmm_pfns[i] & HMM_PFN_VALID) out[i] = 1; else out[i] = 0;',
    'if (!(range->hmm_pfns[i] & HMM_PFN_VALID)) { out[i] = 0; } else { out[i] = 1; }',
  ];
  for (const use of states) {
    it(`that reports a state: ${use}`, async () =>
      expect(await snapshot(use)).toEqual(['suspicious']));
  }
});

describe('arrays on the stack', () => {
  const stack = (lines: string) =>
    found(
      `static int g(struct hmm_range *range, unsigned long *list)\n{\n	range->hmm_pfns = list;\n	return hmm_range_fault(range);\n}\n\nstatic int f(struct demo *demo)\n{\n${lines}\n}\n`,
      'stack-array',
    );
  const migrating = [
    '	unsigned long src_pfns[64] = { 0 };\n	unsigned long dst_pfns[64] = { 0 };\n	struct migrate_vma args = { .src = src_pfns, .dst = dst_pfns };\n	return migrate_vma_setup(&args);',
    '	unsigned long src[256], dst[256];\n	struct migrate_vma args;\n	args.src = src;\n	args.dst = dst;\n	return migrate_vma_setup(&args);',
    '	unsigned long pfns[512];\n	migrate_device_range(pfns, demo->first, 512);\n	return 0;',
    '	unsigned long hmm_stats[256];\n	demo_hmm_report(hmm_stats);\n	return 0;',
    '	struct page *pages[256];\n	return demo_hmm_pages(pages);',
  ];
  for (const lines of migrating) {
    it(`are of no concern: ${lines.trim()}`, async () => expect(await stack(lines)).toEqual([]));
  }

  const filled = [
    [
      'suspicious',
      '	unsigned long pfns[128];\n	struct hmm_range range = { .hmm_pfns = pfns };\n	return hmm_range_fault(&range);',
    ],
    ['suspicious', '	unsigned long list[200];\n	return g(&demo->range, list);'],
    [
      'bug',
      '	unsigned long list[512];\n	demo->range.hmm_pfns = list;\n	return hmm_range_fault(&demo->range);',
    ],
    [
      'suspicious',
      '	unsigned long list[64], src[64];\n	demo->range.hmm_pfns = &list[0];\n	return hmm_range_fault(&demo->range);',
    ],
  ] as const;
  for (const [severity, lines] of filled) {
    it(`are looked at: ${lines.trim()}`, async () =>
      expect(await stack(lines)).toEqual([severity]));
  }
});

describe('what is no entry any more', () => {
  it('may be shifted', async () => {
    const shifted = (text: string) =>
      found(`void f(struct hmm_range *range)\n{\n	x = ${text};\n}\n`, 'entry-shifted');
    for (const text of [
      'hmm_pfn_to_phys(range->hmm_pfns[0]) >> PAGE_SHIFT',
      'page_to_phys(demo_page(range->hmm_pfns[i])) >> 12',
      'range->hmm_pfns[addr >> PAGE_SHIFT]',
      '(range->hmm_pfns[0] << PAGE_SHIFT) >> PAGE_SHIFT',
      'range->hmm_pfns[0] >> HMM_PFN_ORDER_SHIFT',
    ]) {
      expect([text, await shifted(text)]).toEqual([text, []]);
    }
    for (const text of [
      'range->hmm_pfns[0] >> PAGE_SHIFT',
      '(u64)range->hmm_pfns[i] >> 12',
      '(range->hmm_pfns[i] & ~HMM_PFN_FLAGS) >> PAGE_SHIFT',
    ]) {
      expect([text, await shifted(text)]).toEqual([text, ['bug']]);
    }
  });
});

describe('the type of an array', () => {
  const type = (text: string) => found(text, 'array-type');
  const use = (given: string) => `{\n	range->hmm_pfns = ${given};\n}\n`;

  it('is that of the variable in sight', async () => {
    const other = 'void g(void)\n{\n	u64 *pfns;\n}\n';
    for (const text of [
      `${other}void f(struct hmm_range *range, unsigned long *pfns)\n${use('pfns')}`,
      `${other}void f(struct hmm_range *range, hmm_pfn_t *pfns)\n${use('pfns')}`,
      `${other}void f(struct hmm_range *range, struct demo *demo)\n${use('demo->pfns')}`,
      `struct demo {\n	unsigned long *list;\n};\nvoid f(struct hmm_range *range, struct demo *demo, u64 *list)\n${use('demo->list')}`,
      `struct demo {\n	u64 *list;\n};\nvoid f(struct hmm_range *range, unsigned long *list)\n${use('list')}`,
    ]) {
      expect([text, await type(text)]).toEqual([text, []]);
    }
  });

  it('of 64 bits is found', async () => {
    for (const [severity, text] of [
      ['bug', `void f(struct hmm_range *range, u64 *pfns)\n${use('pfns')}`],
      [
        'bug',
        `struct demo {\n	dma_addr_t *list;\n};\nvoid f(struct hmm_range *range, struct demo *demo)\n${use('demo->list')}`,
      ],
      ['bug', `static uint64_t list[64];\nvoid f(struct hmm_range *range)\n${use('list')}`],
      ['suspicious', `void f(struct hmm_range *range, u64 *pfns)\n${use('(unsigned long *)pfns')}`],
      ['note', `void f(struct hmm_range *range)\n${use('kcalloc(n, sizeof(u64), GFP_KERNEL)')}`],
    ] as const) {
      expect([text, await type(text)]).toEqual([text, [severity]]);
    }
  });
});

describe('names of the removed interface', () => {
  const left = (text: string) => found(text, 'removed-interface');
  const use = 'void f(void)\n{\n	if (x == HMM_PFN_NONE)\n		g(HMM_PFN_DEVICE_PRIVATE);\n}\n';

  it('are no left-overs where the file defines them itself', async () => {
    for (const [definition, rest] of [
      ['#define HMM_PFN_NONE 0\n#define HMM_PFN_DEVICE_PRIVATE 4\n', 0],
      ['enum demo {\n	HMM_PFN_NONE,\n	HMM_PFN_DEVICE_PRIVATE = 1UL << 3,\n};\n', 0],
      ['enum {\n	HMM_PFN_DEVICE_PRIVATE = 1UL << 3,\n};\n', 1],
      ['#  define  HMM_PFN_NONE (0)\n', 1],
      ['', 2],
    ] as const) {
      expect([definition, (await left(definition + use)).length]).toEqual([definition, rest]);
    }
  });

  it('are left-overs beside the header that had them', async () => {
    const header = 'enum hmm_pfn_flag_e {\n	HMM_PFN_DEVICE_PRIVATE,\n};\n';
    expect((await left(header + use)).length).toBeGreaterThan(2);
  });

  it('are new flags in the patch that brings them', async () => {
    const text = `--- a/include/linux/hmm.h
+++ b/include/linux/hmm.h
@@ -40,4 +40,5 @@ enum hmm_pfn_flags {
 	HMM_PFN_ERROR = 1UL << (BITS_PER_LONG - 3),
+	HMM_PFN_DEVICE_PRIVATE = 1UL << (BITS_PER_LONG - NN),
 	HMM_PFN_P2PDMA_BUS = 1UL << (BITS_PER_LONG - 6),
 
 	HMM_PFN_ORDER_SHIFT = (BITS_PER_LONG - 12),
--- a/mm/hmm.c
+++ b/mm/hmm.c
@@ -260,3 +260,3 @@ static int hmm_vma_handle_pte(struct mm_walk *walk, unsigned long addr,
 				cpu_flags |= HMM_PFN_WRITE;
-			new_pfn_flags = swp_offset_pfn(entry) | cpu_flags;
+			new_pfn_flags = swp_offset_pfn(entry) | cpu_flags | HMM_PFN_DEVICE_PRIVATE;
 			goto out;
`;
    const rules = async (bit: string) =>
      (await patchFindings(text.replace('NN', bit))).map((one) => `${one.severity} ${one.rule}`);
    expect(await rules('7')).toEqual(['suspicious flag-inside-order']);
    for (const bit of ['8', '9', '10', '11', '12']) {
      expect([bit, await rules(bit)]).toEqual([
        bit,
        ['bug flag-inside-order', 'suspicious flag-inside-order'],
      ]);
    }
  });

  it('of flags are those that the mask of the same release does not have', async () => {
    const header = (...lines: readonly string[]) =>
      `enum hmm_pfn_flags {\n${lines.map((line) => `	HMM_PFN_${line},\n`).join('')}};\n`;
    const reasons = async (...lines: readonly string[]) =>
      (await sourceFindings(header(...lines)))
        .filter(({ rule }) => rule === 'flag-outside-mask')
        .map(({ reason }) => reason);
    const valid = 'VALID = 1UL << (BITS_PER_LONG - 1)';
    const own = 'OWN = 1UL << (BITS_PER_LONG - 4)';
    const of59 = ['ORDER_SHIFT = (BITS_PER_LONG - 8)', 'FLAGS = 0xFFUL << HMM_PFN_ORDER_SHIFT'];
    const of616 = [
      'ORDER_SHIFT = (BITS_PER_LONG - 11)',
      'FLAGS = ~((1UL << HMM_PFN_ORDER_SHIFT) - 1)',
    ];
    expect(await reasons(valid, 'FLAGS = HMM_PFN_VALID | HMM_PFN_OWN', own)).toEqual([]);
    expect(await reasons(valid, own, 'FLAGS = HMM_PFN_VALID')).toEqual([
      'HMM_PFN_OWN is bit 60, which HMM_PFN_FLAGS does not have',
    ]);
    for (const release of [of59, of616]) {
      expect(await reasons(valid, own, ...release)).toEqual([]);
      expect(await reasons(valid, 'OWN = 1UL << (BITS_PER_LONG - 12)', ...release)).toEqual([
        'HMM_PFN_OWN is bit 52, which HMM_PFN_FLAGS does not have',
      ]);
    }
    expect(await reasons('OWN = 1UL << (BITS_PER_LONG - 12)')).toEqual([
      'HMM_PFN_OWN is bit 52, which is a bit of the pfn: the order begins at bit 53',
    ]);
  });

  it('of members are those of a struct hmm_range', async () => {
    for (const [parameters, line, expected] of [
      ['struct hmm_range *range', 'range->pfns[0] = 1;', ['bug']],
      ['struct hmm_range *hmm', 'hmm->pfn_shift = 1;', ['bug']],
      ['struct demo *demo', 'demo->range.default_flags = 0; demo->range.values = v;', ['bug']],
      ['struct demo *demo', 'demo->range->pfns[0] = 1;', ['suspicious']],
      ['struct demo_range *range', 'range->pfns[0] = 1;', []],
      ['demo_range_t *range', 'range->pfns[0] = 1;', []],
      ['struct drm_gpusvm_range *svm_range', 'svm_range->flags = 1;', []],
    ] as const) {
      const text = `void f(${parameters})\n{\n	${line}\n}\n`;
      expect([line, await left(text)]).toEqual([line, expected]);
    }
  });
});

describe('a sequence that nothing here checks', () => {
  const unchecked = (head: string, range: string, after = '') =>
    found(
      `${head}	${range}->notifier_seq = mmu_interval_read_begin(mni);\n	if (hmm_range_fault(${range}))\n		return -EFAULT;\n	page = hmm_pfn_to_page(${range}->hmm_pfns[0]);\n	return 0;\n}\n${after}`,
      'sequence-unchecked',
    );

  it('is for others to check if they have it', async () => {
    expect(await unchecked('int f(struct hmm_range *range)\n{\n', 'range')).toEqual([]);
    const made =
      'int f(void)\n{\n	struct hmm_range *range = kzalloc(sizeof(*range), GFP_KERNEL);\n';
    expect(await unchecked(made, 'range')).toEqual([]);
    expect(await unchecked('int f(struct demo *demo)\n{\n', '(&demo->range)')).toEqual([]);
  });

  it('is lost with the range on the stack', async () => {
    expect(await unchecked('int f(void)\n{\n	struct hmm_range range;\n', '(&range)')).toEqual([
      'suspicious',
    ]);
    const caller = 'int g(void)\n{\n	struct hmm_range own = { };\n\n	return f(&own);\n}\n';
    expect(await unchecked('int f(struct hmm_range *range)\n{\n', 'range', caller)).toEqual([
      'suspicious',
    ]);
  });
});
