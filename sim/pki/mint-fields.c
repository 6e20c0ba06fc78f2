/* What stands in a certificate beside its key and its dates. */
#include "pki/mint.h"

#include <arpa/inet.h>
#include <string.h>

enum {
    MAX_COMMON_NAME = 64, /* ub-common-name of RFC 5280 appendix A */
    STATUS_REQUEST = 5    /* of the TLS feature extension (RFC 7633) */
};

/* ---- Words and what they stand for ---- */

static const struct {
    const char *name;
    unsigned bit;
} usages[] = {
    {"digitalSignature", GNUTLS_KEY_DIGITAL_SIGNATURE},
    {"contentCommitment", GNUTLS_KEY_NON_REPUDIATION},
    {"keyEncipherment", GNUTLS_KEY_KEY_ENCIPHERMENT},
    {"dataEncipherment", GNUTLS_KEY_DATA_ENCIPHERMENT},
    {"keyAgreement", GNUTLS_KEY_KEY_AGREEMENT},
    {"keyCertSign", GNUTLS_KEY_KEY_CERT_SIGN},
    {"cRLSign", GNUTLS_KEY_CRL_SIGN},
    {"none", 0},
};

const char *pki_usage_at (unsigned i)
{
    return i < G_N_ELEMENTS (usages) ? usages[i].name : NULL;
}

static const struct {
    const char *name, *oid;
} purposes[] = {
    {"serverAuth", GNUTLS_KP_TLS_WWW_SERVER},  {"clientAuth", GNUTLS_KP_TLS_WWW_CLIENT},
    {"codeSigning", GNUTLS_KP_CODE_SIGNING},   {"emailProtection", GNUTLS_KP_EMAIL_PROTECTION},
    {"timeStamping", GNUTLS_KP_TIME_STAMPING}, {"OCSPSigning", GNUTLS_KP_OCSP_SIGNING},
    {"anyExtendedKeyUsage", GNUTLS_KP_ANY},    {"none", NULL},
};

const char *pki_extended_usage_at (unsigned i)
{
    return i < G_N_ELEMENTS (purposes) ? purposes[i].name : NULL;
}

static const PkiFlaw flaws[] = {
    {"no-names", "it has no subjectAltName, only a common name"},
    {"other-name", "it is for another host than the one it stands for"},
    {"corrupt-signature", "one bit of its signature is turned round"},
    {"forged", "it names its issuer, but is signed with its own key"},
    {"wrong-key", "who shows it has another private key than the one that belongs to it"},
    {"no-basic-constraints", "it does not say whether it is an authority"},
    {"unknown-critical", "it has an extension that is critical and that nobody knows"},
    {"trailing-bytes", "there are bytes behind its end"},
    {"cut-off", "its second half is missing"},
};

const PkiFlaw *pki_flaw_at (unsigned i)
{
    return i < G_N_ELEMENTS (flaws) ? &flaws[i] : NULL;
}

/* ---- Who it is ---- */

int pki_set_subject (gnutls_x509_crt_t crt, const char *text)
{
    const char *where;
    if (strchr (text, '=') != NULL)
        return gnutls_x509_crt_set_dn (crt, text, &where);
    size_t size = strlen (text);
    return size == 0 || size > MAX_COMMON_NAME
               ? GNUTLS_E_INVALID_REQUEST
               : gnutls_x509_crt_set_dn_by_oid (crt, GNUTLS_OID_X520_COMMON_NAME, 0, text,
                                                (unsigned)size);
}

/* A name that is wrong has to be wrong for every host. */
static const char *other_host (const char *host)
{
    const char *other = "other.example";
    return g_ascii_strcasecmp (other, host) == 0 ? "another.example" : other;
}

