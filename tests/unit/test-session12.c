#include "runs.h"
#include "rogue.h"

#include <string.h>

/* Sessions of TLS 1.2 that go on: by id (RFC 5246 section 7.3) and by ticket (RFC 5077), and what
 * keeps them from it. */

static const TraceEvent *end_of (const Trace *trace)
{
    return trace_event (trace, trace_length (trace) - 1);
}

/* The messages of CONNECTION up to its first application data: "C ClientHello, S ServerHello". */
static char *order_of (const Trace *trace, unsigned connection)
{
    GString *out = g_string_new (NULL);
    for (unsigned i = 0; i < end_of (trace)->now.n_messages; i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        if (message->connection != connection)
            continue;
        if (message->sent->row->id == WIRE_APPLICATION_DATA)
            break;
        g_string_append_printf (out, "%s%s %s", out->len > 0 ? ", " : "",
                                message->sender == TRACE_CLIENT ? "C" : "S",
                                message->sent->row->name);
    }
    return g_string_free (out, FALSE);
}

static const WireMessage *message_of (const Trace *trace, unsigned connection, TraceParty sender,
                                      const char *name)
{
    for (unsigned i = 0; i < end_of (trace)->now.n_messages; i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        if (message->sender == sender && message->connection == connection &&
            g_str_equal (message->sent->row->name, name))
            return message->sent;
    }
    return NULL;
}

static BaseSpan secret_of (const Trace *trace, unsigned connection, TraceParty party,
                           const char *name)
{
    for (unsigned i = 0; i < end_of (trace)->now.n_secrets; i++) {
        const TraceSecret *secret = trace_secret (trace, (int)i);
        if (secret->connection == connection && secret->party == party &&
            g_str_equal (secret->name, name))
            return base_span_bytes (secret->value);
    }
    g_error ("no %s in connection %u", name, connection);
}

/* ---- The order of messages ---- */

#define FULL_START \
    "C ClientHello, S ServerHello, S Certificate, S ServerKeyExchange, " \
    "S ServerHelloDone, C ClientKeyExchange, C ChangeCipherSpec, C Finished, "

