// SPDX-License-Identifier: GPL-2.0-or-later

import { lineOf } from '../code/fragment';
import { enclosing, plainText } from '../code/nodes';
import type { Node } from '../code/syntax';
import type { FunctionView, Located } from '../code/view';
import { isRangeFault, rangeFaults } from '../hmm/attempt';
import { type Hit, type Rule, type Subject, source } from './rule';

/** A caller that still expects the number of pages that v5.7 returned. */
export const countExpected: Rule = {
  id: 'count-expected',
  title: 'a count of pages is expected, as v5.7 returned it',
  severity: 'bug',
  why:
    'hmm_range_fault() returned the number of pages until v5.7, 0 among them if it had to be tried ' +
    'again. Since then it returns 0 for success, and all entries are filled.',
  suffers: 'It takes success for failure or for a retry, and loops until its time is over.',
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
      for (const { fragment, node, reason } of expectations(fn)) {
        const line = lineOf(fragment, node);
        if (line === undefined) continue;
        if (porting) yield { line, reason };
        else if (line.change === 'whole') {
          yield { line, reason: `right in v5.7; after the port, ${reason}`, severity: 'note' };
        }
      }
    }
  },
};

interface Expectation extends Located {
  readonly reason: string;
}

function expectations(fn: FunctionView): Expectation[] {
  return rangeFaults(fn).flatMap(({ fragment, node: call }) => {
    const variable = variableOf(call);
    if (variable === undefined) return [];
    const named = /pages|count|^nr|^n_?pfns/i.test(variable)
      ? [{ fragment, node: call, reason: `${variable} takes a number of pages, and 0 is success` }]
      : [];
    const scope = enclosing(call, 'function_definition');
    if (scope === undefined) return named;
    const until = nextAssignment(scope, variable, call);
    const uses = scope
      .descendantsOfType([
        'binary_expression',
        'unary_expression',
        'assignment_expression',
        'init_declarator',
      ])
      .filter((node) => node.startIndex > call.endIndex && node.startIndex < until);
    const found = uses.flatMap((node) => {
      const reason = reasonOf(node, variable);
      return reason === undefined ? [] : [{ fragment, node, reason }];
    });
    return [...named, ...outermost(found)];
  });
}

/** `ret` of `ret = hmm_range_fault(range)`, in a statement, a declaration or a condition. */
function variableOf(call: Node): string | undefined {
  const parent = call.parent;
  const target = parent?.childForFieldName('left') ?? parent?.childForFieldName('declarator');
  if (parent?.type !== 'assignment_expression' && parent?.type !== 'init_declarator')
    return undefined;
  return target?.type === 'identifier' ? target.text : undefined;
}

/** Where the variable gets another value: what follows is not about the range fault. */
function nextAssignment(scope: Node, variable: string, call: Node): number {
  const other = scope
    .descendantsOfType('assignment_expression')
    .find(
      (node) =>
        node.startIndex > call.endIndex &&
        node.childForFieldName('left')?.text === variable &&
        !node.descendantsOfType('call_expression').some(isRangeFault),
    );
  return other?.startIndex ?? Number.POSITIVE_INFINITY;
}

function reasonOf(node: Node, variable: string): string | undefined {
  const left = node.childForFieldName('left');
  const right = node.childForFieldName('right') ?? node.childForFieldName('value');
  const operator = node.childForFieldName('operator')?.text ?? '=';
  if (node.type === 'unary_expression') {
    const isNot = operator === '!' && node.childForFieldName('argument')?.text === variable;
    return isNot && retries(node)
      ? `!${variable} is success, and no reason to try again`
      : undefined;
  }
  if (node.type === 'binary_expression') {
    return comparison(node, variable, `${left?.text} ${operator} ${right?.text}`);
  }
  const target = node.childForFieldName('left') ?? node.childForFieldName('declarator');
  const counts = /pages|count|^nr|pfns$|cpages/i.test(target?.text ?? '');
  if (right === null || target === null || !counts) return undefined;
  const given = plainText(right);
  if (given !== variable || target.text === variable) return undefined;
  return `${target.text} takes a number of pages from ${variable}, which is 0 after success`;
}

function comparison(node: Node, variable: string, text: string): string | undefined {
  const plain = text.replace(/\s+/g, '');
  if (plain === `${variable}<=0` || plain === `0>=${variable}` || plain === `${variable}<1`) {
    return `${text} is true after success, which is 0`;
  }
  if (plain === `${variable}>0` || plain === `0<${variable}` || plain === `${variable}>=1`) {
    return `${text} is never true: success is 0`;
  }
  if (plain === `${variable}==0` && retries(node))
    return `${text} is success, and no reason to try again`;
  const shifted = `${variable}(<<|\\*)`;
  const bound = `(\\w|->|\\.)+(<|!=|==|>)${variable}$`;
  const compared = `${variable}(<|!=|==)(?!-|0$)\\w*[a-z]`;
  return new RegExp(`^(${shifted}|${bound}|${compared})`).test(plain)
    ? `${text} takes ${variable} for a number of pages`
    : undefined;
}

/** Whether the branch that a condition opens goes back, or is shared with -EBUSY. */
function retries(node: Node): boolean {
  const branch = enclosing(node, 'if_statement');
  const condition = branch?.childForFieldName('condition');
  if (branch === undefined || condition === null || condition === undefined) return false;
  if (node.endIndex > condition.endIndex) return false;
  if (/EBUSY|EAGAIN/.test(condition.text)) return true;
  const body = branch.childForFieldName('consequence')?.text ?? '';
  const back = 'continue\\b|goto\\s+\\w*(again|retry|repeat)';
  return new RegExp(`^\\{?\\s*(${back}|(return|\\w+\\s*=)\\s*-E(BUSY|AGAIN)\\b)`).test(body);
}

function outermost(found: readonly Expectation[]): Expectation[] {
  return found.filter(
    ({ node }) =>
      !found.some(
        (other) =>
          other.node.id !== node.id &&
          other.node.startIndex <= node.startIndex &&
          node.endIndex <= other.node.endIndex,
      ),
  );
}
