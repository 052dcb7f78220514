// SPDX-License-Identifier: GPL-2.0-or-later
import {
  type Condition,
  evaluate,
  kernelVersion,
  literalsOf,
  not,
  versionsOf,
} from '../code/condition';
import { type Branch, type Directives, directivesOf, type Group } from '../code/directives';

/** The pfn format of the kernel that code is compiled for: until 5.7, or since 5.8. */
export type KernelFormat = 'customizable' | 'fixed';

/** A file as one kernel's preprocessor would leave it: for each row of each piece, whether it stays. */
interface FormatReading {
  readonly format: KernelFormat;
  readonly live: readonly (readonly boolean[])[];
}

/** What only the interface of a format has. */
const OF_FORMAT: Readonly<Record<KernelFormat, readonly RegExp[]>> = {
  customizable: [
    /\bhmm_device_entry_|\bpfn_shift\b|\bHMM_PFN_(?:NONE|SPECIAL|FLAG_MAX|VALUE_MAX)\b/,
    /[\w)]\[\s*HMM_PFN_(?:VALID|WRITE|ERROR)\s*\]/,
    /\bhmm_(?:range_(?:un)?register|range_snapshot|range_valid|vma_get_pfns|mirror_(?:un)?register)\b|\brange(?:\.|->)(?:values|pfns)\b/,
  ],
  fixed: [
    /\bHMM_PFN_REQ_|\bhmm_pfns\b|\bhmm_pfn_to_(?:page|phys|map_order)\b|\bHMM_PFN_FLAGS\b|&[\s(]{0,9}HMM_PFN_(?:VALID|WRITE|ERROR)\b/,
  ],
};

/** Whether lines use the interface of one format or the other. */
export function usesFormat(text: string, format: KernelFormat): boolean {
  return OF_FORMAT[format].some((only) => only.test(text));
}

