/* Looking into DER without copying: where a certificate's names and extensions lie. What the fields
 * mean is read by GnuTLS; asking it for these few would cost more than a third of a verification.
 * And writing DER, for what GnuTLS only reads. Private to the room. */
#pragma once

#include "base/bytes.h"

typedef struct {
    uint8_t tag;
    BaseSpan whole;   /* header and content */
    BaseSpan content; /* within WHOLE */
} PkiElement;

/* Takes the first element off REST. False when there is none, or one that does not fit in REST. */
bool pki_der_next (BaseSpan *rest, PkiElement *element);

typedef struct {
    BaseSpan signed_part;     /* tbsCertificate, bit for bit as it came */
    BaseSpan serial;          /* its content */
    BaseSpan issuer, subject; /* names, whole */
    BaseSpan public_key;      /* subjectPublicKeyInfo, whole */
    BaseSpan extensions;      /* one after the other; empty: there are none */
} PkiLayout;

/* False when DER is no certificate by its outline (RFC 5280 4.1), or when bytes follow behind it.
 */
bool pki_der_layout (BaseSpan der, PkiLayout *layout);

typedef struct {
    BaseSpan oid; /* the content alone */
    bool critical;
    BaseSpan value;
} PkiExtension;

bool pki_der_next_extension (BaseSpan *rest, PkiExtension *extension);
/* The value of the extension 2.5.29.NUMBER; data NULL: there is none. */
BaseSpan pki_der_extension (const PkiLayout *layout, uint8_t number);
/* The keyIdentifier of authorityKeyIdentifier, and subjectKeyIdentifier; empty: there is none. */
BaseSpan pki_der_issuer_key_id (const PkiLayout *layout);
BaseSpan pki_der_subject_key_id (const PkiLayout *layout);
/* The subjectPublicKey alone, without its count of unused bits (RFC 6960 4.1.1); data NULL: it
 * cannot be read. */
BaseSpan pki_der_key_bits (const PkiLayout *layout);

/* Writes an element behind what OUT holds. */
void pki_der_put (GByteArray *out, uint8_t tag, BaseSpan content);
/* The same; takes CONTENT over. */
void pki_der_put_taken (GByteArray *out, uint8_t tag, GByteArray *content);
