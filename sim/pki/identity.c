#include "pki/identity.h"

#include "base/near.h"
#include "pki/teaching.h"

#include <gio/gio.h>
#include <string.h>

enum {
    MAX_HOST = 253, /* RFC 1035 2.3.4, in the form that is typed */
    MAX_CACHED = 64
};

struct PkiIdentity {
    gatomicrefcount references;
    GPtrArray *chain; /* GBytes */
    PkiChain *read;
    CryptoPrivateKey *key;
    GBytes *key_pem; /* NULL: not known */
    /* Of those that are minted here, else NULL: */
    GBytes *leaf, *issuer; /* its own certificate, sent or not, and its issuer's */
    gnutls_x509_privkey_t issuer_key;
};

static PkiIdentity *identity_new (GPtrArray *chain, CryptoPrivateKey *key, GBytes *key_pem)
{
    PkiIdentity *self = g_new0 (PkiIdentity, 1);
    g_atomic_ref_count_init (&self->references);
    self->chain = chain;
    self->read = pki_chain_read (chain);
    self->key = key;
    self->key_pem = key_pem;
    return self;
}

PkiIdentity *pki_identity_new (GPtrArray *chain, CryptoPrivateKey *key)
{
    return identity_new (g_ptr_array_ref (chain), key, NULL);
}

PkiIdentity *pki_identity_ref (PkiIdentity *self)
{
    g_atomic_ref_count_inc (&self->references);
    return self;
}

void pki_identity_unref (PkiIdentity *self)
{
    if (self == NULL || !g_atomic_ref_count_dec (&self->references))
        return;
    g_ptr_array_unref (self->chain);
    pki_chain_unref (self->read);
    crypto_private_key_free (self->key);
    g_clear_pointer (&self->key_pem, g_bytes_unref);
    g_clear_pointer (&self->leaf, g_bytes_unref);
    g_clear_pointer (&self->issuer, g_bytes_unref);
    g_clear_pointer (&self->issuer_key, gnutls_x509_privkey_deinit);
    g_free (self);
}

GPtrArray *pki_identity_chain (const PkiIdentity *self)
{
    return self->chain;
}

const PkiChain *pki_identity_read_chain (const PkiIdentity *self)
{
    return self->read;
}

const CryptoPrivateKey *pki_identity_key (const PkiIdentity *self)
{
    return self->key;
}

char *pki_identity_chain_pem (const PkiIdentity *self)
{
    GString *out = g_string_new (NULL);
    for (unsigned i = 0; i < self->chain->len; i++)
        pki_append_pem (out, self->chain->pdata[i]);
    return g_string_free (out, FALSE);
}

char *pki_identity_key_pem (const PkiIdentity *self)
{
    if (self->key_pem == NULL)
        return NULL;
    gsize size;
    const char *text = g_bytes_get_data (self->key_pem, &size);
    return g_strndup (text, size);
}

/* The key alone, whatever else stood in its file. */
static GBytes *key_pem (gnutls_x509_privkey_t key)
{
    gnutls_datum_t text = {NULL, 0};
    if (gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN,
                                           &text) < 0)
        return NULL;
    GBytes *pem = base_secret_bytes (text.data, text.size);
    base_wipe (text.data, text.size);
    gnutls_free (text.data);
    return pem;
}

/* ---- Built-in ones ---- */

bool pki_is_host (const char *host)
{
    size_t length = strlen (host);
    if (g_hostname_is_ip_address (host))
        return true;
    if (length == 0 || length > MAX_HOST || host[0] == '.' || strstr (host, "..") != NULL)
        return false;
    for (const char *c = g_str_has_prefix (host, "*.") ? host + 2 : host; *c != '\0'; c++)
        if (!g_ascii_isalnum (*c) && strchr ("-._", *c) == NULL)
            return false;
    return true;
}

static int find_builtin (const char *name, GError **error)
{
    g_autoptr (GPtrArray) names = g_ptr_array_new ();
    for (unsigned i = 0; pki_builtin_at (i) != NULL; i++) {
        if (strcmp (pki_builtin_at (i)->name, name) == 0)
            return (int)i;
        g_ptr_array_add (names, (char *)pki_builtin_at (i)->name);
    }
    g_autofree char *offer = base_offer (names, name, "", "certificates");
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "“%s” is no built-in certificate, %s", name, offer);
    return -1;
}

PkiIdentity *pki_identity_described (const PkiDescription *description, const char *host,
                                     int64_t now)
{
    bool wrong_key = pki_has_word (description->flaws, "wrong-key");
    g_auto (gnutls_x509_privkey_t) key = pki_key_open (description, wrong_key);
    CryptoPrivateKey *private_key = pki_private_key (key);
    g_autoptr (GPtrArray) sent = pki_description_sent (description, NULL);
    const PkiDescription *issuer = description->issuer != NULL ? description->issuer : description;
    g_assert (private_key != NULL && sent != NULL);
    GPtrArray *chain = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
    for (guint i = 0; i < sent->len; i++)
        g_ptr_array_add (chain, pki_mint (sent->pdata[i], host, now));
    PkiIdentity *self = identity_new (chain, private_key, key_pem (key));
    self->leaf = pki_mint (description, host, now);
    self->issuer = pki_mint (issuer, host, now);
    self->issuer_key = pki_key_open (issuer, false);
    return self;
}

