/* Aligning two runs. */
#include "draw/compare-private.h"

#include <string.h>

/* ---- Items ---- */

static void compare_item_free (DrawCompareItem *item)
{
    g_free (item->text);
    g_free (item);
}

static void compare_row_free (DrawCompareRow *row)
{
    g_free (row->note);
    g_free (row);
}

static bool compare_closes (const DrawRow *row, const Trace *trace)
{
    const char *name =
        row->message >= 0 ? draw_alert_name (trace_message (trace, row->message)) : NULL;
    return name != NULL && g_str_equal (name, "close_notify");
}

static DrawCompareItem *compare_item_new (const DrawRow *row, const Trace *trace,
                                          const GArray *halves)
{
    DrawCompareItem *item = g_new0 (DrawCompareItem, 1);
    item->sender = row->party;
    item->text = g_strdup (row->text);
    item->size = row->size;
    item->sealed = row->sealed;
    item->alert = row->kind == DRAW_ROW_ALERT;
    item->lost = row->dropped || row->in_flight;
    item->halves = g_array_index (halves, unsigned, row->record);
    item->message = row->message;
    item->event = row->event;
    item->partner = -1;
    item->purpose = row->message < 0
                        ? draw_purpose_sealed ()
                        : draw_purpose_of (trace_message_name (trace_message (trace, row->message)),
                                           row->party, compare_closes (row, trace));
    return item;
}

static GPtrArray *compare_items (DrawCompareRun *run, const TraceObserver *observer)
{
    GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify)compare_item_free);
    g_autoptr (GPtrArray) rows = draw_model_ladder (run->trace, run->end, observer);
    g_autoptr (GArray) halves =
        draw_causal_halves (run->trace, run->connection, run->end, run->may_send, run->did_send);
    for (unsigned i = 0; i < rows->len; i++) {
        const DrawRow *row = g_ptr_array_index (rows, i);
        if (draw_row_is_arrow (row) && row->record >= 0 &&
            trace_record (run->trace, row->record)->connection == run->connection)
            g_ptr_array_add (items, compare_item_new (row, run->trace, halves));
    }
    return items;
}

/* The last event of CONNECTION, up to END. */
static int compare_end (const Trace *trace, unsigned *connection, int end)
{
    int last = (int)trace_length (trace) - 1;
    end = end < 0 ? last : MIN (end, last);
    if (*connection == 0)
        *connection = end < 0 ? 1 : trace_connection (trace, (unsigned)end);
    while (end >= 0 && trace_event (trace, (unsigned)end)->connection > *connection)
        end--;
    return end;
}

/* ---- Partners ---- */

/* The n-th of a purpose and sender with the n-th. */
static void compare_pair (DrawCompareRun run[2])
{
    g_autoptr (GHashTable) waiting =
        g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
    g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    for (unsigned side = 0; side < 2; side++)
        for (unsigned i = 0; i < run[side].items->len; i++) {
            DrawCompareItem *item = g_ptr_array_index (run[side].items, i);
            g_autofree char *key = g_strdup_printf ("%s %d", item->purpose->id, item->sender);
            GArray *list = g_hash_table_lookup (waiting, key);
            if (side == DRAW_LEFT) {
                if (list == NULL) {
                    list = g_array_new (FALSE, FALSE, sizeof (int));
                    g_hash_table_insert (waiting, g_strdup (key), list);
                }
                g_array_append_val (list, i);
                continue;
            }
            unsigned n = GPOINTER_TO_UINT (g_hash_table_lookup (taken, key));
            if (list == NULL || n >= list->len)
                continue;
            item->partner = g_array_index (list, int, n);
            DrawCompareItem *left = g_ptr_array_index (run[DRAW_LEFT].items, item->partner);
            left->partner = (int)i;
            g_hash_table_insert (taken, g_steal_pointer (&key), GUINT_TO_POINTER (n + 1));
        }
}

/* The most partners that can share rows without turning time around: the longest increasing chain
 * of the right sides' indices, in the left one's order. SHARED: a flag for each left item. */
