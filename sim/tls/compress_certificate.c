#include "tls/extension.h"
#include "wire/compress.h"

/* compress_certificate and CompressedCertificate (RFC 8879): the message Certificate, packed. The
 * transcript holds the packed one; everything else goes on as if Certificate itself had come. */

/* ---- The extension ---- */

void *tls_offer_compression (TlsParty *self)
{
    GArray *algorithms = self->config->certificate_compression;
    if (algorithms->len == 0)
        return NULL;
    WireNumberList *body = tls_keep (self, sizeof *body);
    body->values = (WireList){algorithms->data, algorithms->len};
    return body;
}

static const char *why_not (const TlsParty *self, const WireNumberList *offered, uint16_t value)
{
    bool client = self->config->role == TLS_CLIENT;
    if (offered == NULL)
        return client ? "the server does not ask for compressed certificates"
                      : "the client does not ask for compressed certificates";
    return tls_list_has (offered->values, value) ? NULL
           : client                              ? "not offered by the server"
                                                 : "not offered by the client";
}

void tls_choose_compression (TlsParty *self)
{
    const GArray *own = self->config->certificate_compression;
    const WireNumberList *offered =
        tls_extension_body (tls_peers_wishes (self), WIRE_EXT_COMPRESS_CERTIFICATE);
    const char *chosen = NULL;
    TlsChoice choice;
    self->compresses = false;
    if (own->len == 0 && offered == NULL)
        return;
    tls_choice_begin (&choice, "certificate-compression", "Is the certificate sent compressed?",
                      "RFC 8879 4");
    for (guint i = 0; i < own->len; i++) {
        uint16_t value = g_array_index (own, uint16_t, i);
        const char *name = tls_value_name (self, &wire_compression_algorithms, value);
        const char *reason = why_not (self, offered, value);
        tls_choice_add (&choice, name, reason == NULL ? TRACE_CHOSEN : TRACE_FELL,
                        reason == NULL ? "both sides know it" : reason);
        chosen = reason == NULL && chosen == NULL ? name : chosen;
    }
    for (size_t i = 0; offered != NULL && i < offered->values.n; i++) {
        uint16_t value = *wire_list_item (offered->values, uint16_t, i);
        if (!tls_array_has (own, value))
            tls_choice_add (&choice, tls_value_name (self, &wire_compression_algorithms, value),
                            TRACE_FELL, "offered, but not enabled here");
    }
    self->compresses = chosen != NULL;
    tls_choice_end (self, &choice, TRACE_DECIDE, chosen != NULL ? chosen : "no", BASE_CAUSE_NONE);
}

/* The extension says just this, in every hello and every request. */
bool tls_compression_is_offered (const TlsParty *self)
{
    return self->config->certificate_compression->len > 0;
}

/* ---- The message ---- */

/* That of every message, but for the header, which is not packed: whether it came packed makes no
 * difference (RFC 8879 section 5). */
enum { LIMIT = TLS_MAX_MESSAGE - 4 };

BaseCause tls_compose_compressed_certificate (TlsParty *self)
{
    BaseCause cause = tls_compose_certificate (self);
    g_autoptr (WireMessage) plain = self->message;
    self->message = wire_certificate_compress (plain);
    return cause;
}

/* Pure, for guards: what cannot be unpacked is not empty, but bad. */
bool tls_packed_is_empty (const WireMessage *packed)
{
    g_autoptr (WireMessage) plain = wire_certificate_decompress (packed, LIMIT, NULL);
    return plain != NULL && plain->tree->cause == BASE_CAUSE_NONE &&
           ((const WireCertificate *)plain->body)->certificate_list.n == 0;
}

/* CAUSE is that of the attempt to unpack. */
static BaseCause show_unpacking (TlsParty *self, BaseCause cause)
{
    const WireCompressedCertificate *body = self->message->body;
    const char *name = tls_value_name (self, &wire_compression_algorithms, body->algorithm);
    const char *length = trace_internf (self->trace, "%u bytes, at most %d are accepted",
                                        body->uncompressed_length, LIMIT);
    TlsChecklist list;
    tls_checklist_begin (&list, self, "compressed-certificate",
                         "Can the compressed certificate be unpacked?", "RFC 8879 4");
    tls_check (&list, trace_internf (self->trace, "algorithm: %s", name),
               tls_array_has (self->config->certificate_compression, body->algorithm),
               "was offered", "was not offered", BASE_CAUSE_COMPRESSION_NOT_OFFERED);
    tls_check (&list, "uncompressed_length", cause != BASE_CAUSE_COMPRESSED_CERTIFICATE_TOO_LONG,
               length, length, BASE_CAUSE_COMPRESSED_CERTIFICATE_TOO_LONG);
    tls_check (&list, "compressed_certificate_message",
               cause != BASE_CAUSE_COMPRESSED_CERTIFICATE_BROKEN, "it can be unpacked",
               "it cannot be unpacked", BASE_CAUSE_COMPRESSED_CERTIFICATE_BROKEN);
    tls_check (&list, "unpacked length", cause != BASE_CAUSE_COMPRESSED_CERTIFICATE_LENGTH,
               "as many bytes come out as are announced",
               "another number of bytes comes out than is announced",
               BASE_CAUSE_COMPRESSED_CERTIFICATE_LENGTH);
    return tls_checklist_end (&list);
}

BaseCause tls_unpack_certificate (TlsParty *self, WireMessage **plain)
{
    BaseCause cause;
    *plain = wire_certificate_decompress (self->message, LIMIT, &cause);
    cause = show_unpacking (self, cause);
    if (cause != BASE_CAUSE_NONE)
        return cause;
    if ((*plain)->tree->cause != BASE_CAUSE_NONE)
        tls_note_broken_field (self, (*plain)->tree);
    return (*plain)->tree->cause;
}

BaseCause tls_process_compressed_certificate (TlsParty *self)
{
    g_autoptr (WireMessage) plain = NULL;
    BaseCause cause = tls_unpack_certificate (self, &plain);
    return cause != BASE_CAUSE_NONE ? cause : tls_take_certificate (self, plain->body);
}
