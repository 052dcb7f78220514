// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { auditKernelCommand } from '../../cli/audit-kernel';
import { makeTemporaryFolder } from '../../oracle/scenario/temporary-folder';
import { openChange } from '../../tree/audit/open-change';
import { findToolchain } from '../../tree/build/toolchain';
import { describeWithCompiler, noCompiler } from '../audit-c/support';
import { OWN_TREE } from '../tree/support';

/** What the command says of its arguments before anything runs. */
async function refused(...words: readonly string[]): Promise<string> {
  let said = '';
  const command = auditKernelCommand()
    .exitOverride()
    .configureOutput({ writeErr: (text) => (said += text) });
  await command.parseAsync([...words], { from: 'user' }).catch(() => {});
  return said;
}

it.each([
  [[], "needs two trees ('--before' and '--after'), '--tree' and '--patch', or '--git' and A..B"],
  [['--before', 'a'], "'--before' and '--after' need each other"],
  [['--tree', 'a'], "'--tree' and '--patch' need each other"],
  [['--git', 'a'], "'--git' needs two commits, as A..B"],
  [['--git', 'a', '--tree', 'b', 'v1..v2'], 'only one of these'],
  [['--before', 'a', '--after', 'b', 'v1..v2'], "only '--git' takes revisions, got v1..v2"],
  [['--before', ''], 'expected a path, got an empty name'],
])('%j is bad usage', async (words, message) => {
  expect(await refused(...words)).toContain(message);
});

describeWithCompiler(noCompiler(), 'a patch that changes nothing that is run', () => {
  it('compares nothing, and is no pass', async () => {
    const folder = makeTemporaryFolder('nothing-run');
    for (const name of ['hmm.c', 'pagewalk.c', 'hmm.h', 'pagewalk.h']) {
      writeFileSync(join(folder, name), '');
    }
    const patch = join(folder, 'other.diff');
    writeFileSync(patch, '--- a/mm/memory.c\n+++ b/mm/memory.c\n@@ -1 +1 @@\n-a\n+b\n');
    const toolchain = await findToolchain();
    const opened = openChange({ kind: 'patch', tree: folder, patch }, toolchain);
    await expect(opened).rejects.toThrow(
      'got one that changes only mm/memory.c: nothing was compared, this is not a pass',
    );
    toolchain.close();
  });
});

describeWithCompiler(noCompiler(), 'a patch after which nothing compiles', () => {
  it('is refused by the tree and the patch, not by a folder that is gone', async () => {
    const [one = '', ...others] = readFileSync(join(OWN_TREE, 'mm/hmm.c'), 'utf8').split('\n');
    const context = others.slice(0, 3).map((line) => ` ${line}`);
    const hunk = ['@@ -1,4 +1,5 @@', ` ${one}`, '+#define OWN CONFIG_OF_NOBODY', ...context];
    const patch = join(makeTemporaryFolder('option'), 'option.diff');
    writeFileSync(patch, ['--- a/mm/hmm.c', '+++ b/mm/hmm.c', ...hunk, ''].join('\n'));
    const toolchain = await findToolchain();
    const opened = openChange({ kind: 'patch', tree: OWN_TREE, patch }, toolchain);
    await expect(opened).rejects.toThrow(
      `${OWN_TREE} with ${patch}: mm/hmm.c:2: expected a configuration option`,
    );
    toolchain.close();
  });
});
