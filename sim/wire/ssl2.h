/* The CLIENT-HELLO in the format of SSL 2.0 (RFC 5246 appendix E.2), with which clients once began
 * so that old servers understood them too. It is shown and never answered: RFC 6176 forbids
 * SSL 2.0, and RFC 9846 appendix E.5 this hello. It has a record header of its own, of two bytes.
 */
#pragma once

#include "wire/tree.h"

/* Whether BYTES begin like one: a header with its top bit set, msg_type 1, a version of SSL or TLS.
 */
bool wire_is_ssl2_hello (BaseSpan bytes);
/* How many bytes the record takes, as its header says. BYTES begin like a hello. */
size_t wire_ssl2_size (BaseSpan bytes);
/* The tree of one, header and all: "V2ClientHello". Never fails: see tree->cause. transfer full */
WireTree *wire_ssl2_hello_tree (GBytes *bytes);
