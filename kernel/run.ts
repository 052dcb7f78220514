// SPDX-License-Identifier: GPL-2.0-or-later
import { isBefore, type KernelVersion, type ModernName } from '../modern/revision';
import { layoutOf } from '../modern/word-layout';
import { kernelOf } from '../oracle/run/side-names';
import { isNarrow, MODERN_NAMES } from '../oracle/scenario/sides';
import { inTemporaryFolder } from '../oracle/scenario/temporary-folder';
import {
  bitsOf,
  buildGuest,
  buildModule,
  checkKernel,
  findAccelerator,
  findKernel,
  type GuestEnd,
  type InstalledKernel,
  missingTools,
  type OwnKernelPlaces,
  ownKernel,
  type RunEvent,
  runRecipe,
} from './boot';
import { readCapture } from './capture/read';
import type { BootReport } from './capture/schema';
import type { LiveCase } from './cases/live-case';
import { recipeText } from './plan/recipe';
import { judgeCapture, type LiveReport } from './report/live-report';
import { resultLines } from './report/results';

/** What one kernel's run left behind. */
export type LiveRun =
  | { readonly kind: 'skipped'; readonly kernel: string; readonly reason: string }
  | {
      readonly kind: 'run';
      readonly report: LiveReport;
      /** The guest's own words. */
      readonly capture: string;
      readonly recipe: string;
      /** The same as results of a side. */
      readonly results: () => Iterable<string>;
      /** What the kernel printed, each boot's. */
      readonly console: string;
      /** What the kernel complained of without giving up. */
      readonly warnings: readonly string[];
      /** From the start of the build to the verdict. */
      readonly seconds: number;
    };

/** The cases for a kernel of a series and a width. */
export type CasesFor = (series: string, bits: 32 | 64) => readonly LiveCase[];

/** Runs cases on a kernel, by its series and width, and judges what it did; or says why it cannot. */
export async function runLive(
  series: string,
  cases: CasesFor,
  signal: AbortSignal,
  bits: 32 | 64 = 64,
): Promise<LiveRun> {
  const kernel = findKernel(series, bits);
  const reason = missing(kernel, bits);
  if (reason !== undefined || kernel === undefined) {
    return { kind: 'skipped', kernel: nameOf(series, bits), reason: reason ?? 'it is not there' };
  }
  checkKernel(kernel);
  return runKernel(kernel, cases, signal);
}

/**
 * The same on a kernel that somebody has built.
 * @throws InputError if it cannot be used.
 */
export function runOwn(
  places: OwnKernelPlaces,
  cases: CasesFor,
  signal: AbortSignal,
): Promise<LiveRun> {
  return inTemporaryFolder('own-kernel', async (folder) => {
    const kernel = await ownKernel(places, folder);
    const reason = missing(kernel, 64);
    if (reason !== undefined) return { kind: 'skipped', kernel: kernel.release, reason };
    return runKernel(kernel, cases, signal);
  });
}

async function runKernel(
  kernel: InstalledKernel,
  casesFor: CasesFor,
  signal: AbortSignal,
): Promise<LiveRun> {
  const { series } = kernel;
  const bits = bitsOf(kernel);
  const cases = casesFor(series, bits);
  const side = sideOf(series, bits);
  if (side === undefined) {
    const reason = 'no side writes the words of this release, so that nothing can be compared';
    return { kind: 'skipped', kernel: kernel.release, reason };
  }
  const began = Date.now();
  const recipe = recipeText(
    cases.map((one) => one.recipe),
    bits,
  );
  const lines: string[] = [];
  const consoles: string[] = [];
  const warnings: string[] = [];
  const [guest, module] = [
    await buildGuest(signal, undefined, bits),
    await buildModule(kernel, signal),
  ];
  const accelerator = await findAccelerator({ kernel, module, guest }, signal);
  const options = { kernel, module, guest, accelerator, recipe, signal };
  for await (const event of runRecipe(options)) {
    if (event.is === 'line') {
      lines.push(event.line);
      continue;
    }
    consoles.push(event.end.console);
    if (event.end.is === 'powered off') warnings.push(...event.end.warnings);
    lines.push(`# hmm-host ${JSON.stringify(bootReport(event))}`);
  }
  const capture = `${lines.join('\n')}\n`;
  const report = judgeCapture(readCapture(capture), nameOf(series, bits), side, cases);
  return {
    kind: 'run',
    report,
    capture,
    recipe,
    results: () => resultLines(readCapture(capture), side, cases),
    console: consoles.join('\n'),
    warnings,
    seconds: (Date.now() - began) / 1000,
  };
}

/** A kernel in reports and names of files. */
function nameOf(series: string, bits: 32 | 64): string {
  return bits === 64 ? series : `${series}-${bits}`;
}

function missing(kernel: InstalledKernel | undefined, bits: 32 | 64): string | undefined {
  const tools = missingTools(bits);
  if (tools.length > 0) {
    const names = tools.map((tool) => tool.package).join(', ');
    return `these packages are missing: ${names} (--install gets them)`;
  }
  return kernel === undefined ? 'its packages were not unpacked (--install gets them)' : undefined;
}

/**
 * The newest side that is no newer than a kernel; undefined if its words are laid out otherwise: bits
 * of a kernel must not be read as those of another one.
 */
export function sideOf(series: string, bits: 32 | 64 = 64): ModernName | undefined {
  const [major = 0, minor = 0] = series.split('.').map(Number);
  const kernel: KernelVersion = `${major}.${minor}`;
  const side = MODERN_NAMES.findLast(
    (name) => isNarrow(name) === (bits === 32) && !isBefore(kernel, kernelOf(name)),
  );
  if (side === undefined) return undefined;
  const { orderShift, flags } = layoutOf(kernelOf(side), bits);
  const own = layoutOf(kernel, bits);
  return own.orderShift === orderShift && own.flags === flags ? side : undefined;
}

/** The host's own line of a boot: the capture then holds all that the verdict rests on. */
function bootReport(event: Extract<RunEvent, { is: 'end' }>): BootReport {
  const { boot, purpose, end, whole, culprit } = event;
  const message = messageOf(end);
  return {
    boot,
    purpose,
    end: end.is,
    whole,
    ...(message === undefined ? {} : { message }),
    ...(culprit === undefined ? {} : { culprit }),
  };
}

function messageOf(end: GuestEnd): string | undefined {
  switch (end.is) {
    case 'powered off':
      return undefined;
    case 'panic':
    case 'failed':
      return end.message;
    case 'hang':
    case 'time limit':
    case 'starved':
    case 'interrupted':
      return `after ${Math.round(end.seconds)} s, ${Math.round(end.ran)} of them on a processor`;
  }
}
