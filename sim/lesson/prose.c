#include "lesson/prose.h"

#include <cmark.h>
#include <string.h>

/* What the walk over cmark's tree is in the middle of. cmark's iterator needs no recursion, so that
 * no nesting, however deep, can exhaust the stack. */
typedef struct {
    GPtrArray *blocks; /* LessonBlock */
    LessonBlock *open; /* the block that takes inlines now; owned by blocks */
    GString *plain;    /* of the open block */
    GString *markup;
    GString *link;      /* text of the open link; NULL outside */
    GArray *lists;      /* int: the next number of each list we are in, 0: bullets */
    int quotes;         /* how many quotations we are in */
    int images;         /* inside a picture there is only text */
    bool item_is_empty; /* the item begun last has no text yet */
} Walk;

static void link_free (void *data)
{
    LessonLink *link = data;
    g_free (link->target);
    g_free (link->text);
    g_free (link);
}

void lesson_block_free (LessonBlock *block)
{
    if (block == NULL)
        return;
    g_free (block->info);
    g_free (block->plain);
    g_free (block->markup);
    g_clear_pointer (&block->links, g_ptr_array_unref);
    g_free (block);
}

LessonBlock *lesson_block_copy (const LessonBlock *block)
{
    LessonBlock *copy = g_new (LessonBlock, 1);
    *copy = *block;
    copy->info = g_strdup (block->info);
    copy->plain = g_strdup (block->plain);
    copy->markup = g_strdup (block->markup);
    copy->links = block->links != NULL ? g_ptr_array_ref (block->links) : NULL;
    return copy;
}

bool lesson_link_allowed (const char *target)
{
    static const char *const schemes[] = {
        "field:", "term:", "history:", "alert:", "rfc:", "http:", "https:"};
    for (size_t i = 0; i < G_N_ELEMENTS (schemes); i++)
        if (g_str_has_prefix (target, schemes[i]))
            return true;
    return false;
}

/* ---- Blocks ---- */

/* TEXT without what a terminal would obey: a file, or a character reference in it, can hold any
 * character. transfer full */
static char *readable (const char *text)
{
    GString *out = g_string_new (NULL);
    for (const char *c = text != NULL ? text : ""; *c != '\0'; c = g_utf8_next_char (c)) {
        gunichar u = g_utf8_get_char (c);
        g_string_append_unichar (out, g_unichar_iscntrl (u) && u != '\n' && u != '\t' ? 0xfffd : u);
    }
    return g_string_free (out, FALSE);
}

static LessonBlock *add_block (Walk *w, LessonBlockKind kind, cmark_node *node)
{
    LessonBlock *block = g_new0 (LessonBlock, 1);
    block->kind = kind;
    block->level = (int)w->lists->len;
    block->line = MAX (1, cmark_node_get_start_line (node));
    g_ptr_array_add (w->blocks, block);
    return block;
}

static void open_block (Walk *w, LessonBlockKind kind, cmark_node *node)
{
    w->open = add_block (w, kind, node);
    w->plain = g_string_new (NULL);
    w->markup = g_string_new (NULL);
}

static void close_block (Walk *w)
{
    if (w->open == NULL)
        return;
    w->open->plain = g_string_free (g_steal_pointer (&w->plain), FALSE);
    w->open->markup = g_string_free (g_steal_pointer (&w->markup), FALSE);
    w->open = NULL;
}

static void begin_item (Walk *w, cmark_node *node)
{
    int *next = &g_array_index (w->lists, int, w->lists->len - 1);
    open_block (w, LESSON_ITEM, node);
    w->open->number = *next;
    if (*next > 0 && *next < G_MAXINT)
        ++*next;
    w->item_is_empty = true;
}

/* The first paragraph of an item is the item; later ones stand below it. */
static void begin_paragraph (Walk *w, cmark_node *node)
{
    if (w->item_is_empty && w->open != NULL)
        return;
    close_block (w);
    open_block (w, w->quotes > 0 ? LESSON_QUOTE : LESSON_PARAGRAPH, node);
}

static void begin_list (Walk *w, cmark_node *node)
{
    close_block (w);
    bool ordered = cmark_node_get_list_type (node) == CMARK_ORDERED_LIST;
    int first = ordered ? MAX (1, cmark_node_get_list_start (node)) : 0;
    g_array_append_val (w->lists, first);
}

static void add_code (Walk *w, cmark_node *node)
{
    close_block (w);
    LessonBlock *block = add_block (w, LESSON_CODE, node);
    block->info = readable (cmark_node_get_fence_info (node));
    block->plain = readable (cmark_node_get_literal (node));
    g_autofree char *escaped = g_markup_escape_text (block->plain, -1);
    block->markup = g_strdup_printf ("<tt>%s</tt>", escaped);
}

