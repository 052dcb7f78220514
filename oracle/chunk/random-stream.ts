// SPDX-License-Identifier: GPL-2.0-or-later
import { PROFILES, type Profile } from '../generate/profiles';

/** The random scenarios of one seed and one profile: number n is always the same. */
export interface RandomStream {
  readonly seed: number;
  readonly profile: Profile;
}

/** How paths name a stream: `seed-7-mixed`, as they name a family of a scope. */
export function streamName({ seed, profile }: RandomStream): string {
  return `seed-${seed}-${profile}`;
}

/** The stream of this name; undefined if it is the name of none. */
export function streamNamed(name: string): RandomStream | undefined {
  const [, digits, size] = /^seed-(\d{1,16})-([a-z]+)$/.exec(name) ?? [];
  const profile = PROFILES.find((one) => one === size);
  const seed = Number(digits);
  if (profile === undefined || !Number.isSafeInteger(seed)) return undefined;
  return { seed, profile };
}
