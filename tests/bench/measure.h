/* Timing for the benchmarks: what is compared is measured in turn, in small batches of one run and
 * by the thread's own processor time, so that whatever else the machine does hits all alike; the
 * median batch counts. */
#pragma once

#include <stdbool.h>

typedef void (*MeasureWork) (void *data);

typedef struct {
    const char *name;
    MeasureWork work; /* once */
    void *data;
    unsigned batch;      /* how often a batch does it */
    MeasureWork before;  /* each batch, outside the time that counts; may be NULL */
    double microseconds; /* out: of the median batch, once */
} Measure;

void measure_all (Measure *measures, unsigned n, unsigned rounds);

/* Prints VALUE against GOAL; true when it is reached. */
bool measure_at_least (const char *what, double value, double goal);
bool measure_at_most (const char *what, double value, double goal);
