/* Pins (RFC 7469): the SHA-256 of a public key, of its subjectPublicKeyInfo. Who pins accepts a
 * chain only when one of its keys is among the pins, whoever signed it. */
#pragma once

#include "pki/description.h"

enum { PKI_PIN_SIZE = 32 };

typedef struct {
    uint8_t hash[PKI_PIN_SIZE];
    char *name; /* of the certificate whose key it is; NULL: not known */
} PkiPin;

void pki_pin_free (PkiPin *pin);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiPin, pki_pin_free)

/* Of "sha256/BASE64", as browsers and curl write them; NULL with G_IO_ERROR_INVALID_DATA. transfer
 * full */
PkiPin *pki_pin_read (const char *text, GError **error);
/* Of the key of a certificate that is described or built in. transfer full */
PkiPin *pki_pin_described (const PkiDescription *description);
/* "sha256/BASE64"; transfer full */
char *pki_pin_text (const uint8_t hash[PKI_PIN_SIZE]);
