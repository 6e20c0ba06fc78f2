#include "tls/memory_private.h"

#include "wire/message.h"

enum { MOST_SESSIONS = 1024 };

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

bool tls_psk_is_session (const TlsPsk *psk)
{
    return psk->suite != NULL && psk->suite->version == WIRE_TLS12;
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
    self->sessions = g_ptr_array_new_with_free_func ((GDestroyNotify)tls_psk_unref);
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

void tls_memory_add_session (TlsMemory *self, TlsPsk *session)
{
    for (guint i = self->tickets->len; i > 0; i--) {
        const TlsPsk *other = g_ptr_array_index (self->tickets, i - 1);
        if (tls_psk_is_session (other) && g_strcmp0 (other->server_name, session->server_name) == 0)
            g_ptr_array_remove_index (self->tickets, i - 1);
    }
    g_ptr_array_add (self->tickets, session);
}

void tls_memory_keep_id (TlsMemory *self, TlsPsk *session)
{
    if (self->sessions->len == MOST_SESSIONS)
        g_ptr_array_remove_index (self->sessions, 0);
    g_ptr_array_add (self->sessions, session);
}

TlsPsk *tls_memory_find_id (const TlsMemory *self, BaseSpan id)
{
    for (guint i = self->sessions->len; i > 0; i--) {
        TlsPsk *session = g_ptr_array_index (self->sessions, i - 1);
        if (base_span_equal (base_span_bytes (session->identity), id))
            return session;
    }
    return NULL;
}

bool tls_memory_drop (TlsMemory *self, TlsPsk *session)
{
    return g_ptr_array_remove (self->tickets, session) ||
           g_ptr_array_remove (self->sessions, session);
}

void tls_memory_forget (TlsMemory *self)
{
    base_wipe (self->ticket_key, sizeof self->ticket_key);
    self->has_key = false;
    g_ptr_array_set_size (self->sessions, 0);
    g_hash_table_remove_all (self->seen);
}

void tls_memory_free (TlsMemory *self)
{
    if (self == NULL)
        return;
    tls_memory_forget (self);
    g_ptr_array_unref (self->tickets);
    g_ptr_array_unref (self->sessions);
    g_hash_table_unref (self->seen);
    g_free (self);
}
