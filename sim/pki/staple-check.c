/* Judging a stapled OCSP response (RFC 6960 3.2): a row for each thing that must be right. */
#include "pki/checks.h"

#include "base/clock.h"

#include <gnutls/crypto.h>
#include <gnutls/ocsp.h>

enum { OCSP_SIGNING = 9, TLS_FEATURE_STATUS_REQUEST = 5, MAX_DIGEST = 64, MAX_SIGNERS = 16 };

typedef struct {
    PkiVerification *verification;
    const PkiCertificate *about, *issuer;
    gnutls_ocsp_resp_t response;
    BaseSpan signed_part, signature; /* tbsResponseData, and what stands below it */
} Staple;

static void note (const Staple *self, const char *key, const char *section, BaseCause cause,
                  char *reason)
{
    pki_note (self->verification, self->about, key, section, cause, reason);
}

/* ---- readable ---- */

static const char *status_words (int status)
{
    switch (status) {
    case GNUTLS_OCSP_RESP_MALFORMEDREQUEST:
        return "malformedRequest";
    case GNUTLS_OCSP_RESP_INTERNALERROR:
        return "internalError";
    case GNUTLS_OCSP_RESP_TRYLATER:
        return "tryLater";
    case GNUTLS_OCSP_RESP_SIGREQUIRED:
        return "sigRequired";
    case GNUTLS_OCSP_RESP_UNAUTHORIZED:
        return "unauthorized";
    default:
        return "an unknown status";
    }
}

/* Goes into the only element of OUTER, or the next one of it; false when it is another one. */
static bool into (BaseSpan *outer, uint8_t tag, bool only, BaseSpan *content)
{
    PkiElement element;
    if (!pki_der_next (outer, &element) || element.tag != tag || (only && outer->size > 0))
        return false;
    *content = element.content;
    return true;
}

/* GnuTLS reads over lengths that do not fit. Here every byte has to have its place (RFC
 * 6960 4.2.1): what is signed must be what is read. */
static bool outline (Staple *self, BaseSpan der)
{
    enum {
        BIT_STRING = 0x03,
        OCTET_STRING = 0x04,
        OID = 0x06,
        ENUMERATED = 0x0a,
        SEQUENCE = 0x30,
        EXPLICIT_0 = 0xa0
    };
    BaseSpan whole, status, explicit, bytes, type, octets, basic, bits;
    PkiElement data, algorithm;
    if (!into (&der, SEQUENCE, true, &whole) || !into (&whole, ENUMERATED, false, &status))
        return false;
    if (whole.size == 0)
        return true;
    if (!into (&whole, EXPLICIT_0, true, &explicit) || !into (&explicit, SEQUENCE, true, &bytes) ||
        !into (&bytes, OID, false, &type) || !into (&bytes, OCTET_STRING, true, &octets) ||
        !into (&octets, SEQUENCE, true, &basic) || !pki_der_next (&basic, &data) ||
        !pki_der_next (&basic, &algorithm) || !into (&basic, BIT_STRING, false, &bits) ||
        bits.size < 1 || bits.data[0] != 0)
        return false;
    self->signed_part = data.whole;
    self->signature = base_span (bits.data + 1, bits.size - 1);
    return basic.size == 0 || into (&basic, EXPLICIT_0, true, &bits);
}

static bool read_response (Staple *self, GBytes *bytes)
{
    gnutls_datum_t datum = pki_datum (base_span_bytes (bytes));
    int code = datum.size <= PKI_MAX_CERTIFICATE_SIZE ? gnutls_ocsp_resp_init (&self->response)
                                                      : GNUTLS_E_LARGE_PACKET;
    if (code == 0)
        code = gnutls_ocsp_resp_import (self->response, &datum);
    int status = code == 0 ? gnutls_ocsp_resp_get_status (self->response) : 0;
    bool answers = status == GNUTLS_OCSP_RESP_SUCCESSFUL;
    if (code == 0 &&
        (!outline (self, pki_datum_span (datum)) || answers != (self->signed_part.data != NULL)))
        code = GNUTLS_E_ASN1_DER_ERROR;
    char *reason =
        code < 0   ? g_strdup_printf ("these %u bytes are no OCSP response in DER (GnuTLS: %s)",
                                      datum.size, gnutls_strerror (code))
        : !answers ? g_strdup_printf ("the responder gave no answer but %s", status_words (status))
                   : g_strdup_printf ("%u bytes of DER: a basic OCSP response", datum.size);
    bool good = code >= 0 && answers;
    note (self, "staple", "RFC 6960 4.2.1", good ? BASE_CAUSE_NONE : BASE_CAUSE_STAPLE_BAD, reason);
    return good;
}

