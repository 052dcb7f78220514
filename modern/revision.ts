// SPDX-License-Identifier: GPL-2.0-or-later
import type { BitsPerLong } from './format';

/**
 * What later kernels changed in the range fault with the fixed format, as far as a scenario can
 * show it. A switch that is off is 5.8, the kernel of the golden vectors (model.md, section 6).
 */
export interface ModernRevision {
  /** Words of huge mappings carry the mapping's order in bits 56–60, above the pfn. */
  readonly mapOrder: boolean;
  /** A page that a device has for itself alone is faulted, and so is the CPU's again. */
  readonly exclusiveFaulted: boolean;
  /** A device's page in a PTE (DAX) is reported as any page is; it counted as special before. */
  readonly devmapPtesReported: boolean;
  /** VMAs with mixedmap are walked as others are. */
  readonly mixedMapsWalked: boolean;
  /** A device-private page of another owner is faulted, and so comes back to system memory. */
  readonly foreignPrivateFaulted: boolean;
  /** A PTE marker of userfaultfd's write protection counts as none. */
  readonly wpMarkersAreNone: boolean;
  /** So does any other marker, of poison or of a guard page; for as long as {@link otherMarkersRefused} is off. */
  readonly otherMarkersAreNone: boolean;
  /** The walk takes what lies between two VMAs as one hole, whatever tables there are. */
  readonly gapIsOneHole: boolean;
  /** A device-private huge page is the owner's to see, and another owner's is faulted. */
  readonly privatePmdsReported: boolean;
  /** A marker of poison or of a guard page is no longer faulted: with a request it is `-EFAULT`. */
  readonly otherMarkersRefused: boolean;
  /** A page fault that runs out of memory makes the call fail with `-ENOMEM` instead of `-EFAULT`. */
  readonly outOfMemoryReported: boolean;
}

/** A kernel release: its two numbers. */
export type KernelVersion = `${number}.${number}`;

/** The first release of the mainline kernel that has each change; stable kernels may have it too. */
export const CHANGED_SINCE: Readonly<Record<keyof ModernRevision, KernelVersion>> = {
  mapOrder: '5.9',
  exclusiveFaulted: '5.14',
  devmapPtesReported: '5.15',
  mixedMapsWalked: '5.17',
  foreignPrivateFaulted: '5.19',
  wpMarkersAreNone: '5.19',
  otherMarkersAreNone: '5.19',
  gapIsOneHole: '6.0',
  privatePmdsReported: '6.18',
  otherMarkersRefused: '6.19',
  outOfMemoryReported: '7.3',
};

/** The first release that has `hmm_range_fault_unlocked_timeout()`; a tree may have it before. */
export const UNLOCKED_CALL_SINCE: KernelVersion = '7.3';

/** The last minor release of each major one, as far as their sources were read. */
const LAST_MINOR: ReadonlyMap<number, number> = new Map([
  [5, 19],
  [6, 19],
  [7, 3],
]);

/** The releases with the fixed format whose sources were read: from 5.8 on, older before newer. */
export const RELEASES: readonly KernelVersion[] = [...LAST_MINOR].flatMap(([major, last]) => {
  const first = major === 5 ? 8 : 0;
  return Array.from({ length: last - first + 1 }, (_, index): KernelVersion => {
    return `${major}.${first + index}`;
  });
});

/** The range fault of a kernel release from 5.8 on. */
export function revisionOf(version: KernelVersion): ModernRevision {
  const has = (change: keyof ModernRevision): boolean => !isBefore(version, CHANGED_SINCE[change]);
  return {
    mapOrder: has('mapOrder'),
    exclusiveFaulted: has('exclusiveFaulted'),
    devmapPtesReported: has('devmapPtesReported'),
    mixedMapsWalked: has('mixedMapsWalked'),
    foreignPrivateFaulted: has('foreignPrivateFaulted'),
    wpMarkersAreNone: has('wpMarkersAreNone'),
    otherMarkersAreNone: has('otherMarkersAreNone'),
    gapIsOneHole: has('gapIsOneHole'),
    privatePmdsReported: has('privatePmdsReported'),
    otherMarkersRefused: has('otherMarkersRefused'),
    outOfMemoryReported: has('outOfMemoryReported'),
  };
}

/** Whether a release is older than another one. */
export function isBefore(version: KernelVersion, other: KernelVersion): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number);
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}

/** A side with the fixed format: the kernel that it is, and how wide its `unsigned long` is. */
interface ModernSideRow {
  readonly kernel: KernelVersion;
  readonly bits: BitsPerLong;
}

/**
 * Every side with the fixed format, older kernels first: one for each release that does something
 * else than the one before it, and 6.12 for itself. All lists of sides derive from it.
 */
export const MODERN_SIDES = {
  modern: { kernel: '5.8', bits: 64 },
  'modern-32': { kernel: '5.8', bits: 32 },
  'modern-5.9': { kernel: '5.9', bits: 64 },
  'modern-5.9-32': { kernel: '5.9', bits: 32 },
  'modern-5.14': { kernel: '5.14', bits: 64 },
  'modern-5.14-32': { kernel: '5.14', bits: 32 },
  'modern-5.15': { kernel: '5.15', bits: 64 },
  'modern-5.15-32': { kernel: '5.15', bits: 32 },
  'modern-5.17': { kernel: '5.17', bits: 64 },
  'modern-5.17-32': { kernel: '5.17', bits: 32 },
  'modern-5.19': { kernel: '5.19', bits: 64 },
  'modern-5.19-32': { kernel: '5.19', bits: 32 },
  'modern-6.1': { kernel: '6.1', bits: 64 },
  'modern-6.1-32': { kernel: '6.1', bits: 32 },
  'modern-6.12': { kernel: '6.12', bits: 64 },
  'modern-6.16': { kernel: '6.16', bits: 64 },
  'modern-6.16-32': { kernel: '6.16', bits: 32 },
  'modern-6.18': { kernel: '6.18', bits: 64 },
  'modern-6.18-32': { kernel: '6.18', bits: 32 },
  'modern-6.19': { kernel: '6.19', bits: 64 },
  'modern-6.19-32': { kernel: '6.19', bits: 32 },
  'modern-7.3': { kernel: '7.3', bits: 64 },
  'modern-7.3-32': { kernel: '7.3', bits: 32 },
} as const satisfies Readonly<Record<string, ModernSideRow>>;

/** The name of a side with the fixed format. */
export type ModernName = keyof typeof MODERN_SIDES;
/** The name of a side whose long has 32 bits, so that a pfn may not fit. */
export type NarrowName = {
  readonly [Name in ModernName]: (typeof MODERN_SIDES)[Name]['bits'] extends 32 ? Name : never;
}[ModernName];
