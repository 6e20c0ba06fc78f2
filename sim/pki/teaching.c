#include "pki/teaching.h"

#include "base/clock.h"
#include "pki/identity.h"

#include <arpa/inet.h>
#include <gio/gio.h>
#include <gnutls/crypto.h>
#include <string.h>

#define KEYS "/io/github/stepshake/Stepshake/assets/keys/"

enum {
    IS_SERVER = -1,
    IS_CLIENT = -2,
    ITSELF = 1000, /* as an issuer */
    SERIAL_SIZE = 16,
    KEY_ID_SIZE = 20,
    MAX_COMMON_NAME = 64 /* ub-common-name of RFC 5280 appendix A */
};

/* Certificates of the public web last weeks. These last decades: `stepshake serve` shows them to
 * real clients, whose clocks are real, and they must not expire while this program is in use. */
#define FROM "2024-01-01"
#define UNTIL "2044-01-01"

/* clang-format off */
static const struct {
    PkiBuiltin builtin;      /* its name goes into the serial number */
    const char *common_name; /* of a server, NULL: the host */
    const char *key;
    unsigned issuer;
    int path_length;         /* how many authorities may follow below; IS_…: it is none */
    const char *from, *until;
    const char *purpose;     /* extendedKeyUsage; NULL: what fits its holder */
    bool enciphers;          /* keyUsage has keyEncipherment, too */
    bool must_staple;        /* TLS feature status_request (RFC 7633) */
} rows[] = {
    {{"root", NULL}, "Stepshake Teaching Root", "root",
     ITSELF, 1, FROM, "2049-01-01"},
    {{"intermediate", NULL}, "Stepshake Teaching Intermediate", "intermediate",
     PKI_ROOT, 0, FROM, "2046-01-01"},
    {{"other-root", NULL}, "Somebody Else's Root", "other-root",
     ITSELF, 1, FROM, "2049-01-01"},
    {{"other-intermediate", NULL}, "Somebody Else's Intermediate", "other-intermediate",
     PKI_OTHER_ROOT, 0, FROM, "2046-01-01"},
    {{"client-root", NULL}, "Stepshake Teaching Client Root", "client-root",
     ITSELF, 0, FROM, "2049-01-01"},

    {{"ecdsa", "a good certificate with an ECDSA P-256 key"},
     NULL, "server-ecdsa", PKI_INTERMEDIATE, IS_SERVER, FROM, UNTIL},
    {{"rsa", "a good certificate with an RSA key of 2048 bits"},
     NULL, "server-rsa", PKI_INTERMEDIATE, IS_SERVER, FROM, UNTIL},
    {{"ed25519", "a good certificate with an Ed25519 key"},
     NULL, "server-ed25519", PKI_INTERMEDIATE, IS_SERVER, FROM, UNTIL},
    {{"ecdsa-p384", "a good certificate with an ECDSA P-384 key"},
     NULL, "server-ecdsa-p384", PKI_INTERMEDIATE, IS_SERVER, FROM, UNTIL},
    {{"ecdsa-p521", "a good certificate with an ECDSA P-521 key"},
     NULL, "server-ecdsa-p521", PKI_INTERMEDIATE, IS_SERVER, FROM, UNTIL},
    {{"ed448", "a good certificate with an Ed448 key"},
     NULL, "server-ed448", PKI_INTERMEDIATE, IS_SERVER, FROM, UNTIL},
    {{"rsa-pss", "a good certificate with an RSA-PSS key of 2048 bits"},
     NULL, "server-rsa-pss", PKI_INTERMEDIATE, IS_SERVER, FROM, UNTIL},
    {{"rsa-encipherment", "a good certificate with an RSA key of 2048 bits that may also decrypt, as "
      "static RSA needs it"},
     NULL, "server-rsa", PKI_INTERMEDIATE, IS_SERVER, FROM, UNTIL, .enciphers = true},
    {{"must-staple", "a good certificate that demands a stapled OCSP response"},
     NULL, "server-ecdsa", PKI_INTERMEDIATE, IS_SERVER, FROM, UNTIL, .must_staple = true},
    {{"expired", "was valid from 2025-03-01 until 2026-03-01"},
     NULL, "server-ecdsa", PKI_INTERMEDIATE, IS_SERVER, "2025-03-01", "2026-03-01"},
    {{"not-yet-valid", "will be valid from 2043-01-01"},
     NULL, "server-ecdsa", PKI_INTERMEDIATE, IS_SERVER, "2043-01-01", UNTIL},
    {{"wrong-host", "good, but for other.example instead of the host"},
     "other.example", "server-ecdsa", PKI_INTERMEDIATE, IS_SERVER, FROM, UNTIL},
    {{"self-signed", "signed by its own key, not by an authority"},
     NULL, "server-ecdsa", ITSELF, IS_SERVER, FROM, UNTIL},
    {{"unknown-authority", "well made, but below a root that the client does not trust"},
     NULL, "server-ecdsa", PKI_OTHER_INTERMEDIATE, IS_SERVER, FROM, UNTIL},

    {{"client-ecdsa", "a client's good certificate with an ECDSA P-256 key"},
     "Alice", "client-ecdsa", PKI_CLIENT_ROOT, IS_CLIENT, FROM, UNTIL},
    {{"client-rsa", "a client's good certificate with an RSA key of 2048 bits"},
     "Alice", "client-rsa", PKI_CLIENT_ROOT, IS_CLIENT, FROM, UNTIL},
    {{"client-ed25519", "a client's good certificate with an Ed25519 key"},
     "Alice", "client-ed25519", PKI_CLIENT_ROOT, IS_CLIENT, FROM, UNTIL},
    {{"client-expired", "a client's, was valid from 2025-03-01 until 2026-03-01"},
     "Alice", "client-ecdsa", PKI_CLIENT_ROOT, IS_CLIENT, "2025-03-01", "2026-03-01"},
    {{"client-other-authority", "a client's, well made, but below a root that the server does not "
      "trust"},
     "Alice", "client-ecdsa", PKI_OTHER_INTERMEDIATE, IS_CLIENT, FROM, UNTIL},
    {{"client-server-usage", "a client's, but its extendedKeyUsage says that it is for a server"},
     "Alice", "client-ecdsa", PKI_CLIENT_ROOT, IS_CLIENT, FROM, UNTIL,
     GNUTLS_KP_TLS_WWW_SERVER},
};
/* clang-format on */

