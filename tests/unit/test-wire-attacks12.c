/* What no attacker may do unseen to the records of TLS 1.2, most of which travel in clear: what a
 * signature covers is found out by that, all else when the two say Finished (RFC 5246 7.4.9). */
#include "flipper.h"

/* ---- The stages ---- */

typedef struct {
    const char *name;
    const char *scenario;
    const char *assignments[4];
    unsigned step; /* of all its bytes, a bit of how many each */
} Stage;

#define BOTH(suite) "client.cipher-suites=" suite, "server.cipher-suites=" suite

static const Stage ecdhe = {"ecdhe", "healthy-tls12", {NULL}, 0};
static const Stage dhe = {"dhe", "dhe", {NULL}, 9};
static const Stage static_rsa = {
    "static-rsa", "static-rsa", {BOTH ("TLS_RSA_WITH_AES_128_CBC_SHA"), NULL}, 4};
static const Stage encrypt_then_mac = {"encrypt-then-mac", "cbc-encrypt-then-mac", {NULL}, 4};
static const Stage mac_then_encrypt = {"mac-then-encrypt", "cbc-mac-then-encrypt", {NULL}, 4};
static const Stage client = {"client-certificate", "client-certificate-tls12", {NULL}, 4};
static const Stage unbound = {"unbound", "without-extended-main-secret", {NULL}, 4};

static void stage_init (Flipper *flipper, const Stage *stage)
{
    flipper_init (flipper, stage->scenario, stage->assignments);
}

static const TraceMoment *end_of (ControlRun *run)
{
    const Trace *trace = control_run_trace (run);
    return &trace_event (trace, trace_length (trace) - 1)->now;
}

/* ---- Single fields ---- */

typedef struct {
    const Stage *stage;
    TraceParty sender;
    const char *field; /* its content; of a sealed message: "" is all of it */
    const char *end;
    const char *section;
} Field;

#define CLIENT TRACE_CLIENT
#define SERVER TRACE_SERVER

static const Field fields[] = {
    /* The server signs both random values and its half of the key exchange. */
    {&ecdhe, CLIENT, "ClientHello.random", "client decrypt_error", "RFC 5246 7.4.3"},
    {&ecdhe, SERVER, "ServerHello.random", "client decrypt_error", "RFC 5246 7.4.3"},
    {&ecdhe, SERVER, "ServerKeyExchange.params.public", "client decrypt_error", "RFC 8422 5.4"},
    {&ecdhe, SERVER, "ServerKeyExchange.signed_params.signature", "client decrypt_error",
     "RFC 8422 5.4"},
    {&dhe, SERVER, "ServerKeyExchange.params.dh_Ys", "client decrypt_error", "RFC 5246 7.4.3"},
    {&dhe, SERVER, "ServerKeyExchange.signed_params.signature", "client decrypt_error",
     "RFC 5246 7.4.3"},
    /* Other keys on either side: the first sealed record does not open. */
    {&ecdhe, CLIENT, "ClientHello.cipher_suites[5]", "server bad_record_mac", "RFC 7627 4"},
    {&ecdhe, CLIENT, "ClientKeyExchange.ecdh_Yc", "server bad_record_mac", "RFC 8422 5.7"},
    {&dhe, CLIENT, "ClientKeyExchange.dh_Yc", "server bad_record_mac", "RFC 5246 7.4.7.2"},
    {&static_rsa, CLIENT, "ClientHello.random", "server bad_record_mac", "RFC 5246 8.1"},
    /* Whatever is wrong in the envelope, the server says the same (RFC 5246 7.4.7.1). */
    {&static_rsa, CLIENT, "ClientKeyExchange.EncryptedPreMasterSecret", "server bad_record_mac",
     "RFC 5246 7.4.7.1"},
    /* The same keys, but another handshake was meant. */
    {&unbound, CLIENT, "ClientHello.cipher_suites[5]", "server decrypt_error", "RFC 5246 7.4.9"},
    /* The client signs all messages so far. */
    {&client, SERVER, "CertificateRequest.supported_signature_algorithms[4]",
     "server decrypt_error", "RFC 5246 7.4.8"},
    {&client, CLIENT, "ClientKeyExchange.ecdh_Yc", "server decrypt_error", "RFC 5246 7.4.8"},
    {&client, CLIENT, "CertificateVerify.signature", "server decrypt_error", "RFC 5246 7.4.8"},
    /* What is sealed. */
    {&ecdhe, CLIENT, "Finished", "server bad_record_mac", "RFC 5246 6.2.3.3"},
    {&ecdhe, SERVER, "application_data", "client bad_record_mac", "RFC 5246 6.2.3.3"},
    {&encrypt_then_mac, CLIENT, "Finished", "server bad_record_mac", "RFC 7366 3"},
    {&encrypt_then_mac, SERVER, "application_data", "client bad_record_mac", "RFC 7366 3"},
    {&mac_then_encrypt, CLIENT, "Finished", "server bad_record_mac", "RFC 5246 6.2.3.2"},
    {&mac_then_encrypt, SERVER, "application_data", "client bad_record_mac", "RFC 5246 6.2.3.2"},
};

