#include "pki/trust.h"

#include "pki/teaching.h"

#include <gio/gio.h>
#include <string.h>

struct PkiTrust {
    gatomicrefcount references;
    GPtrArray *anchors; /* of PkiCertificate: imported once, not for every handshake */
};

static bool add_anchor (PkiTrust *self, GBytes *der, const char *where, GError **error)
{
    g_autofree char *problem = NULL;
    PkiCertificate *anchor = pki_certificate_read (der, -1, &problem);
    if (anchor == NULL) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: %s", where, problem);
        return false;
    }
    g_ptr_array_add (self->anchors, anchor);
    return true;
}

static bool add_file (PkiTrust *self, const char *path, GError **error)
{
    g_autoptr (GPtrArray) ders = pki_read_pem_certificates (path, error);
    for (unsigned i = 0; ders != NULL && i < ders->len; i++)
        if (!add_anchor (self, ders->pdata[i], path, error))
            return false;
    return ders != NULL;
}

static PkiTrust *trust_new (void)
{
    PkiTrust *self = g_new0 (PkiTrust, 1);
    g_atomic_ref_count_init (&self->references);
    self->anchors = g_ptr_array_new_with_free_func ((GDestroyNotify)pki_certificate_free);
    return self;
}

enum { NOBODY = -1 };

static const struct {
    const char *name;
    int root; /* PkiMint, or NOBODY */
} builtins[] = {
    {"teaching-root", PKI_ROOT},
    {"teaching-client-root", PKI_CLIENT_ROOT},
    {"none", NOBODY},
};

const char *pki_trust_at (unsigned i)
{
    return i < G_N_ELEMENTS (builtins) ? builtins[i].name : NULL;
}

/* Minted once: every run asks for it. */
static PkiTrust *builtin (unsigned which)
{
    static PkiTrust *shared[G_N_ELEMENTS (builtins)];
    static gsize made[G_N_ELEMENTS (builtins)];
    if (g_once_init_enter (&made[which])) {
        shared[which] = trust_new ();
        if (builtins[which].root != NOBODY) {
            g_autoptr (GBytes) root =
                pki_mint (pki_teaching_at ((unsigned)builtins[which].root), "", 0);
            bool added = add_anchor (shared[which], root, builtins[which].name, NULL);
            g_assert (added);
        }
        g_once_init_leave (&made[which], 1);
    }
    return pki_trust_ref (shared[which]);
}

PkiTrust *pki_trust_new (const char *name, GError **error)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (builtins); i++)
        if (strcmp (name, builtins[i].name) == 0)
            return builtin (i);
    g_autoptr (PkiTrust) self = trust_new ();
    return add_file (self, name, error) ? g_steal_pointer (&self) : NULL;
}

PkiTrust *pki_trust_described (const PkiDescription *description, const char *host, int64_t now)
{
    PkiTrust *self = trust_new ();
    g_autoptr (GBytes) der = pki_mint (description, host, now);
    /* One that cannot even be read is trusted by nobody. */
    add_anchor (self, der, description->name, NULL);
    return self;
}

PkiTrust *pki_trust_ref (PkiTrust *self)
{
    g_atomic_ref_count_inc (&self->references);
    return self;
}

void pki_trust_unref (PkiTrust *self)
{
    if (self == NULL || !g_atomic_ref_count_dec (&self->references))
        return;
    g_ptr_array_unref (self->anchors);
    g_free (self);
}

char *pki_trust_pem (const PkiTrust *self)
{
    GString *out = g_string_new (NULL);
    for (unsigned i = 0; i < self->anchors->len; i++) {
        const PkiCertificate *anchor = self->anchors->pdata[i];
        pki_append_pem (out, anchor->der);
    }
    return g_string_free (out, FALSE);
}

unsigned pki_trust_count (const PkiTrust *self)
{
    return self->anchors->len;
}

const PkiCertificate *pki_trust_anchor (const PkiTrust *self, unsigned i)
{
    return self->anchors->pdata[i];
}

const PkiCertificate *pki_trust_same (const PkiTrust *self, const PkiCertificate *certificate)
{
    for (unsigned i = 0; i < self->anchors->len; i++) {
        const PkiCertificate *anchor = self->anchors->pdata[i];
        if (g_bytes_equal (anchor->der, certificate->der))
            return anchor;
    }
    return NULL;
}

const PkiCertificate *pki_trust_issuer (const PkiTrust *self, const PkiCertificate *certificate)
{
    for (unsigned i = 0; i < self->anchors->len; i++) {
        const PkiCertificate *anchor = self->anchors->pdata[i];
        if (pki_certificate_issued_by (certificate, anchor))
            return anchor;
    }
    return NULL;
}
