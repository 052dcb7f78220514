// SPDX-License-Identifier: GPL-2.0-or-later
import { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { relative } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

/**
 * Ends a test run with one line of counts, which a script can read. A worker that dies takes its tests along without a
 * word of which and how: both are printed before.
 */
export default class CountsReporter implements Reporter {
  private readonly deaths: string[] = [];

  constructor() {
    subscribe('child_process', (message) => {
      const child = startedIn(message);
      child?.once('exit', (code, signal) => {
        // What Vitest ends its workers with, once they have nothing left to do.
        if (code === 0 || signal === 'SIGTERM') return;
        this.deaths.push(`process ${child.pid} ended with ${signal ?? `exit code ${code}`}`);
      });
    });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    // What no test is blamed for, as a worker that dies with its tests.
    const counts = { passed: 0, failed: unhandled.length, skipped: 0 };
    for (const module of modules) {
      let last: string | undefined;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'pending') continue;
        counts[state]++;
        last = test.fullName;
      }
      // A module that cannot be loaded has no tests that could fail.
      if (module.errors().length > 0) counts.failed++;
      if (isUnended(module)) console.log(unendedText(module, last));
    }
    if (unhandled.length > 0) for (const death of this.deaths) console.log(death);
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
    console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`);
  }
}

function startedIn(message: unknown): ChildProcess | undefined {
  if (typeof message !== 'object' || message === null || !('process' in message)) return undefined;
  return message.process instanceof ChildProcess ? message.process : undefined;
}

function isUnended(module: TestModule): boolean {
  const state = module.state();
  return state === 'pending' || state === 'queued';
}

function unendedText(module: TestModule, last: string | undefined): string {
  const file = relative(process.cwd(), module.moduleId);
  return `${file} did not come to its end; ${last === undefined ? 'no test of it did' : `the last test that did: ${last}`}`;
}
