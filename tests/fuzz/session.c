/* A session file. What is read can be written and read again, and is the same; what is not leaves
 * the memory as it was, and gets an error with its line. */
#include "fuzz.h"

#include "scenario/session.h"

void fuzz_session (BaseSpan input)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (TlsMemory) memory = tls_memory_new ();
    if (!scenario_session_read (input, "fuzz", memory, &error)) {
        fuzz_check_error (error, true);
        g_assert_cmpuint (tls_memory_tickets (memory)->len, ==, 0);
        return;
    }
    g_assert_no_error (error);
    g_autofree char *text = scenario_session_write (memory);
    g_autoptr (TlsMemory) again = tls_memory_new ();
    scenario_session_read (base_span_text (text), "fuzz", again, &error);
    g_assert_no_error (error);
    g_autofree char *same = scenario_session_write (again);
    g_assert_cmpstr (same, ==, text);
}