/* ---- signed by the issuer, or by whom it has told so ---- */

static bool digest_is (gnutls_digest_algorithm_t algorithm, BaseSpan data, BaseSpan wanted)
{
    uint8_t digest[MAX_DIGEST];
    size_t size = gnutls_hash_get_len (algorithm);
    return size > 0 && size <= sizeof digest &&
           gnutls_hash_fast (algorithm, data.data, data.size, digest) == 0 &&
           base_span_equal (base_span (digest, size), wanted);
}

/* Whether the responderID is CERTIFICATE's, by its name or by its key. */
static bool is_responder (const Staple *self, const PkiCertificate *certificate)
{
    g_auto (PkiDatum) id = {NULL, 0};
    if (gnutls_ocsp_resp_get_responder_raw_id (self->response, GNUTLS_OCSP_RESP_ID_KEY, &id) == 0)
        return digest_is (GNUTLS_DIG_SHA1, pki_der_key_bits (&certificate->layout),
                          pki_datum_span (id));
    return gnutls_ocsp_resp_get_responder_raw_id (self->response, GNUTLS_OCSP_RESP_ID_DN, &id) ==
               0 &&
           base_span_equal (pki_datum_span (id), certificate->layout.subject);
}

/* The name of an algorithm whose signatures prove nothing any more; NULL: it is none of these. */
static const char *weak_algorithm (const Staple *self)
{
    int algorithm = gnutls_ocsp_resp_get_signature_algorithm (self->response);
    bool weak = algorithm > 0 && !gnutls_sign_is_secure2 ((gnutls_sign_algorithm_t)algorithm,
                                                          GNUTLS_SIGN_FLAG_SECURE_FOR_CERTS);
    return weak ? gnutls_sign_get_name ((gnutls_sign_algorithm_t)algorithm) : NULL;
}

static bool signature_holds (const Staple *self, const PkiCertificate *signer)
{
    g_autofree char *unusable = pki_unusable_key (signer);
    int algorithm = gnutls_ocsp_resp_get_signature_algorithm (self->response);
    return unusable == NULL && algorithm > 0 && weak_algorithm (self) == NULL &&
           pki_verify_data (signer, algorithm, self->signed_part, self->signature) >= 0;
}

/* A delegate's certificate comes with the response (RFC 6960 4.2.2.2). Why it is none, in words;
 * NULL: the issuer has told it to sign. */
static const char *why_no_delegate (const Staple *self, const PkiCertificate *delegate)
{
    int64_t from, until, now = self->verification->question->now;
    if (!pki_certificate_issued_by (delegate, self->issuer) ||
        !pki_certificate_signed_by (delegate, self->issuer))
        return "is not certified by the issuer itself";
    if (!pki_has_purpose (delegate, OCSP_SIGNING))
        return "lacks the extendedKeyUsage OCSPSigning";
    if (!pki_certificate_dates (delegate->crt, &from, &until) || now < from || now > until)
        return "is not valid now";
    return NULL;
}

static PkiCertificate *find_delegate (const Staple *self)
{
    gnutls_x509_crt_t *list = NULL;
    size_t count = 0;
    PkiCertificate *found = NULL;
    if (gnutls_ocsp_resp_get_certs (self->response, &list, &count) < 0)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        g_auto (PkiDatum) datum = {NULL, 0};
        g_autofree char *problem = NULL;
        if (found == NULL && i < MAX_SIGNERS &&
            gnutls_x509_crt_export2 (list[i], GNUTLS_X509_FMT_DER, &datum) == 0) {
            g_autoptr (GBytes) der = base_span_copy (pki_datum_span (datum));
            g_autoptr (PkiCertificate) candidate = pki_certificate_read (der, -1, &problem);
            if (candidate != NULL && is_responder (self, candidate))
                found = g_steal_pointer (&candidate);
        }
        gnutls_x509_crt_deinit (list[i]);
    }
    gnutls_free (list);
    return found;
}

