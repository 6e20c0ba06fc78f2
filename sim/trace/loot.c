#include "trace/private.h"

/* What the thief of the server's private key has got out of the recording: kept for as long as the
 * trace does not grow, and looked up as of a moment. Opening records is sim/tls's. */

static void loot_secret_clear (gpointer data)
{
    TraceLootSecret *secret = data;
    g_bytes_unref (secret->value);
}

static void bytes_clear (gpointer data)
{
    if (data != NULL)
        g_bytes_unref (data);
}

struct TraceLootKept {
    unsigned length; /* of the trace that it was computed from */
    TraceLoot loot;
};

static TraceLootKept *loot_new (const Trace *trace)
{
    TraceLootKept *kept = g_new0 (TraceLootKept, 1);
    kept->length = trace_length (trace);
    kept->loot.plain = g_ptr_array_new_with_free_func (bytes_clear);
    g_ptr_array_set_size (kept->loot.plain, (gint)trace->records->len);
    kept->loot.secrets = g_array_new (FALSE, FALSE, sizeof (TraceLootSecret));
    g_array_set_clear_func (kept->loot.secrets, loot_secret_clear);
    kept->loot.findings = g_array_new (FALSE, FALSE, sizeof (TraceFinding));
    return kept;
}

void trace_loot_free (TraceLootKept *kept)
{
    if (kept == NULL)
        return;
    g_ptr_array_unref (kept->loot.plain);
    g_array_unref (kept->loot.secrets);
    g_array_unref (kept->loot.findings);
    g_free (kept);
}

void trace_set_thief (Trace *trace, TraceThief thief, TraceStolenKey key_of, void *data)
{
    trace->theft = (TraceTheft){.thief = thief, .key_of = key_of, .data = data};
}

/* NULL: nobody has said how to open records. */
static const TraceLoot *loot_of (const Trace *trace)
{
    /* Only what is kept changes; what the trace tells does not. */
    TraceTheft *theft = &((Trace *)trace)->theft;
    if (theft->thief == NULL)
        return NULL;
    if (theft->kept == NULL || theft->kept->length != trace_length (trace)) {
        trace_loot_free (theft->kept);
        theft->kept = loot_new (trace);
        theft->thief (trace, theft->key_of, theft->data, &theft->kept->loot);
    }
    return &theft->kept->loot;
}

static bool is_recorded (const Trace *trace, int record, unsigned cursor)
{
    return trace_record (trace, record)->send_event <= cursor;
}

GBytes *trace_loot_plain (const Trace *trace, int record)
{
    const TraceLoot *loot = loot_of (trace);
    bool there = loot != NULL && record >= 0 && (guint)record < loot->plain->len;
    return there ? g_ptr_array_index (loot->plain, record) : NULL;
}

bool trace_loot_reads (const Trace *trace, int index)
{
    const TraceMessage *message = trace_message (trace, index);
    for (int i = message->record; i < (int)trace->records->len; i++) {
        const TraceRecord *record = trace_record (trace, i);
        if (record->sender != message->sender || record->first_message < 0)
            continue;
        if (record->first_message > index)
            break;
        if (record->last_message >= index && record->sealed && trace_loot_plain (trace, i) == NULL)
            return false;
    }
    return true;
}

bool trace_loot_holds (const Trace *trace, int index, unsigned cursor)
{
    const TraceLoot *loot = loot_of (trace);
    const TraceSecret *secret = trace_secret (trace, index);
    for (guint i = 0; loot != NULL && i < loot->secrets->len; i++) {
        const TraceLootSecret *own = &g_array_index (loot->secrets, TraceLootSecret, i);
        if (own->connection == secret->connection && g_str_equal (own->name, secret->name) &&
            g_bytes_equal (own->value, secret->value) && is_recorded (trace, own->record, cursor))
            return true;
    }
    return false;
}

const TraceFinding *trace_finding (const Trace *trace, unsigned connection, unsigned cursor)
{
    const TraceLoot *loot = loot_of (trace);
    const TraceFinding *last = NULL;
    for (guint i = 0; loot != NULL && i < loot->findings->len; i++) {
        const TraceFinding *finding = &g_array_index (loot->findings, TraceFinding, i);
        if (finding->connection == connection && is_recorded (trace, finding->record, cursor))
            last = finding;
    }
    return last;
}

char *trace_finding_words (const Trace *trace, unsigned connection, unsigned cursor)
{
    const TraceFinding *finding =
        trace_length (trace) > 0 ? trace_finding (trace, connection, cursor) : NULL;
    if (finding == NULL)
        return g_strdup ("The thief has the server's private key, and no ServerHello yet that says "
                         "what it is good for.");
    unsigned sealed = 0, opened = 0, n = trace_event (trace, cursor)->now.n_records;
    for (unsigned i = 0; i < n; i++) {
        const TraceRecord *record = trace_record (trace, (int)i);
        sealed += record->connection == connection && record->sealed;
        opened += record->connection == connection && record->sealed &&
                  trace_loot_plain (trace, (int)i) != NULL;
    }
    g_autofree char *lacks = finding->missing == NULL
                                 ? g_strdup ("The thief has all he needs")
                                 : g_strdup_printf ("The thief lacks %s", finding->missing);
    g_autofree char *count = sealed == 0 ? g_strdup ("Nothing is sealed yet.")
                                         : g_strdup_printf ("He opens %u of %u sealed record%s.",
                                                            opened, sealed, sealed == 1 ? "" : "s");
    return g_strdup_printf ("%s: %s. %s", lacks, finding->why, count);
}
