#include "handshake/ladder.h"
#include "handshake/ladder-draw.h"
#include "handshake/ladder-text.h"
#include "words.h"

#include <math.h>

struct _StepshakeLadder {
    StepshakeCanvas parent_instance;

    StepshakeSession *session; /* borrowed */
    LadderRows *rows;          /* owned */
    GArray *boxes;             /* of LadderBox: what the last drawing put where */
    const Trace *trace;        /* whose rows these are */
    const TraceObserver *observer;
    double line; /* for which the rows are laid out */
    int width;   /* for which they are, in steps; 0: not yet known */
    double x[3]; /* of the lifelines at this width */
    guint follow_idle;
    double font_line; /* of the font; 0: to be measured */
};

G_DEFINE_TYPE (StepshakeLadder, stepshake_ladder, STEPSHAKE_TYPE_CANVAS)

static double head_height (StepshakeLadder *self)
{
    return self->line + 28;
}

static double measure_line (StepshakeLadder *self)
{
    if (self->font_line > 0)
        return self->font_line;
    g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), "Ag");
    int height;
    pango_layout_get_pixel_size (layout, NULL, &height);
    return self->font_line = height + LADDER_LEADING;
}

/* A little wider changes nothing: lines are counted for the next step below. */
static void take_width (StepshakeLadder *self, int width)
{
    enum { STEP = 8 };
    int known = width - width % STEP;
    bool legs = self->trace != NULL && trace_is_attacker (self->trace, 1, TRACE_SERVER);
    double x[3];
    ladder_lifelines (known, legs, x);
    if (known == self->width && x[0] == self->x[0])
        return;
    self->width = known;
    memcpy (self->x, x, sizeof x);
    self->line = 0; /* what has been laid out no longer holds */
}

static unsigned count_lines (const LadderRow *row, gpointer data)
{
    StepshakeLadder *self = data;
    if (self->width == 0)
        return 1;
    return ladder_count_lines (GTK_WIDGET (self), self->trace, row, self->x, self->width,
                               self->line);
}

/* Brings the rows up to the cursor; begins anew when run, observer, font or width are others. */
static void refresh_rows (StepshakeLadder *self, int width)
{
    const Trace *trace = stepshake_session_trace (self->session);
    const TraceObserver *observer = stepshake_session_observer (self->session);
    double line = measure_line (self);
    bool other = trace != self->trace || observer != self->observer;
    self->trace = trace;
    self->observer = observer;
    take_width (self, width);
    if (other || line != self->line) {
        self->line = line;
        ladder_rows_reset (self->rows, trace, observer, line);
    }
    if (trace != NULL)
        ladder_rows_extend (self->rows, stepshake_session_cursor (self->session));
}

/* ---- What has no row of its own. ---- */

static bool has_row (StepshakeLadder *self, int cursor)
{
    unsigned count = ladder_rows_count (self->rows, cursor);
    const LadderRow *last = count > 0 ? ladder_rows_get (self->rows, count - 1) : NULL;
    return last != NULL && last->event == cursor;
}

/* What happens at the cursor, when no row tells it; NULL else. transfer full */
static char *now_text (StepshakeLadder *self)
{
    const TraceEvent *event = self->trace != NULL ? stepshake_session_event (self->session) : NULL;
    if (event == NULL || event->kind == TRACE_DELIVER || event->kind == TRACE_SEND ||
        event->party >= TRACE_NETWORK || has_row (self, (int)event->seq) ||
        trace_is_attacker (self->trace, event->connection, event->party) ||
        trace_sees_event (self->trace, self->observer, event->seq) == TRACE_HIDDEN)
        return NULL;
    g_autofree char *title = trace_event_title (self->trace, event->seq);
    return stepshake_without_subject (title);
}

static unsigned now_lines (StepshakeLadder *self, const char *text)
{
    const TraceEvent *event = stepshake_session_event (self->session);
    if (text == NULL || self->width == 0)
        return 1;
    return ladder_text_lines (GTK_WIDGET (self), text,
                              ladder_room (self->x, self->width, event->party), true, self->line);
}

static double bottom (StepshakeLadder *self)
{
    if (self->trace == NULL)
        return 0;
    g_autofree char *now = now_text (self);
    return ladder_rows_bottom (self->rows, stepshake_session_cursor (self->session)) +
           now_lines (self, now) * self->line;
}

static void reveal_cursor (StepshakeLadder *self)
{
    double end = head_height (self) + bottom (self) + self->line;
    stepshake_canvas_reveal (STEPSHAKE_CANVAS (self), end - 4 * self->line - head_height (self),
                             end);
}

