// SPDX-License-Identifier: GPL-2.0-or-later
import type { Address } from './units';
import type { Vma } from './vma';

/**
 * What a running kernel does in a page fault where the 18 rules are simpler. It decides before
 * them.
 * @returns whether the fault succeeded; undefined to leave it to the rules.
 */
export type FaultOverrule = (vma: Vma, at: Address, write: boolean) => boolean | undefined;
