#include "cli/cli.h"

#include "lesson/lesson.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A lesson in the terminal, page by page: prose, the run as far as the lesson takes it, questions.
 * Without a terminal all pages are printed, with the answers that the engine proves. */

typedef enum { READER_ON, READER_BACK, READER_QUIT } ReaderMove;

typedef struct {
    const Lesson *lesson;
    const LessonPage *page;
    ControlRun *run; /* of the page's stage; owned */
    const TraceObserver *observer;
    bool keys;      /* somebody is there to press them */
    unsigned lines; /* printed since a key was last waited for */
    bool in_list;   /* the last block was an item */
} Reader;

/* ---- Printing, a screenful at a time ---- */

static unsigned text_width (void)
{
    return MIN (cli_width (), 80);
}

/* Waits for Enter, b or q. */
static ReaderMove wait_for_key (Reader *reader, const char *what)
{
    reader->lines = 0;
    if (!reader->keys)
        return READER_ON;
    printf ("%s[Enter] %s  [b] page back  [q] quit%s", cli_style (CLI_DIM), what,
            cli_style (CLI_PLAIN));
    fflush (stdout);
    int key;
    do {
        key = cli_key ();
    } while (key != 'n' && key != 'b' && key != 'q');
    /* The line has served; the text goes on in its place. */
    fputs ("\r\033[K", stdout);
    return key == 'n' ? READER_ON : key == 'b' ? READER_BACK : READER_QUIT;
}

static unsigned count_lines (const char *text)
{
    unsigned n = 0;
    for (; *text != '\0'; text++)
        n += *text == '\n';
    return n;
}

/* Prints TEXT, but first lets what would scroll away be read. */
static ReaderMove put (Reader *reader, const char *text)
{
    unsigned n = count_lines (text);
    ReaderMove move = READER_ON;
    if (reader->lines > 0 && reader->lines + n > cli_height () - 2)
        move = wait_for_key (reader, "read on");
    if (move != READER_ON)
        return move;
    fputs (text, stdout);
    reader->lines += n;
    return READER_ON;
}

static ReaderMove put_block (Reader *reader, const LessonBlock *block)
{
    bool item = block->kind == LESSON_ITEM;
    g_autoptr (GString) out = g_string_new (reader->in_list && !item ? "\n" : "");
    reader->in_list = item;
    g_autofree char *text = item && block->number > 0
                                ? g_strdup_printf ("%d. %s", block->number, block->plain)
                            : item ? g_strconcat ("• ", block->plain, NULL)
                                   : g_strdup (block->plain);
    if (block->kind == LESSON_CODE)
        g_string_append (out, text);
    else if (item)
        cli_wrap_hanging (out, text, 2 * (unsigned)block->level, text_width ());
    else
        cli_wrap (out, text, 0, text_width ());
    if (out->len > 0 && out->str[out->len - 1] != '\n')
        g_string_append_c (out, '\n');
    if (!item)
        g_string_append_c (out, '\n');
    return put (reader, out->str);
}

static ReaderMove put_prose (Reader *reader, const char *commonmark)
{
    g_autoptr (GPtrArray) blocks = lesson_prose (commonmark);
    ReaderMove move = READER_ON;
    for (guint i = 0; i < blocks->len && move == READER_ON; i++)
        move = put_block (reader, g_ptr_array_index (blocks, i));
    return move;
}

/* ---- The run ---- */

/* Where the run stands, and what was decided since event BEFORE. */
static ReaderMove put_position (Reader *reader, int before)
{
    int cursor = control_cursor (reader->run);
    if (cursor < 0)
        return READER_ON;
    g_autoptr (GString) out = g_string_new (NULL);
    cli_show_decisions (out, control_run_trace (reader->run), before + 1, cursor, reader->observer,
                        cli_width ());
    if (out->len > 0)
        g_string_append_c (out, '\n');
    ReaderMove move = put (reader, out->str);
    if (move != READER_ON)
        return move;
    g_string_truncate (out, 0);
    cli_show_ladder (out, reader->run, cursor, reader->observer, cli_width (),
                     reader->keys ? MIN (16, cli_height () / 2) : 16);
    g_string_append_c (out, '\n');
    cli_show_event (out, control_run_trace (reader->run), cursor, reader->observer, cli_width (),
                    false);
    g_string_append_c (out, '\n');
    return put (reader, out->str);
}

/* Whether LANDMARK was passed on the way from event BEFORE to the cursor. */
static bool was_passed (Reader *reader, const char *landmark, int before)
{
    Trace *trace = control_run_trace (reader->run);
    for (int i = before + 1; i <= control_cursor (reader->run); i++)
        if (trace_event_is (trace, (unsigned)i, landmark))
            return true;
    return false;
}

