#include "export/keylog.h"

#include "export/formats.h"

/* The random of the ClientHello as PARTY has it: after a change on the wire the two differ. */
static const WireClientHello *client_hello (const ExportView *view, TraceParty party,
                                            unsigned connection)
{
    const WireClientHello *found = NULL;
    for (unsigned i = 0; i < view->now.n_messages; i++) {
        const TraceMessage *message = trace_message (view->trace, (int)i);
        WireMessage *content = party == message->sender ? message->sent : message->received;
        if (message->connection == connection && content != NULL &&
            content->row->id == WIRE_CLIENT_HELLO)
            found = content->body;
    }
    return found;
}

/* Who seals with a secret is the one whose value opens the records, should the parties differ. */
static TraceParty owner (const TraceSecret *secret)
{
    return g_str_has_prefix (secret->keylog, "SERVER_") ? TRACE_SERVER : TRACE_CLIENT;
}

static bool has_owners_copy (const ExportView *view, const TraceSecret *secret)
{
    for (unsigned i = 0; i < view->now.n_secrets; i++) {
        const TraceSecret *other = trace_secret (view->trace, (int)i);
        if (other->keylog != NULL && other->party == owner (secret) &&
            other->connection == secret->connection &&
            g_str_equal (other->keylog, secret->keylog) && export_sees_secret (view, (int)i))
            return true;
    }
    return false;
}

static void append_line (const ExportView *view, const TraceSecret *secret, GString *out)
{
    const WireClientHello *hello = client_hello (view, secret->party, secret->connection);
    if (hello == NULL)
        return;
    g_autofree char *random = base_hex (hello->random);
    g_autofree char *value = base_hex (base_span_bytes (secret->value));
    g_string_append_printf (out, "%s %s %s\n", secret->keylog, random, value);
}

char *export_keylog_text (const ExportView *view)
{
    GString *out = g_string_new (NULL);
    for (unsigned i = 0; i < view->now.n_secrets; i++) {
        const TraceSecret *secret = trace_secret (view->trace, (int)i);
        if (secret->keylog == NULL || !export_sees_secret (view, (int)i))
            continue;
        if (secret->party == owner (secret) || !has_owners_copy (view, secret))
            append_line (view, secret, out);
    }
    return g_string_free (out, FALSE);
}

GBytes *export_write_keylog (const Trace *trace, const Scenario *scenario, int cursor,
                             const TraceObserver *observer)
{
    ExportView view = export_view (trace, scenario, cursor, observer);
    char *text = export_keylog_text (&view);
    return g_bytes_new_take (text, strlen (text));
}
