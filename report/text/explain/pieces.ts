// SPDX-License-Identifier: GPL-2.0-or-later
import { type PageState, StateKind } from '../../../mm/page-states';
import type { ExplainedPiece, ReportedRun, WalkEnding } from '../../../oracle/explain/explanation';
import { stateText } from '../../../oracle/run/result';
import type { VmaDocument } from '../../../oracle/scenario/schema';
import { endingLines, needText } from './ending';
import { attributesText, endAfter, extentText, metText, vmaName } from './names';

/**
 * What a walk called for each piece, what was reported there, and how the walk ended. Neighbouring
 * pieces of one kind are one line.
 */
export function pieceLines(
  pieces: readonly ExplainedPiece[],
  vmas: readonly VmaDocument[],
  end: WalkEnding | undefined,
): string[] {
  const lines: string[] = [];
  for (let first = 0; first < pieces.length; ) {
    const piece = pieces[first];
    if (piece === undefined) break;
    let next = first + 1;
    while (continues(pieces[next - 1], pieces[next])) next++;
    const last = pieces[next - 1] ?? piece;
    const left = next === pieces.length ? end : undefined;
    lines.push(...callLines({ piece, last, calls: next - first }, vmas, left));
    first = next;
  }
  return lines;
}

/** Calls of one callback for neighbouring pieces. */
interface Calls {
  readonly piece: ExplainedPiece;
  readonly last: ExplainedPiece;
  readonly calls: number;
}

/** Whether the next call met the same and reported the same, with consecutive pfns. */
function continues(piece: ExplainedPiece | undefined, next: ExplainedPiece | undefined): boolean {
  if (piece === undefined || next === undefined || next.call !== piece.call) return false;
  if (piece.call === 'test_walk' || piece.vma !== next.vma) return false;
  if (piece.reported.length !== 1 || next.reported.length !== 1) return false;
  const [one] = piece.reported;
  const [other] = next.reported;
  if (one === undefined || other === undefined || one.state !== other.state) return false;
  if (metText(one.met) !== metText(other.met) || one.step !== other.step) return false;
  return BigInt(other.pfn) === BigInt(one.pfn) + BigInt(one.pages * one.step);
}

function callLines(
  { piece, last, calls }: Calls,
  vmas: readonly VmaDocument[],
  end: WalkEnding | undefined,
): readonly string[] {
  const times = calls === 1 ? '' : ` ${calls} times,`;
  const head = `${piece.call}${times} ${extentText(piece.start, last.end)}`;
  const met = meetingText(piece, vmas);
  const { reported } = piece;
  if (end !== undefined && end.start === piece.start && !isTable(piece)) {
    return [
      [head, met, needText(end)].join(', ').replace(', ', ': '),
      ...indented(endingLines(end)),
    ];
  }
  const [first, ...others] = reported;
  const inOne = first !== undefined && others.length === 0 && (calls > 1 || !isTable(piece));
  const text = inOne ? `${met}, reported as ${reportText(first)}` : met;
  return [
    `${head}: ${text}`,
    ...(inOne ? [] : indented(reported.map(reportedLine))),
    ...(end === undefined ? [] : indented([endOfTable(end), ...indented(endingLines(end))])),
  ];
}

/** The PTE at which a loop over PTEs was left. */
function endOfTable(end: WalkEnding): string {
  return `${end.start}: ${metText(end.met)}, ${needText(end)}`;
}

function isTable(piece: ExplainedPiece): boolean {
  return piece.call === 'pmd_entry' && piece.entry?.is === 'table';
}

/** What a callback was called for. */
function meetingText(piece: ExplainedPiece, vmas: readonly VmaDocument[]): string {
  if (piece.call === 'test_walk') {
    return `vma ${vmaName(piece.vma)}, ${testText(piece.outcome, vmas[piece.vma])}`;
  }
  const { entry, vma } = piece;
  if (entry === undefined) return vma === undefined ? 'no VMA' : 'nothing there';
  const pfn = 'pfn' in entry ? ` pfn ${entry.pfn}` : '';
  const attributes = attributesText(entry);
  return `${entry.is}${pfn}${attributes === '' ? '' : ` ${attributes}`}`;
}

function testText(outcome: 'walk' | 'skip' | 'fail', vma: VmaDocument | undefined): string {
  if (outcome === 'walk') return 'walk it';
  const flags: readonly string[] = vma?.flags ?? [];
  const reasons = ['io', 'pfnmap', 'mixedmap'].filter((flag) => flags.includes(flag));
  const reason = reasons.length > 0 ? reasons.join(' ') : 'not readable';
  return outcome === 'skip' ? `${reason}: skip it` : reason;
}

function reportedLine(run: ReportedRun): string {
  const place = run.pages === 1 ? run.at : extentText(run.at, endAfter(run.at, run.pages));
  return `${place}: ${metText(run.met)}, reported as ${reportText(run)}`;
}

/** A page state as it is reported, and whether further pages continue from it. */
function reportText({ state, pfn, step }: ReportedRun): string {
  const page: PageState = { kind: StateKind[state], pfn: BigInt(pfn) };
  return `${stateText(page)}${step === 1 ? ' and on' : ''}`;
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}
