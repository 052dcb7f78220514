// SPDX-License-Identifier: GPL-2.0-or-later
import { describe } from 'vitest';
import { Kind } from '../../../mm/entry';
import { PMD } from '../../../mm/units';
import { entry, event, page, vma } from '../../support/build';
import { FRAME } from '../../support/met';
import {
  type Case,
  expectAll,
  MODERN_ENDS,
  MODERN_WALK,
  none,
  present,
  table,
  type WrongLine,
} from './held';

/** What `handle_mm_fault` is called for, and how often. */
function faultsOtherwise(wrong: string): WrongLine {
  return {
    file: MODERN_ENDS,
    within: 'faultIn',
    right: 'const $faulted = handleMmFault(this.space, $vma, $at, $write);',
    wrong: `${wrong} const $faulted = handleMmFault(this.space, $vma, $at, $write);`,
  };
}

/** A page that migrates is waited for, whoever asks. */
const waitsForAll: WrongLine = {
  file: MODERN_WALK,
  within: 'pte',
  right: "if ($need === 'nothing') return this.output.putPageFlags($page, 0, $entry);",
  wrong:
    "if ($need === 'nothing' && kindOf($entry) !== Kind.pteMigration) return this.output.putPageFlags($page, 0, $entry);",
};

describe('page faults', () => {
  expectAll([
    {
      clause: 'fault-is-permitted',
      because: 'a page before the range is not of it',
      fault: faultsOtherwise('handleMmFault(this.space, $vma, $at - 1, $write);'),
      ...{ mm: { entries: table }, first: 4, asks: 'r' },
      finds: ['-1 new'],
    },
    {
      clause: 'fault-is-permitted',
      because: 'nor is any after it',
      fault: faultsOtherwise(
        'for (let at = $3; at < $3 + 3; at++) handleMmFault(this.space, $vma, at, $write);',
      ),
      ...{ mm: { vmas: [vma(0, 1), vma(1, 8)], entries: table }, asks: 'r' },
      finds: ['1 new', '2 new', '3 new'],
    },
    {
      clause: 'fault-is-permitted',
      because: 'no range fault maps what is memory of devices',
      fault: { file: MODERN_WALK, within: 'testWalk', right: '$vma.io', wrong: '!$vma.start' },
      ...{ mm: { vmas: [vma(0, 2, 'read write io')] }, asks: 'rr' },
      finds: ['0 new'],
    },
    {
      clause: 'fault-is-permitted',
      because: 'each page of a VMA is looked at by itself, if it was not always that one',
      fault: faultsOtherwise(
        'for (let at = $3; at < $3 + 3; at++) handleMmFault(this.space, $vma, at, $write);',
      ),
      mm: {
        vmas: [vma(0, 1), vma(1, 8, 'read write io')],
        entries: table,
        events: [event(2, { vmas: [vma(0, 8, 'read write io')] })],
      },
      ...{ asks: 'r...', finds: ['1 new', '2 new', '3 new'] },
    },
    {
      clause: 'fault-is-permitted',
      because: 'write access can be given before the page fault, and be taken away after it',
      mm: {
        vmas: [vma(0, 2, 'read')],
        events: [event(1, { vmas: [vma(0, 2)] }), event(2, { vmas: [vma(0, 2, 'read')] })],
      },
      ...{ asks: 'w', finds: [] },
    },
    {
      clause: 'fault-is-needed',
      because: 'another thread can take a page away that was there',
      mm: {
        vmas: [vma(0, 2)],
        entries: [present(1, { write: true })],
        events: [event(2, { entries: [entry(1, { kind: Kind.pteSwap })] })],
      },
      ...{ asks: 'rr', finds: [] },
    },
    {
      clause: 'fault-is-needed',
      because: 'a fault that fails cuts its row off',
      ...{ mm: { faultErrors: new Map([[page(1), 'sigbus']]) }, asks: '...r', finds: [] },
    },
    {
      clause: 'fault-is-needed',
      because: 'a page to be read can be read-only',
      fault: {
        file: MODERN_WALK,
        within: 'presentPte',
        right: "$need !== 'nothing'",
        wrong: "$need !== 'nothing' || this.record.walks === 1",
      },
      ...{ mm: { vmas: [vma(0, 1)], entries: [present(0)] }, asks: 'r', finds: ['0 new'] },
    },
    {
      clause: 'fault-can-help',
      because: 'another thread can take poison away',
      mm: {
        entries: [entry(0, { kind: Kind.pteHwpoison }), ...table],
        events: [event(1, { entries: [none(0)] })],
      },
      ...{ asks: 'r', finds: [] },
    },
    ...[Kind.pmdNonpresent, Kind.pmdBad].map(
      (kind): Case => ({
        clause: 'fault-can-help',
        because: `a fault does not mend a PMD of kind ${kind}`,
        fault: {
          file: MODERN_WALK,
          within: 'pmdEntry',
          right: 'return this.reportError($3, $4, $entry);',
          wrong: "return this.faultIn($1, $3, $4, 'read fault', $entry);",
        },
        ...{ mm: { vmas: [vma(0, 512)], entries: [entry(0, { kind }, 0, PMD)] }, asks: 'r' },
        finds: ['0 new'],
      }),
    ),
    {
      clause: 'fault-can-help',
      because: 'a fault that changes nothing counts, too',
      fault: {
        file: MODERN_WALK,
        within: 'pte',
        right: 'case Kind.pteSwap: return this.faultIn($vma, $at, $end, $need, $entry);',
        wrong:
          'case Kind.pteSwap: return this.faultIn($vma, $at, $end, $need, $entry); case Kind.pteHwpoison: return this.stopAt(-16, Ending.faulted, $entry, $at, $end);',
      },
      ...{ mm: { entries: [entry(0, { kind: Kind.pteHwpoison })] }, asks: 'r' },
      finds: ['0 new'],
    },
  ]);
});