static void check_signer (const Staple *self)
{
    bool by_issuer = is_responder (self, self->issuer);
    g_autoptr (PkiCertificate) delegate = by_issuer ? NULL : find_delegate (self);
    const PkiCertificate *signer = by_issuer ? self->issuer : delegate;
    const char *problem = delegate != NULL ? why_no_delegate (self, delegate) : NULL;
    bool holds = signer != NULL && problem == NULL && signature_holds (self, signer);
    char *reason;
    if (signer == NULL)
        reason =
            g_strdup_printf ("it is not signed by %s, which issued the certificate, and brings "
                             "no certificate of a delegate",
                             self->issuer->subject);
    else if (problem != NULL)
        reason = g_strdup_printf ("the signer %s %s", signer->subject, problem);
    else if (weak_algorithm (self) != NULL)
        reason = g_strdup_printf ("it is signed with %s, which is too weak today: whether the "
                                  "signature verifies does not matter any more",
                                  weak_algorithm (self));
    else if (!holds)
        reason = g_strdup_printf ("it claims to be by %s, but the signature does not verify with "
                                  "that key",
                                  signer->subject);
    else
        reason = g_strdup_printf ("the signature verifies with the key of %s, %s", signer->subject,
                                  by_issuer ? "which issued the certificate"
                                            : "whom the issuer has told to sign such responses");
    note (self, "staple-signer", "RFC 6960 4.2.2.2",
          holds ? BASE_CAUSE_NONE : BASE_CAUSE_STAPLE_BAD, reason);
}

/* ---- about this certificate ---- */

/* The index of the answer about it; -1: there is none. */
static int find_single (const Staple *self)
{
    int found = -1;
    for (unsigned i = 0; found < 0; i++) {
        gnutls_digest_algorithm_t digest;
        g_auto (PkiDatum) name = {NULL, 0};
        g_auto (PkiDatum) key = {NULL, 0};
        g_auto (PkiDatum) serial = {NULL, 0};
        if (gnutls_ocsp_resp_get_single (self->response, i, &digest, &name, &key, &serial, NULL,
                                         NULL, NULL, NULL, NULL) < 0)
            break;
        if (base_span_equal (pki_datum_span (serial), self->about->layout.serial) &&
            digest_is (digest, self->about->layout.issuer, pki_datum_span (name)) &&
            digest_is (digest, pki_der_key_bits (&self->issuer->layout), pki_datum_span (key)))
            found = (int)i;
    }
    return found;
}

static int check_certificate (const Staple *self)
{
    int single = find_single (self);
    g_autofree char *serial = base_hex (self->about->layout.serial);
    note (self, "staple-certificate", "RFC 6960 3.2",
          single >= 0 ? BASE_CAUSE_NONE : BASE_CAUSE_STAPLE_BAD,
          single >= 0 ? g_strdup_printf ("it is about this certificate: serial number %s of %s",
                                         serial, self->issuer->subject)
                      : g_strdup_printf ("it says nothing about this certificate, serial number %s "
                                         "of %s",
                                         serial, self->issuer->subject));
    return single;
}

/* ---- of today ---- */

static void check_time (const Staple *self, time_t said, time_t next)
{
    int64_t now = self->verification->question->now;
    const char *verifier = self->verification->verifier;
    g_autofree char *from = base_time_text (said);
    g_autofree char *until =
        next != (time_t)-1 ? base_time_text (next) : g_strdup ("an unnamed day");
    g_autofree char *today = base_time_text (now);
    /* Without nextUpdate there is always something newer (RFC 6960 4.2.2.1), so it says little; a
     * week is what authorities grant mostly. */
    const int64_t week = 7 * 24 * 60 * 60;
    int64_t end = next != (time_t)-1 ? (int64_t)next : (int64_t)said + week;
    bool good = said != (time_t)-1 && now >= said && now <= end;
    note (self, "staple-time", "RFC 6960 3.2", good ? BASE_CAUSE_NONE : BASE_CAUSE_STAPLE_OUTDATED,
          g_strdup_printf ("said on %s, good until %s, the %s's clock says %s", from, until,
                           verifier, today));
}

/* ---- what it says ---- */

static const char *reason_words (unsigned reason)
{
    static const char *const words[] = {
        [GNUTLS_X509_CRLREASON_KEYCOMPROMISE] = "keyCompromise",
        [GNUTLS_X509_CRLREASON_CACOMPROMISE] = "cACompromise",
        [GNUTLS_X509_CRLREASON_AFFILIATIONCHANGED] = "affiliationChanged",
        [GNUTLS_X509_CRLREASON_SUPERSEDED] = "superseded",
        [GNUTLS_X509_CRLREASON_CESSATIONOFOPERATION] = "cessationOfOperation",
        [GNUTLS_X509_CRLREASON_CERTIFICATEHOLD] = "certificateHold",
        [GNUTLS_X509_CRLREASON_PRIVILEGEWITHDRAWN] = "privilegeWithdrawn",
        [GNUTLS_X509_CRLREASON_AACOMPROMISE] = "aACompromise",
    };
    return reason < G_N_ELEMENTS (words) && words[reason] != NULL ? words[reason] : "unspecified";
}