GBytes *pki_identity_minted (const PkiIdentity *self, GBytes **issuer,
                             gnutls_x509_privkey_t *issuer_key)
{
    *issuer = self->issuer;
    *issuer_key = self->issuer_key;
    return self->leaf;
}

PkiIdentity *pki_identity_builtin (const char *name, const char *host, GError **error)
{
    static GMutex lock;
    static GHashTable *minted; /* "ecdsa|server.example" -> PkiIdentity */
    int which = find_builtin (name, error);
    if (which < 0)
        return NULL;
    const PkiDescription *description = pki_teaching_at (PKI_FIRST_SERVER + (unsigned)which);
    if (pki_is_client (description))
        host = "";
    else if (!pki_is_host (host)) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                     "“%s” cannot stand in a certificate, allowed are DNS names (letters, digits, "
                     "“-”, “_” and dots) and IP addresses",
                     host);
        return NULL;
    }
    g_autofree char *key = g_strconcat (name, "|", host, NULL);
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
    if (minted == NULL)
        minted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify)pki_identity_unref);
    PkiIdentity *identity = g_hash_table_lookup (minted, key);
    if (identity == NULL) {
        if (g_hash_table_size (minted) >= MAX_CACHED)
            g_hash_table_remove_all (minted);
        identity = pki_identity_described (description, host, 0);
        g_hash_table_insert (minted, g_steal_pointer (&key), identity);
    }
    return pki_identity_ref (identity);
}

/* ---- From files ---- */

static bool has_text (GBytes *file, const char *text)
{
    gsize size;
    const char *data = g_bytes_get_data (file, &size);
    return g_strstr_len (data, (gssize)size, text) != NULL;
}

static gnutls_x509_privkey_t load_key (const char *path, GBytes *file, GError **error)
{
    if (has_text (file, "ENCRYPTED")) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                     "%s: the key is encrypted, allowed are keys without a password", path);
        return NULL;
    }
    g_auto (gnutls_x509_privkey_t) key = NULL;
    gnutls_datum_t datum = pki_datum (base_span_bytes (file));
    int code = gnutls_x509_privkey_init (&key);
    if (code == 0)
        code =
            gnutls_x509_privkey_import2 (key, &datum, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN);
    if (code < 0) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                     "%s: no readable private key, allowed is a PEM block “BEGIN PRIVATE KEY” "
                     "(GnuTLS: %s)",
                     path, gnutls_strerror (code));
        return NULL;
    }
    return g_steal_pointer (&key);
}

static bool key_belongs (gnutls_x509_privkey_t key, GBytes *der)
{
    g_autofree char *problem = NULL;
    g_autoptr (PkiCertificate) certificate = pki_certificate_read (der, 0, &problem);
    uint8_t of_key[32], of_certificate[32];
    size_t key_size = sizeof of_key, certificate_size = sizeof of_certificate;
    return certificate != NULL &&
           gnutls_x509_privkey_get_key_id (key, GNUTLS_KEYID_USE_SHA256, of_key, &key_size) == 0 &&
           gnutls_x509_crt_get_key_id (certificate->crt, GNUTLS_KEYID_USE_SHA256, of_certificate,
                                       &certificate_size) == 0 &&
           base_span_equal (base_span (of_key, key_size),
                            base_span (of_certificate, certificate_size));
}

PkiIdentity *pki_identity_load (const char *certificate_path, const char *key_path, GError **error)
{
    g_autoptr (GPtrArray) chain = pki_read_pem_certificates (certificate_path, error);
    g_autoptr (GBytes) file = chain != NULL ? pki_read_file (key_path, error) : NULL;
    g_auto (gnutls_x509_privkey_t) key = file != NULL ? load_key (key_path, file, error) : NULL;
    if (key == NULL)
        return NULL;
    if (!key_belongs (key, chain->pdata[0])) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                     "%s: the key does not belong to the first certificate in %s", key_path,
                     certificate_path);
        return NULL;
    }
    CryptoPrivateKey *private_key = pki_private_key (key);
    if (private_key == NULL) {
        g_set_error (
            error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
            "%s: a key of this kind is not implemented, allowed are RSA, RSA-PSS, ECDSA on "
            "P-256, P-384 and P-521, Ed25519 and Ed448",
            key_path);
        return NULL;
    }
    return identity_new (g_steal_pointer (&chain), private_key, key_pem (key));
}
