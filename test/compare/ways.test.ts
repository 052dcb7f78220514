// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { LegacyFormat } from '../../legacy/format';
import { NOUVEAU } from '../../legacy/known-formats';
import { Kind } from '../../mm/entry';
import { PMD } from '../../mm/units';
import type { Disagreement } from '../../oracle/compare/compare';
import { DIFFERENCES } from '../../oracle/differences/registry';
import { judge, type Verdict } from '../../oracle/differences/verdict';
import { Runner } from '../../oracle/run/runner';
import type { SideName } from '../../oracle/run/side';
import type { Scenario } from '../../oracle/scenario/scenario';

import { entry, event, image, request, vma } from '../support/build';

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

describe('another owner’s page', () => {
  const foreign = { kind: Kind.pteDevicePrivate, owner: 7, write: true };
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

  it('explains nothing where nobody asks for it', () => {
    expect(judged(scenario('...', 'read write')).kind).toBe('equal');
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
