// SPDX-License-Identifier: GPL-2.0-or-later
import { join } from 'node:path';
import { compare } from '../oracle/compare/compare';
import { Runner } from '../oracle/run/runner';
import { readCorpus } from '../oracle/scenario/corpus';
import type { Scenario } from '../oracle/scenario/scenario';
import { fastest, rate } from './timing';

const ROUNDS = 100;
const CORPORA = ['small', 'systematic', 'events', 'formats', 'huge'];

/**
 * Runs the golden corpora from memory on legacy and modern, decodes and compares: a line a corpus.
 * Loading the address space is part of it, reading the document is not.
 */
export async function benchGolden(): Promise<string[]> {
  const lines: string[] = [];
  for (const name of CORPORA) {
    const scenarios: Scenario[] = [];
    const file = join(__dirname, '..', 'fixtures', 'golden', `${name}.jsonl.gz`);
    for await (const { scenario } of readCorpus(file)) scenarios.push(scenario);
    lines.push(benchCorpus(name, scenarios));
  }
  return lines;
}

function benchCorpus(name: string, scenarios: readonly Scenario[]): string {
  const runner = Runner.of(['legacy', 'modern']);
  const [left, right] = runner.sides;
  if (left === undefined || right === undefined) throw new Error('two sides are compared');
  let disagreements = 0;
  const timing = fastest(ROUNDS, () => {
    disagreements = 0;
    for (const scenario of scenarios) {
      runner.run(scenario);
      disagreements += compare({ scenario, left, right }).length;
    }
  });
  const pages = scenarios.reduce((sum, { range }) => sum + range.asks.length, 0);
  return [
    `golden ${name.padEnd(10)}`,
    rate(scenarios.length, timing, 'scenarios'),
    `${((timing.cpu / pages) * 1e9).toFixed(1)} ns of CPU time a page (both sides, decoded and compared)`,
    `${disagreements} disagreements`,
  ].join('  ');
}
