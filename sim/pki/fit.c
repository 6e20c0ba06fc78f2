#include "pki/fit.h"

#include "pki/checks.h"
#include "pki/trust.h"
#include "wire/registry.h"

#include <string.h>

enum {
    KEY_USAGE = 15,
    EXTENDED_KEY_USAGE = 37,
    BIT_STRING = 0x03,
    OID = 0x06,
    SEQUENCE = 0x30,
};

static void fit_clear (gpointer data)
{
    PkiFit *fit = data;
    g_free (fit->subject);
    g_free (fit->reason);
}

static GArray *fits_new (void)
{
    GArray *fits = g_array_new (FALSE, FALSE, sizeof (PkiFit));
    g_array_set_clear_func (fits, fit_clear);
    return fits;
}

/* REASON: transfer full */
static void add (GArray *fits, int certificate, const char *subject, bool good, char *reason)
{
    PkiFit fit = {certificate, g_strdup (subject), good, reason};
    g_array_append_val (fits, fit);
}

bool pki_all_fit (const GArray *fits)
{
    for (guint i = 0; i < fits->len; i++)
        if (!g_array_index (fits, PkiFit, i).fits)
            return false;
    return true;
}

/* ---- certificate_authorities ---- */

GPtrArray *pki_trust_names (const PkiTrust *self)
{
    GPtrArray *names = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
    for (unsigned i = 0; i < pki_trust_count (self); i++)
        g_ptr_array_add (names, base_span_copy (pki_trust_anchor (self, i)->layout.subject));
    return names;
}

char *pki_name_words (BaseSpan der)
{
    gnutls_datum_t datum = pki_datum (der);
    g_auto (PkiDatum) text = {NULL, 0};
    if (gnutls_x509_rdn_get2 (&datum, &text, 0) < 0)
        return g_strdup ("(a name that cannot be read)");
    return pki_shown (pki_datum_span (text));
}

static char *list_names (const BaseSpan *names, size_t n)
{
    enum { MAX_LISTED = 5 };
    GString *out = g_string_new (NULL);
    for (size_t i = 0; i < MIN (n, MAX_LISTED); i++) {
        g_autofree char *name = pki_name_words (names[i]);
        g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", name);
    }
    if (n > MAX_LISTED)
        g_string_append_printf (out, " and %" G_GSIZE_FORMAT " more", n - MAX_LISTED);
    return g_string_free (out, FALSE);
}

static bool is_among (BaseSpan name, const BaseSpan *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (base_span_equal (name, names[i]))
            return true;
    return false;
}

GArray *pki_fit_authorities (const PkiChain *chain, const BaseSpan *names, size_t n)
{
    GArray *fits = fits_new ();
    const PkiCertificate *first = pki_chain_at (chain, 0);
    const char *subject = first != NULL ? first->subject : "(no certificate)";
    if (n == 0) {
        add (fits, -1, subject, true, g_strdup ("the peer names no authorities: any will do"));
        return fits;
    }
    for (guint i = 0; i < pki_chain_length (chain); i++) {
        const PkiCertificate *certificate = pki_chain_at (chain, i);
        if (certificate == NULL || !is_among (certificate->layout.issuer, names, n))
            continue;
        g_autofree char *issuer = pki_issuer_words (certificate->crt);
        add (fits, -1, subject, true,
             g_strdup_printf ("issued below %s, which the peer names", issuer));
        return fits;
    }
    g_autofree char *listed = list_names (names, n);
    add (fits, -1, subject, false,
         g_strdup_printf ("issued by none of those the peer names: %s", listed));
    return fits;
}

/* ---- oid_filters ---- */

static BaseSpan inside (BaseSpan der, uint8_t tag)
{
    PkiElement element;
    return pki_der_next (&der, &element) && element.tag == tag && der.size == 0
               ? element.content
               : base_span (NULL, 0);
}

/* All bits of WANTED are set in FOUND; both are BIT STRINGs. */
static bool has_bits (BaseSpan found, BaseSpan wanted)
{
    BaseSpan have = inside (found, BIT_STRING), need = inside (wanted, BIT_STRING);
    if (need.size == 0)
        return false;
    for (size_t i = 1; i < need.size; i++) /* the first byte counts unused bits */
        if (need.data[i] & ~(i < have.size ? have.data[i] : 0))
            return false;
    return true;
}

/* All purposes of WANTED stand in FOUND; "any" must not be asked for (RFC 9846 4.3.5). */
static bool has_purposes (BaseSpan found, BaseSpan wanted)
{
    static const uint8_t any[] = {0x55, 0x1d, EXTENDED_KEY_USAGE, 0};
    BaseSpan need = inside (wanted, SEQUENCE);
    PkiElement purpose, other;
    if (need.size == 0)
        return false;
    while (pki_der_next (&need, &purpose)) {
        BaseSpan have = inside (found, SEQUENCE);
        bool there = false;
        while (!there && pki_der_next (&have, &other))
            there = base_span_equal (purpose.whole, other.whole);
        if (!there || base_span_equal (purpose.content, base_span (any, sizeof any)))
            return false;
    }
    return need.size == 0;
}

