// SPDX-License-Identifier: GPL-2.0-or-later
import { encodeAsk } from '../../legacy/request';
import { AddressSpace } from '../../mm/address-space';
import { Kind, kindOf, ownerOf } from '../../mm/entry';
import { StateKind } from '../../mm/page-states';
import type { Ask, RangeRequest } from '../../mm/range';
import { PFN_LIMIT } from '../../mm/units';
import { fromHalves } from '../../mm/word64';
import { encodeRequest } from '../../modern/format';
import { judge } from '../../oracle/differences/verdict';
import { LegacySide, ModernSide, type Side } from '../../oracle/run/side';
import { formatOf, type Scenario } from '../../oracle/scenario/scenario';
import { accessesOf } from '../model/accesses';
import { ScenarioFacts } from '../model/page-facts';
import { type CaseInput, ZERO_FRAME } from './batch';
import type { Policies, VersionPolicy } from './policy';
import type { Version } from './version';

/** A scenario with what both range faults made of it, ready for the conversions. */
export interface PreparedCase {
  /** As it came: what its pages ask are accesses, if the adapter has requests. */
  readonly scenario: Scenario;
  readonly inputs: Readonly<Record<Version, CaseInput>>;
  /** The state of each page, as each side's range fault reported it. */
  readonly states: Readonly<Record<Version, Uint8Array>>;
}

/** Both calls fail; no pages; a pfn without a struct page; one that is in two memories at once. */
export type SkipReason = 'fails' | 'no pages' | 'pfn too high' | 'pfn of two kinds';

/** What a scenario comes to before any conversion is run. */
export type Preparation =
  | { readonly kind: 'ready'; readonly prepared: PreparedCase }
  | { readonly kind: 'skipped'; readonly why: SkipReason }
  /** One call fails: that is a difference of the range faults, not of the conversions. */
  | { readonly kind: 'one fails'; readonly ids: readonly string[] };

/** The known differences that a scenario shows, before any conversion. */
export interface KnownDifferences {
  /** By page. */
  readonly pages: ReadonlyMap<number, string>;
  /** Any of them, those of no page included; null if there is none. */
  readonly first: string | null;
}

/** Runs the range faults of both versions, asked the same. */
export class Preparer {
  readonly before: LegacySide;
  readonly after: ModernSide;
  readonly facts = new ScenarioFacts();
  private readonly space = new AddressSpace();

  constructor(private readonly policies: Policies) {
    this.before = new LegacySide(this.space, 'v5.7');
    this.after = new ModernSide(this.space, 'modern');
  }

  /** Both sides hold the scenario afterwards, until the next one. */
  prepare(scenario: Scenario): Preparation {
    const { before, after } = this;
    if (scenario.range.asks.length === 0) return { kind: 'skipped', why: 'no pages' };
    const asked = this.run(scenario);
    const failed = [before, after].filter(({ record }) => record.ret !== 0).length;
    if (failed === 2) return { kind: 'skipped', why: 'fails' };
    if (failed === 1) return { kind: 'one fails', ids: this.knownIds(asked) };
    const frames = this.frames(scenario);
    if (typeof frames === 'string') return { kind: 'skipped', why: frames };
    const common = { pages: asked.range.asks.length, start: asked.range.start, frames };
    const { defaults, mask, owner } = asked.range;
    const oldWord = (ask: Ask): bigint => {
      const { low, high } = encodeAsk(formatOf(asked), ask);
      return fromHalves(low, high);
    };
    return {
      kind: 'ready',
      prepared: {
        scenario,
        inputs: {
          before: {
            ...{ ...common, owner, ret: before.pageCount ?? 0 },
            ...{ defaults: oldWord(defaults), mask: oldWord(mask) },
            words: before.rangeFault.pfns.words.slice(0, 2 * common.pages),
          },
          after: {
            ...{ ...common, owner, ret: 0 },
            ...{ defaults: encodeRequest(defaults, 64), mask: encodeRequest(mask, 64) },
            words: after.rangeFault.hmmPfns.words.slice(0, 2 * common.pages),
          },
        },
        states: {
          before: before.states.kinds.slice(0, common.pages),
          after: after.states.kinds.slice(0, common.pages),
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
    this.before.run(asked);
    this.before.decode();
    this.runAfter(asked);
    return asked;
  }

  /** Runs the new range fault alone, on the address space that was run last. */
  runAfter(asked: Scenario): void {
    this.space.rewind();
    this.after.run(asked);
    this.after.decode();
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
      const problem = this.addFrames(side, frames);
      if (problem !== undefined) return problem;
    }
    const { zeroPfn } = scenario.mm;
    const zero = frames.get(zeroPfn);
    if (zero !== undefined) frames.set(zeroPfn, zero + ZERO_FRAME);
    return frames;
  }

  private addFrames({ record, states }: Side, frames: Map<number, number>): SkipReason | undefined {
    for (let page = 0; page < record.pages; page++) {
      const kind = states.kinds[page];
      if (kind !== StateKind.read && kind !== StateKind.write && kind !== StateKind.stray) continue;
      const pfn = states.pfn(page);
      if (pfn >= PFN_LIMIT) return 'pfn too high';
      const origin = record.origins[page] ?? 0;
      const owner = kindOf(origin) === Kind.pteDevicePrivate ? ownerOf(origin) : 0;
      if (owner !== this.facts.deviceOwner(BigInt(pfn))) return 'pfn of two kinds';
      frames.set(pfn, owner);
    }
    return undefined;
  }
}

function askedRange({ range }: Scenario, policy: VersionPolicy): RangeRequest {
  const { requests } = policy;
  if (requests === null) return { ...range, ...policy.range };
  const asks = Uint8Array.from(accessesOf(range), (access) => requests[access]);
  return { ...range, ...policy.range, asks };
}
