#include "wire/message.h"

#include <string.h>

#include "wire/formats.h"
#include "wire/ssl2.h"
#include "wire/walk.h"

/* SHA-256 of "HelloRetryRequest". */
const uint8_t wire_hello_retry_random[32] = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

static bool is_hello_retry (BaseSpan bytes)
{
    enum { RANDOM_AT = 4 + 2 };
    return bytes.size >= RANDOM_AT + 32 &&
           memcmp (bytes.data + RANDOM_AT, wire_hello_retry_random, 32) == 0;
}

static bool holds_in (const WireMessageRow *row, WireDialect dialect)
{
    uint16_t version = dialect.version == 0 ? WIRE_TLS13 : dialect.version;
    bool any_exchange = row->exchange == WIRE_EXCHANGE_NONE;
    return (row->from == 0 || (version >= row->from && version <= row->until)) &&
           (any_exchange || row->exchange == dialect.exchange);
}

static const WireMessageRow *row_for (uint8_t content_type, BaseSpan bytes, WireDialect dialect)
{
    for (unsigned i = 0; i < WIRE_N_MESSAGES; i++) {
        const WireMessageRow *row = wire_message_row (i);
        if (row->content_type != content_type)
            continue;
        if (content_type != WIRE_CT_HANDSHAKE)
            return row;
        if (bytes.size == 0 || row->msg_type != bytes.data[0] || !holds_in (row, dialect))
            continue;
        const WireMessageRow *retry = wire_message_row (WIRE_HELLO_RETRY_REQUEST);
        bool retries = row->id == WIRE_SERVER_HELLO && holds_in (retry, dialect);
        return retries && is_hello_retry (bytes) ? retry : row;
    }
    return wire_message_row (WIRE_UNKNOWN_MESSAGE);
}

static void walk_message (WireMessage *message, WirePlace place, bool older)
{
    const WireMessageRow *row = message->row;
    const char *section = older && row->older_section != NULL ? row->older_section : row->section;
    message->place = place;
    message->body = base_arena_take (&message->memory, row->format->size);
    message->tree = wire_walk (row->format, row->name, section, place, message->bytes,
                               message->body, &message->memory);
    message->tree->older = older;
}

/* A client that does not name TLS 1.3 writes a hello of TLS 1.2 or before. */
static void see_how_old (WireMessage *message)
{
    bool named = wire_message_extension (message, WIRE_EXT_SUPPORTED_VERSIONS) != NULL;
    if (message->row->id != WIRE_CLIENT_HELLO || message->tree->cause != BASE_CAUSE_NONE || named)
        return;
    message->tree->older = true;
    message->tree->section = message->row->older_section;
}

static void forget_walk (WireMessage *message)
{
    wire_tree_unref (message->tree);
    base_arena_clear (&message->memory);
}

bool wire_is_older_hello (const WireMessage *message)
{
    return message->row->id == WIRE_SERVER_HELLO &&
           wire_message_extension (message, WIRE_EXT_SUPPORTED_VERSIONS) == NULL;
}

BaseCause wire_older_hello_cause (const WireMessage *message)
{
    if (message->tree->cause != BASE_CAUSE_NONE)
        return message->tree->cause;
    for (unsigned i = 0; i < message->tree->n_fields; i++)
        if (message->tree->fields[i].flags & WIRE_FIELD_MISPLACED)
            return BASE_CAUSE_EXTENSION_NOT_ALLOWED_HERE;
    return BASE_CAUSE_NONE;
}

static WireMessage *read_by_row (const WireMessageRow *row, GBytes *bytes, uint16_t version)
{
    WireMessage *message = g_new0 (WireMessage, 1);
    message->references = 1;
    message->row = row;
    message->bytes = g_bytes_ref (bytes);
    if (row->id == WIRE_V2_CLIENT_HELLO) {
        message->place = row->place;
        WireData *body = base_arena_take (&message->memory, row->format->size);
        body->data = base_span_bytes (bytes);
        message->body = body;
        message->tree = wire_ssl2_hello_tree (bytes);
        return message;
    }
    walk_message (message, row->place, version != 0 && version < WIRE_TLS13);
    /* A server that chose TLS 1.2 answers with other extensions. */
    if (wire_is_older_hello (message)) {
        forget_walk (message);
        walk_message (message, WIRE_IN_SERVER_HELLO_12, true);
    }
    see_how_old (message);
    return message;
}

/* The header's length must count exactly the bytes that follow it. */
static void check_length (WireMessage *message)
{
    const WireHandshake *handshake = message->body;
    gsize size = g_bytes_get_size (message->bytes);
    if (message->tree->cause == BASE_CAUSE_NONE && handshake->length + 4 != size) {
        message->tree->cause = BASE_CAUSE_LENGTH_MISMATCH;
        message->tree->broken_field = 2;
        message->tree->fields[2].flags |= WIRE_FIELD_BROKEN;
    }
}

