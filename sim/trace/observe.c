#include "trace/private.h"

#include <gio/gio.h>
#include <string.h>

static const TraceObserver observers[] = {
    {"everyone", "Everyone", -1, true, false},
    {"client", "Client", TRACE_CLIENT, false, false},
    {"eavesdropper", "Eavesdropper", -1, false, false},
    {"server", "Server", TRACE_SERVER, false, false},
    {"thief", "Key thief", -1, false, true},
    {"attacker", "Attacker", -1, false, false, .attacker = true},
};

const TraceObserver *trace_observer_at (unsigned i)
{
    return i < G_N_ELEMENTS (observers) ? &observers[i] : NULL;
}

const TraceObserver *trace_observer_find (const char *name)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (observers); i++)
        if (g_str_equal (observers[i].name, name))
            return &observers[i];
    return NULL;
}

const TraceObserver *trace_observer_named (const char *name, GError **error)
{
    const TraceObserver *observer = trace_observer_find (name);
    if (observer != NULL)
        return observer;
    GString *names = g_string_new (NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS (observers); i++)
        g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", observers[i].name);
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "“%s” is no observer; allowed are %s", name, names->str);
    g_string_free (names, TRUE);
    return NULL;
}

static bool happened (int event, unsigned cursor)
{
    return event >= 0 && (unsigned)event <= cursor;
}

/* Whether PARTY of CONNECTION is the observer himself; a man in the middle only plays a part. Who
 * sends again what he has recorded need not know what it says. */
static bool is_self (const Trace *trace, const TraceObserver *observer, unsigned connection,
                     TraceParty party)
{
    bool played = trace_is_attacker (trace, connection, party);
    if (observer->attacker && trace_is_replayed (trace, connection))
        return party == TRACE_NETWORK;
    return observer->attacker ? played || party == TRACE_NETWORK
                              : observer->party == (int)party && !played;
}

/* Whether the observer has any part in CONNECTION. */
static bool is_in (const Trace *trace, const TraceObserver *observer, unsigned connection)
{
    return observer->party < 0 ||
           !trace_is_attacker (trace, connection, (TraceParty)observer->party);
}

/* Whether the attacker has the key of RECORD: among the secrets of the two parties that he plays is
 * one of the same value. */
static bool has_key_of (const Trace *trace, const TraceRecord *record, unsigned cursor)
{
    unsigned n = trace_event (trace, cursor)->now.n_secrets;
    if (!trace->middle || record->key < 0)
        return false;
    GBytes *value = trace_secret (trace, record->key)->value;
    for (unsigned i = 0; i < n; i++) {
        const TraceSecret *secret = trace_secret (trace, (int)i);
        if (trace_is_attacker (trace, secret->connection, secret->party) &&
            g_bytes_equal (secret->value, value))
            return true;
    }
    return false;
}

TraceSight trace_sees_message (const Trace *trace, const TraceObserver *observer, int index,
                               unsigned cursor)
{
    const TraceMessage *message = trace_message (trace, index);
    const TraceRecord *record = trace_record (trace, message->record);
    if (observer->omniscient)
        return TRACE_CLEAR;
    if (is_self (trace, observer, message->connection, message->sender))
        return TRACE_CLEAR;
    if (!is_in (trace, observer, message->connection))
        return TRACE_HIDDEN;
    if (observer->party >= 0) {
        if (happened (message->receive_event, cursor))
            return TRACE_CLEAR;
        bool arrived = record->arrived != NULL && happened (record->deliver_event, cursor);
        return arrived ? TRACE_SEALED : TRACE_HIDDEN;
    }
    bool on_wire =
        happened (message->send_event, cursor) || happened (record->deliver_event, cursor);
    if (!on_wire)
        return TRACE_HIDDEN;
    bool opened = (observer->has_key && trace_loot_reads (trace, index)) ||
                  (observer->attacker && has_key_of (trace, record, cursor));
    return message->sealed && !opened ? TRACE_SEALED : TRACE_CLEAR;
}

