#include "inspector/bytes-view.h"
#include "inspector/tints.h"

#include <math.h>
#include <string.h>

struct _StepshakeBytesView {
    StepshakeCanvas parent_instance;

    StepshakeSession *session; /* borrowed: it outlives all views */
    BaseSpan bytes;            /* of the canvas; borrowed from the session's layers */
    uint8_t *tints;            /* owned */
    int canvas;                /* the layer whose bytes are shown, -1 */
    uint32_t selected_from, selected_to;
    uint32_t hover_from, hover_to;
    uint32_t cursor;

    int columns; /* bytes in a row */
    bool text;   /* is there room for the text column */
    double char_width, row_height;
};

G_DEFINE_TYPE (StepshakeBytesView, stepshake_bytes_view, STEPSHAKE_TYPE_CANVAS)

enum { OFFSET_CHARS = 5, MARGIN = 14 };

/* ---- Where things are. ---- */

static double hex_x (StepshakeBytesView *self, int column)
{
    double gap = column >= 8 ? 0.5 : 0;
    return MARGIN + (OFFSET_CHARS + column * 3 + gap) * self->char_width;
}

static double text_x (StepshakeBytesView *self, int column)
{
    return hex_x (self, self->columns) + (1 + column) * self->char_width;
}

static double row_y (StepshakeBytesView *self, uint32_t offset)
{
    return 4 + offset / self->columns * self->row_height;
}

static void measure_font (StepshakeBytesView *self)
{
    PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
    g_autoptr (PangoLayout) layout = pango_layout_new (context);
    pango_layout_set_text (layout, "0000000000", 10);
    PangoRectangle size;
    pango_layout_get_extents (layout, NULL, &size);
    self->char_width = (double)size.width / PANGO_SCALE / 10;
    self->row_height = ceil ((double)size.height / PANGO_SCALE) + 5;
}

static double content_height (StepshakeCanvas *canvas, int width)
{
    StepshakeBytesView *self = STEPSHAKE_BYTES_VIEW (canvas);
    measure_font (self);
    self->columns = 16;
    while (self->columns > 4 && hex_x (self, self->columns) - self->char_width + 4 > width)
        self->columns /= 2;
    self->text = text_x (self, self->columns) + MARGIN / 2 <= width;
    size_t rows = (self->bytes.size + self->columns - 1) / self->columns;
    return 8 + rows * self->row_height;
}

/* The offset at a place; false where there is no byte. */
static bool offset_at (StepshakeBytesView *self, double x, double y, uint32_t *offset)
{
    if (self->columns == 0)
        return false;
    double row =
        floor ((y + stepshake_canvas_top (STEPSHAKE_CANVAS (self)) - 4) / self->row_height);
    for (int column = 0; row >= 0 && column < self->columns; column++) {
        double from = hex_x (self, column) - self->char_width / 2;
        bool hex = x >= from && x < from + 3 * self->char_width;
        double t = text_x (self, column);
        if (!hex && !(self->text && x >= t && x < t + self->char_width))
            continue;
        *offset = row * self->columns + column;
        return *offset < self->bytes.size;
    }
    return false;
}

/* ---- Drawing. ---- */

static void draw_run (StepshakeBytesView *self, GtkSnapshot *snapshot, uint32_t from, uint32_t to,
                      double y, const GdkRGBA *fill, const GdkRGBA *line)
{
    int first = from % self->columns, last = (to - 1) % self->columns;
    double x = hex_x (self, first) - 2;
    double width = hex_x (self, last) + 2 * self->char_width + 2 - x;
    stepshake_draw_box (snapshot, &GRAPHENE_RECT_INIT (x, y + 1, width, self->row_height - 2), 3,
                        fill, line, 1);
    if (!self->text)
        return;
    x = text_x (self, first);
    width = (last - first + 1) * self->char_width;
    stepshake_draw_box (snapshot, &GRAPHENE_RECT_INIT (x, y + 1, width, self->row_height - 2), 2,
                        fill, line, 1);
}

