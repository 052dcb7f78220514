// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { LegacyFormat } from '../../legacy/format';
import { NOUVEAU } from '../../legacy/known-formats';
import { AddressSpace } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import { EFAULT } from '../../mm/errno';
import { PMD, PUD } from '../../mm/units';
import type { Disagreement } from '../../oracle/compare/compare';
import { DIFFERENCES } from '../../oracle/differences/registry';
import { gapIsOneHole } from '../../oracle/differences/revision/gap-is-one-hole';
import { judge, type Verdict } from '../../oracle/differences/verdict';
import { Runner } from '../../oracle/run/runner';
import type { SideName } from '../../oracle/run/side-names';
import type { Scenario } from '../../oracle/scenario/scenario';
import type { PlantedFault } from '../faults/graph';
import { keptFaultySide } from '../faults/kept-side';
import { entry, event, image, page, request, vma } from '../support/build';

function judged(
  scenario: Scenario,
  names: readonly SideName[] = ['modern', 'modern-6.1'],
  known = DIFFERENCES,
): Verdict {
  const runner = Runner.of(names);
  runner.run(scenario);
  const [left, right] = runner.sides;
  if (left === undefined || right === undefined) throw new Error('two sides are compared');
  return judge({ scenario, left, right }, known);
}

function ids(verdict: Verdict): readonly (string | null)[] {
  if (verdict.kind !== 'differ') return [verdict.kind];
  return [...new Set(verdict.findings.map(({ difference }) => difference?.id ?? null))].sort();
}

function fresh(verdict: Verdict): readonly Disagreement[] {
  if (verdict.kind !== 'differ') return [];
  return verdict.findings.flatMap(({ difference, disagreement }) =>
    difference === null ? disagreement : [],
  );
}

const HUGE = { kind: 'hugetlb', level: PMD, size: 2 ** 21 } as const;
/** Page 2^18 is the first of the second GiB. */
const BORDER = 2 ** 18;

/** An empty hugetlb slot, a mixed map, and a gap over a border of 1 GiB whose end is asked for. */
const ALL_THREE: Scenario = {
  id: 'all',
  mm: image({
    vmas: [
      vma(BORDER - 1536, BORDER - 1024, 'read write shared', HUGE),
      vma(BORDER - 1024, BORDER - 2, 'read write mixedmap'),
    ],
    entries: [
      entry(BORDER - 1536, { kind: Kind.table }, 0, PMD),
      entry(BORDER - 1536, { kind: Kind.hugetlbMigration }, 0, PMD),
      entry(BORDER - 1024, { kind: Kind.ptePresent }, 0x10),
    ],
  }),
  range: request(BORDER - 1536, `${'.'.repeat(1536 + 1)}r`),
  format: NOUVEAU,
};

describe('changes of later kernels that meet in one scenario', () => {
  it('are explained together', () => {
    expect(ids(judged(ALL_THREE))).toEqual(['hugetlb-order-without-valid', 'mixed-map-walked']);
  });

  it.each(['hugetlb-order-without-valid', 'mixed-map-walked', 'gap-is-one-hole'])(
    'are new without %s',
    (id) => {
      const others = DIFFERENCES.filter((one) => one.id !== id);
      expect(fresh(judged(ALL_THREE, ['modern', 'modern-6.1'], others))).not.toEqual([]);
    },
  );

  it('are explained across formats, too, whatever the format asks', () => {
    const { flags } = NOUVEAU.fields;
    const equal = { ...NOUVEAU.fields, flags: { ...flags, write: flags.valid } };
    const format = new LegacyFormat(equal);
    expect(fresh(judged({ ...ALL_THREE, format }, ['legacy', 'modern-6.1']))).toEqual([]);
  });
});

