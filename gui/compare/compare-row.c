#include "compare/compare-row.h"
#include "prose.h"
#include "words.h"

/* ---- The item. ---- */

struct _StepshakeCompareItem {
    GObject parent_instance;

    const DrawCompare *compare; /* borrowed */
    unsigned row;
};

G_DEFINE_TYPE (StepshakeCompareItem, stepshake_compare_item, G_TYPE_OBJECT)

static void stepshake_compare_item_class_init (StepshakeCompareItemClass *class)
{
}

static void stepshake_compare_item_init (StepshakeCompareItem *self)
{
}

StepshakeCompareItem *stepshake_compare_item_new (const DrawCompare *compare, unsigned row)
{
    StepshakeCompareItem *self = g_object_new (STEPSHAKE_TYPE_COMPARE_ITEM, NULL);
    self->compare = compare;
    self->row = row;
    return self;
}

const DrawCompareRow *stepshake_compare_item_row (StepshakeCompareItem *self)
{
    return g_ptr_array_index (self->compare->rows, self->row);
}

/* ---- The widget. ---- */

typedef struct {
    GtkWidget *box, *trips, *arrow, *lock, *name, *size;
} Cell;

struct _StepshakeCompareRow {
    GtkWidget parent_instance;

    Cell cells[DRAW_N_SIDES];
    GtkWidget *purpose, *differs;
};

G_DEFINE_TYPE (StepshakeCompareRow, stepshake_compare_row, GTK_TYPE_WIDGET)

static GtkWidget *add_label (GtkWidget *box, const char *css_class)
{
    GtkWidget *label = gtk_label_new (NULL);
    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_widget_add_css_class (label, css_class);
    gtk_box_append (GTK_BOX (box), label);
    return label;
}

static Cell make_cell (void)
{
    Cell cell = {.box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6)};
    cell.trips = add_label (cell.box, "compare-trips");
    gtk_label_set_width_chars (GTK_LABEL (cell.trips), 3);
    cell.arrow = add_label (cell.box, "compare-arrow");
    cell.lock = gtk_image_new_from_icon_name ("channel-secure-symbolic");
    gtk_image_set_pixel_size (GTK_IMAGE (cell.lock), 12);
    gtk_box_append (GTK_BOX (cell.box), cell.lock);
    GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
    gtk_widget_set_hexpand (column, TRUE);
    gtk_box_append (GTK_BOX (cell.box), column);
    cell.name = add_label (column, "compare-name");
    cell.size = add_label (column, "compare-size");
    stepshake_label_wrap (GTK_LABEL (cell.name));
    stepshake_label_wrap (GTK_LABEL (cell.size));
    gtk_widget_set_valign (cell.box, GTK_ALIGN_CENTER);
    return cell;
}

static char *short_trips (unsigned halves)
{
    if (halves == 1)
        return g_strdup ("½");
    return g_strdup_printf ("%u%s", halves / 2, halves % 2 ? "½" : "");
}

static char *size_words (const DrawCompareItem *item)
{
    g_autofree char *bytes = stepshake_bytes_words (item->size);
    return g_strdup_printf ("%s, %s%s", bytes, item->sealed ? "sealed" : "in clear",
                            item->lost ? ", lost" : "");
}

static void set_class (GtkWidget *widget, const char *class, bool on)
{
    if (on)
        gtk_widget_add_css_class (widget, class);
    else
        gtk_widget_remove_css_class (widget, class);
}

static void show_cell (const Cell *cell, const DrawCompareItem *item, const char *note)
{
    bool client = item != NULL && item->sender == TRACE_CLIENT;
    bool alert = item != NULL && item->alert;
    g_autofree char *trips = item != NULL ? short_trips (item->halves) : g_strdup ("");
    g_autofree char *size = item != NULL   ? size_words (item)
                            : note != NULL ? g_strdup (note)
                                           : g_strdup ("–");
    gtk_label_set_label (GTK_LABEL (cell->trips), trips);
    gtk_label_set_label (GTK_LABEL (cell->arrow), item == NULL ? "" : client ? "▶" : "◀");
    gtk_widget_set_visible (cell->lock, item != NULL && item->sealed);
    gtk_label_set_label (GTK_LABEL (cell->name), item != NULL ? item->text : "");
    gtk_widget_set_visible (cell->name, item != NULL);
    gtk_label_set_label (GTK_LABEL (cell->size), size);
    set_class (cell->box, "client", client && !alert);
    set_class (cell->box, "server", item != NULL && !client && !alert);
    set_class (cell->box, "alert", alert);
    set_class (cell->box, "clear", item != NULL && !item->sealed);
}

