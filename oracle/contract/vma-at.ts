// SPDX-License-Identifier: GPL-2.0-or-later
import { findVma, type Vma } from '../../mm/vma';
import { pageAddress } from '../run/slots';
import type { Scenario } from '../scenario/scenario';

/** The VMA of a page of a scenario's range, if there is one. */
export function vmaAt({ mm, range }: Scenario, page: number): Vma | undefined {
  const at = pageAddress(range.start, page);
  const vma = mm.vmas[findVma(mm.vmas, at)];
  return vma !== undefined && vma.start <= at ? vma : undefined;
}
