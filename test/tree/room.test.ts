// SPDX-License-Identifier: GPL-2.0-or-later
import { afterAll, expect, it } from 'vitest';
import type { WireBatch } from '../../tree/wire/types';
import { closeTrees, describeWithCompiler, OWN_TREE, opens } from './support';

afterAll(closeTrees);

describeWithCompiler('scenarios that a tree has no room for', () => {
  it.each([
    [1, 'a scenario'],
    [3, '3 scenarios that are run together'],
  ])('are refused by name: %s', async (count, what) => {
    const tree = await opens('own', OWN_TREE);
    const bytes = new Uint8Array(512 * 2 ** 20 + 8);
    const batch: WireBatch = { count, bytes, largest: bytes.length, watched: false };
    const expected = `the tree own: expected at most 512 MiB for ${what}, got 513 MiB`;
    await expect(tree.start().runBatch(batch)).rejects.toThrow(expected);
    expect(() => tree.sideChild.runAtOnce(batch)).toThrow(expected);
  });
});
