#include "handshake/overheard.h"
#include "prose.h"
#include "words.h"

struct _StepshakeOverheard {
    GtkWidget parent_instance;

    StepshakeSession *session; /* borrowed */
    GtkWidget *label;
};

G_DEFINE_TYPE (StepshakeOverheard, stepshake_overheard, GTK_TYPE_WIDGET)

typedef struct {
    GString *clear; /* names of messages in clear */
    unsigned n_sealed;
    size_t sealed_bytes;
} Overheard;

static void listen (Overheard *heard, const Trace *trace, const TraceObserver *observer,
                    int message, int cursor)
{
    const TraceMessage *m = trace_message (trace, message);
    switch (trace_sees_message (trace, observer, message, cursor)) {
    case TRACE_CLEAR:
        g_string_append_printf (heard->clear, "%s%s", heard->clear->len > 0 ? ", " : "",
                                trace_message_name (m));
        break;
    case TRACE_SEALED:
        heard->n_sealed++;
        heard->sealed_bytes += trace_record (trace, m->record)->size;
        break;
    case TRACE_HIDDEN:
        break;
    }
}

char *stepshake_overheard_words (const Trace *trace, const TraceObserver *observer, int cursor)
{
    if (cursor < 0)
        return g_strdup (observer->has_key
                             ? "The thief has the server's private key. Nothing is recorded yet."
                             : "The eavesdropper listens. Nothing is on the wire yet.");
    if (observer->has_key)
        return trace_finding_words (trace, trace_connection (trace, (unsigned)cursor),
                                    (unsigned)cursor);
    Overheard heard = {.clear = g_string_new (NULL)};
    unsigned n = trace_event (trace, cursor)->now.n_messages;
    for (unsigned i = 0; i < n; i++)
        listen (&heard, trace, observer, i, cursor);
    g_autofree char *name =
        trace_lookup (trace, cursor, "ClientHello.server_name.server_name_list[0].host_name", NULL);
    g_autofree char *clear = g_string_free (heard.clear, FALSE);
    g_autofree char *size = stepshake_bytes_words (heard.sealed_bytes);
    g_autoptr (GString) words = g_string_new (NULL);
    if (*clear != '\0')
        g_string_append_printf (words, "Read in clear: %s. ", clear);
    if (name != NULL)
        g_string_append_printf (words,
                                "So the eavesdropper knows whom the client calls (%s) and "
                                "what was offered. ",
                                name);
    if (heard.n_sealed > 0)
        g_string_append_printf (words,
                                "Sealed: %u %s, %s. Of these only time, direction and length are "
                                "known.",
                                heard.n_sealed, heard.n_sealed == 1 ? "record" : "records", size);
    if (words->len == 0)
        g_string_append (words, "The eavesdropper listens. Nothing is on the wire yet.");
    return g_string_free (g_steal_pointer (&words), FALSE);
}

static void refresh (StepshakeOverheard *self)
{
    const TraceObserver *observer = stepshake_session_observer (self->session);
    const Trace *trace = stepshake_session_trace (self->session);
    bool listening = trace != NULL && observer->party < 0 && !observer->omniscient;
    gtk_widget_set_visible (GTK_WIDGET (self), listening);
    if (!listening)
        return;
    g_autofree char *words =
        stepshake_overheard_words (trace, observer, stepshake_session_cursor (self->session));
    gtk_label_set_label (GTK_LABEL (self->label), words);
}

static void dispose (GObject *object)
{
    for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL;)
        gtk_widget_unparent (child);
    G_OBJECT_CLASS (stepshake_overheard_parent_class)->dispose (object);
}

static void stepshake_overheard_class_init (StepshakeOverheardClass *class)
{
    G_OBJECT_CLASS (class)->dispose = dispose;
    gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "overheard");
    gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void stepshake_overheard_init (StepshakeOverheard *self)
{
    self->label = gtk_label_new (NULL);
    stepshake_label_wrap (GTK_LABEL (self->label));
    gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}

GtkWidget *stepshake_overheard_new (StepshakeSession *session)
{
    StepshakeOverheard *self = g_object_new (STEPSHAKE_TYPE_OVERHEARD, NULL);
    self->session = session;
    g_signal_connect_object (session, "selection-changed", G_CALLBACK (refresh), self,
                             G_CONNECT_SWAPPED);
    refresh (self);
    return GTK_WIDGET (self);
}
