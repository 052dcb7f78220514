// SPDX-License-Identifier: GPL-2.0-or-later
import { blankComments } from '../text/code/blank';
import type { CParser } from '../text/code/c-parser';
import type { Node } from '../text/code/syntax';

type DefinitionKind =
  /** With its body. */
  | 'function'
  /** A function that is only declared. */
  | 'prototype'
  | 'variable'
  | 'macro'
  | 'typedef'
  /** A struct or union with its members, or an enum. */
  | 'type';

/** Something that a C file defines at its outermost level. */
export interface Definition {
  readonly name: string;
  readonly kind: DefinitionKind;
  readonly file: string;
  readonly node: Node;
  /** As the file has it, comments included. */
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
}

/** What a file defines. Tags of structs, unions and enums are one namespace, all other names another. */
export interface FileDefinitions {
  readonly names: ReadonlyMap<string, readonly Definition[]>;
  readonly tags: ReadonlyMap<string, Definition>;
}

/** What the kernel's code says to the compiler and to checkers between its declarations. */
const ANNOTATION =
  /\b(?:__(?:acquires|releases|must_hold|cond_acquires|cond_releases|printf|counted_by|counted_by_ptr|aligned|guarded_by|attribute__|no_sanitize)\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|__(?:user|iomem|rcu|percpu|force|kernel|bitwise|must_check|init|exit|packed|always_unused|maybe_unused|read_mostly|ro_after_init|cacheline_aligned|cold|noreturn|pure|malloc|randomize_layout|noinitretval|nocast|always_inline|private)\b|(?:____cacheline_aligned_in_smp|____cacheline_aligned|noinline_for_stack|noinline|asmlinkage|notrace|randomized_struct_fields_(?:start|end))\b)/g;

/** The same text with annotations and comments blank: every other character stays in its place. */
export function plainCode(text: string): string {
  return blankComments(text).replace(ANNOTATION, (found) => found.replace(/[^\n]/g, ' '));
}

/** Reads what a file defines; nothing if it is nested too deeply to be parsed. */
export function fileDefinitions(parser: CParser, file: string, text: string): FileDefinitions {
  const names = new Map<string, Definition[]>();
  const tags = new Map<string, Definition>();
  const parsed = parser.parse(plainCode(text));
  if (parsed.kind === 'too-deep') return { names, tags };
  for (const node of outermost(parsed.root)) {
    const defined = definedBy(node);
    if (defined === undefined) continue;
    const { kind } = defined;
    const whole = text.slice(node.startIndex, node.endIndex);
    const definition = {
      ...{ kind, file, node, line: node.startPosition.row + 1 },
      name: (kind === 'type' ? defined.tags[0] : undefined) ?? defined.names[0] ?? '',
      text: kind === 'macro' ? firstLine(whole) : whole,
    };
    for (const name of defined.names) {
      const known = names.get(name);
      if (known === undefined) names.set(name, [definition]);
      else known.push(definition);
    }
    for (const tag of defined.tags) if (!tags.has(tag)) tags.set(tag, definition);
  }
  return { names, tags };
}

/** A macro ends with its line, unless a backslash goes on with it; a comment may go on without one. */
function firstLine(text: string): string {
  const line = /^(?:[^\n\\]|\\[\s\S])*/.exec(text)?.[0] ?? text;
  const comment = line.lastIndexOf('/*');
  return comment >= 0 && !line.includes('*/', comment) ? line.slice(0, comment) : line;
}

const SPECIFIERS = ['struct_specifier', 'union_specifier', 'enum_specifier'];
const BRANCHES = [
  'preproc_if',
  'preproc_ifdef',
  'preproc_elif',
  'preproc_else',
  'linkage_specification',
  'declaration_list',
  'ERROR',
];