static GPtrArray *names_of (const PkiDescription *self, const char *host)
{
    /* Who a client is has no form that TLS prescribes: here a person, with an address for mail. */
    const char *names = self->names != NULL                        ? self->names
                        : pki_has_word (self->flaws, "other-name") ? other_host (host)
                        : pki_is_client (self)                     ? "alice@client.example"
                        : pki_is_authority (self)                  ? ""
                                                                   : host;
    GPtrArray *list = pki_expand_names (names, NULL);
    g_assert (list != NULL);
    return list;
}

/* Only subjectAltName counts (RFC 9525 6.2): the common name is for people, and too short for some
 * hosts. */
static void set_subject (gnutls_x509_crt_t crt, const PkiDescription *self, GPtrArray *names)
{
    const char *first = names->len > 0 ? names->pdata[0] : self->name;
    const char *subject = self->subject != NULL               ? self->subject
                          : pki_is_client (self)              ? "Alice"
                          : strlen (first) <= MAX_COMMON_NAME ? first
                                                              : self->name;
    pki_must (pki_set_subject (crt, subject));
}

static void set_name (gnutls_x509_crt_t crt, const char *name)
{
    uint8_t address[16];
    unsigned size = inet_pton (AF_INET, name, address) == 1    ? 4
                    : inet_pton (AF_INET6, name, address) == 1 ? 16
                                                               : 0;
    if (size > 0)
        pki_must (gnutls_x509_crt_set_subject_alt_name (crt, GNUTLS_SAN_IPADDRESS, address, size,
                                                        GNUTLS_FSAN_APPEND));
    else
        pki_must (gnutls_x509_crt_set_subject_alt_name (
            crt, strchr (name, '@') != NULL ? GNUTLS_SAN_RFC822NAME : GNUTLS_SAN_DNSNAME, name,
            (unsigned)strlen (name), GNUTLS_FSAN_APPEND));
}

/* All at once: GnuTLS reads and writes the extension anew for every name that is added to it. */
static void set_names (gnutls_x509_crt_t crt, GPtrArray *names)
{
    if (names->len == 1) {
        set_name (crt, names->pdata[0]);
        return;
    }
    g_auto (gnutls_subject_alt_names_t) all = NULL;
    g_auto (PkiDatum) der = {NULL, 0};
    pki_must (gnutls_subject_alt_names_init (&all));
    for (guint i = 0; i < names->len; i++) {
        const char *name = names->pdata[i];
        uint8_t address[16];
        unsigned size = inet_pton (AF_INET, name, address) == 1    ? 4
                        : inet_pton (AF_INET6, name, address) == 1 ? 16
                                                                   : 0;
        gnutls_datum_t datum = {size > 0 ? address : (uint8_t *)name,
                                size > 0 ? size : (unsigned)strlen (name)};
        pki_must (gnutls_subject_alt_names_set (all,
                                                size > 0                     ? GNUTLS_SAN_IPADDRESS
                                                : strchr (name, '@') != NULL ? GNUTLS_SAN_RFC822NAME
                                                                             : GNUTLS_SAN_DNSNAME,
                                                &datum, NULL));
    }
    pki_must (gnutls_x509_ext_export_subject_alt_names (all, &der));
    pki_must (
        gnutls_x509_crt_set_extension_by_oid (crt, GNUTLS_X509EXT_OID_SAN, der.data, der.size, 0));
}

/* ---- What it may do ---- */

static void set_usages (gnutls_x509_crt_t crt, const PkiDescription *self)
{
    unsigned bits = 0;
    const char *words = self->usages != NULL      ? self->usages
                        : pki_is_authority (self) ? "keyCertSign cRLSign"
                                                  : "digitalSignature";
    for (unsigned i = 0; i < G_N_ELEMENTS (usages); i++)
        if (pki_has_word (words, usages[i].name))
            bits |= usages[i].bit;
    if (bits != 0)
        pki_must (gnutls_x509_crt_set_key_usage (crt, bits));
}

