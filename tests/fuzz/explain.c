/* What `explain` is given: hex or PEM. The first byte says as which message, and how much is told.
 */
#include "fuzz.h"

#include "cli/cli.h"

void fuzz_explain (BaseSpan input)
{
    FuzzInput in = {input};
    unsigned choice = fuzz_take (&in, 1);
    unsigned as = choice / 2 % (WIRE_N_MESSAGES + 2);
    g_autofree char *full =
        as < WIRE_N_MESSAGES ? wire_message_full_name (wire_message_row (as)) : NULL;
    const char *name = as < WIRE_N_MESSAGES ? full : as == WIRE_N_MESSAGES ? "record" : NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *text = g_strndup ((const char *)in.rest.data, in.rest.size);
    GString *out = g_string_new (NULL);
    bool broken;
    if (cli_explain_text (out, text, in.rest.size, name, choice % 2, &broken, &error))
        g_assert_cmpuint (out->len, >, 0);
    else
        fuzz_check_error (error, false);
    g_assert_true (g_utf8_validate (out->str, (gssize)out->len, NULL));
    g_string_free (out, TRUE);
}
