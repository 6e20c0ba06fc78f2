#include "tls/rules.h"

/* What the tables of both versions have in common, and which of them there are. */

/* ---- Guards ---- */

static bool has_data (const TlsParty *self)
{
    return self->to_send->len > 0;
}

static bool close_due (const TlsParty *self)
{
    return self->to_send->len == 0 && self->close_wanted;
}

static bool nothing_left (const TlsParty *self)
{
    return self->to_send->len == 0;
}

/* Client authentication. */

static bool request_due (const TlsParty *self)
{
    return self->config->request != TLS_REQUEST_NO && self->request == NULL;
}

static bool answer_open (const TlsParty *self)
{
    return self->answer == TLS_ASKED;
}

static bool answer_not_open (const TlsParty *self)
{
    return self->answer != TLS_ASKED;
}

static bool will_show (const TlsParty *self)
{
    return self->answer == TLS_WILL_SHOW && !self->compresses;
}

static bool will_not_show (const TlsParty *self)
{
    return self->answer == TLS_SHOWS_NONE;
}

static bool answer_is_full (const TlsParty *self)
{
    return !tls_answer_is_empty (self);
}

const TlsGuard tls_if_data_left = {"application data is left to send", has_data};
const TlsGuard tls_if_done = {"everything is said", close_due};
const TlsGuard tls_if_all_sent = {"nothing is left to send", nothing_left};
const TlsGuard tls_if_asks = {"it wants to know who the client is", request_due};
const TlsGuard tls_if_asked = {"the server asked for a certificate", answer_open};
const TlsGuard tls_if_client_auth = {"the client was asked for a certificate", answer_open};
const TlsGuard tls_if_no_client_auth = {"no client authentication", answer_not_open};
const TlsGuard tls_if_shows = {"its certificate is what the server asks for", will_show};
const TlsGuard tls_if_shows_none = {"it has none that the server asks for", will_not_show};
const TlsGuard tls_if_full = {"it holds a certificate", answer_is_full};
const TlsGuard tls_if_empty = {"it is empty", tls_answer_is_empty};

/* ---- Tables ---- */

static const struct {
    uint16_t version;
    const TlsRule *(*rules) (TlsRole role, size_t *n);
} tables[] = {{WIRE_TLS13, tls_rules13}, {WIRE_TLS12, tls_rules12}};

uint16_t tls_rules_version_at (unsigned i)
{
    return i < G_N_ELEMENTS (tables) ? tables[i].version : 0;
}

const TlsRule *tls_rules (uint16_t version, TlsRole role, size_t *n)
{
    return version == WIRE_TLS12 ? tls_rules12 (role, n) : tls_rules13 (role, n);
}

bool tls_rules_have (uint16_t version, TlsRole role, TlsState state)
{
    size_t n;
    const TlsRule *rules = tls_rules (version, role, &n);
    for (size_t i = 0; i < n; i++)
        if (rules[i].from == state || rules[i].to == state)
            return true;
    return state == TLS_FAILED;
}
