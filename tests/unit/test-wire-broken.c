/* The walker against input that is broken in every way: cut off, with one byte changed, and random
 * (a fixed seed). Whatever comes, the leaves cover all bytes, and what reads well can be built
 * again from what was read. */
#include "wire/message.h"

#include <string.h>

#include "../vectors/vectors.h"
#include "few.h"
#include "wire-tree.h"

static const struct {
    const char *file, *vector;
    WireMessageId id;
} samples[] = {
    {"rfc8448-simple-1rtt.txt", "client_hello", WIRE_CLIENT_HELLO},
    {"rfc8448-simple-1rtt.txt", "server_hello", WIRE_SERVER_HELLO},
    {"rfc8448-simple-1rtt.txt", "encrypted_extensions", WIRE_ENCRYPTED_EXTENSIONS},
    {"rfc8448-simple-1rtt.txt", "certificate", WIRE_CERTIFICATE},
    {"rfc8448-simple-1rtt.txt", "certificate_verify", WIRE_CERTIFICATE_VERIFY},
    {"rfc8448-simple-1rtt.txt", "server_finished", WIRE_FINISHED},
    {"rfc8448-simple-1rtt.txt", "client_finished", WIRE_FINISHED},
    {"rfc8448-simple-1rtt.txt", "new_session_ticket", WIRE_NEW_SESSION_TICKET},
    {"rfc8448-simple-1rtt.txt", "application_data", WIRE_APPLICATION_DATA},
    {"rfc8448-simple-1rtt.txt", "close_notify", WIRE_ALERT},
    {"rfc8448-resumed-0rtt.txt", "client_hello", WIRE_CLIENT_HELLO},
    {"rfc8448-resumed-0rtt.txt", "end_of_early_data", WIRE_END_OF_EARLY_DATA},
    {"messages.txt", "openssl_hello", WIRE_CLIENT_HELLO},
    {"messages.txt", "gnutls_hello", WIRE_CLIENT_HELLO},
    {"messages.txt", "hello_retry_request", WIRE_HELLO_RETRY_REQUEST},
    {"messages.txt", "certificate_request", WIRE_CERTIFICATE_REQUEST},
    {"messages.txt", "openssl_psk_hello", WIRE_CLIENT_HELLO},
    {"messages.txt", "nss_hello", WIRE_CLIENT_HELLO},
    {"messages.txt", "java_hello", WIRE_CLIENT_HELLO},
    {"messages.txt", "chromium_hello", WIRE_CLIENT_HELLO},
    {"messages.txt", "openssl_certificate_request", WIRE_CERTIFICATE_REQUEST},
    {"messages.txt", "openssl_certificate", WIRE_CERTIFICATE},
    {"messages.txt", "compressed_certificate", WIRE_COMPRESSED_CERTIFICATE},
};

static GBytes *load_sample (size_t i)
{
    g_autoptr (GHashTable) vectors = vectors_load (samples[i].file);
    return g_bytes_ref (vectors_get (vectors, samples[i].vector));
}

static void cut_off (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (samples); i++) {
        g_autoptr (GBytes) bytes = load_sample (i);
        BaseSpan span = base_span_bytes (bytes);
        uint8_t type = wire_message_row (samples[i].id)->content_type;
        for (size_t size = 0; size <= span.size; size++) {
            /* The words of long messages at some cuts only: they take time. */
            bool deep = span.size < 600 || size % 16 == 0;
            BaseCause cause = check_message (type, span.data, size, deep);
            /* Application data has no shape that a cut could break. */
            if (size == span.size || samples[i].id == WIRE_APPLICATION_DATA)
                g_assert_cmpstr (base_cause_name (cause), ==, "NONE");
            else
                g_assert_cmpstr (base_cause_name (cause), ==, "LENGTH_MISMATCH");
        }
    }
}

/* Cut off, but with a header that counts what is left: the shape inside must notice. */
static void cut_off_inside (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (samples); i++) {
        g_autoptr (GBytes) bytes = load_sample (i);
        BaseSpan span = base_span_bytes (bytes);
        if (wire_message_row (samples[i].id)->content_type != WIRE_CT_HANDSHAKE)
            continue;
        g_autofree uint8_t *copy = g_memdup2 (span.data, span.size);
        for (size_t size = 4; size < span.size; size++) {
            copy[2] = (uint8_t)((size - 4) >> 8);
            copy[3] = (uint8_t)(size - 4);
            bool deep = span.size < 600 || size % 16 == 0;
            BaseCause cause = check_message (WIRE_CT_HANDSHAKE, copy, size, deep);
            if (samples[i].id != WIRE_FINISHED && size < 42)
                g_assert_cmpstr (base_cause_name (cause), ==, "LENGTH_MISMATCH");
        }
    }
}

static void one_byte_changed (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (samples); i++) {
        g_autoptr (GBytes) bytes = load_sample (i);
        BaseSpan span = base_span_bytes (bytes);
        uint8_t type = wire_message_row (samples[i].id)->content_type;
        g_autofree uint8_t *copy = g_memdup2 (span.data, span.size);
        for (size_t at = 0; at < span.size; at += test_few () ? 5 : 1) {
            /* Every value; of long messages every bit. */
            bool bits = span.size > 150;
            for (unsigned change = 1; change < 256; change = bits ? change << 1 : change + 1) {
                copy[at] = span.data[at] ^ (uint8_t)change;
                check_message (type, copy, span.size,
                               (change == 1 || change == 0x80) && (!bits || at % 16 == 0));
            }
            copy[at] = span.data[at];
        }
    }
}

