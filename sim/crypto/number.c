#include "crypto/number.h"

void crypto_number_read (mpz_t number, BaseSpan bytes)
{
    nettle_mpz_set_str_256_u (number, bytes.size, bytes.data);
}

void crypto_number_wipe (mpz_t number)
{
    size_t limbs = mpz_size (number);
    if (limbs > 0)
        base_wipe (mpz_limbs_modify (number, (mp_size_t)limbs), limbs * sizeof (mp_limb_t));
    mpz_clear (number);
}

void crypto_scalar_wipe (struct ecc_scalar *scalar)
{
    base_wipe (scalar->p, (size_t)ecc_size (scalar->ecc) * sizeof (mp_limb_t));
    ecc_scalar_clear (scalar);
}

bool crypto_scalar_read (struct ecc_scalar *scalar, const CryptoCurve *curve, BaseSpan bytes)
{
    mpz_t number;
    mpz_init (number);
    crypto_number_read (number, bytes);
    ecc_scalar_init (scalar, curve->nettle ());
    bool valid = ecc_scalar_set (scalar, number) != 0;
    crypto_number_wipe (number);
    if (!valid)
        ecc_scalar_clear (scalar);
    return valid;
}

bool crypto_point_read (struct ecc_point *point, const CryptoCurve *curve, BaseSpan x, BaseSpan y)
{
    mpz_t number_x, number_y;
    mpz_inits (number_x, number_y, NULL);
    crypto_number_read (number_x, x);
    crypto_number_read (number_y, y);
    ecc_point_init (point, curve->nettle ());
    bool valid = ecc_point_set (point, number_x, number_y) != 0;
    mpz_clears (number_x, number_y, NULL);
    if (!valid)
        ecc_point_clear (point);
    return valid;
}
