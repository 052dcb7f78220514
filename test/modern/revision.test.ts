// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { NOUVEAU } from '../../legacy/known-formats';
import type { SlotImage } from '../../mm/address-space';
import { type EntryAttributes, Kind } from '../../mm/entry';
import { EFAULT } from '../../mm/errno';
import type { Vma } from '../../mm/image';
import { StateKind } from '../../mm/page-states';
import { type Level, PGD, PMD, PMD_SIZE, PUD, PUD_SIZE } from '../../mm/units';
import { ModernRangeFault } from '../../modern/range-fault';
import {
  CHANGED_SINCE,
  type KernelVersion,
  type ModernRevision,
  RELEASES,
  revisionOf,
} from '../../modern/revision';
import { layoutOf } from '../../modern/word-layout';
import { Runner } from '../../oracle/run/runner';
import type { SideName } from '../../oracle/run/side-names';
import { entry, image, loaded, request, vma } from '../support/build';

const slot = (level: Level, attributes: EntryAttributes): SlotImage =>
  entry(0, attributes, 0x40000, level);

function hugetlb(level: Level): Vma {
  const size = level === PMD ? PMD_SIZE : PUD_SIZE;
  return { ...vma(0, size / 4096), backing: { kind: 'hugetlb', level, size } };
}

/** The words and states of the first two pages, without a request. */
function snapshot(
  side: SideName,
  entries: readonly SlotImage[],
  over: Vma = vma(0, 512),
  owner = 0,
) {
  const runner = Runner.of([side]);
  const mm = image({ vmas: [over], entries });
  runner.run({ id: 'snapshot', mm, range: request(0, '..', { owner }), format: NOUVEAU });
  const [only] = runner.sides;
  if (only === undefined) throw new Error('no side');
  return {
    words: [only.hexWord(0), only.hexWord(1)],
    kinds: [only.states.kinds[0], only.states.kinds[1]],
    pfns: [only.states.pfn(0), only.states.pfn(1)],
  };
}

describe('a revision', () => {
  it('of 5.8 has no switch on, and a later one those that came before it', () => {
    const on = (version: KernelVersion): readonly string[] =>
      Object.entries(revisionOf(version)).flatMap(([name, has]) => (has ? [name] : []));
    expect(on('5.8')).toEqual([]);
    expect(on('5.10')).toEqual(['mapOrder']);
    expect(on('5.14')).toEqual(['mapOrder', 'exclusiveFaulted']);
    expect(on('5.18')).toEqual([...on('5.14'), 'devmapPtesReported', 'mixedMapsWalked']);
    expect(on('6.12')).toEqual(on('6.0'));
    expect(on('7.3')).toEqual(Object.keys(CHANGED_SINCE));
  });

  it('is one of the releases that were read, from the first with the format on', () => {
    expect(RELEASES).toHaveLength(12 + 20 + 4);
    expect(RELEASES.filter((_, index) => [0, 11, 12, 31, 32, 35].includes(index))).toEqual([
      ...['5.8', '5.19', '6.0', '6.19', '7.0', '7.3'],
    ]);
  });
});

describe('markers', () => {
  it('are faulted each by its own change, as a kernel may have one without the other', () => {
    const ret = (kind: Kind, has: Partial<ModernRevision>): number => {
      const space = loaded({ vmas: [vma(0, 1)], entries: [entry(0, { kind })] });
      const rangeFault = new ModernRangeFault(
        space,
        { ...revisionOf('5.18'), ...has },
        layoutOf('5.18', 64),
      );
      rangeFault.run(request(0, 'r'));
      return rangeFault.record.ret;
    };
    const [wp, other] = [{ wpMarkersAreNone: true }, { otherMarkersAreNone: true }];
    expect([ret(Kind.pteUffdWpMarker, wp), ret(Kind.pteUffdWpMarker, other)]).toEqual([0, EFAULT]);
    expect(ret(Kind.ptePoisonMarker, wp)).toBe(EFAULT);
    expect(ret(Kind.pteDeviceExclusive, { ...wp, exclusiveFaulted: false })).toBe(EFAULT);
  });
});

describe('the order of a mapping', () => {
  it.each<[string, SlotImage, Vma, readonly string[]]>([
    [
      'is 9 for a huge PMD',
      slot(PMD, { kind: Kind.pmdHuge }),
      vma(0, 512),
      ['0x8900000000040000', '0x8900000000040001'],
    ],
    [
      'is not there for a protnone PMD',
      slot(PMD, { kind: Kind.pmdHuge, protnone: true }),
      vma(0, 512),
      ['0x40000', '0x40001'],
    ],
    [
      'is 18 for a PUD',
      slot(PUD, { kind: Kind.pudDevmap, write: true }),
      vma(0, 512),
      ['0xd200000000040000', '0xd200000000040001'],
    ],
    [
      'is 9 for a hugetlb page of 2 MiB',
      slot(PMD, { kind: Kind.hugetlbPresent, write: true }),
      hugetlb(PMD),
      ['0xc900000000040000', '0xc900000000040001'],
    ],
    [
      'is there for a hugetlb page without access',
      slot(PMD, { kind: Kind.hugetlbPresent, protnone: true }),
      hugetlb(PMD),
      ['0x900000000040000', '0x900000000040001'],
    ],
    [
      'is 18 for a none slot of 1 GiB whose table exists',
      entry(0, { kind: Kind.none }, 0, PUD),
      hugetlb(PUD),
      ['0x1200000000000000', '0x1200000000000001'],
    ],
  ])('%s', (_, mapped, over, words) => {
    // A table that is stored first is there, whatever the entry is.
    const table = entry(0, { kind: Kind.table }, 0, mapped.level === PMD ? PUD : PGD);
    expect(snapshot('modern-6.1', [table, mapped], over).words).toEqual(words);
  });

  it('is no part of the pfn that a caller reads, nor of the page’s state', () => {
    const mapped = slot(PMD, { kind: Kind.pmdHuge, write: true });
    const { kinds, pfns } = snapshot('modern-6.12', [mapped]);
    expect(pfns).toEqual([0x40000, 0x40001]);
    expect(kinds).toEqual([StateKind.write, StateKind.write]);
  });

  it('is 9 for a huge page of device memory, whose pfn is told whole', () => {
    const frame = 0x12_3456_7800;
    const mapped = entry(0, { kind: Kind.pmdDevicePrivate, owner: 1, write: true }, frame, PMD);
    const { words, pfns } = snapshot('modern-7.3', [mapped], vma(0, 512), 1);
    expect(words).toEqual(['0xc120001234567800', '0xc120001234567801']);
    expect(pfns).toEqual([frame, frame + 1]);
  });

  it('alone is a word of no meaning', () => {
    const table = entry(0, { kind: Kind.table }, 0, PUD);
    const before = snapshot('modern', [table], hugetlb(PMD));
    const since = snapshot('modern-6.1', [table], hugetlb(PMD));
    expect([before.words[0], before.kinds[0]]).toEqual(['0x0', StateKind.none]);
    expect([since.words[0], since.kinds[0]]).toEqual(['0x900000000000000', StateKind.stray]);
  });
});
