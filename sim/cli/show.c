#include "cli/cli.h"

#include "draw/graph.h"
#include "lesson/explain.h"

#include <string.h>

/* A run in characters: the ladder, and the event at the cursor with what it means. */

/* ---- The ladder ---- */

/* How much of WIDTH each party's side gets; the rest is the network between them, where a man in
 * the middle has two connections side by side. */
static unsigned margin_of (const Trace *trace, unsigned width)
{
    if (width <= 60)
        return 12;
    bool legs = trace_is_attacker (trace, 1, TRACE_SERVER);
    return (width - (legs ? MIN (width * 3 / 5, 60) : 32)) / 2;
}

static void append_arrow (GString *out, const DrawRow *row, unsigned middle)
{
    bool to_right = row->from == TRACE_CLIENT || row->to == TRACE_SERVER;
    g_autofree char *whole =
        g_strdup_printf (" %s%s%s ", row->sealed ? "🔒 " : "", row->text, row->twisted ? " ✎" : "");
    /* The lock is two columns wide. */
    unsigned room = middle - (row->sealed ? 2 : 1);
    bool fits = g_utf8_strlen (whole, -1) <= (glong)room;
    if (!fits && g_str_has_prefix (row->text, "Alert: ")) {
        /* An arrow in red says as much. */
        g_free (whole);
        whole = g_strdup_printf (" %s%s ", row->sealed ? "🔒 " : "", row->text + 7);
        fits = g_utf8_strlen (whole, -1) <= (glong)room;
    }
    g_autofree char *label = fits ? g_strdup (whole) : cli_fit (whole, room, false);
    unsigned length = (unsigned)g_utf8_strlen (label, -1) + (row->sealed ? 1 : 0);
    unsigned shaft = middle > length + 1 ? middle - length - 1 : 0;
    unsigned before = shaft / 2, after = shaft - before;
    if (row->in_flight || row->dropped) {
        /* Seen on its way: it has not reached the far lifeline. */
        before = to_right ? before : after;
        after = 0;
    }
    unsigned rest = shaft - before - after;
    const char *head = row->dropped ? "✗" : to_right ? "▶" : "◀";
    g_autofree char *left = g_strnfill (before, '-'), *right = g_strnfill (after, '-');
    g_autofree char *space = g_strnfill (rest, ' ');
    CliStyle style = row->kind == DRAW_ROW_ALERT ? CLI_RED : cli_party_style (row->party);
    g_string_append (out, cli_style (style));
    if (to_right)
        g_string_append_printf (out, "%s%s%s%s%s", left, label, right, head, space);
    else
        g_string_append_printf (out, "%s%s%s%s%s", space, head, right, label, left);
    g_string_append (out, cli_style (CLI_PLAIN));
}

/* An arrow from or to the attacker takes its half of the MIDDLE. */
static void append_message (GString *out, const DrawRow *row, unsigned middle)
{
    bool left = row->from == TRACE_CLIENT || row->to == TRACE_CLIENT;
    bool right = row->from == TRACE_SERVER || row->to == TRACE_SERVER;
    if (left && right) {
        append_arrow (out, row, middle);
        return;
    }
    unsigned half = (middle - 1) / 2, other = middle - 1 - half;
    g_autofree char *blank = g_strnfill (left ? other : half, ' ');
    if (right)
        g_string_append_printf (out, "%s┆", blank);
    append_arrow (out, row, left ? half : other);
    if (left)
        g_string_append_printf (out, "┆%s", blank);
}

/* What stands beside a lifeline in ROOM columns: a decision by what it was about and how it came
 * out, or by that alone; what a party does against the rules by its name. */
