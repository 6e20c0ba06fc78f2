#include "crypto/aead.h"
#include "rogue.h"

#include <string.h>

/* What each party says to a peer that breaks a rule: a real handshake in which one message, one
 * record or one value is replaced on its way, sealed again with the sender's own keys where it has
 * to be. The expected alerts are those that RFC 9846 names for each case. */

typedef struct {
    const char *name;
    Rogue rogue;
    BaseCause cause;
    unsigned alert;
} Case;

/* ---- Edits ---- */

static void number_in (void *body, size_t offset, uint16_t value)
{
    *(uint16_t *)(void *)((uint8_t *)body + offset) = value;
}

static WireExtension *extension_in (WireList list, uint16_t type)
{
    for (size_t i = 0; i < list.n; i++)
        if (wire_list_item (list, WireExtension, i)->type == type)
            return wire_list_item (list, WireExtension, i);
    g_assert_not_reached ();
}

static void add_extension (WireList *list, uint16_t type, const char *data, BaseArena *memory)
{
    WireExtension *items = base_arena_take (memory, (list->n + 1) * sizeof *items);
    if (list->n > 0)
        memcpy (items, list->items, list->n * sizeof *items);
    items[list->n] = (WireExtension){.type = type, .data = base_span_text (data)};
    *list = (WireList){items, list->n + 1};
}

static void drop_extension (WireList *list, uint16_t type)
{
    WireExtension *gone = extension_in (*list, type);
    WireExtension *last = wire_list_item (*list, WireExtension, list->n - 1);
    memmove (gone, gone + 1, (size_t)(last - gone) * sizeof *gone);
    list->n--;
}

#define SH(body) ((WireServerHello *)(body))
#define CH(body) ((WireClientHello *)(body))

