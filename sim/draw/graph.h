/* Pictures as models: nodes and edges with states, computed from the rule tables and the trace, and
 * the writers that turn a model into DOT, Mermaid, SVG, PNG or PDF. The app lays a model out with
 * draw_layout () and draws real widgets; the layout depends only on the shape, so stepping changes
 * states of nodes and never the places. Nothing that lies behind the cursor is in a model. */
#pragma once

#include "control/run.h"

typedef enum {
    DRAW_TODO, /* still to come */
    DRAW_CURRENT,
    DRAW_DONE,
    DRAW_BROKEN, /* the road ended here */
    DRAW_SKIPPED,
    DRAW_LEGAL,  /* state machines: an edge that may be taken from here */
    DRAW_PLAIN,  /* without a run */
    DRAW_FLAWED, /* passed, but something is missing or wrong there */
    DRAW_N_STATES
} DrawState;

/* A sign that tells the state without colour: "✓", "▸", "✗", "↷", "!"; "" where there is nothing to
 * tell. */
const char *draw_state_mark (DrawState state);
/* The same in words, for accessible descriptions: "done", "we are here", "still to come" … */
const char *draw_state_words (DrawState state);

typedef struct {
    char *id; /* stable: "client-hello", "WAIT_SH", "main_secret" */
    char *title;
    char *detail; /* further lines, may be NULL; of a broken node: why it broke, in words */
    DrawState state;
    bool rounded; /* a pill: start and end */
    bool dashed;  /* not in the RFC's own diagram */
    int party;    /* TRACE_CLIENT, TRACE_SERVER or -1 */
    int event;    /* where a click leads: an event of the trace, -1 */
    char *key;    /* explanation key, NULL */
} DrawNode;

typedef struct {
    unsigned from, to; /* indices of nodes */
    char *label;       /* may be NULL; lines separated by \n */
    DrawState state;
    int ranks;    /* how far below its tail its head stands at least; 0 is as 1 */
    bool stacked; /* with others of the same tail: their heads stand below each other */
} DrawEdge;

typedef struct {
    char *title;
    GPtrArray *nodes; /* DrawNode */
    GPtrArray *edges; /* DrawEdge */
    bool left_to_right;
    bool dense; /* its nodes stand closer together */
    char *note; /* in words, when there is nothing to draw or something to add; may be NULL */
} DrawGraph;

/* For graphs that are not computed here, such as the certificate chain. ID is unique within the
 * graph; what is added belongs to the graph. */
DrawGraph *draw_graph_new (const char *title);
DrawNode *draw_graph_add_node (DrawGraph *graph, const char *id, const char *title);
DrawEdge *draw_graph_add_edge (DrawGraph *graph, unsigned from, unsigned to, const char *label);
/* The index of node ID, -1 when there is none. */
int draw_graph_find (const DrawGraph *graph, const char *id);
void draw_graph_free (DrawGraph *graph);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DrawGraph, draw_graph_free)

/* The flowchart at CURSOR; RUN NULL: without a run. CLASSIC: the six boxes of the classic chart. */
DrawGraph *draw_flowchart (ControlRun *run, int cursor, bool classic);
DrawGraph *draw_machine (TlsRole role, ControlRun *run, int cursor);
/* The secrets that OBSERVER knows at CURSOR, and what they come from: those of CONNECTION; 0: of
 * the one that CURSOR is in, or of both that a man in the middle has. */
DrawGraph *draw_secrets (ControlRun *run, int cursor, unsigned connection,
                         const TraceObserver *observer);
/* Whether somebody in the middle has two connections at once. */
bool draw_secrets_are_two (const Trace *trace);
/* The names of the observers who know the value of secret INDEX at CURSOR, whoever made it:
 * "client, server"; "" when nobody does. transfer full */
char *draw_secret_keepers (const Trace *trace, int index, int cursor);

