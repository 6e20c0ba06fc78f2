/* What the views are told, without a window: layers, rows of the ladder, words, the session. */
#include "compare/comparison.h"
#include "handshake/ladder-rows.h"
#include "handshake/overheard.h"
#include "inspector/copy.h"
#include "draw/chain.h"
#include "place.h"
#include "session.h"
#include "words.h"

#include <glib/gstdio.h>
#include <string.h>

static StepshakeSession *session_with (const char *name, const char *landmark)
{
    StepshakeSession *session = stepshake_session_new ();
    g_autoptr (GError) error = NULL;
    stepshake_session_open (session, name, &error);
    g_assert_no_error (error);
    if (landmark != NULL)
        stepshake_session_to_landmark (session, landmark, &error);
    g_assert_no_error (error);
    return session;
}

static char *selected_path (StepshakeSession *session)
{
    const StepshakeSelection *selection = stepshake_session_selection (session);
    StepshakeLayer *layer = stepshake_session_layer (session, selection->layer);
    return selection->field >= 0 ? wire_tree_path (layer->tree, selection->field)
                                 : g_strdup (layer->id);
}

/* ---- Words. ---- */

static void test_words (void)
{
    g_autofree char *one = stepshake_bytes_words (1);
    g_autofree char *many = stepshake_bytes_words (16406);
    g_autofree char *section = stepshake_section_words ("RFC 9846 4.2.2");
    g_autofree char *appendix = stepshake_section_words ("RFC 9846 A.1");
    g_autofree char *other = stepshake_section_words ("RFC 5280 6");
    g_autofree char *uri = stepshake_section_uri ("RFC 9846 4.2.2");
    g_autofree char *link = stepshake_rfc_link_uri ("rfc:9846#B.3.1");
    g_assert_cmpstr (one, ==, "1 byte");
    g_assert_cmpstr (many, ==, "16\u202f406 bytes");
    g_assert_cmpstr (section, ==, "RFC 9846 (was 8446), section 4.2.2");
    g_assert_cmpstr (appendix, ==, "RFC 9846 (was 8446), appendix A.1");
    g_assert_cmpstr (other, ==, "RFC 5280, section 6");
    g_assert_cmpstr (uri, ==, "https://www.rfc-editor.org/rfc/rfc9846#section-4.2.2");
    g_assert_cmpstr (link, ==, "https://www.rfc-editor.org/rfc/rfc9846#appendix-B.3.1");
}

/* A link in prose to a word, a page of history or an alert brings it to the front; one to an RFC
 * is left to others. */
static void test_links_open_words (void)
{
    g_autoptr (StepshakeSession) session = session_with ("healthy", "ClientHello.sent");
    static const char *const words[] = {"term:nonce", "history:SSL-3.0", "alert:decode_error"};
    for (unsigned i = 0; i < G_N_ELEMENTS (words); i++) {
        g_assert_true (stepshake_session_follow_link (session, words[i]));
        const StepshakeSelection *selection = stepshake_session_selection (session);
        g_assert_cmpint (selection->focus, ==, STEPSHAKE_FOCUS_WORD);
        g_assert_cmpstr (selection->word, ==, words[i]);
    }
    g_assert_false (stepshake_session_follow_link (session, "rfc:9846"));
}

/* ---- Layers. ---- */

/* Each byte of each canvas belongs to a field whose range holds it. */
static void check_canvas (GPtrArray *layers, int canvas)
{
    StepshakeLayer *layer = g_ptr_array_index (layers, canvas);
    for (size_t i = 0; i < g_bytes_get_size (layer->tree->bytes); i++) {
        int l, f;
        uint32_t offset, length;
        g_assert_true (stepshake_layers_at (layers, canvas, i, &l, &f));
        stepshake_layers_range (layers, l, f, &offset, &length);
        g_assert_cmpuint (offset, <=, i);
        g_assert_cmpuint (i, <, offset + length);
        /* The same bytes, whichever layer they are read from. */
        StepshakeLayer *inner = g_ptr_array_index (layers, l);
        BaseSpan whole = base_span_bytes (layer->tree->bytes);
        BaseSpan part = base_span_bytes (inner->tree->bytes);
        g_assert_cmpuint (whole.data[i], ==, part.data[i - inner->at]);
    }
    int l, f;
    g_assert_false (
        stepshake_layers_at (layers, canvas, g_bytes_get_size (layer->tree->bytes), &l, &f));
}

