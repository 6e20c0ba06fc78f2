#include "handshake/ladder-text.h"
#include "words.h"

#include <math.h>
#include <string.h>

enum {
    GAP = 14,        /* between a lifeline and the text beside it */
    MARGIN = 10,     /* between the text and the edge */
    MOST_LINES = 12, /* nothing is as long as that */
};

/* ---- Room. ---- */

void ladder_lifelines (double width, bool legs, double x[3])
{
    /* A man in the middle: two connections share the width between the lifelines. */
    double margin = CLAMP (width * (legs ? 0.24 : 0.29), 90, 300);
    x[TRACE_CLIENT] = floor (margin);
    x[TRACE_SERVER] = floor (width - margin);
    x[TRACE_NETWORK] = floor (width / 2);
}

double ladder_room (const double x[3], double width, int party)
{
    if (party == TRACE_NETWORK)
        return x[TRACE_SERVER] - x[TRACE_CLIENT] - 48;
    double beside = party == TRACE_CLIENT ? x[TRACE_CLIENT] : width - x[TRACE_SERVER];
    return beside - GAP - MARGIN;
}

static double span_of (const double x[3], const LadderRow *row)
{
    return fabs (x[row->from] - x[row->to]);
}

static double name_scale (const double x[3], const LadderRow *row, double line)
{
    return CLAMP (span_of (x, row) / (7 * line), 0.6, 1);
}

static double name_room (const double x[3], const LadderRow *row, double line)
{
    bool whole = row->from != TRACE_NETWORK && row->to != TRACE_NETWORK;
    double lock = row->locked ? line * 0.8 : 0;
    return span_of (x, row) - lock - (whole ? 60 : 32);
}

/* ---- Words. ---- */

/* The name of a message without what stands behind it. */
static char *short_name (const char *text)
{
    const char *behind = strstr (text, " · ");
    if (behind == NULL)
        return g_strdup (text);
    return g_str_has_prefix (text, "Alert") ? g_strdup (behind + strlen (" · "))
                                            : g_strndup (text, (gsize)(behind - text));
}

/* ---- Layouts. ---- */

PangoLayout *ladder_layout (GtkWidget *widget, const char *text, double width, unsigned lines,
                            bool bold, PangoAlignment align)
{
    PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);
    pango_layout_set_width (layout, MAX (1, width) * PANGO_SCALE);
    pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_alignment (layout, align);
    if (lines > 1) {
        pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
        pango_layout_set_height (layout, -(int)lines);
    } else {
        pango_layout_set_single_paragraph_mode (layout, TRUE);
    }
    if (bold) {
        g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
        pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
        pango_layout_set_attributes (layout, attributes);
    }
    return layout;
}

PangoLayout *ladder_whole (GtkWidget *widget, const char *text, double width, unsigned lines,
                           bool bold, PangoAlignment align)
{
    if (lines <= 1)
        return ladder_layout (widget, text, width, 1, bold, align);
    g_autofree char *plain = stepshake_breakable (text);
    PangoLayout *layout = ladder_layout (widget, plain, width, MOST_LINES, bold, align);
    int least = pango_layout_get_line_count (layout);
    char *name = strstr (plain, ": ");
    if (name == NULL)
        return layout;
    name[1] = '\n';
    pango_layout_set_text (layout, plain, -1);
    if (pango_layout_get_line_count (layout) > least) {
        name[1] = ' ';
        pango_layout_set_text (layout, plain, -1);
    }
    return layout;
}

static void scale_text (PangoLayout *layout, double scale)
{
    if (scale >= 1)
        return;
    g_autoptr (PangoAttrList) attributes =
        pango_attr_list_copy (pango_layout_get_attributes (layout));
    pango_attr_list_change (attributes, pango_attr_scale_new (scale));
    pango_layout_set_attributes (layout, attributes);
}

/* Rather without what stands behind the name than cut off; then on two lines, then smaller. */
PangoLayout *ladder_name_layout (GtkWidget *widget, const Trace *trace, const LadderRow *row,
                                 const double x[3], double line)
{
    enum { SMALLEST = 60, STEP = 5 };
    double room = name_room (x, row, line);
    int percent = (int)(100 * name_scale (x, row, line));
    g_autofree char *words = ladder_row_text (trace, row);
    g_autofree char *name = short_name (words);
    g_autofree char *parts = stepshake_breakable (name);
    PangoLayout *layout = ladder_layout (widget, words, room, row->lines, true, PANGO_ALIGN_CENTER);
    scale_text (layout, percent / 100.0);
    if (row->lines > 1)
        pango_layout_set_text (layout, parts, -1);
    else if (pango_layout_is_ellipsized (layout))
        pango_layout_set_text (layout, name, -1);
    for (; pango_layout_is_ellipsized (layout) && percent > SMALLEST; percent -= STEP)
        scale_text (layout, (percent - STEP) / 100.0);
    return layout;
}

/* Most texts are so short that they need not be measured: no letter is wider than a line is high.
 */
static bool surely_fits (const char *text, double width, double line)
{
    return (double)g_utf8_strlen (text, -1) * line * 0.5 <= width;
}

static bool fits (GtkWidget *widget, const char *text, double width, bool bold, double line)
{
    if (surely_fits (text, width, line))
        return true;
    g_autoptr (PangoLayout) layout = ladder_layout (widget, text, width, 1, bold, PANGO_ALIGN_LEFT);
    return !pango_layout_is_ellipsized (layout);
}

bool ladder_is_bold (const LadderRow *row)
{
    return row->kind == LADDER_FAIL || row->kind == LADDER_END || row->kind == LADDER_TWIST ||
           row->party >= TRACE_NETWORK;
}

PangoLayout *ladder_beside (GtkWidget *widget, const char *text, double width, unsigned lines,
                            bool bold, PangoAlignment align)
{
    PangoLayout *layout = ladder_whole (widget, text, width, lines, bold, align);
    if (bold && (pango_layout_is_ellipsized (layout) ||
                 pango_layout_get_line_count (layout) > (int)lines)) {
        g_object_unref (layout);
        layout = ladder_whole (widget, text, width, lines, false, align);
    }
    return layout;
}

unsigned ladder_text_lines (GtkWidget *widget, const char *text, double room, bool bold,
                            double line)
{
    if (fits (widget, text, room, bold, line))
        return 1;
    g_autoptr (PangoLayout) layout =
        ladder_whole (widget, text, room, MOST_LINES, bold, PANGO_ALIGN_LEFT);
    return (unsigned)pango_layout_get_line_count (layout);
}

unsigned ladder_count_lines (GtkWidget *widget, const Trace *trace, const LadderRow *row,
                             const double x[3], double width, double line)
{
    g_autofree char *text = ladder_row_text (trace, row);
    if (row->kind != LADDER_MESSAGE)
        return ladder_text_lines (widget, text, ladder_room (x, width, row->party),
                                  ladder_is_bold (row), line);
    g_autofree char *name = short_name (text);
    double scale = name_scale (x, row, line);
    return fits (widget, name, name_room (x, row, line) / scale, true, line) ? 1 : 2;
}
