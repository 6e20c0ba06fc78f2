/* CommonMark as neutral blocks, for views that have no HTML: the terminal and GTK labels. Only this
 * room knows cmark. Headings, paragraphs, lists, quotations and code are kept; pictures become
 * their text; raw HTML and rules are left out. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum {
    LESSON_HEADING,
    LESSON_PARAGRAPH,
    LESSON_ITEM,
    LESSON_CODE,
    LESSON_QUOTE
} LessonBlockKind;

typedef struct {
    LessonBlockKind kind;
    int level;    /* of a heading; else how many lists it stands in (an ITEM of the outermost: 1) */
    int number;   /* of an ordered item, from 1; 0: a bullet, and all other blocks */
    int line;     /* in the source, from 1 */
    char *info;   /* CODE: the fence's info string, "" when it has none; else NULL */
    char *plain;  /* text without any markup; CODE: the text, as it is */
    char *markup; /* Pango markup for a GtkLabel; links as <a href="field:…"> */
    GPtrArray *links; /* LessonLink, in order, allowed or not; NULL when it has none */
} LessonBlock;

typedef struct {
    char *target; /* "field:ClientHello.random", as written */
    char *text;
} LessonLink;

void lesson_block_free (LessonBlock *block);
LessonBlock *lesson_block_copy (const LessonBlock *block);
/* GPtrArray of LessonBlock; transfer full */
GPtrArray *lesson_prose (const char *commonmark);
/* Whether prose keeps a link to TARGET as a link: field:, term:, history:, alert:, rfc:, http: and
 * https:. Any other stays as its bare text, so that no lesson can make a label open a file. */
bool lesson_link_allowed (const char *target);
