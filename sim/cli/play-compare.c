/* Two runs side by side in the terminal: rows by purpose, what differs below each. */
#include "cli/compare.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MARGIN = 5 }; /* for the round trips so far */

/* ---- Pieces ---- */

static unsigned cell_width (unsigned width)
{
    return (width - 3) / 2;
}

/* Half round trips, short: "0", "½", "1", "1½". */
static char *short_trips (unsigned halves)
{
    if (halves == 1)
        return g_strdup ("½");
    return g_strdup_printf ("%u%s", halves / 2, halves % 2 ? "½" : "");
}

static void append_cell (GString *out, const DrawCompareItem *item, const char *note,
                         unsigned width)
{
    if (item == NULL) {
        g_autofree char *text =
            note != NULL ? g_strdup_printf ("     (%s)", note) : g_strdup ("     –");
        g_autofree char *fitted = cli_fit (text, width, false);
        g_string_append_printf (out, "%s%s%s", cli_style (CLI_DIM), fitted, cli_style (CLI_PLAIN));
        return;
    }
    g_autofree char *trips = short_trips (item->halves);
    g_autofree char *trip = cli_fit (trips, MARGIN - 3, false);
    g_autofree char *text = g_strdup_printf ("%s %s %s%s, %" G_GSIZE_FORMAT " bytes%s", trip,
                                             item->sender == TRACE_CLIENT ? "▶" : "◀",
                                             item->sealed ? "🔒 " : "", item->text, item->size,
                                             item->lost     ? ", lost"
                                             : item->sealed ? ""
                                                            : ", clear");
    /* The lock is two columns wide. */
    g_autofree char *fitted = cli_fit (text, width - (item->sealed ? 1 : 0), false);
    g_string_append_printf (out, "%s%s%s",
                            cli_style (item->alert ? CLI_RED : cli_party_style (item->sender)),
                            fitted, cli_style (CLI_PLAIN));
}

static void append_pair (GString *out, const char *left, const char *right, unsigned width)
{
    unsigned cell = cell_width (width);
    g_autofree char *a = cli_fit (left, cell, false), *b = cli_fit (right, cell, false);
    g_string_append_printf (out, "%s │ %s\n", a, g_strchomp (b));
}

/* ---- The heads of the runs ---- */

static void append_wrapped_pair (GString *out, const char *left, const char *right, unsigned width)
{
    unsigned cell = cell_width (width);
    g_autoptr (GString) a = g_string_new (NULL), b = g_string_new (NULL);
    cli_wrap (a, left, 0, cell);
    cli_wrap (b, right, 0, cell);
    g_auto (GStrv) as = g_strsplit (g_strchomp (a->str), "\n", -1);
    g_auto (GStrv) bs = g_strsplit (g_strchomp (b->str), "\n", -1);
    unsigned na = g_strv_length (as), nb = g_strv_length (bs);
    for (unsigned i = 0; i < MAX (na, nb); i++)
        append_pair (out, i < na ? as[i] : "", i < nb ? bs[i] : "", width);
}

static char *data_words (const DrawCompareRun *run, const TraceObserver *observer)
{
    if (!observer->omniscient && observer->party < 0)
        return g_strdup ("Who sends data when: cannot be told from outside.");
    if (!observer->omniscient) {
        g_autofree char *own = draw_compare_data_words (run, (TraceParty)observer->party);
        return g_strdup_printf ("Application data: %s.", own);
    }
    g_autofree char *client = draw_compare_data_words (run, TRACE_CLIENT);
    g_autofree char *server = draw_compare_data_words (run, TRACE_SERVER);
    return g_strdup_printf ("Application data: %s; %s.", client, server);
}

/* Takes both. */
static void append_taken (GString *out, char *left, char *right, unsigned width)
{
    append_wrapped_pair (out, left, right, width);
    g_free (left);
    g_free (right);
}

static void append_heads (GString *out, const DrawCompare *compare, unsigned width)
{
    const DrawCompareRun *left = &compare->run[DRAW_LEFT], *right = &compare->run[DRAW_RIGHT];
    g_string_append (out, cli_style (CLI_BOLD));
    append_wrapped_pair (out, left->title, right->title, width);
    g_string_append (out, cli_style (CLI_PLAIN));
    append_taken (out, draw_compare_agreed_words (left), draw_compare_agreed_words (right), width);
    append_taken (out, data_words (left, compare->observer), data_words (right, compare->observer),
                  width);
    append_taken (out, draw_compare_bytes_words (left), draw_compare_bytes_words (right), width);
    append_wrapped_pair (out, left->outcome, right->outcome, width);
}

