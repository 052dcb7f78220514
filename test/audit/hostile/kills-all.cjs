// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const os = require('node:os');
const { convertAfter, driverWith } = require('./correct.cjs');

/** All that one process can do to another by its number, to whoever asks and to its whole group, and to a bystander. */
function harm(victim) {
  const debug = Reflect.get(process, '_debugProcess');
  const attempts = [
    () => debug(process.ppid),
    () => os.setPriority(process.ppid, 19),
    ...['SIGUSR1', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGSTOP', 'SIGKILL'].flatMap((signal) => [
      () => process.kill(process.ppid, signal),
      () => process.kill(-process.ppid, signal),
      () => process.kill(victim, signal),
    ]),
  ];
  for (const attempt of attempts) {
    try {
      attempt();
    } catch {
      // Refused.
    }
  }
}

exports.killing = (victim) =>
  driverWith({
    convert: (window) => {
      harm(victim);
      return convertAfter(window);
    },
  });