static void compare_chain (const GPtrArray *left, bool *shared)
{
    unsigned n = left->len, length = 0;
    g_autofree int *ends = g_new (int, n + 1), *before = g_new (int, n + 1);
    for (unsigned i = 0; i < n; i++) {
        const DrawCompareItem *item = g_ptr_array_index (left, i);
        before[i] = -1;
        if (item->partner < 0)
            continue;
        unsigned low = 0, high = length;
        while (low < high) {
            unsigned middle = (low + high) / 2;
            const DrawCompareItem *end = g_ptr_array_index (left, ends[middle]);
            if (end->partner < item->partner)
                low = middle + 1;
            else
                high = middle;
        }
        before[i] = low > 0 ? ends[low - 1] : -1;
        ends[low] = (int)i;
        length = MAX (length, low + 1);
    }
    for (int i = length > 0 ? ends[length - 1] : -1; i >= 0; i = before[i])
        shared[i] = true;
}

/* Which of two sealed records an outsider should take for each other, far apart, nobody can say. */
static void compare_part_sealed (DrawCompareRun run[2], const bool *shared)
{
    for (unsigned i = 0; i < run[DRAW_LEFT].items->len; i++) {
        DrawCompareItem *item = g_ptr_array_index (run[DRAW_LEFT].items, i);
        if (item->partner < 0 || shared[i] || item->purpose != draw_purpose_sealed ())
            continue;
        ((DrawCompareItem *)g_ptr_array_index (run[DRAW_RIGHT].items, item->partner))->partner = -1;
        item->partner = -1;
    }
}

/* ---- Rows ---- */

static DrawCompareRow *compare_add_row (DrawCompare *compare, int left, int right)
{
    DrawCompareRow *row = g_new0 (DrawCompareRow, 1);
    row->item[DRAW_LEFT] = left;
    row->item[DRAW_RIGHT] = right;
    for (unsigned side = 0; side < 2; side++) {
        if (row->item[side] < 0)
            continue;
        DrawCompareItem *item = g_ptr_array_index (compare->run[side].items, row->item[side]);
        item->row = compare->rows->len;
        row->purpose = item->purpose;
        row->sender = item->sender;
    }
    g_ptr_array_add (compare->rows, row);
    return row;
}

/* For each item of LEFT, the right item that it must stay before: the partner of the next that
 * shares its row. transfer full */
static unsigned *compare_limits (const GPtrArray *left, const bool *shared, unsigned n_right)
{
    unsigned *limits = g_new (unsigned, left->len + 1);
    limits[left->len] = n_right;
    for (unsigned i = left->len; i > 0; i--) {
        const DrawCompareItem *item = g_ptr_array_index (left, i - 1);
        limits[i - 1] = shared[i - 1] ? (unsigned)item->partner : limits[i];
    }
    return limits;
}

/* Both in their own order; what does not share a row stands between those that do, by the round
 * trips behind it. */
static void compare_align (DrawCompare *compare)
{
    GPtrArray *left = compare->run[DRAW_LEFT].items, *right = compare->run[DRAW_RIGHT].items;
    g_autofree bool *shared = g_new0 (bool, left->len + 1);
    unsigned next = 0;
    compare_chain (left, shared);
    compare_part_sealed (compare->run, shared);
    g_autofree unsigned *limits = compare_limits (left, shared, right->len);
    for (unsigned i = 0; i < left->len; i++) {
        const DrawCompareItem *item = g_ptr_array_index (left, i);
        for (; next < limits[i]; next++) {
            const DrawCompareItem *other = g_ptr_array_index (right, next);
            if (!shared[i] && other->halves >= item->halves)
                break;
            compare_add_row (compare, -1, (int)next);
        }
        compare_add_row (compare, (int)i, shared[i] ? (int)next++ : -1);
    }
    while (next < right->len)
        compare_add_row (compare, -1, (int)next++);
}

const DrawCompareItem *draw_compare_item (const DrawCompare *compare, unsigned side, int index)
{
    return index < 0 ? NULL : g_ptr_array_index (compare->run[side].items, index);
}

void draw_compare_partners (const DrawCompare *compare, const DrawCompareRow *row, int items[2])
{
    for (unsigned side = 0; side < 2; side++) {
        const DrawCompareItem *other = draw_compare_item (compare, 1 - side, row->item[1 - side]);
        items[side] = row->item[side] >= 0 ? row->item[side] : other != NULL ? other->partner : -1;
    }
}

