// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditSource } from '../../audit/text/audit-source';
import { patchFindings, sourceFindings } from './support';

const FOLDER = join(__dirname, 'cases');

/** What each file's head expects: every finding, `rule severity`, in the order of its lines. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  '20-unlocked-helper-not-known.c': ['retry-stale-requests bug', 'page-without-valid bug'],
  '21-both-formats-by-ifdef.c': [],
  '22-write-right-not-from-entry.c': ['loop-unbounded suspicious', 'write-unproved suspicious'],
  '23-busy-retry-without-new-sequence.c': ['sequence-stale bug'],
  '25-sticky-bits-of-uninitialised-array.c': ['loop-unbounded suspicious', 'sticky-bits note'],
  'd01-uninit-range-on-stack.c': ['range-uninitialised bug'],
  'd02-kmalloc-range-unset-mask.c': ['range-uninitialised bug'],
  'd03-prange-kzalloc.c': ['page-without-valid note'],
  'd04-sequence-per-part.c': ['sequence-per-piece suspicious', 'loop-unbounded suspicious'],
  'd05-map-order-unclipped.c': ['order-unclipped suspicious'],
  'd06-wrapper-hides-retry.c': ['retry-stale-requests bug', 'loop-unbounded suspicious'],
  'd07-new-wrapper-name.c': ['count-expected bug', 'retry-stale-requests bug'],
  'd08-no-time-limit.c': ['loop-unbounded suspicious'],
  'd10-not-err-and-stale.c': [],
  'd12-snapshot-heuristic.c': [],
  'd13-migrate-arrays.c': [],
  '30-flag-inside-order-bits.patch': ['flag-inside-order bug', 'flag-inside-order suspicious'],
  '31-sequence-out-of-loop.patch': ['sequence-stale bug'],
  'd16-patch-brings-uninit.diff': ['range-uninitialised bug', 'sticky-bits suspicious'],
  'd18-patch-drops-write.diff': ['request-changed suspicious'],
  'd20-patch-drops-valid-test.diff': ['check-removed suspicious', 'page-without-valid bug'],
};

describe('what real use brought up', () => {
  it('has an expectation for every file', () => {
    expect(readdirSync(FOLDER).toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
  });

  for (const [file, expected] of Object.entries(EXPECTED)) {
    it(file, async () => {
      const text = readFileSync(join(FOLDER, file), 'utf8');
      const findings = await (file.endsWith('.c') ? sourceFindings(text) : patchFindings(text));
      expect(findings.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual(expected);
    });
  }
});

/** The rules that find something in a function's body, notes left out. */
async function rulesOf(body: string): Promise<string[]> {
  const text = `int f(struct own *own, struct hmm_range *range)\n{\n	int r, tries = 3;\n\n${body}\n	return r;\n}\n`;
  return (await sourceFindings(text)).flatMap(({ rule, severity }) =>
    severity === 'note' ? [] : rule,
  );
}

describe('the sequence', () => {
  const attempt = '	r = hmm_range_fault(range);\n';
  const begin = '	range->notifier_seq = mmu_interval_read_begin(range->notifier);\n';

  it('is taken before each attempt', async () => {
    const back = '	if (r == -EBUSY && --tries)\n		goto again;';
    expect(await rulesOf(`${begin}again:\n${attempt}${back}`)).toEqual(['sequence-stale']);
    expect(await rulesOf(`again:\n${begin}${attempt}${back}`)).toEqual([]);
    const anew = `	if (r == -EBUSY && --tries) {\n	${begin}		goto again;\n	}`;
    expect(await rulesOf(`${begin}again:\n${attempt}${anew}`)).toEqual([]);
  });

  it('covers the walk', async () => {
    expect(await rulesOf(`${attempt}${begin}`)).toEqual(['sequence-stale']);
  });

  it('may be taken where nobody sees it', async () => {
    const back = '	if (r == -EBUSY && --tries)\n		goto again;';
    expect(await rulesOf(`${begin}again:\n	own_begin(range);\n${attempt}${back}`)).toEqual([]);
  });

  it('is one for all pieces, or is checked for each', async () => {
    const pieces = (check: string) =>
      `	do {\n${begin}${attempt}		if (r)\n			return r;\n${check}		range->start = range->end;\n		range->end += SZ_2G;\n	} while (range->start < own->last);`;
    expect(await rulesOf(pieces(''))).toEqual(['sequence-per-piece']);
    const check =
      '		if (mmu_interval_read_retry(range->notifier, range->notifier_seq))\n			break;\n';
    expect(await rulesOf(pieces(check))).toEqual([]);
  });
});

