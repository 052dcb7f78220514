// SPDX-License-Identifier: GPL-2.0-or-later
import { definitionsOf } from '../code/constants';
import { lineOf } from '../code/fragment';
import { isVariableLength, type StackArray, stackArrays } from '../code/stack-arrays';
import { type CodeView, functionText } from '../code/view';
import { arraysGiven } from '../hmm/entries';
import { type Hit, type Rule, type Subject, source } from './rule';

/** What CONFIG_FRAME_WARN allows a function of a 64-bit kernel; half of it deserves a look. */
const FRAME_LIMIT = 2048;
const LARGE = FRAME_LIMIT / 2;

/** Arrays on the stack, with their size; a 64-bit kernel's stack has 16 KiB for all callers. */
export const stackArray: Rule = {
  id: 'stack-array',
  title: 'an array of entries on the stack',
  severity: 'suspicious',
  why:
    'The range fault goes deep (page walk, fault handler, migration), on a stack of 16 KiB, on 32 ' +
    `bits of 8. The kernel warns of frames above ${FRAME_LIMIT} bytes (CONFIG_FRAME_WARN; 1024 on 32 bits).`,
  suffers: 'A large frame overflows the stack under load, far away from its cause.',
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
  *check({ now: { view } }: Subject): Generator<Hit> {
    if (view.language !== 'c') return;
    const definitions = definitionsOf(view);
    for (const fn of view.functions) {
      const arrays = stackArrays(view, fn);
      if (!/hmm|pfn/i.test(functionText(fn))) continue;
      const sum = arrays.reduce((total, { bytes }) => total + (bytes[64] ?? 0), 0);
      for (const array of arrays) {
        const line = lineOf(array.fragment, array.node);
        if (line === undefined || line.change === 'context') continue;
        if (array.bytes[64] === undefined) {
          if (!isVariableLength(array, definitions) || !isEntries(view, array)) continue;
          yield {
            line,
            reason: `${array.name} has a length that is not constant; the kernel forbids it`,
          };
        } else if (sum >= LARGE && array.bytes[64] >= LARGE / 4) {
          const severity = sum > FRAME_LIMIT ? 'bug' : 'suspicious';
          yield {
            line,
            severity,
            reason: `${sizeText(array)}; all arrays of the function have ${sum}`,
          };
        } else if (line.change === 'added' && isEntries(view, array)) {
          const rest = sum - array.bytes[64];
          const beside = rest > 0 ? `, beside ${rest} bytes of other arrays` : '';
          yield { line, severity: 'note', reason: `${sizeText(array)}${beside}: not large` };
        }
      }
    }
  },
};

function sizeText({ name, type, length, bytes }: StackArray): string {
  const size = (count: number | undefined): string =>
    count === undefined ? 'unknown' : String(count);
  const times = `${length} × sizeof(${type})`;
  return `${name} has ${times} = ${size(bytes[64])} bytes on 64 bits, ${size(bytes[32])} on 32`;
}

/** Whether entries of a range live in it, by its name or by what it is given to. */
function isEntries(view: CodeView, { name }: StackArray): boolean {
  return /pfns?$/.test(name) || arraysGiven(view).some(({ value }) => value === name);
}
