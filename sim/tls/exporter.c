#include "tls/private.h"

/* Exporters (RFC 9846 section 7.5): keys for other protocols, bound to this connection. The context
 * is empty. */

enum { EXPORTED_SIZE = 32 };

static int show (TlsParty *self, TraceSecret secret, BaseSpan context, BaseSpan value)
{
    secret.section = "RFC 9846 7.5";
    secret.hash = self->hash;
    secret.ikm = -1;
    secret.context = base_span_copy (context);
    secret.value = base_secret_bytes (value.data, value.size);
    return trace_emit_secret (self->trace, secret);
}

void tls_export (TlsParty *self)
{
    const char *label = self->config->exporter;
    if (label == NULL || *label == '\0')
        return;
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