static void test_layers_cover_all_bytes (void)
{
    g_autoptr (StepshakeSession) session = session_with ("healthy", "end");
    const Trace *trace = stepshake_session_trace (session);
    unsigned n = stepshake_session_moment (session)->n_messages;
    g_assert_cmpuint (n, ==, 11);
    for (unsigned o = 0; trace_observer_at (o) != NULL; o++)
        for (unsigned m = 0; m < n; m++) {
            g_autoptr (GPtrArray) layers = stepshake_layers_new (
                trace, trace_observer_at (o), m, stepshake_session_cursor (session), false);
            for (unsigned i = 0; i < layers->len; i++)
                if (((StepshakeLayer *)g_ptr_array_index (layers, i))->canvas == (int)i)
                    check_canvas (layers, i);
        }
}

static void test_sealed_layers (void)
{
    g_autoptr (StepshakeSession) session = session_with ("healthy", "server.Certificate.sent");
    const Trace *trace = stepshake_session_trace (session);
    int message = stepshake_session_selection (session)->message;
    unsigned cursor = stepshake_session_cursor (session);
    static const char *const all[] = {"record", "nonce", "additional-data", "inner", "message"};
    g_autoptr (GPtrArray) everyone =
        stepshake_layers_new (trace, trace_observer_find ("everyone"), message, cursor, false);
    g_assert_cmpuint (everyone->len, ==, G_N_ELEMENTS (all));
    for (unsigned i = 0; i < everyone->len; i++)
        g_assert_cmpstr (((StepshakeLayer *)g_ptr_array_index (everyone, i))->id, ==, all[i]);
    /* RFC 9846 5.2: the nonce has 12 bytes; inner plaintext is message and type. */
    StepshakeLayer *nonce = g_ptr_array_index (everyone, 1),
                   *inner = g_ptr_array_index (everyone, 3);
    StepshakeLayer *content = g_ptr_array_index (everyone, 4);
    g_assert_cmpuint (g_bytes_get_size (nonce->tree->bytes), ==, 12);
    g_assert_cmpuint (g_bytes_get_size (inner->tree->bytes), ==,
                      g_bytes_get_size (content->tree->bytes) + 1);
    g_assert_cmpint (content->canvas, ==, 3);

    g_autoptr (GPtrArray) eavesdropper =
        stepshake_layers_new (trace, trace_observer_find ("eavesdropper"), message, cursor, false);
    StepshakeLayer *record = g_ptr_array_index (eavesdropper, 0);
    uint32_t from, to;
    g_assert_cmpuint (eavesdropper->len, ==, 1);
    g_assert_true (stepshake_layer_noise (record, &from, &to));
    g_assert_cmpuint (from, ==, 5);
    g_assert_cmpuint (to, ==, g_bytes_get_size (record->tree->bytes));

    g_autoptr (GPtrArray) client =
        stepshake_layers_new (trace, trace_observer_find ("client"), message, cursor, false);
    g_assert_cmpuint (client->len, ==, 0); /* still on its way */
}

static void test_twisted_record_opens_for_nobody (void)
{
    g_autoptr (StepshakeSession) session = session_with ("flipped-bit-in-sealed-record", "end");
    const Trace *trace = stepshake_session_trace (session);
    unsigned n = stepshake_session_moment (session)->n_messages, twisted = 0;
    for (unsigned m = 0; m < n; m++) {
        const TraceRecord *record = trace_record (trace, trace_message (trace, m)->record);
        if (record->arrived == NULL || record->arrived == record->sent)
            continue;
        twisted++;
        unsigned cursor = stepshake_session_cursor (session);
        const TraceObserver *all = trace_observer_find ("everyone");
        g_autoptr (GPtrArray) received = stepshake_layers_new (trace, all, m, cursor, false);
        g_autoptr (GPtrArray) sent = stepshake_layers_new (trace, all, m, cursor, true);
        g_assert_cmpuint (received->len, ==, 1);
        g_assert_cmpuint (sent->len, ==, 5);
    }
    g_assert_cmpuint (twisted, ==, 1);
}

