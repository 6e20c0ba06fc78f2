/* Explanations: assets/explain/en/… .md, one heading per key, built in. Keys look like
 * "ClientHello.cipher_suites", "message:ClientHello", "secret:main_secret", "state:WAIT_SH",
 * "decision:cipher-suite", "check:validity", "alert:handshake_failure", "cause:BAD_FINISHED",
 * "draw:random", "keys:send", "suite:…", "group:…", "scheme:…". */
#pragma once

#include <glib.h>

/* The CommonMark text below the heading, NULL when KEY has none; static. */
const char *lesson_explanation (const char *key);
/* All keys that have a text, sorted; NULL-terminated; transfer full. */
char **lesson_explanation_keys (void);
