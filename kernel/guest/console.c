// SPDX-License-Identifier: GPL-2.0-or-later
/* Lines of KTAP, on the virtio-serial port that carries the program's name, or on the console. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "console.h"

#define PORT_NAME "hmm-probe\n"
#define PORTS "/sys/class/virtio-ports"

static int output = STDOUT_FILENO;

static int open_if_ours(const char *port)
{
	char path[300], name[32];
	ssize_t length;
	int fd;

	snprintf(path, sizeof(path), PORTS "/%s/name", port);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	length = read(fd, name, sizeof(name));
	close(fd);
	if (length != (ssize_t)strlen(PORT_NAME) || memcmp(name, PORT_NAME, (size_t)length) != 0)
		return -1;
	snprintf(path, sizeof(path), "/dev/%s", port);
	return open(path, O_WRONLY | O_CLOEXEC);
}

static int find_port(void)
{
	DIR *ports = opendir(PORTS);
	struct dirent *entry;
	int fd = -1;

	if (!ports)
		return -1;
	while (fd < 0 && (entry = readdir(ports)))
		fd = open_if_ours(entry->d_name);
	closedir(ports);
	return fd;
}

/*
 * The driver finds its ports on a thread of its own, by messages to and from the host, which may be
 * busy: a minute. Without a port nothing that is said here arrives.
 */
int console_open_port(void)
{
	for (int i = 0; i < 12000; i++) {
		int fd = find_port();

		if (fd >= 0) {
			output = fd;
			break;
		}
		usleep(5000);
	}
	return output;
}

static void write_all(const char *text, size_t length)
{
	while (length > 0) {
		ssize_t written = write(output, text, length);

		if (written < 0 && errno != EINTR)
			return;
		if (written > 0) {
			text += written;
			length -= (size_t)written;
		}
	}
}

void console_line(const char *prefix, const char *text, size_t length)
{
	write_all(prefix, strlen(prefix));
	write_all(text, length);
	write_all("\n", 1);
}

void console_printf(const char *format, ...)
{
	char text[1024];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (length > 0)
		write_all(text, (size_t)length < sizeof(text) ? (size_t)length : sizeof(text) - 1);
}
