// SPDX-License-Identifier: GPL-2.0-or-later
import { type Definition, plainCode } from './definitions';
import type { Known } from './known';
import { type Mentions, mentionsOf, nodeMentions } from './mentions';
import type { TreeDefinitions } from './tree';
import { bodyOf, trimmed } from './trim';

/** What a function needs, and where it comes from. */
export interface Cut {
  /** In an order in which each stands after what it needs by value. */
  readonly types: readonly CutType[];
  readonly macros: readonly Definition[];
  readonly variables: readonly Definition[];
  readonly functions: readonly Definition[];
  /** Tags that are only declared. */
  readonly tags: readonly string[];
  /** Functions without a body that are called. */
  readonly bodiless: readonly Bodiless[];
  /** Constants that nobody defines. */
  readonly unknown: readonly string[];
}

/** A type as it is cut. */
interface CutType {
  readonly definition: Definition;
  readonly text: string;
  /** How many of its members are kept, and of how many; undefined where it is whole. */
  readonly members: { readonly kept: number; readonly all: number } | undefined;
}

/** A function that is called and has no body in the tree. */
interface Bodiless {
  readonly name: string;
  /** Its declaration; undefined: there is none. */
  readonly prototype: Definition | undefined;
}

/** Follows what the code names, from some functions on. */
export class Cutter {
  private readonly found = new Map<string, Definition>();
  private readonly bodiless = new Map<string, Definition | undefined>();
  private readonly unknown = new Set<string>();
  private readonly seenNames = new Set<string>();
  /** What is named by something else than itself. */
  private readonly used = new Set<string>();
  private readonly wantedTags = new Set<string>();
  private readonly members = new Set<string>();
  private readonly readMembers = new Set<string>();
  private readonly tagOf = new Map<string, Definition | undefined>();

  /**
   * @param known searched before the tree, in this order.
   */
  constructor(
    private readonly tree: TreeDefinitions,
    private readonly known: readonly Known[],
  ) {}

  /** Whether the code names this. */
  names(name: string): boolean {
    return this.seenNames.has(name) || this.seenNames.has(`call ${name}`);
  }

  /** Whether the code, but for its own definition, names this. */
  uses(name: string): boolean {
    return this.used.has(name);
  }

  /** Takes up what code names that stands outside of the tree: an adapter's. */
  mention(mentions: Mentions): void {
    for (const member of mentions.members) this.members.add(member);
    for (const tag of mentions.tags) this.wantedTags.add(tag);
    for (const name of mentions.names) {
      this.used.add(name);
      this.resolve(name, false);
    }
  }

  /** Takes up a definition of the tree. */
  take(definition: Definition): void {
    const key = keyOf(definition);
    if (this.found.has(key)) return;
    this.found.set(key, definition);
    if (isComposite(definition)) return;
    const mentions = mentionsOf(definition);
    for (const name of mentions.names) if (name !== definition.name) this.used.add(name);
    this.follow(mentions);
  }

  /** All that is needed by what was taken up. */
  cut(): Cut {
    for (let size = -1; size !== this.size(); ) {
      size = this.size();
      this.takeTags();
      for (const definition of [...this.found.values()]) {
        if (isComposite(definition)) this.followMembers(definition);
      }
    }
    const all = [...this.found.values()];
    const of = (...kinds: string[]): Definition[] => all.filter(({ kind }) => kinds.includes(kind));
    return {
      types: this.orderedTypes(of('type', 'typedef')),
      macros: of('macro'),
      variables: of('variable'),
      functions: of('function').reverse(),
      tags: [...this.wantedTags].filter(
        (tag) => !this.isKnownTag(tag) && this.tagOf.get(tag)?.node.type !== 'enum_specifier',
      ),
      bodiless: [...this.bodiless].map(([name, prototype]) => ({ name, prototype })),
      unknown: [...this.unknown].sort(),
    };
  }

  private size(): number {
    return this.found.size + this.wantedTags.size + this.members.size + this.readMembers.size;
  }

  private follow(mentions: Mentions): void {
    for (const member of mentions.members) this.members.add(member);
    for (const tag of mentions.tags) this.wantedTags.add(tag);
    for (const name of mentions.names) this.resolve(name, mentions.called.has(name));
  }

