// SPDX-License-Identifier: GPL-2.0-or-later
import { relative } from 'node:path';
import { cParser } from '../text/code/c-parser';
import { type Argument, argumentFor } from './arguments';
import { type CutRequest, functionOf } from './cut-unit';
import type { Definition } from './definitions';
import { type DeviceOutput, outputsOf } from './outputs';
import { type Signature, signatureOf } from './signature';
import { TreeDefinitions } from './tree';

/** An adapter as far as it can be made, and what is left to do. */
interface Skeleton {
  readonly text: string;
  /** What a person has to write, each with the reason. */
  readonly open: readonly string[];
}

/** What is known of the functions that an adapter calls. */
interface Facts {
  readonly file: string;
  readonly called: readonly Signature[];
  readonly arguments: readonly (readonly Argument[])[];
  readonly outputs: readonly DeviceOutput[];
  /** What the range's owner is said to be; undefined if nobody says it. */
  readonly owner: string | undefined;
  /** Locks that the functions need held. */
  readonly held: readonly string[];
  readonly takesMmapLock: boolean;
  /** Members of objects that the functions read, as they write them. */
  readonly members: readonly string[];
}

/**
 * Makes an adapter for functions of a file of a kernel tree: declarations, objects, the call with what
 * stands for each parameter, and where the functions put what the device gets. What only a person
 * knows is an `#error` with what is known about it, so that nothing is run half-done.
 *
 * @param request the function that faults first; others are called after it, in their order.
 * @throws InputError if the file does not define a function, or does so twice.
 */
export async function adapterSkeleton(request: CutRequest): Promise<Skeleton> {
  const { tree, file, headers } = request;
  const definitions = new TreeDefinitions(await cParser(), tree, file, headers);
  const asked = request.functions.map((name) => functionOf(definitions, name));
  const reached = reachedFrom(asked, definitions);
  const called = asked.map(signatureOf);
  const facts: Facts = {
    ...{ file: relative(tree, file), called },
    arguments: called.map(({ parameters }) => parameters.map(argumentFor)),
    outputs: outputsOf(reached),
    owner: ownerIn(reached),
    held: textsOf(reached, /assert_held|^mmap_assert_/),
    takesMmapLock: callsAny(
      reached,
      /^(?:mmap_read_\w+|down_read\w*|hmm_range_fault_unlocked\w*)$/,
    ),
    members: membersIn(asked, called),
  };
  const open = openOf(facts);
  return { text: textOf(facts, open), open };
}

/** The functions, and those of the file that they call. */
function reachedFrom(
  asked: readonly Definition[],
  { own }: TreeDefinitions,
): readonly Definition[] {
  const reached = [...asked];
  for (let next = 0; next < reached.length; next++) {
    for (const name of calledIn(reached[next])) {
      const found = own.names.get(name)?.find(({ kind }) => kind === 'function');
      if (found !== undefined && !reached.includes(found)) reached.push(found);
    }
  }
  return reached;
}

function calledIn(definition: Definition | undefined): readonly string[] {
  const calls = definition?.node.descendantsOfType('call_expression') ?? [];
  return calls.flatMap((call) => call.childForFieldName('function')?.text ?? []);
}

function callsAny(reached: readonly Definition[], names: RegExp): boolean {
  return reached.some((one) => calledIn(one).some((name) => names.test(name)));
}

function textsOf(reached: readonly Definition[], names: RegExp): readonly string[] {
  const calls = reached.flatMap(({ node }) => node.descendantsOfType('call_expression'));
  const named = calls.filter((call) => names.test(call.childForFieldName('function')?.text ?? ''));
  return [...new Set(named.map(({ text }) => text))];
}

function ownerIn(reached: readonly Definition[]): string | undefined {
  const pattern = /\bdev_private_owner\s{0,9}=\s{0,9}([^,;\n}]{1,200})/;
  return reached.map(({ node }) => pattern.exec(node.text)?.[1]?.trim()).find(Boolean);
}

function membersIn(asked: readonly Definition[], called: readonly Signature[]): readonly string[] {
  const members = asked.flatMap(({ node }, index) => {
    const names = (called[index]?.parameters ?? [])
      .filter((one) => argumentFor(one).object !== undefined)
      .map(({ name }) => name);
    return node
      .descendantsOfType('field_expression')
      .filter(({ parent }) => parent?.type !== 'field_expression')
      .map(({ text }) => text.replaceAll(/\s+/g, ''))
      .filter((text) => names.some((name) => text.startsWith(`${name}->`)));
  });
  return [...new Set(members)];
}

/** The array that the first function fills with pages or addresses, if it is one of its arguments. */
function filled({ arguments: all, outputs }: Facts): DeviceOutput | undefined {
  const arrays = all.flat().flatMap(({ array }) => array ?? []);
  return outputs.find(({ kind, target }) => kind === 'stored' && arrays.includes(arrayOf(target)));
}

