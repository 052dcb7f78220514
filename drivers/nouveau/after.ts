// SPDX-License-Identifier: GPL-2.0-or-later
import { Ask } from '../../mm/range';
import { type Access, type Driver, OWN_DEVICE } from '../driver';
import { PLAIN_LOOP } from '../loop';
import { buildsWindow, WINDOW_PAGES } from './window';

/**
 * By the GPU fault's access code: 0 read, 3 prefetch, any other a write. A prefetch asks nothing
 * any more: the page is reported as it is.
 */
function ask(access: Access): Ask {
  switch (access) {
    case 'none':
    case 'prefetch':
      return Ask.nothing;
    case 'read':
      return Ask.read;
    case 'write':
    case 'atomic':
      return Ask.write;
  }
}

/** nouveau's SVM faults in 5.8: an array of its own for the range fault, converted afterwards. */
export const nouveauAfter = {
  id: 'nouveau-after',
  title: 'nouveau, 5.8',
  format: { kind: 'fixed' },
  windowLimit: WINDOW_PAGES,
  owner: OWN_DEVICE,
  loop: PLAIN_LOOP,
  encode: (accesses) => ({
    defaults: Ask.nothing,
    mask: Ask.write,
    asks: accesses.map(ask),
  }),
  builds: buildsWindow,
} satisfies Driver;
