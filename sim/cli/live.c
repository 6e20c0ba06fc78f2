#include "cli/live.h"

#include <stdio.h>
#include <string.h>

void cli_live_options_clear (CliLiveOptions *options)
{
    g_free (options->scenario);
    g_free (options->trace);
}

char *cli_live_seed (CliOptions *options)
{
    return g_steal_pointer (&options->seed);
}

bool cli_live_check (const char *command, const CliLiveOptions *options)
{
    if (options->timeout >= 1 && options->timeout <= 3600)
        return true;
    cli_fail (CLI_USAGE, "%s: --timeout is %d, allowed is 1 to 3600", command, options->timeout);
    return false;
}

void cli_live_tell_ignored (const char *command, const CliLiveOptions *options,
                            const Scenario *scenario, const char *ours)
{
    GPtrArray *settings = scenario_settings (scenario);
    g_autoptr (GString) out = g_string_new (NULL);
    const char *group = "";
    for (guint i = 0; i < settings->len; i++) {
        const ScenarioSetting *setting = g_ptr_array_index (settings, i);
        bool applies = g_str_equal (setting->group, ours) ||
                       g_str_equal (setting->group, "scenario") ||
                       g_str_has_prefix (setting->group, "certificate.");
        /* Nobody asked for what the healthy scenario says, but for --set. */
        bool asked = options->scenario != NULL || setting->line < 0;
        if (setting->is_default || applies || !asked)
            continue;
        if (g_str_equal (group, setting->group))
            g_string_append_printf (out, ", %s", setting->key);
        else
            g_string_append_printf (out, "%s[%s] %s", out->len > 0 ? "; " : "", setting->group,
                                    setting->key);
        group = setting->group;
    }
    if (out->len > 0)
        cli_fail (CLI_OK, "%s: not applied, the peer and the network are real: %s", command,
                  out->str);
}

int64_t cli_live_now (void)
{
    return g_get_real_time () / G_USEC_PER_SEC;
}

/* "TLS1.3 · TLS_AES_128_GCM_SHA256 · …": what was agreed on; transfer full */
static char *agreed (const TlsParty *party)
{
    static const char *const shown[] = {"version ", "suite ", "group ", "scheme ", "alpn "};
    g_autofree char *view = tls_party_view (party);
    g_auto (GStrv) lines = g_strsplit (view, "\n", -1);
    GString *out = g_string_new (NULL);
    for (unsigned i = 0; lines[i] != NULL; i++)
        for (unsigned j = 0; j < G_N_ELEMENTS (shown); j++)
            if (g_str_has_prefix (lines[i], shown[j]) && !g_str_has_suffix (lines[i], " none"))
                g_string_append_printf (out, "%s · ", lines[i] + strlen (shown[j]));
    return g_string_free (out, FALSE);
}

/* Which key from before it stands on, and what became of early data: "resumed by a ticket · "; ""
 * for an ordinary full handshake. transfer full */
static char *from_before (const TlsParty *party)
{
    static const char *const early[] = {"", "early data refused · ", "early data accepted · "};
    const TlsPsk *psk = tls_party_psk (party);
    TraceOutcome outcome = tls_party_outcome (party);
    if (outcome == TRACE_FAILED || outcome == TRACE_STALLED)
        return g_strdup ("");
    BaseSpan name = psk != NULL ? base_span_bytes (psk->identity) : base_span_text ("");
    g_autofree char *key =
        psk == NULL ? g_strdup ("")
        : psk->external
            ? g_strdup_printf ("external key “%.*s” · ", (int)name.size, (const char *)name.data)
            : g_strdup (psk->by_id ? "resumed by a session id · " : "resumed by a ticket · ");
    return g_strconcat (key, early[tls_party_early (party)], NULL);
}

static void tell (const ControlLive *live, const char *prefix)
{
    const TlsParty *party = control_live_party (live);
    const Trace *trace = control_live_trace (live);
    g_autofree char *terms = agreed (party);
    g_autofree char *before = from_before (party);
    fprintf (stderr, "%s%s: %s%sseed %s\n", prefix, trace_outcome_name (tls_party_outcome (party)),
             terms, before, control_live_seed (live));
    BaseCause cause = tls_party_cause (party);
    if (cause == BASE_CAUSE_NONE)
        return;
    unsigned last = trace_length (trace) - 1;
    g_autofree char *alert = trace_lookup (trace, last, "alert", NULL);
    bool older = trace_version (trace, last) == WIRE_TLS12;
    fprintf (stderr, "%swhy: %s (%s), alert: %s\n", prefix, base_cause_words (cause),
             older ? base_cause_section_12 (cause) : base_cause_section (cause), alert);
}

static int save (const ControlLive *live, const Scenario *scenario, const char *file,
                 int64_t started)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *clock = base_time_text (started);
    g_autofree char *time = g_strconcat ("scenario.time=", clock, NULL);
    g_autofree char *seed = g_strconcat ("scenario.seed=", control_live_seed (live), NULL);
    g_autoptr (Scenario) timed = scenario_with (scenario, time, &error);
    g_autoptr (Scenario) recorded = timed != NULL ? scenario_with (timed, seed, &error) : NULL;
    return recorded != NULL ? cli_save_trace (file, control_live_trace (live), recorded)
                            : cli_fail_error (error);
}

int cli_live_report (const ControlLive *live, const Scenario *scenario, const char *prefix,
                     const char *file, int64_t started)
{
    tell (live, prefix);
    int status = file != NULL ? save (live, scenario, file, started) : CLI_OK;
    TraceOutcome outcome = tls_party_outcome (control_live_party (live));
    if (status == CLI_OK && outcome != TRACE_CLOSED && outcome != TRACE_ESTABLISHED)
        status = CLI_UNEXPECTED;
    return status;
}
