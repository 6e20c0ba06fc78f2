#include "pki/teaching.h"

#include <string.h>

#define INTERMEDIATE &rows[PKI_INTERMEDIATE]
#define OTHER_INTERMEDIATE &rows[PKI_OTHER_INTERMEDIATE]
#define CLIENT_ROOT &rows[PKI_CLIENT_ROOT]
#define AUTHORITY .authority = "yes", .path_length

/* clang-format off */
static const PkiDescription rows[] = {
    {"root", .subject = "Stepshake Teaching Root", .key_file = "root",
     AUTHORITY = "1", .not_after = "2049-01-01"},
    {"intermediate", .subject = "Stepshake Teaching Intermediate", .key_file = "intermediate",
     .issuer = &rows[PKI_ROOT], AUTHORITY = "0", .not_after = "2046-01-01"},
    {"other-root", .subject = "Somebody Else's Root", .key_file = "other-root",
     AUTHORITY = "1", .not_after = "2049-01-01"},
    {"other-intermediate", .subject = "Somebody Else's Intermediate",
     .key_file = "other-intermediate",
     .issuer = &rows[PKI_OTHER_ROOT], AUTHORITY = "0", .not_after = "2046-01-01"},
    {"client-root", .subject = "Stepshake Teaching Client Root", .key_file = "client-root",
     AUTHORITY = "0", .not_after = "2049-01-01"},

    {"ecdsa", "a good certificate with an ECDSA P-256 key",
     .issuer = INTERMEDIATE, .key_file = "server-ecdsa"},
    {"rsa", "a good certificate with an RSA key of 2048 bits",
     .issuer = INTERMEDIATE, .key = "rsa-2048", .key_file = "server-rsa"},
    {"ed25519", "a good certificate with an Ed25519 key",
     .issuer = INTERMEDIATE, .key = "ed25519", .key_file = "server-ed25519"},
    {"ecdsa-p384", "a good certificate with an ECDSA P-384 key",
     .issuer = INTERMEDIATE, .key = "ecdsa-p384", .key_file = "server-ecdsa-p384"},
    {"ecdsa-p521", "a good certificate with an ECDSA P-521 key",
     .issuer = INTERMEDIATE, .key = "ecdsa-p521", .key_file = "server-ecdsa-p521"},
    {"ed448", "a good certificate with an Ed448 key",
     .issuer = INTERMEDIATE, .key = "ed448", .key_file = "server-ed448"},
    {"rsa-pss", "a good certificate with an RSA-PSS key of 2048 bits",
     .issuer = INTERMEDIATE, .key = "rsa-pss", .key_file = "server-rsa-pss"},
    {"rsa-encipherment", "a good certificate with an RSA key of 2048 bits that may also decrypt, as "
     "static RSA needs it",
     .issuer = INTERMEDIATE, .key = "rsa-2048", .key_file = "server-rsa",
     .usages = "digitalSignature keyEncipherment"},
    {"must-staple", "a good certificate that demands a stapled OCSP response",
     .issuer = INTERMEDIATE, .key_file = "server-ecdsa",
     .must_staple = "yes"},
    {"expired", "was valid from 2025-03-01 until 2026-03-01",
     .issuer = INTERMEDIATE, .key_file = "server-ecdsa",
     .not_before = "2025-03-01", .not_after = "2026-03-01"},
    {"not-yet-valid", "will be valid from 2043-01-01",
     .issuer = INTERMEDIATE, .key_file = "server-ecdsa",
     .not_before = "2043-01-01"},
    {"wrong-host", "good, but for other.example instead of the host",
     .issuer = INTERMEDIATE, .key_file = "server-ecdsa",
     .flaws = "other-name"},
    {"self-signed", "signed by its own key, not by an authority",
     .key_file = "server-ecdsa"},
    {"unknown-authority", "well made, but below a root that the client does not trust",
     .issuer = OTHER_INTERMEDIATE, .key_file = "server-ecdsa"},

    {"client-ecdsa", "a client's good certificate with an ECDSA P-256 key",
     .issuer = CLIENT_ROOT, .holder = "client", .key_file = "client-ecdsa"},
    {"client-rsa", "a client's good certificate with an RSA key of 2048 bits",
     .issuer = CLIENT_ROOT, .holder = "client", .key = "rsa-2048", .key_file = "client-rsa"},
    {"client-ed25519", "a client's good certificate with an Ed25519 key",
     .issuer = CLIENT_ROOT, .holder = "client", .key = "ed25519", .key_file = "client-ed25519"},
    {"client-expired", "a client's, was valid from 2025-03-01 until 2026-03-01",
     .issuer = CLIENT_ROOT, .holder = "client", .key_file = "client-ecdsa",
     .not_before = "2025-03-01", .not_after = "2026-03-01"},
    {"client-other-authority", "a client's, well made, but below a root that the server does not "
     "trust",
     .issuer = OTHER_INTERMEDIATE, .holder = "client", .key_file = "client-ecdsa"},
    {"client-server-usage", "a client's, but its extendedKeyUsage says that it is for a server",
     .issuer = CLIENT_ROOT, .holder = "client", .key_file = "client-ecdsa",
     .extended_usages = "serverAuth"},
};
/* clang-format on */

G_STATIC_ASSERT (PKI_FIRST_SERVER == 5);

const PkiDescription *pki_teaching_at (unsigned i)
{
    return i < G_N_ELEMENTS (rows) ? &rows[i] : NULL;
}

const PkiBuiltin *pki_builtin_at (unsigned i)
{
    static PkiBuiltin list[G_N_ELEMENTS (rows)];
    static gsize made;
    if (g_once_init_enter (&made)) {
        for (unsigned k = PKI_FIRST_SERVER; k < G_N_ELEMENTS (rows); k++)
            list[k] = (PkiBuiltin){rows[k].name, rows[k].summary};
        g_once_init_leave (&made, 1);
    }
    return PKI_FIRST_SERVER + i < G_N_ELEMENTS (rows) ? &list[PKI_FIRST_SERVER + i] : NULL;
}

const char *pki_authority_at (unsigned i)
{
    return i < PKI_FIRST_SERVER ? rows[i].name : NULL;
}

const PkiDescription *pki_description_builtin (const char *name)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++)
        if (strcmp (rows[i].name, name) == 0)
            return &rows[i];
    return NULL;
}

GBytes *pki_teaching_sign (const char *name, BaseSpan data)
{
    g_auto (gnutls_x509_privkey_t) key = pki_key_file (name);
    return pki_key_sign (key, data, NULL);
}

GBytes *pki_teaching_public_key (const char *name)
{
    g_auto (gnutls_x509_privkey_t) private_key = pki_key_file (name);
    g_auto (gnutls_privkey_t) signer = pki_key_signer (private_key);
    g_auto (gnutls_pubkey_t) key = NULL;
    g_auto (PkiDatum) der = {NULL, 0};
    pki_must (gnutls_pubkey_init (&key));
    pki_must (gnutls_pubkey_import_privkey (key, signer, 0, 0));
    pki_must (gnutls_pubkey_export2 (key, GNUTLS_X509_FMT_DER, &der));
    return base_span_copy (pki_datum_span (der));
}
