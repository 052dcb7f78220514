// SPDX-License-Identifier: GPL-2.0-or-later

import { Kind, kindOf } from '../../mm/entry';
import { StateKind } from '../../mm/page-states';
import { PAGE_SIZE } from '../../mm/units';
import { originName } from '../../oracle/compare/origin';
import { askName } from './asked-difference';
import type { CaseInput } from './batch';
import type { CaseResult } from './case-result';
import { MAP_VRAM, MAP_WRITE, ReportedKind, Status } from './case-result';
import { withoutNumbers } from './cause';
import type { DriverCall } from './driver-call';
import type { Named } from './named';
import { caseEndText } from './observation';
import { hasShown, type LoopFact } from './observed-loop';

/** What is known of a page when the driver says what the device gets for it. */
interface PageTruth {
  /** The last call that put a word out for it. */
  readonly call: DriverCall;
  /** Its place there. */
  readonly at: number;
}

/** What a loop must not show. That it has no end is found where it is stopped. */
const LOOP_MISTAKES: readonly (readonly [LoopFact, string])[] = [
  ['kept-for-attempt', 'calls hmm_range_fault() with a stale sequence: it is not read again'],
  ['asks-less', 'asks for less in a further attempt: the last one’s output has replaced requests'],
  ['asks-more', 'asks for more in a further attempt: the last one’s output has replaced requests'],
];

/**
 * What a device needs of a driver's function, and does not get. The function has come to its end by
 * itself, or its end is the finding.
 *
 * @param given the range fault that came before the function; undefined where it failed.
 */
export function brokenRules(
  input: CaseInput,
  result: CaseResult,
  calls: readonly DriverCall[],
  given: DriverCall | undefined,
): readonly Named[] {
  const found: Named[] = [];
  const add = (cause: string, origin: string | null = null, end: Named['end'] = 'none'): void => {
    if (!found.some((one) => one.cause === cause)) found.push({ cause, known: null, origin, end });
  };
  if (result.status !== Status.ok) {
    const slow = result.status === Status.timeout || result.status === Status.memory;
    add(withoutNumbers(caseEndText(result)), null, slow ? 'slow' : 'crashed');
    return found;
  }
  for (const text of result.warnings) add(text, null, 'warned');
  for (const [fact, cause] of LOOP_MISTAKES) if (hasShown(result, fact)) add(cause);
  if (result.needs && input.circumstances.access === 'read' && calls.some(asksToWrite)) {
    add('asks for the right to write, although the device only reads');
  }
  const all = result.calls === 0 && given !== undefined ? [given] : calls;
  if (result.refused !== 0) {
    if (isNeedlessRefusal(input, all)) {
      add(`gives the range up with ${result.refused}, although every page is there`);
    }
    return found;
  }
  if (result.tainted > 0) add('uses the result of a range fault that was invalidated since');
  const last = all.at(-1);
  if (last === undefined || last.answer.ret < 0) {
    add('succeeds, although its range fault did not');
    return found;
  }
  for (let page = 0; page < result.pages; page++) {
    const truth = truthOf(input.start + page * PAGE_SIZE, all);
    const rule =
      truth === undefined ? unfaulted(result, page) : brokenRule(input, result, page, truth);
    if (rule === undefined) continue;
    const origin = truth?.call.origins[truth.at];
    add(
      rule,
      origin === undefined ? null : originName(origin, truth?.call.scenario.range.owner ?? 0),
    );
  }
  return found;
}

/** A write request copies a page that is only read, and fails where the process may not write. */
function asksToWrite(call: DriverCall): boolean {
  return call.scenario.range.asks.some((_, page) => askName(call, page) === 'write');
}

/** The last successful call that covers an address. */
function truthOf(address: number, calls: readonly DriverCall[]): PageTruth | undefined {
  for (let index = calls.length - 1; index >= 0; index--) {
    const call = calls[index];
    if (call === undefined || call.answer.ret < 0) continue;
    const at = (address - call.answer.start) / PAGE_SIZE;
    if (at >= 0 && at < call.answer.pages) return { call, at };
  }
  return undefined;
}

/** A page that no range fault of the function covers. */
function unfaulted(result: CaseResult, page: number): string | undefined {
  switch (result.kind(page)) {
    case ReportedKind.mapped:
      return 'maps a page that it did not fault';
    case ReportedKind.missing:
      return 'a page is not reported';
    case ReportedKind.unstable:
      return 'output from memory nobody wrote';
    default:
      return result.needs ? 'leaves a page of the range without a range fault' : undefined;
  }
}

function brokenRule(
  input: CaseInput,
  result: CaseResult,
  page: number,
  { call, at }: PageTruth,
): string | undefined {
  const state = call.kinds[at];
  const there = state === StateKind.read || state === StateKind.write;
  const asked = askName(call, at);
  switch (result.kind(page)) {
    case ReportedKind.missing:
      return 'a page is not reported';
    case ReportedKind.unstable:
      return 'output from memory nobody wrote';
    case ReportedKind.mapped:
      break;
    default:
      if (there) return 'does not map a page that is there';
      return result.needs ? 'succeeds without a page that the device needs' : undefined;
  }
  if (!there) return 'maps an entry that is no page';
  const flags = result.flags(page);
  const writes = (flags & MAP_WRITE) !== 0;
  if (writes && state === StateKind.read) return unprovedWrite(asked);
  const inDevice = kindOf(call.origins[at] ?? 0) === Kind.pteDevicePrivate;
  const asDevice = (flags & MAP_VRAM) !== 0;
  if (inDevice !== asDevice) {
    return inDevice
      ? 'maps a page of the device as system memory'
      : 'maps system memory as the device’s';
  }
  if (!asDevice && result.value(page) !== BigInt(call.pfns[at] ?? 0) * BigInt(PAGE_SIZE)) {
    return 'maps another frame than the CPU';
  }
  if (writes) return undefined;
  // Of a read-only page of the device a write is granted without the right: the range fault's doing.
  if (asked === 'write') {
    return state === StateKind.write
      ? 'asks for the right to write, and maps for reading'
      : undefined;
  }
  return result.needs && input.circumstances.access === 'write'
    ? 'succeeds without the right to write that the device needs'
    : undefined;
}

/**
 * A word without the right to write, and a device that writes. Whoever asked for a write may have
 * relied on the success of the range fault; whoever did not has no reason to.
 */
function unprovedWrite(asked: ReturnType<typeof askName>): string {
  return asked === 'write'
    ? 'maps a page for writing that may only be read, as a write was asked for'
    : 'maps a page for writing that may only be read, and asks for no write';
}

/** Nothing has happened that could keep the driver from success. */
function isNeedlessRefusal(
  { circumstances, start, pages }: CaseInput,
  calls: readonly DriverCall[],
): boolean {
  if (circumstances.schedule !== 'quiet' || calls.length === 0) return false;
  if (calls.some(({ answer }) => answer.ret < 0 || answer.invalidated)) return false;
  for (let page = 0; page < pages; page++) {
    const truth = truthOf(start + page * PAGE_SIZE, calls);
    if (truth === undefined) continue;
    if (truth.call.kinds[truth.at] !== StateKind.write) return false;
    if (kindOf(truth.call.origins[truth.at] ?? 0) === Kind.pteDevicePrivate) return false;
  }
  return true;
}
