// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { AddressSpace, slotImage } from '../../mm/address-space';
import { Kind, pfnOf } from '../../mm/entry';
import { address, PTE } from '../../mm/units';
import { slotAt } from '../../oracle/scenario/slots';

const AT = address(0x1000);
const WORD = 0xffff_f000;

it('keeps both words signed, whatever sign they are given with', () => {
  expect(slotImage(AT, PTE, WORD, Kind.ptePresent)).toEqual(
    slotImage(AT, PTE, WORD | 0, Kind.ptePresent),
  );
  expect(slotImage(AT, PTE, WORD, WORD)).toMatchObject({ low: -4096, high: -4096 });
});

it('is read back from a page table as it was stored', () => {
  const space = new AddressSpace();
  const entry = slotImage(AT, PTE, WORD, Kind.ptePresent);
  space.store([entry]);
  const found = slotAt(space.table, AT);
  expect(found).toEqual(entry);
  expect(pfnOf(found.low, found.high)).toBe(WORD);
});
