#include "pki/mint.h"

#include <gio/gio.h>
#include <gnutls/crypto.h>
#include <string.h>

enum { SERIAL_SIZE = 16, KEY_ID_SIZE = 20, MAX_SERIAL = 20, SEQUENCE = 0x30, BIT_STRING = 3 };

void pki_must (int code)
{
    if (code < 0)
        g_error ("minting a teaching certificate: %s", gnutls_strerror (code));
}

const char *pki_signature_hash_at (unsigned i)
{
    static const char *const names[] = {"sha256", "sha384", "sha512", "sha1", "md5"};
    return i < G_N_ELEMENTS (names) ? names[i] : NULL;
}

static gnutls_digest_algorithm_t digest_of (const PkiDescription *self)
{
    static const gnutls_digest_algorithm_t digests[] = {
        GNUTLS_DIG_SHA256, GNUTLS_DIG_SHA384, GNUTLS_DIG_SHA512, GNUTLS_DIG_SHA1, GNUTLS_DIG_MD5};
    const PkiDescription *issuer = self->issuer != NULL ? self->issuer : self;
    const char *key = pki_key_of (issuer);
    if (self->signature == NULL) /* EdDSA brings its own */
        return g_str_equal (key, "ed25519") ? GNUTLS_DIG_SHA512
               : g_str_equal (key, "ed448") ? GNUTLS_DIG_SHAKE_256
                                            : GNUTLS_DIG_SHA256;
    unsigned i = 0;
    while (strcmp (pki_signature_hash_at (i), self->signature) != 0)
        i++;
    return digests[i];
}

/* Serial numbers must be unique for their issuer and hard to guess (RFC 5280 4.1.2.2). The second
 * is given up here, so that the same name gives the same bytes. */
static void set_serial (gnutls_x509_crt_t crt, const PkiDescription *self, const char *host)
{
    uint8_t digest[32], own[MAX_SERIAL];
    if (self->serial != NULL) {
        size_t size = pki_read_serial (self->serial, own, sizeof own);
        pki_must (gnutls_x509_crt_set_serial (crt, own, size));
        return;
    }
    g_autofree char *text = g_strdup_printf ("stepshake certificate|%s|%s", self->name, host);
    pki_must (gnutls_hash_fast (GNUTLS_DIG_SHA256, text, strlen (text), digest));
    digest[0] = (digest[0] & 0x7f) | 0x40; /* positive, and of full length in DER */
    pki_must (gnutls_x509_crt_set_serial (crt, digest, SERIAL_SIZE));
}

static void set_dates (gnutls_x509_crt_t crt, const PkiDescription *self, int64_t now)
{
    int64_t from, until;
    bool good = pki_time_from (self, now, &from, NULL) && pki_time_until (self, now, &until, NULL);
    g_assert (good);
    pki_must (gnutls_x509_crt_set_activation_time (crt, (time_t)from));
    pki_must (gnutls_x509_crt_set_expiration_time (crt, (time_t)until));
}

static void set_key_ids (gnutls_x509_crt_t crt, gnutls_x509_crt_t issuer)
{
    uint8_t id[32];
    size_t size = sizeof id;
    pki_must (gnutls_x509_crt_get_key_id (crt, GNUTLS_KEYID_USE_SHA256, id, &size));
    pki_must (gnutls_x509_crt_set_subject_key_id (crt, id, KEY_ID_SIZE));
    if (issuer == crt)
        return;
    size = sizeof id;
    pki_must (gnutls_x509_crt_get_subject_key_id (issuer, id, &size, NULL));
    pki_must (gnutls_x509_crt_set_authority_key_id (crt, id, size));
}

/* From its DER: an object built in memory has no raw name yet. */
static gnutls_x509_crt_t open_issuer (const PkiDescription *issuer, const char *host, int64_t now)
{
    PkiDescription whole = *issuer;
    whole.flaws = NULL; /* only its name and key identifier are wanted */
    g_autoptr (GBytes) der = pki_mint (&whole, host, now);
    gnutls_datum_t datum = pki_datum (base_span_bytes (der));
    gnutls_x509_crt_t crt;
    pki_must (gnutls_x509_crt_init (&crt));
    pki_must (gnutls_x509_crt_import (crt, &datum, GNUTLS_X509_FMT_DER));
    return crt;
}