const PkiBuiltin *pki_builtin_at (unsigned i)
{
    return i < G_N_ELEMENTS (rows) - PKI_FIRST_SERVER ? &rows[PKI_FIRST_SERVER + i].builtin : NULL;
}

bool pki_mint_is_client (unsigned which)
{
    return rows[which].path_length == IS_CLIENT;
}

unsigned pki_mint_issuer (unsigned which)
{
    return rows[which].issuer == ITSELF ? which : rows[which].issuer;
}

/* Minting runs over our own rows and keys: when a step of it fails, that is our bug. */
static void must (int code)
{
    if (code < 0)
        g_error ("minting a teaching certificate: %s", gnutls_strerror (code));
}

static GBytes *key_pem (const char *name)
{
    g_autofree char *path = g_strconcat (KEYS, name, ".pem", NULL);
    GBytes *pem = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    g_assert (pem != NULL);
    return pem;
}

GBytes *pki_mint_key (unsigned which)
{
    return key_pem (rows[which].key);
}

const char *pki_mint_key_name (unsigned which)
{
    return rows[which].key;
}

static gnutls_x509_privkey_t open_key (const char *name)
{
    g_autoptr (GBytes) pem = key_pem (name);
    gnutls_datum_t datum = pki_datum (base_span_bytes (pem));
    gnutls_x509_privkey_t key;
    must (gnutls_x509_privkey_init (&key));
    must (gnutls_x509_privkey_import (key, &datum, GNUTLS_X509_FMT_PEM));
    return key;
}

/* "wrong-host" has to be wrong for every host. */
static const char *host_of (unsigned which, const char *host)
{
    const char *fixed = rows[which].common_name;
    if (fixed == NULL)
        return host;
    return g_ascii_strcasecmp (fixed, host) == 0 ? "another.example" : fixed;
}

/* Serial numbers must be unique for their issuer and hard to guess (RFC 5280 4.1.2.2). The second
 * is given up here, so that the same name gives the same bytes. */
static void set_serial (gnutls_x509_crt_t crt, unsigned which, const char *host)
{
    g_autofree char *text =
        g_strdup_printf ("stepshake certificate|%s|%s", rows[which].builtin.name, host);
    uint8_t digest[32];
    must (gnutls_hash_fast (GNUTLS_DIG_SHA256, text, strlen (text), digest));
    digest[0] = (digest[0] & 0x7f) | 0x40; /* positive, and of full length in DER */
    must (gnutls_x509_crt_set_serial (crt, digest, SERIAL_SIZE));
}