static const struct {
    uint8_t number; /* of 2.5.29 */
    const char *name;
    bool (*matches) (BaseSpan found, BaseSpan wanted);
} known_filters[] = {
    {KEY_USAGE, "keyUsage", has_bits},
    {EXTENDED_KEY_USAGE, "extendedKeyUsage", has_purposes},
};

static int find_filter (BaseSpan der)
{
    BaseSpan oid = inside (der, OID);
    for (unsigned i = 0; i < G_N_ELEMENTS (known_filters); i++)
        if (oid.size == 3 && oid.data[0] == 0x55 && oid.data[1] == 0x1d &&
            oid.data[2] == known_filters[i].number)
            return (int)i;
    return -1;
}

static void fit_filter (GArray *fits, const PkiCertificate *leaf, const PkiFilter *filter)
{
    int known = find_filter (filter->oid);
    if (known < 0) {
        add (fits, 0, "another extension", true,
             g_strdup (
                 "asks for an extension that is not known here: passed over, as it has to be"));
        return;
    }
    const char *name = known_filters[known].name;
    BaseSpan found = leaf != NULL ? pki_der_extension (&leaf->layout, known_filters[known].number)
                                  : base_span (NULL, 0);
    if (found.data == NULL)
        add (fits, 0, name, false, g_strdup ("the certificate has no such extension"));
    else if (filter->values.size == 0)
        add (fits, 0, name, true, g_strdup ("the certificate has this extension"));
    else if (known_filters[known].matches (found, filter->values))
        add (fits, 0, name, true, g_strdup ("the certificate has all that is asked for"));
    else
        add (fits, 0, name, false, g_strdup ("the certificate lacks some of what is asked for"));
}

GArray *pki_fit_filters (const PkiChain *chain, const PkiFilter *filters, size_t n)
{
    GArray *fits = fits_new ();
    for (size_t i = 0; i < n; i++)
        fit_filter (fits, pki_chain_at (chain, 0), &filters[i]);
    return fits;
}

/* What can be asked for: a bit of keyUsage (RFC 5280 4.2.1.3), or a purpose below 1.3.6.1.5.5.7.3
 * (4.2.1.12). */
static const struct {
    const char *word;
    uint8_t extension, number;
} filter_words[] = {
    {"keyUsage.digitalSignature", KEY_USAGE, 0},
    {"keyUsage.nonRepudiation", KEY_USAGE, 1},
    {"keyUsage.keyEncipherment", KEY_USAGE, 2},
    {"keyUsage.keyAgreement", KEY_USAGE, 4},
    {"extendedKeyUsage.serverAuth", EXTENDED_KEY_USAGE, 1},
    {"extendedKeyUsage.clientAuth", EXTENDED_KEY_USAGE, 2},
    {"extendedKeyUsage.codeSigning", EXTENDED_KEY_USAGE, 3},
    {"extendedKeyUsage.emailProtection", EXTENDED_KEY_USAGE, 4},
};

const char *pki_filter_at (unsigned i)
{
    return i < G_N_ELEMENTS (filter_words) ? filter_words[i].word : NULL;
}

static bool is_asked (GPtrArray *words, unsigned i)
{
    return g_ptr_array_find_with_equal_func (words, filter_words[i].word, g_str_equal, NULL);
}

static void put_usage (GByteArray *out, GPtrArray *words)
{
    uint8_t bits[2] = {8, 0}; /* how many are unused, and the bits, the first one highest */
    for (unsigned i = 0; i < G_N_ELEMENTS (filter_words); i++)
        if (filter_words[i].extension == KEY_USAGE && is_asked (words, i)) {
            bits[1] |= (uint8_t)(0x80 >> filter_words[i].number);
            bits[0] = (uint8_t)(7 - filter_words[i].number);
        }
    if (bits[1] != 0)
        pki_der_put (out, BIT_STRING, base_span (bits, sizeof bits));
}

static void put_purposes (GByteArray *out, GPtrArray *words)
{
    GByteArray *list = g_byte_array_new ();
    for (unsigned i = 0; i < G_N_ELEMENTS (filter_words); i++) {
        const uint8_t oid[] = {0x2b, 6, 1, 5, 5, 7, 3, filter_words[i].number};
        if (filter_words[i].extension == EXTENDED_KEY_USAGE && is_asked (words, i))
            pki_der_put (list, OID, base_span (oid, sizeof oid));
    }
    if (list->len > 0)
        pki_der_put (out, SEQUENCE, base_span (list->data, list->len));
    g_byte_array_unref (list);
}

