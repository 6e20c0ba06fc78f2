/* The command `stepshake`: one row and one function a command. A command gets its arguments behind
 * its name and gives the exit status: 0 as expected, 1 a check or handshake did not end as
 * expected, 2 bad usage or bad input (one line), 3 the outside world failed. Output goes to stdout,
 * talk to stderr. */
#pragma once

#include "control/run.h"

typedef enum { CLI_OK, CLI_UNEXPECTED, CLI_USAGE, CLI_OUTSIDE } CliStatus;

typedef struct {
    const char *name;
    const char *arguments; /* "[SCENARIO]" */
    const char *summary;
    int (*run) (int argc, char **argv); /* argv[0] is the command's name */
    const char *details;                /* for --help */
} CliCommand;
const CliCommand *cli_command_at (unsigned i); /* NULL behind the last */

int cli_play (int argc, char **argv);
int cli_check (int argc, char **argv);
int cli_trace (int argc, char **argv);
int cli_graph (int argc, char **argv);
int cli_explain (int argc, char **argv);
int cli_connect (int argc, char **argv);
int cli_serve (int argc, char **argv);
/* Of `list`: its one long listing. */
void cli_list_alerts (void);
int cli_list (int argc, char **argv);

/* ---- Options that several commands take; common.c ---- */
typedef struct {
    char *at;       /* --at LANDMARK */
    char *seen_by;  /* --seen-by OBSERVER */
    char **sets;    /* --set GROUP.KEY=VALUE, repeatable */
    char *seed;     /* --seed TEXT */
    char *output;   /* -o FILE */
    char *format;   /* --format NAME */
    char *language; /* --lang LL */
} CliOptions;
void cli_options_clear (CliOptions *options);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliOptions, cli_options_clear)

typedef enum {
    CLI_TAKES_AT = 1 << 0,       /* --at, --seen-by, --lang */
    CLI_TAKES_SCENARIO = 1 << 1, /* --set, --seed */
    CLI_TAKES_OUTPUT = 1 << 2,   /* -o, --format */
} CliTakes;

/* Parses COMMAND's own ENTRIES (may be NULL) and the common options that it TAKES; what is left are
 * the arguments, ARGC and ARGV are changed. False when the command is over (help was asked for, or
 * bad usage was told): STATUS says how. */
bool cli_parse (const char *command, int *argc, char ***argv, CliTakes takes, CliOptions *options,
                const GOptionEntry *entries, int *status);

