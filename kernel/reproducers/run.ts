// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { printText } from '../../cli/print';
import { CommandError, runExternal } from '../../oracle/debian/command';
import { inTemporaryFolder } from '../../oracle/scenario/temporary-folder';
import {
  bitsOf,
  bootGuest,
  buildModule,
  findAccelerator,
  findKernel,
  findKernels,
  missingTools,
} from '../boot';
import { GUEST_SOURCES } from '../boot/files';
import { printedTexts } from './printed';

/** The reproducers of this folder, in the order in which they run: file name without its ending. */
function reproducerNames(): readonly string[] {
  const list = readFileSync(join(__dirname, 'list.h'), 'utf8');
  return [...list.matchAll(/^REPRODUCER\("([^"]+)"/gm)].map((match) => match[1] ?? '');
}

/**
 * Compiles every reproducer into the first process of a machine, boots it, and returns what each of
 * them printed; undefined if there is no such kernel, or no tools.
 * @throws CommandError if one does not compile, or the guest did not come to its end.
 */
async function runReproducers(series: string): Promise<ReadonlyMap<string, string> | undefined> {
  const kernel = findKernel(series);
  if (kernel === undefined || missingTools().length > 0) return undefined;
  return inTemporaryFolder('reproducers', async (folder) => {
    const guest = await build(folder);
    const parts = { kernel, module: await buildModule(kernel), guest };
    const accelerator = await findAccelerator(parts);
    const { lines, ended } = await bootGuest({ ...parts, accelerator, recipe: '' });
    let text = '';
    for await (const line of lines) text += `${line}\n`;
    const end = await ended;
    // Half of what they print is no record of anything.
    if (end.is !== 'powered off') throw new CommandError('the guest', `ended early: ${end.is}`);
    return printedTexts(text);
  });
}

/** What the guest of the live cases has that a machine for reproducers needs, too. */
const MACHINE = ['system.c', 'knobs.c', 'json.c', 'console.c'].map((name) =>
  join(GUEST_SOURCES.guest, name),
);

/** One program of all of them: the `main` of each gets the name that `list.h` has for it. */
async function build(folder: string): Promise<string> {
  const flags = ['-std=gnu11', '-O1', '-Wall', '-Wextra', '-Werror', '-static'];
  const objects: string[] = [];
  for (const name of reproducerNames()) {
    const object = join(folder, `${name}.o`);
    const rename = `-Dmain=${name.replaceAll('-', '_')}`;
    await runExternal('gcc', [...flags, '-c', rename, '-o', object, join(__dirname, `${name}.c`)]);
    objects.push(object);
  }
  const program = join(folder, 'init');
  const init = join(__dirname, 'init.c');
  await runExternal('gcc', [...flags, '-o', program, init, ...MACHINE, ...objects]);
  return program;
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  for (const { series } of findKernels().filter((one) => bitsOf(one) === 64)) {
    if (wanted.length > 0 && !wanted.includes(series)) continue;
    printText(`# kernel ${series}\n`);
    for (const [name, text] of (await runReproducers(series)) ?? []) {
      printText(`== ${name}\n${text}\n`);
    }
  }
}

if (require.main === module) void main();