static void sh_suite_not_offered (void *body, BaseArena *m)
{
    number_in (body, offsetof (WireServerHello, cipher_suite), 0x1304);
}
static void sh_session_id (void *body, BaseArena *m)
{
    SH (body)->legacy_session_id_echo = base_span_text ("never sent");
}
static void sh_compression (void *body, BaseArena *m)
{
    SH (body)->legacy_compression_method = 1;
}
static void sh_version_unknown (void *body, BaseArena *m)
{
    WireExtension *e = extension_in (SH (body)->extensions, WIRE_EXT_SUPPORTED_VERSIONS);
    ((WireSelected *)e->body)->value = 0x0305;
}
static void sh_legacy_version (void *body, BaseArena *m)
{
    SH (body)->legacy_version = 0x0304;
}
static void sh_no_version (void *body, BaseArena *m)
{
    drop_extension (&SH (body)->extensions, WIRE_EXT_SUPPORTED_VERSIONS);
}
static void sh_sentinel (void *body, BaseArena *m)
{
    sh_no_version (body, m);
    memcpy ((uint8_t *)SH (body)->random.data + 24, "DOWNGRD\1", 8);
}
static void sh_no_share (void *body, BaseArena *m)
{
    drop_extension (&SH (body)->extensions, WIRE_EXT_KEY_SHARE);
}
static void sh_other_group (void *body, BaseArena *m)
{
    WireExtension *e = extension_in (SH (body)->extensions, WIRE_EXT_KEY_SHARE);
    ((WireKeyShareServerHello *)e->body)->server_share.group = 0x0017;
}
static void sh_zero_share (void *body, BaseArena *m)
{
    static const uint8_t zeros[32];
    WireExtension *e = extension_in (SH (body)->extensions, WIRE_EXT_KEY_SHARE);
    ((WireKeyShareServerHello *)e->body)->server_share.key_exchange = base_span (zeros, 32);
}
static void sh_unasked (void *body, BaseArena *m)
{
    add_extension (&SH (body)->extensions, 0x1234, "?", m);
}
static void sh_misplaced (void *body, BaseArena *m)
{
    add_extension (&SH (body)->extensions, WIRE_EXT_ALPN, "?", m);
}
static void sh_retry (void *body, BaseArena *m)
{
    memcpy ((uint8_t *)SH (body)->random.data, wire_hello_retry_random, 32);
    sh_no_share (body, m);
}
static void one_byte_more (GByteArray *bytes)
{
    base_append_number (bytes, 0, 1);
    bytes->data[3]++;
}
static void then_another_message (GByteArray *bytes)
{
    static const uint8_t key_update[] = {24, 0, 0, 1, 0};
    g_byte_array_append (bytes, key_update, sizeof key_update);
}
static void inner_length_too_big (GByteArray *bytes)
{
    bytes->data[4 + 2 + 32] = 33; /* legacy_session_id(_echo)<0..32> */
}
static void as_finished (GByteArray *bytes)
{
    bytes->data[0] = 20;
}
static void as_hello_request (GByteArray *bytes)
{
    bytes->data[0] = 0;
}
static void ee_unasked (void *body, BaseArena *m)
{
    add_extension (&((WireEncryptedExtensions *)body)->extensions, 0x1234, "?", m);
}
static void ee_misplaced (void *body, BaseArena *m)
{
    add_extension (&((WireEncryptedExtensions *)body)->extensions, WIRE_EXT_KEY_SHARE, "?", m);
}
static void ee_twice (void *body, BaseArena *m)
{
    add_extension (&((WireEncryptedExtensions *)body)->extensions, WIRE_EXT_ALPN, "\0\3\2h2", m);
    WireExtension *last =
        wire_list_item (((WireEncryptedExtensions *)body)->extensions, WireExtension, 1);
    last->data = base_span ("\0\3\2h2", 5);
}
static void ee_other_protocol (void *body, BaseArena *m)
{
    WireExtension *e = extension_in (((WireEncryptedExtensions *)body)->extensions, WIRE_EXT_ALPN);
    *(BaseSpan *)((WireProtocolNameList *)e->body)->protocol_name_list.items =
        base_span_text ("h3");
}
static void cert_empty (void *body, BaseArena *m)
{
    ((WireCertificate *)body)->certificate_list.n = 0;
}
static void cert_context (void *body, BaseArena *m)
{
    ((WireCertificate *)body)->certificate_request_context = base_span_text ("x");
}
static void cert_garbage (void *body, BaseArena *m)
{
    wire_list_item (((WireCertificate *)body)->certificate_list, WireCertificateEntry, 0)
        ->cert_data = base_span_text ("no certificate");
}
static void cert_unasked (void *body, BaseArena *m)
{
    WireCertificateEntry *entry =
        wire_list_item (((WireCertificate *)body)->certificate_list, WireCertificateEntry, 0);
    add_extension (&entry->extensions, 5, "?", m);
}
static void cv_not_offered (void *body, BaseArena *m)
{
    number_in (body, offsetof (WireCertificateVerify, algorithm), 0x0401);
}
static void cv_other_key (void *body, BaseArena *m)
{
    number_in (body, offsetof (WireCertificateVerify, algorithm), 0x0807);
}
static void cv_bad (void *body, BaseArena *m)
{
    uint8_t *signature = (uint8_t *)((WireCertificateVerify *)body)->signature.data;
    signature[20] ^= 1;
}
static void fin_bad (void *body, BaseArena *m)
{
    *(uint8_t *)((WireFinished *)body)->verify_data.data ^= 1;
}
static void fin_short (void *body, BaseArena *m)
{
    ((WireFinished *)body)->verify_data.size--;
}
static void ch_no_groups (void *body, BaseArena *m)
{
    drop_extension (&CH (body)->extensions, WIRE_EXT_SUPPORTED_GROUPS);
}
static void ch_no_schemes (void *body, BaseArena *m)
{
    drop_extension (&CH (body)->extensions, WIRE_EXT_SIGNATURE_ALGORITHMS);
}
static void ch_no_share (void *body, BaseArena *m)
{
    drop_extension (&CH (body)->extensions, WIRE_EXT_KEY_SHARE);
}
static void ch_old (void *body, BaseArena *m)
{
    drop_extension (&CH (body)->extensions, WIRE_EXT_SUPPORTED_VERSIONS);
}
static void ch_twice (void *body, BaseArena *m)
{
    add_extension (&CH (body)->extensions, 0x1234, "a", m);
    add_extension (&CH (body)->extensions, 0x1234, "b", m);
}
static void ch_compression (void *body, BaseArena *m)
{
    CH (body)->legacy_compression_methods = base_span ("\0\1", 2);
}
static void ch_legacy_version (void *body, BaseArena *m)
{
    CH (body)->legacy_version = 0x0301;
}
static void add_psk (WireList *list, BaseArena *m)
{
    static WirePskIdentity identity;
    static BaseSpan binder;
    identity.identity = base_span_text ("offered");
    binder = base_span_text ("a binder of thirty-two bytes ...");
    static WireOfferedPsks offered = {{&identity, 1}, {&binder, 1}};
    add_extension (list, WIRE_EXT_PRE_SHARED_KEY, "", m);
    WireExtension *last = wire_list_item (*list, WireExtension, list->n - 1);
    last->row = wire_extension_row (WIRE_EXT_PRE_SHARED_KEY);
    last->body = &offered;
}
static void ch_psk_not_last (void *body, BaseArena *m)
{
    add_extension (&CH (body)->extensions, 45, "\1\1", m);
    add_psk (&CH (body)->extensions, m);
    add_extension (&CH (body)->extensions, 0x1234, "?", m);
}
static void ch_psk_without_modes (void *body, BaseArena *m)
{
    add_psk (&CH (body)->extensions, m);
}
static void ch_name_with_zero (void *body, BaseArena *m)
{
    WireExtension *e = extension_in (CH (body)->extensions, WIRE_EXT_SERVER_NAME);
    WireServerNameList *names = e->body;
    wire_list_item (names->server_name_list, WireServerName, 0)->host_name =
        base_span ("server.example\0.evil", 20);
}
static void ch_two_names (void *body, BaseArena *m)
{
    WireExtension *e = extension_in (CH (body)->extensions, WIRE_EXT_SERVER_NAME);
    WireServerNameList *names = e->body;
    WireServerName *two = base_arena_take (m, 2 * sizeof *two);
    two[0].host_name = base_span_text ("server.example");
    two[1].host_name = base_span_text ("other.example");
    names->server_name_list = (WireList){two, 2};
}
static void ch_share_of_unlisted_group (void *body, BaseArena *m)
{
    WireExtension *e = extension_in (CH (body)->extensions, WIRE_EXT_SUPPORTED_GROUPS);
    *(uint16_t *)((WireNumberList *)e->body)->values.items = 0x0018;
}
static void ch_short_share (void *body, BaseArena *m)
{
    WireExtension *e = extension_in (CH (body)->extensions, WIRE_EXT_KEY_SHARE);
    ((WireKeyShareEntry *)((WireKeyShareClientHello *)e->body)->client_shares.items)
        ->key_exchange.size--;
}
static void ch_misplaced (void *body, BaseArena *m)
{
    add_extension (&CH (body)->extensions, 48, "oid_filters", m);
}

