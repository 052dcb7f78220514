// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../../mm/address-space';
import type { Address } from '../../mm/units';
import { findVma, type Vma } from '../../mm/vma';
import { pageAddress } from '../run/slots';
import type { Scenario } from '../scenario/scenario';

/** A scenario, and the address space in the state that is looked at. */
interface Judged {
  readonly space: AddressSpace;
  readonly scenario: Scenario;
}

/** The VMA of a page of a scenario's range, if there is one, as the address space is now. */
export function vmaAt({ space, scenario }: Judged, page: number): Vma | undefined {
  return vmaIn(space.vmas, pageAddress(scenario.range.start, page));
}

/** The VMAs that a page of a scenario's range has been in at some time: what its walks met, nobody notes. */
export function vmasOnceAt({ scenario }: Pick<Judged, 'scenario'>, page: number): readonly Vma[] {
  const { mm, range } = scenario;
  const at = pageAddress(range.start, page);
  const lists = [mm.vmas, ...mm.events.flatMap(({ vmas }) => (vmas === undefined ? [] : [vmas]))];
  return lists.flatMap((vmas) => vmaIn(vmas, at) ?? []);
}

/** The VMA of an address among these, if there is one. */
export function vmaIn(vmas: readonly Vma[], at: Address): Vma | undefined {
  const vma = vmas[findVma(vmas, at)];
  return vma !== undefined && vma.start <= at ? vma : undefined;
}
