// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { AddressSpace } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import { checkRetry } from '../../mm/notifier';
import { PTE, pfn } from '../../mm/units';
import { presentImage } from '../../oracle/run/present-image';
import { entry, event, loaded, page, vma } from '../support/build';

it('an image of what there is now has the files, too, that other threads have replaced', () => {
  const entries = [entry(1, { kind: Kind.pteSwap }), entry(2, { kind: Kind.pteSwap })];
  const replaced = event(1, {
    filePages: new Map([1, 2].map((at) => [page(at), pfn(0x500 + at)])),
  });
  const space = loaded({ vmas: [vma(0, 8)], entries, events: [replaced] });
  checkRetry(space, 1);
  space.store([entry(2, { kind: Kind.pteMigration })]);
  let image = space.image;
  space.experiment(() => {
    image = presentImage(space);
  });
  const other = new AddressSpace();
  other.load(image);
  expect(checkRetry(other, 1)).toBe(false);
  const facts = (of: AddressSpace) =>
    [0, 1, 2].map((index) => [
      of.fileFrame(page(index)),
      of.table.kind(of.table.slot(page(index), PTE)),
    ]);
  expect(facts(other)).toEqual([
    [undefined, Kind.none],
    [0x501, Kind.none],
    [0x502, Kind.pteMigration],
  ]);
  expect(facts(other)).toEqual(facts(space));
});