WireMessage *wire_message_read (uint8_t content_type, GBytes *bytes)
{
    return wire_message_read_as (content_type, bytes, (WireDialect){0});
}

WireMessage *wire_message_read_as (uint8_t content_type, GBytes *bytes, WireDialect dialect)
{
    const WireMessageRow *row = row_for (content_type, base_span_bytes (bytes), dialect);
    WireMessage *message = read_by_row (row, bytes, dialect.version);
    if (row->content_type == WIRE_CT_HANDSHAKE)
        check_length (message);
    return message;
}

/* ---- Writing ---- */

static WirePlace place_for (WireMessageId id, const void *body)
{
    if (id != WIRE_SERVER_HELLO)
        return wire_message_place (id);
    WireList list = ((const WireServerHello *)body)->extensions;
    for (size_t i = 0; i < list.n; i++)
        if (wire_list_item (list, WireExtension, i)->type == WIRE_EXT_SUPPORTED_VERSIONS)
            return WIRE_IN_SERVER_HELLO;
    return WIRE_IN_SERVER_HELLO_12;
}

GBytes *wire_message_bytes (WireMessageId id, const void *body)
{
    const WireMessageRow *row = wire_message_row (id);
    GByteArray *out = g_byte_array_sized_new (256);
    wire_build (row->format, place_for (id, body), body, out);
    if (row->content_type == WIRE_CT_HANDSHAKE) {
        guint length = out->len - 4;
        /* A message without a row has only its own word for its type. */
        if (id != WIRE_UNKNOWN_MESSAGE)
            out->data[0] = row->msg_type;
        out->data[1] = (uint8_t)(length >> 16);
        out->data[2] = (uint8_t)(length >> 8);
        out->data[3] = (uint8_t)length;
    }
    return g_byte_array_free_to_bytes (out);
}

WireMessage *wire_message_write (WireMessageId id, const void *body)
{
    return wire_message_write_as (id, body, (WireDialect){0});
}

WireMessage *wire_message_write_as (WireMessageId id, const void *body, WireDialect dialect)
{
    g_autoptr (GBytes) bytes = wire_message_bytes (id, body);
    return read_by_row (wire_message_row (id), bytes, dialect.version);
}

GBytes *wire_server_params (WireMessageId id, const void *body)
{
    GByteArray *out = g_byte_array_new ();
    for (const WireRow *row = wire_message_row (id)->format->rows; row->kind != WIRE_END; row++)
        if (g_strcmp0 (row->name, "params") == 0)
            wire_build (row->child, WIRE_N_PLACES, (const uint8_t *)body + row->bind, out);
    return g_byte_array_free_to_bytes (out);
}

/* ---- A message's life and its parts ---- */

WireMessage *wire_message_ref (WireMessage *message)
{
    g_atomic_int_inc (&message->references);
    return message;
}

void wire_message_unref (WireMessage *message)
{
    if (message == NULL || !g_atomic_int_dec_and_test (&message->references))
        return;
    forget_walk (message);
    g_bytes_unref (message->bytes);
    g_free (message);
}

WireList wire_message_extensions (const WireMessage *message)
{
    for (const WireRow *row = message->row->format->rows; row->kind != WIRE_END; row++)
        if (row->kind == WIRE_EXTENSIONS)
            return *(WireList *)(void *)((uint8_t *)message->body + row->bind);
    return (WireList){NULL, 0};
}

const WireExtension *wire_message_extension (const WireMessage *message, uint16_t type)
{
    WireList list = wire_message_extensions (message);
    for (size_t i = 0; i < list.n; i++)
        if (wire_list_item (list, WireExtension, i)->type == type)
            return wire_list_item (list, WireExtension, i);
    return NULL;
}

size_t wire_client_hello_binders (const WireMessage *hello, size_t *size)
{
    const WireTree *tree = hello->tree;
    int field = wire_tree_find (tree, "ClientHello.pre_shared_key.binders");
    if (field < 0 || tree->cause != BASE_CAUSE_NONE)
        return 0;
    if (size != NULL)
        *size = tree->fields[field].length;
    return tree->fields[field].offset;
}

WireDialect wire_dialect_of (const WireMessage *hello)
{
    if (wire_message_extension (hello, WIRE_EXT_SUPPORTED_VERSIONS) != NULL)
        return (WireDialect){WIRE_TLS13, WIRE_EXCHANGE_NONE};
    if (hello->row->id == WIRE_CLIENT_HELLO)
        return (WireDialect){((const WireClientHello *)hello->body)->legacy_version,
                             WIRE_EXCHANGE_NONE};
    const WireServerHello *chosen = hello->body;
    return (WireDialect){chosen->legacy_version, wire_suite_exchange (chosen->cipher_suite)};
}
