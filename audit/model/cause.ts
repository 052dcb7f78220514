// SPDX-License-Identifier: GPL-2.0-or-later
import { ASKED_NAMES } from '../../drivers/asked';
import type { PageOutcome } from '../../drivers/conversion';
import { originName } from '../../oracle/compare/origin';
import { convertedPages, endName } from './compare';
import type { Shown } from './shown';
import type { WindowRun } from './version-run';

/**
 * A name for where a difference comes from and what it does: the access that is asked otherwise, the
 * part of the policy or of the loop; or the aspect and the entry that was met.
 */
export function genericCause(shown: Shown): string {
  const { because } = shown;
  if (because === null) return `${shown.difference.aspect}/${place(shown)}${effect(shown)}`;
  if (because === 'request') return `request/${askedOtherwise(shown)}${effect(shown)}`;
  const kind = ['no-pages-retry', 'destroyed-requests'].includes(because) ? 'loop' : 'policy';
  return `${kind}/${because.replaceAll(' ', '-')}${effect(shown)}`;
}

/** The page that a difference is about; of an end the one where the window was left. */
function pageOf({ difference, before, after }: Shown): number | undefined {
  if ('page' in difference) return difference.page;
  for (const { conversion } of [before, after]) {
    if (conversion?.kind === 'refused') return conversion.page;
  }
  return undefined;
}

/** The entry that was met for a page. */
export function metByRun({ pair }: Shown, run: WindowRun, page: number): string {
  const origin = run.origins[page];
  return origin === undefined ? 'input' : originName(origin, pair.after.owner);
}

/** What a page's outcome is, in a word. */
function outcomeName(outcome: PageOutcome | undefined): string {
  if (outcome === undefined) return 'missing';
  if (outcome.kind === 'told') return outcome.text;
  if (outcome.kind !== 'mapped') return outcome.kind;
  const rights = outcome.write ? 'writable' : 'read-only';
  return outcome.aperture === 'vram' ? `vram-${rights}` : rights;
}

function place(shown: Shown): string {
  const { difference, after } = shown;
  if (difference.aspect === 'length') {
    const pages = convertedPages(shown[difference.version])?.length ?? 0;
    return pages < shown.window.accesses.length ? 'too-few' : 'too-many';
  }
  const page = pageOf(shown);
  return page === undefined ? 'call' : metByRun(shown, after, page);
}

/** What a difference does: its values, as far as they are words. */
export function effect(
  shown: Pick<Shown, 'difference' | 'before' | 'after'> & Partial<Pick<Shown, 'because'>>,
): string {
  const { difference, before, after } = shown;
  switch (difference.aspect) {
    case 'end':
      return `/${endName(before)}-to-${endName(after)}`;
    case 'mapped':
    case 'write':
    case 'aperture': {
      const [one, other] = [before, after].map((run) =>
        outcomeName(convertedPages(run)?.[difference.page]),
      );
      return `/${one}-to-${other}`;
    }
    case 'frame':
    case 'entry':
      return shown.because === null ? '' : `/${difference.aspect}`;
    case 'length':
    case 'garbage':
    case 'unconditional-page':
    case 'wrong-frame':
    case 'write-not-granted':
      return '';
  }
}

/** The first access of the window that the versions ask otherwise, and how. */
function askedOtherwise({ window, before, after }: Shown): string {
  const page = window.accesses.findIndex((_, index) => before.asked[index] !== after.asked[index]);
  const access = window.accesses[page] ?? 'window';
  const [one, other] = [before.asked[page] ?? 0, after.asked[page] ?? 0];
  return `${access}/asks-${ASKED_NAMES[one]}-to-${ASKED_NAMES[other]}`;
}