static const TraceMessage *message_of (ControlRun *run, const Field *field)
{
    g_auto (GStrv) names = g_strsplit (field->field, ".", 2);
    const Trace *trace = control_run_trace (run);
    for (unsigned i = 0; i < end_of (run)->n_messages; i++) {
        const TraceMessage *message = trace_message (trace, (int)i);
        if (message->sender == field->sender &&
            g_str_equal (trace_message_name (message), names[0]))
            return message;
    }
    g_error ("no %s", field->field);
}

/* Where the content of FIELD lies in its record: behind its length, if it has one. */
static void find_content (const TraceMessage *message, const TraceRecord *record,
                          const Field *field, size_t *from, size_t *to)
{
    *from = WIRE_RECORD_HEADER_SIZE;
    *to = g_bytes_get_size (record->sent);
    if (record->sealed)
        return;
    const WireTree *tree = message->sent->tree;
    int at = wire_tree_find (tree, field->field);
    g_assert_cmpint (at, >, 0);
    const WireField *whole = &tree->fields[at], *first = whole + 1;
    size_t length = first->flags & WIRE_FIELD_LENGTH && first->parent == at ? first->length : 0;
    *from += whole->offset + length;
    *to = WIRE_RECORD_HEADER_SIZE + whole->offset + whole->length;
}

static void changing_it_is_found_out (gconstpointer data)
{
    const Field *field = data;
    size_t from, to;
    Flipper flipper;
    stage_init (&flipper, field->stage);
    g_autoptr (ControlRun) healthy = flipper_run (&flipper, false);
    const TraceMessage *message = message_of (healthy, field);
    const TraceRecord *record = trace_record (control_run_trace (healthy), message->record);
    find_content (message, record, field, &from, &to);
    g_assert_cmpuint (from, <, to);
    size_t step = to - from > 100 ? 7 : 1;
    for (size_t byte = from; byte < to; byte += step) {
        g_autofree char *end = flipper_flip (&flipper, record, byte, byte % 8);
        g_assert_cmpstr (end, ==, field->end);
    }
    flipper_clear (&flipper);
}

/* ---- Everything ---- */

#define IN_CLEAR \
    "RFC 5246 6.2.1: nothing is computed from the version of a record in clear; behind " \
    "ChangeCipherSpec it is authenticated"

static void every_flipped_bit_is_noticed_or_harmless (void)
{
    static const FlipperHarmless harmless[] = {
        {"client.record[1] byte 1", IN_CLEAR}, {"client.record[1] byte 2", IN_CLEAR},
        {"server.record[1] byte 1", IN_CLEAR}, {"server.record[1] byte 2", IN_CLEAR},
        {"server.record[2] byte 1", IN_CLEAR}, {"server.record[2] byte 2", IN_CLEAR},
        {"server.record[3] byte 1", IN_CLEAR}, {"server.record[3] byte 2", IN_CLEAR},
        {"server.record[4] byte 1", IN_CLEAR}, {"server.record[4] byte 2", IN_CLEAR},
        {"client.record[2] byte 1", IN_CLEAR}, {"client.record[2] byte 2", IN_CLEAR},
        {"client.record[3] byte 1", IN_CLEAR}, {"client.record[3] byte 2", IN_CLEAR},
        {"server.record[5] byte 1", IN_CLEAR}, {"server.record[5] byte 2", IN_CLEAR},
    };
    Flipper flipper;
    stage_init (&flipper, &ecdhe);
    unsigned flips = flipper_flip_all (&flipper, 0, G_MAXUINT, 0);
    g_test_message ("%u flips", flips);
    g_assert_cmpuint (flips, >, 10000 / 8 * flipper_bits ());
    flipper_assert_unnoticed (&flipper, harmless, G_N_ELEMENTS (harmless));
    flipper_clear (&flipper);
}

