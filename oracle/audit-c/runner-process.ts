// SPDX-License-Identifier: GPL-2.0-or-later
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** The sanitizer's reports are ours to show; faults come to the runner's own handler. */
const SANITIZER = [
  'handle_segv=0',
  'handle_sigbus=0',
  'handle_sigfpe=0',
  'handle_sigill=0',
  'detect_leaks=0',
  'detect_stack_use_after_return=0',
  'abort_on_error=0',
  'color=never',
] as const;

/**
 * A program of `audit/c/`, running: batches in, answers out, in order. Conversions run in children
 * of its own, so it outlives whatever they do.
 */
export class RunnerProcess {
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly chunks: Buffer[] = [];
  private bytes = 0;
  private errors = '';
  private ended: string | undefined;
  private wake: (() => void) | undefined;

  /** @param names whether a sanitizer's report names functions and lines, which takes 0.1 s. */
  constructor(program: string, names: boolean) {
    const address = [...SANITIZER, `symbolize=${names ? 1 : 0}`].join(':');
    const env = { ...process.env, ASAN_OPTIONS: address, UBSAN_OPTIONS: 'color=never' };
    this.child = spawn(program, [], { stdio: ['pipe', 'pipe', 'pipe'], env });
    this.child.stdout.on('data', (chunk: Buffer) => {
      this.chunks.push(chunk);
      this.bytes += chunk.length;
      this.wake?.();
    });
    this.child.stderr.on('data', (chunk: Buffer) => {
      this.errors = (this.errors + chunk.toString()).slice(-2000);
    });
    this.child.stdin.on('error', () => {});
    this.child.on('error', (error) => this.end(error.message));
    this.child.on('close', (code, signal) => this.end(`ended with ${signal ?? code}`));
  }

  /**
   * Sends a batch and waits for its answer.
   * @throws Error if the runner itself ends, which no conversion can bring about.
   */
  async ask(batch: Uint8Array): Promise<Buffer> {
    this.child.stdin.write(batch);
    const length = await this.take(8);
    return this.take(Number(length.readBigUInt64LE(0)));
  }

  /** Ends the program; it has nothing to clean up. */
  close(): void {
    this.child.kill('SIGKILL');
  }

  private end(reason: string): void {
    this.ended ??= reason;
    this.wake?.();
  }

  private async take(bytes: number): Promise<Buffer> {
    while (this.bytes < bytes) {
      if (this.ended !== undefined) {
        throw new Error(`the runner ${this.ended}: ${this.errors.trim()}`);
      }
      await new Promise<void>((done) => {
        this.wake = done;
      });
    }
    const all = this.chunks.length === 1 ? this.chunks[0] : undefined;
    const joined = all ?? Buffer.concat(this.chunks);
    this.chunks.length = 0;
    this.bytes = joined.length - bytes;
    if (this.bytes > 0) this.chunks.push(joined.subarray(bytes));
    return joined.subarray(0, bytes);
  }
}