static void check_status (const Staple *self, unsigned status, time_t when, unsigned why)
{
    const char *issuer = self->issuer->subject;
    BaseCause cause = BASE_CAUSE_STAPLE_UNDECIDED;
    char *reason;
    if (status == GNUTLS_OCSP_CERT_GOOD) {
        cause = BASE_CAUSE_NONE;
        reason = g_strdup_printf ("good: not revoked, says %s", issuer);
    } else if (status == GNUTLS_OCSP_CERT_REVOKED) {
        g_autofree char *date = base_time_text (when);
        cause = BASE_CAUSE_CERTIFICATE_REVOKED;
        reason =
            g_strdup_printf ("revoked on %s, reason %s, says %s", date, reason_words (why), issuer);
    } else {
        reason = g_strdup_printf ("unknown: %s does not know the certificate", issuer);
    }
    note (self, "revocation", "RFC 6960 2.2", cause, reason);
}

static void check_response (Staple *self, GBytes *bytes)
{
    if (!read_response (self, bytes))
        return;
    check_signer (self);
    int single = check_certificate (self);
    unsigned status = GNUTLS_OCSP_CERT_UNKNOWN, why = 0;
    time_t said = -1, next = -1, when = -1;
    if (single < 0 ||
        gnutls_ocsp_resp_get_single (self->response, (unsigned)single, NULL, NULL, NULL, NULL,
                                     &status, &said, &next, &when, &why) < 0)
        return;
    check_time (self, said, next);
    check_status (self, status, when, why);
}

/* ---- The check of one certificate ---- */

/* The TLS feature extension (RFC 7633), by which a certificate demands to be stapled. */
static bool demands_staple (const PkiCertificate *certificate)
{
    static const uint8_t feature[] = {0x2b, 6, 1, 5, 5, 7, 1, 24};
    BaseSpan rest = certificate->layout.extensions;
    PkiExtension extension;
    PkiElement list, number;
    while (pki_der_next_extension (&rest, &extension)) {
        if (!base_span_equal (extension.oid, base_span (feature, sizeof feature)) ||
            !pki_der_next (&extension.value, &list))
            continue;
        while (pki_der_next (&list.content, &number))
            if (number.content.size == 1 && number.content.data[0] == TLS_FEATURE_STATUS_REQUEST)
                return true;
    }
    return false;
}

/* A server may pass over the question (RFC 6066 section 8), so its silence alone proves nothing. */
static void note_missing (PkiVerification *self, const PkiCertificate *about)
{
    bool demanded = demands_staple (about);
    pki_note (self, about, "staple", demanded ? "RFC 7633 4.3.3" : "RFC 6066 8",
              demanded ? BASE_CAUSE_STAPLE_MISSING : BASE_CAUSE_NONE,
              demanded
                  ? g_strdup ("the certificate demands that an OCSP response comes with it "
                              "(TLS feature status_request), and none came")
                  : g_strdup_printf ("asked for, and none came; the certificate does not demand "
                                     "one, so the %s goes on without knowing",
                                     self->verifier));
    if (!demanded) /* nothing was ruled out */
        g_array_index (self->verdict->checks, PkiCheck, self->verdict->checks->len - 1).meaning =
            NULL;
}

void pki_check_staple (PkiVerification *self, unsigned i)
{
    const PkiQuestion *question = self->question;
    const PkiCertificate *about = self->path->pdata[i];
    GBytes *bytes = about->index >= 0 && question->staples != NULL &&
                            (unsigned)about->index < question->staples->len
                        ? question->staples->pdata[about->index]
                        : NULL;
    if (bytes == NULL) {
        if (i == 0 && question->wants_staple)
            note_missing (self, about);
        return;
    }
    if (i + 1 >= self->path->len && !pki_certificate_issued_by (about, about)) {
        pki_note (self, about, "staple", "RFC 6960 4.2.2.2", BASE_CAUSE_STAPLE_BAD,
                  g_strdup ("cannot be checked, because the certificate's issuer is not known"));
        return;
    }
    Staple staple = {
        .verification = self,
        .about = about,
        .issuer = i + 1 < self->path->len ? self->path->pdata[i + 1] : about,
    };
    check_response (&staple, bytes);
    if (staple.response != NULL)
        gnutls_ocsp_resp_deinit (staple.response);
}