TraceSight trace_sees_event (const Trace *trace, const TraceObserver *observer, unsigned seq)
{
    const TraceEvent *event = trace_event (trace, seq);
    bool on_wire = event->kind == TRACE_SEND || event->kind == TRACE_DELIVER;
    bool self = is_self (trace, observer, event->connection, (TraceParty)event->party) &&
                !(observer->attacker && on_wire);
    bool here = is_in (trace, observer, event->connection);
    if (observer->omniscient || self || (event->kind == TRACE_CONNECT && here))
        return TRACE_CLEAR;
    if (!here)
        return TRACE_HIDDEN;
    if (!on_wire)
        return TRACE_HIDDEN;
    const TraceRecord *record = event->record >= 0 ? trace_record (trace, event->record) : NULL;
    if (observer->party >= 0) {
        bool arrives = event->kind == TRACE_DELIVER && record != NULL && record->arrived != NULL &&
                       (int)record->sender != observer->party;
        if (!arrives)
            return TRACE_HIDDEN;
    }
    bool opened = (observer->has_key && trace_loot_plain (trace, event->record) != NULL) ||
                  (observer->attacker && record != NULL && has_key_of (trace, record, seq));
    return record != NULL && record->sealed && !opened ? TRACE_SEALED : TRACE_CLEAR;
}

/* Whether the observer can tell which message the event is about. */
static bool names_message (const Trace *trace, const TraceObserver *observer, unsigned seq)
{
    const TraceEvent *event = trace_event (trace, seq);
    if (event->kind != TRACE_SEND || event->message < 0)
        return true;
    return trace_sees_message (trace, observer, event->message, seq) == TRACE_CLEAR;
}

char *trace_event_title_seen (const Trace *trace, const TraceObserver *observer, unsigned seq)
{
    if (trace_sees_event (trace, observer, seq) == TRACE_HIDDEN)
        return g_strdup_printf ("Something happens here that the %s cannot see", observer->name);
    if (names_message (trace, observer, seq))
        return observer->omniscient || observer->attacker ? trace_event_title (trace, seq)
                                                          : trace_title_believed (trace, seq);
    const TraceRecord *record = trace_record (trace, trace_event (trace, seq)->record);
    return g_strdup_printf ("A sealed record of %" G_GSIZE_FORMAT " bytes is on the wire",
                            record->size);
}

char *trace_event_key_seen (const Trace *trace, const TraceObserver *observer, unsigned seq)
{
    return names_message (trace, observer, seq) ? trace_event_key (trace, seq)
                                                : g_strdup ("TLSCiphertext.encrypted_record");
}

const char *trace_event_section_seen (const Trace *trace, const TraceObserver *observer,
                                      unsigned seq)
{
    return names_message (trace, observer, seq)       ? trace_event (trace, seq)->section
           : trace_version (trace, seq) == WIRE_TLS12 ? "RFC 5246 6.2.3"
                                                      : "RFC 9846 5.2";
}

bool trace_is_attacker (const Trace *trace, unsigned connection, TraceParty party)
{
    if (trace_is_replayed (trace, connection))
        return party == TRACE_CLIENT;
    return trace->middle && (connection == 1 ? party == TRACE_SERVER : party == TRACE_CLIENT);
}

bool trace_is_replayed (const Trace *trace, unsigned connection)
{
    return connection <= UINT8_MAX && trace->replayed[connection];
}

int trace_last_of (const Trace *trace, unsigned connection)
{
    for (int i = (int)trace_length (trace) - 1; i >= 0; i--)
        if (trace_event (trace, (unsigned)i)->connection == connection)
            return i;
    return -1;
}

unsigned trace_connection (const Trace *trace, unsigned cursor)
{
    return cursor < trace_length (trace) ? trace_event (trace, cursor)->connection : 1;
}

