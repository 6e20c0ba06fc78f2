#include "photograph.h"

bool stepshake_photograph (GtkWindow *window, const char *path, GError **error)
{
    GtkWidget *widget = GTK_WIDGET (window);
    int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
    g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
    GtkSnapshot *snapshot = gtk_snapshot_new ();
    gdk_paintable_snapshot (paintable, snapshot, width, height);
    GskRenderNode *node = gtk_snapshot_free_to_node (snapshot);
    GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (window));
    if (node == NULL || renderer == NULL) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: the window has drawn nothing",
                     path);
        return false;
    }
    g_autoptr (GdkTexture) texture =
        gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, width, height));
    gsk_render_node_unref (node);
    g_autoptr (GBytes) png = gdk_texture_save_to_png_bytes (texture);
    gsize size;
    const char *data = g_bytes_get_data (png, &size);
    return g_file_set_contents (path, data, size, error);
}

typedef struct {
    GSourceFunc done;
    gpointer data;
    int frames;
} Settling;

enum { QUIET_FRAMES = 8 };

/* Late layouts (a size that decides how much fits) need a few frames. */
static gboolean on_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
    Settling *settling = data;
    if (++settling->frames < QUIET_FRAMES)
        return G_SOURCE_CONTINUE;
    g_idle_add_full (G_PRIORITY_LOW, settling->done, settling->data, NULL);
    return G_SOURCE_REMOVE;
}

void stepshake_when_settled (GtkWindow *window, GSourceFunc done, gpointer data)
{
    Settling *settling = g_new0 (Settling, 1);
    settling->done = done;
    settling->data = data;
    gtk_widget_add_tick_callback (GTK_WIDGET (window), on_frame, settling, g_free);
}
