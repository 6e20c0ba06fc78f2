/* What must hold whatever happens to the bytes on the wire: how they are cut up changes nothing, a
 * flipped bit is noticed or harmless, and a run is a function of its scenario. */
#include "few.h"
#include "flipper.h"

static Scenario *load (const char *name)
{
    g_autoptr (GError) error = NULL;
    Scenario *scenario = scenario_load (name, &error);
    g_assert_no_error (error);
    return scenario;
}

static Scenario *with (Scenario *scenario, const char *assignment)
{
    g_autoptr (GError) error = NULL;
    Scenario *other = scenario_with (scenario, assignment, &error);
    g_assert_no_error (error);
    return other;
}

static ControlRun *run_split (Scenario *scenario, size_t split)
{
    g_autoptr (GError) error = NULL;
    ControlRun *run = control_run_new (scenario, &error);
    g_assert_no_error (error);
    control_run_set_split (run, split);
    control_run_all (run);
    return run;
}

static const TraceMoment *end_of (ControlRun *run)
{
    const Trace *trace = control_run_trace (run);
    return &trace_event (trace, trace_length (trace) - 1)->now;
}

static void append_hex (GString *out, GBytes *bytes)
{
    g_autofree char *hex = bytes ? base_hex (base_span_bytes (bytes)) : g_strdup ("nothing");
    g_string_append (out, hex);
}

/* ---- Splitting. ---- */

/* A ticket holds the time at which it was given; in TLS 1.2 it is given within the handshake, and
 * so the Finished behind it depends on that too. */
static bool holds_time (const Trace *trace, const TraceEvent *event, const char *name)
{
    bool older = trace_version (trace, event->seq) == WIRE_TLS12;
    if (g_str_equal (name, "NewSessionTicket"))
        return true;
    for (unsigned i = 0; older && i < event->now.n_messages; i++)
        if (g_str_equal (trace_message_name (trace_message (trace, (int)i)), "NewSessionTicket"))
            return g_str_equal (name, "Finished") || g_str_has_suffix (name, "verify_data");
    return false;
}

/* All that a party did, in its order: everything but when. */
static void describe_party (ControlRun *run, TraceParty party, GString *out)
{
    const Trace *trace = control_run_trace (run);
    for (unsigned i = 0; i < trace_length (trace); i++) {
        const TraceEvent *event = trace_event (trace, i);
        /* A later connection tells the age of its ticket, and that depends on the pieces. */
        if (event->party != party || event->connection > 1)
            continue;
        g_string_append_printf (out, "%s %s %s %s %s ", trace_party_name (party),
                                trace_kind_name (event->kind), event->label ? event->label : "",
                                base_cause_name (event->cause), event->now.state[party]);
        if (event->secret >= 0) {
            const TraceSecret *secret = trace_secret (trace, event->secret);
            g_string_append_printf (out, "%s ", secret->name);
            append_hex (out, holds_time (trace, event, secret->name) ? NULL : secret->value);
        }
        if (event->decision >= 0)
            g_string_append (out, trace_decision (trace, event->decision)->outcome);
        if (event->message >= 0) {
            const TraceMessage *message = trace_message (trace, event->message);
            g_string_append_printf (out, "%s ", trace_message_name (message));
            bool timed = holds_time (trace, event, trace_message_name (message));
            append_hex (out, message->received && !timed ? message->received->bytes : NULL);
        }
        if (event->value)
            append_hex (out, event->value);
        g_string_append_c (out, '\n');
    }
    if (trace_connection (trace, trace_length (trace) - 1) > 1)
        return;
    g_autofree char *view = tls_party_view (control_run_party (run, (TlsRole)party));
    g_string_append (out, view);
}

static char *describe (ControlRun *run)
{
    GString *out = g_string_new (control_outcome (run));
    describe_party (run, TRACE_CLIENT, out);
    describe_party (run, TRACE_SERVER, out);
    return g_string_free (out, FALSE);
}

typedef struct {
    const char *name;
    unsigned number; /* in the catalogue */
} SplitCase;

static void splitting_changes_nothing (gconstpointer data)
{
    static const size_t splits[] = {1, 2, 3, 7, 100, G_MAXSIZE};
    const SplitCase *split_case = data;
    g_autoptr (Scenario) scenario = load (split_case->name);
    g_autoptr (ControlRun) whole = run_split (scenario, 0);
    g_autofree char *expected = describe (whole);
    for (unsigned i = 0; i < G_N_ELEMENTS (splits); i++) {
        /* Of few, each scenario has two of the splits, and each split a third of them. */
        if (test_few () && (i + split_case->number) % 3 != 0)
            continue;
        g_autoptr (ControlRun) run = run_split (scenario, splits[i]);
        g_autofree char *found = describe (run);
        g_assert_cmpstr (found, ==, expected);
    }
}