/* RFC 5246 section 7.3, figures 1 and 2; RFC 5077 section 3.1, figures 1 and 2. */
static void messages_come_in_the_order_of_the_rfcs (void)
{
    static const struct {
        const char *name, *first, *second;
    } runs[] = {
        {"session-resumed", FULL_START "S ChangeCipherSpec, S Finished",
         "C ClientHello, S ServerHello, S ChangeCipherSpec, S Finished, C ChangeCipherSpec, "
         "C Finished"},
        {"session-ticket-resumed", FULL_START "S NewSessionTicket, S ChangeCipherSpec, S Finished",
         "C ClientHello, S ServerHello, S NewSessionTicket, S ChangeCipherSpec, S Finished, "
         "C ChangeCipherSpec, C Finished"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (runs); i++) {
        g_autoptr (ControlRun) run = run_with (runs[i].name, NULL);
        const Trace *trace = control_run_trace (run);
        g_autofree char *first = order_of (trace, 1), *second = order_of (trace, 2);
        g_assert_cmpstr (first, ==, runs[i].first);
        g_assert_cmpstr (second, ==, runs[i].second);
    }
}

/* ---- Keys ---- */

/* The main secret is the old one, the key block a new one, and both sides have the same. */
static void the_main_secret_stays_and_the_keys_are_new (void)
{
    static const char *const names[] = {"session-resumed", "session-ticket-resumed"};
    for (unsigned i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autoptr (ControlRun) run = run_with (names[i], NULL);
        const Trace *trace = control_run_trace (run);
        BaseSpan old = secret_of (trace, 1, TRACE_CLIENT, "main_secret");
        for (unsigned party = 0; party < 2; party++)
            g_assert_true (
                base_span_equal (old, secret_of (trace, 2, (TraceParty)party, "main_secret")));
        g_assert_false (base_span_equal (secret_of (trace, 1, TRACE_CLIENT, "key_block"),
                                         secret_of (trace, 2, TRACE_CLIENT, "key_block")));
        const WireFinished *finished = message_of (trace, 2, TRACE_SERVER, "Finished")->body;
        g_assert_true (base_span_equal (finished->verify_data,
                                        secret_of (trace, 2, TRACE_CLIENT, "server_verify_data")));
    }
}

/* RFC 5077 section 3.3 and its NOTE: the ticket is handed over in clear, counts for Finished, and
 * the new one is another. */
static void a_ticket_is_renewed (void)
{
    g_autoptr (ControlRun) run = run_with ("session-ticket-resumed", NULL);
    const Trace *trace = control_run_trace (run);
    const WireNewSessionTicket12 *first =
        message_of (trace, 1, TRACE_SERVER, "NewSessionTicket")->body;
    const WireNewSessionTicket12 *second =
        message_of (trace, 2, TRACE_SERVER, "NewSessionTicket")->body;
    const WireMessage *hello = message_of (trace, 2, TRACE_CLIENT, "ClientHello");
    const WireBytes *sent = wire_message_extension (hello, WIRE_EXT_SESSION_TICKET)->body;
    g_assert_true (base_span_equal (sent->value, first->ticket));
    g_assert_false (base_span_equal (first->ticket, second->ticket));
    g_assert_cmpuint (first->ticket_lifetime_hint, ==, 7200);
    /* A second of pause, and a little for the way: the time goes on, it does not begin anew. */
    g_assert_cmpuint (second->ticket_lifetime_hint, ==, 7200 - 1);
    const TlsMemory *memory = control_run_memory (run, TLS_CLIENT);
    g_assert_cmpuint (tls_memory_tickets (memory)->len, ==, 1);
    const TlsPsk *kept = g_ptr_array_index (tls_memory_tickets (memory), 0);
    g_assert_true (base_span_equal (base_span_bytes (kept->identity), second->ticket));
}

/* ---- What keeps a session from going on ---- */

typedef struct {
    const char *name; /* the scenario */
    const char *settings[6];
    const char *key, *fell; /* the decision of the second connection, and what fell in it */
    bool goes_on;
} Case;

static const Case cases[] = {
    {"session-resumed", {NULL}, "session", NULL, true},
    {"session-resumed", {"server.2.ticket-key=new"}, "session", "session_id", false},
    {"session-ticket-resumed", {"server.2.ticket-key=new"}, "session", "session_ticket", false},
    {"session-resumed",
     {"server.ticket-lifetime=3600", "network.2.pause=3599"},
     "session",
     NULL,
     true},
    {"session-resumed",
     {"server.ticket-lifetime=3600", "network.2.pause=3601"},
     "session",
     "lifetime",
     false},
    /* RFC 5077 section 3.3: the client knows how long a ticket is good, and does not bring it. */
    {"session-ticket-resumed",
     {"server.ticket-lifetime=3600", "network.2.pause=3601"},
     "offer-session",
     "a ticket of 117 bytes",
     false},
    {"session-resumed",
     {"server.2.cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"},
     "session",
     "cipher_suite",
     false},
    {"session-resumed",
     {"client.2.cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"},
     "offer-session",
     "a session id of 32 bytes",
     false},
    /* RFC 7627 section 5.3. */
    {"session-resumed",
     {"client.extended-main-secret=no"},
     "session",
     "extended_main_secret",
     false},
    {"session-resumed",
     {"client.extended-main-secret=no", "server.extended-main-secret=no"},
     "session",
     NULL,
     true},
    {"session-resumed",
     {"server.extended-main-secret=no"},
     "keep-session",
     "extended_main_secret",
     false},
    {"session-resumed",
     {"client.certificate=client-ecdsa", "server.2.request-client-certificate=require"},
     "session",
     "client certificate",
     false},
    {"session-resumed",
     {"client.certificate=client-ecdsa", "server.request-client-certificate=require"},
     "session",
     NULL,
     true},
    {"session-ticket-resumed",
     {"client.certificate=client-ecdsa", "server.request-client-certificate=require"},
     "session",
     NULL,
     true},
    {"session-resumed",
     {"client.max-fragment-length=512", "server.max-fragment-length=yes"},
     "session",
     NULL,
     true},
};

/* The last one of its kind: NULL when nothing fell. */
static const char *what_fell (const Trace *trace, const char *key)
{
    for (unsigned i = trace_length (trace); i > 0; i--) {
        const TraceEvent *event = trace_event (trace, i - 1);
        const TraceDecision *decision =
            event->decision >= 0 ? trace_decision (trace, event->decision) : NULL;
        if (decision == NULL || !g_str_equal (decision->key, key))
            continue;
        for (unsigned j = 0; j < decision->n_candidates; j++)
            if (decision->candidates[j].verdict == TRACE_FELL)
                return decision->candidates[j].name;
        return NULL;
    }
    g_error ("no decision %s", key);
}

static void a_session_goes_on_only_when_all_fits (void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++) {
        const Case *one = &cases[i];
        g_autoptr (ControlRun) run = run_with (one->name, one->settings);
        const Trace *trace = control_run_trace (run);
        g_test_message ("%u: %s", i, one->settings[0] != NULL ? one->settings[0] : "");
        g_assert_cmpstr (trace_outcome_name (end_of (trace)->now.outcome[TRACE_CLIENT]), ==,
                         "closed");
        bool certificate = message_of (trace, 2, TRACE_SERVER, "Certificate") != NULL;
        g_assert_cmpint (!certificate, ==, one->goes_on);
        g_assert_cmpstr (what_fell (trace, one->key), ==, one->fell);
    }
}

