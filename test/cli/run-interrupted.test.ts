// SPDX-License-Identifier: GPL-2.0-or-later
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ended, start } from '../support/command';
import { temporaryFolder } from '../support/surroundings';

const EDGE = join(__dirname, '../../fixtures/golden/edge.jsonl.gz');
const SAID = 'hmm-pfn: interrupted: what is printed are the results until then\n';

/** Whether a process listens to signals by now: of these three, Node itself handles the other two, to reset terminals. */
function listens(pid: number | undefined): boolean {
  if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('main.ts')) return false;
  const [, caught = '0'] =
    /^SigCgt:\s*([\da-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (BigInt(`0x${caught}`) >> BigInt(constants.signals.SIGHUP - 1)) % 2n === 1n;
}

describe.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends run with 130', (name) => {
  it('with the whole lines of what was run until then', async () => {
    const child = start('run', '--jobs', '1', ...Array(400).fill(EDGE));
    const end = ended(child);
    await once(child.stdout ?? child, 'data');
    child.kill(name);
    const { code, stdout, stderr } = await end;
    expect([code, stderr, stdout.at(-1)]).toEqual([130, SAID, '\n']);
    expect(() =>
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).not.toThrow();
  });
});

describe('a run that waits for more input', () => {
  it('ends with SIGTERM, as far as it came', async () => {
    const child = start('run', '-');
    const end = ended(child);
    child.stdin?.write('{"schema":"hmm-sc');
    // What reads standard input has been loaded by then.
    while (!listens(child.pid)) await after(50);
    child.kill('SIGTERM');
    expect(await end).toEqual({ code: 130, stdout: '', stderr: SAID });
  });

  it('ends with SIGTERM where nobody writes to a named pipe', async () => {
    const pipe = join(temporaryFolder(), 'pipe');
    spawnSync('mkfifo', [pipe]);
    const child = start('run', pipe);
    const end = ended(child);
    while (!listens(child.pid)) await after(50);
    child.kill('SIGTERM');
    expect(await end).toEqual({ code: 130, stdout: '', stderr: SAID });
  });
});

it('SIGTERM ends attempts with 130, however far it is', async () => {
  const child = start('attempts');
  const end = ended(child);
  while (!listens(child.pid)) await after(50);
  child.kill('SIGTERM');
  const { code, stdout, stderr } = await end;
  expect([code, stdout]).toEqual([130, '']);
  expect(stderr).toBe('hmm-pfn: interrupted before every loop was run\n');
});
