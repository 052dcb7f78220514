// SPDX-License-Identifier: GPL-2.0-or-later
import { AddressSpace } from '../../mm/address-space';
import type { RangeRequest } from '../../mm/range';
import { judge } from '../../oracle/differences/verdict';
import { makeSide, runSide } from '../../oracle/run/runner';
import type { Side } from '../../oracle/run/side';
import type { Scenario } from '../../oracle/scenario/scenario';
import { accessesOf } from '../model/accesses';
import { ScenarioFacts } from '../model/page-facts';
import type { CaseInput } from './batch';
import { ORDINARY } from './circumstances';
import { type CutLeaf, hasCutLeaf } from './cut-leaf';
import type { NoAnswer } from './driver-call';
import { addFrames, type NoFrames } from './frames';
import type { NoResult } from './named';
import type { Policies, VersionPolicy } from './policy';
import { noResult } from './side-failed';
import type { AuditedSides } from './sides';
import type { Version } from './version';

/** A scenario with what both range faults made of it, ready for the conversions. */
export interface PreparedCase {
  /** As it came: what its pages ask are accesses, if the adapter has requests. */
  readonly scenario: Scenario;
  readonly inputs: Readonly<Record<Version, CaseInput>>;
  /** The state of each page, as each side's range fault reported it. */
  readonly states: Readonly<Record<Version, Uint8Array>>;
}

/** Both calls fail; no pages; a call of the driver's own that never returns; no struct pages; its process was killed. */
export type SkipReason =
  | 'fails'
  | 'no pages'
  | 'killed by the system'
  | CutLeaf
  | NoAnswer
  | NoFrames;

/** What a scenario comes to before any conversion is run. */
type Preparation =
  | { readonly kind: 'ready'; readonly prepared: PreparedCase }
  | { readonly kind: 'skipped'; readonly why: SkipReason }
  /** One call fails: that is a difference of the range faults, not of the conversions. */
  | { readonly kind: 'one fails'; readonly ids: readonly string[] }
  | NoResult;

/** The known differences that a scenario shows, before any conversion. */
export interface KnownDifferences {
  /** By page. */
  readonly pages: ReadonlyMap<number, string>;
  /** Any of them, those of no page included; null if there is none. */
  readonly first: string | null;
}

/** Runs the range faults of both versions, asked the same. */
export class Preparer {
  readonly before: Side;
  readonly after: Side;
  readonly facts = new ScenarioFacts();
  readonly space = new AddressSpace();

  constructor(
    private readonly policies: Policies,
    sides: AuditedSides,
  ) {
    this.before = makeSide(sides.before, this.space);
    this.after = makeSide(sides.after, this.space);
  }

  /** Both sides hold the scenario afterwards, until the next one. */
  prepare(scenario: Scenario): Preparation {
    const { before, after } = this;
    if (scenario.range.asks.length === 0) return { kind: 'skipped', why: 'no pages' };
    if (after.tellsOrder && hasCutLeaf(scenario)) {
      return { kind: 'skipped', why: 'huge page across the end of a VMA' };
    }
    const asked = this.run(scenario);
    const crashed = [before, after].find(({ failure }) => failure !== undefined);
    if (crashed?.failure !== undefined) return noResult(crashed.failure);
    const failed = [before, after].filter(({ record }) => record.ret !== 0).length;
    if (failed === 2) return { kind: 'skipped', why: 'fails' };
    if (failed === 1) return { kind: 'one fails', ids: this.knownIds(asked) };
    const frames = this.frames(scenario);
    if (typeof frames === 'string') return { kind: 'skipped', why: frames };
    const { pages } = this.after.record;
    return {
      kind: 'ready',
      prepared: {
        scenario,
        inputs: {
          before: inputOf(before, asked, frames, before.pageCount ?? 0),
          after: inputOf(after, asked, frames, 0),
        },
        states: {
          before: before.states.kinds.slice(0, pages),
          after: after.states.kinds.slice(0, pages),
        },
      },
    };
  }

  /** The scenario as both range faults are asked it: by the policy of the old version. */
  asked(scenario: Scenario, policy: VersionPolicy = this.policies.before): Scenario {
    return { ...scenario, format: this.policies.format, range: askedRange(scenario, policy) };
  }

  /** Runs both range faults; each begins with the address space as it was loaded. */
  run(scenario: Scenario): Scenario {
    const asked = this.asked(scenario);
    this.space.load(asked.mm);
    runSide(this.before, asked);
    this.runAfter(asked);
    return asked;
  }

  /** Runs the new range fault alone, on the address space that was run last. */
  runAfter(asked: Scenario): void {
    this.space.rewind();
    runSide(this.after, asked);
  }

  /** What of the range faults' differences is known; both sides hold the scenario afterwards. */
  known(scenario: Scenario): KnownDifferences {
    const verdict = judge({ scenario: this.run(scenario), left: this.before, right: this.after });
    const pages = new Map<number, string>();
    if (verdict.kind !== 'differ') return { pages, first: null };
    let first: string | null = null;
    for (const { disagreement, difference } of verdict.findings) {
      if (difference === null) continue;
      first ??= difference.id;
      if (disagreement.aspect === 'page') pages.set(disagreement.page, difference.id);
    }
    return { pages, first };
  }

  private knownIds(asked: Scenario): readonly string[] {
    const verdict = judge({ scenario: asked, left: this.before, right: this.after });
    if (verdict.kind !== 'differ') return [];
    return [...new Set(verdict.findings.flatMap(({ difference }) => difference?.id ?? []))];
  }

  /** The pfns that some entry of the outputs has; or why there can be no struct pages for them. */
  private frames(scenario: Scenario): ReadonlyMap<number, number> | SkipReason {
    const frames = new Map<number, number>();
    this.facts.load(scenario.mm);
    for (const side of [this.before, this.after]) {
      const problem = addFrames(columnsOf(side, scenario.range.start), frames, this.facts);
      if (problem !== undefined) return problem;
    }
    return frames;
  }
}

/** What a version is given: the range with what its own range fault left in it. */
export function inputOf(
  side: Side,
  { range }: Scenario,
  frames: ReadonlyMap<number, number>,
  ret: number,
): CaseInput {
  const pages = range.asks.length;
  return {
    ...{ pages, start: range.start, frames, owner: range.owner, ret },
    ...{ defaults: side.request(range.defaults), mask: side.request(range.mask) },
    words: side.words.slice(0, 2 * pages),
    ...{ circumstances: ORDINARY, alone: false, answers: [], foreseen: undefined },
  };
}

/** The pages that a side put out. */
export function columnsOf(side: Side, start: number): Parameters<typeof addFrames>[0] {
  const { record, states } = side;
  const { pages: count, origins } = record;
  return {
    ...{ count, origins, start, kinds: states.kinds },
    pfn: (page) => states.pfn(page),
    order: (page) => side.mapOrder(page),
  };
}

/** A range as a version's own policy asks for it. */
export function askedRange({ range }: Scenario, policy: VersionPolicy): RangeRequest {
  const { requests } = policy;
  if (requests === null) return { ...range, ...policy.range };
  const asks = Uint8Array.from(accessesOf(range), (access) => requests[access]);
  return { ...range, ...policy.range, asks };
}