it('a hugetlb slot that maps nothing is explained where another thread maps it', () => {
  const mapped = event(1, {
    vmas: [vma(0, 512, 'read write shared', HUGE)],
    entries: [
      entry(0, { kind: Kind.table }, 0, PMD),
      entry(0, { kind: Kind.hugetlbMigration }, 0, PMD),
    ],
  });
  const one = (vmas: Scenario['mm']['vmas']): Scenario => ({
    ...{ id: 'mapped', mm: image({ vmas, events: [mapped] }), format: NOUVEAU },
    range: request(0, '.'),
  });
  for (const vmas of [[], [vma(0, 512)]]) {
    expect(ids(judged(one(vmas), ['modern', 'modern-5.9']))).toEqual([
      'hugetlb-order-without-valid',
    ]);
  }
});

describe('a gap over a border of 1 GiB', () => {
  const mixed = vma(BORDER - 8, BORDER - 2, 'read write mixedmap');
  const table = entry(BORDER - 8, { kind: Kind.pteSwap });
  /** From the last page of a mixed map on, which is what leads the sides on other ways. */
  const scenario = (asks: string, mm: Partial<Scenario['mm']>): Scenario => ({
    ...{ id: 'gap', mm: image({ vmas: [mixed], ...mm }), format: NOUVEAU },
    range: request(BORDER - 3, asks),
  });
  const beyond = vma(BORDER + 2, BORDER + 8);
  const pud = entry(BORDER, { kind: Kind.pudDevmap }, 0x40000, PUD);

  it.each([
    ['that nobody asks for', '.....', { entries: [table] }],
    ['of which the first piece is asked for', '.r...', { entries: [table] }],
    ['of which the second piece is asked for', '...r.', { entries: [table] }],
    ['where there is no table', '...r.', {}],
    ['that the range ends in', '....', { vmas: [mixed, beyond], entries: [table] }],
    ['that a huge page is after', '.....r', { vmas: [mixed, beyond], entries: [table, pud] }],
  ])('%s is explained beside a mixed map', (_, asks, mm) => {
    expect(fresh(judged(scenario(asks, mm)))).toEqual([]);
    expect(ids(judged(scenario(asks, mm)))).toContain('mixed-map-walked');
  });

  it.each([
    [true, 'the range, over the border', [], -3, 6],
    [false, 'the range, up to the border', [], -3, 3],
    [false, 'the range, from the border on', [], 0, 3],
    [true, 'before a VMA', [vma(BORDER + 1, BORDER + 8)], -3, 6],
    [false, 'before a VMA that begins at the border', [vma(BORDER, BORDER + 8)], -3, 6],
    [true, 'after a VMA', [vma(0, BORDER - 1)], -3, 6],
    [false, 'after a VMA that ends at the border', [vma(0, BORDER)], -3, 6],
    [true, 'between VMAs', [vma(0, BORDER - 1), vma(BORDER + 1, BORDER + 8)], -3, 6],
    [true, 'after two VMAs', [vma(0, BORDER - 2), vma(BORDER - 2, BORDER - 1)], -3, 6],
    [true, 'after a VMA that ends at the range', [vma(0, BORDER - 3)], -3, 6],
    [true, 'before a VMA after the range', [vma(BORDER + 3, BORDER + 8)], -3, 6],
    [false, 'before a VMA beyond the range', [vma(BORDER + 3, BORDER + 8)], -3, 2],
    [false, 'where a VMA is', [vma(0, BORDER + 8)], -3, 6],
    [false, 'where two VMAs are', [vma(0, BORDER - 1), vma(BORDER - 1, BORDER + 8)], -3, 6],
    [
      true,
      'between VMAs, after another gap',
      [vma(0, BORDER - 3), vma(BORDER - 2, BORDER - 1)],
      -3,
      6,
    ],
    [false, 'in two parts', [vma(BORDER - 1, BORDER + 1)], -3, 6],
    [false, 'before the range', [vma(0, 8), vma(BORDER + 4, BORDER + 16)], 5, 6],
  ])('is large or not: %s, %s', (isLarge, _, vmas, first, pages) => {
    const range = request(BORDER + first, '.'.repeat(pages));
    const one = { id: 'gap', mm: image({ vmas }), range, format: NOUVEAU };
    expect(gapIsOneHole.premise.applies(one)).toBe(isLarge);
  });

  it.each([
    [false, [[vma(BORDER - 8, BORDER + 8)]]],
    [true, [[vma(BORDER - 8, BORDER - 2)]]],
    [true, [[vma(BORDER - 8, BORDER + 8)], [vma(BORDER - 8, BORDER - 2)]]],
  ])('can become large during the call: %s', (isLarge, changes) => {
    const events = [event(1, {}), ...changes.map((vmas) => event(2, { vmas }))];
    const mm = image({ vmas: [vma(BORDER - 8, BORDER + 8)], events });
    const one = { id: 'gap', mm, range: request(BORDER - 3, '......'), format: NOUVEAU };
    expect(gapIsOneHole.premise.applies(one)).toBe(isLarge);
  });

  it('is handled in pieces where both sides do so, whatever else differs', () => {
    const { flags } = NOUVEAU.fields;
    const format = new LegacyFormat({ ...NOUVEAU.fields, flags: { ...flags, write: 0n } });
    const mm = image({
      vmas: [vma(BORDER - 8, BORDER - 2)],
      entries: [entry(BORDER - 3, { kind: Kind.ptePresent }, 0x20)],
    });
    const one = { id: 'pieces', mm, range: request(BORDER - 3, 'w..r'), format };
    expect(ids(judged(one, ['legacy', 'modern']))).toEqual(['format-asks-write-zero']);
  });
});

