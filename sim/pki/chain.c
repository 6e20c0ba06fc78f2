#include "pki/chain.h"

#include "pki/x509.h"

struct PkiChain {
    gatomicrefcount references;
    guint n;
    PkiCertificate *certificates[];
};

PkiChain *pki_chain_read (GPtrArray *der)
{
    PkiChain *self = g_malloc0 (sizeof *self + der->len * sizeof *self->certificates);
    g_atomic_ref_count_init (&self->references);
    self->n = der->len;
    for (guint i = 0; i < self->n; i++) {
        g_autofree char *problem = NULL;
        self->certificates[i] = pki_certificate_read (der->pdata[i], (int)i, &problem);
    }
    return self;
}

PkiChain *pki_chain_ref (PkiChain *self)
{
    g_atomic_ref_count_inc (&self->references);
    return self;
}

void pki_chain_unref (PkiChain *self)
{
    if (self == NULL || !g_atomic_ref_count_dec (&self->references))
        return;
    for (guint i = 0; i < self->n; i++)
        pki_certificate_free (self->certificates[i]);
    g_free (self);
}

guint pki_chain_length (const PkiChain *self)
{
    return self->n;
}

const PkiCertificate *pki_chain_at (const PkiChain *self, guint i)
{
    return i < self->n ? self->certificates[i] : NULL;
}