function arrayOf(target: string): string {
  return /^(\w+)\[/.exec(target)?.[1] ?? '';
}

function openOf(facts: Facts): readonly string[] {
  const { outputs, members, owner } = facts;
  const objects = facts.arguments.flat().filter(({ object }) => object !== undefined);
  const where = outputs.map(({ text, line }) => `line ${line}: ${text}`);
  return [
    ...facts.arguments
      .flat()
      .flatMap(({ open }) => (open === undefined ? [] : [`what to pass as ${open}`])),
    ...(objects.length > 0 && members.length > 0
      ? [`set the members that are read: ${members.join(', ')}`]
      : []),
    ...(owner === undefined || owner === 'NULL' || passesOwner(facts)
      ? []
      : [`set the owner of the driver's own pages in hmm_audit_page(): the range says ${owner}`]),
    ...(filled(facts) === undefined
      ? [
          `report what the device gets, which is put out here: ${where.length === 0 ? 'nowhere in this file' : where.join('; ')}`,
        ]
      : []),
  ];
}

/** Whether the owner is handed over by the call: it is an object of the adapter's then. */
function passesOwner({ arguments: all }: Facts): boolean {
  return all.flat().some(({ text }) => text === '&device');
}

function textOf(facts: Facts, open: readonly string[]): string {
  const { file, called, owner, held } = facts;
  const objects = facts.arguments.flat().flatMap(({ object }) => object ?? []);
  const device = passesOwner(facts);
  return `${[
    '/* SPDX-License-Identifier: GPL-2.0-or-later */',
    `/* Calls ${called.map(({ name }) => `${name}()`).join(', ')} of ${file}. Made by hmm-pfn audit c --adapter-skeleton. */`,
    '#include <hmm-audit.h>',
    '#include HMM_AUDIT_DRIVER',
    '',
    ...open.map((what) => `#error "${what.replaceAll(/["\\]/g, "'")}"`),
    ...(open.length === 0 ? [] : ['']),
    ...[...new Set([...(device ? ['static char device;'] : []), ...objects])],
    'static DEFINE_MUTEX(notifier_lock);',
    '',
    ...held.map((text) => `/* Needs held: ${text.replaceAll(/\s+/g, ' ')} */`),
    ...ownerLines(owner, device),
    'void hmm_audit_convert(struct hmm_range *range, struct hmm_audit_output *out)',
    '{',
    '\tbool write = hmm_audit_access(out) == HMM_AUDIT_ACCESS_WRITE;',
    '\tunsigned long i, npages = hmm_audit_pages(out);',
    ...localsOf(facts).map((local) => `\t${local}`),
    '\tint ret;',
    '',
    ...callLines(facts),
    '\tif (ret < 0) {',
    '\t\thmm_audit_refuse(out, ret);',
    '\t\treturn;',
    '\t}',
    ...reportLines(facts),
    '}',
  ].join('\n')}\n`;
}

function localsOf(facts: Facts): readonly string[] {
  return [...new Set(facts.arguments.flat().flatMap(({ local }) => local ?? []))];
}

function ownerLines(owner: string | undefined, device: boolean): readonly string[] {
  const value = device ? '&device' : 'NULL';
  return [
    owner === undefined
      ? '/* The range names no owner: the driver has no device-private pages. */'
      : `/* The owner of the driver's own pages is what the range says: ${owner}. */`,
    'void hmm_audit_page(struct page *page, int owner)',
    '{',
    '\tif (owner == 1)',
    `\t\tpage->pgmap->owner = ${owner === undefined ? 'NULL' : value};`,
    '}',
    '',
  ];
}

/** The functions in turn; one that says whether the range was invalidated is asked under a lock. */
function callLines(facts: Facts): readonly string[] {
  const { called, takesMmapLock } = facts;
  return called.flatMap(({ name, returns }, index) => {
    const list = (facts.arguments[index] ?? [])
      .map((one) => laterText(one, index, facts))
      .join(', ');
    const call = `${name}(${list})`;
    if (index > 0) {
      const lines = [
        '\tmutex_lock(&notifier_lock);',
        `\tif (!ret && ${call})`,
        '\t\tret = -EAGAIN;',
        '\tmutex_unlock(&notifier_lock);',
      ];
      return returns === 'bool' ? lines : [`\tif (!ret)`, `\t\t${call};`];
    }
    const lines = [returns === 'bool' ? `\tret = ${call} ? 0 : -EFAULT;` : `\tret = ${call};`];
    if (takesMmapLock) return lines;
    const mm = 'range->notifier->mm';
    return [`\tmmap_read_lock(${mm});`, ...lines, `\tmmap_read_unlock(${mm});`];
  });
}

/** A later function gets the range that an earlier one has given out. */
function laterText(argument: Argument, index: number, facts: Facts): string {
  if (index === 0 || argument.text !== 'range') return argument.text;
  const given = facts.called[0]?.parameters.find(
    ({ type, pointers }) => type === 'struct hmm_range' && pointers === 2,
  );
  return given === undefined ? 'range' : (argumentFor(given).text.slice(1) ?? 'range');
}

function reportLines(facts: Facts): readonly string[] {
  const output = filled(facts);
  if (output === undefined)
    return ['\tfor (i = 0; i < npages; i++)', '\t\thmm_audit_none(out, i);'];
  const array = arrayOf(output.target);
  const rights = '(write ? HMM_AUDIT_WRITE : HMM_AUDIT_READ)';
  const loop = '\tfor (i = 0; i < npages; i++)';
  if (output.what === 'address') {
    return [loop, `\t\thmm_audit_map_address(out, i, ${array}[i] & PAGE_MASK, ${rights});`];
  }
  // A device's own page is not in system memory, whoever gets it.
  const memory = `(is_device_private_page(${array}[i]) ? HMM_AUDIT_VRAM : 0)`;
  return [loop, `\t\thmm_audit_map_page(out, i, ${array}[i], ${rights} | ${memory});`];
}
