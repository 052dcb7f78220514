// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const { outcomesWith } = require('./correct.cjs');

const entry = {
  toString() {
    throw new Error('no text');
  },
  toJSON() {
    throw new Error('no JSON');
  },
};
module.exports = outcomesWith({ entry });
