// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../../mm/address-space';
import type { Address, PageNumber } from '../../mm/units';
import { findVma, type Vma } from '../../mm/vma';
import { pageAddress } from '../run/slots';
import type { Scenario } from '../scenario/scenario';

/** A scenario, and the address space in the state that is looked at. */
interface Judged {
  readonly space: AddressSpace;
  readonly scenario: Scenario;
}

/** The VMA of a page of a scenario's range, if there is one, as the address space is now. */
export function vmaAt({ space, scenario }: Judged, page: PageNumber): Vma | undefined {
  return vmaIn(space.vmas, pageAddress(scenario.range.start, page));
}

/** Visits the VMAs that an address of a scenario has been in at some time: what its walks met, nobody notes. */
export function forVmasOnceAt(
  { scenario: { mm } }: Pick<Judged, 'scenario'>,
  at: Address,
  visit: (vma: Vma) => void,
): void {
  const first = vmaIn(mm.vmas, at);
  if (first !== undefined) visit(first);
  for (const { vmas } of mm.events) {
    const vma = vmas && vmaIn(vmas, at);
    if (vma !== undefined) visit(vma);
  }
}

/** The VMA of an address among these, if there is one. */
export function vmaIn(vmas: readonly Vma[], at: Address): Vma | undefined {
  const vma = vmas[findVma(vmas, at)];
  return vma !== undefined && vma.start <= at ? vma : undefined;
}
