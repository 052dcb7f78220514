// SPDX-License-Identifier: GPL-2.0-or-later
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { notComparedLines } from '../../oracle/verdict/verdict';
import { headlineText } from '../../report/text/audit-kernel-text';
import { auditKernel } from '../../tree/audit/audit-kernel';
import { changedFiles } from '../../tree/audit/changed-functions';
import { openChange } from '../../tree/audit/open-change';
import {
  type AuditKernelOptions,
  type AuditKernelReport,
  verdictOfAuditKernel,
} from '../../tree/audit/report';
import { unjudgedLines } from '../../tree/audit/unjudged-lines';
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
  const names = [
    ...['barrier', 'READ_ONCE', 'WRITE_ONCE', 'EXPORT_SYMBOL', 'EXPORT_SYMBOL_GPL'],
    ...['mmap_assert_locked', 'mmap_assert_write_locked'],
    ...['WARN_ON', 'WARN_ON_ONCE', 'VM_WARN_ON_ONCE'],
  ];
  for (const name of names) {
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

/** What is said of lines that become others: of which tree, what is not judged, in which text. */
function saidOf(before: string, after: string): readonly string[] {
  const side = (text: string, other: string) => {
    const [code, others] = [text.split('\n'), other.split('\n')];
    const changed = code.flatMap((line, index) => (others.includes(line) ? [] : [index + 1]));
    return { code, changed: new Set(changed) };
  };
  return unjudgedLines('mm/hmm.c', side(before, after), side(after, before)).map(
    ({ in: tree, what, line, text }) => `${tree} ${what} ${line}: ${text}`,
  );
}

describe('a changed statement with a call that is the same in every scenario', () => {
  it('is found where only a line of its arguments changed', () => {
    const asks = (mm: string): string =>
      `\tlock();\n\tif (check_stable_address_space(\n\t\t${mm})) {\n\t\treturn 1;\n\t}`;
    expect(saidOf(asks('mm'), asks('NULL'))).toEqual([
      'before line 2: if (check_stable_address_space( mm)) {',
      'after line 2: if (check_stable_address_space( NULL)) {',
    ]);
  });

  it('is found where the name and its parentheses stand in two lines', () => {
    const added = 'a();\nif (check_stable_address_space\n\t(mm))\n\treturn 1;';
    expect(saidOf('a();', added)).toEqual([
      'after line 2: if (check_stable_address_space (mm)) return 1;',
    ]);
  });

  it('is not what only has its lines broken elsewhere', () => {
    expect(saidOf('x = READ_ONCE(*p) + 1;', 'x =\n\tREAD_ONCE(*p)\n\t+ 1;')).toEqual([]);
  });

  it('has a call that is not judged, and no line, where a run can show what else changed', () => {
    expect(saidOf('} while (ret == -EBUSY);', '} while (READ_ONCE(ret) == -EAGAIN);')).toEqual([
      'after call 1: } while (READ_ONCE(ret) == -EAGAIN);',
    ]);
    expect(saidOf('if (a)', 'if (a || check_stable_address_space(mm))')).toEqual([
      'after call 1: if (a || check_stable_address_space(mm))',
    ]);
    expect(saidOf('', 'vma_assert_locked(next(vma));')).toEqual([
      'after call 1: vma_assert_locked(next(vma));',
    ]);
  });

  it.each([
    ['x = *p;', 'x = READ_ONCE(*p);'],
    ['*p = x;', 'WRITE_ONCE(*p, x);'],
    ['', 'cond_resched();'],
    ['', 'if (unlikely(check_stable_address_space(mm)))\treturn 1;'],
    ['', 'if (thp_migration_supported()) {'],
    ['x = 0 + y;', 'x = check_stable_address_space(mm) + y;'],
  ])('is judged by no run where nothing else changed: %s, %s', (before, after) => {
    expect(saidOf(before, after)).toEqual([`after line 1: ${after.trim()}`]);
    expect(saidOf(after, before)).toEqual([`before line 1: ${after.trim()}`]);
  });

  it('is named no more where the call is as it was, unless it decides what of the rest is run', () => {
    expect(saidOf('while (READ_ONCE(x) == 1);', 'while (READ_ONCE(x) == 2);')).toEqual([]);
    expect(saidOf('x = READ_ONCE(y)\n+ 1\n+ 2;', 'x = READ_ONCE(y)\n+ 2;')).toEqual([]);
    const asks = (and: string): string => `if (check_stable_address_space(mm) && ${and})`;
    expect(saidOf(asks('a'), asks('b'))).toEqual([
      `before call 1: ${asks('a')}`,
      `after call 1: ${asks('b')}`,
    ]);
  });

  it('ends with its function where an #ifdef leaves parentheses open', () => {
    const open = '#ifdef A\nif (a(\n#else\nif (b(\n#endif\n  c))\n  d();\n}\n';
    expect(saidOf(`${open}f();`, `${open}f();\nbarrier();`)).toEqual(['after line 10: barrier();']);
  });
});

async function audited(before: string, after: string): Promise<AuditKernelReport> {
  const toolchain = await findToolchain();
  const change = await openChange({ kind: 'folders', before, after }, toolchain);
  const options: AuditKernelOptions = {
    ...{ trees: [], expect: 'same', races: 'none', vectors: [], scope: 0, runs: 50, seed: 1 },
  };
  const report = await auditKernel(change, options, () => {}, new AbortController().signal);
  change.close();
  toolchain.close();
  return report;
}

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

  it('is an assertion that is gone and held, alone or as the condition of a way out', () => {
    const places = (line: string) =>
      changedFiles(withLine(`asserted-${line.length}`, line), OWN_TREE).unjudged.map(
        ({ what, why }) => [what, why],
      );
    const says = 'says nothing in a run in which it holds';
    expect(places('WARN_ON_ONCE(!need);')).toEqual([['line', `WARN_ON_ONCE() ${says}`]]);
    expect(places('mmap_assert_locked(0);')).toEqual([['line', `mmap_assert_locked() ${says}`]]);
    expect(places('if (WARN_ON(need > 3)) return -EFAULT;')).toEqual([
      ['call', `WARN_ON() ${says}`],
    ]);
  });

  it('does not pass as one that was looked at', async () => {
    const before = withLine('checked', 'if (check_stable_address_space(0)) return -EFAULT;');
    const report = await audited(before, OWN_TREE);
    expect(headlineText(report)).toContain(
      'Equal: both trees do the same in 50 random scenarios; 1 changed line is judged by no run: ' +
        'here check_stable_address_space() always returns 0',
    );
    expect(notComparedLines(report.examined).join()).toMatch(
      /a changed line: mm\/hmm\.c:\d+ before the change: if \(check_stable_address_space\(0\)\) return -EFAULT;/,
    );
    expect(verdictOfAuditKernel(report).kind).toBe('clean');
  });

  it('is no more than the call where the line is the cause of a difference', async () => {
    const after = changedTree('again', [
      { from: 'while (ret == -EBUSY)', to: 'while (READ_ONCE(ret) == -EAGAIN)' },
    ]);
    const report = await audited(OWN_TREE, after);
    expect(verdictOfAuditKernel(report).kind).toBe('found');
    expect(notComparedLines(report.examined).join()).toMatch(
      /a call in a changed line: mm\/hmm\.c:\d+ after the change: } while \(READ_ONCE\(ret\) == -EAGAIN\); {2}\(here READ_ONCE\(\) reads what/,
    );
  });
});
