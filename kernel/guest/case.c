// SPDX-License-Identifier: GPL-2.0-or-later
/* One case in a process of its own: its steps in order, until one cannot be done. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "json.h"
#include "run.h"

void end_case_as(struct outbox *outbox, enum outcome outcome, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(outbox->reason, sizeof(outbox->reason), format, arguments);
	va_end(arguments);
	outbox->outcome = outcome;
}

void skip_case(struct case_run *run, const struct step *step, int error)
{
	const char *name = strerrorname_np(error);
	size_t number = (size_t)(step - run->steps) + 1;
	struct json json;

	if (!name)
		name = "unknown";
	json_start(&json, run->outbox->report, sizeof(run->outbox->report));
	json_open(&json, NULL, '{');
	json_string(&json, "case", run->recipe_case->id);
	json_open(&json, "skip", '{');
	json_number(&json, "step", (int64_t)number);
	json_number(&json, "line", step->line);
	json_string(&json, "text", step->text);
	json_string(&json, "errno", name);
	json_close(&json, '}');
	json_close(&json, '}');
	run->outbox->length = json.length;
	end_case_as(run->outbox, SKIPPED, "%s: %s", step->verb->name, name);
}

int run_step(struct case_run *run, const struct step *step)
{
	struct step resolved = *step;
	int error = resolve(&step->at, &resolved.address);

	if (!error)
		error = resolve(&step->to, &resolved.other_address);
	return error ? error : step->verb->run(run, &resolved);
}

void run_case(const struct recipe *recipe, const struct recipe_case *recipe_case,
	      struct outbox *outbox)
{
	static struct case_run run;

	run = (struct case_run) {
		.recipe_case = recipe_case,
		.outbox = outbox,
		.steps = &recipe->steps[recipe_case->first],
		.uffd = -1,
		.device = open("/dev/hmm-probe", O_RDWR | O_CLOEXEC),
	};
	if (run.device < 0) {
		end_case_as(outbox, FAILED, "/dev/hmm-probe cannot be opened");
		return;
	}
	catch_signals(&run);
	for (size_t i = 0; i < recipe_case->nr_steps; i++) {
		const struct step *step = &run.steps[i];
		int error;

		if (step->verb->role == BEGINS_OTHERS) {
			run.others = step;
			run.nr_others = recipe_case->nr_steps - 1 - i;
			i += run.nr_others;
			step += run.nr_others;
		}
		outbox->line = step->line;
		error = run_step(&run, step);
		if (error) {
			skip_case(&run, step, error);
			break;
		}
	}
	run_reap(&run, NULL);
}
