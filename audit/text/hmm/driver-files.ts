// SPDX-License-Identifier: GPL-2.0-or-later
import { dirname } from 'node:path';
import type { CodeView } from '../code/view';

/** The files of the same folder: a driver's. */
export function filesOfDriver(view: CodeView): readonly CodeView[] {
  const folder = (file: string | undefined) => dirname(file ?? '');
  return view.program.views.filter((one) => folder(one.file) === folder(view.file));
}
