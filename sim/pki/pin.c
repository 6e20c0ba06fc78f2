#include "pki/pin.h"

#include "pki/checks.h"
#include "pki/mint.h"

#include <gio/gio.h>
#include <gnutls/crypto.h>
#include <string.h>

#define PREFIX "sha256/"

void pki_pin_free (PkiPin *pin)
{
    if (pin == NULL)
        return;
    g_free (pin->name);
    g_free (pin);
}

PkiPin *pki_pin_read (const char *text, GError **error)
{
    enum { BASE64_SIZE = 44 };
    gsize size = 0;
    bool shaped = g_str_has_prefix (text, PREFIX) &&
                  strlen (text) == strlen (PREFIX) + BASE64_SIZE && g_str_has_suffix (text, "=");
    g_autofree guchar *hash = shaped ? g_base64_decode (text + strlen (PREFIX), &size) : NULL;
    g_autofree char *again = size == PKI_PIN_SIZE ? pki_pin_text (hash) : NULL;
    if (g_strcmp0 (again, text) != 0) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                     "“%s” is no pin, allowed: sha256/ and the hash of a public key in base64, 44 "
                     "characters, or the name of a certificate",
                     text);
        return NULL;
    }
    PkiPin *pin = g_new0 (PkiPin, 1);
    memcpy (pin->hash, hash, PKI_PIN_SIZE);
    return pin;
}

char *pki_pin_text (const uint8_t hash[PKI_PIN_SIZE])
{
    g_autofree char *base64 = g_base64_encode (hash, PKI_PIN_SIZE);
    return g_strconcat (PREFIX, base64, NULL);
}

void pki_pin_of_key (BaseSpan public_key, uint8_t *hash)
{
    int code = gnutls_hash_fast (GNUTLS_DIG_SHA256, public_key.data, public_key.size, hash);
    g_assert (code == 0);
}

PkiPin *pki_pin_described (const PkiDescription *description)
{
    g_auto (gnutls_x509_privkey_t) private_key = pki_key_open (description, false);
    size_t size = PKI_PIN_SIZE;
    PkiPin *pin = g_new0 (PkiPin, 1);
    pki_must (
        gnutls_x509_privkey_get_key_id (private_key, GNUTLS_KEYID_USE_SHA256, pin->hash, &size));
    pin->name = g_strdup (description->name);
    return pin;
}

/* ---- The check ---- */

static const PkiPin *find (GPtrArray *pins, const uint8_t *hash)
{
    for (guint i = 0; i < pins->len; i++) {
        const PkiPin *pin = pins->pdata[i];
        if (memcmp (pin->hash, hash, PKI_PIN_SIZE) == 0)
            return pin;
    }
    return NULL;
}

static char *missed (const PkiVerification *self)
{
    GString *out = g_string_new (NULL);
    GPtrArray *pins = self->question->pins;
    g_string_append_printf (out, "the %s pins %u key%s:", self->verifier, pins->len,
                            pins->len == 1 ? "" : "s");
    for (guint i = 0; i < pins->len; i++) {
        const PkiPin *pin = pins->pdata[i];
        g_autofree char *text = pki_pin_text (pin->hash);
        g_string_append_printf (out, "%s %s%s%s%s", i > 0 ? "," : "", text,
                                pin->name != NULL ? " (" : "", pin->name != NULL ? pin->name : "",
                                pin->name != NULL ? ")" : "");
    }
    g_string_append (out, "; the chain has");
    for (guint i = 0; i < self->path->len; i++) {
        const PkiCertificate *certificate = self->path->pdata[i];
        uint8_t hash[PKI_PIN_SIZE];
        pki_pin_of_key (certificate->layout.public_key, hash);
        g_autofree char *text = pki_pin_text (hash);
        g_string_append_printf (out, "%s %s of %s", i > 0 ? "," : "", text, certificate->subject);
    }
    return g_string_free (out, FALSE);
}

/* One pinned key anywhere on the path is enough (RFC 7469 section 2.6). */
void pki_check_pins (PkiVerification *self)
{
    GPtrArray *pins = self->question->pins;
    if (pins == NULL || pins->len == 0)
        return;
    for (guint i = 0; i < self->path->len; i++) {
        const PkiCertificate *certificate = self->path->pdata[i];
        uint8_t hash[PKI_PIN_SIZE];
        pki_pin_of_key (certificate->layout.public_key, hash);
        const PkiPin *pin = find (pins, hash);
        if (pin == NULL)
            continue;
        g_autofree char *text = pki_pin_text (hash);
        pki_note (self, certificate, "pin", "RFC 7469 2.6", BASE_CAUSE_NONE,
                  g_strdup_printf ("its key is pinned: %s%s%s", text,
                                   pin->name != NULL ? ", of " : "",
                                   pin->name != NULL ? pin->name : ""));
        return;
    }
    pki_note (self, NULL, "pin", "RFC 7469 2.6", BASE_CAUSE_CERTIFICATE_PIN_MISMATCH,
              missed (self));
}
