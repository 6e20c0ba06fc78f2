#include "base/clock.h"

void base_clock_advance (BaseClock *clock, int64_t microseconds)
{
    clock->now += microseconds;
}

int64_t base_clock_unix (const BaseClock *clock)
{
    return clock->epoch + (clock->rest + clock->now) / G_USEC_PER_SEC;
}

int64_t base_clock_unix_ms (const BaseClock *clock)
{
    return clock->epoch * 1000 + (clock->rest + clock->now) / 1000;
}

bool base_time_parse (const char *text, int64_t *unix_seconds)
{
    g_autofree char *full =
        g_strrstr (text, "T") != NULL ? g_strdup (text) : g_strconcat (text, "T00:00:00Z", NULL);
    g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
    g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (full, utc);
    if (time == NULL)
        return false;
    *unix_seconds = g_date_time_to_unix (time);
    return true;
}

char *base_time_text (int64_t unix_seconds)
{
    g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (unix_seconds);
    if (time == NULL)
        return g_strdup_printf ("%" G_GINT64_FORMAT " s", unix_seconds);
    /* "%Y" would write a year before 1000 with fewer digits than ISO 8601 has. */
    g_autofree char *rest = g_date_time_format (time, "-%m-%dT%H:%M:%SZ");
    return g_strdup_printf ("%04d%s", g_date_time_get_year (time), rest);
}
