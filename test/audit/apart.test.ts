// SPDX-License-Identifier: GPL-2.0-or-later
import { spawn, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { WAYS_APART, worksHere } from '../../oracle/child/confinement';

describe.each(WAYS_APART.map((way) => ({ ...way, works: worksHere(way) })))(
  'a process that is set apart by $name',
  ({ wrapper: [program = '', ...words], works }) => {
    function run(script: string) {
      return spawnSync(program, [...words, 'sh', '-c', script], {
        encoding: 'utf8',
        timeout: 20_000,
      });
    }

    it.runIf(works)('cannot signal one outside', () => {
      const bystander = spawn('sleep', ['600']);
      try {
        const { stdout } = run(`kill -9 ${bystander.pid}; echo $?`);
        expect(stdout).toBe('1\n');
        expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
      } finally {
        bystander.kill('SIGKILL');
      }
    });

    it.runIf(works)('sees no process but its own, and no network', () => {
      const { stdout } = run(`ls /proc | grep -c '^[0-9]'; cat /proc/net/dev | grep -vc 'lo:'`);
      const [processes, lines] = stdout.trim().split('\n').map(Number);
      expect(processes).toBeLessThan(6);
      // The two lines of its head.
      expect(lines).toBe(2);
    });

    it.runIf(works)('keeps its exit code', () => {
      expect(run('exit 7').status).toBe(7);
    });
  },
);
