// SPDX-License-Identifier: GPL-2.0-or-later
import { NOUVEAU } from '../../legacy/known-formats';
import { Ask } from '../../mm/range';
import { type Access, type Driver, OWN_DEVICE } from '../driver';
import { PLAIN_LOOP } from '../loop';
import { buildsWindow, WINDOW_PAGES } from './window';

/** By the GPU fault's access code: 0 read, 3 prefetch, any other a write. */
function ask(access: Access): Ask {
  switch (access) {
    case 'none':
      return Ask.nothing;
    case 'read':
    case 'prefetch':
      return Ask.read;
    case 'write':
    case 'atomic':
      return Ask.write;
  }
}

/** nouveau's SVM faults in 5.7: its own format, in place in the array that goes to the ioctl. */
export const nouveauBefore = {
  id: 'nouveau-before',
  title: 'nouveau, 5.7',
  format: { kind: 'customizable', revision: 'v5.7', format: NOUVEAU },
  windowLimit: WINDOW_PAGES,
  owner: OWN_DEVICE,
  loop: { ...PLAIN_LOOP, rewrites: 'flags', noPages: 'again' },
  encode: (accesses) => ({
    defaults: Ask.nothing,
    mask: Ask.all,
    asks: accesses.map(ask),
  }),
  builds: buildsWindow,
} satisfies Driver;
