#include "lesson/fence.h"

#include <gio/gio.h>
#include <string.h>

enum { MAX_PAGES = 200 };

typedef struct {
    LessonContext context;
    Lesson *lesson;
    GPtrArray *above;     /* LessonPart: scenario and teacher above the first page */
    Scenario *stage;      /* the one in force; borrowed from its part; NULL: the default */
    const char *position; /* where the steps so far lead */
    bool has_head;
    GError **error;
} Parser;

void lesson_free (Lesson *lesson)
{
    if (lesson == NULL)
        return;
    g_free (lesson->id);
    g_free (lesson->title);
    g_free (lesson->summary);
    g_free (lesson->file);
    g_ptr_array_unref (lesson->objectives);
    g_ptr_array_unref (lesson->builds_on);
    g_ptr_array_unref (lesson->pages);
    g_free (lesson);
}

static void page_free (void *data)
{
    LessonPage *page = data;
    g_free (page->title);
    g_free (page->anchor);
    g_ptr_array_unref (page->parts);
    g_clear_pointer (&page->scenario, scenario_unref);
    g_free (page);
}

static Lesson *lesson_new (const char *where)
{
    Lesson *lesson = g_new0 (Lesson, 1);
    lesson->file = g_strdup (where);
    lesson->summary = g_strdup ("");
    lesson->objectives = g_ptr_array_new_with_free_func (g_free);
    lesson->builds_on = g_ptr_array_new_with_free_func (g_free);
    lesson->pages = g_ptr_array_new_with_free_func (page_free);
    return lesson;
}

static GPtrArray *part_list (void)
{
    return g_ptr_array_new_with_free_func ((GDestroyNotify)lesson_part_free);
}

static LessonPage *last_page (Parser *p)
{
    GPtrArray *pages = p->lesson->pages;
    return pages->len > 0 ? g_ptr_array_index (pages, pages->len - 1) : NULL;
}

/* ---- Pages ---- */

/* As forges make it: lower case, spaces to hyphens, punctuation dropped. */
static char *anchor_of (const char *title)
{
    GString *anchor = g_string_new (NULL);
    g_autofree char *lower = g_utf8_strdown (title, -1);
    for (const char *c = lower; *c != '\0'; c = g_utf8_next_char (c)) {
        gunichar u = g_utf8_get_char (c);
        if (u == ' ')
            g_string_append_c (anchor, '-');
        else if (g_unichar_isalnum (u) || u == '-' || u == '_')
            g_string_append_unichar (anchor, u);
    }
    return g_string_free (anchor, FALSE);
}

static bool begin_page (Parser *p, const LessonBlock *heading)
{
    g_autofree char *anchor = anchor_of (heading->plain);
    if (p->lesson->pages->len == MAX_PAGES)
        return lesson_fail (&p->context, heading->line, p->error, "a lesson has at most %d pages",
                            MAX_PAGES);
    if (*anchor == '\0')
        return lesson_fail (&p->context, heading->line, p->error, "the page has no title");
    if (lesson_find_page (p->lesson, anchor) >= 0)
        return lesson_fail (&p->context, heading->line, p->error,
                            "there is another page “%s” above", heading->plain);
    LessonPage *page = g_new0 (LessonPage, 1);
    page->title = g_strdup (heading->plain);
    page->anchor = g_steal_pointer (&anchor);
    page->line = heading->line;
    page->parts = part_list ();
    page->begin = page->end = p->position;
    page->new_stage = p->lesson->pages->len == 0;
    g_ptr_array_add (p->lesson->pages, page);
    while (page->new_stage && p->above->len > 0)
        g_ptr_array_add (page->parts, g_ptr_array_steal_index (p->above, 0));
    if (p->stage != NULL)
        page->scenario = scenario_ref (p->stage);
    return true;
}

/* The stage of a page never changes on the page: a prediction on it has one run to be true in. */
static bool set_stage (Parser *p, const LessonPart *part)
{
    LessonPage *page = last_page (p);
    GPtrArray *parts = page != NULL ? page->parts : p->above;
    for (guint i = 0; i < parts->len; i++) {
        const LessonPart *other = g_ptr_array_index (parts, i);
        if (other->kind == LESSON_SCENARIO)
            return lesson_fail (&p->context, part->line, p->error,
                                "a page has one scenario, there is another in line %d",
                                other->line);
        if (other->kind != LESSON_PROSE && other->kind != LESSON_TEACHER)
            return lesson_fail (&p->context, part->line, p->error,
                                "a scenario must stand above the other blocks of its page");
    }
    p->stage = part->scenario;
    p->position = "start";
    if (page != NULL) {
        g_clear_pointer (&page->scenario, scenario_unref);
        page->scenario = scenario_ref (p->stage);
        page->new_stage = true;
        page->begin = page->end = p->position;
    }
    return true;
}

static void move_on (Parser *p, const LessonPart *part)
{
    const char *last = g_ptr_array_index (part->lines, part->lines->len - 1);
    p->position = lesson_line_value (last, "to");
    last_page (p)->end = p->position;
}