/* ---- Rows ---- */

static void append_row (GString *out, const DrawCompare *compare, const DrawCompareRow *row,
                        bool current, unsigned width)
{
    unsigned cell = cell_width (width);
    g_autofree char *differs = draw_compare_row_words (compare, row);
    g_autofree char *whole =
        g_strdup_printf ("%s %s  %s", current ? "▸" : "·", row->purpose->words, differs);
    g_autofree char *head = cli_fit (whole, width, false);
    g_string_append_printf (out, "%s%s%s\n", cli_style (current ? CLI_BOLD : CLI_DIM),
                            g_strchomp (head), cli_style (CLI_PLAIN));
    append_cell (out, draw_compare_item (compare, DRAW_LEFT, row->item[DRAW_LEFT]), row->note,
                 cell);
    g_string_append (out, " │ ");
    append_cell (out, draw_compare_item (compare, DRAW_RIGHT, row->item[DRAW_RIGHT]), row->note,
                 cell);
    g_string_append_c (out, '\n');
}

static void append_field (GString *out, const DrawFieldDifference *field, unsigned width)
{
    static const char *const marks[] = {"=", "≠", "−", "+", "~"};
    const char *left = field->value[DRAW_LEFT], *right = field->value[DRAW_RIGHT];
    g_autofree char *line =
        left != NULL && right != NULL
            ? g_strdup_printf ("%s %s: %s │ %s", marks[field->kind], field->path, left, right)
            : g_strdup_printf ("%s %s, %s: %s", marks[field->kind], field->path,
                               draw_field_kind_words (field->kind), left != NULL ? left : right);
    cli_wrap_hanging (out, line, MARGIN, width);
}

/* What differs, and in one line what is drawn anew each time. */
static void append_fields (GString *out, const DrawCompare *compare, const DrawCompareRow *row,
                           unsigned width)
{
    g_autoptr (GPtrArray) fields = draw_compare_fields (compare, row);
    g_autoptr (GString) fresh = g_string_new (NULL);
    for (unsigned i = 0; i < fields->len; i++) {
        const DrawFieldDifference *field = g_ptr_array_index (fields, i);
        if (field->kind == DRAW_FIELD_FRESH)
            g_string_append_printf (fresh, "%s%s", fresh->len > 0 ? ", " : "", field->path);
        else if (field->kind != DRAW_FIELD_SAME)
            append_field (out, field, width);
    }
    if (fresh->len > 0) {
        g_autofree char *line = g_strdup_printf ("~ fresh each time: %s", fresh->str);
        g_string_append (out, cli_style (CLI_DIM));
        cli_wrap_hanging (out, line, MARGIN, width);
        g_string_append (out, cli_style (CLI_PLAIN));
    }
}

static void append_leaks (GString *out, const DrawCompare *compare, unsigned width)
{
    unsigned cell = (width - 28) / 2;
    g_string_append_printf (out, "%sWhat an eavesdropper reads%s\n", cli_style (CLI_BOLD),
                            cli_style (CLI_PLAIN));
    for (unsigned i = 0; i < compare->leaks->len; i++) {
        const DrawCompareLeak *leak = g_ptr_array_index (compare->leaks, i);
        g_autofree char *question = cli_fit (leak->question, 26, false);
        g_string_append (out, question);
        for (unsigned side = 0; side < 2; side++) {
            g_autofree char *text =
                g_strconcat (leak->clear[side] ? "clear: " : "", leak->answer[side], NULL);
            g_autofree char *fitted = cli_fit (text, cell - 1, false);
            g_string_append_printf (
                out, " %s%s%s", cli_style (leak->clear[side] ? CLI_PURPLE : CLI_DIM),
                side == DRAW_RIGHT ? g_strchomp (fitted) : fitted, cli_style (CLI_PLAIN));
        }
        g_string_append_c (out, '\n');
    }
}

/* ---- Without keys ---- */

static void print_all (const DrawCompare *compare, unsigned width)
{
    g_autoptr (GString) out = g_string_new (NULL);
    append_heads (out, compare, width);
    g_string_append (out, "\nBefore each message: the round trips that lie behind it.\n\n");
    for (unsigned i = 0; i < compare->rows->len; i++) {
        const DrawCompareRow *row = g_ptr_array_index (compare->rows, i);
        append_row (out, compare, row, false, width);
        append_fields (out, compare, row, width);
    }
    g_string_append_c (out, '\n');
    append_leaks (out, compare, width);
    fputs (out->str, stdout);
}

