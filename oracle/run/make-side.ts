// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../../mm/address-space';
import { LegacySide } from './legacy-side';
import { ModernSide } from './modern-side';
import type { Side } from './side';
import { type GivenName, isModel, MODERN_NAMES, type SideName } from './side-names';

const MAKERS = new Map<SideName, (space: AddressSpace) => Side>();

/** Says how a side that is no model is made; `undefined`: it is made no more. */
export function setMaker(name: GivenName, make: ((space: AddressSpace) => Side) | undefined): void {
  if (make === undefined) MAKERS.delete(name);
  else MAKERS.set(name, make);
}

/** Makes a side that runs on this address space. */
export function makeSide(name: SideName, space: AddressSpace): Side {
  if (!isModel(name)) {
    const make = MAKERS.get(name);
    if (make === undefined) throw new Error(`there is no side ${name}`);
    return make(space);
  }
  const modern = MODERN_NAMES.find((one) => one === name);
  if (modern !== undefined) return new ModernSide(space, modern);
  return new LegacySide(space, name === 'legacy' ? 'legacy' : 'v5.7');
}
