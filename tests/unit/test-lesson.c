#include "lesson/lesson.h"
#include "lesson/prose.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

static LessonBlock *block_at (GPtrArray *blocks, guint i)
{
    g_assert_cmpuint (i, <, blocks->len);
    return g_ptr_array_index (blocks, i);
}

static void assert_block (GPtrArray *blocks, guint i, LessonBlockKind kind, int level, int line,
                          const char *plain)
{
    LessonBlock *block = block_at (blocks, i);
    g_assert_cmpint (block->kind, ==, kind);
    g_assert_cmpint (block->level, ==, level);
    g_assert_cmpint (block->line, ==, line);
    g_assert_cmpstr (block->plain, ==, plain);
}

/* ---- Prose ---- */

static void prose_keeps_structure_and_lines (void)
{
    g_autoptr (GPtrArray) blocks = lesson_prose ("# Title\n"
                                                 "\n"
                                                 "One *two*\n"
                                                 "three.\n"
                                                 "\n"
                                                 "1. first\n"
                                                 "2. second\n"
                                                 "   - inner\n"
                                                 "\n"
                                                 "   after\n"
                                                 "\n"
                                                 "> quoted\n"
                                                 "\n"
                                                 "```step here\n"
                                                 "to <end>\n"
                                                 "```\n");
    assert_block (blocks, 0, LESSON_HEADING, 1, 1, "Title");
    assert_block (blocks, 1, LESSON_PARAGRAPH, 0, 3, "One two three.");
    assert_block (blocks, 2, LESSON_ITEM, 1, 6, "first");
    assert_block (blocks, 3, LESSON_ITEM, 1, 7, "second");
    assert_block (blocks, 4, LESSON_ITEM, 2, 8, "inner");
    assert_block (blocks, 5, LESSON_PARAGRAPH, 1, 10, "after");
    assert_block (blocks, 6, LESSON_QUOTE, 0, 12, "quoted");
    assert_block (blocks, 7, LESSON_CODE, 0, 14, "to <end>\n");
    g_assert_cmpuint (blocks->len, ==, 8);
    g_assert_cmpint (block_at (blocks, 2)->number, ==, 1);
    g_assert_cmpint (block_at (blocks, 3)->number, ==, 2);
    g_assert_cmpint (block_at (blocks, 4)->number, ==, 0);
    g_assert_cmpstr (block_at (blocks, 7)->info, ==, "step here");
    g_assert_cmpstr (block_at (blocks, 7)->markup, ==, "<tt>to &lt;end&gt;\n</tt>");
}

static void prose_escapes_markup (void)
{
    g_autoptr (GPtrArray) blocks =
        lesson_prose ("a < b & `c<d>` **e** [f & g](<field:X.y[0]>) [h](file:///etc/passwd)\n");
    LessonBlock *block = block_at (blocks, 0);
    g_assert_cmpstr (block->plain, ==, "a < b & c<d> e f & g h");
    g_assert_cmpstr (block->markup, ==,
                     "a &lt; b &amp; <tt>c&lt;d&gt;</tt> <b>e</b> "
                     "<a href=\"field:X.y[0]\">f &amp; g</a> h");
    g_assert_cmpuint (block->links->len, ==, 2);
    LessonLink *link = g_ptr_array_index (block->links, 0);
    g_assert_cmpstr (link->target, ==, "field:X.y[0]");
    g_assert_cmpstr (link->text, ==, "f & g");
}

/* GLib's own parser stands for Pango's, which is built on it. */
static void assert_well_formed (GPtrArray *blocks)
{
    static const GMarkupParser nothing = {0};
    for (guint i = 0; i < blocks->len; i++) {
        LessonBlock *block = block_at (blocks, i);
        g_autofree char *whole = g_strdup_printf ("<markup>%s</markup>", block->markup);
        g_autoptr (GMarkupParseContext) context =
            g_markup_parse_context_new (&nothing, 0, NULL, NULL);
        g_autoptr (GError) error = NULL;
        g_markup_parse_context_parse (context, whole, -1, &error);
        g_assert_no_error (error);
        g_markup_parse_context_end_parse (context, &error);
        g_assert_no_error (error);
        g_assert_nonnull (block->plain);
        g_assert_true (g_utf8_validate (block->plain, -1, NULL));
    }
}