/* ---- Flipping. ---- */

#define LEGACY_VERSION \
    "RFC 9846 5.1: legacy_record_version of a record in clear must be ignored; nothing is " \
    "computed from it"

static void every_flipped_bit_is_noticed_or_harmless (void)
{
    static const FlipperHarmless harmless[] = {
        {"client.record[1] byte 1", LEGACY_VERSION},
        {"client.record[1] byte 2", LEGACY_VERSION},
        {"server.record[1] byte 1", LEGACY_VERSION},
        {"server.record[1] byte 2", LEGACY_VERSION},
    };
    Flipper flipper;
    flipper_init (&flipper, "healthy", NULL);
    unsigned flips = flipper_flip_all (&flipper, 0, G_MAXUINT, 0);
    g_test_message ("%u flips", flips);
    g_assert_cmpuint (flips, >, 10000 / 8 * flipper_bits ());
    flipper_assert_unnoticed (&flipper, harmless, G_N_ELEMENTS (harmless));
    flipper_clear (&flipper);
}

/* With middlebox compatibility there are two more records in clear; what is sealed is as above. */
static void change_cipher_spec_cannot_be_bent (void)
{
    static const FlipperHarmless harmless[] = {
        {"client.record[1] byte 1", LEGACY_VERSION}, {"client.record[1] byte 2", LEGACY_VERSION},
        {"server.record[1] byte 1", LEGACY_VERSION}, {"server.record[1] byte 2", LEGACY_VERSION},
        {"server.record[2] byte 1", LEGACY_VERSION}, {"server.record[2] byte 2", LEGACY_VERSION},
        {"client.record[2] byte 1", LEGACY_VERSION}, {"client.record[2] byte 2", LEGACY_VERSION},
    };
    Flipper flipper;
    flipper_init (&flipper, "healthy",
                  (const char *[]){"client.middlebox-compatibility=yes", NULL});
    g_autoptr (ControlRun) healthy = flipper_run (&flipper, false);
    unsigned in_clear = 0;
    for (unsigned i = 0; i < end_of (healthy)->n_records; i++)
        if (!trace_record (control_run_trace (healthy), (int)i)->sealed) {
            flipper_flip_all (&flipper, i, i + 1, 0);
            in_clear++;
        }
    g_assert_cmpuint (in_clear, ==, 4);
    flipper_assert_unnoticed (&flipper, harmless, G_N_ELEMENTS (harmless));
    flipper_clear (&flipper);
}

