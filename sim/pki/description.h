/* A certificate in a few words, as it stands in a scenario's group [certificate.NAME]. The built-in
 * ones are rows of the same struct, in the same words: what can be minted, good or flawed, can be
 * described. Every field is text, NULL where nothing was said; what follows then depends on what it
 * is for. Same description, same bytes, on every machine. */
#pragma once

#include "pki/identity.h"
#include "pki/verify.h"

typedef struct PkiDescription PkiDescription;
struct PkiDescription {
    const char *name, *summary;
    const PkiDescription *issuer;       /* NULL: itself */
    const char *holder;                 /* "server" or "client"; NULL: a server */
    const char *authority;              /* "yes": it may sign certificates */
    const char *path_length;            /* of an authority: how many others may follow below it */
    const char *subject;                /* "CN=…,O=…", or a common name alone */
    const char *names;                  /* subjectAltName: hosts, addresses, mail; NULL: the host */
    const char *not_before, *not_after; /* "2026-03-01", or beside the clock: "-1y" */
    const char *key;                    /* pki_key_kind_at () */
    const char *key_file;               /* of assets/keys, in place of one that is its own */
    unsigned key_number;                /* which one of its kind, where those are embedded */
    const char *signature;              /* pki_signature_hash_at (): what its issuer signs with */
    const char *usages, *extended_usages; /* pki_usage_at (), pki_extended_usage_at () */
    const char *permitted, *excluded;     /* of an authority: name constraints */
    const char *policies, *serial;        /* object identifiers; hex */
    const char *must_staple;              /* "yes" */
    const char *flaws;                    /* pki_flaw_at () */
    const char *chain;                    /* pki_description_sent () */
};

/* The words that the fields may hold; NULL behind the last. */
const char *pki_key_kind_at (unsigned i);
const char *pki_signature_hash_at (unsigned i);
const char *pki_usage_at (unsigned i);
const char *pki_extended_usage_at (unsigned i);
typedef struct {
    const char *name, *summary;
} PkiFlaw;
const PkiFlaw *pki_flaw_at (unsigned i);
/* How many keys of a kind are embedded; 0: as many as are asked for, each made from the name. */
unsigned pki_keys_embedded (const char *kind);

/* Built-in authorities: "root", "intermediate", …; NULL behind the last. */
const char *pki_authority_at (unsigned i);
/* The built-in authority or certificate of that name; NULL: there is none. */
const PkiDescription *pki_description_builtin (const char *name);

/* Whether single fields can be read; G_IO_ERROR_INVALID_DATA says what is allowed. */
bool pki_check_subject (const char *text, GError **error);
bool pki_check_names (const char *text, GError **error);
bool pki_check_constraints (const char *text, GError **error);
bool pki_check_policies (const char *text, GError **error);
bool pki_check_serial (const char *text, GError **error);
/* "2026-03-01", "-1y", "+12h": TIME in Unix seconds, seen from NOW. */
bool pki_check_time (const char *text, int64_t now, int64_t *time, GError **error);
/* What no single field can be wrong about, with all issuers in place (and no circle among them).
 * *KEY says which field is to blame, as scenarios spell it; static. */
bool pki_description_check (const PkiDescription *self, int64_t now, const char **key,
                            GError **error);
/* The descriptions that are sent, in that order. transfer container; NULL with an error: its words
 * do not fit the chain */
GPtrArray *pki_description_sent (const PkiDescription *self, GError **error);

/* Its holder, for HOST. Only for one that was checked. transfer full */
PkiIdentity *pki_identity_described (const PkiDescription *self, const char *host, int64_t now);
/* Trust in it alone; transfer full */
PkiTrust *pki_trust_described (const PkiDescription *self, const char *host, int64_t now);
