/* What differs between two messages of one purpose, field by field. */
#include "draw/compare-private.h"

#include <string.h>

/* Drawn at random, or computed from what was: different in every connection, whatever the settings
 * (two runs of one seed draw alike, which real parties never do). */
static const char *const fresh[] = {"random",
                                    "legacy_session_id",
                                    "legacy_session_id_echo",
                                    "session_id",
                                    "key_exchange",
                                    "public",
                                    "dh_Ys",
                                    "dh_Yc",
                                    "ecdh_Yc",
                                    "EncryptedPreMasterSecret",
                                    "signature",
                                    "verify_data",
                                    "ticket",
                                    "ticket_age_add",
                                    "obfuscated_ticket_age",
                                    "binders",
                                    NULL};

/* Written without leading zeros: chance alone makes one a few bytes shorter than the next. */
static const char *const uneven[] = {"signature", "dh_Ys", "dh_Yc", NULL};

/* Follow from the rest: a difference in them says nothing of its own. */
static const char *const derived[] = {"length", "extension_type", "msg_type", NULL};

/* What another version has bare, in a struct of its own: they go by the struct's name. */
static const char *const inner[] = {"cert_data", NULL};

typedef struct {
    const WireTree *tree;
    GHashTable *paths; /* below the message → index + 1 */
} Side;

static bool fields_is (const WireField *field, const char *const *names)
{
    return field->name != NULL && g_strv_contains (names, field->name);
}

static char *fields_path (const WireTree *tree, unsigned field)
{
    if (fields_is (&tree->fields[field], inner))
        field = (unsigned)tree->fields[field].parent;
    g_autofree char *path = wire_tree_path (tree, field);
    const char *dot = strchr (path, '.');
    return g_strdup (dot != NULL ? dot + 1 : path);
}

static void fields_open (Side *side, const WireTree *tree)
{
    side->tree = tree;
    side->paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    for (unsigned i = 1; i < tree->n_fields; i++) {
        if (tree->fields[i].flags & (WIRE_FIELD_LENGTH | WIRE_FIELD_CONTENT))
            continue;
        g_hash_table_insert (side->paths, fields_path (tree, i), GUINT_TO_POINTER (i + 1));
    }
}

/* A list of bare numbers is one value: its order means something, its places nothing. */
static bool fields_is_plain_list (const WireTree *tree, unsigned index)
{
    const WireField *field = &tree->fields[index];
    if (field->row == NULL || field->row->kind != WIRE_VECTOR)
        return false;
    for (uint32_t i = index + 1; i < field->end; i = tree->fields[i].end)
        if (!(tree->fields[i].flags & WIRE_FIELD_LENGTH) && !wire_tree_is_leaf (tree, i))
            return false;
    return true;
}

/* Not to be looked into any further. */
static bool fields_is_atom (const WireTree *tree, unsigned index)
{
    const WireField *field = &tree->fields[index];
    return wire_tree_is_leaf (tree, index) ||
           (field->row != NULL && field->row->kind == WIRE_OPAQUE) ||
           fields_is_plain_list (tree, index);
}

static char *fields_value (const WireTree *tree, unsigned index)
{
    enum { READABLE = 120 };
    char *plain = wire_tree_plain (tree, index);
    size_t size = strlen (plain);
    bool readable = size > 0 && (size <= READABLE || fields_is_plain_list (tree, index));
    if (fields_is_atom (tree, index) && readable)
        return plain;
    g_free (plain);
    return wire_tree_value (tree, index);
}

static bool fields_equal (const Side *a, unsigned i, const Side *b, unsigned k)
{
    BaseSpan left = wire_tree_span (a->tree, i), right = wire_tree_span (b->tree, k);
    return left.size == right.size && memcmp (left.data, right.data, left.size) == 0;
}

/* Whether chance made the difference. A fresh value of another length is of another kind. */
static bool fields_drawn (const WireField *field, BaseSpan left, BaseSpan right)
{
    enum { CHANCE = 4 };
    size_t more = MAX (left.size, right.size) - MIN (left.size, right.size);
    return fields_is (field, fresh) && more <= (fields_is (field, uneven) ? CHANCE : 0);
}

static void fields_add (GPtrArray *all, DrawFieldKind kind, char *path, char *left, char *right)
{
    DrawFieldDifference *field = g_new0 (DrawFieldDifference, 1);
    *field = (DrawFieldDifference){kind, path, {left, right}};
    g_ptr_array_add (all, field);
}

