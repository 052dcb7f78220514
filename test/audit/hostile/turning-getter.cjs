// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const { convertAfter, driverWith } = require('./correct.cjs');

// The first look sees a right, the second none: each property is looked at once.
module.exports = driverWith({
  convert: (window) => {
    const pages = convertAfter(window).pages.map((outcome) => {
      let looks = 0;
      return Object.defineProperty({ ...outcome }, 'entry', {
        enumerable: true,
        get: () => (looks++ === 0 ? outcome.entry : 'no word'),
      });
    });
    return { kind: 'converted', pages };
  },
});