static char *row_text (const Trace *trace, const DrawRow *row, unsigned room)
{
    const char *name = row->crooked ? strstr (row->text, ": ") : NULL;
    if (name != NULL && g_utf8_strlen (row->text, -1) > (glong)room)
        return g_strdup (name + strlen (": "));
    if (row->kind != DRAW_ROW_DECISION)
        return g_strdup (row->text);
    const TraceEvent *event = trace_event (trace, (unsigned)row->event);
    const TraceDecision *decision = trace_decision (trace, event->decision);
    g_autofree char *about = g_strdelimit (g_strdup (decision->key), "-", ' ');
    char *text = g_strdup_printf ("%s: %s", about, decision->outcome);
    if (g_utf8_strlen (text, -1) <= (glong)room || strlen (decision->outcome) < 4)
        return text;
    g_free (text);
    return g_strdup (decision->outcome);
}

/* Between the lifelines, in as many lines of ROOM columns as it takes. */
static void append_mark (GString *out, const char *text, const char *blank, const char *on,
                         unsigned room)
{
    for (const char *rest = text; rest != NULL;) {
        g_autofree char *line = g_strdup (rest);
        rest = NULL;
        if (g_utf8_strlen (line, -1) > (glong)room) {
            char *end = g_utf8_offset_to_pointer (line, room + 1);
            char *space = g_strrstr_len (line, end - line, " ");
            if (space != NULL) {
                rest = text + strlen (text) - strlen (space + 1);
                *space = '\0';
            }
        }
        g_autofree char *cell = cli_fit (line, room, false);
        g_string_append_printf (out, "%s│  %s%s%s  │\n", blank, on, cell, cli_style (CLI_PLAIN));
    }
}

static void append_row (GString *out, const Trace *trace, const DrawRow *row, unsigned width)
{
    unsigned margin = margin_of (trace, width), middle = width - 2 * margin - 2;
    bool message = row->kind == DRAW_ROW_MESSAGE || row->kind == DRAW_ROW_ALERT;
    g_autofree char *blank = g_strnfill (margin, ' '), *gap = g_strnfill (middle, ' ');
    g_autofree char *text = row_text (trace, row, margin - 1);
    CliStyle style = row->kind == DRAW_ROW_FAIL || row->failed ? CLI_RED
                     : row->kind == DRAW_ROW_STATE             ? CLI_DIM
                     : row->crooked                            ? CLI_PURPLE
                     : row->kind == DRAW_ROW_MARK || row->kind == DRAW_ROW_CONNECTION
                         ? CLI_BOLD
                         : cli_party_style (row->party);
    const char *on = cli_style (style), *off = cli_style (CLI_PLAIN);
    if (message) {
        bool alert = row->kind == DRAW_ROW_ALERT;
        g_autofree char *size =
            cli_fit (row->detail != NULL && !alert ? row->detail : "", margin - 1, false);
        g_string_append_printf (out, "%s│", blank);
        append_message (out, row, middle);
        g_string_append_printf (out, "│ %s\n", size);
    } else if (row->party == TRACE_CLIENT) {
        g_autofree char *cell = cli_fit (text, margin - 1, true);
        g_string_append_printf (out, "%s%s%s │%s│\n", on, cell, off, gap);
    } else if (row->party == TRACE_SERVER) {
        g_autofree char *cell = cli_fit (text, margin - 1, false);
        g_string_append_printf (out, "%s│%s│ %s%s%s\n", blank, gap, on, cell, off);
    } else {
        append_mark (out, text, blank, on, middle > 4 ? middle - 4 : 0);
    }
}

/* The end of LINES, not more than ROWS of them. */
static const char *last_lines (const GString *lines, unsigned rows)
{
    const char *at = lines->str + lines->len;
    for (unsigned n = 0; at > lines->str; at--)
        if (at[-1] == '\n' && n++ == rows)
            break;
    return at;
}

