// SPDX-License-Identifier: GPL-2.0-or-later
import { definitionsOf } from '../code/constants';
import { rendered, waysOf } from '../code/guards';
import type { Node } from '../code/syntax';
import { askInText, type Vocabulary } from './ask';
import { CallFrame } from './frame';
import { afterStore, narrowedBy, type Path, type ValueBits } from './request-paths';

/** A value that an expression has, and the way on which it has it. */
export type ValueOn = readonly [Path, ValueBits];

/** What an expression is read with: the driver's words, and what a call returns that is in sight. */
export interface ValueReader {
  readonly words: Vocabulary;
  returned(frame: CallFrame, path: Path, call: Node): readonly ValueOn[] | undefined;
}

/** Expressions nested deeper are not taken apart. */
const DEPTH_LIMIT = 40;

/** What an expression asks for on a way, and on those that its own conditions part. */
export function valuesOf(
  reader: ValueReader,
  frame: CallFrame,
  path: Path,
  node: Node,
  depth = 0,
): readonly ValueOn[] {
  const inner = (one: Node | null | undefined, on = path): readonly ValueOn[] =>
    one == null || depth > DEPTH_LIMIT
      ? [[on, { bits: 0, rest: rendered(node, frame) }]]
      : valuesOf(reader, frame, on, one, depth + 1);
  switch (node.type) {
    case 'parenthesized_expression':
      return inner(node.namedChildren[0]);
    case 'cast_expression':
      return inner(node.childForFieldName('value'));
    case 'comma_expression':
    case 'assignment_expression':
      return inner(node.childForFieldName('right'));
    case 'conditional_expression':
      return ['consequence', 'alternative'].flatMap((field) => {
        const condition = node.childForFieldName('condition');
        if (condition === null) return [];
        const { yes, no } = waysOf(condition, frame);
        const on = narrowedBy([path], field === 'consequence' ? yes : no, frame.lineOf(condition));
        return on.flatMap((one) => inner(node.childForFieldName(field), one));
      });
    case 'binary_expression': {
      const operator = node.childForFieldName('operator')?.text ?? '';
      if (operator !== '|' && operator !== '+') break;
      return inner(node.childForFieldName('left')).flatMap(([on, left]) =>
        inner(node.childForFieldName('right'), on).map(
          ([both, right]): ValueOn => [both, afterStore(left, 'add', right)],
        ),
      );
    }
    case 'call_expression': {
      const returned = reader.returned(frame, path, node);
      if (returned !== undefined) return returned;
      break;
    }
  }
  const held = path.cells.get(frame.variable(node.text));
  const bits = held ?? plainBits(reader.words, frame, node.text);
  if (bits !== undefined) return [[path, bits]];
  const meaning = node.type === 'identifier' ? frame.meaning(node.text) : undefined;
  if (meaning === undefined || depth > DEPTH_LIMIT)
    return [[path, { bits: 0, rest: rendered(node, frame) }]];
  const scope = meaning.scope instanceof CallFrame ? meaning.scope : frame;
  return valuesOf(reader, scope, path, meaning.node, depth + 1);
}

/** The bits of a word of the interface, or of the driver's; undefined of anything else. */
function plainBits(
  words: Vocabulary,
  frame: CallFrame,
  text: string,
  depth = 0,
): ValueBits | undefined {
  const ask = askInText(text, words);
  if (ask !== undefined) return ask.must === ask.may ? { bits: ask.must, rest: '' } : undefined;
  const defined = definitionsOf(frame.view).get(text);
  return defined === undefined || depth > 2
    ? undefined
    : plainBits(words, frame, defined, depth + 1);
}
