// SPDX-License-Identifier: GPL-2.0-or-later
import type { CodePlace } from '../code/flow';
import { allEnclosing, argumentsOf, calledName, LOOPS } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodePiece, type FunctionView, nodesOf, oncePer } from '../code/view';
import { runWithEntries } from './entry-runs';
import { ENTRIES_WITHOUT_PAGE, READABLE_ENTRY } from './entry-values';
import { isMacroLoop } from './variables';

/** What a loop over entries keeps of all of them. */
interface Kept {
  readonly name: string;
  /** How many have a page; which ones, what they have in common, or whether any has none. */
  readonly kind: 'count' | 'bits';
  /** Where the loop has ended. */
  readonly end: number;
}

const keptIn = oncePer((fn: FunctionView): readonly Kept[] => {
  const valid = runWithEntries(fn, READABLE_ENTRY);
  const others = ENTRIES_WITHOUT_PAGE.map((entry) => runWithEntries(fn, entry));
  const isOfValid = (node: Node): boolean =>
    valid.values.has(node) && !others.some(({ values }) => values.has(node));
  const isOfOthers = (node: Node): boolean =>
    !valid.values.has(node) && others.every(({ values }) => values.has(node));
  const stores = nodesOf(fn, 'assignment_expression', 'update_expression', 'call_expression');
  return stores.flatMap(({ node }): Kept[] => {
    const end = allEnclosing(node, ...LOOPS).at(-1)?.endIndex;
    const operator = node.childForFieldName('operator')?.text ?? '';
    const target = targetOf(node);
    if (end === undefined || target === undefined) return [];
    const name = target.text;
    const isCall = node.type === 'call_expression';
    const isCounting = /^(?:\+\+|--|[-+]=)$/.test(operator);
    const isOfTest = /\bHMM_PFN_VALID\b/.test(node.childForFieldName('right')?.text ?? '');
    const isShared = operator === '&=' && valid.values.get(node)?.isAssumed === true;
    const isElement = node.childForFieldName('left')?.type === 'subscript_expression' && isOfTest;
    if (isCounting && (isOfValid(node) || isOfTest)) return [{ name, kind: 'count', end }];
    const isOfBits = isCall ? isOfValid(node) : isShared || isElement || isOfOthers(node);
    return isOfBits ? [{ name, kind: 'bits', end }] : [];
  });
});

/** Where something is stored: by an operator, or by a call that sets a bit. */
function targetOf(node: Node): Node | undefined {
  if (node.type !== 'call_expression') {
    const target = node.childForFieldName('left') ?? node.childForFieldName('argument');
    const isElement = target?.type === 'subscript_expression';
    return (isElement ? target.childForFieldName('argument') : target) ?? undefined;
  }
  const name = calledName(node);
  if (/(?:^|_)bitmap_set$/.test(name)) return argumentsOf(node)[0];
  return /(?:^|_)set_bit$/.test(name) ? argumentsOf(node)[1] : undefined;
}

/** The decisions of a piece that what its function has kept by then has a part in. */
const decisionsIn = oncePer((piece: CodePiece): readonly Node[] => {
  const kept = keptIn(piece.fn());
  if (kept.length === 0) return [];
  return piece.node.descendantsOfType(DECISIONS).filter((decision) => {
    const asked = askedBy(decision);
    if (asked === undefined) return false;
    const isIf = decision.type === 'if_statement';
    return kept.some(
      ({ name, kind, end }) =>
        end <= asked.startIndex &&
        (kind === 'bits' ? mentionsText(asked, name) : isIf && comparesText(asked, name)),
    );
  });
});

/**
 * Whether what a loop before has kept of the entries decides whether some code is reached: how many have a page, compared
 * with a number that is not written there, which ones, what they have in common, or whether any has none.
 */
export function isDecidedByCount({ piece, node: taken }: CodePlace): boolean {
  return decisionsIn(piece).some((decision) => {
    const isBefore = (askedBy(decision)?.endIndex ?? taken.startIndex) < taken.startIndex;
    if (isBefore && decision.endIndex >= taken.endIndex) return true;
    return isBefore && decision.type === 'if_statement' && leaves(decision);
  });
}

const DECISIONS = ['if_statement', ...LOOPS, 'compound_statement', 'expression_statement'];

/** What a decision asks: its condition, or what a macro that loops is given. */
function askedBy(decision: Node): Node | undefined {
  // A macro that loops, and its body without braces, are one statement to the parser.
  if (decision.type === 'expression_statement')
    return decision
      .descendantsOfType('call_expression')
      .find(({ startIndex }) => startIndex === decision.startIndex);
  if (decision.type !== 'compound_statement')
    return decision.childForFieldName('condition') ?? undefined;
  if (!isMacroLoop(decision)) return undefined;
  const siblings = decision.parent?.namedChildren ?? [];
  return siblings[siblings.indexOf(decision) - 1];
}

function leaves(decision: Node): boolean {
  return decision.descendantsOfType(['return_statement', 'goto_statement']).length > 0;
}

const OBJECTS = ['identifier', 'field_expression', 'subscript_expression'];

function mentionsText(node: Node, text: string): boolean {
  return node.descendantsOfType(OBJECTS).some((one) => one.text === text);
}

/** Whether a count is compared: with a number that is written there, it tells of one entry only. */
function comparesText(node: Node, text: string): boolean {
  return node.descendantsOfType('binary_expression').some((one) => {
    if (!/^[<>=!]=?$/.test(one.childForFieldName('operator')?.text ?? '')) return false;
    const sides = [one.childForFieldName('left'), one.childForFieldName('right')];
    return sides.some(
      (side, at) => side?.text === text && sides[1 - at]?.type !== 'number_literal',
    );
  });
}
