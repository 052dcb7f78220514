// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, statSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import type { DriverPair } from '../../drivers/conversion';
import type { DriverModel } from '../../drivers/driver';
import { loopModel } from '../../drivers/loop-document';
import { Interrupted } from '../../oracle/child/interrupted';
import { type LineProcess, Unheard } from '../../oracle/child/line-process';
import { InputError, show } from '../../oracle/scenario/input-error';
import type { Inquiry } from '../model/inquiry';
import { answeredVersion, shownAnswer } from './answered-version';
import { contradiction, type Occasion, unheard } from './complaint';
import { type Description, readDescription } from './description';
import { Desk, hurryOn } from './desk';
import { isTypeScript, MODULE_EXTENSIONS } from './load';
import { readLoopExport } from './loop-export';
import { startModule } from './module-process';
import { ObjectReader } from './reader';
import { fitting, valueIn } from './replied';
import { HEX_TEXTS } from './words';

/** A user's driver, whose code runs in processes of its own. */
interface UserDriver {
  readonly pair: DriverPair;
  readonly inquiry: Inquiry;
  /** Ends its processes. */
  close(): void;
}

interface UserDriverOptions {
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
const LOAD_LOOP = 'load-loop';

/**
 * Loads a module that default-exports `{ before, after }`, and maybe `name` and `title`, in two
 * processes of its own. TypeScript is checked by the compiler first, and needs no build. JavaScript,
 * of either module system, is run as it is.
 *
 * @throws InputError if there is no such file, for what the compiler says against it, if it cannot
 *   be run or does not end, and if it does not export a driver; Interrupted.
 */
export function openUserDriver(path: string, options: UserDriverOptions): Promise<UserDriver> {
  return openModule(path, options, LOAD, (value, occasion, desk) => {
    const description = fitting(occasion, () => readDescription(value, HEX_TEXTS, 'data'));
    return { pair: pairOf(path, description, desk), inquiry: desk };
  });
}

/** A user's loop, in a driver's module or by itself. */
export interface UserLoop {
  readonly model: DriverModel;
  readonly inquiry: Inquiry;
  /** Ends its processes. */
  close(): void;
}

/**
 * Loads a module that default-exports a loop document (`hmm-loop/1`), or a driver `{ before, after }`,
 * of which the version after is taken; as {@link openUserDriver} does.
 *
 * @throws InputError; Interrupted.
 */
export function openUserLoop(path: string, options: UserDriverOptions): Promise<UserLoop> {
  return openModule(path, options, LOAD_LOOP, (value, occasion, desk) => {
    const reader = fitting(occasion, () => ObjectReader.any(value, 'default'));
    const loop = reader.get('loop', 'a loop');
    if (loop !== undefined) {
      return { model: loopModel(fitting(occasion, () => readLoopExport(loop))), inquiry: desk };
    }
    const driver = reader.get('driver', 'a driver');
    const description = fitting(occasion, () => readDescription(driver, HEX_TEXTS, 'data'));
    return { model: answeredVersion('after', description.after, desk), inquiry: desk };
  });
}

type Closable<Made> = Made & { close(): void };

/** Loads a module in two processes, and makes of what it exports what is wanted. */
async function openModule<Made extends object>(
  path: string,
  options: UserDriverOptions,
  load: string,
  make: (value: unknown, occasion: Occasion, desk: Desk) => Made,
): Promise<Closable<Made>> {
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
      ask(first.process, load, options.limitMs),
      ask(second.process, load, options.limitMs),
    );
    const occasion = { path, question: load, scenario: undefined };
    if (line !== again) throw contradiction(occasion, line, again);
    const { limitMs, signal } = options;
    const desk = new Desk(
      { path, first: first.process, second: second.process, limitMs },
      shownAnswer,
      signal,
    );
    return { ...make(valueIn(line, occasion), occasion, desk), close };
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