/** Calls that had a second argument until 5.6; where they have none in the other branch, that tells the two apart. */
const WITH_TWO_ARGUMENTS = /\b(?:hmm_range_fault|hmm_pfn_to_page)\s{0,9}\([^(),]{1,99},/;
const WITH_ONE_ARGUMENT = /\bhmm_range_fault\s{0,9}\([^(),]{1,99}\)/;

/** The versions that stand for all kernels of a format, beside those that the file names. */
const SAMPLES: Readonly<Record<KernelFormat, readonly number[]>> = {
  customizable: [kernelVersion(4, 14, 0), kernelVersion(5, 7, 255)],
  fixed: [kernelVersion(5, 8, 0), kernelVersion(999, 0, 0)],
};
const FIRST_FIXED = kernelVersion(5, 8, 0);

/** How many branches, if they cannot be parsed together, are read one after the other at most. */
const VARIANT_LIMIT = 4;
/** The branches of one `#if` whose conditions are looked at together. */
const BRANCH_LIMIT = 16;
/** Conditions further inside than this decide nothing. */
const DEPTH_LIMIT = 64;

/**
 * How a file has to be read so that each branch is read for its own kernel. A condition decides the
 * format by the kernel version that it names, or by what its branches use. All branches of the
 * others are read together, but for those whose braces only fit one at a time.
 *
 * @param pieces the code of the whole file, or of what hunks show of it, without comments.
 */
export function readingsOf(pieces: readonly (readonly string[])[]): readonly FormatReading[] {
  const found = pieces.map((code) => ({ code, directives: directivesOf(code) }));
  if (found.every(({ directives }) => directives.groups.length === 0)) {
    return [{ format: 'fixed', live: pieces.map((code) => code.map(() => true)) }];
  }
  const deciders = decidersOf(found);
  const choices = (format: KernelFormat) =>
    found.map(({ code, directives }) => choicesOf(format, code, directives, deciders));
  const now = choices('fixed');
  const then = choices('customizable');
  const onlyThen = now.some(({ dead }, index) =>
    [...dead].some((branch) => then[index]?.dead.has(branch) === false),
  );
  const fixed = variantsOf('fixed', found, now);
  return onlyThen ? [...fixed, ...variantsOf('customizable', found, then)] : fixed;
}

interface PieceDirectives {
  readonly code: readonly string[];
  readonly directives: Directives;
}

/** What each macro that decides the format is on a kernel of the fixed one. */
type Deciders = ReadonlyMap<string, boolean>;

/** How many lines use what only one of the formats has. */
interface Evidence {
  customizable: number;
  fixed: number;
}

/**
 * The macros whose value tells the format: under one value stands what only the customizable format
 * has, and what only the fixed one has stands under the other, or in the rest of the file. Most of
 * the lines decide, so that one that was left in the wrong branch is found there.
 */
function decidersOf(pieces: readonly PieceDirectives[]): Deciders {
  const under = new Map<string, { readonly on: Evidence; readonly off: Evidence }>();
  let outside = false;
  for (const { code, directives } of pieces) {
    for (const [row, text] of code.entries()) {
      const branch = directives.branchOfRow[row];
      const literals = branch === undefined ? [] : literalsAround(branch);
      if (literals.length === 0) outside ||= usesFormat(text, 'fixed');
      const customizable = usesFormat(text, 'customizable') || WITH_TWO_ARGUMENTS.test(text);
      const fixed = usesFormat(text, 'fixed') || WITH_ONE_ARGUMENT.test(text);
      if (!customizable && !fixed) continue;
      for (const [name, value] of literals) {
        const none = () => ({ customizable: 0, fixed: 0 });
        const known = under.get(name) ?? { on: none(), off: none() };
        under.set(name, known);
        const evidence = value ? known.on : known.off;
        if (customizable) evidence.customizable += 1;
        if (fixed) evidence.fixed += 1;
      }
    }
  }
  const deciders = new Map<string, boolean>();
  for (const [name, { on, off }] of under) {
    const old = decides(name, on, off, outside) ? on : decides(name, off, on, outside) ? off : null;
    if (old !== null) deciders.set(name, old === off);
  }
  return deciders;
}

/** Options of a kernel's configuration, which say nothing of its version. */
const OPTION = /^(CONFIG_|DEBUG|MODULE$|__)/;

function decides(name: string, old: Evidence, other: Evidence, outside: boolean): boolean {
  if (old.customizable <= old.fixed || other.customizable > other.fixed) return false;
  return other.fixed > 0 || (outside && !OPTION.test(name));
}

/** The atoms whose value is certain in a branch, by its own conditions and those around it. */
function literalsAround(inmost: Branch): readonly [string, boolean][] {
  const found: [string, boolean][] = [];
  for (let branch: Branch | undefined = inmost; branch !== undefined; branch = branch.parent) {
    if (branch.depth > DEPTH_LIMIT || branch.group.isGuard) continue;
    found.push(...literalsOf(ownCondition(branch)));
  }
  return found;
}

/** The condition of a branch together with those of the branches before it, which are false. */
function ownCondition({ group, condition, first }: Branch): Condition {
  const before = group.branches.slice(0, BRANCH_LIMIT).filter((one) => one.first < first);
  if (before.length === 0) return condition;
  return { kind: 'and', parts: [condition, ...before.map((one) => not(one.condition))] };
}

function variantsOf(
  format: KernelFormat,
  pieces: readonly PieceDirectives[],
  choices: readonly Choices[],
): FormatReading[] {
  const variants = Math.max(1, ...choices.flatMap(({ open }) => [...open.values()]));
  return Array.from({ length: Math.min(variants, VARIANT_LIMIT) }, (_, variant) => ({
    format,
    live: pieces.map(({ code, directives }, index) => {
      const choice = choices[index];
      return choice === undefined ? [] : rowsOf(code, directives, choice, variant);
    }),
  }));
}

interface Choices {
  /** Branches that no kernel of the format sees. */
  readonly dead: ReadonlySet<Branch>;
  /** Of groups that are read one branch at a time, how many variants there are. */
  readonly open: ReadonlyMap<Group, number>;
}

function choicesOf(
  format: KernelFormat,
  code: readonly string[],
  { groups }: Directives,
  deciders: Deciders,
): Choices {
  const isFixed = format === 'fixed';
  const atom = (name: string): boolean | undefined => {
    const fixed = deciders.get(name);
    return fixed === undefined ? undefined : fixed === isFixed;
  };
  const dead = new Set<Branch>();
  const open = new Map<Group, number>();
  for (const group of groups) {
    const named = group.branches.slice(0, BRANCH_LIMIT).flatMap((one) => versionsOf(one.condition));
    const versions = [...SAMPLES[format], ...named, ...named.map((one) => one - 1)].filter(
      (one) => one >= FIRST_FIXED === isFixed,
    );
    const live = new Set<Branch>();
    for (const version of versions) {
      for (const branch of group.branches) {
        const value = evaluate(branch.condition, { version, atom });
        if (value !== false) live.add(branch);
        if (value === true) break;
      }
    }
    for (const branch of group.branches) if (!live.has(branch)) dead.add(branch);
    if ([...live].some((branch) => isUnbalanced(code, branch))) {
      const isElse = group.branches.at(-1)?.condition.kind === 'constant';
      open.set(group, live.size + (isElse || live.size < group.branches.length ? 0 : 1));
    }
  }
  return { dead, open };
}

/** Whether a branch opens a brace that it does not close, or the other way round. */
function isUnbalanced(code: readonly string[], { first, end, depth: inside }: Branch): boolean {
  if (inside > DEPTH_LIMIT) return false;
  let depth = 0;
  for (let row = first + 1; row < end; row += 1) {
    for (const char of code[row] ?? '') {
      if (char === '{') depth += 1;
      if (char === '}') depth -= 1;
      if (depth < 0) return true;
    }
  }
  return depth !== 0;
}

function rowsOf(
  code: readonly string[],
  { groups, branchOfRow, groupOfRow }: Directives,
  { dead, open }: Choices,
  variant: number,
): boolean[] {
  const chosen = new Map<Group, Branch | undefined>();
  const gone = new Map<Branch, boolean>();
  const cut = new Set<Group>();
  for (const group of groups) {
    const live = group.branches.filter((branch) => !dead.has(branch));
    const count = open.get(group);
    if (count !== undefined) chosen.set(group, live[Math.min(variant, count - 1)]);
    // What is left of a group that lost a branch is code without a condition.
    if (count !== undefined || live.length < group.branches.length) cut.add(group);
    for (const branch of group.branches) {
      const around = branch.parent !== undefined && gone.get(branch.parent) === true;
      const other = count !== undefined && chosen.get(group) !== branch;
      gone.set(branch, around || other || dead.has(branch));
    }
  }
  return code.map((_, row) => {
    const branch = branchOfRow[row];
    const group = groupOfRow[row];
    if (group !== undefined && cut.has(group)) return false;
    return branch === undefined || gone.get(branch) !== true;
  });
}