/* What no receiver can read is shown as it came: fields and bytes are of one record. */
static void test_changed_message_lies_on_what_arrived (void)
{
    g_autoptr (StepshakeSession) session = session_with ("longer-than-sent", "end");
    const Trace *trace = stepshake_session_trace (session);
    unsigned cursor = stepshake_session_cursor (session);
    const TraceObserver *all = trace_observer_find ("everyone");
    for (int as_sent = 0; as_sent < 2; as_sent++) {
        g_autoptr (GPtrArray) layers = stepshake_layers_new (trace, all, 0, cursor, as_sent == 1);
        g_assert_cmpuint (layers->len, ==, 2);
        const StepshakeLayer *record = layers->pdata[0], *message = layers->pdata[1];
        BaseSpan below = base_span_bytes (record->tree->bytes);
        BaseSpan above = base_span_bytes (message->tree->bytes);
        g_assert_cmpint (message->canvas, ==, 0);
        g_assert_cmpuint (message->at, ==, 5);
        g_assert_true (base_span_equal (base_span (below.data + 5, below.size - 5), above));
        g_assert_cmpuint (base_read_number (above.data + 1, 3), ==, as_sent == 1 ? 145 : 1000);
    }
}

/* ---- The ladder. ---- */

static void test_rows_grow_with_the_cursor (void)
{
    g_autoptr (StepshakeSession) session = session_with ("healthy", "end");
    const Trace *trace = stepshake_session_trace (session);
    int end = stepshake_session_cursor (session);
    for (unsigned o = 0; trace_observer_at (o) != NULL; o++) {
        LadderRows *steps = ladder_rows_new (), *once = ladder_rows_new ();
        ladder_rows_reset (steps, trace, trace_observer_at (o), 20);
        ladder_rows_reset (once, trace, trace_observer_at (o), 20);
        ladder_rows_extend (once, end);
        for (int cursor = 0; cursor <= end; cursor++)
            ladder_rows_extend (steps, cursor);
        unsigned n = ladder_rows_count (once, end);
        g_assert_cmpuint (ladder_rows_count (steps, end), ==, n);
        for (unsigned i = 0; i < n; i++) {
            const LadderRow *a = ladder_rows_get (steps, i), *b = ladder_rows_get (once, i);
            g_assert_cmpfloat (a->y, ==, b->y);
            g_assert_cmpfloat (a->arrives, ==, b->arrives);
            if (i > 0) { /* time runs downwards */
                g_assert_cmpfloat (a->y, >=, ladder_rows_get (steps, i - 1)->y);
                g_assert_cmpint (a->event, >=, ladder_rows_get (steps, i - 1)->event);
            }
        }
        ladder_rows_free (steps);
        ladder_rows_free (once);
    }
}

/* A line of text is one high, the name of a message with its frame 1.2. */
static void assert_room (const LadderRow *message, const LadderRow *mark, double line)
{
    double name = ladder_row_name_y (message, message->arrives);
    double more = (message->lines + mark->lines - 2) * (line - LADDER_LEADING);
    g_assert_cmpfloat (ABS (name - mark->y), >=, (line * 2.2 + more) / 2);
    if (message->from == TRACE_NETWORK || message->to == TRACE_NETWORK) /* its head */
        g_assert_cmpfloat (ABS (message->arrives - mark->y), >=,
                           (line + (mark->lines - 1) * (line - LADDER_LEADING)) / 2);
}

/* As in a narrow window: long texts take more room. */
static unsigned two_lines_at_least (const LadderRow *row, gpointer data)
{
    const Trace *trace = data;
    g_autofree char *text = ladder_row_text (trace, row);
    return strlen (text) > 40 ? 3 : 2;
}

