/* The virtual clock of a run. Nothing in a run reads the machine's clock: time moves when the
 * controller lets something happen, so that the same run has the same times everywhere. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct {
    int64_t epoch; /* Unix time, in seconds, at which the run starts */
    int64_t now;   /* microseconds since then */
    int64_t rest;  /* microseconds of the epoch behind its second; 0 in a virtual run */
} BaseClock;

void base_clock_advance (BaseClock *clock, int64_t microseconds);
/* Unix time in seconds. */
int64_t base_clock_unix (const BaseClock *clock);
/* The same in milliseconds. */
int64_t base_clock_unix_ms (const BaseClock *clock);

/* Reads ISO 8601 in UTC (`2026-09-01T12:00:00Z`, or a date alone: its midnight). */
bool base_time_parse (const char *text, int64_t *unix_seconds);
/* transfer full; ISO 8601 in UTC */
char *base_time_text (int64_t unix_seconds);