describe('the limit of attempts', () => {
  const loop = (condition: string, before = '') =>
    `	do {\n${before}		range->notifier_seq = mmu_interval_read_begin(range->notifier);\n		r = hmm_range_fault(range);\n	} while (${condition});`;

  it('is a time, a count or a signal', async () => {
    expect(await rulesOf(loop('r == -EBUSY'))).toEqual(['loop-unbounded']);
    for (const bound of ['time_before(jiffies, limit)', '--tries', '!signal_pending(current)']) {
      expect(await rulesOf(loop(`r == -EBUSY && ${bound}`))).toEqual([]);
    }
    const killable = '		if (mmap_read_lock_killable(own->mm))\n			return -EINTR;\n';
    expect(await rulesOf(loop('r == -EBUSY', killable))).toEqual([]);
  });

  it('is a duration for the helper of 7.3', async () => {
    const call = (limit: string) => `	r = hmm_range_fault_unlocked_timeout(range, ${limit});`;
    expect(await rulesOf(call('jiffies + HZ'))).toEqual(['timeout-absolute']);
    expect(await rulesOf(call('own->deadline - jiffies'))).toEqual([]);
    expect(await rulesOf(call('HZ'))).toEqual([]);
  });
});

describe('a range', () => {
  const local = (fields: string) =>
    `	struct hmm_range one;\n\n${fields}	r = hmm_range_fault(&one);`;
  const set = (...names: string[]) =>
    names.map((name) => `	one.${name} = own->${name};\n`).join('');
  const most = ['notifier', 'start', 'end', 'hmm_pfns', 'dev_private_owner'];

  it('has every field set that is read', async () => {
    expect(await rulesOf(local(set(...most, 'default_flags')))).toEqual(['range-uninitialised']);
    expect(await rulesOf(local(set(...most, 'pfn_flags_mask')))).toEqual(['range-uninitialised']);
    expect(await rulesOf(local(set(...most, 'default_flags', 'pfn_flags_mask')))).toEqual([]);
  });

  it('may be filled as a whole, or by others', async () => {
    expect(await rulesOf(local('	memcpy(&one, range, sizeof(one));\n'))).toEqual([]);
    expect(await rulesOf(local('	one = *range;\n'))).toEqual([]);
    expect(await rulesOf(local('	own_fill(own, &one);\n'))).toEqual([]);
  });

  const zero = (fields: string) =>
    `	struct hmm_range one = {};\n\n${fields}	r = hmm_range_fault(&one);`;

  it.each([
    '	one.notifier = own->notifier;\n	if (own_array(&one.hmm_pfns))\n		return -ENOMEM;\n',
    '	memcpy(&one.notifier, &own->notifier, sizeof(one.notifier));\n	xchg(&one.hmm_pfns, own->hmm_pfns);\n',
    '	WRITE_ONCE(one.notifier, own->notifier);\n	rcu_assign_pointer(one.hmm_pfns, own->hmm_pfns);\n',
    '	one.notifier = own->notifier;\n	swap(one.hmm_pfns, own->hmm_pfns);\n',
    '	struct hmm_range *it;\n\n	for (it = &one; it; it = NULL) {\n		it->notifier = own->notifier;\n		it->hmm_pfns = own->hmm_pfns;\n	}\n',
    '	struct hmm_range *it = &one, **at = &it;\n\n	(*at)->notifier = own->notifier;\n	(*it).hmm_pfns = own->hmm_pfns;\n',
    '	void *it = &one;\n\n	own_fill(it);\n',
    '	own->range = &one;\n	own_fill(own);\n',
    '	struct hmm_range *all[] = { &one };\n\n	own_fill(all, 1);\n',
    '	struct own_job job = { .range = &one };\n\n	own_fill(&job);\n',
    '	own_run(own_fill, &(struct own_job){ .range = &one });\n',
  ])('may be filled under another name, or field by field by others: %#', async (fields) => {
    expect(await rulesOf(zero(fields))).toEqual([]);
  });

  it('is not filled by who reads it, or has it under another name', async () => {
    const read =
      '	struct hmm_range *it = &one;\n\n	it->hmm_pfns = own->hmm_pfns;\n	own_look(one.notifier, &one.hmm_pfns[1]);\n';
    expect(await rulesOf(zero(read))).toEqual(['range-uninitialised']);
    const never = '	own->range = &one;\n	one.notifier = own->notifier;\n';
    expect(await rulesOf(zero(never))).toEqual(['range-uninitialised']);
  });

  it('does not count as set by what is added to it', async () => {
    const added = `${set(...most, 'pfn_flags_mask')}	one.default_flags |= HMM_PFN_REQ_FAULT;\n`;
    expect(await rulesOf(local(added))).toEqual(['range-uninitialised']);
  });
});

