// SPDX-License-Identifier: GPL-2.0-or-later
import { type Fragment, lineOf } from '../code/fragment';
import type { Node } from '../code/syntax';
import { type CodeView, type FunctionView, nodesIn, nodesOf } from '../code/view';
import { filesOfDriver } from '../hmm/driver-files';
import { CallFrame } from '../hmm/frame';
import { declaredName } from '../hmm/functions';
import { type Hit, type Rule, type Subject, source } from './rule';

/** A range whose owner is not the one that the driver's own device memory has. */
export const ownerDiffers: Rule = {
  id: 'owner-differs',
  title: 'the owner of the range is not that of the device memory',
  severity: 'suspicious',
  formats: 'both',
  concerns: 'callers',
  why:
    'A device-private page is reported as it is only if pgmap->owner is the range’s ' +
    'dev_private_owner, the same pointer. Any other is foreign: faulted back to system memory, or an error.',
  effect: 'The driver’s own pages move out of device memory whenever it looks at them.',
  bad: source(`
    static void example_add(struct example *own)
    {
            own->pagemap.owner = own->drm;
    }

    static int example(struct example *own, struct hmm_range *range)
    {
            range->dev_private_owner = own->device;
            range->default_flags = HMM_PFN_REQ_FAULT;
            return hmm_range_fault(range);
    }`),
  good: source(`
    static void example_add(struct example *own)
    {
            own->pagemap.owner = own->drm;
    }

    static int example(struct example *own, struct hmm_range *range)
    {
            range->dev_private_owner = own->drm;
            range->default_flags = HMM_PFN_REQ_FAULT;
            return hmm_range_fault(range);
    }`),
  *check({ now: { view } }: Subject): Generator<Hit> {
    const pagemaps = filesOfDriver(view).flatMap((file) =>
      ownersIn(file).flatMap((one) => (one.of === 'pagemap' ? [{ ...one, file }] : [])),
    );
    const owners = pagemaps.map(({ file, value }) => ownerName(file, value));
    if (owners.length === 0 || owners.includes(undefined)) return;
    for (const { fragment, value, of } of ownersIn(view)) {
      const name = of === 'range' ? ownerName(view, value) : undefined;
      const line = lineOf(fragment, value);
      if (name === undefined || line === undefined || owners.includes(name)) continue;
      const type = parameterType(view, value);
      if (type !== undefined && pagemaps.some((one) => parameterType(one.file, one.value) === type))
        continue;
      const other = pagemaps[0]?.value.text ?? '';
      yield { line, reason: `${value.text} is the owner of the range, ${other} that of the pages` };
    }
  },
};

interface Owner {
  readonly of: 'range' | 'pagemap';
  readonly value: Node;
  readonly fragment: Fragment;
}

function ownersIn(view: CodeView): Owner[] {
  return nodesIn(view, 'assignment_expression', 'initializer_pair').flatMap(
    ({ fragment, node }): Owner[] => {
      const target = node.childForFieldName('left') ?? node.namedChildren[0];
      const value = node.childForFieldName('right') ?? node.childForFieldName('value');
      if (target === undefined || value === null) return [];
      const text = target.text.replace(/\s+/g, '');
      if (/(^|[.>])dev_private_owner$/.test(text)) return [{ of: 'range', value, fragment }];
      const isPagemap = OF_PAGEMAP.test(text);
      return isPagemap ? [{ of: 'pagemap', value, fragment }] : [];
    },
  );
}

const OF_PAGEMAP = /(?:pagemap|pgmap)(?:\.|->)owner$/i;

/** How many variables are followed to what they are set to. */
const NAME_LIMIT = 3;

function functionAround(view: CodeView, value: Node): FunctionView | undefined {
  return view.functions.find(({ pieces }) =>
    pieces.some(
      ({ node }) => node.startIndex <= value.startIndex && value.endIndex <= node.endIndex,
    ),
  );
}

/** The structure that a parameter points to: two of the same may be one object, whatever they are called. */
function parameterType(view: CodeView, given: Node): string | undefined {
  const value = meaningOf(view, given);
  const fn = functionAround(view, value);
  if (fn === undefined || value.type !== 'identifier') return undefined;
  const parameter = nodesOf(fn, 'parameter_declaration').find(
    ({ node }) => declaredName(node.childForFieldName('declarator')) === value.text,
  );
  const type = parameter?.node.childForFieldName('type');
  return type?.type === 'struct_specifier' ? type.text : undefined;
}

/** What a variable of the function around it stands for, if it is set once. */
function meaningOf(view: CodeView, value: Node, depth = 0): Node {
  if (value.type !== 'identifier' || depth >= NAME_LIMIT) return value;
  const fn = functionAround(view, value);
  const meaning = fn === undefined ? undefined : new CallFrame(fn).meaning(value.text);
  return meaning === undefined ? value : meaningOf(view, meaning.node, depth + 1);
}

/** The member that an expression ends in; undefined if it has to be followed further: a call, what others give. */
function ownerName(view: CodeView, given: Node): string | undefined {
  const value = meaningOf(view, given);
  const text = value.text.replace(/\s+/g, '').replace(/^\((?:void|struct\w+)\*+\)/, '');
  // What the pages have is the same.
  if (OF_PAGEMAP.test(text)) return undefined;
  if (!/^&?\w+(?:(?:->|\.)\w+)+$/.test(text)) return bareName(text);
  return text.slice(Math.max(text.lastIndexOf('.'), text.lastIndexOf('>')) + 1);
}

/** A parameter keeps the name of what is given, most often; a NULL is no owner at all. */
function bareName(text: string): string | undefined {
  return /^[a-z_]\w*$/.test(text) && !/owner/.test(text) ? text : undefined;
}
