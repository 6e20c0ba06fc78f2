#include "transport/timeline.h"
#include "canvas.h"

#include <math.h>

struct _StepshakeTimeline {
    GtkWidget parent_instance;

    StepshakeSession *session; /* borrowed */
    double drag_from;
};

G_DEFINE_TYPE (StepshakeTimeline, stepshake_timeline, GTK_TYPE_WIDGET)

enum { MARGIN = 8, WIDEST_STEP = 10, TRACK = 4 };

/* ---- Where things are. ---- */

static double step_width (StepshakeTimeline *self)
{
    int seen = stepshake_session_seen (self->session);
    double room = gtk_widget_get_width (GTK_WIDGET (self)) - 2 * MARGIN;
    /* Until the end there is room to the right, or the line's length would tell it; then there is
     * nothing more to come, and no room for it. */
    return stepshake_session_at_end (self->session)
               ? room / MAX (1, seen + 1)
               : MIN (WIDEST_STEP, room * 0.8 / MAX (1, seen + 1));
}

static double x_of (StepshakeTimeline *self, int seq)
{
    return MARGIN + (seq + 1) * step_width (self);
}

static int seq_at (StepshakeTimeline *self, double x)
{
    int seq = (int)round ((x - MARGIN) / step_width (self)) - 1;
    return CLAMP (seq, -1, stepshake_session_seen (self->session));
}

/* ---- Drawing. ---- */

static void draw_ticks (StepshakeTimeline *self, GtkSnapshot *snapshot, double middle)
{
    static const char *names[] = {"client_color", "server_color", "dim_color", "attacker_color"};
    const Trace *trace = stepshake_session_trace (self->session);
    GdkRGBA colors[G_N_ELEMENTS (names)];
    for (unsigned i = 0; i < G_N_ELEMENTS (names); i++)
        stepshake_color (GTK_WIDGET (self), names[i], &colors[i]);
    int cursor = stepshake_session_cursor (self->session);
    int seen = stepshake_session_seen (self->session);
    double last = -10;
    bool close = step_width (self) < 5;
    for (int seq = 0; seq <= seen; seq++) {
        double x = x_of (self, seq);
        const TraceEvent *event = trace_event (trace, seq);
        double height = event->stop ? 16 : 8;
        /* Where they stand close, only the stops; and never more than can be told apart. */
        if (close && !event->stop && event->kind != TRACE_TWIST)
            continue;
        if (x - last < 2 && seq != seen) {
            seq += MAX (0, (int)floor ((2 - (x - last)) / step_width (self)) - 1);
            continue;
        }
        last = x;
        int who = event->kind == TRACE_TWIST ? TRACE_N_PARTIES : event->party;
        GdkRGBA color = stepshake_color_faded (colors[who], seq <= cursor ? 1 : 0.45);
        stepshake_draw_line (snapshot, x, middle - height / 2, x, middle + height / 2, &color, 2);
    }
}

/* A breakpoint that has been passed shows where it is; the others have no place yet. */
static void draw_breaks (StepshakeTimeline *self, GtkSnapshot *snapshot, double middle)
{
    GPtrArray *breaks = control_breakpoints (stepshake_session_run (self->session));
    const Trace *trace = stepshake_session_trace (self->session);
    GdkRGBA red;
    stepshake_color (GTK_WIDGET (self), "break_color", &red);
    for (int seq = 0; breaks->len > 0 && seq <= stepshake_session_seen (self->session); seq++)
        for (unsigned i = 0; i < breaks->len; i++)
            if (trace_event_is (trace, seq, g_ptr_array_index (breaks, i)))
                stepshake_draw_box (snapshot,
                                    &GRAPHENE_RECT_INIT (x_of (self, seq) - 4, middle - 14, 8, 8),
                                    4, &red, NULL, 0);
}

static void snapshot (GtkWidget *widget, GtkSnapshot *snap)
{
    StepshakeTimeline *self = STEPSHAKE_TIMELINE (widget);
    double width = gtk_widget_get_width (widget), middle = gtk_widget_get_height (widget) / 2.0;
    GdkRGBA track, done, text;
    stepshake_color (widget, "track_color", &track);
    stepshake_color (widget, "accent_bg_color", &done);
    gtk_style_context_get_color (gtk_widget_get_style_context (widget), &text);
    graphene_rect_t line =
        GRAPHENE_RECT_INIT (MARGIN, middle - TRACK / 2.0, width - 2 * MARGIN, TRACK);
    stepshake_draw_box (snap, &line, TRACK / 2.0, &track, NULL, 0);
    if (stepshake_session_run (self->session) == NULL)
        return;
    double now = x_of (self, stepshake_session_cursor (self->session));
    line.size.width = now - MARGIN;
    stepshake_draw_box (snap, &line, TRACK / 2.0, &done, NULL, 0);
    draw_ticks (self, snap, middle);
    draw_breaks (self, snap, middle);
    stepshake_draw_box (snap, &GRAPHENE_RECT_INIT (now - 2.5, middle - 12, 5, 24), 2.5, &text, NULL,
                        0);
}

/* ---- Pointer and keys. ---- */

static void scrub (StepshakeTimeline *self, double x)
{
    if (stepshake_session_run (self->session) != NULL)
        stepshake_session_seek (self->session, seq_at (self, x));
}

static void on_drag_begin (StepshakeTimeline *self, double x, double y)
{
    self->drag_from = x;
    scrub (self, x);
}

static void on_drag_update (StepshakeTimeline *self, double dx, double dy)
{
    scrub (self, self->drag_from + dx);
}

static gboolean on_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard,
                                  GtkTooltip *tooltip)
{
    StepshakeTimeline *self = STEPSHAKE_TIMELINE (widget);
    const Trace *trace = stepshake_session_trace (self->session);
    int seq = trace == NULL ? -1
              : keyboard    ? stepshake_session_cursor (self->session)
                            : seq_at (self, x);
    if (seq < 0)
        return FALSE;
    g_autofree char *title =
        trace_event_title_seen (trace, stepshake_session_observer (self->session), seq);
    gtk_tooltip_set_text (tooltip, title);
    return TRUE;
}

/* ---- Observing the session. ---- */

static void on_moved (StepshakeTimeline *self)
{
    int cursor = stepshake_session_cursor (self->session);
    g_autofree char *sentence = stepshake_session_sentence (self->session);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                    GTK_ACCESSIBLE_PROPERTY_VALUE_MAX,
                                    (double)stepshake_session_seen (self->session) + 1,
                                    GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, (double)cursor + 1,
                                    GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, sentence, -1);
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

void stepshake_timeline_set_session (StepshakeTimeline *self, StepshakeSession *session)
{
    self->session = session;
    g_signal_connect_object (session, "moved", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
}

static void measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                     int *natural, int *minimum_baseline, int *natural_baseline)
{
    *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 80 : 34;
    *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 300 : 34;
}

static void stepshake_timeline_class_init (StepshakeTimelineClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
    widget_class->snapshot = snapshot;
    widget_class->measure = measure;
    widget_class->query_tooltip = on_query_tooltip;
    gtk_widget_class_set_css_name (widget_class, "timeline");
    gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void stepshake_timeline_init (StepshakeTimeline *self)
{
    GtkGesture *drag = gtk_gesture_drag_new ();
    g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
    g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag_update), self);
    gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
    gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
    gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    "Timeline of what has happened so far", -1);
}