unsigned draw_compare_rows_at (const DrawCompare *compare, int cursor)
{
    const DrawCompareRun *run = &compare->run[DRAW_LEFT];
    if (cursor >= run->end)
        return compare->rows->len;
    /* Items stand in the order of their events, so the last that has happened can be halved. */
    unsigned low = 0, high = run->items->len;
    while (low < high) {
        unsigned middle = (low + high) / 2;
        if (((const DrawCompareItem *)g_ptr_array_index (run->items, middle))->event <= cursor)
            low = middle + 1;
        else
            high = middle;
    }
    return low == 0 ? 0 : draw_compare_item (compare, DRAW_LEFT, (int)low - 1)->row + 1;
}

/* ---- Notes ---- */

/* Where the side without a message does the same, as far as it really did. */
static char *compare_elsewhere (const DrawCompareRun *run, const DrawPurpose *purpose,
                                const TraceObserver *observer)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (purpose->elsewhere); i++) {
        const char *path = purpose->elsewhere[i];
        int field;
        if (path == NULL || draw_compare_find (run, path, -1, observer, &field, NULL) == NULL)
            continue;
        const char *dot = strchr (path, '.');
        return g_strdup_printf ("in %.*s: %s", (int)(dot - path), path, dot + 1);
    }
    return NULL;
}

static void compare_annotate (DrawCompare *compare)
{
    for (unsigned i = 0; i < compare->rows->len; i++) {
        DrawCompareRow *row = g_ptr_array_index (compare->rows, i);
        g_autoptr (GPtrArray) fields = draw_compare_fields (compare, row);
        for (unsigned k = 0; k < fields->len; k++) {
            const DrawFieldDifference *field = g_ptr_array_index (fields, k);
            row->n_differ += field->kind != DRAW_FIELD_SAME && field->kind != DRAW_FIELD_FRESH;
            row->has_fresh = row->has_fresh || field->kind == DRAW_FIELD_FRESH;
        }
        for (unsigned side = 0; side < 2; side++) {
            const DrawCompareItem *other =
                draw_compare_item (compare, 1 - side, row->item[1 - side]);
            if (row->item[side] >= 0)
                continue;
            const DrawCompareItem *partner = draw_compare_item (compare, side, other->partner);
            row->note =
                partner != NULL
                    ? g_strdup (partner->row < i ? "came earlier" : "comes later")
                    : compare_elsewhere (&compare->run[side], row->purpose, compare->observer);
        }
    }
}

/* ---- The comparison ---- */

static void compare_open_run (DrawCompareRun *run, const DrawCompareInput *input,
                              const TraceObserver *observer)
{
    run->title = g_strdup (input->title);
    run->trace = input->trace;
    run->connection = input->connection;
    run->end = compare_end (run->trace, &run->connection, input->end);
    run->items = compare_items (run, observer);
    draw_compare_facts (run, observer);
}

static void compare_leak_free (DrawCompareLeak *leak)
{
    g_free (leak->answer[DRAW_LEFT]);
    g_free (leak->answer[DRAW_RIGHT]);
    g_free (leak);
}

DrawCompare *draw_compare_new (const DrawCompareInput *left, const DrawCompareInput *right,
                               const TraceObserver *observer)
{
    DrawCompare *compare = g_new0 (DrawCompare, 1);
    compare->observer = observer != NULL ? observer : trace_observer_find ("everyone");
    compare->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)compare_row_free);
    compare_open_run (&compare->run[DRAW_LEFT], left, compare->observer);
    compare_open_run (&compare->run[DRAW_RIGHT], right, compare->observer);
    compare_pair (compare->run);
    compare_align (compare);
    compare_annotate (compare);
    compare->leaks = draw_compare_leaks (compare);
    g_ptr_array_set_free_func (compare->leaks, (GDestroyNotify)compare_leak_free);
    return compare;
}

void draw_compare_free (DrawCompare *compare)
{
    if (compare == NULL)
        return;
    for (unsigned side = 0; side < 2; side++) {
        DrawCompareRun *run = &compare->run[side];
        g_free (run->title);
        g_free (run->version);
        g_free (run->suite);
        g_free (run->group);
        g_free (run->outcome);
        g_ptr_array_unref (run->items);
    }
    g_ptr_array_unref (compare->rows);
    g_ptr_array_unref (compare->leaks);
    g_free (compare);
}