static bool add_part (Parser *p, LessonPart *taken)
{
    g_autoptr (LessonPart) part = taken;
    LessonPage *page = last_page (p);
    if (page == NULL && part->kind != LESSON_SCENARIO && part->kind != LESSON_TEACHER)
        return lesson_fail (&p->context, part->line, p->error,
                            "this block stands above the first page, allowed there are lesson, "
                            "scenario and teacher");
    if (part->kind == LESSON_SCENARIO && !set_stage (p, part))
        return false;
    if (part->kind == LESSON_STEP)
        move_on (p, part);
    g_ptr_array_add (page != NULL ? page->parts : p->above, g_steal_pointer (&part));
    return true;
}

/* ---- Blocks ---- */

static bool take_title (Parser *p, const LessonBlock *block)
{
    if (p->lesson->title != NULL)
        return lesson_fail (&p->context, block->line, p->error,
                            "a lesson has one title (heading of level 1), “%s” is a second",
                            block->plain);
    p->lesson->title = g_strdup (block->plain);
    return true;
}

static bool take_head (Parser *p, const LessonBlock *block)
{
    if (p->has_head || last_page (p) != NULL)
        return lesson_fail (&p->context, block->line, p->error,
                            "the lesson block stands once, above the first page");
    p->has_head = true;
    return lesson_fence_head (&p->context, block, p->lesson, p->error);
}

static bool take_fence (Parser *p, const LessonBlock *block)
{
    size_t size = strcspn (block->info, " \t");
    g_autofree char *name = g_strndup (block->info, size);
    g_autofree char *argument = g_strstrip (g_strdup (block->info + size));
    if (g_str_equal (name, "lesson"))
        return take_head (p, block);
    LessonPart *part =
        lesson_fence_part (&p->context, size > 0 ? name : "text", argument, block, p->error);
    return part != NULL && add_part (p, part);
}

static bool take_prose (Parser *p, const LessonBlock *block)
{
    if (last_page (p) == NULL) {
        char *longer = g_strdup_printf ("%s%s%s", p->lesson->summary,
                                        *p->lesson->summary != '\0' ? " " : "", block->plain);
        g_free (p->lesson->summary);
        p->lesson->summary = longer;
        return true;
    }
    LessonPart *part = lesson_part_new (LESSON_PROSE, block->line);
    part->block = lesson_block_copy (block);
    return add_part (p, part);
}

static bool take_block (Parser *p, const LessonBlock *block)
{
    if (block->kind == LESSON_HEADING && block->level == 1)
        return take_title (p, block);
    if (block->kind == LESSON_HEADING && block->level == 2)
        return begin_page (p, block);
    return block->kind == LESSON_CODE ? take_fence (p, block) : take_prose (p, block);
}

/* ---- The whole ---- */

static bool check_whole (Parser *p)
{
    if (p->lesson->title == NULL)
        return lesson_fail (&p->context, 1, p->error, "the lesson has no title: “# Title”");
    if (!p->has_head)
        return lesson_fail (&p->context, 1, p->error, "the lesson has no lesson block");
    if (p->lesson->pages->len == 0)
        return lesson_fail (&p->context, 1, p->error, "the lesson has no page: “## Page”");
    return true;
}

/* Pages without a stage play the default scenario, an empty file. */
static bool give_default_stage (Parser *p)
{
    g_autoptr (Scenario) fallback = scenario_parse ("", p->context.where, NULL, p->error);
    if (fallback == NULL)
        return false;
    for (guint i = 0; i < p->lesson->pages->len; i++) {
        LessonPage *page = g_ptr_array_index (p->lesson->pages, i);
        if (page->scenario == NULL)
            page->scenario = scenario_ref (fallback);
    }
    return true;
}

static bool parse (Parser *p, const char *text)
{
    g_autoptr (GPtrArray) blocks = lesson_prose (text);
    for (guint i = 0; i < blocks->len; i++)
        if (!take_block (p, g_ptr_array_index (blocks, i)))
            return false;
    return check_whole (p) && give_default_stage (p);
}

Lesson *lesson_parse (const char *text, const char *where, const char *folder, GError **error)
{
    g_autoptr (Lesson) lesson = lesson_new (where);
    g_autoptr (GHashTable) quizzes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr (GPtrArray) above = part_list ();
    Parser p = {
        .context = {.where = where, .folder = folder, .quizzes = quizzes},
        .lesson = lesson,
        .above = above,
        .position = "start",
        .error = error,
    };
    if (!g_utf8_validate (text, -1, NULL)) {
        lesson_fail (&p.context, 1, error, "the file is not UTF-8 text");
        return NULL;
    }
    g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);
    g_autofree char *plain = g_strjoinv ("\n", lines);
    return parse (&p, plain) ? g_steal_pointer (&lesson) : NULL;
}

bool lesson_is_one (const char *text)
{
    g_autoptr (GPtrArray) blocks = lesson_prose (text);
    for (guint i = 0; i < blocks->len; i++) {
        const LessonBlock *block = g_ptr_array_index (blocks, i);
        if (block->kind == LESSON_CODE && g_str_equal (block->info, "lesson"))
            return true;
    }
    return false;
}
