#include "handshake/handshake-page.h"
#include "handshake/flow-panel.h"
#include "handshake/ladder.h"
#include "handshake/observer-bar.h"
#include "handshake/overheard.h"
#include "inspector/inspector.h"
#include "pane.h"
#include "split.h"

struct _StepshakeHandshakePage {
    GtkWidget parent_instance;

    StepshakeSplit *rows, *top; /* the page; messages and flowchart */
    GtkWidget *messages;        /* a pane */
    GtkWidget *ladder;          /* in it, borrowed */
    GtkWidget *flow_pane;       /* owned: it moves between top and inspector */
    StepshakeFlowPanel *flow;
    StepshakeInspector *inspector;
    StepshakeRoom room;
};

G_DEFINE_TYPE (StepshakeHandshakePage, stepshake_handshake_page, GTK_TYPE_WIDGET)

void stepshake_handshake_page_focus (StepshakeHandshakePage *self)
{
    gtk_widget_grab_focus (self->ladder);
}

static void take_flow_out (StepshakeHandshakePage *self)
{
    if (self->room == STEPSHAKE_COMPACT)
        stepshake_inspector_remove_pane (self->inspector, self->flow_pane);
    else if (self->room == STEPSHAKE_NARROW)
        stepshake_split_remove (self->rows, self->flow_pane);
    else
        stepshake_split_remove (self->top, self->flow_pane);
}

void stepshake_handshake_page_set_room (StepshakeHandshakePage *self, StepshakeRoom room)
{
    if (self->room == room)
        return;
    take_flow_out (self);
    self->room = room;
    stepshake_inspector_set_tabbed (self->inspector, room != STEPSHAKE_WIDE);
    stepshake_flow_panel_set_strip (self->flow, room == STEPSHAKE_NARROW);
    stepshake_pane_set_title_visible (STEPSHAKE_PANE (self->flow_pane), room == STEPSHAKE_WIDE);
    /* One view of the inspector at a time needs less height than three beside each other. */
    double top = room == STEPSHAKE_WIDE ? 53 : 62;
    stepshake_split_set_weight (self->rows, GTK_WIDGET (self->top), top);
    stepshake_split_set_weight (self->rows, GTK_WIDGET (self->inspector), 100 - top);
    if (room == STEPSHAKE_COMPACT) {
        stepshake_inspector_add_pane (self->inspector, self->flow_pane);
    } else if (room == STEPSHAKE_NARROW) {
        stepshake_split_append (self->rows, self->flow_pane, 0);
        gtk_widget_insert_after (self->flow_pane, GTK_WIDGET (self->rows), NULL);
    } else {
        stepshake_split_append (self->top, self->flow_pane, 27);
    }
}

static void dispose (GObject *object)
{
    StepshakeHandshakePage *self = STEPSHAKE_HANDSHAKE_PAGE (object);
    for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL;)
        gtk_widget_unparent (child);
    g_clear_object (&self->flow_pane);
    G_OBJECT_CLASS (stepshake_handshake_page_parent_class)->dispose (object);
}

static void stepshake_handshake_page_class_init (StepshakeHandshakePageClass *class)
{
    G_OBJECT_CLASS (class)->dispose = dispose;
    gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void stepshake_handshake_page_init (StepshakeHandshakePage *self)
{
    self->rows = STEPSHAKE_SPLIT (stepshake_split_new (GTK_ORIENTATION_VERTICAL));
    self->top = STEPSHAKE_SPLIT (stepshake_split_new (GTK_ORIENTATION_HORIZONTAL));
    stepshake_split_append (self->rows, GTK_WIDGET (self->top), 53);
    gtk_widget_set_parent (GTK_WIDGET (self->rows), GTK_WIDGET (self));
}

static GtkWidget *make_messages (StepshakeHandshakePage *self, StepshakeSession *session)
{
    StepshakeLadder *ladder = g_object_new (STEPSHAKE_TYPE_LADDER, NULL);
    stepshake_ladder_set_session (ladder, session);
    self->ladder = GTK_WIDGET (ladder);
    GtkWidget *scroller = gtk_scrolled_window_new ();
    gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                    GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (ladder));
    gtk_widget_set_vexpand (scroller, TRUE);
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
    gtk_box_append (GTK_BOX (box), scroller);
    gtk_box_append (GTK_BOX (box), stepshake_overheard_new (session));
    GtkWidget *pane = stepshake_pane_new ("Messages", box);
    stepshake_pane_add_tool (STEPSHAKE_PANE (pane), stepshake_observer_bar_new (session));
    return pane;
}

GtkWidget *stepshake_handshake_page_new (StepshakeSession *session)
{
    StepshakeHandshakePage *self = g_object_new (STEPSHAKE_TYPE_HANDSHAKE_PAGE, NULL);
    self->messages = make_messages (self, session);
    stepshake_split_append (self->top, self->messages, 73);
    self->flow = STEPSHAKE_FLOW_PANEL (stepshake_flow_panel_new (session));
    self->flow_pane = g_object_ref_sink (stepshake_pane_new ("Flowchart", GTK_WIDGET (self->flow)));
    stepshake_pane_add_tool (STEPSHAKE_PANE (self->flow_pane),
                             stepshake_flow_panel_get_tools (self->flow));
    gtk_widget_add_css_class (self->flow_pane, "flow-pane");
    stepshake_split_append (self->top, self->flow_pane, 27);
    self->inspector = STEPSHAKE_INSPECTOR (stepshake_inspector_new (session));
    stepshake_split_append (self->rows, GTK_WIDGET (self->inspector), 47);
    return GTK_WIDGET (self);
}
