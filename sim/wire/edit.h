/* Changing a message or a record by the paths of its fields, as a sender could have written it:
 * what grows or shrinks takes every length around it along, unless it is to be left broken. A
 * length itself can be set too, and then it lies. */
#pragma once

#include "wire/tree.h"

typedef enum {
    WIRE_EDIT_SET,    /* gives the field another content */
    WIRE_EDIT_XOR,    /* flips bits of its content, from its first byte on */
    WIRE_EDIT_INSERT, /* puts something in front of its content, behind its length prefix */
    WIRE_EDIT_APPEND, /* adds to the end of its content */
    WIRE_EDIT_OMIT,   /* leaves it out, its length prefix too */
    WIRE_EDIT_REPEAT, /* writes it twice */
} WireEdit;

/* The bytes of TREE with the field at PATH edited ("" is the message itself); NULL when there is no
 * such field, or a mask longer than it. VALUE: of SET, XOR, INSERT and APPEND. MEND: the lengths
 * around it are put right. transfer full */
GBytes *wire_edit (const WireTree *tree, const char *path, WireEdit edit, BaseSpan value,
                   bool mend);

/* What TEXT means as content of FIELD: a number or its name in the registry, readable text, or hex
 * (with 0x before it also where text is expected). NULL when it means nothing there. transfer full
 */
GBytes *wire_edit_value (const WireTree *tree, unsigned field, const char *text);
