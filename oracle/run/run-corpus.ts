// SPDX-License-Identifier: GPL-2.0-or-later
import type { Source } from '../scenario/bytes';
import { type CorpusScenario, scanCorpus } from '../scenario/corpus';
import { InputError } from '../scenario/input-error';
import type { LineOptions } from '../scenario/lines';
import { requireFormat } from './require-format';
import type { Runner } from './runner';
import { vectorChunks } from './vector-text';

/**
 * Runs the scenarios of a source and writes a line `{"scenario", "expect"}` for each: the vectors'
 * own form, with the scenario as it stood in the source. A bad line is reported, and the next one
 * is run.
 *
 * @param write takes a piece of text; a promise that it returns is waited for.
 * @throws InputError if the source cannot be read.
 */
export async function runCorpus(
  source: Source,
  runner: Runner,
  options: LineOptions,
  write: (text: string) => Promise<void> | undefined,
  report: (error: InputError) => void,
): Promise<void> {
  for await (const item of scanCorpus(source, options)) {
    if (item.kind === 'error') {
      report(item.error);
      continue;
    }
    const refused = refusal(item, runner);
    if (refused !== undefined) {
      report(refused);
      continue;
    }
    runner.run(item.scenario);
    for (const chunk of vectorChunks(item.document, runner.sides)) {
      const behind = write(chunk);
      if (behind !== undefined) await behind;
    }
  }
}

/** Why a runner's sides cannot run a scenario, if they cannot. */
function refusal(item: CorpusScenario, { names }: Runner): InputError | undefined {
  try {
    requireFormat(item.scenario, names, item);
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}
