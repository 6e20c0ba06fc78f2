/* CommonMark as neutral blocks, for views that have no HTML: the terminal and GTK labels. Only this
 * room knows cmark. */
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
    int level;    /* of a heading, or of an item's nesting */
    int number;   /* of an ordered item, 0: bullet */
    int line;     /* in the source, from 1 */
    char *info;   /* CODE: the fence's info string */
    char *plain;  /* text without any markup; CODE: the text */
    char *markup; /* Pango markup; links as <a href="field:…"> */
} LessonBlock;

void lesson_block_free (LessonBlock *block);
/* GPtrArray of LessonBlock; transfer full */
GPtrArray *lesson_prose (const char *commonmark);
