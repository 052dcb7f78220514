// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import type { AddressSpaceImage } from '../../mm/address-space';
import { attributeBits, type EntryAttributes, highWord, Kind } from '../../mm/entry';
import type { Vma } from '../../mm/image';
import { pfn } from '../../mm/units';
import type { WayDifference } from '../../oracle/differences/difference';
import type { Disguise } from '../../oracle/differences/premise/premise';
import { DIFFERENCES } from '../../oracle/differences/registry';
import { devmapPtesReported } from '../../oracle/differences/revision/devmap-ptes-reported';
import { exclusiveFaulted } from '../../oracle/differences/revision/exclusive-faulted';
import { foreignPrivateFaulted } from '../../oracle/differences/revision/foreign-private-faulted';
import { mixedMapsWalked } from '../../oracle/differences/revision/mixed-maps-walked';
import { otherMarkersAreNone } from '../../oracle/differences/revision/other-markers-are-none';
import { otherMarkersRefused } from '../../oracle/differences/revision/other-markers-refused';
import { wpMarkersAreNone } from '../../oracle/differences/revision/wp-markers-are-none';
import type { SideName } from '../../oracle/run/side-names';
import type { Scenario } from '../../oracle/scenario/scenario';
import { entry, event, image, request, vma } from '../support/build';

/** The owner of the range, and another one. */
const [OWN, OTHER] = [1, 7];
/** A frame with bits in the high word of its entry. */
const FRAME = pfn(2 ** 43 + 2 ** 32 + 5);

/** Frames whose high bits are the number of a marker. */
const MARKED = [Kind.pteUffdWpMarker, Kind.ptePoisonMarker, Kind.pteGuardMarker].map((kind) =>
  pfn(kind * 2 ** 32),
);

function high(attributes: EntryAttributes, frame = FRAME): number {
  return highWord(frame, attributeBits(attributes)) | 0;
}

/** Entries as documents hold them, with every attribute that their kind has. */
const GENUINE: readonly EntryAttributes[] = [
  { kind: Kind.none },
  { kind: Kind.pteSwap },
  { kind: Kind.pteHwpoison },
  ...[false, true].flatMap((write): readonly EntryAttributes[] => [
    { kind: Kind.pteMigration, write },
    ...[OWN, OTHER].flatMap((owner): readonly EntryAttributes[] => [
      { kind: Kind.pteDevicePrivate, write, owner },
      { kind: Kind.pmdDevicePrivate, write, owner },
    ]),
    { kind: Kind.pteDeviceExclusive, write },
    { kind: Kind.pteDevmap, write },
    ...[false, true].flatMap((protnone): readonly EntryAttributes[] => [
      { kind: Kind.pmdHuge, write, protnone },
      { kind: Kind.ptePresent, write, protnone },
      { kind: Kind.ptePresent, write, protnone, special: true },
    ]),
  ]),
];
const MARKERS = [Kind.pteUffdWpMarker, Kind.ptePoisonMarker, Kind.pteGuardMarker];

interface Row {
  readonly name: string;
  readonly of: WayDifference;
  /** The entries that are shown as others. */
  readonly disguised: readonly EntryAttributes[];
  /** As what, to the older side and to the newer one. */
  readonly older: Kind;
  readonly newer: Kind;
}

const marker = (...kinds: readonly Kind[]): readonly EntryAttributes[] =>
  kinds.map((kind) => ({ kind }));
const ofKind = (wanted: Kind): readonly EntryAttributes[] =>
  GENUINE.filter(({ kind }) => kind === wanted);
const [FAULTED, FAILS] = [Kind.pteSwap, Kind.pteHwpoison];

const ROWS: readonly Row[] = [
  {
    ...{ name: 'another owner’s page', of: foreignPrivateFaulted, older: FAULTED, newer: FAILS },
    disguised: ofKind(Kind.pteDevicePrivate).filter(({ owner }) => owner === OTHER),
  },
  {
    ...{ name: 'a device-exclusive page', of: exclusiveFaulted, older: FAULTED, newer: FAILS },
    disguised: ofKind(Kind.pteDeviceExclusive),
  },
  {
    ...{ name: 'a device’s page', of: devmapPtesReported, disguised: ofKind(Kind.pteDevmap) },
    ...{ older: Kind.ptePresent, newer: Kind.ptePresent },
  },
  {
    ...{ name: 'a uffd-wp marker', of: wpMarkersAreNone, older: FAULTED, newer: FAILS },
    disguised: marker(Kind.pteUffdWpMarker),
  },
  {
    ...{ name: 'another marker', of: otherMarkersAreNone, older: FAULTED, newer: FAILS },
    disguised: marker(Kind.ptePoisonMarker, Kind.pteGuardMarker),
  },
  {
    ...{ name: 'a refused marker', of: otherMarkersRefused, older: FAILS, newer: FAULTED },
    disguised: marker(Kind.ptePoisonMarker, Kind.pteGuardMarker),
  },
];

function disguiseOf(of: WayDifference, given: 'older' | 'newer'): Disguise {
  const { disguise } = of.premise[given];
  if (disguise === undefined) throw new Error(`${of.id} shows nothing otherwise`);
  return disguise;
}

