// SPDX-License-Identifier: GPL-2.0-or-later
import type { GuestEnd } from './ending';
import { bootGuest, type GuestOptions } from './guest';
import { cutRecipe, type RecipeParts, restOf } from './recipe-parts';

/** What a run over one or more boots brings. */
export type RunEvent =
  | { readonly is: 'line'; readonly line: string }
  | {
      readonly is: 'end';
      /** 1 for the first boot. */
      readonly boot: number;
      readonly end: GuestEnd;
      /** The run is whole: every case was reported. */
      readonly whole: boolean;
      /** The test that was under way when the guest ended early. */
      readonly culprit: string | undefined;
      /** Cases that had no turn yet. */
      readonly left: number;
      /** They get one in another boot. */
      readonly again: boolean;
    };

/** More boots than that do not come to an end either. */
const BOOTS = 8;

/** Where a boot is in its recipe, read off its KTAP. */
class Progress {
  whole = false;
  private last: string | undefined;
  private tests = 0;

  take(line: string): void {
    const reported = /^(?:not )?ok \d+ (\S+)/.exec(line)?.[1];
    if (reported !== undefined) {
      this.last = reported;
      this.tests++;
    }
    this.whole ||= line.startsWith('# hmm-probe-end ');
  }

  /** Something was reported, so that the guest itself works. */
  get began(): boolean {
    return this.tests > 0;
  }

  /** The place of the first case that was not reported. */
  next(parts: RecipeParts): number {
    return parts.cases.findIndex(({ id }) => id === this.last) + 1;
  }

  /** The module's own tests come first. */
  get inSelftest(): boolean {
    return this.last?.startsWith('selftest/') ?? false;
  }
}

/**
 * Carries out a recipe: boots a guest, and after a case that no guest survives, another one with
 * the cases behind it. Lines come from all boots in turn, each with a KTAP header and plan of its
 * own.
 *
 * @throws CommandError if a root file system cannot be made.
 */
export async function* runRecipe(options: GuestOptions): AsyncGenerator<RunEvent, void, undefined> {
  let recipe: string | undefined = options.recipe;
  for (let boot = 1; recipe !== undefined; boot++) {
    const parts: RecipeParts = cutRecipe(recipe);
    const progress = new Progress();
    const { lines, ended } = await bootGuest({ ...options, recipe });
    let poweredOff = '';
    for await (const line of lines) {
      progress.take(line);
      if (line.includes('it cannot be ended')) poweredOff = line;
      yield { is: 'line', line };
    }
    const end = await ended;
    const next = progress.next(parts);
    // A case that the guest itself gave up was reported; else the next one was under way.
    const skip = progress.whole || poweredOff !== '' || progress.inSelftest ? 0 : 1;
    const culprit = skip === 1 && progress.began ? parts.cases[next]?.id : undefined;
    const mayGoOn = !progress.whole && progress.began && boot < BOOTS && end.is !== 'interrupted';
    recipe = mayGoOn ? restOf(parts, next + skip) : undefined;
    const left = progress.whole ? 0 : Math.max(0, parts.cases.length - next - skip);
    const again = recipe !== undefined;
    yield { is: 'end', boot, end, whole: progress.whole, culprit, left, again };
  }
}
