// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printableLines } from '../../oracle/scenario/printable';
import type { Crash } from './crash';

/** Commands and readers are counted each on its own. */
export type Part = 'commands' | 'readers';

/** The command line that tries a case again. */
export function replayOf(part: Part, seed: number, { name }: Crash): string {
  return `npm run fuzz -- --seed ${seed} --case ${part}#${numberOf(name)}`;
}

/** What a person is told of a crash. */
export function crashText(part: Part, seed: number, crash: Crash): string {
  const text = `${crash.name}: ${crash.what.trimEnd()}\nreplay: ${replayOf(part, seed, crash)}`;
  return printableLines(text);
}

/** Keeps a crash in a folder of its own: what was read, what happened, and how to see it again. */
export function keep(folder: string, part: Part, seed: number, crash: Crash): string {
  const place = join(folder, `${seed}-${part}-${numberOf(crash.name)}`);
  mkdirSync(place, { recursive: true });
  for (const [name, bytes] of crash.files) writeFileSync(join(place, name), bytes);
  writeFileSync(join(place, 'crash.txt'), `${crashText(part, seed, crash)}\n`);
  return place;
}

function numberOf(name: string): string {
  return name.slice(name.lastIndexOf('#') + 1);
}
