// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { Kind } from '../../mm/entry';
import { entry, loaded, vma } from '../support/build';

it('an address space knows whether it is as it was loaded, and can become so again', () => {
  const space = loaded({ vmas: [vma(0, 8)], entries: [entry(0, { kind: Kind.pteSwap })] });
  expect(space.isAsLoaded).toBe(true);
  space.store([entry(1, { kind: Kind.pteSwap })]);
  expect(space.isAsLoaded).toBe(false);
  space.rewind();
  expect(space.isAsLoaded).toBe(true);
});
