// SPDX-License-Identifier: GPL-2.0-or-later
import { afterAll, expect, it } from 'vitest';
import { type KernelVersion, type ModernRevision, revisionOf } from '../../modern/revision';
import { layoutOf } from '../../modern/word-layout';
import { fitOf } from '../../tree/side/model-fit';
import { hmmPfnHere } from '../support/command-here';
import { changedTree, closeTrees, describeWithCompiler } from './support';

afterAll(closeTrees);

function fitOfRelease(release: KernelVersion, changes: Partial<ModernRevision>) {
  const description = {
    ...({ customizable: false, returnsPages: false, hasSpecial: false, wordBytes: 8 } as const),
    layout: layoutOf(release, 64),
  };
  return fitOf(description, { ...revisionOf(release), ...changes });
}

it.each([
  ['6.12', {}, 'modern-6.12', 0, 0],
  // As Debian's 5.10: all that 5.9 does, and what stable kernels took from 5.15 to 6.0.
  [
    '5.9',
    { devmapPtesReported: true, mixedMapsWalked: true, gapIsOneHole: true },
    'modern-5.9',
    3,
    0,
  ],
  // A wrong line, and no release's change.
  ['6.12', { exclusiveFaulted: false }, 'modern-6.12', 1, 1],
  ['6.12', { outOfMemoryReported: true }, 'modern-6.12', 1, 0],
] as const)('%s with %o is nearest to %s', (release, changes, side, differs, lacks) => {
  const fit = fitOfRelease(release, changes);
  expect([fit.side, fit.differs.length, fit.lacks]).toEqual([side, differs, lacks]);
});

const FEW = ['--runs', '400', '--no-vectors', '--seed', '1', '--profile', 'recent'];

describeWithCompiler('a tree between two releases', () => {
  it('that took a change of a later one is compared with a model that has it, which is said', async () => {
    const tree = changedTree('takes-a-change', [{ from: ' | VM_MIXEDMAP', to: '' }]);
    const { code, stdout, stderr } = await hmmPfnHere(['check', '--tree', `took=${tree}`, ...FEW]);
    expect(stderr).toContain(
      'it is nearest to modern, but VMAs with mixedmap are walked, and is compared with a model that does the same',
    );
    expect(stdout).toContain('sides took-model,took');
    expect(stdout).toContain('No unexplained differences in 400 random scenarios');
    expect(code).toBe(0);
  });
});
