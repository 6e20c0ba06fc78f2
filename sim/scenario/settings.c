/* The table of settings. */
#include "scenario/setting.h"

#include <string.h>

#define IN_SCENARIO(field) offsetof (Scenario, field)
#define IN_CONFIG(field) offsetof (TlsConfig, field)
#define IN_EXPECT(field) offsetof (Scenario, expect.field)

#define DEFAULT_SUITES "TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256"
#define DEFAULT_GROUPS "x25519 secp256r1"
#define DEFAULT_SCHEMES \
    "ecdsa_secp256r1_sha256 ed25519 rsa_pss_rsae_sha256 rsa_pss_rsae_sha384 rsa_pss_rsae_sha512"
#define HOST "server.example"

/* RFC 9846 section 4.3.8: a share's group must be one of the groups offered. */
static char *derive_key_shares (const Scenario *scenario)
{
    const char *groups = scenario_value (scenario, "client", "groups");
    g_auto (GStrv) list = g_strsplit (groups, " ", -1);
    return g_strdup (g_strv_contains ((const char *const *)list, "x25519") ? "x25519" : list[0]);
}

#define DEFAULT_SUITES_12 \
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 " \
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 " \
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"

/* Of those that there were before TLS 1.2. */
#define SUITES_BEFORE_12 "TLS_RSA_WITH_AES_128_CBC_SHA TLS_RSA_WITH_AES_256_CBC_SHA"

/* A suite is for one version alone: those of TLS 1.2 are there when that is. */
static char *derive_suites (const Scenario *scenario, const char *group)
{
    g_auto (GStrv) versions = g_strsplit (scenario_value (scenario, group, "versions"), " ", -1);
    bool older = g_strv_contains ((const char *const *)versions, "TLS1.2");
    bool newer = g_strv_contains ((const char *const *)versions, "TLS1.3");
    if (!older && !newer)
        return g_strdup (SUITES_BEFORE_12);
    if (!older)
        return g_strdup (DEFAULT_SUITES);
    return g_strdup (newer ? DEFAULT_SUITES " " DEFAULT_SUITES_12 : DEFAULT_SUITES_12);
}

static char *derive_client_suites (const Scenario *scenario)
{
    return derive_suites (scenario, "client");
}

static char *derive_server_suites (const Scenario *scenario)
{
    return derive_suites (scenario, "server");
}

/* A healthy end, unless the file names signs of another one and does not say which. */
static char *derive_outcome (const Scenario *scenario)
{
    static const char *const signs[] = {"alert", "noticed-by", "cause", "fails"};
    for (unsigned i = 0; i < G_N_ELEMENTS (signs); i++)
        if (*scenario_value (scenario, "expect", signs[i]))
            return g_strdup ("");
    return g_strdup ("established");
}

