// SPDX-License-Identifier: GPL-2.0-or-later
import type { Parameter } from './signature';

/** What an adapter calls a function with, and what it has to declare for that. */
export interface Argument {
  readonly text: string;
  /** A declaration of a local, or of an object of the file's. */
  readonly local?: string;
  readonly object?: string;
  /** An array with an element for each page, which the function fills: its name. */
  readonly array?: string;
  /** What nobody but a person knows. */
  readonly open?: string;
}

const INTEGER =
  /^(?:unsigned|unsigned (?:long|int|long long)|u?int(?:32|64)_t|[us](?:32|64)|size_t|int|long|uintptr_t)$/;
/** Names that the adapter has itself. */
const TAKEN = ['range', 'out', 'i', 'npages', 'write', 'ret', 'owner', 'page'];

/** By what a parameter is called, if it is a number. */
const NUMBERS: readonly (readonly [RegExp, string])[] = [
  [/(?:^|_)(?:npages|nr_pages|num_pages|count|nr|pages)$/, 'npages'],
  [/(?:^|_)(?:start|addr|address|user_virt|va|begin|from)$|_start$/, 'range->start'],
  [/(?:^|_)(?:end|last_end|until)$/, 'range->end'],
  [/(?:^|_)(?:bcnt|bytes|len|length|size)$/, 'range->end - range->start'],
];

/** What stands for a parameter: the runner's range, an array, an object; by its type and its name. */
export function argumentFor({ type, pointers, name }: Parameter): Argument {
  const plain = type.replace(/^const /, '');
  const local = TAKEN.includes(name) ? `own_${name}` : name;
  if (pointers === 2) return pointerTo(plain, local);
  if (pointers === 1) return objectFor(plain, local);
  if (plain === 'bool') return flagFor(name);
  const number = INTEGER.test(plain) ? NUMBERS.find(([names]) => names.test(name)) : undefined;
  if (number !== undefined) return { text: number[1] };
  return { text: '0', open: `${name} (${type})` };
}

function pointerTo(type: string, name: string): Argument {
  if (type !== 'struct page') return { text: `&${name}`, local: `${type} *${name} = NULL;` };
  const local = `struct page **${name} = hmm_audit_array(struct page *, npages);`;
  return { text: name, local, array: name };
}

function objectFor(type: string, name: string): Argument {
  if (type === 'struct hmm_range') return { text: 'range' };
  if (type === 'struct mmu_interval_notifier') return { text: 'range->notifier' };
  if (type === 'struct mm_struct') return { text: 'range->notifier->mm' };
  if (type === 'void') {
    if (/owner/.test(name)) return { text: '&device' };
    return { text: 'NULL', open: `${name} (void *)` };
  }
  if (INTEGER.test(type) || type === 'dma_addr_t') {
    return {
      text: name,
      local: `${type} *${name} = hmm_audit_array(${type}, npages);`,
      array: name,
    };
  }
  return { text: `&${name}`, object: `static ${type} ${name};` };
}

function flagFor(name: string): Argument {
  if (/read_?only|ro$/.test(name)) return { text: '!write' };
  if (/write/.test(name)) return { text: 'write' };
  return { text: 'false', open: `${name} (bool)` };
}