static void append_side (GString *out, const char *side, const DrawCompareItem *item,
                         const char *note)
{
    if (item == NULL) {
        g_string_append_printf (out, "; %s: %s", side, note != NULL ? note : "nothing");
        return;
    }
    g_autofree char *size = size_words (item);
    g_autofree char *trips = draw_round_trips ((int)item->halves);
    g_string_append_printf (out, "; %s: %s of the %s, %s, %s%s", side, item->text,
                            trace_party_name (item->sender), size, item->halves > 0 ? "after " : "",
                            trips);
}

void stepshake_compare_row_show (StepshakeCompareRow *self, StepshakeCompareItem *item)
{
    const DrawCompareRow *row = stepshake_compare_item_row (item);
    g_autofree char *differs = draw_compare_row_words (item->compare, row);
    g_autoptr (GString) words = g_string_new (row->purpose->words);
    static const char *const sides[] = {"left", "right"};
    gtk_label_set_label (GTK_LABEL (self->purpose), row->purpose->words);
    gtk_label_set_label (GTK_LABEL (self->differs), differs);
    set_class (self->differs, "differ", row->n_differ > 0);
    for (unsigned side = 0; side < DRAW_N_SIDES; side++) {
        const DrawCompareItem *message = draw_compare_item (item->compare, side, row->item[side]);
        show_cell (&self->cells[side], message, row->note);
        append_side (words, sides[side], message, row->note);
    }
    g_string_append_printf (words, "; %s", differs);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    words->str, -1);
    gtk_widget_set_tooltip_text (GTK_WIDGET (self), words->str);
}

static void dispose (GObject *object)
{
    for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL;)
        gtk_widget_unparent (child);
    G_OBJECT_CLASS (stepshake_compare_row_parent_class)->dispose (object);
}

static void stepshake_compare_row_class_init (StepshakeCompareRowClass *class)
{
    G_OBJECT_CLASS (class)->dispose = dispose;
    gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "comparerow");
    gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BOX_LAYOUT);
    gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void stepshake_compare_row_init (StepshakeCompareRow *self)
{
    GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));
    gtk_box_layout_set_homogeneous (layout, TRUE);
    gtk_box_layout_set_spacing (layout, 10);
    for (unsigned side = 0; side < DRAW_N_SIDES; side++)
        self->cells[side] = make_cell ();
    GtkWidget *middle = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
    gtk_widget_set_valign (middle, GTK_ALIGN_CENTER);
    self->purpose = add_label (middle, "compare-purpose");
    self->differs = add_label (middle, "compare-differs");
    GtkWidget *labels[] = {self->purpose, self->differs};
    for (unsigned i = 0; i < G_N_ELEMENTS (labels); i++) {
        gtk_label_set_xalign (GTK_LABEL (labels[i]), 0.5);
        gtk_label_set_justify (GTK_LABEL (labels[i]), GTK_JUSTIFY_CENTER);
        gtk_label_set_wrap (GTK_LABEL (labels[i]), TRUE);
    }
    gtk_widget_set_parent (self->cells[DRAW_LEFT].box, GTK_WIDGET (self));
    gtk_widget_set_parent (middle, GTK_WIDGET (self));
    gtk_widget_set_parent (self->cells[DRAW_RIGHT].box, GTK_WIDGET (self));
}

GtkWidget *stepshake_compare_row_new (void)
{
    return g_object_new (STEPSHAKE_TYPE_COMPARE_ROW, NULL);
}
