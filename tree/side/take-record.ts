// SPDX-License-Identifier: GPL-2.0-or-later
import type { RangeRecord } from '../../mm/range-record';
import { address, type PageNumber, pagesBetween, type RangePages } from '../../mm/units';
import type { DetailView } from '../wire/detail-view';
import type { ReplyView } from '../wire/reply-view';
import { innerEndOf, walkEndingOf } from './numbers';

/** For a walk's end: whether a write fault was needed makes no difference. */
const NO_MATTER = 2;

/** Takes what a reply says of the course of the call into a record that has begun: page faults, walks, origins, attempts. */
export function takeRecord(
  record: RangeRecord,
  pages: RangePages,
  view: ReplyView,
  detail: DetailView,
): void {
  detail.copyOrigins(record.origins);
  if (view.hasAttempts) {
    record.attempts = view.attempts.map((attempt) => ({
      ...attempt,
      end: innerEndOf(attempt.end),
    }));
  }
  const rows = view.faultRows;
  let ended = takeEnds(record, pages, detail, 0);
  for (let row = 0; row < rows.count; row++) {
    const first = pageOf(pages, rows.at(row));
    const stop = first + rows.pages(row);
    const write = rows.writes(row);
    for (let page = first; page < stop; page++) {
      record.faults.add(page, write);
      ended = takeEnds(record, pages, detail, ended);
    }
  }
}

/** Takes the walks that ended after as many page faults as there are by now. @returns how many walks have ended. */
function takeEnds(
  record: RangeRecord,
  pages: RangePages,
  { endRows }: DetailView,
  from: number,
): number {
  let row = from;
  for (; row < endRows.count && endRows.faults(row) === record.faults.calls; row++) {
    const write = endRows.write(row);
    if (write !== NO_MATTER) record.needFault(write === 1);
    const first = pageOf(pages, endRows.startOf(row));
    const stop = pageOf(pages, endRows.endOf(row));
    record.endWalk(walkEndingOf(endRows.ending(row)), endRows.origin(row), first, stop);
  }
  return row;
}

function pageOf(pages: RangePages, at: number): PageNumber {
  return pagesBetween(pages.start, address(at));
}
