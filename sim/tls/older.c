#include <string.h>

#include "tls/extension.h"

/* Parties of another age: one whose newest version is older than TLS 1.2. This engine does not
 * speak those versions, but it writes what such a party begins with, so that one can see what a
 * party of today says to it. The lists are put together from the specifications of the time;
 * everything in these messages is what they allow, and nothing in them is newer. */

/* RFC 6101 appendix A.6: what a browser of 1996 could do, the strong ones first. The last three
 * were weak by law. */
static const uint16_t suites_of_1996[] = {
    0x0004, /* TLS_RSA_WITH_RC4_128_MD5 */
    0x0005, /* TLS_RSA_WITH_RC4_128_SHA */
    0x000a, /* TLS_RSA_WITH_3DES_EDE_CBC_SHA */
    0x0009, /* TLS_RSA_WITH_DES_CBC_SHA */
    0x0003, /* TLS_RSA_EXPORT_WITH_RC4_40_MD5 */
    0x0006, /* TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5 */
    0x0008, /* TLS_RSA_EXPORT_WITH_DES40_CBC_SHA */
};

/* RFC 2246 appendix A.5, and in front the AES suites of RFC 3268 (2002). */
static const uint16_t suites_of_2003[] = {
    0x0039, /* TLS_DHE_RSA_WITH_AES_256_CBC_SHA */
    0x0035, /* TLS_RSA_WITH_AES_256_CBC_SHA */
    0x0033, /* TLS_DHE_RSA_WITH_AES_128_CBC_SHA */
    0x002f, /* TLS_RSA_WITH_AES_128_CBC_SHA */
    0x0016, /* TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA */
    0x000a, /* TLS_RSA_WITH_3DES_EDE_CBC_SHA */
    0x0005, /* TLS_RSA_WITH_RC4_128_SHA */
    0x0004, /* TLS_RSA_WITH_RC4_128_MD5 */
};

/* With elliptic curves (RFC 4492, 2006). */
static const uint16_t suites_of_2006[] = {
    0xc00a, /* TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA */
    0xc014, /* TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA */
    0x0039, /* TLS_DHE_RSA_WITH_AES_256_CBC_SHA */
    0x0035, /* TLS_RSA_WITH_AES_256_CBC_SHA */
    0xc009, /* TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA */
    0xc013, /* TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA */
    0x0033, /* TLS_DHE_RSA_WITH_AES_128_CBC_SHA */
    0x002f, /* TLS_RSA_WITH_AES_128_CBC_SHA */
    0x000a, /* TLS_RSA_WITH_3DES_EDE_CBC_SHA */
};

static uint16_t curves[] = {0x0017, 0x0018, 0x0019}; /* secp256r1, secp384r1, secp521r1 */

typedef struct {
    uint16_t version;
    const uint16_t *suites;
    size_t n_suites;
    bool names_host; /* server_name: RFC 3546 (2003) brought the first extensions */
    bool has_curves; /* elliptic_curves, ec_point_formats */
} Age;

static const Age ages[] = {
    {WIRE_SSL3, suites_of_1996, G_N_ELEMENTS (suites_of_1996), false, false},
    {WIRE_TLS10, suites_of_2003, G_N_ELEMENTS (suites_of_2003), true, false},
    {WIRE_TLS11, suites_of_2006, G_N_ELEMENTS (suites_of_2006), true, true},
};

uint16_t tls_older_version (const TlsConfig *config)
{
    uint16_t newest = 0;
    for (guint i = 0; i < config->versions->len; i++)
        newest = MAX (newest, g_array_index (config->versions, uint16_t, i));
    return newest < WIRE_TLS12 ? newest : 0;
}

uint16_t tls_written_version (const TlsParty *self)
{
    uint16_t older = tls_older_version (self->config);
    return older != 0 ? older : WIRE_TLS12;
}

/* ---- ClientHello ---- */

static const Age *age_of (uint16_t version)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (ages); i++)
        if (ages[i].version == version)
            return &ages[i];
    return &ages[0]; /* one that knows SSL 2.0 alone is not much older */
}

static void add (WireExtension *items, size_t *n, uint16_t type, void *body)
{
    if (body != NULL)
        items[(*n)++] =
            (WireExtension){.type = type, .row = wire_extension_row (type), .body = body};
}

