// SPDX-License-Identifier: GPL-2.0-or-later
import { printText } from '../cli/print';
import { jsonText, printable } from '../oracle/scenario/printable';
import { type Arguments, replayOf } from './options';
import { keep, withHex } from './report/keep';
import { ktapLines } from './report/ktap';
import { caseCounts, type Standing, standingOf } from './report/live-report';
import type { LiveRun } from './run';

/** Prints what a run came to, and keeps it if that is asked for. */
export function showRun(live: LiveRun, options: Arguments, seed: number): void {
  if (live.kind === 'skipped') {
    const why = `kernel ${live.kernel}: ${live.reason}`;
    if (options.json === true) print(jsonText({ kernel: live.kernel, skipped: live.reason }));
    else print(`KTAP version 1\n1..0 # SKIP ${printable(why)}`);
    return;
  }
  const { report, seconds, warnings } = live;
  if (options.keep !== undefined) keep(live, options.keep);
  if (options.json === true) {
    print(
      JSON.stringify(
        {
          ...report,
          standing: standingOf(report),
          counts: caseCounts(report),
          seed,
          seconds,
          warnings,
        },
        withHex,
      ),
    );
    return;
  }
  for (const line of ktapLines(report, replayOf(options, report.kernel))) print(printable(line));
  for (const warning of warnings) print(printable(`# kernel: ${warning}`));
  print(`# seed ${seed}, ${seconds.toFixed(1)} s from command to verdict`);
  const standing = standingOf(report);
  if (standing !== 'clean') print(`# ${STANDINGS[standing]}`);
  const isWhole = report.problems.length === 0 && report.undecided.length === 0;
  if (!isWhole && options.keep === undefined) {
    print(
      `# the last of the console:\n${live.console.trimEnd().split('\n').slice(-20).join('\n')}`,
    );
  }
}
const STANDINGS = {
  found: 'something was found: see the lines that begin with "not ok" and "# problem"',
  undecided:
    'no unexplained differences, but not everything was checked: see "SKIP not decided" and "# not looked at"',
  'nothing compared': 'nothing was compared with the model',
} as const satisfies Readonly<Record<Exclude<Standing, 'clean'>, string>>;
function print(line: string): void {
  printText(`${line}\n`);
}
