#include <string.h>

#include "pki/fit.h"
#include "tls/extension.h"

/* CertificateRequest (RFC 9846 section 4.4.2): the server wants to know who the client is, and says
 * what kind of certificate it would like to see. */

BaseCause tls_compose_certificate_request (TlsParty *self)
{
    WireCertificateRequest body = {.extensions =
                                       tls_write_extensions (self, WIRE_IN_CERTIFICATE_REQUEST,
                                                             self->config->raw_request_extensions)};
    tls_write_message (self, WIRE_CERTIFICATE_REQUEST, &body);
    tls_note_request (self);
    return BASE_CAUSE_NONE;
}

BaseCause tls_check_request (TlsParty *self)
{
    const WireCertificateRequest *body = self->message->body;
    if (!g_hash_table_add (self->contexts, base_span_copy (body->certificate_request_context)))
        return BASE_CAUSE_REQUEST_CONTEXT_REPEATED;
    if (wire_message_extension (self->message, WIRE_EXT_SIGNATURE_ALGORITHMS) == NULL) {
        tls_note (self, "signature_algorithms", "not there");
        return BASE_CAUSE_EXTENSION_MISSING;
    }
    return tls_read_extensions (self, WIRE_IN_CERTIFICATE_REQUEST, body->extensions);
}

void tls_note_request (TlsParty *self)
{
    g_clear_pointer (&self->request, wire_message_unref);
    self->request = wire_message_ref (self->message);
    self->answer = TLS_ASKED;
}

/* ---- That of TLS 1.2 (RFC 5246 section 7.4.4): no extensions, but fields of its own ---- */

enum { RSA_SIGN = 1, ECDSA_SIGN = 64 };

BaseCause tls_compose_certificate_request_12 (TlsParty *self)
{
    static uint8_t types[] = {ECDSA_SIGN, RSA_SIGN};
    GArray *schemes = self->config->signature_schemes;
    const WireCertificateAuthorities *named = tls_name_authorities (self);
    WireCertificateRequest12 body = {
        .certificate_types = {types, G_N_ELEMENTS (types)},
        .supported_signature_algorithms = {schemes->data, schemes->len},
        .certificate_authorities = named != NULL ? named->authorities : (WireList){NULL, 0},
    };
    tls_write_message (self, WIRE_CERTIFICATE_REQUEST_12, &body);
    g_clear_pointer (&self->request, wire_message_unref);
    self->request = wire_message_ref (self->message);
    self->answer = TLS_ASKED;
    return BASE_CAUSE_NONE;
}

BaseCause tls_process_certificate_request_12 (TlsParty *self)
{
    g_clear_pointer (&self->request, wire_message_unref);
    self->request = wire_message_ref (self->message);
    self->answer = TLS_ASKED;
    return BASE_CAUSE_NONE;
}

static const WireCertificateRequest12 *as_request_12 (const WireMessage *wishes)
{
    return wishes->row->id == WIRE_CERTIFICATE_REQUEST_12 ? wishes->body : NULL;
}

WireList tls_accepted_schemes (const WireMessage *wishes)
{
    const WireCertificateRequest12 *older = as_request_12 (wishes);
    if (older != NULL)
        return older->supported_signature_algorithms;
    const WireNumberList *list = tls_extension_body (wishes, WIRE_EXT_SIGNATURE_ALGORITHMS);
    return list != NULL ? list->values : (WireList){NULL, 0};
}

/* EdDSA goes by the type of ECDSA (RFC 8422 section 5.5). */
static bool type_is_asked (const WireMessage *wishes, const CryptoPrivateKey *key)
{
    const WireCertificateRequest12 *older = as_request_12 (wishes);
    CryptoKeyKind kind = crypto_private_key_kind (key);
    uint8_t type = kind == CRYPTO_KEY_RSA || kind == CRYPTO_KEY_RSA_PSS ? RSA_SIGN : ECDSA_SIGN;
    for (size_t i = 0; older != NULL && i < older->certificate_types.n; i++)
        if (*wire_list_item (older->certificate_types, uint8_t, i) == type)
            return true;
    return older == NULL;
}

BaseCause tls_process_certificate_request (TlsParty *self)
{
    const WireCertificateRequest *body = self->message->body;
    if (body->certificate_request_context.size > 0)
        return BASE_CAUSE_FORBIDDEN_VALUE; /* empty during the handshake */
    tls_note_request (self);
    return tls_check_request (self);
}