static void test_marks_cover_no_name (void)
{
    static const char *names[] = {"man-in-the-middle-trusted", "man-in-the-middle-unknown",
                                  "strip-suite", "replayed-flight", "flipped-bit-in-sealed-record"};
    for (unsigned s = 0; s < 2 * G_N_ELEMENTS (names); s++) {
        g_autoptr (StepshakeSession) session = session_with (names[s / 2], "end");
        Trace *trace = (Trace *)stepshake_session_trace (session);
        int end = stepshake_session_cursor (session);
        LadderRows *rows = ladder_rows_new ();
        ladder_rows_set_lines (rows, s % 2 == 0 ? NULL : two_lines_at_least, trace);
        ladder_rows_reset (rows, trace, trace_observer_find ("everyone"), 20);
        ladder_rows_extend (rows, end);
        unsigned n = ladder_rows_count (rows, end), marks = 0;
        for (unsigned i = 0; i < n; i++) {
            const LadderRow *mark = ladder_rows_get (rows, i);
            if (mark->kind == LADDER_MESSAGE || mark->party != TRACE_NETWORK)
                continue;
            marks++;
            for (unsigned k = 0; k < n; k++)
                if (ladder_rows_get (rows, k)->kind == LADDER_MESSAGE)
                    assert_room (ladder_rows_get (rows, k), mark, 20);
        }
        g_assert_cmpuint (marks, >, 0);
        ladder_rows_free (rows);
    }
}

static unsigned count_kind (LadderRows *rows, unsigned n, LadderKind kind, int party)
{
    unsigned found = 0;
    for (unsigned i = 0; i < n; i++) {
        const LadderRow *row = ladder_rows_get (rows, i);
        found += row->kind == kind && (party < 0 || row->party == party);
    }
    return found;
}

static void test_misbehaviour_stands_with_its_party (void)
{
    g_autoptr (StepshakeSession) session = session_with ("no-proof", "end");
    const Trace *trace = stepshake_session_trace (session);
    int end = stepshake_session_cursor (session);
    LadderRows *rows = ladder_rows_new ();
    ladder_rows_reset (rows, trace, trace_observer_find ("everyone"), 20);
    ladder_rows_extend (rows, end);
    unsigned n = ladder_rows_count (rows, end);
    g_assert_cmpuint (count_kind (rows, n, LADDER_TWIST, TRACE_SERVER), ==, 1);
    g_assert_cmpuint (count_kind (rows, n, LADDER_TWIST, -1), ==, 1);
    for (unsigned i = 0; i < n; i++) {
        const LadderRow *row = ladder_rows_get (rows, i);
        g_autofree char *text = ladder_row_text (trace, row);
        g_autofree char *key = trace_event_key (trace, (unsigned)row->event);
        if (row->kind != LADDER_TWIST)
            continue;
        g_assert_cmpstr (text, ==, "misbehaves: skip-certificate-verify");
        g_assert_cmpstr (key, ==, "misbehaviour:skip-certificate-verify");
        stepshake_session_select_event (session, row->event);
        g_assert_cmpint (stepshake_session_selection (session)->event, ==, row->event);
    }
    ladder_rows_free (rows);
}

static void test_rows_show_what_is_seen (void)
{
    g_autoptr (StepshakeSession) session = session_with ("healthy", "end");
    const Trace *trace = stepshake_session_trace (session);
    int end = stepshake_session_cursor (session);
    LadderRows *rows = ladder_rows_new ();
    ladder_rows_reset (rows, trace, trace_observer_find ("eavesdropper"), 20);
    ladder_rows_extend (rows, end);
    unsigned n = ladder_rows_count (rows, end);
    /* All that is on the wire, and nothing else. */
    g_assert_cmpuint (n, ==, 11);
    g_assert_cmpuint (count_kind (rows, n, LADDER_MESSAGE, -1), ==, 11);
    g_autofree char *sealed = ladder_row_text (trace, ladder_rows_get (rows, 3));
    g_assert_true (g_str_has_prefix (sealed, "sealed record · "));
    ladder_rows_reset (rows, trace, trace_observer_find ("client"), 20);
    ladder_rows_extend (rows, end);
    n = ladder_rows_count (rows, end);
    g_assert_cmpuint (count_kind (rows, n, LADDER_MESSAGE, -1), ==, 11);
    g_assert_cmpuint (count_kind (rows, n, LADDER_STATE, TRACE_SERVER), ==, 0);
    g_assert_cmpuint (count_kind (rows, n, LADDER_STATE, TRACE_CLIENT), >, 5);
    ladder_rows_free (rows);
}

