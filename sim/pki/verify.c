#include "pki/verify.h"

#include "pki/checks.h"

/* ---- Verdicts ---- */

const char *pki_check_at (unsigned i)
{
    static const char *const keys[] = {"parse",
                                       "signature",
                                       "validity",
                                       "strength",
                                       "authority",
                                       "usage",
                                       "host-name",
                                       "trust-anchor",
                                       "staple",
                                       "staple-signer",
                                       "staple-certificate",
                                       "staple-time",
                                       "revocation",
                                       "scheme",
                                       "pin"};
    return i < G_N_ELEMENTS (keys) ? keys[i] : NULL;
}

/* When several checks fail, the first of these names the verdict: without a chain that holds, what
 * it says about dates and names is worth nothing. */
static const BaseCause by_weight[] = {
    BASE_CAUSE_CERTIFICATE_UNREADABLE,
    BASE_CAUSE_CERTIFICATE_BAD_SIGNATURE,
    BASE_CAUSE_CERTIFICATE_UNKNOWN_AUTHORITY,
    BASE_CAUSE_CERTIFICATE_SELF_SIGNED,
    BASE_CAUSE_CERTIFICATE_NOT_AN_AUTHORITY,
    BASE_CAUSE_CERTIFICATE_PATH_TOO_LONG,
    BASE_CAUSE_CERTIFICATE_NAME_NOT_PERMITTED,
    BASE_CAUSE_CERTIFICATE_WEAK,
    BASE_CAUSE_CERTIFICATE_SCHEME_NOT_OFFERED,
    BASE_CAUSE_CERTIFICATE_EXPIRED,
    BASE_CAUSE_CERTIFICATE_NOT_YET_VALID,
    BASE_CAUSE_CERTIFICATE_WRONG_HOST,
    BASE_CAUSE_CERTIFICATE_WRONG_USAGE,
    BASE_CAUSE_CERTIFICATE_REFUSED,
    BASE_CAUSE_CERTIFICATE_PIN_MISMATCH,
    BASE_CAUSE_STAPLE_BAD,
    BASE_CAUSE_STAPLE_OUTDATED,
    BASE_CAUSE_CERTIFICATE_REVOKED,
    BASE_CAUSE_STAPLE_UNDECIDED,
    BASE_CAUSE_STAPLE_MISSING,
};

static unsigned weight (BaseCause cause)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (by_weight); i++)
        if (by_weight[i] == cause)
            return i;
    return G_N_ELEMENTS (by_weight);
}

static void check_clear (gpointer data)
{
    PkiCheck *check = data;
    g_free (check->subject);
    g_free (check->reason);
}

void pki_note (PkiVerification *self, const PkiCertificate *certificate, const char *key,
               const char *section, BaseCause cause, char *reason)
{
    const PkiCertificate *leaf = self->chain->len > 0 ? self->chain->pdata[0] : NULL;
    const PkiCertificate *about = certificate != NULL ? certificate : leaf;
    PkiCheck check = {
        .certificate = certificate != NULL ? certificate->index : -1,
        .key = key,
        .passed = cause == BASE_CAUSE_NONE,
        .subject = g_strdup (about != NULL ? about->subject : ""),
        .reason = reason,
        .section = section,
        .cause = cause,
        .meaning = pki_check_meaning (key, cause),
    };
    g_array_append_val (self->verdict->checks, check);
    if (weight (cause) < weight (self->verdict->cause))
        self->verdict->cause = cause;
}

void pki_verdict_free (PkiVerdict *verdict)
{
    if (verdict == NULL)
        return;
    g_array_unref (verdict->checks);
    crypto_public_key_free (verdict->leaf_key);
    g_free (verdict);
}

/* ---- The walk ---- */

static void note_unreadable (PkiVerification *self, int index, char *reason)
{
    pki_note (self, NULL, "parse", "RFC 5280 4.1", BASE_CAUSE_CERTIFICATE_UNREADABLE, reason);
    g_array_index (self->verdict->checks, PkiCheck, self->verdict->checks->len - 1).certificate =
        index;
}

static void note_read (PkiVerification *self, const PkiCertificate *certificate)
{
    pki_note (self, certificate, "parse", "RFC 5280 4.1", BASE_CAUSE_NONE,
              g_strdup_printf ("%" G_GSIZE_FORMAT " bytes of DER: %s with a key of the kind %s",
                               g_bytes_get_size (certificate->der), certificate->subject,
                               certificate->key));
}

static bool read_chain (PkiVerification *self, GPtrArray *ders)
{
    if (ders->len == 0 || ders->len > PKI_MAX_CHAIN) {
        note_unreadable (self, -1,
                         g_strdup_printf ("%u certificates were sent, from 1 to %d are read",
                                          ders->len, PKI_MAX_CHAIN));
        return false;
    }
    for (unsigned i = 0; i < ders->len; i++) {
        char *problem = NULL;
        PkiCertificate *certificate = pki_certificate_read (ders->pdata[i], (int)i, &problem);
        if (certificate == NULL) {
            note_unreadable (self, (int)i, problem);
            return false;
        }
        g_ptr_array_add (self->chain, certificate);
        note_read (self, certificate);
        if (i == 0)
            self->verdict->leaf_key = pki_public_key (certificate->crt);
    }
    return true;
}

static void check_path (PkiVerification *self)
{
    static void (*const checks[]) (PkiVerification *, unsigned) = {
        pki_check_authority, pki_check_strength, pki_check_scheme, pki_check_signature,
        pki_check_validity,  pki_check_usage,    pki_check_staple,
    };
    for (unsigned k = 0; k < G_N_ELEMENTS (checks); k++)
        for (unsigned i = self->path->len; i-- > 0;)
            checks[k](self, i);
    pki_check_host (self);
    pki_check_pins (self);
}

PkiVerdict *pki_judge (const PkiQuestion *question)
{
    PkiVerdict *verdict = g_new0 (PkiVerdict, 1);
    verdict->checks = g_array_new (FALSE, FALSE, sizeof (PkiCheck));
    g_array_set_clear_func (verdict->checks, check_clear);
    g_autoptr (GPtrArray) certificates =
        g_ptr_array_new_with_free_func ((GDestroyNotify)pki_certificate_free);
    g_autoptr (GPtrArray) path = g_ptr_array_new ();
    PkiVerification self = {
        .verdict = verdict,
        .question = question,
        .verifier = question->purpose == PKI_FOR_SERVER ? "client" : "server",
        .chain = certificates,
        .path = path,
    };
    if (read_chain (&self, question->chain) && question->trust != NULL) {
        pki_find_path (&self);
        check_path (&self);
    }
    return verdict;
}

PkiVerdict *pki_verify (GPtrArray *chain, const PkiTrust *trust, const char *host, int64_t now,
                        unsigned min_rsa_bits)
{
    const PkiQuestion question = {
        .purpose = PKI_FOR_SERVER,
        .chain = chain,
        .trust = trust,
        .host = host,
        .now = now,
        .min_rsa_bits = min_rsa_bits,
    };
    return pki_judge (&question);
}
