#include "transport/transport.h"
#include "transport/timeline.h"

struct _StepshakeTransport {
    GtkWidget parent_instance;

    StepshakeSession *session; /* borrowed */

    /* Template widgets */
    GtkLabel *sentence_above;
    GtkInscription *sentence_beside;
    GtkWidget *start, *back, *step, *over, *end, *play;
    GtkDropDown *grain, *speed;
    StepshakeTimeline *timeline;
};

G_DEFINE_TYPE (StepshakeTransport, stepshake_transport, GTK_TYPE_WIDGET)

static const double speeds[] = {0.5, 1, 2, 4};

static void refresh_sentence (StepshakeTransport *self)
{
    g_autofree char *sentence = stepshake_session_sentence (self->session);
    int cursor = stepshake_session_cursor (self->session);
    g_autofree char *numbered =
        cursor < 0 ? g_strdup (sentence) : g_strdup_printf ("%d · %s", cursor + 1, sentence);
    if (gtk_widget_get_visible (GTK_WIDGET (self->sentence_above)))
        gtk_label_set_label (self->sentence_above, numbered);
    gtk_inscription_set_text (self->sentence_beside, numbered);
}

/* A tooltip that is set asks the X server where the pointer is, each time; one that is asked for
 * does not. */
static gboolean on_sentence_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard,
                                     GtkTooltip *tooltip)
{
    gtk_tooltip_set_text (tooltip, gtk_inscription_get_text (GTK_INSCRIPTION (widget)));
    return TRUE;
}

static void refresh_play (StepshakeTransport *self)
{
    bool playing = stepshake_session_playing (self->session);
    const char *label = playing ? "Pause" : "Play";
    g_autofree char *tip = g_strdup_printf ("%s (Space)", label);
    gtk_button_set_icon_name (GTK_BUTTON (self->play), playing ? "media-playback-pause-symbolic"
                                                               : "media-playback-start-symbolic");
    gtk_widget_set_tooltip_text (self->play, tip);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->play), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    label, -1);
}

static void on_grain_selected (StepshakeTransport *self)
{
    stepshake_session_set_grain (self->session, gtk_drop_down_get_selected (self->grain));
}

static void on_speed_selected (StepshakeTransport *self)
{
    unsigned i = gtk_drop_down_get_selected (self->speed);
    g_object_set (self->session, "speed", speeds[MIN (i, G_N_ELEMENTS (speeds) - 1)], NULL);
}

static void on_grain_changed (StepshakeTransport *self)
{
    gtk_drop_down_set_selected (self->grain, stepshake_session_grain (self->session));
}

void stepshake_transport_set_session (StepshakeTransport *self, StepshakeSession *session)
{
    self->session = session;
    stepshake_timeline_set_session (self->timeline, session);
    g_signal_connect_object (session, "moved", G_CALLBACK (refresh_sentence), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "notify::observer", G_CALLBACK (refresh_sentence), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "notify::playing", G_CALLBACK (refresh_play), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "notify::grain", G_CALLBACK (on_grain_changed), self,
                             G_CONNECT_SWAPPED);
    on_grain_changed (self);
    refresh_sentence (self);
}

void stepshake_transport_set_layout (StepshakeTransport *self, bool narrow, bool large)
{
    gtk_widget_set_visible (GTK_WIDGET (self->sentence_above), narrow || large);
    if (self->session != NULL)
        refresh_sentence (self);
    gtk_widget_set_visible (GTK_WIDGET (self->sentence_beside), !narrow && !large);
    gtk_widget_set_visible (GTK_WIDGET (self->speed), !narrow);
    gtk_label_set_wrap (self->sentence_above, large);
    gtk_label_set_ellipsize (self->sentence_above,
                             large ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END);
    if (large)
        gtk_widget_add_css_class (GTK_WIDGET (self->sentence_above), "projector");
    else
        gtk_widget_remove_css_class (GTK_WIDGET (self->sentence_above), "projector");
}

void stepshake_transport_set_waiting (StepshakeTransport *self, bool waiting)
{
    if (waiting)
        gtk_widget_remove_css_class (self->step, "suggested-action");
    else
        gtk_widget_add_css_class (self->step, "suggested-action");
}

static void dispose (GObject *object)
{
    for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL;)
        gtk_widget_unparent (child);
    G_OBJECT_CLASS (stepshake_transport_parent_class)->dispose (object);
}

static void stepshake_transport_class_init (StepshakeTransportClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
    G_OBJECT_CLASS (class)->dispose = dispose;
    g_type_ensure (STEPSHAKE_TYPE_TIMELINE);
    gtk_widget_class_set_css_name (widget_class, "transport");
    gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TOOLBAR);
    gtk_widget_class_set_template_from_resource (widget_class,
                                                 "/io/github/stepshake/Stepshake/ui/transport.ui");
    gtk_widget_class_bind_template_child (widget_class, StepshakeTransport, sentence_above);
    gtk_widget_class_bind_template_child (widget_class, StepshakeTransport, sentence_beside);
    gtk_widget_class_bind_template_child (widget_class, StepshakeTransport, start);
    gtk_widget_class_bind_template_child (widget_class, StepshakeTransport, back);
    gtk_widget_class_bind_template_child (widget_class, StepshakeTransport, step);
    gtk_widget_class_bind_template_child (widget_class, StepshakeTransport, over);
    gtk_widget_class_bind_template_child (widget_class, StepshakeTransport, end);
    gtk_widget_class_bind_template_child (widget_class, StepshakeTransport, play);
    gtk_widget_class_bind_template_child (widget_class, StepshakeTransport, grain);
    gtk_widget_class_bind_template_child (widget_class, StepshakeTransport, speed);
    gtk_widget_class_bind_template_child (widget_class, StepshakeTransport, timeline);
    gtk_widget_class_bind_template_callback (widget_class, on_sentence_tooltip);
}

static void stepshake_transport_init (StepshakeTransport *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    g_signal_connect_swapped (self->grain, "notify::selected", G_CALLBACK (on_grain_selected),
                              self);
    g_signal_connect_swapped (self->speed, "notify::selected", G_CALLBACK (on_speed_selected),
                              self);
}
