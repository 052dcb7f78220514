// SPDX-License-Identifier: GPL-2.0-or-later
import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** An element: its name, its attributes, and what stands in it. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

/** What may stand in an element: attributes (those with ! must), and elements in their order. */
interface Rule {
  readonly attributes: readonly string[];
  readonly children: readonly string[];
}

/** The structure that the schema of Jenkins' reader has, as far as a report of ours may use it. */
const RULES: Readonly<Record<string, Rule>> = {
  testsuites: {
    attributes: ['name', 'tests', 'failures', 'errors', 'disabled', 'time'],
    children: ['testsuite'],
  },
  testsuite: {
    attributes: [
      ...['name!', 'tests!', 'failures', 'errors', 'time', 'disabled', 'skipped', 'timestamp'],
      ...['hostname', 'id', 'package'],
    ],
    children: ['properties', 'testcase', 'system-out', 'system-err'],
  },
  properties: { attributes: [], children: ['property'] },
  property: { attributes: ['name!', 'value!'], children: [] },
  testcase: {
    attributes: ['name!', 'classname!', 'assertions', 'time', 'status'],
    children: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
  },
  skipped: { attributes: ['message'], children: [] },
  failure: { attributes: ['type', 'message'], children: [] },
  error: { attributes: ['type', 'message'], children: [] },
  'system-out': { attributes: [], children: [] },
  'system-err': { attributes: [], children: [] },
};

/**
 * Reads a JUnit file, and holds it to the structure that its readers have in common: elements,
 * attributes, order, and the sums.
 * @throws Error that names the element.
 */
export function readJunit(xml: string): Element {
  const valid = XMLValidator.validate(xml);
  if (valid !== true) throw new Error(valid.err.msg);
  // Characters that XML 1.0 has no place for; the validator lets them through.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(xml)) {
    throw new Error('a control character');
  }
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    trimValues: false,
    ignoreDeclaration: true,
  });
  const roots = elementsOf(parser.parse(xml));
  const [root] = roots;
  if (root?.name !== 'testsuites' || roots.length > 1) throw new Error('expected testsuites');
  held(root);
  heldSums(root, root.children);
  for (const suite of root.children) heldSums(suite, [suite]);
  return root;
}

function elementsOf(nodes: readonly Readonly<Record<string, unknown>>[]): readonly Element[] {
  return nodes.flatMap((node) => {
    const name = Object.keys(node).find((key) => key !== ':@' && key !== '#text');
    if (name === undefined) return [];
    const content = node[name];
    const parts: readonly Readonly<Record<string, unknown>>[] = Array.isArray(content)
      ? content
      : [];
    const attributes = Object.fromEntries(
      Object.entries(node[':@'] ?? {}).map(([key, value]) => [key, String(value)]),
    );
    const text = parts.map((part) => part['#text'] ?? '').join('');
    return [{ name, attributes, children: elementsOf(parts), text }];
  });
}

function held(element: Element): void {
  const rule = RULES[element.name];
  if (rule === undefined) throw new Error(`<${element.name}> is unknown`);
  const names = Object.keys(element.attributes);
  const allowed = rule.attributes.map((name) => name.replace('!', ''));
  // GitLab, GitHub's actions and Jenkins read `skipped` here, too, whatever the schema says.
  if (element.name === 'testsuites') allowed.push('skipped');
  const unknown = names.find((name) => !allowed.includes(name));
  if (unknown !== undefined) throw new Error(`<${element.name} ${unknown}> is unknown`);
  for (const name of rule.attributes) {
    if (name.endsWith('!') && !names.includes(name.slice(0, -1))) {
      throw new Error(`<${element.name}> has no ${name.slice(0, -1)}`);
    }
  }
  let last = 0;
  for (const child of element.children) {
    const place = rule.children.indexOf(child.name);
    if (place < 0) throw new Error(`<${child.name}> in <${element.name}>`);
    if (place < last && element.name === 'testsuite') {
      throw new Error(`<${child.name}> comes late in <${element.name}>`);
    }
    last = place;
    held(child);
  }
}

/** The numbers of an element are those of the cases in its suites. */
function heldSums(element: Element, suites: readonly Element[]): void {
  const cases = suites.flatMap(({ children }) => children.filter(isCase));
  const having = (name: string): number =>
    cases.filter(({ children }) => children.some((one) => one.name === name)).length;
  const sums = {
    tests: cases.length,
    failures: having('failure'),
    errors: having('error'),
    skipped: having('skipped'),
  };
  for (const [name, sum] of Object.entries(sums)) {
    const said = element.attributes[name];
    if (said !== String(sum)) throw new Error(`${name} of <${element.name}>: ${said}, not ${sum}`);
  }
}

function isCase({ name }: Element): boolean {
  return name === 'testcase';
}

/** The cases of a file. */
export function casesOfJunit(root: Element): readonly Element[] {
  return root.children.flatMap(({ children }) => children.filter(isCase));
}