/* ---- certificate_authorities (RFC 9846 section 4.3.4), of either side ---- */

void *tls_name_authorities (TlsParty *self)
{
    const TlsConfig *config = self->config;
    if (!config->name_authorities || config->trust == NULL)
        return NULL;
    g_autoptr (GPtrArray) names = pki_trust_names (config->trust);
    if (names->len == 0)
        return NULL;
    WireCertificateAuthorities *body = tls_keep (self, sizeof *body);
    BaseSpan *list = tls_keep (self, names->len * sizeof *list);
    for (guint i = 0; i < names->len; i++) {
        BaseSpan name = base_span_bytes (names->pdata[i]);
        list[i] = base_span (memcpy (tls_keep (self, name.size), name.data, name.size), name.size);
    }
    body->authorities = (WireList){list, names->len};
    return body;
}

/* ---- oid_filters (RFC 9846 section 4.3.5) ---- */

void *tls_ask_filters (TlsParty *self)
{
    GPtrArray *words = self->config->oid_filters;
    if (words->len == 0)
        return NULL;
    WireOidFilters *body = tls_keep (self, sizeof *body);
    WireOidFilter *filters = tls_keep (self, words->len * sizeof *filters);
    g_autoptr (GPtrArray) built = pki_filters_build (words);
    for (guint i = 0; i < built->len; i++) {
        BaseSpan bytes = base_span_bytes (built->pdata[i]);
        uint8_t *copy = memcpy (tls_keep (self, bytes.size), bytes.data, bytes.size);
        BaseSpan *place = i % 2 == 0 ? &filters[i / 2].certificate_extension_oid
                                     : &filters[i / 2].certificate_extension_values;
        *place = base_span (copy, bytes.size);
    }
    body->filters = (WireList){filters, built->len / 2};
    return body;
}

/* No OID comes twice. */
BaseCause tls_read_filters (TlsParty *self, const void *body)
{
    WireList filters = ((const WireOidFilters *)body)->filters;
    g_autoptr (GHashTable) seen =
        g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
    for (size_t i = 0; i < filters.n; i++)
        if (!g_hash_table_add (
                seen, base_span_copy (
                          wire_list_item (filters, WireOidFilter, i)->certificate_extension_oid)))
            return BASE_CAUSE_OID_FILTER_REPEATED;
    return BASE_CAUSE_NONE;
}

/* ---- The client's choice (RFC 9846 section 4.5.1.2) ---- */

static bool add_fits (TlsChoice *choice, TlsParty *self, const char *extension, GArray *taken)
{
    g_autoptr (GArray) fits = taken;
    for (guint i = 0; i < fits->len; i++) {
        const PkiFit *fit = &g_array_index (fits, PkiFit, i);
        tls_choice_add (choice, trace_internf (self->trace, "%s: %s", extension, fit->subject),
                        fit->fits ? TRACE_PASSED : TRACE_FELL,
                        trace_intern (self->trace, fit->reason));
    }
    return pki_all_fit (fits);
}

static GArray *fit_authorities (const PkiChain *chain, const WireMessage *wishes)
{
    const WireCertificateRequest12 *older = as_request_12 (wishes);
    if (older != NULL)
        return pki_fit_authorities (chain, older->certificate_authorities.items,
                                    older->certificate_authorities.n);
    const WireCertificateAuthorities *named =
        tls_extension_body (wishes, WIRE_EXT_CERTIFICATE_AUTHORITIES);
    return named != NULL
               ? pki_fit_authorities (chain, named->authorities.items, named->authorities.n)
               : pki_fit_authorities (chain, NULL, 0);
}

static GArray *fit_filters (const PkiChain *chain, const WireMessage *wishes)
{
    const WireOidFilters *asked = tls_extension_body (wishes, WIRE_EXT_OID_FILTERS);
    size_t n = asked != NULL ? asked->filters.n : 0;
    g_autofree PkiFilter *filters = g_new0 (PkiFilter, n + 1);
    for (size_t i = 0; i < n; i++) {
        const WireOidFilter *filter = wire_list_item (asked->filters, WireOidFilter, i);
        filters[i] =
            (PkiFilter){filter->certificate_extension_oid, filter->certificate_extension_values};
    }
    return pki_fit_filters (chain, filters, n);
}

