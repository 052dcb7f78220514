// SPDX-License-Identifier: GPL-2.0-or-later
import { PROFILES, type Profile } from '../generate/profiles';

/** Random scenarios of one seed and one profile. */
export interface RandomStream {
  readonly seed: number;
  readonly profile: Profile;
  /** Whether they are drawn by what those before them in the same chunk met; else number n is always the same. */
  readonly guided?: boolean;
}

/** How paths name a stream: `seed-7-mixed`, as they name a family of a scope; a guided one is only called so. */
export function streamName({ seed, profile, guided = false }: RandomStream): string {
  return `seed-${seed}-${profile}${guided ? '-guided' : ''}`;
}

/** The stream of this name; undefined if it is the name of none of which number n is always the same. */
export function streamNamed(name: string): RandomStream | undefined {
  const [, digits, size] = /^seed-(\d{1,16})-([a-z]+)$/.exec(name) ?? [];
  const profile = PROFILES.find((one) => one === size);
  const seed = Number(digits);
  if (profile === undefined || !Number.isSafeInteger(seed)) return undefined;
  return { seed, profile };
}
