// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditDriver } from '../../audit/model/audit';
import { type AuditReport, isExplained } from '../../audit/model/report';
import { openUserDriver } from '../../audit/module/user-driver';
import { InputError } from '../../oracle/scenario/input-error';

const FOLDER = join(__dirname, 'hostile');
const SOURCES = { seed: 1, runs: 150, scope: 0, vectors: [] } as const;
const OPTIONS = { ...SOURCES, loops: false, shown: 1, knownShown: false } as const;
/** Much more than a module takes to be loaded, even on a busy machine; what never ends takes all of it. */
const LIMIT_MS = 2_000;
/** Three processes a module, and a machine that others use, too. */
const HANG_MS = 120_000;

const asked = new Map<string, Promise<AuditReport | string>>();

/** Audits a module, once for all tests of it: its report, or what it is refused with. */
function audit(name: string, limitMs = 60_000): Promise<AuditReport | string> {
  const key = `${name} ${limitMs}`;
  const known = asked.get(key) ?? auditAnew(name, limitMs);
  asked.set(key, known);
  return known;
}

async function auditAnew(name: string, limitMs: number): Promise<AuditReport | string> {
  const { signal } = new AbortController();
  try {
    const options = { limitMs, onOutput: () => {}, signal };
    const driver = await openUserDriver(join(FOLDER, name), options);
    try {
      return await auditDriver(driver.pair, {}, OPTIONS, signal, driver.inquiry);
    } finally {
      driver.close();
    }
  } catch (error) {
    if (error instanceof InputError) return error.message.replace(`${FOLDER}/`, '');
    throw error;
  }
}

const CONVERT = 'default.after.convert()';

/** What steers a terminal, or is not seen. */
const UNSEEN = /(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

describe('a value that is none is refused:', () => {
  it.each([
    ['returns-promise.cjs', `${CONVERT}: expected {kind: 'converted', pages} with `],
    ['throwing-getter.cjs', 'got what throws when it is read: exception Error: look elsewhere'],
    ['builds-throws.cjs', 'expected an answer, got an exception TypeError: not\\nnow\\u001b[2J'],
    ['unknown-key.cjs', 'default: expected only name, title, before, after (did you mean title?)'],
    ['own-knowledge.cjs', 'default: expected only name, title, before, after, got also "known"'],
  ])(
    '%s',
    async (name, message) => {
      const refused = await audit(name);
      expect(refused).toContain(message);
      expect(refused).not.toMatch(UNSEEN);
    },
    HANG_MS,
  );
});

describe('an answer that depends on more than the question is named:', () => {
  it.each([
    ['counts-calls.cjs', CONVERT],
    ['first-call.cjs', CONVERT],
    ['clock.cjs', CONVERT],
    ['chance-in-requests.cjs', 'default.after.encode()'],
    ['chance-at-load.cjs', ''],
  ])(
    '%s in %s',
    async (name, place) => {
      const where = place === '' ? name : `${name}: ${place}`;
      const refused = await audit(name);
      expect(refused).toContain(`${where}: not deterministic: expected the same answer`);
      expect(refused).toMatch(/\n {2}\| once {3}.+\n {2}\| again {2}.+/);
    },
    HANG_MS,
  );

  it(
    'the conversion with its page and both answers',
    async () => {
      expect(await audit('counts-calls.cjs')).toMatch(
        /once {3}page \d+ .*\n {2}\| again {2}page \d+ .*\n {2}\| accesses .*\n {2}\| array .*\n {2}\| scenario {2}\{"schema"/,
      );
    },
    HANG_MS,
  );
});

describe('a module whose process ends gives no verdict:', () => {
  it.each([
    [
      'exit-in-convert.cjs',
      `${CONVERT}: expected an answer, got none: the module’s process ended `,
    ],
    [
      'exit-while-loading.cjs',
      'expected a module that loads, got none: the module’s process ended',
    ],
    ['kills-its-group.cjs', 'the module’s process was ended by SIGKILL'],
    ['closes-descriptors.cjs', 'expected an answer, got none: the module’s process'],
    ['never-loads.mjs', 'expected a module that loads, got none: the module’s process ended with'],
  ])('%s', async (name, message) => expect(await audit(name)).toContain(message), HANG_MS);
});

describe('a module that does not come back ends with the time limit:', () => {
  it.each([
    [
      'endless-convert.cjs',
      `${CONVERT}: expected an answer, got none: the time limit of 2 s passed`,
    ],
    ['practically-endless-encode.cjs', 'default.after.encode(): expected an answer, got none: the'],
    ['endless-while-loading.cjs', 'expected a module that loads, got none: the time limit of 2 s'],
  ])(
    '%s',
    async (name, message) => expect(await audit(name, LIMIT_MS)).toContain(message),
    HANG_MS,
  );

  it(
    'and names the scenario',
    async () => {
      expect(await audit('endless-convert.cjs', LIMIT_MS)).toMatch(
        /\n {2}\| scenario {2}\{"schema"/,
      );
    },
    HANG_MS,
  );
});

describe('what the module writes in place of an answer is none:', () => {
  it.each([
    ['forges-lines.cjs', 'wrote out of turn: "0 {\\"kind\\":\\"is\\"'],
    ['steals-questions.cjs', 'expected an answer, got none: '],
    ['endless-line.cjs', 'the module’s process wrote out of turn: "xxx'],
  ])(
    '%s',
    async (name, message) => expect(await audit(name, LIMIT_MS)).toContain(message),
    HANG_MS,
  );
});

describe('a module may read, and nothing else:', () => {
  it.each(['starts-program.cjs', 'writes-file.cjs'])(
    '%s',
    async (name) => {
      expect(await audit(name)).toContain('Access to this API has been restricted');
      expect(existsSync(join(FOLDER, 'written'))).toBe(false);
    },
    HANG_MS,
  );
});

describe('nothing that a module does turns the verdict on it:', () => {
  it.each([
    'wrong-driver.cjs',
    'exit-handlers.cjs',
    'timers.cjs',
    'patches-globals.cjs',
    'prints.cjs',
    'changes-window.cjs',
  ])(
    '%s is as wrong as without',
    async (name) => {
      const report = await audit(name);
      if (typeof report === 'string') throw new Error(report);
      expect(isExplained(report)).toBe(false);
      const fresh = report.causes.filter(({ explained }) => explained === null);
      expect(fresh.map(({ id }) => id)).toEqual([
        'hostile/write/pte-present/writable-to-read-only',
      ]);
    },
    HANG_MS,
  );

  it(
    'a correct driver is right',
    async () => {
      const report = await audit('correct-driver.cjs');
      expect(typeof report === 'string' ? report : isExplained(report)).toBe(true);
    },
    HANG_MS,
  );

  it(
    'an exception is a finding',
    async () => {
      const report = await audit('deep-recursion.cjs');
      if (typeof report === 'string') throw new Error(report);
      const ids = report.causes.map(({ id }) => id);
      expect(ids.some((id) => id.includes('exception RangeError: Maximum call stack size'))).toBe(
        true,
      );
    },
    HANG_MS,
  );
});
