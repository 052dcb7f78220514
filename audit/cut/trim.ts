// SPDX-License-Identifier: GPL-2.0-or-later
import type { Node } from '../text/code/syntax';
import { leafName } from './definitions';

/** A type with those of its members that are used, and what these name. */
interface Trimmed {
  readonly text: string;
  readonly kept: readonly Node[];
  /** Members at the outermost level that were there. */
  readonly members: number;
}

/** The struct or union that a definition of a type has its members in; undefined for an enum. */
export function bodyOf(node: Node): Node | undefined {
  return node
    .descendantsOfType(['struct_specifier', 'union_specifier'])
    .find((one) => one.childForFieldName('body') !== null);
}

/** The text of a struct or union without the members that nobody names. */
export function trimmed(specifier: Node, used: ReadonlySet<string>): Trimmed {
  const body = specifier.childForFieldName('body');
  const kept: Node[] = [];
  const texts: string[] = [];
  const seen = new Set<string>();
  const members = body === null ? [] : fieldsOf(body);
  for (const member of members) {
    const text = memberText(member, used, kept, seen);
    if (text !== undefined) texts.push(text);
  }
  const keyword = specifier.type === 'union_specifier' ? 'union' : 'struct';
  const tag = specifier.childForFieldName('name')?.text ?? '';
  const lines = texts.map((line) => `\t${line}`).join('\n');
  return { text: `${keyword} ${tag} {\n${lines}\n}`, kept, members: members.length };
}

/** Members in all branches of the preprocessor. */
function fieldsOf(list: Node): Node[] {
  return list.namedChildren.flatMap((node) => {
    if (node.type === 'field_declaration') return [node];
    return node.type.startsWith('preproc_') || node.type === 'ERROR' ? fieldsOf(node) : [];
  });
}

function memberText(
  member: Node,
  used: ReadonlySet<string>,
  kept: Node[],
  seen: Set<string>,
): string | undefined {
  const names = member.namedChildren
    .filter(({ field }) => field === 'declarator')
    .flatMap((one) => leafName(one) ?? []);
  const type = member.childForFieldName('type');
  const inner =
    type !== null && type.childForFieldName('body') !== null && type.type !== 'enum_specifier'
      ? trimmed(type, used)
      : undefined;
  if (names.length === 0) {
    // An anonymous struct or union, or a macro that declares something.
    if (inner === undefined) return usedWord(member, used) ? keep(member, kept) : undefined;
    if (inner.kept.length === 0) return undefined;
    kept.push(...inner.kept);
    return `${inner.text};`;
  }
  if (!names.some((name) => used.has(name)) || names.some((name) => seen.has(name)))
    return undefined;
  for (const name of names) seen.add(name);
  if (inner === undefined || type === null) return keep(member, kept);
  kept.push(...inner.kept);
  const text = member.text;
  const begin = type.startIndex - member.startIndex;
  return `${text.slice(0, begin)}${inner.text}${text.slice(begin + type.text.length)}`;
}

function keep(member: Node, kept: Node[]): string {
  kept.push(member);
  return member.text;
}

function usedWord(member: Node, used: ReadonlySet<string>): boolean {
  return [...member.text.matchAll(/[A-Za-z_]\w{0,200}/g)].some(([word]) => used.has(word));
}