static WireList extensions_of (TlsParty *self, const Age *age)
{
    enum { MOST = 3 };
    WireExtension *items = tls_keep (self, MOST * sizeof *items);
    size_t n = 0;
    if (age->names_host)
        add (items, &n, WIRE_EXT_SERVER_NAME, tls_offer_server_name (self));
    if (age->has_curves) {
        WireNumberList *groups = tls_keep (self, sizeof *groups);
        groups->values = (WireList){curves, G_N_ELEMENTS (curves)};
        add (items, &n, WIRE_EXT_SUPPORTED_GROUPS, groups);
        add (items, &n, WIRE_EXT_EC_POINT_FORMATS, tls_offer_point_formats (self));
    }
    return (WireList){n > 0 ? items : NULL, n};
}

/* RFC 5246 appendix E.2: version, three lengths, and what they count. A suite of TLS has a zero in
 * front; a client that speaks SSL 2.0 offers its ciphers, too. */
static GBytes *ssl2_hello (const TlsParty *self, const Age *age)
{
    static const uint32_t ciphers[] = {0x010080, 0x0700c0, 0x030080, 0x060040, 0x020080, 0x040080};
    enum { SPEC = 3, FIXED = 9, TWO_BYTE_HEADER = 0x8000 };
    bool speaks_tls = tls_older_version (self->config) >= WIRE_SSL3;
    size_t n = (speaks_tls ? age->n_suites : 0) + G_N_ELEMENTS (ciphers);
    size_t challenge = sizeof self->client_random;
    GByteArray *out = g_byte_array_new ();
    base_append_number (out, TWO_BYTE_HEADER | (FIXED + SPEC * n + challenge), 2);
    base_append_number (out, 1, 1); /* CLIENT-HELLO */
    base_append_number (out, tls_older_version (self->config), 2);
    base_append_number (out, SPEC * n, 2);
    base_append_number (out, 0, 2);
    base_append_number (out, challenge, 2);
    for (size_t i = 0; speaks_tls && i < age->n_suites; i++)
        base_append_number (out, age->suites[i], SPEC);
    for (size_t i = 0; i < G_N_ELEMENTS (ciphers); i++)
        base_append_number (out, ciphers[i], SPEC);
    base_append_span (out, base_span (self->client_random, challenge));
    return g_byte_array_free_to_bytes (out);
}

void tls_compose_older_hello (TlsParty *self)
{
    static uint8_t null_compression[] = {0};
    const Age *age = age_of (tls_older_version (self->config));
    WireClientHello hello = {
        .legacy_version = age->version,
        .random = base_span (self->client_random, sizeof self->client_random),
        .cipher_suites = {(void *)age->suites, age->n_suites},
        .legacy_compression_methods = base_span (null_compression, 1),
        .extensions = extensions_of (self, age),
    };
    tls_write_message (self, WIRE_CLIENT_HELLO, &hello);
    if (!tls_array_has (self->config->versions, WIRE_SSL2))
        return;
    /* What it says in that format is remembered in the newer one. */
    tls_note_client_hello (self);
    g_autoptr (GBytes) bytes = ssl2_hello (self, age);
    g_clear_pointer (&self->message, wire_message_unref);
    self->message = wire_message_read (WIRE_CT_SSL2, bytes);
}

/* ---- ServerHello ---- */

/* A server of that age chooses the version by the one field that it knows. */
bool tls_choose_older_version (TlsParty *self, TlsChoice *choice)
{
    uint16_t own = tls_older_version (self->config);
    uint16_t theirs = ((const WireClientHello *)self->client_hello->body)->legacy_version;
    bool chosen = own >= WIRE_SSL3 && theirs >= own;
    tls_choice_add (choice, tls_value_name (self, &wire_versions, own),
                    chosen ? TRACE_CHOSEN : TRACE_FELL,
                    chosen ? "the newest that this server knows; it reads legacy_version, where "
                             "the client says that it speaks this or something newer, and does "
                             "not know supported_versions"
                           : "newer than what the client speaks, or without a hello of its kind");
    if (chosen)
        self->version = WIRE_TLS12; /* whose first flight looks the same with static RSA */
    return chosen;
}

/* Only these were there before TLS 1.2, and look the same in it. */
bool tls_older_suite (const TlsSuite *suite)
{
    return suite->version == WIRE_TLS12 && g_str_has_prefix (suite->name, "TLS_RSA_WITH_AES_") &&
           g_str_has_suffix (suite->name, "_CBC_SHA");
}
