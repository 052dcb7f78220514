// SPDX-License-Identifier: GPL-2.0-or-later
import { spawn } from 'node:child_process';
import { accessSync, closeSync, constants, openSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** How a command is run. */
export interface CommandOptions {
  readonly cwd?: string;
  /** What it reads; nothing if not given. */
  readonly input?: string;
  /** The file that gets its output, instead of the caller. */
  readonly into?: string;
  readonly signal?: AbortSignal;
}

/** A command that could not be started, or ended with an error. */
export class CommandError extends Error {
  constructor(
    readonly command: string,
    reason: string,
  ) {
    super(`${command}: ${reason}`);
    this.name = 'CommandError';
  }
}

const KEPT_ERRORS = 4000;

/**
 * Runs a command without a shell, in the C locale, and returns what it wrote.
 *
 * @throws CommandError with the end of its error output if it fails.
 */
export function runExternal(
  command: string,
  parameters: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const into = options.into === undefined ? 'pipe' : openSync(options.into, 'w');
  return new Promise<string>((done, failed) => {
    const child = spawn(command, parameters, {
      stdio: ['pipe', into, 'pipe'],
      env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    const output: Buffer[] = [];
    let errors = '';
    child.stdout?.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => {
      errors = (errors + chunk.toString()).slice(-KEPT_ERRORS);
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(options.input ?? '');
    child.on('error', (error) => failed(new CommandError(command, error.message)));
    child.on('close', (code, signal) => {
      if (code === 0) done(Buffer.concat(output).toString());
      else failed(new CommandError(command, `ended with ${signal ?? code}\n${errors.trim()}`));
    });
  }).finally(() => {
    if (typeof into === 'number') closeSync(into);
  });
}

/** Where administrators' commands are, which a user's PATH may leave out. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/sbin'];

/** The file of a command, as the PATH or the system's folders have it. */
export function findCommand(command: string): string | undefined {
  return findIn([...pathFolders(), ...SYSTEM_FOLDERS], command);
}

/** Whether a command can be started by its name alone. */
export function isOnPath(command: string): boolean {
  return findIn(pathFolders(), command) !== undefined;
}

function pathFolders(): readonly string[] {
  return (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
}

function findIn(folders: readonly string[], command: string): string | undefined {
  return folders.map((folder) => join(folder, command)).find(isExecutable);
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
