// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, statSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import type { DriverPair } from '../../drivers/conversion';
import { Interrupted } from '../../oracle/child/interrupted';
import { type LineProcess, Unheard } from '../../oracle/child/line-process';
import { InputError, show } from '../../oracle/scenario/input-error';
import type { Inquiry } from '../model/inquiry';
import { answeredVersion, shownAnswer } from './answered-version';
import { contradiction, unheard } from './complaint';
import { type Description, readDescription } from './description';
import { Desk, hurryOn } from './desk';
import { isTypeScript, MODULE_EXTENSIONS } from './load';
import { startModule } from './module-process';
import { fitting, valueIn } from './replied';
import { HEX_TEXTS } from './words';

/** A user's driver, whose code runs in processes of its own. */
export interface UserDriver {
  readonly pair: DriverPair;
  readonly inquiry: Inquiry;
  /** Ends its processes. */
  close(): void;
}

export interface UserDriverOptions {
  /** How long the module may take to be loaded, and for each answer. */
  readonly limitMs: number;
  /** What the module prints; other people's text. */
  readonly onOutput: (text: string) => void;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
}

/** The compiler is no code of the user's, but its types can keep it busy; and a machine may be slow. */
const READY_LIMIT_MS = 120_000;
/** The question with which the module's code begins to run. */
const LOAD = 'load';

/**
 * Loads a module that default-exports `{ before, after }`, and maybe `name` and `title`, in two
 * processes of its own. TypeScript is checked by the compiler first, and needs no build. JavaScript,
 * of either module system, is run as it is.
 *
 * @throws InputError if there is no such file, for what the compiler says against it, if it cannot
 *   be run or does not end, and if it does not export a driver; Interrupted.
 */
export async function openUserDriver(
  path: string,
  options: UserDriverOptions,
): Promise<UserDriver> {
  const file = moduleFile(path);
  const [first, second] = [startModule(file, options.onOutput), startModule(file, () => {})];
  const processes = [first.process, second.process];
  const close = (): void => {
    for (const one of processes) one.close();
  };
  hurryOn(options.signal, processes);
  try {
    const ask = asking(path, options);
    await Promise.all([
      ask(first.process, first.greeting, READY_LIMIT_MS),
      ask(second.process, second.greeting, READY_LIMIT_MS),
    ]);
    if (isTypeScript(file)) await ask(first.process, 'compile', READY_LIMIT_MS);
    const [line, again] = await inOrder(
      ask(first.process, LOAD, options.limitMs),
      ask(second.process, LOAD, options.limitMs),
    );
    const occasion = { path, question: LOAD, scenario: undefined };
    if (line !== again) throw contradiction(occasion, line, again);
    const description = fitting(occasion, () =>
      readDescription(valueIn(line, occasion), HEX_TEXTS, 'data'),
    );
    const { limitMs, signal } = options;
    const desk = new Desk(
      { path, first: first.process, second: second.process, limitMs },
      shownAnswer,
      signal,
    );
    return { pair: pairOf(path, description, desk), inquiry: desk, close };
  } catch (error) {
    close();
    throw error;
  }
}

function moduleFile(path: string): string {
  const file = resolve(path);
  const known = MODULE_EXTENSIONS.join(' ');
  if (!existsSync(file) || !statSync(file).isFile()) {
    throw new InputError({ file: path }, `expected a module (${known}), got no such file`);
  }
  if (MODULE_EXTENSIONS.includes(extname(file))) return file;
  const got = `${show(extname(file))} at the end of its name`;
  throw new InputError({ file: path }, `expected a module (${known}), got ${got}`);
}

type AskProcess = (process: LineProcess, question: string, limitMs: number) => Promise<string>;

/** What asks a process one of the questions before those about the driver. */
function asking(path: string, { signal }: UserDriverOptions): AskProcess {
  return async (process, question, limitMs) => {
    const occasion = { path, question, scenario: undefined };
    try {
      const [line = ''] = await process.ask([question], limitMs);
      valueIn(line, occasion);
      return line;
    } catch (error) {
      if (!(error instanceof Unheard)) throw error;
      throw signal.aborted ? new Interrupted() : unheard(occasion, error.silence);
    }
  };
}

/** Both; if both fail, what is wrong with the first. */
async function inOrder<Result>(
  one: Promise<Result>,
  other: Promise<Result>,
): Promise<readonly [Result, Result]> {
  await Promise.allSettled([one, other]);
  return [await one, await other];
}

function pairOf(path: string, { name, title, before, after }: Description, desk: Desk): DriverPair {
  const called = name ?? basename(path, extname(path));
  return {
    name: called,
    title: title ?? called,
    before: answeredVersion('before', before, desk),
    after: answeredVersion('after', after, desk),
  };
}
