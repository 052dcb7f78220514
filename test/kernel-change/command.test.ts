// SPDX-License-Identifier: GPL-2.0-or-later
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { auditKernelCommand } from '../../cli/audit-kernel';
import { makeTemporaryFolder } from '../../oracle/scenario/temporary-folder';
import { openChange } from '../../tree/audit/open-change';
import { findToolchain } from '../../tree/build/toolchain';
import { describeWithCompiler, noCompiler } from '../audit-c/support';

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