describe('another owner’s huge page', () => {
  const foreign = { kind: Kind.pmdDevicePrivate, owner: 7, write: true };
  const scenario = (asks: string, vmaFlags = 'read write'): Scenario => ({
    id: 'foreign-huge',
    mm: image({
      vmas: [vma(0, 512, vmaFlags), vma(512, 1024)],
      entries: [entry(0, foreign, 0x1000, PMD), entry(512, { kind: Kind.pteSwap })],
    }),
    range: request(510, asks),
    format: NOUVEAU,
  });

  it.each([
    ['that is asked for', scenario('r.')],
    ['before a page that is faulted', scenario('r.r.')],
    ['that is not asked for, before a page that is faulted', scenario('..r.')],
    ['to be written', scenario('.w..')],
    ['to be written where nothing may be', scenario('.w..', 'read')],
  ])('%s is explained', (_, one) => {
    expect(fresh(judged(one, ['modern-6.12', 'modern-6.18']))).toEqual([]);
  });

  it('is what explains it', () => {
    expect(ids(judged(scenario('r.'), ['modern-6.12', 'modern-6.18']))).toEqual([
      'device-private-huge-page-reported',
    ]);
  });
});

describe('another owner’s page', () => {
  const foreign = { kind: Kind.pteDevicePrivate, owner: 7, write: true };
  const swapped = entry(6, { kind: Kind.pteSwap });
  const scenario = (
    asks: string,
    vmaFlags: string,
    events: Scenario['mm']['events'] = [],
  ): Scenario => ({
    id: 'foreign',
    mm: image({
      vmas: [vma(0, 8, vmaFlags)],
      entries: [entry(0, foreign, 0x20), entry(1, { kind: Kind.pteSwap }), entry(2, foreign, 0x30)],
      events,
    }),
    range: request(0, asks),
    format: NOUVEAU,
  });

  it.each([
    ['asked for alone', scenario('r..', 'read write')],
    ['after a page that is faulted', scenario('.r.', 'read write')],
    ['to be written where nothing may be', scenario('w..', 'read')],
    [
      'put there during the call',
      scenario('.rr', 'read write', [event(2, { entries: [entry(1, foreign, 0x40)] })]),
    ],
  ])('%s is explained', (_, one) => {
    expect(fresh(judged(one))).toEqual([]);
  });

  it('shows once what both experiments show, and the sides themselves do not', () => {
    const space = new AddressSpace();
    const denied = (name: string, within: string, right: string, wrong: string): PlantedFault => ({
      name,
      file: within === 'faultIn' ? 'modern/vma-walk.ts' : 'modern/walk-operations.ts',
      ...{ within, right, wrong },
    });
    const failedDenied = denied(
      'a page fault that fails is denied',
      'faultIn',
      'return this.stopAt(EFAULT, Ending.faultFailed, $origin, $first, $stop);',
      'return this.stopAt(EPERM, Ending.faultFailed, $origin, $first, $stop);',
    );
    const poisonDenied = denied(
      'poison is denied',
      'pte',
      'return this.stopAt(EFAULT, Ending.impossible, $entry, $page, $page + 1);',
      'return this.stopAt(kindOf($entry) === Kind.pteHwpoison ? -1 : EFAULT, Ending.impossible, $entry, $page, $page + 1);',
    );
    const left = keptFaultySide(failedDenied, 'modern', space);
    const right = keptFaultySide(poisonDenied, 'modern-6.1', space);
    const mm = image({
      vmas: [vma(0, 1)],
      entries: [entry(0, foreign, 0x20)],
      faultErrors: new Map([[page(0), 'sigbus']]),
    });
    const one = { id: 'twice', mm, range: request(0, 'r'), format: NOUVEAU };
    new Runner(space, [left, right]).run(one);
    expect([left, right].map(({ record }) => record.ret)).toEqual([EFAULT, EFAULT]);
    const found = fresh(judge({ scenario: one, left, right }));
    expect(found).toEqual([{ aspect: 'ret' }]);
  });

  it('explains nothing where nobody asks for it', () => {
    expect(judged(scenario('...', 'read write')).kind).toBe('equal');
  });

  it.each([
    ['that another thread puts there beside others', [entry(5, foreign, 0x40), swapped], 'r', []],
    ['that stands there beside others', [swapped], 'r', [entry(0, foreign, 0x40)]],
  ])('%s is explained', (_, stored, asks, entries) => {
    const mm = image({
      vmas: [vma(0, 8)],
      entries: [...entries, entry(1, { kind: Kind.pteSwap })],
      events: [event(2, {}), event(2, { entries: stored }), event(3, {})],
    });
    const one = { id: 'stored', mm, range: request(0, `${asks}r...r`), format: NOUVEAU };
    expect(ids(judged(one))).toEqual(['foreign-private-faulted']);
  });

  it('is explained after swapped memory of another VMA', () => {
    const mm = image({
      vmas: [vma(0, 1), vma(1, 8, 'read write shared')],
      entries: [entry(0, { kind: Kind.pteSwap }), entry(1, foreign, 0x40)],
    });
    const one = { id: 'swapped', mm, range: request(0, 'rr'), format: NOUVEAU };
    expect(ids(judged(one))).toEqual(['foreign-private-faulted']);
  });

  it.each([
    ['', entry(0, foreign).high],
    [' as it is shown', (entry(0, { ...foreign, kind: Kind.pteSwap }).high | 0) >>> 0],
  ])('is explained, be its frame the number of its attributes%s', (_, frame) => {
    const mm = image({ vmas: [vma(0, 8)], entries: [entry(0, foreign, frame)] });
    const one = { id: 'number', mm, range: request(0, 'r'), format: NOUVEAU };
    expect(ids(judged(one))).toEqual(['foreign-private-faulted']);
  });
});

describe('a page that is read-only, to be written in a format whose flags share a bit', () => {
  const mm = image({ vmas: [vma(0, 8)], entries: [entry(0, { kind: Kind.ptePresent }, 0x20)] });
  const readOnly = (valid: bigint, write: bigint, pfnShift: number): readonly (string | null)[] => {
    const format = new LegacyFormat({ ...NOUVEAU.fields, flags: { valid, write }, pfnShift });
    return ids(judged({ id: 'shared', mm, range: request(0, 'w'), format }, ['legacy', 'modern']));
  };

  it.each([
    ['below the pfn', 1n, 3n, 12],
    ['above it', 2n ** 62n, 2n ** 62n + 2n ** 63n, 0],
    ['above it, and others below', 2n ** 62n + 1n, 2n ** 62n + 2n, 12],
  ])('%s, satisfies the request', (_, valid, write, pfnShift) => {
    expect(readOnly(valid, write, pfnShift)).toEqual(['format-reads-as-writable']);
  });
});