static const ScenarioRow rows[] = {
    {"scenario", "format", &scenario_kind_number, NULL, 1, 1, IN_SCENARIO (format), "1",
     .summary = "Which set of defaults the file was written for"},
    {"scenario", "title", &scenario_kind_line, NULL, 0, 200, IN_SCENARIO (title), "",
     .translatable = true, .summary = "What the scenario is called"},
    {"scenario", "summary", &scenario_kind_line, NULL, 0, 2000, IN_SCENARIO (summary), "",
     .translatable = true, .summary = "What there is to see, in a sentence or two"},
    {"scenario", "seed", &scenario_kind_line, NULL, 1, 200, IN_SCENARIO (seed), "1",
     .summary = "Any text: all randomness of the run comes from it"},
    {"scenario", "time", &scenario_kind_time, NULL, 0, 0, IN_SCENARIO (time),
     "2026-09-01T12:00:00Z", .summary = "When the run starts, in UTC"},

    {"client", "versions", &scenario_kind_ids, &scenario_versions, 1, 0, IN_CONFIG (versions),
     "TLS1.3",
     .summary =
         "The protocol versions it offers; this program speaks TLS 1.3 and TLS 1.2. Who has older "
         "ones alone begins as a client of that age did, with the suites of its time, and cannot "
         "go on; with SSL2.0 among them, in the format of that"},
    {"client", "cipher-suites", &scenario_kind_ids, &scenario_cipher_suites, 1, 0,
     IN_CONFIG (cipher_suites), DEFAULT_SUITES, derive_client_suites,
     .summary = "The cipher suites it offers, best first"},
    {"client", "groups", &scenario_kind_ids, &scenario_groups, 1, 0, IN_CONFIG (groups),
     DEFAULT_GROUPS, .summary = "The key exchange groups it offers, best first"},
    {"client", "key-shares", &scenario_kind_ids, &scenario_groups, 0, 0, IN_CONFIG (key_shares),
     "x25519", derive_key_shares,
     .summary = "The groups for which it sends a key share at once; may be empty"},
    {"client", "signature-schemes", &scenario_kind_ids, &scenario_schemes, 1, 0,
     IN_CONFIG (signature_schemes), DEFAULT_SCHEMES,
     .summary = "The signature schemes it accepts, and may sign with, best first"},
    {"client", "alpn", &scenario_kind_alpn, NULL, 0, 4096, IN_CONFIG (alpn), "",
     .summary = "The application protocols it offers, best first; empty: it does not ask"},
    {"client", "server-name", &scenario_kind_host, NULL, 0, 0, IN_CONFIG (server_name), HOST,
     .summary = "The host it wants to reach: sent to the server and looked for in the "
                "certificate; empty: neither"},
    {"client", "trust", &scenario_kind_pem, &scenario_authorities, 0, 0, 0, "teaching-root",
     .summary = "The authority it trusts, or a PEM file of roots; none: it trusts nobody"},
    {"client", "pins", &scenario_kind_pins, NULL, 0, 16, 0, "",
     .summary = "The only keys with which it is content: sha256/ and base64, or the names of "
                "certificates; one has to be in the chain; empty: any key will do"},
    {"client", "certificate-signature-schemes", &scenario_kind_ids, &scenario_certificate_schemes,
     0, 0, IN_CONFIG (certificate_schemes), "",
     .summary = "The signature schemes it accepts on certificates, best first; empty: the same as "
                "signature-schemes"},
    {"client", "certificate-authorities", &scenario_kind_choice, &scenario_switch, 0, 0,
     IN_CONFIG (name_authorities), "no",
     .summary = "Whether it tells the server which authorities it trusts"},
    {"client", "certificate", &scenario_kind_pem, &scenario_own_certificates, 0, 0, 0, "none",
     .summary = "What it shows when it is asked who it is: a built-in certificate, or a PEM file "
                "of the chain, its own first; none: it has none"},
    {"client", "key", &scenario_kind_pem, NULL, 0, 0, 0, "",
     .summary = "The PEM file of its private key, when the certificate is a file"},
    {"client", "post-handshake-auth", &scenario_kind_choice, &scenario_switch, 0, 0,
     IN_CONFIG (later_answer), "no",
     .summary = "Whether it offers to show its certificate when it is asked later, behind the "
                "handshake"},
    {"client", "request-staple", &scenario_kind_choice, &scenario_switch, 0, 0,
     IN_CONFIG (request_staple), "no",
     .summary = "Whether it asks for an OCSP response with the server's certificate"},
    {"client", "staple", &scenario_kind_staple, &scenario_staples, 0, 0, 0, "none",
     .summary = "The OCSP response that goes with its own certificate to who asks: a kind that the "
                "built-in authority makes, or a file in DER; none: it has none"},
    {"client", "request-timestamps", &scenario_kind_choice, &scenario_switch, 0, 0,
     IN_CONFIG (request_timestamps), "no",
     .summary = "Whether it asks for log receipts (SCTs) with the server's certificate"},
    {"client", "timestamps", &scenario_kind_choice, &scenario_switch, 0, 0, IN_CONFIG (timestamps),
     "no",
     .summary = "Whether a receipt (SCT) of the teaching log goes with its own certificate to who "
                "asks"},
    {"client", "certificate-compression", &scenario_kind_ids, &scenario_compressions, 0, 0,
     IN_CONFIG (certificate_compression), "",
     .summary = "How it takes certificates compressed, and compresses its own for who can take it; "
                "empty: not at all"},
    {"client", "middlebox-compatibility", &scenario_kind_choice, &scenario_switch, 0, 0,
     IN_CONFIG (compatibility_mode), "no",
     .summary = "Whether it dresses the handshake up as a resumed TLS 1.2 one"},
    {"client", "encrypt-then-mac", &scenario_kind_choice, &scenario_switch, 0, 0,
     IN_CONFIG (encrypt_then_mac), "yes",
     .summary = "TLS 1.2: whether it asks for the MAC of CBC records over the ciphertext, not over "
                "what is "
                "in it (RFC 7366)"},
    {"client", "extended-main-secret", &scenario_kind_choice, &scenario_switch, 0, 0,
     IN_CONFIG (extended_main_secret), "yes",
     .summary = "TLS 1.2: whether it wants the whole handshake in the main secret (RFC 7627)"},
    {"client", "dh-min-bits", &scenario_kind_number, NULL, 512, 8192, IN_CONFIG (dh_min_bits),
     "2048",
     .summary = "TLS 1.2: how many bits the prime of a DHE key exchange must have at least"},
    {"client", "fallback", &scenario_kind_choice, &scenario_switch, 0, 0, IN_CONFIG (fallback),
     "no",
     .summary = "Whether it says that it offers less than it could, because a better offer had "
                "failed (TLS_FALLBACK_SCSV)"},
    {"client", "clock", &scenario_kind_clock, NULL, 0, 0, 0, "",
     .summary = "What its own clock shows at the start; empty: the true time"},
    {"client", "pre-shared-keys", &scenario_kind_keys, NULL, 0, 8, IN_CONFIG (psks), "",
     .summary = "Keys agreed on beforehand, each name:hex or name:hex:SHA384"},
    {"client", "psk-modes", &scenario_kind_ids, &scenario_psk_modes, 1, 0, IN_CONFIG (psk_modes),
     "psk_dhe_ke", .summary = "How it will use a key from before"},
    {"client", "tickets", &scenario_kind_choice, &scenario_switch, 0, 0, IN_CONFIG (use_tickets),
     "no", .summary = "Whether it keeps the tickets it gets and comes back with them"},
    {"client", "sessions", &scenario_kind_choice, &scenario_switch, 0, 0, IN_CONFIG (sessions),
     "no", .summary = "TLS 1.2: whether it keeps the session ids it gets and comes back with them"},
    {"client", "early-data", &scenario_kind_data, NULL, 0, 16384, IN_CONFIG (early_data), "",
     .summary = "What it sends as early data (0-RTT) when a ticket allows it; empty: nothing"},
    {"client", "record-size-limit", &scenario_kind_limit, NULL, 64, 16385,
     IN_CONFIG (record_size_limit), "0",
     .summary = "record_size_limit: the largest content, type and padding of a sealed record that "
                "it takes, in bytes; 0: it does not say"},
    {"client", "max-fragment-length", &scenario_kind_word, &scenario_fragment_lengths, 0, 0,
     IN_CONFIG (max_fragment_length), "0",
     .summary = "max_fragment_length: how much content of a record it asks for at most, both "
                "ways; 0: it does not ask"},
    {"client", "padding", &scenario_kind_number, NULL, 0, 16384, IN_CONFIG (padding), "0",
     .summary = "Sealed records are padded to a multiple of so many bytes; 0: they are not"},
    {"client", "fragment", &scenario_kind_number, NULL, 0, 16384, IN_CONFIG (fragment), "0",
     .summary = "How many bytes of content it puts into one record at most; 0: as many as may be"},
    {"client", "coalesce", &scenario_kind_choice, &scenario_switch, 0, 0, IN_CONFIG (coalesce),
     "no",
     .summary = "Whether its handshake messages share a record as long as the keys are the same"},
    {"client", "send", &scenario_kind_data, NULL, 0, 16384, IN_CONFIG (send), "Hello, server!",
     .summary = "What it sends once it is connected; empty: nothing"},
    {"client", "send-size", &scenario_kind_number, NULL, 0, 1048576, IN_CONFIG (data_size), "0",
     .summary = "send is repeated until it has so many bytes; 0: it is sent once"},
    {"client", "after-close", &scenario_kind_data, NULL, 0, 16384, IN_CONFIG (after_close), "",
     .summary = "What it still sends when the server has closed its side; empty: nothing"},
    {"client", "key-update", &scenario_kind_word, &scenario_key_updates, 0, 0,
     IN_CONFIG (key_update), "no",
     .summary = "Whether it renews its keys once connected; request: and asks the server to do so"},
    {"client", "key-updates", &scenario_kind_number, NULL, 1, 8, IN_CONFIG (key_updates), "1",
     .summary = "How many times it does so, one behind the other"},
    {"client", "key-limit", &scenario_kind_limit, NULL, 2, 16777216, IN_CONFIG (key_limit), "0",
     .summary = "How many records it seals under one key before it renews the key; 0: as many as "
                "the cipher can stand"},
    {"client", "exporter", &scenario_kind_line, NULL, 0, 200, IN_CONFIG (exporter), "",
     .summary = "The label of keying material that it exports once connected; empty: none"},
    {"client", "grease", &scenario_kind_choice, &scenario_switch, 0, 0, IN_CONFIG (grease), "no",
     .summary = "Whether it mixes invented values into all that it offers (GREASE)"},
    {"client", "grease-ech", &scenario_kind_choice, &scenario_switch, 0, 0, IN_CONFIG (grease_ech),
     "no", .summary = "Whether it sends an encrypted_client_hello of nothing but random bytes"},
    {"client", "hello-padding", &scenario_kind_number, NULL, 0, 32768, IN_CONFIG (hello_padding),
     "0", .summary = "Its ClientHello is padded to so many bytes; 0: it is not"},
    {"client", "misbehave", &scenario_kind_list, &scenario_client_misbehaviours, 0, 0,
     IN_CONFIG (misbehaves), "",
     .summary = "What it does wrong on purpose: names as in “stepshake list twists”"},

    {"server", "versions", &scenario_kind_ids, &scenario_versions, 1, 0, IN_CONFIG (versions),
     "TLS1.3",
     .summary =
         "The protocol versions it has enabled; this program speaks TLS 1.3 and TLS 1.2. Who has "
         "older ones alone answers as a server of that age did, with static RSA and a suite of its "
         "time, and cannot go on"},
    {"server", "cipher-suites", &scenario_kind_ids, &scenario_cipher_suites, 1, 0,
     IN_CONFIG (cipher_suites), DEFAULT_SUITES, derive_server_suites,
     .summary = "The cipher suites it has enabled, best first"},
    {"server", "groups", &scenario_kind_ids, &scenario_groups, 1, 0, IN_CONFIG (groups),
     DEFAULT_GROUPS, .summary = "The key exchange groups it has enabled, best first"},
    {"server", "signature-schemes", &scenario_kind_ids, &scenario_schemes, 1, 0,
     IN_CONFIG (signature_schemes), DEFAULT_SCHEMES,
     .summary = "The signature schemes it may sign with, and accepts from clients, best first"},
    {"server", "alpn", &scenario_kind_alpn, NULL, 0, 4096, IN_CONFIG (alpn), "",
     .summary = "The application protocols it speaks, best first; empty: it ignores the question"},
    {"server", "server-name", &scenario_kind_host, NULL, 0, 0, IN_CONFIG (server_name), HOST,
     .summary = "The name it serves and its built-in certificate is for; empty: it serves any"},
    {"server", "certificate", &scenario_kind_pem, &scenario_certificates, 0, 0, 0, "ecdsa",
     .summary = "Its certificate: a built-in one, or a PEM file of the chain, its own first"},
    {"server", "key", &scenario_kind_pem, NULL, 0, 0, 0, "",
     .summary = "The PEM file of its private key, when the certificate is a file"},
    {"server", "request-client-certificate", &scenario_kind_word, &scenario_requests, 0, 0,
     IN_CONFIG (request), "no",
     .summary = "Whether it asks the client for a certificate, and whether it insists on one"},
    {"server", "post-handshake-auth", &scenario_kind_word, &scenario_requests, 0, 0,
     IN_CONFIG (later_request), "no",
     .summary = "Whether it asks the client for a certificate behind the handshake, and whether it "
                "insists on one"},
    {"server", "post-handshake-when", &scenario_kind_choice, &scenario_moments, 0, 0,
     IN_CONFIG (asks_at_once), "data",
     .summary = "When it asks so: as soon as it has got data, before it replies; or at once, with "
                "the client's data perhaps on the way"},
    {"server", "post-handshake-requests", &scenario_kind_number, NULL, 1, 8,
     IN_CONFIG (later_requests), "1",
     .summary = "How many times it asks so, without waiting for the answers"},
    {"server", "trust", &scenario_kind_pem, &scenario_authorities, 0, 0, 0, "teaching-client-root",
     .summary = "The authority it trusts for clients, or a PEM file of roots; none: it trusts "
                "nobody"},
    {"server", "pins", &scenario_kind_pins, NULL, 0, 16, 0, "",
     .summary = "The same for the certificates of clients"},
    {"server", "certificate-authorities", &scenario_kind_choice, &scenario_switch, 0, 0,
     IN_CONFIG (name_authorities), "yes",
     .summary = "Whether it tells the client which authorities it trusts, when it asks"},
    {"server", "certificate-signature-schemes", &scenario_kind_ids, &scenario_certificate_schemes,
     0, 0, IN_CONFIG (certificate_schemes), "",
     .summary = "The signature schemes it accepts on the client's certificates, best first; empty: "
                "the same as signature-schemes"},
    {"server", "oid-filters", &scenario_kind_list, &scenario_filters, 0, 0, IN_CONFIG (oid_filters),
     "",
     .summary = "What the client's certificate has to be for, when it asks; empty: it does not "
                "say"},
    {"server", "request-staple", &scenario_kind_choice, &scenario_switch, 0, 0,
     IN_CONFIG (request_staple), "no",
     .summary = "Whether it asks for an OCSP response with the client's certificate, when it asks "
                "for its certificate"},
    {"server", "staple", &scenario_kind_staple, &scenario_staples, 0, 0, 0, "none",
     .summary = "The OCSP response that goes with its own certificate to who asks: a kind that the "
                "built-in authority makes, or a file in DER; none: it has none"},
    {"server", "request-timestamps", &scenario_kind_choice, &scenario_switch, 0, 0,
     IN_CONFIG (request_timestamps), "no",
     .summary = "Whether it asks for log receipts (SCTs) with the client's certificate, when it "
                "asks for its certificate"},
    {"server", "timestamps", &scenario_kind_choice, &scenario_switch, 0, 0, IN_CONFIG (timestamps),
     "no",
     .summary = "Whether a receipt (SCT) of the teaching log goes with its own certificate to who "
                "asks"},
    {"server", "certificate-compression", &scenario_kind_ids, &scenario_compressions, 0, 0,
     IN_CONFIG (certificate_compression), "",
     .summary = "How it takes certificates compressed, and compresses its own for who can take it; "
                "empty: not at all"},
    {"server", "preference", &scenario_kind_choice, &scenario_preferences, 0, 0,
     IN_CONFIG (own_preference), "own", .summary = "Whose order wins where it may choose"},
    {"server", "encrypt-then-mac", &scenario_kind_choice, &scenario_switch, 0, 0,
     IN_CONFIG (encrypt_then_mac), "yes",
     .summary = "TLS 1.2: whether it agrees to the MAC of CBC records over the ciphertext, not "
                "over what is "
                "in it (RFC 7366)"},
    {"server", "extended-main-secret", &scenario_kind_choice, &scenario_switch, 0, 0,
     IN_CONFIG (extended_main_secret), "yes",
     .summary = "TLS 1.2: whether it agrees to the whole handshake in the main secret (RFC 7627)"},
    {"server", "dh-group", &scenario_kind_word, &scenario_dh_groups, 0, 0, IN_CONFIG (dh_group),
     "ffdhe2048",
     .summary = "TLS 1.2: the Diffie-Hellman group of a DHE key exchange; those of less than 2048 "
                "bits are there to show what is wrong with them"},
    {"server", "clock", &scenario_kind_clock, NULL, 0, 0, 0, "",
     .summary = "What its own clock shows at the start; empty: the true time"},
    {"server", "pre-shared-keys", &scenario_kind_keys, NULL, 0, 8, IN_CONFIG (psks), "",
     .summary = "Keys agreed on beforehand, each name:hex or name:hex:SHA384"},
    {"server", "psk-modes", &scenario_kind_ids, &scenario_psk_modes, 1, 0, IN_CONFIG (psk_modes),
     "psk_dhe_ke", .summary = "How it will use a key from before, best first"},
    {"server", "tickets", &scenario_kind_number, NULL, 0, 8, IN_CONFIG (tickets), "0",
     .summary = "How many tickets it gives to a client that wants them; in TLS 1.2 one at most"},
    {"server", "sessions", &scenario_kind_choice, &scenario_switch, 0, 0, IN_CONFIG (sessions),
     "no",
     .summary = "TLS 1.2: whether it remembers sessions, each under an id that it gives to the "
                "client"},
    {"server", "ticket-lifetime", &scenario_kind_number, NULL, 0, 604800,
     IN_CONFIG (ticket_lifetime), "7200",
     .summary = "How long its tickets and sessions are good, in seconds"},
    {"server", "ticket-key", &scenario_kind_choice, &scenario_ticket_keys, 0, 0,
     IN_CONFIG (forgets), "keep",
     .summary = "new: it was restarted, can open no ticket that it gave before, and knows no "
                "session"},
    {"server", "early-data", &scenario_kind_number, NULL, 0, 1048576, IN_CONFIG (max_early_data),
     "0", .summary = "How many bytes of early data (0-RTT) it takes; 0: none"},
    {"server", "anti-replay", &scenario_kind_choice, &scenario_switch, 0, 0,
     IN_CONFIG (anti_replay), "no",
     .summary = "Whether it remembers hellos with early data, to refuse them the second time"},
    {"server", "cookie", &scenario_kind_choice, &scenario_switch, 0, 0, IN_CONFIG (cookie), "no",
     .summary = "Whether it sends every client back once, with a cookie to return"},
    {"server", "record-size-limit", &scenario_kind_limit, NULL, 64, 16385,
     IN_CONFIG (record_size_limit), "0",
     .summary = "record_size_limit: the largest content, type and padding of a sealed record that "
                "it takes, in bytes; 0: it does not say"},
    {"server", "max-fragment-length", &scenario_kind_choice, &scenario_switch, 0, 0,
     IN_CONFIG (grants_fragment_length), "no",
     .summary = "Whether it grants the max_fragment_length that a client asks for"},
    {"server", "padding", &scenario_kind_number, NULL, 0, 16384, IN_CONFIG (padding), "0",
     .summary = "Sealed records are padded to a multiple of so many bytes; 0: they are not"},
    {"server", "fragment", &scenario_kind_number, NULL, 0, 16384, IN_CONFIG (fragment), "0",
     .summary = "How many bytes of content it puts into one record at most; 0: as many as may be"},
    {"server", "coalesce", &scenario_kind_choice, &scenario_switch, 0, 0, IN_CONFIG (coalesce),
     "no",
     .summary = "Whether its handshake messages share a record as long as the keys are the same"},
    {"server", "reply", &scenario_kind_data, NULL, 0, 16384, IN_CONFIG (reply), "Hello, client!",
     .summary = "What it answers to the first data it gets; empty: nothing"},
    {"server", "reply-size", &scenario_kind_number, NULL, 0, 1048576, IN_CONFIG (data_size), "0",
     .summary = "reply is repeated until it has so many bytes; 0: it is sent once"},
    {"server", "after-close", &scenario_kind_data, NULL, 0, 16384, IN_CONFIG (after_close), "",
     .summary = "What it still sends when the client has closed its side; empty: nothing"},
    {"server", "key-update", &scenario_kind_word, &scenario_key_updates, 0, 0,
     IN_CONFIG (key_update), "no",
     .summary = "Whether it renews its keys once connected; request: and asks the client to do so"},
    {"server", "key-updates", &scenario_kind_number, NULL, 1, 8, IN_CONFIG (key_updates), "1",
     .summary = "How many times it does so, one behind the other"},
    {"server", "key-limit", &scenario_kind_limit, NULL, 2, 16777216, IN_CONFIG (key_limit), "0",
     .summary = "How many records it seals under one key before it renews the key; 0: as many as "
                "the cipher can stand"},
    {"server", "exporter", &scenario_kind_line, NULL, 0, 200, IN_CONFIG (exporter), "",
     .summary = "The label of keying material that it exports once connected; empty: none"},
    {"server", "grease", &scenario_kind_choice, &scenario_switch, 0, 0, IN_CONFIG (grease), "no",
     .summary = "Whether it mixes invented values into its requests and tickets (GREASE)"},
    {"server", "misbehave", &scenario_kind_list, &scenario_server_misbehaviours, 0, 0,
     IN_CONFIG (misbehaves), "",
     .summary = "What it does wrong on purpose: names as in “stepshake list twists”"},

    {"network", "latency", &scenario_kind_number, NULL, 0, 60000, IN_SCENARIO (latency), "20",
     .summary = "How long a record is on its way, in milliseconds"},
    {"network", "pause", &scenario_kind_number, NULL, 0, 100000000, IN_SCENARIO (pause), "1",
     .summary = "How long after the connection before this one begins, in seconds"},
    {"network", "replay", &scenario_kind_number, NULL, 0, 8, IN_SCENARIO (replay), "0",
     .summary = "The earlier connection whose first flight the attacker sends again, in place of "
                "the client; 0: none"},

    {"network", "man-in-the-middle", &scenario_kind_choice, &scenario_switch, 0, 0,
     IN_SCENARIO (middle), "no",
     .summary = "Whether somebody with an engine of his own stands in the connection: a server to "
                "the client ([mitm.server]), a client to the server ([mitm.client])"},

    {"expect", "outcome", &scenario_kind_set, &scenario_outcomes, 0, 0, IN_EXPECT (outcomes), "",
     derive_outcome, .summary = "How it must end; | between the allowed ones"},
    {"expect", "alert", &scenario_kind_alert, &scenario_alerts, 0, 0, IN_SCENARIO (expect), "",
     .summary = "Who must send which alert; | between the allowed ones"},
    {"expect", "noticed-by", &scenario_kind_party, &scenario_parties, 0, 0, IN_EXPECT (noticed_by),
     "", .summary = "Which party must notice that something is wrong"},
    {"expect", "cause", &scenario_kind_set, &scenario_causes, 0, 0, IN_EXPECT (causes), "",
     .summary = "Why it must end so; | between the allowed ones"},
    {"expect", "fails", &scenario_kind_list, &scenario_checks, 0, 0, IN_EXPECT (fails), "",
     .summary = "The checks that must fail"},
    {"expect", "passes", &scenario_kind_list, &scenario_checks, 0, 0, IN_EXPECT (passes), "",
     .summary = "The checks that must pass all the same"},
    {"expect", "thief-lacks", &scenario_kind_set, &scenario_missing, 0, 0, IN_EXPECT (missing), "",
     .summary = "What somebody must lack who recorded all and got the server's private key "
                "afterwards; none: he reads everything"},
};

