// SPDX-License-Identifier: GPL-2.0-or-later
import type { Command } from 'commander';
import { explainScenario } from '../oracle/check/explained';
import { FAST_CHECK } from '../oracle/check/options';
import { replayPath, verdictOfReplay } from '../oracle/check/replay';
import type { Profile } from '../oracle/generate/profiles';
import type { SideName } from '../oracle/run/side-names';
import { explanationPart } from '../report/html/view/scenarios-view';
import { replayDocument } from '../report/machine/schema/check';
import { replayText } from '../report/text/replay-text';
import { exitWith } from './exit-with';
import type { NotedByTrees } from './noted-by-trees';
import { say } from './print';
import { type HtmlFile, type ReportFiles, runFacts } from './report-files';
import { terminalStyle } from './terminal';

/** What `check --path` is given. */
interface PathArguments {
  readonly path: string;
  readonly sides: readonly SideName[];
  readonly profile: Profile;
  readonly seed?: number | 'auto';
  readonly noted: NotedByTrees;
}

/** `check --path`: one scenario of a campaign or of a scope, made again. */
export function runPath(
  given: PathArguments,
  reports: ReportFiles,
  page: HtmlFile | undefined,
  command: Command,
): void {
  const { path, sides, profile } = given;
  const seed = given.seed === 'auto' ? undefined : given.seed;
  const replayed = replayPath(seed ?? 0, profile, path, sides);
  reports.print(`${replayText(replayed, terminalStyle(process.stdout))}\n`);
  if (replayed.fresh.length === 0 && !path.includes('#')) say(otherPathHint(path));
  const verdict = given.noted.judge(verdictOfReplay(replayed));
  const facts = runFacts(command, seed ?? null, exitWith(verdict));
  reports.write(() => replayDocument(replayed, facts, verdict, given.noted.list()));
  page?.write([explanationPart(explainScenario(replayed.scenario, sides))]);
}

/** A path of fast-check looks like one of this command, but names a different scenario. */
function otherPathHint(path: string): string {
  return (
    `no unexplained difference in scenario ${path} of this command's own generator; if ` +
    `fast-check printed this seed and path, they mean another scenario: --path ${FAST_CHECK}${path}`
  );
}
