#include "tls/memory_private.h"

TlsPsk *tls_psk_new (BaseSpan identity, BaseSpan value, CryptoHash hash)
{
    TlsPsk *psk = g_new0 (TlsPsk, 1);
    psk->references = 1;
    psk->identity = base_span_copy (identity);
    psk->value = base_secret_bytes (value.data, value.size);
    psk->hash = hash;
    psk->external = true;
    return psk;
}

TlsPsk *tls_psk_ref (TlsPsk *psk)
{
    g_atomic_int_inc (&psk->references);
    return psk;
}

void tls_psk_unref (TlsPsk *psk)
{
    if (psk == NULL || !g_atomic_int_dec_and_test (&psk->references))
        return;
    g_bytes_unref (psk->identity);
    g_bytes_unref (psk->value);
    g_free (psk->alpn);
    g_free (psk->server_name);
    g_free (psk);
}

TlsMemory *tls_memory_new (void)
{
    TlsMemory *self = g_new0 (TlsMemory, 1);
    self->tickets = g_ptr_array_new_with_free_func ((GDestroyNotify)tls_psk_unref);
    self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    return self;
}

GPtrArray *tls_memory_tickets (const TlsMemory *self)
{
    return self->tickets;
}

void tls_memory_add_ticket (TlsMemory *self, TlsPsk *psk)
{
    g_ptr_array_add (self->tickets, psk);
}

void tls_memory_forget (TlsMemory *self)
{
    base_wipe (self->ticket_key, sizeof self->ticket_key);
    self->has_key = false;
    g_hash_table_remove_all (self->seen);
}

void tls_memory_free (TlsMemory *self)
{
    if (self == NULL)
        return;
    tls_memory_forget (self);
    g_ptr_array_unref (self->tickets);
    g_hash_table_unref (self->seen);
    g_free (self);
}
