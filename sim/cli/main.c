#include "cli/cli.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>

static const CliCommand commands[] = {
    {"play", "[LESSON|SCENARIO [SCENARIO]]", "Step through a handshake or a lesson in the terminal",
     cli_play,
     "Without an argument the first lesson is played. Keys: Enter or n steps, b goes back, o goes "
     "over "
     "to the next message, r runs to the end, g changes between events, messages and phases, s "
     "changes "
     "the observer, x breaks what is on its way, u takes that back, w saves it as a scenario, q "
     "quits. Without a terminal everything is printed. A SCENARIO is a file, the "
     "name "
     "of a built-in one, or a saved JSON trace. With --compare two of them stand side by side, "
     "message by message as they serve one purpose; one alone is compared with itself as --set "
     "changes it. NAME#2 is the second connection of NAME; else it is the last one."},
    {"check", "PATH…", "Run lessons and scenarios as tests", cli_check,
     "PATH is a lesson (*.md), a scenario (*.scenario) or a folder, which is searched for both. "
     "Formats: text, tap, junit. Status 1: something is not as it says; 2: a file is wrong; 3: a "
     "file "
     "cannot be read."},
    {"trace", "[SCENARIO]", "Write down a run: text, JSON, key log or pcapng", cli_trace,
     "Formats: text (to read), json (for programs; play opens it again), keylog (the secrets as "
     "browsers log them), pcapng (a capture that Wireshark decrypts by itself: the secrets are "
     "inside). "
     "What --seen-by did not see is not in the file. Status 1: the run did not end as its scenario "
     "expects."},
    {"graph", "flowchart|ladder|client|server|secrets|certificates [SCENARIO [SCENARIO]]",
     "Draw the road, the messages, the state machines, the keys or the certificates", cli_graph,
     "Formats: dot, mermaid, svg, png, pdf. Without a SCENARIO a flowchart and the state machines "
     "are "
     "drawn as the protocol has them, the others of the healthy handshake. --compare draws ladders "
     "or flowcharts of two scenarios side by side, as play --compare tells."},
    {"explain", "[FILE|-]", "Explain every byte of a message, a record or a certificate",
     cli_explain,
     "The input is hex of one or more handshake messages or records, with or without white space "
     "and "
     "colons, or certificates as PEM. Status 1: it is incomplete (so that a receiver would wait) "
     "or "
     "breaks a rule, and the last lines say where."},
    {"connect", "HOST[:PORT]", "Our client, a real server", cli_connect,
     "The certificate must name HOST, unless a scenario or --set client.server-name=… names "
     "another, and lead to client.trust: the built-in teaching root, or a PEM file of authorities. "
     "What the server says goes to stdout, what was agreed on to stderr. The client reads until "
     "the "
     "server closes; or says goodbye itself, --idle seconds after the last piece of an answer, or "
     "when none comes for --timeout seconds. With --send - it sends standard input as it comes, "
     "says goodbye at its end, and reads on until the server closes. With --session FILE it keeps "
     "the tickets that the server gives, and offers them when it comes back: each one once (in TLS "
     "1.2, where it keeps session ids too, as often as their time allows), and with "
     "client.early-data set it sends that early where a ticket allows it. FILE is text, and "
     "secret. The trace's format is that of "
     "FILE's ending: .json, .pcapng, .keylog, else text."},
    {"serve", "", "Our server, real clients, until interrupted", cli_serve,
     "Says on which port it listens, and answers each client's first request with a page on what "
     "was negotiated (HTTP/1.1, or the bare page for a client that speaks no HTTP), or each piece "
     "of data with server.reply where a scenario sets it. It serves up to 256 clients at a time; "
     "one whose handshake takes longer than --timeout seconds, or that says nothing for so long "
     "later, is let go. With server.tickets set it gives tickets, which are good for as long as "
     "the program runs; with server.sessions it remembers sessions of TLS 1.2 in the same way; "
     "with "
     "server.early-data it takes early data. list certificates --pem root "
     "prints the authority that clients must "
     "trust. With --trace a.json the trace of the first connection is in a-1.json, of the second "
     "in a-2.json, and so on; with --once in a.json. The trace's format is that of FILE's ending: "
     ".json, .pcapng, .keylog, else text."},
    {"list",
     "scenarios|lessons|settings|suites|groups|schemes|alerts|certificates|twists|states|unnoticed|"
     "history|messages|causes|checks",
     "What there is", cli_list,
     "certificates --pem NAME prints a built-in chain and its key as PEM, certificates --pem root "
     "the "
     "teaching authority. All these keys are public: good for lessons, worthless for anything "
     "else."},
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

/* "help", "help play" */
static int help_for (int argc, char **argv)
{
    char *asked[] = {argc > 2 ? argv[2] : NULL, "--help", NULL};
    if (argc > 3)
        return cli_fail (CLI_USAGE, "help: “%s” is too much, one command is allowed", argv[3]);
    for (guint i = 0; argc > 2 && i < G_N_ELEMENTS (commands); i++)
        if (g_str_equal (argv[2], commands[i].name))
            return commands[i].run (2, asked);
    return argc > 2 ? unknown (argv[2]) : help ();
}

static int run (int argc, char **argv)
{
    if (argc < 2)
        return cli_fail (CLI_USAGE, "no command; stepshake --help lists them");
    if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))
        return help ();
    if (g_str_equal (argv[1], "help"))
        return help_for (argc, argv);
    if (g_str_equal (argv[1], "--version")) {
        printf ("stepshake %s\n", STEPSHAKE_VERSION);
        return CLI_OK;
    }
    for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
        if (g_str_equal (argv[1], commands[i].name))
            return commands[i].run (argc - 1, argv + 1);
    return unknown (argv[1]);
}

/* What was printed may still wait in a buffer: a full disk must not go unnoticed. */
static int finish (int status)
{
    bool lost = fflush (stdout) != 0 || ferror (stdout);
    return lost && status != CLI_OUTSIDE ? cli_fail (CLI_OUTSIDE, "stdout: cannot be written: %s",
                                                     g_strerror (errno != 0 ? errno : EIO))
                                         : status;
}

int main (int argc, char **argv)
{
    /* Numbers stay as in C: files depend on them. */
    setlocale (LC_CTYPE, "");
    g_set_prgname ("stepshake");
    return finish (run (argc, argv));
}