/** Nodes outside of functions, in all branches of the preprocessor but those of `#if 0`. */
function outermost(root: Node): Node[] {
  return root.namedChildren.flatMap((node) => {
    if (root.type === 'ERROR' && !WHOLE_IN_ERRORS.includes(node.type)) return [];
    if (!BRANCHES.includes(node.type)) return [node, ...macrosIn(node)];
    const never = node.type === 'preproc_if' && node.childForFieldName('condition')?.text === '0';
    if (!never) return outermost(node);
    const other = node.childForFieldName('alternative');
    return other === null ? [] : outermost(other);
  });
}

/** Where the parser lost its way, what begins with a word of its own is still what it seems to be. */
const WHOLE_IN_ERRORS = [
  'function_definition',
  'preproc_def',
  'preproc_function_def',
  'struct_specifier',
];

/** Macros among the members of a type. */
function macrosIn(node: Node): Node[] {
  return SPECIFIERS.includes(node.type) || node.type === 'declaration'
    ? node.descendantsOfType(['preproc_def', 'preproc_function_def'])
    : [];
}

interface Defined {
  readonly kind: DefinitionKind;
  readonly names: readonly string[];
  readonly tags: readonly string[];
}

function definedBy(node: Node): Defined | undefined {
  switch (node.type) {
    case 'preproc_def':
    case 'preproc_function_def':
      return { kind: 'macro', names: [node.childForFieldName('name')?.text ?? ''], tags: [] };
    case 'function_definition':
      return { kind: 'function', names: declaredNames(node), tags: [] };
    case 'type_definition':
      return {
        kind: 'typedef',
        names: [...declaredNames(node), ...constants(node)],
        tags: tagsIn(node),
      };
    case 'declaration': {
      const [called] = node.namedChildren
        .filter(({ field }) => field === 'declarator')
        .map(functionDeclarator);
      const kind = called === undefined ? 'variable' : 'prototype';
      return { kind, names: [...declaredNames(node), ...constants(node)], tags: tagsIn(node) };
    }
    case 'struct_specifier':
    case 'union_specifier':
    case 'enum_specifier':
      return { kind: 'type', names: constants(node), tags: tagsIn(node) };
    case 'expression_statement':
      return macroDefined(node);
    default:
      return undefined;
  }
}

const DEFINES =
  /^(?:DEFINE_(?:MUTEX|SPINLOCK|RAW_SPINLOCK|RWLOCK|IDR|IDA|XARRAY\w{0,20})|DECLARE_RWSEM|LIST_HEAD)\s{0,9}\(\s{0,9}(\w{1,200})/;

/** `DEFINE_MUTEX(lock);` */
function macroDefined(node: Node): Defined | undefined {
  const found = DEFINES.exec(node.text);
  return found?.[1] === undefined ? undefined : { kind: 'variable', names: [found[1]], tags: [] };
}

/** The names that a declaration declares. */
export function declaredNames(node: Node): string[] {
  return node.namedChildren
    .filter(({ field }) => field === 'declarator')
    .flatMap((declarator) => leafName(declarator) ?? []);
}

const LEAVES = ['identifier', 'field_identifier', 'type_identifier'];

/** The name inside of pointers, arrays, initialisers and parentheses. */
export function leafName(declarator: Node): string | undefined {
  let node: Node | undefined = declarator;
  while (node !== undefined && !LEAVES.includes(node.type)) {
    node = node.childForFieldName('declarator') ?? node.namedChildren[0];
  }
  return node?.text;
}

/** The declarator of a function that is declared; undefined for a pointer to one, or none. */
export function functionDeclarator(declarator: Node): Node | undefined {
  let node: Node | null = declarator;
  while (node !== null && node.type !== 'function_declarator') {
    node = node.childForFieldName('declarator');
  }
  return node?.childForFieldName('declarator')?.type === 'identifier' ? node : undefined;
}

function constants(node: Node): string[] {
  return node
    .descendantsOfType('enumerator')
    .flatMap((one) => one.childForFieldName('name')?.text ?? []);
}

/** Tags that are defined here, with their members. */
function tagsIn(node: Node): string[] {
  return node
    .descendantsOfType(SPECIFIERS)
    .filter((one) => one.childForFieldName('body') !== null)
    .flatMap((one) => one.childForFieldName('name')?.text ?? []);
}
