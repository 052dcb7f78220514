// SPDX-License-Identifier: GPL-2.0-or-later
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runLimited } from '../../audit/c/limited-process';
import { runProver } from '../../proof/tree/limited';
import { type Ended, ended, startWith } from '../support/command';
import { temporaryFolder } from '../support/surroundings';
import { OWN_TREE } from '../tree/support';

const folder = temporaryFolder();
afterEach(() => vi.unstubAllEnvs());

/** What `prove tree` makes of a model checker that does this; everything compiles with it. */
function proveWith(does: string): Promise<Ended> {
  const place = mkdtempSync(join(folder, 'prover-'));
  for (const [name, script] of [
    ['cbmc', does],
    ['goto-cc', ':'],
  ] as const) {
    writeFileSync(join(place, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(place, name), 0o755);
  }
  const words = ['prove', 'tree', OWN_TREE, '--place', 'one page: middle'];
  return ended(startWith({ CBMC: join(place, 'cbmc') }, ...words));
}

describe('prove tree with a prover', () => {
  it.each([
    [':', 'cbmc lists no loops: cbmc ended with 0:\n'],
    ['echo garbage; exit 6', 'cbmc lists no loops: cbmc ended with 6: garbage'],
    ["echo '[null, 3]'", 'cbmc lists no loops: cbmc ended with 0: [null, 3]'],
    [`echo '[{"loops":[{"name":1}]}]'`, 'cbmc lists no loops: cbmc ended with 0: [{"loops'],
    ['kill -9 $$', 'it was killed, by somebody or for lack of memory,'],
    ["setsid sleep 30 & echo '[]'", 'cbmc ended with 0'],
  ])('that does "%s" decides nothing, and is no defect', async (does, why) => {
    const { code, stdout, stderr } = await proveWith(does);
    expect(stdout.replaceAll(/\n {10,}/g, ' ')).toContain(why);
    expect(code).toBe(2);
    expect(stderr).toContain('this is not a pass');
  });
});

describe('a program that leaves behind what holds its output', () => {
  const { signal } = new AbortController();
  const leaving = ['sh', '-c', 'setsid sleep 30 & echo its last words'];

  it('has ended nevertheless, with what it wrote: the prover', async () => {
    const run = await runProver(leaving, { seconds: 20, megabytes: 512, signal });
    expect(run).toMatchObject({ kind: 'ended', code: 0, stdout: 'its last words\n' });
  });

  it('has ended nevertheless, with what it wrote: a compiler', async () => {
    const run = await runLimited(leaving, { seconds: 20, folder, signal });
    expect(run).toMatchObject({ ok: true, stdout: 'its last words\n' });
  });

  it('does not lose what takes time to be read', async () => {
    const much = ['sh', '-c', 'setsid sleep 30 & head -c 900000 /dev/zero | tr "\\0" x'];
    const running = runLimited(much, { seconds: 20, folder, signal });
    const until = performance.now() + 600;
    // Nobody reads meanwhile, as on a machine with much to do.
    setTimeout(() => {
      while (performance.now() < until);
    }, 20);
    expect((await running).stdout).toHaveLength(900_000);
  });
});

it('a prover that prints without end is ended, and decides nothing', {
  timeout: 120_000,
}, async () => {
  const { signal } = new AbortController();
  const run = await runProver(['yes'], { seconds: 60, megabytes: 512, signal });
  expect(run).toEqual({ kind: 'over', why: 'it printed more than 256 MiB' });
});
