#include "control/private.h"

enum { NEAR, FAR };

static ControlConnection *leg (const ControlRun *self, unsigned which)
{
    return g_ptr_array_index (self->connections, which);
}

/* His party in ROLE. */
static TlsRole role_in (unsigned which)
{
    return which == NEAR ? TLS_SERVER : TLS_CLIENT;
}

bool control_is_attacker (const ControlRun *self, unsigned connection, TlsRole role)
{
    return self->middle != NULL && role_in (connection - 1) == role;
}

/* He says what he is told to say, or what he hears; and closes when he is closed. */
static GBytes *take_words (ControlConnection *connection, TlsRole role)
{
    TlsConfig *config = connection->config[role];
    GBytes **words = role == TLS_CLIENT ? &config->send : &config->reply;
    config->hold_open = true;
    return g_steal_pointer (words);
}

void control_set_middle (ControlRun *self)
{
    self->middle = g_new0 (ControlMiddle, 1);
    for (unsigned which = NEAR; which <= FAR; which++) {
        TlsRole role = role_in (which);
        self->middle->memory[role] = tls_memory_new ();
        GBytes *words = take_words (leg (self, which), role);
        Scenario *scenario = scenario_connection (self->scenario, which + 1);
        if (scenario_says_instead (scenario))
            self->middle->instead[role] = words;
        else
            g_clear_pointer (&words, g_bytes_unref);
    }
    leg (self, FAR)->pause = 0;
    trace_set_middle (self->trace);
}

void control_middle_free (ControlMiddle *middle)
{
    if (middle == NULL)
        return;
    for (int role = TLS_CLIENT; role <= TLS_SERVER; role++) {
        tls_memory_free (middle->memory[role]);
        g_clear_pointer (&middle->instead[role], g_bytes_unref);
    }
    g_free (middle);
}

/* ---- Handing on ---- */

/* The last data that he has read in the connection WHICH: the message, -1. */
static int last_read (const ControlRun *self, unsigned which)
{
    int n = (int)trace_now (self->trace)->n_messages;
    for (int i = n - 1; i >= 0; i--) {
        const TraceMessage *message = trace_message (self->trace, i);
        if (message->connection == which + 1 && message->receive_event >= 0 &&
            (TlsRole)message->sender != role_in (which) &&
            trace_message_content (message)->row->id == WIRE_APPLICATION_DATA)
            return i;
    }
    return -1;
}

static bool is_readable (BaseSpan span)
{
    for (size_t i = 0; i < span.size; i++)
        if (!g_ascii_isprint ((char)span.data[i]))
            return false;
    return span.size > 0 && span.size <= 200;
}

static char *in_words (BaseSpan span)
{
    return is_readable (span) ? g_strdup_printf ("“%.*s”", (int)span.size, (const char *)span.data)
                              : g_strdup_printf ("%" G_GSIZE_FORMAT " bytes", span.size);
}

static void tell (ControlRun *self, unsigned from, BaseSpan read, BaseSpan said)
{
    g_autofree char *one = in_words (read), *other = in_words (said);
    bool same = base_span_equal (read, said);
    trace_enter (self->trace, TRACE_NETWORK, from + 1, &self->clock);
    TraceEvent *event = trace_emit (self->trace, TRACE_TWIST);
    event->label = trace_internf (
        self->trace, same ? "reads %s, and hands it on%s" : "reads %s, and hands on %s", one,
        same ? "" : other);
    event->message = last_read (self, from);
    event->record = event->message >= 0 ? trace_message (self->trace, event->message)->record : -1;
    event->value = base_span_copy (said);
    event->section = trace_section (self->trace, "RFC 9846 F", "RFC 5246 F");
    trace_leave (self->trace);
}

/* What has come in connection FROM and not yet gone on in the other goes on. */
static bool hand_on (ControlRun *self, unsigned from)
{
    unsigned to = from == NEAR ? FAR : NEAR;
    TlsRole hears = role_in (from), says = role_in (to);
    TlsParty *ear = leg (self, from)->party[hears], *mouth = leg (self, to)->party[says];
    if (ear == NULL || mouth == NULL || tls_party_outcome (mouth) != TRACE_ESTABLISHED)
        return false;
    BaseSpan all = tls_party_received_data (ear);
    size_t told = self->middle->told[hears];
    if (all.size == told)
        return false;
    BaseSpan read = base_span (all.data + told, all.size - told);
    self->middle->told[hears] = all.size;
    GBytes *instead = self->middle->instead[says];
    BaseSpan said = instead != NULL ? base_span_bytes (instead) : read;
    tell (self, from, read, said);
    tls_party_send (mouth, said);
    return true;
}

/* Who is closed or failed on one side has nothing more to do on the other. */
static void hand_on_end (ControlRun *self, unsigned from)
{
    unsigned to = from == NEAR ? FAR : NEAR;
    TlsParty *ear = leg (self, from)->party[role_in (from)];
    TlsParty *mouth = leg (self, to)->party[role_in (to)];
    bool ended = ear != NULL && (tls_party_state (ear) == TLS_PEER_CLOSED ||
                                 tls_party_wait (ear) == TLS_WAIT_OVER);
    if (!ended)
        return;
    tls_party_close (ear);
    if (mouth != NULL)
        tls_party_close (mouth);
}

/* ---- Both connections ---- */

static bool is_believed (const ControlRun *self)
{
    return tls_party_outcome (leg (self, NEAR)->party[TLS_SERVER]) == TRACE_ESTABLISHED;
}

static bool move (ControlRun *self)
{
    bool begun = leg (self, FAR)->pipe != NULL;
    if (!begun && is_believed (self))
        return control_next_connection (self);
    if (hand_on (self, NEAR) || hand_on (self, FAR))
        return true;
    hand_on_end (self, NEAR);
    hand_on_end (self, FAR);
    return control_advance_connection (self, leg (self, NEAR)) ||
           (begun && control_advance_connection (self, leg (self, FAR)));
}

bool control_advance_middle (ControlRun *self)
{
    if (move (self) || control_end_connection (self, leg (self, NEAR)) ||
        (leg (self, FAR)->pipe != NULL && control_end_connection (self, leg (self, FAR))))
        return true;
    for (unsigned which = NEAR; which <= FAR; which++)
        leg (self, which)->last = trace_last_of (self->trace, which + 1);
    return false;
}
