// SPDX-License-Identifier: GPL-2.0-or-later
import { generateScenario } from '../generate/generate';
import { Random } from '../generate/random';
import { ArgumentError } from '../scenario/argument-error';
import type { Scenario } from '../scenario/scenario';
import { familyNamed } from '../scope/scopes';
import { streamNamed } from './random-stream';

/**
 * A scenario by its path: `FAMILY#NUMBER` or `seed-7-mixed#NUMBER`.
 * @throws ArgumentError if there is none.
 */
export function foundScenario(path: string): Scenario {
  const [name = '', digits = ''] = path.split('#');
  const number = Number(digits);
  const stream = streamNamed(name);
  if (stream !== undefined)
    return generateScenario(new Random(stream.seed, number), stream.profile);
  const family = familyNamed(name);
  if (number >= family.size) {
    throw new ArgumentError(
      `"path" expected a number below ${family.size} in ${name}, got ${digits}`,
    );
  }
  return family.scenario(number);
}
