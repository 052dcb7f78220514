// SPDX-License-Identifier: GPL-2.0-or-later
import { init } from 'z3-solver';

/*
 * The process that has the solver. Each query gets a context of its own, and goes through the
 * text entry: the solver's objects, kept over several queries, were seen to abort and to hang.
 */

process.on('message', (text: string) => {
  void answer(text);
});

const ready = init();

async function answer(text: string): Promise<void> {
  const { Z3 } = await ready;
  const config = Z3.mk_config();
  const context = Z3.mk_context(config);
  Z3.del_config(config);
  const printed = await Z3.eval_smtlib2_string(context, text);
  Z3.del_context(context);
  process.send?.(printed);
}
