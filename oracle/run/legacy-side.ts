// SPDX-License-Identifier: GPL-2.0-or-later
import { decodeLegacy } from '../../legacy/decode';
import type { LegacyRevision } from '../../legacy/format';
import { encodeAsk } from '../../legacy/format';
import { LegacyRangeFault } from '../../legacy/range-fault';
import type { AddressSpace } from '../../mm/address-space';
import { PageStates } from '../../mm/page-states';
import type { Ask } from '../../mm/range';
import type { RangeRecord } from '../../mm/range-record';
import type { PageNumber } from '../../mm/units';
import { fromHalves, hexOfHalves, type Word64 } from '../../mm/word64';
import { formatOf, type Scenario } from '../scenario/scenario';
import { refuseForModels } from './refusals';
import { markUntouched, type Side } from './side';
import type { SideFailure } from './side-failure';

/** `v5.7` and `legacy`. */
export class LegacySide implements Side {
  readonly states = new PageStates();
  readonly overflow = undefined;
  readonly tellsOrder = false;
  readonly wordsPerPage = 2;
  failure: SideFailure | undefined;
  readonly rangeFault: LegacyRangeFault;

  constructor(
    space: AddressSpace,
    readonly name: LegacyRevision,
  ) {
    this.rangeFault = new LegacyRangeFault(space, name);
  }

  fresh(space: AddressSpace): LegacySide {
    return new LegacySide(space, this.name);
  }

  get record(): RangeRecord {
    return this.rangeFault.record;
  }

  get pageCount(): number | undefined {
    return this.name === 'v5.7' && this.record.ret === 0 ? this.rangeFault.pageCount : undefined;
  }

  run(scenario: Scenario): void {
    refuseForModels(this.name, scenario);
    this.rangeFault.run(scenario.range, formatOf(scenario));
  }

  decode(): void {
    const { pfns, record } = this.rangeFault;
    decodeLegacy(pfns.format, this.name, pfns.words, record.stoppedAt, this.states);
    markUntouched(this);
  }

  mapOrder(): number {
    return 0;
  }

  get words(): Uint32Array {
    return this.rangeFault.pfns.words;
  }

  hexWord(page: PageNumber): string {
    const { words } = this.rangeFault.pfns;
    return hexOfHalves(words[2 * page] ?? 0, words[2 * page + 1] ?? 0);
  }

  holds(page: PageNumber, word: Word64): boolean {
    return this.rangeFault.pfns.holds(page, word);
  }

  word(page: PageNumber): bigint {
    const { words } = this.rangeFault.pfns;
    return fromHalves(words[2 * page] ?? 0, words[2 * page + 1] ?? 0);
  }

  holdsRequest(page: PageNumber, ask: number): boolean {
    return this.rangeFault.pfns.holdsRequest(page, ask);
  }

  request(ask: Ask): bigint {
    const { low, high } = encodeAsk(this.rangeFault.pfns.format, ask);
    return fromHalves(low, high);
  }
}
