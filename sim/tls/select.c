#include "tls/extension.h"
#include "tls/key_exchange.h"

/* What the server chooses from a ClientHello (RFC 9846 section 4.2.1), each choice with its
 * candidates and the reason why each stood or fell. */

/* Walks one side's list in order; FITS says why a candidate falls, NULL when it stands. */
typedef const char *(*Fits) (TlsParty *self, uint16_t value);

typedef struct {
    const char *key, *question, *section, *older; /* older: in TLS 1.2 */
    const WireRegistry *names;
    const char *match; /* the reason of the one chosen */
} Subject;

static BaseCause choose (TlsParty *self, const Subject *subject, const uint16_t *values, size_t n,
                         Fits fits, BaseCause none, uint16_t *chosen)
{
    TlsChoice choice;
    const char *outcome = NULL;
    tls_choice_begin (&choice, subject->key, subject->question,
                      tls_section (self, subject->section, subject->older));
    for (size_t i = 0; i < n; i++) {
        const char *name = tls_value_name (self, subject->names, values[i]);
        const char *reason = outcome == NULL ? fits (self, values[i]) : NULL;
        if (outcome != NULL) {
            tls_choice_add (&choice, name, TRACE_NOT_REACHED, "not reached");
        } else if (reason != NULL) {
            tls_choice_add (&choice, name, TRACE_FELL, reason);
        } else {
            tls_choice_add (&choice, name, TRACE_CHOSEN, subject->match);
            outcome = name;
            *chosen = values[i];
        }
    }
    return tls_choice_end (self, &choice, TRACE_DECIDE, outcome != NULL ? outcome : "none fits",
                           outcome != NULL ? BASE_CAUSE_NONE : none);
}

/* ---- Cipher suite ---- */

/* A suite is for one version alone, and one of TLS 1.2 also for one kind of certificate and of key
 * exchange. */
static const char *suite_fits_version (TlsParty *self, uint16_t id)
{
    const TlsSuite *suite = tls_suite_find (id);
    if (suite->version != self->version)
        return self->version == WIRE_TLS13 ? "a suite of TLS 1.2" : "a suite of TLS 1.3";
    return self->version == WIRE_TLS13 ? NULL : tls_suite_falls_12 (self, suite);
}

static const char *suite_fits_server (TlsParty *self, uint16_t suite)
{
    if (tls_suite_find (suite) == NULL)
        return "not implemented by the server";
    if (!tls_array_has (self->config->cipher_suites, suite))
        return "not enabled by the server";
    return suite_fits_version (self, suite);
}

static const char *suite_fits_client (TlsParty *self, uint16_t suite)
{
    const WireClientHello *hello = self->client_hello->body;
    if (!tls_list_has (hello->cipher_suites, suite))
        return "not offered by the client";
    return suite_fits_version (self, suite);
}

/* One for the same version, certificate and key exchange that the client does not know of; SUITE
 * when it offered them all. */
static const TlsSuite *unoffered_like (const TlsParty *self, const TlsSuite *suite)
{
    const WireClientHello *hello = self->client_hello->body;
    for (unsigned i = 0; tls_suite_at (i) != NULL; i++) {
        const TlsSuite *other = tls_suite_at (i);
        if (other->version == suite->version && other->authentication == suite->authentication &&
            other->exchange == suite->exchange && !tls_list_has (hello->cipher_suites, other->id))
            return other;
    }
    return suite;
}

/* No suite fits: a key exchange that both know of, and that cannot be, may have a name for it. */
static BaseCause why_none (TlsParty *self)
{
    const WireClientHello *hello = self->client_hello->body;
    for (size_t i = 0; i < hello->cipher_suites.n && self->version == WIRE_TLS12; i++) {
        uint16_t id = *wire_list_item (hello->cipher_suites, uint16_t, i);
        const TlsSuite *suite = tls_suite_find (id);
        bool both = suite != NULL && suite->version == WIRE_TLS12 &&
                    tls_array_has (self->config->cipher_suites, id);
        if (both && suite->exchange->none != BASE_CAUSE_NONE &&
            suite->exchange->falls (self) != NULL)
            return suite->exchange->none;
    }
    return BASE_CAUSE_NO_COMMON_CIPHER_SUITE;
}

