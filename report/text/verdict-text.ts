// SPDX-License-Identifier: GPL-2.0-or-later
import {
  type Examined,
  notComparedLines,
  nothingText,
  type RunVerdict,
  undoneTexts,
} from '../../oracle/verdict/verdict';
import type { Style } from './style';

/** What a command says about what it found and where it looked; all are parts of a sentence. */
interface VerdictWords {
  /** If nothing was found: `no unexplained differences`. */
  readonly clean: string;
  readonly found: string;
  /** What was done: `in 41 vectors, 100 of 5000 random scenarios`. */
  readonly where: string;
  /** What that does not say, where nothing was found: `3 changed lines were not reached`. */
  readonly but?: readonly string[];
}

/** That something was left out, and of what scenarios have no result; empty if nothing was. */
function notAllText(examined: Examined): string {
  if (notComparedLines(examined).length === 0) return '';
  const undone = undoneTexts(examined);
  const which = undone.length === 0 ? '' : `: ${undone.join(', ')}`;
  return `; not everything was compared${which}`;
}

/** A verdict in one sentence, which claims nothing about what was not done. */
export function verdictSentence(
  verdict: RunVerdict,
  { clean, found, where, but = [] }: VerdictWords,
): string {
  const { examined } = verdict;
  const notAll = notAllText(examined);
  const partly = but.map((one) => `; ${one}`).join('') + notAll;
  switch (verdict.kind) {
    case 'clean':
      return `${capital(clean)} ${where}${partly}.`;
    case 'found':
      return `${capital(found)} ${where}${examined.interrupted ? ', until it was interrupted' : ''}${notAll}.`;
    case 'interrupted':
      return `Interrupted; ${clean} until then, ${where}${but.map((one) => `; ${one}`).join('')}.`;
    case 'nothing-compared':
      return nothingText(verdict.missing);
  }
}

/** The sentence as it is shown: only a clean verdict looks good. */
export function verdictLine({ kind }: RunVerdict, sentence: string, style: Style): string {
  return kind === 'clean' ? style.good(sentence) : style.bad(sentence);
}

/** What was not compared, before the verdict; nothing if all was. */
export function notComparedSection({ examined }: RunVerdict, style: Style): string[] {
  const lines = notComparedLines(examined);
  if (lines.length === 0) return [];
  return [style.title('Not compared'), ...lines.map((line) => `  ${style.bad(line)}`), ''];
}

/** How much of something was done: `all 168544`, `50000 of 168544`. */
export function doneOf(done: number, size: number): string {
  return done === size ? `all ${size}` : `${done} of ${size}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
