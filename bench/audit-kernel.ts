// SPDX-License-Identifier: GPL-2.0-or-later
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findTree } from '../kernel/trees/kept';
import { isOnPath } from '../oracle/debian/command';
import { makeTemporaryFolder } from '../oracle/scenario/temporary-folder';

const MAIN = join(__dirname, '..', 'dist', 'cli', 'main.js');
const RELEASES = ['6.1', '6.12'] as const;

/** One-line changes to mm/hmm.c: in nothing that a scenario shows, and in much. */
const CHANGES = {
  'a line that does the same': [/return pte_write\(pte\) \?/, 'return !!pte_write(pte) ?'],
  'a line with many effects': [/return pte_write\(pte\) \?/, 'return 0 ?'],
} as const satisfies Record<string, readonly [RegExp, string]>;

/**
 * `audit kernel` from the command to the verdict, with nothing compiled before: two releases over vectors, scope 1 and
 * random scenarios; one line over vectors and scope 1.
 */
export function benchAuditKernel(): readonly string[] {
  const [older, newer] = RELEASES.map((series) => findTree(series)?.folder);
  if (older === undefined || newer === undefined) {
    return [`audit kernel      skipped: npm run test:tree -- --install fetches ${RELEASES.join()}`];
  }
  if (!existsSync(MAIN)) return ['audit kernel      skipped: npm run build makes dist'];
  const folder = makeTemporaryFolder('bench-audit');
  try {
    const lines = [`audit kernel      ${timeOf(folder, older, newer)} for 6.1 and 6.12`];
    for (const [what, [find, by]] of Object.entries(CHANGES)) {
      const changed = join(folder, 'changed');
      cpSync(newer, changed, { recursive: true });
      const file = join(changed, 'mm', 'hmm.c');
      writeFileSync(file, readFileSync(file, 'utf8').replace(find, by));
      lines.push(`… of one line     ${timeOf(folder, newer, changed, '--runs', '0')} for ${what}`);
    }
    return lines;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** With an empty cache; the time of all processors is that of all processes, which perf counts. */
function timeOf(folder: string, before: string, after: string, ...more: readonly string[]): string {
  const cache = join(folder, 'cache');
  const counted = join(folder, 'counted');
  rmSync(cache, { recursive: true, force: true });
  const hasPerf = isOnPath('perf');
  const perf = ['perf', 'stat', '-x', ';', '-e', 'task-clock', '-o', counted, '--'];
  const trees = ['--before', before, '--after', after];
  const audit = [process.execPath, MAIN, 'audit', 'kernel', ...trees, '--seed', '1', ...more];
  const [program = '', ...parameters] = hasPerf ? [...perf, ...audit] : audit;
  const from = process.hrtime.bigint();
  const { status, stderr } = spawnSync(program, parameters, {
    env: { ...process.env, XDG_CACHE_HOME: cache },
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  const wall = Number(process.hrtime.bigint() - from) / 1e9;
  if (status !== 0 && status !== 1) return `ended with ${status}: ${stderr}`;
  const cpu = hasPerf
    ? `${secondsIn(readFileSync(counted, 'utf8'))} s of all processors`
    : 'no perf';
  return `${wall.toFixed(1)} s (${cpu})`;
}

/** Of what perf counted: `12345.67;msec;task-clock;…`. */
function secondsIn(text: string): string {
  const [, milliseconds = 'NaN'] = /^([\d.]+);msec;/m.exec(text) ?? [];
  return (Number(milliseconds) / 1000).toFixed(1);
}
