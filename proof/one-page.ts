// SPDX-License-Identifier: GPL-2.0-or-later
import type { FormatWords } from '../legacy/word-codec';
import type {
  EntryDocument,
  RangeDocument,
  RequestSymbol,
  ScenarioWithFormat,
} from '../oracle/scenario/document';
import { hex } from '../oracle/scenario/json';

const AT = 0x7f00_0000_0000;

/** What a range fault meets at the page: something that has one word in either format. */
export type OnePage =
  | { readonly is: 'none' | 'error' | 'special' }
  | { readonly is: 'page'; readonly pfn: bigint; readonly write: boolean };

/** What a call asks of the page. */
export interface OneAsk extends Pick<RangeDocument, 'default' | 'mask'> {
  readonly requests: RequestSymbol;
}

export const NOTHING_ASKED: OneAsk = { default: '.', mask: '.', requests: '.' };

/** A scenario of one page in a private anonymous VMA. */
export function onePage(
  id: string,
  format: FormatWords<bigint>,
  page: OnePage,
  ask = NOTHING_ASKED,
): ScenarioWithFormat {
  return {
    schema: 'hmm-scenario/1',
    id,
    mm: {
      ...{ nextPfn: '0x100000', zeroPfn: '0x1' },
      vmas: [
        {
          ...{ start: hex(AT), end: hex(AT + 0x1000), backing: 'anon' },
          // A pfn map has no pages that a device could get: its words are errors.
          flags: page.is === 'error' ? ['read', 'write', 'pfnmap'] : ['read', 'write'],
        },
      ],
      entries: entries(page),
    },
    range: { start: hex(AT), end: hex(AT + 0x1000), ...ask, owner: 0 },
    legacy: {
      flags: { valid: hex(format.valid), write: hex(format.write) },
      values: { error: hex(format.error), none: hex(format.none), special: hex(format.special) },
      pfnShift: Number(format.pfnShift),
    },
  };
}

function entries(page: OnePage): readonly EntryDocument[] {
  const at = hex(AT);
  switch (page.is) {
    case 'none':
    case 'error':
      return [];
    case 'special':
      return [{ at, level: 'pte', is: 'present', pfn: '0x2', special: true }];
    case 'page':
      return [{ at, level: 'pte', is: 'present', pfn: hex(page.pfn), write: page.write }];
  }
}
