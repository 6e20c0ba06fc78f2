/* A tall drawing that scrolls: the ladder and the bytes are two of them. A subclass says how high
 * its content is for a width and draws what is visible; the canvas does the scrolling (it is a
 * GtkScrollable, so it goes into a GtkScrolledWindow) and the smooth way there. */
#pragma once

#include <gtk/gtk.h>

#define STEPSHAKE_TYPE_CANVAS (stepshake_canvas_get_type ())
G_DECLARE_DERIVABLE_TYPE (StepshakeCanvas, stepshake_canvas, STEPSHAKE, CANVAS, GtkWidget)

struct _StepshakeCanvasClass {
    GtkWidgetClass parent_class;

    /* Height of the content when it is WIDTH wide. */
    double (*content_height) (StepshakeCanvas *self, int width);
    /* Draws the part of the content that begins at TOP, on a widget of WIDTH × HEIGHT. */
    void (*draw) (StepshakeCanvas *self, GtkSnapshot *snapshot, int width, int height, double top);
};

/* The content has changed: its height and its looks. */
void stepshake_canvas_changed (StepshakeCanvas *self);
/* Where the visible part begins. */
double stepshake_canvas_top (StepshakeCanvas *self);
/* Brings the content between FROM and TO into view, with as little motion as will do. */
void stepshake_canvas_reveal (StepshakeCanvas *self, double from, double to);

/* Helpers for drawing. */
void stepshake_color (GtkWidget *widget, const char *name, GdkRGBA *color);
GdkRGBA stepshake_color_faded (GdkRGBA color, double alpha);
void stepshake_draw_box (GtkSnapshot *snapshot, const graphene_rect_t *box, double radius,
                         const GdkRGBA *fill, const GdkRGBA *line, double line_width);
void stepshake_draw_line (GtkSnapshot *snapshot, double x0, double y0, double x1, double y1,
                          const GdkRGBA *color, double width);
void stepshake_draw_layout (GtkSnapshot *snapshot, PangoLayout *layout, double x, double y,
                            const GdkRGBA *color);