static void draw_tints (StepshakeBytesView *self, GtkSnapshot *snapshot, uint32_t from, uint32_t to,
                        double y, const GdkRGBA *colors)
{
    for (uint32_t i = from; i < to;) {
        uint32_t end = i + 1;
        while (end < to && self->tints[end] == self->tints[i])
            end++;
        if (stepshake_tint_color (self->tints[i]) != NULL)
            draw_run (self, snapshot, i, end, y, &colors[self->tints[i]], NULL);
        i = end;
    }
    uint32_t hover_from = MAX (from, self->hover_from), hover_to = MIN (to, self->hover_to);
    if (hover_from < hover_to)
        draw_run (self, snapshot, hover_from, hover_to, y, NULL, &colors[0]);
}

static void color_text (PangoAttrList *attributes, int from, int to, const GdkRGBA *color)
{
    PangoAttribute *attribute =
        pango_attr_foreground_new (color->red * 65535, color->green * 65535, color->blue * 65535);
    attribute->start_index = from;
    attribute->end_index = to;
    pango_attr_list_insert (attributes, attribute);
}

/* One row of text, with the colours of selected and sealed bytes; WIDTH characters a byte. */
static void draw_text (StepshakeBytesView *self, GtkSnapshot *snapshot, PangoLayout *layout,
                       const char *text, uint32_t from, uint32_t to, int width, double x, double y,
                       const GdkRGBA *color)
{
    GtkWidget *widget = GTK_WIDGET (self);
    g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
    GdkRGBA selected, noise;
    stepshake_color (widget, "accent_fg_color", &selected);
    stepshake_color (widget, "noise_color", &noise);
    for (uint32_t i = from; i < to; i++) {
        int at = (i - from) * width;
        if (self->tints[i] == STEPSHAKE_TINT_SELECTED)
            color_text (attributes, at, at + width, &selected);
        else if (self->tints[i] == STEPSHAKE_TINT_NOISE)
            color_text (attributes, at, at + width, &noise);
    }
    pango_layout_set_text (layout, text, -1);
    pango_layout_set_attributes (layout, attributes);
    stepshake_draw_layout (snapshot, layout, x, y + 2, color);
}

static void draw_row (StepshakeBytesView *self, GtkSnapshot *snapshot, PangoLayout *layout,
                      uint32_t from, double y, const GdkRGBA *colors, const GdkRGBA *dim)
{
    uint32_t to = MIN (from + self->columns, self->bytes.size);
    draw_tints (self, snapshot, from, to, y, colors);

    char offset[16];
    g_snprintf (offset, sizeof offset, "%04x", from);
    pango_layout_set_attributes (layout, NULL);
    pango_layout_set_text (layout, offset, -1);
    stepshake_draw_layout (snapshot, layout, MARGIN, y + 2, dim);

    char hex[16 * 3 + 1], text[16 + 1];
    for (uint32_t half = from; half < to; half += 8) {
        uint32_t end = MIN (half + 8, to);
        for (uint32_t i = half; i < end; i++)
            g_snprintf (hex + (i - half) * 3, 4, "%02x ", self->bytes.data[i]);
        draw_text (self, snapshot, layout, hex, half, end, 3, hex_x (self, half - from), y,
                   &colors[0]);
    }
    if (!self->text)
        return;
    for (uint32_t i = from; i < to; i++)
        text[i - from] = g_ascii_isprint (self->bytes.data[i]) ? self->bytes.data[i] : '.';
    text[to - from] = '\0';
    draw_text (self, snapshot, layout, text, from, to, 1, text_x (self, 0), y, dim);
}

static void draw_cursor (StepshakeBytesView *self, GtkSnapshot *snapshot, double top,
                         const GdkRGBA *color)
{
    if (!gtk_widget_has_focus (GTK_WIDGET (self)) || self->cursor >= self->bytes.size)
        return;
    double x = hex_x (self, self->cursor % self->columns) - 3;
    double y = row_y (self, self->cursor) - top;
    stepshake_draw_box (snapshot,
                        &GRAPHENE_RECT_INIT (x, y, 2 * self->char_width + 6, self->row_height), 4,
                        NULL, color, 2);
}

