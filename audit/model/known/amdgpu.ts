// SPDX-License-Identifier: GPL-2.0-or-later
import { HMM_PFN_ERROR, HMM_PFN_VALID } from '../../../drivers/hmm-pfn-word';
import { convertedPages } from '../compare';
import type { KnownCause, Shown } from '../shown';
import type { Knowledge } from './explanation';

const WHY =
  '5.8 takes pages[i] from the entry without its top three bits, and tests none of them; in 5.7 an ' +
  'entry that decodes to no page made the call fail with -ENOMEM.';
const GUARD = 'None as long as the defaults request every page, which is proved below. Otherwise ';

/** What is known of the port of amdgpu. On its own policy it shows nothing. */
export const AMDGPU_KNOWLEDGE: Knowledge = {
  latent: [
    unconditional(
      'none',
      'an empty entry becomes page frame 0',
      isNone,
      'the GPU gets the first page frame of the machine.',
    ),
    unconditional(
      'error',
      'an error entry becomes page frame 0',
      isError,
      'the GPU gets the first page frame of the machine.',
    ),
    unconditional(
      'without-valid',
      'a pfn without VALID becomes a page',
      isStray,
      'the GPU gets a page that the CPU may not use: NUMA-hinting, or frame i of an empty hugetlb slot. 5.7 did the same, as the old format called it valid.',
    ),
  ],
};

function unconditional(
  state: string,
  title: string,
  isSo: (word: bigint) => boolean,
  otherwise: string,
): KnownCause {
  return {
    id: `unconditional-page/${state}`,
    title,
    why: WHY,
    effect: GUARD + otherwise,
    explains: (shown) => {
      const page = unconditionalPage(shown);
      return page !== undefined && isSo(shown.after.words[page] ?? 0n);
    },
  };
}

/** The page that 5.8 makes of an entry without VALID; 5.7 may have refused it. */
function unconditionalPage({ difference, because, before, after }: Shown): number | undefined {
  if (because !== null || convertedPages(after) === undefined) return undefined;
  if (difference.aspect === 'unconditional-page') {
    return difference.version === 'after' ? difference.page : undefined;
  }
  const refused = before.conversion?.kind === 'refused' ? before.conversion.page : undefined;
  return difference.aspect === 'end' ? refused : undefined;
}

function isNone(word: bigint): boolean {
  return word === 0n;
}

function isError(word: bigint): boolean {
  return word === HMM_PFN_ERROR;
}

function isStray(word: bigint): boolean {
  return word !== 0n && (word & (HMM_PFN_VALID | HMM_PFN_ERROR)) === 0n;
}
