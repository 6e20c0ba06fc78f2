/* Coming back with a ticket (psk_dhe_ke), traced and in memory, against GnuTLS, which traces
 * nothing. On each connection the server gives a ticket, and the client takes it in. */
#include "control/run.h"
#include "gnutls-pair.h"
#include "measure.h"
#include "pki/identity.h"

#include <stdio.h>
#include <string.h>

static const char host[] = "server.example";

enum {
    ROUNDS = 101,
    BATCH = 3,
    EPOCH = 1788264000, /* 2026-09-01T12:00:00Z, when scenarios start */
    AES_128_GCM = 0x1301,
    X25519 = 0x001d,
    ECDSA = 0x0403
};

typedef struct {
    TlsConfig *client, *server;
    GnutlsPair *gnutls;
    ControlRun *run;     /* a new one for each batch: a full handshake, then those that count */
    unsigned connection; /* that is still to come or under way in it, counted from 0 */
} Bench;

static void set_only (GArray *list, uint16_t value)
{
    g_array_set_size (list, 0);
    g_array_append_val (list, value);
}

static TlsConfig *config_new (TlsRole role)
{
    TlsConfig *config = tls_config_new (role);
    set_only (config->cipher_suites, AES_128_GCM);
    set_only (config->groups, X25519);
    set_only (config->key_shares, X25519);
    set_only (config->signature_schemes, ECDSA);
    return config;
}

static Bench *bench_new (void)
{
    g_autoptr (GError) error = NULL;
    Bench *self = g_new0 (Bench, 1);
    g_autoptr (PkiIdentity) identity = pki_identity_builtin ("ecdsa", host, &error);
    g_assert_no_error (error);
    g_autoptr (PkiTrust) trust = pki_trust_new ("teaching-root", &error);
    g_assert_no_error (error);
    self->client = config_new (TLS_CLIENT);
    self->client->trust = pki_trust_ref (trust);
    self->client->server_name = g_strdup (host);
    self->client->use_tickets = true;
    self->server = config_new (TLS_SERVER);
    self->server->identity = pki_identity_ref (identity);
    self->server->tickets = 1;

    g_autofree char *chain = pki_identity_chain_pem (identity);
    g_autofree char *key = pki_identity_key_pem (identity);
    g_autofree char *anchors = pki_trust_pem (trust);
    self->gnutls = gnutls_pair_new (chain, key, anchors, host, EPOCH);
    return self;
}

static void bench_free (Bench *self)
{
    g_clear_pointer (&self->run, control_run_free);
    tls_config_unref (self->client);
    tls_config_unref (self->server);
    gnutls_pair_free (self->gnutls);
    g_free (self);
}

static const TraceEvent *last_event (const Bench *self)
{
    return trace_event (control_run_trace (self->run), (unsigned)control_cursor (self->run));
}

/* To the first event of the next one, or to the end: each batch meets each event once. */
static void run_connection (void *data)
{
    Bench *self = data;
    self->connection++;
    while (control_step (self->run, CONTROL_BY_EVENT))
        if (last_event (self)->connection > self->connection)
            return;
}

static void full_handshake_first (void *data)
{
    Bench *self = data;
    g_clear_pointer (&self->run, control_run_free);
    self->run = control_run_new_with (self->client, self->server, "1", EPOCH, NULL, NULL, NULL);
    for (unsigned i = 0; i < BATCH; i++)
        control_run_add (self->run, self->client, self->server, 0);
    self->connection = 0;
    run_connection (self);
}

static void gnutls_full_handshake_first (void *data)
{
    Bench *self = data;
    bool ticket = gnutls_pair_get_ticket (self->gnutls);
    g_assert (ticket);
}

static void gnutls_resumes (void *data)
{
    Bench *self = data;
    bool resumed = gnutls_pair_resume (self->gnutls);
    g_assert (resumed);
}

/* Every connection that counted was one with a pre-shared key: one Certificate was shown in all. */
static void check (const Bench *self)
{
    const Trace *trace = control_run_trace (self->run);
    unsigned certificates = 0, finished = 0;
    g_assert (control_at_end (self->run) && self->connection == BATCH + 1);
    g_assert (g_str_equal (control_outcome (self->run), "established"));
    for (unsigned i = 0; i < last_event (self)->now.n_messages; i++) {
        const char *name = trace_message_name (trace_message (trace, (int)i));
        certificates += g_str_equal (name, "Certificate");
        finished += g_str_equal (name, "Finished");
    }
    g_assert (certificates == 1 && finished == 2 * (BATCH + 1));
}

int main (void)
{
    Bench *self = bench_new ();
    Measure measures[] = {
        {"our resumption, with its trace", run_connection, self, BATCH, full_handshake_first},
        {"GnuTLS's resumption", gnutls_resumes, self, BATCH, gnutls_full_handshake_first},
    };
    measure_all (measures, G_N_ELEMENTS (measures), ROUNDS);
    check (self);
    for (unsigned i = 0; i < G_N_ELEMENTS (measures); i++)
        printf ("%-40s %8.1f µs\n", measures[i].name, measures[i].microseconds);
    bool fast = measure_at_least ("resumptions per second, ours / GnuTLS's",
                                  measures[1].microseconds / measures[0].microseconds, 1.0);
    bench_free (self);
    return fast ? 0 : 1;
}
