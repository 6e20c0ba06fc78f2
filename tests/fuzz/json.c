/* A saved JSON trace, of which the scenario is read. */
#include "fuzz.h"

#include "export/json.h"

/* json-glib loses the first of two values that follow each other; so leaks are not looked for in
 * here when a leak checker is there. */
void __lsan_disable (void) __attribute__ ((weak));
void __lsan_enable (void) __attribute__ ((weak));

void fuzz_json (BaseSpan input)
{
    g_autoptr (GError) error = NULL;
    if (__lsan_disable != NULL)
        __lsan_disable ();
    g_autoptr (Scenario) scenario = export_json_scenario (
        input.size > 0 ? (const char *)input.data : "", input.size, "fuzz", &error);
    if (__lsan_enable != NULL)
        __lsan_enable ();
    if (scenario == NULL)
        fuzz_check_error (error, false);
}
