/* Pictures of two runs side by side in one file, each under the title of its run. */
#include "draw/scene.h"
#include "draw/text.h"

#include <gio/gio.h>
#include <string.h>

enum { PAIR_GAP = 48, PAIR_HEAD = 44, PAIR_SIZE = 15 };

static void pair_shift (DrawShape *shape, double dx, double dy)
{
    shape->x += dx;
    shape->y += dy;
    for (guint i = 0; shape->points != NULL && i < shape->points->len; i++) {
        DrawPoint *point = &g_array_index (shape->points, DrawPoint, i);
        point->x += dx;
        point->y += dy;
    }
}

/* Moves all of FROM into SCENE; FROM is then empty. */
static void pair_take (DrawScene *scene, DrawScene *from, double dx, double dy)
{
    gsize n;
    g_autofree gpointer *shapes = g_ptr_array_steal (from->shapes, &n);
    for (gsize i = 0; i < n; i++) {
        pair_shift (shapes[i], dx, dy);
        g_ptr_array_add (scene->shapes, shapes[i]);
    }
}

static DrawScene *pair_scene (const DrawPairSide sides[2], DrawGraph *const graphs[2],
                              GError **error)
{
    g_autofree char *title = g_strdup_printf ("%s, and %s", sides[0].title, sides[1].title);
    g_autoptr (DrawScene) scene = draw_scene_new (title);
    for (unsigned side = 0; side < 2; side++) {
        g_autoptr (DrawScene) own = draw_scene_from_graph (graphs[side], error);
        if (own == NULL)
            return NULL;
        double x = scene->width + (side > 0 ? PAIR_GAP : 0);
        g_auto (GStrv) lines =
            draw_wrap (sides[side].title, PAIR_SIZE, true, MAX (own->width, 260));
        for (unsigned i = 0; lines[i] != NULL && i < 2; i++)
            draw_scene_text (scene, x + 16, 22 + 18 * i, lines[i], PAIR_SIZE, true,
                             draw_look (DRAW_LOOK_PAPER)->text, DRAW_ANCHOR_START);
        scene->width = x + MAX (own->width, 280);
        scene->height = MAX (scene->height, own->height + PAIR_HEAD);
        pair_take (scene, own, x, PAIR_HEAD);
    }
    return g_steal_pointer (&scene);
}

/* A file of DOT may hold several graphs; each says whose it is. */
static GBytes *pair_dot (const DrawPairSide sides[2], DrawGraph *const graphs[2], GError **error)
{
    g_autoptr (GString) out = g_string_new (NULL);
    for (unsigned side = 0; side < 2; side++) {
        g_autofree char *title = g_strdup_printf ("%s: %s", sides[side].title, graphs[side]->title);
        g_free (graphs[side]->title);
        graphs[side]->title = g_steal_pointer (&title);
        g_autoptr (GBytes) text = draw_write_graph (graphs[side], "dot", error);
        if (text == NULL)
            return NULL;
        g_string_append_len (out, g_bytes_get_data (text, NULL), (gssize)g_bytes_get_size (text));
    }
    return g_string_free_to_bytes (g_steal_pointer (&out));
}

static GBytes *(*pair_painter (const char *format)) (const DrawScene *scene)
{
    return g_str_equal (format, "svg")   ? draw_scene_svg
           : g_str_equal (format, "png") ? draw_scene_png
           : g_str_equal (format, "pdf") ? draw_scene_pdf
                                         : NULL;
}

GBytes *draw_write_pair (const DrawPairSide sides[2], const TraceObserver *observer,
                         const char *kind, bool classic, const char *format, GError **error)
{
    g_autoptr (DrawGraph) left = NULL, right = NULL;
    GBytes *(*paint) (const DrawScene *scene) = pair_painter (format);
    if (paint == NULL && !g_str_equal (format, "dot")) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                     "two pictures \"%s\" cannot be written as \"%s\"; allowed are dot, svg, png "
                     "and pdf",
                     kind, format);
        return NULL;
    }
    left = draw_picture (kind, sides[0].run, sides[0].cursor, observer, classic, error);
    if (left == NULL)
        return NULL;
    right = draw_picture (kind, sides[1].run, sides[1].cursor, observer, classic, error);
    if (right == NULL)
        return NULL;
    DrawGraph *graphs[] = {left, right};
    if (paint == NULL)
        return pair_dot (sides, graphs, error);
    g_autoptr (DrawScene) scene = pair_scene (sides, graphs, error);
    return scene != NULL ? paint (scene) : NULL;
}