/* Of records in clear, the version alone. */
static void assert_versions_in_clear (ControlRun *healthy, const Flipper *flipper)
{
    for (unsigned i = 0; i < flipper->unnoticed->len; i++) {
        const char *what = flipper->unnoticed->pdata[i];
        g_assert_true (g_str_has_suffix (what, " byte 1") || g_str_has_suffix (what, " byte 2"));
        for (unsigned k = 0; k < end_of (healthy)->n_records; k++) {
            const TraceRecord *record = trace_record (control_run_trace (healthy), (int)k);
            g_autofree char *start = g_strdup_printf (
                "%s.record[%u] ", trace_party_name (record->sender), record->ordinal);
            g_assert_false (record->sealed && g_str_has_prefix (what, start));
        }
    }
}

static void a_bit_of_many_bytes_is_noticed_or_harmless (gconstpointer data)
{
    const Stage *stage = data;
    Flipper flipper;
    stage_init (&flipper, stage);
    g_autoptr (ControlRun) healthy = flipper_run (&flipper, false);
    unsigned flips = flipper_flip_all (&flipper, 0, G_MAXUINT, stage->step);
    g_test_message ("%u flips", flips);
    g_assert_cmpuint (flips, >, 200 / (flipper_bits () == 1 ? 3 : 1));
    assert_versions_in_clear (healthy, &flipper);
    flipper_clear (&flipper);
}

/* ---- Records ---- */

static void every_dropped_record_is_noticed (gconstpointer data)
{
    Flipper flipper;
    stage_init (&flipper, data);
    flipper.twist->kind = NET_TWIST_DROP;
    g_clear_pointer (&flipper.twist->path, g_free);
    g_autoptr (ControlRun) healthy = flipper_run (&flipper, false);
    for (unsigned i = 0; i < end_of (healthy)->n_records; i++) {
        const TraceRecord *record = trace_record (control_run_trace (healthy), (int)i);
        flipper.twist->sender = record->sender;
        flipper.twist->ordinal = record->ordinal;
        g_autoptr (ControlRun) run = flipper_run (&flipper, true);
        flipper_assert_nobody_is_fooled (&flipper, run);
        g_assert_cmpstr (control_outcome (run), !=, "running");
        g_assert_cmpstr (control_outcome (run), !=, "established");
    }
    flipper_clear (&flipper);
}

int main (int argc, char **argv)
{
    static const Stage *const stages[] = {&ecdhe,  &dhe,     &static_rsa,      &encrypt_then_mac,
                                          &client, &unbound, &mac_then_encrypt};
    g_test_init (&argc, &argv, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS (fields); i++) {
        g_autofree char *path =
            g_strdup_printf ("/wire-attacks12/%s/%s.%s", fields[i].stage->name,
                             trace_party_name (fields[i].sender), fields[i].field);
        g_test_add_data_func (path, &fields[i], changing_it_is_found_out);
    }
    g_test_add_func ("/wire-attacks12/every-flipped-bit-is-noticed-or-harmless",
                     every_flipped_bit_is_noticed_or_harmless);
    for (unsigned i = 0; i < G_N_ELEMENTS (stages); i++) {
        g_autofree char *bits =
            g_strconcat ("/wire-attacks12/a-bit-of-many-bytes/", stages[i]->name, NULL);
        g_autofree char *records =
            g_strconcat ("/wire-attacks12/every-dropped-record/", stages[i]->name, NULL);
        if (stages[i]->step > 0)
            g_test_add_data_func (bits, stages[i], a_bit_of_many_bytes_is_noticed_or_harmless);
        g_test_add_data_func (records, stages[i], every_dropped_record_is_noticed);
    }
    return g_test_run ();
}