static void set_dates (gnutls_x509_crt_t crt, unsigned which)
{
    int64_t from, until;
    g_assert (base_time_parse (rows[which].from, &from) &&
              base_time_parse (rows[which].until, &until));
    must (gnutls_x509_crt_set_activation_time (crt, (time_t)from));
    must (gnutls_x509_crt_set_expiration_time (crt, (time_t)until));
}

static void set_key_ids (gnutls_x509_crt_t crt, gnutls_x509_crt_t issuer)
{
    uint8_t id[32];
    size_t size = sizeof id;
    must (gnutls_x509_crt_get_key_id (crt, GNUTLS_KEYID_USE_SHA256, id, &size));
    must (gnutls_x509_crt_set_subject_key_id (crt, id, KEY_ID_SIZE));
    if (issuer == crt)
        return;
    size = sizeof id;
    must (gnutls_x509_crt_get_subject_key_id (issuer, id, &size, NULL));
    must (gnutls_x509_crt_set_authority_key_id (crt, id, size));
}

static void set_alternative_name (gnutls_x509_crt_t crt, const char *host)
{
    uint8_t address[16];
    unsigned size = inet_pton (AF_INET, host, address) == 1    ? 4
                    : inet_pton (AF_INET6, host, address) == 1 ? 16
                                                               : 0;
    if (size > 0)
        must (gnutls_x509_crt_set_subject_alt_name (crt, GNUTLS_SAN_IPADDRESS, address, size,
                                                    GNUTLS_FSAN_SET));
    else
        must (gnutls_x509_crt_set_subject_alt_name (crt, GNUTLS_SAN_DNSNAME, host,
                                                    (unsigned)strlen (host), GNUTLS_FSAN_SET));
}

static void set_authority (gnutls_x509_crt_t crt, unsigned which)
{
    const char *name = rows[which].common_name;
    must (gnutls_x509_crt_set_dn_by_oid (crt, GNUTLS_OID_X520_COMMON_NAME, 0, name,
                                         (unsigned)strlen (name)));
    must (gnutls_x509_crt_set_basic_constraints (crt, 1, rows[which].path_length));
    must (gnutls_x509_crt_set_key_usage (crt, GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN));
}

static void set_leaf (gnutls_x509_crt_t crt, const char *name, const char *purpose)
{
    must (gnutls_x509_crt_set_dn_by_oid (crt, GNUTLS_OID_X520_COMMON_NAME, 0, name,
                                         (unsigned)strlen (name)));
    must (gnutls_x509_crt_set_basic_constraints (crt, 0, -1));
    must (gnutls_x509_crt_set_key_usage (crt, GNUTLS_KEY_DIGITAL_SIGNATURE));
    must (gnutls_x509_crt_set_key_purpose_oid (crt, purpose, 0));
}

static void set_server (gnutls_x509_crt_t crt, unsigned which, const char *host)
{
    /* Only subjectAltName counts (RFC 9525 6.2): the common name is for people, and too short for
     * some hosts. */
    set_leaf (crt, strlen (host) <= MAX_COMMON_NAME ? host : rows[which].builtin.name,
              GNUTLS_KP_TLS_WWW_SERVER);
    set_alternative_name (crt, host);
    if (rows[which].enciphers)
        must (gnutls_x509_crt_set_key_usage (crt, GNUTLS_KEY_DIGITAL_SIGNATURE |
                                                      GNUTLS_KEY_KEY_ENCIPHERMENT));
}

/* Who a client is has no form that TLS prescribes: here a person, with an address for mail. */
static void set_client (gnutls_x509_crt_t crt, unsigned which)
{
    static const char mail[] = "alice@client.example";
    const char *purpose = rows[which].purpose;
    set_leaf (crt, rows[which].common_name, purpose != NULL ? purpose : GNUTLS_KP_TLS_WWW_CLIENT);
    must (gnutls_x509_crt_set_subject_alt_name (crt, GNUTLS_SAN_RFC822NAME, mail, sizeof mail - 1,
                                                GNUTLS_FSAN_SET));
}

/* The holder's promise, in the authority's words: never without a staple (RFC 7633 section 4.2.3).
 */
