/* The description of a format: a table of rows. One walker (wire/walk.h) reads by it and makes the
 * field tree in the same pass; one builder (wire/build.h) writes by it. A row that is right once is
 * right for the engine, the inspector, the docs and the tests. */
#pragma once

#include "base/bytes.h"
#include "wire/registry.h"

typedef enum {
    WIRE_END,        /* closes a table */
    WIRE_NUMBER,     /* `width` bytes, at least `min` and at most `max` when that is set; bound as
                        uint8_t, uint16_t,     uint32_t (width 3 and 4) or uint64_t (width 8) */
    WIRE_FIXED,      /* exactly `width` bytes; bound as BaseSpan */
    WIRE_OPAQUE,     /* a length of `width` bytes, then that many bytes; bound as BaseSpan */
    WIRE_VECTOR,     /* a length of `width` bytes, then elements of `child`; bound as WireList */
    WIRE_EXTENSIONS, /* a length of 2 bytes, then extensions; bound as WireList of WireExtension */
    WIRE_STRUCT,     /* `child` in place, without a length; bound as its struct */
    WIRE_SIZED,  /* a length of `width` bytes, then `child`, which fills it; bound as its struct */
    WIRE_SELECT, /* which of `cases` depends on the number in the row before; a case's rows bind
                    into this table's own struct; without one for that number the bytes are
                    carried, bound as BaseSpan. `width` is that of a length before it, or 0 */
    WIRE_REST,   /* all that is left of the message; bound as BaseSpan */
} WireKind;

typedef struct WireFormat WireFormat;

typedef struct {
    uint32_t value;
    const WireFormat *format; /* NULL closes the list */
} WireCase;

typedef struct {
    WireKind kind;
    const char *name; /* the RFC's name; NULL in a one-row element: the element is the value */
    unsigned width;
    uint32_t min, max;         /* allowed content in bytes (OPAQUE, VECTOR, EXTENSIONS, SIZED) */
    const WireRegistry *names; /* what a NUMBER's values mean */
    const WireFormat *child;   /* what a VECTOR, STRUCT or SIZED holds */
    size_t bind;               /* offset in the struct */
    const char *section;       /* of the RFC */
    const char *older_section; /* the same in TLS 1.2; NULL: there is no other */
    bool optional;             /* EXTENSIONS: may be absent altogether, as before TLS 1.2 */
    bool text;                 /* the bytes are readable text (host name, protocol name) */
    const WireCase *cases;     /* of a SELECT */
    /* Bytes or a number in words, where hex or digits say little; NULL when it has none. transfer
     * full */
    char *(*words) (BaseSpan content);
} WireRow;

struct WireFormat {
    const char *name; /* of the struct in the RFC */
    const WireRow *rows;
    size_t size; /* of the struct it binds to */
};

/* A list of N structs (or numbers) side by side. */
typedef struct {
    void *items;
    size_t n;
} WireList;

#define wire_list_item(list, type, i) (&((type *)(list).items)[i])
