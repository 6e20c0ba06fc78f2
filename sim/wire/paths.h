/* Which paths there can be at all: walked from the format tables, without any bytes. Explanations
 * are looked for under them, and a path that none of them is can be refused before anything runs.
 */
#pragma once

#include "wire/message.h"

/* All paths of the fields of message ID, with its name and without indices:
 * "ClientHello.key_share.client_shares[].group"; a GPtrArray of char *, transfer full. Length
 * prefixes and what no table names are not among them. */
GPtrArray *wire_message_paths (WireMessageId id);
/* Of records, below their root: "encrypted_record", "fragment". transfer full */
GPtrArray *wire_record_paths (void);

/* Whether PATH ("cipher_suites[0]", "extension_0x1234.extension_data") may be one below a message
 * of that NAME, in any of its looks; with NAME NULL below a record. False: NEAR (transfer full)
 * says which ones are spelled nearly so. */
bool wire_path_possible (const char *name, const char *path, char **near);