/* One that is over is no session any more, whatever the hello lacks: no alert, but a full handshake
 * (which fails for another reason: the hello that came is not the one that was sent). */
static void a_session_that_is_over_cannot_be_lost (void)
{
    g_autoptr (ControlRun) run =
        run_with ("session-not-bound",
                  (const char *[]){"server.ticket-lifetime=3600", "network.2.pause=3601", NULL});
    const Trace *trace = control_run_trace (run);
    g_assert_cmpstr (what_fell (trace, "session"), ==, "lifetime");
    g_assert_nonnull (message_of (trace, 2, TRACE_SERVER, "Certificate"));
}

/* ---- CertificateStatus (RFC 6066 section 8) ---- */

/* Right behind Certificate; none where the client does not ask, where there is none, or where a
 * session goes on. */
static void a_staple_comes_behind_the_certificate (void)
{
    static const struct {
        const char *settings[4];
        bool comes;
    } runs[] = {
        {{NULL}, true},
        {{"client.versions=TLS1.3 TLS1.2"}, true},
        {{"client.cipher-suites=TLS_RSA_WITH_AES_128_GCM_SHA256",
          "server.cipher-suites=TLS_RSA_WITH_AES_128_GCM_SHA256",
          "server.certificate=rsa-encipherment"},
         true},
        {{"client.request-staple=no"}, false},
        {{"server.staple=none"}, false},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (runs); i++) {
        g_autoptr (ControlRun) run = run_with ("staple-tls12", runs[i].settings);
        const Trace *trace = control_run_trace (run);
        g_autofree char *order = order_of (trace, 1);
        g_assert_cmpint (end_of (trace)->now.outcome[TRACE_CLIENT], ==, TRACE_CLOSED);
        g_assert_cmpint (strstr (order, "S Certificate, S CertificateStatus, S ") != NULL, ==,
                         runs[i].comes);
        const WireMessage *hello = message_of (trace, 1, TRACE_SERVER, "ServerHello");
        g_assert_cmpint (wire_message_extension (hello, WIRE_EXT_STATUS_REQUEST) != NULL, ==,
                         runs[i].comes);
    }
    g_autoptr (ControlRun) again =
        run_with ("session-resumed",
                  (const char *[]){"client.request-staple=yes", "server.staple=good", NULL});
    g_autofree char *order = order_of (control_run_trace (again), 2);
    g_assert_null (strstr (order, "CertificateStatus"));
}

