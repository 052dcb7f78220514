// SPDX-License-Identifier: GPL-2.0-or-later
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findTree, type KeptTree } from '../../kernel/trees/kept';
import { makeTemporaryFolder } from '../../oracle/scenario/temporary-folder';
import { headlineText } from '../../report/text/audit-kernel-text';
import { auditKernel } from '../../tree/audit/audit-kernel';
import { openChange } from '../../tree/audit/open-change';
import { type AuditKernelReport, verdictOfAuditKernel } from '../../tree/audit/report';
import { findToolchain, type Toolchain } from '../../tree/build/toolchain';
import { describeWithCompiler, noCompiler } from '../audit-c/support';
import { describeUnless } from '../support/surroundings';
import { PAGEWALK_PLANTINGS } from './pagewalk-plantings';
import { PLANTINGS, planted, REFACTORINGS } from './plantings';

/** The releases that plantings are tried on, as far as their sources are in the cache. */
const RELEASES = ['6.12', '7.3'] as const;
/** Each compiles a tree; all of them take some minutes. */
const ALL = process.env['HMM_PFN_PLANTINGS'] === 'all';
const EVERY = 12;

const folder = makeTemporaryFolder('planted');
let toolchain: Toolchain;

const HMM = 'mm/hmm.c';

/** A copy of a tree with another text in one of its files. */
function copyWith(tree: KeptTree, name: string, text: string, file: string = HMM): string {
  const copy = join(folder, `${tree.series}-${name.replace(/\W+/g, '-')}`);
  mkdirSync(copy, { recursive: true });
  cpSync(tree.folder, copy, { recursive: true });
  writeFileSync(join(copy, file), text);
  return copy;
}

async function audited(tree: KeptTree, after: string, runs: number): Promise<AuditKernelReport> {
  const source = { kind: 'folders', before: tree.folder, after } as const;
  const change = await openChange(source, toolchain);
  const options = {
    trees: [],
    expect: 'same',
    races: 'none',
    vectors: [],
    scope: 0,
    runs,
    seed: 1,
  } as const;
  try {
    return await auditKernel(change, options, () => {}, new AbortController().signal);
  } finally {
    change.close();
  }
}

describeWithCompiler(noCompiler(), 'a wrong line is reported, its cause in the first line', () => {
  beforeAll(async () => {
    toolchain = await findToolchain();
  });
  afterAll(() => toolchain.close());

  for (const [turn, series] of RELEASES.entries()) {
    const tree = findTree(series);
    const missing =
      tree === undefined
        ? `its sources are not in the cache: npm run test:tree -- --install --release ${series}`
        : undefined;
    describeUnless(missing, series, () => {
      const possible = [...PLANTINGS, ...PAGEWALK_PLANTINGS].filter(
        ({ releases }) => releases?.includes(series) ?? true,
      );
      const plantings = possible.filter((_, index) => ALL || index % EVERY === turn);
      it.each(plantings)(
        '$name',
        async (planting) => {
          if (tree === undefined) return;
          const { name, file = HMM } = planting;
          const text = planted(readFileSync(join(tree.folder, file), 'utf8'), planting);
          expect(text, 'the place of the planting').toBeDefined();
          const report = await audited(tree, copyWith(tree, name, text ?? '', file), 2500);
          expect(verdictOfAuditKernel(report).kind).toBe('found');
          expect(headlineText(report)).toMatch(/^Different: /);
          expect(headlineText(report)).toMatch(planting.cause);
          if (planting.isNoted === true) {
            expect(report.causes).toEqual([]);
            expect(report.notes.map(({ change }) => change)).toContain('comes');
            return;
          }
          const [first] = report.causes;
          // Of what does not come to a result there is no diff, but the reason.
          const least = first?.kind === 'side' ? 1 : 3;
          expect(first?.lines.length).toBeGreaterThanOrEqual(least);
        },
        60_000,
      );

      it('and a refactoring is equal', async () => {
        if (tree === undefined) return;
        const text = readFileSync(join(tree.folder, 'mm', 'hmm.c'), 'utf8');
        const other = REFACTORINGS.reduce((before, { find, by }) => before.replace(find, by), text);
        expect(other).not.toBe(text);
        const report = await audited(tree, copyWith(tree, 'refactored', other), 2500);
        expect(verdictOfAuditKernel(report).kind).toBe('clean');
        expect(headlineText(report)).toMatch(/^Equal: /);
        expect(report.changed.files).toEqual(['mm/hmm.c']);
        expect(report.changed.functions.length).toBeGreaterThan(3);
      }, 60_000);
    });
  }
});
