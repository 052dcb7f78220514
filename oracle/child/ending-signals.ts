// SPDX-License-Identifier: GPL-2.0-or-later

/** Signals that end a run early but let it print its report: Ctrl-C, SIGTERM, a closed terminal. */
const ENDING_SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Somebody who is told of these signals. */
interface Listener {
  readonly tell: () => void;
  /** Those that have not come yet: one that comes again ends the process. */
  readonly awaited: Set<NodeJS.Signals>;
}

const listeners = new Set<Listener>();
/** Who is told of what none of these awaits. */
let unheard: (() => void) | undefined;
const heard = new Map<NodeJS.Signals, () => void>();
let asked = false;

/** Whether somebody was told to end since the first one listened who still does. */
export function isAskedToEnd(): boolean {
  return asked;
}

/**
 * Tells of the first of each of these signals; a second one ends the process.
 * @returns ends that.
 */
function onEndingSignal(tell: () => void): () => void {
  const listener: Listener = { tell, awaited: new Set(ENDING_SIGNALS) };
  listeners.add(listener);
  listen();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) asked = false;
    listen();
  };
}

/**
 * Tells of each of these signals that nobody else awaits, such as a second one; there is one who is told of those.
 * @returns ends that.
 */
export function onUnheardSignal(tell: () => void): () => void {
  unheard = tell;
  listen();
  return () => {
    unheard = undefined;
    listen();
  };
}

/** Runs something that Ctrl-C ends early; a second Ctrl-C ends the process. */
export async function interruptible<Result>(
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const stop = onEndingSignal(() => controller.abort());
  try {
    return await run(controller.signal);
  } finally {
    stop();
  }
}

/** Listens to what is awaited, and to nothing else. */
function listen(): void {
  const isAwaited = (name: NodeJS.Signals): boolean =>
    unheard !== undefined || [...listeners].some(({ awaited }) => awaited.has(name));
  for (const name of ENDING_SIGNALS) {
    if (!isAwaited(name)) stopListening(name);
    else if (!heard.has(name)) {
      const hear = (): void => tellAll(name);
      heard.set(name, hear);
      process.on(name, hear);
    }
  }
}

function tellAll(name: NodeJS.Signals): void {
  asked = true;
  const told = [...listeners].filter(({ awaited }) => awaited.delete(name));
  listen();
  for (const { tell } of told) tell();
  if (told.length === 0) unheard?.();
}

function stopListening(name: NodeJS.Signals): void {
  const hear = heard.get(name);
  if (hear === undefined) return;
  heard.delete(name);
  process.removeListener(name, hear);
}
