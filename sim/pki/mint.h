/* Minting certificates from their descriptions. Private to the room. */
#pragma once

#include "pki/description.h"
#include "pki/x509.h"

/* The DER of a certificate, minted anew; HOST only matters for servers, NOW for dates beside the
 * clock. Same arguments, same bytes. transfer full */
GBytes *pki_mint (const PkiDescription *self, const char *host, int64_t now);

/* ---- identity.c ---- */
bool pki_is_host (const char *name);
/* The certificate of an identity that was minted here, with its issuer; NULL: it was not. Borrowed.
 */
GBytes *pki_identity_minted (const PkiIdentity *self, GBytes **issuer,
                             gnutls_x509_privkey_t *issuer_key);

/* ---- mint-key.c ---- */
/* The kind of its key. */
const char *pki_key_of (const PkiDescription *self);
/* Its private key; OTHER: one of the same kind that is not its own. */
gnutls_x509_privkey_t pki_key_open (const PkiDescription *self, bool other);
/* A key of assets/keys. */
gnutls_x509_privkey_t pki_key_file (const char *name);
gnutls_privkey_t pki_key_signer (gnutls_x509_privkey_t key);
/* DATA signed with KEY, the same signature every time; ALGORITHM, when not NULL, becomes its
 * AlgorithmIdentifier in DER, static.  transfer full */
GBytes *pki_key_sign (gnutls_x509_privkey_t key, BaseSpan data, BaseSpan *algorithm);
/* A signature of an RSA-PSS key, with a salt: GnuTLS's is reproducible only without one. */
GBytes *pki_key_sign_pss (gnutls_x509_privkey_t key, BaseSpan data);

/* ---- mint-fields.c ---- */
void pki_mint_fields (gnutls_x509_crt_t crt, const PkiDescription *self, const char *host);
/* GnuTLS's code. */
int pki_set_subject (gnutls_x509_crt_t crt, const char *text);

/* ---- description.c ---- */
GStrv pki_words (const char *words);
bool pki_has_word (const char *words, const char *word);
bool pki_is_authority (const PkiDescription *self);
bool pki_is_client (const PkiDescription *self);
/* char *, with what counts written out; NULL with an error */
GPtrArray *pki_expand_names (const char *text, GError **error);
size_t pki_read_serial (const char *text, uint8_t *bytes, size_t max); /* 0: it is none */
bool pki_time_from (const PkiDescription *self, int64_t now, int64_t *time, GError **error);
bool pki_time_until (const PkiDescription *self, int64_t now, int64_t *time, GError **error);

/* Minting runs over what was checked, and over our own rows and keys: when a step of it fails, that
 * is our bug. */
void pki_must (int code);
