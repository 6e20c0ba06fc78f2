/* How the ladder's texts fit into their room: where the lifelines stand, and over how many lines a
 * text has to run so that all of it can be read. */
#pragma once

#include "handshake/ladder-rows.h"

#include <gtk/gtk.h>

/* Where client, server and network stand on a ladder WIDTH wide. LEGS: a man in the middle has a
 * connection with each. */
void ladder_lifelines (double width, bool legs, double x[3]);
/* The room for a text beside PARTY's lifeline, or for one between the two (TRACE_NETWORK). */
double ladder_room (const double x[3], double width, int party);
/* TEXT as a layout of at most LINES lines that is WIDTH wide and at most as high. transfer full */
PangoLayout *ladder_layout (GtkWidget *widget, const char *text, double width, unsigned lines,
                            bool bold, PangoAlignment align);
/* TEXT whole, in as few lines as there may be; what follows a name and a colon stands below, if
 * that takes no more. LINES 1: it stands on one, cut off if need be. transfer full */
PangoLayout *ladder_whole (GtkWidget *widget, const char *text, double width, unsigned lines,
                           bool bold, PangoAlignment align);
/* Whether the text of ROW is bold whatever happens. */
bool ladder_is_bold (const LadderRow *row);
/* As ladder_whole (); one that is too long only because it is bold is not bold. transfer full */
PangoLayout *ladder_beside (GtkWidget *widget, const char *text, double width, unsigned lines,
                            bool bold, PangoAlignment align);
/* The name of message ROW, bold and of as many lines as it has; without what stands behind it or
 * smaller, rather than cut off. LINE: height of a line of text. transfer full */
PangoLayout *ladder_name_layout (GtkWidget *widget, const Trace *trace, const LadderRow *row,
                                 const double x[3], double line);
/* How many lines TEXT needs in ROOM. */
unsigned ladder_text_lines (GtkWidget *widget, const char *text, double room, bool bold,
                            double line);
/* How many lines ROW needs on a ladder WIDTH wide. */
unsigned ladder_count_lines (GtkWidget *widget, const Trace *trace, const LadderRow *row,
                             const double x[3], double width, double line);
