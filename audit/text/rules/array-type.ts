// SPDX-License-Identifier: GPL-2.0-or-later
import { placeIn } from '../code/flow';
import { type Fragment, lineOf } from '../code/fragment';
import type { Node } from '../code/syntax';
import { type CodeView, nodesIn, nodesOf } from '../code/view';
import { arraysGiven, lastName } from '../hmm/entries';
import { declaredName } from '../hmm/functions';
import { objectOf } from '../hmm/ranges';
import { type Hit, type Rule, type Subject, source } from './rule';

const WIDE =
  /^(u?int64_t|__u64|u64|__s64|s64|dma_addr_t|phys_addr_t|(unsigned )?long long( int)?|long long unsigned( int)?)$/;
const WIDE_SIZE = /sizeof\s*\(\s*(u?int64_t|__u64|u64|dma_addr_t|phys_addr_t)\s*\)/;

/** An array of 64-bit words assigned to a range whose entries are unsigned longs. */
export const arrayType: Rule = {
  id: 'array-type',
  title: 'an array of 64-bit words is assigned to hmm_pfns',
  severity: 'bug',
  formats: 'fixed',
  concerns: 'callers',
  why: 'hmm_pfns is an array of unsigned long: 32 bits wide on a 32-bit kernel, where uint64_t is 64.',
  effect:
    'The compiler warns about the pointer type; with a cast it does not, and on 32-bit kernels two ' +
    'entries share a word.',
  bad: source(`
    static int example(struct hmm_range *range, uint64_t *pfns)
    {
            range->hmm_pfns = pfns;
            return hmm_range_fault(range);
    }`),
  good: source(`
    static int example(struct hmm_range *range, unsigned long *pfns)
    {
            range->hmm_pfns = pfns;
            return hmm_range_fault(range);
    }`),
  *check({ now: { view } }: Subject): Generator<Hit> {
    for (const { field, value, node, fragment } of arraysGiven(view)) {
      const line = lineOf(fragment, node);
      if (field !== 'hmm_pfns' || line === undefined) continue;
      const allocated = WIDE_SIZE.exec(value.text.slice(0, 400))?.[1];
      if (allocated !== undefined) {
        const reason = `allocated by sizeof(${allocated}): twice the size needed on 32 bits`;
        yield { line, reason, severity: 'note' };
        continue;
      }
      const given = value.type === 'cast_expression' ? value.childForFieldName('value') : value;
      const object = given === null ? undefined : objectOf(given);
      const type = object === undefined ? undefined : wideType(view, fragment, node, object);
      if (given === null || type === undefined) continue;
      const reason = `${given.text} has elements of type ${type}, hmm_pfns of unsigned long`;
      // With a cast it works where a long has 64 bits, and many drivers are for nothing else.
      if (given === value) yield { line, reason };
      else yield { line, reason: `${reason}; the cast hides it`, severity: 'suspicious' };
    }
  },
};

/** The type of a variable or member if all its declarations are of 64 bits everywhere. */
function wideType(
  view: CodeView,
  fragment: Fragment,
  node: Node,
  object: string,
): string | undefined {
  const name = lastName(object);
  const declarations = object.includes('.')
    ? nodesIn(view, 'field_declaration')
    : variablesAround(view, fragment, node, name);
  const types = declarations
    .filter((one) => pointsTo(one.node, name))
    .map((one) => typeOf(one.node));
  return types.every((type) => WIDE.test(type)) ? types[0] : undefined;
}

/** Declarations in the function that a node is in, or else those outside of all functions. */
function variablesAround(view: CodeView, fragment: Fragment, node: Node, name: string) {
  const fn = view.functions.find((one) => placeIn(one, fragment, node) !== undefined);
  const own = fn === undefined ? [] : nodesOf(fn, 'declaration', 'parameter_declaration');
  if (own.some((one) => pointsTo(one.node, name))) return own;
  return nodesIn(view, 'declaration').filter((one) => one.node.parent?.type === 'translation_unit');
}

/** Whether a declaration has a pointer or an array of this name. */
function pointsTo(declaration: Node, name: string): boolean {
  return declaration.descendantsOfType(['pointer_declarator', 'array_declarator']).some((one) => {
    return declaredName(one) === name;
  });
}

function typeOf(declaration: Node): string {
  return (declaration.childForFieldName('type')?.text ?? '').replace(/\s+/g, ' ').slice(0, 60);
}
