// SPDX-License-Identifier: GPL-2.0-or-later
import { goldenFiles } from '../oracle/package/golden';

/** The files that `--vectors` names: the golden vectors if it is not given, none for `--no-vectors`. */
export function vectorFiles(given: readonly string[] | false | undefined): readonly string[] {
  return given === false ? [] : (given ?? goldenFiles());
}
