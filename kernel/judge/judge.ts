// SPDX-License-Identifier: GPL-2.0-or-later
import { AddressSpace } from '../../mm/address-space';
import { isBefore } from '../../modern/revision';
import { type Breach, ContractCheck } from '../../oracle/contract/contract-check';
import { CLAUSES } from '../../oracle/contract/registry';
import { Runner } from '../../oracle/run/runner';
import type { Side } from '../../oracle/run/side';
import { readScenario } from '../../oracle/scenario/read';
import type { Scenario } from '../../oracle/scenario/scenario';
import type { ScenarioDocument } from '../../oracle/scenario/schema';
import type { SimplificationId } from '../../oracle/simplifications/registry';
import type { InfoReport, ResultReport } from '../capture/schema';
import { believedErrors, withErrors } from './believed-errors';
import { compareLive, type LiveMismatch } from './compare';
import { bitsOfWords, FRAME_RANGES } from './frames';
import { KnownMemory } from './known-memory';
import { leafOf } from './live-fault';
import { orSkipped, type ReadReport, readReport, type Skipped } from './read-report';
import type { FaultRule, KnownFault, ReleaseRule } from './release-rule';
import { FAILED_FAULT_RULES, kernelVersionOf, rulesOf } from './release-rules';
import type { FromRecipe } from './scenario';
import type { LiveSimplification } from './simplification';
import { LIVE_SIMPLIFICATIONS } from './simplifications';

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
  /** It did, with page faults as its release has them, which were predicted before it ran. */
  | {
      readonly kind: 'predicted';
      readonly scenario: ScenarioDocument;
      /** The ids of the rules, in the order in which they were needed. */
      readonly by: readonly SimplificationId[];
      readonly violations: readonly string[];
      readonly stoppedAt: number;
    }
  /** It did, once what nothing tells beforehand is taken from the page table that it left. */
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
  | Skipped;

/** Makes the side of the model that is held to the kernel, for an address space. */
export type SideMaker = (space: AddressSpace) => Side;

/** The promises that one call shows to be broken, without an experiment of the model. */
const OBSERVABLE = CLAUSES.filter(
  ({ experiment, sees }) => sees !== 'the mirrored scenario' && experiment !== true,
);
/**
 * How often a page is faulted depends on what a page fault does, which a release can do otherwise than
 * the model: only what is known of the model is shown.
 */
const BY_PAGE_FAULTS = 'faulted-once';

/** A fault that failed for a reason which stands in no page table: the kernel is believed. */
export const FAILED_OUTSIDE: SimplificationId = 'fault-failed-outside';

/** Judges the reports of one kernel. */
export class LiveJudge {
  private readonly space = new AddressSpace();
  private readonly side: Side;
  private readonly after = new AddressSpace();
  private readonly used = new Set<SimplificationId>();
  private readonly contract: ContractCheck;
  private readonly rules: readonly ReleaseRule[];

  constructor(
    private readonly info: InfoReport,
    make: SideMaker,
  ) {
    this.rules = rulesOf(kernelVersionOf(info.release));
    this.side = make(this.space);
    this.contract = new ContractCheck(new Runner(this.space, [this.side]), OBSERVABLE);
  }

  /**
   * Runs the model of the kernel's revision on what was really there, with page faults as the release
   * has them, and compares. What nothing says beforehand is then taken from what the kernel left.
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
    const memory = new KnownMemory(report, marksSwap(this.info));
    const predicted = this.run(report, scenario, memory, []);
    if (predicted.length === 0) {
      const by = [...this.used];
      const shown = this.shown(scenario);
      if (by.length === 0) return { kind: 'equal', scenario: document, ...shown };
      return { kind: 'predicted', scenario: document, by, ...shown };
    }
    let mismatches = predicted;
    for (const errors of believedErrors(report)) {
      const tried = errors === undefined ? document : withErrors(document, errors);
      const read = readScenario(tried, { file: report.case });
      const live = this.run(report, read, memory, LIVE_SIMPLIFICATIONS);
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
    const known = breaches.filter(
      ({ clause, violation }) => clause.id !== BY_PAGE_FAULTS || violation !== null,
    );
    const ids = known.map(({ clause, violation }) => violation?.id ?? `${clause.id} (new)`);
    return { violations: [...new Set(ids)], stoppedAt };
  }

  /**
   * Runs the model with the page faults of the release.
   * @param believed where the kernel is believed, because nothing tells beforehand; empty to predict
   *   everything.
   */
  private run(
    report: ResultReport,
    scenario: Scenario,
    memory: KnownMemory,
    believed: readonly LiveSimplification[],
  ): readonly LiveMismatch[] {
    const { space, after, used } = this;
    used.clear();
    space.load(scenario.mm);
    const hugeZeroPfn = hugeZeroPfnOf(report, this.info.hugeZeroPfn);
    const frames = FRAME_RANGES[bitsOfWords(this.info.hmm)];
    space.overrule = (vma, at, write) => {
      const fault = {
        space,
        vma,
        at,
        write,
        now: leafOf(space.table, at),
        page: memory.pageAt(at),
        mapping: memory.mappingFrom(vma.start),
        hugeZeroPfn,
        frames,
      };
      if (scenario.mm.faultErrors.has(at)) return this.decide(FAILED_FAULT_RULES, fault);
      const seen = this.decide(believed, { ...fault, after: leafOf(after.table, at) });
      if (seen !== undefined) return seen;
      return this.decide(this.rules, fault);
    };
    this.side.run(scenario);
    space.overrule = null;
    return compareLive(report, this.info.hmm, this.side, space, after.table);
  }

  /** The first rule for a fault that decides it; one may change its entry and leave it to others. */
  private decide<Fault extends KnownFault>(
    rules: readonly Pick<FaultRule<Fault>, 'id' | 'apply'>[],
    given: Fault,
  ): boolean | undefined {
    let fault = given;
    for (const { id, apply } of rules) {
      const result = apply(fault);
      if (result === undefined) continue;
      this.used.add(id);
      if (result !== 'go on') return result;
      fault = { ...fault, now: leafOf(this.space.table, fault.at) };
    }
    return undefined;
  }
}

/** Swapped pages have the mark since 5.19 with 64 bits, and since 6.3 with 32. */
function marksSwap({ release, hmm }: InfoReport): boolean {
  return !isBefore(kernelVersionOf(release), bitsOfWords(hmm) === 64 ? '5.19' : '6.3');
}

/**
 * The huge zero page comes and goes; a dump that shows it knows better than the first line. Where a
 * kernel does not say which frame it is, it is the one huge page of anonymous memory that is none to
 * `vm_normal_page_pmd()`.
 */
function hugeZeroPfnOf(
  { before, after, vmas }: ResultReport,
  told: string | null,
): number | undefined {
  const isAnon = (at: number): boolean =>
    vmas.some(
      ({ start, end, backing }) => backing === 'anon' && Number(start) <= at && at < Number(end),
    );
  const shown = [...before, ...after].find(
    ({ at, is, zero, normal, outside }) =>
      is === 'huge' &&
      (zero === true ||
        (told === null && normal !== true && outside !== true && isAnon(Number(at)))),
  );
  const frame = shown?.pfn ?? told;
  return frame === null || frame === undefined ? undefined : Number(frame);
}
