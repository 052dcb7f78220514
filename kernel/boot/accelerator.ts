// SPDX-License-Identifier: GPL-2.0-or-later
import { accessSync, constants } from 'node:fs';
import { bootGuest } from './guest';
import type { InitramfsParts } from './initramfs';
import type { Accelerator } from './qemu';

/** A boot under a working KVM takes 2 s. */
const TRIAL_SECONDS = 10;

const TRIAL = `hmm-recipe/1
case trial
map 0x7f0000000000 1 rw private anon
begin 0x7f0000000000 0x7f0000001000
call r * .
`;

function isUsable(device: string): boolean {
  try {
    accessSync(device, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Finds out whether the machine can run the guest itself: `/dev/kvm` may be there and not work, so
 * a guest with one case is tried. `HMM_PFN_ACCEL` (`kvm` or `tcg`) decides instead.
 */
export async function findAccelerator(
  parts: Omit<InitramfsParts, 'recipe'>,
  signal?: AbortSignal,
): Promise<Accelerator> {
  const wanted = process.env['HMM_PFN_ACCEL'];
  if (wanted === 'kvm' || wanted === 'tcg') return wanted;
  if (!isUsable('/dev/kvm')) return 'tcg';
  const options = {
    accelerator: 'kvm',
    timeLimit: TRIAL_SECONDS,
    ...(signal === undefined ? {} : { signal }),
  } as const;
  const { lines, ended } = await bootGuest({ ...parts, ...options, recipe: TRIAL });
  let done = false;
  for await (const line of lines) done ||= line.startsWith('ok 1 trial');
  return (await ended).is === 'powered off' && done ? 'kvm' : 'tcg';
}
