// SPDX-License-Identifier: GPL-2.0-or-later

/** One change to a line of C. */
export interface LineChange {
  /** Where it begins in the line, from 0. */
  readonly at: number;
  readonly from: string;
  readonly to: string;
}

/** Words and what stands in their place; those of one character have blanks around them. */
const REPLACEMENTS: readonly (readonly [string, readonly string[]])[] = [
  ['==', ['!=']],
  ['!=', ['==']],
  [' < ', [' <= ']],
  ['&&', ['||']],
  ['||', ['&&']],
  [' & ', [' | ']],
  [' | ', [' & ']],
  [' + ', [' - ']],
  [' - ', [' + ']],
  ['(!', ['(']],
  ['& ~', ['& ']],
  ['>> PAGE_SHIFT', ['>> (PAGE_SHIFT - 1)']],
  ['HMM_PFN_WRITE', ['HMM_PFN_VALID', '0']],
  ['HMM_PFN_VALID', ['0', 'HMM_PFN_WRITE']],
  ['HMM_PFN_ERROR', ['0', 'HMM_PFN_VALID']],
  ['HMM_PFN_REQ_FAULT', ['HMM_PFN_REQ_WRITE']],
  ['HMM_PFN_REQ_WRITE', ['HMM_PFN_REQ_FAULT']],
  ['HMM_NEED_WRITE_FAULT', ['HMM_NEED_FAULT']],
  ['HMM_NEED_ALL_BITS', ['HMM_NEED_FAULT']],
  ['-EFAULT', ['-EBUSY', '0']],
  ['-EBUSY', ['0', '-EFAULT']],
  ['-EPERM', ['-EFAULT']],
  ['PMD_MASK', ['PAGE_MASK']],
  ['PUD_MASK', ['PMD_MASK']],
  ['VM_READ', ['VM_WRITE']],
  ['VM_WRITE', ['VM_READ']],
  ['ACTION_CONTINUE', ['ACTION_SUBTREE']],
  ['ACTION_SUBTREE', ['ACTION_CONTINUE']],
  ['return 0;', ['return -EFAULT;', 'return 1;']],
  ['return 1;', ['return 0;']],
  ['return ret;', ['return 0;']],
  ['cpu_flags', ['0']],
];

const STATEMENT = /^\t+(?!return\b|goto\b|break\b|case\b|else\b)[\w*].{0,300};$/;
const DECLARATION =
  /^\t+(?:static |const )?(?:unsigned|struct|int|long|bool|void|p[tmu]d_t|pte_t|spinlock_t|u?int64_t|swp_entry_t|softleaf_t)\b/;
const CONDITION = /^\t+(?:\} else )?if \((.{1,300})\)(?: \{)?$/;

/** All changes of a line of code, one at a time. */
export function changesOf(code: string): readonly LineChange[] {
  const replaced = REPLACEMENTS.flatMap(([from, others]) =>
    placesOf(code, from).flatMap((at) => others.map((to) => ({ at, from, to }))),
  );
  return [...replaced, ...deletion(code), ...negation(code)];
}

/** The line after a change. */
export function changed(line: string, { at, from, to }: LineChange): string {
  return line.slice(0, at) + to + line.slice(at + from.length);
}

/** Where a word stands, not as a part of a longer one. */
function placesOf(code: string, word: string): readonly number[] {
  const places: number[] = [];
  for (let at = code.indexOf(word); at >= 0; at = code.indexOf(word, at + 1)) {
    const isPart = /^\w/.test(word) && /\w/.test(code.charAt(at - 1));
    const goesOn = /\w$/.test(word) && /\w/.test(code.charAt(at + word.length));
    // What is assigned to or declared cannot be a number.
    const isTarget = word === 'cpu_flags' && !/^[;,)]/.test(code.slice(at + word.length));
    if (!isPart && !goesOn && !isTarget) places.push(at);
  }
  return places;
}

function deletion(code: string): readonly LineChange[] {
  if (!STATEMENT.test(code) || DECLARATION.test(code)) return [];
  const at = code.search(/\S/);
  return [{ at, from: code.slice(at), to: ';' }];
}

function negation(code: string): readonly LineChange[] {
  const [, condition] = CONDITION.exec(code) ?? [];
  if (condition === undefined || !isBalanced(condition)) return [];
  return [{ at: code.indexOf('(') + 1, from: condition, to: `!(${condition})` }];
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const one of text) {
    depth += one === '(' ? 1 : one === ')' ? -1 : 0;
    if (depth < 0) return false;
  }
  return depth === 0;
}
