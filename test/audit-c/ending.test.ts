// SPDX-License-Identifier: GPL-2.0-or-later
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { auditC } from '../../audit/c/audit-c';
import { EXAMPLE } from '../../audit/c/folders';
import { type AuditCOptions, verdictOfAuditC } from '../../audit/c/report';
import { Interrupted } from '../../oracle/child/interrupted';
import { notComparedLines } from '../../oracle/verdict/verdict';
import { type Ended, ended, start } from '../support/command';
import { describeWithCompiler, noCompiler, optionsFor, SILENT, temporaryFolder } from './support';

const folder = temporaryFolder();
const pipe = join(folder, 'pipe');
spawnSync('mkfifo', [pipe]);

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** The example, with another text for its new code. */
function withNew(name: string, text: string): AuditCOptions {
  const before = join(EXAMPLE, 'old.c');
  const adapter = join(EXAMPLE, 'adapter.c');
  return optionsFor({ before, after: file(name, text), adapter, compileTimeout: 3 });
}

function message(options: AuditCOptions, signal = new AbortController().signal): Promise<string> {
  return auditC(options, SILENT, signal).then(
    () => 'nothing was thrown',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

/** Each line doubles what the one before it comes to. */
const MACROS = Array.from({ length: 40 }, (_, i) => `#define A${i + 1} A${i} A${i}\n`).join('');

/** What a compiler would not come to an end with, or only at the cost of the system's memory. */
const ENDLESS: readonly (readonly [name: string, text: string])[] = [
  ['a pipe', `#include "${pipe}"\n`],
  ['a device', '#include "/dev/zero"\n'],
  ['macros that double', `#define A0 0;\n${MACROS}void f(void) { A40 }\n`],
  ['an array of a terabyte', 'char a[1ul << 40] = { [0 ... (1ul << 40) - 1] = 1 };\n'],
];

describeWithCompiler(noCompiler(), 'an audit of C that would not end', () => {
  it.each(ENDLESS)('is ended while it compiles %s', async (name, text) => {
    const options = withNew(`${name.replaceAll(' ', '-')}.c`, text);
    expect(await message(options)).toMatch(
      /: does not compile with its adapter as the code after:\n/,
    );
    expect(processesOf(folder)).toEqual([]);
  });

  it('says that it was the time limit', async () => {
    const options = withNew('pipe.c', `#include "${pipe}"\n`);
    expect(await message(options)).toMatch(/does not end within 3 s$/);
  });

  it('reads no code from what can be read once only', async () => {
    const options = optionsFor({ after: pipe });
    expect(await message(options)).toBe(`${pipe}: expected a C file, got a pipe`);
    expect(await message({ ...options, after: '/dev/zero' })).toBe(
      '/dev/zero: expected a C file, got a device or a socket',
    );
  });

  it('ends at once when it is interrupted while it compiles', async () => {
    const options = { ...withNew('slow.c', `#include "${pipe}"\n`), compileTimeout: 1000 };
    const controller = new AbortController();
    const audit = auditC(options, SILENT, controller.signal);
    const thrown = expect(audit).rejects.toThrow(Interrupted);
    await until(isCompiling);
    controller.abort();
    await thrown;
    expect(processesOf(folder)).toEqual([]);
  });

  it('ends at once when it is interrupted in a conversion, and reports what it did', async () => {
    const text = readFileSync(join(EXAMPLE, 'new.c'), 'utf8');
    const hang = text.replace(
      'unsigned long i, npages',
      'for (;;) cpu_relax();\n unsigned long i, npages',
    );
    const options = { ...withNew('hang.c', hang), compileTimeout: 60, timeout: 10_000_000 };
    const controller = new AbortController();
    const built = (): void => {
      setTimeout(() => controller.abort(), 1000);
    };
    const report = await auditC(options, { ...SILENT, built }, controller.signal);
    expect(report.interrupted).toBe(true);
    expect(report.converted).toBe(0);
    expect(processesOf(folder)).toEqual([]);
  });
});

describeWithCompiler(noCompiler(), 'a signal', () => {
  const example = readFileSync(join(EXAMPLE, 'new.c'), 'utf8');

  const isConverting = (place: string): boolean => convertingIn(place).length > 0;

  /** Sends a signal to a command that is at some work in the folder of its temporary files. */
  async function signalled(
    name: NodeJS.Signals,
    code: string,
    isAtWork: (place: string) => boolean,
  ): Promise<Ended> {
    const place = join(folder, `tmp-${name}-${isAtWork.name}`);
    mkdirSync(place);
    vi.stubEnv('TMPDIR', place);
    const { before = '', after, adapter = '' } = withNew(`${name}-${isAtWork.name}.c`, code);
    const files = ['--before', before, '--after', after, '--adapter', adapter];
    const child = start(
      ...['audit', 'c', ...files, '--scope', '0', '--no-vectors', '--runs', '1000000000'],
      ...['--compile-timeout', '1000'],
    );
    vi.unstubAllEnvs();
    const result = ended(child);
    await until(() => isAtWork(place));
    // It may just have begun.
    await wait(200);
    child.kill(name);
    const end = await result;
    await vi.waitFor(() => expect(processesOf(folder)).toEqual([]), { timeout: 20_000 });
    if (name !== 'SIGKILL') {
      expect(readdirSync(place).filter((one) => one.startsWith('hmm-pfn'))).toEqual([]);
    }
    return end;
  }

  it('while it compiles is 130, and leaves nothing behind', async () => {
    const { code, stderr } = await signalled('SIGINT', `#include "${pipe}"\n`, isCompiling);
    expect(stderr).toBe('hmm-pfn: interrupted before anything was compared\n');
    expect(code).toBe(130);
  });

  it('while it converts is 130, and leaves its report', async () => {
    const { code, stdout } = await signalled('SIGINT', example, isConverting);
    expect(stdout).toContain('Interrupted; these are the results until then.');
    expect(code).toBe(130);
  });

  it('that nothing can hear leaves no process behind', async () => {
    expect((await signalled('SIGKILL', example, isConverting)).code).toBe(null);
  });
});

/** Less than a page takes in the slow example, so that it is met in the middle of its work, however fast the machine is. */
const LOOK_MS = 20;

describeWithCompiler(noCompiler(), 'a process that the system kills ', () => {
  it('has its scenario run again, and accuses nobody', async () => {
    const place = join(folder, 'tmp-killed');
    mkdirSync(place);
    vi.stubEnv('TMPDIR', place);
    const slow = readFileSync(join(EXAMPLE, 'new.c'), 'utf8').replace(
      /^static void sample_convert\([^{]*\{/m,
      '$&\n\tfor (volatile unsigned long spin = 0; spin < 40000000; spin++)\n\t\t;\n',
    );
    const audit = auditC(
      { ...withNew('slow.c', slow), compileTimeout: 60, timeout: 5000, runs: 80 },
      SILENT,
      new AbortController().signal,
    );
    let killed = 0;
    let seen: readonly number[] = [];
    const timer = setInterval(() => {
      const now = convertingIn(place);
      // One that was there before is past its confinement, without which a supervisor gives up.
      const victim = killed < 3 ? now.find((one) => seen.includes(one)) : undefined;
      seen = now;
      if (victim === undefined) return;
      process.kill(victim, 'SIGKILL');
      killed += 1;
    }, LOOK_MS);
    try {
      const { findings, notShown, converted } = await audit;
      expect(killed).toBeGreaterThan(0);
      expect([...findings, ...notShown].map(({ cause }) => cause)).toEqual([]);
      expect(converted).toBeGreaterThan(20);
    } finally {
      clearInterval(timer);
      vi.unstubAllEnvs();
    }
  });

  it('each time has its scenario judged by nobody', async () => {
    const place = join(folder, 'tmp-killed-always');
    mkdirSync(place);
    vi.stubEnv('TMPDIR', place);
    const endless = readFileSync(join(EXAMPLE, 'new.c'), 'utf8').replace(
      /^static void sample_convert\([^{]*\{/m,
      '$&\n\tfor (volatile unsigned long spin = 0; ; spin++)\n\t\t;\n',
    );
    const audit = auditC(
      { ...withNew('endless.c', endless), compileTimeout: 60, timeout: 10_000_000, runs: 8 },
      SILENT,
      new AbortController().signal,
    );
    let seen: readonly number[] = [];
    const timer = setInterval(() => {
      const now = convertingIn(place);
      for (const victim of now) if (seen.includes(victim)) process.kill(victim, 'SIGKILL');
      seen = now;
    }, 100);
    try {
      const report = await audit;
      const killed = report.skipped['killed by the system'] ?? 0;
      expect(killed).toBeGreaterThan(1);
      expect([...report.findings, ...report.notShown]).toEqual([]);
      expect(report.converted).toBe(0);
      const verdict = verdictOfAuditC(report);
      expect(verdict.kind).toBe('nothing-compared');
      const [why] = notComparedLines(verdict.examined);
      expect(why).toBe(`random scenarios: ${killed} of 8 were killed by the system`);
    } finally {
      clearInterval(timer);
      vi.unstubAllEnvs();
    }
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await wait(20);
}

/** Whether a compiler reads code of these tests. */
function isCompiling(): boolean {
  return processesOf(folder).some((name) => /^(?:cc1|clang)/.test(about(name, 'comm')));
}

/** The processes in which code converts: the supervisors' children. */
function convertingIn(place: string): readonly number[] {
  const supervisors = processesOf(place).filter((name) => about(name, 'comm') === 'supervisor\n');
  return supervisors.flatMap((name) => {
    const parent = /\) . (\d+)/.exec(about(name, 'stat'))?.[1] ?? '';
    return about(parent, 'comm') === 'supervisor\n' ? [Number(name)] : [];
  });
}

/** A file of /proc about a process; empty if that has ended. */
function about(name: string, what: string): string {
  try {
    return readFileSync(`/proc/${name}/${what}`, 'utf8');
  } catch {
    return '';
  }
}

/** The processes whose command names a folder, or that run in it. */
function processesOf(place: string): readonly string[] {
  return readdirSync('/proc').filter(
    (name) =>
      /^\d+$/.test(name) &&
      !/\) Z/.test(about(name, 'stat')) &&
      about(name, 'cmdline').includes(place),
  );
}