/* A lesson comes from a stranger: no terminal shall obey what stands in it. */
static void prose_commands_no_terminal (void)
{
    g_autoptr (GPtrArray) blocks =
        lesson_prose ("a\x1b[31m `b\x07` [c](term:\x1b) &#27;d\n\n```e\x1b\nf\tg\x1b\n```\n");
    g_assert_cmpstr (block_at (blocks, 0)->plain, ==, "a�[31m b� c �d");
    g_assert_cmpstr (block_at (blocks, 1)->plain, ==, "f\tg�\n");
    for (guint i = 0; i < blocks->len; i++)
        g_assert_null (strchr (block_at (blocks, i)->markup, '\x1b'));
    g_assert_null (strchr (block_at (blocks, 1)->info, '\x1b'));
}

/* Every text of four tokens, out of those that mean something to CommonMark. */
static void prose_survives_anything (void)
{
    static const char *const tokens[] = {
        "*",  "[a",     "](term:x)", "![",   "<b>",   "`",     "> ",    "- a", "3. b",
        "\n", "\n    ", "\xff\xfe",  "\x01", "```\n", "<!-- ", "&amp;", "]"};
    const guint n = G_N_ELEMENTS (tokens);
    for (guint all = 0; all < n * n * n * n; all++) {
        GString *text = g_string_new (NULL);
        for (guint rest = all, k = 0; k < 4; k++, rest /= n)
            g_string_append (text, tokens[rest % n]);
        g_autoptr (GPtrArray) blocks = lesson_prose (text->str);
        assert_well_formed (blocks);
        g_string_free (text, TRUE);
    }
}

static void prose_survives_deep_nesting (void)
{
    GString *text = g_string_new (NULL);
    for (int i = 0; i < 20000; i++)
        g_string_append (text, "> ");
    g_string_append (text, "deep\n\n");
    for (int i = 0; i < 5000; i++)
        g_string_append (text, "**a ");
    g_autoptr (GPtrArray) blocks = lesson_prose (text->str);
    assert_well_formed (blocks);
    assert_block (blocks, 0, LESSON_QUOTE, 0, 1, "deep");
    g_string_free (text, TRUE);
}

/* ---- Reading ---- */

#define HEAD "# Title\n\n```lesson\nid: x\nformat: 1\n```\n\n" /* six lines and a blank one */

