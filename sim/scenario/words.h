/* Lists of words that a setting may hold, taken from what the engine really implements, and the
 * errors that name them, the nearest spelling first. */
#pragma once

#include "wire/registry.h"

#include <glib.h>

typedef struct {
    const char *what;               /* "cipher suite", behind “no” */
    const char *(*at) (unsigned i); /* the allowed words in order, NULL behind the last */
    const WireRegistry *registry;   /* their numbers, and names that are known but not allowed;
                                       NULL: none */
    const char *list;               /* what of `stepshake list` has them all; NULL: nothing */
} ScenarioWords;

extern const ScenarioWords scenario_versions;
extern const ScenarioWords scenario_cipher_suites;
extern const ScenarioWords scenario_groups;
extern const ScenarioWords scenario_dh_groups;
extern const ScenarioWords scenario_schemes;
extern const ScenarioWords scenario_psk_modes;
extern const ScenarioWords scenario_ticket_keys;      /* "keep", "new" */
extern const ScenarioWords scenario_switch;           /* "no", "yes" */
extern const ScenarioWords scenario_preferences;      /* "client", "own" */
extern const ScenarioWords scenario_fragment_lengths; /* "0", "512" … */
extern const ScenarioWords scenario_key_updates;      /* "no", "once", "request" */
extern const ScenarioWords scenario_parties;          /* "client", "server" */
extern const ScenarioWords scenario_outcomes;
extern const ScenarioWords scenario_alerts;
extern const ScenarioWords scenario_causes;
extern const ScenarioWords scenario_missing;
extern const ScenarioWords scenario_checks;
extern const ScenarioWords scenario_certificates;
extern const ScenarioWords scenario_own_certificates;    /* and "none" */
extern const ScenarioWords scenario_certificate_schemes; /* of signatures on certificates */
extern const ScenarioWords scenario_staples;             /* "none", "good", "revoked" … */
extern const ScenarioWords scenario_compressions;        /* "zlib" */
extern const ScenarioWords scenario_requests;            /* "no", "request", "require" */
extern const ScenarioWords scenario_moments;             /* "data", "at-once" */
extern const ScenarioWords scenario_client_misbehaviours;
extern const ScenarioWords scenario_server_misbehaviours;
extern const ScenarioWords scenario_filters;
extern const ScenarioWords scenario_authorities;

/* The index of WORD, -1 when it is none of WORDS. */
int scenario_word_find (const ScenarioWords *words, const char *word);
/* base_offer () of WORDS. transfer full */
char *scenario_words_offer (const ScenarioWords *words, const char *wrong, const char *also);
/* Sets the error “WORD” is no WHAT, allowed: … and ALSO behind the last. */
void scenario_word_refuse (const ScenarioWords *words, const char *word, const char *also,
                           GError **error);
