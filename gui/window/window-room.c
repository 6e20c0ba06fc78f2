/* How the layout fits the room. Room is counted in ems: at 200 % text a window of 1440 pixels is as
 * narrow as one of 720. (AdwBreakpoint does not exist yet in libadwaita 1.2.) */
#include "window/private.h"

static double text_scale (void)
{
    int dpi = 0;
    g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &dpi, NULL);
    return dpi > 0 ? dpi / 1024.0 / 96.0 : 1;
}

static StepshakeRoom room_for (int width, int height)
{
    double scale = text_scale ();
    if (width / scale >= 1200)
        return STEPSHAKE_WIDE;
    return width / scale < 860 || height / scale < 620 ? STEPSHAKE_COMPACT : STEPSHAKE_NARROW;
}

static void apply_room (StepshakeWindow *self)
{
    bool wide = self->room == STEPSHAKE_WIDE, compact = self->room == STEPSHAKE_COMPACT;
    gtk_widget_set_visible (self->pages_wide, wide);
    gtk_widget_set_visible (GTK_WIDGET (self->pages_narrow), !wide);
    gtk_label_set_label (GTK_LABEL (self->badge),
                         wide ? "Simulation: keys are public" : "Simulation");
    gtk_widget_set_visible (self->badge, !compact || !self->projector);
    adw_button_content_set_label (self->lessons_content, compact ? "" : "Lessons");
    stepshake_transport_set_layout (self->transport, !wide, self->projector);
    if (self->handshake != NULL)
        stepshake_handshake_page_set_room (self->handshake, self->room);
    if (self->compare != NULL)
        stepshake_compare_page_set_narrow (self->compare, !wide);
    if (compact)
        gtk_widget_add_css_class (GTK_WIDGET (self), "compact");
    else
        gtk_widget_remove_css_class (GTK_WIDGET (self), "compact");
}

static gboolean apply_later (gpointer data)
{
    StepshakeWindow *self = data;
    self->room_idle = 0;
    apply_room (self);
    return G_SOURCE_REMOVE;
}

void window_fit_room (StepshakeWindow *self, int width, int height)
{
    StepshakeRoom room = room_for (width, height);
    if (self->room_known && room == self->room)
        return;
    self->room = room;
    if (!self->room_known) {
        self->room_known = true;
        apply_room (self);
    } else if (self->room_idle == 0) {
        /* Not while sizes are being given out. */
        self->room_idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, apply_later, self, NULL);
    }
}

static void on_text_size_changed (StepshakeWindow *self)
{
    int width = gtk_widget_get_width (GTK_WIDGET (self));
    if (width > 0)
        window_fit_room (self, width, gtk_widget_get_height (GTK_WIDGET (self)));
}

void window_watch_room (StepshakeWindow *self)
{
    g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-xft-dpi",
                             G_CALLBACK (on_text_size_changed), self, G_CONNECT_SWAPPED);
}

/* No sidebar, half as large again, and the moment as one large sentence. */
void window_set_projector (StepshakeWindow *self, bool projector)
{
    if (self->projector == projector)
        return;
    self->projector = projector;
    GtkSettings *settings = gtk_settings_get_default ();
    if (projector) {
        self->sidebar_before = adw_flap_get_reveal_flap (self->flap);
        g_object_get (settings, "gtk-xft-dpi", &self->dpi_before, NULL);
        int dpi = self->dpi_before > 0 ? self->dpi_before : 96 * 1024;
        g_object_set (settings, "gtk-xft-dpi", dpi * 3 / 2, NULL);
        gtk_window_fullscreen (GTK_WINDOW (self));
    } else {
        g_object_set (settings, "gtk-xft-dpi", self->dpi_before, NULL);
        gtk_window_unfullscreen (GTK_WINDOW (self));
    }
    adw_flap_set_reveal_flap (self->flap, projector ? FALSE : self->sidebar_before);
    apply_room (self);
}
