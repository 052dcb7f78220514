// SPDX-License-Identifier: GPL-2.0-or-later
import type { GuestEnd } from './ending';
import { bootGuest, type GuestOptions } from './guest';
import { BootProgress } from './progress';
import { aloneOf, cutRecipe, type RecipeParts, restOf, selftestOf } from './recipe-parts';

/** What a boot is for. */
export type Purpose =
  /** The whole recipe. */
  | 'all'
  /** What an earlier boot did not come to. */
  | 'rest'
  /** The same as the last one, which reported nothing. */
  | 'again'
  /** One case that did not end, or the module's own tests, in a fresh machine. */
  | 'alone';

/** What a run over one or more boots brings. */
export type RunEvent =
  | { readonly is: 'line'; readonly line: string }
  | {
      readonly is: 'end';
      /** 1 for the first boot. */
      readonly boot: number;
      readonly purpose: Purpose;
      readonly end: GuestEnd;
      /** Every case of the boot was reported. */
      readonly whole: boolean;
      /** What was under way when the kernel panicked or fell silent: a case, or `selftest`. */
      readonly culprit: string | undefined;
      /** Cases of the boot that had no turn yet. */
      readonly left: number;
    };

/** More boots than that do not bring a recipe to its end either. */
const BOOTS = 8;
/** How many boots in turn that reported nothing are enough. */
const FRUITLESS = 3;
/** How many cases that did not end are run again alone. */
const ALONE = 8;

/** The culprit among the module's own tests, which have no name before they end. */
const SELFTEST = 'selftest';

/**
 * Carries out a recipe: boots a guest, and after what no guest survives another one with the cases
 * after it. A boot that reported nothing is tried again. What did not end in time is run once more
 * at last, alone in a fresh machine: only then it is known to be at fault itself. Lines come from all
 * boots in turn, each with a KTAP header and plan of its own.
 *
 * @throws CommandError if a root file system cannot be made.
 */
export async function* runRecipe(options: GuestOptions): AsyncGenerator<RunEvent, void, undefined> {
  yield* new Run(options).events();
}

/** How a boot left its recipe. */
interface Left {
  readonly culprit: string | undefined;
  /** The first case that another boot would begin with. */
  readonly from: number;
}

class Run {
  private boots = 0;
  private interrupted = false;
  /** What did not end. */
  private readonly suspects = new Set<string>();

  constructor(private readonly options: GuestOptions) {}

  async *events(): AsyncGenerator<RunEvent, void, undefined> {
    const whole = cutRecipe(this.options.recipe);
    yield* this.carryOut(this.options.recipe, 'all', BOOTS);
    for (const suspect of [...this.suspects].slice(0, ALONE)) {
      const ofModule = suspect.startsWith(SELFTEST);
      const recipe = ofModule ? selftestOf(whole) : aloneOf(whole, suspect);
      if (recipe !== undefined) yield* this.carryOut(recipe, 'alone', FRUITLESS);
    }
  }

  /** Boots until the recipe is done, or no boot gets any further. */
  private async *carryOut(
    from: string,
    purpose: 'all' | 'alone',
    most: number,
  ): AsyncGenerator<RunEvent, void, undefined> {
    let recipe: string | undefined = from;
    let why: Purpose = purpose;
    let fruitless = 0;
    for (let boots = 0; recipe !== undefined && boots < most && !this.interrupted; boots++) {
      const parts: RecipeParts = cutRecipe(recipe);
      const { end, progress } = yield* this.boot(recipe);
      const left = leftBy(parts, progress, end);
      yield this.endOf(why, parts, progress, end, left);
      if (progress.whole || progress.refused) return;
      const moved = progress.reported || left.culprit !== undefined;
      fruitless = moved ? 0 : fruitless + 1;
      if (fruitless === FRUITLESS || (moved && purpose === 'alone')) return;
      if (moved) recipe = restOf(parts, left.from);
      why = purpose === 'alone' ? 'alone' : moved ? 'rest' : 'again';
    }
  }

  private async *boot(recipe: string) {
    this.boots++;
    const progress = new BootProgress();
    const { lines, ended } = await bootGuest({ ...this.options, recipe });
    for await (const line of lines) {
      if (progress.take(line) !== 'alive') yield { is: 'line', line } as const;
    }
    return { end: await ended, progress };
  }

  private endOf(
    purpose: Purpose,
    parts: RecipeParts,
    progress: BootProgress,
    end: GuestEnd,
    { culprit, from }: Left,
  ): RunEvent {
    this.interrupted ||= end.is === 'interrupted';
    if (purpose !== 'alone') {
      for (const late of progress.late) this.suspects.add(late);
      if (end.is === 'hang' && culprit !== undefined) this.suspects.add(culprit);
    }
    const { whole } = progress;
    const left = whole ? 0 : Math.max(0, parts.cases.length - from);
    return { is: 'end', boot: this.boots, purpose, end, whole, culprit, left };
  }
}

function leftBy(parts: RecipeParts, progress: BootProgress, end: GuestEnd): Left {
  const next = progress.next(parts);
  // A case that the guest itself gave up was reported; else the next one was under way. How an
  // emulator ends that was killed, or had its time, says nothing of that.
  const ofKernel = end.is === 'panic' || end.is === 'hang';
  if (!ofKernel || !progress.began || progress.whole || progress.gaveUp) {
    return { culprit: undefined, from: next };
  }
  if (progress.inSelftest(parts)) return { culprit: SELFTEST, from: 0 };
  return { culprit: parts.cases[next]?.id, from: next + 1 };
}