static void a_lesson_is_read (void)
{
    static const char text[] = "# Two pages\n"
                               "\n"
                               "About\n"
                               "this.\n"
                               "\n"
                               "```lesson\n"
                               "id: two-pages\n"
                               "format: 1\n"
                               "minutes: 7\n"
                               "objectives:\n"
                               "- one thing\n"
                               "- another,\n"
                               "  longer one\n"
                               "```\n"
                               "\n"
                               "## The *first* page: really?\n"
                               "\n"
                               "Prose.\n"
                               "\n"
                               "```step\n"
                               "# a comment\n"
                               "to ClientHello.sent\n"
                               "to ServerHello.sent\n"
                               "```\n"
                               "\n"
                               "## Second\n"
                               "\n"
                               "```scenario\n"
                               "[client]\n"
                               "cipher-suites=TLS_AES_256_GCM_SHA384\n"
                               "```\n"
                               "\n"
                               "```quiz q1\n"
                               "kind: predict\n"
                               "question: Which\n"
                               "  one?\n"
                               "ask: ServerHello.cipher_suite at ServerHello.sent\n"
                               "- the large one = TLS_AES_256_GCM_SHA384\n"
                               "  hint: yes\n"
                               "- TLS_AES_128_GCM_SHA256\n"
                               "```\n";
    g_autoptr (GError) error = NULL;
    g_autoptr (Lesson) lesson = lesson_parse (text, "t.md", NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (lesson->id, ==, "two-pages");
    g_assert_cmpstr (lesson->title, ==, "Two pages");
    g_assert_cmpstr (lesson->summary, ==, "About this.");
    g_assert_cmpint (lesson->minutes, ==, 7);
    g_assert_cmpuint (lesson->objectives->len, ==, 2);
    g_assert_cmpstr (g_ptr_array_index (lesson->objectives, 1), ==, "another, longer one");
    g_assert_cmpuint (lesson->pages->len, ==, 2);

    const LessonPage *first = g_ptr_array_index (lesson->pages, 0);
    g_assert_cmpstr (first->anchor, ==, "the-first-page-really");
    g_assert_cmpstr (first->begin, ==, "start");
    g_assert_cmpstr (first->end, ==, "ServerHello.sent");
    g_assert_true (first->new_stage);
    const LessonPart *step = g_ptr_array_index (first->parts, 1);
    g_assert_cmpint (step->kind, ==, LESSON_STEP);
    g_assert_cmpstr (g_ptr_array_index (step->lines, 0), ==, "to ClientHello.sent");
    g_assert_cmpint (g_array_index (step->numbers, int, 1), ==, 23);

    const LessonPage *second = g_ptr_array_index (lesson->pages, 1);
    g_assert_cmpint (lesson_find_page (lesson, "second"), ==, 1);
    g_assert_cmpstr (second->begin, ==, "start");
    g_assert_cmpstr (second->end, ==, "start");
    g_assert_true (second->new_stage);
    g_assert_cmpstr (scenario_value (second->scenario, "client", "cipher-suites"), ==,
                     "TLS_AES_256_GCM_SHA384");
    const LessonPart *part = g_ptr_array_index (second->parts, 1);
    g_assert_cmpint (part->kind, ==, LESSON_QUIZ);
    g_assert_cmpstr (part->quiz->question, ==, "Which one?");
    g_assert_cmpstr (part->quiz->ask, ==, "ServerHello.cipher_suite");
    g_assert_cmpstr (part->quiz->at, ==, "ServerHello.sent");
    const LessonChoice *large = g_ptr_array_index (part->quiz->choices, 0);
    g_assert_cmpstr (large->text, ==, "the large one");
    g_assert_cmpstr (large->value, ==, "TLS_AES_256_GCM_SHA384");
    g_assert_cmpstr (large->hint, ==, "yes");
    g_assert_cmpint (lesson_right_choice (second, part->quiz, &error), ==, 0);
    g_assert_no_error (error);
}

/* The position of a page depends only on the blocks above it. */
static void a_page_begins_where_the_last_one_ended (void)
{
    g_autoptr (Lesson) lesson = lesson_parse (HEAD "## A\n\n```step\nto ClientHello.sent\n```\n\n"
                                                   "## B\n\n## C\n\n```scenario\n```\n\n## D\n",
                                              "t.md", NULL, NULL);
    static const char *const begins[] = {"start", "ClientHello.sent", "start", "start"};
    static const bool new_stage[] = {true, false, true, false};
    for (guint i = 0; i < G_N_ELEMENTS (begins); i++) {
        const LessonPage *page = g_ptr_array_index (lesson->pages, i);
        g_assert_cmpstr (page->begin, ==, begins[i]);
        g_assert_cmpint (page->new_stage, ==, new_stage[i]);
        g_assert_nonnull (page->scenario);
    }
}

#define PAGE HEAD "## P\n\n" /* eight lines and a blank one: what follows is line 10 */
#define QUIZ PAGE "```quiz q\nkind: predict\nquestion: ?\n" /* what follows is line 13 */

/* What is wrong, and how the one line about it must begin and go on. */
static const struct {
    const char *text, *begins, *names;
} wrong[] = {
    {"", "t.md:1: ", "no title"},
    {"# T\n\n## P\n", "t.md:1: ", "no lesson block"},
    {HEAD, "t.md:1: ", "no page"},
    {HEAD "# Again\n", "t.md:8: ", "second"},
    {"# T\n\n```lesson\n```\n", "t.md:3: ", "id:"},
    {"# T\n\n```lesson\nid: A B\n```\n", "t.md:4: ", "lower-case"},
    {"# T\n\n```lesson\nid: a\nid: b\n```\n", "t.md:5: ", "twice"},
    {"# T\n\n```lesson\nformat: 2\n```\n", "t.md:4: ", "allowed is 1"},
    {"# T\n\n```lesson\nminutes: long\n```\n", "t.md:4: ", "from 1 to 600"},
    {"# T\n\n```lesson\ncolour: red\n```\n", "t.md:4: ", "allowed are id, format, minutes"},
    {"# T\n\n```lesson\n- row\n```\n", "t.md:4: ", "may not stand here"},
    {"# T\n\n```lesson\nwhat is this\n```\n", "t.md:4: ", "neither"},
    {PAGE "```lesson\nid: y\n```\n", "t.md:10: ", "once"},
    {HEAD "```step\nto end\n```\n", "t.md:8: ", "above the first page"},
    {PAGE "## P\n", "t.md:10: ", "another page “P”"},
    {PAGE "## !\n", "t.md:10: ", "no title"},
    {PAGE "```steps\nto end\n```\n", "t.md:10: ", "allowed are lesson, scenario, look, step"},
    {PAGE "```step now\nto end\n```\n", "t.md:10: ", "nothing behind its name"},
    {PAGE "```step\n```\n", "t.md:10: ", "empty"},
    {PAGE "```step\ngo on\n```\n", "t.md:11: ", "allowed are to LANDMARK"},
    {PAGE "```step\nto end\n\nto Nowhere.sent\n```\n", "t.md:13: ", "allowed are"},
    {PAGE "```look\npage: moon\n```\n", "t.md:11: ", "allowed are handshake, secrets"},
    {PAGE "```look\nseen-by: nobody\n```\n", "t.md:11: ", "eavesdropper"},
    {PAGE "```look\ncolour: red\n```\n", "t.md:11: ", "allowed are page: PAGE, field: PATH"},
    {PAGE "```look\nfield\n```\n", "t.md:11: ", "allowed are page: PAGE, field: PATH"},
    {PAGE "```note Nowhere.sent\n```\n", "t.md:10: ", "allowed are"},
    {PAGE "```scenario\n[client]\ncolour=red\n```\n", "t.md:12: ", "colour"},
    {PAGE "```scenario\nuse: no-such\n```\n", "t.md:11: ", "no-such"},
    {PAGE "```scenario\nuse: ../healthy\n```\n", "t.md:11: ", "own folder"},
    {PAGE "```scenario\nuse: /etc/passwd\n```\n", "t.md:11: ", "own folder"},
    {PAGE "```scenario\nuse: mine.scenario\n```\n", "t.md:11: ", "own folder"},
    {PAGE "```scenario\nuse: healthy\nset: client.colour=red\n```\n", "t.md:12: ", "colour"},
    {PAGE "```scenario\nuse: healthy\nuse: healthy\n```\n", "t.md:12: ", "allowed are use"},
    {PAGE "```scenario\n```\n\n```scenario\n```\n", "t.md:13: ", "line 10"},
    {PAGE "```step\nto end\n```\n\n```scenario\n```\n", "t.md:14: ", "above the other blocks"},
    {PAGE "```quiz\n```\n", "t.md:10: ", "quiz ID"},
    {PAGE "```quiz a\n```\n", "t.md:10: ", "kind:"},
    {PAGE "```quiz a\nkind: order\n```\n", "t.md:11: ", "allowed are predict, choice"},
    {PAGE "```quiz a\nkind: choice\n```\n", "t.md:10: ", "question:"},
    {PAGE "```quiz a\nkind: choice\nquestion: ?\n- [x] a\n```\n", "t.md:10: ", "two choices"},
    {PAGE "```quiz a\nkind: choice\nquestion: ?\n- [x] a\n- [x] b\n```\n",
     "t.md:10: ", "2 choices"},
    {PAGE "```quiz a\nkind: choice\nquestion: ?\n- a\n- b\n```\n", "t.md:10: ", "0 choices"},
    {PAGE "```quiz a\nkind: choice\nquestion: ?\nask: alert at end\n```\n",
     "t.md:10: ", "only a prediction"},
    {QUIZ "- a\n- b\n```\n", "t.md:10: ", "ask: PATH at LANDMARK"},
    {QUIZ "hint: first\n```\n", "t.md:13: ", "below its choice"},
    {QUIZ "ask: alert\n```\n", "t.md:13: ", "PATH at LANDMARK"},
    {QUIZ "ask: alert at noon\n```\n", "t.md:13: ", "noon"},
    {QUIZ "ask: alert at end\nask: alert at end\n```\n", "t.md:14: ", "twice"},
    {QUIZ "ask: at end\n- a\n- b\n```\n", "t.md:14: ", "no expectation"},
    {QUIZ "ask: alert at end\n- [x] a\n- b\n```\n", "t.md:14: ", "the engine knows"},
    {QUIZ "ask: alert at end\n- = a\n- b\n- \n```\n", "t.md:16: ", ""},
    {QUIZ "ask: alert at end\n- a\n- b\n```\n\n```quiz q\n```\n", "t.md:18: ", "another quiz “q”"},
    {"\xff", "t.md:1: ", "UTF-8"},
};

static void a_wrong_line_is_named (void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (wrong); i++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (Lesson) lesson = lesson_parse (wrong[i].text, "t.md", NULL, &error);
        g_test_message ("%s", error != NULL ? error->message : wrong[i].text);
        g_assert_null (lesson);
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
        g_assert_true (g_str_has_prefix (error->message, wrong[i].begins));
        g_assert_nonnull (strstr (error->message, wrong[i].names));
        g_assert_null (strchr (error->message, '\n'));
    }
}

