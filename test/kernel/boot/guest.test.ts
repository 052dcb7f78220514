// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { GuestEnd } from '../../../kernel/boot/ending';
import { bootGuest, type GuestOptions } from '../../../kernel/boot/guest';
import { CONSOLE, describeWith, script, smallKernel, smallParts, temporaryFolder } from './support';

const folder = temporaryFolder();

const OFF = 'echo "[    5.0] reboot: Power down" > "$console"';

async function boot(
  lines: readonly string[],
  limits: Partial<GuestOptions> = {},
): Promise<{ readonly lines: string[]; readonly end: GuestEnd }> {
  const emulator = script(folder, `emulator-${lines.length}-${Math.abs(lines.join().length)}`, [
    CONSOLE,
    ...lines,
  ]);
  const kernel = smallKernel(folder);
  const parts = { kernel, ...smallParts(folder), recipe: 'hmm-recipe/1\n' };
  const run = await bootGuest({ ...parts, accelerator: 'tcg', emulator, ...limits });
  const got: string[] = [];
  for await (const line of run.lines) got.push(line);
  return { lines: got, end: await run.ended };
}

describeWith('cpio', 'a guest', () => {
  it('gives its lines whole and in order, however they arrive, and none that was cut off', async () => {
    const { lines, end } = await boot([
      'printf "KTAP ver"',
      'sleep 0.1',
      'printf "sion 1\\n1..1\\nok"',
      OFF,
    ]);
    expect(lines).toEqual(['KTAP version 1', '1..1']);
    expect(end).toMatchObject({ is: 'powered off', warnings: [] });
  });

  it('leaves no folder behind, however it ended', async () => {
    const own = mkdtempSync(join(folder, 'tmp-'));
    vi.stubEnv('TMPDIR', own);
    try {
      await boot([OFF]);
      await boot(['exec sleep 100', ''], { signal: AbortSignal.abort() });
      await boot(['kill -KILL $$', '', '']);
    } finally {
      vi.unstubAllEnvs();
    }
    expect(readdirSync(own)).toEqual([]);
  });

  it('hangs when nothing comes for too long, and is ended', async () => {
    const { lines, end } = await boot(['echo started', 'exec sleep 100'], { silenceLimit: 0.3 });
    expect(lines).toEqual(['started']);
    expect(end.is).toBe('hang');
  });

  it('is ended at its time limit although it speaks', async () => {
    const { lines, end } = await boot(['while :; do echo again; sleep 0.05; done'], {
      timeLimit: 0.5,
    });
    expect(lines).toContain('again');
    expect(end.is).toBe('time limit');
  });

  it('is no hang while somebody has stopped its emulator, however long', async () => {
    const { end } = await boot(['kill -STOP $$'], { silenceLimit: 0.3, patience: 2 });
    expect(end).toMatchObject({ is: 'starved' });
  });

  it('whose emulator is killed from outside is not ended by its kernel', async () => {
    const { end } = await boot(['echo "KTAP version 1"', 'kill -KILL $$']);
    expect(end).toMatchObject({
      is: 'failed',
      message: expect.stringContaining('killed by SIGKILL'),
    });
  });

  it('is ended when somebody wants it', async () => {
    const { end } = await boot(['exec sleep 100'], { signal: AbortSignal.abort() });
    expect(end.is).toBe('interrupted');
  });

  it('panics: the end of its console says why', async () => {
    const panic = 'Kernel panic - not syncing: Attempted to kill init!';
    const { end } = await boot(['echo "KTAP version 1"', `echo "[ 1.0] ${panic}" > "$console"`]);
    expect(end).toMatchObject({ is: 'panic', message: panic });
  });

  it('whose emulator cannot work says what that complained of', async () => {
    const { end } = await boot(['echo "no such accelerator" >&2', 'exit 1']);
    expect(end).toMatchObject({
      is: 'failed',
      message: 'the emulator ended with 1: no such accelerator',
    });
  });

  it('without an emulator fails, too', async () => {
    const { end } = await boot([], { emulator: join(folder, 'nothing-here') });
    expect(end).toMatchObject({ is: 'failed', message: expect.stringContaining('ENOENT') });
  });
});
