// SPDX-License-Identifier: GPL-2.0-or-later
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Type from 'typebox';
import { Compile } from 'typebox/schema';
import { Judge } from '../campaign/judge';
import { type NewCauseShown, newCauses } from '../campaign/new-causes';
import { type NewFinding, unsteadyIn } from '../check/finding';
import type { BuildFacts, StoredOutcome } from '../check/stored';
import { buildName, commitName } from '../package/build';
import { Runner } from '../run/runner';
import { SIDE_NAMES, type SideName } from '../run/side-names';
import { firstProblem } from '../scenario/explain';
import { refuse } from '../scenario/input-error';
import { readJsonFile } from '../scenario/json';
import { makeOutputFolder } from '../scenario/make-folder';
import { removeLeftovers, replaceWhole } from '../scenario/partial-name';
import { readScenario } from '../scenario/read';
import { type ScenarioDocument, ScenarioSchema } from '../scenario/schema';
import { CLOSED } from '../scenario/schema-entries';
import { requireFile } from '../scenario/stats';
import { unwritable } from '../scenario/system-error';

const SCHEMA = 'hmm-failure/1';
const FOLDER = 'failures';

const commit = Type.Union([Type.String(), Type.Null()]);

const FailureSchema = Type.Object(
  {
    schema: Type.Literal(SCHEMA),
    cause: Type.String(),
    sides: Type.Array(Type.Enum([...SIDE_NAMES])),
    foundBy: Type.Object({ build: Type.String(), commit, command: Type.String() }, CLOSED),
    fixedBy: Type.Union([Type.Object({ build: Type.String(), commit }, CLOSED), Type.Null()]),
    scenario: ScenarioSchema,
  },
  { ...CLOSED, description: 'a stored failure' },
);
const failureCheck = Compile(FailureSchema);

/** A cause that nothing explained when it was found, with the simplest scenario that shows it. */
interface StoredFailure {
  readonly schema: typeof SCHEMA;
  readonly cause: string;
  /** The sides that showed it. */
  readonly sides: readonly SideName[];
  readonly foundBy: BuildFacts & { readonly command: string };
  /** The first build that did not show it any more; null as long as it is shown. */
  readonly fixedBy: BuildFacts | null;
  readonly scenario: ScenarioDocument;
}

/** A folder of failures, a file a cause: the same cause met a million times is one file. */
export class FailureStore {
  private readonly failures = new Map<string, StoredFailure>();

  private constructor(private readonly folder: string) {}

  /**
   * Opens the store in a folder, which is made if it is not there.
   * @throws InputError if it cannot be written, or a file there is no failure.
   */
  static open(place: string): FailureStore {
    const folder = join(place, FOLDER);
    makeOutputFolder(place);
    makeOutputFolder(folder);
    removeLeftovers(folder);
    const store = new FailureStore(folder);
    for (const name of readdirSync(folder).sort()) {
      if (!name.endsWith('.json') || name.startsWith('.')) continue;
      const failure = readFailure(join(folder, name));
      store.failures.set(failure.cause, failure);
    }
    return store;
  }

  /**
   * Runs every stored failure on some sides, and keeps what is fixed, or is there again.
   *
   * @param makeJudge makes these sides anew.
   */
  runAgain(
    sides: readonly SideName[],
    makeJudge = (): Judge => new Judge(Runner.of(sides)),
  ): readonly StoredOutcome[] {
    return [...this.failures.values()].map((failure) => {
      const outcome = outcomeOf(failure, sides, makeJudge);
      if (outcome.state === 'fixed' && failure.fixedBy === null) {
        this.write({ ...failure, fixedBy: { build: buildName(), commit: commitName() } });
      }
      if (outcome.state === 'still shown' && failure.fixedBy !== null) {
        this.write({ ...failure, fixedBy: null });
      }
      return outcome;
    });
  }

  /** Stores findings whose causes are not there yet; their number. */
  add(findings: readonly NewFinding[], commandOf: (finding: NewFinding) => string): number {
    const fresh = findings.filter(({ cause }) => !this.failures.has(cause));
    for (const finding of fresh) {
      const { cause, sides, scenario } = finding;
      const command = commandOf(finding);
      const foundBy = { build: buildName(), commit: commitName(), command };
      this.write({ schema: SCHEMA, cause, sides, foundBy, fixedBy: null, scenario });
    }
    return fresh.length;
  }

  private write(failure: StoredFailure): void {
    const file = join(this.folder, fileName(failure.cause));
    try {
      replaceWhole(file, `${JSON.stringify(failure, null, 2)}\n`);
    } catch (error) {
      throw unwritable(file, error);
    }
    this.failures.set(failure.cause, failure);
  }
}

function readFailure(file: string): StoredFailure {
  requireFile(file, 'a stored failure');
  const value = readJsonFile(file);
  if (failureCheck.Check(value)) {
    // What its shape does not tell, such as a VMA without room, is said of the file, which a person can mend.
    readScenario(value.scenario, { file });
    return value;
  }
  const problem = firstProblem(FailureSchema, value);
  return refuse({ file }, problem ?? { field: '', expected: 'a stored failure', got: value });
}

/** A name that a person recognizes, and a digest that tells it from all others. */
function fileName(cause: string): string {
  const words = cause.replaceAll(/[^\w.-]+/g, '-').slice(0, 60);
  const digest = createHash('sha256').update(cause).digest('hex').slice(0, 10);
  return `${words}.${digest}.json`;
}

function outcomeOf(
  failure: StoredFailure,
  sides: readonly SideName[],
  makeJudge: () => Judge,
): StoredOutcome {
  const { cause, foundBy, scenario } = failure;
  const common = { cause, sides: failure.sides, foundBy, scenario };
  if (!failure.sides.every((side) => sides.includes(side))) {
    return { ...common, state: 'not run', now: [] };
  }
  const now = shownBy(scenario, makeJudge()).map((shown) => shown.cause);
  if (now.includes(cause)) return { ...common, state: 'still shown', now };
  return { ...common, state: now.length > 0 ? 'changed' : 'fixed', now };
}

/** What a scenario shows by itself, and after others have run. */
function shownBy(document: ScenarioDocument, judge: Judge): NewCauseShown[] {
  const scenario = readScenario(document, { file: document.id });
  return [...newCauses(judge.judge(scenario)), ...unsteadyIn(scenario, judge)];
}
