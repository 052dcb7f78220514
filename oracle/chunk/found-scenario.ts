// SPDX-License-Identifier: GPL-2.0-or-later
import { ArgumentError } from '../scenario/argument-error';
import type { Scenario } from '../scenario/scenario';
import { familyNamed } from '../scope/scopes';
import { streamNamed, streamScenario } from './random-stream';

/**
 * A scenario by its path: `FAMILY#NUMBER` or `seed-7-mixed#NUMBER`.
 * @throws ArgumentError if there is none.
 */
export function foundScenario(path: string): Scenario {
  const [name = '', digits = ''] = path.split('#');
  const number = Number(digits);
  const stream = streamNamed(name);
  if (stream !== undefined) return streamScenario(stream, number);
  const family = familyNamed(name);
  if (number >= family.size) {
    throw new ArgumentError(
      `"path" expected a number below ${family.size} in ${name}, got ${digits}`,
    );
  }
  return family.scenario(number);
}
