#include "flipper.h"

#include <string.h>

#include "few.h"

void flipper_init (Flipper *self, const char *name, const char *const *assignments)
{
    g_autoptr (GError) error = NULL;
    self->scenario = scenario_load (name, &error);
    for (; error == NULL && assignments != NULL && *assignments != NULL; assignments++) {
        g_autoptr (Scenario) before = self->scenario;
        self->scenario = scenario_with (before, *assignments, &error);
    }
    g_assert_no_error (error);
    self->config[TLS_CLIENT] = scenario_config (self->scenario, TLS_CLIENT, NULL);
    self->config[TLS_SERVER] = scenario_config (self->scenario, TLS_SERVER, NULL);
    self->twist = g_new0 (NetTwist, 1);
    self->twist->kind = NET_TWIST_XOR;
    self->twist->text = g_strdup ("one flipped bit");
    self->twist->path = g_strdup (""); /* the whole record */
    self->twists = g_ptr_array_new_with_free_func ((GDestroyNotify)net_twist_free);
    g_ptr_array_add (self->twists, self->twist);
    self->unnoticed = g_ptr_array_new_with_free_func (g_free);
}

void flipper_clear (Flipper *self)
{
    tls_config_unref (self->config[TLS_CLIENT]);
    tls_config_unref (self->config[TLS_SERVER]);
    scenario_unref (self->scenario);
    g_ptr_array_unref (self->twists);
    g_ptr_array_unref (self->unnoticed);
}

ControlRun *flipper_run (Flipper *self, bool twisted)
{
    ControlRun *run = control_run_new_with (
        self->config[TLS_CLIENT], self->config[TLS_SERVER], scenario_seed (self->scenario),
        scenario_time (self->scenario), twisted ? self->twists : NULL, NULL, NULL);
    control_run_all (run);
    return run;
}

/* What both must agree on from the moment on at which both believe in the connection: all but the
 * data, of which the last part may still be missing. */
static char *agreement_of (ControlRun *run, TlsRole role)
{
    char *view = tls_party_view (control_run_party (run, role));
    char *data = strstr (view, "\nto-server ");
    g_assert_nonnull (data);
    *data = '\0';
    return view;
}

static bool begins_with (BaseSpan whole, BaseSpan start)
{
    return start.size == 0 ||
           (start.size <= whole.size && memcmp (whole.data, start.data, start.size) == 0);
}

static bool both_ever_established (ControlRun *run)
{
    const Trace *trace = control_run_trace (run);
    bool ever[2] = {false, false};
    for (unsigned i = 0; i < trace_length (trace); i++)
        for (int party = TRACE_CLIENT; party <= TRACE_SERVER; party++)
            ever[party] |= trace_event (trace, i)->now.outcome[party] == TRACE_ESTABLISHED;
    return ever[0] && ever[1];
}

void flipper_assert_nobody_is_fooled (Flipper *self, ControlRun *run)
{
    TlsParty *client = control_run_party (run, TLS_CLIENT);
    TlsParty *server = control_run_party (run, TLS_SERVER);
    g_assert_true (begins_with (base_span_bytes (self->config[TLS_CLIENT]->send),
                                tls_party_received_data (server)));
    g_assert_true (begins_with (base_span_bytes (self->config[TLS_SERVER]->reply),
                                tls_party_received_data (client)));
    if (!both_ever_established (run))
        return;
    g_autofree char *one = agreement_of (run, TLS_CLIENT);
    g_autofree char *other = agreement_of (run, TLS_SERVER);
    g_assert_cmpstr (one, ==, other);
    g_assert_null (strstr (one, "none\ntranscript"));
}

static void set_flip (Flipper *self, const TraceRecord *record, size_t byte, unsigned bit)
{
    g_autofree uint8_t *mask = g_new0 (uint8_t, byte + 1);
    mask[byte] = (uint8_t)(1u << bit);
    g_clear_pointer (&self->twist->bytes, g_bytes_unref);
    self->twist->bytes = g_bytes_new (mask, byte + 1);
    self->twist->sender = record->sender;
    self->twist->ordinal = record->ordinal;
}

char *flipper_flip (Flipper *self, const TraceRecord *record, size_t byte, unsigned bit)
{
    set_flip (self, record, byte, bit);
    g_autoptr (ControlRun) run = flipper_run (self, true);
    flipper_assert_nobody_is_fooled (self, run);
    const Trace *trace = control_run_trace (run);
    char *alert = trace_lookup (trace, trace_length (trace) - 1, "alert", NULL);
    const char *outcome = control_outcome (run);
    g_assert_cmpstr (outcome, !=, "running");
    if (!g_str_equal (outcome, "established"))
        return alert != NULL ? alert : g_strdup (outcome);
    g_free (alert);
    g_autofree char *one = tls_party_view (control_run_party (run, TLS_CLIENT));
    g_autofree char *other = tls_party_view (control_run_party (run, TLS_SERVER));
    g_assert_cmpstr (one, ==, other);
    g_ptr_array_add (self->unnoticed,
                     g_strdup_printf ("%s.record[%u] byte %zu", trace_party_name (record->sender),
                                      record->ordinal, byte));
    return g_strdup (outcome);
}

static void flip (Flipper *self, const TraceRecord *record, size_t byte, unsigned bit)
{
    g_free (flipper_flip (self, record, byte, bit));
}

unsigned flipper_bits (void)
{
    return test_few () ? 1 : 8;
}

unsigned flipper_flip_all (Flipper *self, unsigned first, unsigned last, unsigned step)
{
    if (test_few ())
        step = MAX (step * 3, 1);
    g_autoptr (ControlRun) healthy = flipper_run (self, false);
    const Trace *trace = control_run_trace (healthy);
    unsigned n_records = trace_event (trace, trace_length (trace) - 1)->now.n_records, flips = 0;
    for (unsigned i = first; i < MIN (last, n_records); i++) {
        const TraceRecord *record = trace_record (trace, (int)i);
        for (size_t byte = 0; byte < g_bytes_get_size (record->sent); byte += MAX (step, 1))
            for (unsigned bit = 0; bit < 8; bit++)
                if (step == 0 || bit == byte / step % 8) {
                    flip (self, record, byte, bit);
                    flips++;
                }
    }
    return flips;
}

void flipper_assert_unnoticed (const Flipper *self, const FlipperHarmless *harmless, unsigned n)
{
    unsigned at = 0;
    for (unsigned i = 0; i < n; i++)
        for (unsigned bit = 0; bit < flipper_bits (); bit++, at++) {
            g_assert_cmpuint (at, <, self->unnoticed->len);
            g_assert_cmpstr (self->unnoticed->pdata[at], ==, harmless[i].byte);
        }
    g_assert_cmpuint (self->unnoticed->len, ==, at);
}
