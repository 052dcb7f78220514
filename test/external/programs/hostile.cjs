// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';
// A side that begins well and then does what its first argument says at the question of number 3.
const [, , does] = process.argv;
const say = (line) => process.stdout.write(`${line}\n`);
const right = (number, { range }) => {
  const pages = (Number(range.end) - Number(range.start)) / 4096;
  return { number, result: { ret: 0, pfns: Array(pages).fill('0x0'), faults: [], walks: 1 } };
};

const DEEDS = {
  dies: () => process.exit(3),
  'is killed': () => process.kill(process.pid, 'SIGSEGV'),
  hangs: () => {
    for (;;);
  },
  rubbish: () => say('Segmentation fault\u001b[2J'),
  'answers ahead': (number, scenario) => say(JSON.stringify(right(number + 1, scenario))),
  'answers twice': (number, scenario) => {
    say(JSON.stringify(right(number, scenario)));
    say(JSON.stringify(right(number, scenario)));
  },
  'no end': () => {
    const more = () => process.stdout.write('x'.repeat(1 << 20), more);
    more();
  },
  'too few words': (number) =>
    say(JSON.stringify({ number, result: { ret: 0, pfns: [], faults: [], walks: 1 } })),
  'no errno': (number, scenario) => {
    const { result } = right(number, scenario);
    say(JSON.stringify({ number, result: { ...result, ret: '-ENOSUCHTHING' } }));
  },
  'an array': (number) => say(JSON.stringify({ number, result: [] })),
  'an error': (number) => say(JSON.stringify({ number, error: 'BUG at mm/hmm.c:1' })),
  'an environment': (number) =>
    say(JSON.stringify({ number, error: Object.keys(process.env).sort().join(' ') })),
  'no text as reason': (number) => say(JSON.stringify({ number, none: { toString: 1 } })),
  'no text as error': (number) => say(JSON.stringify({ number, error: null })),
  'two answers in one': (number, scenario) =>
    say(JSON.stringify({ ...right(number, scenario), none: 'not today' })),
  'a long reason': (number) => say(JSON.stringify({ number, none: 'z'.repeat(1 << 20) })),
  nothing: (number) => say(JSON.stringify({ number, none: 'not today' })),
};

require('node:readline')
  .createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { number, hello, scenario } = JSON.parse(line);
    if (hello !== undefined) {
      if (does === 'no hello') process.exit(0);
      const like = does === 'like nothing' ? 'linux' : 'modern';
      say(JSON.stringify({ number, hello: does === 'other hello' ? 'hi' : hello, like }));
    } else if (number === 3) DEEDS[does](number, scenario);
    else say(JSON.stringify(right(number, scenario)));
  });