describe('a page that is faulted again', () => {
  const twice = faultsOtherwise('handleMmFault(this.space, $vma, $at, $write);');
  expectAll([
    {
      clause: 'faulted-once',
      because: 'another thread can take a page away that was faulted in',
      mm: {
        vmas: [vma(0, 2)],
        entries: [present(1, { write: true })],
        events: [event(2, { entries: [entry(1, { kind: Kind.pteSwap })] })],
      },
      ...{ asks: 'rr', finds: [] },
    },
    {
      clause: 'faulted-once',
      because: 'for read twice is not what a page before it explains',
      ...{ fault: twice, mm: { vmas: [vma(0, 2)], entries: [none(0)] }, asks: 'rr' },
      finds: ['0 new', '1 new'],
    },
    {
      clause: 'faulted-once',
      because: 'for write twice is not what a hint or a migration explains',
      ...{ fault: twice, mm: { vmas: [vma(0, 1)], entries: [none(0)] }, asks: 'w' },
      finds: ['0 new'],
    },
    {
      clause: 'faulted-once',
      because: 'for write, where it is to be read, nothing explains',
      fault: {
        file: MODERN_ENDS,
        within: 'faultIn',
        right: 'return this.stopAt(EBUSY, Ending.faulted, $origin, $start, $end);',
        wrong:
          'handleMmFault(this.space, $1, $end - 1, true); return this.stopAt(EBUSY, Ending.faulted, $origin, $start, $end);',
      },
      ...{ mm: { vmas: [vma(0, 2)], entries: [none(0)] }, asks: 'rr', finds: ['1 new'] },
    },
    ...(
      [
        ['a later page came first', '[$2 + 1, $2]'],
        ['an earlier page came first', '[$2, $2 + 2]'],
      ] as const
    ).map(
      ([because, pages]): Case => ({
        clause: 'faulted-once',
        because: `the first page of a row is named, also where ${because}`,
        fault: {
          file: MODERN_ENDS,
          within: 'faultIn',
          right: "const $write = $need === 'write fault';",
          wrong: `const $write = $need === 'write fault'; for (const at of ${pages}) handleMmFault(this.space, $1, at, $write);`,
        },
        ...{ mm: { vmas: [vma(0, 3)] }, asks: 'rrr', finds: ['0 new'] },
      }),
    ),
    {
      clause: 'faulted-once',
      because: 'no page of another table is before it',
      fault: {
        file: MODERN_WALK,
        within: 'pte',
        right: 'case Kind.pteSwap: return this.faultIn($vma, $at, $end, $need, $entry);',
        wrong:
          'case Kind.pteSwap: return this.faultIn($vma, $at, ($vma.end - this.space.pages.start) / 4096, $need, $entry);',
      },
      mm: {
        vmas: [vma(0, 513)],
        entries: [entry(0, { kind: Kind.pteSwap }), entry(512, { kind: Kind.none })],
      },
      ...{ first: 511, asks: 'rw', finds: ['1 new'] },
    },
    {
      clause: 'faulted-once',
      because: 'a migrating page that is taken along is waited for first',
      mm: {
        vmas: [vma(0, 2)],
        entries: [none(0), entry(1, { kind: Kind.pteMigration }, FRAME)],
      },
      ...{ asks: 'ww', finds: ['1 migration'] },
    },
    {
      clause: 'faulted-once',
      because: 'so is one of hugetlb',
      mm: {
        vmas: [vma(0, 512, 'read write', { kind: 'hugetlb', level: PMD, size: 2 ** 21 })],
        entries: [entry(0, { kind: Kind.hugetlbMigration }, FRAME, PMD)],
      },
      ...{ asks: 'w', finds: ['0 migration'] },
    },
  ]);
});