/* No record can be left out without one of them noticing, the last close_notify included. */
static void every_dropped_record_is_noticed (void)
{
    Flipper flipper;
    flipper_init (&flipper, "healthy", NULL);
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

/* ---- A run is a function of its scenario. ---- */

static char *wire_of (ControlRun *run)
{
    GString *out = g_string_new (NULL);
    const Trace *trace = control_run_trace (run);
    for (unsigned i = 0; i < end_of (run)->n_records; i++)
        append_hex (out, trace_record (trace, (int)i)->sent);
    return g_string_free (out, FALSE);
}

static void the_same_scenario_gives_the_same_bytes (void)
{
    g_autoptr (GPtrArray) catalogue = scenario_catalogue ();
    for (unsigned i = 0; i < catalogue->len; i++) {
        g_autoptr (Scenario) scenario = load (((ScenarioEntry *)catalogue->pdata[i])->name);
        g_autofree char *text = scenario_text (scenario);
        g_autoptr (Scenario) written = scenario_parse (text, "x", NULL, NULL);
        g_autoptr (ControlRun) one = run_split (scenario, 0);
        g_autoptr (ControlRun) other = run_split (written, 0);
        g_autofree char *a = wire_of (one), *b = wire_of (other);
        g_assert_cmpstr (a, ==, b);
    }
}

/* HMAC-SHA256 (key "1", "stepshake|1|client|random|0|0"), by `openssl dgst -hmac`: the first draw
 * of seed 1 is ClientHello.random. */
static void the_seed_gives_the_random_value (void)
{
    g_autoptr (Scenario) scenario = load ("healthy");
    g_autoptr (ControlRun) run = run_split (scenario, 0);
    g_autofree char *wire = wire_of (run);
    const size_t header = 5 + 4 + 2; /* of the record, of the message, legacy_version */
    g_assert_true (g_str_has_prefix (wire + 2 * header, "96fa2d443af7e0413015b5cf4c974ab6"
                                                        "6057a61468d7b93372497954d60288ff"));
}

/* The messages whose content differs, as "client.ClientHello server.Finished". */
static char *changed_messages (ControlRun *a, ControlRun *b)
{
    const Trace *one = control_run_trace (a), *other = control_run_trace (b);
    g_assert_cmpuint (end_of (a)->n_messages, ==, end_of (b)->n_messages);
    GString *out = g_string_new (NULL);
    for (unsigned i = 0; i < end_of (a)->n_messages; i++) {
        const TraceMessage *x = trace_message (one, (int)i), *y = trace_message (other, (int)i);
        g_assert_cmpstr (trace_message_name (x), ==, trace_message_name (y));
        if (!g_bytes_equal (x->sent->bytes, y->sent->bytes))
            g_string_append_printf (out, "%s%s.%s", out->len ? " " : "",
                                    trace_party_name (x->sender), trace_message_name (x));
    }
    return g_string_free (out, FALSE);
}

/* The draws whose value differs, as "client.random". */
static char *changed_draws (ControlRun *a, ControlRun *b)
{
    const Trace *one = control_run_trace (a), *other = control_run_trace (b);
    GString *out = g_string_new (NULL);
    for (unsigned i = 0; i < MIN (trace_length (one), trace_length (other)); i++) {
        const TraceEvent *x = trace_event (one, i), *y = trace_event (other, i);
        if (x->kind == TRACE_DRAW && y->kind == TRACE_DRAW && g_str_equal (x->label, y->label) &&
            !g_bytes_equal (x->value, y->value))
            g_string_append_printf (out, "%s%s.%s", out->len ? " " : "",
                                    trace_party_name ((TraceParty)x->party), x->label);
    }
    return g_string_free (out, FALSE);
}

#define AFTER_HELLO "server.CertificateVerify server.Finished client.Finished"

static const struct {
    const char *assignment, *messages, *draws;
} changes[] = {
    {"network.latency=1", "", ""},
    {"client.clock=2026-09-02", "", ""},
    {"scenario.title=another", "", ""},
    {"client.send=Bye", "client.application_data", ""},
    {"server.reply=Bye", "server.application_data", ""},
    /* The chain and all that hashes or signs it; RSA-PSS draws a salt, where ECDSA draws a nonce.
     */
    {"server.certificate=rsa", "server.Certificate " AFTER_HELLO, "server.signature"},
    /* ServerHello stays: it depends on what is chosen, not on what is offered. */
    {"client.alpn=h2", "client.ClientHello " AFTER_HELLO, ""},
    {"client.signature-schemes=ecdsa_secp256r1_sha256", "client.ClientHello " AFTER_HELLO, ""},
    {"scenario.seed=2", "client.ClientHello server.ServerHello " AFTER_HELLO,
     "client.random client.key_share server.random server.key_share server.signature"},
};

static void a_setting_changes_only_what_depends_on_it (void)
{
    g_autoptr (Scenario) healthy = load ("healthy");
    g_autoptr (ControlRun) base = run_split (healthy, 0);
    for (unsigned i = 0; i < G_N_ELEMENTS (changes); i++) {
        g_autoptr (Scenario) scenario = with (healthy, changes[i].assignment);
        g_autoptr (ControlRun) run = run_split (scenario, 0);
        g_assert_cmpstr (control_outcome (run), ==, "established");
        g_autofree char *messages = changed_messages (base, run);
        g_autofree char *draws = changed_draws (base, run);
        g_assert_cmpstr (messages, ==, changes[i].messages);
        g_assert_cmpstr (draws, ==, changes[i].draws);
    }
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_autoptr (GPtrArray) catalogue = scenario_catalogue ();
    g_autofree SplitCase *splittings = g_new0 (SplitCase, catalogue->len);
    for (unsigned i = 0; i < catalogue->len; i++) {
        const ScenarioEntry *entry = catalogue->pdata[i];
        g_autofree char *path = g_strconcat ("/wire-attacks/splitting/", entry->name, NULL);
        splittings[i] = (SplitCase){entry->name, i};
        g_test_add_data_func (path, &splittings[i], splitting_changes_nothing);
    }
    g_test_add_func ("/wire-attacks/every-flipped-bit-is-noticed-or-harmless",
                     every_flipped_bit_is_noticed_or_harmless);
    static const struct {
        const char *path;
        void (*run) (void);
    } tests[] = {
        {"every-dropped-record-is-noticed", every_dropped_record_is_noticed},
        {"change-cipher-spec-cannot-be-bent", change_cipher_spec_cannot_be_bent},
        {"same-scenario-same-bytes", the_same_scenario_gives_the_same_bytes},
        {"seed-gives-the-random-value", the_seed_gives_the_random_value},
        {"setting-changes-what-depends-on-it", a_setting_changes_only_what_depends_on_it},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS (tests); i++) {
        g_autofree char *path = g_strconcat ("/wire-attacks/", tests[i].path, NULL);
        g_test_add_func (path, tests[i].run);
    }
    return g_test_run ();
}