BaseCause tls_choose_suite (TlsParty *self)
{
    static const Subject theirs = {
        "cipher-suite",     "Which cipher suite?", "RFC 9846 4.2.1",
        "RFC 5246 7.4.1.3", &wire_cipher_suites,   "the client's first that the server enables"};
    static const Subject own = {"cipher-suite",      "Which cipher suite?",
                                "RFC 9846 4.2.1",    "RFC 5246 7.4.1.3",
                                &wire_cipher_suites, "the server's first that the client offers"};
    const WireClientHello *hello = self->client_hello->body;
    BaseCause none = why_none (self);
    uint16_t suite = 0;
    BaseCause cause =
        self->config->own_preference
            ? choose (self, &own, (const uint16_t *)(const void *)self->config->cipher_suites->data,
                      self->config->cipher_suites->len, suite_fits_client, none, &suite)
            : choose (self, &theirs, hello->cipher_suites.items, hello->cipher_suites.n,
                      suite_fits_server, none, &suite);
    if (cause != BASE_CAUSE_NONE)
        return cause;
    if (self->retried && self->suite->id != suite)
        return BASE_CAUSE_RETRY_CHANGED_HELLO; /* cannot be, for a hello that repeats the first */
    self->suite = tls_suite_find (suite);
    if (tls_misbehaves (self, TLS_PICK_UNOFFERED_SUITE))
        self->suite = unoffered_like (self, self->suite);
    self->hash = self->suite->hash;
    return BASE_CAUSE_NONE;
}

/* ---- Group ---- */

static const WireNumberList *offered_groups (const TlsParty *self)
{
    return tls_extension_body (self->client_hello, WIRE_EXT_SUPPORTED_GROUPS);
}

static const char *group_is_common (TlsParty *self, uint16_t group)
{
    if (crypto_group_find (group) == NULL)
        return "not implemented by the server";
    if (!tls_array_has (self->config->groups, group))
        return "not enabled by the server";
    return tls_list_has (offered_groups (self)->values, group) ? NULL : "not offered by the client";
}

static const char *group_fits (TlsParty *self, uint16_t group)
{
    const char *reason = group_is_common (self, group);
    if (reason != NULL)
        return reason;
    return tls_share_for (self, group) != NULL ? NULL : "common, but the client sent no key share";
}

bool tls_has_common_group (TlsParty *self)
{
    const WireNumberList *theirs = offered_groups (self);
    for (size_t i = 0; theirs != NULL && i < theirs->values.n; i++)
        if (group_is_common (self, *wire_list_item (theirs->values, uint16_t, i)) == NULL)
            return true;
    return false;
}

static bool any_share_fits (TlsParty *self)
{
    const WireNumberList *theirs = offered_groups (self);
    for (size_t i = 0; i < theirs->values.n; i++)
        if (group_fits (self, *wire_list_item (theirs->values, uint16_t, i)) == NULL)
            return true;
    return false;
}

/* One that the client did not list; the one chosen when it lists them all. */
static const CryptoGroup *unoffered_group (const TlsParty *self)
{
    WireList theirs = offered_groups (self)->values;
    for (unsigned i = 0; crypto_group_at (i) != NULL; i++)
        if (!tls_list_has (theirs, crypto_group_at (i)->id))
            return crypto_group_at (i);
    return self->group;
}

/* A group whose share is here is taken even when another one is liked better: it saves a round trip
 * (RFC 9846 section 4.3.8). */
