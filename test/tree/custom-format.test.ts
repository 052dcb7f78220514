// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { holdToModel } from '../../oracle/external/hold-to-model';
import { goldenFiles } from '../../oracle/package/files';
import { treeExternal } from '../../tree/audit/tree-external';
import { customTree } from './custom-tree';
import { describeWithCompiler, opens } from './support';

describeWithCompiler('a tree with the customizable format', () => {
  it('is recognised, without a page count and without a value for special pages', async () => {
    const tree = await opens('custom', customTree());
    expect(tree.features.format).toBe('customizable');
    expect(tree.fit).toEqual({ side: 'legacy', kernel: '5.7', differs: [], lacks: 0 });
  });

  it('agrees with its model on every golden vector, in the formats of those', async () => {
    const side = treeExternal(await opens('custom', customTree()));
    const sources = { vectors: goldenFiles(), scope: 0, seed: 1, runs: 1000 } as const;
    const never = new AbortController().signal;
    const report = await holdToModel(side, { ...sources, profile: 'mixed' }, () => {}, never);
    side.close();
    expect(report).toMatchObject({ compared: 11_441, agreeing: 11_441 });
  });
});