static uint16_t version_at (const TraceMoment *now)
{
    uint16_t client = now->version[TRACE_CLIENT], server = now->version[TRACE_SERVER];
    /* The server knows it first, and the wire does as soon as it has answered. */
    bool answered = now->phase >= TRACE_PHASE_SERVER_HELLO || client == 0;
    bool older = client == WIRE_TLS12 || (answered && server == WIRE_TLS12);
    return older ? WIRE_TLS12 : WIRE_TLS13;
}

uint16_t trace_version (const Trace *trace, unsigned cursor)
{
    if (cursor >= trace_length (trace))
        return WIRE_TLS13;
    return version_at (&trace_event (trace, cursor)->now);
}

const char *trace_section (Trace *trace, const char *newer, const char *older)
{
    return version_at (trace_now (trace)) == WIRE_TLS12 ? older : newer;
}

/* Whether secret INDEX is called NAME and has a place in the connection at CURSOR. */
static bool answers_to (const Trace *trace, int index, const char *name, unsigned cursor)
{
    const TraceSecret *secret = trace_secret (trace, index);
    bool named = g_str_equal (secret->name, name) ||
                 (secret->old_name != NULL && g_str_equal (secret->old_name, name));
    return named && (secret->connection == trace_connection (trace, cursor) || secret->outlives);
}

int trace_find_secret (const Trace *trace, const char *name, int party, unsigned cursor)
{
    if (trace_length (trace) == 0)
        return -1;
    for (int i = (int)trace_event (trace, cursor)->now.n_secrets - 1; i >= 0; i--)
        if (answers_to (trace, i, name, cursor) &&
            (party < 0 || (int)trace_secret (trace, i)->party == party))
            return i;
    return -1;
}

/* Anybody can recompute what comes from public values alone: HKDF of nothing but zeros, and what
 * follows from it. A Diffie-Hellman result is not among them. */
static bool is_public (const Trace *trace, int index)
{
    const TraceSecret *secret = trace_secret (trace, index);
    /* A long line of key updates: follow it without recursion. */
    while (g_strcmp0 (secret->label, "traffic upd") == 0)
        secret = trace_secret (trace, secret->salt);
    if (!g_str_has_prefix (secret->function, "HKDF") &&
        !g_str_equal (secret->function, "Derive-Secret"))
        return false;
    return (secret->salt < 0 || is_public (trace, secret->salt)) &&
           (secret->ikm < 0 || is_public (trace, secret->ikm));
}

/* RFC 9846 section 7.2: with the next generation of a traffic secret the old one is deleted. */
static bool is_replaced (const Trace *trace, int index, unsigned cursor)
{
    int n = (int)trace_event (trace, cursor)->now.n_secrets;
    for (int i = index + 1; i < n; i++) {
        const TraceSecret *next = trace_secret (trace, i);
        if (next->salt == index && g_strcmp0 (next->label, "traffic upd") == 0)
            return true;
    }
    return false;
}

static bool is_wiped (const Trace *trace, int index, unsigned cursor)
{
    const TraceSecret *secret = trace_secret (trace, index);
    guint at = 2 * (secret->connection - 1) + secret->party;
    if (secret->forgotten != 0 && secret->forgotten <= cursor)
        return true;
    return !secret->outlives && at < trace->wiped->len &&
           happened (g_array_index (trace->wiped, int, at), cursor);
}

bool trace_knows_secret (const Trace *trace, const TraceObserver *observer, int index,
                         unsigned cursor)
{
    if (observer->omniscient)
        return true;
    const TraceSecret *secret = trace_secret (trace, index);
    bool played = trace_is_attacker (trace, secret->connection, secret->party);
    if (observer->party >= 0)
        return (int)secret->party == observer->party && !played &&
               !is_wiped (trace, index, cursor) && !is_replaced (trace, index, cursor);
    return is_public (trace, index) || (observer->attacker && played) ||
           (observer->has_key && trace_loot_holds (trace, index, cursor));
}

