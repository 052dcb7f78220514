// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { patchFindings, sourceFindings } from './support';

/** A patch to one function of a driver, of which the end is not shown. */
function changing(lines: readonly string[], file = 'drivers/gpu/drm/zed/zed.c'): string {
  const before = lines.filter((line) => !line.startsWith('+')).length;
  const after = lines.filter((line) => !line.startsWith('-')).length;
  const hunk = `@@ -30,${before} +30,${after} @@ static int zed_populate(struct zed_range *zr)`;
  return [`--- a/${file}`, `+++ b/${file}`, hunk, ...lines, ''].join('\n');
}

async function foundIn(lines: readonly string[], file?: string): Promise<readonly string[]> {
  const findings = await patchFindings(changing(lines, file));
  return findings.map(({ rule, severity, reason }) => `${rule} ${severity}: ${reason}`);
}

describe('what a patch takes away of a function that is not shown to its end', () => {
  const size = [
    ' 	for (i = 0; i < count; i += n) {',
    ' 		if (!(pfns[i] & HMM_PFN_VALID))',
    ' 			return -EFAULT;',
    ' 		n = 1UL << hmm_pfn_to_map_order(pfns[i]);',
  ];
  const use = [' 		zed_map(zr, hmm_pfn_to_page(pfns[i]), n);', ' 	}'];

  it('is what keeps the size of a mapping inside the range', async () => {
    const reason =
      'order-unclipped suspicious: 1UL << hmm_pfn_to_map_order(pfns[i]) may count pages before the range and after it: nothing lessens it';
    expect(await foundIn([...size, '-		n = min(n, count - i);', ...use])).toEqual([reason]);
    expect(
      await foundIn([...size, '-		if (n > count - i)', '-			n = count - i;', ...use]),
    ).toEqual([reason]);
    expect(
      await foundIn([
        ...size,
        '-		n = min(n, count - i);',
        '+		n = umin(n, count - i);',
        ...use,
      ]),
    ).toEqual([]);
    expect(await foundIn([...size, '-		zed_trace(n);', ...use])).toEqual([]);
  });

  const fault = [
    ' 	if (!pfns)',
    ' 		return -ENOMEM;',
    ' 	range.hmm_pfns = pfns;',
    ' 	ret = hmm_range_fault(&range);',
  ];
  const zeroed = '-	pfns = kvcalloc(count, sizeof(*pfns), GFP_KERNEL);';

  it('is the clearing of the array', async () => {
    const kept = 'since 6.16 three bits of every word stay as they were';
    expect(
      await foundIn([
        zeroed,
        '+	pfns = kvmalloc_array(count, sizeof(*pfns), GFP_KERNEL);',
        ...fault,
      ]),
    ).toEqual([
      `sticky-bits suspicious: kvcalloc() cleared the array until now, kvmalloc_array() does not: ${kept}`,
    ]);
    expect(
      await foundIn([zeroed, '+	pfns = kvcalloc(count, sizeof(long), GFP_KERNEL);', ...fault]),
    ).toEqual([]);
    expect(
      await foundIn([
        zeroed,
        '+	pfns = kvmalloc_array(count, sizeof(*pfns), GFP_KERNEL);',
        ...fault.slice(0, 2),
        '+	memset(pfns, 0, count * sizeof(*pfns));',
        ...fault.slice(2),
      ]),
    ).toEqual([]);
  });
});

describe('a flag of the format', () => {
  async function flag(definition: string): Promise<readonly string[]> {
    const findings = await sourceFindings(
      `enum hmm_pfn_flags {\n	HMM_PFN_VALID = 1UL << (BITS_PER_LONG - 1),\n	${definition},\n	HMM_PFN_ORDER_SHIFT = (BITS_PER_LONG - 11),\n};\n`,
    );
    return findings.map(({ rule, reason }) => `${rule}: ${reason}`);
  }

  it('is found inside the order, however its bit is written', async () => {
    const reason = 'flag-inside-order: HMM_PFN_NEW is bit 57, but the order is in bits 53 to 57';
    for (const bit of [
      '1UL << (BITS_PER_LONG - 7)',
      'BIT(BITS_PER_LONG - 7)',
      'BIT_ULL(57)',
      'BIT( 57 )',
      '(1UL << 57)',
      '0x0200000000000000UL',
      'HMM_PFN_VALID >> 6',
      '1UL << (HMM_PFN_ORDER_SHIFT + 4)',
    ]) {
      expect([bit, await flag(`HMM_PFN_NEW = ${bit}`)]).toEqual([bit, [reason]]);
    }
  });

  it('is none where it is a place, a width or a mask of several bits', async () => {
    for (const definition of [
      'HMM_PFN_NEW_SHIFT = 32',
      'HMM_PFN_ORDER_WIDTH = 4',
      'HMM_PFN_NEW = 3UL << (BITS_PER_LONG - 7)',
      'HMM_PFN_NEW = BIT(BITS_PER_LONG - 4)',
    ]) {
      expect([definition, await flag(definition)]).toEqual([definition, []]);
    }
  });
});