const ScenarioRow scenario_twist_row = {
    "network",
    "twist.1",
    &scenario_kind_twist,
    .fallback = "",
    .summary = "What the attacker on the wire does",
};

static const char *const groups[] = {"scenario", "client", "server", "network", "expect"};

const ScenarioRow *scenario_row_at (unsigned i)
{
    return i < G_N_ELEMENTS (rows) ? &rows[i] : NULL;
}

const char *scenario_group_at (unsigned i)
{
    return i < G_N_ELEMENTS (groups) ? groups[i] : NULL;
}

/* A number from 1 without leading zeros; 0 when TEXT is none. */
static unsigned whole_number (const char *text)
{
    guint64 number;
    bool good = *text != '0' &&
                g_ascii_string_to_unsigned (text, 10, 1, SCENARIO_MAX_TWISTS, &number, NULL);
    return good ? (unsigned)number : 0;
}

unsigned scenario_twist_number (const char *key)
{
    return g_str_has_prefix (key, "twist.") ? whole_number (key + strlen ("twist.")) : 0;
}

bool scenario_group_is_promised (const char *group)
{
    const char *dot = strchr (group, '.');
    if (!dot || whole_number (dot + 1) < 2)
        return false;
    for (unsigned i = 1; i < G_N_ELEMENTS (groups); i++) /* but [scenario] */
        if (strlen (groups[i]) == (size_t)(dot - group) &&
            strncmp (groups[i], group, dot - group) == 0)
            return true;
    return false;
}
