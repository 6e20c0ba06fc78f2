/* GnuTLS's certificates in the words of this room; private to it. A certificate is always read from
 * its DER, also one that was just minted: an object built in memory has no raw name yet, and GnuTLS
 * would then accept an issuer of the wrong name. */
#pragma once

#include "base/bytes.h"
#include "crypto/signature.h"
#include "pki/chain.h"
#include "pki/der.h"

#include <gnutls/abstract.h>
#include <gnutls/x509-ext.h>
#include <gnutls/x509.h>

G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_x509_crt_t, gnutls_x509_crt_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_x509_privkey_t, gnutls_x509_privkey_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_pubkey_t, gnutls_pubkey_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_privkey_t, gnutls_privkey_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_x509_spki_t, gnutls_x509_spki_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_subject_alt_names_t, gnutls_subject_alt_names_deinit, NULL)

/* Bytes that GnuTLS allocated; a type of its own, so that g_auto () knows how to free them. */
typedef gnutls_datum_t PkiDatum;
static inline void pki_datum_clear (PkiDatum *datum)
{
    gnutls_free (datum->data);
    datum->data = NULL;
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PkiDatum, pki_datum_clear)

enum {
    /* Larger ones are refused unread: reading costs time that grows faster than the size. */
    PKI_MAX_CERTIFICATE_SIZE = 64 * 1024,
    PKI_MAX_CHAIN = 16,
};

typedef struct {
    gnutls_x509_crt_t crt;
    GBytes *der;
    PkiLayout layout; /* within DER */
    int index;        /* in the chain as sent; -1: a trust anchor */
    char *subject;    /* "CN=server.example" */
    int algorithm;    /* of its key, gnutls_pk_algorithm_t */
    unsigned bits;
    char *key; /* "ECDSA P-256", "RSA 2048 bits" */
} PkiCertificate;

/* NULL with PROBLEM (in words; transfer full) when DER is no certificate. transfer full */
PkiCertificate *pki_certificate_read (GBytes *der, int index, char **problem);
void pki_certificate_free (PkiCertificate *self);
/* Whether ISSUER may be who issued SELF, by its name and, where both say it, by its key identifier.
 */
bool pki_certificate_issued_by (const PkiCertificate *self, const PkiCertificate *issuer);
/* An extension that is marked critical and that nothing in this room acts on, in words; NULL: none.
 * transfer full */
char *pki_certificate_unknown_critical (const PkiCertificate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiCertificate, pki_certificate_free)

guint pki_chain_length (const PkiChain *self);
/* NULL when it could not be read, and behind the last. */
const PkiCertificate *pki_chain_at (const PkiChain *self, guint i);

gnutls_datum_t pki_datum (BaseSpan span);
BaseSpan pki_datum_span (gnutls_datum_t datum);
/* Text from a certificate as it may be shown: valid UTF-8, nothing that a terminal would obey, not
 * endless. transfer full */
char *pki_shown (BaseSpan text);
/* Transfer full, never NULL. */
char *pki_subject_words (gnutls_x509_crt_t crt);
char *pki_issuer_words (gnutls_x509_crt_t crt);
char *pki_signature_words (gnutls_x509_crt_t crt); /* "ECDSA-SHA256" */

/* The dates, in Unix seconds. False when they cannot be read. */
bool pki_certificate_dates (gnutls_x509_crt_t crt, int64_t *from, int64_t *until);

/* The subjectAltName; NULL without one, or with one that cannot be read. transfer full */
gnutls_subject_alt_names_t pki_alternative_names (gnutls_x509_crt_t crt);

/* The key as the crypto room wants it; NULL when its kind is not implemented. transfer full */
CryptoPublicKey *pki_public_key (gnutls_x509_crt_t crt);
CryptoPrivateKey *pki_private_key (gnutls_x509_privkey_t key);

/* PEM, as RFC 7468 has it, behind what OUT holds already. */
void pki_append_pem (GString *out, GBytes *der);
/* The certificates of a PEM file, GBytes of DER each; transfer full. NULL with an error
 * (G_IO_ERROR) that names the file. */
GPtrArray *pki_read_pem_certificates (const char *path, GError **error);
/* A whole file of a sensible size; wiped when freed. transfer full; G_IO_ERROR */
GBytes *pki_read_file (const char *path, GError **error);
