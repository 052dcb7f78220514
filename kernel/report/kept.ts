// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Capture, readCapture } from '../capture/read';
import { findCase } from '../cases/find';
import type { LiveCase } from '../cases/live-case';
import { namedCases } from '../cases/named';
import { printedTexts } from '../reproducers/printed';
import { judgeCapture, type LiveReport } from './live-report';

/**
 * The kernels that are booted if none is named, of which a capture is kept: what
 * `npm run test:kernel -- --seed 1 --runs 400 --keep` left of each.
 */
export const KEPT_KERNELS = ['6.1', '6.12', '7.3'] as const;
type KeptKernel = (typeof KEPT_KERNELS)[number];

const FOLDER = join(__dirname, '../fixtures');

/** Kernels that are booted only if they are named; no capture of them is kept. */
export const OTHER_KERNELS = ['7.2'] as const;

/** What the guest of a kept run wrote. */
export function captureText(kernel: KeptKernel): string {
  const packed = readFileSync(join(FOLDER, `capture-${kernel}.txt.gz`));
  return gunzipSync(packed).toString('latin1');
}

export function keptCapture(kernel: KeptKernel): Capture {
  return readCapture(captureText(kernel));
}

/**
 * The cases of a capture.
 * @throws Error for one that is no longer made: the capture has to be made anew.
 */
export function keptCases(capture: Capture): readonly LiveCase[] {
  const named = new Map(namedCases().map((one) => [one.recipe.name, one]));
  return [...capture.cases.keys()].map((name) => {
    const known = named.get(name);
    if (known !== undefined) return known;
    const found = findCase(name);
    if (found.kind === 'case') return found.case;
    throw new Error(`the capture’s case ${name} is no longer made: ${found.reason}`);
  });
}

/** A kept capture, judged. */
export function keptReport(kernel: KeptKernel): LiveReport {
  const capture = keptCapture(kernel);
  return judgeCapture(capture, kernel, `modern-${kernel}`, keptCases(capture));
}

/** What the reproducers printed, by kernel and name (`kernel/reproducers/run.ts`). */
export function keptReproductions(): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const text = readFileSync(join(FOLDER, 'reproduced.txt'), 'utf8');
  const kernels = text.split(/^# kernel /m).slice(1);
  return new Map(
    kernels.map((part) => {
      const [kernel = ''] = part.split('\n');
      return [kernel, printedTexts(part)];
    }),
  );
}
