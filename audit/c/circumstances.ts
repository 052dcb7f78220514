// SPDX-License-Identifier: GPL-2.0-or-later

/** What other threads and the allocator do while a driver's function runs, beside the scenario. */
export const SCHEDULES = {
  quiet: 'nothing else happens',
  'before-1': 'others invalidate right before the first range fault',
  'after-1': 'others invalidate right after the first range fault',
  'after-2': 'others invalidate right after the second range fault',
  endless: 'others invalidate after every range fault',
  busy: 'others invalidate right before every range fault, which then fails',
  unlocked: 'others invalidate once the lock is given back under which the sequence was checked',
  'no-memory-1': 'the first allocation or DMA mapping fails',
  'no-memory-2': 'the second allocation or DMA mapping fails',
  'no-memory-3': 'the third allocation or DMA mapping fails',
} as const;
export type Disturbance = keyof typeof SCHEDULES;

/** Names in the order of the table. */
export const SCHEDULE_NAMES: readonly Disturbance[] = [
  ...([
    'quiet',
    'before-1',
    'after-1',
    'after-2',
    'endless',
    'busy',
    'unlocked',
    'no-memory-1',
    'no-memory-2',
    'no-memory-3',
  ] as const),
];

/** How the device accesses the range. */
export const DEVICE_ACCESSES = ['read', 'write'] as const;
export type DeviceAccess = (typeof DEVICE_ACCESSES)[number];

/** What a scenario's document does not say. */
export interface Circumstances {
  readonly schedule: Disturbance;
  readonly access: DeviceAccess;
}

/** Of a pair of versions: nothing happens but what the scenario says. */
export const ORDINARY: Circumstances = { schedule: 'quiet', access: 'write' };

/** As `struct audit_case` has them: bits of calls, the last one for all later ones. */
interface ScheduleMasks {
  readonly before: number;
  readonly after: number;
  /** Which allocation or DMA mapping fails; 0 is none. */
  readonly failing: number;
  /** Whether others invalidate when the lock of a check is given back. */
  readonly unlocked: number;
}

const NOTHING: ScheduleMasks = { before: 0, after: 0, failing: 0, unlocked: 0 };

const MASKS: Readonly<Record<Disturbance, ScheduleMasks>> = {
  quiet: NOTHING,
  'before-1': { ...NOTHING, before: 1 },
  'after-1': { ...NOTHING, after: 1 },
  'after-2': { ...NOTHING, after: 2 },
  endless: { ...NOTHING, after: 0xffff_ffff },
  busy: { ...NOTHING, before: 0xffff_ffff },
  unlocked: { ...NOTHING, unlocked: 1 },
  'no-memory-1': { ...NOTHING, failing: 1 },
  'no-memory-2': { ...NOTHING, failing: 2 },
  'no-memory-3': { ...NOTHING, failing: 3 },
};

/** What a schedule is for the runner. */
export function scheduleMasks(schedule: Disturbance): ScheduleMasks {
  return MASKS[schedule];
}

/** Every second scenario runs undisturbed; the others take turns. */
const TURNS: readonly Disturbance[] = SCHEDULE_NAMES.flatMap((name) =>
  name === 'quiet' ? [] : (['quiet', name] as const),
);

/**
 * The circumstances of the scenario with this number, as far as they are not given: all
 * combinations come round, in an order that families of scenarios do not have.
 */
export function circumstancesOf(number: number, given: Partial<Circumstances>): Circumstances {
  const mixed = (Math.imul(number + 1, 0x9e3779b1) >>> 8) % (2 * TURNS.length);
  return {
    schedule: given.schedule ?? TURNS[mixed >> 1] ?? 'quiet',
    access: given.access ?? DEVICE_ACCESSES[mixed & 1] ?? 'write',
  };
}
