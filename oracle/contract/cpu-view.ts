// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../../mm/address-space';
import type { Scenario } from '../scenario/scenario';
import { CpuPages } from './cpu-pages';

/**
 * What the CPU's page table holds in one state of an address space: read when first asked for, once
 * a scenario.
 */
export class CpuView {
  private readonly pages = new CpuPages();
  private taken: Scenario | undefined;

  /** @param mixedMapsWalked whether VMAs with mixedmap are mapped (5.17 on). */
  constructor(
    private readonly space: AddressSpace,
    private readonly mixedMapsWalked: boolean,
  ) {}

  /** To be called if the address space has come into another state by the same scenario. */
  forget(): void {
    this.taken = undefined;
  }

  /** The pages of the scenario's range, in that state. */
  of(scenario: Scenario): CpuPages {
    if (scenario !== this.taken) {
      this.pages.take(this.space, scenario.range, this.mixedMapsWalked);
      this.taken = scenario;
    }
    return this.pages;
  }
}
