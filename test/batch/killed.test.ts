// SPDX-License-Identifier: GPL-2.0-or-later
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ended, hmmPfn, start } from '../support/command';
import { temporaryFolder } from '../support/surroundings';
import { reportText, undisturbed, WORDS } from './in-process';

/** Waits until a journal has this many chunks. */
async function untilChunks(folder: string, chunks: number, child: ChildProcess): Promise<void> {
  const file = join(folder, 'journal.jsonl');
  const done = (): number =>
    existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 2 : 0;
  while (done() < chunks && child.exitCode === null) await setTimeout(10);
}

describe('a campaign', () => {
  it('that is killed and resumed has the report of one that was not', {
    timeout: 300_000,
  }, async () => {
    const folder = temporaryFolder();
    // The short chunk is done first; the others are in hand.
    const child = start(...WORDS, '--store', folder, '--jobs', '4', '--json');
    await untilChunks(folder, 1, child);
    child.kill('SIGKILL');
    await ended(child);
    const { stdout, code } = await hmmPfn([
      ...['campaign', '--resume', '--store', folder, '--jobs', '4', '--json'],
    ]);
    expect(stdout).toBe(await reportText(await undisturbed()));
    expect(code).toBe(0);
  });

  it('that is interrupted says so, and how to go on', { timeout: 300_000 }, async () => {
    const folder = temporaryFolder();
    const child = start(
      'campaign',
      ...WORDS.slice(1, 6),
      '--time',
      '1h',
      '--store',
      folder,
      '--jobs',
      '1',
    );
    const result = ended(child);
    await untilChunks(folder, 1, child);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await result;
    expect(stdout).toMatch(/\nCampaign [\da-f]{16}: \d+ chunks?; interrupted\n/);
    expect(stdout).toMatch(
      /Interrupted; no unexplained differences until then, in \d+ random scenarios\.\n$/,
    );
    expect(stderr).toContain(`campaign --store ${folder} --resume goes on with it\n`);
    expect(code).toBe(130);
    const again = await hmmPfn(['campaign', ...WORDS.slice(1), '--store', folder]);
    expect(again.stderr).toMatch(
      /is not finished \(\d+ chunks? (?:is|are)\): --resume goes on with it/,
    );
    expect(again.code).toBe(2);
  });
});
