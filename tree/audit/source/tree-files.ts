// SPDX-License-Identifier: GPL-2.0-or-later
import { NEEDED_FILES, OTHER_FILES } from '../../sources/read-tree';

/** The files of a kernel tree that are run. A tree need not have all of them: some came with a release. */
export const TREE_FILES: readonly string[] = [...NEEDED_FILES, ...OTHER_FILES];

/** Without these there is nothing to run. */
export const REQUIRED_FILES: readonly string[] = NEEDED_FILES;
