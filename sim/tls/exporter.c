#include "tls/private.h"

/* Exporters (RFC 9846 section 7.5): keys for other protocols, bound to this connection. The context
 * is empty. */

enum { EXPORTED_SIZE = 32 };

static int show (TlsParty *self, TraceSecret secret, BaseSpan context, BaseSpan value)
{
    if (secret.section == NULL)
        secret.section = "RFC 9846 7.5";
    secret.hash = self->hash;
    secret.ikm = -1;
    secret.context = base_span_copy (context);
    secret.value = base_secret_bytes (value.data, value.size);
    return trace_emit_secret (self->trace, secret);
}

/* TLS 1.2 (RFC 5705 section 4): the PRF of the main secret and both randoms. Where the main secret
 * is not bound to the handshake, nothing is exported: an attacker could have made another
 * connection export the same (RFC 7627 section 5.4). */
static void export_12 (TlsParty *self, const char *label)
{
    uint8_t randoms[64], value[EXPORTED_SIZE];
    bool bound = self->extended_main_secret;
    TlsChoice choice;
    tls_choice_begin (&choice, "exporter", "Is keying material exported?", "RFC 7627 5.4");
    tls_choice_add (&choice, "extended_main_secret", bound ? TRACE_CHOSEN : TRACE_FELL,
                    bound ? "agreed on: the main secret is this handshake's alone"
                          : "not agreed on: another connection could have the same main secret");
    tls_choice_end (self, &choice, TRACE_DECIDE, bound ? "yes" : "no", BASE_CAUSE_NONE);
    if (!bound)
        return;
    BaseSpan seed = tls_randoms (self, true, randoms);
    crypto_prf (self->hash, tls_secret (self, TLS_MAIN_SECRET_12), label, seed, value,
                sizeof value);
    show (self,
          (TraceSecret){.name = "exported_keying_material",
                        .section = "RFC 5705 4",
                        .function = "PRF",
                        .salt = tls_secret_trace (self, TLS_MAIN_SECRET_12),
                        .label = trace_intern (self->trace, label),
                        .protects = "another protocol, which both sides bind to this connection"},
          seed, base_span (value, sizeof value));
    base_wipe (value, sizeof value);
}

static void export_13 (TlsParty *self, const char *label)
{
    uint8_t nothing[CRYPTO_MAX_HASH_SIZE], derived[CRYPTO_MAX_HASH_SIZE], value[EXPORTED_SIZE];
    size_t size = crypto_hash_size (self->hash);
    crypto_hash (self->hash, base_span (NULL, 0), nothing);
    BaseSpan context = base_span (nothing, size);
    tls_expand_label (self->hash, tls_secret (self, TLS_EXPORTER_SECRET), label, context, derived,
                      size);
    tls_expand_label (self->hash, base_span (derived, size), "exporter", context, value,
                      sizeof value);
    int from = show (self,
                     (TraceSecret){.name = "derived_exporter",
                                   .function = "Derive-Secret",
                                   .salt = tls_secret_trace (self, TLS_EXPORTER_SECRET),
                                   .label = trace_intern (self->trace, label),
                                   .protects = "what is exported under this one label"},
                     context, base_span (derived, size));
    show (self,
          (TraceSecret){.name = "exported_keying_material",
                        .function = "HKDF-Expand-Label",
                        .salt = from,
                        .label = "exporter",
                        .protects = "another protocol, which both sides bind to this connection"},
          context, base_span (value, sizeof value));
    base_wipe (derived, sizeof derived);
    base_wipe (value, sizeof value);
}

void tls_export (TlsParty *self)
{
    const char *label = self->config->exporter;
    if (label == NULL || *label == '\0')
        return;
    if (self->speaks == WIRE_TLS12)
        export_12 (self, label);
    else
        export_13 (self, label);
}
