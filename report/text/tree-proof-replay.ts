// SPDX-License-Identifier: GPL-2.0-or-later
import { COMMAND } from '../../oracle/package/command';
import { DRIVER_FORMATS, EVERY_FORMAT } from '../../proof/tree/formats';
import { PLACES, type ProofPlace } from '../../proof/tree/places';
import { shellWord } from './shell-word';

/** The command that proves trees at these places again, to be pasted into a shell. */
export function treeProofReplay(folders: readonly string[], places: readonly ProofPlace[]): string {
  // What a format or a change adds to the name of a place stands after it.
  const named = PLACES.filter(({ name }) => places.some((place) => place.name.startsWith(name)));
  const all = named.length === PLACES.length;
  const words = [
    ...folders,
    ...(all ? [] : ['--place', ...named.map(({ name }) => name)]),
    ...formatWords(places),
    ...(places.some(({ changes }) => changes === true) ? ['--races'] : []),
  ];
  return `${COMMAND} prove tree ${words.map(shellWord).join(' ')}`;
}

/** One format has to be named; those of drivers are taken where none is. */
function formatWords(places: readonly ProofPlace[]): readonly string[] {
  const names = [...new Set(places.flatMap(({ format }) => format?.name ?? []))];
  const [name] = names;
  if (name === undefined || names.length === DRIVER_FORMATS.length) return [];
  return ['--format', name === EVERY_FORMAT.name ? 'any' : name];
}
