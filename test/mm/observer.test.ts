// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { Kind } from '../../mm/entry';
import { checkRetry } from '../../mm/notifier';
import type { Observer } from '../../mm/observer';
import { UnlockedSurroundings } from '../../mm/unlocked-surroundings';
import { ModernRangeFault } from '../../modern/range-fault';
import { revisionOf } from '../../modern/revision';
import { layoutOf } from '../../modern/word-layout';
import { entry, event, loaded, page, request, vma } from '../support/build';

/** Notes what it is told, a line each. */
class Notes implements Observer {
  readonly lines: string[] = [];

  event: Observer['event'] = (walk, { invalidate }) => {
    this.lines.push(`event ${walk}${invalidate ? ' invalidate' : ''}`);
  };

  retryChecked: Observer['retryChecked'] = (walk, stale) => {
    this.lines.push(`checked ${walk} ${stale ? 'stale' : 'valid'}`);
  };

  walk: Observer['walk'] = (first, stop, operations) => {
    this.lines.push(`walk ${first === 0} ${stop === 2}`);
    return operations;
  };

  fault: Observer['fault'] = (at, write) => {
    this.lines.push(`fault ${at === page(1)} ${write}`);
  };

  faultDecided: Observer['faultDecided'] = (rule, success) => {
    this.lines.push(`rule ${rule} ${success}`);
  };
}

describe('an observer', () => {
  const parts = {
    vmas: [vma(0, 2)],
    entries: [entry(1, { kind: Kind.pteSwap })],
    events: [event(1, {}), event(2, { invalidate: true }), event(3, {})],
  };

  it('is told in order what happens, and nothing when it is gone', () => {
    const space = loaded(parts);
    const notes = new Notes();
    space.observer = notes;
    const side = new ModernRangeFault(space, revisionOf('5.8'), layoutOf('5.8', 64));
    side.run(request(0, '.r'));
    expect(notes.lines).toEqual([
      'event 1',
      'checked 1 valid',
      'walk true true',
      'fault true false',
      'rule 12 true',
      'event 2 invalidate',
      'checked 2 stale',
    ]);
    space.observer = null;
    space.rewind();
    side.run(request(0, '.r'));
    expect(notes.lines).toHaveLength(7);
  });

  it('can put operations of its own between the walk and the side', () => {
    const space = loaded({ vmas: [vma(0, 2)] });
    const side = new ModernRangeFault(space, revisionOf('5.8'), layoutOf('5.8', 64));
    const holes: number[] = [];
    const notes = new Notes();
    notes.walk = (_start, _end, operations) => ({
      testWalk: (...piece) => operations.testWalk(...piece),
      pudEntry: (...piece) => operations.pudEntry(...piece),
      pmdEntry: (...piece) => operations.pmdEntry(...piece),
      hugetlbEntry: (...piece) => operations.hugetlbEntry(...piece),
      hole: (piece, first, stop) => {
        holes.push(stop - first);
        return operations.hole(piece, first, stop);
      },
    });
    space.observer = notes;
    side.run(request(0, '..'));
    expect(holes).toEqual([2]);
    expect(side.record).toMatchObject({ ret: 0, walks: 1, stoppedAt: 2 });
  });

  it('is told of each look at the sequence by a call that starts again, which meets events once', () => {
    const space = loaded({ events: [event(1, { invalidate: true })] });
    const notes = new Notes();
    space.observer = notes;
    space.unlocked = new UnlockedSurroundings(undefined);
    expect([checkRetry(space, 1), checkRetry(space, 1)]).toEqual([true, true]);
    space.stale = false;
    expect(checkRetry(space, 1)).toBe(false);
    expect(notes.lines).toEqual([
      ...['event 1 invalidate', 'checked 1 stale', 'checked 1 stale', 'checked 1 valid'],
    ]);
  });
});