/* Only a client that passes over what it knows can fail here. */
BaseCause tls_check_filters (TlsParty *self)
{
    TlsChoice choice;
    if (tls_extension_body (self->request, WIRE_EXT_OID_FILTERS) == NULL)
        return BASE_CAUSE_NONE;
    tls_choice_begin (&choice, "client-certificate", "Is it a certificate as was asked for?",
                      "RFC 9846 4.3.5");
    g_autoptr (PkiChain) chain = pki_chain_read (self->peer_chain);
    bool fits = add_fits (&choice, self, "oid_filters", fit_filters (chain, self->request));
    return tls_choice_end (self, &choice, TRACE_CHECK, fits ? "yes" : "no",
                           fits ? BASE_CAUSE_NONE : BASE_CAUSE_OID_FILTERS_NOT_MET);
}

static GArray *fit_schemes (const PkiChain *chain, const WireMessage *wishes,
                            const char **extension)
{
    const WireNumberList *list = tls_extension_body (wishes, WIRE_EXT_SIGNATURE_ALGORITHMS_CERT);
    *extension = list != NULL ? "signature_algorithms_cert" : "signature_algorithms";
    /* Without it the other speaks for both (RFC 9846 section 4.3.3). */
    WireList schemes = list != NULL ? list->values : tls_accepted_schemes (wishes);
    return pki_fit_schemes (chain, schemes.items, schemes.n);
}

bool tls_add_wishes (TlsChoice *choice, TlsParty *self, const PkiChain *chain)
{
    const WireMessage *wishes = tls_peers_wishes (self);
    const char *extension;
    GArray *schemes = fit_schemes (chain, wishes, &extension);
    bool named =
        add_fits (choice, self, "certificate_authorities", fit_authorities (chain, wishes));
    bool filtered = add_fits (choice, self, "oid_filters", fit_filters (chain, wishes));
    bool signed_so = add_fits (choice, self, extension, schemes);
    return named && filtered && signed_so;
}

/* "CN=Alice" */
static const char *own_name (TlsParty *self)
{
    GBytes *leaf = g_ptr_array_index (pki_identity_chain (self->config->identity), 0);
    g_autoptr (PkiSummary) summary = pki_summarize (base_span_bytes (leaf));
    return trace_intern (self->trace, summary->subject);
}

static BaseCause decide (TlsParty *self, bool has_scheme)
{
    TlsChoice choice;
    const PkiIdentity *identity = self->config->identity;
    tls_choice_begin (&choice, "client-certificate", "Which certificate does the client show?",
                      tls_section (self, "RFC 9846 4.5.1.2", "RFC 5246 7.4.6"));
    bool fits = identity != NULL;
    if (!fits)
        tls_choice_add (&choice, "its own", TRACE_FELL, "this client has no certificate");
    else
        fits = tls_add_wishes (&choice, self, pki_identity_read_chain (identity));
    if (identity != NULL && !type_is_asked (self->request, pki_identity_key (identity))) {
        tls_choice_add (&choice, "certificate_types", TRACE_FELL,
                        "the server does not ask for its kind of key");
        fits = false;
    }
    if (identity != NULL)
        tls_choice_add (&choice, "signature_algorithms: its key",
                        has_scheme ? TRACE_PASSED : TRACE_FELL,
                        has_scheme ? "the server accepts a scheme for its key"
                                   : "the server accepts no scheme for its key");
    self->answer = fits && has_scheme ? TLS_WILL_SHOW : TLS_SHOWS_NONE;
    return tls_choice_end (self, &choice, TRACE_DECIDE,
                           self->answer == TLS_WILL_SHOW ? own_name (self) : "none",
                           BASE_CAUSE_NONE);
}

BaseCause tls_choose_client_certificate (TlsParty *self)
{
    const CryptoScheme *scheme = NULL;
    if (self->config->identity != NULL) {
        BaseCause cause = tls_choose_scheme (self, tls_accepted_schemes (self->request),
                                             BASE_CAUSE_NONE, &scheme);
        if (cause != BASE_CAUSE_NONE)
            return cause;
    }
    BaseCause cause = decide (self, scheme != NULL);
    if (self->answer == TLS_WILL_SHOW) {
        self->client_scheme = scheme;
        tls_dress_certificate (self);
    }
    return cause;
}
