// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../../mm/address-space';
import type * as SideModule from '../../oracle/run/side';
import type { Side, SideName } from '../../oracle/run/side';
import { SourceGraph, sourceText } from '../support/source-graph';

/** One wrong line: in `file`, the text `right` (which stands there once) becomes `wrong`. */
export interface PlantedFault {
  readonly name: string;
  readonly file: string;
  readonly right: string;
  readonly wrong: string;
}

/**
 * Makes a side from the project's sources with one line changed, in modules of their own: nothing
 * of it is shared with the sides that it is compared with, except the address space.
 * @throws Error if the line to change does not stand in the file exactly once.
 */
export function faultySide(fault: PlantedFault, name: SideName, space: AddressSpace): Side {
  return faultyMaker(fault)(name, space);
}

/** As {@link faultySide}, for several sides: the sources are loaded once. */
export function faultyMaker(fault: PlantedFault): (name: SideName, space: AddressSpace) => Side {
  const module = faultyModule(fault, 'oracle/run/side.ts');
  if (!makesSides(module)) throw new Error('oracle/run/side.ts exports no makeSide');
  return module.makeSide;
}

/**
 * Loads a module of the project, and all that it imports, with one line changed.
 * @throws Error if the line to change does not stand in the file exactly once.
 */
export function faultyModule(fault: PlantedFault, file: string): object {
  const changed = { file: fault.file, text: planted(sourceText(fault.file), fault) };
  return new SourceGraph({ changed: [changed] }).load(file);
}

function makesSides(module: object): module is typeof SideModule {
  return 'makeSide' in module && typeof module.makeSide === 'function';
}

function planted(text: string, { name, file, right, wrong }: PlantedFault): string {
  const times = text.split(right).length - 1;
  if (times !== 1) {
    throw new Error(`fault "${name}" expected its line once in ${file}, got ${times} times`);
  }
  return text.replace(right, () => wrong);
}