describe.each(ROWS)('$name', ({ of, disguised, older, newer }) => {
  const both = [
    ['older', older],
    ['newer', newer],
  ] as const;

  it.each(both)('is shown to the %s side as kind %i, and comes back as it was', (given, shown) => {
    const { show, restore } = disguiseOf(of, given);
    expect(disguised.length).toBeGreaterThan(0);
    for (const attributes of disguised) {
      const isMarker = MARKERS.some((kind) => kind === attributes.kind);
      // A marker has no frame.
      const real = isMarker ? attributes.kind : high(attributes);
      const seen = show(real, OWN);
      expect(seen & 0x1f).toBe(shown);
      expect(seen | 0).not.toBe(real);
      expect(restore(seen) | 0).toBe(real);
      expect(restore(seen >>> 0) | 0).toBe(real);
    }
  });

  it.each(both)('is all that is shown otherwise to the %s side', (given) => {
    const { show, restore } = disguiseOf(of, given);
    const others = [...GENUINE, ...marker(...MARKERS)].filter(
      (one) => !disguised.some(({ kind, owner }) => kind === one.kind && owner === one.owner),
    );
    for (const word of others.flatMap((one) => [FRAME, ...MARKED].map((at) => high(one, at)))) {
      expect([show(word, OWN) | 0, restore(word) | 0]).toEqual([word, word]);
    }
  });

  it('can make a difference where it stands, or another thread puts it', () => {
    const { applies } = of.premise;
    const isApplied = (parts: Partial<AddressSpaceImage>): boolean =>
      applies({
        id: 'one',
        mm: image(parts),
        range: request(0, 'r', { owner: OWN }),
        format: undefined,
      });
    const [first] = disguised;
    if (first === undefined) throw new Error('nothing is disguised');
    const [one, other] = [entry(0, first), entry(1, { kind: Kind.pteSwap })];
    expect(isApplied({ entries: [other, one] })).toBe(true);
    const stored = [event(1, { entries: [other] }), event(2, { entries: [other, one] })];
    expect(isApplied({ events: stored })).toBe(true);
    expect(isApplied({ entries: [other], events: [...stored.slice(0, 1), event(2, {})] })).toBe(
      false,
    );
  });
});

describe('a mixed map', () => {
  const { premise } = mixedMapsWalked;
  const mixed = vma(0, 4, 'read mixedmap');
  const others = [
    vma(4, 6),
    vma(6, 7, 'mixedmap'),
    vma(7, 8, 'read mixedmap io'),
    vma(8, 9, 'read mixedmap pfnmap'),
  ];
  const scenario = (vmas: readonly Vma[], events: AddressSpaceImage['events'] = []): Scenario => ({
    ...{ id: 'mixed', mm: image({ vmas, events }), range: request(0, '.'), format: undefined },
  });

  it.each([
    [true, scenario([...others, mixed])],
    [true, scenario(others, [event(1, { vmas: others }), event(2, { vmas: [...others, mixed] })])],
    [false, scenario(others)],
    [false, scenario(others, [event(1, {}), event(2, { vmas: others })])],
  ])('can make a difference where nothing else refuses it: %s (%#)', (applies, one) => {
    expect(premise.applies(one)).toBe(applies);
  });

  it('is given to the older side as an ordinary VMA, and to the newer one as one that it refuses', () => {
    const changed = [event(1, {}), event(2, { vmas: [...others, mixed] })];
    const given = (which: 'older' | 'newer'): Scenario | undefined =>
      premise[which].rewritten?.(scenario([mixed, ...others], changed));
    const ordinary = { ...mixed, mixedmap: false };
    const refused = { ...mixed, io: true };
    for (const [which, one] of [['older', ordinary] as const, ['newer', refused] as const]) {
      expect(given(which)?.mm).toEqual(
        image({
          vmas: [one, ...others],
          events: [event(1, {}), event(2, { vmas: [...others, one] })],
        }),
      );
    }
  });
});

it('a device’s page is special to the newer side alone', () => {
  const shown = (given: 'older' | 'newer'): boolean =>
    (disguiseOf(devmapPtesReported, given).show(high({ kind: Kind.pteDevmap }), OWN) & 0x80) !== 0;
  expect([shown('older'), shown('newer')]).toEqual([false, true]);
});

it('what takes entries of hmm-scenario/2 says so, and nothing else does', () => {
  expect(DIFFERENCES.flatMap(({ id, newer }) => (newer === true ? [id] : [])).sort()).toEqual([
    'device-exclusive-faulted',
    'device-private-huge-page-reported',
    'devmap-pte-reported',
    'other-marker-is-none',
    'other-marker-refused',
    'uffd-wp-marker-is-none',
  ]);
  expect(DIFFERENCES.filter((one) => 'newer' in one && one.newer !== true)).toEqual([]);
});

it.each<[SideName, SideName, readonly string[]]>([
  ['modern', 'modern-5.17', []],
  ['modern-5.17', 'modern-5.19', ['other-marker-is-none']],
  ['modern-5.17', 'modern-6.19', []],
  ['modern-5.19', 'modern-6.18', []],
  ['modern-6.18', 'modern-6.19', ['other-marker-refused']],
  ['modern-6.19', 'modern-7.3', []],
])('the other markers part %s and %s in %j', (left, right, ids) => {
  const markers = [otherMarkersAreNone, otherMarkersRefused];
  expect(markers.filter((one) => one.between(left, right)).map(({ id }) => id)).toEqual(ids);
});
