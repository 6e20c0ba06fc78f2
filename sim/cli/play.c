#include "cli/cli.h"

#include "lesson/lesson.h"

#include <gio/gio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* Playing in the terminal: a run, or a lesson page by page. Without a terminal everything is
 * printed. */

/* ---- The keyboard ---- */

static struct termios saved_terminal;
static volatile sig_atomic_t terminal_is_raw;

static void leave_raw (void)
{
    if (terminal_is_raw)
        tcsetattr (STDIN_FILENO, TCSADRAIN, &saved_terminal);
    terminal_is_raw = 0;
}

static void on_signal (int number)
{
    leave_raw ();
    signal (number, SIG_DFL);
    raise (number);
}

static bool enter_raw (void)
{
    if (!isatty (STDIN_FILENO) || !isatty (STDOUT_FILENO) ||
        tcgetattr (STDIN_FILENO, &saved_terminal) != 0)
        return false;
    struct termios raw = saved_terminal;
    raw.c_lflag &= (tcflag_t) ~(ICANON | ECHO);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    if (tcsetattr (STDIN_FILENO, TCSADRAIN, &raw) != 0)
        return false;
    terminal_is_raw = 1;
    static const int fatal[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    for (unsigned i = 0; i < G_N_ELEMENTS (fatal); i++)
        signal (fatal[i], on_signal);
    return true;
}

/* A key; 'q' at the end of the input. Arrow keys are n and b. */
static int read_key (void)
{
    unsigned char c;
    if (read (STDIN_FILENO, &c, 1) != 1)
        return 'q';
    if (c != 033)
        return c == '\n' || c == '\r' || c == ' ' ? 'n' : c;
    unsigned char rest[2];
    if (read (STDIN_FILENO, rest, 2) != 2)
        return 'q';
    return rest[1] == 'C' || rest[1] == 'B' ? 'n' : rest[1] == 'D' || rest[1] == 'A' ? 'b' : 0;
}

/* ---- A run ---- */

typedef struct {
    ControlRun *run;
    const TraceObserver *observer;
    ControlGrain grain;
} Player;

static void show (Player *player, const char *heading)
{
    unsigned width = cli_width (), height = cli_height ();
    GString *event = g_string_new (NULL), *out = g_string_new ("\033[H\033[2J");
    int cursor = control_cursor (player->run);
    cli_show_event (event, control_run_trace (player->run), cursor, player->observer, width, true);
    unsigned below = 0;
    for (const char *c = event->str; *c != '\0'; c++)
        below += *c == '\n';
    unsigned rows = height > below + 7 ? height - below - 7 : 3;
    g_string_append_printf (out, "%s%s%s\n\n", cli_style (CLI_BOLD), heading,
                            cli_style (CLI_PLAIN));
    cli_show_ladder (out, player->run, cursor, player->observer, width, rows);
    g_string_append_printf (out, "\n%s", event->str);
    g_string_append_printf (
        out, "\n%s[Enter] step [b] back [o] over [r] run [g] by %s [s] %s [q] quit%s\n",
        cli_style (CLI_DIM), control_grain_name (player->grain), player->observer->name,
        cli_style (CLI_PLAIN));
    fputs (out->str, stdout);
    fflush (stdout);
    g_string_free (event, TRUE);
    g_string_free (out, TRUE);
}

static const TraceObserver *next_observer (const TraceObserver *observer)
{
    for (unsigned i = 0; trace_observer_at (i) != NULL; i++)
        if (trace_observer_at (i) == observer && trace_observer_at (i + 1) != NULL)
            return trace_observer_at (i + 1);
    return trace_observer_at (0);
}

/* Steps until q, or until the run is over and one more step is asked for; false: quit. */
static bool play_interactive (Player *player, const char *heading)
{
    for (;;) {
        show (player, heading);
        switch (read_key ()) {
        case 'n':
            if (!control_step (player->run, player->grain))
                return true;
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
        case 'q':
            return false;
        default:
            break;
        }
    }
}

/* Everything up to the cursor, event by event. */
static void print_run (Player *player)
{
    Trace *trace = control_run_trace (player->run);
    GString *out = g_string_new (NULL);
    int cursor = control_cursor (player->run);
    for (int i = 0; i <= cursor; i++)
        if (trace_sees_event (trace, player->observer, (unsigned)i) != TRACE_HIDDEN)
            cli_show_event (out, trace, i, player->observer, cli_width (), false);
    g_string_append_c (out, '\n');
    cli_show_ladder (out, player->run, cursor, player->observer, cli_width (), 0);
    fputs (out->str, stdout);
    g_string_free (out, TRUE);
}

static int play_scenario (const char *name, const CliOptions *options, GError **error)
{
    Player player = {.observer = cli_observer (options, error), .grain = CONTROL_BY_EVENT};
    g_autoptr (Scenario) scenario =
        player.observer != NULL ? cli_scenario (name, options, error) : NULL;
    g_autoptr (ControlRun) run = scenario != NULL ? control_run_new (scenario, error) : NULL;
    if (run == NULL)
        return CLI_USAGE;
    player.run = run;
    bool interactive = enter_raw ();
    bool ok = interactive && options->at == NULL ? true : cli_go (run, options, error);
    if (ok && interactive)
        play_interactive (&player, scenario_title (scenario));
    else if (ok) {
        printf ("%s\n%s\n\n", scenario_title (scenario), scenario_summary (scenario));
        print_run (&player);
    }
    leave_raw ();
    return ok ? CLI_OK : CLI_USAGE;
}

/* ---- A lesson ---- */

typedef struct {
    Player player;
    bool interactive;
    const LessonPage *page;
} Reader;

static void print_block (const LessonBlock *block)
{
    GString *out = g_string_new (NULL);
    g_autofree char *text = block->kind == LESSON_ITEM && block->number > 0
                                ? g_strdup_printf ("%d. %s", block->number, block->plain)
                            : block->kind == LESSON_ITEM ? g_strconcat ("• ", block->plain, NULL)
                                                         : g_strdup (block->plain);
    cli_wrap (out, text, block->kind == LESSON_ITEM ? 2 * (unsigned)block->level : 0,
              MIN (cli_width (), 80));
    printf ("%s%s", out->str, block->kind == LESSON_ITEM ? "" : "\n");
    g_string_free (out, TRUE);
}

static bool wait_for_key (const Reader *reader, const char *what)
{
    if (!reader->interactive)
        return true;
    printf ("%s[Enter] %s  [q] quit%s\n", cli_style (CLI_DIM), what, cli_style (CLI_PLAIN));
    fflush (stdout);
    int key;
    do {
        key = read_key ();
    } while (key != 'n' && key != 'q');
    return key == 'n';
}

static void print_choices (const LessonQuiz *quiz)
{
    printf ("%s%s%s\n", cli_style (CLI_BOLD), quiz->question, cli_style (CLI_PLAIN));
    for (guint i = 0; i < quiz->choices->len; i++)
        printf ("  %u  %s\n", i + 1,
                ((const LessonChoice *)g_ptr_array_index (quiz->choices, i))->text);
}

/* The student answers before anything that would tell is shown. */
static bool ask (const Reader *reader, const LessonQuiz *quiz)
{
    g_autoptr (GError) error = NULL;
    print_choices (quiz);
    int right = lesson_right_choice (reader->page, quiz, &error);
    if (right < 0) {
        fprintf (stderr, "stepshake: %s\n", error->message);
        return true;
    }
    if (!reader->interactive) {
        const LessonChoice *choice = g_ptr_array_index (quiz->choices, (guint)right);
        printf ("  → %s\n\n", choice->text);
        return true;
    }
    for (;;) {
        printf ("%sYour choice? [1–%u]  [q] quit%s\n", cli_style (CLI_DIM), quiz->choices->len,
                cli_style (CLI_PLAIN));
        fflush (stdout);
        int key = read_key ();
        if (key == 'q')
            return false;
        if (key < '1' || key >= '1' + (int)quiz->choices->len)
            continue;
        const LessonChoice *choice = g_ptr_array_index (quiz->choices, (guint)(key - '1'));
        GString *out = g_string_new (NULL);
        cli_wrap (out, choice->hint != NULL ? choice->hint : "", 2, 80);
        printf ("%s%s%s\n%s\n", cli_style (key - '1' == right ? CLI_GREEN : CLI_RED),
                key - '1' == right ? "Right." : "Not so.", cli_style (CLI_PLAIN), out->str);
        g_string_free (out, TRUE);
        if (key - '1' == right)
            return true;
    }
}

/* FROM: where the cursor stood before; what was decided since is shown with its candidates. */
static void show_position (const Reader *reader, int from)
{
    GString *out = g_string_new (NULL);
    Trace *trace = control_run_trace (reader->player.run);
    for (int i = from + 1; i < control_cursor (reader->player.run); i++)
        if (trace_event (trace, (unsigned)i)->kind == TRACE_DECIDE &&
            trace_sees_event (trace, reader->player.observer, (unsigned)i) == TRACE_CLEAR)
            cli_show_event (out, trace, i, reader->player.observer, cli_width (), false);
    if (out->len > 0)
        g_string_append_c (out, '\n');
    cli_show_ladder (out, reader->player.run, control_cursor (reader->player.run),
                     reader->player.observer, cli_width (), 12);
    g_string_append_c (out, '\n');
    cli_show_event (out, control_run_trace (reader->player.run),
                    control_cursor (reader->player.run), reader->player.observer, cli_width (),
                    false);
    printf ("%s\n", out->str);
    g_string_free (out, TRUE);
}

/* Notes appear when the cursor stands on their landmark. */
static void show_notes (const Reader *reader)
{
    int cursor = control_cursor (reader->player.run);
    for (guint i = 0; cursor >= 0 && i < reader->page->parts->len; i++) {
        const LessonPart *part = g_ptr_array_index (reader->page->parts, i);
        if (part->kind != LESSON_NOTE || !trace_event_is (control_run_trace (reader->player.run),
                                                          (unsigned)cursor, part->landmark))
            continue;
        GString *out = g_string_new (NULL);
        cli_prose (out, part->text, 2, MIN (cli_width (), 80));
        printf ("%s\n", out->str);
        g_string_free (out, TRUE);
    }
}

static bool step_to (Reader *reader, const GPtrArray *lines, GError **error)
{
    int from = control_cursor (reader->player.run);
    for (guint i = 0; i < lines->len; i++) {
        const char *landmark = lesson_line_value (g_ptr_array_index (lines, i), "to");
        if (landmark != NULL && !lesson_seek (reader->player.run, landmark, error))
            return false;
    }
    if (control_cursor (reader->player.run) >= 0)
        show_position (reader, from);
    show_notes (reader);
    return true;
}

/* The secrets page in characters: what the observer knows, shortest form. */
static void print_secrets (const Reader *reader)
{
    Trace *trace = control_run_trace (reader->player.run);
    int cursor = control_cursor (reader->player.run);
    unsigned n = cursor >= 0 ? trace_event (trace, (unsigned)cursor)->now.n_secrets : 0;
    for (unsigned i = 0; i < n; i++) {
        const TraceSecret *secret = trace_secret (trace, (int)i);
        if (trace_find_secret (trace, secret->name, -1, (unsigned)cursor) != (int)i ||
            !trace_knows (trace, reader->player.observer, secret->name, (unsigned)cursor))
            continue;
        g_autofree char *hex = base_hex (base_span_bytes (secret->value));
        printf ("  %-36s %.24s%s  %s\n", secret->name, hex, strlen (hex) > 24 ? "…" : " ",
                secret->function);
    }
    printf ("\n");
}

/* The certificates page: every check of the chain with its mark. */
static void print_checks (const Reader *reader)
{
    Trace *trace = control_run_trace (reader->player.run);
    for (int i = control_cursor (reader->player.run); i >= 0; i--) {
        const TraceEvent *event = trace_event (trace, (unsigned)i);
        if (event->kind != TRACE_CHECK ||
            !g_str_equal (trace_decision (trace, event->decision)->key, "certificate-chain"))
            continue;
        GString *out = g_string_new (NULL);
        cli_show_event (out, trace, i, reader->player.observer, cli_width (), false);
        printf ("%s\n", out->str);
        g_string_free (out, TRUE);
        return;
    }
}

static void look (Reader *reader, const GPtrArray *lines)
{
    for (guint i = 0; i < lines->len; i++) {
        const char *line = g_ptr_array_index (lines, i);
        const char *observer = lesson_line_value (line, "seen-by");
        const char *field = lesson_line_value (line, "field");
        const char *page = lesson_line_value (line, "page");
        if (observer != NULL && trace_observer_find (observer) != NULL)
            reader->player.observer = trace_observer_find (observer);
        Trace *trace = control_run_trace (reader->player.run);
        int cursor = control_cursor (reader->player.run);
        g_autofree char *value = field != NULL && cursor >= 0
                                     ? trace_lookup (trace, (unsigned)cursor, field, NULL)
                                     : NULL;
        if (page != NULL && g_str_equal (page, "secrets"))
            print_secrets (reader);
        else if (page != NULL && g_str_equal (page, "certificates"))
            print_checks (reader);
        if (value != NULL)
            printf ("  %s%s%s = %s\n\n", cli_style (CLI_BOLD), field, cli_style (CLI_PLAIN), value);
    }
}

static bool play_part (Reader *reader, const LessonPart *part, bool *quit, GError **error)
{
    switch (part->kind) {
    case LESSON_PROSE:
        print_block (part->block);
        return true;
    case LESSON_STEP:
        if (!wait_for_key (reader, "let it happen")) {
            *quit = true;
            return true;
        }
        return step_to (reader, part->lines, error);
    case LESSON_LOOK:
        look (reader, part->lines);
        return true;
    case LESSON_QUIZ:
        *quit = !ask (reader, part->quiz);
        return true;
    case LESSON_SCENARIO:
    case LESSON_EXPECT:
    case LESSON_NOTE:
    case LESSON_TEACHER:
        return true;
    }
    return true;
}

static bool play_page (Reader *reader, bool *quit, GError **error)
{
    printf ("\n%s%s%s\n\n", cli_style (CLI_BOLD), reader->page->title, cli_style (CLI_PLAIN));
    for (guint i = 0; i < reader->page->parts->len && !*quit; i++)
        if (!play_part (reader, g_ptr_array_index (reader->page->parts, i), quit, error))
            return false;
    return true;
}

static int play_lesson (const char *name, GError **error)
{
    g_autoptr (Lesson) lesson = lesson_load (name, error);
    if (lesson == NULL)
        return CLI_USAGE;
    Reader reader = {.player = {.observer = trace_observer_find ("everyone")},
                     .interactive = enter_raw ()};
    g_autoptr (ControlRun) run = NULL;
    bool quit = false, ok = true;
    printf ("%s%s%s (%d minutes)\n", cli_style (CLI_BOLD), lesson->title, cli_style (CLI_PLAIN),
            lesson->minutes);
    for (guint i = 0; ok && !quit && i < lesson->pages->len; i++) {
        reader.page = g_ptr_array_index (lesson->pages, i);
        if (run == NULL || reader.page->new_stage) {
            g_clear_pointer (&run, control_run_free);
            run = control_run_new (reader.page->scenario, error);
        }
        reader.player.run = run;
        ok = run != NULL && play_page (&reader, &quit, error);
        if (ok && !quit && i + 1 < lesson->pages->len)
            quit = !wait_for_key (&reader, "next page");
    }
    leave_raw ();
    return ok ? CLI_OK : CLI_USAGE;
}

static bool is_lesson (const char *name)
{
    g_auto (GStrv) ids = lesson_catalogue ();
    return g_str_has_suffix (name, ".md") || g_strv_contains ((const char *const *)ids, name);
}

int cli_play (int argc, char **argv)
{
    g_auto (CliOptions) options = {0};
    g_autoptr (GError) error = NULL;
    int status;
    if (!cli_parse ("play", &argc, &argv, CLI_TAKES_AT | CLI_TAKES_SCENARIO, &options, NULL,
                    &status))
        return status;
    if (argc > 2)
        return cli_fail (CLI_USAGE, "play: “%s” is too much, one lesson or scenario is allowed",
                         argv[2]);
    /* Who just wants to see it gets the first lesson. */
    g_auto (GStrv) lessons = lesson_catalogue ();
    const char *name = argc > 1 ? argv[1] : lessons[0];
    status = is_lesson (name) ? play_lesson (name, &error) : play_scenario (name, &options, &error);
    return error != NULL ? cli_fail (CLI_USAGE, "%s", error->message) : status;
}
