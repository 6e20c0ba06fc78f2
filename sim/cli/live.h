/* What connect and serve share: our engine and the world. */
#pragma once

#include "cli/cli.h"
#include "control/live.h"

/* What a live session is given on the command line. */
typedef struct {
    char *scenario;
    char *trace; /* file for the trace, its format by its ending */
    int timeout; /* seconds */
} CliLiveOptions;
void cli_live_options_clear (CliLiveOptions *options);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliLiveOptions, cli_live_options_clear)

/* --scenario, --trace and --timeout, for cli_parse (); TIMEOUT and TRACE say what they are here. */
#define CLI_LIVE_ENTRIES(options, about_trace, about_timeout) \
    {"scenario", 0, 0, G_OPTION_ARG_STRING, &(options)->scenario, "Our party's settings", \
     "SCENARIO"}, \
        {"trace", 0, 0, G_OPTION_ARG_FILENAME, &(options)->trace, about_trace, "FILE"}, \
    { \
        "timeout", 0, 0, G_OPTION_ARG_INT, &(options)->timeout, about_timeout, "N" \
    }
/* Takes the seed out of OPTIONS: in a live session it is no part of the scenario. */
char *cli_live_seed (CliOptions *options);
bool cli_live_check (const char *command, const CliLiveOptions *options);
/* Says in one line what SCENARIO sets that COMMAND cannot apply: all but what is OURS ("client",
 * "server"), the peer and the network being real. */
void cli_live_tell_ignored (const char *command, const CliLiveOptions *options,
                            const Scenario *scenario, const char *ours);

/* What was agreed on and how it ended, to stderr, behind PREFIX. Saves the trace to FILE (may be
 * NULL) with the seed that was drawn and STARTED, the time at which the session began. Gives the
 * exit status. */
int cli_live_report (const ControlLive *live, const Scenario *scenario, const char *prefix,
                     const char *file, int64_t started);
int64_t cli_live_now (void);

/* What is shown to a client that has sent DATA: the answer to an HTTP request (RFC 9112), or the
 * page alone to one that speaks something else; NULL when the request is not whole yet. transfer
 * full */
char *cli_page_for (const TlsParty *party, BaseSpan data);