static BaseCause choose_group (TlsParty *self)
{
    static const Subject here = {"group",          "Which key exchange group?",
                                 "RFC 9846 4.3.7", NULL,
                                 &wire_groups,     "enabled, and a key share is here"};
    static const Subject asked = {
        "group",          "Which key exchange group?",
        "RFC 9846 4.2.4", NULL,
        &wire_groups,     "enabled; its key share is not here and will be asked for"};
    self->group = NULL;
    if (self->psk != NULL && self->psk_mode == WIRE_PSK_KE)
        return BASE_CAUSE_NONE; /* the pre-shared key alone */
    if (offered_groups (self) == NULL) {
        tls_note (self, "supported_groups", "not there");
        return BASE_CAUSE_EXTENSION_MISSING;
    }
    bool own = self->config->own_preference, now = any_share_fits (self);
    WireList theirs = offered_groups (self)->values;
    uint16_t group = 0;
    BaseCause cause =
        choose (self, now ? &here : &asked,
                own ? (const uint16_t *)(const void *)self->config->groups->data : theirs.items,
                own ? self->config->groups->len : theirs.n, now ? group_fits : group_is_common,
                BASE_CAUSE_NO_COMMON_GROUP, &group);
    self->group = cause == BASE_CAUSE_NONE ? crypto_group_find (group) : NULL;
    if (self->group != NULL && tls_misbehaves (self, TLS_ASK_FOR_UNOFFERED_GROUP))
        self->group = unoffered_group (self);
    return cause;
}

/* In TLS 1.2 a client that lists no groups accepts any, and those of other exchanges than the
 * suite's are not for it (RFC 8422 section 4). */
static const char *curve_fits (TlsParty *self, uint16_t group)
{
    if (!tls_group_is_curve (group))
        return "no elliptic curve";
    if (offered_groups (self) != NULL)
        return group_is_common (self, group);
    return crypto_group_find (group) != NULL ? NULL : "not implemented by the server";
}

bool tls_has_common_curve (TlsParty *self)
{
    const GArray *own = self->config->groups;
    for (guint i = 0; i < own->len; i++)
        if (curve_fits (self, g_array_index (own, uint16_t, i)) == NULL)
            return true;
    return false;
}

BaseCause tls_choose_curve (TlsParty *self)
{
    static const Subject subject = {"group",      "Which key exchange group?", NULL, "RFC 8422 4",
                                    &wire_groups, "enabled on both sides"};
    bool own = self->config->own_preference || offered_groups (self) == NULL;
    const GArray *ours = self->config->groups;
    WireList theirs = own ? (WireList){NULL, 0} : offered_groups (self)->values;
    uint16_t group = 0;
    BaseCause cause =
        choose (self, &subject, own ? (const uint16_t *)(const void *)ours->data : theirs.items,
                own ? ours->len : theirs.n, curve_fits, BASE_CAUSE_NO_COMMON_GROUP, &group);
    self->group = cause == BASE_CAUSE_NONE ? crypto_group_find (group) : NULL;
    return cause;
}

bool tls_share_is_missing (const TlsParty *self)
{
    return self->group != NULL && tls_share_for (self, self->group->id) == NULL;
}

/* ---- Signature scheme: it must suit the key of the server's certificate ---- */

static const char *scheme_fits (TlsParty *self, uint16_t id)
{
    const CryptoScheme *scheme = crypto_scheme_find (id);
    bool older = self->speaks == WIRE_TLS12;
    if (scheme == NULL)
        return "not implemented here";
    if (crypto_scheme_is_for_certificates_alone (scheme) && !older)
        return "for signatures in certificates alone, never for one in the handshake";
    if (!tls_array_has (self->config->signature_schemes, id))
        return "not enabled here";
    const CryptoPrivateKey *key = pki_identity_key (self->config->identity);
    return (older ? crypto_private_key_suits12 (key, scheme)
                  : crypto_private_key_suits (key, scheme))
               ? NULL
               : "needs another kind of key";
}

/* One that its key can sign with too; CHOSEN when the peer lists them all. */
static const CryptoScheme *unoffered_scheme (TlsParty *self, WireList offered,
                                             const CryptoScheme *chosen)
{
    for (unsigned i = 0; crypto_scheme_at (i) != NULL; i++) {
        uint16_t id = crypto_scheme_at (i)->id;
        if (!tls_list_has (offered, id) && scheme_fits (self, id) == NULL)
            return crypto_scheme_at (i);
    }
    return chosen;
}

