// SPDX-License-Identifier: GPL-2.0-or-later
import { readCorpus } from '../../oracle/scenario/corpus';
import { realise } from '../plan/plan';
import { type LiveCase, liveCase } from './live-case';

/** Scenario documents as cases, and those that cannot be brought about, each with its reason. */
export interface DocumentCases {
  readonly cases: readonly LiveCase[];
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

/** What a case's name may not have in it. */
const NOT_IN_NAMES = /[^A-Za-z0-9._+:/=,-]/g;

/**
 * Reads scenario documents (JSON Lines or one object, plain or gzip) and plans each.
 * @throws InputError for a bad document, or if the file cannot be read.
 */
export async function documentCases(file: string): Promise<DocumentCases> {
  const cases: LiveCase[] = [];
  const skipped: { name: string; reason: string }[] = [];
  for await (const { scenario, line } of readCorpus(file)) {
    const id = scenario.id.replaceAll(NOT_IN_NAMES, '_').slice(0, 100);
    const name = `line-${line}${id === '' ? '' : `-${id}`}`;
    const plan = realise({ ...scenario, id: name });
    if (plan.kind === 'skip') skipped.push({ name, reason: plan.reason });
    else cases.push(liveCase(plan.recipe));
  }
  return { cases, skipped };
}
