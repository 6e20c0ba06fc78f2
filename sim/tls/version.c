#include "tls/private.h"

#include <string.h>

/* Which version is spoken: how a server chooses it (RFC 9846 section 4.3.1), and what keeps an
 * attacker from talking two parties down (RFC 9846 section 4.2.3, RFC 7507). */

bool tls_may_speak (const TlsParty *self, uint16_t version)
{
    return tls_array_has (self->config->versions, version);
}

/* The versions older than TLS 1.2 can be offered, but are not spoken. */
static bool is_spoken (uint16_t version)
{
    return version == WIRE_TLS13 || version == WIRE_TLS12;
}

uint16_t tls_newest_version (const TlsParty *self)
{
    for (unsigned i = 0; tls_rules_version_at (i) != 0; i++)
        if (tls_may_speak (self, tls_rules_version_at (i)))
            return tls_rules_version_at (i);
    return WIRE_TLS12; /* what is older looks most like it, see older.c */
}

/* ---- The client's offer, as the server reads it ---- */

static WireList offered_versions (const WireMessage *hello, uint16_t *legacy)
{
    const WireExtension *extension = wire_message_extension (hello, WIRE_EXT_SUPPORTED_VERSIONS);
    if (extension != NULL && extension->body != NULL)
        return ((const WireNumberList *)extension->body)->values;
    /* RFC 9846 section 4.3.1: without the extension the client speaks TLS 1.2 at most. */
    *legacy = MIN (((const WireClientHello *)hello->body)->legacy_version, WIRE_TLS12);
    return (WireList){legacy, 1};
}

static uint16_t best_common (const TlsParty *self, const WireMessage *hello)
{
    uint16_t legacy;
    WireList offered = offered_versions (hello, &legacy);
    for (unsigned i = 0; tls_rules_version_at (i) != 0; i++) {
        uint16_t version = tls_rules_version_at (i);
        if (tls_may_speak (self, version) && tls_list_has (offered, version))
            return version;
    }
    return 0;
}

void tls_settle_version (TlsParty *self)
{
    WireMessageId id = self->message->row->id;
    bool client = self->config->role == TLS_CLIENT;
    bool hello = client ? id == WIRE_SERVER_HELLO && self->state == TLS_WAIT_SH
                        : id == WIRE_CLIENT_HELLO && self->state == TLS_START;
    if (!hello || self->retried || self->speaks == WIRE_TLS12 || !tls_may_speak (self, WIRE_TLS12))
        return;
    bool older = client ? wire_is_older_hello (self->message)
                        : best_common (self, self->message) == WIRE_TLS12;
    if (older && self->message->tree->cause == BASE_CAUSE_NONE)
        tls_speak (self, WIRE_TLS12);
}

/* ---- The decision ---- */

static const char *version_falls (const TlsParty *self, uint16_t version)
{
    uint16_t legacy;
    if (!tls_list_has (offered_versions (self->client_hello, &legacy), version))
        return "not offered by the client";
    return is_spoken (version) ? NULL : "common, but this engine does not speak it";
}

static gint newest_first (gconstpointer a, gconstpointer b)
{
    return (int)*(const uint16_t *)b - (int)*(const uint16_t *)a;
}

/* A hello without the extension is answered by the rule that was there before it. */
static const char *version_section (const TlsParty *self)
{
    bool named = wire_message_extension (self->client_hello, WIRE_EXT_SUPPORTED_VERSIONS) != NULL;
    return named ? "RFC 9846 4.3.1" : tls_section (self, "RFC 9846 E.2", "RFC 5246 E.1");
}

