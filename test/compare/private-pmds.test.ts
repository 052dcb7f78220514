// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import type { AddressSpaceImage } from '../../mm/address-space';
import {
  attributeBits,
  type EntryAttributes,
  highWord,
  Kind,
  lowWord,
  pfnOf,
} from '../../mm/entry';
import { PMD, pfn } from '../../mm/units';
import type { EntryWords } from '../../oracle/differences/premise/premise';
import { privatePmdsReported } from '../../oracle/differences/revision/private-pmds-reported';
import { entry, event, image, request } from '../support/build';

const OWNER = 3;
/** A frame with bits in the high word of its entry. */
const FRAME = pfn(2 ** 43 + 2 ** 32 + 512);
const { older, newer } = privatePmdsReported.premise;

function high(attributes: EntryAttributes): number {
  return highWord(FRAME, attributeBits(attributes)) | 0;
}

const PRIVATE = [OWNER, 7].flatMap((owner) =>
  [false, true].map((write) => ({ kind: Kind.pmdDevicePrivate, owner, write })),
);
const OTHERS: readonly EntryAttributes[] = [
  { kind: Kind.pmdNonpresent },
  { kind: Kind.pmdBad },
  ...[false, true].flatMap((write) => [
    { kind: Kind.pmdMigration, write },
    { kind: Kind.pmdDevmap, write },
    { kind: Kind.pmdHuge, write },
    { kind: Kind.pmdHuge, write, protnone: true },
    { kind: Kind.ptePresent, write, special: true },
    { kind: Kind.pteDevicePrivate, write, owner: OWNER },
  ]),
];

/** What a callback of the older side is shown for a piece that begins 3 pages after the slot does. */
function shown(attributes: EntryAttributes, asked: boolean): EntryWords | undefined {
  const words = { low: lowWord(FRAME), high: high(attributes) };
  return older.pmds?.show({ ...words, owner: OWNER, skipped: 3, asked });
}

describe('a device-private huge page', () => {
  it.each(PRIVATE)('is absent to the newer side, and comes back as it was (%o)', (attributes) => {
    const word = high(attributes);
    const seen = newer.disguise?.show(word, OWNER) ?? 0;
    expect(seen | 0).toBe(high({ ...attributes, kind: Kind.pmdNonpresent }));
    expect((newer.disguise?.restore(seen) ?? 0) | 0).toBe(word);
  });

  it.each([false, true])('of the range’s owner is a writable huge page (writable: %s)', (write) => {
    const own = { kind: Kind.pmdDevicePrivate, owner: OWNER, write };
    const seen = shown(own, true);
    // Marked as special is a right that is only lent.
    const huge = { kind: Kind.pmdHuge, owner: OWNER, write: true, special: !write };
    expect((seen?.high ?? 0) | 0).toBe(high(huge));
    expect(pfnOf(seen?.low ?? 0, seen?.high ?? 0)).toBe(FRAME - 3);
    expect((older.pmds?.restore(seen?.high ?? 0) ?? 0) | 0).toBe(high(own));
  });

  it.each([
    [true, { kind: Kind.pmdHuge, protnone: true }],
    [false, { kind: Kind.pmdNonpresent }],
  ])('of another owner may not be used, or is absent (asked for: %s)', (asked, as) => {
    for (const write of [false, true]) {
      const other = { kind: Kind.pmdDevicePrivate, owner: 7, write };
      const seen = shown(other, asked);
      expect((seen?.high ?? 0) | 0).toBe(high({ ...other, ...as }));
      expect((seen?.low ?? 0) | 0).toBe(lowWord(FRAME));
      expect((older.pmds?.restore(seen?.high ?? 0) ?? 0) | 0).toBe(high(other));
    }
  });
});

it('can make a difference where one stands, or another thread puts it', () => {
  const [one, other] = [
    entry(0, { kind: Kind.pmdDevicePrivate, owner: 7 }, 512, PMD),
    entry(512, { kind: Kind.pmdHuge }, 512, PMD),
  ];
  const isApplied = (parts: Partial<AddressSpaceImage>): boolean =>
    privatePmdsReported.premise.applies({
      ...{ id: 'one', mm: image(parts), range: request(0, '.'), format: undefined },
    });
  expect(isApplied({ entries: [other, one] })).toBe(true);
  expect(isApplied({ events: [event(1, {}), event(2, { entries: [other, one] })] })).toBe(true);
  expect(isApplied({ entries: [other] })).toBe(false);
});

it.each(OTHERS)('any other entry is shown as it is (%o)', (attributes) => {
  const word = high(attributes);
  expect(shown(attributes, true)).toBeUndefined();
  expect((older.pmds?.restore(word) ?? 0) | 0).toBe(word);
  expect((newer.disguise?.show(word, OWNER) ?? 0) | 0).toBe(word);
  expect((newer.disguise?.restore(word) ?? 0) | 0).toBe(word);
});