static void unchanged (GByteArray *bytes)
{
}
static void record_type_unknown (GByteArray *bytes)
{
    bytes->data[0] = 24;
}
static void record_in_clear (GByteArray *bytes)
{
    bytes->data[0] = 22;
}
static void record_after_short_alert (GByteArray *bytes)
{
    static const uint8_t alert[] = {21, 3, 3, 0, 1, 2};
    g_byte_array_prepend (bytes, alert, sizeof alert);
}
static void record_too_long (GByteArray *bytes)
{
    bytes->data[3] = 0x41;
    bytes->data[4] = 0x01;
}
static void record_plain_too_long (GByteArray *bytes)
{
    bytes->data[3] = 0x40;
    bytes->data[4] = 0x01;
}
static void record_flipped (GByteArray *bytes)
{
    bytes->data[bytes->len - 1] ^= 0x80;
}
static void record_after_bad_ccs (GByteArray *bytes)
{
    static const uint8_t ccs[] = {20, 3, 3, 0, 1, 2};
    g_byte_array_prepend (bytes, ccs, sizeof ccs);
}
static void record_after_empty (GByteArray *bytes)
{
    static const uint8_t empty[] = {22, 3, 3, 0, 0};
    g_byte_array_prepend (bytes, empty, sizeof empty);
}
static void record_interleaved (GByteArray *bytes)
{
    /* The first byte of the message, then an alert record, then the rest. */
    static const uint8_t begin[] = {22, 3, 3, 0, 1, 2, 21, 3, 3, 0, 2, 1, 0};
    g_byte_array_prepend (bytes, begin, sizeof begin);
}