describe('what the call relies on', () => {
  const call = [' 	ret = hmm_range_fault(&range);', ' 	if (ret)', ' 		return ret;'];
  const begin = '	range.notifier_seq = mmu_interval_read_begin(range.notifier);';
  const gone = 'is gone, and nothing is added in its place';

  it('is missed where a patch takes it away', async () => {
    for (const [line, what] of [
      ['	range.dev_private_owner = zr->drm;', 'the owner of the range'],
      [
        '	memset(range.hmm_pfns, 0, npages * sizeof(*range.hmm_pfns));',
        'the clearing of the array',
      ],
      ['	mmap_read_lock(zr->mm);', 'the mmap lock'],
    ] as const) {
      expect([line, await foundIn([`-${line}`, ...call])]).toEqual([
        line,
        [`check-removed suspicious: ${what} ${gone}`],
      ]);
      expect([line, await foundIn([`-${line}`, `+${line} /* moved */`, ...call])]).toEqual([
        line,
        [],
      ]);
    }
  });

  it('is a sequence from before the call', async () => {
    expect(await foundIn([`-${begin}`, ...call, `+${begin}`])).toEqual([
      'sequence-stale bug: the sequence is taken when the walk is over: an invalidation during it goes unnoticed',
    ]);
    expect(await foundIn([`-${begin}`, ' 	zed_begin(zr);', `+${begin}`, ...call])).toEqual([]);
  });

  it('is asked for under the condition that it was asked for', async () => {
    const store = ' 		range->default_flags |= HMM_PFN_REQ_WRITE;';
    for (const [was, is] of [
      ['!readonly', 'readonly'],
      ['write', '!write'],
      ['fault->access == READ', 'fault->access != READ'],
    ] as const) {
      expect(await foundIn([`-	if (${was})`, `+	if (${is})`, store, ...call])).toEqual([
        `request-changed suspicious: HMM_PFN_REQ_WRITE was requested if (${was}), and is now if (${is})`,
      ]);
    }
    // Only a person can tell whether these are the same.
    expect(await foundIn(['-	if (!readonly)', '+	if (zr->writable)', store, ...call])).toEqual([
      'request-changed note: HMM_PFN_REQ_WRITE was requested if (!readonly), and is now if (zr->writable): whether that is the same was not compared',
    ]);
  });
});

describe('a function with more ways than are told apart', () => {
  it('is not compared, and the report says so', async () => {
    const sums = Array.from({ length: 8 }, (_, at) => [
      ` 	if (zr->has${at})`,
      ` 		range->default_flags |= zr->flags${at};`,
    ]);
    const found = await foundIn([
      '-	range->default_flags = HMM_PFN_REQ_FAULT;',
      '+	range->default_flags = 0;',
      ...sums.flat(),
      ' 	ret = hmm_range_fault(range);',
    ]);
    expect(found).toEqual([
      'request-changed note: the function has too many ways to its range fault: its requests were not compared',
    ]);
  });
});

describe('the pfn of an entry', () => {
  async function reasons(body: string): Promise<readonly string[]> {
    const findings = await sourceFindings(
      `static void zed(struct zed_range *zr, unsigned long *words)\n{\n	unsigned long pfn, word = words[0];\n\n${body}\n}\n`,
    );
    return findings.flatMap(({ rule, reason }) => (rule === 'entry-shifted' ? [reason] : []));
  }

  it('is not shifted, whatever its array is called', async () => {
    for (const word of ['words[0]', '*words', 'word']) {
      const test = `	if (!(${word} & HMM_PFN_VALID))\n		return;\n`;
      expect(await reasons(`${test}	pfn = ${word} >> PAGE_SHIFT;`)).toEqual([
        `${word} >> PAGE_SHIFT is not the pfn of the entry`,
      ]);
      expect(await reasons(`${test}	pfn = dma[0] >> PAGE_SHIFT;`)).toEqual([]);
    }
    expect(await reasons('	pfn = words[0] >> PAGE_SHIFT;')).toEqual([]);
  });
});

describe('the mmap lock around the call that takes it itself', () => {
  async function rules(body: string): Promise<readonly string[]> {
    const findings = await sourceFindings(
      `static int zed(struct hmm_range *range, struct mm_struct *mm)\n{\n	int ret;\n\n	range->default_flags = HMM_PFN_REQ_FAULT;\n${body}\n	return ret;\n}\n`,
    );
    return findings.map(({ rule }) => rule);
  }
  const call = '	ret = hmm_range_fault_unlocked_timeout(range, HZ);\n';

  it.each([
    [
      'a way that leaves gives it back',
      '	mmap_read_lock(mm);\n	if (!zed_vma(mm)) {\n		mmap_read_unlock(mm);\n		return -EFAULT;\n	}\n',
      '	mmap_read_unlock(mm);\n',
    ],
    ['it ends with the block', '	guard(mmap_read_lock)(mm);\n', ''],
    ['it has its older name', '	down_read(&mm->mmap_lock);\n', '	up_read(&mm->mmap_lock);\n'],
    [
      'taking it can fail',
      '	if (mmap_read_lock_killable(mm))\n		return -EINTR;\n',
      '	mmap_read_unlock(mm);\n',
    ],
  ])('is held where %s', async (_, before, after) => {
    expect(await rules(before + call + after)).toEqual(['lock-held-twice']);
  });

  it.each([
    [
      'it could not be taken',
      `	if (!mmap_read_trylock(mm))\n	${call}	else\n		mmap_read_unlock(mm);\n`,
    ],
    [
      'it was given back',
      `	mmap_read_lock(mm);\n	zed_look(mm);\n	mmap_read_unlock(mm);\n${call}`,
    ],
    ['a function may have given it back', `	mmap_read_lock(mm);\n	zed_look_unlock(mm);\n${call}`],
    [
      'the other branch takes it',
      `	if (range->notifier) {\n		mmap_read_lock(mm);\n		zed_look(mm);\n		mmap_read_unlock(mm);\n	} else {\n	${call}	}\n`,
    ],
    ['jumps come there without it', `	mmap_read_lock(mm);\n	goto out;\nslow:\n${call}out:\n`],
  ])('is not held where %s', async (_, body) => {
    expect(await rules(body)).toEqual([]);
  });
});
