#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#include "control/intervene.h"

/* Breaking what is under way, in the terminal: a list of what can be done, narrowed by what is
 * typed, and a line that can be typed out altogether. */

typedef struct {
    GPtrArray *proposals; /* ControlProposal */
    GPtrArray *shown;     /* those that hold every word typed; borrowed */
    GString *text;        /* as typed */
    guint at;             /* in shown */
    char *wrong;          /* what the last line was refused for; NULL: nothing */
} Menu;

static void menu_clear (Menu *menu)
{
    g_clear_pointer (&menu->proposals, g_ptr_array_unref);
    g_clear_pointer (&menu->shown, g_ptr_array_unref);
    if (menu->text != NULL)
        g_string_free (menu->text, TRUE);
    g_free (menu->wrong);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Menu, menu_clear)

static bool holds_all (const char *twist, char **words)
{
    for (char **word = words; *word != NULL; word++)
        if (strstr (twist, *word) == NULL)
            return false;
    return true;
}

static void narrow (Menu *menu)
{
    g_auto (GStrv) words = g_strsplit (menu->text->str, " ", -1);
    g_ptr_array_set_size (menu->shown, 0);
    for (guint i = 0; i < menu->proposals->len; i++) {
        ControlProposal *proposal = g_ptr_array_index (menu->proposals, i);
        if (holds_all (proposal->twist, words))
            g_ptr_array_add (menu->shown, proposal);
    }
    menu->at = 0;
}

/* ---- The screen ---- */

static void put_proposal (GString *out, const ControlProposal *proposal, bool chosen)
{
    unsigned width = cli_width ();
    g_autofree char *text = g_strdup_printf ("%s %s", chosen ? "▸" : " ", proposal->twist);
    g_autofree char *line = cli_fit (text, width, false);
    g_string_append_printf (out, "%s%s%s\n", cli_style (chosen ? CLI_BOLD : CLI_PLAIN), line,
                            cli_style (CLI_PLAIN));
    if (!chosen)
        return;
    g_autofree char *who =
        g_strdup_printf ("    %s%s", proposal->rogue ? "its sender: " : "", proposal->words);
    g_autofree char *words = cli_fit (who, width, false);
    g_string_append_printf (out, "%s%s%s\n", cli_style (CLI_DIM), words, cli_style (CLI_PLAIN));
}

static void show (const Menu *menu, const char *what)
{
    unsigned rows = cli_height () > 8 ? cli_height () - 7 : 1;
    guint from = menu->at >= rows ? menu->at - rows + 1 : 0;
    g_autoptr (GString) out = g_string_new ("\033[H\033[2J");
    g_string_append_printf (out, "%s%s%s\n\n", cli_style (CLI_BOLD), what, cli_style (CLI_PLAIN));
    for (guint i = from; i < menu->shown->len && i < from + rows; i++)
        put_proposal (out, g_ptr_array_index (menu->shown, i), i == menu->at);
    if (menu->wrong != NULL) {
        g_autofree char *line = cli_fit (menu->wrong, cli_width (), false);
        g_string_append_printf (out, "\033[%u;1H%s%s%s", cli_height () - 2, cli_style (CLI_RED),
                                line, cli_style (CLI_PLAIN));
    }
    g_string_append_printf (out, "\033[%u;1H> %s█", cli_height () - 1, menu->text->str);
    g_string_append_printf (out,
                            "\033[%u;1H%s[↑↓] choose [Tab] edit it [Enter] do it [Esc] leave%s",
                            cli_height (), cli_style (CLI_DIM), cli_style (CLI_PLAIN));
    fputs (out->str, stdout);
    fflush (stdout);
}

/* ---- Typing ---- */

static const ControlProposal *chosen (const Menu *menu)
{
    return menu->at < menu->shown->len ? g_ptr_array_index (menu->shown, menu->at) : NULL;
}

static void erase (GString *text)
{
    const char *before = g_utf8_find_prev_char (text->str, text->str + text->len);
    g_string_truncate (text, before != NULL ? (gsize)(before - text->str) : 0);
}

static void type (Menu *menu, int key)
{
    g_clear_pointer (&menu->wrong, g_free);
    if (key == CLI_KEY_UP)
        menu->at -= menu->at > 0;
    else if (key == CLI_KEY_DOWN)
        menu->at += menu->at + 1 < menu->shown->len;
    else if (key == '\t' && chosen (menu) != NULL)
        g_string_assign (menu->text, chosen (menu)->twist);
    else if (key == 0x7f)
        erase (menu->text);
    else if (key >= 0x20 && key < 0x100)
        g_string_append_c (menu->text, (char)key);
    if (key != CLI_KEY_UP && key != CLI_KEY_DOWN && key != CLI_KEY_REDRAW && key != '\t')
        narrow (menu);
}

