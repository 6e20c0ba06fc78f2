/* The scenario: who talks to whom with which settings, what the attacker does, and how it must end.
 * A key file with line numbers; an empty one is valid. Every wrong line gives one error,
 * `file:line: what is wrong, what is allowed` (G_IO_ERROR_INVALID_DATA). */
#pragma once

#include "net/twist.h"
#include "tls/config.h"

typedef struct {
    GPtrArray
        *outcomes; /* char *: "established", "failed", "truncated", "stalled"; empty: not said */
    char *alert_sender; /* "client", "server" or NULL */
    GPtrArray *alerts;  /* char *: the allowed ones; empty: not said */
    char *noticed_by;   /* "client", "server" or NULL */
    GPtrArray *causes;  /* char *: BaseCause names; empty: not said */
    GPtrArray *fails;   /* char *: keys of checks (PkiCheck.key and decision keys) that must fail */
    GPtrArray *passes;  /* and that must still pass */
    GPtrArray *missing; /* char *: what the thief of the server's key lacks; empty: not said */
} ScenarioExpect;

/* One setting, for showing and changing: every key that exists, set or not. */
typedef struct {
    const char *group;   /* "client" */
    const char *key;     /* "cipher-suites" */
    const char *summary; /* one line; static */
    char *value;         /* as it is in force, in the file's syntax; owned by the scenario */
    bool is_default;
    int line; /* where it was set; 0: default, -1: by --set */
} ScenarioSetting;

typedef struct Scenario Scenario;

/* NAME_OR_PATH: a file, or the name of one in the catalogue ("no-common-cipher-suite"). transfer
 * full */
Scenario *scenario_load (const char *name_or_path, GError **error);
/* From text; WHERE stands in errors (for a part of a file, put as many empty lines before it as
 * stand there, and the line numbers are right); FOLDER (may be NULL: no files) is what it may read
 * PEM files from. */
Scenario *scenario_parse (const char *text, const char *where, const char *folder, GError **error);
Scenario *scenario_ref (Scenario *self);
void scenario_unref (Scenario *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Scenario, scenario_unref)

/* A copy with "client.cipher-suites=TLS_AES_256_GCM_SHA384" in force; "network.twist.1=" takes the
 * twist away. Errors begin with the setting's name. transfer full */
Scenario *scenario_with (const Scenario *self, const char *assignment, GError **error);
/* As a file again: what differs from the defaults, in canonical order. transfer full */
char *scenario_text (const Scenario *self);

const char *scenario_name (const Scenario *self); /* of the catalogue, or the file's */
/* In the language of the environment; never NULL. */
const char *scenario_title (const Scenario *self);
const char *scenario_summary (const Scenario *self); /* may be "" */
const char *scenario_seed (const Scenario *self);    /* "1" */
/* The same in LANGUAGE ("de"), untranslated when it has no words in it. */
const char *scenario_title_in (const Scenario *self, const char *language);
const char *scenario_summary_in (const Scenario *self, const char *language);
int64_t scenario_time (const Scenario *self);    /* Unix seconds at which it starts */
int64_t scenario_latency (const Scenario *self); /* microseconds that a record is on its way */
/* The settings in force, a GPtrArray of ScenarioSetting; borrowed. */
GPtrArray *scenario_settings (const Scenario *self);
/* GROUP may be that of a later connection, "client.2". NULL when there is no such key. */
const char *scenario_value (const Scenario *self, const char *group, const char *key);
/* How many connections follow one another (1 to 9), and the N-th of them, from 1, as a scenario of
 * its own; borrowed. */
unsigned scenario_connections (const Scenario *self);
Scenario *scenario_connection (Scenario *self, unsigned n);
/* A man in the middle: connection 1 is the client's with his server, 2 his client's with the
 * server.
 */
bool scenario_has_middle (const Scenario *self);
/* Whether his party in that connection has words of its own for what he should hand on. */
bool scenario_says_instead (const Scenario *self);
int64_t scenario_pause (const Scenario *self);   /* microseconds between the one before and this */
unsigned scenario_replay (const Scenario *self); /* which earlier connection's first flight the
                                                    attacker sends again here; 0: none */
GPtrArray *scenario_twists (const Scenario *self); /* of NetTwist; borrowed */
/* What stands in errors before the line number: the file. */
const char *scenario_where (const Scenario *self);
/* Where the twist I, from 0, was set: "x.scenario:7", "network.twist.1". transfer full */
char *scenario_twist_place (const Scenario *self, unsigned i);
const ScenarioExpect *scenario_expect (const Scenario *self);
/* The party's policy, with its certificates minted or loaded. transfer full */
TlsConfig *scenario_config (const Scenario *self, TlsRole role, GError **error);

/* The I-th of its certificates that nobody uses, with its place: "x.scenario:7: nobody uses
 * [certificate.leaf]"; NULL behind the last. transfer full */
char *scenario_unused_at (const Scenario *self, unsigned i);

/* The I-th key of a group [certificate.NAME], what it is when nothing is said (of a server's), and
 * what it means; NULL behind the last. */
const char *scenario_certificate_key_at (unsigned i, const char **fallback, const char **summary);

/* ---- The catalogue: assets/scenarios, built in. ---- */
typedef struct {
    char *name;  /* "healthy" */
    char *group; /* "healthy", "records", "negotiation" … */
    char *title;
    char *summary;
} ScenarioEntry;
/* In order of teaching; a GPtrArray of ScenarioEntry; transfer container and all. */
GPtrArray *scenario_catalogue (void);
