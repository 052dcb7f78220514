// SPDX-License-Identifier: GPL-2.0-or-later
import type { Reporter, TestModule } from 'vitest/node';

/** Ends a test run with one line of counts, which a script can read. */
export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    // What no test is blamed for, as a worker that dies with its tests.
    const counts = { passed: 0, failed: unhandled.length, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state !== 'pending') counts[state]++;
      }
      // A module that cannot be loaded has no tests that could fail.
      if (module.errors().length > 0) counts.failed++;
    }
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
    console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`);
  }
}