/* ---- Keys ---- */

typedef struct {
    CliCompared *compared;
    unsigned shown; /* rows */
    unsigned scroll;
} Player;

/* The last rows that fit, the newest with what differs in it below. */
static void append_screen (GString *out, const Player *player, unsigned width, unsigned height)
{
    const DrawCompare *compare = player->compared->compare;
    g_autoptr (GString) text = g_string_new (NULL);
    for (unsigned i = 0; i < player->shown; i++)
        append_row (text, compare, g_ptr_array_index (compare->rows, i), i + 1 == player->shown,
                    width);
    if (player->shown == 0)
        g_string_append (text, "Nothing has been sent yet.\n");
    else
        append_fields (text, compare, g_ptr_array_index (compare->rows, player->shown - 1), width);
    if (player->shown == compare->rows->len) {
        g_string_append_c (text, '\n');
        append_leaks (text, compare, width);
    }
    g_auto (GStrv) lines = g_strsplit (g_strchomp (text->str), "\n", -1);
    unsigned n = g_strv_length (lines), hidden = n > height ? n - height : 0;
    unsigned first = hidden > player->scroll ? hidden - player->scroll : 0;
    for (unsigned i = first; i < MIN (n, first + height); i++)
        g_string_append_printf (out, "%s\n", lines[i]);
}

static void show (const Player *player)
{
    unsigned width = cli_width (), height = cli_height ();
    g_autoptr (GString) heads = g_string_new (NULL), out = g_string_new ("\033[H\033[2J");
    append_heads (heads, player->compared->compare, width);
    g_auto (GStrv) lines = g_strsplit (g_strchomp (heads->str), "\n", -1);
    /* On a small screen the heads keep to a third. */
    unsigned n = MIN (g_strv_length (lines), height / 3);
    for (unsigned i = 0; i < n; i++)
        g_string_append_printf (out, "%s\n", lines[i]);
    g_string_append_c (out, '\n');
    append_screen (out, player, width, height - n - 3);
    g_string_append_printf (
        out, "%s\033[%u;1H%s[Enter] step [b] back [r] run [s] %s [↑↓] read [q] quit%s",
        cli_style (CLI_PLAIN), height, cli_style (CLI_DIM),
        player->compared->compare->observer->name, cli_style (CLI_PLAIN));
    fputs (out->str, stdout);
    fflush (stdout);
}

static void look_next (Player *player)
{
    const TraceObserver *now = player->compared->compare->observer, *next = trace_observer_at (0);
    for (unsigned i = 0; trace_observer_at (i) != NULL; i++)
        if (trace_observer_at (i) == now && trace_observer_at (i + 1) != NULL)
            next = trace_observer_at (i + 1);
    cli_compared_look (player->compared, next);
    player->shown = MIN (player->shown, player->compared->compare->rows->len);
}

/* What KEY does; false when it is q. */
static bool press (Player *player, int key)
{
    unsigned n = player->compared->compare->rows->len, scroll = player->scroll;
    player->scroll = 0;
    switch (key) {
    case 'n':
    case 'o':
        player->shown = MIN (player->shown + 1, n);
        break;
    case 'b':
        player->shown -= player->shown > 0;
        break;
    case 'r':
        player->shown = n;
        break;
    case 's':
        look_next (player);
        break;
    case CLI_KEY_UP:
        player->scroll = scroll + 1;
        break;
    case CLI_KEY_DOWN:
        player->scroll = scroll > 0 ? scroll - 1 : 0;
        break;
    case 'q':
        return false;
    default:
        player->scroll = scroll;
    }
    return true;
}

int cli_play_compared (char *const *names, int n, const CliOptions *options)
{
    g_auto (CliCompared) compared = {0};
    int status;
    if (!cli_compared_open (&compared, names, n, options, &status))
        return status;
    if (isatty (STDIN_FILENO) && isatty (STDOUT_FILENO) && cli_keyboard_begin (true)) {
        Player player = {.compared = &compared};
        do {
            show (&player);
        } while (press (&player, cli_key ()));
        cli_keyboard_end ();
        return CLI_OK;
    }
    print_all (compared.compare, cli_width ());
    return CLI_OK;
}
