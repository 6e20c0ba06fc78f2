/* Big-endian bytes to GMP's numbers and back, and the wiping of numbers that were secret. Private
 * to the room. */
#pragma once

#include "base/bytes.h"

#include <nettle/bignum.h>
#include <nettle/ecc.h>

/* NUMBER has been initialised; leading zeros are allowed. */
void crypto_number_read (mpz_t number, BaseSpan bytes);
/* Wipes, then clears. */
void crypto_number_wipe (mpz_t number);
void crypto_scalar_wipe (struct ecc_scalar *scalar);

/* A curve of NIST. */
typedef struct {
    const struct ecc_curve *(*nettle) (void);
    unsigned bits; /* of a coordinate, and of the order */
} CryptoCurve;
extern const CryptoCurve crypto_p256, crypto_p384, crypto_p521;

/* Initialises SCALAR; false (nothing to wipe) when BYTES are not in [1, order - 1]. */
bool crypto_scalar_read (struct ecc_scalar *scalar, const CryptoCurve *curve, BaseSpan bytes);
/* Initialises POINT; false (nothing to clear) when the point is not on the curve. */
bool crypto_point_read (struct ecc_point *point, const CryptoCurve *curve, BaseSpan x, BaseSpan y);