static void test_eavesdropper_words (void)
{
    g_autoptr (StepshakeSession) session = session_with ("healthy", "server.Certificate.sent");
    const TraceObserver *observer = trace_observer_find ("eavesdropper");
    const Trace *trace = stepshake_session_trace (session);
    g_autofree char *words =
        stepshake_overheard_words (trace, observer, stepshake_session_cursor (session));
    g_autofree char *before = stepshake_overheard_words (trace, observer, -1);
    g_assert_nonnull (strstr (words, "ClientHello, ServerHello."));
    g_assert_nonnull (strstr (words, "server.example"));
    g_assert_nonnull (strstr (words, "Sealed: 2 records"));
    g_assert_null (strstr (words, "Certificate"));
    g_assert_null (strstr (before, "server.example"));
}

/* ---- Certificates. ---- */

static void test_chain_checks (void)
{
    g_autoptr (StepshakeSession) session = session_with ("expired-certificate", "end");
    const Trace *trace = stepshake_session_trace (session);
    int end = stepshake_session_cursor (session);
    g_autoptr (DrawChain) chain = draw_chain_new (trace, end, trace_observer_find ("everyone"));
    g_autoptr (DrawGraph) graph = draw_chain_graph (chain, false);
    g_assert_cmpuint (chain->certificates->len, ==, 2);
    g_assert_cmpint (chain->decision->cause, ==, BASE_CAUSE_CERTIFICATE_EXPIRED);
    g_assert_cmpuint (graph->nodes->len, ==, 3);
    static const DrawState states[] = {DRAW_BROKEN, DRAW_DONE, DRAW_DONE};
    for (unsigned i = 0; i < 3; i++)
        g_assert_cmpint (((DrawNode *)g_ptr_array_index (graph->nodes, i))->state, ==, states[i]);
    /* It travels sealed: the wire shows none of it. */
    g_autoptr (DrawChain) outside =
        draw_chain_new (trace, end, trace_observer_find ("eavesdropper"));
    g_assert_cmpuint (outside->certificates->len, ==, 0);
    g_autoptr (DrawChain) before = draw_chain_new (trace, 3, trace_observer_find ("everyone"));
    g_assert_cmpuint (before->certificates->len, ==, 0);
}

static void test_unknown_anchor_is_broken (void)
{
    g_autoptr (StepshakeSession) session = session_with ("unknown-authority", "end");
    g_autoptr (DrawChain) chain =
        draw_chain_new (stepshake_session_trace (session), stepshake_session_cursor (session),
                        trace_observer_find ("everyone"));
    g_autoptr (DrawGraph) graph = draw_chain_graph (chain, false);
    const DrawNode *anchor = g_ptr_array_index (graph->nodes, graph->nodes->len - 1);
    g_assert_cmpstr (anchor->id, ==, "anchor");
    g_assert_cmpint (anchor->state, ==, DRAW_BROKEN);
}

/* ---- The session. ---- */

static void test_selection_follows_decision (void)
{
    g_autoptr (StepshakeSession) session = session_with ("healthy", "server.RECVD_CH");
    const Trace *trace = stepshake_session_trace (session);
    for (;;) {
        const TraceEvent *event = stepshake_session_event (session);
        if (event->decision >= 0 &&
            strcmp (trace_decision (trace, event->decision)->key, "cipher-suite") == 0)
            break;
        stepshake_session_step (session);
    }
    g_autofree char *path = selected_path (session);
    g_assert_cmpstr (path, ==, "ClientHello.cipher_suites");
}

static void test_bytes_and_fields_are_one_selection (void)
{
    g_autoptr (StepshakeSession) session = session_with ("healthy", "ClientHello.sent");
    int layer, field;
    /* 5 bytes of record header, then type, length, version: 32 bytes of random begin at 11. */
    g_assert_true (stepshake_layers_at (stepshake_session_layers (session), 0, 11, &layer, &field));
    stepshake_session_select_field (session, layer, field);
    g_autofree char *path = selected_path (session);
    g_assert_cmpstr (path, ==, "ClientHello.random");
    g_autofree char *hex = stepshake_copy_text (session, "hex");
    g_assert_cmpuint (strlen (hex), ==, 64);
    g_autofree char *array = stepshake_copy_text (session, "c");
    g_assert_true (g_str_has_prefix (array, "static const unsigned char random[32] = {\n    0x"));
    g_autofree char *words = stepshake_copy_text (session, "text");
    g_assert_true (g_str_has_prefix (words, "ClientHello.random = 32 bytes"));
}