describe('a policy that is only cleared in sight', () => {
  const made =
    'struct hmm_range *own_make(void)\n{\n	struct hmm_range *range = kzalloc(sizeof(*range), GFP_KERNEL);\n\n	return range;\n}\n';
  const used = (between: string) =>
    `${made}int f(struct own *own)\n{\n	struct hmm_range *one = own_make();\n\n${between}	own_map(hmm_pfn_to_page(one->hmm_pfns[0]));\n	return 0;\n}\n`;
  const found = async (between: string) =>
    (await sourceFindings(used(between)))
      .filter(({ rule }) => rule === 'page-without-valid')
      .map(({ severity }) => severity);

  it('may be set by a function out of sight that gets the range', async () => {
    expect(await found('	if (own_fault(own, one))\n		return -EFAULT;\n')).toEqual(['note']);
    expect(await found('	if (own) {\n		own_fault(own, one);\n	}\n')).toEqual(['note']);
  });

  it('is not set by the range fault', async () => {
    expect(await found('	if (hmm_range_fault(one))\n		return -EFAULT;\n')).toEqual(['bug']);
  });
});

describe('an array that nothing clears', () => {
  const found = async (text: string, header = '') =>
    (await sourceFindings(`${header}${text}`))
      .filter(({ rule }) => rule === 'sticky-bits')
      .map(({ severity }) => severity);
  const filled = (array: string, use: string) =>
    `int f(struct own *own, struct hmm_range *range)\n{\n	${array}\n\n	if (hmm_range_fault(range))\n		return -EFAULT;\n${use}	return 0;\n}\n`;
  const allocated = (call: string) =>
    filled(`unsigned long *pfns = ${call};\n	range->hmm_pfns = pfns;`, '	use(pfns[0]);\n');
  const before = 'enum hmm_pfn_flags {\n	HMM_PFN_VALID = 1UL << 63,\n};\n';
  const since = before.replace('}', '	HMM_PFN_DMA_MAPPED = 1UL << 60,\n}');

  it('keeps bits since 6.16, as the header or the code tells', async () => {
    const array = allocated('kvmalloc_array(8, sizeof(*pfns), GFP_KERNEL)');
    expect(await found(array, since)).toEqual(['note']);
    expect(await found(array, before)).toEqual([]);
    expect(await found(array)).toEqual([]);
    expect(await found(allocated('kvcalloc(8, sizeof(*pfns), GFP_KERNEL)'), since)).toEqual([]);
    expect(
      await found(filled('unsigned long one[1];\n	range->hmm_pfns = one;', ''), since),
    ).toEqual(['note']);
  });

  it('is a bug where such a bit is looked at', async () => {
    const array =
      'unsigned long *pfns = kvmalloc_array(8, 8, GFP_KERNEL);\n	range->hmm_pfns = pfns;';
    const test = (mask: string) => filled(array, `	if (pfns[0] & ${mask})\n		return 1;\n`);
    expect(await found(test('HMM_PFN_DMA_MAPPED'))).toEqual(['bug']);
    expect(await found(test('~HMM_PFN_DMA_MAPPED'))).toEqual(['note']);
    expect(await found(test('HMM_PFN_VALID'))).toEqual([]);
  });

  it('is a bug where hmm_dma_map_pfn() looks at it', async () => {
    const use =
      '	if (hmm_dma_map_pfn(own->dev, map, 0, NULL) == DMA_MAPPING_ERROR)\n		return 1;\n';
    const array = (call: string) =>
      `struct hmm_dma_map *map = &own->map;\n	map->pfn_list = ${call};\n	range->hmm_pfns = map->pfn_list;`;
    expect(await found(filled(array('kvmalloc_array(8, 8, GFP_KERNEL)'), use))).toEqual(['bug']);
    expect(await found(filled(array('kvcalloc(8, 8, GFP_KERNEL)'), use))).toEqual([]);
  });
});

