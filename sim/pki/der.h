/* Looking into DER without copying: where a certificate's names and extensions lie. What the fields
 * mean is read by GnuTLS; asking it for these few would cost more than a third of a verification.
 * Private to the room. */
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
    BaseSpan issuer, subject; /* names, whole */
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
