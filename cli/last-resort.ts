// SPDX-License-Identifier: GPL-2.0-or-later
import { defectText } from './defect';
import { ExitCode } from './exit-code';

/** Whether the command has come to its end, whatever that is. */
let ended = false;

/** Says that whatever was to be done is done, or has failed in a known way. */
export function endedAsIntended(): void {
  ended = true;
}

/**
 * Takes what nobody catches, from the moment that this file is loaded: an exception in an event
 * handler, a promise that nobody waits for, a module that does not load. Node would end with 1,
 * which is the exit code of a finding; and with 0 if what was waited for can never come.
 */
process.on('uncaughtException', (error) => {
  process.stderr.write(`${defectText(error)}\n`);
  process.exit(ExitCode.defect);
});
process.on('exit', (code) => {
  if (ended || code !== ExitCode.clean) return;
  const never = new Error(
    'the process ended before the command did: it waited for what can never come',
  );
  process.stderr.write(`${defectText(never)}\n`);
  process.exitCode = ExitCode.defect;
});
