#include "draw/scene.h"

/* Blue is the client's and the present's, green the server's and what is done, red stands for
 * breaks and alerts alone, purple for the attacker. No state is told by colour alone: marks, line
 * widths and dashes differ as well. */
static const DrawLook draw_looks[DRAW_N_LOOKS] = {
    [DRAW_TODO] = {"#ffffff", "#77767b", "#5e5c64", 1.2, false},
    [DRAW_CURRENT] = {"#1a5fb4", "#0f3d75", "#ffffff", 2.6, false},
    [DRAW_DONE] = {"#e3f4ea", "#26a269", "#145c38", 1.6, false},
    [DRAW_BROKEN] = {"#fdeaea", "#c01c28", "#9b1620", 2.6, false},
    [DRAW_SKIPPED] = {"#f6f5f4", "#77767b", "#5e5c64", 1.2, true},
    [DRAW_LEGAL] = {"#e8f0fb", "#1a5fb4", "#1a4f94", 2.2, false},
    [DRAW_PLAIN] = {"#f6f5f4", "#5e5c64", "#241f31", 1.2, false},
    [DRAW_FLAWED] = {"#fdf3d9", "#9c6500", "#6b4500", 2.2, true},
    [DRAW_LOOK_CLIENT] = {"#e8f0fb", "#1a5fb4", "#1a4f94", 1.8, false},
    [DRAW_LOOK_SERVER] = {"#e3f4ea", "#26a269", "#145c38", 1.8, false},
    [DRAW_LOOK_NETWORK] = {"#f6f5f4", "#77767b", "#5e5c64", 1.2, false},
    [DRAW_LOOK_ATTACKER] = {"#f4eaf8", "#813d9c", "#6a2c82", 1.8, false},
    [DRAW_LOOK_PAPER] = {"#ffffff", "#77767b", "#241f31", 1, false},
};

const DrawLook *draw_look (unsigned id)
{
    return &draw_looks[id];
}

char *draw_marked (DrawState state, const char *text)
{
    const char *mark = draw_state_mark (state);
    return *mark == '\0' ? g_strdup (text) : g_strconcat (mark, " ", text, NULL);
}

bool draw_edge_is_thick (const DrawEdge *edge)
{
    return edge->state != DRAW_PLAIN && edge->state != DRAW_TODO && edge->state != DRAW_SKIPPED;
}

static void draw_scene_shape_free (DrawShape *shape)
{
    g_clear_pointer (&shape->points, g_array_unref);
    g_free (shape->text);
    g_free (shape);
}

DrawScene *draw_scene_new (const char *title)
{
    DrawScene *scene = g_new0 (DrawScene, 1);
    scene->title = g_strdup (title);
    scene->shapes = g_ptr_array_new_with_free_func ((GDestroyNotify)draw_scene_shape_free);
    return scene;
}

void draw_scene_free (DrawScene *scene)
{
    if (scene == NULL)
        return;
    g_free (scene->title);
    g_ptr_array_unref (scene->shapes);
    g_free (scene);
}

static DrawShape *draw_scene_add (DrawScene *scene, DrawShapeKind kind, double x, double y)
{
    DrawShape *shape = g_new0 (DrawShape, 1);
    shape->kind = kind;
    shape->x = x;
    shape->y = y;
    g_ptr_array_add (scene->shapes, shape);
    return shape;
}

DrawShape *draw_scene_box (DrawScene *scene, double x, double y, double w, double h, double r,
                           const DrawLook *look)
{
    DrawShape *box = draw_scene_add (scene, DRAW_SHAPE_BOX, x, y);
    box->w = w;
    box->h = h;
    box->r = r;
    box->fill = look->fill;
    box->stroke = look->stroke;
    box->line = look->line;
    box->dashed = look->dashed;
    return box;
}

DrawShape *draw_scene_text (DrawScene *scene, double x, double y, const char *text, double size,
                            bool bold, const char *colour, DrawAnchor anchor)
{
    DrawShape *shape = draw_scene_add (scene, DRAW_SHAPE_TEXT, x, y);
    shape->text = g_utf8_make_valid (text, -1);
    shape->size = size;
    shape->bold = bold;
    shape->fill = colour;
    shape->anchor = anchor;
    shape->w = draw_text_width (shape->text, size, bold);
    return shape;
}

static DrawShape *draw_scene_path (DrawScene *scene, const char *stroke, double line)
{
    DrawShape *path = draw_scene_add (scene, DRAW_SHAPE_PATH, 0, 0);
    path->points = g_array_new (FALSE, FALSE, sizeof (DrawPoint));
    path->stroke = stroke;
    path->line = line;
    return path;
}

DrawShape *draw_scene_line (DrawScene *scene, DrawPoint from, DrawPoint to, const char *stroke,
                            double line)
{
    DrawShape *path = draw_scene_path (scene, stroke, line);
    g_array_append_val (path->points, from);
    g_array_append_val (path->points, to);
    return path;
}

DrawShape *draw_scene_curve (DrawScene *scene, const GArray *points, const char *stroke,
                             double line)
{
    DrawShape *path = draw_scene_path (scene, stroke, line);
    g_array_append_vals (path->points, points->data, points->len);
    path->curve = true;
    return path;
}

DrawShape *draw_scene_lock (DrawScene *scene, double x, double y, double h, const char *colour)
{
    DrawShape *lock = draw_scene_add (scene, DRAW_SHAPE_LOCK, x, y);
    lock->h = h;
    lock->fill = colour;
    return lock;
}

/* ---- Text. ---- */

static void draw_scene_wrap_line (GPtrArray *lines, const char *text, double size, bool bold,
                                  double width)
{
    g_auto (GStrv) words = g_strsplit (text, " ", -1);
    g_autoptr (GString) line = g_string_new (NULL);
    for (char **word = words; *word != NULL; word++) {
        g_autofree char *longer =
            line->len == 0 ? g_strdup (*word) : g_strconcat (line->str, " ", *word, NULL);
        if (line->len > 0 && draw_text_width (longer, size, bold) > width) {
            g_ptr_array_add (lines, g_strdup (line->str));
            g_string_assign (line, *word);
        } else {
            g_string_assign (line, longer);
        }
    }
    g_ptr_array_add (lines, g_strdup (line->str));
}

char **draw_wrap (const char *text, double size, bool bold, double width)
{
    g_autofree char *valid = g_utf8_make_valid (text, -1);
    g_auto (GStrv) given = g_strsplit (valid, "\n", -1);
    GPtrArray *lines = g_ptr_array_new ();
    for (char **line = given; *line != NULL; line++)
        draw_scene_wrap_line (lines, *line, size, bold, width);
    g_ptr_array_add (lines, NULL);
    return (char **)g_ptr_array_free (lines, FALSE);
}

char **draw_wrap_evenly (const char *text, double size, bool bold, double width)
{
    char **lines = draw_wrap (text, size, bold, width);
    unsigned n = g_strv_length (lines);
    for (double narrower = width - 10; narrower > width / 2; narrower -= 10) {
        char **other = draw_wrap (text, size, bold, narrower);
        if (g_strv_length (other) > n) {
            g_strfreev (other);
            break;
        }
        g_strfreev (lines);
        lines = other;
    }
    return lines;
}
