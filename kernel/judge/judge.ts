// SPDX-License-Identifier: GPL-2.0-or-later
import { AddressSpace, type AddressSpaceImage } from '../../mm/address-space';
import { address, PAGE_SIZE } from '../../mm/units';
import { type Breach, ContractCheck } from '../../oracle/contract/contract-check';
import { CLAUSES } from '../../oracle/contract/registry';
import { Runner } from '../../oracle/run/runner';
import type { Side } from '../../oracle/run/side';
import { hex } from '../../oracle/scenario/hex';
import { InputError } from '../../oracle/scenario/input-error';
import { readScenario } from '../../oracle/scenario/read';
import type { Scenario } from '../../oracle/scenario/scenario';
import type { ScenarioDocument } from '../../oracle/scenario/schema';
import type { SimplificationId } from '../../oracle/simplifications/registry';
import type { InfoReport, ResultReport } from '../capture/schema';
import { compareLive, type LiveMismatch } from './compare';
import { leafOf } from './live-fault';
import { type FaultErrors, type FromRecipe, scenarioOf } from './scenario';
import { LIVE_SIMPLIFICATIONS } from './simplifications';
import { liveFailedFaultLeavesTables } from './simplify-absent';
import { Inexpressible, pagesWith } from './slots';

/** What is to be said of one case. */
export type LiveVerdict =
  /** The kernel did exactly what the model of its revision does. */
  | {
      readonly kind: 'equal';
      readonly scenario: ScenarioDocument;
      /** The ids of the broken promises that the kernel shows here, as its model does. */
      readonly violations: readonly string[];
      /** The index of the first page whose word is still a request; all pages have output after a success. */
      readonly stoppedAt: number;
    }
  /** It did, once the model's page faults do what a kernel's do. */
  | {
      readonly kind: 'explained';
      readonly scenario: ScenarioDocument;
      /** The ids of the simplifications, in the order in which they were needed. */
      readonly by: readonly SimplificationId[];
      readonly violations: readonly string[];
      readonly stoppedAt: number;
    }
  | {
      readonly kind: 'new';
      readonly scenario: ScenarioDocument;
      readonly mismatches: readonly LiveMismatch[];
    }
  | { readonly kind: 'skip'; readonly reason: string };

/** A report, and the scenario that it is of: the same for every model that is held to it. */
export interface ReadReport {
  readonly kind: 'read';
  readonly report: ResultReport;
  readonly document: ScenarioDocument;
  readonly scenario: Scenario;
  /** What stood there after the call. */
  readonly after: AddressSpaceImage;
}

type Skipped = Extract<LiveVerdict, { readonly kind: 'skip' }>;

/** Writes down what was really there, before the call and after it; or why that cannot be done. */
export function readReport(
  report: ResultReport,
  info: InfoReport,
  known: FromRecipe,
): ReadReport | Skipped {
  return orSkipped(() => {
    const place = { file: report.case };
    const document = scenarioOf(report, info, known);
    const scenario = readScenario(document, place);
    const afterDocument = scenarioOf({ ...report, before: report.after }, info, known);
    const after = readScenario(afterDocument, place).mm;
    return { kind: 'read', report, document, scenario, after };
  });
}

/** What a report or a model of it comes to; what no document can hold is skipped, with the reason. */
function orSkipped<Result>(read: () => Result): Result | Skipped {
  try {
    return read();
  } catch (error) {
    if (error instanceof Inexpressible) return { kind: 'skip', reason: error.reason };
    if (error instanceof InputError) return { kind: 'skip', reason: error.message };
    throw error;
  }
}

/** Makes the side of the model that is held to the kernel, for an address space. */
export type SideMaker = (space: AddressSpace) => Side;

/**
 * The promises that one call shows to be broken, without an experiment of the model. How often a
 * page is faulted is not among them: it depends on what a page fault does, which is simpler here.
 */
const OBSERVABLE = CLAUSES.filter(
  ({ id, experiment, sees }) =>
    sees !== 'the mirrored scenario' && experiment !== true && id !== 'faulted-once',
);

/** What the page table after the call cannot tell, and is tried. */
interface Attempt {
  readonly eager: boolean;
  readonly swapShared: boolean;
  readonly errors: FaultErrors | undefined;
}

/** A fault that failed for a reason which stands in no page table: the kernel is believed. */
export const FAILED_OUTSIDE: SimplificationId = 'fault-failed-outside';

/** Judges the reports of one kernel. */
export class LiveJudge {
  private readonly space = new AddressSpace();
  private readonly side: Side;
  private readonly after = new AddressSpace();
  private readonly used = new Set<SimplificationId>();
  private readonly contract: ContractCheck;

  constructor(
    private readonly info: InfoReport,
    make: SideMaker,
  ) {
    this.side = make(this.space);
    this.contract = new ContractCheck(new Runner(this.space, [this.side]), OBSERVABLE);
  }

  /**
   * Runs the model of the kernel's revision on what was really there, and compares: first as the model
   * is, then with page faults as a kernel has them.
   */
  judge(report: ResultReport, known: FromRecipe): LiveVerdict {
    return this.judgeRead(readReport(report, this.info, known));
  }