/* ---- The signature ---- */

/* The certificate with other bytes in the place of its signature. SIGNATURE: transfer full */
static GBytes *sign_again (GBytes *der, GBytes *signature)
{
    BaseSpan whole = base_span_bytes (der);
    PkiElement certificate, part;
    bool good = pki_der_next (&whole, &certificate);
    BaseSpan rest = certificate.content;
    GByteArray *fields = g_byte_array_new (), *bits = g_byte_array_new (),
               *out = g_byte_array_new ();
    for (int i = 0; i < 2 && good; i++) { /* tbsCertificate, signatureAlgorithm */
        good = pki_der_next (&rest, &part);
        base_append_span (fields, part.whole);
    }
    g_assert (good);
    base_append_number (bits, 0, 1); /* unused bits */
    base_append_span (bits, base_span_bytes (signature));
    pki_der_put_taken (fields, BIT_STRING, bits);
    pki_der_put_taken (out, SEQUENCE, fields);
    g_bytes_unref (signature);
    return g_byte_array_free_to_bytes (out);
}

static GBytes *sign (gnutls_x509_crt_t crt, gnutls_x509_crt_t issuer, const PkiDescription *self)
{
    bool forged = pki_has_word (self->flaws, "forged");
    const PkiDescription *by = self->issuer != NULL && !forged ? self->issuer : self;
    g_auto (gnutls_x509_privkey_t) key = pki_key_open (by, false);
    g_auto (gnutls_privkey_t) signer = pki_key_signer (key);
    bool pss = g_str_equal (pki_key_of (by), "rsa-pss");
    /* ECDSA with the nonce of RFC 6979, not a random one: the same bytes every time. With RSA-PSS
     * the flag would have the certificate say that there is no salt; that signature is replaced. */
    pki_must (gnutls_x509_crt_privkey_sign (crt, issuer, signer, digest_of (self),
                                            pss ? 0 : GNUTLS_PRIVKEY_FLAG_REPRODUCIBLE));
    g_auto (PkiDatum) bytes = {NULL, 0};
    pki_must (gnutls_x509_crt_export2 (crt, GNUTLS_X509_FMT_DER, &bytes));
    g_autoptr (GBytes) der = base_span_copy (pki_datum_span (bytes));
    PkiLayout layout;
    if (!pss || !pki_der_layout (base_span_bytes (der), &layout))
        return g_steal_pointer (&der);
    return sign_again (der, pki_key_sign_pss (key, layout.signed_part));
}

/* ---- What happens to it when it is made ---- */

static GBytes *damage (GBytes *der, const PkiDescription *self)
{
    gsize size = g_bytes_get_size (der);
    g_autoptr (GByteArray) bytes = g_byte_array_new ();
    base_append_span (bytes, base_span_bytes (der));
    if (pki_has_word (self->flaws, "corrupt-signature"))
        bytes->data[size - 1] ^= 1;
    if (pki_has_word (self->flaws, "cut-off"))
        g_byte_array_set_size (bytes, (guint)size / 2);
    if (pki_has_word (self->flaws, "trailing-bytes"))
        base_append_span (bytes, base_span_text ("and more"));
    g_bytes_unref (der);
    return g_bytes_new (bytes->data, bytes->len);
}

GBytes *pki_mint (const PkiDescription *self, const char *host, int64_t now)
{
    g_auto (gnutls_x509_crt_t) crt = NULL;
    g_auto (gnutls_x509_crt_t) other = NULL;
    g_auto (gnutls_x509_privkey_t) key = pki_key_open (self, false);
    if (self->issuer != NULL)
        other = open_issuer (self->issuer, host, now);
    if (pki_is_client (self) || pki_is_authority (self))
        host = ""; /* its names are its own */
    pki_must (gnutls_x509_crt_init (&crt));
    gnutls_x509_crt_t issuer = other != NULL ? other : crt;
    pki_must (gnutls_x509_crt_set_version (crt, 3));
    pki_must (gnutls_x509_crt_set_key (crt, key));
    set_serial (crt, self, host);
    set_dates (crt, self, now);
    pki_mint_fields (crt, self, host);
    set_key_ids (crt, issuer);
    GBytes *der = sign (crt, issuer, self);
    return self->flaws != NULL ? damage (der, self) : der;
}