/* The page's notes on what has just happened. */
static ReaderMove put_notes (Reader *reader, int before)
{
    ReaderMove move = READER_ON;
    for (guint i = 0; i < reader->page->parts->len && move == READER_ON; i++) {
        const LessonPart *part = g_ptr_array_index (reader->page->parts, i);
        if (part->kind == LESSON_NOTE && was_passed (reader, part->landmark, before))
            move = put_prose (reader, part->text);
    }
    return move;
}

static ReaderMove step (Reader *reader, const LessonPart *part)
{
    g_autoptr (GError) error = NULL;
    int before = control_cursor (reader->run);
    ReaderMove move = wait_for_key (reader, "let it happen");
    for (guint i = 0; i < part->lines->len && move == READER_ON; i++) {
        const char *landmark = lesson_line_value (g_ptr_array_index (part->lines, i), "to");
        if (landmark != NULL && !lesson_seek (reader->run, landmark, &error)) {
            cli_fail (CLI_UNEXPECTED, "%s:%d: %s", reader->lesson->file, part->line,
                      error->message);
            return READER_QUIT;
        }
    }
    if (move == READER_ON)
        move = put_position (reader, before);
    return move == READER_ON ? put_notes (reader, before) : move;
}

/* What the app shows on a page of its own. */
static void append_page (GString *out, const Reader *reader, const char *page)
{
    Trace *trace = control_run_trace (reader->run);
    int cursor = control_cursor (reader->run);
    if (g_str_equal (page, "secrets"))
        cli_show_secrets (out, trace, cursor, reader->observer);
    else if (g_str_equal (page, "certificates"))
        cli_show_checks (out, trace, cursor, reader->observer, cli_width ());
}

static ReaderMove look (Reader *reader, const LessonPart *part)
{
    g_autoptr (GString) out = g_string_new (NULL);
    int cursor = control_cursor (reader->run);
    for (guint i = 0; i < part->lines->len; i++) {
        const char *line = g_ptr_array_index (part->lines, i);
        const char *observer = lesson_line_value (line, "seen-by");
        const char *field = lesson_line_value (line, "field");
        const char *page = lesson_line_value (line, "page");
        if (page != NULL)
            append_page (out, reader, page);
        if (observer != NULL && trace_observer_find (observer) != NULL)
            reader->observer = trace_observer_find (observer);
        if (observer != NULL)
            g_string_append_printf (out, "  Seen by: %s\n", reader->observer->title);
        if (observer != NULL)
            cli_show_finding (out, control_run_trace (reader->run), cursor, reader->observer,
                              cli_width ());
        if (field == NULL || cursor < 0)
            continue;
        g_autofree char *value =
            trace_lookup (control_run_trace (reader->run), (unsigned)cursor, field, NULL);
        g_autofree char *text =
            value != NULL ? g_strdup_printf ("Look: %s = %s", field, value) : g_strdup ("");
        cli_wrap (out, text, 2, cli_width ());
    }
    if (out->len > 0)
        g_string_append_c (out, '\n');
    return put (reader, out->str);
}

/* ---- Questions ---- */

static ReaderMove put_question (Reader *reader, const LessonQuiz *quiz)
{
    g_autoptr (GString) out = g_string_new (NULL);
    g_string_append (out, cli_style (CLI_BOLD));
    cli_wrap (out, quiz->question, 0, text_width ());
    g_string_append (out, cli_style (CLI_PLAIN));
    for (guint i = 0; i < quiz->choices->len; i++) {
        const LessonChoice *choice = g_ptr_array_index (quiz->choices, i);
        g_autofree char *text = g_strdup_printf ("%u  %s", i + 1, choice->text);
        cli_wrap (out, text, 2, text_width ());
    }
    return put (reader, out->str);
}

static void put_answer (Reader *reader, const LessonQuiz *quiz, int chosen, bool right)
{
    const LessonChoice *choice = g_ptr_array_index (quiz->choices, (guint)chosen);
    g_autoptr (GString) out = g_string_new (NULL);
    g_string_append_printf (out, "%s%d  %s%s\n", cli_style (right ? CLI_GREEN : CLI_RED),
                            chosen + 1, right ? "Right." : "Not so.", cli_style (CLI_PLAIN));
    if (choice->hint != NULL)
        cli_wrap (out, choice->hint, 2, text_width ());
    g_string_append_c (out, '\n');
    put (reader, out->str);
}