/* ---- Checking ---- */

static GPtrArray *check_text (const char *text, unsigned *checks)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Lesson) lesson = lesson_parse (text, "t.md", NULL, &error);
    g_assert_no_error (error);
    return lesson_check (lesson, checks);
}

/* What a lesson claims, and what the checker must say about it; NULL: nothing, it is true. */
static const struct {
    const char *text, *problem;
} claims[] = {
    {PAGE "```step\nto ServerHello.sent\n```\n\n```expect\nServerHello.cipher_suite = "
          "TLS_AES_128_GCM_SHA256\n```\n",
     NULL},
    {PAGE "```step\nto ServerHello.sent\n```\n\n```expect\nclient.state = WAIT_SH\n"
          "ServerHello.cipher_suite = TLS_AES_256_GCM_SHA384\n```\n",
     "t.md:16: expected “ServerHello.cipher_suite = TLS_AES_256_GCM_SHA384”, found "
     "TLS_AES_128_GCM_SHA256"},
    {PAGE "```expect\nclient.state = START\n```\n",
     "t.md:11: expected “client.state = START”, but"},
    {PAGE "```step\nto end\n```\n\n```expect\nthe sun shines\n```\n", "t.md:15: expected"},
    {PAGE "```step\nto HelloRetryRequest.sent\n```\n", "t.md:11: step “to HelloRetryRequest.sent”"},
    {PAGE "```look\nfield: ClientHello.colour\n```\n",
     "t.md:11: look at a field: “ClientHello.colour”: ClientHello has no field"},
    {PAGE "```look\nfield: ServerHello.random\n```\n", NULL},
    {PAGE "Text with\n[a field](field:ClientHello.colour).\n",
     "t.md:10: link to a field: “ClientHello.colour”"},
    {PAGE "[a](field:ClientHello.random) [b](term:man-in-the-middle) [c](alert:decode_error) "
          "[c](history:Lucky-Thirteen) "
          "[d](rfc:9846#4.2.2) [e](rfc:9846) [f](rfc:9846#B.3.1) [g](https://example.org/)\n",
     NULL},
    {PAGE "[a](term:flux-capacitor)\n", "t.md:10: link to term “flux-capacitor”"},
    {PAGE "[a](alert:boredom)\n", "t.md:10: link to alert “boredom”"},
    {PAGE "[a](history:TLS-1.4)\n", "t.md:10: link to history “TLS-1.4”"},
    {PAGE "[a](rfc:TLS)\n", "t.md:10: link to RFC “TLS”"},
    {PAGE "[a](rfc:9846#4..2)\n", "t.md:10: link to RFC “9846#4..2”"},
    {PAGE "[a](file:///etc/passwd)\n", "t.md:10: link to “file:///etc/passwd”, allowed are"},
    {PAGE "```teacher\nfine\n\n[a](term:nothing)\n```\n", "t.md:13: link to term “nothing”"},
    {PAGE "```note HelloRetryRequest.sent\nx\n```\n", "t.md:10: a note for"},
    {PAGE "```note ServerHello.sent\n[a](alert:x)\n```\n", "t.md:11: link to alert “x”"},
    {QUIZ "ask: alert at end\n- none\n- server handshake_failure\n```\n", NULL},
    {QUIZ "ask: alert at end\n- some = a\n- other = b\n```\n",
     "t.md:10: prediction “q”: expected one true choice, found 0; the engine answers “none”"},
    {QUIZ "ask: alert at end\n- no = none\n- nope = none\n```\n",
     "t.md:10: prediction “q”: expected one true choice, found 2"},
    {QUIZ "ask: at end\n- x = alert = none\n- y = server.outcome = closed\n```\n",
     "t.md:10: prediction “q”: expected one true choice, found 2"},
    {QUIZ "ask: ServerHello.colour at end\n- x\n- y\n```\n", "t.md:10: prediction “q”: "},
    {QUIZ "ask: alert at HelloRetryRequest.sent\n- x\n- y\n```\n",
     "t.md:10: prediction “q” asks at “HelloRetryRequest.sent”, the run never comes there"},
    {PAGE "```step\nto ServerHello.sent\n```\n\n```quiz q\nkind: predict\nquestion: ?\n"
          "ask: ClientHello.cipher_suites[0] at ClientHello.sent\n- TLS_AES_128_GCM_SHA256\n- "
          "b\n```\n",
     "t.md:14: prediction “q” asks at “ClientHello.sent”, which has already happened"},
    {PAGE "```scenario\n[server]\ncertificate=expired\n[expect]\noutcome=established\n```\n",
     "t.md:10: the scenario does not end as it expects"},
    {"# T\n\n```lesson\nid: x\nbuilds-on: no-such\n```\n\n## P\n", "t.md:1: builds on “no-such”"},
};