static gboolean follow_later (gpointer data)
{
    StepshakeLadder *self = data;
    self->follow_idle = 0;
    reveal_cursor (self);
    return G_SOURCE_REMOVE;
}

static double content_height (StepshakeCanvas *canvas, int width)
{
    StepshakeLadder *self = STEPSHAKE_LADDER (canvas);
    int before = self->width;
    refresh_rows (self, width);
    /* Another width moves the rows: the cursor's stay in view. */
    if (self->width != before && self->trace != NULL && self->follow_idle == 0)
        self->follow_idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, follow_later, self, NULL);
    return head_height (self) + bottom (self) + self->line;
}

/* ---- Drawing. ---- */

static void draw_start (LadderPen *pen)
{
    for (int party = 0; party < 2; party++) {
        if (!pen->observer->omniscient && pen->observer->party != party)
            continue;
        if (trace_is_attacker (pen->trace, 1, (TraceParty)party))
            continue; /* it begins when he connects to it */
        LadderRow row = {.kind = LADDER_STATE, .party = party, .event = -1, .y = pen->line};
        g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (pen->widget, "START");
        int width, height;
        pango_layout_get_pixel_size (layout, &width, &height);
        double x = party == 0 ? pen->x[0] - 14 - width : pen->x[1] + 14;
        double y = row.y + pen->head - pen->top - height / 2.0;
        stepshake_draw_layout (pen->snapshot, layout, x, floor (y), &pen->dim);
    }
}

static void draw_rows (StepshakeLadder *self, LadderPen *pen)
{
    unsigned count = ladder_rows_count (self->rows, pen->cursor);
    unsigned first = ladder_rows_first (self->rows, count, pen->top - self->line);
    double below = pen->top + pen->height;
    /* Lines lie under texts: first the messages, then what stands beside. */
    for (int pass = 0; pass < 2; pass++)
        for (unsigned i = first; i < count; i++) {
            const LadderRow *row = ladder_rows_get (self->rows, i);
            if (row->y > below)
                break;
            if ((row->kind == LADDER_MESSAGE) == (pass == 0))
                ladder_draw_row (pen, i, row);
        }
    g_autofree char *now = now_text (self);
    if (now != NULL)
        ladder_draw_now (pen, stepshake_session_event (self->session)->party, now,
                         now_lines (self, now),
                         ladder_rows_bottom (self->rows, pen->cursor) + self->line * 0.6);
}

/* Somebody between the parties; a rogue sender is one of them. */
static bool has_attacker (Scenario *scenario)
{
    for (unsigned n = 1; n <= scenario_connections (scenario); n++) {
        const Scenario *connection = scenario_connection (scenario, n);
        const GPtrArray *twists = scenario_twists (connection);
        for (guint i = 0; i < twists->len; i++)
            if (!net_twist_row (((const NetTwist *)g_ptr_array_index (twists, i))->kind)->rogue)
                return true;
        if (scenario_replay (connection) > 0)
            return true;
    }
    return scenario_has_middle (scenario);
}

static void draw (StepshakeCanvas *canvas, GtkSnapshot *snapshot, int width, int height, double top)
{
    StepshakeLadder *self = STEPSHAKE_LADDER (canvas);
    g_array_set_size (self->boxes, 0);
    if (self->trace == NULL)
        return;
    const StepshakeSelection *selection = stepshake_session_selection (self->session);
    LadderPen pen = {
        .widget = GTK_WIDGET (self),
        .snapshot = snapshot,
        .trace = self->trace,
        .observer = self->observer,
        .cursor = stepshake_session_cursor (self->session),
        .selected_message = selection->message,
        .selected_event = selection->event,
        .attacker = has_attacker (stepshake_session_scenario (self->session)),
        .width = width,
        .height = height,
        .top = top,
        .line = self->line,
        .head = head_height (self),
        .boxes = self->boxes,
    };
    ladder_pen_init (&pen);
    ladder_draw_lifelines (&pen, height);
    if (pen.top < pen.line)
        draw_start (&pen);
    draw_rows (self, &pen);
    ladder_draw_heads (&pen, stepshake_session_moment (self->session));
}

/* ---- Observing the session. ---- */

static void describe (StepshakeLadder *self)
{
    const StepshakeSelection *selection = stepshake_session_selection (self->session);
    int row = ladder_rows_of_message (self->rows, selection->message);
    g_autofree char *sentence = stepshake_session_sentence (self->session);
    g_autofree char *text =
        row >= 0 ? ladder_row_text (self->trace, ladder_rows_get (self->rows, row)) : NULL;
    g_autofree char *words =
        g_strdup_printf ("%s. Selected: %s", sentence, text != NULL ? text : "nothing");
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    words, -1);
}

