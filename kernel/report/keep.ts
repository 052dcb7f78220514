// SPDX-License-Identifier: GPL-2.0-or-later
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { hex } from '../../oracle/scenario/json';
import { unwritable } from '../../oracle/scenario/system-error';
import type { LiveReport } from './live-report';

/** What is kept of a run: the verdict, and the texts of guest, host and kernel. */
interface KeptRun {
  readonly report: LiveReport;
  readonly capture: string;
  readonly recipe: string;
  readonly console: string;
  readonly results: () => Iterable<string>;
}

/** Writes what a person needs to examine a run; each kernel has its own file names. */
export function keep({ report, capture, recipe, console, results }: KeptRun, dir: string): void {
  const write = (name: string, text: string | Buffer): void => {
    const file = join(dir, name);
    try {
      writeFileSync(file, text);
    } catch (error) {
      throw unwritable(file, error);
    }
  };
  write(`recipe-${report.kernel}.txt`, recipe);
  write(`capture-${report.kernel}.txt.gz`, gzipSync(capture, { level: 9 }));
  write(`console-${report.kernel}.txt`, console);
  write(`results-${report.kernel}.jsonl.gz`, gzipSync([...results()].join(''), { level: 9 }));
  write(`report-${report.kernel}.json`, `${JSON.stringify(report, withHex)}\n`);
  for (const one of report.cases) {
    if (one.kind !== 'new') continue;
    write(`${one.name}-${report.kernel}.json`, `${JSON.stringify(one.scenario, null, 2)}\n`);
  }
}

/** For `JSON.stringify`: numbers of 64 bits as the documents write them. */
export function withHex(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? hex(value) : value;
}
