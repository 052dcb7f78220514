// SPDX-License-Identifier: GPL-2.0-or-later
import { definitionsOf } from '../code/constants';
import { placeIn } from '../code/flow';
import { lineOf } from '../code/fragment';
import { argumentsOf, calledName } from '../code/nodes';
import { isVariableLength, type StackArray, stackArrays } from '../code/stack-arrays';
import { type CodeView, type FunctionView, nodesOf } from '../code/view';
import { arraysGiven } from '../hmm/entries';
import { functionNamed, parametersOf } from '../hmm/functions';
import { objectOf } from '../hmm/ranges';
import { type Hit, type Rule, type Subject, source } from './rule';

/** What CONFIG_FRAME_WARN allows a function of a 64-bit kernel; half of it is worth a note. */
const FRAME_LIMIT = 2048;
const LARGE = FRAME_LIMIT / 2;

/** Arrays on the stack, with their size; a 64-bit kernel's stack has 16 KiB for all callers. */
export const stackArray: Rule = {
  id: 'stack-array',
  title: 'an array of entries on the stack',
  severity: 'suspicious',
  formats: 'both',
  concerns: 'callers',
  why:
    'The call chain of a range fault is deep (page walk, fault handler, migration), on a stack of 16 ' +
    `KiB (8 KiB on 32 bits). The kernel warns about frames above ${FRAME_LIMIT} bytes (CONFIG_FRAME_WARN; 1024 on 32 bits).`,
  effect: 'A large frame overflows the stack under load, far away from its cause.',
  bad: source(`
    static int example(struct hmm_range *range)
    {
            unsigned long pfns[128];

            range->hmm_pfns = pfns;
            return hmm_range_fault(range);
    }`),
  good: source(`
    static int example(struct hmm_range *range)
    {
            unsigned long pfns[64];

            range->hmm_pfns = pfns;
            return hmm_range_fault(range);
    }`),
  *check({ kind, now: { view } }: Subject): Generator<Hit> {
    if (view.language !== 'c' || (kind === 'source' && arraysGiven(view).length === 0)) return;
    const definitions = definitionsOf(view);
    for (const fn of view.functions) {
      const arrays = stackArrays(view, fn);
      const entries = arrays.filter((array) => isEntries(view, fn, array, kind));
      const sum = bytesOf(arrays);
      for (const array of entries) {
        const line = lineOf(array.fragment, array.node);
        if (line === undefined || line.change === 'context') continue;
        const bytes = array.bytes[64];
        if (bytes === undefined) {
          if (!isVariableLength(array, definitions)) continue;
          yield {
            line,
            reason: `${array.name} has a variable length, which the kernel forbids`,
          };
        } else if (sum >= LARGE) {
          const severity = bytesOf(entries) > FRAME_LIMIT ? 'bug' : 'suspicious';
          yield {
            line,
            severity,
            reason: `${sizeText(array)}; all arrays of the function have ${sum}`,
          };
        } else if (line.change === 'added') {
          const beside = sum > bytes ? `, besides ${sum - bytes} bytes of other arrays` : '';
          yield { line, severity: 'note', reason: `${sizeText(array)}${beside}: not large` };
        }
      }
    }
  },
};

function bytesOf(arrays: readonly StackArray[]): number {
  return arrays.reduce((total, { bytes }) => total + (bytes[64] ?? 0), 0);
}

function sizeText({ name, type, length, bytes }: StackArray): string {
  const size = (count: number | undefined): string =>
    count === undefined ? 'unknown' : String(count);
  const times = `${length} × sizeof(${type})`;
  return `${name} has ${times} = ${size(bytes[64])} bytes on 64 bits, ${size(bytes[32])} on 32`;
}

/**
 * Whether a range fault fills it: it is given to a range here, or in a function that gets it. Other
 * arrays of pfns are those of migrate_vma_setup(), and of no concern.
 */
function isEntries(
  view: CodeView,
  fn: FunctionView,
  { name, fragment, node }: StackArray,
  kind: Subject['kind'],
): boolean {
  // Hunks do not always show what the array is for.
  if (kind === 'patch' && /^(hmm_)?pfns$/.test(name)) return true;
  if (isGiven(view, fn, name)) return true;
  return nodesOf(fn, 'call_expression').some(({ fragment: at, node: call }) => {
    if (at !== fragment || call.startIndex < node.startIndex) return false;
    const callee = functionNamed(view, calledName(call));
    const parameter = argumentsOf(call).findIndex((one) => objectOf(one) === name);
    if (callee === undefined || callee === fn || parameter < 0) return false;
    return isGiven(view, callee, parametersOf(callee)[parameter] ?? '');
  });
}

function isGiven(view: CodeView, fn: FunctionView, name: string): boolean {
  return arraysGiven(view).some(
    ({ value, fragment, node }) =>
      objectOf(value) === name && placeIn(fn, fragment, node) !== undefined,
  );
}