static void claims_are_proved (void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (claims); i++) {
        unsigned checks = 0;
        g_autoptr (GPtrArray) problems = check_text (claims[i].text, &checks);
        const char *first = problems->len > 0 ? g_ptr_array_index (problems, 0) : "holds";
        g_test_message ("%u checks: %s", checks, first);
        g_assert_cmpuint (checks, >, 0);
        g_assert_cmpuint (problems->len, ==, claims[i].problem != NULL);
        if (claims[i].problem != NULL)
            g_assert_true (g_str_has_prefix (first, claims[i].problem));
    }
}

/* ---- The course ---- */

static void every_lesson_of_the_course_holds (void)
{
    g_auto (GStrv) ids = lesson_catalogue ();
    g_assert_cmpstr (ids[0], ==, "first-handshake");
    for (unsigned i = 0; ids[i] != NULL; i++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (Lesson) lesson = lesson_load (ids[i], &error);
        g_assert_no_error (error);
        g_assert_cmpstr (lesson->id, ==, ids[i]);
        unsigned checks = 0;
        g_autoptr (GPtrArray) problems = lesson_check (lesson, &checks);
        for (guint k = 0; k < problems->len; k++)
            g_test_message ("%s", (const char *)g_ptr_array_index (problems, k));
        g_assert_cmpuint (problems->len, ==, 0);
        g_assert_cmpuint (checks, >, 20);
    }
}

