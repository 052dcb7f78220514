// SPDX-License-Identifier: GPL-2.0-or-later
import { setImmediate } from 'node:timers/promises';
import type { DriverPair } from '../../drivers/conversion';
import { generateScenario } from '../generate/generate';
import { Random } from '../generate/random';
import { readCorpus } from '../scenario/corpus';
import { conversionTable } from './conversion-table';
import { examinedOf, type SourceRun } from './examined';
import { scopeScenarios } from './families';
import type { Knowledge } from './known/explanation';
import { knowledgeOf } from './known/registry';
import { compareLoops } from './loops';
import { offPolicy } from './off-policy';
import type { AuditOptions } from './options';
import { PairJudge } from './pair-judge';
import { PortTally } from './port-tally';
import { proveEveryEntryValid } from './proof';
import { type AuditReport, reportOf } from './report';
import { compareSettings } from './settings';

export type { AuditOptions } from './options';

/** So many scenarios run before anyone else gets a turn. */
const BATCH = 2_000;

/**
 * Runs a driver's two versions against each other, on the address spaces of files, on every one of a
 * scope and on random ones, and reports by cause in what they differ.
 *
 * @param own what is known of this driver; what is known of every port is added.
 * @param signal ends the audit early; the report then says so and holds what was done.
 * @throws InputError for a file that cannot be read.
 */
export async function auditDriver(
  pair: DriverPair,
  own: Knowledge,
  options: AuditOptions,
  signal: AbortSignal = new AbortController().signal,
): Promise<AuditReport> {
  const known = knowledgeOf(own);
  const tally = new PortTally(new PairJudge(pair), known.causes);
  const { seed, runs, scope, vectors, loops } = options;
  const done: SourceRun[] = [];
  const end = (source: string, scenarios: number): void => {
    const before = done.reduce((sum, { compared }) => sum + compared, 0);
    const compared = tally.judge.counts.compared - before;
    done.push({ source, scenarios, compared, complete: !signal.aborted });
  };
  for (const file of vectors) {
    if (signal.aborted) break;
    const before = tally.scenarios.vectors;
    for await (const { scenario } of readCorpus(file)) {
      if (signal.aborted) break;
      tally.add(scenario, 'vectors');
    }
    end(file, tally.scenarios.vectors - before);
  }
  for (const scenario of scopeScenarios(scope)) {
    if (signal.aborted) break;
    tally.add(scenario, 'scope');
    if (tally.scenarios.scope % BATCH === 0) await setImmediate();
  }
  if (scope !== 0) end('scope', tally.scenarios.scope);
  const random = new Random(seed, 0);
  for (let index = 0; index < runs && !signal.aborted; index++) {
    random.restart(seed, index);
    tally.add(generateScenario(random, 'small'), 'random');
    if (index % BATCH === 0) await setImmediate();
  }
  end('random', tally.scenarios.random);
  const latent = new PortTally(new PairJudge(offPolicy(pair)), known.latent);
  // With nothing asked, all windows of the same pages are alike: one with all accesses alike will do.
  for (const scenario of scopeScenarios(scope)) {
    const [first] = scenario.range.asks;
    if (scenario.range.asks.every((ask) => ask === first)) latent.add(scenario, 'scope');
  }
  return reportOf(pair, options, known, {
    tally,
    latent,
    settings: compareSettings(pair),
    loops: loops ? compareLoops(pair) : undefined,
    proof: proveEveryEntryValid(pair, () => scopeScenarios(scope)),
    table: scope === 0 ? [] : conversionTable(pair),
    interrupted: signal.aborted,
    examined: examinedOf(options, done, signal.aborted),
  });
}
