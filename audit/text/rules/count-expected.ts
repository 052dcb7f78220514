// SPDX-License-Identifier: GPL-2.0-or-later
import { type CodePlace, placeIn } from '../code/flow';
import { lineOf } from '../code/fragment';
import { calledName, plainText, variableOf } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodePiece, type FunctionView, homeOf, nodesOf } from '../code/view';
import { isUsedOnlyAfterFailure } from '../hmm/fault-outcome';
import { opensRetry } from '../hmm/opens-retry';
import { givesResult, usedIn } from '../hmm/results';
import { type Hit, type Rule, type Severity, type Subject, source } from './rule';

/** A caller that still expects the number of pages that v5.7 returned. */
export const countExpected: Rule = {
  id: 'count-expected',
  title: 'the return value is treated as a page count, as in v5.7',
  severity: 'bug',
  formats: 'fixed',
  concerns: 'callers',
  why:
    'Until v5.7 hmm_range_fault() returned the number of pages, which could be 0 if it had to be ' +
    'retried. Since then it returns 0 for success, and all entries are filled.',
  effect: 'It mistakes success for failure or for a retry, and loops until its time limit.',
  bad: source(`
    static int example(struct hmm_range *range)
    {
            int ret;

            ret = hmm_range_fault(range);
            if (ret <= 0)
                    return -EFAULT;
            return 0;
    }`),
  good: source(`
    static int example(struct hmm_range *range)
    {
            int ret;

            ret = hmm_range_fault(range);
            if (ret < 0)
                    return -EFAULT;
            return 0;
    }`),
  *check({ now: { view }, porting }: Subject): Generator<Hit> {
    for (const fn of view.functions) {
      for (const { piece, node, reason, severity = this.severity } of expectations(fn)) {
        const line = lineOf(piece.fragment, node);
        if (line === undefined) continue;
        if (porting) yield { line, reason, severity };
        else if (line.change === 'whole') {
          yield { line, reason: `right in v5.7; after the port, ${reason}`, severity: 'note' };
        }
      }
    }
  },
};

interface Expectation extends CodePlace {
  readonly reason: string;
  readonly severity?: Severity;
}

function expectations(fn: FunctionView): Expectation[] {
  return nodesOf(fn, 'call_expression').flatMap(({ fragment, node: call }) => {
    if (!givesResult(homeOf(fn), call)) return [];
    const variable = variableOf(call);
    const place = placeIn(fn, fragment, call);
    if (place === undefined) return [];
    const name = variable ?? plainText(call);
    const used = variable === undefined ? [usedIn(call)] : usesAfter(place, variable);
    const uses = used.flatMap((node) => {
      const reason = node === undefined ? undefined : reasonOf(node, name);
      return node === undefined || reason === undefined
        ? []
        : [{ piece: place.piece, node, reason }];
    });
    if (uses.length === 0 && isUsedOnlyAfterFailure(fn, call)) {
      const reason = `what ${calledName(call)}() puts out is used only where it has failed: 0 is success`;
      return [{ ...place, reason }];
    }
    if (uses.length > 0 || !/pages|count|^nr|^n_?pfns/i.test(variable ?? '')) {
      return outermost(uses);
    }
    const reason = `${name} is treated as a page count, but 0 is success`;
    return [{ ...place, reason, severity: 'suspicious' }];
  });
}

/** The expressions that use the variable until it gets another value. */
function usesAfter({ piece, node: call }: CodePlace, variable: string): Node[] {
  const found: Node[] = [];
  for (const name of namesOf(piece, variable)) {
    if (name.startIndex <= call.endIndex) continue;
    const parent = usedIn(name);
    if (parent === undefined) continue;
    if (parent.type === 'assignment_expression' && parent.childForFieldName('left') === name) {
      if (parent.childForFieldName('operator')?.text === '=') break;
    } else found.push(parent);
  }
  return found;
}

const byName = new WeakMap<CodePiece, ReadonlyMap<string, readonly Node[]>>();

/** Where a piece names a variable, in the order of the text. */
function namesOf(piece: CodePiece, variable: string): readonly Node[] {
  let known = byName.get(piece);
  if (known === undefined) {
    const found = new Map<string, Node[]>();
    for (const node of piece.node.descendantsOfType('identifier')) {
      const list = found.get(node.text);
      if (list === undefined) found.set(node.text, [node]);
      else list.push(node);
    }
    known = found;
    byName.set(piece, known);
  }
  return known.get(variable) ?? [];
}

function reasonOf(node: Node, variable: string): string | undefined {
  const right = node.childForFieldName('right') ?? node.childForFieldName('value');
  switch (node.type) {
    case 'unary_expression': {
      const isNot = node.childForFieldName('operator')?.text === '!';
      return isNot && opensRetry(node)
        ? `!${variable} means success, not a reason to retry`
        : undefined;
    }
    case 'binary_expression':
      return comparison(node, variable);
    case 'assignment_expression':
    case 'init_declarator': {
      const target = node.childForFieldName('left') ?? node.childForFieldName('declarator');
      if (right === null || target === null || target.text === variable) return undefined;
      if (!COUNT.test(target.text) || plainText(right) !== variable) return undefined;
      return `${target.text} takes a page count from ${variable}, which is 0 after success`;
    }
    default:
      return undefined;
  }
}

const COUNT = /pages|count|(^|_)nr|(^|_)num|pfns$|^n$/i;

/** How an operator reads with its sides exchanged. */
const TURNED: Readonly<Record<string, string>> = {
  '<': '>',
  '>': '<',
  '<=': '>=',
  '>=': '<=',
  '==': '==',
  '!=': '!=',
};

function comparison(node: Node, variable: string): string | undefined {
  const left = node.childForFieldName('left');
  const right = node.childForFieldName('right');
  const operator = node.childForFieldName('operator')?.text ?? '';
  if (left === null || right === null) return undefined;
  const isLeft = plainText(left) === variable;
  const other = plainText(isLeft ? right : left);
  const text = `${left.text} ${operator} ${right.text}`;
  const takes = `${text} treats ${variable} as a page count`;
  if (isLeft && (operator === '<<' || operator === '*')) return takes;
  const read = isLeft ? operator : TURNED[operator];
  switch (`${read} ${other}`) {
    case '<= 0':
    case '< 1':
      return `${text} is true after success, which is 0`;
    case '> 0':
    case '>= 1':
      return `${text} is never true: success is 0`;
    case '== 0':
      return opensRetry(node) ? `${text} means success, not a reason to retry` : undefined;
    case '!= 0':
      return undefined;
  }
  // A limit has a name of its own; constants are in capitals, and error codes have a sign.
  const isName = /^[\w.>[\]+-]*$/.test(other) && /[a-z]/.test(other);
  if (!isName || other.startsWith('-')) return undefined;
  if (read === '>' && !isLeft) return takes;
  if ((read === '<' || read === '==' || read === '!=') && COUNT.test(other)) return takes;
  return undefined;
}

function outermost(found: readonly Expectation[]): Expectation[] {
  return found.filter(
    ({ node }, index) =>
      !found.some(
        (other, at) =>
          at !== index &&
          other.node.id !== node.id &&
          other.node.startIndex <= node.startIndex &&
          node.endIndex <= other.node.endIndex,
      ),
  );
}