static void fields_compare (GPtrArray *all, const Side *left, unsigned i, const Side *right,
                            unsigned k, char *path)
{
    /* Empty on both sides (no more than its length) nothing is fresh. */
    bool equal = fields_equal (left, i, right, k);
    bool empty = equal && wire_tree_span (left->tree, i).size <= 1;
    bool drawn = !empty && fields_drawn (&left->tree->fields[i], wire_tree_span (left->tree, i),
                                         wire_tree_span (right->tree, k));
    DrawFieldKind kind = drawn ? DRAW_FIELD_FRESH : equal ? DRAW_FIELD_SAME : DRAW_FIELD_DIFFERS;
    fields_add (all, kind, path, fields_value (left->tree, i), fields_value (right->tree, k));
}

/* All of the left side, beside the right one; then what only the right one has. */
static void fields_walk (GPtrArray *all, const Side *own, const Side *other, unsigned side)
{
    uint32_t i = 1;
    while (i < own->tree->n_fields) {
        const WireField *field = &own->tree->fields[i];
        if ((field->flags & WIRE_FIELD_LENGTH) || fields_is (field, derived)) {
            i = field->end;
            continue;
        }
        if (field->flags & (WIRE_FIELD_CONTENT | WIRE_FIELD_TRANSPARENT)) {
            i++;
            continue;
        }
        char *path = fields_path (own->tree, i);
        unsigned found = GPOINTER_TO_UINT (g_hash_table_lookup (other->paths, path));
        if (found > 0 && !fields_is_atom (own->tree, i)) {
            g_free (path);
            i++;
            continue;
        }
        char *value = found == 0 ? fields_value (own->tree, i) : NULL;
        if (found > 0 && side == DRAW_LEFT)
            fields_compare (all, own, i, other, found - 1, path);
        else if (found > 0)
            g_free (path);
        else if (side == DRAW_LEFT)
            fields_add (all, DRAW_FIELD_LEFT_ONLY, path, value, NULL);
        else
            fields_add (all, DRAW_FIELD_RIGHT_ONLY, path, NULL, value);
        i = field->end;
    }
}

static void fields_free (DrawFieldDifference *field)
{
    g_free (field->path);
    g_free (field->value[DRAW_LEFT]);
    g_free (field->value[DRAW_RIGHT]);
    g_free (field);
}

static const WireMessage *fields_content (const DrawCompare *compare, unsigned side, int index)
{
    const DrawCompareItem *item = draw_compare_item (compare, side, index);
    if (item == NULL || item->message < 0)
        return NULL;
    return trace_message_content (trace_message (compare->run[side].trace, item->message));
}

GPtrArray *draw_compare_fields (const DrawCompare *compare, const DrawCompareRow *row)
{
    GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify)fields_free);
    Side sides[2];
    int items[2];
    draw_compare_partners (compare, row, items);
    const WireMessage *left = fields_content (compare, DRAW_LEFT, items[DRAW_LEFT]);
    const WireMessage *right = fields_content (compare, DRAW_RIGHT, items[DRAW_RIGHT]);
    if (left == NULL || right == NULL)
        return all;
    fields_open (&sides[DRAW_LEFT], left->tree);
    fields_open (&sides[DRAW_RIGHT], right->tree);
    fields_walk (all, &sides[DRAW_LEFT], &sides[DRAW_RIGHT], DRAW_LEFT);
    fields_walk (all, &sides[DRAW_RIGHT], &sides[DRAW_LEFT], DRAW_RIGHT);
    for (unsigned side = 0; side < 2; side++)
        g_hash_table_unref (sides[side].paths);
    return all;
}

const char *draw_field_kind_words (DrawFieldKind kind)
{
    static const char *const words[] = {
        [DRAW_FIELD_SAME] = "same",
        [DRAW_FIELD_DIFFERS] = "differs",
        [DRAW_FIELD_LEFT_ONLY] = "only left",
        [DRAW_FIELD_RIGHT_ONLY] = "only right",
        [DRAW_FIELD_FRESH] = "fresh each time",
    };
    return words[kind];
}

char *draw_compare_row_words (const DrawCompare *compare, const DrawCompareRow *row)
{
    int items[2];
    draw_compare_partners (compare, row, items);
    if (items[DRAW_LEFT] < 0 || items[DRAW_RIGHT] < 0)
        return g_strdup (items[DRAW_LEFT] < 0 ? "only right" : "only left");
    const DrawCompareItem *left = draw_compare_item (compare, DRAW_LEFT, items[DRAW_LEFT]);
    const DrawCompareItem *right = draw_compare_item (compare, DRAW_RIGHT, items[DRAW_RIGHT]);
    if (left->message < 0 || right->message < 0)
        return g_strdup (left->size == right->size ? "= as long" : "≠ of another length");
    if (row->n_differ == 0)
        return g_strdup (row->has_fresh ? "= but for what is fresh" : "= the same");
    return g_strdup_printf ("≠ %u field%s", row->n_differ, row->n_differ > 1 ? "s" : "");
}
