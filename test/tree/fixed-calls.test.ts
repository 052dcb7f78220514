// SPDX-License-Identifier: GPL-2.0-or-later
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { notComparedLines } from '../../oracle/verdict/verdict';
import { headlineText } from '../../report/text/audit-kernel-text';
import { auditKernel } from '../../tree/audit/audit-kernel';
import { changedFiles } from '../../tree/audit/changed-functions';
import { openChange } from '../../tree/audit/open-change';
import { type AuditKernelOptions, verdictOfAuditKernel } from '../../tree/audit/report';
import { findToolchain } from '../../tree/build/toolchain';
import { fixedCalls, fixedCallsIn } from '../../tree/sources/fixed-calls';
import { STAND_INS } from '../../tree/sources/options';
import { changedTree, describeWithCompiler, OWN_TREE } from './support';

const doesOf = (name: string): string | undefined => fixedCalls().get(name)?.does;

it('what a stand-in answers whatever it is asked, is read out of the headers', () => {
  expect(doesOf('check_stable_address_space')).toBe('always returns 0');
  expect(doesOf('thp_migration_supported')).toBe('always returns 1');
  expect(doesOf('vma_assert_locked')).toBe('does nothing');
  expect(doesOf('cond_resched')).toBe('does nothing');
});

it('so is what only hands on such an answer', () => {
  expect(doesOf('pfn_to_page')).toBe('always returns the same page');
  expect(doesOf('vm_normal_page_pud')).toBe('always returns the same page');
});

it('what asks the scenario is none of them', () => {
  for (const name of ['pmd_none', 'pte_unmap', 'vm_normal_page', 'pud_trans_huge', 'find_vma']) {
    expect(doesOf(name), name).toBeUndefined();
  }
});

it('macros that are named beside them are in the headers', () => {
  const headers = readdirSync(STAND_INS).map((name) => readFileSync(join(STAND_INS, name), 'utf8'));
  for (const name of ['barrier', 'READ_ONCE', 'WRITE_ONCE', 'EXPORT_SYMBOL', 'EXPORT_SYMBOL_GPL']) {
    expect(headers.join(), name).toContain(`#define ${name}(`);
    expect(doesOf(name), name).toBeDefined();
  }
});

it('calls are found in code, and names that are not called are none', () => {
  const found = fixedCallsIn('a = READ_ONCE(*p) && cond_resched; cond_resched ();');
  expect(found.map(({ name }) => name)).toEqual(['READ_ONCE', 'cond_resched']);
});

/** The line of the tests' own tree before which another one is put. */
const BEFORE = '\tif (!need) {\n';
const withLine = (name: string, line: string): string =>
  changedTree(name, [{ from: BEFORE, to: `\t${line}\n${BEFORE}` }]);

describeWithCompiler('a change that no run can judge', () => {
  it('is named with the tree it stands in, unless the line only moved', () => {
    const stable = withLine('stable', 'if (check_stable_address_space(0)) return -EFAULT;');
    const twice = withLine('resched', 'cond_resched();');
    const places = (before: string, after: string) =>
      changedFiles(before, after).unjudged.map(({ in: side, why }) => `${side}: ${why}`);
    expect(places(stable, OWN_TREE)).toEqual([
      'before: check_stable_address_space() always returns 0',
    ]);
    expect(places(OWN_TREE, twice)).toEqual(['after: cond_resched() does nothing']);
    expect(places(stable, twice)).toHaveLength(2);
    const moved = changedTree('moved', [
      { from: BEFORE, to: `${BEFORE}\t\tif (check_stable_address_space(0)) return -EFAULT;\n` },
    ]);
    expect(places(stable, moved)).toEqual([]);
  });

  it('does not pass as one that was looked at', async () => {
    const before = withLine('checked', 'if (check_stable_address_space(0)) return -EFAULT;');
    const toolchain = await findToolchain();
    const source = { kind: 'folders', before, after: OWN_TREE } as const;
    const change = await openChange(source, toolchain);
    const options: AuditKernelOptions = {
      ...{ trees: [], expect: 'same', races: 'none', vectors: [], scope: 0, runs: 50, seed: 1 },
    };
    const report = await auditKernel(change, options, () => {}, new AbortController().signal);
    change.close();
    toolchain.close();
    expect(headlineText(report)).toContain(
      'Equal: both trees do the same in 50 random scenarios; 1 changed line is judged by no run: ' +
        'here check_stable_address_space() always returns 0',
    );
    expect(notComparedLines(report.examined).join()).toMatch(
      /a changed line: mm\/hmm\.c:\d+ before the change: if \(check_stable_address_space\(0\)\) return -EFAULT;/,
    );
    expect(verdictOfAuditKernel(report).kind).toBe('clean');
  });
});
