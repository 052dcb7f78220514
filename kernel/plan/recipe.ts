// SPDX-License-Identifier: GPL-2.0-or-later
import { PAGE_SIZE } from '../../mm/units';
import { isBefore, type KernelVersion } from '../../modern/revision';
import { hex } from '../../oracle/scenario/json';

/** What `map` makes (kernel/protocol.md). */
export type MapKind =
  | 'anon'
  | 'file'
  | 'shmem'
  | 'hugetlb'
  | 'pfnmap'
  | 'pfnmap-lazy'
  | 'mixedmap'
  | 'mixedmap-pfn'
  | 'io'
  | 'dax-pte'
  | 'dax-pmd'
  | 'dax-pud';

/** One step of a recipe; addresses are numbers, or `@vdso` and its kin. */
export type Step =
  | {
      readonly do: 'map';
      readonly at: number;
      readonly pages: number;
      readonly prot: string;
      readonly sharing: 'private' | 'shared';
      readonly kind: MapKind;
      /** The length of its file in pages; to the end of the map if not given. */
      readonly filePages?: number;
      readonly options?: readonly string[];
    }
  | {
      readonly do:
        | 'unmap'
        | 'read'
        | 'write'
        | 'split'
        | 'uffd-wp'
        | 'uffd-unwp'
        | 'uffd-poison'
        | 'lock'
        | 'exclusive'
        | 'truncate';
      readonly at: number;
      readonly pages: number;
    }
  | {
      readonly do: 'protect' | 'advise' | 'uffd' | 'move' | 'remap' | 'private';
      readonly at: number;
      readonly pages: number;
      readonly how: string;
    }
  /** `hugetlb` where the kernel's own scan never comes. */
  | { readonly do: 'numa'; readonly at: number; readonly pages: number; readonly hugetlb?: true }
  | { readonly do: 'fork' | 'reap' | 'drain' }
  | { readonly do: 'knob'; readonly name: string; readonly value: string };

/** The call of a case. */
export interface RecipeCall {
  readonly start: number | string;
  readonly end: number | string;
  readonly defaults: string;
  readonly mask: string;
  readonly requests: string;
  /** The walk after which the sequence is made stale. */
  readonly walks?: number;
  /** Whose device-private pages are reported; nobody's if not given. */
  readonly owner?: number;
  /** By the entry point that takes the mmap lock itself, with its timeout in jiffies (0: none). */
  readonly unlocked?: number;
}

/** What another thread does while the call waits for a page. */
export interface Others {
  /** The pages that the call waits for: a userfaultfd has them, and they get the zero page then. */
  readonly at: number;
  readonly pages: number;
  readonly steps: readonly Step[];
}

/** One case for the guest: what is made, what others do after `begin`, and the call. */
export interface Recipe {
  readonly name: string;
  readonly before: readonly Step[];
  readonly meanwhile: readonly Step[];
  readonly during?: Others;
  readonly call: RecipeCall;
}

/**
 * The recipe file of some cases (`hmm-recipe/1`); the module's own tests, which are for 64 bits, come
 * before them.
 */
export function recipeText(recipes: readonly Recipe[], bits: 32 | 64 = 64): string {
  const own = bits === 64 ? 'selftest\n' : '';
  return `hmm-recipe/1\n${own}${recipes.map(caseText).join('\n')}`;
}

function caseText({ name, before, meanwhile, during, call }: Recipe): string {
  const { start, end, defaults, mask, requests, walks, owner, unlocked } = call;
  const options = [
    ...(walks === undefined ? [] : [`walks=${walks}`]),
    ...(owner === undefined ? [] : [`owner=${owner}`]),
    ...(unlocked === undefined ? [] : ['unlocked']),
    ...(unlocked === undefined || unlocked === 0 ? [] : [`timeout=${unlocked}`]),
  ];
  return [
    `case ${name}`,
    ...before.map(stepText),
    `begin ${place(start)} ${place(end)}`,
    ...meanwhile.map(stepText),
    ...(during === undefined ? [] : [`during ${hex(during.at)} ${during.pages}`]),
    ...(during?.steps ?? []).map(stepText),
    ['call', defaults, mask, requests === '' ? '-' : requests, ...options].join(' '),
    '',
  ].join('\n');
}

function stepText(step: Step): string {
  switch (step.do) {
    case 'fork':
    case 'reap':
    case 'drain':
      return step.do;
    case 'knob':
      return `knob ${step.name} ${step.value}`;
    case 'map':
      return [
        `map ${hex(step.at)} ${step.pages} ${step.prot} ${step.sharing} ${step.kind}`,
        ...(step.filePages === undefined ? [] : [`pages=${step.filePages}`]),
        ...(step.options ?? []),
      ].join(' ');
    case 'numa':
      return `numa ${hex(step.at)} ${step.pages}${step.hugetlb ? ' hugetlb' : ''}`;
    default:
      return 'how' in step
        ? `${step.do} ${hex(step.at)} ${step.pages} ${step.how}`
        : `${step.do} ${hex(step.at)} ${step.pages}`;
  }
}

function place(at: number | string): string {
  return typeof at === 'string' ? at : hex(at);
}

/** The first kernel on which the module has memory of a device (`module/device.c`). */
const DEVICE_MEMORY_SINCE: KernelVersion = '7.2';
const UFFD_POISON_SINCE: KernelVersion = '6.6';
const GUARD_PAGES_SINCE: KernelVersion = '6.13';
const UNLOCKED_SINCE: KernelVersion = '7.3';

function stepSince(step: Step): KernelVersion | undefined {
  if (step.do === 'private' || step.do === 'exclusive') return DEVICE_MEMORY_SINCE;
  if (step.do === 'uffd-poison') return UFFD_POISON_SINCE;
  return step.do === 'advise' && step.how === 'guard-install' ? GUARD_PAGES_SINCE : undefined;
}

/** Whether a kernel of a release can be asked for all steps of a recipe. */
export function isKnownTo({ before, meanwhile, call }: Recipe, kernel: KernelVersion): boolean {
  if (call.unlocked !== undefined && isBefore(kernel, UNLOCKED_SINCE)) return false;
  return [...before, ...meanwhile].every((step) => {
    const since = stepSince(step);
    return since === undefined || !isBefore(kernel, since);
  });
}

/** The pages of a recipe's file mappings that lie beyond the end of their file: a fault is SIGBUS. */
export function pagesPastEnd({ before, meanwhile }: Recipe): readonly number[] {
  const steps = [...before, ...meanwhile];
  return steps.flatMap((step) => {
    if (step.do !== 'map' || (step.kind !== 'file' && step.kind !== 'shmem')) return [];
    const cut = steps.findLast((one) => one.do === 'truncate' && one.at === step.at);
    const length = cut?.do === 'truncate' ? cut.pages : (step.filePages ?? step.pages);
    const past = Math.max(step.pages - length, 0);
    return Array.from({ length: past }, (_, index) => step.at + (length + index) * PAGE_SIZE);
  });
}
