// SPDX-License-Identifier: GPL-2.0-or-later
import { allDone } from '../../audit/c/all-done';
import type { BitsPerLong } from '../../modern/format';
import { InputError } from '../../oracle/scenario/input-error';
import type { Toolchain } from '../build/toolchain';
import { openTree, type RunnableTree } from '../side/open-tree';
import type { AuditedChange } from './audit-kernel';
import { changedFiles } from './changed-functions';
import type { CountedExtent } from './counting-child';
import type { PatchFacts } from './report';
import { applyPatch } from './source/apply-patch';
import { Extract } from './source/extract';
import { readRevisions, takeCommit } from './source/from-git';
import { readPatchInput } from './source/patch-mails';

/** Where the two trees of an audit come from. */
export type ChangeSource =
  | { readonly kind: 'folders'; readonly before: string; readonly after: string }
  | { readonly kind: 'patch'; readonly tree: string; readonly patch: string }
  | { readonly kind: 'git'; readonly repository: string; readonly revisions: string };

/** Where the files of both trees of a change stand. */
export interface ChangeFolders {
  readonly before: string;
  readonly after: string;
  /** The same error with the names that users know the two by: what was extracted is gone when they read it. */
  named(error: InputError): InputError;
}

/** Two trees that were compiled; to be closed. */
interface OpenedChange extends AuditedChange {
  /** Where the files of both stand until it is closed. */
  readonly folders: ChangeFolders;
  close(): void;
}

/** The folders of a change, and what is to be said of them. */
interface Folders {
  readonly before: { readonly folder: string; readonly what: string };
  readonly after: { readonly folder: string; readonly what: string };
  readonly patch: PatchFacts | null;
  readonly extracts: readonly Extract[];
}

/** The tree after a change once more, with counters. */
const COUNTED = 'after-with-counters';

/**
 * Brings both trees of a change into folders, and compiles them.
 * @param withinWalks whether scenarios with changes within a walk can be run.
 * @param bits how wide a long is that both are compiled for.
 * @param coverage compiles the tree after the change once more, with counters of what is reached; for a
 *   sample only if the change wrote lines, and if the compiler has counters, and not before the two can run.
 * @param meanwhile is done while compilers run.
 * @throws InputError for what is no tree, no repository, no revision, for a patch that does not apply or
 *   changes nothing that is run, and for a tree that cannot be compiled; ArgumentError.
 */
export async function openChange(
  source: ChangeSource,
  toolchain: Toolchain,
  {
    coverage,
    withinWalks = false,
    bits = 64,
    meanwhile,
  }: {
    readonly coverage?: CountedExtent;
    readonly withinWalks?: boolean;
    readonly bits?: BitsPerLong;
    readonly meanwhile?: () => void;
  } = {},
): Promise<OpenedChange> {
  const folders = await foldersOf(source);
  const opened: RunnableTree[] = [];
  const close = (): void => {
    for (const tree of opened) tree.close();
    for (const extract of folders.extracts) extract.remove();
  };
  try {
    const open = async (name: 'before' | 'after') => {
      const { folder, what } = folders[name];
      const tree = await openTree({ name, folder }, toolchain, { bits, withinWalks });
      opened.push(tree);
      const { features, fit } = tree;
      return { name: tree.name, what, features, fit, bits: tree.bits, start: () => tree.start() };
    };
    const { lines, ...changed } = changedFiles(folders.before.folder, folders.after.folder);
    const openCounted = async (): Promise<RunnableTree> => {
      const { folder } = folders.after;
      const tree = await openTree({ name: COUNTED, folder }, toolchain, { bits, coverage: true });
      opened.push(tree);
      return tree;
    };
    const opening = allDone([
      open('before'),
      open('after'),
      coverage === 'all' ? openCounted() : Promise.resolve(undefined),
    ] as const);
    meanwhile?.();
    const [before, after, counted] = await opening;
    const places = placesOf(folders);
    const common = { before, after, patch: folders.patch, changed, folders: places, close };
    if (coverage === undefined || (coverage === 'sample' && lines.length === 0)) return common;
    // Whoever asks for counters is told before anything runs that there are none; for a sample they are compiled now.
    const tree =
      counted === undefined ? openCounted().catch(unlessRefused) : Promise.resolve(counted);
    // It fails where it is waited for.
    tree.catch(() => {});
    return { ...common, counted: { tree, lines, extent: coverage } };
  } catch (error) {
    close();
    throw error instanceof InputError ? placesOf(folders).named(error) : error;
  }
}

function placesOf({ before, after }: Folders): ChangeFolders {
  return {
    ...{ before: before.folder, after: after.folder },
    named: (error) => error.named(after.folder, after.what).named(before.folder, before.what),
  };
}

/** Nobody asked for counters: a compiler without them is no reason to end. */
function unlessRefused(error: unknown): undefined {
  if (!(error instanceof InputError)) throw error;
}

async function foldersOf(source: ChangeSource): Promise<Folders> {
  switch (source.kind) {
    case 'folders': {
      const named = (folder: string) => ({ folder, what: folder });
      const [before, after] = [named(source.before), named(source.after)];
      return { before, after, patch: null, extracts: [] };
    }
    case 'patch':
      return patchedFolders(source.tree, source.patch);
    case 'git':
      return committedFolders(source.repository, source.revisions);
  }
}

async function patchedFolders(tree: string, file: string): Promise<Folders> {
  const patch = await readPatchInput(file);
  const extract = Extract.of(tree);
  try {
    const applied = applyPatch(patch, extract);
    if (applied.applied.length === 0) {
      const names = applied.notRun.join(', ');
      const message = `expected a patch that changes a file which is run, got one that changes only ${names}: nothing was compared, this is not a pass`;
      throw new InputError({ file: patch.name }, message);
    }
    return {
      before: { folder: tree, what: tree },
      after: { folder: extract.folder, what: `${tree} with ${patch.name}` },
      patch: { name: patch.name, ...applied },
      extracts: [extract],
    };
  } catch (error) {
    extract.remove();
    throw error;
  }
}

function committedFolders(repository: string, text: string): Folders {
  const [older, newer] = readRevisions(text);
  const one = takeCommit(repository, older);
  try {
    const other = takeCommit(repository, newer);
    const named = ({ extract, revision, commit }: typeof one) => ({
      folder: extract.folder,
      what: `${revision} (${commit})`,
    });
    return {
      before: named(one),
      after: named(other),
      patch: null,
      extracts: [one.extract, other.extract],
    };
  } catch (error) {
    one.extract.remove();
    throw error;
  }
}
