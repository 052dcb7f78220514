// SPDX-License-Identifier: GPL-2.0-or-later
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { auditBuilt, type Ready } from '../../audit/c/audit-c';
import { build } from '../../audit/c/build';
import { findCompiler } from '../../audit/c/compiler';
import { BUBBLEWRAP, type Confinement, findConfinement } from '../../audit/c/confinement';
import { EXAMPLE } from '../../audit/c/folders';
import { runLimited } from '../../audit/c/limited-process';
import type { AuditCOptions, AuditCReport } from '../../audit/c/report';
import { describeUnless } from '../support/surroundings';
import { describeWithCompiler, noCompiler, optionsFor, SILENT, temporaryFolder } from './support';

const folder = temporaryFolder();
const precious = join(folder, 'precious');

/** A correct port that does something else besides; few scenarios show it. */
const OPTIONS: AuditCOptions = optionsFor({
  before: join(__dirname, 'driver', 'old.c'),
  after: join(__dirname, 'hostile', 'new.c'),
  adapter: join(EXAMPLE, 'adapter.c'),
  runs: 60,
  seed: 3,
});

const OUTSIDE = 'the array of npages × u64';

/** Acts of hostile/new.c that show whatever the confinement is, and how. */
const FOUND: readonly (readonly [act: string, cause: RegExp])[] = [
  ['exit', /^after: ends the process$/],
  ['_exit', /^after: ends the process$/],
  ['abort', /^after: is ended by signal 6$/],
  ['killed', /^after: (makes the system call tg?kill, which was refused|is ended by signal 9)$/],
  ['sent-segv', /^after: is ended by signal 11$/],
  ['pause', /^after: does not end: it sleeps$/],
  ['sleep', /^after: does not end: it sleeps$/],
  ['stop', /^after: does not end: it is stopped$/],
  ['spin', /^after: does not end$/],
  ['spin-without-signals', /^after: does not end$/],
  ['spin-in-fault', /^after: does not end$/],
  ['read-without-end', /^after: does not end$/],
  ['flood', /^after: (does not end|is ended by signal 25)$/],
  ['recurse', /^after: (overflows the stack|stack-overflow)/],
  ['alloca', /^after: /],
  ['forge-at', /^after: overwrites the memory of the audit$/],
  ['forge-end', /^after: overwrites the memory of the audit$/],
  ['forge-not-run', /^after: ends the process$/],
  ['overwrite-results', /^after: overwrites the results of the audit$/],
  ['word-before', new RegExp(`^after: writes before the start of ${OUTSIDE}$`)],
  ['far-before', new RegExp(`^after: writes before the start of ${OUTSIDE}$`)],
  ['farther-before', /^after: writes … bytes after the end of the range array/],
  ['read-before', new RegExp(`^after: reads before the start of ${OUTSIDE}$`)],
  ['word-after', new RegExp(`^after: writes … bytes after the end of ${OUTSIDE}`)],
  ['far-after', new RegExp(`^after: writes … bytes after the end of ${OUTSIDE}`)],
  ['byte-after', /^after: writes after the end of the memory from kmalloc$/],
  ['constructor-exit', /^after: ends the process before any of its functions is called$/],
  ['constructor-hang', /^after: does not end: it sleeps before any of its functions is called$/],
  ['constructor-spin', /^after: does not end before any of its functions is called$/],
];

/** Acts that take time before they are found: they are given it, and few scenarios. */
const GREEDY: readonly (readonly [act: string, cause: RegExp])[] = [
  ['memory', /^after: uses more than 512 MiB of memory$/],
  ['kmalloc', /^after: allocates without end$/],
];

/** Acts that a filter of system calls refuses, by the call that is named. */
const REFUSED: readonly (readonly [act: string, call: string])[] = [
  ['write', 'write'],
  ['dup-and-write', 'dup2'],
  ['kill-parent', 'kill'],
  ['kill-group', 'kill'],
  ['fork', 'clone'],
  ['orphan', 'clone'],
  ['vfork', 'vfork'],
  ['exec', 'execve'],
  ['ptrace', 'ptrace'],
  ['process_vm_writev', 'process_vm_writev'],
  ['proc-mem', 'openat'],
  ['setrlimit', 'prlimit64'],
  ['socket', 'socket'],
  ['pipe', 'pipe2'],
  ['unlink', 'unlink'],
  ['create', 'openat'],
  ['chdir', 'chdir'],
  ['pdeathsig', 'prctl'],
];

/** Acts that come to nothing: the process has nothing that they could reach. */
const HARMLESS = ['close-all', 'destructor-hang', 'environment', 'correct'] as const;

