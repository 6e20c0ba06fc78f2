#include "gnutls-pair.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <string.h>

#define COMMON ":+CTYPE-X509:+AEAD:+AES-128-GCM:+GROUP-X25519:+SIGN-ECDSA-SECP256R1-SHA256"

static const char priority13[] = "NONE:+VERS-TLS1.3" COMMON;
/* The curve of the certificate is one of the groups (RFC 8422 section 5.3). */
static const char priority12[] =
    "NONE:+VERS-TLS1.2:+ECDHE-ECDSA" COMMON ":+SIGN-ECDSA-SHA256:+GROUP-SECP256R1";

struct GnutlsPair {
    gnutls_certificate_credentials_t client, server;
    gnutls_priority_t priority;
    char *host;
    gnutls_datum_t ticket_key;
    gnutls_datum_t session; /* what the client keeps to come back; none: empty */
    bool tickets;           /* the server gives one on each connection */
    bool keep_ticket;       /* the client takes one from the next connection */
    bool resumed;           /* the last connection, as both see it */
};

static time_t now;

static time_t virtual_time (time_t *out)
{
    if (out != NULL)
        *out = now;
    return now;
}

static gnutls_datum_t datum (const char *text)
{
    return (gnutls_datum_t){(unsigned char *)text, (unsigned)strlen (text)};
}

GnutlsPair *gnutls_pair_new (bool tls12, const char *chain_pem, const char *key_pem,
                             const char *trust_pem, const char *host, gint64 unix_time)
{
    now = unix_time;
    gnutls_global_set_time_function (virtual_time);
    GnutlsPair *self = g_new0 (GnutlsPair, 1);
    gnutls_datum_t chain = datum (chain_pem), key = datum (key_pem), trust = datum (trust_pem);
    gnutls_certificate_allocate_credentials (&self->client);
    gnutls_certificate_allocate_credentials (&self->server);
    int roots = gnutls_certificate_set_x509_trust_mem (self->client, &trust, GNUTLS_X509_FMT_PEM);
    int loaded =
        gnutls_certificate_set_x509_key_mem (self->server, &chain, &key, GNUTLS_X509_FMT_PEM);
    int known = gnutls_priority_init (&self->priority, tls12 ? priority12 : priority13, NULL);
    int keyed = gnutls_session_ticket_key_generate (&self->ticket_key);
    g_assert (roots > 0 && loaded >= 0 && known == 0 && keyed == 0);
    self->host = g_strdup (host);
    return self;
}

void gnutls_pair_free (GnutlsPair *self)
{
    gnutls_certificate_free_credentials (self->client);
    gnutls_certificate_free_credentials (self->server);
    gnutls_priority_deinit (self->priority);
    gnutls_free (self->ticket_key.data);
    gnutls_free (self->session.data);
    g_free (self->host);
    g_free (self);
}

typedef struct {
    gnutls_session_t session;
    GByteArray *in, *out; /* borrowed */
} End;

static ssize_t push (gnutls_transport_ptr_t data, const void *bytes, size_t size)
{
    End *end = data;
    g_byte_array_append (end->out, bytes, (guint)size);
    return (ssize_t)size;
}

static ssize_t pull (gnutls_transport_ptr_t data, void *bytes, size_t size)
{
    End *end = data;
    if (end->in->len == 0) {
        gnutls_transport_set_errno (end->session, EAGAIN);
        return -1;
    }
    size = MIN (size, end->in->len);
    memcpy (bytes, end->in->data, size);
    g_byte_array_remove_range (end->in, 0, (guint)size);
    return (ssize_t)size;
}

static int pull_timeout (gnutls_transport_ptr_t data, unsigned milliseconds)
{
    End *end = data;
    return end->in->len > 0;
}

static void end_open (End *end, const GnutlsPair *pair, unsigned role, GByteArray *in,
                      GByteArray *out)
{
    end->in = in;
    end->out = out;
    gnutls_init (&end->session, role | GNUTLS_NONBLOCK | GNUTLS_NO_AUTO_SEND_TICKET);
    gnutls_priority_set (end->session, pair->priority);
    gnutls_credentials_set (end->session, GNUTLS_CRD_CERTIFICATE,
                            role == GNUTLS_CLIENT ? pair->client : pair->server);
    gnutls_transport_set_ptr (end->session, end);
    gnutls_transport_set_push_function (end->session, push);
    gnutls_transport_set_pull_function (end->session, pull);
    gnutls_transport_set_pull_timeout_function (end->session, pull_timeout);
    if (role != GNUTLS_CLIENT) {
        if (pair->tickets)
            gnutls_session_ticket_enable_server (end->session, &pair->ticket_key);
        return;
    }
    if (pair->session.data != NULL)
        gnutls_session_set_data (end->session, pair->session.data, pair->session.size);
    gnutls_server_name_set (end->session, GNUTLS_NAME_DNS, pair->host, strlen (pair->host));
    gnutls_session_set_verify_cert (end->session, pair->host, 0);
}

static int handshake (gnutls_session_t session)
{
    return gnutls_handshake (session);
}

static int bye (gnutls_session_t session)
{
    return gnutls_bye (session, GNUTLS_SHUT_RDWR);
}

/* Lets both sides WORK in turn until both are done. */
static bool drive (End *client, End *server, int (*work) (gnutls_session_t session))
{
    int a = GNUTLS_E_AGAIN, b = GNUTLS_E_AGAIN;
    while (a != GNUTLS_E_SUCCESS || b != GNUTLS_E_SUCCESS) {
        if (a != GNUTLS_E_SUCCESS)
            a = work (client->session);
        if (b != GNUTLS_E_SUCCESS)
            b = work (server->session);
        if (gnutls_error_is_fatal (a) || gnutls_error_is_fatal (b))
            return false;
    }
    return true;
}

/* One, as ours does. Reading is what takes it in. */
static bool give_ticket (End *client, End *server)
{
    char nothing;
    return gnutls_session_ticket_send (server->session, 1, 0) == 0 &&
           gnutls_record_recv (client->session, &nothing, 1) == GNUTLS_E_AGAIN;
}

bool gnutls_pair_connect (GnutlsPair *self)
{
    g_autoptr (GByteArray) up = g_byte_array_new ();
    g_autoptr (GByteArray) down = g_byte_array_new ();
    End client, server;
    end_open (&client, self, GNUTLS_CLIENT, down, up);
    end_open (&server, self, GNUTLS_SERVER, up, down);
    bool done = drive (&client, &server, handshake);
    if (done && self->tickets)
        done = give_ticket (&client, &server);
    if (done && self->keep_ticket)
        done = gnutls_session_get_data2 (client.session, &self->session) == 0;
    self->resumed = done && gnutls_session_is_resumed (client.session) != 0 &&
                    gnutls_session_is_resumed (server.session) != 0;
    done = done && drive (&client, &server, bye);
    gnutls_deinit (client.session);
    gnutls_deinit (server.session);
    return done;
}

bool gnutls_pair_get_ticket (GnutlsPair *self)
{
    gnutls_free (self->session.data);
    self->session = (gnutls_datum_t){NULL, 0};
    self->tickets = self->keep_ticket = true;
    bool connected = gnutls_pair_connect (self);
    self->keep_ticket = false;
    return connected && self->session.size > 0;
}

bool gnutls_pair_resume (GnutlsPair *self)
{
    return gnutls_pair_connect (self) && self->resumed;
}
