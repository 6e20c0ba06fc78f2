/* Explanations: assets/explain/en/… .md, a level-2 heading per key, built in. Keys look like
 * "ClientHello.cipher_suites[]", "message:ClientHello", "secret:main_secret", "state:WAIT_SH",
 * "decision:cipher-suite", "check:validity", "alert:handshake_failure", "cause:BAD_FINISHED",
 * "draw:random", "keys:send", "suite:…", "group:…", "scheme:…", "term:…", "history:…".
 *
 * So that not every message needs the same words again, a key without a text of its own falls back,
 * in this order:
 *   1. a field: its path less leading components ("ClientHello.key_share.extension_type" →
 *      "key_share.extension_type" → "extension_type"; so the generic keys are extension_type,
 *      extension_data, length, msg_type, unread, unknown_extension …);
 *   2. "secret:" and "draw:": the name less leading words ("secret:client_handshake_write_key" → …
 *      → "secret:write_key", "draw:client_random" → "draw:random"), the same with N for a number
 *      at its end ("secret:client_application_traffic_secret_2" →
 *      "secret:application_traffic_secret_N"), then less what follows a "."
 *      ("draw:signature.salt" → "draw:signature");
 *   3. "TLS1.2/" behind the colon: what TLS 1.2 has of its own, by its last words too, then the key
 *      without it ("state:TLS1.2/CONNECTED" → "state:CONNECTED");
 *   4. "term:" and "history:": hyphens are as good as spaces ("term:forward-secrecy" →
 *      "term:forward secrecy"). */
#pragma once

#include <glib.h>

/* The CommonMark text below the heading, NULL when KEY has none; static. */
const char *lesson_explanation (const char *key);
/* The heading under which that text stands: KEY itself or what it fell back to; NULL when KEY has
 * none; static. */
const char *lesson_explanation_heading (const char *key);
/* All keys that have a text, sorted; NULL-terminated; transfer full. */
char **lesson_explanation_keys (void);
