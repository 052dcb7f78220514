// SPDX-License-Identifier: GPL-2.0-or-later
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runLimited } from '../../audit/c/limited-process';
import { missingBodies } from '../../proof/tree/bodies';
import { runProver } from '../../proof/tree/limited';
import { type Ended, ended, startWith } from '../support/command';
import { hmmPfnHere } from '../support/command-here';
import { temporaryFolder } from '../support/surroundings';
import { OWN_TREE } from '../tree/support';

const folder = temporaryFolder();
afterEach(() => vi.unstubAllEnvs());

const PROVE = ['prove', 'tree', OWN_TREE, '--place', 'one page: middle'] as const;

/** A model checker that does this; everything compiles with it. */
function proverThat(does: string): string {
  const place = mkdtempSync(join(folder, 'prover-'));
  for (const [name, script] of [
    ['cbmc', does],
    ['goto-cc', ':'],
  ] as const) {
    writeFileSync(join(place, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(place, name), 0o755);
  }
  return join(place, 'cbmc');
}

/** What `prove tree` makes of it. */
function proveWith(does: string): Promise<Ended> {
  return ended(startWith({ CBMC: proverThat(does) }, ...PROVE));
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

describe('a function without a body', () => {
  const row = (name: string, isBodyAvailable: boolean, isInternal = false): object => ({
    ...{ name, isBodyAvailable, isInternal },
  });
  const functions = [row('__CPROVER_assert', false, true), row('a_walk', true)];
  const printed = (...more: object[]): string =>
    JSON.stringify([{ program: 'CBMC' }, { functions: [...functions, ...more] }]);

  it('is found in the prover’s list, under the name that its tree gives it', () => {
    const of = (stdout: string): readonly string[] =>
      missingBodies({ kind: 'ended', code: 0, stdout, stderr: '' });
    expect(of(printed())).toEqual([]);
    expect(of(printed(row('pte_frob', false), row('b_hmm_range_fault', false)))).toEqual([
      ...['pte_frob', 'hmm_range_fault'],
    ]);
    expect(of('garbage')).toEqual([]);
  });

  it('is refused, as one that may return anything proves and refutes nothing', async () => {
    const said = printed(row('a_pte_frob', false));
    vi.stubEnv('CBMC', proverThat(`echo '${said}'`));
    const { code, stdout, stderr } = await hmmPfnHere(PROVE);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`${OWN_TREE}: expected every function that a walk calls`);
    expect(stderr).toContain('got none for pte_frob()');
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