/* A byte more or less anywhere. */
static void one_byte_more_or_less (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (samples); i++) {
        g_autoptr (GBytes) bytes = load_sample (i);
        BaseSpan span = base_span_bytes (bytes);
        uint8_t type = wire_message_row (samples[i].id)->content_type;
        g_autofree uint8_t *copy = g_malloc0 (span.size + 1);
        for (size_t at = 0; at < span.size; at += test_few () ? 3 : 1) {
            memcpy (copy, span.data, at);
            memcpy (copy + at, span.data + at + 1, span.size - at - 1);
            check_message (type, copy, span.size - 1, false);
            copy[at] = 0x01;
            memcpy (copy + at + 1, span.data + at, span.size - at);
            check_message (type, copy, span.size + 1, false);
        }
    }
}

/* ---- Random bytes ---- */

enum { N_RANDOM = 100000, FEW_RANDOM = 10000, MAX_RANDOM = 160, MAX_SAMPLE = 2048 };

/* Three kinds: any bytes; small ones, which make small lengths; a sample with some bytes replaced,
 * to get deep into the formats. */
static size_t random_bytes (GRand *random, BaseSpan sample, uint8_t *out)
{
    int kind = g_rand_int_range (random, 0, sample.size > 0 ? 3 : 2);
    if (kind == 2) {
        size_t size = sample.size;
        memcpy (out, sample.data, size);
        for (int n = g_rand_int_range (random, 1, 8); n > 0; n--)
            out[g_rand_int_range (random, 0, (gint32)size)] = (uint8_t)g_rand_int (random);
        return size;
    }
    size_t size = (size_t)g_rand_int_range (random, 0, MAX_RANDOM + 1);
    for (size_t i = 0; i < size; i++) {
        uint32_t value = g_rand_int (random);
        out[i] = (uint8_t)(kind == 0 ? value : (value & 0x300) != 0 ? value & 0x03 : value & 0x3f);
    }
    return size;
}

static BaseSpan sample_of (WireMessageId id, GBytes **bytes)
{
    for (size_t i = 0; i < G_N_ELEMENTS (samples); i++)
        if (samples[i].id == id) {
            *bytes = load_sample (i);
            return base_span_bytes (*bytes);
        }
    if (id != WIRE_V2_CLIENT_HELLO)
        return base_span (NULL, 0);
    *bytes = base_unhex ("801f 01 0301 0006 0000 0010 00002f 010080 "
                         "000102030405060708090a0b0c0d0e0f",
                         NULL);
    return base_span_bytes (*bytes);
}

/* Makes the bytes those of a message of ROW: its header, mostly with the right length. */
static void dress (GRand *random, const WireMessageRow *row, uint8_t *out, size_t size)
{
    if (row->content_type != WIRE_CT_HANDSHAKE || size < 4)
        return;
    out[0] = row->msg_type;
    if (g_rand_int_range (random, 0, 10) > 0) {
        out[1] = 0;
        out[2] = (uint8_t)((size - 4) >> 8);
        out[3] = (uint8_t)(size - 4);
    }
    if (row->id == WIRE_HELLO_RETRY_REQUEST && size >= 4 + 2 + 32)
        memcpy (out + 4 + 2, wire_hello_retry_random, 32);
}

static void random_of_every_message (void)
{
    g_autoptr (GRand) random = g_rand_new_with_seed (8448);
    const unsigned n = test_few () ? FEW_RANDOM : N_RANDOM;
    for (unsigned id = 0; id < WIRE_N_MESSAGES; id++) {
        const WireMessageRow *row = wire_message_row ((WireMessageId)id);
        g_autoptr (GBytes) bytes = NULL;
        BaseSpan sample = sample_of (row->id, &bytes);
        g_assert_cmpuint (sample.size, <=, MAX_SAMPLE);
        unsigned n_good = 0;
        for (unsigned i = 0; i < n || (n_good == 0 && i < N_RANDOM); i++) {
            uint8_t data[MAX_SAMPLE];
            size_t size = random_bytes (random, sample, data);
            dress (random, row, data, size);
            n_good += check_message (row->content_type, data, size, i % 64 == 0) == BASE_CAUSE_NONE;
        }
        /* Not all of it bounces off the first length. */
        g_test_message ("%s: %u of %u read well", row->name, n_good, n);
        g_assert_cmpuint (n_good, >, 0);
    }
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/wire/broken/cut-off", cut_off);
    g_test_add_func ("/wire/broken/cut-off-inside", cut_off_inside);
    g_test_add_func ("/wire/broken/one-byte-changed", one_byte_changed);
    g_test_add_func ("/wire/broken/one-byte-more-or-less", one_byte_more_or_less);
    g_test_add_func ("/wire/broken/random", random_of_every_message);
    return g_test_run ();
}
