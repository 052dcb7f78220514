// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync } from 'node:fs';
import { ArgumentError } from '../../../oracle/scenario/argument-error';
import { InputError } from '../../../oracle/scenario/input-error';
import { Extract } from './extract';
import { runGit } from './git';
import { REQUIRED_FILES, TREE_FILES } from './tree-files';

/** A commit whose files were taken out of the repository. */
interface TakenCommit {
  readonly revision: string;
  /** The commit's id, abbreviated. */
  readonly commit: string;
  readonly extract: Extract;
}

/**
 * The two revisions of `A..B`; without B, the commit that is checked out.
 * @throws ArgumentError for anything else.
 */
export function readRevisions(text: string): readonly [string, string] {
  const [before = '', after = '', ...more] = text.split('..');
  const isRange = text.includes('..') && more.length === 0 && !after.startsWith('.');
  if (!isRange || before === '') {
    throw new ArgumentError(`"git" expected two revisions as A..B, got ${text}`);
  }
  return [before, after === '' ? 'HEAD' : after];
}

/**
 * Takes the files of a commit out of a repository's objects; nothing is checked out.
 * @throws InputError for what is no repository, no commit of it, or a commit without the files.
 */
export function takeCommit(repository: string, revision: string): TakenCommit {
  const place = { file: repository };
  if (!existsSync(repository)) {
    throw new InputError(place, 'expected a git repository, got no such folder');
  }
  const repositoryFound = runGit(repository, ['rev-parse', '--git-dir']);
  if (repositoryFound.kind === 'refused') {
    throw new InputError(
      place,
      'expected a git repository, got none',
      undefined,
      repositoryFound.message,
    );
  }
  const commit = resolved(repository, revision);
  const extract = Extract.make();
  try {
    for (const file of filesOf(repository, commit, revision)) {
      const blob = runGit(repository, ['cat-file', 'blob', `${commit}:${file}`]);
      if (blob.kind === 'refused') {
        throw new InputError(
          place,
          `expected ${file} of ${revision} to be readable`,
          undefined,
          blob.message,
        );
      }
      extract.put(file, blob.output);
    }
  } catch (error) {
    extract.remove();
    throw error;
  }
  return { revision, commit: commit.slice(0, 12), extract };
}

function resolved(repository: string, revision: string): string {
  const words = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const found = runGit(repository, words);
  if (found.kind === 'done') return found.output.toString('utf8').trim();
  throw new InputError(
    { file: repository },
    `expected a revision of this repository, got ${revision}`,
  );
}

/** The needed files that a commit has. */
function filesOf(repository: string, commit: string, revision: string): readonly string[] {
  const listed = runGit(repository, [
    'ls-tree',
    '--full-tree',
    '--name-only',
    '-r',
    '-z',
    commit,
    '--',
    ...TREE_FILES,
  ]);
  const names = listed.kind === 'done' ? listed.output.toString('utf8').split('\0') : [];
  const files = TREE_FILES.filter((file) => names.includes(file));
  const missing = REQUIRED_FILES.find((file) => !files.includes(file));
  if (missing === undefined) return files;
  const message = `expected a commit of a kernel tree, got ${revision}, which has no ${missing}`;
  throw new InputError({ file: repository }, message);
}