describe('waits', () => {
  const migrating = entry(0, { kind: Kind.pteMigration }, FRAME);
  expectAll([
    {
      clause: 'fault-is-needed',
      because: 'of two faults the first can be needless, if the second fails',
      fault: {
        file: MODERN_WALK,
        within: 'hole',
        right: 'this.needOfSpan($2, $3, 0)',
        wrong: "'read fault'",
      },
      mm: { vmas: [vma(0, 1), vma(2, 4)], faultErrors: new Map([[page(2), 'sigbus']]) },
      ...{ asks: '..r', finds: ['0 new'] },
    },
    {
      clause: 'waits-for-who-asked',
      because: 'a page that nobody asked for is not waited for',
      fault: waitsForAll,
      ...{ mm: { entries: [migrating] }, asks: '.', finds: ['0 new'] },
    },
    {
      clause: 'waits-for-who-asked',
      because: 'a page further on that was asked for is another one',
      fault: waitsForAll,
      ...{ mm: { entries: [migrating, present(2)] }, asks: '..r', finds: ['0 new'] },
    },
    {
      clause: 'waits-for-who-asked',
      because: 'a page that is faulted with one before it is not waited for',
      mm: { entries: [none(0), entry(1, { kind: Kind.pteMigration }, FRAME)] },
      ...{ asks: 'r.', finds: [] },
    },
    {
      clause: 'waits-for-who-asked',
      because: 'a page after the range is not of it',
      fault: faultsOtherwise('handleMmFault(this.space, $vma, $at + 1, $write);'),
      mm: { entries: [none(0), entry(1, { kind: Kind.pteMigration }, FRAME)] },
      ...{ asks: 'r', finds: [] },
    },
    {
      clause: 'waits-for-who-asked',
      because: 'an entry that a later one of the document replaces was never met',
      mm: {
        vmas: [vma(0, 1024)],
        entries: [
          entry(512, { kind: Kind.pteMigration }, FRAME),
          entry(512, { kind: Kind.ptePresent }, FRAME),
        ],
      },
      ...{ first: 511, asks: 'r.', finds: [] },
    },
    {
      clause: 'waits-for-who-asked',
      because:
        'a later entry of another page replaces nothing, nor does a table that is there already',
      fault: waitsForAll,
      mm: { entries: [migrating, present(1), entry(0, { kind: Kind.table }, 0, PMD)] },
      ...{ asks: '..', finds: ['0 new'] },
    },
    {
      clause: 'waits-for-who-asked',
      because: 'nor does one of a page before it',
      fault: waitsForAll,
      mm: { entries: [entry(1, { kind: Kind.pteMigration }, FRAME), present(0)] },
      ...{ asks: '..', finds: ['1 new'] },
    },
    {
      clause: 'waits-for-who-asked',
      because: 'another thread can end a migration',
      mm: { entries: [migrating], events: [event(1, { entries: [present(0)] })] },
      ...{ asks: '.', finds: [] },
    },
  ]);
});