BaseCause tls_choose_scheme (TlsParty *self, WireList offered, BaseCause none,
                             const CryptoScheme **chosen)
{
    static const Subject subjects[] = {
        [TLS_CLIENT] = {"signature-scheme", "Which signature scheme?", "RFC 9846 4.5.1.2",
                        "RFC 5246 7.4.8", &wire_schemes,
                        "the server's first that suits the client's key"},
        [TLS_SERVER] = {"signature-scheme", "Which signature scheme?", "RFC 9846 4.5.1.2",
                        "RFC 5246 7.4.3", &wire_schemes,
                        "the client's first that suits the server's key"}};
    uint16_t scheme = 0;
    BaseCause cause = choose (self, &subjects[self->config->role], offered.items, offered.n,
                              scheme_fits, none, &scheme);
    *chosen = scheme != 0 ? crypto_scheme_find (scheme) : NULL;
    if (*chosen != NULL && tls_misbehaves (self, TLS_SIGN_WITH_UNOFFERED_SCHEME))
        *chosen = unoffered_scheme (self, offered, *chosen);
    return cause;
}

static BaseCause choose_scheme (TlsParty *self)
{
    if (self->psk != NULL || self->resumed)
        return BASE_CAUSE_NONE; /* the key is proof enough */
    if (self->config->identity == NULL)
        return BASE_CAUSE_INTERNAL;
    if (tls_exchange_enciphers (self))
        return BASE_CAUSE_NONE; /* nothing will be signed */
    if (wire_message_extension (self->client_hello, WIRE_EXT_SIGNATURE_ALGORITHMS) == NULL)
        tls_note (self, "signature_algorithms", "not there");
    if (wire_message_extension (self->client_hello, WIRE_EXT_SIGNATURE_ALGORITHMS) == NULL)
        return self->version == WIRE_TLS12 ? BASE_CAUSE_NO_COMMON_SIGNATURE_SCHEME
                                           : BASE_CAUSE_EXTENSION_MISSING;
    const WireNumberList *offered =
        wire_message_extension (self->client_hello, WIRE_EXT_SIGNATURE_ALGORITHMS)->body;
    return tls_choose_scheme (self, offered->values, BASE_CAUSE_NO_COMMON_SIGNATURE_SCHEME,
                              &self->scheme);
}

/* A server with several certificates would choose by name and by key; this one has one, and shows
 * it also when the client would rather see another (RFC 9846 section 4.5.1.2). */
static BaseCause choose_certificate (TlsParty *self)
{
    if (self->psk != NULL || self->resumed)
        return BASE_CAUSE_NONE;
    CryptoKeyKind kind = crypto_private_key_kind (pki_identity_key (self->config->identity));
    const char *name =
        trace_internf (self->trace, "the one with the %s key", crypto_key_kind_name (kind));
    TlsChoice choice;
    tls_choice_begin (&choice, "certificate", "Which certificate?",
                      tls_section (self, "RFC 9846 4.5.1.2", "RFC 5246 7.4.2"));
    tls_choice_add (&choice, name, TRACE_CHOSEN,
                    tls_exchange_enciphers (self)
                        ? "the only one this server has, and its key can decrypt"
                        : "the only one this server has, and the client accepts a scheme for its "
                          "key");
    tls_add_wishes (&choice, self, pki_identity_read_chain (self->config->identity));
    tls_choice_end (self, &choice, TRACE_DECIDE, name, BASE_CAUSE_NONE);
    tls_dress_certificate (self);
    return BASE_CAUSE_NONE;
}

/* ---- Server name and application protocol ---- */

static BaseCause check_server_name (TlsParty *self)
{
    const char *own = self->config->server_name;
    if (own == NULL || self->server_name == NULL)
        return BASE_CAUSE_NONE;
    TlsChoice choice;
    bool served = g_ascii_strcasecmp (own, self->server_name) == 0;
    tls_choice_begin (&choice, "server-name", "Does this server serve that name?", "RFC 6066 3");
    tls_choice_add (
        &choice, trace_intern (self->trace, own), served ? TRACE_CHOSEN : TRACE_FELL,
        served ? "it is the name that the client asked for"
               : trace_internf (self->trace, "the client asked for “%s”", self->server_name));
    return tls_choice_end (self, &choice, TRACE_DECIDE, served ? "yes" : "no",
                           served ? BASE_CAUSE_NONE : BASE_CAUSE_UNRECOGNIZED_NAME);
}

