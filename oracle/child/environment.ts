// SPDX-License-Identifier: GPL-2.0-or-later

/** What programs need to run, and to read and write text as the user does. */
const NEEDED: readonly string[] = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'LANG', 'LANGUAGE'];

/**
 * The environment for other people's code: tokens and passwords that stand in ours are none of its business, and
 * what steers Node or the dynamic linker would be in effect before the code is confined.
 */
export function environmentForOthers(own: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const isNeeded = (name: string): boolean => NEEDED.includes(name) || name.startsWith('LC_');
  return Object.fromEntries(Object.entries(own).filter(([name]) => isNeeded(name)));
}
