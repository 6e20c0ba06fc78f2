/* Two runs side by side: their messages aligned by what they are for, so that TLS 1.2 can stand
 * beside TLS 1.3, one suite beside another, a run before a change beside the run after it. All of
 * it is computed from the two traces and seen through one observer's eyes: who cannot open a record
 * is not told what it is for.
 *
 * Both sides keep their own order of time, from top to bottom. Messages of one purpose and sender
 * are partners, the first with the first, the second with the second; partners share a row unless
 * that would turn time around on one side: then each stands in a row of its own and knows the
 * other. The comparison borrows the traces, which must outlive it and must not grow. */
#pragma once

#include "draw/graph.h"

enum { DRAW_LEFT, DRAW_RIGHT, DRAW_N_SIDES };

/* What a message is for, whatever the version calls it. A row of the table in purpose.c. */
typedef struct {
    const char *id;    /* "offer"; static like the rest */
    const char *words; /* "the offer" */
    int sender;        /* TRACE_CLIENT or TRACE_SERVER; -1: either */
    /* Where another version does the same without a message of its own, up to three paths below
     * the message that carries it: "ServerHello.key_share". */
    const char *elsewhere[3];
} DrawPurpose;
const DrawPurpose *draw_purpose_at (unsigned i); /* NULL behind the last */
/* Of a message called NAME (WireMessageRow) that SENDER sends; never NULL: there is one for those
 * of which nothing is known. Alerts: the goodbye when CLOSES. */
const DrawPurpose *draw_purpose_of (const char *name, TraceParty sender, bool closes);
/* Of a record that the observer cannot open. */
const DrawPurpose *draw_purpose_sealed (void);

/* A message, or a record that the observer cannot open. */
typedef struct {
    const DrawPurpose *purpose; /* static */
    TraceParty sender;
    char *text;      /* "ClientHello", "Alert: close_notify", "encrypted record" */
    size_t size;     /* as the ladder tells it */
    bool sealed;     /* an eavesdropper sees only a record of this size */
    bool alert;      /* an error alert */
    bool lost;       /* it never arrived */
    unsigned halves; /* half round trips that lie before it, in cause and effect */
    int message;     /* index in the trace, -1: the observer cannot tell */
    int event;       /* at which it was sent, or first seen */
    int partner;     /* index of the other side's item of the same purpose, -1 */
    unsigned row;    /* in which it stands */
} DrawCompareItem;

typedef struct {
    int item[DRAW_N_SIDES];     /* indices, -1: nothing here */
    const DrawPurpose *purpose; /* static */
    TraceParty sender;
    /* For the side without an item: where it does the same ("in ServerHello: key_share"), or that
     * its partner stands earlier or later; NULL when there is nothing to say. */
    char *note;
    unsigned n_differ; /* fields of the partners that differ or that only one of them has; what is
                          fresh in every connection does not count */
    bool has_fresh;    /* … but is there */
} DrawCompareRow;

/* One of the runs: what can be said of it in a few words. */
typedef struct {
    char *title;
    const Trace *trace; /* borrowed */
    unsigned connection;
    int end;                       /* its last event */
    GPtrArray *items;              /* DrawCompareItem */
    char *version, *suite, *group; /* NULL: the observer cannot tell, or there is none */
    char *outcome;                 /* in words; never NULL */
    /* Half round trips before a party may send application data by the rules, and before it did.
     * -1: never, or the observer cannot tell. */
    int may_send[2], did_send[2];
    size_t clear, sealed; /* bytes on the wire, record headers and all */
} DrawCompareRun;

/* Something that may travel in clear or not: what the wire tells of it. */
typedef struct {
    const char *question;       /* "whom the client calls"; static */
    char *answer[DRAW_N_SIDES]; /* "server.example", "sealed", "not sent" */
    bool clear[DRAW_N_SIDES];   /* everybody on the way can read it */
} DrawCompareLeak;

typedef struct {
    const TraceObserver *observer; /* static */
    DrawCompareRun run[DRAW_N_SIDES];
    GPtrArray *rows;  /* DrawCompareRow */
    GPtrArray *leaks; /* DrawCompareLeak */
} DrawCompare;

/* What to compare: CONNECTION of the trace, 0: the last one; up to event END, -1: all of it. */
typedef struct {
    const char *title;
    const Trace *trace;
    unsigned connection;
    int end;
} DrawCompareInput;

/* OBSERVER NULL: everyone. transfer full */
DrawCompare *draw_compare_new (const DrawCompareInput *left, const DrawCompareInput *right,
                               const TraceObserver *observer);
void draw_compare_free (DrawCompare *compare);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DrawCompare, draw_compare_free)

const DrawCompareItem *draw_compare_item (const DrawCompare *compare, unsigned side, int index);
/* The two partners of ROW, wherever they stand: index of each side's item, -1. */
void draw_compare_partners (const DrawCompare *compare, const DrawCompareRow *row, int items[2]);
/* How many rows lie at or before event CURSOR of the left run; all when it is at its end. */
unsigned draw_compare_rows_at (const DrawCompare *compare, int cursor);

typedef enum {
    DRAW_FIELD_SAME,
    DRAW_FIELD_DIFFERS,
    DRAW_FIELD_LEFT_ONLY,
    DRAW_FIELD_RIGHT_ONLY,
    DRAW_FIELD_FRESH, /* drawn or computed anew in every connection: it says nothing */
} DrawFieldKind;
typedef struct {
    DrawFieldKind kind;
    char *path;                /* below the message: "cipher_suites" */
    char *value[DRAW_N_SIDES]; /* NULL where it is not */
} DrawFieldDifference;
/* "same", "differs", "only left", "only right", "fresh each time" */
const char *draw_field_kind_words (DrawFieldKind kind);
/* The fields of the partners of ROW; empty unless both can be read. GPtrArray of
 * DrawFieldDifference; transfer full. */
GPtrArray *draw_compare_fields (const DrawCompare *compare, const DrawCompareRow *row);

/* "½ round trip", "2 round trips", "at once" for none; "never" for -1. transfer full */
char *draw_round_trips (int halves);
/* When its client (its server) may send application data, and when it did, in a sentence's part.
 * transfer full */
char *draw_compare_data_words (const DrawCompareRun *run, TraceParty party);
/* "TLS1.3 · TLS_AES_128_GCM_SHA256 · x25519". transfer full */
char *draw_compare_agreed_words (const DrawCompareRun *run);
/* "289 bytes in clear, 1 480 sealed". transfer full */
char *draw_compare_bytes_words (const DrawCompareRun *run);
/* "= the same", "≠ 2 fields differ", "only left". transfer full */
char *draw_compare_row_words (const DrawCompare *compare, const DrawCompareRow *row);

/* Both ladders as a picture; FORMAT as in draw_write (). transfer full */
GBytes *draw_write_compare (const DrawCompare *compare, const char *format, GError **error);
