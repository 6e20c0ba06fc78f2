/* A party's policy: everything that a scenario can set about it. Lists are in order of preference.
 */
#pragma once

#include "base/clock.h"
#include "crypto/random.h"
#include "pki/identity.h"
#include "pki/pin.h"
#include "pki/verify.h"
#include "tls/suite.h"

typedef enum {
    TLS_CLIENT,
    TLS_SERVER
} TlsRole; /* the same numbers as TRACE_CLIENT, TRACE_SERVER */

static inline TlsRole tls_other_role (TlsRole role)
{
    return role == TLS_CLIENT ? TLS_SERVER : TLS_CLIENT;
}

/* Whether a server wants to know who the client is. */
typedef enum { TLS_REQUEST_NO, TLS_REQUEST_IF_ANY, TLS_REQUIRE } TlsRequest;
typedef enum { TLS_NO_KEY_UPDATE, TLS_KEY_UPDATE_OWN, TLS_KEY_UPDATE_BOTH } TlsKeyUpdate;

typedef struct {
    int references;
    TlsRole role;
    GArray *versions;            /* uint16_t: 0x0304 and 0x0303; older ones can be offered, but are
                                    not spoken */
    GArray *cipher_suites;       /* uint16_t */
    GArray *groups;              /* uint16_t */
    GArray *key_shares;          /* uint16_t; client: the groups it sends a share for */
    GArray *signature_schemes;   /* uint16_t */
    GArray *certificate_schemes; /* uint16_t, for signatures on certificates; empty: the same */
    GPtrArray *alpn;         /* char *; empty: the extension is not sent, or any offer is ignored */
    char *server_name;       /* client: the host it wants, checked against the certificate and sent
                                as server_name unless it is an IP address; NULL: neither.
                                server: the name it serves; NULL: any */
    bool own_preference;     /* server: its own order wins, not the client's */
    bool compatibility_mode; /* client: middlebox compatibility (RFC 9846 E.4) */
    bool extended_main_secret; /* TLS 1.2: hashes the handshake into its main secret (RFC 7627) */
    bool encrypt_then_mac;   /* TLS 1.2: with CBC, the MAC is made over the ciphertext (RFC 7366) */
    int64_t dh_group;        /* server: of DHE, crypto_prime_at () */
    int64_t dh_min_bits;     /* client: a smaller group of DHE will not do */
    bool fallback;           /* client: says that it offers less than it could (RFC 7507) */
    PkiTrust *trust;         /* whom it believes about the peer; NULL: certificates are not
                                verified */
    GPtrArray *pins;         /* PkiPin: the only keys with which it is content; empty: any */
    PkiIdentity *identity;   /* its own; client: NULL: none */
    int64_t request;         /* server: TlsRequest, in the handshake */
    bool later_answer;       /* client: offers post_handshake_auth */
    int64_t later_request;   /* server: TlsRequest, once the handshake is over */
    int64_t later_requests;  /* server: how many CertificateRequests that is */
    bool asks_at_once;       /* server: at once, not when the first data has come */
    bool name_authorities;   /* tells the peer whom it trusts (certificate_authorities) */
    GPtrArray *oid_filters;  /* char *, server: pki_filter_at (), what it asks of a client's
                                certificate */
    bool request_staple;     /* asks for an OCSP response with the peer's certificate */
    char *staple;            /* pki_staple_at (): the one that goes with its own; NULL: none */
    GBytes *staple_file;     /* the same in DER, in place of that; NULL: none */
    bool request_timestamps; /* asks for log receipts with the peer's certificate */
    bool timestamps;         /* one of the teaching log goes with its own */
    GArray *certificate_compression; /* uint16_t: how it takes certificates packed, and packs its
                                        own; empty: not at all */
    GPtrArray *psks;                 /* TlsPsk: keys agreed on beforehand */
    GArray *psk_modes;               /* uint16_t: WirePskMode */
    bool use_tickets;                /* client: keeps the tickets it gets, and offers them */
    bool sessions;                   /* TLS 1.2: keeps sessions under their ids, and lets them go
                                        on */
    int64_t tickets;                 /* server: how many it gives */
    int64_t ticket_lifetime;         /* server: seconds */
    bool forgets;                    /* server: it was restarted: what it remembered is gone */
    GBytes *early_data;     /* client: what it sends early when a ticket allows it; NULL: nothing */
    int64_t max_early_data; /* server: bytes of early data it takes; 0: none */
    bool anti_replay;       /* server: remembers hellos with early data */
    bool cookie;            /* server: sends every new client back with a cookie */
    GBytes *send;           /* client: application data to send once connected; NULL: none */
    GBytes *reply;          /* server: what it answers the first application data; NULL: nothing */
    int64_t record_size_limit;   /* the largest TLSInnerPlaintext it takes; 0: it does not say */
    int64_t max_fragment_length; /* client: what it asks for, the code of RFC 6066; 0: nothing */
    bool grants_fragment_length; /* server: it honours max_fragment_length */
    int64_t padding;     /* sealed records are padded to a multiple of so many bytes; 0: not */
    int64_t fragment;    /* content of a record at most; 0: as much as may be */
    bool coalesce;       /* handshake messages share a record as long as the keys are the same */
    int64_t data_size;   /* what it sends or replies, over and over until it is so long; 0: once */
    GBytes *after_close; /* what it still sends when the peer has closed its side; NULL: nothing */
    int64_t key_update;  /* it sends KeyUpdate once connected: TlsKeyUpdate */
    int64_t key_updates; /* … so many times */
    int64_t key_limit;   /* records under one key at most; 0: as many as the AEAD stands */
    char *exporter;  /* label of keying material to be exported (RFC 9846 7.5); NULL or "": none */
    bool grease;     /* invented values in its lists and extensions (RFC 8701) */
    bool grease_ech; /* client: an invented encrypted_client_hello (RFC 9849) */
    int64_t hello_padding; /* client: its hello is padded to so many bytes; 0: not */
    bool hold_open;        /* do not close by itself: somebody else says when (live sessions) */
    int64_t clock_offset;  /* seconds this party's clock is ahead of the virtual one */
    GPtrArray *misbehaves; /* char *: names of tls_misbehaviour_row () */
    /* For published vectors alone. */
    unsigned min_rsa_bits;  /* 2048 */
    GBytes *raw_extensions; /* the content of the whole extension list of ClientHello (client) or
                               EncryptedExtensions (server); NULL: built from the policy */
    GBytes *raw_retry_extensions;   /* the same of the second ClientHello (client) or the
                                       HelloRetryRequest (server) */
    GBytes *raw_request_extensions; /* server: the same of the CertificateRequest */
    GBytes *raw_signature;  /* of its CertificateVerify, when the private key is not published: that
                               of  the identity then only says of what kind it is; NULL: signed */
    GArray *hello_order;    /* uint16_t; server: types of ServerHello's extensions in the order in
                               which they stand there; NULL: ours */
    GPtrArray *raw_tickets; /* GBytes; server: NewSessionTicket messages to send once connected */
} TlsConfig;

/* The defaults of scenario format 1, whatever else is implemented: TLS 1.3, AES-GCM and ChaCha20,
 * x25519 and secp256r1 with a share for x25519, the schemes of ECDSA P-256, Ed25519 and RSA keys.
 * No trust and no identity. transfer full */
TlsConfig *tls_config_new (TlsRole role);
TlsConfig *tls_config_ref (TlsConfig *config);
void tls_config_unref (TlsConfig *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlsConfig, tls_config_unref)
