/* Compressed certificates (RFC 8879): the message Certificate as zlib bytes and back. Only this
 * file knows zlib. What is unpacked comes from a stranger, so it may never grow past what was
 * announced, nor past the caller's limit. */
#pragma once

#include "wire/message.h"

/* DATA as a zlib stream (RFC 1950). The bytes are those of the zlib at hand: another one may pack
 * the same data in another way. transfer full */
GBytes *wire_deflate (BaseSpan data);
/* What the zlib stream COMPRESSED holds when that is exactly SIZE bytes and nothing follows it.
 * NULL with the cause: it holds another number of bytes, or it is no such stream. Never makes more
 * than one byte over SIZE, to see that there is more. transfer full */
GBytes *wire_inflate (BaseSpan compressed, size_t size, BaseCause *cause);

/* CERTIFICATE as a CompressedCertificate with zlib. transfer full */
WireMessage *wire_certificate_compress (const WireMessage *certificate);
/* The Certificate in COMPRESSED, read; NULL with the cause when it cannot be unpacked: not zlib,
 * not the announced length, or more than LIMIT bytes announced. CAUSE may be NULL. transfer full */
WireMessage *wire_certificate_decompress (const WireMessage *compressed, size_t limit,
                                          BaseCause *cause);
