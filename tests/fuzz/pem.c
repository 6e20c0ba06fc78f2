/* A PEM file: as certificates and key of a party, and as what it trusts. */
#include "fuzz.h"

#include "pki/identity.h"
#include "pki/verify.h"

#include <sys/mman.h>
#include <unistd.h>

void fuzz_pem (BaseSpan input)
{
    int file = memfd_create ("fuzz", MFD_CLOEXEC);
    g_assert_cmpint (file, >=, 0);
    g_assert_cmpint (write (file, input.data, input.size), ==, (gssize)input.size);
    g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", file);
    g_autoptr (GError) bad_identity = NULL, bad_trust = NULL;
    g_autoptr (PkiIdentity) identity = pki_identity_load (path, path, &bad_identity);
    g_autoptr (PkiTrust) trust = pki_trust_new (path, &bad_trust);
    if (identity == NULL) {
        fuzz_check_error (bad_identity, false);
    } else {
        g_assert_cmpuint (pki_identity_chain (identity)->len, >, 0);
        g_autofree char *pem = pki_identity_chain_pem (identity);
        g_assert_nonnull (pem);
    }
    if (trust == NULL) {
        fuzz_check_error (bad_trust, false);
    } else {
        g_autofree char *pem = pki_trust_pem (trust);
        g_assert_nonnull (pem);
    }
    close (file);
}
