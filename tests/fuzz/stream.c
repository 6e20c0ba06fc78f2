/* A stream of records in clear as libFuzzer's changes would break it at once: here a record, or a
 * field of the message in it, changes, and the lengths are mended. */
#include "judge.h"
#include "meddle.h"

#include <string.h>

enum { HEADER = WIRE_RECORD_HEADER_SIZE };

/* Where the record number WHICH (modulo their number) lies in STREAM; false when there is none. */
static bool find_record (BaseSpan stream, unsigned which, size_t *at, size_t *size)
{
    for (int round = 0; round < 2; round++) {
        unsigned n = 0;
        WireRecordHeader header;
        for (*at = 0; *at < stream.size; *at += *size, n++) {
            wire_record_peek (base_span (stream.data + *at, stream.size - *at), &header, size);
            if (*size == 0)
                break;
            if (round == 1 && n == which)
                return true;
        }
        if (n == 0)
            return false;
        which %= n;
    }
    return false;
}

/* The record's first message, or all of its content, with one field changed. */
static void change_message (GByteArray *record, WireDialect dialect, GRand *random)
{
    uint8_t with[256];
    size_t n = (size_t)g_rand_int_range (random, 0, 64);
    for (size_t i = 0; i < n; i++)
        with[i] = record->data[g_rand_int_range (random, 0, (gint32)record->len)];
    n = LLVMFuzzerMutate (with, n, sizeof with);
    MeddlePiece piece = {
        .type = record->data[0], .content = g_byte_array_new (), .dialect = dialect};
    base_append_span (piece.content, base_span (record->data + HEADER, record->len - HEADER));
    meddle_field (&piece, g_rand_int (random),
                  (MeddleWay)g_rand_int_range (random, 0, MEDDLE_N_WAYS), base_span (with, n));
    g_byte_array_set_size (record, HEADER);
    base_append_span (record, base_span (piece.content->data, piece.content->len));
    record->data[3] = (uint8_t)(piece.content->len >> 8);
    record->data[4] = (uint8_t)piece.content->len;
    meddle_clear (&piece);
}

/* In two records of the same type. */
static void split_record (GByteArray *record, GRand *random)
{
    guint length = record->len - HEADER;
    guint first = (guint)g_rand_int_range (random, 0, (gint32)length + 1);
    uint8_t header[HEADER];
    memcpy (header, record->data, HEADER);
    header[3] = (uint8_t)((length - first) >> 8);
    header[4] = (uint8_t)(length - first);
    record->data[3] = (uint8_t)(first >> 8);
    record->data[4] = (uint8_t)first;
    meddle_splice (record, HEADER + first, 0, base_span (header, HEADER));
}

size_t fuzz_stream_mutate (uint8_t *data, size_t size, size_t max, GRand *random)
{
    size_t at, length;
    if (size <= FUZZ_STREAM_BEGIN ||
        !find_record (base_span (data + FUZZ_STREAM_BEGIN, size - FUZZ_STREAM_BEGIN),
                      g_rand_int (random), &at, &length))
        return LLVMFuzzerMutate (data, size, max);
    at += FUZZ_STREAM_BEGIN;
    g_autoptr (GByteArray) all = g_byte_array_new ();
    g_autoptr (GByteArray) record = g_byte_array_new ();
    base_append_span (all, base_span (data, size));
    base_append_span (record, base_span (data + at, length));
    switch (g_rand_int_range (random, 0, 6)) {
    case 0: /* it goes */
        g_byte_array_set_size (record, 0);
        break;
    case 1: /* twice */
        meddle_splice (record, 0, 0, base_span (data + at, length));
        break;
    case 2:
        split_record (record, random);
        break;
    default:
        change_message (record, fuzz_stage_dialect (data[0]), random);
        break;
    }
    meddle_splice (all, at, length, base_span (record->data, record->len));
    if (all->len > max)
        return LLVMFuzzerMutate (data, size, max);
    memcpy (data, all->data, all->len);
    return all->len;
}
