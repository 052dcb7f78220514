// SPDX-License-Identifier: GPL-2.0-or-later
import type { Cut } from './cut';
import { type Definition, functionDeclarator } from './definitions';

/** What stands in for something that the tree does not have, or that is too much to cut. */
export interface StandIn {
  readonly name: string;
  readonly what: string;
}

/** A unit that compiles by itself, and what is not the driver's in it. */
export interface Unit {
  readonly text: string;
  readonly standIns: readonly StandIn[];
}

/**
 * Puts together what was cut.
 * @param adapted functions of the adapter, which the driver's code calls.
 */
export function unitOf(cut: Cut, adapted: readonly Definition[]): Unit {
  const { types, macros, variables, functions, tags, bodiless, unknown } = cut;
  const stood = bodiless.map(({ name, prototype }) => standInFunction(name, prototype));
  const parts = [
    '#include <hmm-audit/kernel.h>',
    ...unknown.map((name, bit) => `#define ${name} (1ul << ${bit % 63})`),
    ...tags.map((tag) => `struct ${tag};`),
    ...macros.map(({ text }) => text.trimEnd()),
    ...types.map(({ text }) => text),
    ...stood.map(({ text }) => text),
    ...[...functions, ...adapted].map((one) => `${headOf(one)};`),
    ...variables.map(located),
    ...functions.map(located),
  ];
  return {
    text: `${parts.join('\n')}\n`,
    standIns: [
      ...stood.map(({ name, value }) => ({ name: `${name}()`, what: value })),
      ...unknown.map((name) => ({ name, what: 'a bit of its own' })),
      ...types.flatMap(({ definition, members }) =>
        members === undefined || members.kept === members.all
          ? []
          : [{ name: definition.name, what: `${members.kept} of ${members.all} members` }],
      ),
    ],
  };
}

function located({ file, line, text, kind }: Definition): string {
  return `#line ${line} "${file}"\n${text}${kind === 'variable' ? ';' : ''}`.replace(/;;$/, ';');
}

/** A function up to its body. */
function headOf({ node }: Definition): string {
  const body = node.childForFieldName('body');
  const end = body === null ? node.endIndex : body.startIndex;
  return node.text.slice(0, end - node.startIndex).trimEnd();
}

function standInFunction(
  name: string,
  prototype: Definition | undefined,
): { name: string; text: string; value: string } {
  const type = prototype === undefined ? 'int' : returnType(prototype, name);
  if (type === 'void') return { name, text: `static void ${name}() { }`, value: 'does nothing' };
  const value = type.endsWith('*') ? 'NULL' : '0';
  return {
    name,
    text: `static ${type} ${name}() { return (${type}){ 0 }; }`,
    value: `returns ${value}`,
  };
}

/** All that stands before the name. */
function returnType({ node }: Definition, name: string): string {
  const declarator = node.namedChildren
    .filter(({ field }) => field === 'declarator')
    .find((one) => functionDeclarator(one)?.childForFieldName('declarator')?.text === name);
  const called = declarator === undefined ? undefined : functionDeclarator(declarator);
  const before = node.text.slice(0, (called?.startIndex ?? node.startIndex) - node.startIndex);
  return before
    .replace(/\b(?:extern|static|inline)\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