static void on_moved (StepshakeLadder *self)
{
    refresh_rows (self, gtk_widget_get_width (GTK_WIDGET (self)));
    stepshake_canvas_changed (STEPSHAKE_CANVAS (self));
    reveal_cursor (self);
}

static void on_selection_changed (StepshakeLadder *self)
{
    if (stepshake_session_observer (self->session) != self->observer)
        on_moved (self);
    describe (self);
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void on_run_changed (StepshakeLadder *self)
{
    self->trace = NULL; /* another run may live at the same address */
}

void stepshake_ladder_set_session (StepshakeLadder *self, StepshakeSession *session)
{
    self->session = session;
    g_signal_connect_object (session, "run-changed", G_CALLBACK (on_run_changed), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "moved", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "selection-changed", G_CALLBACK (on_selection_changed), self,
                             G_CONNECT_SWAPPED);
    if (stepshake_session_trace (session) != NULL)
        on_moved (self);
}

const LadderRows *stepshake_ladder_get_rows (StepshakeLadder *self)
{
    return self->rows;
}

/* ---- Pointer. ---- */

static const LadderRow *row_under (StepshakeLadder *self, double x, double y)
{
    for (int i = (int)self->boxes->len - 1; i >= 0; i--) {
        const LadderBox *box = &g_array_index (self->boxes, LadderBox, i);
        if (graphene_rect_contains_point (&box->box, &GRAPHENE_POINT_INIT (x, y)))
            return ladder_rows_get (self->rows, box->row);
    }
    return NULL;
}

static void on_pressed (StepshakeLadder *self, int n, double x, double y)
{
    gtk_widget_grab_focus (GTK_WIDGET (self));
    if (y < head_height (self))
        return;
    const LadderRow *row = row_under (self, x, y);
    if (row == NULL)
        return;
    int event = row->event;
    if (n == 2)
        stepshake_session_seek (self->session, event);
    else if (row->kind == LADDER_MESSAGE)
        stepshake_session_select_message (self->session, row->message);
    else
        stepshake_session_select_event (self->session, event);
}

static gboolean on_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard,
                                  GtkTooltip *tooltip)
{
    StepshakeLadder *self = STEPSHAKE_LADDER (widget);
    const LadderRow *row = keyboard ? NULL : row_under (self, x, y);
    if (row == NULL)
        return FALSE;
    g_autofree char *title = trace_event_title_seen (
        self->trace, stepshake_session_observer (self->session), row->event);
    gtk_tooltip_set_text (tooltip, title);
    return TRUE;
}

/* ---- The object. ---- */

static void measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                     int *natural, int *minimum_baseline, int *natural_baseline)
{
    *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 320 : 120;
    *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 760 : 400;
}

static void css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
    GTK_WIDGET_CLASS (stepshake_ladder_parent_class)->css_changed (widget, change);
    STEPSHAKE_LADDER (widget)->font_line = 0;
}

static void dispose (GObject *object)
{
    g_clear_handle_id (&STEPSHAKE_LADDER (object)->follow_idle, g_source_remove);
    G_OBJECT_CLASS (stepshake_ladder_parent_class)->dispose (object);
}

static void finalize (GObject *object)
{
    StepshakeLadder *self = STEPSHAKE_LADDER (object);
    ladder_rows_free (self->rows);
    g_array_unref (self->boxes);
    G_OBJECT_CLASS (stepshake_ladder_parent_class)->finalize (object);
}

static void stepshake_ladder_class_init (StepshakeLadderClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
    G_OBJECT_CLASS (class)->dispose = dispose;
    G_OBJECT_CLASS (class)->finalize = finalize;
    widget_class->measure = measure;
    widget_class->query_tooltip = on_query_tooltip;
    widget_class->css_changed = css_changed;
    STEPSHAKE_CANVAS_CLASS (class)->content_height = content_height;
    STEPSHAKE_CANVAS_CLASS (class)->draw = draw;
    gtk_widget_class_set_css_name (widget_class, "ladder");
    gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void stepshake_ladder_init (StepshakeLadder *self)
{
    self->rows = ladder_rows_new ();
    ladder_rows_set_lines (self->rows, count_lines, self);
    self->boxes = g_array_new (FALSE, FALSE, sizeof (LadderBox));
    self->line = 20;
    gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    "Messages between client and server", -1);
    GtkGesture *click = gtk_gesture_click_new ();
    g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed), self);
    gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}
