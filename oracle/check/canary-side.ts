// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../../mm/address-space';
import { Kind, kindOf } from '../../mm/entry';
import type { FaultOverrule } from '../../mm/fault-overrule';
import { type PageStates, StateKind } from '../../mm/page-states';
import type { Ask } from '../../mm/range';
import type { RangeRecord } from '../../mm/range-record';
import { PMD_SIZE, pageAddress, pagesBetween, slotStart } from '../../mm/units';
import type { Word64 } from '../../mm/word64';
import { makeSide } from '../run/runner';
import type { Side } from '../run/side';
import type { SideFailure } from '../run/side-failure';
import type { SideName } from '../run/side-names';
import type { Scenario } from '../scenario/scenario';

/** One wrong decision that can be planted into any side. */
export interface Canary {
  readonly name: string;
  /** What the side does wrong, after "the side …". */
  readonly does: string;
  /** Decides page faults while the side runs. */
  readonly overrule?: FaultOverrule;
  /** Changes what the side says of a call, right after it. */
  readonly afterRun?: (side: Side) => void;
  /** Changes what a caller reads from the array. */
  readonly afterDecode?: (side: Side, scenario: Scenario) => void;
}

/** The canaries, each a mistake of another kind: rights, entries, pfns, progress, faults. */
export const CANARIES: readonly Canary[] = [
  {
    name: 'read-only-is-writable',
    does: 'reports a read-only page as writable',
    afterDecode: ({ states, record }) => {
      for (let page = 0; page < record.stoppedAt; page++) {
        if (states.kinds[page] === StateKind.read) states.kinds[page] = StateKind.write;
      }
    },
  },
  {
    name: 'gap-is-none',
    does: 'reports pages without a VMA as none, which can be faulted, instead of as an error',
    afterDecode: ({ states, record }) => {
      for (let page = 0; page < record.stoppedAt; page++) {
        if (kindAt(record, page) === Kind.gap) states.kinds[page] = StateKind.none;
      }
    },
  },
  {
    name: 'huge-pfn-from-piece',
    does: 'counts the pfns of a huge page from the start of the piece instead of from its slot',
    afterDecode: (side, scenario) => {
      const { record } = side;
      let first = 0;
      for (let page = 0; page < record.stoppedAt; page++) {
        const at = pageAddress(scenario.range.start, page);
        const start = slotStart(at, PMD_SIZE);
        if (at === start) first = page;
        if (kindAt(record, page) !== Kind.pmdHuge) continue;
        const skipped = pagesBetween(start, pageAddress(scenario.range.start, first));
        putPfn(side.states, page, side.states.pfn(page) - skipped);
      }
    },
  },
  {
    name: 'stops-late',
    does: 'claims to have done one page more than it has when a call fails',
    afterRun: ({ record }) => {
      if (record.ret !== 0 && record.stoppedAt < record.pages) record.stoppedAt++;
    },
  },
  {
    name: 'fault-does-nothing',
    does: 'treats a page fault that changed nothing as one that succeeded',
    overrule: () => true,
  },
];

function kindAt(record: RangeRecord, page: number): Kind {
  return kindOf(record.origins[page] ?? 0);
}

function putPfn(states: PageStates, page: number, pfn: number): void {
  states.pfns[2 * page] = pfn;
  states.pfns[2 * page + 1] = pfn / 2 ** 32;
}

/** A side with a canary in it; all else is the side's own. */
export class CanarySide implements Side {
  private readonly right: Side;
  /** Whether it came to a result in any scenario. */
  hasRun = false;
  failure: SideFailure | undefined;
  private scenario: Scenario | undefined;

  constructor(
    readonly name: SideName,
    private readonly space: AddressSpace,
    private readonly canary: Canary,
  ) {
    this.right = makeSide(name, space);
  }

  fresh(space: AddressSpace): CanarySide {
    return new CanarySide(this.name, space, this.canary);
  }

  get record(): RangeRecord {
    return this.right.record;
  }

  get states(): PageStates {
    return this.right.states;
  }

  get overflow(): Side['overflow'] {
    return this.right.overflow;
  }

  get pageCount(): number | undefined {
    return this.right.pageCount;
  }

  get words(): Uint32Array {
    return this.right.words;
  }

  get wordsPerPage(): 1 | 2 {
    return this.right.wordsPerPage;
  }

  run(scenario: Scenario): void {
    const { space, canary } = this;
    this.scenario = scenario;
    const before = space.overrule;
    space.overrule = canary.overrule ?? before;
    try {
      this.right.run(scenario);
    } finally {
      space.overrule = before;
    }
    if (this.right.overflow === undefined) this.hasRun = true;
    canary.afterRun?.(this.right);
  }

  decode(): void {
    this.right.decode();
    if (this.scenario !== undefined) this.canary.afterDecode?.(this.right, this.scenario);
  }

  word(page: number): bigint {
    return this.right.word(page);
  }

  hexWord(page: number): string {
    return this.right.hexWord(page);
  }

  get tellsOrder(): boolean {
    return this.right.tellsOrder;
  }

  mapOrder(page: number): number {
    return this.right.mapOrder(page);
  }

  holds(page: number, word: Word64): boolean {
    return this.right.holds(page, word);
  }

  holdsRequest(page: number, ask: number): boolean {
    return this.right.holdsRequest(page, ask);
  }

  request(ask: Ask): bigint {
    return this.right.request(ask);
  }
}
