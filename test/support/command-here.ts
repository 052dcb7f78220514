// SPDX-License-Identifier: GPL-2.0-or-later
import { Readable } from 'node:stream';
import { program } from '../../cli/program';
import { runWords } from '../../cli/run-program';
import type { Ended } from './command';

/** What was asked for before: the command has the standard streams for itself. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs the command in this process, one after another: what it prints, writes and ends with is that of a
 * process of its own, without the second that one takes to load the project. Signals, closed pipes and
 * defects are tried in processes (command.ts).
 */
export function hmmPfnHere(parameters: readonly string[], input = ''): Promise<Ended> {
  const end = last.then(() => runHere(parameters, input));
  last = end.catch(() => undefined);
  return end;
}

async function runHere(parameters: readonly string[], input: string): Promise<Ended> {
  const stdout = capture(process.stdout);
  const stderr = capture(process.stderr);
  const { argv, exitCode } = process;
  // Reports say with which arguments they were made.
  process.argv = [process.execPath, 'hmm-pfn', ...parameters];
  process.exitCode = undefined;
  const stdin = Object.getOwnPropertyDescriptor(process, 'stdin') ?? {};
  Object.defineProperty(process, 'stdin', {
    ...stdin,
    get: () => Readable.from([Buffer.from(input)]),
  });
  try {
    await runWords(program(parameters), parameters, 'hmm-pfn');
    const code = Number(process.exitCode ?? 0);
    return { code, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    Object.assign(process, { argv, exitCode });
    Object.defineProperty(process, 'stdin', stdin);
    stdout.release();
    stderr.release();
  }
}

/** What is written to a stream, until it is released. */
function capture(stream: NodeJS.WriteStream): { text(): string; release(): void } {
  const { write } = stream;
  let text = '';
  function take(
    chunk: Uint8Array | string,
    encoding?: BufferEncoding | ((error?: Error | null) => void),
    done?: (error?: Error | null) => void,
  ): boolean {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    const written = typeof encoding === 'function' ? encoding : done;
    written?.();
    return true;
  }
  stream.write = take;
  return {
    text: () => text,
    release: () => {
      stream.write = write;
    },
  };
}