static bool offers_protocol (const WireProtocolNameList *offered, const char *name)
{
    for (size_t i = 0; i < offered->protocol_name_list.n; i++)
        if (base_span_equal (*wire_list_item (offered->protocol_name_list, BaseSpan, i),
                             base_span_text (name)))
            return true;
    return false;
}

static BaseCause choose_protocol (TlsParty *self)
{
    const WireExtension *extension = wire_message_extension (self->client_hello, WIRE_EXT_ALPN);
    if (tls_misbehaves (self, TLS_PICK_UNOFFERED_PROTOCOL)) {
        self->alpn = g_strdup ("nobody-asked/1");
        return BASE_CAUSE_NONE;
    }
    if (extension == NULL || self->config->alpn->len == 0)
        return BASE_CAUSE_NONE;
    TlsChoice choice;
    tls_choice_begin (&choice, "application-protocol", "Which application protocol?",
                      "RFC 7301 3.2");
    for (guint i = 0; i < self->config->alpn->len; i++) {
        const char *name = trace_intern (self->trace, g_ptr_array_index (self->config->alpn, i));
        if (self->alpn != NULL) {
            tls_choice_add (&choice, name, TRACE_NOT_REACHED, "not reached");
        } else if (offers_protocol (extension->body, name)) {
            tls_choice_add (&choice, name, TRACE_CHOSEN,
                            "the server's first that the client offers");
            self->alpn = g_strdup (name);
        } else {
            tls_choice_add (&choice, name, TRACE_FELL, "not offered by the client");
        }
    }
    bool found = self->alpn != NULL;
    return tls_choice_end (self, &choice, TRACE_DECIDE,
                           found ? trace_intern (self->trace, self->alpn) : "none fits",
                           found ? BASE_CAUSE_NONE : BASE_CAUSE_NO_APPLICATION_PROTOCOL);
}

static BaseCause run_steps (TlsParty *self, BaseCause (*const steps[]) (TlsParty *), size_t n)
{
    BaseCause cause = BASE_CAUSE_NONE;
    for (size_t i = 0; i < n && cause == BASE_CAUSE_NONE; i++)
        cause = steps[i](self);
    return cause;
}

BaseCause tls_choose_exchange (TlsParty *self)
{
    static BaseCause (*const steps[]) (TlsParty *) = {check_server_name, tls_choose_suite,
                                                      tls_choose_psk, choose_group};
    self->chosen = true;
    return run_steps (self, steps, G_N_ELEMENTS (steps));
}

BaseCause tls_choose_exchange_12 (TlsParty *self)
{
    static BaseCause (*const steps[]) (TlsParty *) = {check_server_name, tls_choose_session};
    self->chosen = true;
    BaseCause cause = run_steps (self, steps, G_N_ELEMENTS (steps));
    if (cause != BASE_CAUSE_NONE || self->resumed)
        return cause; /* the session's suite, and no key exchange */
    cause = tls_choose_suite (self);
    if (cause == BASE_CAUSE_NONE && self->suite->exchange->choose != NULL)
        cause = self->suite->exchange->choose (self);
    return cause;
}

BaseCause tls_select_parameters_12 (TlsParty *self)
{
    static BaseCause (*const steps[]) (TlsParty *) = {choose_scheme, choose_certificate,
                                                      choose_protocol};
    return run_steps (self, steps, G_N_ELEMENTS (steps));
}

BaseCause tls_select_parameters (TlsParty *self)
{
    static BaseCause (*const steps[]) (TlsParty *) = {choose_scheme, choose_certificate,
                                                      choose_protocol, tls_choose_early};
    return run_steps (self, steps, G_N_ELEMENTS (steps));
}
