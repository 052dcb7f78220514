// SPDX-License-Identifier: GPL-2.0-or-later
import type { Vma } from './image';
import type { Address } from './units';

/**
 * What a running kernel does in a page fault where the 18 rules are simpler. It decides before
 * them.
 * @returns whether the fault succeeded; undefined to leave it to the rules.
 */
export type FaultOverrule = (vma: Vma, at: Address, write: boolean) => boolean | undefined;
