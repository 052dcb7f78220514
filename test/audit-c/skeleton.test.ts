// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { adapterSkeleton } from '../../audit/cut/skeleton';
import { hmmPfnHere } from '../support/command-here';
import { describeWithCompiler, noCompiler, temporaryFolder } from './support';

const TREE = temporaryFolder();
const FILE = join(TREE, 'pier_hmm.c');
const SOURCE = `#include <linux/hmm.h>
#include <linux/slab.h>

struct pier {
	struct mutex lock;
	u64 *slots;
	unsigned int flags;
};

static int pier_fill(struct page **pages, struct page *page, unsigned long at)
{
	pages[at] = page;
	return 0;
}

int pier_get_pages(struct mmu_interval_notifier *mni, unsigned long start, unsigned long npages,
		   bool readonly, void *owner, struct page **pages)
{
	struct hmm_range range = {
		.notifier = mni,
		.start = start,
		.end = start + npages * PAGE_SIZE,
		.default_flags = HMM_PFN_REQ_FAULT | (readonly ? 0 : HMM_PFN_REQ_WRITE),
		.dev_private_owner = owner,
	};
	unsigned long i;
	int ret;

	range.hmm_pfns = kvcalloc(npages, sizeof(*range.hmm_pfns), GFP_KERNEL);
	if (!range.hmm_pfns)
		return -ENOMEM;
	range.notifier_seq = mmu_interval_read_begin(mni);
	ret = hmm_range_fault(&range);
	for (i = 0; !ret && i < npages; i++) {
		if (!readonly && !(range.hmm_pfns[i] & HMM_PFN_WRITE))
			ret = -EFAULT;
		else
			pier_fill(pages, hmm_pfn_to_page(range.hmm_pfns[i]), i);
	}
	kvfree(range.hmm_pfns);
	return ret;
}

int pier_map(struct pier *pier, struct hmm_range *range, unsigned int mode)
{
	unsigned long i;
	int ret;

	lockdep_assert_held(&pier->lock);
	ret = hmm_range_fault(range);
	for (i = 0; !ret && i < pier->flags; i++) {
		u64 address = hmm_pfn_to_phys(range->hmm_pfns[i]);

		pier->slots[i] = address | mode;
		pier_install(pier, address);
	}
	return ret;
}

int pier_own(struct pier *pier, struct hmm_range *range)
{
	range->dev_private_owner = pier->slots;
	return hmm_range_fault(range);
}
`;

beforeAll(() => {
  mkdirSync(join(TREE, 'include/linux'), { recursive: true });
  writeFileSync(FILE, SOURCE);
});

const skeletonOf = (...functions: string[]) =>
  adapterSkeleton({ file: FILE, tree: TREE, functions });

describe('an adapter that is made as far as it can be', () => {
  it('passes what each parameter stands for, and reports the array that is filled', async () => {
    const { text, open } = await skeletonOf('pier_get_pages');
    expect(open).toEqual([]);
    expect(text).toContain(
      'ret = pier_get_pages(range->notifier, range->start, npages, !write, &device, pages);',
    );
    expect(text).toMatch(/mmap_read_lock\(range->notifier->mm\);\n\tret = /);
    expect(text).toContain('page->pgmap->owner = &device;');
    expect(text).toContain('hmm_audit_map_page(out, i, pages[i], ');
  });

  it('says what is left to a person, and does not compile until it is done', async () => {
    const { text, open } = await skeletonOf('pier_map');
    expect(open).toEqual([
      'what to pass as mode (unsigned int)',
      'set the members that are read: pier->lock, pier->flags, pier->slots',
      'report what the device gets, which is put out here: line 54: pier->slots[i] = address | mode; line 55: pier_install(pier, address)',
    ]);
    expect(text.match(/^#error /gm)).toHaveLength(3);
    expect(text).toContain('/* Needs held: lockdep_assert_held(&pier->lock) */');
    expect(text).toContain('static struct pier pier;');
  });

  it('leaves an owner to a person that is no argument: without one, own pages are another device’s', async () => {
    const { text, open } = await skeletonOf('pier_own');
    const owner =
      "set the owner of the driver's own pages in hmm_audit_page(): the range says pier->slots";
    expect(open).toContain(owner);
    expect(text).toContain(`#error "${owner}"`);
  });
});

describe('audit c --adapter-skeleton', () => {
  const command = ['audit', 'c', '--file', FILE, '--tree-dir', TREE, '--function'];

  it('refuses what it cannot make, and replaces no file', async () => {
    const there = join(TREE, 'there.c');
    writeFileSync(there, 'mine');
    const refused = async (...words: string[]): Promise<string> => {
      const { code, stderr } = await hmmPfnHere(words);
      expect(code).toBe(2);
      return stderr;
    };
    expect(await refused(...command, 'pier_get_pages', '--adapter-skeleton', there)).toContain(
      'expected a file that can be made, got one that is there already',
    );
    expect(readFileSync(there, 'utf8')).toBe('mine');
    expect(await refused(...command, 'pier_none', '--adapter-skeleton', '-')).toContain(
      'defines no function pier_none()',
    );
    expect(await refused('audit', 'c', '--adapter-skeleton', '-')).toContain(
      "'--adapter-skeleton' needs '--file' and '--function'",
    );
    const both = ['--adapter-skeleton', '-', '--adapter', there];
    expect(await refused(...command, 'pier_map', ...both)).toContain("'--adapter' is of no use");
    const report = ['--adapter-skeleton', '-', '--report', 'junit', join(TREE, 'never.xml')];
    expect(await refused(...command, 'pier_map', ...report)).toContain(
      "option '--report' has no effect with '--adapter-skeleton'",
    );
  });

  it('prints it with its tabs', async () => {
    const { stdout } = await hmmPfnHere([...command, 'pier_map', '--adapter-skeleton', '-']);
    expect(stdout).toContain('\n\tunsigned long i, npages = hmm_audit_pages(out);\n');
  });
});

describeWithCompiler(noCompiler(), 'a made adapter', () => {
  it('runs the function: one that nobody checks for a stale sequence is found', async () => {
    const adapter = join(TREE, 'adapter.c');
    const place = [
      'audit',
      'c',
      '--file',
      FILE,
      '--tree-dir',
      TREE,
      '--function',
      'pier_get_pages',
    ];
    const made = await hmmPfnHere([...place, '--adapter-skeleton', adapter]);
    expect(made.stdout).toContain('Nothing is left to write.');
    expect(existsSync(adapter)).toBe(true);
    const run = [
      '--adapter',
      adapter,
      '--runs',
      '120',
      '--seed',
      '1',
      '--scope',
      '0',
      '--no-vectors',
    ];
    const { code, stdout } = await hmmPfnHere([...place, ...run]);
    expect(stdout.match(/^New: .*$/gm)).toEqual([
      expect.stringContaining('uses the result of a range fault that was invalidated since'),
    ]);
    expect(code).toBe(1);
  });
});
