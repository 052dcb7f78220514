// SPDX-License-Identifier: GPL-2.0-or-later
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const isInstalled = spawnSync('redis-server', ['--version']).status === 0;

/** Why there is no server to test with; undefined if there is one. In CI there has to be one. */
export const WITHOUT_REDIS =
  isInstalled || process.env['CI'] !== undefined
    ? undefined
    : 'redis-server is not installed (Debian: apt-get install redis-server)';

/** A server of our own, on a free port of this machine. */
export class RedisServer {
  private child: ChildProcess | undefined;
  /** Empty, so that it begins with nothing. */
  private folder = '';

  private constructor(
    readonly port: number,
    private readonly options: readonly string[],
  ) {}

  /** @param options of the server's command line. */
  static async start(...options: readonly string[]): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), options);
    await server.begin();
    return server;
  }

  /** Where it is. */
  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it; what it had is lost. */
  async begin(): Promise<void> {
    this.folder = mkdtempSync(join(tmpdir(), 'hmm-pfn-redis-'));
    const where = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder];
    this.child = spawn('redis-server', [...where, '--save', '', ...this.options]);
    let log = '';
    this.child.stdout?.on('data', (text) => {
      log += text;
    });
    while (!log.includes('Ready to accept connections')) {
      if (this.child.exitCode !== null) throw new Error(`redis-server ended:\n${log}`);
      await setTimeout(20);
    }
  }

  /** Lets it answer no more, or again. */
  pause(isPaused: boolean): void {
    this.child?.kill(isPaused ? 'SIGSTOP' : 'SIGCONT');
  }

  /** Ends it at once, as a machine that fails. */
  async kill(): Promise<void> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  server.close();
  if (typeof address !== 'object' || address === null) throw new Error('no free port');
  return address.port;
}