BaseCause tls_choose_version (TlsParty *self)
{
    g_autoptr (GArray) own = g_array_copy (self->config->versions);
    const char *outcome = NULL;
    TlsChoice choice;
    g_array_sort (own, newest_first); /* whatever the order of the setting */
    tls_choice_begin (&choice, "version", "Which protocol version?", version_section (self));
    if (tls_older_version (self->config) != 0) {
        bool chosen = tls_choose_older_version (self, &choice);
        return tls_choice_end (self, &choice, TRACE_DECIDE, chosen ? "its own" : "none fits",
                               chosen ? BASE_CAUSE_NONE : BASE_CAUSE_NO_COMMON_VERSION);
    }
    for (guint i = 0; i < own->len; i++) {
        uint16_t version = g_array_index (own, uint16_t, i);
        const char *name = tls_value_name (self, &wire_versions, version);
        const char *reason = outcome == NULL ? version_falls (self, version) : NULL;
        if (outcome != NULL) {
            tls_choice_add (&choice, name, TRACE_NOT_REACHED, "not reached");
        } else if (reason != NULL) {
            tls_choice_add (&choice, name, TRACE_FELL, reason);
        } else {
            tls_choice_add (&choice, name, TRACE_CHOSEN,
                            "the server's newest that the client offers");
            outcome = name;
            self->version = version;
        }
    }
    return tls_choice_end (self, &choice, TRACE_DECIDE, outcome != NULL ? outcome : "none fits",
                           outcome != NULL ? BASE_CAUSE_NONE : BASE_CAUSE_NO_COMMON_VERSION);
}

/* ---- Against being talked down ---- */

/* RFC 7507 section 3: a client that fell back to an older version after a failure says so with this
 * suite, and a server that could do better tells that somebody made it fall. */
BaseCause tls_check_fallback (TlsParty *self)
{
    enum { TLS_FALLBACK_SCSV = 0x5600 };
    const WireClientHello *hello = self->client_hello->body;
    uint16_t legacy, newest = 0;
    if (!tls_list_has (hello->cipher_suites, TLS_FALLBACK_SCSV))
        return BASE_CAUSE_NONE;
    WireList offered = offered_versions (self->client_hello, &legacy);
    for (size_t i = 0; i < offered.n; i++) {
        uint16_t version = *wire_list_item (offered, uint16_t, i);
        newest = MAX (newest, wire_is_grease (version) ? 0 : version);
    }
    bool better = tls_newest_version (self) > newest;
    TlsChoice choice;
    tls_choice_begin (&choice, "fallback", "The client has fallen back: did it have to?",
                      "RFC 7507 3");
    tls_choice_add (&choice, tls_value_name (self, &wire_versions, tls_newest_version (self)),
                    better ? TRACE_FELL : TRACE_PASSED,
                    better ? "this server speaks it: somebody made the client believe otherwise"
                           : "this server speaks nothing newer than what the client offers");
    return tls_choice_end (self, &choice, TRACE_CHECK, better ? "no" : "yes",
                           better ? BASE_CAUSE_INAPPROPRIATE_FALLBACK : BASE_CAUSE_NONE);
}

enum { RANDOM_SIZE = 32, SENTINEL_SIZE = 8 };
static const uint8_t sentinel[] = {'D', 'O', 'W', 'N', 'G', 'R', 'D', 1};

void tls_mark_downgrade (TlsParty *self)
{
    bool better = tls_newest_version (self) > self->version;
    if (better && tls_misbehaves (self, TLS_MARK_NO_DOWNGRADE))
        return;
    if (better)
        memcpy (self->server_random + RANDOM_SIZE - SENTINEL_SIZE, sentinel, SENTINEL_SIZE);
    TlsChoice choice;
    tls_choice_begin (&choice, "downgrade-mark", "Does the server mark its random?",
                      "RFC 9846 4.2.3");
    tls_choice_add (&choice, "TLS1.3", better ? TRACE_CHOSEN : TRACE_FELL,
                    better
                        ? "the server speaks it, and agrees on less: the last eight bytes become "
                          "DOWNGRD and 01, so that a client that speaks it too takes note"
                        : "the server does not speak it: the random stays as it was drawn");
    tls_choice_end (self, &choice, TRACE_DECIDE, better ? "yes" : "no", BASE_CAUSE_NONE);
}

/* 00 at its end stands for TLS 1.1 and older. */
bool tls_has_sentinel (BaseSpan random)
{
    const uint8_t *end = random.data + RANDOM_SIZE - SENTINEL_SIZE;
    return memcmp (end, sentinel, SENTINEL_SIZE - 1) == 0 && end[SENTINEL_SIZE - 1] <= 1;
}