static void the_first_lesson_keeps_its_promise (void)
{
    g_autoptr (Lesson) lesson = lesson_load ("first-handshake", NULL);
    unsigned predictions = 0;
    for (guint i = 0; i < lesson->pages->len; i++) {
        const LessonPage *page = g_ptr_array_index (lesson->pages, i);
        for (guint k = 0; k < page->parts->len; k++) {
            const LessonPart *part = g_ptr_array_index (page->parts, k);
            if (part->kind != LESSON_QUIZ)
                continue;
            predictions += g_str_equal (part->quiz->kind, "predict");
            g_autoptr (GError) error = NULL;
            g_assert_cmpint (lesson_right_choice (page, part->quiz, &error), ==, 1);
            g_assert_no_error (error);
        }
    }
    g_assert_cmpuint (predictions, ==, 2);
}

/* The text of the first lesson from its file: what a teacher edits. */
static char *first_lesson (void)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "lessons", "en",
                                              "first-handshake.md", NULL);
    char *text = NULL;
    g_file_get_contents (path, &text, NULL, &error);
    g_assert_no_error (error);
    return text;
}

/* The teacher's manual shows a whole lesson: it must be one, and hold. */
static void the_example_of_the_manual_holds (void)
{
    g_autofree char *path =
        g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "lessons", "README.md", NULL);
    g_autofree char *manual = NULL;
    g_assert_true (g_file_get_contents (path, &manual, NULL, NULL));
    const char *begin = strstr (manual, "`````markdown\n");
    g_assert_nonnull (begin);
    begin += strlen ("`````markdown\n");
    g_autofree char *text = g_strndup (begin, (gsize)(strstr (begin, "`````") - begin));
    g_assert_true (lesson_is_one (text));
    g_assert_false (lesson_is_one (manual));
    g_autoptr (GPtrArray) problems = check_text (text, NULL);
    g_assert_cmpuint (problems->len, ==, 0);
}

/* ---- Hostile lessons ---- */

static void try (const char *text, bool check)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Lesson) lesson = lesson_parse (text, "t.md", NULL, &error);
    g_assert_true ((lesson == NULL) == (error != NULL));
    if (lesson != NULL && check)
        g_ptr_array_unref (lesson_check (lesson, NULL));
}