static void draw_placeholder (StepshakeBytesView *self, GtkSnapshot *snapshot, int width,
                              int height)
{
    g_autoptr (PangoLayout) layout =
        gtk_widget_create_pango_layout (GTK_WIDGET (self), "No bytes yet");
    GdkRGBA dim;
    stepshake_color (GTK_WIDGET (self), "dim_color", &dim);
    int w, h;
    pango_layout_get_pixel_size (layout, &w, &h);
    stepshake_draw_layout (snapshot, layout, (width - w) / 2, (height - h) / 2, &dim);
}

static void draw (StepshakeCanvas *canvas, GtkSnapshot *snapshot, int width, int height, double top)
{
    StepshakeBytesView *self = STEPSHAKE_BYTES_VIEW (canvas);
    GtkWidget *widget = GTK_WIDGET (canvas);
    if (self->bytes.size == 0) {
        draw_placeholder (self, snapshot, width, height);
        return;
    }
    GdkRGBA colors[STEPSHAKE_N_TINTS];
    gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colors[0]);
    for (int i = 1; i < STEPSHAKE_N_TINTS; i++)
        if (stepshake_tint_color (i) != NULL)
            stepshake_color (widget, stepshake_tint_color (i), &colors[i]);
    GdkRGBA dim;
    stepshake_color (widget, "dim_color", &dim);
    g_autoptr (PangoLayout) layout = pango_layout_new (gtk_widget_get_pango_context (widget));
    uint32_t first = MAX (0, floor ((top - 4) / self->row_height));
    for (uint32_t from = first * self->columns; from < self->bytes.size; from += self->columns) {
        double y = row_y (self, from) - top;
        if (y > height)
            break;
        draw_row (self, snapshot, layout, from, y, colors, &dim);
    }
    draw_cursor (self, snapshot, top, &colors[STEPSHAKE_TINT_SELECTED]);
}

/* ---- Observing the session. ---- */

static void describe (StepshakeBytesView *self, StepshakeLayer *layer, int field)
{
    g_autofree char *name =
        field >= 0 ? wire_tree_path (layer->tree, field) : g_strdup (layer->title);
    BaseSpan span = stepshake_layer_span (layer, field);
    span.size = MIN (span.size, 32);
    g_autofree char *hex = layer->noise ? g_strdup ("sealed") : base_hex (span);
    g_autofree char *text = g_strdup_printf ("%s, bytes %u to %u: %s", name, self->selected_from,
                                             self->selected_to, hex);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    text, -1);
}

static void on_selection_changed (StepshakeBytesView *self)
{
    const StepshakeSelection *selection = stepshake_session_selection (self->session);
    StepshakeLayer *layer = stepshake_session_layer (self->session, selection->layer);
    GPtrArray *layers = stepshake_session_layers (self->session);
    g_clear_pointer (&self->tints, g_free);
    self->hover_from = self->hover_to = 0;
    if (layer == NULL) {
        self->bytes = (BaseSpan){NULL, 0};
        self->canvas = -1;
        stepshake_canvas_changed (STEPSHAKE_CANVAS (self));
        return;
    }
    self->canvas = layer->canvas;
    StepshakeLayer *canvas = g_ptr_array_index (layers, layer->canvas);
    self->bytes = base_span_bytes (canvas->tree->bytes);
    self->tints =
        stepshake_tints_new (layers, selection->layer, selection->field, self->bytes.size);
    uint32_t length;
    stepshake_layers_range (layers, selection->layer, selection->field, &self->selected_from,
                            &length);
    self->selected_to = self->selected_from + length;
    if (self->cursor < self->selected_from || self->cursor >= self->selected_to)
        self->cursor = self->selected_from;
    describe (self, layer, selection->field);
    stepshake_canvas_changed (STEPSHAKE_CANVAS (self));
    if (self->columns > 0)
        stepshake_canvas_reveal (STEPSHAKE_CANVAS (self), row_y (self, self->cursor) - 4,
                                 row_y (self, self->cursor) + 2 * self->row_height);
}

