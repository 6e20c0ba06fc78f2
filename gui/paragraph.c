#include "paragraph.h"

struct _StepshakeParagraph {
    GtkWidget parent_instance;

    PangoLayout *layout; /* owned */
    int width;           /* for which it is laid out, -1: none yet */
};

G_DEFINE_TYPE (StepshakeParagraph, stepshake_paragraph, GTK_TYPE_WIDGET)

enum { LEAST_WIDTH = 20, NICE_WIDTH = 240 };

static void lay_out (StepshakeParagraph *self, int width)
{
    if (self->width == width)
        return;
    self->width = width;
    pango_layout_set_width (self->layout, MAX (width, 1) * PANGO_SCALE);
}

static GtkSizeRequestMode get_request_mode (GtkWidget *widget)
{
    return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                     int *natural, int *minimum_baseline, int *natural_baseline)
{
    StepshakeParagraph *self = STEPSHAKE_PARAGRAPH (widget);
    if (orientation == GTK_ORIENTATION_HORIZONTAL) {
        *minimum = LEAST_WIDTH;
        *natural = NICE_WIDTH;
        return;
    }
    int height;
    lay_out (self, for_size >= 0 ? for_size : NICE_WIDTH);
    pango_layout_get_pixel_size (self->layout, NULL, &height);
    *minimum = *natural = height;
}

static void size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
    lay_out (STEPSHAKE_PARAGRAPH (widget), width);
}

static void snapshot (GtkWidget *widget, GtkSnapshot *snap)
{
    gtk_snapshot_render_layout (snap, gtk_widget_get_style_context (widget), 0, 0,
                                STEPSHAKE_PARAGRAPH (widget)->layout);
}

static void css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
    GTK_WIDGET_CLASS (stepshake_paragraph_parent_class)->css_changed (widget, change);
    pango_layout_context_changed (STEPSHAKE_PARAGRAPH (widget)->layout);
    gtk_widget_queue_resize (widget); /* another font, another height */
}

static void finalize (GObject *object)
{
    g_object_unref (STEPSHAKE_PARAGRAPH (object)->layout);
    G_OBJECT_CLASS (stepshake_paragraph_parent_class)->finalize (object);
}

static void stepshake_paragraph_class_init (StepshakeParagraphClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
    G_OBJECT_CLASS (class)->finalize = finalize;
    widget_class->get_request_mode = get_request_mode;
    widget_class->measure = measure;
    widget_class->size_allocate = size_allocate;
    widget_class->snapshot = snapshot;
    widget_class->css_changed = css_changed;
    gtk_widget_class_set_css_name (widget_class, "label");
    gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void stepshake_paragraph_init (StepshakeParagraph *self)
{
    self->width = -1;
    self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
    pango_layout_set_wrap (self->layout, PANGO_WRAP_WORD_CHAR);
    g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
    pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
    pango_layout_set_attributes (self->layout, attributes);
}

static void tell_name (StepshakeParagraph *self)
{
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    pango_layout_get_text (self->layout), -1);
}

GtkWidget *stepshake_paragraph_new (const char *text)
{
    StepshakeParagraph *self = g_object_new (STEPSHAKE_TYPE_PARAGRAPH, NULL);
    pango_layout_set_text (self->layout, text, -1);
    tell_name (self);
    return GTK_WIDGET (self);
}

GtkWidget *stepshake_paragraph_new_markup (const char *markup)
{
    StepshakeParagraph *self = g_object_new (STEPSHAKE_TYPE_PARAGRAPH, NULL);
    PangoAttrList *attributes = NULL;
    g_autofree char *text = NULL;
    if (pango_parse_markup (markup, -1, 0, &attributes, &text, NULL, NULL)) {
        pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
        pango_layout_set_attributes (self->layout, attributes);
        pango_attr_list_unref (attributes);
    }
    pango_layout_set_text (self->layout, text != NULL ? text : markup, -1);
    tell_name (self);
    return GTK_WIDGET (self);
}
