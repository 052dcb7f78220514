// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const { convertAfter, driverWith } = require('./correct.cjs');

module.exports = driverWith({
  convert: (window) => ({ kind: 'converted', pages: convertAfter(window).pages.slice(1) }),
});
