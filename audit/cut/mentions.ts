// SPDX-License-Identifier: GPL-2.0-or-later
import type { Node } from '../text/code/syntax';
import { type Definition, declaredNames, plainCode } from './definitions';

/** What a piece of code names, as far as it does not declare it itself. */
export interface Mentions {
  readonly names: ReadonlySet<string>;
  /** Of `names`, those that are called. */
  readonly called: ReadonlySet<string>;
  readonly tags: ReadonlySet<string>;
  /** Names that may be those of members. */
  readonly members: ReadonlySet<string>;
}

const TAG = /\b(?:struct|union|enum)\s{1,99}([A-Za-z_]\w{0,200})/g;
const WORD = /[A-Za-z_]\w{0,200}/g;
const KEYWORDS = new Set(
  (
    'auto break case char const continue default do double else enum extern float for goto if inline int long ' +
    'register return short signed sizeof static struct switch typedef union unsigned void volatile while ' +
    '__typeof__ typeof __builtin_offsetof offsetof defined __attribute__ _Static_assert static_assert __VA_ARGS__ ' +
    'asm __asm__ __func__ __FILE__ __LINE__ __auto_type _Generic __FUNCTION__'
  ).split(' '),
);

/** What a definition names. */
export function mentionsOf(definition: Definition): Mentions {
  return definition.kind === 'macro' ? macroMentions(definition) : nodeMentions(definition.node);
}

/** The body of a macro is no syntax yet: every word of it counts. */
function macroMentions({ node, text }: Definition): Mentions {
  const own = new Set(
    node.childForFieldName('parameters')?.namedChildren.map((one) => one.text) ?? [],
  );
  own.add(node.childForFieldName('name')?.text ?? '');
  const body = plainCode(text);
  const tags = new Set([...body.matchAll(TAG)].map(([, tag = '']) => tag));
  const words = [...body.matchAll(WORD)].filter(
    ({ 0: word }) => !own.has(word) && !KEYWORDS.has(word) && word !== 'define',
  );
  const members = new Set(words.map(([word]) => word));
  const names = words.filter(
    ({ index, 0: word }) =>
      !/(?:\.|->)\s{0,9}$/.test(body.slice(Math.max(0, index - 12), index)) && !tags.has(word),
  );
  const called = names.filter(({ index, 0: word }) =>
    /^\s{0,9}\(/.test(body.slice(index + word.length, index + word.length + 10)),
  );
  return {
    ...{ tags, members },
    names: new Set(names.map(([word]) => word)),
    called: new Set(called.map(([word]) => word)),
  };
}

/** What code names; its own parameters and variables are not among that. */
export function nodeMentions(node: Node): Mentions {
  const local = new Set(
    node.type === 'function_definition'
      ? node.descendantsOfType(['declaration', 'parameter_declaration']).flatMap(declaredNames)
      : node.descendantsOfType('parameter_declaration').flatMap(declaredNames),
  );
  const identifiers = node
    .descendantsOfType('identifier')
    .filter(({ parent }) => parent === null || !/^preproc_(?:if|elif|defined)/.test(parent.type))
    .map(({ text }) => text)
    .filter((name) => !local.has(name) && !KEYWORDS.has(name));
  const types = node
    .descendantsOfType('type_identifier')
    .filter((one) => !isTag(one))
    .map(({ text }) => text);
  const fields = node.descendantsOfType('field_identifier').map(({ text }) => text);
  const calls = node
    .descendantsOfType('call_expression')
    .map((call) => call.childForFieldName('function'))
    .filter((callee) => callee?.type === 'identifier')
    .map((callee) => callee?.text ?? '');
  return {
    names: new Set([...identifiers, ...types]),
    called: new Set(calls.filter((name) => !local.has(name))),
    tags: new Set([...node.text.matchAll(TAG)].map(([, tag = '']) => tag)),
    members: new Set([...fields, ...identifiers]),
  };
}

function isTag({ field, parent }: Node): boolean {
  return field === 'name' && parent !== null && parent.type.endsWith('_specifier');
}
