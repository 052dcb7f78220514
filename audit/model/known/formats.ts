// SPDX-License-Identifier: GPL-2.0-or-later
import type { PageOutcome } from '../../../drivers/conversion';
import { pfnOfWord } from '../../../drivers/hmm-pfn-word';
import { pfn } from '../../../mm/units';
import type { OriginName } from '../../../oracle/compare/origin';
import type { Difference } from '../../../oracle/differences/difference';
import { hugetlbHwpoison } from '../../../oracle/differences/empty-flags/hugetlb-hwpoison';
import { hugetlbMigration } from '../../../oracle/differences/empty-flags/hugetlb-migration';
import { hugetlbNone } from '../../../oracle/differences/empty-flags/hugetlb-none';
import { hugetlbProtnone } from '../../../oracle/differences/empty-flags/hugetlb-protnone';
import { pmdProtnone } from '../../../oracle/differences/empty-flags/pmd-protnone';
import { pteProtnone } from '../../../oracle/differences/empty-flags/pte-protnone';
import { metByRun } from '../cause';
import { convertedPages } from '../compare';
import type { KnownCause, Shown } from '../shown';

/**
 * What no port can avoid, because the formats themselves say it: the customizable one set the valid
 * bit of entries that the CPU itself may not use, the fixed one does not.
 */
export const FORMAT_CAUSES: readonly KnownCause[] = [
  fromFormats('mapped/pte-protnone', pteProtnone, ['pte-protnone', 'pte-special-protnone']),
  fromFormats('mapped/pmd-protnone', pmdProtnone, ['pmd-huge-protnone']),
  fromFormats('mapped/hugetlb-protnone', hugetlbProtnone, ['hugetlb-protnone']),
  fromFormats('mapped/hugetlb-none', hugetlbNone, ['hugetlb-none']),
  fromFormats('mapped/hugetlb-migration', hugetlbMigration, ['hugetlb-migration']),
  fromFormats('mapped/hugetlb-hwpoison', hugetlbHwpoison, ['hugetlb-hwpoison']),
];

function fromFormats(
  id: string,
  { title, why, driver }: Difference,
  origins: readonly OriginName[],
): KnownCause {
  return {
    id,
    title,
    why,
    effect: driver,
    explains(shown) {
      const { because, before, after } = shown;
      const page = because === null ? leftOutPage(shown) : undefined;
      if (page === undefined) return false;
      const met = metByRun(shown, after, page);
      if (!origins.some((origin) => origin === met)) return false;
      return (
        met === metByRun(shown, before, page) &&
        hasEmptyFlags(shown, page) &&
        isReadable(convertedPages(before)?.[page])
      );
    },
  };
}

/** The page that the new version leaves out, or because of which it gives all of them up. */
function leftOutPage({ difference, after }: Shown): number | undefined {
  if (difference.aspect === 'mapped') {
    return isNothing(convertedPages(after)?.[difference.page]) ? difference.page : undefined;
  }
  const refused = after.conversion?.kind === 'refused' ? after.conversion.page : undefined;
  return difference.aspect === 'end' ? refused : undefined;
}

/** Both words say the same pfn, the old one with the valid bit alone, the new one with no flag. */
function hasEmptyFlags({ pair, before, after }: Shown, page: number): boolean {
  const { format } = pair.before;
  if (format.kind !== 'customizable' || pair.after.format.kind !== 'fixed') return false;
  const word = after.words[page] ?? 0n;
  if (pfnOfWord(word) !== word) return false;
  return before.words[page] === format.format.encode(pfn(Number(word)), false);
}

function isReadable(outcome: PageOutcome | undefined): boolean {
  if (outcome?.kind === 'mapped') return !outcome.write;
  return outcome?.kind === 'told' && outcome.text === 'read';
}

function isNothing(outcome: PageOutcome | undefined): boolean {
  return outcome?.kind === 'unmapped' || (outcome?.kind === 'told' && outcome.text === 'none');
}
