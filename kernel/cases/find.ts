// SPDX-License-Identifier: GPL-2.0-or-later
import type { LiveCase } from './live-case';
import { namedCases } from './named';
import { randomCase } from './random';

/** The case of a name, as a run prints it; undefined if there is none. */
export function findCase(name: string): LiveCase | undefined {
  const random = /^random-(\d+)-(\d+)$/.exec(name);
  if (random !== null) return randomCase(Number(random[1]), Number(random[2]));
  return namedCases().find(({ recipe }) => recipe.name === name);
}
