#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

const FuzzTarget fuzz_targets[] = {
    {"messages", fuzz_messages, fuzz_messages_mutate},
    {"records", fuzz_records},
    {"certificates", fuzz_certificates},
    {"pem", fuzz_pem},
    {"scenario", fuzz_scenario},
    {"session", fuzz_session},
    {"lesson", fuzz_lesson},
    {"lines", fuzz_lines},
    {"json", fuzz_json},
    {"explain", fuzz_explain},
    {"client", fuzz_client, fuzz_stream_mutate},
    {"server", fuzz_server, fuzz_stream_mutate},
    {"conversation", fuzz_conversation},
};
const unsigned fuzz_n_targets = G_N_ELEMENTS (fuzz_targets);

const FuzzTarget *fuzz_target_find (const char *name)
{
    for (unsigned i = 0; i < fuzz_n_targets; i++)
        if (g_str_equal (fuzz_targets[i].name, name))
            return &fuzz_targets[i];
    return NULL;
}

/* ---- One program for all: FUZZ_TARGET says which one it is ---- */

static const FuzzTarget *chosen (void)
{
    static const FuzzTarget *target;
    const char *name = g_getenv ("FUZZ_TARGET");
    if (target == NULL && name != NULL)
        target = fuzz_target_find (name);
    if (target == NULL)
        g_error ("the first argument (or FUZZ_TARGET) must be a target's name");
    return target;
}

/* The name goes into the environment, so that it reaches the processes that libFuzzer starts. */
int LLVMFuzzerInitialize (int *argc, char ***argv)
{
    if (*argc == 2 && g_str_equal ((*argv)[1], "--list")) {
        for (unsigned i = 0; i < fuzz_n_targets; i++)
            g_print ("%s\n", fuzz_targets[i].name);
        exit (0);
    }
    g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
    if (*argc > 1 && fuzz_target_find ((*argv)[1]) != NULL) {
        g_setenv ("FUZZ_TARGET", (*argv)[1], TRUE);
        (*argv)[1] = (*argv)[0];
        (*argc)--;
        (*argv)++;
    }
    chosen ();
    return 0;
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    chosen ()->run (base_span (size > 0 ? data : (const uint8_t *)"", size));
    return 0;
}

size_t LLVMFuzzerCustomMutator (uint8_t *data, size_t size, size_t max, unsigned seed)
{
    const FuzzTarget *target = chosen ();
    if (target->mutate == NULL || seed % 4 == 0)
        return LLVMFuzzerMutate (data, size, max);
    g_autoptr (GRand) random = g_rand_new_with_seed (seed);
    return target->mutate (data, size, max, random);
}

/* ---- What they share ---- */

unsigned fuzz_take (FuzzInput *input, unsigned width)
{
    BaseSpan bytes = fuzz_take_bytes (input, width);
    return (unsigned)base_read_number (bytes.data, (unsigned)bytes.size);
}

BaseSpan fuzz_take_bytes (FuzzInput *input, size_t size)
{
    BaseSpan bytes = base_span (input->rest.data, MIN (size, input->rest.size));
    if (bytes.size > 0)
        input->rest = base_span (bytes.data + bytes.size, input->rest.size - bytes.size);
    return bytes;
}

char *fuzz_text (BaseSpan input)
{
    if (input.size > 0 && memchr (input.data, '\0', input.size) != NULL)
        return NULL;
    return g_strndup ((const char *)input.data, input.size);
}

void fuzz_check_error (const GError *error, bool with_line)
{
    g_assert_nonnull (error);
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
    g_assert_null (strchr (error->message, '\n'));
    g_assert_cmpuint (strlen (error->message), <, 10000);
    if (!with_line)
        return;
    g_assert_true (g_str_has_prefix (error->message, "fuzz:"));
    char *end;
    g_assert_cmpuint (strtoul (error->message + strlen ("fuzz:"), &end, 10), >, 0);
    g_assert_true (g_str_has_prefix (end, ": "));
}
