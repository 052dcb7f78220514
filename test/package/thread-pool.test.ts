// SPDX-License-Identifier: GPL-2.0-or-later
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RUN_SOURCES } from '../../oracle/package/files';
import { temporaryFolder } from '../support/surroundings';

describe('threads', () => {
  const folder = temporaryFolder();

  /** Starts threads in a process of their own, which ends in some way, and returns what they have left behind. */
  function leftBy(name: string, threads: number, tasks: readonly number[], end: string) {
    const place = join(folder, name);
    mkdirSync(place);
    const script = `
      const { threadPool } = require(${JSON.stringify(join(__dirname, '../../oracle/package/thread-pool'))});
      const pool = threadPool(${JSON.stringify(join(__dirname, 'slow-thread'))}, ${threads});
      for (const task of ${JSON.stringify(tasks)}) void pool.run(task);
      ${end};`;
    const { status, stderr } = spawnSync(process.execPath, [...RUN_SOURCES, '-e', script], {
      encoding: 'utf8',
      env: { ...process.env, SLOW_THREADS: place },
    });
    return {
      status,
      stderr,
      left: readdirSync(place)
        .map((file) => file.replace(/-.*/, ''))
        .sort(),
    };
  }

  it('are not ended before they have loaded, where the first one has done the tasks of all', () => {
    const { status, stderr, left } = leftBy('idle', 3, [1, 2, 3], 'void pool.close()');
    expect({ status, stderr, left }).toEqual({
      ...{ status: 0, stderr: '' },
      left: ['ended', 'ended', 'ended', 'loaded', 'loaded', 'loaded'],
    });
  });

  it('are as many as there are tasks for, however many there may be', () => {
    expect(leftBy('few', 50, [1], 'void pool.close()')).toEqual({
      ...{ status: 0, stderr: '' },
      left: ['ended', 'loaded'],
    });
  });

  it('end all tasks that they were given', () => {
    const { status, left } = leftBy('busy', 2, [1, 400, 2, 500], 'void pool.close()');
    expect({ status, left }).toEqual({
      status: 0,
      left: ['ended', 'ended', 'ended', 'ended', 'loaded', 'loaded'],
    });
  });

  it('have loaded before the process ends, which aborts otherwise', () => {
    const { status, left } = leftBy('exit', 2, [1, 2], 'setTimeout(() => process.exit(3), 50)');
    expect({ status, left }).toEqual({ status: 3, left: ['loaded', 'loaded'] });
  });
});