static void on_hover_changed (StepshakeBytesView *self)
{
    int layer, field;
    stepshake_session_hovered (self->session, &layer, &field);
    StepshakeLayer *hovered = stepshake_session_layer (self->session, layer);
    self->hover_from = self->hover_to = 0;
    if (hovered != NULL && hovered->canvas == self->canvas) {
        uint32_t length;
        stepshake_layers_range (stepshake_session_layers (self->session), layer, field,
                                &self->hover_from, &length);
        self->hover_to = self->hover_from + length;
    }
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

void stepshake_bytes_view_set_session (StepshakeBytesView *self, StepshakeSession *session)
{
    self->session = session;
    g_signal_connect_object (session, "selection-changed", G_CALLBACK (on_selection_changed), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "hover-changed", G_CALLBACK (on_hover_changed), self,
                             G_CONNECT_SWAPPED);
    on_selection_changed (self);
}

/* ---- Pointer and keys. ---- */

static void pick (StepshakeBytesView *self, uint32_t offset)
{
    int layer, field;
    self->cursor = offset;
    if (stepshake_layers_at (stepshake_session_layers (self->session), self->canvas, offset, &layer,
                             &field))
        stepshake_session_select_field (self->session, layer, field);
}

static void on_pressed (StepshakeBytesView *self, int n, double x, double y)
{
    uint32_t offset;
    gtk_widget_grab_focus (GTK_WIDGET (self));
    if (offset_at (self, x, y, &offset))
        pick (self, offset);
}

static void on_motion (StepshakeBytesView *self, double x, double y)
{
    uint32_t offset;
    int layer = -1, field = -1;
    if (offset_at (self, x, y, &offset))
        stepshake_layers_at (stepshake_session_layers (self->session), self->canvas, offset, &layer,
                             &field);
    stepshake_session_hover (self->session, layer, field);
}

static void on_leave (StepshakeBytesView *self)
{
    stepshake_session_hover (self->session, -1, -1);
}

static gboolean on_key (StepshakeBytesView *self, guint key, guint code, GdkModifierType state)
{
    if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0 || self->bytes.size == 0)
        return GDK_EVENT_PROPAGATE;
    int step = key == GDK_KEY_Left    ? -1
               : key == GDK_KEY_Right ? 1
               : key == GDK_KEY_Up    ? -self->columns
               : key == GDK_KEY_Down  ? self->columns
                                      : 0;
    if (step == 0)
        return GDK_EVENT_PROPAGATE;
    int64_t target = (int64_t)self->cursor + step;
    if (target >= 0 && target < (int64_t)self->bytes.size)
        pick (self, target);
    return GDK_EVENT_STOP;
}

/* ---- The object. ---- */

static void measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                     int *natural, int *minimum_baseline, int *natural_baseline)
{
    StepshakeBytesView *self = STEPSHAKE_BYTES_VIEW (widget);
    measure_font (self);
    bool horizontal = orientation == GTK_ORIENTATION_HORIZONTAL;
    *minimum = horizontal ? hex_x (self, 4) + MARGIN : 60;
    *natural = horizontal ? hex_x (self, 16) + MARGIN : 200;
}

static void finalize (GObject *object)
{
    g_free (STEPSHAKE_BYTES_VIEW (object)->tints);
    G_OBJECT_CLASS (stepshake_bytes_view_parent_class)->finalize (object);
}

static void stepshake_bytes_view_class_init (StepshakeBytesViewClass *class)
{
    G_OBJECT_CLASS (class)->finalize = finalize;
    GTK_WIDGET_CLASS (class)->measure = measure;
    STEPSHAKE_CANVAS_CLASS (class)->content_height = content_height;
    STEPSHAKE_CANVAS_CLASS (class)->draw = draw;
    gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "bytes");
    gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void stepshake_bytes_view_init (StepshakeBytesView *self)
{
    GtkWidget *widget = GTK_WIDGET (self);
    self->canvas = -1;
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, "Bytes",
                                    -1);
    GtkGesture *click = gtk_gesture_click_new ();
    g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed), self);
    gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
    GtkEventController *motion = gtk_event_controller_motion_new ();
    g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), self);
    g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave), self);
    gtk_widget_add_controller (widget, motion);
    GtkEventController *keys = gtk_event_controller_key_new ();
    g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
    gtk_widget_add_controller (widget, keys);
}
