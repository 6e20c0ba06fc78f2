/* Messages: the first byte says which content type (its last two bits), key exchange (the next two)
 * and version (the rest; 0: TLS 1.3), the rest is the message. Whatever it is, its field tree
 * covers every byte, and what reads well is written again to the same bytes. */
#include "fuzz.h"

#include "../unit/wire-tree.h"
#include "meddle.h"

enum { DEEP = 2048 }; /* finding every path takes time that grows with the square of the size */

static WireDialect dialect_of (unsigned choice)
{
    static const uint16_t versions[] = {WIRE_TLS13, WIRE_TLS12, WIRE_TLS11, WIRE_SSL3};
    return (WireDialect){versions[choice / 16 % G_N_ELEMENTS (versions)],
                         (WireKeyExchange)(choice / 4 % 4)};
}

void fuzz_messages (BaseSpan input)
{
    FuzzInput in = {input};
    unsigned choice = fuzz_take (&in, 1);
    uint8_t type = (uint8_t)(WIRE_CT_CHANGE_CIPHER_SPEC + choice % 4);
    check_message_as (type, dialect_of (choice), in.rest.data, in.rest.size, in.rest.size <= DEEP);
}

size_t fuzz_messages_mutate (uint8_t *data, size_t size, size_t max, GRand *random)
{
    if (size < 2)
        return LLVMFuzzerMutate (data, size, max);
    uint8_t type = (uint8_t)(WIRE_CT_CHANGE_CIPHER_SPEC + data[0] % 4);
    uint8_t with[256];
    size_t n = (size_t)g_rand_int_range (random, 0, 64);
    for (size_t i = 0; i < n; i++)
        with[i] = data[(size_t)g_rand_int_range (random, 0, (gint32)size)];
    n = LLVMFuzzerMutate (with, n, sizeof with);
    g_autoptr (GByteArray) message = g_byte_array_new ();
    base_append_span (message, base_span (data + 1, size - 1));
    meddle_message (message, type, dialect_of (data[0]), g_rand_int (random),
                    (MeddleWay)g_rand_int_range (random, 0, MEDDLE_N_WAYS), base_span (with, n));
    if (message->len == 0 || message->len >= max)
        return LLVMFuzzerMutate (data, size, max);
    memcpy (data + 1, message->data, message->len);
    return 1 + message->len;
}