#define BODY(name, sender, message, edit, cause, alert) \
    { \
        name, {sender, WIRE_##message, .edit_body = edit}, BASE_CAUSE_##cause, alert \
    }
#define BYTES(name, sender, message, edit, cause, alert) \
    { \
        name, {sender, WIRE_##message, .edit_bytes = edit}, BASE_CAUSE_##cause, alert \
    }
#define RECORD(name, sender, message, edit, cause, alert) \
    { \
        name, {sender, WIRE_##message, .edit_record = edit}, BASE_CAUSE_##cause, alert \
    }

#define C TLS_CLIENT
#define S TLS_SERVER

static const Case cases[] = {
    /* 4.2.3: what a client must refuse in ServerHello */
    BODY ("sh-suite-not-offered", S, SERVER_HELLO, sh_suite_not_offered, CIPHER_SUITE_NOT_OFFERED,
          47),
    BODY ("sh-session-id-not-echoed", S, SERVER_HELLO, sh_session_id, SESSION_ID_NOT_ECHOED, 47),
    BODY ("sh-compression", S, SERVER_HELLO, sh_compression, COMPRESSION_NOT_NULL, 47),
    BODY ("sh-version-not-offered", S, SERVER_HELLO, sh_version_unknown, VERSION_NOT_OFFERED, 47),
    BODY ("sh-legacy-version", S, SERVER_HELLO, sh_legacy_version, LEGACY_VERSION_NOT_12, 70),
    BODY ("sh-version-too-old", S, SERVER_HELLO, sh_no_version, VERSION_TOO_OLD, 70),
    BODY ("sh-downgrade-sentinel", S, SERVER_HELLO, sh_sentinel, DOWNGRADE_SENTINEL, 47),
    BODY ("sh-key-share-missing", S, SERVER_HELLO, sh_no_share, EXTENSION_MISSING, 109),
    BODY ("sh-group-not-offered", S, SERVER_HELLO, sh_other_group, KEY_SHARE_NOT_OFFERED, 47),
    BODY ("sh-all-zero-share", S, SERVER_HELLO, sh_zero_share, BAD_KEY_SHARE, 47),
    BODY ("sh-extension-not-asked-for", S, SERVER_HELLO, sh_unasked, EXTENSION_NOT_OFFERED, 110),
    BODY ("sh-extension-misplaced", S, SERVER_HELLO, sh_misplaced, EXTENSION_NOT_ALLOWED_HERE, 47),
    BODY ("sh-hello-retry", S, SERVER_HELLO, sh_retry, RETRY_WITHOUT_CHANGE, 47),
    BYTES ("sh-trailing-byte", S, SERVER_HELLO, one_byte_more, TRAILING_BYTES, 50),
    BYTES ("sh-session-id-too-long", S, SERVER_HELLO, inner_length_too_big, VECTOR_TOO_LONG, 50),
    BYTES ("sh-then-more-in-its-record", S, SERVER_HELLO, then_another_message,
           MESSAGE_CROSSES_KEY_CHANGE, 10),
    BYTES ("sh-out-of-order", S, SERVER_HELLO, as_finished, UNEXPECTED_MESSAGE, 10),
    BYTES ("sh-hello-request", S, SERVER_HELLO, as_hello_request, UNKNOWN_MESSAGE_TYPE, 10),
    /* 4.4.1, 4.5.1 – 4.5.3 */
    BODY ("ee-extension-not-asked-for", S, ENCRYPTED_EXTENSIONS, ee_unasked, EXTENSION_NOT_OFFERED,
          110),
    BODY ("ee-extension-misplaced", S, ENCRYPTED_EXTENSIONS, ee_misplaced,
          EXTENSION_NOT_ALLOWED_HERE, 47),
    BODY ("ee-extension-twice", S, ENCRYPTED_EXTENSIONS, ee_twice, DUPLICATE_EXTENSION, 47),
    BODY ("ee-protocol-not-offered", S, ENCRYPTED_EXTENSIONS, ee_other_protocol, ALPN_NOT_OFFERED,
          47),
    BYTES ("ee-out-of-order", S, ENCRYPTED_EXTENSIONS, as_finished, UNEXPECTED_MESSAGE, 10),
    BODY ("certificate-empty", S, CERTIFICATE, cert_empty, EMPTY_CERTIFICATE_LIST, 50),
    BODY ("certificate-context", S, CERTIFICATE, cert_context, FORBIDDEN_VALUE, 47),
    BODY ("certificate-garbage", S, CERTIFICATE, cert_garbage, CERTIFICATE_UNREADABLE, 42),
    BODY ("certificate-extension-not-asked-for", S, CERTIFICATE, cert_unasked,
          EXTENSION_NOT_OFFERED, 110),
    BODY ("cv-scheme-not-offered", S, CERTIFICATE_VERIFY, cv_not_offered,
          SIGNATURE_SCHEME_NOT_OFFERED, 47),
    BODY ("cv-scheme-of-another-key", S, CERTIFICATE_VERIFY, cv_other_key,
          SIGNATURE_SCHEME_WRONG_FOR_KEY, 47),
    BODY ("cv-bad-signature", S, CERTIFICATE_VERIFY, cv_bad, BAD_CERTIFICATE_VERIFY, 51),
    BODY ("server-finished-bad", S, FINISHED, fin_bad, BAD_FINISHED, 51),
    BODY ("server-finished-short", S, FINISHED, fin_short, LENGTH_MISMATCH, 50),
    BODY ("client-finished-bad", C, FINISHED, fin_bad, BAD_FINISHED, 51),
    /* what a server must refuse in ClientHello */
    BODY ("ch-no-supported-groups", C, CLIENT_HELLO, ch_no_groups, EXTENSION_MISSING, 109),
    BODY ("ch-no-signature-algorithms", C, CLIENT_HELLO, ch_no_schemes, EXTENSION_MISSING, 109),
    BODY ("ch-no-key-share", C, CLIENT_HELLO, ch_no_share, EXTENSION_MISSING, 109),
    BODY ("ch-only-tls12", C, CLIENT_HELLO, ch_old, NO_COMMON_VERSION, 70),
    BODY ("ch-legacy-version", C, CLIENT_HELLO, ch_legacy_version, LEGACY_VERSION_NOT_12, 70),
    BODY ("ch-extension-twice", C, CLIENT_HELLO, ch_twice, DUPLICATE_EXTENSION, 47),
    BODY ("ch-compression", C, CLIENT_HELLO, ch_compression, COMPRESSION_NOT_NULL, 47),
    BODY ("ch-share-of-unlisted-group", C, CLIENT_HELLO, ch_share_of_unlisted_group,
          KEY_SHARE_REPEATED, 47),
    BODY ("ch-share-too-short", C, CLIENT_HELLO, ch_short_share, BAD_KEY_SHARE, 47),
    BODY ("ch-extension-misplaced", C, CLIENT_HELLO, ch_misplaced, EXTENSION_NOT_ALLOWED_HERE, 47),
    BODY ("ch-psk-not-last", C, CLIENT_HELLO, ch_psk_not_last, PRE_SHARED_KEY_NOT_LAST, 47),
    BODY ("ch-psk-without-modes", C, CLIENT_HELLO, ch_psk_without_modes, EXTENSION_MISSING, 109),
    BODY ("ch-name-with-zero-byte", C, CLIENT_HELLO, ch_name_with_zero, FORBIDDEN_VALUE, 47),
    BODY ("ch-two-host-names", C, CLIENT_HELLO, ch_two_names, FORBIDDEN_VALUE, 47),
    BYTES ("ch-session-id-too-long", C, CLIENT_HELLO, inner_length_too_big, VECTOR_TOO_LONG, 50),
    BYTES ("ch-then-more-in-its-record", C, CLIENT_HELLO, then_another_message,
           MESSAGE_CROSSES_KEY_CHANGE, 10),
    /* section 5: records */
    RECORD ("record-type-unknown", S, SERVER_HELLO, record_type_unknown, UNEXPECTED_RECORD, 10),
    RECORD ("record-clear-after-keys", S, ENCRYPTED_EXTENSIONS, record_in_clear, UNEXPECTED_RECORD,
            10),
    RECORD ("record-sealed-too-long", S, ENCRYPTED_EXTENSIONS, record_too_long, RECORD_TOO_LONG,
            22),
    {"record-padded-too-long",
     {S, WIRE_ENCRYPTED_EXTENSIONS, .edit_bytes = unchanged, .padded_to = 16384 + 1 + 1},
     BASE_CAUSE_RECORD_TOO_LONG,
     22},
    RECORD ("record-clear-too-long", S, SERVER_HELLO, record_plain_too_long, RECORD_TOO_LONG, 22),
    RECORD ("record-flipped", S, CERTIFICATE, record_flipped, BAD_RECORD_MAC, 20),
    RECORD ("record-ccs-bad-value", S, ENCRYPTED_EXTENSIONS, record_after_bad_ccs,
            UNEXPECTED_CHANGE_CIPHER_SPEC, 10),
    RECORD ("record-empty-handshake", S, SERVER_HELLO, record_after_empty, EMPTY_FRAGMENT, 10),
    RECORD ("record-half-an-alert", S, SERVER_HELLO, record_after_short_alert, LENGTH_MISMATCH, 50),
    RECORD ("record-interleaved", S, SERVER_HELLO, record_interleaved, MESSAGES_INTERLEAVED, 10),
};

static void as_close_notify (GByteArray *bytes)
{
    static const uint8_t record[] = {21, 3, 3, 0, 2, 1, 0};
    g_byte_array_set_size (bytes, 0);
    g_byte_array_append (bytes, record, sizeof record);
}

/* A close_notify is no error, but in the middle of the handshake there is nothing to close. */
static void closing_early_is_called_so (void)
{
    static const Rogue rude = {
        .sender = TLS_SERVER, .message = WIRE_SERVER_HELLO, .edit_record = as_close_notify};
    RoguePair pair;
    rogue_pair_init (&pair, &rude);
    rogue_converse (&pair);
    TlsParty *client = pair.party[TLS_CLIENT];
    g_assert_cmpint (tls_party_outcome (client), ==, TRACE_FAILED);
    g_assert_cmpstr (base_cause_name (tls_party_cause (client)), ==, "PEER_CLOSED_EARLY");
    rogue_pair_clear (&pair);
}

static void skip_to_finished (GByteArray *bytes)
{
    static const uint8_t record[] = {22, 3, 3, 0, 8, 20, 0, 0, 4, 1, 2, 3, 4};
    g_byte_array_set_size (bytes, 0);
    g_byte_array_append (bytes, record, sizeof record);
}

/* The road ends where the party stood, not where a message out of order would have led it. The
 * rogue's bytes come from outside, so that no honest sender has gone on before. */
static void out_of_order_reaches_no_phase (void)
{
    RoguePair pair;
    rogue_pair_init (&pair, NULL);
    g_autoptr (GByteArray) record = g_byte_array_new ();
    skip_to_finished (record);
    g_assert_true (tls_party_step (pair.party[TLS_CLIENT]));
    tls_party_receive (pair.party[TLS_CLIENT], base_span (record->data, record->len), -1);
    g_assert_true (tls_party_step (pair.party[TLS_CLIENT]));
    const TraceEvent *last = trace_event (pair.trace, trace_length (pair.trace) - 1);
    g_assert_cmpstr (base_cause_name (tls_party_cause (pair.party[TLS_CLIENT])), ==,
                     "UNEXPECTED_MESSAGE");
    g_assert_cmpint (last->now.phase, ==, TRACE_PHASE_CLIENT_HELLO);
    rogue_pair_clear (&pair);
}

static void assert_alert_sent (const Trace *trace, TraceParty sender, unsigned description)
{
    unsigned n = trace_event (trace, trace_length (trace) - 1)->now.n_messages;
    for (unsigned i = 0; i < n; i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        if (message->sender != sender || message->sent == NULL ||
            message->sent->row->id != WIRE_ALERT)
            continue;
        const WireAlert *alert = message->sent->body;
        g_assert_cmpuint (alert->description, ==, description);
        g_assert_cmpuint (alert->level, ==, 2);
        return;
    }
    g_error ("no alert was sent");
}

static void a_broken_rule_gets_its_alert (gconstpointer data)
{
    const Case *broken = data;
    RoguePair pair;
    rogue_pair_init (&pair, &broken->rogue);
    rogue_converse (&pair);
    g_assert_true (pair.edited);
    TlsParty *judge = pair.party[!broken->rogue.sender];
    g_assert_cmpstr (base_cause_name (tls_party_cause (judge)), ==,
                     base_cause_name (broken->cause));
    g_assert_cmpint (tls_party_outcome (judge), ==, TRACE_FAILED);
    g_assert_cmpint (tls_party_state (judge), ==, TLS_FAILED);
    assert_alert_sent (pair.trace, (TraceParty)!broken->rogue.sender, broken->alert);
    rogue_pair_clear (&pair);
}

/* The harness itself changes nothing: without a rogue all is well. */
static void without_a_rogue_all_is_well (void)
{
    RoguePair pair;
    rogue_pair_init (&pair, NULL);
    rogue_converse (&pair);
    for (int i = 0; i < 2; i++)
        g_assert_cmpint (tls_party_outcome (pair.party[i]), ==, TRACE_CLOSED);
    BaseSpan data = tls_party_received_data (pair.party[TLS_CLIENT]);
    g_assert_cmpmem (data.data, data.size, "pong", 4);
    rogue_pair_clear (&pair);
}

static void ch_a_hundred_suites (void *body, BaseArena *m)
{
    uint16_t *suites = base_arena_take (m, 100 * sizeof *suites);
    for (unsigned i = 0; i < 99; i++)
        suites[i] = (uint16_t)(0xc000 + i);
    suites[99] = 0x1301;
    CH (body)->cipher_suites = (WireList){suites, 100};
}

/* For server.example, by the teaching intermediate, made with openssl: its key is one of X25519,
 * which cannot sign. */
static const char x25519_certificate[] =
    "308201953082013ba003020102020121300a06082a8648ce3d040302302a312830260603550403131f537465"
    "707368616b65205465616368696e6720496e7465726d656469617465301e170d323631313233313933313237"
    "5a170d3433303432383139333132375a30193117301506035504030c0e7365727665722e6578616d706c6530"
    "2a300506032b656e0321008fa6525b1ff26fc98b5fdae232f8f3733741ce6579cb8e7288e22dc9244e9b0ea3"
    "819130818e300c0603551d130101ff04023000300e0603551d0f0101ff04040302078030130603551d25040c"
    "300a06082b0601050507030130190603551d1104123010820e7365727665722e6578616d706c65301d060355"
    "1d0e04160414f26a52462d853a0c72050051cab3b603d49121d2301f0603551d23041830168014a7280886dd"
    "48d6a151f26fedf6c54f64f7d3992b300a06082a8648ce3d0403020348003045022100b98b913311c261be03"
    "512d5eeb0047762dd615bdabecef0aee7a00c465abb11002204d4135e7ffa56b400558d2db4b5646ebbfea9f"
    "29199854b39b474e4f9421ae93";

static void cert_x25519 (void *body, BaseArena *m)
{
    g_autoptr (GBytes) bytes = base_unhex (x25519_certificate, NULL);
    gsize size = g_bytes_get_size (bytes);
    uint8_t *der = base_arena_copy (m, g_bytes_get_data (bytes, NULL), size);
    wire_list_item (((WireCertificate *)body)->certificate_list, WireCertificateEntry, 0)
        ->cert_data = base_span (der, size);
}

/* Even a client that trusts anybody needs a key that it can verify with. */
static void a_key_of_an_unknown_kind_is_refused (void)
{
    static const Rogue rogue = {
        .sender = TLS_SERVER, .message = WIRE_CERTIFICATE, .edit_body = cert_x25519};
    g_autoptr (TlsConfig) client = rogue_config (TLS_CLIENT);
    g_autoptr (TlsConfig) server = rogue_config (TLS_SERVER);
    g_clear_pointer (&client->trust, pki_trust_unref);
    RoguePair pair;
    rogue_pair_init_with (&pair, (TlsConfig *[]){client, server}, &rogue);
    rogue_converse (&pair);
    g_assert_cmpstr (base_cause_name (tls_party_cause (pair.party[TLS_CLIENT])), ==,
                     "CERTIFICATE_UNSUPPORTED_KEY");
    assert_alert_sent (pair.trace, TRACE_CLIENT, 43);
    rogue_pair_clear (&pair);
}

/* However long the list: the one chosen is among those shown. */
static void every_candidate_is_shown (void)
{
    static const Rogue many = {
        .sender = TLS_CLIENT, .message = WIRE_CLIENT_HELLO, .edit_body = ch_a_hundred_suites};
    RoguePair pair;
    rogue_pair_init (&pair, &many);
    rogue_converse (&pair);
    for (unsigned i = 0; i < trace_length (pair.trace); i++) {
        const TraceEvent *event = trace_event (pair.trace, i);
        if (event->kind != TRACE_DECIDE ||
            !g_str_equal (trace_decision (pair.trace, event->decision)->key, "cipher-suite"))
            continue;
        const TraceDecision *decision = trace_decision (pair.trace, event->decision);
        g_assert_cmpuint (decision->n_candidates, ==, 100);
        g_assert_cmpstr (decision->candidates[99].name, ==, "TLS_AES_128_GCM_SHA256");
        g_assert_cmpint (decision->candidates[99].verdict, ==, TRACE_CHOSEN);
        rogue_pair_clear (&pair);
        return;
    }
    g_error ("no suite was chosen");
}

/* A server that packs its flight into one record, with EncryptedExtensions and Certificate written
 * and held back. Its policy: borrowed. */
static TlsConfig *pair_init_packing (RoguePair *pair)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (TlsConfig) config = tls_config_new (TLS_SERVER);
    config->identity = pki_identity_builtin ("ecdsa", "server.example", &error);
    g_assert_no_error (error);
    config->coalesce = true;
    rogue_pair_init (pair, NULL);
    tls_party_free (pair->party[TLS_SERVER]);
    pair->party[TLS_SERVER] =
        tls_party_new (config, 1, pair->random[TLS_SERVER], pair->trace, &pair->clock);
    tls_party_step (pair->party[TLS_CLIENT]);
    rogue_pass_on (pair, TLS_CLIENT);
    while (tls_party_state (pair->party[TLS_SERVER]) != TLS_SEND_CV)
        g_assert_true (tls_party_step (pair->party[TLS_SERVER]));
    return config;
}

/* What the other party does meanwhile stands between the messages in the trace, and must not pass
 * for one of the record. */
static void a_record_names_its_own_messages (void)
{
    static const uint8_t unknown[] = {24, 3, 3, 0, 1, 0};
    RoguePair pair;
    pair_init_packing (&pair);
    tls_party_receive (pair.party[TLS_CLIENT], base_span (unknown, sizeof unknown), -1);
    g_assert_true (tls_party_step (pair.party[TLS_CLIENT])); /* it sends an alert */
    while (tls_party_state (pair.party[TLS_SERVER]) != TLS_WAIT_FINISHED)
        g_assert_true (tls_party_step (pair.party[TLS_SERVER]));
    const TraceMoment *end = &trace_event (pair.trace, trace_length (pair.trace) - 1)->now;
    for (unsigned i = 0; i < end->n_records; i++) {
        const TraceRecord *record = trace_record (pair.trace, (int)i);
        for (int m = record->first_message; m >= 0 && m <= record->last_message; m++) {
            g_assert_cmpint (trace_message (pair.trace, m)->sender, ==, record->sender);
            g_assert_cmpint (trace_message (pair.trace, m)->send_event, >=, 0);
        }
    }
    rogue_pair_clear (&pair);
}

/* A flight in one record, and in the middle of it the server finds that it cannot sign: what is
 * written goes out, then the alert. */
static void a_packed_flight_that_breaks_off_is_sent (void)
{
    g_autoptr (GError) error = NULL;
    RoguePair pair;
    TlsConfig *config = pair_init_packing (&pair);
    pki_identity_unref (config->identity);
    config->identity = pki_identity_builtin ("ed25519", "server.example", &error);
    g_assert_no_error (error);
    g_assert_true (tls_party_step (pair.party[TLS_SERVER]));
    g_assert_cmpint (tls_party_cause (pair.party[TLS_SERVER]), ==, BASE_CAUSE_INTERNAL);
    unsigned n = trace_event (pair.trace, trace_length (pair.trace) - 1)->now.n_messages;
    const TraceMessage *certificate = trace_message (pair.trace, (int)n - 2);
    g_assert_cmpstr (trace_message_name (certificate), ==, "Certificate");
    g_assert_cmpint (certificate->send_event, >=, 0);
    rogue_pair_clear (&pair);
}

/* RFC 9846 section 6.1: whoever has sent close_notify sends nothing more, alerts neither. */
static void nothing_follows_close_notify (void)
{
    static const uint8_t forged[5 + 32] = {23, 3, 3, 0, 32};
    RoguePair pair;
    rogue_pair_init (&pair, NULL);
    TlsParty *client = pair.party[TLS_CLIENT];
    tls_party_close (client);
    while (tls_party_state (client) != TLS_CLOSING)
        for (int role = TLS_CLIENT; role <= TLS_SERVER; role++)
            if (tls_party_state (client) != TLS_CLOSING) {
                tls_party_step (pair.party[role]);
                while (rogue_pass_on (&pair, (TlsRole)role))
                    ;
            }
    tls_party_receive (client, base_span (forged, sizeof forged), -1);
    while (tls_party_step (client))
        ;
    g_assert_cmpint (tls_party_outcome (client), ==, TRACE_FAILED);
    g_assert_cmpstr (base_cause_name (tls_party_cause (client)), ==, "BAD_RECORD_MAC");
    g_assert_cmpint (tls_party_take (client), ==, -1);
    rogue_pair_clear (&pair);
}

/* RFC 9846 section 5.4: content, type and padding may fill 2^14 + 1 bytes. */
static void padding_up_to_the_limit_is_read (void)
{
    static const Rogue longest = {.sender = TLS_SERVER,
                                  .message = WIRE_ENCRYPTED_EXTENSIONS,
                                  .edit_bytes = unchanged,
                                  .padded_to = 16384 + 1};
    RoguePair pair;
    rogue_pair_init (&pair, &longest);
    rogue_converse (&pair);
    g_assert_true (pair.edited);
    for (int i = 0; i < 2; i++)
        g_assert_cmpint (tls_party_outcome (pair.party[i]), ==, TRACE_CLOSED);
    rogue_pair_clear (&pair);
}

/* RFC 9846 section 4.7.3: the peer asks for new keys; both directions go on under the next
 * generation. */
static void key_updates_are_followed (void)
{
    RoguePair pair;
    rogue_pair_init (&pair, NULL);
    static const uint8_t ask[] = {24, 0, 0, 1, 1};
    while (tls_party_state (pair.party[TLS_SERVER]) != TLS_CONNECTED) {
        for (int role = TLS_CLIENT; role <= TLS_SERVER; role++) {
            if (tls_party_state (pair.party[role]) != TLS_CONNECTED)
                tls_party_step (pair.party[role]);
            while (rogue_pass_on (&pair, (TlsRole)role))
                ;
        }
    }
    /* The server's first application record, made here: KeyUpdate under its application key,
     * sequence 0. */
    const Trace *trace = pair.trace;
    unsigned last = trace_length (trace) - 1;
    int key = trace_find_secret (trace, "server_application_write_key", TRACE_SERVER, last);
    int iv = trace_find_secret (trace, "server_application_write_iv", TRACE_SERVER, last);
    uint8_t inner[6], record[5 + 6 + 16] = {23, 3, 3, 0, 22};
    memcpy (inner, ask, 5);
    inner[5] = 22;
    crypto_aead_seal (crypto_aead_find ("AES-128-GCM"),
                      base_span_bytes (trace_secret (trace, key)->value),
                      g_bytes_get_data (trace_secret (trace, iv)->value, NULL),
                      base_span (record, 5), base_span (inner, 6), record + 5);
    tls_party_receive (pair.party[TLS_CLIENT], base_span (record, sizeof record), -1);
    /* The client first sends its data, then reads, then answers in kind. */
    while (tls_party_step (pair.party[TLS_CLIENT]))
        while (rogue_pass_on (&pair, TLS_CLIENT))
            ;
    last = trace_length (trace) - 1;
    g_assert_cmpint (
        trace_find_secret (trace, "server_application_traffic_secret_1", TRACE_CLIENT, last), >=,
        0);
    g_assert_cmpint (
        trace_find_secret (trace, "client_application_traffic_secret_1", TRACE_CLIENT, last), >=,
        0);
    /* The server follows the client's update. */
    while (tls_party_step (pair.party[TLS_SERVER]))
        ;
    last = trace_length (trace) - 1;
    int theirs =
        trace_find_secret (trace, "client_application_traffic_secret_1", TRACE_SERVER, last);
    int own = trace_find_secret (trace, "client_application_traffic_secret_1", TRACE_CLIENT, last);
    g_assert_cmpint (theirs, >=, 0);
    g_assert_true (
        g_bytes_equal (trace_secret (trace, own)->value, trace_secret (trace, theirs)->value));
    g_assert_cmpint (tls_party_cause (pair.party[TLS_SERVER]), ==, BASE_CAUSE_NONE);
    /* RFC 9846 section 7.2: the secrets before are deleted. */
    const TraceObserver *client = trace_observer_find ("client");
    g_assert_true (trace_knows (trace, client, "client_application_traffic_secret_1", last));
    g_assert_false (trace_knows (trace, client, "client_application_traffic_secret_0", last));
    g_assert_false (trace_knows (trace, trace_observer_find ("eavesdropper"),
                                 "client_application_traffic_secret_1", last));
    rogue_pair_clear (&pair);
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/tls13/without-a-rogue-all-is-well", without_a_rogue_all_is_well);
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *name = g_strconcat ("/tls13/refuses/", cases[i].name, NULL);
        g_test_add_data_func (name, &cases[i], a_broken_rule_gets_its_alert);
    }
    g_test_add_func ("/tls13/every-candidate-is-shown", every_candidate_is_shown);
    g_test_add_func ("/tls13/a-key-of-an-unknown-kind-is-refused",
                     a_key_of_an_unknown_kind_is_refused);
    g_test_add_func ("/tls13/closing-early-is-called-so", closing_early_is_called_so);
    g_test_add_func ("/tls13/out-of-order-reaches-no-phase", out_of_order_reaches_no_phase);
    g_test_add_func ("/tls13/packed-flight-that-breaks-off-is-sent",
                     a_packed_flight_that_breaks_off_is_sent);
    g_test_add_func ("/tls13/nothing-follows-close-notify", nothing_follows_close_notify);
    g_test_add_func ("/tls13/a-record-names-its-own-messages", a_record_names_its_own_messages);
    g_test_add_func ("/tls13/padding-up-to-the-limit-is-read", padding_up_to_the_limit_is_read);
    g_test_add_func ("/tls13/key-updates-are-followed", key_updates_are_followed);
    return g_test_run ();
}
