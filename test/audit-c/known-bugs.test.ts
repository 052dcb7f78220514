// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { auditC } from '../../audit/c/audit-c';
import { sourceFindings } from '../audit-text/support';
import { describeWithCompiler, noCompiler, optionsFor, SILENT, temporaryFolder } from './support';

/*
 * Bugs that drivers of the kernel had, planted into a driver of the tests' own: by running and, where a
 * text can show it, by a rule for texts.
 */

const FOLDER = join(__dirname, 'known-bugs');
const DRIVER = readFileSync(join(FOLDER, 'driver.c'), 'utf8');
const folder = temporaryFolder();

/** Text that is replaced; it must be there. */
type Edit = readonly [from: string, to: string];

interface KnownBug {
  readonly edits: readonly Edit[];
  /** `rule severity` of what the text shows. */
  readonly text: string;
  readonly run: RegExp;
}

const BUGS: Readonly<Record<string, KnownBug>> = {
  'xe: the mask of a range on the stack is never set (dd8c01e42f4c)': {
    edits: [
      [
        `range = {
		.notifier = notifier,
		.default_flags = flags,
		.pfn_flags_mask = 0,
		.dev_private_owner = bay->pool,
	};`,
        'range;',
      ],
      [
        'again:\n\tret = -EBUSY;',
        '\trange.notifier = notifier;\n\trange.default_flags = flags;\n\trange.dev_private_owner = bay->pool;\nagain:\n\tret = -EBUSY;',
      ],
    ],
    text: 'range-uninitialised bug',
    run: /^uninitialised pfn_flags_mask reaches hmm_range_fault\(\)$/,
  },
  'gpusvm: the map order leads out of the range (c50729c68aaf)': {
    edits: [
      ['\t\trun -= (word & ~HMM_PFN_FLAGS) & (run - 1);\n', ''],
      ['\t\trun = min(run, count - i);\n', ''],
    ],
    text: 'order-unclipped suspicious',
    run: /^writes … bytes after the end of the array of count × u64/,
  },
  'nouveau: another owner than that of its own pages (ed710a6ed797)': {
    edits: [['\t\t.dev_private_owner = bay->pool,', '\t\t.dev_private_owner = bay,']],
    text: 'owner-differs suspicious',
    run: /^calls hmm_range_fault\(\) with an owner that is not that of the driver's own pages$/,
  },
  'nouveau: an entry without VALID is used (1a77decd0cae)': {
    edits: [
      [
        `		if (!(word & HMM_PFN_VALID)) {
			slots[i++] = 0;
			continue;
		}
`,
        '',
      ],
    ],
    text: 'page-without-valid bug',
    run: /^maps an entry that is no page$|^reads in the struct page of pfn/,
  },
  'amdgpu: the sequence is read once per piece': {
    edits: [
      ['\trange.notifier_seq = mmu_interval_read_begin(notifier);\n', ''],
      ['\tdo {\n', '\tdo {\n\t\trange.notifier_seq = mmu_interval_read_begin(notifier);\n'],
    ],
    text: 'sequence-per-piece suspicious',
    run: /^uses the result of a range fault that was invalidated since$/,
  },
};

function planted(edits: readonly Edit[]): string {
  return edits.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replace(from, () => to);
  }, DRIVER);
}

async function causesOf(text: string, name: string): Promise<readonly string[]> {
  const after = join(folder, `${name}.c`);
  writeFileSync(after, text);
  const options = optionsFor({
    ...{ before: undefined, after, adapter: join(FOLDER, 'adapter.c'), runs: 300, timeout: 200 },
    sides: { before: 'v5.7', after: 'modern-7.3' },
  });
  const { findings, notShown } = await auditC(options, SILENT, new AbortController().signal);
  return [...findings, ...notShown].map(({ cause }) => cause);
}

describeWithCompiler(noCompiler(), 'bugs that drivers had', () => {
  it('are not in the driver that they are planted into', async () => {
    expect(await sourceFindings(DRIVER)).toEqual([]);
    expect(await causesOf(DRIVER, 'none')).toEqual([]);
  });

  it.each(Object.entries(BUGS))('%s', async (_, { edits, text, run }) => {
    const code = planted(edits);
    const shown = (await sourceFindings(code)).map(({ rule, severity }) => `${rule} ${severity}`);
    expect(shown).toContain(text);
    const causes = await causesOf(code, 'planted');
    expect(
      causes.filter((cause) => run.test(cause)),
      causes.join('\n'),
    ).not.toEqual([]);
  });
});