/* A server may promise and not send: the chain is judged without, as soon as that is clear. */
static void a_broken_promise_is_noticed (void)
{
    static const struct {
        const char *settings[4];
        bool good;
    } runs[] = {
        {{"network.twist.1=omit server.CertificateStatus"}, true},
        {{"network.twist.1=omit server.CertificateStatus", "server.certificate=must-staple"},
         false},
        {{"network.twist.1=omit server.CertificateStatus",
          "client.cipher-suites=TLS_RSA_WITH_AES_128_GCM_SHA256",
          "server.cipher-suites=TLS_RSA_WITH_AES_128_GCM_SHA256",
          "server.certificate=rsa-encipherment"},
         true},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (runs); i++) {
        const char *settings[5] = {0};
        for (unsigned j = 0; j < 4; j++)
            settings[j] = runs[i].settings[j];
        g_autoptr (ControlRun) run = run_with ("staple-tls12", settings);
        const Trace *trace = control_run_trace (run);
        const TlsParty *client = control_run_party (run, TLS_CLIENT);
        bool judged = false;
        for (unsigned j = 0; j < trace_length (trace); j++) {
            const TraceEvent *event = trace_event (trace, j);
            judged |=
                event->decision >= 0 &&
                g_str_equal (trace_decision (trace, event->decision)->key, "certificate-chain");
        }
        g_assert_true (judged);
        /* What the two have seen differs: Finished cannot fit. */
        g_assert_cmpstr (base_cause_name (tls_party_cause (client)), ==,
                         runs[i].good ? "PEER_ALERT" : "STAPLE_MISSING");
    }
}

/* ---- Between our parties, with memories of the test's own ---- */

typedef struct {
    TlsMemory *memory[2];
    TlsConfig *config[2];
} Two;

/* By tickets where a new session must have a new name: these parties draw the same each time. */
static void two_init (Two *two, bool by_ticket)
{
    static const uint16_t older[] = {WIRE_TLS12}, suites[] = {0xc02b};
    for (int role = 0; role < 2; role++) {
        two->memory[role] = tls_memory_new ();
        two->config[role] = rogue_config ((TlsRole)role);
        two->config[role]->sessions = !by_ticket;
        two->config[role]->use_tickets = by_ticket && role == TLS_CLIENT;
        two->config[role]->tickets = by_ticket && role == TLS_SERVER ? 1 : 0;
        g_array_set_size (two->config[role]->versions, 0);
        g_array_append_vals (two->config[role]->versions, older, 1);
        g_array_set_size (two->config[role]->cipher_suites, 0);
        g_array_append_vals (two->config[role]->cipher_suites, suites, 1);
    }
}

static void two_clear (Two *two)
{
    for (int role = 0; role < 2; role++) {
        tls_memory_free (two->memory[role]);
        tls_config_unref (two->config[role]);
    }
}

/* One connection; whether it has resumed a session, on both sides alike. */
static bool two_connect (Two *two, const Rogue *rogue)
{
    RoguePair pair;
    rogue_pair_init_with (&pair, two->config, rogue);
    for (int role = 0; role < 2; role++)
        tls_party_set_memory (pair.party[role], two->memory[role]);
    rogue_converse (&pair);
    bool resumed = tls_party_psk (pair.party[TLS_CLIENT]) != NULL;
    if (rogue == NULL) {
        g_assert_cmpint (tls_party_outcome (pair.party[TLS_CLIENT]), ==, TRACE_CLOSED);
        g_assert_cmpint (tls_party_outcome (pair.party[TLS_SERVER]), ==, TRACE_CLOSED);
        g_autofree char *client = tls_party_view (pair.party[TLS_CLIENT]);
        g_autofree char *server = tls_party_view (pair.party[TLS_SERVER]);
        g_assert_cmpstr (client, ==, server);
    }
    rogue_pair_clear (&pair);
    return resumed;
}

/* RFC 5246 section 7.2.2: also the connection in which it was made. */
static void flip_a_bit (GByteArray *bytes)
{
    bytes->data[bytes->len - 1] ^= 1;
}

static void a_session_goes_on_many_times_until_one_fails (void)
{
    static const Rogue damaged = {
        .sender = TLS_CLIENT, .message = WIRE_APPLICATION_DATA, .edit_record = flip_a_bit};
    Two two;
    two_init (&two, false);
    g_assert_false (two_connect (&two, NULL));
    for (int i = 0; i < 3; i++)
        g_assert_true (two_connect (&two, NULL));
    g_assert_true (two_connect (&two, &damaged));
    g_assert_cmpuint (tls_memory_tickets (two.memory[TLS_CLIENT])->len, ==, 0);
    g_assert_false (two_connect (&two, &damaged)); /* a new one, and it fails as well */
    g_assert_cmpuint (tls_memory_tickets (two.memory[TLS_CLIENT])->len, ==, 0);
    g_assert_false (two_connect (&two, NULL));
    g_assert_true (two_connect (&two, NULL));
    two_clear (&two);
}