void cli_show_ladder (GString *out, ControlRun *run, int cursor, const TraceObserver *observer,
                      unsigned width, unsigned rows)
{
    g_autoptr (GPtrArray) all = draw_ladder (run, cursor, observer);
    unsigned margin = margin_of (control_run_trace (run), width);
    guint first = rows > 0 && all->len > rows ? all->len - rows : 0;
    g_autofree char *gap = g_strnfill (width - 2 * margin - 2 - 4, ' ');
    g_string_append_printf (out, "%*s%sClient%s%s%sServer%s\n", (int)margin - 3, "",
                            cli_style (CLI_BLUE), cli_style (CLI_PLAIN), gap, cli_style (CLI_GREEN),
                            cli_style (CLI_PLAIN));
    g_autoptr (GString) lines = g_string_new (NULL);
    for (guint i = first; i < all->len; i++)
        append_row (lines, control_run_trace (run), g_ptr_array_index (all, i), width);
    g_string_append (out, rows > 0 ? last_lines (lines, rows) : lines->str);
}

/* ---- The event ---- */

static const char *mark_of (TraceVerdict verdict)
{
    static const char *const marks[] = {[TRACE_FELL] = "✗",
                                        [TRACE_CHOSEN] = "✓",
                                        [TRACE_NOT_REACHED] = "·",
                                        [TRACE_PASSED] = "✓",
                                        [TRACE_INFO] = "·"};
    return marks[verdict];
}

static void append_decision (GString *out, const TraceDecision *decision, unsigned width)
{
    for (unsigned i = 0; i < decision->n_candidates; i++) {
        const TraceCandidate *candidate = &decision->candidates[i];
        bool good = candidate->verdict == TRACE_CHOSEN || candidate->verdict == TRACE_PASSED;
        bool fell = candidate->verdict == TRACE_FELL && candidate->meaning != NULL;
        bool ruled = candidate->section != NULL;
        g_autofree char *line = g_strdup_printf (
            "%s %s: %s%s%s%s%s%s", mark_of (candidate->verdict), candidate->name, candidate->reason,
            ruled ? " (" : "", ruled ? candidate->section : "", ruled ? ")" : "",
            fell ? ". Would have passed with: " : "", fell ? candidate->meaning : "");
        g_string_append (out, cli_style (candidate->verdict == TRACE_FELL ? CLI_RED
                                         : good                           ? CLI_GREEN
                                                                          : CLI_DIM));
        cli_wrap (out, line, 4, width);
        g_string_append (out, cli_style (CLI_PLAIN));
    }
}

static void append_value (GString *out, const Trace *trace, const TraceEvent *event, unsigned width)
{
    GBytes *value = event->kind == TRACE_DERIVE ? trace_secret (trace, event->secret)->value
                    : event->kind == TRACE_DRAW ? event->value
                                                : NULL;
    if (value == NULL)
        return;
    g_autofree char *hex = base_hex (base_span_bytes (value));
    cli_wrap (out, hex, 4, width);
}

/* What is asked about in a list of all events; at the cursor, all that follows is. */
static bool is_outcome (const TraceEvent *event)
{
    return event->kind == TRACE_FAIL || event->kind == TRACE_END || event->kind == TRACE_SEND ||
           event->kind == TRACE_RECEIVE;
}

/* Why it failed, as far as the observer may know: of what follows from a failure, with who noticed
 * it. */
static void append_reason (GString *out, const Trace *trace, unsigned seq,
                           const TraceObserver *observer, unsigned width)
{
    int reason = trace_reason (trace, observer, seq);
    if (reason < 0)
        return;
    const TraceEvent *event = trace_event (trace, (unsigned)reason);
    if (reason != (int)seq) {
        g_autofree char *title = trace_event_title_seen (trace, observer, (unsigned)reason);
        g_autofree char *line = g_strdup_printf ("Why: %s (%s)", title, event->section);
        cli_wrap (out, line, 2, width);
    }
    if (event->decision >= 0)
        append_decision (out, trace_decision (trace, event->decision), width);
    g_autofree char *line =
        g_strdup_printf ("Would have passed with: %s", base_cause_would_pass (event->cause));
    cli_wrap (out, line, 4, width);
}