describe('files of a folder', () => {
  async function rulesOfFiles(files: Readonly<Record<string, string>>): Promise<string[]> {
    const folder = mkdtempSync(join(tmpdir(), 'hmm-pfn-together-'));
    try {
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
      return (await auditSource([folder])).findings.map(({ rule }) => rule);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  const wrapper =
    'int own_fault(struct hmm_range *range)\n{\n	range->notifier_seq = mmu_interval_read_begin(range->notifier);\n	return hmm_range_fault(range);\n}\n';

  it('are read together: a loop around a wrapper of another file', async () => {
    const caller =
      '#include "hmm_range.h"\nint f(struct hmm_range *range)\n{\n	int r;\n\n	do {\n		r = own_fault(range);\n	} while (r == -EBUSY);\n	return r;\n}\n';
    expect(await rulesOfFiles({ 'a.c': wrapper, 'b.c': caller })).toEqual(['loop-unbounded']);
    const own = wrapper.replace('int own_fault', 'static int own_fault');
    expect(await rulesOfFiles({ 'a.c': own, 'b.c': caller })).toEqual([]);
  });

  it('may have the owner of the device memory in one that has no range', async () => {
    const memory =
      'void add(struct own *own, struct migrate_vma *args)\n{\n	own->chunk->pagemap.owner = own->drm->dev;\n	migrate_vma_setup(args);\n}\n';
    const user = (owner: string) =>
      `int f(struct own *own, struct hmm_range *range)\n{\n	range->dev_private_owner = ${owner};\n	return own_fault(range);\n}\n`;
    const files = (owner: string) => ({ 'memory.c': memory, 'range.c': user(owner) });
    expect(await rulesOfFiles(files('own->drm'))).toEqual(['owner-differs']);
    expect(await rulesOfFiles(files('own->drm->dev'))).toEqual([]);
  });

  it('may have the policy in one and the use in another', async () => {
    const user =
      'void g(struct hmm_range *range)\n{\n	use(hmm_pfn_to_page(range->hmm_pfns[0]));\n}\n';
    const maker = (policy: string) =>
      `int f(struct hmm_range *range)\n{\n	range->default_flags = ${policy};\n	range->pfn_flags_mask = 0;\n	if (own_fault(range))\n		return -EFAULT;\n	g(range);\n	return 0;\n}\n`;
    const files = (policy: string) => ({ 'a.c': wrapper, 'b.c': user, 'c.c': maker(policy) });
    expect(await rulesOfFiles(files('0'))).toEqual(['page-without-valid']);
    expect(await rulesOfFiles(files('HMM_PFN_REQ_FAULT'))).toEqual([]);
  });
});

describe('an owner', () => {
  it('is that of the pages', async () => {
    const text = (owner: string) =>
      `void add(struct own *own)\n{\n	own->pagemap.owner = own->drm;\n}\n\nvoid f(struct own *own, struct hmm_range *range)\n{\n	range->dev_private_owner = ${owner};\n}\n`;
    const rules = async (owner: string) =>
      (await sourceFindings(text(owner))).map(({ rule }) => rule);
    expect(await rules('own->device')).toEqual(['owner-differs']);
    expect(await rules('own->svm->drm')).toEqual([]);
    expect(await rules('NULL')).toEqual([]);
    expect(await rules('own_owner(own)')).toEqual([]);
  });
});