static void cut_anywhere_it_never_crashes (void)
{
    g_autofree char *text = first_lesson ();
    for (gsize size = strlen (text); size > 0; size -= MIN (size, 37)) {
        text[size - 1] = '\0';
        try (text, size % 16 == 0);
    }
}

static void with_lines_changed_it_never_crashes (void)
{
    g_autofree char *text = first_lesson ();
    g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
    static const char *const instead[] = {"", "```", "- x = y", "to end", "use: healthy", "\x01&<"};
    for (guint i = 0; lines[i] != NULL; i++) {
        char *line = lines[i];
        lines[i] = (char *)instead[i % G_N_ELEMENTS (instead)];
        g_autofree char *changed = g_strjoinv ("\n", lines);
        lines[i] = line;
        try (changed, i % 8 == 0);
    }
}

static void files_of_bytes_are_refused (void)
{
    g_autofree char *folder = g_dir_make_tmp ("lesson-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (folder, "l.md", NULL);
    g_autoptr (GError) error = NULL;
    g_assert_null (lesson_load (path, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
    g_clear_error (&error);
    g_file_set_contents (path, "# a\0b\n", 7, NULL);
    g_assert_null (lesson_load (path, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    g_clear_error (&error);
    g_autofree char *large = g_strnfill ((1 << 20) + 1, '\n');
    g_file_set_contents (path, large, -1, NULL);
    g_assert_null (lesson_load (path, &error));
    g_assert_nonnull (strstr (error->message, "l.md:1: "));
    g_clear_error (&error);
    g_assert_null (lesson_load ("no-such-lesson", &error));
    g_assert_nonnull (strstr (error->message, "first-handshake"));
    g_unlink (path);
    g_rmdir (folder);
}

static void a_scenario_beside_the_lesson_is_found (void)
{
    g_autofree char *folder = g_dir_make_tmp ("lesson-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (folder, "l.md", NULL);
    g_autofree char *beside = g_build_filename (folder, "mine.scenario", NULL);
    g_file_set_contents (path, PAGE "```scenario\r\nuse: mine.scenario\n```\r\n", -1, NULL);
    g_file_set_contents (beside, "[scenario]\nseed=42\n", -1, NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (Lesson) lesson = lesson_load (path, &error);
    g_assert_no_error (error);
    const LessonPage *page = g_ptr_array_index (lesson->pages, 0);
    g_assert_cmpstr (scenario_seed (page->scenario), ==, "42");
    g_unlink (path);
    g_unlink (beside);
    g_rmdir (folder);
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/lesson/prose-keeps-structure-and-lines", prose_keeps_structure_and_lines);
    g_test_add_func ("/lesson/prose-escapes-markup", prose_escapes_markup);
    g_test_add_func ("/lesson/prose-commands-no-terminal", prose_commands_no_terminal);
    g_test_add_func ("/lesson/prose-survives-anything", prose_survives_anything);
    g_test_add_func ("/lesson/prose-survives-deep-nesting", prose_survives_deep_nesting);
    g_test_add_func ("/lesson/a-lesson-is-read", a_lesson_is_read);
    g_test_add_func ("/lesson/a-page-begins-where-the-last-one-ended",
                     a_page_begins_where_the_last_one_ended);
    g_test_add_func ("/lesson/a-wrong-line-is-named", a_wrong_line_is_named);
    g_test_add_func ("/lesson/claims-are-proved", claims_are_proved);
    g_test_add_func ("/lesson/every-lesson-of-the-course-holds", every_lesson_of_the_course_holds);
    g_test_add_func ("/lesson/the-first-lesson-keeps-its-promise",
                     the_first_lesson_keeps_its_promise);
    g_test_add_func ("/lesson/the-example-of-the-manual-holds", the_example_of_the_manual_holds);
    g_test_add_func ("/lesson/cut-anywhere-it-never-crashes", cut_anywhere_it_never_crashes);
    g_test_add_func ("/lesson/with-lines-changed-it-never-crashes",
                     with_lines_changed_it_never_crashes);
    g_test_add_func ("/lesson/files-of-bytes-are-refused", files_of_bytes_are_refused);
    g_test_add_func ("/lesson/a-scenario-beside-the-lesson-is-found",
                     a_scenario_beside_the_lesson_is_found);
    return g_test_run ();
}
