#include "cli/compare.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Playing a run in the terminal: the ladder, the event, what it means, and keys to step. Without a
 * terminal everything is printed. */

/* ---- The screen ---- */

static char **lines_of (GString *text)
{
    if (text->len > 0 && text->str[text->len - 1] == '\n')
        g_string_truncate (text, text->len - 1);
    g_autofree char *whole = g_string_free (text, FALSE);
    return g_strsplit (whole, "\n", -1);
}

/* ROWS lines from FROM on, as far as there are any. */
static void put_lines (GString *out, char **lines, unsigned from, unsigned rows)
{
    unsigned end = MIN (g_strv_length (lines), from + rows);
    for (unsigned i = from; i < end; i++)
        g_string_append_printf (out, "%s\n", lines[i]);
}

/* Everything a key can do, and on whom. */
static void put_keys (GString *out, const CliPlayer *player, bool more)
{
    const char *grain = control_grain_name (player->grain), *eyes = player->observer->name;
    bool changed = player->undo->len > 0;
    /* Where one is too wide, what tells something new stays. */
    char *keys[] = {
        g_strdup_printf ("[Enter] step [b] back [o] over [r] run [g] by %s [s] %s [x] break it%s%s "
                         "[q] quit",
                         grain, eyes, changed ? " [u] undo [w] save" : "",
                         more ? " [↑↓] read" : ""),
        g_strdup_printf ("[Enter] step [b] back [o] [r] run [g] by %s [s] %s [x] break%s [q] quit",
                         grain, eyes, changed ? " [u] [w]" : ""),
        g_strdup_printf ("[Enter] [b] [o] [r] [g] by %s [s] %s [x] break%s [q] quit", grain, eyes,
                         changed ? " [u] [w]" : ""),
    };
    unsigned i = 0;
    while (i + 1 < G_N_ELEMENTS (keys) && g_utf8_strlen (keys[i], -1) > cli_width ())
        i++;
    g_string_append_printf (out, "%s%s%s", cli_style (CLI_DIM), keys[i], cli_style (CLI_PLAIN));
    for (i = 0; i < G_N_ELEMENTS (keys); i++)
        g_free (keys[i]);
}

/* Which scenario, and which connection of it once there has been more than one. */
static void put_title (GString *out, const CliPlayer *player)
{
    int cursor = control_cursor (player->run);
    unsigned connection =
        trace_connection (control_run_trace (player->run), (unsigned)MAX (cursor, 0));
    g_string_append_printf (out, "%s%s%s", cli_style (CLI_BOLD), player->title,
                            cli_style (CLI_PLAIN));
    if (connection > 1 && g_utf8_strlen (player->title, -1) + 20 <= cli_width ())
        g_string_append_printf (out, "%s · connection %u%s", cli_style (CLI_DIM), connection,
                                cli_style (CLI_PLAIN));
    g_string_append (out, "\n\n");
}

/* The ladder above, what is new in it at the bottom; below it the event from line *SCROLL on. */
static void show (const CliPlayer *player, unsigned *scroll)
{
    unsigned width = cli_width (), rows = cli_height () - 5;
    int cursor = control_cursor (player->run);
    GString *event = g_string_new (NULL), *ladder = g_string_new (NULL);
    cli_show_event (event, control_run_trace (player->run), cursor, player->observer, width, true);
    cli_show_finding (event, control_run_trace (player->run), cursor, player->observer, width);
    cli_show_ladder (ladder, player->run, cursor, player->observer, width, 0);
    g_auto (GStrv) below = lines_of (event);
    g_auto (GStrv) above = lines_of (ladder);
    unsigned n_below = g_strv_length (below), n_above = g_strv_length (above);
    /* The event gets what it needs, but at most half; what the ladder leaves is its as well. */
    unsigned for_event = MAX (MIN (n_below, rows / 2), rows > n_above ? rows - n_above : 0);
    unsigned for_ladder = rows - for_event;
    *scroll = MIN (*scroll, n_below > for_event ? n_below - for_event : 0);
    g_autoptr (GString) out = g_string_new ("\033[H\033[2J");
    put_title (out, player);
    put_lines (out, above, 0, 1);
    put_lines (out, above, MAX (1, n_above > for_ladder ? n_above - for_ladder + 1 : 1),
               for_ladder - 1);
    g_string_append_c (out, '\n');
    put_lines (out, below, *scroll, for_event);
    g_string_append_printf (out, "%s\033[%u;1H", cli_style (CLI_PLAIN), cli_height ());
    if (player->note != NULL)
        g_string_append_printf (out, "\033[%u;1H\033[K%s%s%s\033[%u;1H", cli_height () - 1,
                                cli_style (CLI_PURPLE), player->note, cli_style (CLI_PLAIN),
                                cli_height ());
    put_keys (out, player, n_below > for_event);
    fputs (out->str, stdout);
    fflush (stdout);
}

/* ---- Keys ---- */

static const TraceObserver *next_observer (const TraceObserver *observer)
{
    for (unsigned i = 0; trace_observer_at (i) != NULL; i++)
        if (trace_observer_at (i) == observer && trace_observer_at (i + 1) != NULL)
            return trace_observer_at (i + 1);
    return trace_observer_at (0);
}

