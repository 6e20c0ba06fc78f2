#include "measure.h"

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Of this thread's own time at the processor: what else runs on the machine does not count. */
static double thread_microseconds (void)
{
    struct timespec time;
    clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static double run_batch (const Measure *measure)
{
    if (measure->before != NULL)
        measure->before (measure->data);
    double start = thread_microseconds ();
    for (unsigned i = 0; i < measure->batch; i++)
        measure->work (measure->data);
    return (thread_microseconds () - start) / measure->batch;
}

static int compare (const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

void measure_all (Measure *measures, unsigned n, unsigned rounds)
{
    g_autofree double *times = g_new (double, n *rounds);
    for (unsigned i = 0; i < n; i++)
        run_batch (&measures[i]); /* warms the caches */
    for (unsigned round = 0; round < rounds; round++)
        for (unsigned i = 0; i < n; i++)
            times[i * rounds + round] = run_batch (&measures[i]);
    for (unsigned i = 0; i < n; i++) {
        qsort (times + i * rounds, rounds, sizeof *times, compare);
        measures[i].microseconds = times[i * rounds + rounds / 2];
    }
}

static bool report (const char *what, double value, const char *relation, double goal, bool reached)
{
    printf ("%-58s %5.2f   goal %s %.2f   %s\n", what, value, relation, goal,
            reached ? "reached" : "MISSED");
    return reached;
}

bool measure_at_least (const char *what, double value, double goal)
{
    return report (what, value, ">=", goal, value >= goal);
}

bool measure_at_most (const char *what, double value, double goal)
{
    return report (what, value, "<=", goal, value <= goal);
}
