#include "cli/cli.h"

#include "lesson/prose.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool cli_colourful (void)
{
    const char *no_color = g_getenv ("NO_COLOR");
    return isatty (STDOUT_FILENO) && (no_color == NULL || *no_color == '\0') &&
           g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;
}

const char *cli_style (CliStyle style)
{
    static const char *const codes[] = {
        [CLI_PLAIN] = "\033[0m",  [CLI_BOLD] = "\033[1m",   [CLI_DIM] = "\033[2m",
        [CLI_BLUE] = "\033[34m",  [CLI_GREEN] = "\033[32m", [CLI_RED] = "\033[31m",
        [CLI_PURPLE] = "\033[35m"};
    return cli_colourful () ? codes[style] : "";
}

CliStyle cli_party_style (TraceParty party)
{
    return party == TRACE_CLIENT ? CLI_BLUE : party == TRACE_SERVER ? CLI_GREEN : CLI_PURPLE;
}

static struct winsize size_of_terminal (void)
{
    struct winsize size = {0};
    if (ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        size = (struct winsize){.ws_col = 80, .ws_row = 24};
    return size;
}

unsigned cli_width (void)
{
    return CLAMP (size_of_terminal ().ws_col, 40, 120);
}

unsigned cli_height (void)
{
    return MAX (size_of_terminal ().ws_row, 12);
}

/* A word that is longer than a line, such as hex, is cut where the lines end. */
static void append_long_word (GString *out, const char *word, unsigned first, unsigned *column,
                              unsigned rest, unsigned width)
{
    unsigned indent = *column == 0 ? first : rest;
    if (*column > 0)
        g_string_append_c (out, '\n');
    for (;;) {
        glong length = g_utf8_strlen (word, -1), room = (glong)(width - indent);
        const char *end = g_utf8_offset_to_pointer (word, MIN (length, room));
        g_string_append_printf (out, "%*s%.*s", (int)indent, "", (int)(end - word), word);
        *column = indent + (unsigned)MIN (length, room);
        if (length <= room)
            return;
        g_string_append_c (out, '\n');
        word = end;
        indent = rest;
    }
}

/* The first line behind FIRST spaces, the others behind REST. */
static void wrap (GString *out, const char *text, unsigned first, unsigned rest, unsigned width)
{
    g_auto (GStrv) words = g_strsplit_set (text, " \n\t", -1);
    unsigned column = 0, indent = first;
    for (unsigned i = 0; words[i] != NULL; i++) {
        unsigned size = (unsigned)g_utf8_strlen (words[i], -1);
        if (size == 0)
            continue;
        if (size > width - rest && width > rest) {
            append_long_word (out, words[i], first, &column, rest, width);
            indent = rest;
            continue;
        }
        if (column > 0 && column + 1 + size > width) {
            g_string_append_c (out, '\n');
            column = 0;
            indent = rest;
        }
        if (column == 0) {
            g_string_append_printf (out, "%*s", (int)indent, "");
            column = indent;
        } else {
            g_string_append_c (out, ' ');
            column++;
        }
        g_string_append (out, words[i]);
        column += size;
    }
    if (column > 0)
        g_string_append_c (out, '\n');
}

void cli_wrap (GString *out, const char *text, unsigned indent, unsigned width)
{
    wrap (out, text, indent, indent, width);
}

void cli_wrap_hanging (GString *out, const char *text, unsigned indent, unsigned width)
{
    const char *space = strchr (text, ' ');
    unsigned mark = space != NULL ? (unsigned)g_utf8_strlen (text, space - text) + 1 : 0;
    wrap (out, text, indent, indent + mark, width);
}

static void append_block (GString *out, const LessonBlock *block, unsigned indent, unsigned width)
{
    unsigned inner = indent + 2 * (unsigned)(block->kind == LESSON_ITEM ? block->level : 0);
    g_autofree char *text = NULL;
    switch (block->kind) {
    case LESSON_HEADING:
        g_string_append (out, cli_style (CLI_BOLD));
        cli_wrap (out, block->plain, indent, width);
        g_string_append (out, cli_style (CLI_PLAIN));
        break;
    case LESSON_ITEM:
        text = block->number > 0 ? g_strdup_printf ("%d. %s", block->number, block->plain)
                                 : g_strdup_printf ("• %s", block->plain);
        cli_wrap_hanging (out, text, inner, width);
        return;
    case LESSON_CODE:
        g_string_append_printf (out, "%*s%s\n", (int)indent + 4, "", block->plain);
        break;
    case LESSON_PARAGRAPH:
    case LESSON_QUOTE:
        cli_wrap (out, block->plain, indent, width);
        break;
    }
}

void cli_prose (GString *out, const char *commonmark, unsigned indent, unsigned width)
{
    g_autoptr (GPtrArray) blocks = lesson_prose (commonmark);
    for (guint i = 0; i < blocks->len; i++) {
        const LessonBlock *block = g_ptr_array_index (blocks, i);
        const LessonBlock *before = i > 0 ? g_ptr_array_index (blocks, i - 1) : NULL;
        if (before != NULL && !(before->kind == LESSON_ITEM && block->kind == LESSON_ITEM))
            g_string_append_c (out, '\n');
        append_block (out, block, indent, width);
    }
}

char *cli_fit (const char *text, unsigned width, bool right)
{
    glong length = g_utf8_strlen (text, -1);
    if (length > (glong)width) {
        if (width == 0)
            return g_strdup ("");
        g_autofree char *cut = g_utf8_substring (text, 0, (glong)width - 1);
        return g_strconcat (cut, "…", NULL);
    }
    g_autofree char *space = g_strnfill (width - (gsize)length, ' ');
    return right ? g_strconcat (space, text, NULL) : g_strconcat (text, space, NULL);
}
