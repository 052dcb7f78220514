// SPDX-License-Identifier: GPL-2.0-or-later
import type { DecisionName } from '../../oracle/campaign/decision';

/** What it means for drivers if a decision is taken otherwise. */
export const EFFECTS: Readonly<Record<DecisionName, string>> = {
  need: 'A device access faults pages that it did not fault before, or finds pages missing that it requested.',
  action: 'A request succeeds that failed, or fails that succeeded; retry loops may not end.',
  extent:
    'More or fewer neighbours of a requested page are faulted, which can copy or migrate them.',
  faults:
    'Pages are faulted in another way: a read fault where a write fault was, or pages left out.',
  met: 'Entries are taken for entries of another kind.',
  resume:
    'After a fault the array is filled from another page on: entries are skipped or walked again.',
  again:
    'The call walks more or less often: -EBUSY is noticed at other times, or the call does not end.',
  end: 'The call ends earlier or later: the driver sees a stale or an unfinished array.',
  ret: 'A driver that tells errnos apart takes another path: retry, give up, or report.',
  rights:
    'The device gets a mapping with other rights than the process has: a missed write fault, or a write to a page that must not be written.',
  pfn: 'The device accesses another page frame than the process has mapped there.',
  page: 'The device finds no page where there is one, or a page where there is none.',
  order: 'The device maps with another page size than the CPU does.',
  bits: 'Bits that the driver may test or mask are set or missing in the words.',
  input: 'Requests are overwritten that the driver passes again on a retry.',
  count: 'A driver that relies on the page count of a success handles too few or too many pages.',
};
