// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../../mm/address-space';
import type { Side } from '../../oracle/run/side';
import type { SideName } from '../../oracle/run/side-names';
import { faultyMaker, type PlantedFault } from './graph';

const kept = new Map<string, ReturnType<typeof faultyMaker>>();

/**
 * As `faultySide`, with the wrong sources loaded once however often they are asked for: tests that
 * see mutants run again for each of them, and this module does not.
 */
export function keptFaultySide(fault: PlantedFault, name: SideName, space: AddressSpace): Side {
  const key = JSON.stringify(fault);
  const maker = kept.get(key) ?? faultyMaker(fault);
  kept.set(key, maker);
  return maker(name, space);
}
