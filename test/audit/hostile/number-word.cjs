// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const { outcomesWith } = require('./correct.cjs');

module.exports = outcomesWith({ entry: Number.NaN });