bool trace_knows (const Trace *trace, const TraceObserver *observer, const char *name,
                  unsigned cursor)
{
    for (int i = trace_find_secret (trace, name, observer->party, cursor); i >= 0; i--) {
        if (answers_to (trace, i, name, cursor) && trace_knows_secret (trace, observer, i, cursor))
            return true;
        /* The two parties' copies may differ: the thief may have worked out the older one. */
        if (!observer->has_key && !observer->attacker)
            return false;
    }
    return false;
}

/* ---- Recomputing ---- */

GBytes *trace_secret_info (const Trace *trace, int index)
{
    const TraceSecret *secret = trace_secret (trace, index);
    if (secret->label == NULL || g_str_equal (secret->function, "PRF"))
        return NULL;
    BaseSpan context = base_span_bytes (secret->context);
    GByteArray *out = g_byte_array_new ();
    g_autofree char *label = g_strconcat ("tls13 ", secret->label, NULL);
    base_append_number (out, g_bytes_get_size (secret->value), 2);
    base_append_number (out, strlen (label), 1);
    base_append_span (out, base_span_text (label));
    base_append_number (out, context.size, 1);
    base_append_span (out, context);
    return g_byte_array_free_to_bytes (out);
}

static char *input_hex (const Trace *trace, int index, CryptoHash hash)
{
    if (index >= 0)
        return base_hex (base_span_bytes (trace_secret (trace, index)->value));
    uint8_t zeros[CRYPTO_MAX_HASH_SIZE] = {0};
    return base_hex (base_span (zeros, crypto_hash_size (hash)));
}

/* RFC 5246 section 5: the label stands in front of the seed. */
static char *prf_command (const TraceSecret *secret, const char *from)
{
    g_autofree char *label = base_hex (base_span_text (secret->label));
    g_autofree char *seed = base_hex (base_span_bytes (secret->context));
    return g_strdup_printf ("openssl kdf -keylen %" G_GSIZE_FORMAT
                            " -kdfopt digest:%s -kdfopt hexsecret:%s -kdfopt hexseed:%s%s TLS1-PRF",
                            g_bytes_get_size (secret->value), crypto_hash_name (secret->hash), from,
                            label, seed);
}

char *trace_secret_command (const Trace *trace, int index)
{
    const TraceSecret *secret = trace_secret (trace, index);
    gsize size = g_bytes_get_size (secret->value);
    g_autofree char *salt = input_hex (trace, secret->salt, secret->hash);
    if (g_str_equal (secret->function, "HKDF-Extract")) {
        g_autofree char *ikm = input_hex (trace, secret->ikm, secret->hash);
        return g_strdup_printf ("openssl kdf -keylen %" G_GSIZE_FORMAT
                                " -kdfopt digest:%s -kdfopt mode:EXTRACT_ONLY -kdfopt hexsalt:%s "
                                "-kdfopt hexkey:%s HKDF",
                                size, crypto_hash_name (secret->hash), salt, ikm);
    }
    if (g_str_equal (secret->function, "PRF"))
        return prf_command (secret, salt);
    if (g_str_equal (secret->function, "slice"))
        return g_strdup_printf ("printf %%s %s | cut -c %u-%u", salt, 2 * secret->offset + 1,
                                2 * (secret->offset + (unsigned)size));
    g_autoptr (GBytes) info = trace_secret_info (trace, index);
    if (info == NULL)
        return NULL;
    g_autofree char *hex = base_hex (base_span_bytes (info));
    return g_strdup_printf ("openssl kdf -keylen %" G_GSIZE_FORMAT
                            " -kdfopt digest:%s -kdfopt mode:EXPAND_ONLY -kdfopt hexkey:%s "
                            "-kdfopt hexinfo:%s HKDF",
                            size, crypto_hash_name (secret->hash), salt, hex);
}