/* What KEY does; false when it is q. */
static bool press (CliPlayer *player, int key, unsigned *scroll)
{
    unsigned keep = *scroll;
    *scroll = 0;
    if (key != CLI_KEY_REDRAW)
        g_clear_pointer (&player->note, g_free);
    switch (key) {
    case 'n':
        control_step (player->run, player->grain);
        break;
    case 'b':
        control_back (player->run, player->grain);
        break;
    case 'o':
        control_step (player->run, CONTROL_BY_MESSAGE);
        break;
    case 'r':
        control_to_end (player->run);
        break;
    case 'g':
        player->grain = (ControlGrain)((player->grain + 1) % CONTROL_N_GRAINS);
        break;
    case 's':
        player->observer = next_observer (player->observer);
        break;
    case 'x':
        cli_break (player);
        break;
    case 'u':
        cli_undo_break (player);
        break;
    case 'w':
        cli_save_scenario (player);
        break;
    case CLI_KEY_DOWN:
        *scroll = keep + 1;
        break;
    case CLI_KEY_UP:
        *scroll = keep > 0 ? keep - 1 : 0;
        break;
    case 'q':
        return false;
    default:
        *scroll = keep;
    }
    return true;
}

void cli_player_clear (CliPlayer *player)
{
    control_run_free (player->run);
    g_clear_pointer (&player->undo, g_ptr_array_unref);
    g_free (player->note);
}

void cli_play_keys (CliPlayer *player)
{
    unsigned scroll = 0;
    do {
        show (player, &scroll);
    } while (press (player, cli_key (), &scroll));
}

/* ---- Without keys ---- */

/* Everything up to the cursor, event by event, then the ladder. */
static void print_run (const CliPlayer *player)
{
    Trace *trace = control_run_trace (player->run);
    Scenario *scenario = control_run_scenario (player->run);
    g_autoptr (GString) out = g_string_new (NULL);
    int cursor = control_cursor (player->run);
    g_string_append_printf (out, "%s%s%s\n", cli_style (CLI_BOLD), player->title,
                            cli_style (CLI_PLAIN));
    cli_wrap (out, scenario_summary (scenario), 0, cli_width ());
    g_string_append_c (out, '\n');
    for (int i = 0; i <= cursor; i++)
        if (trace_sees_event (trace, player->observer, (unsigned)i) != TRACE_HIDDEN)
            cli_show_event (out, trace, i, player->observer, cli_width (), false);
    g_string_append_c (out, '\n');
    cli_show_ladder (out, player->run, cursor, player->observer, cli_width (), 0);
    cli_show_finding (out, trace, cursor, player->observer, cli_width ());
    fputs (out->str, stdout);
}

static int play_run (const char *name, const CliOptions *options)
{
    g_autoptr (GError) error = NULL;
    g_auto (CliPlayer)
        player = {.observer = cli_observer (options, &error), .grain = CONTROL_BY_EVENT};
    if (player.observer == NULL)
        return cli_fail_error (error);
    bool keys = isatty (STDIN_FILENO) && isatty (STDOUT_FILENO);
    int status;
    player.run = cli_run (name, options, keys ? "start" : "end", &status);
    if (player.run == NULL)
        return status;
    player.title = scenario_title (control_run_scenario (player.run));
    player.undo = g_ptr_array_new_with_free_func ((GDestroyNotify)scenario_unref);
    if (keys && cli_keyboard_begin (true)) {
        cli_play_keys (&player);
        cli_keyboard_end ();
        return CLI_OK;
    }
    print_run (&player);
    return options->at == NULL ? cli_judge (player.run) : CLI_OK;
}

int cli_play (int argc, char **argv)
{
    g_auto (CliOptions) options = {0};
    gboolean compare = FALSE;
    int status;
    const GOptionEntry entries[] = {{"compare", 0, 0, G_OPTION_ARG_NONE, &compare,
                                     "Two scenarios side by side, or one before and after --set",
                                     NULL},
                                    G_OPTION_ENTRY_NULL};
    if (!cli_parse ("play", &argc, &argv, CLI_TAKES_AT | CLI_TAKES_SCENARIO, &options, entries,
                    &status))
        return status;
    if (compare)
        return cli_play_compared (argv + 1, argc - 1, &options);
    if (argc > 2)
        return cli_fail (CLI_USAGE, "play: “%s” is too much, one lesson or scenario is allowed",
                         argv[2]);
    bool of_run = options.at != NULL || options.seen_by != NULL || options.sets != NULL ||
                  options.seed != NULL;
    if (argc < 2 ? !of_run : cli_is_lesson (argv[1])) {
        if (of_run)
            return cli_fail (CLI_USAGE,
                             "play: --at, --seen-by, --set and --seed are for scenarios; a lesson "
                             "says these things itself");
        return cli_play_lesson (argc > 1 ? argv[1] : NULL);
    }
    return play_run (argc > 1 ? argv[1] : NULL, &options);
}