GPtrArray *pki_filters_build (GPtrArray *words)
{
    static void (*const put[]) (GByteArray *, GPtrArray *) = {put_usage, put_purposes};
    GPtrArray *filters = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
    for (unsigned i = 0; i < G_N_ELEMENTS (known_filters); i++) {
        const uint8_t oid[] = {0x55, 0x1d, known_filters[i].number};
        GByteArray *name = g_byte_array_new (), *values = g_byte_array_new ();
        pki_der_put (name, OID, base_span (oid, sizeof oid));
        put[i](values, words);
        if (values->len > 0) {
            g_ptr_array_add (filters, g_byte_array_free_to_bytes (name));
            g_ptr_array_add (filters, g_byte_array_free_to_bytes (values));
        } else {
            g_byte_array_unref (name);
            g_byte_array_unref (values);
        }
    }
    return filters;
}

/* ---- signature_algorithms_cert ---- */

/* CURVE: the size of the curve that TLS 1.3 binds the scheme to (RFC 9846 4.3.3); 0: none. */
static const struct {
    gnutls_sign_algorithm_t algorithm;
    unsigned curve;
    uint16_t scheme;
    uint16_t of_pss_key; /* the scheme of a key that may do nothing but PSS */
} schemes[] = {
    {GNUTLS_SIGN_RSA_SHA256, 0, 0x0401, 0},
    {GNUTLS_SIGN_RSA_SHA384, 0, 0x0501, 0},
    {GNUTLS_SIGN_RSA_SHA512, 0, 0x0601, 0},
    {GNUTLS_SIGN_ECDSA_SHA256, 256, 0x0403, 0},
    {GNUTLS_SIGN_ECDSA_SHA384, 384, 0x0503, 0},
    {GNUTLS_SIGN_ECDSA_SHA512, 521, 0x0603, 0},
    {GNUTLS_SIGN_RSA_PSS_SHA256, 0, 0x0804, 0x0809},
    {GNUTLS_SIGN_RSA_PSS_SHA384, 0, 0x0805, 0x080a},
    {GNUTLS_SIGN_RSA_PSS_SHA512, 0, 0x0806, 0x080b},
    {GNUTLS_SIGN_EDDSA_ED25519, 0, 0x0807, 0},
    {GNUTLS_SIGN_EDDSA_ED448, 0, 0x0808, 0},
    {GNUTLS_SIGN_RSA_SHA1, 0, 0x0201, 0},
    {GNUTLS_SIGN_ECDSA_SHA1, 0, 0x0203, 0},
};

uint16_t pki_chain_scheme_at (unsigned i)
{
    for (unsigned k = 0; k < G_N_ELEMENTS (schemes); k++) {
        if (i-- == 0)
            return schemes[k].scheme;
        if (schemes[k].of_pss_key != 0 && i-- == 0)
            return schemes[k].of_pss_key;
    }
    return 0;
}

uint16_t pki_scheme_of (const PkiCertificate *certificate, const PkiCertificate *issuer)
{
    int algorithm = gnutls_x509_crt_get_signature_algorithm (certificate->crt);
    for (unsigned i = 0; i < G_N_ELEMENTS (schemes); i++) {
        if ((int)schemes[i].algorithm != algorithm)
            continue;
        if (issuer != NULL && schemes[i].curve > 0 && issuer->bits != schemes[i].curve)
            return 0;
        bool pss = issuer != NULL && issuer->algorithm == GNUTLS_PK_RSA_PSS;
        return pss && schemes[i].of_pss_key != 0 ? schemes[i].of_pss_key : schemes[i].scheme;
    }
    return 0;
}

static const PkiCertificate *find_issuer (const PkiChain *chain, const PkiCertificate *of)
{
    for (guint i = 0; i < pki_chain_length (chain); i++) {
        const PkiCertificate *other = pki_chain_at (chain, i);
        if (other != NULL && other != of && pki_certificate_issued_by (of, other))
            return other;
    }
    return NULL;
}

static void fit_scheme (GArray *fits, const PkiChain *chain, guint i, const uint16_t *accepted,
                        size_t n)
{
    const PkiCertificate *certificate = pki_chain_at (chain, i);
    if (certificate == NULL) {
        add (fits, (int)i, "(unreadable)", false, g_strdup ("it cannot be read"));
        return;
    }
    if (pki_certificate_issued_by (certificate, certificate)) {
        add (fits, (int)i, certificate->subject, true,
             g_strdup ("signed by itself, so nobody verifies that signature"));
        return;
    }
    uint16_t scheme = pki_scheme_of (certificate, find_issuer (chain, certificate));
    g_autofree char *words = pki_signature_words (certificate->crt);
    const char *known = scheme != 0 ? wire_name (&wire_schemes, scheme) : NULL;
    const char *name = known != NULL ? known : words;
    bool good = false;
    for (size_t k = 0; k < n; k++)
        good = good || (scheme != 0 && accepted[k] == scheme);
    add (fits, (int)i, certificate->subject, good,
         g_strdup_printf (good ? "signed with %s, which the peer accepts"
                               : "signed with %s, which the peer does not list",
                          name));
}

GArray *pki_fit_schemes (const PkiChain *chain, const uint16_t *accepted, size_t n)
{
    GArray *fits = fits_new ();
    for (guint i = 0; i < pki_chain_length (chain); i++)
        fit_scheme (fits, chain, i, accepted, n);
    return fits;
}
