// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyFormat } from '../../legacy/format';
import { AMDGPU, NOUVEAU } from '../../legacy/known-formats';

/** What the words of a tree with the customizable format look like: a driver's, or all well-formed ones. */
export interface ProofFormat {
  readonly name: string;
  /** Undefined for every well-formed format at once. */
  readonly format: LegacyFormat | undefined;
}

/** The formats of the drivers that there were, for which trees are proved unless others are asked for. */
export const DRIVER_FORMATS: readonly ProofFormat[] = [
  { name: 'nouveau', format: NOUVEAU },
  { name: 'amdgpu', format: AMDGPU },
];

/** Its flags, values and shift are left open, as far as they are well-formed. */
export const EVERY_FORMAT: ProofFormat = { name: 'any well-formed', format: undefined };

/** The program's constants; without a format they say that no tree has a customizable one. */
export function definesOfFormat(chosen: ProofFormat | undefined): readonly string[] {
  if (chosen?.format === undefined) {
    return ['-DPROVE_FORMAT_GIVEN=0', `-DPROVE_FORMAT_ANY=${chosen === undefined ? 0 : 1}`];
  }
  const { flags, values, pfnShift } = chosen.format.fields;
  const words = {
    ...{ VALID: flags.valid, WRITE: flags.write },
    ...{ NONE: values.none, ERROR: values.error, SPECIAL: values.special },
  };
  return [
    ...['-DPROVE_FORMAT_GIVEN=1', '-DPROVE_FORMAT_ANY=0', `-DPROVE_FORMAT_SHIFT=${pfnShift}`],
    ...Object.entries(words).map(([name, word]) => `-DPROVE_FORMAT_${name}=${word}ull`),
  ];
}