static void test_prediction_holds (void)
{
    g_autoptr (StepshakeSession) session = session_with ("first-handshake#server-hello", NULL);
    int place = stepshake_session_cursor (session);
    g_autoptr (GError) error = NULL;
    g_assert_true (stepshake_session_held (session));
    stepshake_session_to_end (session);
    g_assert_cmpint (stepshake_session_cursor (session), ==, place);
    g_assert_cmpint (stepshake_session_seen (session), ==, place);
    /* Trying it out with other settings would tell, too. */
    g_assert_false (stepshake_session_set (session, "scenario.seed=2", &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
    const Lesson *lesson = stepshake_session_lesson (session);
    const LessonPage *page = g_ptr_array_index (lesson->pages, 2);
    unsigned shown = stepshake_session_open_parts (session);
    g_assert_cmpuint (shown, <, page->parts->len);
    const LessonPart *last = g_ptr_array_index (page->parts, shown - 1);
    g_assert_cmpint (last->kind, ==, LESSON_QUIZ);
    stepshake_session_answer (session, last->quiz, 1);
    g_assert_false (stepshake_session_held (session));
    g_assert_cmpuint (stepshake_session_open_parts (session), ==, page->parts->len);
    g_assert_cmpint (stepshake_session_quiz (session, last->quiz, NULL, NULL), ==,
                     STEPSHAKE_QUIZ_RIGHT);
}

static void test_every_page_of_every_lesson (void)
{
    g_auto (GStrv) ids = lesson_catalogue ();
    for (int i = 0; ids[i] != NULL; i++) {
        g_autoptr (StepshakeSession) session = session_with (ids[i], NULL);
        const Lesson *lesson = stepshake_session_lesson (session);
        for (unsigned p = 0; p < lesson->pages->len; p++) {
            stepshake_session_go_page (session, p);
            g_assert_cmpuint (stepshake_session_lesson_page (session), ==, p);
            const LessonPage *page = g_ptr_array_index (lesson->pages, p);
            for (unsigned k = 0; k < page->parts->len; k++) {
                const LessonPart *part = g_ptr_array_index (page->parts, k);
                if (part->kind == LESSON_QUIZ)
                    stepshake_session_answer (session, part->quiz, 0);
            }
            g_assert_cmpuint (stepshake_session_open_parts (session), ==, page->parts->len);
            g_assert_false (stepshake_session_wandered (session));
            stepshake_session_to_start (session);
            stepshake_session_return (session);
            g_assert_false (stepshake_session_wandered (session));
        }
    }
}

static void test_setting_keeps_the_place (void)
{
    g_autoptr (StepshakeSession) session = session_with ("healthy", "server.Finished.sent");
    g_autoptr (GError) error = NULL;
    g_assert_true (stepshake_session_set (
        session, "client.cipher-suites=TLS_CHACHA20_POLY1305_SHA256", &error));
    g_autofree char *landmark = trace_event_landmark (stepshake_session_trace (session),
                                                      stepshake_session_cursor (session));
    g_assert_cmpstr (landmark, ==, "server.Finished.sent");
    g_assert_nonnull (
        strstr (stepshake_session_subtitle (session), "TLS_CHACHA20_POLY1305_SHA256"));
    g_assert_false (stepshake_session_set (session, "client.cipher-suites=NONSENSE", &error));
    g_assert_nonnull (strstr (error->message, "NONSENSE"));
    stepshake_session_undo (session);
    g_assert_null (strstr (stepshake_session_subtitle (session), "CHACHA20"));
    g_assert_false (stepshake_session_can_undo (session));
}

static void test_find_goes_around (void)
{
    g_autoptr (StepshakeSession) session = session_with ("healthy", "ServerHello.delivered");
    g_assert_true (stepshake_session_find (session, "X25519", false));
    g_autofree char *first = selected_path (session);
    for (int i = 0; i < 20; i++) {
        g_assert_true (stepshake_session_find (session, "x25519", true));
        g_autofree char *path = selected_path (session);
        if (strcmp (path, first) == 0)
            return;
    }
    g_assert_not_reached ();
}

/* ---- The place. ---- */

static void test_place (void)
{
    StepshakePlace place = {.width = 1300,
                            .height = 801,
                            .sidebar = true,
                            .theme = g_strdup ("dark"),
                            .open = g_strdup ("wrong-host"),
                            .landmark = g_strdup ("client.WAIT_CV"),
                            .page = 3};
    stepshake_place_save (&place);
    stepshake_place_clear (&place);
    stepshake_place_load (&place);
    g_assert_cmpint (place.width, ==, 1300);
    g_assert_cmpint (place.height, ==, 801);
    g_assert_true (place.sidebar);
    g_assert_false (place.maximized);
    g_assert_cmpstr (place.theme, ==, "dark");
    g_assert_cmpstr (place.open, ==, "wrong-host");
    g_assert_cmpstr (place.landmark, ==, "client.WAIT_CV");
    g_assert_cmpint (place.page, ==, 3);
    stepshake_place_clear (&place);
}

/* ---- Two runs side by side. ---- */

static void count_signal (unsigned *n)
{
    (*n)++;
}

/* A step makes nothing anew: it only shows more of what is there. */
static void test_comparison_is_made_once (void)
{
    g_autoptr (StepshakeSession) session = session_with ("healthy", NULL);
    g_autoptr (StepshakeComparison) comparison = stepshake_comparison_new (session);
    unsigned made = 0, before = 0;
    g_signal_connect_swapped (comparison, "changed", G_CALLBACK (count_signal), &made);
    stepshake_comparison_choose (comparison, stepshake_comparison_find (comparison, "hello-retry"));
    const DrawCompare *compare = stepshake_comparison_get (comparison);
    g_assert_cmpuint (stepshake_comparison_rows (comparison), ==, 0);
    while (!stepshake_session_at_end (session)) {
        stepshake_session_step (session);
        stepshake_comparison_refresh (comparison);
        g_assert_cmpuint (stepshake_comparison_rows (comparison), >=, before);
        before = stepshake_comparison_rows (comparison);
    }
    g_assert_true (stepshake_comparison_get (comparison) == compare);
    g_assert_cmpuint (made, ==, 1);
    g_assert_cmpuint (before, ==, compare->rows->len);
    g_assert_true (stepshake_comparison_over (comparison));
}

/* A file of the user's, and a connection of it each; one that is none is told. */
static void test_comparison_with_a_file (void)
{
    g_autoptr (StepshakeSession) session = session_with ("healthy", "end");
    g_autoptr (StepshakeComparison) comparison = stepshake_comparison_new (session);
    g_autoptr (GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp ("stepshake-XXXXXX", &error);
    g_assert_no_error (error);
    g_autofree char *path = g_build_filename (folder, "mine.scenario", NULL);
    g_file_set_contents (path,
                         "[scenario]\ntitle=Mine\n[client]\nversions=TLS1.2\n[server]\n"
                         "versions=TLS1.2\n[client.2]\nalpn=h2\n",
                         -1, &error);
    g_assert_no_error (error);
    unsigned before = stepshake_comparison_n_choices (comparison);
    g_assert_true (stepshake_comparison_open (comparison, path, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (stepshake_comparison_n_choices (comparison), ==, before + 2);
    g_assert_cmpuint (stepshake_comparison_chosen (comparison), ==, before + 1);
    const DrawCompareRun *right = &stepshake_comparison_get (comparison)->run[DRAW_RIGHT];
    g_assert_cmpstr (right->title, ==, "mine.scenario: Mine, connection 2");
    g_assert_cmpuint (right->connection, ==, 2);
    g_assert_cmpstr (right->version, ==, "TLS1.2");
    g_file_set_contents (path, "[scenario]\nfog=1\n", -1, NULL);
    g_assert_false (stepshake_comparison_open (comparison, path, &error));
    g_assert_nonnull (strstr (error->message, "mine.scenario:2: "));
    g_assert_cmpuint (stepshake_comparison_n_choices (comparison), ==, before + 2);
    g_remove (path);
    g_rmdir (folder);
}

static void test_comparison_follows (void)
{
    g_autoptr (StepshakeSession) session = session_with ("resumption", "end");
    g_autoptr (StepshakeComparison) comparison = stepshake_comparison_new (session);
    g_autoptr (GError) error = NULL;
    stepshake_comparison_refresh (comparison);
    /* The connection that the cursor is in. */
    g_assert_cmpuint (stepshake_comparison_get (comparison)->run[DRAW_LEFT].connection, ==, 2);
    stepshake_session_to_start (session);
    stepshake_comparison_refresh (comparison);
    g_assert_cmpuint (stepshake_comparison_get (comparison)->run[DRAW_LEFT].connection, ==, 1);
    /* What is written shows no more than has happened. */
    g_autoptr (GBytes) start = stepshake_comparison_write (comparison, "mermaid", &error);
    g_assert_no_error (error);
    const char *text = g_bytes_get_data (start, NULL);
    g_assert_null (g_strstr_len (text, (gssize)g_bytes_get_size (start), "C1->>S1"));
    g_assert_nonnull (g_strstr_len (text, (gssize)g_bytes_get_size (start), "C2->>S2"));
    /* Nothing was changed: there is no run before it. */
    stepshake_comparison_choose (comparison, 0);
    g_assert_null (stepshake_comparison_get (comparison));
    g_assert_true (g_str_has_prefix (stepshake_comparison_note (comparison), "Nothing has been"));
    stepshake_session_set (session, "client.server-name=www.server.example", &error);
    g_assert_no_error (error);
    stepshake_comparison_refresh (comparison);
    const DrawCompareRow *offer =
        g_ptr_array_index (stepshake_comparison_get (comparison)->rows, 0);
    g_assert_cmpuint (offer->n_differ, ==, 1);
}

/* A file that somebody has spoilt does no harm. */
static void test_spoilt_place (void)
{
    g_autofree char *path =
        g_build_filename (g_get_user_config_dir (), "stepshake", "place.ini", NULL);
    g_autofree char *folder = g_path_get_dirname (path);
    g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
    g_assert_true (
        g_file_set_contents (path, "[window]\nwidth=-7\nheight=many\n[[[place\n", -1, NULL));
    StepshakePlace place;
    stepshake_place_load (&place);
    g_assert_cmpint (place.width, ==, 1440);
    g_assert_cmpint (place.height, ==, 900);
    g_assert_null (place.open);
    stepshake_place_clear (&place);
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
    g_test_add_func ("/model/words", test_words);
    g_test_add_func ("/model/layers-cover-all-bytes", test_layers_cover_all_bytes);
    g_test_add_func ("/model/sealed-layers", test_sealed_layers);
    g_test_add_func ("/model/changed-message-lies-on-what-arrived",
                     test_changed_message_lies_on_what_arrived);
    g_test_add_func ("/model/twisted-record-opens-for-nobody",
                     test_twisted_record_opens_for_nobody);
    g_test_add_func ("/model/rows-grow-with-the-cursor", test_rows_grow_with_the_cursor);
    g_test_add_func ("/model/rows-show-what-is-seen", test_rows_show_what_is_seen);
    g_test_add_func ("/model/marks-cover-no-name", test_marks_cover_no_name);
    g_test_add_func ("/model/misbehaviour-stands-with-its-party",
                     test_misbehaviour_stands_with_its_party);
    g_test_add_func ("/model/eavesdropper-words", test_eavesdropper_words);
    g_test_add_func ("/model/chain-checks", test_chain_checks);
    g_test_add_func ("/model/unknown-anchor-is-broken", test_unknown_anchor_is_broken);
    g_test_add_func ("/model/selection-follows-decision", test_selection_follows_decision);
    g_test_add_func ("/model/one-selection", test_bytes_and_fields_are_one_selection);
    g_test_add_func ("/model/prediction-holds", test_prediction_holds);
    g_test_add_func ("/model/every-page-of-every-lesson", test_every_page_of_every_lesson);
    g_test_add_func ("/model/setting-keeps-the-place", test_setting_keeps_the_place);
    g_test_add_func ("/model/links-open-words", test_links_open_words);
    g_test_add_func ("/model/find-goes-around", test_find_goes_around);
    g_test_add_func ("/model/comparison-is-made-once", test_comparison_is_made_once);
    g_test_add_func ("/model/comparison-follows", test_comparison_follows);
    g_test_add_func ("/model/comparison-with-a-file", test_comparison_with_a_file);
    g_test_add_func ("/model/place", test_place);
    g_test_add_func ("/model/spoilt-place", test_spoilt_place);
    return g_test_run ();
}
