/* Every leaf field of every message of a healthy run, changed one at a time, in every kind of
 * handshake: in clear by the attacker on the wire, what is sealed by a rogue sender. Either
 * somebody notices, by a named cause and the alert that belongs to it, or nobody can, and then
 * assets/unnoticed.ini says why: a row for each, and no row more. */
#include "control/run.h"
#include "scenario/unnoticed.h"

#include <string.h>

typedef struct {
    Scenario *scenario;
    unsigned connection;  /* the one that is changed: the last */
    TlsConfig *config[2]; /* of a single connection: made once */
    GHashTable *rows;     /* ScenarioUnnoticed that were needed */
    GString *wrong;
    unsigned mutations, unnoticed;
} Mutator;

static ControlRun *run_with (Mutator *self, const char *twist)
{
    g_autoptr (GError) error = NULL;
    ControlRun *run;
    if (self->connection == 1) {
        g_autoptr (GPtrArray) twists =
            g_ptr_array_new_with_free_func ((GDestroyNotify)net_twist_free);
        if (twist != NULL)
            g_ptr_array_add (twists, net_twist_parse (twist, &error));
        g_assert_no_error (error);
        run =
            control_run_new_with (self->config[0], self->config[1], scenario_seed (self->scenario),
                                  scenario_time (self->scenario), twists, NULL, NULL);
    } else {
        g_autofree char *assignment =
            g_strdup_printf ("network.%u.twist.1=%s", self->connection, twist);
        g_autoptr (Scenario) other = twist != NULL
                                         ? scenario_with (self->scenario, assignment, &error)
                                         : scenario_ref (self->scenario);
        g_assert_no_error (error);
        run = control_run_new (other, &error);
        g_assert_no_error (error);
    }
    control_run_all (run);
    return run;
}

static unsigned last_event (ControlRun *run)
{
    return trace_length (control_run_trace (run)) - 1;
}

static char *lookup (ControlRun *run, const char *path)
{
    return trace_lookup (control_run_trace (run), last_event (run), path, NULL);
}

static bool was_applied (ControlRun *run)
{
    const Trace *trace = control_run_trace (run);
    for (unsigned i = 0; i < trace_length (trace); i++)
        if (trace_event (trace, i)->kind == TRACE_TWIST && trace_event (trace, i)->record >= 0)
            return true;
    return false;
}

/* The alert that belongs to the cause, sent by who noticed; after its own close_notify a party can
 * say nothing more. */
static bool is_told (ControlRun *run, const char *cause, const char *noticed)
{
    g_autofree char *alert = lookup (run, "alert");
    bool older = trace_version (control_run_trace (run), last_event (run)) == WIRE_TLS12;
    BaseCause known = base_cause_find (cause);
    BaseAlert belongs = older ? base_cause_alert_12 (known) : base_cause_alert (known);
    g_autofree char *wanted = g_strdup_printf ("%s %s", noticed, base_alert_name (belongs));
    const TraceMoment *end = &trace_event (control_run_trace (run), last_event (run))->now;
    int party = g_str_equal (noticed, "client") ? TRACE_CLIENT : TRACE_SERVER;
    return g_str_equal (alert, wanted) ||
           (g_str_equal (alert, "none") && end->outcome[party] == TRACE_FAILED);
}

static void complain (Mutator *self, const char *twist, const char *what)
{
    g_string_append_printf (self->wrong, "\n  %s, %s: %s", scenario_name (self->scenario), twist,
                            what);
}

static void judge (Mutator *self, ControlRun *run, const char *twist, const char *place)
{
    g_autofree char *cause = lookup (run, "cause"), *noticed = lookup (run, "noticed-by");
    const char *outcome = control_outcome (run);
    self->mutations++;
    if (!was_applied (run)) {
        complain (self, twist, "was not carried out");
    } else if (!g_str_equal (noticed, "nobody")) {
        if (g_str_equal (cause, "INTERNAL") || g_str_equal (cause, "none") ||
            !is_told (run, cause, noticed))
            complain (self, twist, cause);
    } else if (g_str_equal (outcome, "established")) {
        const ScenarioUnnoticed *row =
            scenario_unnoticed_find (scenario_name (self->scenario), place);
        self->unnoticed++;
        if (row == NULL)
            complain (self, place, "goes unnoticed");
        else
            g_hash_table_add (self->rows, (gpointer)row);
    } else if (!g_str_equal (outcome, "stalled") && !g_str_equal (outcome, "truncated") &&
               strstr (place, ".Alert.") == NULL) {
        /* Another alert is another end, and who hears it believes it. */
        complain (self, twist, outcome);
    }
}

/* "0x…": the field with the last bit of its last byte flipped. */
static char *flipped (const WireTree *tree, unsigned field)
{
    BaseSpan span = wire_tree_span (tree, field);
    g_autofree uint8_t *bytes = g_memdup2 (span.data, span.size);
    bytes[span.size - 1] ^= 1;
    g_autofree char *hex = base_hex (base_span (bytes, span.size));
    return g_strconcat ("0x", hex, NULL);
}

