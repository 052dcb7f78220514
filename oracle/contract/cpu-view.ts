// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../../mm/address-space';
import type { Scenario } from '../scenario/scenario';
import { CpuPages } from './cpu-pages';

/** What the CPU's page table holds in one state of an address space: read when first asked for. */
export class CpuView {
  private readonly pages = new CpuPages();
  private looked = false;

  /** @param mixedMapsWalked whether VMAs with mixedmap are mapped (5.17 on). */
  constructor(
    private readonly space: AddressSpace,
    private readonly mixedMapsWalked: boolean,
  ) {}

  /** To be called when the address space has come into another state. */
  forget(): void {
    this.looked = false;
  }

  /** The pages of the scenario's range, in that state. */
  of({ range }: Scenario): CpuPages {
    if (!this.looked) {
      this.pages.take(this.space, range, this.mixedMapsWalked);
      this.looked = true;
    }
    return this.pages;
  }
}
