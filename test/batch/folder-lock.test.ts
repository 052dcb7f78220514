// SPDX-License-Identifier: GPL-2.0-or-later
import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockFolder } from '../../oracle/batch/folder-lock';
import { ROOT } from '../support/source-graph';
import { temporaryFolder } from '../support/surroundings';

describe('the lock of a folder', () => {
  it('is for one process at a time; that of one that is gone is taken over', () => {
    const folder = temporaryFolder();
    const lock = join(folder, 'lock');
    const unlock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(
      `is used by another campaign: process ${process.pid} on `,
    );
    const [host] = readFileSync(lock, 'utf8').split(' ');
    unlock();
    for (const owner of [`${host} 4194304 0`, `${host} ${process.pid} 1`, '']) {
      writeFileSync(lock, owner);
      lockFolder(folder)();
    }
    writeFileSync(lock, `elsewhere ${process.pid} 1`);
    expect(() => lockFolder(folder)).toThrow('is used by another campaign: process');
  });

  /** Locks a folder in a process of its own, which then does more. */
  function lockedElsewhere(folder: string, limit: string, more: string) {
    const lock = `require(${JSON.stringify(join(ROOT, 'oracle/batch/folder-lock.ts'))}).lockFolder`;
    const script = `try { ${lock}(${JSON.stringify(folder)}); ${more} } catch (error) { console.log(error.message); }`;
    const node = [process.execPath, '-r', 'ts-node/register/transpile-only', '-e', script];
    const shell = ['-c', `${limit}; exec "$@"`, 'sh', ...node];
    return spawnSync('sh', shell, { cwd: ROOT, encoding: 'utf8' });
  }

  it('leaves no lock when a signal ends the process', () => {
    const folder = temporaryFolder();
    const more = "process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 60000);";
    expect(lockedElsewhere(folder, ':', more)).toMatchObject({ status: 130, stdout: '' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves no lock where the disk is full, which would be nobody’s', () => {
    const folder = temporaryFolder();
    const { stdout } = lockedElsewhere(folder, 'ulimit -f 0', '');
    expect(stdout).toContain(`${folder}: cannot be written: EFBIG`);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is refused where something else than a lock has its place, and nothing is left in the folder', () => {
    const folder = temporaryFolder();
    const lock = join(folder, 'lock');
    symlinkSync('nowhere', lock);
    const began = (): void => lockFolder(folder)();
    expect(began).toThrow(`${lock}: expected the lock of a campaign, got a link to nothing`);
    rmSync(lock);
    mkdirSync(lock);
    expect(began).toThrow(`${lock}: expected the lock of a campaign, got a directory`);
    rmdirSync(lock);
    execFileSync('mkfifo', [lock]);
    expect(began).toThrow(`${lock}: expected the lock of a campaign, got a pipe`);
    rmSync(lock);
    writeFileSync(join(folder, '.hmm-pfn-lock.4194304.partial'), '');
    began();
    expect(readdirSync(folder)).toEqual([]);
  });
});
