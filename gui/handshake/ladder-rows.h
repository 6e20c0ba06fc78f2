/* What stands on the ladder and where: one pass over the trace, continued as the cursor goes on,
 * so that a step costs the same however long the run is. Going back removes nothing: the view just
 * shows the rows up to the cursor. Texts are made when a row is drawn.
 *
 * Heights: a row never stands above an earlier one, so time runs downwards; the two parties' rows
 * may stand side by side. */
#pragma once

#include "trace/trace.h"

typedef enum {
    LADDER_MESSAGE,
    LADDER_STATE,
    LADDER_DECISION,
    LADDER_KEYS,
    LADDER_TWIST,
    LADDER_CONNECTION,
    LADDER_FAIL,
    LADDER_END,
} LadderKind;

typedef struct {
    LadderKind kind;
    int party;      /* the sender of a message; else on whose lifeline it stands */
    int event;      /* with which it appears */
    int message;    /* index, -1 */
    int record;     /* index, -1 */
    int arrival;    /* MESSAGE: the event with which it arrives; -1: not yet known */
    bool sealed;    /* to the observer */
    bool locked;    /* MESSAGE: its record is sealed */
    bool attacker;  /* CONNECTION: the observer knows that the attacker begins it */
    int from, to;   /* MESSAGE: the lifelines at its ends; the attacker's is the network's, and so
                       is that of what the observer sees only from there on */
    unsigned lines; /* that its text may take */
    double y;       /* of its middle; of a message's where it was sent */
    double arrives; /* MESSAGE: where on the other lifeline */
    double limit;   /* MESSAGE: its name stands no lower, for a mark stands there */
    double marks;   /* MESSAGE: the lowest mark of what the attacker did to it; 0: none */
    double reach;   /* the lowest end of this row and all before it */
} LadderRow;

/* By how much a line of the ladder is higher than a line of its text. */
enum { LADDER_LEADING = 5 };

typedef struct LadderRows LadderRows;

LadderRows *ladder_rows_new (void);
void ladder_rows_free (LadderRows *self);
/* How many lines the text of ROW needs. */
typedef unsigned (*LadderLines) (const LadderRow *row, gpointer data);
/* Without, each needs one. It is asked once a row, and may be asked anew after a reset. */
void ladder_rows_set_lines (LadderRows *self, LadderLines lines, gpointer data);
/* Begins anew. LINE: height of a line of text. */
void ladder_rows_reset (LadderRows *self, const Trace *trace, const TraceObserver *observer,
                        double line);
/* Lays out the rows up to event CURSOR, as far as that has not been done. */
void ladder_rows_extend (LadderRows *self, int cursor);
/* How many rows have appeared at CURSOR. */
unsigned ladder_rows_count (const LadderRows *self, int cursor);
const LadderRow *ladder_rows_get (const LadderRows *self, unsigned i);
/* The first row that reaches below Y. */
unsigned ladder_rows_first (const LadderRows *self, unsigned count, double y);
/* Where the name of a message stands that arrives at height END. */
double ladder_row_name_y (const LadderRow *row, double end);
/* How far down the ladder goes at CURSOR. */
double ladder_rows_bottom (const LadderRows *self, int cursor);
/* The row of message MESSAGE, -1 when it has none. */
int ladder_rows_of_message (const LadderRows *self, int message);
/* The text of a row; transfer full */
char *ladder_row_text (const Trace *trace, const LadderRow *row);