static void mutate_field (Mutator *self, const TraceMessage *message, unsigned field)
{
    const WireTree *tree = message->sent->tree;
    g_autofree char *whole = wire_tree_path (tree, field);
    g_autofree char *ordinal =
        message->ordinal > 1 ? g_strdup_printf ("[%u]", message->ordinal) : g_strdup ("");
    const char *below = whole + strlen (tree->name);
    g_autofree char *place = g_strdup_printf ("%s.%s%s%s", trace_party_name (message->sender),
                                              trace_message_name (message), ordinal, below);
    g_autofree char *value = flipped (tree, field);
    g_autofree char *twist =
        g_strdup_printf ("%s %s %s", message->sealed ? "forge" : "set", place, value);
    g_autoptr (ControlRun) run = run_with (self, twist);
    judge (self, run, twist, place);
}

static void mutate_message (Mutator *self, const TraceMessage *message)
{
    const WireTree *tree = message->sent->tree;
    for (unsigned i = 0; i < tree->n_fields; i++)
        if (wire_tree_is_leaf (tree, i) && tree->fields[i].length > 0)
            mutate_field (self, message, i);
}

/* The header, and what is sealed: what a record in clear holds are the messages. */
static void mutate_record (Mutator *self, const TraceRecord *record)
{
    g_autoptr (WireTree) tree = trace_record_tree (record, record->sent);
    for (unsigned i = 0; i < tree->n_fields; i++) {
        const WireField *f = &tree->fields[i];
        if (!wire_tree_is_leaf (tree, i) || f->length == 0 ||
            (!record->sealed && (f->flags & WIRE_FIELD_CONTENT)))
            continue;
        g_autofree char *whole = wire_tree_path (tree, i);
        g_autofree char *path =
            g_strdup_printf ("%s.record[%u]%s", trace_party_name (record->sender), record->ordinal,
                             whole + strlen (tree->name));
        g_autofree char *place = g_strconcat (record->sealed ? "sealed " : "", path, NULL);
        g_autofree char *zeros = g_strnfill (2 * f->length - 2, '0');
        g_autofree char *twist = g_strdup_printf ("xor %s %s01", path, zeros);
        g_autoptr (ControlRun) run = run_with (self, twist);
        judge (self, run, twist, place);
    }
}

static void every_field_is_noticed_or_harmless (gconstpointer data)
{
    g_autoptr (GError) error = NULL;
    Mutator self = {.scenario = scenario_load (data, &error),
                    .rows = g_hash_table_new (NULL, NULL),
                    .wrong = g_string_new (NULL)};
    g_assert_no_error (error);
    self.connection = scenario_connections (self.scenario);
    self.config[0] = scenario_config (self.scenario, TLS_CLIENT, NULL);
    self.config[1] = scenario_config (self.scenario, TLS_SERVER, NULL);
    g_autoptr (ControlRun) healthy = run_with (&self, NULL);
    g_assert_cmpstr (control_outcome (healthy), ==, "established");
    const Trace *trace = control_run_trace (healthy);
    unsigned n = trace_event (trace, last_event (healthy))->now.n_messages;
    for (unsigned i = 0; i < n; i++)
        if (trace_message (trace, (int)i)->connection == self.connection)
            mutate_message (&self, trace_message (trace, (int)i));
    n = trace_event (trace, last_event (healthy))->now.n_records;
    for (unsigned i = 0; i < n; i++)
        if (trace_record (trace, (int)i)->connection == self.connection)
            mutate_record (&self, trace_record (trace, (int)i));
    g_test_message ("%u changes, %u of them go unnoticed", self.mutations, self.unnoticed);
    g_assert_cmpuint (self.mutations, >, 50);
    if (self.wrong->len > 0) {
        g_test_message ("%s", self.wrong->str);
        g_test_fail ();
    }
    for (unsigned i = 0; scenario_unnoticed_at (i) != NULL; i++)
        if (scenario_unnoticed_in (scenario_unnoticed_at (i), data) &&
            !g_hash_table_contains (self.rows, scenario_unnoticed_at (i)))
            g_error ("%s: assets/unnoticed.ini knows [%s], which is noticed", (const char *)data,
                     scenario_unnoticed_at (i)->place);
    g_hash_table_unref (self.rows);
    g_string_free (self.wrong, TRUE);
    tls_config_unref (self.config[0]);
    tls_config_unref (self.config[1]);
    scenario_unref (self.scenario);
}

int main (int argc, char **argv)
{
    static const char *const kinds[] = {"healthy",
                                        "hello-retry-cookie",
                                        "external-psk",
                                        "resumption",
                                        "early-data",
                                        "client-certificate",
                                        "healthy-tls12",
                                        "dhe",
                                        "static-rsa",
                                        "client-certificate-tls12",
                                        "cbc-encrypt-then-mac",
                                        "session-resumed",
                                        "session-ticket-resumed",
                                        "post-handshake-auth",
                                        "compressed-certificate",
                                        "staple-tls12",
                                        "key-update",
                                        "external-psk-alone"};
    g_test_init (&argc, &argv, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS (kinds); i++) {
        g_autofree char *path = g_strconcat ("/mutations/", kinds[i], NULL);
        g_test_add_data_func (path, kinds[i], every_field_is_noticed_or_harmless);
    }
    return g_test_run ();
}
