// SPDX-License-Identifier: GPL-2.0-or-later
import { readSync, writeSync } from 'node:fs';
import { readBuilds, readConversion, readEncoding } from './answers';
import { type FUNCTIONS, isFunction, portable, readDescription } from './description';
import { loadModule } from './load';
import { Unusable } from './load-error';
import { isLoopExport, readLoopExport } from './loop-export';
import { type Question, readQuestion } from './questions';
import { ObjectReader, thrownText, Unfit } from './reader';
import { type Reply, writeReply } from './reply';
import { checkTypeScript } from './typescript';
import { BIGINTS } from './words';

/** The socket to the process that asks: see `oracle/child/line-process.ts`. */
const LINK = 3;
const BUFFER_BYTES = 1 << 16;

/**
 * Lines in and out of a process that asks nobody else for a turn: while it waits for a question, none
 * of the module's timers and promises goes on.
 */
export class Link {
  private readonly buffer = Buffer.alloc(BUFFER_BYTES);
  private lines: string[] = [];
  private rest = '';
  private next = 0;

  /** The next line; undefined when there will be none. */
  read(): string | undefined {
    while (this.next === this.lines.length) {
      const bytes = readSync(LINK, this.buffer);
      if (bytes === 0) return undefined;
      // Questions are ASCII.
      this.lines = (this.rest + this.buffer.toString('latin1', 0, bytes)).split('\n');
      this.rest = this.lines.pop() ?? '';
      this.next = 0;
    }
    return this.lines[this.next++];
  }

  write(line: string): void {
    let bytes = Buffer.from(`${line}\n`);
    while (bytes.length > 0) bytes = bytes.subarray(writeSync(LINK, bytes));
  }
}

/*
 * The process in which a user's module runs. It answers what it is asked, and judges nothing. All
 * that the module can do here is to answer otherwise, or not at all: who asks reads every answer as
 * the word of a stranger.
 */

/** This file, which is run as a program. */
export const SERVER = __filename;

const { apply } = Reflect;

type Call = (argument: unknown) => unknown;
/** The functions of a version, as they were when the module had been loaded. */
type Functions = Readonly<Record<(typeof FUNCTIONS)[number], Call>>;
type Driver = Readonly<Record<'before' | 'after', Functions>>;

/**
 * Whether something is asked before anything is asked of the driver. Compared one by one: methods of
 * arrays may be the module's own by now.
 */
function isPreparing(question: string): boolean {
  return question === 'compile' || question === 'load' || question === 'load-loop';
}

/** What was asked before there was anything to ask, or a question that nobody asks. */
class NoQuestion extends Error {}

async function serve(link: Link, file: string): Promise<void> {
  let token = '';
  let driver: Driver | undefined;
  for (let line = link.read(); line !== undefined; line = link.read()) {
    const space = line.indexOf(' ');
    const question = line.slice(space + 1);
    if (question.startsWith('hello ')) token = question.slice('hello '.length);
    const prepared = question.startsWith('hello ') || isPreparing(question);
    // After the module was loaded nothing is waited for: none of its timers and promises goes on.
    const reply = prepared ? await prepare(question) : answer(driver, readQuestion(question));
    link.write(`${token} ${line.slice(0, space)} ${writeReply(reply)}`);
  }

  async function prepare(question: string): Promise<Reply> {
    try {
      if (question === 'compile') await checkTypeScript(file);
      if (question !== 'load' && question !== 'load-loop') return { kind: 'is', value: 'ready' };
      const exported = await loadModule(file);
      if (question === 'load-loop' && isLoopExport(exported)) {
        return { kind: 'is', value: { loop: readLoopExport(exported) } };
      }
      const description = readDescription(exported, BIGINTS, 'functions');
      driver = { before: functionsOf(exported, 'before'), after: functionsOf(exported, 'after') };
      const value = portable(description);
      return { kind: 'is', value: question === 'load' ? value : { driver: value } };
    } catch (error) {
      if (error instanceof Unfit) return { kind: 'unfit', ...error.misfit };
      if (error instanceof Unusable) return { kind: 'unusable', text: error.message };
      throw error;
    }
  }
}

function functionsOf(exported: unknown, name: 'before' | 'after'): Functions {
  const version = ObjectReader.any(exported, 'default').get(name, 'a driver version');
  const reader = ObjectReader.any(version, `default.${name}`);
  const call = (method: (typeof FUNCTIONS)[number]): Call => {
    const target = reader.take(method, 'a function', isFunction);
    return (argument) => apply(target, version, [argument]);
  };
  return { encode: call('encode'), builds: call('builds'), convert: call('convert') };
}

function answer(driver: Driver | undefined, question: Question): Reply {
  if (driver === undefined) throw new NoQuestion('the module has not been loaded');
  const call = driver[question.of][question.ask];
  let value: unknown;
  try {
    value = call(question.ask === 'convert' ? question.window : question.accesses);
  } catch (error) {
    return { kind: 'threw', text: thrownText(error) };
  }
  try {
    return { kind: 'is', value: read(question, value) };
  } catch (error) {
    if (error instanceof Unfit) return { kind: 'unfit', ...error.misfit };
    throw error;
  }
}

function read(question: Question, value: unknown): unknown {
  const field = `default.${question.of}.${question.ask}()`;
  switch (question.ask) {
    case 'builds':
      return readBuilds(value, field);
    case 'encode':
      return readEncoding(value, field, question.accesses.length);
    case 'convert':
      return readConversion(value, field, question.window.words.length, BIGINTS);
  }
}

if (require.main === module) {
  const [, , file = ''] = process.argv;
  serve(new Link(), file).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
    process.exit(70);
  });
}