/* What the line says, when it is a twist of its own; else what is chosen. borrowed */
static const char *line_of (const Menu *menu)
{
    g_autoptr (NetTwist) typed = net_twist_parse (menu->text->str, NULL);
    bool spelled_out = typed != NULL || chosen (menu) == NULL;
    return spelled_out ? menu->text->str : chosen (menu)->twist;
}

/* ---- Doing it ---- */

/* RUN: taken. */
static void put_on_stage (CliPlayer *player, ControlRun *run)
{
    control_run_free (player->run);
    player->run = run;
}

static bool do_it (CliPlayer *player, Menu *menu)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *twist = g_utf8_make_valid (line_of (menu), -1);
    Scenario *before = scenario_ref (control_run_scenario (player->run));
    ControlRun *run = control_run_twisted (player->run, twist, &error);
    if (run == NULL) {
        menu->wrong = g_strdup (error->message);
        scenario_unref (before);
        return false;
    }
    put_on_stage (player, run);
    g_ptr_array_add (player->undo, before);
    player->note = g_strdup_printf ("From here on: %s", twist);
    return true;
}

static char *what_is_under_way (const Trace *trace, int record)
{
    const TraceRecord *shown = trace_record (trace, record);
    const char *name = shown->first_message >= 0
                           ? trace_message_name (trace_message (trace, shown->first_message))
                           : "a record";
    return g_strdup_printf ("What happens to %s on its way? (%s.record[%u], %" G_GSIZE_FORMAT
                            " bytes, %s)",
                            name, trace_party_name (shown->sender), shown->ordinal, shown->size,
                            shown->sealed ? "sealed" : "in clear");
}

void cli_break (CliPlayer *player)
{
    const Trace *trace = control_run_trace (player->run);
    int record = control_under_way (trace, control_cursor (player->run));
    if (record < 0) {
        player->note = g_strdup ("Nothing is on its way: step until something is, then break it.");
        return;
    }
    g_auto (Menu) menu = {.proposals = control_proposals (player->run, record),
                          .shown = g_ptr_array_new (),
                          .text = g_string_new (NULL)};
    g_autofree char *what = what_is_under_way (trace, record);
    narrow (&menu);
    for (;;) {
        show (&menu, what);
        int key = cli_text_key ();
        if (key == CLI_KEY_ESCAPE || (key == '\r' && do_it (player, &menu)))
            return;
        if (key != '\r')
            type (&menu, key);
    }
}

void cli_undo_break (CliPlayer *player)
{
    g_autoptr (GError) error = NULL;
    if (player->undo->len == 0) {
        player->note = g_strdup ("Nothing was broken yet.");
        return;
    }
    g_autoptr (Scenario) before = g_ptr_array_steal_index (player->undo, player->undo->len - 1);
    ControlRun *run = control_run_like (player->run, before, &error);
    if (run != NULL)
        put_on_stage (player, run);
    player->note = g_strdup (run != NULL ? "As it was before." : error->message);
}

/* ---- Saving ---- */

/* A line of text; NULL when it was left with Escape. transfer full */
static char *ask (const char *question)
{
    g_autoptr (GString) text = g_string_new (NULL);
    for (;;) {
        printf ("\033[%u;1H\033[K%s %s█", cli_height (), question, text->str);
        fflush (stdout);
        int key = cli_text_key ();
        if (key == CLI_KEY_ESCAPE)
            return NULL;
        if (key == '\r')
            return g_strdup (text->str);
        if (key == 0x7f)
            erase (text);
        else if (key >= 0x20 && key < 0x100)
            g_string_append_c (text, (char)key);
    }
}

void cli_save_scenario (CliPlayer *player)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *file = ask ("Save the scenario as (a new file, NAME.scenario):");
    if (file == NULL || *file == '\0')
        return;
    if (!g_str_has_suffix (file, ".scenario")) {
        player->note =
            g_strdup_printf ("“%s” is no name of a scenario, allowed: NAME.scenario", file);
        return;
    }
    if (g_file_test (file, G_FILE_TEST_EXISTS)) {
        player->note = g_strdup_printf ("“%s” is there already, allowed: a new name", file);
        return;
    }
    g_autoptr (Scenario) scenario = control_expecting (player->run, &error);
    g_autofree char *text = scenario != NULL ? scenario_text (scenario) : NULL;
    bool good = text != NULL && g_file_set_contents (file, text, -1, &error);
    player->note = good ? g_strdup_printf ("Saved as %s", file) : g_strdup (error->message);
}
