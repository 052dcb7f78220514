// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { LegacyFormat } from '../../legacy/format';
import { NOUVEAU } from '../../legacy/known-formats';
import type { AddressSpaceImage } from '../../mm/address-space';
import { AddressSpace } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import { PMD } from '../../mm/units';
import { judge, type Verdict } from '../../oracle/differences/verdict';
import { makeSide, Runner } from '../../oracle/run/runner';
import type { Side } from '../../oracle/run/side';
import type { SideName } from '../../oracle/run/side-names';
import type { Scenario } from '../../oracle/scenario/scenario';
import type { PlantedFault } from '../faults/graph';
import { keptFaultySide } from '../faults/kept-side';
import { entry, image, request, vma } from '../support/build';

type Names = readonly [SideName, SideName];
/** The sides that have a wrong line, and the line. */
type Wrong = readonly [readonly SideName[], Omit<PlantedFault, 'name' | 'file'>];

function judged(
  names: Names,
  mm: Partial<AddressSpaceImage>,
  asks: string,
  format: LegacyFormat = NOUVEAU,
  wrong?: Wrong,
): Verdict {
  const space = new AddressSpace();
  const make = (name: SideName): Side =>
    wrong?.[0].includes(name)
      ? keptFaultySide(
          { name: 'verdict', file: 'modern/walk-operations.ts', ...wrong[1] },
          name,
          space,
        )
      : makeSide(name, space);
  const [left, right] = [make(names[0]), make(names[1])];
  const scenario: Scenario = { id: 'verdict', mm: image(mm), range: request(0, asks), format };
  new Runner(space, [left, right]).run(scenario);
  return judge({ scenario, left, right });
}

/** The page and what explains it, of each page that is reported otherwise. */
function pages(verdict: Verdict): readonly string[] {
  if (verdict.kind !== 'differ') return [verdict.kind];
  return verdict.findings.flatMap(({ disagreement, difference }) =>
    disagreement.aspect === 'page' ? [`${disagreement.page} ${difference?.id ?? 'new'}`] : [],
  );
}

describe('a pfn that does not fit into a long', () => {
  const large = entry(1, { kind: Kind.ptePresent }, 2 ** 29);
  const overflow = { kind: 'incomparable', why: { id: 'pfn-overflow', page: 1 } };

  it.each<Names>([
    ['modern', 'modern-32'],
    ['modern-32', 'modern'],
  ])('makes %s and %s incomparable', (left, right) => {
    expect(judged([left, right], { vmas: [vma(0, 8)], entries: [large] }, '..')).toEqual(overflow);
  });

  it('does so, too, where a kernel would come to it only with what another one has', () => {
    const mm = { vmas: [vma(0, 8, 'read write mixedmap')], entries: [large] };
    expect(judged(['modern-32', 'modern-6.1'], mm, '..')).toEqual(overflow);
  });
});

describe('of several differences that can be at work, the one is named that is', () => {
  const outside = vma(16, 24, 'read write mixedmap');
  const foreign = entry(0, { kind: Kind.pteDevicePrivate, owner: 7 }, 0x40);

  it('which is not the first', () => {
    const mm = { vmas: [vma(0, 8), outside], entries: [foreign] };
    const verdict = judged(['modern', 'modern-6.1'], mm, 'r');
    if (verdict.kind !== 'differ') throw new Error('they differ');
    const ids = new Set(verdict.findings.map(({ difference }) => difference?.id));
    expect([...ids]).toEqual(['foreign-private-faulted']);
  });

  it('though it shows in a single page', () => {
    const { flags } = NOUVEAU.fields;
    const writeZero = new LegacyFormat({ ...NOUVEAU.fields, flags: { ...flags, write: 0n } });
    const mm = {
      vmas: [vma(0, 1), vma(1, 8, 'read write mixedmap')],
      entries: [0, 1].map((at) => entry(at, { kind: Kind.ptePresent, write: at === 0 }, 0x20)),
    };
    const found = pages(judged(['legacy', 'modern-6.1'], mm, 'w.', writeZero));
    expect(found).toEqual(['0 format-write-zero', '1 mixed-map-walked']);
  });
});

describe('the order of an empty hugetlb slot', () => {
  const names: Names = ['modern', 'modern-6.1'];
  const hugetlb = vma(512, 1536, 'read write', { kind: 'hugetlb', level: PMD, size: 2 ** 21 });
  const within = 'hugetlbEntry';
  const slots = (kind: Kind) => ({
    vmas: [vma(0, 512), hugetlb],
    entries: [entry(512, { kind }, 0, PMD), entry(1024, { kind: Kind.hugetlbPresent }, 0x400, PMD)],
  });
  const before = '.'.repeat(513);

  it('is explained wherever in the range the slot is', () => {
    const found = pages(judged(names, slots(Kind.hugetlbMigration), before));
    expect(found).toEqual(['512 hugetlb-order-without-valid']);
  });

  it.each<readonly [string, Kind, Wrong]>([
    [
      'the older kernel had another word',
      Kind.hugetlbMigration,
      [['modern'], { within, right: '$present ? accessFlags($entry) : 0', wrong: 'VALID' }],
    ],
    [
      'the older kernel met something else',
      Kind.hugetlbMigration,
      [
        ['modern'],
        { within, right: '$kind === Kind.none ? Kind.hugetlbNone : $entry', wrong: 'Kind.hole' },
      ],
    ],
    [
      'there is a page',
      Kind.hugetlbPresent,
      [
        ['modern', 'modern-6.1'],
        { within, right: '$present ? accessFlags($entry) : 0', wrong: '0' },
      ],
    ],
  ])('is new where %s', (_, kind, wrong) => {
    expect(pages(judged(names, slots(kind), before, NOUVEAU, wrong))).toEqual(['512 new']);
  });
});