static void enter_block (Walk *w, cmark_node *node)
{
    switch (cmark_node_get_type (node)) {
    case CMARK_NODE_HEADING:
        close_block (w);
        open_block (w, LESSON_HEADING, node);
        w->open->level = cmark_node_get_heading_level (node);
        break;
    case CMARK_NODE_PARAGRAPH:
        begin_paragraph (w, node);
        break;
    case CMARK_NODE_BLOCK_QUOTE:
        close_block (w);
        w->quotes++;
        break;
    case CMARK_NODE_LIST:
        begin_list (w, node);
        break;
    case CMARK_NODE_ITEM:
        begin_item (w, node);
        break;
    case CMARK_NODE_CODE_BLOCK:
        add_code (w, node);
        break;
    default:
        break;
    }
}

static void leave_block (Walk *w, cmark_node *node)
{
    switch (cmark_node_get_type (node)) {
    case CMARK_NODE_HEADING:
    case CMARK_NODE_PARAGRAPH:
    case CMARK_NODE_ITEM:
        close_block (w);
        w->item_is_empty = false;
        break;
    case CMARK_NODE_LIST:
        g_array_set_size (w->lists, w->lists->len - 1);
        break;
    case CMARK_NODE_BLOCK_QUOTE:
        w->quotes--;
        break;
    default:
        break;
    }
}

/* ---- Inlines ---- */

static void put_text (Walk *w, const char *written, const char *before, const char *after)
{
    if (w->open == NULL || written == NULL)
        return;
    g_autofree char *text = readable (written);
    g_autofree char *escaped = g_markup_escape_text (text, -1);
    g_string_append (w->plain, text);
    g_string_append_printf (w->markup, "%s%s%s", before, escaped, after);
    if (w->link != NULL)
        g_string_append (w->link, text);
}

static void put_tag (Walk *w, const char *tag)
{
    if (w->open != NULL && w->images == 0)
        g_string_append (w->markup, tag);
}

/* Every link is noted, so that the checker sees it; only a harmless one can be followed. */
static void begin_link (Walk *w, cmark_node *node)
{
    g_autofree char *target = readable (cmark_node_get_url (node));
    if (w->open == NULL || w->images > 0)
        return;
    g_autofree char *escaped = g_markup_escape_text (target, -1);
    if (lesson_link_allowed (target))
        g_string_append_printf (w->markup, "<a href=\"%s\">", escaped);
    w->link = g_string_new (NULL);
}

static void end_link (Walk *w, cmark_node *node)
{
    if (w->open == NULL || w->link == NULL || w->images > 0)
        return;
    LessonLink *link = g_new (LessonLink, 1);
    link->target = readable (cmark_node_get_url (node));
    link->text = g_string_free (g_steal_pointer (&w->link), FALSE);
    if (lesson_link_allowed (link->target))
        g_string_append (w->markup, "</a>");
    if (w->open->links == NULL)
        w->open->links = g_ptr_array_new_with_free_func (link_free);
    g_ptr_array_add (w->open->links, link);
}

static void inline_event (Walk *w, cmark_node *node, bool entering)
{
    switch (cmark_node_get_type (node)) {
    case CMARK_NODE_TEXT:
        put_text (w, cmark_node_get_literal (node), "", "");
        break;
    case CMARK_NODE_CODE:
        if (w->images > 0)
            put_text (w, cmark_node_get_literal (node), "", "");
        else
            put_text (w, cmark_node_get_literal (node), "<tt>", "</tt>");
        break;
    case CMARK_NODE_SOFTBREAK:
        put_text (w, " ", "", "");
        break;
    case CMARK_NODE_LINEBREAK:
        put_text (w, "\n", "", "");
        break;
    case CMARK_NODE_EMPH:
        put_tag (w, entering ? "<i>" : "</i>");
        break;
    case CMARK_NODE_STRONG:
        put_tag (w, entering ? "<b>" : "</b>");
        break;
    case CMARK_NODE_LINK:
        entering ? begin_link (w, node) : end_link (w, node);
        break;
    case CMARK_NODE_IMAGE:
        w->images += entering ? 1 : -1;
        break;
    default:
        break;
    }
}

GPtrArray *lesson_prose (const char *commonmark)
{
    Walk w = {
        .blocks = g_ptr_array_new_with_free_func ((GDestroyNotify)lesson_block_free),
        .lists = g_array_new (FALSE, FALSE, sizeof (int)),
    };
    cmark_node *document = cmark_parse_document (commonmark, strlen (commonmark),
                                                 CMARK_OPT_VALIDATE_UTF8 | CMARK_OPT_SMART);
    cmark_iter *iter = cmark_iter_new (document);
    for (cmark_event_type event; (event = cmark_iter_next (iter)) != CMARK_EVENT_DONE;) {
        cmark_node *node = cmark_iter_get_node (iter);
        cmark_node_type type = cmark_node_get_type (node);
        if (type >= CMARK_NODE_FIRST_INLINE)
            inline_event (&w, node, event == CMARK_EVENT_ENTER);
        else if (event == CMARK_EVENT_ENTER)
            enter_block (&w, node);
        else
            leave_block (&w, node);
    }
    cmark_iter_free (iter);
    cmark_node_free (document);
    g_array_unref (w.lists);
    return w.blocks;
}
