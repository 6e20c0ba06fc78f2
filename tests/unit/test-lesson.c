#include "lesson/prose.h"

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
    g_assert_cmpuint (block->links->len, ==, 1);
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

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/lesson/prose-keeps-structure-and-lines", prose_keeps_structure_and_lines);
    g_test_add_func ("/lesson/prose-escapes-markup", prose_escapes_markup);
    g_test_add_func ("/lesson/prose-survives-anything", prose_survives_anything);
    g_test_add_func ("/lesson/prose-survives-deep-nesting", prose_survives_deep_nesting);
    return g_test_run ();
}