describeWithCompiler(noCompiler(), 'code that does what no conversion does', () => {
  let ready: Ready;

  beforeAll(async () => {
    const limits = { seconds: 60, folder, signal: new AbortController().signal };
    const compiler = await findCompiler(undefined, limits);
    const built = await build(OPTIONS, compiler, folder);
    ready = { compiler, confinement: await findConfinement(limits), built };
    writeFileSync(precious, 'precious');
    process.env['LC_HMM_AUDIT_TEST_FILE'] = precious;
    process.env['HMM_PFN_TEST_SECRET'] = 'a token';
  });

  afterAll(() => {
    delete process.env['LC_HMM_AUDIT_TEST_FILE'];
    delete process.env['HMM_PFN_TEST_SECRET'];
  });

  afterEach(async () => {
    delete process.env['LC_HMM_AUDIT_TEST_ACT'];
    await vi.waitFor(() => expect(childrenLeft()).toEqual([]), { timeout: 20_000 });
  });

  function audit(
    act: string,
    confinement: Confinement = ready.confinement,
    options: Partial<AuditCOptions> = {},
  ): Promise<AuditCReport> {
    process.env['LC_HMM_AUDIT_TEST_ACT'] = act;
    const signal = new AbortController().signal;
    return auditBuilt({ ...OPTIONS, ...options }, { ...ready, confinement }, SILENT, signal);
  }

  async function causes(
    act: string,
    confinement?: Confinement,
    options?: Partial<AuditCOptions>,
  ): Promise<readonly string[]> {
    const { findings, notShown } = await audit(act, confinement, options);
    for (const { scenario, lines } of findings) {
      expect(scenario.range.requests.length).toBeGreaterThan(0);
      expect(lines.length).toBeGreaterThan(0);
    }
    return [...findings, ...notShown].map(({ cause }) => cause);
  }

  it.each(FOUND)('is found: %s', async (act, cause) => {
    const found = await causes(act);
    expect(
      found.some((one) => cause.test(one)),
      found.join('; '),
    ).toBe(true);
  });

  it.each(GREEDY)('is found: %s', async (act, cause) => {
    const found = await causes(act, undefined, { timeout: 5000, runs: 2, seed: 1 });
    expect(
      found.some((one) => cause.test(one)),
      found.join('; '),
    ).toBe(true);
  });

  it.each(HARMLESS)('changes no answer: %s', async (act) => {
    const report = await audit(act);
    expect(report.findings).toEqual([]);
    expect(report.converted).toBeGreaterThan(20);
  });

  it('is compiled without what it could have in it of the environment', async () => {
    const limits = { seconds: 60, folder, signal: new AbortController().signal };
    vi.stubEnv('CPATH', folder);
    const { stdout } = await runLimited(['env'], limits);
    vi.unstubAllEnvs();
    expect(stdout).toContain(`CPATH=${folder}\n`);
    expect(stdout).not.toContain('HMM_PFN_TEST_SECRET');
  });

  it('has a row for each act', () => {
    const text = readFileSync(OPTIONS.after, 'utf8');
    const acts = [...text.matchAll(/is\("([^"]+)"\)/g)].map(([, act]) => act);
    const rows = [...FOUND, ...GREEDY, ...REFUSED].map(([act]) => act as string);
    const others = ['kill-parent-unheard', 'kill-all', 'constructor-write'];
    expect([...rows, ...HARMLESS, ...others].sort()).toEqual([...acts, 'correct'].sort());
  });

  describeUnless(noFilter(), 'under a filter of system calls', () => {
    it.each(REFUSED)('is refused what it asks for, and named: %s', async (act, call) => {
      expect(await causes(act)).toEqual([
        `after: makes the system call ${call}, which was refused`,
      ]);
      expect(readFileSync(precious, 'utf8')).toBe('precious');
    });

    it('cannot end the supervisor by not hearing of the refusal', async () => {
      expect(await causes('kill-parent-unheard')).toEqual(['after: is ended by signal 31']);
    });

    it('is ended at its start if it calls before anybody can name that', async () => {
      const found = await causes('constructor-write');
      expect(found).toEqual(['after: is ended by signal 31 before any of its functions is called']);
    });
  });

  describeUnless(noBubblewrap(), 'under bubblewrap alone', () => {
    it('finds nobody to kill, and leaves nothing behind', async () => {
      const alone = { wrapper: BUBBLEWRAP, noWrapper: null, filter: false };
      expect(ready.confinement.noWrapper).toBe(null);
      expect(await causes('kill-parent', alone)).toEqual([]);
      expect(await causes('kill-all', alone)).toEqual([]);
      expect(await causes('fork', alone)).toEqual([]);
      expect(await causes('orphan', alone)).toEqual([]);
      await audit('unlink', alone);
      await audit('create', alone);
      expect(readFileSync(precious, 'utf8')).toBe('precious');
    });
  });

  describe('under resource limits alone', () => {
    const alone: Confinement = { wrapper: [], noWrapper: 'not wanted', filter: false };

    it('leaves no process behind', async () => {
      expect(await causes('fork', alone)).toEqual([]);
      expect(await causes('orphan', alone)).toEqual([]);
    });

    it('is what has killed itself, if that happens each time', async () => {
      expect(await causes('killed', alone)).toEqual(['after: is ended by signal 9']);
    });

    it('holds no descriptor to write to', async () => {
      expect(await causes('write', alone)).toEqual([]);
      expect(await causes('close-all', alone)).toEqual([]);
    });

    it('can end its supervisor, and that is said', async () => {
      await expect(audit('kill-parent', alone)).rejects.toThrow(
        /^the code after: the process that supervises it was killed/,
      );
    });
  });
});

/** Why the refused calls have no such names here. */
function noFilter(): string | undefined {
  return process.arch === 'x64' ? undefined : `the C library makes other calls on ${process.arch}`;
}

/** Why nothing can be run under bubblewrap here. */
function noBubblewrap(): string | undefined {
  const [command = '', ...parameters] = BUBBLEWRAP;
  const { status, stderr, error } = spawnSync(command, [...parameters, 'true'], {
    encoding: 'utf8',
  });
  return status === 0 ? undefined : `bwrap does not work here: ${error?.message ?? stderr}`;
}

/** Processes of this one that run a supervisor; Linux only. */
function childrenLeft(): readonly string[] {
  if (!existsSync('/proc/self/stat')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replace(/\0/g, ' ');
        const state = readFileSync(`/proc/${name}/stat`, 'utf8').replace(/^.*\) /, '')[0];
        return state !== 'Z' && command.includes(folder) ? [command] : [];
      } catch {
        return [];
      }
    });
}
