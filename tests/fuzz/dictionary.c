/* The words that mean something to the readers, as libFuzzer's dictionaries, from the tables that
 * the readers use. */
#include "dictionary.h"

#include "scenario/setting.h"
#include "tls/machine.h"
#include "trace/trace.h"

/* Those that stand in no table. */
static const char *const plain_words[] = {
    "conn2.",
    "client.",
    "server.",
    "network.",
    "secret:",
    "state",
    "outcome",
    "alert",
    "cause",
    "noticed-by",
    "phase",
    " knows ",
    " sees ",
    " cannot see ",
    "@sent",
    "@received",
    ".sent",
    ".received",
    ".delivered",
    ".processed",
    ".verified",
    ".composed",
    "record[1]",
    "encrypted_record",
    "end",
    "start",
    "to ",
    "use: ",
    "set: ",
    "page: ",
    "field: ",
    "seen-by: ",
    "ask: ",
    " at ",
    "kind: predict",
    "kind: choice",
    "question: ",
    "- [x] ",
    "- [ ] ",
    "hint: ",
    "```lesson\n",
    "```scenario\n",
    "```look\n",
    "```step\n",
    "```expect\n",
    "```quiz a\n",
    "```note ",
    "```teacher\n",
    "```\n",
    "id: a\n",
    "format: 1\n",
    "minutes: 5\n",
    "objectives:\n- a\n",
    "builds-on: ",
    "# a\n",
    "## b\n",
};

static void add (GString *out, BaseSpan bytes)
{
    g_string_append_c (out, '"');
    for (size_t i = 0; i < bytes.size; i++)
        if (g_ascii_isalnum (bytes.data[i]))
            g_string_append_c (out, (char)bytes.data[i]);
        else
            g_string_append_printf (out, "\\x%02x", bytes.data[i]);
    g_string_append (out, "\"\n");
}

static void add_text (GString *out, const char *text)
{
    if (text != NULL && *text != '\0')
        add (out, base_span_text (text));
}

GString *dictionary_of_words (void)
{
    GString *out = g_string_new (NULL);
    for (guint i = 0; i < G_N_ELEMENTS (plain_words); i++)
        add_text (out, plain_words[i]);
    for (unsigned i = 0; scenario_group_at (i) != NULL; i++) {
        g_autofree char *group = g_strdup_printf ("\n[%s]\n", scenario_group_at (i));
        add_text (out, group);
    }
    for (unsigned i = 0; scenario_row_at (i) != NULL; i++) {
        const ScenarioRow *row = scenario_row_at (i);
        g_autofree char *key = g_strdup_printf ("\n%s=", row->key);
        add_text (out, key);
        for (unsigned k = 0; row->words != NULL && row->words->at (k) != NULL; k++)
            add_text (out, row->words->at (k));
    }
    for (unsigned i = 0; net_twist_row (i) != NULL; i++) {
        g_autofree char *twist = g_strdup_printf ("\ntwist.1=%s ", net_twist_row (i)->name);
        add_text (out, twist);
    }
    for (unsigned i = 0; i < WIRE_N_MESSAGES; i++)
        add_text (out, wire_message_row ((WireMessageId)i)->name);
    for (unsigned i = 0; wire_extension_at (i) != NULL; i++)
        add_text (out, wire_extension_at (i)->name);
    for (unsigned i = 0; trace_observer_at (i) != NULL; i++)
        add_text (out, trace_observer_at (i)->name);
    for (unsigned i = 0; i < TLS_N_STATES; i++)
        add_text (out, tls_state_name ((TlsState)i));
    return out;
}

static void add_number (GString *out, unsigned number)
{
    const uint8_t bytes[] = {(uint8_t)(number >> 8), (uint8_t)number};
    add (out, base_span (bytes, sizeof bytes));
}

GString *dictionary_of_numbers (void)
{
    static const WireRegistry *const registries[] = {&wire_cipher_suites, &wire_groups,
                                                     &wire_schemes, &wire_versions};
    GString *out = g_string_new (NULL);
    for (unsigned i = 0; wire_extension_at (i) != NULL; i++)
        add_number (out, wire_extension_at (i)->type);
    for (guint i = 0; i < G_N_ELEMENTS (registries); i++)
        for (size_t k = 0; k < registries[i]->n_rows; k++)
            add_number (out, registries[i]->rows[k].value);
    add (out, base_span (wire_hello_retry_random, 32));
    add (out, base_span_text ("DOWNGRD\1"));
    return out;
}
