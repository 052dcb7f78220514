// SPDX-License-Identifier: GPL-2.0-or-later
import { PAGE_SIZE } from '../../mm/units';
import type { Claim, Mismatch } from '../../oracle/campaign/claim';
import { originName } from '../../oracle/compare/origin';
import { unifiedDiff } from '../../oracle/compare/unified-diff';
import { returnText } from '../../oracle/run/result';
import type { Side } from '../../oracle/run/side';
import type { CorpusScenario } from '../../oracle/scenario/corpus';
import { hex } from '../../oracle/scenario/json';
import type { ResultDocument } from '../../oracle/scenario/schema';
import type { DriftExample } from './report';

/**
 * A name for what a side does otherwise than the file says, so that one change of it gives one
 * cause: what differs first, and the entry that the side met there.
 */
export function driftCause(side: Side, { field, expected, got }: Mismatch, owner: number): string {
  const { record } = side;
  if (field === 'ret') {
    const met = record.walkEnds().at(-1);
    const where = met === undefined ? '' : ` at ${originName(met.origin, owner)}`;
    return `${side.name}: returns ${got}, not ${expected}${where}`;
  }
  const [, page] = /^pfns\[(\d+)\]$/.exec(field) ?? [];
  if (page === undefined)
    return `${side.name}: other ${FIELDS[field.replace(/[[.].*/, '')] ?? field}`;
  if (Number(page) >= record.stoppedAt) return `${side.name}: other input after the stop`;
  return `${side.name}: other word for ${originName(record.origins[Number(page)] ?? 0, owner)}`;
}

const FIELDS: Readonly<Record<string, string>> = {
  faults: 'faults',
  walks: 'number of walks',
  pages: 'page count',
};

/** Where a side drifted, with the two results as a diff. */
export function driftExample(
  { line, scenario }: CorpusScenario,
  side: Side,
  claim: Claim,
  { field, expected: wanted, got }: Mismatch,
): DriftExample {
  const { start } = scenario.range;
  const hasResult = side.overflow === undefined && side.failure === undefined;
  return {
    line,
    id: scenario.id,
    what: `${side.name} ${field}: expected ${wanted}, got ${got}`,
    diff: unifiedDiff(
      {
        name: 'expected',
        lines: claim.kind === 'result' ? documentLines(claim.result, start) : [],
      },
      { name: 'got', lines: hasResult ? sideLines(side, start) : [] },
    ),
  };
}

function documentLines(result: ResultDocument, start: number): readonly string[] {
  return [
    `return ${result.ret}`,
    ...(result.pages === undefined ? [] : [`pages ${result.pages}`]),
    `walks ${result.walks}`,
    ...result.faults.map(({ at, pages, write }) => faultLine(at, pages, write)),
    ...result.pfns.map((word, page) => wordLine(page, start, word)),
  ];
}

function sideLines(side: Side, start: number): readonly string[] {
  const { record, pageCount } = side;
  return [
    `return ${returnText(record.ret)}`,
    ...(pageCount === undefined ? [] : [`pages ${pageCount}`]),
    `walks ${record.walks}`,
    ...record.faults.list().map(({ at, pages, write }) => faultLine(hex(at), pages, write)),
    ...Array.from({ length: record.pages }, (_, page) => wordLine(page, start, side.hexWord(page))),
  ];
}

function faultLine(at: string, pages: number, write: boolean): string {
  return `fault ${at} ${pages}p ${write ? 'write' : 'read'}`;
}

function wordLine(page: number, start: number, word: string): string {
  return `page ${page} ${hex(start + page * PAGE_SIZE)} ${word}`;
}