/* RFC 7627 section 5.3: a session made without, a hello with it: a full handshake. */
static void a_bound_hello_resumes_nothing_unbound (void)
{
    Two two;
    two_init (&two, true);
    two.config[TLS_CLIENT]->extended_main_secret = false;
    g_assert_false (two_connect (&two, NULL));
    two.config[TLS_CLIENT]->extended_main_secret = true;
    TlsPsk *session = g_ptr_array_index (tls_memory_tickets (two.memory[TLS_CLIENT]), 0);
    g_assert_false (session->extended_main_secret);
    g_assert_false (two_connect (&two, NULL)); /* the client does not offer it */
    two.config[TLS_CLIENT]->extended_main_secret = false;
    g_assert_false (two_connect (&two, NULL));
    session = g_ptr_array_index (tls_memory_tickets (two.memory[TLS_CLIENT]), 0);
    session->extended_main_secret = true; /* a client that errs */
    two.config[TLS_CLIENT]->extended_main_secret = true;
    g_assert_false (two_connect (&two, NULL)); /* the server does not take it */
    two_clear (&two);
}

/* RFC 6066 section 3: a server must not let a session go on for another name. */
static void a_session_is_for_one_name (void)
{
    Two two;
    two_init (&two, true);
    TlsConfig *client = two.config[TLS_CLIENT];
    g_clear_pointer (&two.config[TLS_SERVER]->server_name, g_free);
    g_clear_pointer (&client->trust, pki_trust_unref); /* whatever the certificate says */
    g_assert_false (two_connect (&two, NULL));
    g_assert_true (two_connect (&two, NULL));
    g_free (client->server_name);
    client->server_name = g_strdup ("other.example");
    TlsPsk *session = g_ptr_array_index (tls_memory_tickets (two.memory[TLS_CLIENT]), 0);
    g_free (session->server_name);
    session->server_name = g_strdup ("other.example"); /* a client that errs */
    g_assert_false (two_connect (&two, NULL));
    g_assert_true (two_connect (&two, NULL));
    two_clear (&two);
}

/* A ticket of TLS 1.2 is no pre-shared key of TLS 1.3, and the other way round. */
static void versions_do_not_mix (void)
{
    static const char *const steps[][3] = {
        {"client.2.versions=TLS1.3 TLS1.2", "server.2.versions=TLS1.3 TLS1.2", NULL},
        {"client.versions=TLS1.3 TLS1.2", "server.versions=TLS1.3", "server.2.versions=TLS1.2"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (steps); i++) {
        const char *settings[] = {steps[i][0], steps[i][1], steps[i][2], NULL};
        g_autoptr (ControlRun) run = run_with ("session-ticket-resumed", settings);
        const Trace *trace = control_run_trace (run);
        g_assert_cmpstr (trace_outcome_name (end_of (trace)->now.outcome[TRACE_CLIENT]), ==,
                         "closed");
        g_assert_nonnull (message_of (trace, 2, TRACE_SERVER, "Certificate"));
    }
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/session12/messages-come-in-the-order-of-the-rfcs",
                     messages_come_in_the_order_of_the_rfcs);
    g_test_add_func ("/session12/the-main-secret-stays-and-the-keys-are-new",
                     the_main_secret_stays_and_the_keys_are_new);
    g_test_add_func ("/session12/a-ticket-is-renewed", a_ticket_is_renewed);
    g_test_add_func ("/session12/a-session-goes-on-only-when-all-fits",
                     a_session_goes_on_only_when_all_fits);
    g_test_add_func ("/session12/a-session-that-is-over-cannot-be-lost",
                     a_session_that_is_over_cannot_be_lost);
    g_test_add_func ("/session12/a-staple-comes-behind-the-certificate",
                     a_staple_comes_behind_the_certificate);
    g_test_add_func ("/session12/a-broken-promise-is-noticed", a_broken_promise_is_noticed);
    g_test_add_func ("/session12/a-session-goes-on-many-times-until-one-fails",
                     a_session_goes_on_many_times_until_one_fails);
    g_test_add_func ("/session12/a-bound-hello-resumes-nothing-unbound",
                     a_bound_hello_resumes_nothing_unbound);
    g_test_add_func ("/session12/a-session-is-for-one-name", a_session_is_for_one_name);
    g_test_add_func ("/session12/versions-do-not-mix", versions_do_not_mix);
    return g_test_run ();
}