/* Asks until the right choice is made; nothing that would tell has been shown by then. */
static ReaderMove ask (Reader *reader, const LessonPart *part)
{
    const LessonQuiz *quiz = part->quiz;
    g_autoptr (GError) error = NULL;
    int right = lesson_right_choice (reader->page, quiz, &error);
    if (right < 0) {
        cli_fail (CLI_UNEXPECTED, "%s:%d: %s", reader->lesson->file, part->line, error->message);
        return READER_QUIT;
    }
    ReaderMove move = put_question (reader, quiz);
    if (!reader->keys)
        put_answer (reader, quiz, right, true);
    while (reader->keys && move == READER_ON) {
        printf ("%sYour choice? [1–%u]  [b] page back  [q] quit%s", cli_style (CLI_DIM),
                quiz->choices->len, cli_style (CLI_PLAIN));
        fflush (stdout);
        int key = cli_key ();
        fputs ("\r\033[K", stdout);
        reader->lines = 0;
        if (key == 'q' || key == 'b')
            return key == 'q' ? READER_QUIT : READER_BACK;
        if (key < '1' || key >= '1' + (int)quiz->choices->len)
            continue;
        put_answer (reader, quiz, key - '1', key - '1' == right);
        if (key - '1' == right)
            break;
    }
    return move;
}

/* ---- Pages ---- */

static ReaderMove play_part (Reader *reader, const LessonPart *part)
{
    bool shows =
        part->kind == LESSON_STEP || part->kind == LESSON_LOOK || part->kind == LESSON_QUIZ;
    if (shows && reader->in_list)
        put (reader, "\n");
    if (shows)
        reader->in_list = false;
    switch (part->kind) {
    case LESSON_PROSE:
        return put_block (reader, part->block);
    case LESSON_STEP:
        return step (reader, part);
    case LESSON_LOOK:
        return look (reader, part);
    case LESSON_QUIZ:
        return ask (reader, part);
    case LESSON_SCENARIO: /* holds for the whole page */
    case LESSON_EXPECT:   /* the checker's */
    case LESSON_NOTE:     /* shown when the run gets there */
    case LESSON_TEACHER:
        return READER_ON;
    }
    return READER_ON;
}

/* Sets the stage of page N as the blocks above it leave it. */
static bool open_page (Reader *reader, guint n)
{
    g_autoptr (GError) error = NULL;
    reader->page = g_ptr_array_index (reader->lesson->pages, n);
    g_clear_pointer (&reader->run, control_run_free);
    reader->run = control_run_new (reader->page->scenario, &error);
    if (reader->run != NULL && lesson_seek (reader->run, reader->page->begin, &error))
        return true;
    cli_fail (CLI_UNEXPECTED, "%s:%d: %s", reader->lesson->file, reader->page->line,
              error->message);
    return false;
}

static ReaderMove play_page (Reader *reader, guint n)
{
    guint pages = reader->lesson->pages->len;
    if (reader->keys && n > 0)
        fputs ("\033[H\033[2J", stdout);
    reader->lines = 0;
    reader->in_list = false;
    g_autofree char *title =
        g_strdup_printf ("%s%s%s  (%u of %u)%s\n\n", cli_style (CLI_BOLD), reader->page->title,
                         cli_style (CLI_PLAIN), n + 1, pages, cli_style (CLI_PLAIN));
    ReaderMove move = put (reader, title);
    for (guint i = 0; i < reader->page->parts->len && move == READER_ON; i++)
        move = play_part (reader, g_ptr_array_index (reader->page->parts, i));
    if (move == READER_ON)
        move = wait_for_key (reader, n + 1 < pages ? "next page" : "the end");
    return move;
}

static int play_pages (Reader *reader)
{
    for (guint n = 0; n < reader->lesson->pages->len;) {
        if (!open_page (reader, n))
            return CLI_UNEXPECTED;
        switch (play_page (reader, n)) {
        case READER_ON:
            n++;
            break;
        case READER_BACK:
            n -= n > 0;
            break;
        case READER_QUIT:
            return CLI_OK;
        }
    }
    return CLI_OK;
}

/* ---- The lesson ---- */

bool cli_is_lesson (const char *name)
{
    g_auto (GStrv) ids = lesson_catalogue ();
    return g_str_has_suffix (name, ".md") || g_strv_contains ((const char *const *)ids, name);
}

int cli_play_lesson (const char *name)
{
    g_autoptr (GError) error = NULL;
    g_auto (GStrv) ids = lesson_catalogue ();
    g_autoptr (Lesson) lesson = lesson_load (name != NULL ? name : ids[0], &error);
    if (lesson == NULL)
        return cli_fail_error (error);
    Reader reader = {.lesson = lesson, .observer = trace_observer_find ("everyone")};
    reader.keys = cli_keyboard_begin (false);
    if (reader.keys)
        fputs ("\033[H\033[2J", stdout);
    printf ("%s%s%s, %d minutes\n\n", cli_style (CLI_BOLD), lesson->title, cli_style (CLI_PLAIN),
            lesson->minutes);
    int status = play_pages (&reader);
    cli_keyboard_end ();
    g_clear_pointer (&reader.run, control_run_free);
    return status;
}