void cli_show_event (GString *out, Trace *trace, int cursor, const TraceObserver *observer,
                     unsigned width, bool explain)
{
    if (cursor < 0) {
        cli_wrap (out, "Nothing has happened yet.", 2, width);
        return;
    }
    const TraceEvent *event = trace_event (trace, (unsigned)cursor);
    if (trace_sees_event (trace, observer, (unsigned)cursor) == TRACE_HIDDEN) {
        g_autofree char *line =
            g_strdup_printf ("Something happens here that the %s cannot see.", observer->name);
        cli_wrap (out, line, 2, width);
        return;
    }
    g_autofree char *title = trace_event_title_seen (trace, observer, (unsigned)cursor);
    g_autofree char *key = trace_event_key_seen (trace, observer, (unsigned)cursor);
    g_string_append_printf (out, "%s%s", cli_style (CLI_BOLD),
                            cli_style (cli_party_style ((TraceParty)event->party)));
    cli_wrap (out, title, 2, width);
    g_string_append (out, cli_style (CLI_PLAIN));
    append_value (out, trace, event, width);
    if (event->decision >= 0 && event->kind != TRACE_FAIL)
        append_decision (out, trace_decision (trace, event->decision), width);
    if (explain || is_outcome (event))
        append_reason (out, trace, (unsigned)cursor, observer, width);
    const char *text = explain ? lesson_explanation (key) : NULL;
    if (text != NULL) {
        g_string_append_c (out, '\n');
        cli_prose (out, text, 2, width);
    }
    const char *section = trace_event_section_seen (trace, observer, (unsigned)cursor);
    if (explain && section != NULL)
        g_string_append_printf (out, "%s  %s%s\n", cli_style (CLI_DIM), section,
                                cli_style (CLI_PLAIN));
}

void cli_show_finding (GString *out, Trace *trace, int cursor, const TraceObserver *observer,
                       unsigned width)
{
    if (!observer->has_key || cursor < 0)
        return;
    g_autofree char *words =
        trace_finding_words (trace, trace_connection (trace, (unsigned)cursor), (unsigned)cursor);
    cli_wrap (out, words, 2, width);
}

/* ---- What a lesson looks at ---- */

void cli_show_decisions (GString *out, Trace *trace, int from, int to,
                         const TraceObserver *observer, unsigned width)
{
    for (int i = from; i < to; i++)
        if (trace_event (trace, (unsigned)i)->kind == TRACE_DECIDE &&
            trace_sees_event (trace, observer, (unsigned)i) == TRACE_CLEAR)
            cli_show_event (out, trace, i, observer, width, false);
}

/* Each secret once: the newest of its name. */
void cli_show_secrets (GString *out, Trace *trace, int cursor, const TraceObserver *observer)
{
    unsigned n = cursor >= 0 ? trace_event (trace, (unsigned)cursor)->now.n_secrets : 0;
    for (unsigned i = 0; i < n; i++) {
        const TraceSecret *secret = trace_secret (trace, (int)i);
        if (trace_find_secret (trace, secret->name, -1, (unsigned)cursor) != (int)i ||
            !trace_knows (trace, observer, secret->name, (unsigned)cursor))
            continue;
        g_autofree char *hex = base_hex (base_span_bytes (secret->value));
        g_string_append_printf (out, "  %-36s %.16s%s  %s\n", secret->name, hex,
                                strlen (hex) > 16 ? "…" : " ", secret->function);
    }
}

void cli_show_checks (GString *out, Trace *trace, int cursor, const TraceObserver *observer,
                      unsigned width)
{
    for (int i = cursor; i >= 0; i--) {
        const TraceEvent *event = trace_event (trace, (unsigned)i);
        if (event->kind == TRACE_CHECK &&
            g_str_equal (trace_decision (trace, event->decision)->key, "certificate-chain")) {
            cli_show_event (out, trace, i, observer, width, false);
            return;
        }
    }
}
