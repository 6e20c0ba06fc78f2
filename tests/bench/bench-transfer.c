/* 16 MiB of application data through an established connection in memory, its trace kept at event
 * level, against the AEAD alone: the same bytes sealed and opened in records of the same size; and
 * against the same transfer on a connection that has a long trace already. */
#include "control/run.h"
#include "crypto/aead.h"
#include "measure.h"
#include "pki/identity.h"

#include <stdio.h>
#include <string.h>

enum {
    ROUNDS = 21,
    TRANSFERS_BEFORE = 10,
    EPOCH = 1788264000, /* 2026-09-01T12:00:00Z, when scenarios start */
    TRANSFER = 16 << 20,
    RECORD = 1 << 14,   /* the most that one may carry (RFC 9846 section 5.1) */
    PIECE = 4 * RECORD, /* what the applications write and read at once */
    TAG = 16
};

typedef struct {
    TlsConfig *client, *server;
    ControlRun *run;      /* a new one for each transfer */
    ControlRun *used_run; /* one for all */
    uint8_t *data;
    bool compare;      /* what has arrived with what was sent */
    unsigned n_events; /* of the transfer */
    /* for the AEAD alone */
    const CryptoAead *aead;
    uint8_t inner[RECORD + 1], sealed[RECORD + 1 + TAG], opened[RECORD + 1];
} Bench;

static TlsConfig *config_new (TlsRole role)
{
    static const uint16_t aes_128_gcm = 0x1301;
    TlsConfig *config = tls_config_new (role);
    g_array_set_size (config->cipher_suites, 0);
    g_array_append_val (config->cipher_suites, aes_128_gcm);
    config->hold_open = true;
    return config;
}

static Bench *bench_new (void)
{
    g_autoptr (GError) error = NULL;
    Bench *self = g_new0 (Bench, 1);
    self->client = config_new (TLS_CLIENT);
    self->server = config_new (TLS_SERVER);
    self->server->identity = pki_identity_builtin ("ecdsa", "server.example", &error);
    g_assert_no_error (error);
    self->data = g_malloc (TRANSFER);
    for (size_t i = 0; i < TRANSFER; i++)
        self->data[i] = (uint8_t)(i * 2654435761u >> 24);
    self->aead = crypto_aead_find ("AES-128-GCM");
    return self;
}

static void bench_free (Bench *self)
{
    g_clear_pointer (&self->run, control_run_free);
    g_clear_pointer (&self->used_run, control_run_free);
    tls_config_unref (self->client);
    tls_config_unref (self->server);
    g_free (self->data);
    g_free (self);
}

static void step (ControlRun *run)
{
    bool moved = control_step (run, CONTROL_BY_EVENT);
    g_assert (moved);
}

static ControlRun *establish (Bench *self)
{
    ControlRun *run =
        control_run_new_with (self->client, self->server, "1", EPOCH, NULL, NULL, NULL);
    trace_set_level (control_run_trace (run), TRACE_KEEP_EVENTS);
    while (tls_party_state (control_run_party (run, TLS_SERVER)) != TLS_CONNECTED)
        step (run);
    return run;
}

static void transfer (Bench *self, ControlRun *run)
{
    TlsParty *client = control_run_party (run, TLS_CLIENT);
    TlsParty *server = control_run_party (run, TLS_SERVER);
    unsigned before = trace_length (control_run_trace (run));
    for (size_t at = 0; at < TRANSFER; at += PIECE) {
        tls_party_send (client, base_span (self->data + at, PIECE));
        while (tls_party_received_data (server).size < PIECE)
            step (run);
        if (self->compare)
            g_assert (memcmp (tls_party_received_data (server).data, self->data + at, PIECE) == 0);
        tls_party_drop_received (server);
    }
    self->n_events = trace_length (control_run_trace (run)) - before;
}

static void make_new (void *data)
{
    Bench *self = data;
    g_clear_pointer (&self->run, control_run_free);
    self->run = establish (self);
}

static void transfer_on_new (void *data)
{
    Bench *self = data;
    transfer (self, self->run);
}

static void transfer_on_used (void *data)
{
    Bench *self = data;
    transfer (self, self->used_run);
}

/* The first of them looks at what has arrived. */
static void use (Bench *self)
{
    self->used_run = establish (self);
    self->compare = true;
    transfer (self, self->used_run);
    self->compare = false;
    for (unsigned i = 1; i < TRANSFERS_BEFORE; i++)
        transfer (self, self->used_run);
}

static void seal_and_open (void *data)
{
    static const uint8_t key[16] = {1}, nonce[CRYPTO_AEAD_NONCE_SIZE] = {2};
    static const uint8_t header[] = {23, 3, 3, (RECORD + 1 + TAG) >> 8, (RECORD + 1 + TAG) & 0xff};
    Bench *self = data;
    BaseSpan ad = base_span (header, sizeof header);
    for (size_t at = 0; at < TRANSFER; at += RECORD) {
        memcpy (self->inner, self->data + at, RECORD);
        self->inner[RECORD] = 23;
        crypto_aead_seal (self->aead, base_span (key, sizeof key), nonce, ad,
                          base_span (self->inner, sizeof self->inner), self->sealed);
        bool genuine =
            crypto_aead_open (self->aead, base_span (key, sizeof key), nonce, ad,
                              base_span (self->sealed, sizeof self->sealed), self->opened);
        g_assert (genuine);
    }
}

enum { OURS, USED, AEAD, N_MEASURES };

int main (void)
{
    Bench *self = bench_new ();
    Measure measures[N_MEASURES] = {
        [OURS] = {"16 MiB through a connection, traced", transfer_on_new, self, 1, make_new},
        [USED] = {"the same behind more than 160 MiB", transfer_on_used, self, 1},
        [AEAD] = {"16 MiB sealed and opened, AEAD alone", seal_and_open, self, 1},
    };
    use (self);
    measure_all (measures, N_MEASURES, ROUNDS);

    for (unsigned i = 0; i < N_MEASURES; i++)
        printf ("%-40s %8.1f ms  %6.0f MiB/s\n", measures[i].name, measures[i].microseconds / 1e3,
                TRANSFER / 1048576.0 / (measures[i].microseconds / 1e6));
    printf ("the trace of each transfer has %u events\n", self->n_events);
    bool fast = measure_at_least ("speed of the transfer / of its AEAD alone",
                                  measures[AEAD].microseconds / measures[OURS].microseconds, 0.5);
    bool steady = measure_at_most ("the same behind a long trace / behind a short one",
                                   measures[USED].microseconds / measures[OURS].microseconds, 1.5);
    bench_free (self);
    return fast && steady ? 0 : 1;
}
