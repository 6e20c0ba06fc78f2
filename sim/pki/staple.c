/* Minting OCSP responses: GnuTLS only reads them. */
#include "pki/staple.h"

#include "pki/mint.h"

#include <gio/gio.h>
#include <gnutls/crypto.h>
#include <string.h>

enum {
    INTEGER = 0x02,
    BIT_STRING = 0x03,
    OCTET_STRING = 0x04,
    ENUMERATED = 0x0a,
    GENERALIZED_TIME = 0x18,
    SEQUENCE = 0x30,
    EXPLICIT_0 = 0xa0,
    EXPLICIT_2 = 0xa2,
    /* certStatus (RFC 6960 4.2.1) */
    GOOD = 0x80,
    REVOKED = 0xa1,
    UNKNOWN = 0x82,
    /* OCSPResponseStatus */
    SUCCESSFUL = 0,
    TRY_LATER = 3,

    KEY_COMPROMISE = 1, /* CRLReason, RFC 5280 5.3.1 */
    SHA1_SIZE = 20,
    DAY = 24 * 60 * 60,
};

/* What is said, by whom, and how many days ago. */
typedef struct {
    PkiStaple staple;
    uint8_t status;
    int response_status;
    int age;     /* days */
    bool forged; /* in the issuer's name, but signed with another key */
    bool astray; /* about another certificate of the same issuer */
} Kind;

/* clang-format off */
static const Kind kinds[] = {
    {{"good", "the authority has not taken the certificate back"}, .status = GOOD},
    {{"revoked", "taken back the day before, because its key was stolen"}, .status = REVOKED},
    {{"unknown", "the authority does not know this certificate"}, .status = UNKNOWN},
    {{"expired", "good, but said 30 days ago and for a week only"}, .status = GOOD, .age = 30},
    {{"wrong-signer", "says good in the authority's name, signed by somebody else"},
     .status = GOOD, .forged = true},
    {{"other-certificate", "genuine, but about another certificate"},
     .status = GOOD, .astray = true},
    {{"try-later", "no answer: the authority's server was too busy"},
     .response_status = TRY_LATER},
};
/* clang-format on */

const PkiStaple *pki_staple_at (unsigned i)
{
    return i < G_N_ELEMENTS (kinds) ? &kinds[i].staple : NULL;
}

static const Kind *find_kind (const char *name, GError **error)
{
    g_autoptr (GString) allowed = g_string_new (NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS (kinds); i++) {
        if (strcmp (kinds[i].staple.name, name) == 0)
            return &kinds[i];
        g_string_append_printf (allowed, "%s%s", i > 0 ? " " : "", kinds[i].staple.name);
    }
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "“%s” is no kind of OCSP response, allowed are: %s", name, allowed->str);
    return NULL;
}

/* ---- Its parts, in the order of RFC 6960 4.2.1 ---- */

static PkiCertificate *read_minted (GBytes *der)
{
    char *problem = NULL;
    PkiCertificate *certificate = pki_certificate_read (der, 0, &problem);
    g_free (problem);
    return certificate;
}

static void put_time (GByteArray *out, int64_t time)
{
    g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (time);
    g_autofree char *text = g_date_time_format (date, "%Y%m%d%H%M%SZ");
    pki_der_put (out, GENERALIZED_TIME, base_span_text (text));
}

static void put_sha1 (GByteArray *out, BaseSpan data)
{
    uint8_t digest[SHA1_SIZE];
    int code = gnutls_hash_fast (GNUTLS_DIG_SHA1, data.data, data.size, digest);
    g_assert (code == 0);
    pki_der_put (out, OCTET_STRING, base_span (digest, sizeof digest));
}

/* Which certificate is meant. SHA-1 only shortens names here; nothing rests on it. */
static void put_certificate_id (GByteArray *out, const PkiLayout *issuer, BaseSpan serial)
{
    static const uint8_t sha1[] = {SEQUENCE, 9, 6, 5, 0x2b, 14, 3, 2, 26, 5, 0};
    GByteArray *id = g_byte_array_new ();
    base_append_span (id, base_span (sha1, sizeof sha1));
    put_sha1 (id, issuer->subject);
    put_sha1 (id, pki_der_key_bits (issuer));
    pki_der_put (id, INTEGER, serial);
    pki_der_put_taken (out, SEQUENCE, id);
}

static void put_status (GByteArray *out, uint8_t status, int64_t revoked)
{
    static const uint8_t reason[] = {ENUMERATED, 1, KEY_COMPROMISE};
    GByteArray *info = g_byte_array_new ();
    if (status == REVOKED) {
        put_time (info, revoked);
        pki_der_put (info, EXPLICIT_0, base_span (reason, sizeof reason));
    }
    pki_der_put_taken (out, status, info);
}