  /** As {@link LiveJudge.judge}, of a report that was read before, with the same facts of the kernel. */
  judgeRead(read: ReadReport | Skipped): LiveVerdict {
    return read.kind === 'skip' ? read : orSkipped(() => this.judgeScenario(read));
  }

  private judgeScenario({ report, document, scenario, after }: ReadReport): LiveVerdict {
    this.after.load(after);
    const plain = this.run(report, scenario);
    if (plain.length === 0) {
      return { kind: 'equal', scenario: document, ...this.shown(scenario) };
    }
    let mismatches = plain;
    for (const attempt of attemptsFor(report)) {
      const { errors } = attempt;
      const tried = errors === undefined ? document : withErrors(document, errors);
      const read = readScenario(tried, { file: report.case });
      const live = this.runLive(report, read, attempt);
      if (live.length < mismatches.length) mismatches = live;
      if (live.length > 0) continue;
      const by = [...this.used, ...(errors === undefined ? [] : [FAILED_OUTSIDE])];
      return { kind: 'explained', scenario: tried, by, ...this.shown(read) };
    }
    return { kind: 'new', scenario: document, mismatches };
  }

  /** How far the run that was just found to be the kernel's own came, and what it breaks. */
  private shown(scenario: Scenario) {
    const { stoppedAt } = this.side.record;
    const breaches: Breach[] = [];
    this.side.decode();
    this.contract.sideRan(scenario, this.side, breaches);
    this.contract.allRan(scenario, breaches);
    const ids = breaches.map(({ clause, violation }) => violation?.id ?? `${clause.id} (new)`);
    return { violations: [...new Set(ids)], stoppedAt };
  }

  private run(report: ResultReport, scenario: Scenario): readonly LiveMismatch[] {
    this.space.overrule = null;
    this.space.load(scenario.mm);
    this.side.run(scenario);
    return compareLive(report, this.info.hmm, this.side, this.space, this.after.table);
  }

  /** Runs the model with page faults that do what the kernel's did. */
  private runLive(
    report: ResultReport,
    scenario: Scenario,
    attempt: Attempt,
  ): readonly LiveMismatch[] {
    const { space, after, used } = this;
    used.clear();
    space.load(scenario.mm);
    const protectedPages = pagesWith(report.before, ({ uffdWp }) => uffdWp === true);
    const hugeZero = this.info.hugeZeroPfn;
    space.overrule = (vma, at, write) => {
      // A page whose fault fails is not judged by what it looks like afterwards.
      const fails = scenario.mm.faultErrors.has(at);
      for (const { id, apply } of fails ? [liveFailedFaultLeavesTables] : LIVE_SIMPLIFICATIONS) {
        const result = apply({
          space,
          vma,
          at,
          write,
          now: leafOf(space.table, at),
          after: leafOf(after.table, at),
          hugeZeroPfn: hugeZeroPfnOf(report, hugeZero),
          uffdWp: protectedPages(at),
          eager: attempt.eager,
          swapShared: attempt.swapShared,
        });
        if (result === undefined) continue;
        used.add(id);
        if (result !== 'go on') return result;
      }
      return undefined;
    };
    this.side.run(scenario);
    space.overrule = null;
    return compareLive(report, this.info.hmm, this.side, space, after.table);
  }
}

/** What is tried, the simplest first: a page fault is believed to have failed only if it did. */
function attemptsFor(report: ResultReport): readonly Attempt[] {
  const failed = failedFault(report);
  const invalidated = report.invalidations[1] > 0;
  return (failed === undefined ? [undefined] : [undefined, failed]).flatMap((errors) =>
    (invalidated ? [false, true] : [false]).flatMap((swapShared) =>
      [false, true].map((eager) => ({ eager, swapShared, errors })),
    ),
  );
}

/** The huge zero page comes and goes; a dump that shows it knows better than the first line. */
function hugeZeroPfnOf({ before, after }: ResultReport, told: string | null): number | undefined {
  const shown = [...before, ...after].find(({ is, zero }) => is === 'huge' && zero === true);
  const frame = shown?.pfn ?? told;
  return frame === null || frame === undefined ? undefined : Number(frame);
}

const RESULT_BITS = [
  [0x1n, 'oom'],
  [0x2n, 'sigbus'],
  [0x40n, 'sigsegv'],
  [0x10n, 'hwpoison'],
  [0x20n, 'hwpoison'],
] as const;

/**
 * The page whose fault failed last in the kernel, as a document says it. What stands in the page
 * table is for the rules to say: poison there explains nothing that lies outside.
 */
function failedFault(report: ResultReport): FaultErrors | undefined {
  const { ret, faults, faultResult, before } = report;
  const last = faults.at(-1);
  if (ret !== -14 || faultResult === undefined || last === undefined) return undefined;
  const error = RESULT_BITS.find(([bit]) => (BigInt(faultResult) & bit) !== 0n)?.[1];
  if (error === undefined) return undefined;
  const at = address(Number(last[0]) + (last[1] - 1) * PAGE_SIZE);
  const poisoned = pagesWith(before, ({ is }) => is === 'hwpoison');
  return poisoned(at) ? undefined : { [hex(at)]: error };
}

function withErrors(document: ScenarioDocument, errors: FaultErrors): ScenarioDocument {
  const { mm } = document;
  return { ...document, mm: { ...mm, faultErrors: { ...mm.faultErrors, ...errors } } };
}
