/* Keys. Plain ones (arrows, Space) must not be application accelerators: those would fire while one
 * types in an entry. Here they come in the bubble phase, when nobody below wanted them. */
#include "window/private.h"

static const struct {
    const char *keys, *action, *target;
} shortcuts[] = {
    {"Right", "win.step", NULL},
    {"Left", "win.back", NULL},
    {"Down", "win.over", NULL},
    {"Up", "win.back-over", NULL},
    {"Home", "win.to-start", NULL},
    {"End", "win.to-end", NULL},
    {"space", "win.play", NULL},
    {"b", "win.toggle-break", NULL},
    {"x", "win.break", NULL},
    {"slash|<Control>f", "win.find", NULL},
    {"<Control>Down", "win.next-message", NULL},
    {"<Control>Up", "win.previous-message", NULL},
    {"Page_Down", "win.next-page", NULL},
    {"Page_Up", "win.previous-page", NULL},
    {"<Alt>1", "win.page", "'handshake'"},
    {"<Alt>2", "win.page", "'secrets'"},
    {"<Alt>3", "win.page", "'certificates'"},
    {"<Alt>4", "win.page", "'state-machines'"},
    {"<Alt>5", "win.page", "'compare'"},
    {"<Control>1", "win.observer", "'everyone'"},
    {"<Control>2", "win.observer", "'client'"},
    {"<Control>3", "win.observer", "'eavesdropper'"},
    {"<Control>4", "win.observer", "'server'"},
    {"<Control>5", "win.observer", "'thief'"},
    {"<Control>6", "win.observer", "'attacker'"},
    {"<Control>o", "win.open", NULL},
    {"<Control>l", "win.choose", NULL},
    {"<Control>z", "win.undo", NULL},
    {"<Control>c", "win.copy", "'hex'"},
    {"F9", "win.sidebar", NULL},
    {"F11", "win.projector", NULL},
    {"<Control>question|<Control><Shift>slash", "win.show-help-overlay", NULL},
};

/* An entry has no use for these keys; who types in one does not mean to step either. */
static gboolean on_key (StepshakeWindow *self, guint key)
{
    static const guint stray[] = {GDK_KEY_Up, GDK_KEY_Down, GDK_KEY_Page_Up, GDK_KEY_Page_Down};
    GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
    for (unsigned i = 0; i < G_N_ELEMENTS (stray); i++)
        if (key == stray[i] && GTK_IS_TEXT (focus))
            return GDK_EVENT_STOP;
    return GDK_EVENT_PROPAGATE;
}

void window_add_keys (StepshakeWindow *self)
{
    GtkEventController *controller = gtk_shortcut_controller_new ();
    gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_BUBBLE);
    for (unsigned i = 0; i < G_N_ELEMENTS (shortcuts); i++) {
        GtkShortcut *shortcut =
            gtk_shortcut_new (gtk_shortcut_trigger_parse_string (shortcuts[i].keys),
                              gtk_named_action_new (shortcuts[i].action));
        if (shortcuts[i].target != NULL)
            gtk_shortcut_set_arguments (shortcut, g_variant_new_parsed (shortcuts[i].target));
        gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
    }
    gtk_widget_add_controller (GTK_WIDGET (self), controller);
    /* The last one added is asked first. */
    GtkEventController *keys = gtk_event_controller_key_new ();
    g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
    gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
