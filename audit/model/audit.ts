// SPDX-License-Identifier: GPL-2.0-or-later
import { setImmediate } from 'node:timers/promises';
import type { DriverPair } from '../../drivers/conversion';
import { generateScenario } from '../../oracle/generate/generate';
import { Random } from '../../oracle/generate/random';
import { readCorpus } from '../../oracle/scenario/corpus';
import type { Scenario } from '../../oracle/scenario/scenario';
import { BATCH, inBatches } from './batches';
import { conversionTable } from './conversion-table';
import { auditExamined, type SourceRun } from './examined';
import { type AuditScope, scopeScenarios } from './families';
import { AT_HAND, type Inquiry } from './inquiry';
import type { Knowledge } from './known/explanation';
import { knowledgeOf } from './known/registry';
import { compareLoops } from './loops';
import { offPolicy } from './off-policy';
import type { AuditOptions } from './options';
import { PairJudge } from './pair-judge';
import { type PortSource, PortTally } from './port-tally';
import { proveEveryEntryValid } from './proof';
import { type AuditReport, auditReportOf } from './report';
import { compareSettings } from './settings';

export type { AuditOptions } from './options';

/**
 * Runs a driver's two versions against each other, on the address spaces of files, on every one of a
 * scope and on random ones, and reports by cause in what they differ.
 *
 * @param own what is known of this driver; what is known of every port is added.
 * @param signal ends the audit early; the report then says so and holds what was done.
 * @param inquiry how the driver is asked, if it does not answer at once.
 * @throws InputError for a file that cannot be read, and for a driver that gives no proper answer.
 */
export async function auditDriver(
  pair: DriverPair,
  own: Knowledge,
  options: AuditOptions,
  signal: AbortSignal = new AbortController().signal,
  inquiry: Inquiry = AT_HAND,
): Promise<AuditReport> {
  const known = knowledgeOf(own);
  const tally = new PortTally(new PairJudge(pair), known.causes);
  const { seed, runs, scope, vectors, loops } = options;
  const done: SourceRun[] = [];
  const end = (source: string, scenarios: number): void => {
    const before = done.reduce((sum, { compared }) => sum + compared, 0);
    const compared = tally.compared - before;
    done.push({ source, scenarios, compared, complete: !signal.aborted });
  };
  for (const file of vectors) {
    if (signal.aborted) break;
    const before = tally.scenarios.vectors;
    let batch: Scenario[] = [];
    for await (const { scenario } of readCorpus(file)) {
      if (signal.aborted) break;
      batch.push(scenario);
      if (batch.length < BATCH) continue;
      await addAll(tally, batch, 'vectors', inquiry);
      batch = [];
    }
    if (!signal.aborted) await addAll(tally, batch, 'vectors', inquiry);
    end(file, tally.scenarios.vectors - before);
  }
  for (const batch of inBatches(scopeScenarios(scope))) {
    if (signal.aborted) break;
    await addAll(tally, batch, 'scope', inquiry);
  }
  if (scope !== 0) end('scope', tally.scenarios.scope);
  for (const batch of inBatches(randomScenarios(seed, runs))) {
    if (signal.aborted) break;
    await addAll(tally, batch, 'random', inquiry);
  }
  end('random', tally.scenarios.random);
  const latent = new PortTally(new PairJudge(offPolicy(pair)), known.latent);
  for (const batch of inBatches(uniformScenarios(scope))) {
    await addAll(latent, batch, 'scope', inquiry);
  }
  const settings = await inquiry.one(() => compareSettings(pair));
  const compared = loops ? await inquiry.one(() => compareLoops(pair)) : undefined;
  const report = await auditReportOf(
    pair,
    options,
    known,
    {
      tally,
      latent,
      settings,
      loops: compared,
      proof: await proveEveryEntryValid(pair, () => scopeScenarios(scope), inquiry),
      table: scope === 0 ? [] : await conversionTable(pair, inquiry),
      interrupted: signal.aborted,
      examined: auditExamined(options, done, signal.aborted, compared),
    },
    inquiry,
  );
  await inquiry.finish();
  return report;
}

async function addAll(
  tally: PortTally,
  scenarios: readonly Scenario[],
  source: PortSource,
  inquiry: Inquiry,
): Promise<void> {
  const judged = await inquiry.each(
    scenarios,
    (scenario) => tally.judge.judge(scenario),
    (scenario) => scenario,
  );
  for (const [index, scenario] of scenarios.entries()) {
    const one = judged[index];
    if (one !== undefined) tally.add(scenario, source, one);
  }
  await setImmediate();
}

function* randomScenarios(seed: number, runs: number): Generator<Scenario> {
  const random = new Random(seed, 0);
  for (let index = 0; index < runs; index++) {
    random.restart(seed, index);
    yield generateScenario(random, 'small');
  }
}

/** With nothing asked, all windows of the same pages are alike: one with all accesses alike will do. */
function* uniformScenarios(scope: AuditScope): Generator<Scenario> {
  for (const scenario of scopeScenarios(scope)) {
    const [first] = scenario.range.asks;
    if (scenario.range.asks.every((ask) => ask === first)) yield scenario;
  }
}
