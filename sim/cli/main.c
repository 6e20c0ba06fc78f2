#include "cli/cli.h"

#include <locale.h>
#include <stdio.h>

static const CliCommand commands[] = {
    {"play", "[LESSON|SCENARIO]", "Step through a handshake or a lesson in the terminal", cli_play},
    {"check", "PATH…", "Run lessons and scenarios as tests", cli_check},
    {"trace", "[SCENARIO]", "Write down a run: text, JSON, key log or pcapng", cli_trace},
    {"graph", "flowchart|ladder|client|server|secrets [SCENARIO]",
     "Draw the road, the messages, the state machines or the key schedule", cli_graph},
    {"explain", "[FILE|-]", "Explain every byte of a message, a record or a certificate",
     cli_explain},
    {"connect", "HOST[:PORT]", "Our client, a real server", cli_connect},
    {"serve", "", "Our server, real clients, until interrupted", cli_serve},
    {"list", "scenarios|lessons|suites|groups|schemes|alerts|certificates|twists|states",
     "What there is", cli_list},
};

const CliCommand *cli_command_at (unsigned i)
{
    return i < G_N_ELEMENTS (commands) ? &commands[i] : NULL;
}

static int help (void)
{
    printf ("Stepshake: a TLS handshake, step by step, for real.\n\n"
            "Usage: stepshake COMMAND [ARGUMENTS]\n\n");
    for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
        printf ("  %-9s %s\n", commands[i].name, commands[i].summary);
    printf ("\nstepshake COMMAND --help tells more; stepshake --version says which this is.\n"
            "Exit status: 0 as expected, 1 did not end as expected, 2 bad usage or input, 3 the "
            "outside world failed.\n");
    return CLI_OK;
}

static int unknown (const char *word)
{
    const char *names[G_N_ELEMENTS (commands) + 1] = {NULL};
    GString *list = g_string_new (NULL);
    for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
        names[i] = commands[i].name;
        g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", commands[i].name);
    }
    const char *near = cli_nearest (word, names);
    g_autofree char *allowed = g_string_free (list, FALSE);
    return near != NULL ? cli_fail (CLI_USAGE, "“%s” is no command, perhaps “%s”; allowed are %s",
                                    word, near, allowed)
                        : cli_fail (CLI_USAGE, "“%s” is no command; allowed are %s", word, allowed);
}

int main (int argc, char **argv)
{
    /* Numbers stay as in C: files depend on them. */
    setlocale (LC_CTYPE, "");
    g_set_prgname ("stepshake");
    if (argc < 2) {
        return cli_fail (CLI_USAGE, "no command; stepshake --help lists them");
    }
    if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h") ||
        g_str_equal (argv[1], "help"))
        return help ();
    if (g_str_equal (argv[1], "--version")) {
        printf ("stepshake %s\n", STEPSHAKE_VERSION);
        return CLI_OK;
    }
    for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
        if (g_str_equal (argv[1], commands[i].name))
            return commands[i].run (argc - 1, argv + 1);
    return unknown (argv[1]);
}