static void set_purposes (gnutls_x509_crt_t crt, const PkiDescription *self)
{
    const char *words = self->extended_usages != NULL ? self->extended_usages
                        : pki_is_authority (self)     ? ""
                        : pki_is_client (self)        ? "clientAuth"
                                                      : "serverAuth";
    for (unsigned i = 0; i < G_N_ELEMENTS (purposes); i++)
        if (purposes[i].oid != NULL && pki_has_word (words, purposes[i].name))
            pki_must (gnutls_x509_crt_set_key_purpose_oid (crt, purposes[i].oid, 0));
}

static void set_basic_constraints (gnutls_x509_crt_t crt, const PkiDescription *self)
{
    bool authority = pki_is_authority (self);
    int length =
        self->path_length != NULL ? (int)g_ascii_strtoll (self->path_length, NULL, 10) : -1;
    if (!pki_has_word (self->flaws, "no-basic-constraints"))
        pki_must (gnutls_x509_crt_set_basic_constraints (crt, authority, authority ? length : -1));
}

static void add_constraints (gnutls_x509_name_constraints_t list, const char *words, bool permitted)
{
    g_auto (GStrv) names = pki_words (words);
    for (char **name = names; *name != NULL; name++) {
        PkiDatum range = {NULL, 0};
        gnutls_datum_t dns = {(uint8_t *)*name, (unsigned)strlen (*name)};
        bool is_range = strchr (*name, '/') != NULL;
        if (is_range)
            pki_must (gnutls_x509_cidr_to_rfc5280 (*name, &range));
        pki_must ((permitted ? gnutls_x509_name_constraints_add_permitted
                             : gnutls_x509_name_constraints_add_excluded) (
            list, is_range ? GNUTLS_SAN_IPADDRESS : GNUTLS_SAN_DNSNAME, is_range ? &range : &dns));
        pki_datum_clear (&range);
    }
}

static void set_name_constraints (gnutls_x509_crt_t crt, const PkiDescription *self)
{
    gnutls_x509_name_constraints_t list;
    if (self->permitted == NULL && self->excluded == NULL)
        return;
    pki_must (gnutls_x509_name_constraints_init (&list));
    add_constraints (list, self->permitted, true);
    add_constraints (list, self->excluded, false);
    pki_must (gnutls_x509_crt_set_name_constraints (crt, list, 1));
    gnutls_x509_name_constraints_deinit (list);
}

static void set_policies (gnutls_x509_crt_t crt, const PkiDescription *self)
{
    g_auto (GStrv) words = pki_words (self->policies);
    for (char **word = words; *word != NULL; word++) {
        struct gnutls_x509_policy_st policy = {.oid = *word};
        pki_must (gnutls_x509_crt_set_policy (crt, &policy, 0));
    }
}

/* The holder's promise, in the authority's words: never without a staple (RFC 7633 section 4.2.3).
 */
static void set_must_staple (gnutls_x509_crt_t crt)
{
    gnutls_x509_tlsfeatures_t features;
    pki_must (gnutls_x509_tlsfeatures_init (&features));
    pki_must (gnutls_x509_tlsfeatures_add (features, STATUS_REQUEST));
    pki_must (gnutls_x509_crt_set_tlsfeatures (crt, features));
    gnutls_x509_tlsfeatures_deinit (features);
}

void pki_mint_fields (gnutls_x509_crt_t crt, const PkiDescription *self, const char *host)
{
    static const uint8_t nothing[] = {5, 0};
    g_autoptr (GPtrArray) names = names_of (self, host);
    set_subject (crt, self, names);
    set_basic_constraints (crt, self);
    set_usages (crt, self);
    set_purposes (crt, self);
    if (names->len > 0 && !pki_has_word (self->flaws, "no-names"))
        set_names (crt, names);
    set_name_constraints (crt, self);
    set_policies (crt, self);
    if (g_strcmp0 (self->must_staple, "yes") == 0)
        set_must_staple (crt);
    if (pki_has_word (self->flaws, "unknown-critical")) /* an arc that is for examples alone */
        pki_must (
            gnutls_x509_crt_set_extension_by_oid (crt, "2.999.1", nothing, sizeof nothing, 1));
}
