// SPDX-License-Identifier: GPL-2.0-or-later

export { CommandError } from '../../oracle/debian/command';
export { findAccelerator } from './accelerator';
export { buildGuest, buildModule } from './build';
export { checkKernel } from './check-kernel';
export type { GuestEnd } from './ending';
export { bootGuest, type GuestOptions, type GuestRun } from './guest';
export { makeInitramfs } from './initramfs';
export { install, installTools, SERIES_32 } from './install';
export { bitsOf, findKernel, findKernels, type InstalledKernel } from './kernel';
export { type OwnKernelPlaces, ownKernel } from './own-kernel';
export type { Accelerator } from './qemu';
export { type RunEvent, runRecipe } from './run-recipe';
export { missingTools } from './tools';
export { treeKernel } from './tree-kernel';
