// SPDX-License-Identifier: GPL-2.0-or-later
import { init } from 'z3-solver';

/*
 * The process that has the solver. Each query gets a context of its own, and goes through the
 * text entry: the solver's objects, kept over several queries, were seen to abort and to hang.
 *
 * The call is the one that does not return before it has an answer. `Z3.eval_smtlib2_string` returns at once and reads
 * on in a thread, from a text on a stack that the next call writes over: in one of a hundred queries its end was another
 * one, or the process died. Whoever waits for an answer is another process.
 */

process.on('message', (text: string) => {
  void answer(text);
});

/** What it says first; whatever comes after it answers a query. */
const READY = 'ready';

const ready = init();
void ready.then(() => process.send?.(READY));

async function answer(text: string): Promise<void> {
  const { Z3, em } = await ready;
  const config = Z3.mk_config();
  const context = Z3.mk_context(config);
  Z3.del_config(config);
  const evaluated = (query: string): string =>
    String(em.ccall('Z3_eval_smtlib2_string', 'string', ['number', 'string'], [context, query]));
  const printed = evaluated(text);
  const why = /^\s*unknown/.test(printed) ? evaluated('(get-info :reason-unknown)') : '';
  Z3.del_context(context);
  process.send?.(`${printed}${why}`);
}
