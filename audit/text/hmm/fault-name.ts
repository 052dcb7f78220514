// SPDX-License-Identifier: GPL-2.0-or-later

/** The range faults since 7.3 that take the mmap lock and the sequence themselves, and end on a fatal signal. */
export const UNLOCKED_FAULT = 'hmm_range_fault_unlocked\\w{0,40}';
/** Those that are called with the mmap lock and the sequence taken. */
export const LOCKED_FAULT = 'hmm_range_fault(?:_locked)?';
/** All of the kernel's range faults. Each of these is a part of an expression. */
export const RANGE_FAULT = `(?:${LOCKED_FAULT}|${UNLOCKED_FAULT})`;

const FAULT = new RegExp(`^${RANGE_FAULT}$`);
const UNLOCKED = new RegExp(`^${UNLOCKED_FAULT}$`);

/** Whether a function of that name is the range fault of the kernel: itself, or one of its helpers since 7.3. */
export function isFaultName(name: string): boolean {
  return FAULT.test(name);
}

/** Whether a range fault of that name takes the sequence by itself, anew for each attempt, and the mmap lock. */
export function isUnlockedFault(name: string): boolean {
  return UNLOCKED.test(name);
}
