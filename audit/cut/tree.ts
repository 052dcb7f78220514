// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { CParser } from '../text/code/c-parser';
import { type Definition, type FileDefinitions, fileDefinitions } from './definitions';

const INCLUDE = /^[ \t]{0,40}#[ \t]{0,40}include[ \t]{0,40}([<"])([^>"\n]{1,400})[>"]/gm;
/** Where `<linux/…>` may stand. */
const INCLUDE_FOLDERS = ['include', 'include/uapi'];
/** Headers that are looked through; a driver of today reaches some 1500. */
const MOST_HEADERS = 6000;

/** Finds what a file of a kernel tree and the headers that it includes define. */
export class TreeDefinitions {
  private readonly folders: readonly string[];
  private readonly files: readonly string[];
  private readonly texts = new Map<string, string>();
  private readonly parsed = new Map<string, FileDefinitions>();

  /**
   * @param tree the folder of the tree.
   * @param source the file, in that folder.
   * @param others where headers are looked for that the tree does not have: trees, or folders of headers.
   */
  constructor(
    private readonly parser: CParser,
    readonly tree: string,
    readonly source: string,
    others: readonly string[] = [],
  ) {
    this.folders = [...includeFolders(tree, source), ...others.flatMap(headerFolders)];
    this.files = this.reached();
  }

  /** Headers of the tree that were looked through. */
  get headers(): number {
    return this.files.length - 1;
  }

  /** What the file itself defines. */
  get own(): FileDefinitions {
    return this.read(this.source);
  }

  /** A function, variable, macro, type or constant: the file's own, or that of the nearest header. */
  name(name: string): Definition | undefined {
    let declared: Definition | undefined;
    for (const file of this.mentioning(name, definesName(name))) {
      const found = this.read(file).names.get(name) ?? [];
      const defined = found.find(({ kind }) => kind !== 'prototype' && kind !== 'variable');
      const variable = found.find(({ kind, node }) => kind === 'variable' && !isExtern(node.text));
      if (defined !== undefined || variable !== undefined) return defined ?? variable;
      declared ??= found[0];
    }
    return declared;
  }

  /** A struct, union or enum with its members. */
  tag(tag: string): Definition | undefined {
    for (const file of this.mentioning(
      tag,
      new RegExp(`\\b(?:struct|union|enum)\\s+${tag}\\b[^;{]{0,80}\\{`),
    )) {
      const found = this.read(file).tags.get(tag);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** How a file is named in what a person reads. */
  shown(file: string): string {
    return relative(this.tree, file);
  }

  private *mentioning(word: string, pattern: RegExp): Iterable<string> {
    for (const file of this.files) {
      const text = this.text(file);
      if (text.includes(word) && (this.parsed.has(file) || pattern.test(text))) yield file;
    }
  }

  private read(file: string): FileDefinitions {
    const known = this.parsed.get(file) ?? fileDefinitions(this.parser, file, this.text(file));
    this.parsed.set(file, known);
    return known;
  }

  private text(file: string): string {
    const known = this.texts.get(file) ?? readFileSync(file, 'utf8');
    this.texts.set(file, known);
    return known;
  }

  /** The file, and the headers that it includes, nearest first. */
  private reached(): readonly string[] {
    const files = [this.source];
    const seen = new Set(files);
    for (let next = 0; next < files.length && files.length < MOST_HEADERS; next++) {
      const file = files[next];
      if (file === undefined) break;
      for (const [, quote, name = ''] of this.text(file).matchAll(INCLUDE)) {
        const header = this.find(name, quote === '"' ? dirname(file) : undefined);
        if (header === undefined || seen.has(header)) continue;
        seen.add(header);
        files.push(header);
      }
    }
    return files;
  }

  private find(name: string, beside: string | undefined): string | undefined {
    const folders = [...(beside === undefined ? [] : [beside]), ...this.folders];
    return folders.map((folder) => join(folder, name)).find(isFile);
  }
}

/** Where a header may stand: beside the file, in the tree's folders, or in one of a driver's own. */
function includeFolders(tree: string, source: string): readonly string[] {
  const folders = [dirname(source), ...INCLUDE_FOLDERS.map((folder) => join(tree, folder))];
  for (let folder = dirname(source); folder.length > tree.length; folder = dirname(folder)) {
    folders.push(join(folder, 'include'));
  }
  return folders;
}

/** Where headers stand in another tree, or in a folder that is one of headers itself. */
function headerFolders(folder: string): readonly string[] {
  return [...INCLUDE_FOLDERS.map((name) => join(folder, name)), folder];
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

function isExtern(text: string): boolean {
  return /^extern\b/.test(text);
}

/** Cheap, and never wrong in saying no: a definition ends like this, or begins as a macro's. */
function definesName(name: string): RegExp {
  return new RegExp(
    `#[ \\t]*define[ \\t]+${name}\\b|\\b${name}\\)?\\s*(?:[(=,;}\\[)]|/\\*|$)`,
    'm',
  );
}
