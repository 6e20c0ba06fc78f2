#include <string.h>

#include "pki/sct.h"
#include "tls/extension.h"

/* signed_certificate_timestamp (RFC 6962 section 3.3, RFC 9846 section 4.5.1.1): receipts of public
 * logs, beside the certificate. This engine checks what it can and shows it; nothing depends on it,
 * since the only log that it knows is its own teaching log. */

void *tls_ask_timestamps (TlsParty *self)
{
    return self->config->request_timestamps ? tls_present : NULL;
}

void tls_choose_timestamps (TlsParty *self)
{
    bool has = self->config->timestamps;
    bool asked = wire_message_extension (tls_peers_wishes (self),
                                         WIRE_EXT_SIGNED_CERTIFICATE_TIMESTAMP) != NULL;
    self->shows_timestamps = has && asked;
    if (!has && !asked)
        return;
    TlsChoice choice;
    tls_choice_begin (&choice, "timestamps", "Do log receipts go with the certificate?",
                      "RFC 9846 4.5.1.1");
    tls_choice_add (&choice, "signed_certificate_timestamp", asked ? TRACE_PASSED : TRACE_FELL,
                    asked ? "the peer asks for them"
                          : "not asked for, and what was not asked for may not come");
    tls_choice_add (&choice, "receipts", has ? TRACE_PASSED : TRACE_FELL,
                    has ? "one of the teaching log is here" : "this party has none");
    tls_choice_end (self, &choice, TRACE_DECIDE, self->shows_timestamps ? "yes" : "no",
                    BASE_CAUSE_NONE);
}

static BaseSpan keep_copy (TlsParty *self, BaseSpan span)
{
    return base_span (memcpy (tls_keep (self, span.size), span.data, span.size), span.size);
}

void *tls_write_timestamps (TlsParty *self)
{
    PkiSct sct;
    g_autoptr (GBytes) signature = NULL;
    if (!self->shows_timestamps ||
        !pki_sct_mint (g_ptr_array_index (pki_identity_chain (self->config->identity), 0), &sct,
                       &signature, NULL))
        return NULL;
    WireSct *item = tls_keep (self, sizeof *item);
    *item = (WireSct){.log_id = keep_copy (self, base_span (sct.log_id, sizeof sct.log_id)),
                      .timestamp = sct.timestamp,
                      .algorithm = sct.algorithm,
                      .signature = keep_copy (self, sct.signature)};
    WireSctList *body = tls_keep (self, sizeof *body);
    body->sct_list = (WireList){item, 1};
    return body;
}

static void show (TlsChoice *choice, TlsParty *self, const WireSct *item, const char *name)
{
    static const TraceVerdict verdicts[] = {[PKI_SCT_GOOD] = TRACE_PASSED,
                                            [PKI_SCT_BAD] = TRACE_FELL,
                                            [PKI_SCT_UNKNOWN_LOG] = TRACE_NOT_REACHED};
    PkiSct sct = {.timestamp = item->timestamp,
                  .extensions = item->extensions,
                  .algorithm = item->algorithm,
                  .signature = item->signature};
    if (item->sct_version != 0) {
        tls_choice_add (choice, name, TRACE_NOT_REACHED, "of a version that is not read here");
        return;
    }
    memcpy (sct.log_id, item->log_id.data, sizeof sct.log_id);
    const WireCertificateEntry *entry =
        wire_list_item (self->reading->certificate_list, WireCertificateEntry, self->entry);
    g_autoptr (GBytes) certificate = base_span_copy (entry->cert_data);
    g_autofree char *reason = NULL;
    PkiSctState state = pki_sct_check (
        &sct, certificate, base_clock_unix (self->clock) + self->config->clock_offset, &reason);
    tls_choice_add (choice, name, verdicts[state], trace_intern (self->trace, reason));
}

BaseCause tls_read_timestamps (TlsParty *self, const void *data)
{
    WireList list = ((const WireSctList *)data)->sct_list;
    TlsChoice choice;
    tls_choice_begin (&choice, "timestamps", "Has the certificate been published?", "RFC 6962 3.3");
    for (size_t i = 0; i < list.n; i++)
        show (&choice, self, wire_list_item (list, WireSct, i),
              trace_internf (self->trace, "certificate_list[%zu].sct_list[%zu]", self->entry, i));
    return tls_choice_end (self, &choice, TRACE_CHECK, "shown alone: nothing depends on it",
                           BASE_CAUSE_NONE);
}
