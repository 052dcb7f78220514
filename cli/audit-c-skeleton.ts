// SPDX-License-Identifier: GPL-2.0-or-later
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { cutPlace } from '../audit/cut/cut-unit';
import { adapterSkeleton } from '../audit/cut/skeleton';
import { InputError } from '../oracle/scenario/input-error';
import { printable } from '../oracle/scenario/printable';
import { systemErrorCode } from '../oracle/scenario/system-error';
import { type AuditCArguments, headersOf } from './audit-c-options';
import { printCode, printText } from './print';
import { refuseOthers } from './refuse-others';

/** The options of which an adapter is made. */
const SKELETON_TAKES = ['adapterSkeleton', 'file', 'treeDir', 'headers', 'function'];

/** Writes an adapter as far as it can be made; a file that is there already is not replaced. */
export async function writeSkeleton(
  given: AuditCArguments,
  to: string,
  command: Command,
): Promise<void> {
  const { file, treeDir, function: functions, adapter } = given;
  if (file === undefined || functions === undefined) {
    return command.error("error: '--adapter-skeleton' needs '--file' and '--function'");
  }
  if (adapter !== undefined) {
    return command.error(
      "error: '--adapter-skeleton' makes an adapter, so '--adapter' is of no use",
    );
  }
  refuseOthers(command, '--adapter-skeleton', SKELETON_TAKES);
  const place = { ...cutPlace(file, treeDir), ...headersOf(given) };
  const { text, open } = await adapterSkeleton({ ...place, functions });
  if (to === '-') {
    printCode(text);
    return;
  }
  writeNewFile(to, text);
  const rest = open.map((what) => `  - ${what}\n`).join('');
  const left = open.length === 0 ? 'Nothing is left to write.\n' : `To write by hand:\n${rest}`;
  printText(`Wrote ${printable(to)}. ${left}`);
}

/** @throws InputError if it is there, or cannot be written. */
function writeNewFile(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    const why = systemErrorCode(error) ?? String(error);
    const got = why === 'EEXIST' ? 'one that is there already' : why;
    throw new InputError({ file }, `expected a file that can be made, got ${got}`);
  }
}