/* Says MESSAGE on stderr, one line; gives STATUS back. */
int cli_fail (CliStatus status, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* The same for an error of the library: what is wrong in a file begins with `file:line:`, so that
 * editors find it. Gives CLI_USAGE for what the user gave, CLI_OUTSIDE for files and sockets. */
int cli_fail_error (const GError *error);
CliStatus cli_status_of (const GError *error);

/* Says on stderr which certificates SCENARIO (may be NULL) describes for nobody, a line each. */
void cli_tell_unused (const Scenario *scenario);
/* The scenario NAME (NULL: the healthy one) with the options' settings; NULL with an error. */
Scenario *cli_scenario (const char *name, const CliOptions *options, GError **error);
/* "everyone" unless said otherwise; NULL with an error. */
const TraceObserver *cli_observer (const CliOptions *options, GError **error);
/* A run of cli_scenario (), its cursor at --at, else at AT ("start", "end"). NULL when that did not
 * work out and was told: STATUS says how. transfer full */
ControlRun *cli_run (const char *name, const CliOptions *options, const char *at, int *status);
/* Says what is not as the scenario expects, a line each; gives the status. */
int cli_judge (ControlRun *run);
/* Saves TRACE, its format by FILE's ending (.json, .pcapng, .keylog, .txt); gives the status. */
int cli_save_trace (const char *file, const Trace *trace, const Scenario *scenario);
/* To FILE whole or not at all, or to stdout (NULL or "-"), but BINARY output not to a terminal;
 * gives the status. */
int cli_write (const char *file, GBytes *bytes, bool binary);
/* The nearest of NAMES to WORD, NULL when none is near; borrowed. */
const char *cli_nearest (const char *word, const char *const *names);

/* ---- The terminal; terminal.c ---- */
typedef enum { CLI_PLAIN, CLI_BOLD, CLI_DIM, CLI_BLUE, CLI_GREEN, CLI_RED, CLI_PURPLE } CliStyle;
/* Whether stdout is a terminal on which colour is welcome. */
bool cli_colourful (void);
/* Begins a style, "" where there is no colour; CLI_PLAIN ends it. */
const char *cli_style (CliStyle style);
CliStyle cli_party_style (TraceParty party);
unsigned cli_width (void);
unsigned cli_height (void);
/* Appends TEXT wrapped to WIDTH columns, each line behind INDENT spaces. */
void cli_wrap (GString *out, const char *text, unsigned indent, unsigned width);
/* The same for an item of a list: its further lines stand below its first word, behind the mark. */
void cli_wrap_hanging (GString *out, const char *text, unsigned indent, unsigned width);
/* Appends CommonMark, readable as it is. */
void cli_prose (GString *out, const char *commonmark, unsigned indent, unsigned width);
/* TEXT cut or padded to WIDTH columns; transfer full */
char *cli_fit (const char *text, unsigned width, bool right);

/* ---- The keyboard, without waiting for Enter; keyboard.c ---- */
enum { CLI_KEY_REDRAW = 0x100, CLI_KEY_UP, CLI_KEY_DOWN, CLI_KEY_ESCAPE };
/* False when stdin or stdout is no terminal. From here to the end, whatever ends the program puts
 * the terminal back, and stopping it (Ctrl-Z) too. FULL_SCREEN: on a screen of its own, without
 * cursor. */
bool cli_keyboard_begin (bool full_screen);
void cli_keyboard_end (void);
/* Waits for a key: a character, CLI_KEY_UP, CLI_KEY_DOWN; Enter, Space and → are 'n', ← is 'b', the
 * end of the input is 'q'. CLI_KEY_REDRAW: the terminal has another size, or was away. */
int cli_key (void);
/* The same while text is typed: a byte of it as it is; Enter is '\r', Backspace 0x7f; CLI_KEY_UP,
 * CLI_KEY_DOWN, CLI_KEY_ESCAPE (the end of the input, too), CLI_KEY_REDRAW. */
int cli_text_key (void);

/* ---- Playing a run; play.c ---- */
typedef struct {
    ControlRun *run; /* owned */
    const TraceObserver *observer;
    ControlGrain grain;
    const char *title;
    GPtrArray *undo; /* Scenario: those before each change */
    char *note;      /* a line to be shown once: what has become of a key; NULL: none */
} CliPlayer;
void cli_player_clear (CliPlayer *player);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliPlayer, cli_player_clear)
/* Steps on a screen of its own, until q is pressed. */
void cli_play_keys (CliPlayer *player);

/* ---- Breaking what is under way; break.c ---- */
/* Asks what is to be done to it, on the whole screen, and does it; what came of it is in the note.
 */
void cli_break (CliPlayer *player);
void cli_undo_break (CliPlayer *player);
/* Asks for a file's name and saves the scenario as it is now. */
void cli_save_scenario (CliPlayer *player);

/* ---- Every byte explained; explain-text.c ---- */
/* Explains TEXT, SIZE bytes and a zero: hex of messages or records, or certificates as PEM. AS:
 * what it is, NULL: that is guessed. VERBOSE: with the explanations. BROKEN tells whether a part of
 * it could not be read. False with an error when there is nothing in it to explain. */
bool cli_explain_text (GString *out, const char *text, gsize size, const char *as, bool verbose,
                       bool *broken, GError **error);

/* ---- Lessons; reader.c ---- */
bool cli_is_lesson (const char *name);
int cli_play_lesson (const char *name);

/* ---- Showing a run; show.c ---- */
void cli_show_ladder (GString *out, ControlRun *run, int cursor, const TraceObserver *observer,
                      unsigned width, unsigned rows);
void cli_show_event (GString *out, Trace *trace, int cursor, const TraceObserver *observer,
                     unsigned width, bool explain);
/* The decisions from event FROM up to (not with) TO, with their candidates. */
/* What the thief of the server's key makes of it so far, to him alone. */
void cli_show_finding (GString *out, Trace *trace, int cursor, const TraceObserver *observer,
                       unsigned width);
void cli_show_decisions (GString *out, Trace *trace, int from, int to,
                         const TraceObserver *observer, unsigned width);
/* The secrets that OBSERVER knows, a line each. */
void cli_show_secrets (GString *out, Trace *trace, int cursor, const TraceObserver *observer);
/* The last check of a certificate chain, every part of it with its mark. */
void cli_show_checks (GString *out, Trace *trace, int cursor, const TraceObserver *observer,
                      unsigned width);