static void put_single (GByteArray *out, const Kind *kind, const PkiLayout *issuer, BaseSpan serial,
                        int64_t today)
{
    enum { LIFETIME = 7 * DAY };
    int64_t said = today - (int64_t)kind->age * DAY;
    GByteArray *single = g_byte_array_new (), *next = g_byte_array_new ();
    put_certificate_id (single, issuer, serial);
    put_status (single, kind->status, said - DAY);
    put_time (single, said);
    put_time (next, said + LIFETIME);
    pki_der_put_taken (single, EXPLICIT_0, next);
    GByteArray *list = g_byte_array_new ();
    pki_der_put_taken (list, SEQUENCE, single);
    pki_der_put_taken (out, SEQUENCE, list);
}

static GByteArray *response_data (const Kind *kind, const PkiLayout *issuer, BaseSpan serial,
                                  int64_t today)
{
    GByteArray *data = g_byte_array_new (), *key_hash = g_byte_array_new (),
               *out = g_byte_array_new ();
    put_sha1 (key_hash, pki_der_key_bits (issuer));
    pki_der_put_taken (data, EXPLICIT_2, key_hash); /* responderID, by its key */
    put_time (data, today - (int64_t)kind->age * DAY);
    put_single (data, kind, issuer, serial, today);
    pki_der_put_taken (out, SEQUENCE, data);
    return out;
}

static GByteArray *basic_response (GByteArray *data, gnutls_x509_privkey_t key)
{
    BaseSpan algorithm;
    g_autoptr (GBytes) signature =
        pki_key_sign (key, base_span (data->data, data->len), &algorithm);
    GByteArray *bits = g_byte_array_new (), *out = g_byte_array_new ();
    base_append_number (bits, 0, 1); /* unused bits */
    base_append_span (bits, base_span_bytes (signature));
    base_append_span (data, algorithm);
    pki_der_put_taken (data, BIT_STRING, bits);
    pki_der_put_taken (out, SEQUENCE, data);
    return out;
}

/* BASIC: transfer full; NULL: there is none, the responder only says why. */
static GBytes *response (int status, GByteArray *basic)
{
    static const uint8_t ocsp_basic[] = {6, 9, 0x2b, 6, 1, 5, 5, 7, 48, 1, 1};
    const uint8_t code = (uint8_t)status;
    GByteArray *fields = g_byte_array_new (), *out = g_byte_array_new ();
    pki_der_put (fields, ENUMERATED, base_span (&code, 1));
    if (basic != NULL) {
        GByteArray *bytes = g_byte_array_new (), *sequence = g_byte_array_new ();
        base_append_span (bytes, base_span (ocsp_basic, sizeof ocsp_basic));
        pki_der_put_taken (bytes, OCTET_STRING, basic);
        pki_der_put_taken (sequence, SEQUENCE, bytes);
        pki_der_put_taken (fields, EXPLICIT_0, sequence);
    }
    pki_der_put_taken (out, SEQUENCE, fields);
    return g_byte_array_free_to_bytes (out);
}

/* ---- The whole ---- */

static GBytes *refuse (const char *words, GError **error)
{
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, words);
    return NULL;
}

GBytes *pki_staple_mint (const PkiIdentity *identity, const char *name, int64_t now, GError **error)
{
    const Kind *kind = find_kind (name, error);
    GBytes *above;
    gnutls_x509_privkey_t key;
    GBytes *own = pki_identity_minted (identity, &above, &key);
    if (kind == NULL)
        return NULL;
    if (own == NULL)
        return refuse ("only for certificates that are minted here there is an authority that can "
                       "make an OCSP response, allowed for others: a file",
                       error);
    if (kind->response_status != SUCCESSFUL)
        return response (kind->response_status, NULL);
    g_autoptr (PkiCertificate) leaf = read_minted (own);
    g_autoptr (PkiCertificate) issuer = read_minted (above);
    if (leaf == NULL || issuer == NULL)
        return refuse ("the certificate or its issuer cannot be read, so nobody can speak about "
                       "it, allowed: none",
                       error);
    g_autoptr (GByteArray) other = g_byte_array_new (); /* one of the same length */
    base_append_span (other, leaf->layout.serial);
    other->data[other->len - 1] ^= 1;
    BaseSpan serial = kind->astray ? base_span (other->data, other->len) : leaf->layout.serial;
    g_auto (gnutls_x509_privkey_t) stranger = pki_key_file ("other-root");
    return response (SUCCESSFUL,
                     basic_response (response_data (kind, &issuer->layout, serial, now - now % DAY),
                                     kind->forged ? stranger : key));
}

GBytes *pki_staple_load (const char *path, GError **error)
{
    return pki_read_file (path, error);
}