static void set_must_staple (gnutls_x509_crt_t crt)
{
    enum { STATUS_REQUEST = 5 };
    gnutls_x509_tlsfeatures_t features;
    must (gnutls_x509_tlsfeatures_init (&features));
    must (gnutls_x509_tlsfeatures_add (features, STATUS_REQUEST));
    must (gnutls_x509_crt_set_tlsfeatures (crt, features));
    gnutls_x509_tlsfeatures_deinit (features);
}

static void set_holder (gnutls_x509_crt_t crt, unsigned which, const char *host)
{
    switch (rows[which].path_length) {
    case IS_SERVER:
        set_server (crt, which, host_of (which, host));
        break;
    case IS_CLIENT:
        set_client (crt, which);
        break;
    default:
        set_authority (crt, which);
    }
}

static gnutls_x509_crt_t open_issuer (unsigned which)
{
    g_autoptr (GBytes) der = pki_mint (which, "");
    gnutls_datum_t datum = pki_datum (base_span_bytes (der));
    gnutls_x509_crt_t crt;
    must (gnutls_x509_crt_init (&crt));
    must (gnutls_x509_crt_import (crt, &datum, GNUTLS_X509_FMT_DER));
    return crt;
}

static gnutls_privkey_t open_signer (const char *name)
{
    g_auto (gnutls_x509_privkey_t) key = open_key (name);
    gnutls_privkey_t signer;
    must (gnutls_privkey_init (&signer));
    must (gnutls_privkey_import_x509 (signer, key, GNUTLS_PRIVKEY_IMPORT_COPY));
    return signer;
}

GBytes *pki_teaching_sign (const char *name, BaseSpan data)
{
    g_auto (gnutls_privkey_t) signer = open_signer (name);
    g_auto (PkiDatum) signature = {NULL, 0};
    gnutls_datum_t datum = pki_datum (data);
    must (gnutls_privkey_sign_data2 (signer, GNUTLS_SIGN_ECDSA_SHA256,
                                     GNUTLS_PRIVKEY_FLAG_REPRODUCIBLE, &datum, &signature));
    return base_span_copy (pki_datum_span (signature));
}

GBytes *pki_teaching_public_key (const char *name)
{
    g_auto (gnutls_privkey_t) signer = open_signer (name);
    g_auto (gnutls_pubkey_t) key = NULL;
    g_auto (PkiDatum) der = {NULL, 0};
    must (gnutls_pubkey_init (&key));
    must (gnutls_pubkey_import_privkey (key, signer, 0, 0));
    must (gnutls_pubkey_export2 (key, GNUTLS_X509_FMT_DER, &der));
    return base_span_copy (pki_datum_span (der));
}

static GBytes *sign (gnutls_x509_crt_t crt, gnutls_x509_crt_t issuer, unsigned issuer_row)
{
    g_auto (gnutls_privkey_t) signer = open_signer (rows[issuer_row].key);
    /* ECDSA with the nonce of RFC 6979, not a random one: the same bytes every time. */
    must (gnutls_x509_crt_privkey_sign (crt, issuer, signer, GNUTLS_DIG_SHA256,
                                        GNUTLS_PRIVKEY_FLAG_REPRODUCIBLE));
    g_auto (PkiDatum) der = {NULL, 0};
    must (gnutls_x509_crt_export2 (crt, GNUTLS_X509_FMT_DER, &der));
    return base_span_copy (pki_datum_span (der));
}

GBytes *pki_mint (unsigned which, const char *host)
{
    g_auto (gnutls_x509_crt_t) crt = NULL;
    g_auto (gnutls_x509_crt_t) other = NULL;
    g_auto (gnutls_x509_privkey_t) key = open_key (rows[which].key);
    unsigned issuer_row = pki_mint_issuer (which);
    if (issuer_row != which)
        other = open_issuer (issuer_row);
    must (gnutls_x509_crt_init (&crt));
    gnutls_x509_crt_t issuer = other != NULL ? other : crt;
    must (gnutls_x509_crt_set_version (crt, 3));
    must (gnutls_x509_crt_set_key (crt, key));
    set_serial (crt, which, host);
    set_dates (crt, which);
    set_holder (crt, which, host);
    if (rows[which].must_staple)
        set_must_staple (crt);
    set_key_ids (crt, issuer);
    return sign (crt, issuer, issuer_row);
}