  private resolve(name: string, called: boolean): void {
    const key = `${called ? 'call ' : ''}${name}`;
    if (this.seenNames.has(key)) return;
    this.seenNames.add(key);
    if (/^__(?:builtin|atomic|sync)_/.test(name)) return;
    if (this.known.some(({ names }) => names.has(name))) return;
    const definition = this.tree.name(name);
    const isBodiless = definition === undefined || definition.kind === 'prototype';
    if (!isBodiless) this.take(definition);
    else if (called || definition !== undefined) {
      if (called) {
        this.bodiless.set(name, definition);
        if (definition !== undefined) this.follow(returnMentions(definition));
      }
    } else if (/^(?!CONFIG_)[A-Z][A-Z0-9_]{2,}$/.test(name)) this.unknown.add(name);
  }

  private isKnownTag(tag: string): boolean {
    return this.known.some(({ tags }) => tags.has(tag));
  }

  private takeTags(): void {
    for (const tag of this.wantedTags) {
      if (this.tagOf.has(tag) || this.isKnownTag(tag)) continue;
      const definition = this.tree.tag(tag);
      this.tagOf.set(tag, definition);
      if (definition !== undefined) this.take(definition);
      // A macro may stand for the tag.
      else this.resolve(tag, false);
    }
  }

  /** Of the members that are named, what these name. */
  private followMembers(definition: Definition): void {
    const body = bodyOf(definition.node);
    if (body === undefined) return;
    for (const member of trimmed(body, this.members).kept) {
      const key = `${keyOf(definition)} ${member.startIndex}`;
      if (this.readMembers.has(key)) continue;
      this.readMembers.add(key);
      const { names, tags, called } = nodeMentions(member);
      this.follow({ names, tags, called, members: new Set() });
    }
  }

  private orderedTypes(definitions: readonly Definition[]): readonly CutType[] {
    const cut = new Map(definitions.map((one) => [keyOf(one), this.cutType(one)] as const));
    const needed = new Map<string, string[]>();
    for (const one of definitions) {
      for (const name of namesOf(one)) needed.set(name, [...(needed.get(name) ?? []), keyOf(one)]);
    }
    const ordered: CutType[] = [];
    const begun = new Set<string>();
    const put = (key: string): void => {
      const type = cut.get(key);
      if (type === undefined || begun.has(key)) return;
      begun.add(key);
      for (const name of namesByValue(type.text)) {
        for (const one of needed.get(name) ?? []) put(one);
      }
      ordered.push(type);
    };
    for (const key of cut.keys()) put(key);
    return ordered;
  }

  private cutType(definition: Definition): CutType {
    const { node, text } = definition;
    const body = bodyOf(node);
    if (body === undefined)
      return { definition, text: `${text};`.replace(/;;$/, ';'), members: undefined };
    const { text: short, kept, members } = trimmed(body, this.members);
    const begin = body.startIndex - node.startIndex;
    const rest = node.text.slice(begin + body.text.length).replace(/;\s*$/, '');
    const whole = `${node.text.slice(0, begin)}${short}${rest};`;
    return { definition, text: whole, members: { kept: kept.length, all: members } };
  }
}

/** One for each definition, however many names it defines. */
export function keyOf({ file, node }: Definition): string {
  return `${file}:${node.startIndex}`;
}

/** Tags, names of types and constants that a definition of types defines. */
function namesOf({ node, name }: Definition): readonly string[] {
  const tags = node
    .descendantsOfType(['struct_specifier', 'union_specifier', 'enum_specifier'])
    .filter((one) => one.childForFieldName('body') !== null)
    .flatMap((one) => one.childForFieldName('name')?.text ?? []);
  const constants = node
    .descendantsOfType('enumerator')
    .flatMap((one) => one.childForFieldName('name')?.text ?? []);
  return [name, ...tags, ...constants];
}

/** What has to be defined before: not what only a pointer leads to. */
function namesByValue(text: string): ReadonlySet<string> {
  const code = plainCode(text).replace(/\b(?:struct|union)\s{1,99}\w{1,200}\s{0,99}\*/g, ' ');
  return new Set([...code.matchAll(/[A-Za-z_]\w{0,200}/g)].map(([word]) => word));
}

/** Whether only the members that are named count. */
function isComposite(definition: Definition): boolean {
  return (
    (definition.kind === 'type' || definition.kind === 'typedef') &&
    bodyOf(definition.node) !== undefined
  );
}

/** What a declaration says of the value that the function returns. */
function returnMentions({ node }: Definition): Mentions {
  const type = node.childForFieldName('type');
  const none = {
    names: new Set<string>(),
    tags: new Set<string>(),
    called: new Set<string>(),
    members: new Set<string>(),
  };
  return type === null ? none : { ...nodeMentions(type), members: new Set() };
}
