// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../../mm/address-space';
import type * as SideModule from '../../oracle/run/runner';
import type { Side } from '../../oracle/run/side';
import type { SideName } from '../../oracle/run/side-names';
import { SourceGraph, sourceText } from '../support/source-graph';
import { replaceOnce } from './pattern';

/**
 * One wrong decision: in a function of a file, the code `right` (which stands there once) becomes
 * `wrong`. Both are patterns (see `pattern.ts`), so that blanks and the names of locals do not count.
 */
export interface PlantedFault {
  readonly name: string;
  readonly file: string;
  /** The function; without it `right` is a text of the file, to the letter. */
  readonly within?: string;
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
  const module = faultyModule(fault, 'oracle/run/runner.ts');
  if (!makesSides(module)) throw new Error('oracle/run/runner.ts exports no makeSide');
  return module.makeSide;
}

/** Lends what does not depend on a changed line, so that it is loaded once. */
const RIGHT = new SourceGraph();

/**
 * Loads a module of the project, and all that it imports, with one line changed.
 * @throws Error if the line to change does not stand in the file exactly once.
 */
export function faultyModule(fault: PlantedFault, file: string): object {
  const changed = { file: fault.file, text: planted(fault) };
  return new SourceGraph({ changed: [changed], base: RIGHT }).load(file);
}

function makesSides(module: object): module is typeof SideModule {
  return 'makeSide' in module && typeof module.makeSide === 'function';
}

/**
 * The text of a file with the fault in it.
 * @throws Error if the code to change does not stand there exactly once.
 */
export function planted({ name, file, within, right, wrong }: PlantedFault): string {
  const text = sourceText(file);
  if (within !== undefined) {
    const result = replaceOnce(text, { within, right, wrong });
    if ('text' in result) return result.text;
    throw new Error(
      `fault "${name}" expected its code once in ${within} of ${file}, got ${result.places} times`,
    );
  }
  const times = text.split(right).length - 1;
  if (times !== 1) {
    throw new Error(`fault "${name}" expected its line once in ${file}, got ${times} times`);
  }
  return text.replace(right, () => wrong);
}
