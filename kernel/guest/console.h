/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONSOLE_H
#define CONSOLE_H

#include <stddef.h>

/* Where KTAP goes; standard output until a port is opened. Its descriptor. */
int console_open_port(void);
void console_line(const char *prefix, const char *text, size_t length);
__attribute__((format(printf, 1, 2)))
void console_printf(const char *format, ...);

#endif /* CONSOLE_H */
