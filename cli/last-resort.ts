// SPDX-License-Identifier: GPL-2.0-or-later
import { defectText } from './defect';
import { hasEnded } from './ended';
import { ExitCode } from './exit-code';

/**
 * Handles what nobody catches, from the moment that this file is loaded: an exception in an event
 * handler, a promise that nobody awaits, a module that does not load. Node would end with 1, which is
 * the exit code of a finding; and with 0 if an awaited promise can never be settled.
 */
process.on('uncaughtException', (error) => {
  process.stderr.write(`${defectText(error)}\n`);
  process.exit(ExitCode.defect);
});
process.on('exit', (code) => {
  if (hasEnded() || code !== ExitCode.clean) return;
  const never = new Error(
    'the process ended before the command did: it was waiting for something that can never happen',
  );
  process.stderr.write(`${defectText(never)}\n`);
  process.exitCode = ExitCode.defect;
});
