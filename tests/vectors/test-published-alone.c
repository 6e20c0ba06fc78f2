/* Published traces, byte for byte: each of our parties alone against the recorded bytes of the
 * other. */
#include "parties.h"

typedef struct {
    TlsRole role;
    size_t piece;
    Trace *trace;
    BaseClock clock;
    CryptoRandom *random;
    TlsParty *party;
} Solo;

static void solo_init (Solo *solo, TlsRole role, size_t piece)
{
    g_autoptr (TlsConfig) config = parties_config (role);
    *solo = (Solo){.role = role, .piece = piece, .trace = trace_new ()};
    solo->clock.epoch = parties_epoch ();
    solo->random = crypto_random_new ("1", 1, trace_party_name ((TraceParty)role));
    parties_inject (role, solo->random, NULL);
    solo->party = tls_party_new (config, 1, solo->random, solo->trace, &solo->clock);
}

static void solo_clear (Solo *solo)
{
    tls_party_free (solo->party);
    crypto_random_free (solo->random);
    trace_free (solo->trace);
}

static void solo_move (Solo *solo)
{
    while (tls_party_step (solo->party))
        ;
}

/* The peer's record NAME arrives, in pieces. */
static void solo_hears (Solo *solo, const char *name)
{
    BaseSpan record = parties_vector (name);
    for (size_t at = 0; at < record.size; at += solo->piece) {
        size_t size = MIN (solo->piece, record.size - at);
        tls_party_receive (solo->party, base_span (record.data + at, size), -1);
        solo_move (solo);
    }
    g_assert_cmpstr (base_cause_name (tls_party_cause (solo->party)), ==, "NONE");
}

/* The party's next record is NAME. */
static void solo_says (Solo *solo, const char *name)
{
    solo_move (solo);
    int record = tls_party_take (solo->party);
    if (record < 0)
        g_error ("no %s comes", name);
    parties_check (name, base_span_bytes (trace_record (solo->trace, record)->sent));
}

/* What makes the party say RECORD, when that is not the handshake itself. */
static void solo_prompt (Solo *solo, const PublishedRecord *record)
{
    const PublishedMessage *message = &parties_trace->messages[record->first];
    if (parties_says_data (message))
        tls_party_send (solo->party, parties_vector (message->vector));
    else if (g_str_equal (message->vector, "close_notify") && solo->role == TLS_CLIENT)
        tls_party_close (solo->party);
}

static void solo_ends (Solo *solo)
{
    solo_move (solo);
    g_assert_cmpint (tls_party_take (solo->party), ==, -1);
    g_autoptr (GByteArray) heard = parties_heard_by (solo->role);
    g_assert_cmpmem (tls_party_received_data (solo->party).data,
                     tls_party_received_data (solo->party).size, heard->data, heard->len);
    g_assert_cmpstr (trace_outcome_name (tls_party_outcome (solo->party)), ==,
                     parties_has ("close_notify") ? "closed" : "established");
    parties_check_secrets (solo->trace, solo->role);
}

static void alone (const void *which, TlsRole role)
{
    static const size_t pieces[] = {G_MAXSIZE / 2, 1, 3, 64};
    parties_begin (which);
    for (size_t i = 0; i < G_N_ELEMENTS (pieces); i++) {
        Solo solo;
        solo_init (&solo, role, pieces[i]);
        for (const PublishedRecord *record = parties_trace->records; record->vector != NULL;
             record++) {
            if (record->sender != (TraceParty)role) {
                solo_hears (&solo, record->vector);
            } else {
                solo_prompt (&solo, record);
                solo_says (&solo, record->vector);
            }
        }
        solo_ends (&solo);
        solo_clear (&solo);
    }
    parties_end ();
}

static void client_alone (const void *which)
{
    alone (which, TLS_CLIENT);
}

static void server_alone (const void *which)
{
    alone (which, TLS_SERVER);
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS (published); i++) {
        published_test (&published[i], "client-alone", client_alone);
        published_test (&published[i], "server-alone", server_alone);
    }
    return g_test_run ();
}
