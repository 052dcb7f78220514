// SPDX-License-Identifier: GPL-2.0-or-later
import { vectorChunks } from '../../oracle/run/vector-text';
import type { Renderer } from './renderer';

/** The vectors' own form: a line `{"scenario", "expect"}` a fixture. */
export function jsonlRenderer(): Renderer {
  return {
    begin: () => '',
    add: ({ document, sides }) => vectorChunks(document, sides),
    end: () => '',
  };
}
