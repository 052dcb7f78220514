// SPDX-License-Identifier: GPL-2.0-or-later
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  chai,
  GLOBAL_EXPECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
} from '@vitest/expect';
import type { SourceGraph } from '../support/source-graph';

/*
 * Runs a file of tests in this process, on whatever modules a graph gives it: what vitest's runner
 * does, without its processes, reports and module loader. The expectations are vitest's own.
 */

interface Case {
  readonly name: string;
  readonly run: () => unknown;
}

type Body = (...values: unknown[]) => unknown;

const cases: Case[] = [];
let prefix = '';

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

const expect = (value: unknown, message?: string): unknown => chai.expect(value, message);
Object.assign(expect, chai.expect);
Object.defineProperties(expect, {
  ...Object.getOwnPropertyDescriptors(chai.expect),
  ...Object.getOwnPropertyDescriptors(Reflect.get(globalThis, ASYMMETRIC_MATCHERS_OBJECT)),
});
Reflect.set(globalThis, GLOBAL_EXPECT, expect);

/** What an import of `vitest` gives to a file of tests. */
export const VITEST: object = {
  expect,
  describe: withEach((name, body) => {
    const before = prefix;
    prefix = `${prefix}${name} > `;
    body();
    prefix = before;
  }),
  it: withEach((name, run) => cases.push({ name: `${prefix}${name}`, run })),
};

type Declare = (name: string, body: Body) => unknown;

function withEach(declare: Declare): Declare & { each: unknown } {
  const each = (rows: readonly unknown[]) => (name: string, body: Body) => {
    for (const [number, row] of rows.entries()) {
      const values: readonly unknown[] = Array.isArray(row) ? row : [row];
      declare(`${name} (${number + 1})`, () => body(...values));
    }
  };
  return Object.assign(declare, { each });
}

/**
 * Runs the tests of a file up to the first that fails.
 * @returns which fails, and how; undefined if none does.
 */
export async function firstFailure(
  graph: SourceGraph,
  file: string,
  beat: () => void,
): Promise<string | undefined> {
  cases.length = 0;
  prefix = '';
  graph.load(file);
  if (cases.length === 0) throw new Error(`${file} has no tests`);
  for (const { name, run } of cases.splice(0)) {
    beat();
    try {
      await run();
    } catch (error) {
      const [reason] = String(error instanceof Error ? error.message : error).split('\n');
      return `${name}: ${reason}`;
    }
  }
  return undefined;
}
