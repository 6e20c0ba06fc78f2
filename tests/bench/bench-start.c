/* What a start of the command costs, in processor time: lessons and tests start it hundreds of
 * times. The measure is gnutls-cli, a command of TLS as well, which loads the same cryptography. */
#include "measure.h"

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>

enum { ROUNDS = 41 };

typedef struct {
    char *arguments[5];
    double times[ROUNDS]; /* microseconds */
} Start;

static double microseconds (struct timeval time)
{
    return (double)time.tv_sec * 1e6 + (double)time.tv_usec;
}

/* Of the child alone, as the kernel counts it: what else runs on the machine does not count. */
static double start_once (char **arguments)
{
    g_autoptr (GError) error = NULL;
    GPid pid;
    int status;
    struct rusage used;
    if (!g_spawn_async (NULL, arguments, NULL,
                        G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD |
                            G_SPAWN_STDOUT_TO_DEV_NULL,
                        NULL, NULL, &pid, &error))
        g_error ("%s", error->message);
    if (wait4 (pid, &status, 0, &used) != pid || status != 0)
        g_error ("%s %s: status %d", arguments[0], arguments[1], status);
    return microseconds (used.ru_utime) + microseconds (used.ru_stime);
}

static int by_size (const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median (Start *start)
{
    qsort (start->times, ROUNDS, sizeof *start->times, by_size);
    return start->times[ROUNDS / 2];
}

/* Usage: bench-start STEPSHAKE SCENARIO-FILE */
int main (int argc, char **argv)
{
    if (argc != 3)
        g_error ("usage: bench-start STEPSHAKE SCENARIO-FILE");
    Start starts[] = {
        {.arguments = {(char *)"gnutls-cli", (char *)"--version"}},
        {.arguments = {argv[1], (char *)"--version"}},
        {.arguments = {argv[1], (char *)"list", (char *)"scenarios"}},
        {.arguments = {argv[1], (char *)"check", argv[2]}},
    };
    for (unsigned round = 0; round < ROUNDS; round++)
        for (unsigned i = 0; i < G_N_ELEMENTS (starts); i++)
            starts[i].times[round] = start_once (starts[i].arguments);
    double other = median (&starts[0]), start = median (&starts[1]);
    double list = median (&starts[2]), check = median (&starts[3]);
    printf ("processor time: gnutls-cli --version %.1f ms, stepshake --version %.1f ms, list "
            "scenarios %.1f ms, check of one %.1f ms\n",
            other / 1000, start / 1000, list / 1000, check / 1000);
    bool ok = measure_at_most ("a start, stepshake / gnutls-cli", start / other, 2.0);
    ok &= measure_at_most ("list scenarios / a start", list / start, 1.75);
    ok &= measure_at_most ("check of one scenario / a start", check / start, 2.0);
    return ok ? 0 : 1;
}
