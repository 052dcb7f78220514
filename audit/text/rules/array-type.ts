// SPDX-License-Identifier: GPL-2.0-or-later
import type { Fragment } from '../code/fragment';
import type { CodeView } from '../code/view';
import { arraysGiven } from '../hmm/entries';
import { type Hit, type Rule, type Subject, source } from './rule';

const WIDE =
  '(?:(?:const\\s+)?(?:u?int64_t|__u64|u64|dma_addr_t|phys_addr_t|unsigned\\s+long\\s+long))';

/** An array of 64-bit words given to a range whose entries are unsigned longs. */
export const arrayType: Rule = {
  id: 'array-type',
  title: 'an array of 64-bit words is given to hmm_pfns',
  severity: 'bug',
  why: 'hmm_pfns is an array of unsigned long: 32 bits wide on a 32-bit kernel, where uint64_t is 64.',
  suffers:
    'The compiler warns of the pointer; behind a cast it says nothing, and on 32 bits two entries ' +
    'share a word.',
  bad: source(`
    static int example(struct hmm_range *range, uint64_t *pfns)
    {
            range->hmm_pfns = pfns;
            return hmm_range_fault(range);
    }`),
  good: source(`
    static int example(struct hmm_range *range, unsigned long *pfns)
    {
            range->hmm_pfns = pfns;
            return hmm_range_fault(range);
    }`),
  *check({ now: { view } }: Subject): Generator<Hit> {
    for (const { field, value, row, fragment } of arraysGiven(view)) {
      const line = fragment.lines[row];
      if (field !== 'hmm_pfns' || line === undefined) continue;
      const cast = /^\(\s*unsigned\s+long\s*\*\s*\)\s*/.exec(value)?.[0] ?? '';
      const given = value.slice(cast.length);
      const allocated = new RegExp(`sizeof\\s*\\(\\s*(${WIDE})\\s*\\)`).exec(value)?.[1];
      if (allocated !== undefined) {
        const reason = `allocated by sizeof(${allocated}): twice what it needs on 32 bits`;
        yield { line, reason, severity: 'note' };
        continue;
      }
      const type = wideType(nearby(view, fragment, row), given) ?? wideType(texts(view), given);
      if (type === undefined) continue;
      const hidden = cast === '' ? '' : ', and the cast hides it';
      yield { line, reason: `${given} holds ${type}, hmm_pfns unsigned long${hidden}` };
    }
  },
};

/** The function that a row is in: its own variables hide those of the others. */
function nearby(view: CodeView, fragment: Fragment, row: number): string[] {
  const at = row + fragment.addedRows;
  return view.functions
    .flatMap(({ pieces }) => pieces)
    .filter((piece) => piece.fragment === fragment)
    .filter(({ node }) => node.startPosition.row <= at && at <= node.endPosition.row)
    .map(({ node }) => node.text);
}

function texts(view: CodeView): string[] {
  return view.fragments.map(({ code }) => code.join('\n'));
}

/** The type of a variable or member if it is 64 bits wide everywhere. */
function wideType(texts: readonly string[], given: string): string | undefined {
  const name = /(\w+)\s*(?:\[[^\]]*\])?$/.exec(given.replace(/^&/, ''))?.[1];
  if (name === undefined) return undefined;
  const declared = new RegExp(
    `\\b(${WIDE})\\s*(?:\\*+\\s*(?:const\\s+)?${name}\\b|${name}\\s*\\[)`,
  );
  const otherwise = new RegExp(`\\bunsigned\\s+long\\s*(?:\\*\\s*${name}\\b|${name}\\s*\\[)`);
  if (texts.some((text) => otherwise.test(text))) return undefined;
  for (const text of texts) {
    const type = declared.exec(text)?.[1];
    if (type !== undefined) return type;
  }
  return undefined;
}