/* The ladder is no graph but a list of rows in time. */
typedef enum {
    DRAW_ROW_MESSAGE,
    DRAW_ROW_STATE, /* a party is in this state from here on */
    DRAW_ROW_DECISION,
    DRAW_ROW_ALERT,      /* an alert on its way, like a message; text and reason say why */
    DRAW_ROW_MARK,       /* "established", "closed", what a misbehaving party does; on the network:
                            what the attacker did */
    DRAW_ROW_CONNECTION, /* another connection begins here */
    DRAW_ROW_FAIL,       /* a party noticed an error: why, in words */
} DrawRowKind;
typedef struct {
    DrawRowKind kind;
    TraceParty party; /* sender, or whose lifeline it stands on; TRACE_NETWORK: the middle */
    char *text;       /* "ClientHello", "WAIT_SH", "cipher suite: TLS_AES_128_GCM_SHA256" */
    char *detail;     /* second line: "199 bytes", why an alert was sent; may be NULL */
    bool sealed, in_flight, twisted, dropped;
    bool failed;          /* a check or decision that went wrong */
    bool crooked;         /* MARK: what a party does against the rules, by itself */
    size_t size;          /* of a message row: bytes, as DETAIL tells them */
    int message;          /* index, -1: the observer cannot tell */
    int record;           /* index of the (first) record of a message row, -1 */
    int event, end_event; /* begin (sent) and end (arrived, -1 while in flight) */
    TraceParty from, to;  /* of an arrow: the lifelines at its ends; the attacker's is the middle */
} DrawRow;
void draw_row_free (DrawRow *row);
/* What OBSERVER sees up to CURSOR; GPtrArray of DrawRow; transfer full. */
GPtrArray *draw_ladder (ControlRun *run, int cursor, const TraceObserver *observer);

/* ---- Layout by Graphviz, main thread only. ---- */
typedef struct {
    double x, y; /* of the centre, in the unit of the sizes given, y downwards */
} DrawPoint;
typedef struct {
    double width, height;
    DrawPoint *nodes; /* n nodes */
    GPtrArray
        *edges; /* GArray of DrawPoint each: Bézier control points 1 + 3n, from tail to head */
    DrawPoint *labels; /* of edges */
} DrawLayout;
/* SIZES: width and height of each node, two numbers each. LABEL_SIZES of each edge's label
 * likewise, may be NULL. Loops of one node share a curve; their labels stand below each other. The
 * curves end at the border of the nodes; arrow heads are the caller's. transfer full; NULL with an
 * error. */
DrawLayout *draw_layout (const DrawGraph *graph, const double *sizes, const double *label_sizes,
                         GError **error);
void draw_layout_free (DrawLayout *layout);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DrawLayout, draw_layout_free)

/* ---- Writers. ---- */
/* KIND: "flowchart", "ladder", "client", "server", "secrets", "certificates". FORMAT: "dot",
 * "mermaid", "svg", "png", "pdf". RUN may be NULL for the flowchart and the machines. OBSERVER
 * NULL: everyone. The bytes of the file; transfer full; NULL with an error that names what is
 * allowed. */
GBytes *draw_write (ControlRun *run, int cursor, const TraceObserver *observer, const char *kind,
                    bool classic, const char *format, GError **error);
/* The same for any graph, and for any ladder. */
/* The model of a picture KIND, other than the ladder; NULL with an error. transfer full */
DrawGraph *draw_picture (const char *kind, ControlRun *run, int cursor,
                         const TraceObserver *observer, bool classic, GError **error);
/* The same picture of two runs, side by side in one file: as DOT, SVG, PNG or PDF. */
typedef struct {
    const char *title;
    ControlRun *run;
    int cursor;
} DrawPairSide;
GBytes *draw_write_pair (const DrawPairSide sides[2], const TraceObserver *observer,
                         const char *kind, bool classic, const char *format, GError **error);
GBytes *draw_write_graph (const DrawGraph *graph, const char *format, GError **error);
GBytes *draw_write_ladder (const char *title, const GPtrArray *rows, const char *format,
                           GError **error);
/* NULL behind the last. */
const char *draw_kind_at (unsigned i);
const char *draw_format_at (unsigned i);
